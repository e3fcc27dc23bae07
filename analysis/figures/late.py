"""What was late or missed and nothing else, on one sheet of A4 across that a screen shows whole.

A line for each broken duty in the lane of whoever owed it, the latest first; duties that recur share a line. Each line says what was owed, its
limit, how late it was, and where most of the time went. Beside those who were late only those have a lane who kept them waiting. What there is
no room for is counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure

from analysis.chain import STEP_NAMES
from analysis.figures.captions import at_event, breach_words, dotted, duty_words, nothing_of
from analysis.figures.heading import PlaceOfHeading, draw_heading
from analysis.figures.kept_log import KeptLog
from analysis.figures.labels import Label, Labels
from analysis.figures.late_lines import LateLine, begins, failed_calls, late_lines, waited_for
from analysis.figures.legend import LegendEntry, bar_sign, call_sign, draw_signs, ground_sign
from analysis.figures.marks import FAILED_CALLS
from analysis.figures.scale import time_scale
from analysis.figures.sheet import Lanes, Sheet, draw_axis, wrapped
from analysis.figures.strips import numbered
from analysis.figures.style import BLUE, INK, LANE_TINT, NAME_PT, ORANGE, PAPER, SOFT, STATUS, house_style, ink_of, stroke_of
from analysis.figures.window import Window, window
from analysis.verdicts import BROKEN, LATE, MISSED, WRONG_CHANNEL, Judgement, Verdict
from sim.plan.model import Plan
from sim.record import Record, Row
from sim.words import Names
from sim.words.lengths import span

WIDE_IN, TALL_IN = 11.69, 8.27
_DPI = 200
_LEFT_IN, _RIGHT_IN, _EDGE_IN = 1.95, WIDE_IN - 0.35, 0.3
_NAME_ROOM_IN = 1.55
_TEXT_PT, _SMALL_PT, _LEAST_PT = 8.5, 8.0, 7.0
_TEXT_IN, _PAD_IN = 0.16, 0.05
_STRIP_IN, _FAULT_IN = 0.17, 0.25
_FOOT_IN = 0.3
_TURNS = ("occurred", "activated", "ended")
_MOST_FAULTS = 4


@dataclass(frozen=True, slots=True)
class _Heights:
    """How high a bar is, with all that goes with it, in inches: more where there is room."""

    bar: float = 0.11

    @property
    def line(self) -> float:
        return _TEXT_IN + 1.35 * self.bar + 0.02

    @property
    def calls(self) -> float:
        return 0.15 + self.bar


_LEAST = _Heights()
_MOST_BAR_IN = 0.24


@dataclass(frozen=True, slots=True)
class _Lane:
    """A body's lines; none where it only kept others waiting."""

    body: str
    top: float
    lines: tuple[LateLine, ...]
    high: _Heights

    @property
    def first(self) -> float:
        """How high its first line is."""
        return self.high.line if self.lines else self.high.calls

    @property
    def middle(self) -> float:
        return self.top + (self.first + _PAD_IN) / 2

    @property
    def bottom(self) -> float:
        return self.top + (self.high.line * len(self.lines) or self.high.calls) + _PAD_IN


