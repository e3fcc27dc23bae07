"""Which bodies get a lane, in which order, and where on the sheet each lane and its limit bars lie."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from analysis.figures.view import Window
from analysis.verdicts import LATE, MET, MISSED, PENDING, UNJUDGED, Verdict

OTHERS = "·others"  # no id may hold a middle dot
_FEW = 2  # so many listeners keep lanes of their own; more share one
HEAD_IN, UNDER_IN, BAR_IN, GAP_IN, FOOT_IN = 0.30, 0.26, 0.20, 0.05, 0.08
_MOST_ROWS = 5
_BARRED = (MISSED, LATE, UNJUDGED, PENDING, MET)
_SILENT = frozenset({"scene", "inject", "fault", "expectation-missed"})


@dataclass(frozen=True, slots=True)
class LimitBar:
    """A limit as a bar: several recipients of one duty share it, and it shows the worst of them."""

    worst: Verdict
    verdicts: tuple[Verdict, ...]
    from_min: float
    due_min: float
    row: int  # which line of bars in its lane

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


def lanes(view: Window, top: float, least_gap_min: float) -> Lanes:
    """Lay out the lanes from `top` down. Bars in one line of a lane are at least `least_gap_min` apart."""
    first, order = top, _order(view)
    alone, shared = _listeners(view, order)
    bars = _limits_by_body(view)
    found: list[Lane] = []
    of_body: dict[str, Lane] = {}
    for body in [*alone, *([OTHERS] if shared else [])]:
        kept, rows, left_out = _packed(bars.get(body, []), least_gap_min)
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
    return [v for v in view.verdicts if v.status in (LATE, MISSED) and v.due_min is not None and v.due_min <= view.to_min]


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
        if body is None or verdict.due_min is None or verdict.status not in _BARRED:
            continue
        begins = verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min
        if begins <= view.to_min and verdict.due_min <= view.to_min + (view.to_min - view.from_min):
            grouped[body, verdict.clause, begins, verdict.due_min].append(verdict)
    found: dict[str, list[LimitBar]] = defaultdict(list)
    for (body, _, begins, due), members in grouped.items():
        worst = min(members, key=lambda v: (_BARRED.index(v.status), v.margin_min if v.margin_min is not None else 0.0, v.id))
        found[body].append(LimitBar(worst, tuple(members), begins, due, 0))
    return found


def _packed(limits: list[LimitBar], least_gap_min: float) -> tuple[list[LimitBar], int, int]:
    """Give each bar a line where it meets no other. Breaches choose first, then duties that recur, side by side."""
    free: list[list[tuple[float, float]]] = []
    kept: list[LimitBar] = []
    left_out = 0
    for limit in sorted(limits, key=lambda one: (_BARRED.index(one.worst.status) > 1, one.from_min, one.due_min)):
        span = (limit.from_min, limit.ends_min + least_gap_min)
        row = next((n for n, taken in enumerate(free) if all(span[1] <= a or span[0] >= b for a, b in taken)), len(free))
        if row == len(free):
            if row >= _MOST_ROWS and limit.worst.status == MET:
                left_out += 1
                continue
            free.append([])
        free[row].append(span)
        kept.append(LimitBar(limit.worst, limit.verdicts, limit.from_min, limit.due_min, row))
    return kept, len(free), left_out
