"""The response timeline of a run: who told whom what, when, within which limit, and who was late.

From top to bottom: the sentence that names the latest report; what was true and what was declared; the lanes of the bodies
in the order in which the chain runs; the people present; the days after the end; what the signs mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.figures.captions import callouts, dotted, message_words
from analysis.figures.kept_log import KeptLog, draw_doubts, signs_of
from analysis.figures.labels import Labels
from analysis.figures.marks import FAILED_CALLS, TURNING, draw_absences, draw_acts, draw_arrows, draw_limits, shape_of
from analysis.figures.people import PEOPLE_IN, draw_people, levels_in, people_steps
from analysis.figures.scale import TimeScale, time_scale
from analysis.figures.sheet import CLOCK_IN, MINUTES_IN, OTHERS, Sheet, draw_axis, draw_lanes, lay_lanes
from analysis.figures.strips import (
    Numbered,
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
from analysis.figures.style import (
    CALLOUT_PT,
    CROWD,
    DRAWN,
    FORM,
    INK,
    LABEL_PT,
    NO_DUTY,
    PAPER,
    PURPLE,
    SHEET_IN,
    SMALL_PT,
    SOFT,
    STATUS,
    TITLE_PT,
    house_style,
)
from analysis.figures.window import Window, window
from analysis.verdicts import BROKEN, LATE, MET, MISSED, UNJUDGED, Judgement
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
    kept: KeptLog | None = None,
) -> Figure:
    """Draw a run, or a log that somebody kept (`kept` is how it was read), in the language of `names`.

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
        bottom = _draw(record, shown, labels, kept)
        figure.set_size_inches(SHEET_IN, bottom)
        axes.set_ylim(bottom, 0)
    return figure


def _draw(record: Record, shown: Window, labels: Labels, kept: KeptLog | None) -> float:
    """Draw everything from the top down and give the height that it took."""
    axis = _scale(shown)
    steps, found_bands, marks = people_steps(_until(record, shown)), rank_bands(shown, _until(record, shown)), numbered(shown)
    band_top = _title(record, shown, labels, kept)
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
    extra += kept.notes if kept is not None else ()
    signs = [*_entries(sheet), *(_level(sheet, level) for level in levels_in(steps)), *(_doubts(sheet, kept) if kept is not None else ())]
    return y + draw_legend(sheet, signs, marks, y + 0.08, _EDGE_IN + 0.1, _RIGHT_IN, extra) + 0.2


def _title(record: Record, shown: Window, labels: Labels, kept: KeptLog | None) -> float:
    """The title and the sentences under it; gives where the picture begins."""
    header, say = record.header, shown.say
    title = header.scenario.get("title", header.scenario.get("id", ""))
    title = title.get(say.lang, "") if isinstance(title, Mapping) else str(title)
    title = title if kept is None or not shown.untitled else kept.title
    labels.fixed(title or say("figures.title"), (_EDGE_IN, 0.32, "left", "center"), size=TITLE_PT)
    excerpt = say("figures.excerpt", what=shown.excerpt) if shown.excerpt else ""
    day = f"{shown.start:%Y-%m-%d %H:%M}" if shown.dated else say("figures.undated")
    facts = dotted(excerpt, day, say("figures.seed", seed=str(header.seed)) if not shown.untitled else "")
    labels.fixed(facts, (_RIGHT_IN, 0.32, "right", "center"), size=11, colour=SOFT)
    y = 0.82
    if kept is not None:
        y = _reading(labels, kept, y)
    for number, (status, sentence) in enumerate(callouts(shown)):
        loud = number == 0 and status in BROKEN
        size, room = CALLOUT_PT if loud else 13.0, SHEET_IN - 2 * _EDGE_IN - 0.3
        size *= min(1.0, room / labels.width(sentence, size))
        colour = STATUS[status].colour
        labels.fixed(sentence, (_EDGE_IN, y, "left", "center"), size=size, colour=PAPER if loud else colour,
                     box=colour if loud else None)  # fmt: skip
        y += 0.42
    return y - 0.08