def late_ones(
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
    """Draw the broken duties of a run, or of a log that somebody kept, on a sheet of A4 across. Arguments and faults as of `timeline`."""
    shown = window(record, judgement, plan, names, only, from_min, to_min)
    with house_style():
        figure, labels = Labels.of_sheet(WIDE_IN, TALL_IN, _DPI, (0.05, 0.05, WIDE_IN - 0.05, TALL_IN - 0.05))
        subtitle = names.say("figures.late-ones")
        top = draw_heading(labels, record, shown, kept, PlaceOfHeading(left=_EDGE_IN, right=_RIGHT_IN, size=0.78, most=3, subtitle=subtitle))
        found = late_lines(record, shown, plan)
        if found:
            _draw(record, shown, labels, found, top + 0.06)
        elif shown.asked_in_vain:
            labels.fixed(nothing_of(shown), (_EDGE_IN, top + 0.3, "left", "center"), colour=INK)
    return figure


# --- the sheet ----------------------------------------------------------------------------------------------------------------------


def _draw(record: Record, shown: Window, labels: Labels, found: list[LateLine], top: float) -> None:
    faults = [one for one in numbered(shown) if one.row.kind == "fault"][:_MOST_FAULTS]
    several = len(record.header.events) > 1  # their turns need more room
    lane_top = top + _FAULT_IN * len(faults) + _STRIP_IN * (1 + several) + 0.24
    room = TALL_IN - lane_top - 0.34 - _FOOT_IN - 0.4
    kept = _fitting(record, shown, found, room)
    times = [minute for line in kept for one in line.verdicts for minute in _minutes(one)]
    calls = [row for line in kept for row in failed_calls(record, line)]
    low, high = max(min(times), shown.from_min), min(max(times), shown.to_min)
    pad = max(0.03 * (high - low), 1.0)
    scale = time_scale([*times, *times], max(low - pad, shown.from_min), max(min(high + 2 * pad, shown.to_min), low + 1.0), _LEFT_IN, _RIGHT_IN)
    sheet = Sheet(axes=labels.axes, labels=labels, view=shown, scale=scale, lanes=Lanes((), {}, lane_top))
    low_bar, high_bar = _LEAST.bar, _MOST_BAR_IN
    for _ in range(12):  # as high as the room allows
        bar = (low_bar + high_bar) / 2
        fits = _lanes(record, shown, kept, 0.0, _Heights(bar))[-1].bottom <= room
        low_bar, high_bar = (bar, high_bar) if fits else (low_bar, bar)
    lanes = _lanes(record, shown, kept, lane_top, _Heights(low_bar))
    bottom = lanes[-1].bottom
    for number, lane in enumerate(lanes):
        if number % 2 == 0:
            sheet.box(0.1, lane.top, _RIGHT_IN, lane.bottom, facecolor=LANE_TINT, edgecolor="none", zorder=0.1)
        _name(sheet, lane)
    draw_axis(sheet, lane_top, bottom, bottom)
    for number, one in enumerate(faults):
        _fault(sheet, one.row, one.text, one.until_min, top + 0.1 + _FAULT_IN * number, bottom)
    _turns(sheet, top + 0.1 + _FAULT_IN * len(faults), bottom, 1 + several)
    for lane in lanes:
        for number, line in enumerate(lane.lines):
            _line(sheet, line, lane.top + _PAD_IN / 2 + number * lane.high.line, lane.high)
    _calls(sheet, lanes, kept, calls)
    labels.place_all()
    _foot(sheet, found, kept, calls, bottom + 0.38)


def _minutes(verdict: Verdict) -> tuple[float, ...]:
    return tuple(one for one in (begins(verdict), verdict.due_min, verdict.done_min) if one is not None)


def _fitting(record: Record, shown: Window, found: list[LateLine], room: float) -> list[LateLine]:
    """As many lines, from the worst on, as have room with the lanes that they need."""
    kept: list[LateLine] = []
    for line in found:
        lanes = _lanes(record, shown, [*kept, line], 0.0, _LEAST)
        if kept and lanes[-1].bottom > room:
            continue
        kept.append(line)
    return kept


def _lanes(record: Record, shown: Window, lines: list[LateLine], top: float, high: _Heights) -> list[_Lane]:
    """Those who were late, the worst first, and then those who only kept them waiting."""
    late = list(dict.fromkeys(line.body for line in lines))
    waited = {body for line in lines for body in waited_for(record, shown, line)}
    found: list[_Lane] = []
    for body in [*late, *sorted(waited - set(late))]:
        lane = _Lane(body, top, tuple(line for line in lines if line.body == body), high)
        found.append(lane)
        top = lane.bottom
    return found


def _name(sheet: Sheet, lane: _Lane) -> None:
    size = NAME_PT - 2.5
    most = 1 if lane.bottom - lane.top < 0.33 else 2
    lines = wrapped(sheet.labels, sheet.view.name(lane.body), size, _NAME_ROOM_IN, most)
    for number, text in enumerate(lines):
        y = lane.middle + 0.155 * (number - (len(lines) - 1) / 2)
        sheet.labels.fixed(text, (_LEFT_IN - 0.1, y, "right", "center"), size=size, colour=INK)


def _line(sheet: Sheet, line: LateLine, top: float, high: _Heights) -> None:
    """The words over the bars of one duty."""
    view, worst = sheet.view, line.worst
    bar_top = top + _TEXT_IN
    begun: set[tuple[float, float | None]] = set()
    for verdict in line.verdicts:
        _bar(sheet, verdict, bar_top, high.bar, alone=(begins(verdict), verdict.due_min) not in begun)
        begun.add((begins(verdict), verdict.due_min))
    if line.step is not None:
        left, right = map(sheet.scale.x, line.step_min)
        y = bar_top + high.bar + 0.025
        sheet.line([(left, y), (right, y)], color=INK, lw=1.8, zorder=2.8, gid=f"step-{line.step.to_seq}")
    left, room = sheet.scale.x(begins(worst)), _RIGHT_IN - _LEFT_IN
    parts = _words(view, line)
    text, size = dotted(*parts), _TEXT_PT
    if sheet.labels.width(text, size) > room:  # the last part is drawn as a line too
        text, size = sheet.labels.fitted(dotted(*parts[:-1]), size, _LEAST_PT, room)
    place = min(left, _RIGHT_IN - sheet.labels.width(text, size))
    sheet.labels.fixed(text, (place, top + _TEXT_IN / 2, "left", "center"), size=size, colour=ink_of(worst))


def _words(view: Window, line: LateLine) -> tuple[str, ...]:
    """Clause, what was owed to whom, limit, how late, of how many it is the worst, and where most of the time went."""
    say, worst = view.say, line.worst
    what = duty_words(view.names, worst)
    if worst.to:
        others = {one for verdict in line.verdicts for one in verdict.to} - set(worst.to)
        what = say("figures.to-one", what=what, to=[view.name(one) for one in worst.to])
        what = say("figures.to-more", what=what, count=len(others)) if others else what
    what = at_event(say, what, view.event(worst.about))
    took = "" if worst.latency_min is None else say("figures.took", took=span(worst.latency_min, view.names.lang))
    count = "" if len(line.verdicts) == 1 else say("figures.worst-of", count=len(line.verdicts))
    step = line.step
    longest = ""
    if step is not None:
        took_min = line.step_min[1] - line.step_min[0]
        longest = say("figures.longest-step", step=STEP_NAMES[step.what].of(view.names.lang), minutes=span(took_min, view.names.lang))
        who = view.body(step.waited_for)
        longest = longest if who is None or who == line.body else say("figures.who-what", who=view.name(who), what=longest)
    return worst.clause, what, say("figures.limit", limit=worst.limit), took, breach_words(view.names, worst), count, longest


def _bar(sheet: Sheet, verdict: Verdict, top: float, high: float, *, alone: bool) -> None:
    """The limit as a bar, hatched beyond its end; open and crossed where nothing was done. One to another recipient is but a mark on it."""
    stroke, x = stroke_of(verdict), sheet.scale.x
    left, due = x(begins(verdict)), x(verdict.due_min or 0.0)
    bottom, middle = top + high, top + high / 2
    missed = verdict.status == MISSED
    if not alone and not missed and verdict.done_min is not None:
        sheet.mark(x(verdict.done_min), middle, stroke.marker, 4, color=stroke.colour, zorder=3)
        return
    sheet.box(left, top, due, bottom, facecolor=PAPER, edgecolor="none", zorder=2.0)
    if not missed:
        done = x(verdict.done_min) if verdict.done_min is not None else due
        sheet.box(left, top, min(done, due), bottom, facecolor=stroke.colour, alpha=0.32, edgecolor="none", zorder=2.1)
        if verdict.status == LATE:
            sheet.box(due, top, done, bottom, facecolor=PAPER, edgecolor=stroke.colour, hatch="////////", lw=0.9, zorder=2.4)
        sheet.mark(done, middle, stroke.marker, 5 if done - left > 0.2 else 3.5, color=stroke.colour, zorder=3)
    sheet.box(left, top, due, bottom, facecolor="none", edgecolor=stroke.colour, lw=0.9, linestyle=(0, (3, 2)) if missed else "-", zorder=2.3)
    if sheet.scale.holds(verdict.due_min or 0.0):
        sheet.line([(due, top - 0.025), (due, bottom + 0.025)], color=stroke.colour, lw=1.8, zorder=2.6)
        if missed:
            sheet.mark(due, middle, "x", 6, color=stroke.colour, markeredgewidth=1.8, zorder=3)


def _calls(sheet: Sheet, lanes: list[_Lane], lines: list[LateLine], calls: list[Row]) -> None:
    """What those did who only kept others waiting: calls that they did not take, and the step that took so long."""
    at = {lane.body: lane for lane in lanes if not lane.lines}
    for lane in at.values():
        sheet.line([(_LEFT_IN, lane.middle), (_RIGHT_IN, lane.middle)], color="#C4C4C4", lw=0.8, linestyle=(0, (1, 3)), zorder=1)
    for row in calls:
        called = at.get(sheet.view.body(row.to) or "")
        if called is not None and sheet.scale.holds(row.time):
            sheet.mark(sheet.scale.x(row.time), called.middle, FAILED_CALLS[row.kind], 5, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2,
                       zorder=7)  # fmt: skip
    for line in lines:
        own = None if line.step is None else at.get(sheet.view.body(line.step.waited_for) or "")
        if line.step is None or own is None:
            continue
        left, right = map(sheet.scale.x, line.step_min)
        sheet.line([(left, own.middle), (right, own.middle)], color=INK, lw=1.8, zorder=2.8)
        text = dotted(STEP_NAMES[line.step.what].of(sheet.view.names.lang), line.worst.clause)
        places = ((right + 0.08, own.middle, "left", "center"), (left - 0.08, own.middle, "right", "center"))
        sheet.labels.want(Label(text=text, places=places, rank=1.0, size=_SMALL_PT, colour=SOFT, lanes=((own.top, own.bottom),)))


def _fault(sheet: Sheet, row: Row, text: str, until: float | None, y: float, bottom: float) -> None:
    """A fault from its beginning to its end, with its name; what began before the sheet does begins at its edge."""
    left = sheet.scale.x(row.time)
    right = sheet.scale.x(until) if until is not None else sheet.scale.right
    y += 0.07
    sheet.line([(left, y), (right, y)], color=ORANGE, lw=3.0, zorder=2)
    for x, minute in ((left, row.time), (right, until)):
        if minute is not None and sheet.scale.holds(minute):
            sheet.line([(x, y - 0.06), (x, y + 0.06)], color=ORANGE, lw=2.0, zorder=2)
            sheet.line([(x, y), (x, bottom)], color=ORANGE, lw=0.7, linestyle=(0, (1, 3)), zorder=0.5)
    stamp = sheet.view.stamp
    words = dotted(sheet.view.names.kind("fault"), text)
    times = f"{stamp(row.time, day=False)}–{stamp(until, day=False)}" if until is not None else f"{stamp(row.time, day=False)}–"
    words = sheet.labels.fitting(f"{words}  {times}", _SMALL_PT, _RIGHT_IN - _LEFT_IN - 0.2)
    x = min(left + 0.06, _RIGHT_IN - sheet.labels.width(words, _SMALL_PT))
    sheet.labels.fixed(words, (x, y - 0.04, "left", "bottom"), size=_SMALL_PT, colour=INK)


def _turns(sheet: Sheet, top: float, bottom: float, lines: int) -> None:
    """What turned the event: when it occurred, when the response began, and when it ended."""
    sheet.labels.bounds = (_LEFT_IN - 0.1, top - 0.12, WIDE_IN - 0.05, bottom)
    for row in sheet.view.rows:
        if row.kind in _TURNS and sheet.scale.holds(row.time):
            x = sheet.scale.x(row.time)
            colour, line = (INK, (0, (6, 2))) if row.kind == "ended" else (BLUE, (0, (2, 2)))
            sheet.line([(x, top - 0.08), (x, bottom)], color=colour, lw=1.0, linestyle=line, zorder=0.6)
            text = dotted(sheet.view.names.kind(row.kind), sheet.view.event(row.about or ""))
            places = tuple((x + dx, top + _STRIP_IN * n, side, "center") for n in range(lines) for dx, side in ((0.05, "left"), (-0.05, "right")))
            sheet.labels.want(Label(text=text, places=places, rank=0.0, size=_SMALL_PT, colour=INK))


def _foot(sheet: Sheet, found: list[LateLine], kept: list[LateLine], calls: list[Row], top: float) -> None:
    """What the signs mean, and what there was no room for."""
    view, say = sheet.view, sheet.view.say
    shown = [verdict for line in kept for verdict in line.verdicts]
    signs: list[LegendEntry] = []
    if any(one.status in (LATE, WRONG_CHANNEL) for one in shown):
        signs.append(bar_sign(sheet, LATE, say("figures.used"), hatched=False))
    if any(one.status == LATE for one in shown):
        signs.append(bar_sign(sheet, LATE, say("figures.overshoot"), hatched=True))
    if any(one.status == MISSED for one in shown):
        signs.append(
            LegendEntry(view.names.status(MISSED), lambda x, y: sheet.mark(x + 0.3, y, "x", 7, color=STATUS[MISSED].colour, markeredgewidth=2))
        )
    if any(line.step is not None for line in kept):
        signs.append(LegendEntry(say("figures.most-of-the-time"), lambda x, y: sheet.line([(x, y), (x + 0.4, y)], color=INK, lw=1.8)))
    kinds = {row.kind for row in calls if sheet.scale.holds(row.time)}
    signs += [call_sign(sheet, mark, view.names.kind(kind)) for kind, mark in FAILED_CALLS.items() if kind in kinds]
    if sheet.scale.compression > 1:
        signs.append(ground_sign(sheet, say("figures.quiet", times=round(sheet.scale.compression))))
    y = draw_signs(sheet, signs, top, _EDGE_IN, _RIGHT_IN, size=_SMALL_PT + 0.5)
    days = [one for one in view.of_days if one.status in BROKEN]
    left = sum(len(line.verdicts) for line in found) - len(shown)
    notes = [say("figures.more-late", n=left)] if left else []
    notes += [say("figures.more-after", n=len(days))] if days else []
    if notes:
        sheet.labels.fixed(" ".join(notes), (_EDGE_IN, min(y, TALL_IN - 0.14), "left", "center"), size=_SMALL_PT + 0.5, colour=INK)
