"""How the word got from the event to the people at the scene: the links of the chain, and the way to any one row.

Both split one stretch of time without rest: the minutes of the links, or of the steps, add up to the whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from sim.plan.model import Plan
from sim.record import Record, Row
from sim.vocabulary import SENT_KINDS, UNCAUSED
from sim.words import Phrase, phrase

# The milestones of a response in their usual order: the name of the link that ends there, and the kinds of row that reach it.
# "told" is passing on what was decided, so it counts from the first decision.
MILESTONES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("occurred", ("occurred", "risk-found")),
    ("noticed", ("noticed",)),
    ("said", tuple(SENT_KINDS)),
    ("received", ("received",)),
    ("verified", ("verified",)),
    ("classified", ("classified",)),
    ("proposed", ("proposed",)),
    ("approved", ("activated", "approved")),
    ("told", ("ordered", "notified", "assigned")),
    ("moved", ("dispatched",)),
    ("arrived", ("arrived", "checked-in")),
)

LINK_NAMES: dict[str, Phrase] = {name: phrase(f"link.{name}") for name, _ in MILESTONES}
STEPS = ("unnoticed", "queue", "task", "retries", "talk", "on-the-way", "travel")
STEP_NAMES: dict[str, Phrase] = {name: phrase(f"step.{name}") for name in STEPS}

_DECISIONS = ("classified", "proposed", "approved")
_LOOKED_AT = 1000  # rows of one instant, or out of order, that are looked at on either side
_time = attrgetter("time")
_CALLS = frozenset({"called", "busy", "unanswered"})
_ARRIVALS = frozenset({"arrived", "checked-in"})


@dataclass(frozen=True, slots=True)
class Link:
    """The stretch between two milestones. `waited_for` is whoever reached the second."""

    from_seq: int
    to_seq: int
    name: str
    minutes: float
    waited_for: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the way to a row: what went on (a key of STEP_NAMES), and who was waited for."""

    from_seq: int
    to_seq: int
    minutes: float
    what: str
    waited_for: str | None


def links(record: Record, about: str) -> list[Link]:
    """The latency of an event from its first milestone to its last, split into links in the order in which they were reached. Minutes.

    A milestone counts from the first row of its kinds; one that the record lacks is left out. Where people went before a decision, so
    does the link: nothing is taken to have waited for what came later.
    """
    return links_in([row for row in record.rows if row.about == about])


def links_in(rows: Sequence[Row]) -> list[Link]:
    """The links of one event, from its rows; those that reach no milestone may be left out."""
    first: dict[str, Row] = {}
    for name, kinds in MILESTONES:
        reached = _first(rows, kinds) if name != "told" else _told(rows)
        if reached is not None:
            first[name] = reached
    kept = sorted(first.items(), key=lambda entry: entry[1].time)  # milestones of one minute stay in the order of the table
    return [
        Link(before.seq, row.seq, name, row.time - before.time, row.to if row.kind == "received" else row.actor)
        for (_, before), (name, row) in pairwise(kept)
    ]


def _first(rows: Sequence[Row], kinds: Sequence[str]) -> Row | None:
    return min((row for row in rows if row.kind in kinds), key=lambda row: (row.time, row.seq), default=None)


def _told(rows: Sequence[Row]) -> Row | None:
    """The first order or notice from the first decision on; where the record has no decision, the first that is not the first word."""
    kinds = dict(MILESTONES)
    decided = _first(rows, [kind for name in _DECISIONS for kind in kinds[name]])
    said = _first(rows, kinds["said"])
    after = decided.time if decided is not None else float("-inf")
    return _first([row for row in rows if row.time >= after and row is not said], kinds["told"])


def critical_path(record: Record, seq: int, plan: Plan | None = None) -> tuple[Step, ...]:
    """The steps from the root of a row's causes to the row. Raises KeyError when there is no such row.

    Where a row states no cause, as in outside logs, it is the latest earlier row from which its actor could know. With a plan, a post
    and its body know the same.
    """
    return CriticalPaths(record, plan).to(seq)


class CriticalPaths:
    """The steps to any row of a record; what is looked up is put in order once, for whoever asks for many."""

    def __init__(self, record: Record, plan: Plan | None = None) -> None:
        body_of = {post.id: post.body for post in plan.post} if plan is not None else {}
        self._ways, self._people = _Ways(record.rows, body_of), _BusySpell(record.rows, body_of)

    def to(self, seq: int) -> tuple[Step, ...]:
        """The steps from the root of a row's causes to the row. Raises KeyError when there is no such row."""
        return tuple(step for before, row in pairwise(self._ways.to(seq)) for step in self._people.steps(before, row))


