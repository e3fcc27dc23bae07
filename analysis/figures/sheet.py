"""The sheet that a timeline is drawn on: in inches from its upper left corner, with lanes for the bodies and an axis of time.

Which bodies get a lane, in which order, and where each lane and its limit bars lie; the axis has minutes over the lanes and clock time under
them, and one ground colour where time is drawn shorter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from analysis.figures.captions import bar_words
from analysis.figures.labels import Labels
from analysis.figures.scale import TimeScale, clock_ticks, minute_ticks
from analysis.figures.style import INK, LABEL_PT, LANE_TINT, NAME_PT, OF_DUTIES, QUIET_TINT, SMALL_PT, SOFT
from analysis.figures.subject import Subject, stands_for
from analysis.figures.window import Window
from analysis.verdicts import BROKEN, Verdict
from sim.record import UNDATED

OTHERS = "·others"  # no id may hold a middle dot
_FEW = 2  # so many listeners keep lanes of their own; more share one
HEAD_IN, UNDER_IN, BAR_IN, GAP_IN, FOOT_IN = 0.30, 0.26, 0.20, 0.05, 0.08
_MOST_ROWS = 6
_BESIDE_IN = 0.1  # so far may words reach over the edge of time
_SILENT = frozenset({"scene", "inject", "fault", "expectation-missed"})
HEAD_LENGTH_IN, HEAD_HALF_IN = 0.12, 0.048
MINUTES_IN, CLOCK_IN = 0.24, 0.30
NAME_ROOM_IN = 1.75
_HOURS_FROM_MIN = 720.0


@dataclass(frozen=True, slots=True)
class LimitBar:
    """A limit as a bar: several recipients of one duty share it, and it shows the worst of them."""

    worst: Verdict
    verdicts: tuple[Verdict, ...]
    from_min: float
    due_min: float
    row: int  # which line of bars in its lane
    name: str  # what stands beside it; nothing beside a duty that recurs, after its first bar
    name_at: tuple[float, str]  # where the name stands in inches across, and how it is aligned

    @property
    def ends_min(self) -> float:
        """The last minute that the bar reaches, overshoot included."""
        done = self.worst.done_min
        return max(self.due_min, done) if done is not None else self.due_min


@dataclass(frozen=True, slots=True)
class Lane:
    """One body's strip. `top`, `line` and `bottom` are inches from the top of the sheet; `left_out` limits had no line free."""

    body: str
    members: tuple[str, ...]
    top: float
    bars: tuple[LimitBar, ...]
    rows: int
    left_out: int

    @property
    def line(self) -> float:
        """Where the lifeline lies."""
        return self.top + HEAD_IN

    @property
    def bottom(self) -> float:
        """Where the next lane begins."""
        return self.bar_top(self.rows) + FOOT_IN

    @property
    def span(self) -> tuple[float, float]:
        """Where words on what is done in this lane may stand, from its top to its bottom."""
        return self.top + 0.01, self.bottom

    def bar_top(self, row: int) -> float:
        """The upper edge of a line of bars."""
        return self.line + UNDER_IN + row * (BAR_IN + GAP_IN)


