"""Which completions of some rows are worth trying: those between which some rules may tell a difference.

Words that no rule tells apart stand for each other; numbers change something only at the constants of conditions; moments only where
the order of rows changes, where a limit that runs from one ends at another, and at midnights and hours that the plan names. Where the
values worth trying cannot be listed, None says so, and nothing certain is said.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import Any

from analysis.evidence import TIME, Between, OneOf, OpenCell
from analysis.relevance import ENGINE_KINDS, POINTED_FACTS, RANKS, Asks, Relevance, in_play
from analysis.verdicts import Verdict
from sim.calendar import Calendar
from sim.durations import Span
from sim.record import Row
from sim.vocabulary import UNKNOWN_KINDS, is_message

_FEW = 4  # values of which each is tried
_MOST_WHOLE = 60  # whole numbers of which each is tried where several rows are summed
_MOST_ADDED, _MOST_SUMS = 8, 100  # numbers stated elsewhere, and sums of them, that are told apart
_MOST_HOURS = 400  # midnights and hours of one range
_DAY = 1440.0
_HAIR = 1e-5  # minutes: moments closer than this are one, above the tolerance of the judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What is worth trying for some rules (`asked`, with all that they wait for) on the rows of one event that bear on them."""

    asked: Sequence[Asks]
    relevance: Relevance
    words: frozenset[str]
    rows: Sequence[Row]
    roles: Mapping[str, str]
    calendar: Calendar
    end: float

    # -- words and numbers -------------------------------------------------------------------------------------------------------

    def values(self, cell: OpenCell, held: Any) -> list[Any] | None:
        """The values of a cell worth trying, what the record holds first; None where they cannot be listed."""
        if isinstance(cell.range, Between):
            return self._numbers(cell, cell.range)
        if not isinstance(cell.range, OneOf):
            return None
        values = list(cell.range.values)
        if any(_same(held, value) for value in values):
            values.sort(key=lambda value: not _same(held, value))
        if len(values) <= _FEW:
            return values
        return list({self._class(cell.column, value): value for value in reversed(values)}.values())[::-1]

    def _class(self, column: str, value: Any) -> Hashable:
        """Values of one class stand for each other."""
        if value is None or not isinstance(value, str):
            return repr(value)
        if column == "kind":
            if value in self.words or value in ENGINE_KINDS or any(asks.adds for asks in self.asked):
                return value
            return "unknown" if value in UNKNOWN_KINDS else is_message(value)
        if column in ("actor", "to"):
            if any(asks.pointed for asks in self.asked):
                return value
            named = in_play(self.roles, self.words)
            return value in named and value, tuple(sorted(one for one in self.relevance.rules.wholes_of(value) if one is not None and one in named))
        if column in RANKS or column in POINTED_FACTS:
            return value
        if column in self.relevance.facts_by_rule and any(asks.adds for asks in self.asked):
            return value
        return value if value in self.words else False

    def _numbers(self, cell: OpenCell, found: Between) -> list[Any] | None:
        low, high = found.low, found.high
        if not any(asks.adds for asks in self.asked):
            return self._one_of_each(found)
        if found.whole and high - low <= _MOST_WHOLE:
            return list(range(ceil(low), floor(high) + 1))
        constants = {mark for asks in self.asked for mark in asks.numbers}
        sums = self._sums(cell)
        if sums is None:
            return None
        constants |= sums | {mark - added for mark in constants for added in sums}
        marks = sorted({mark for mark in constants if low < mark < high} | {low, high})
        if not found.whole:
            return [*marks, *((one + other) / 2 for one, other in pairwise(marks))]
        near = {round(mark) + step for mark in marks for step in (-1, 0, 1)}
        return sorted(one for one in near if low <= one <= high)

    def _one_of_each(self, found: Between) -> list[Any]:
        """One number of each stretch of a range in which no condition tells numbers apart."""
        low, high = found.low, found.high
        cuts = sorted({cut for asks in self.asked for cut in asks.cuts if low <= cut[0] <= high})
        if found.whole:
            firsts = {ceil(low), *(floor(number) + 1 if after else ceil(number) for number, after in cuts)}
            return sorted(one for one in firsts if one <= high)
        ends = [*(number for number, _ in cuts[1:]), high]
        return sorted({low, *((number + end) / 2 if after else number for (number, after), end in zip(cuts, ends, strict=False))})

    def _sums(self, cell: OpenCell) -> set[float] | None:
        """What may be added to a number, or be the same: all sums of what is stated elsewhere; None where these are too many."""
        names = {name for asks in self.asked for name in asks.facts}
        stated: list[float] = []
        for row in self.rows:
            for name in names & row.facts.keys():
                value = row.facts[name]
                if isinstance(value, int | float) and not isinstance(value, bool) and (row.seq, name) != (cell.seq, cell.column):
                    stated.append(value)
        if len(set(stated)) > _MOST_ADDED:
            return None
        sums = {0.0}
        for value in set(stated):
            times = stated.count(value)
            sums = {one + value * count for one in sums for count in range(times + 1)}
            if len(sums) > _MOST_SUMS:
                return None
        return sums

    # -- moments -----------------------------------------------------------------------------------------------------------------

    def turns(self, low: float, high: float, others: Iterable[float]) -> list[float] | None:
        """Moments from `low` to `high` at which, the judge not asked, something may turn; `others` are the moments of other rows."""
        moments = {self.end, *others, *self._ages()}
        shifts = frozenset().union(*(asks.shifts for asks in self.asked))
        found = {low, high}
        for moment in moments:
            found |= {at for at in (moment, *(moment + sign * shift for shift in shifts for sign in (-1, 1))) if low < at < high}
        hours = self._hours()
        if hours and (high - low) / _DAY * len(hours) > _MOST_HOURS:
            return None
        for hour in hours:
            at = low + (hour - self._of_day(low)) % _DAY
            while at < high:
                found.add(at)
                at += _DAY
        return thinned(found)

    def _ages(self) -> Iterator[float]:
        """The minutes since which rows say that something was so."""
        for row in self.rows:
            ages = row.facts.get("as_of") if row.facts else None
            if isinstance(ages, dict):
                yield from (float(age) for age in ages.values() if isinstance(age, int | float))

    def _hours(self) -> set[float]:
        """Hours of the day, in minutes after midnight, at which a limit may turn."""
        hours = {hour for asks in self.asked for hour in asks.hours}
        counts_days = any(not isinstance(length, Span) for asks in self.asked for length in asks.lengths)
        return {0.0, *hours} if self.calendar.dated and (hours or counts_days) else set()

    def _of_day(self, minute: float) -> float:
        start = self.calendar.start
        return (minute + start.hour * 60 + start.minute + start.second / 60) % _DAY

    def spans(self) -> set[float]:
        """The lengths that a clock measures, in minutes."""
        return {length.minutes for asks in self.asked for length in asks.lengths if isinstance(length, Span)}

    def is_plain(self) -> bool:
        """Whether of moments only their order matters to all these rules, and whether one is more than a limit after another."""
        return all(asks.plain for asks in self.asked)

    def in_fixed_order(self, rows: Sequence[Row], bounds: Mapping[int, tuple[float, float]], shared: Mapping[int, int], *, ordered: bool) -> bool:
        """Whether no choice of open times changes the order of rows, nor whether one of them is seen; `shared` are rows with one moment."""
        edges = (self.end, *self._ages())
        if any(low <= edge <= high and low < high for low, high in bounds.values() for edge in edges):
            return False
        if ordered:
            return True
        stretches: dict[tuple[str, int], tuple[float, float]] = {}
        for row in rows:
            own = row.seq in bounds
            stretches["open" if own else "closed", shared[row.seq] if own else row.seq] = bounds[row.seq] if own else (row.time, row.time)
        in_time = sorted(stretches.values())
        return all(one[1] < other[0] or one[0] == one[1] == other[0] == other[1] for one, other in pairwise(in_time))


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def thinned(moments: Iterable[float]) -> list[float]:
    """Moments in their order; those that the judge cannot tell apart once."""
    found: list[float] = []
    for moment in sorted(moments):
        if not found or moment - found[-1] > _HAIR:
            found.append(moment)
    return found


