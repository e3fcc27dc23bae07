"""A record sorted for measuring: the rows of each event by kind, made once and read by all measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from analysis.measures.course import EventCourse
from analysis.verdicts import Judgement, Verdict
from sim.record import Record, Row, event_roles

T = TypeVar("T")


class EventLog:
    """The rows of one event."""

    def __init__(self, event: str, roles: dict[str, str]) -> None:
        self.event = event
        self.roles = roles
        self._kinds: dict[str, list[Row]] = {}
        self._truth: dict[str, list[tuple[float, Any]]] = {}
        self._courses: dict[float, EventCourse] = {}

    def add(self, row: Row) -> None:
        """Take in one more row."""
        self._kinds.setdefault(row.kind, []).append(row)

    def rows(self, *kinds: str) -> list[Row]:
        """The rows of these kinds, in the order of the record."""
        if len(kinds) == 1:
            return self._kinds.get(kinds[0], [])
        return sorted((row for kind in kinds for row in self._kinds.get(kind, ())), key=lambda row: row.seq)

    def first(self, *kinds: str) -> float | None:
        """The minute of the first row of any of these kinds, or None."""
        return earliest(row.time for kind in kinds for row in self._kinds.get(kind, ()))

    def span(self, start: str, *ends: str) -> float | None:
        """Minutes from the first row of one kind to the first of the others, 0 where that came before; None where either is missing."""
        begun, ended = self.first(start), self.first(*ends)
        return None if begun is None or ended is None else max(0.0, ended - begun)

    def over(self, until: float) -> float:
        """The minute at which the event was over: the response ended, or the people had gone; at the latest the end of observation."""
        return min((minute for minute in (self.first("ended"), self.first("dispersed")) if minute is not None and minute < until), default=until)

    def truth(self, name: str) -> Iterator[tuple[float, Any]]:
        """How a fact of the scene truly changed: minute and value, in order of time."""
        found = self._truth.get(name)
        if found is None:
            found = self._truth[name] = [(row.time, row.facts[name]) for row in self._kinds.get("scene", ()) if name in row.facts]
        return iter(found)

    def last_truth(self, name: str, until: float | None = None) -> Any:
        """The true value of a fact at a minute (at the end for None), or None where the record does not say."""
        found = None
        for minute, value in self.truth(name):
            if until is not None and minute > until:
                break
            found = value
        return found

    def course(self, until: float) -> EventCourse:
        """How the people fared up to a minute."""
        found = self._courses.get(until)
        if found is None:
            found = self._courses[until] = EventCourse(self.rows("scene"), until)
        return found


class Log:
    """A record by events. Rows after the end of the record's horizon do not exist; rows about no event are left out."""

    def __init__(self, record: Record) -> None:
        self.record = record
        roles = event_roles(record.header)
        self.events = {event: EventLog(event, dict(roles[event])) for event in roles}
        for row in record.rows:
            if row.about is None:
                continue
            found = self.events.get(row.about)
            if found is None:
                found = self.events[row.about] = EventLog(row.about, {})
            found.add(row)
        self._begun = [event for event in self.events.values() if event.rows("occurred")]
        self._made: dict[object, tuple[Judgement, Any]] = {}

    def begun(self) -> list[EventLog]:
        """The events that occurred in the record."""
        return self._begun

    def count(self, *kinds: str) -> int:
        """How many rows of these kinds there are."""
        return sum(len(event.rows(kind)) for event in self.events.values() for kind in kinds)

    def once(self, key: object, judgement: Judgement, make: Callable[[], T]) -> T:
        """Something that many measures of this record and judgement read, made by the first of them."""
        found = self._made.get(key)
        if found is None or found[0] is not judgement:
            found = self._made[key] = (judgement, make())
        made: T = found[1]
        return made

    def verdicts(self, judgement: Judgement, rule: str) -> list[Verdict]:
        """The verdicts on one duty. They are sorted by duty once for a judgement."""
        return self.once("verdicts", judgement, lambda: _by_rule(judgement)).get(rule, _NONE)


def _by_rule(judgement: Judgement) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in judgement.verdicts:
        found.setdefault(verdict.rule, []).append(verdict)
    return found


_NONE: list[Verdict] = []


def earliest(minutes: Iterable[float]) -> float | None:
    """The least of some minutes, or None where there are none."""
    return min(minutes, default=None)
