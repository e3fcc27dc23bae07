"""Who could know what, and since when, as far as the rows of a record show it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from operator import attrgetter, itemgetter
from typing import Any

from sim.calendar import Calendar
from sim.durations import amount_words, length_key, parse_amount, rough_minutes
from sim.plan.conditions import vocabulary
from sim.plan.model import Plan
from sim.plan.stated import Stated, holdings_of, learn
from sim.record import TOLERANCE_MIN, Record, Row
from sim.vocabulary import SENT_KINDS
from sim.words import Phrase, phrase

CALLS = frozenset({"called", "busy", "unanswered", "lost"})
_TRUTH = frozenset({"scene", "occurred", "fault", "expectation-missed", "decision"})  # nobody's knowledge
_Key = tuple[str, str]  # event, body


@dataclass(frozen=True, slots=True)
class Learned:
    """One value of one fact, as somebody came to know it: when, how old it was then, and by which row."""

    value: Any
    time: float
    age: float
    row: Row


NO_DATES = Calendar(  # where nobody knows the day: any will do
    start=datetime(2000, 1, 1, tzinfo=UTC), utc_offset_min=0, weekends=frozenset(), holidays=frozenset(), workdays=frozenset(),
    years=frozenset(), dated=False,
)  # fmt: skip
ANYBODY = "*"  # in place of a body: all that was stated about an event
_time = itemgetter(0)
_row_time = attrgetter("time")


class Knowledge:
    """An index over a record: sendings with their receipts, and for each body of each event what it learned when.

    A post and its body count as one. What is received is learned at the receipt; a message without one, at its sending.
    """

    def __init__(self, record: Record, plan: Plan, calendar: Calendar | None = None) -> None:
        """Without a calendar, no window of days has an end."""
        self.ruled = holdings_of(plan.fact, vocabulary(plan), {reading.id: reading.value for reading in plan.reading})
        self._defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}
        self._calendar = NO_DATES if calendar is None else calendar
        self._began: dict[str, float] = {}
        self._stating: dict[str, list[Row]] = defaultdict(list)  # where a fact holds by a rule of its own, the rows that state facts
        self.facts = frozenset(fact.id for fact in plan.fact) | {"grade", "level", "warning"}
        self._body_of = {post.id: post.body for post in plan.post}
        self.rows = record.rows
        self.by_seq = {row.seq: row for row in record.rows}
        self.receipt_of: dict[int, Row] = {}
        self.sending_of: dict[int, Row] = {}
        self.first: dict[_Key, Row] = {}  # the first row that lets a body know of an event
        self._learned: dict[tuple[str, str, str], list[tuple[float, Learned]]] = defaultdict(list)
        self._sent: dict[_Key, list[Row]] = defaultdict(list)
        self._senders: set[str] = set()
        self._origins: dict[tuple[str, str, float], list[tuple[str, Row]]] = defaultdict(list)  # by event, fact and age
        self._match()
        for row in record.rows:
            if row.about is not None:
                self._note(row)

    def body(self, who: str | None) -> str:
        """The body that somebody belongs to; "" for nobody."""
        return "" if who is None else self._body_of.get(who, who)

    def learned(self, about: str, who: str, fact: str, before: float) -> Learned | None:
        """What a body last knew of a fact strictly before a minute: of what it had learned, the newest by age."""
        found = self._learned.get((about, who, fact), [])
        place = bisect_left(found, before - TOLERANCE_MIN, key=_time)
        return found[place - 1][1] if place else None

    def learned_at(self, about: str, who: str, fact: str, time: float) -> list[Learned]:
        """What a body learned of a fact in one minute."""
        found = self._learned.get((about, who, fact), [])
        first, last = bisect_left(found, time - TOLERANCE_MIN, key=_time), bisect_right(found, time + TOLERANCE_MIN, key=_time)
        return [new for _, new in found[first:last]]

    def sends(self, who: str) -> bool:
        """Whether the record holds any sending of a body."""
        return self.body(who) in self._senders

    def lookup(self, about: str, who: str, time: float) -> dict[str, Any]:
        """All that a body knew at a minute, with what it learned at that minute. A fact that holds by a rule of its own may be None."""
        known: dict[str, Any] = self._ruled_values(about, who, time)
        for fact in self.facts - self.ruled.keys():
            found = self._learned.get((about, who, fact), [])
            place = bisect_right(found, time + TOLERANCE_MIN, key=_time)
            if place:
                known[fact] = found[place - 1][1].value
        return known

    def _ruled_values(self, about: str, who: str, time: float) -> dict[str, Any]:
        """What then held of the facts that hold by a rule of their own, as a duty book would reckon it from what this body was told."""
        if not self.ruled:
            return {}
        began = partial(self._began.get, about)
        stated = Stated(self.ruled, self._defaults, self._body_of, self._calendar, began)
        for row in sorted(self._stating[about], key=_row_time):
            if row.time <= time + TOLERANCE_MIN and who in (ANYBODY, self._learner(row), self.body(row.actor)):
                learn(row, (stated,))
        return {fact: stated.value(fact, time) for fact in self.ruled}

    def adds_up(self, fact: str) -> bool:
        """Whether each telling of a fact adds to it, so that two that differ do not contradict each other."""
        return fact in self.ruled and self.ruled[fact].holds == "sum"

    def began(self, row: Row) -> float:
        """When the saying of a message began: what a call says, it says from the start of the call."""
        call = self.by_seq.get(row.cause) if row.cause is not None else None
        return call.time if call is not None and call.kind == "called" else row.time

    def values(self, row: Row) -> Iterator[tuple[str, Any, float | None]]:
        """The plan's facts that a row states, each with its age where the row says one."""
        ages = row.facts.get("as_of")
        for name, value in row.facts.items():
            if name in self.facts:
                age = ages.get(name) if isinstance(ages, Mapping) else None
                yield name, value, age if isinstance(age, int | float) else None

    def sent_between(self, about: str, who: str, after: float, before: float) -> list[Row]:
        """The messages that a body sent about an event strictly between two minutes."""
        sent = self._sent.get((about, who), [])
        first = bisect_right(sent, after + TOLERANCE_MIN, key=_row_time)
        found = sent[first : bisect_left(sent, before - TOLERANCE_MIN, key=_row_time)]
        return [row for row in found if self.began(row) > after + TOLERANCE_MIN]

    def origins(self, about: str, fact: str, age: float) -> list[tuple[str, Row]]:
        """The bodies that stated a fact of this age, each with the first row of each value; receipts count as their sender's."""
        return self._origins.get((about, fact, round(age, 6)), [])

    def _note(self, row: Row) -> None:
        about = row.about or ""
        who, actor = self._learner(row), self.body(row.actor)
        if who:
            self.first.setdefault((about, who), row)
        if row.kind in SENT_KINDS and actor:
            self._sent[about, actor].append(row)
            self._senders.add(actor)
        if row.kind == "scene":
            return
        if row.kind == "occurred":
            self._began.setdefault(about, row.time)
        if self.ruled and row.facts:
            self._stating[about].append(row)
        for name, value, age in self.values(row):
            new = Learned(value, row.time, row.time if age is None else age, row)
            self._learn(about, ANYBODY, name, new)
            if who:
                self._learn(about, who, name, new)
            found = self._origins[about, name, round(new.age, 6)]
            if all(body != actor or other.facts[name] != value for body, other in found):  # two values of one minute are two findings
                found.append((actor, row))

    def _learn(self, about: str, who: str, name: str, new: Learned) -> None:
        held = self._learned[about, who, name]
        best = held[-1][1] if held and held[-1][1].age > new.age else new  # the newer as-of wins, not the newer arrival
        held.append((new.time, best))

    def _learner(self, row: Row) -> str:
        """The body that a row lets know: who received it, who was sent it without a receipt, or who saw or did it."""
        if row.kind in ("received", "inject"):
            return self.body(row.to)
        if row.kind in SENT_KINDS:
            return self.body(row.to) if row.seq not in self.receipt_of else ""
        return "" if row.kind in CALLS or row.kind in _TRUTH else self.body(row.actor)

    def _match(self) -> None:
        """Pair each receipt with its sending: same event, sender and recipient, and form where both state one; first come first.

        Where several wait, the first that says what the receipt notes: a log may lack the receipt of another.
        """
        waiting: dict[tuple[str | None, str, str], dict[str | None, deque[Row]]] = defaultdict(dict)
        for row in self.rows:
            if row.kind in SENT_KINDS:
                waiting[row.about, self.body(row.actor), self.body(row.to)].setdefault(row.form, deque()).append(row)
        for row in self.rows:
            if row.kind != "received":
                continue
            sent = waiting.get((row.about, self.body(row.actor), self.body(row.to)), {})
            forms = list(sent) if row.form is None else [row.form, None]
            lines = [sent[form] for form in forms if sent.get(form)]
            first = min(lines, key=lambda line: (line[0].time, line[0].seq), default=None)
            if first is not None and first[0].time <= row.time + TOLERANCE_MIN:
                pair = next((one for line in lines for one in line if one.time <= row.time + TOLERANCE_MIN and _agrees(one, row)), first[0])
                next(line for line in lines if line[0] is pair or pair in line).remove(pair)
                self.receipt_of[pair.seq] = row
                self.sending_of[row.seq] = pair


def windows_beyond(record: Record, plan: Plan, until: float) -> tuple[Phrase, ...]:
    """What is to be said of rolling windows that reach back before a record: what was stated before it began is not in it.

    A record that holds the event itself holds all that was stated of it. `until` is the end of observation in minutes.
    """
    found: list[Phrase] = []
    for fact in plan.fact:
        rows = [row for row in record.rows if fact.id in row.facts] if fact.windows and fact.window_from == "now" else []
        if not {row.about for row in rows} - {row.about for row in record.rows if row.kind == "occurred"}:
            continue
        longest = max((parse_amount(one.length) for one in fact.windows), key=length_key)
        if longest is not None and rough_minutes(longest) > until - min(row.time for row in record.rows):
            found.append(phrase("judge.window-beyond-record", fact=fact.name, window=amount_words(longest)))
    return tuple(found)


def _agrees(sent: Row, received: Row) -> bool:
    """Whether a receipt notes nothing else than what was sent."""
    return sent.facts is received.facts or all(sent.facts[name] == value for name, value in received.facts.items() if name in sent.facts)