@dataclass(frozen=True, slots=True)
class Lanes:
    """All lanes from the top down, and which lane a body has."""

    all: tuple[Lane, ...]
    of_body: dict[str, Lane]
    top: float

    @property
    def bottom(self) -> float:
        """Where the last lane ends."""
        return self.all[-1].bottom if self.all else self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every part of the picture needs: where to draw, what, and where time and bodies lie. `of` is what a part stands for."""

    axes: Axes
    labels: Labels
    view: Window
    scale: TimeScale
    lanes: Lanes

    def line(self, points: list[tuple[float, float]], **look: Any) -> None:
        """A line through points given in inches."""
        look.setdefault("solid_capstyle", "butt")
        self._add(Line2D, look, [x for x, _ in points], [y for _, y in points])

    def box(self, left: float, top: float, right: float, bottom: float, **look: Any) -> None:
        """A rectangle by its edges in inches."""
        self._add(Rectangle, look, (left, top), right - left, bottom - top)

    def mark(self, x: float, y: float, marker: str, size: float, **look: Any) -> None:
        """A single mark of `size` points."""
        look.setdefault("markeredgewidth", 0.8)
        self._add(Line2D, look | {"marker": marker, "markersize": size, "linestyle": "none"}, [x], [y])

    def head(self, x0: float, y0: float, x1: float, y1: float, size: float = 1.0, **look: Any) -> None:
        """An arrow's head at the second point, coming from the first."""
        length = hypot(x1 - x0, y1 - y0) or 1.0
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        bx, by = x1 - ux * HEAD_LENGTH_IN * size, y1 - uy * HEAD_LENGTH_IN * size
        side = HEAD_HALF_IN * size
        corners = [(x1, y1), (bx - uy * side, by + ux * side), (bx + uy * side, by - ux * side)]
        self._add(Polygon, look | {"closed": True}, corners)

    def _add(self, kind: Callable[..., Artist], look: dict[str, Any], *shape: Any) -> None:
        of = look.pop("of", None)
        artist = kind(*shape, **look)
        stands_for(artist, of)
        self.axes.add_artist(artist)


# --- where the lanes lie -------------------------------------------------------------------------------------------------------------


def lay_lanes(view: Window, top: float, scale: TimeScale, labels: Labels) -> Lanes:
    """Lay out the lanes from `top` down. In one line of a lane stand as many bars as have room there with their names."""
    first, order = top, _order(view)
    alone, shared = _listeners(view, order)
    bars = _limits_by_body(view)
    found: list[Lane] = []
    of_body: dict[str, Lane] = {}
    for body in [*alone, *([OTHERS] if shared else [])]:
        kept, rows, left_out = _packed(view, bars.get(body, []), scale, labels)
        members = tuple(shared) if body == OTHERS else (body,)
        lane = Lane(body, members, top, tuple(kept), rows, left_out)
        found.append(lane)
        of_body.update(dict.fromkeys(members, lane))
        top = lane.bottom
    return Lanes(tuple(found), of_body, first)


def _order(view: Window) -> list[str]:
    """Bodies by first appearance: where it happens first, then those who act or are told, as they come."""
    happens = [view.acting(row) for row in view.rows if row.kind == "occurred"]
    acts = [who for row in view.rows if row.kind not in _SILENT for who in (view.acting(row), view.body(row.to))]
    owes = [view.body(who) for v in _broken_here(view) for who in (v.bearer, *v.to)]
    return [body for body in dict.fromkeys([*happens, *acts, *owes]) if body is not None]


def _broken_here(view: Window) -> list[Verdict]:
    return [v for v in view.verdicts if v.status in BROKEN and v.due_min is not None and v.due_min <= view.to_min]


def _listeners(view: Window, order: list[str]) -> tuple[list[str], list[str]]:
    """Bodies with a lane of their own, and those who only ever listen, and share one when they are many."""
    active = {view.acting(row) for row in view.rows if row.kind not in {*_SILENT, "received"}}
    active |= {view.body(m.sent.to) for m in view.messages if m.sent.kind == "reported"}
    active |= {view.body(who) for v in _broken_here(view) for who in (v.bearer, *v.to)}
    silent = [body for body in order if body not in active]
    if len(silent) <= _FEW:
        return order, []
    return [body for body in order if body in active], silent


def _limits_by_body(view: Window) -> dict[str, list[LimitBar]]:
    """Limits with a known due time within a day of the sheet's end, one for all recipients of the same duty."""
    grouped: dict[tuple[str, str, float, float], list[Verdict]] = defaultdict(list)
    for verdict in view.verdicts:
        body = view.body(verdict.bearer)
        if body is None or verdict.due_min is None or verdict.status not in OF_DUTIES:
            continue
        begins = verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min
        if begins <= view.to_min and verdict.due_min <= view.to_min + (view.to_min - view.from_min):
            grouped[body, verdict.clause, begins, verdict.due_min].append(verdict)
    found: dict[str, list[LimitBar]] = defaultdict(list)
    for (body, _, begins, due), members in grouped.items():
        worst = min(members, key=lambda v: (OF_DUTIES.index(v.status), v.margin_min if v.margin_min is not None else 0.0, v.id))
        found[body].append(LimitBar(worst, tuple(members), begins, due, 0, bar_words(view, worst), (0.0, "left")))
    return found