def _reading(labels: Labels, kept: KeptLog, y: float) -> float:
    """How much of a log was read, before anything is said of it; loud where not all was understood."""
    for text, loud in (*((one, True) for one in kept.doubts), (kept.banner, False)):
        if text:
            size = 13.0 * min(1.0, (SHEET_IN - 2 * _EDGE_IN - 0.3) / labels.width(text, 13.0))
            colour = STATUS[UNJUDGED].colour
            labels.fixed(text, (_EDGE_IN, y, "left", "center"), size=size, colour=PAPER if loud else SOFT, box=colour if loud else None)
            y += 0.42 if loud else 0.36
    return y


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


# -- what the signs mean -------------------------------------------------------------------------------------------------------


_LINE_IN = 0.27
_SIGN_IN = 0.52


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign and its words. `draw` puts the sign at a place, x and y in inches."""

    text: str
    draw: Callable[[float, float], None]


def draw_legend(
    sheet: Sheet, signs: list[LegendEntry], marks: tuple[Numbered, ...], top: float, left: float, right: float, extra: list[str]
) -> float:
    """Draw signs, then the list of numbers, then `extra` lines; give the height in inches."""
    y = top + 0.14
    x = left
    for entry in signs:
        wide = _SIGN_IN + sheet.labels.width(entry.text, LABEL_PT) + 0.28
        if x + wide > right and x > left:
            x, y = left, y + _LINE_IN
        entry.draw(x, y)
        sheet.labels.fixed(entry.text, (x + _SIGN_IN, y, "left", "center"), size=LABEL_PT, colour=INK)
        x += wide
    y += _LINE_IN
    x = left
    stamp = _clock(sheet)
    for one in marks:
        text = f"{one.number}  {stamp(one.row.time)}  {sheet.view.names.kind(one.row.kind)}"
        text = f"{text}  {one.text}" if one.text else text
        text = sheet.view.say("figures.until", what=text, end=stamp(one.until_min)) if one.until_min is not None else text
        for line in _fitted(sheet, text, right - left):
            wide = sheet.labels.width(line, LABEL_PT) + 0.45
            if x + wide > right and x > left:
                x, y = left, y + _LINE_IN
            sheet.labels.fixed(line, (x, y, "left", "center"), size=LABEL_PT, colour=SOFT)
            x += wide
    y += _LINE_IN if marks else 0.0
    for text in extra:
        for line in _fitted(sheet, text, right - left):
            sheet.labels.fixed(line, (left, y, "left", "center"), size=LABEL_PT, colour=INK)
            y += _LINE_IN
    return y - top


def _clock(sheet: Sheet) -> Callable[[float], str]:
    long = sheet.view.to_min - sheet.view.from_min > 1440
    return lambda minute: sheet.view.stamp(minute, day=long)


def _fitted(sheet: Sheet, text: str, room: float) -> list[str]:
    """A text in lines that fit; broken at a space where there is one near the end."""
    lines, rest = [], text
    while sheet.labels.width(rest, LABEL_PT) > room:
        cut = max(int(len(rest) * room / sheet.labels.width(rest, LABEL_PT)), 1)
        while cut > 1 and sheet.labels.width(rest[:cut], LABEL_PT) > room:
            cut -= 1
        space = rest.rfind(" ", cut * 3 // 4, cut)
        cut = space if space > 0 else cut
        lines.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*lines, rest]


def _entries(sheet: Sheet) -> list[LegendEntry]:
    view, say = sheet.view, sheet.view.say
    statuses = {m.status if m.status in STATUS else NO_DUTY for m in view.messages} | {v.status for v in view.of_days}
    statuses |= {limit.worst.status for lane in sheet.lanes.all for limit in lane.bars}
    found = [_status(sheet, status) for status in DRAWN if status in statuses]
    forms = [form for form in FORM if any(m.sent.kind == "reported" and m.sent.form == form for m in view.messages)]
    found += [_form(sheet, "reported", form) for form in forms]
    if any(m.sent.kind != "reported" or m.sent.form not in FORM for m in view.messages):
        found.append(_form(sheet, "other", None))
    if any(lane.bars for lane in sheet.lanes.all):
        found.append(_bar(sheet, MET, say("figures.used"), hatched=False))
    if any(v.status == LATE for v in view.verdicts):
        found.append(_bar(sheet, LATE, say("figures.overshoot"), hatched=True))
    found += [_mark(sheet, mark, view.names.kind(kind)) for kind, mark in FAILED_CALLS.items() if any(row.kind == kind for row in view.rows)]
    if sheet.scale.compression > 1:
        found.append(_ground(sheet, say("figures.quiet", times=round(sheet.scale.compression))))
    return found


def _status(sheet: Sheet, status: str) -> LegendEntry:
    stroke, names = STATUS[status], sheet.view.names

    def draw(x: float, y: float) -> None:
        if status == MISSED:
            for side in (-0.028, 0.028):
                sheet.line([(x, y + side), (x + 0.3, y + side)], color=stroke.colour, lw=0.9, linestyle=(0, (3, 2)))
            sheet.head(x, y, x + 0.42, y, 1.2, facecolor=PAPER, edgecolor=stroke.colour, lw=0.9)
            sheet.mark(x + 0.16, y, "x", 9, color=stroke.colour, markeredgewidth=2.2)
            return
        sheet.line([(x, y), (x + 0.36, y)], color=stroke.colour, lw=stroke.width)
        sheet.head(x, y, x + 0.42, y, 1.0, facecolor=stroke.colour, edgecolor="none")

    return LegendEntry(names.say("figures.no-duty") if status == NO_DUTY else names.status(status), draw)


def _form(sheet: Sheet, kind: str, form: str | None) -> LegendEntry:
    shape = shape_of(kind, form)
    text = message_words(sheet.view.names, kind, form) if form else sheet.view.say("figures.other-message")

    def draw(x: float, y: float) -> None:
        sheet.line([(x, y), (x + 0.42, y)], color=INK, lw=1.5, linestyle=shape.line)
        sheet.mark(x, y, shape.tail, 6, color=INK, markerfacecolor=PAPER if shape.hollow else INK)

    return LegendEntry(text, draw)


def _bar(sheet: Sheet, status: str, text: str, hatched: bool) -> LegendEntry:
    colour = STATUS[status].colour

    def draw(x: float, y: float) -> None:
        if hatched:
            sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=PAPER, edgecolor=colour, hatch="//////", lw=1.2)
            return
        sheet.box(x, y - 0.08, x + 0.24, y + 0.08, facecolor=colour, alpha=0.32, edgecolor="none")
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="none", edgecolor=colour, lw=0.9)

    return LegendEntry(text, draw)


def _mark(sheet: Sheet, marker: str, text: str) -> LegendEntry:
    def draw(x: float, y: float) -> None:
        sheet.mark(x + 0.3, y, marker, 6, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2)

    return LegendEntry(text, draw)


def _level(sheet: Sheet, level: str) -> LegendEntry:
    colour, hatch = CROWD[level]

    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=colour, hatch=hatch, edgecolor="#555555", lw=0.4)

    return LegendEntry(sheet.view.say.named("crowd", level), draw)


def _ground(sheet: Sheet, text: str) -> LegendEntry:
    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="#DDDDDD", edgecolor="none")

    return LegendEntry(text, draw)


def _doubts(sheet: Sheet, kept: KeptLog) -> list[LegendEntry]:
    """The signs of a log: a time that is not exact, a row that was not wholly understood."""
    between, unread = signs_of(sheet, kept)
    say = sheet.view.say

    def span(x: float, y: float) -> None:
        sheet.line([(x, y), (x + 0.4, y)], color=PURPLE, lw=1.6, linestyle=(0, (2, 1.2)))
        for end in (x, x + 0.4):
            sheet.line([(end, y - 0.07), (end, y + 0.07)], color=PURPLE, lw=1.6)

    def number(x: float, y: float) -> None:
        sheet.labels.fixed(say("figures.unread-row", row=9), (x + 0.2, y, "center", "center"), size=SMALL_PT, colour=PURPLE)

    found = [LegendEntry(say("figures.between"), span)] if between else []
    return [*found, LegendEntry(say("figures.unread"), number)] if unread else found
