"""The response timeline of a run: who told whom what, when, within which limit, and who was late.

From top to bottom: the sentence that names the latest report; what was true and what was declared; the lanes of the bodies
in the order in which the chain runs; the people present; the days after the end; what the signs mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.figures.captions import callouts, dotted
from analysis.figures.labels import Labels
from analysis.figures.legend import draw_legend
from analysis.figures.marks import TURNING, draw_absences, draw_acts, draw_arrows, draw_limits
from analysis.figures.people import PEOPLE_IN, draw_people, levels_in, people_steps
from analysis.figures.scale import TimeScale, time_scale
from analysis.figures.sheet import CLOCK_IN, MINUTES_IN, OTHERS, Sheet, draw_axis, draw_lanes, lay_lanes
from analysis.figures.strips import (
    afterwards_height,
    bands_height,
    draw_afterwards,
    draw_bands,
    draw_numbered,
    lines_needed,
    numbered,
    rank_bands,
    strip_height,
)
from analysis.figures.style import CALLOUT_PT, PAPER, SHEET_IN, SOFT, STATUS, TITLE_PT, house_style
from analysis.figures.window import Window, window
from analysis.verdicts import LATE, MET, MISSED, Judgement
from sim.plan.model import Plan
from sim.record import Record, Row
from sim.words import Names

_LEFT_IN, _RIGHT_IN, _EDGE_IN = 2.0, 15.8, 0.2
_TALLEST_IN = 60.0  # more than any record needs; the sheet is cut to its content
_RECURRING = 12  # a duty met more often than this is routine, and makes no hour busy
_DPI = 150  # 2,400 pixels across: two screens wide


def timeline(
    record: Record,
    judgement: Judgement,
    plan: Plan,
    names: Names,
    *,
    only: Iterable[str] = (),
    from_min: float | None = None,
    to_min: float | None = None,
) -> Figure:
    """Draw a run in the language of `names`.

    The plan gives which body a post belongs to, and the order of grades, levels and warnings. `only` keeps what touches these bodies or
    posts; `from_min` and `to_min` cut the time. Raises InputError for an unknown body or an empty window.
    """
    shown = window(record, judgement, plan, names, only, from_min, to_min)
    with house_style():
        figure = Figure(figsize=(SHEET_IN, _TALLEST_IN), dpi=_DPI, facecolor=PAPER)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, SHEET_IN)
        axes.set_ylim(_TALLEST_IN, 0)
        labels = Labels(axes, canvas, (0.05, 0.05, SHEET_IN - 0.05, _TALLEST_IN))
        bottom = _draw(record, shown, labels)
        figure.set_size_inches(SHEET_IN, bottom)
        axes.set_ylim(bottom, 0)
    return figure


def _draw(record: Record, shown: Window, labels: Labels) -> float:
    """Draw everything from the top down and give the height that it took."""
    axis = _scale(shown)
    steps, found_bands, marks = people_steps(_until(record, shown)), rank_bands(shown, _until(record, shown)), numbered(shown)
    band_top = _title(record, shown, labels)
    mark_top = band_top + bands_height(found_bands) + 0.04
    lane_top = mark_top + strip_height(lines_needed([axis.x(one.row.time) for one in marks])) + MINUTES_IN
    laid = lay_lanes(shown, lane_top, 0.06 * (axis.to_min - axis.from_min) / (axis.right - axis.left))
    sheet = Sheet(axes=labels.axes, labels=labels, view=shown, scale=axis, lanes=laid)
    labels.bounds = (_LEFT_IN + 0.02, lane_top, SHEET_IN - 0.03, laid.bottom)
    draw_bands(sheet, found_bands, band_top)
    draw_numbered(sheet, marks, mark_top)
    area_top = laid.bottom + 0.1
    foot = area_top + PEOPLE_IN if steps else laid.bottom
    draw_axis(sheet, lane_top, foot, foot)
    draw_lanes(sheet)
    draw_acts(sheet)
    draw_limits(sheet)
    draw_arrows(sheet)
    draw_absences(sheet)
    homeless = [label.text for label in labels.place_all()]
    y = foot + CLOCK_IN
    labels.bounds = (_LEFT_IN + 0.02, laid.bottom, SHEET_IN - 0.03, y + afterwards_height(shown))
    if steps:
        draw_people(sheet, steps, area_top)
    if afterwards_height(shown) > 0:
        draw_afterwards(sheet, y)
        y += afterwards_height(shown)
    homeless += [label.text for label in labels.place_all()]
    say = shown.say
    extra = [say("figures.others-are", bodies=[shown.name(one) for one in lane.members]) for lane in laid.all if lane.body == OTHERS]
    extra += [say("figures.unplaced", labels=" | ".join(homeless))] if homeless else []
    return y + draw_legend(sheet, levels_in(steps), marks, y + 0.08, _EDGE_IN + 0.1, _RIGHT_IN, extra) + 0.2


def _title(record: Record, shown: Window, labels: Labels) -> float:
    """The title and the sentences under it; gives where the picture begins."""
    header, say = record.header, shown.say
    title = header.scenario.get("title", header.scenario.get("id", ""))
    title = title.get(say.lang, "") if isinstance(title, Mapping) else str(title)
    labels.fixed(title or say("figures.title"), (_EDGE_IN, 0.32, "left", "center"), size=TITLE_PT)
    excerpt = say("figures.excerpt", what=shown.excerpt) if shown.excerpt else ""
    facts = dotted(excerpt, f"{shown.start:%Y-%m-%d %H:%M}", say("figures.seed", seed=str(header.seed)))
    labels.fixed(facts, (_RIGHT_IN, 0.32, "right", "center"), size=11, colour=SOFT)
    y = 0.82
    for number, (status, sentence) in enumerate(callouts(shown)):
        loud = number == 0 and status in (LATE, MISSED)
        size, room = CALLOUT_PT if loud else 13.0, SHEET_IN - 2 * _EDGE_IN - 0.3
        size *= min(1.0, room / labels.width(sentence, size))
        colour = STATUS[status].colour
        labels.fixed(sentence, (_EDGE_IN, y, "left", "center"), size=size, colour=PAPER if loud else colour,
                     box=colour if loud else None)  # fmt: skip
        y += 0.42
    return y - 0.08


def _scale(shown: Window) -> TimeScale:
    """Busy is where messages go out; a turning point or a breach makes its neighbourhood busy by itself, so it counts twice."""
    recurring = Counter(verdict.rule for verdict in shown.verdicts if verdict.status == MET)
    busy = [m.sent.time for m in shown.messages if m.verdict is None or m.status != MET or recurring[m.verdict.rule] <= _RECURRING]
    busy += [row.time for row in shown.rows if row.kind in TURNING for _ in range(2)]
    for verdict in shown.verdicts:
        if verdict.status in (LATE, MISSED) and verdict.due_min is not None:
            busy += [verdict.due_min, verdict.due_min]
    return time_scale(busy, shown.from_min, shown.to_min, _LEFT_IN, _RIGHT_IN)


def _until(record: Record, shown: Window) -> tuple[Row, ...]:
    """Rows up to the window's end: bands and people need what was so before it began."""
    return tuple(row for row in record.rows if row.time <= shown.to_min)