_BAR_GAP_IN, _NAME_GAP_IN = 0.06, 0.07


def bar_size(verdict: Verdict) -> float:
    """The size of the words beside a bar, in points."""
    return LABEL_PT if verdict.status in BROKEN else SMALL_PT


def _packed(view: Window, limits: list[LimitBar], scale: TimeScale, labels: Labels) -> tuple[list[LimitBar], int, int]:
    """Give each bar a line where it and its name meet no other. Breaches choose first, then duties that recur, side by side."""
    free: list[list[tuple[float, float]]] = []
    kept: list[LimitBar] = []
    left_out = 0
    home: dict[str, int] = {}  # the line where the first bar of a duty stands
    for limit in sorted(limits, key=lambda one: (one.worst.status not in BROKEN, one.from_min, one.due_min)):
        if limit.from_min > view.to_min or limit.ends_min < view.from_min:
            continue
        breach, rule = limit.worst.status in BROKEN, limit.worst.rule
        left, right = scale.x(limit.from_min), scale.x(limit.ends_min)
        name, place, span = "", (left, "left"), (left, right + _BAR_GAP_IN)
        if not breach and rule in home and _meets_none(span, free[home[rule]]):
            row = home[rule]  # beside the one of its kind that has the name
        else:
            name = limit.name
            place, span = _named(left, right, labels.width(name, bar_size(limit.worst)), scale)
            row = next((n for n, taken in enumerate(free) if _meets_none(span, taken)), len(free))
        if row == len(free):
            if row >= _MOST_ROWS and not breach:
                left_out += 1
                continue
            free.append([])
        free[row].append(span)
        home.setdefault(rule, row)
        kept.append(replace(limit, row=row, name=name, name_at=place))
    return kept, len(free), left_out


def _meets_none(span: tuple[float, float], taken: list[tuple[float, float]]) -> bool:
    return all(span[1] <= first or span[0] >= last for first, last in taken)


def _named(left: float, right: float, wide: float, scale: TimeScale) -> tuple[tuple[float, str], tuple[float, float]]:
    """Where a bar's name stands and what both take together: inside it, at its right, at its left, or as far right as there is room."""
    if wide <= right - left - 2 * _NAME_GAP_IN:
        return (left + _NAME_GAP_IN, "left"), (left, right + _BAR_GAP_IN)
    if right + _NAME_GAP_IN + wide <= scale.right + _BESIDE_IN:
        return (right + _NAME_GAP_IN, "left"), (left, right + _NAME_GAP_IN + wide + _BAR_GAP_IN)
    if left - _NAME_GAP_IN - wide >= scale.left:
        return (left - _NAME_GAP_IN, "right"), (left - _NAME_GAP_IN - wide, right + _BAR_GAP_IN)
    return (scale.right + _BESIDE_IN, "right"), (min(left, scale.right + _BESIDE_IN - wide), scale.right + _BESIDE_IN)


# --- lanes and axis drawn ------------------------------------------------------------------------------------------------------------