class _Ways:
    """Finds the row that led to a row."""

    def __init__(self, rows: Sequence[Row], body_of: Mapping[str, str]) -> None:
        self._body_of = body_of
        self._place = {row.seq: place for place, row in enumerate(rows)}
        self._rows = rows
        self._known: dict[tuple[str | None, str], list[int]] = defaultdict(list)  # (event, who) -> rows that tell or show it to them
        self._sent: dict[tuple[str | None, str, str], list[int]] = defaultdict(list)
        self._origin: dict[str | None, int] = {}
        for place, row in enumerate(rows):
            if row.kind in UNCAUSED:
                self._origin.setdefault(row.about, place)
            for who in self._who_knows(row):
                self._known[row.about, who].append(place)
            if row.kind in SENT_KINDS and row.actor is not None and row.to is not None:
                self._sent[row.about, self._body(row.actor), self._body(row.to)].append(place)

    def to(self, seq: int) -> list[Row]:
        """The rows from the root to this one."""
        place: int | None = self._place[seq]
        way: list[int] = []
        while place is not None and place not in way:
            way.append(place)
            place = self._before(place, way)
        return [self._rows[place] for place in reversed(way)]

    def _before(self, place: int, way: list[int]) -> int | None:
        row = self._rows[place]
        if row.cause is not None:
            stated = self._place.get(row.cause)
            if stated is not None and self._rows[stated].time <= row.time:
                return stated
        if row.kind in UNCAUSED:
            return None
        found = None
        if row.kind == "received" and row.actor is not None and row.to is not None:
            found = self._latest(self._sent[row.about, self._body(row.actor), self._body(row.to)], place, way)
        elif row.actor is not None and row.kind != "received":
            found = self._latest(self._known[row.about, self._body(row.actor)], place, way)
        if found is None:
            origin = self._origin.get(row.about)
            found = origin if origin is not None and self._rows[origin].time <= row.time else None
        return found

    def _latest(self, places: list[int], place: int, way: list[int]) -> int | None:
        """The last of these rows before one; at its very minute also one that the record puts behind it."""
        time = self._rows[place].time
        middle = bisect_left(places, place)
        for one in reversed(places[max(0, middle - _LOOKED_AT) : middle]):
            if self._rows[one].time <= time:
                return one
        for one in places[middle : middle + _LOOKED_AT]:
            if one != place and self._rows[one].time == time and one not in way:
                return one
        return None

    def _who_knows(self, row: Row) -> set[str]:
        """Whom a row lets know: what one receives, or does and sees; saying something teaches its sender nothing."""
        if row.kind in ("received", "inject"):
            return {self._body(row.to)} if row.to is not None else set()
        if row.actor is None or row.kind in UNCAUSED or row.kind in SENT_KINDS or row.kind in _CALLS:
            return set()
        return {self._body(row.actor)}

    def _body(self, who: str) -> str:
        return self._body_of.get(who, who)


class _BusySpell:
    """Says what went on between a row and the one that it led to."""

    def __init__(self, rows: Sequence[Row], body_of: Mapping[str, str]) -> None:
        self._body_of = body_of
        self._by_actor: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.actor is not None and row.kind not in ("received", "lost", "scene"):
                self._by_actor[self._body_of.get(row.actor, row.actor)].append(row)

    def steps(self, before: Row, row: Row) -> list[Step]:
        """One step, or two where the actor was first busy with something else, or calls were tried in vain."""
        if row.kind == "noticed" and before.kind in UNCAUSED | {"scene"}:
            return [Step(before.seq, row.seq, row.time - before.time, "unnoticed", row.actor)]
        if row.kind == "received":
            return [Step(before.seq, row.seq, row.time - before.time, "on-the-way", row.to)]
        if before.kind == "called":
            return [Step(before.seq, row.seq, row.time - before.time, "talk", row.to)]
        if row.kind in _ARRIVALS:
            return [Step(before.seq, row.seq, row.time - before.time, "travel", row.actor)]
        between = self._between(before, row)
        tries = [one for one in between if one.kind in _CALLS and one.to == row.to and one.form == row.form]
        if tries:
            first = tries[0]
            return [
                *self._work(before, first, [one for one in between if one.seq < first.seq]),
                Step(first.seq, row.seq, row.time - first.time, "retries", row.to),
            ]
        return self._work(before, row, between)

    def _work(self, before: Row, row: Row, between: list[Row]) -> list[Step]:
        """The queue up to the last other thing that the actor did, then the task."""
        last = between[-1] if between else None
        if last is None or last.time == before.time:
            return [Step(before.seq, row.seq, row.time - before.time, "task", row.actor)]
        return [
            Step(before.seq, last.seq, last.time - before.time, "queue", row.actor),
            Step(last.seq, row.seq, row.time - last.time, "task", row.actor),
        ]

    def _between(self, before: Row, row: Row) -> list[Row]:
        """What the actor of a row did between its cause and it."""
        if row.actor is None:
            return []
        own = self._by_actor[self._body_of.get(row.actor, row.actor)]
        first, last = bisect_left(own, before.time, key=_time), bisect_right(own, row.time, key=_time)
        return [one for one in own[first:last] if before.time <= one.time <= row.time and before.seq < one.seq < row.seq]
