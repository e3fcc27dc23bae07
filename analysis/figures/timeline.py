"""The response timeline of a run: who told whom what, when, within which limit, and who was late.

From top to bottom: the sentence that names the latest report; what was true and what was declared; the lanes of the bodies
in the order in which the chain runs; the people present; the days after the end; what the signs mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.figures.captions import nothing_of
from analysis.figures.heading import ON_A_SHEET, draw_heading
from analysis.figures.kept_log import KeptLog, draw_doubts
from analysis.figures.labels import Labels
from analysis.figures.legend import LegendEntry, bar_sign, call_sign, doubt_signs, draw_legend, form_sign, ground_sign, level_sign, status_sign
from analysis.figures.marks import FAILED_CALLS, TURNING, draw_absences, draw_acts, draw_arrows, draw_limits
from analysis.figures.people import PEOPLE_IN, draw_people, levels_in, people_steps
from analysis.figures.scale import TimeScale, time_scale
from analysis.figures.sheet import CLOCK_IN, MINUTES_IN, OTHERS, Sheet, draw_axis, draw_lanes, lay_lanes
from analysis.figures.strips import (
    afterwards_height,
    bands_height,
    draw_afterwards,
    draw_bands,
    draw_ends,
    draw_numbered,
    lines_needed,
    numbered,
    rank_bands,
    strip_height,
)
from analysis.figures.style import DRAWN, FORM, NO_DUTY, SHEET_IN, STATUS, house_style
from analysis.figures.window import Window, window
from analysis.verdicts import BROKEN, LATE, MET, Judgement
from sim.plan.model import Plan
from sim.record import Record, Row
from sim.words import Names

_LEFT_IN, _RIGHT_IN, _EDGE_IN = 2.0, 15.8, 0.2
_TALLEST_IN = 60.0  # more than any record needs; the sheet is cut to its content
_RECURRING = 12  # a duty met more often than this is routine, and makes no hour busy
_DPI = 150  # 2,400 pixels across: two screens wide


@dataclass(frozen=True, slots=True)
class TimelineLayout:
    """Where the parts of a timeline lie, in inches from its upper left corner: the edge between names and time, then from the top down where
    the bands, the lanes, the clock, and what stands under the clock begin, and where all ends.
    """

    names: float
    bands: float
    lanes: float
    clock: float
    under: float
    bottom: float


def timeline(
    record: Record,
    judgement: Judgement,
    plan: Plan,
    names: Names,
    *,
    only: Iterable[str] = (),
    from_min: float | None = None,
    to_min: float | None = None,
    kept: KeptLog | None = None,
) -> Figure:
    """Draw a run, or a log that somebody kept (`kept` is how it was read), in the language of `names`.

    The plan gives which body a post belongs to, and the order of grades, levels and warnings. `only` keeps what touches these bodies or
    posts; `from_min` and `to_min` cut the time. Raises InputError for an unknown body or an empty window.
    """
    return laid_timeline(window(record, judgement, plan, names, only, from_min, to_min), record, kept)[0]


def laid_timeline(shown: Window, record: Record, kept: KeptLog | None = None) -> tuple[Figure, TimelineLayout]:
    """The timeline of what a window shows, and where its parts lie."""
    with house_style():
        figure, labels = Labels.of_sheet(SHEET_IN, _TALLEST_IN, _DPI, (0.05, 0.05, SHEET_IN - 0.05, _TALLEST_IN))
        layout = _draw(record, shown, labels, kept)
        figure.set_size_inches(SHEET_IN, layout.bottom)
        labels.axes.set_ylim(layout.bottom, 0)
    return figure, layout


def _draw(record: Record, shown: Window, labels: Labels, kept: KeptLog | None) -> TimelineLayout:
    """Draw everything from the top down and give where it came to lie."""
    axis = _scale(shown)
    steps, found_bands, marks = people_steps(_until(record, shown)), rank_bands(shown, _until(record, shown)), numbered(shown)
    band_top = draw_heading(labels, record, shown, kept, ON_A_SHEET)
    mark_top = band_top + bands_height(found_bands) + 0.04
    lane_top = mark_top + strip_height(lines_needed([axis.x(one.row.time) for one in marks])) + MINUTES_IN
    laid = lay_lanes(shown, lane_top, axis, labels)
    sheet = Sheet(axes=labels.axes, labels=labels, view=shown, scale=axis, lanes=laid)
    labels.bounds = (_LEFT_IN + 0.02, lane_top, SHEET_IN - 0.03, laid.bottom)
    draw_bands(sheet, found_bands, band_top)
    draw_numbered(sheet, marks, mark_top)
    draw_ends(sheet, band_top)
    area_top = laid.bottom + 0.1
    foot = area_top + PEOPLE_IN if steps else laid.bottom
    draw_axis(sheet, lane_top, foot, foot)
    draw_lanes(sheet)
    draw_acts(sheet)
    draw_limits(sheet)
    draw_arrows(sheet)
    draw_absences(sheet)
    if kept is not None:
        draw_doubts(sheet, kept)
    homeless = [label.text for label in labels.place_all()]
    y = under = foot + CLOCK_IN
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
    extra += [nothing_of(shown)] if shown.asked_in_vain else []
    extra += kept.notes if kept is not None else ()
    signs = [*_entries(sheet), *(level_sign(sheet, level) for level in levels_in(steps)), *(doubt_signs(sheet, kept) if kept is not None else ())]
    bottom = y + draw_legend(sheet, signs, marks, y + 0.08, _EDGE_IN + 0.1, _RIGHT_IN, extra) + 0.2
    return TimelineLayout(names=_LEFT_IN - 0.1, bands=band_top, lanes=lane_top, clock=foot, under=under, bottom=bottom)


def _scale(shown: Window) -> TimeScale:
    """Busy is where messages go out; a turning point or a breach makes its neighbourhood busy by itself, so it counts twice."""
    recurring = Counter(verdict.rule for verdict in shown.verdicts if verdict.status == MET)
    busy = [m.sent.time for m in shown.messages if m.verdict is None or m.status != MET or recurring[m.verdict.rule] <= _RECURRING]
    busy += [row.time for row in shown.rows if row.kind in TURNING for _ in range(2)]
    for verdict in shown.verdicts:
        if verdict.status in BROKEN and verdict.due_min is not None:
            busy += [verdict.due_min, verdict.due_min]
    return time_scale(busy, shown.from_min, shown.to_min, _LEFT_IN, _RIGHT_IN)


def _until(record: Record, shown: Window) -> tuple[Row, ...]:
    """Rows up to the window's end: bands and people need what was so before it began."""
    return tuple(row for row in record.rows if row.time <= shown.to_min)