def draw_axis(sheet: Sheet, top: float, bottom: float, clock_at: float) -> None:
    """Draw both rows of time: minutes just over `top`, clock times from `clock_at` down, thin lines from `top` to `bottom`."""
    view, left, right = sheet.view, sheet.scale.left, sheet.scale.right
    hours = sheet.scale.to_min - sheet.scale.from_min > _HOURS_FROM_MIN and all(t.minute % 30 == 0 for t in minute_ticks(sheet.scale))
    for piece in sheet.scale.pieces:
        if piece.quiet:
            sheet.box(piece.left, top, piece.right, bottom, facecolor=QUIET_TINT, edgecolor="none", zorder=0.2)
    if view.header.start != UNDATED and view.clocked:  # minutes since some midnight tell nobody anything
        unit = view.say("figures.hours") if hours else view.say("figures.minutes")
        sheet.labels.fixed(unit, (left - 0.55, top - 0.12, "right", "center"), size=SMALL_PT, colour=SOFT)
        for tick in minute_ticks(sheet.scale):
            text = f"{tick.minute / 60:g}" if hours else tick.text
            sheet.labels.fixed(text, (tick.x, top - 0.12, "center", "center"), size=SMALL_PT, colour=SOFT)
            sheet.line([(tick.x, top - 0.03), (tick.x, top)], color=SOFT, lw=0.8)
    unit = view.say("figures.clock") if view.clocked else view.say("figures.minutes")
    sheet.labels.fixed(unit, (left - 0.55, clock_at + 0.16, "right", "center"), size=LABEL_PT, colour=INK)
    for tick in clock_ticks(sheet.scale, view.start, dated=view.dated) if view.clocked else minute_ticks(sheet.scale):
        sheet.line([(tick.x, top), (tick.x, bottom)], color="#B5B5B5" if tick.major else "#E2E2E2", lw=1.2 if tick.major else 0.7, zorder=0.4)
        sheet.line([(tick.x, clock_at), (tick.x, clock_at + 0.05)], color=INK, lw=0.9)
        sheet.labels.fixed(tick.text, (tick.x, clock_at + 0.16, "center", "center"), size=LABEL_PT, colour=INK)
    sheet.line([(left, clock_at), (right, clock_at)], color=INK, lw=1.0)


def draw_lanes(sheet: Sheet) -> None:
    """Draw every lane's ground, name and lifeline; the line is full from the first to the last act and dotted elsewhere."""
    for number, lane in enumerate(sheet.lanes.all):
        if number % 2 == 0:
            sheet.box(0.1, lane.top, sheet.scale.right, lane.bottom, facecolor=LANE_TINT, edgecolor="none", zorder=0.1)
        _name(sheet, lane)
        sheet.line([(sheet.scale.left, lane.line), (sheet.scale.right, lane.line)], color="#C4C4C4", lw=0.8, linestyle=(0, (1, 3)), zorder=1)
        times = [row.time for row in sheet.view.rows if row.kind not in ("scene", "inject", "fault")
                 and (sheet.view.body(row.to) if row.kind == "received" else sheet.view.acting(row)) in lane.members]  # fmt: skip
        if times:
            x0, x1 = sheet.scale.x(min(times)), sheet.scale.x(max(times))
            sheet.line([(x0, lane.line), (x1, lane.line)], color="#8C8C8C", lw=2.2, zorder=1.1, of=Subject(bodies=lane.members))


def _name(sheet: Sheet, lane: Lane) -> None:
    own = len(lane.members) == 1
    text = sheet.view.name(lane.body) if own else sheet.view.say("figures.others", count=len(lane.members))
    lines = wrapped(sheet.labels, text, NAME_PT, NAME_ROOM_IN, 3)
    step = 0.21
    y = lane.line - step * (len(lines) - 1) / 2 if len(lines) < 3 else lane.top + 0.14
    for number, line in enumerate(lines):
        sheet.labels.fixed(line, (sheet.scale.left - 0.12, y + step * number, "right", "center"), size=NAME_PT - (len(lines) > 2), colour=INK,
                           of=Subject(bodies=lane.members))  # fmt: skip


def wrapped(labels: Labels, text: str, size: float, room: float, most: int) -> list[str]:
    """A name in at most so many lines of so many inches: broken at spaces, in Chinese anywhere; what has no room is dots."""
    words = text.split(" ") if " " in text else list(text)
    glue = " " if " " in text else ""
    lines = words[:1] or [text]  # a record from elsewhere may know a body without a name
    for word in words[1:]:
        longer = f"{lines[-1]}{glue}{word}"
        if labels.width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], glue.join(lines[most - 1 :])]
    return [labels.fitting(line, size, room) for line in lines]