Tried = Mapping[Any, Verdict]
Try = Callable[[float], Tried]


def along(turns: Sequence[float], moments: Sequence[float], attempt: Try) -> None:
    """Try one open moment exactly: at each turn and between turns, and wherever, between two of them, a limit is seen to cross a moment.

    Between turns what the judge reckons either stays or moves along with the open moment, so that two attempts say where it crosses.
    """
    for turn in turns:
        attempt(turn)
    for low, high in pairwise(turns):
        _between(low, high, moments, attempt, 4)


def _between(low: float, high: float, moments: Sequence[float], attempt: Try, depth: int) -> None:
    first, second = low + (high - low) / 3, high - (high - low) / 3
    one, other = attempt(first), attempt(second)
    crossings = thinned(
        at for key, verdict in one.items() if key in other for at in _crossings(verdict, other[key], first, second, moments) if low < at < high
    )
    inner = [at for at in crossings if at - low > _HAIR and high - at > _HAIR]
    for at in inner:
        attempt(at)
    if inner and depth:
        for before, after in pairwise((low, *inner, high)):
            _between(before, after, moments, attempt, depth - 1)


def _crossings(verdict: Verdict, later: Verdict, first: float, second: float, moments: Sequence[float]) -> Iterator[float]:
    for here, there in ((verdict.due_min, later.due_min), (verdict.raised_min, later.raised_min), (verdict.anchor_min, later.anchor_min)):
        if here is None or there is None:
            continue
        slope = (there - here) / (second - first)
        if abs(slope) < 1e-9:
            yield here
            continue
        yield from (first + (moment - here) / slope for moment in moments)
        if abs(slope - 1) > 1e-9:
            yield first + (here - first) / (1 - slope)


def corners(order: Sequence[int], bounds: Mapping[int, tuple[float, float]], *, ordered: bool) -> list[dict[int, float]]:
    """Choices of several open times whose order is fixed, between which lie all others: as early, and as late as can be, each alone the other way.

    `order` are the rows with a time of their own, in the order of the record.
    """
    found = [{seq: bounds[seq][0] for seq in order}, {seq: bounds[seq][1] for seq in order}]
    for place, seq in enumerate(order):
        low, high = bounds[seq]
        late = {one: max(bounds[one][0], high) if ordered and later > place else bounds[one][0] for later, one in enumerate(order)}
        early = {one: min(bounds[one][1], low) if ordered and later < place else bounds[one][1] for later, one in enumerate(order)}
        found += [late | {seq: high}, early | {seq: low}]
    return found


def is_time(cell: OpenCell) -> bool:
    """Whether a cell holds an open moment that is one of a range."""
    return cell.column == TIME and isinstance(cell.range, Between)