def _entries(sheet: Sheet) -> list[LegendEntry]:
    view, say = sheet.view, sheet.view.say
    statuses = {m.status if m.status in STATUS else NO_DUTY for m in view.messages} | {v.status for v in view.of_days}
    statuses |= {limit.worst.status for lane in sheet.lanes.all for limit in lane.bars}
    found = [status_sign(sheet, status) for status in DRAWN if status in statuses]
    forms = [form for form in FORM if any(m.sent.kind == "reported" and m.sent.form == form for m in view.messages)]
    found += [form_sign(sheet, "reported", form) for form in forms]
    if any(m.sent.kind != "reported" or m.sent.form not in FORM for m in view.messages):
        found.append(form_sign(sheet, "other", None))
    if any(lane.bars for lane in sheet.lanes.all):
        found.append(bar_sign(sheet, MET, say("figures.used"), hatched=False))
    if any(v.status == LATE for v in view.verdicts):
        found.append(bar_sign(sheet, LATE, say("figures.overshoot"), hatched=True))
    found += [call_sign(sheet, mark, view.names.kind(kind)) for kind, mark in FAILED_CALLS.items() if any(row.kind == kind for row in view.rows)]
    if sheet.scale.compression > 1:
        found.append(ground_sign(sheet, say("figures.quiet", times=round(sheet.scale.compression))))
    return found
