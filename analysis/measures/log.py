"""A record sorted for measuring: the rows of each event by kind, how its people fared, and for whom its senders and recipients stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from analysis.verdicts import Judgement, Verdict
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row, event_roles

T = TypeVar("T")
_PRESENT = frozenset({"present"})
_TROUBLE = frozenset({"obstructing", "storming"})
_ACTIVE = _TROUBLE | {"vocal"}
_COUNTED = _ACTIVE | _PRESENT | {"arrived", "cleared"}


class EventCourse:
    """How the people at one scene fared, by its `scene` rows, which say what was true: peaks, and integrals over time.

    Up to the end of observation. A name that no row counts is missing from `peaks`.

    `person_minutes` and `clock_minutes` are about people obstructing or storming: their number summed over time, and the time in
    which there was at least one. Who was led away counts on while anybody is there: force never shortens what it is to be measured
    by. `came_min` is the minute at which the first person was there, None where nobody came.
    """

    __slots__ = ("came_min", "clock_minutes", "peaks", "person_minutes")

    def __init__(self, rows: Iterable[Row], until: float) -> None:
        self.peaks: dict[str, int] = {}
        self.person_minutes = 0.0
        self.clock_minutes = 0.0
        self.came_min: float | None = None
        now: dict[str, int] = {}
        held, since = 0, 0.0
        for row in rows:
            if row.time > until:
                break
            if held:
                self._pass(held, row.time - since)
            since = row.time
            counted = {name: value for name, value in row.facts.items() if name in _COUNTED}
            if not counted:
                continue
            now.update(counted)
            if self.came_min is None and now.get("arrived", 0) > 0:
                self.came_min = row.time
            trouble = now.get("obstructing", 0) + now.get("storming", 0)
            held = trouble + now.get("cleared", 0) if now.get("present", 0) or trouble else 0
            self._raise("trouble", trouble, counted.keys() & _TROUBLE)
            self._raise("active", trouble + now.get("vocal", 0), counted.keys() & _ACTIVE)
            self._raise("present", now.get("present", 0), counted.keys() & _PRESENT)
        self._pass(held, max(0.0, until - since))

    def _pass(self, held: int, minutes: float) -> None:
        if held:
            self.person_minutes += held * minutes
            self.clock_minutes += minutes

    def _raise(self, peak: str, number: int, counted: set[str]) -> None:
        if counted and number >= self.peaks.get(peak, 0):
            self.peaks[peak] = number


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

    def first_row(self, *kinds: str) -> Row | None:
        """The first row of any of these kinds from the minute at which the event occurred; what came before it was about a risk."""
        begun = self.first("occurred")
        if begun is None:
            return None
        rows = (row for kind in kinds for row in self._kinds.get(kind, ()) if row.time >= begun)
        return min(rows, key=lambda row: (row.time, row.seq), default=None)

    def over(self, until: float) -> float:
        """The minute at which the event was over: the response ended, or the people had gone; at the latest the end of observation."""
        return min((minute for minute in (self.first("ended"), self.first("dispersed")) if minute is not None and minute < until), default=until)

    def gone(self, until: float) -> float:
        """The minute at which the people had truly gone; at the latest the end of observation. No act moves it on the record."""
        return min((minute for minute in (self.first("dispersed"),) if minute is not None and minute < until), default=until)

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
    """A record by events. Rows after the end of the record's horizon do not exist; rows about no event are left out, and void ends and lifts."""

    def __init__(self, record: Record, void: Collection[int] = frozenset(), *, calendar: Calendar | None = None) -> None:
        """`void` are rows, by their `seq`, that would end the response or lift a warning and do not count (`Judgement.void`).

        `calendar` is the one that the record was judged by; None: the shipped one.
        """
        self.record = record
        self.calendar = calendar
        roles = event_roles(record.header)
        self.events = {event: EventLog(event, dict(roles[event])) for event in roles}
        for row in record.rows:
            if row.about is None or row.seq in void:
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


class EventParties:
    """Which bodies and posts of the plan a row's sender or recipient stands for.

    `roles` of an event say which concrete body plays which body of the plan there.
    """

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._bodies = tuple(body.id for body in rules.plan.body)
        self._found: dict[str, frozenset[str]] = {}

    def bodies(self, who: str, roles: Mapping[str, str]) -> frozenset[str]:
        """The bodies to which `who` belongs, or which it plays."""
        found = self._found.get(who)
        if found is None:
            found = self._found[who] = frozenset(body for body in self._bodies if self._rules.belongs(who, body))
        return found | {role for role, played in roles.items() if played == who}

    def at_work(self, who: str, roles: Mapping[str, str]) -> frozenset[str]:
        """For whom `who` works: itself, its body, and the role that it plays where the plan does not know it by its own name."""
        body = self.body(who)
        return frozenset((who, body)) if body in self._rules.plan_bodies else self.bodies(who, roles) | {who}

    def body(self, who: str) -> str:
        """The one body that a post belongs to; a body is its own."""
        return self._rules.body_of.get(who, who)

    def first_receipts(self, event: EventLog, since: float) -> dict[str, float]:
        """The minute at which each body first received anything about an event, from a minute on."""
        reached: dict[str, float] = {}
        for row in event.rows("received"):
            if row.to is not None and row.time >= since:
                reached.setdefault(row.to, row.time)
        return self._spread(reached.items(), event.roles)

    def _spread(self, reached: Iterable[tuple[str, float]], roles: Mapping[str, str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for who, minute in reached:
            for body in self.bodies(who, roles):
                found[body] = min(minute, found.get(body, minute))
        return found
