"""A scenario: when it starts, what happens, who the people are, what goes wrong, and what is expected of the drill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from sim.documents import SEPARATOR, Mistakes, read_toml
from sim.durations import parse_clock
from sim.inputs.resources import Resources, Share
from sim.plan.duty_check import check_condition_text, check_when
from sim.plan.known import Ids, ids_in
from sim.plan.model import Plan
from sim.plan.references import entries
from sim.plan.vocabulary import value_problem
from sim.record import CHANNELS
from sim.text import NO_TEXT, ClockTime, Duration, Entry, Id, Minutes, Text, Word
from sim.validation import validate_partly


class ScenarioHead(Entry):
    """What the scenario is for, and where it stands in time."""

    id: Id
    plan: Id
    resources: str = ""  # a file beside the scenario; "" for the plan's own
    title: Text
    purpose: Text
    teaches: Text = NO_TEXT
    clauses: tuple[Word, ...] = Field(min_length=1)
    start: datetime  # local time, at the plan's UTC offset
    horizon: Minutes
    objectives: tuple[Text, ...] = Field(min_length=1)


class Follows(Entry):
    """An event that people of another one make: those who moved up, or who come back another day."""

    event: Word
    way: Literal["moved-up", "another-day"]
    least: Annotated[StrictInt, Field(ge=1)] = 5  # so many must have gone
    delay: Minutes = 60.0


class Event(Entry):
    """One incident. `facts` is what is true when it begins; `roles` binds the plan's roles to bodies."""

    id: Id
    title: Text
    at: ClockTime
    facts: dict[str, Any] = Field(default_factory=dict)
    roles: dict[str, str] = Field(default_factory=dict)
    journey: Duration | None = None  # from the district to a scene elsewhere, in place of every unit's own travel
    after: Follows | None = None  # made of people who left another event; `at` is then the earliest moment
    risk_known_at: ClockTime | None = None  # a warning sign before the event, found at this moment
    risk_known_by: str = ""


class Course(Entry):
    """What becomes true at a scene at a moment, where it is scripted."""

    event: Word
    at: ClockTime
    facts: dict[str, Any]


class Arrival(Entry):
    """How a group gathers: `buses` come at moments with so many people each, or a trickle over `over`."""

    begins: ClockTime = 0.0
    over: Minutes = 0.0
    buses: tuple[tuple[Word, Annotated[StrictInt, Field(ge=1)]], ...] = ()  # (minutes after it begins, people)


class People(Entry):
    """A group of synthetic people at a scene: numbers only."""

    id: Id
    event: Word
    name: Text = NO_TEXT
    size: Annotated[StrictInt, Field(ge=1, le=5_000_000)]
    arrival: Arrival = Arrival()
    threshold_mean: float = 45.0
    threshold_sd: float = 15.0
    temper: float = 0.0  # how much readier to act than the thresholds say, in percent of those present
    brought: StrictBool = False  # comes only when an inject brings it
    patience: Minutes = 240.0
    stays: Minutes = 1440.0  # nobody of the group is there longer than this after it has begun to gather
    matter: Text = NO_TEXT
    responsible_unit: str = ""


class Fault(Entry):
    """Something that does not work for a while, from `at`, when it is injected, until `until`."""

    id: Id
    kind: Literal[
        "line down", "network down", "post absent", "phone off", "wrong address", "underestimate", "report concealed",
        "report late", "false all-clear", "road closed", "room full", "no vehicle", "ambulance away", "bad weather",
        "leader elsewhere", "bus breakdown",
    ]  # fmt: skip
    target: str = ""
    event: str = ""
    at: ClockTime | None = None
    until: ClockTime | None = None
    amount: float | None = None
    text: Text = NO_TEXT


class Inject(Entry):
    """Something that the drill's staff put in: at a time, when a condition holds, or when an expected act is missing.

    Exactly one of `at`, `when`, `missing`. The change is any of: `facts` become true, `notice` is told to a body, a `fault` begins,
    `people` arrive, a `rumour` starts.
    """

    id: Id
    text: Text
    event: Word
    at: ClockTime | None = None
    when: str = ""
    missing: dict[str, str] = Field(default_factory=dict)  # {duty, by}: not done by that moment
    facts: dict[str, Any] = Field(default_factory=dict)
    notice: dict[str, Any] = Field(default_factory=dict)  # {body, facts}
    fault: str = ""
    people: str = ""
    rumour: Annotated[StrictInt, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _one_trigger(self) -> Inject:
        if sum((self.at is not None, bool(self.when), bool(self.missing))) != 1:
            raise ValueError("an inject has exactly one of at, when, missing")
        return self


class Expect(Entry):
    """What is expected to happen, and in what share of seeds (`share` = [low, high], over `runs` seeds)."""

    id: Id
    text: Text
    that: Word  # a condition over measures and outcome names
    share: tuple[Share, Share]
    clause: str = ""


class Scenario(Entry):
    """A whole scenario file."""

    scenario: ScenarioHead
    event: tuple[Event, ...] = Field(min_length=1)
    course: tuple[Course, ...] = ()
    people: tuple[People, ...] = ()
    inject: tuple[Inject, ...] = ()
    fault: tuple[Fault, ...] = ()
    expect: tuple[Expect, ...] = ()


_TABLES = ("event", "people", "inject", "fault", "expect")
_LONGEST_MIN = 366 * 1440.0


def load_scenario(path: Path | Traversable, plan: Plan, resources: Resources) -> Scenario:
    """The scenario in a file, for this plan and these resources. Raises InputError with every fault of the file."""
    return check_scenario_document(read_toml(path), str(path), plan, resources)


def check_scenario_document(data: dict[str, Any], file: str, plan: Plan, resources: Resources) -> Scenario:
    """The scenario that parsed tables describe. Raises InputError with every fault."""
    scenario, faults = validate_partly(Scenario, data, file)
    check_scenario(scenario, data, plan, resources, faults)
    faults.stop()
    return scenario


def check_scenario(scenario: Scenario, data: Mapping[str, Any], plan: Plan, resources: Resources, faults: Mistakes) -> None:
    """Note every reference that leads nowhere, and every fact whose value cannot be."""
    _ScenarioCheck(scenario, data, plan, resources, faults).all()


class _ScenarioCheck:
    def __init__(self, scenario: Scenario, data: Mapping[str, Any], plan: Plan, resources: Resources, faults: Mistakes) -> None:
        self.scenario, self.data, self.plan, self.resources, self.faults = scenario, data, plan, resources, faults
        self.known = Ids.of(plan).with_more(
            bodies=[body.id for body in resources.body],
            duties=[habit.id for habit in resources.habit],
            forms=[habit.form for habit in resources.habit if habit.form],
        )
        self.hats = (*self.known.bodies, *self.known.posts)
        self.events, self.people, self.fault_ids = (tuple(ids_in(data, table)) for table in ("event", "people", "fault"))
        head = getattr(scenario, "scenario", None)
        self.horizon = head.horizon if head is not None else _LONGEST_MIN

    def all(self) -> None:
        for table in _TABLES:
            self.faults.unique(entries(self.data, table))
        self._head()
        for event in self.scenario.event:
            self._event(event)
        for number, course in enumerate(self.scenario.course, 1):
            self.faults.known(f"course {number}{SEPARATOR}event", "event", course.event, self.events)
            self._facts(course.facts, f"course {number}{SEPARATOR}facts")
        self._groups()
        for fault in self.scenario.fault:
            self._fault(fault)
        for inject in self.scenario.inject:
            self._inject(inject)
        for expect in self.scenario.expect:
            place = f'expect "{expect.id}"{SEPARATOR}'
            check_condition_text(expect.that, f"{place}that", None, self.faults)
            if expect.share[0] > expect.share[1]:
                self.faults.add(f"{place}share", "the low end is above the high end", value=list(expect.share))

    def _head(self) -> None:
        head = getattr(self.scenario, "scenario", None)
        if head is None:
            return
        place = f"scenario{SEPARATOR}"
        self.faults.known(f"{place}plan", "plan", head.plan, (self.plan.plan.id,))
        if not 0 < head.horizon <= _LONGEST_MIN:
            self.faults.add(f"{place}horizon", "the drill has no such length", value=f"{head.horizon:g} min",
                            allowed="more than 0 and at most 366 days")  # fmt: skip
        if head.start.tzinfo is not None:
            self.faults.add(f"{place}start", "the start is local time, without an offset", value=head.start.isoformat(),
                            allowed="such as 2025-06-03T08:30:00")  # fmt: skip

    def _event(self, event: Event) -> None:
        place = f'event "{event.id}"{SEPARATOR}'
        if event.at >= self.horizon:
            self.faults.add(f"{place}at", "the event begins after the drill has ended", value=f"{event.at:g} min")
        self._facts(event.facts, f"{place}facts")
        if event.risk_known_by:
            self.faults.known(f"{place}risk_known_by", "body or post", event.risk_known_by, self.hats)
        roles = tuple(body.id for body in self.plan.body if body.kind == "role")
        plays = {body.id: body.plays for body in self.resources.body}
        for role, body in event.roles.items():
            there = f"{place}roles{SEPARATOR}{role}"
            if not self.faults.known(f"{place}roles", "role", role, roles):
                continue
            able = tuple(id_ for id_, played in plays.items() if role in played)
            if body in plays and body not in able:
                self.faults.add(there, f'this body does not play the role "{role}"', value=body, allowed=", ".join(able),
                                hint=f'add "{role}" to its `plays` in the resources')  # fmt: skip
            elif body not in plays:
                others = tuple(id_ for id_ in self.known.bodies if id_ not in roles and id_ not in plays)
                self.faults.known(there, f'body for the role "{role}"', body, (*able, *others))

    def _facts(self, facts: Mapping[str, Any], place: str) -> None:
        for fact, value in facts.items():
            if not self.faults.known(place, "fact", fact, self.known.facts):
                continue
            name = self.known.vocabulary.names[fact]
            if problem := value_problem(name, value):
                self.faults.add(f"{place}{SEPARATOR}{fact}", problem, value=value, allowed=", ".join(name.values))

    def _groups(self) -> None:
        for people in self.scenario.people:
            place = f'people "{people.id}"{SEPARATOR}'
            self.faults.known(f"{place}event", "event", people.event, self.events)
            if people.responsible_unit:
                self.faults.known(f"{place}responsible_unit", "body", people.responsible_unit, self.known.bodies)
            for moment, _ in people.arrival.buses:
                self._moment(moment, f"{place}arrival{SEPARATOR}buses")
            if people.threshold_sd < 0:
                self.faults.add(f"{place}threshold_sd", "a spread is 0 or more", value=people.threshold_sd)

    def _fault(self, fault: Fault) -> None:
        place = f'fault "{fault.id}"{SEPARATOR}'
        if fault.event:
            self.faults.known(f"{place}event", "event", fault.event, self.events)
        if fault.target:
            targets = (
                *self.known.parties, *CHANNELS, *self.people, *(unit.id for unit in self.resources.unit),
                *(means.id for means in (*self.plan.means, *self.resources.means)),
                *(holder.id for holder in self.resources.holder),
            )  # fmt: skip
            self.faults.known(f"{place}target", "target", fault.target, targets)
        injected = any(inject.fault == fault.id for inject in self.scenario.inject)
        if fault.at is None and not injected:
            self.faults.add(f"{place}at", "nothing ever begins this fault", hint="give `at`, or an inject with this fault")
        if fault.at is not None and fault.until is not None and fault.until <= fault.at:
            self.faults.add(f"{place}until", "the fault ends before it begins", value=f"{fault.until:g} min")

    def _inject(self, inject: Inject) -> None:
        place = f'inject "{inject.id}"{SEPARATOR}'
        self.faults.known(f"{place}event", "event", inject.event, self.events)
        if inject.when:
            check_when(inject.when, f"{place}when", self.known, self.faults)
        if inject.missing:
            self._missing(inject.missing, f"{place}missing")
        self._facts(inject.facts, f"{place}facts")
        if inject.notice:
            self._notice(inject.notice, f"{place}notice")
        if inject.fault:
            self.faults.known(f"{place}fault", "fault", inject.fault, self.fault_ids)
        if inject.people:
            self.faults.known(f"{place}people", "group of people", inject.people, self.people)
        if not (inject.facts or inject.notice or inject.fault or inject.people or inject.rumour):
            self.faults.add(place.removesuffix(SEPARATOR), "the inject changes nothing",
                            allowed="any of facts, notice, fault, people, rumour")  # fmt: skip

    def _missing(self, missing: Mapping[str, str], place: str) -> None:
        if set(missing) != {"duty", "by"}:
            self.faults.add(place, "an expected act has a duty and a moment", value=", ".join(missing), allowed="duty, by")
            return
        self.faults.known(f"{place}{SEPARATOR}duty", "duty", missing["duty"], self.known.duties)
        self._moment(missing["by"], f"{place}{SEPARATOR}by")

    def _notice(self, notice: Mapping[str, Any], place: str) -> None:
        if not set(notice) <= {"body", "facts"} or not isinstance(notice.get("body"), str):
            self.faults.add(place, "a notice has a body and facts", value=", ".join(notice), allowed="body, facts")
            return
        self.faults.known(f"{place}{SEPARATOR}body", "body or post", notice["body"], self.hats)
        facts = notice.get("facts", {})
        if isinstance(facts, dict):
            self._facts(facts, f"{place}{SEPARATOR}facts")
        else:
            self.faults.add(f"{place}{SEPARATOR}facts", "this is no table of facts", value=facts, allowed="{ fact = value }")

    def _moment(self, word: str, place: str) -> None:
        try:
            parse_clock(word)
        except ValueError as error:
            self.faults.add(place, str(error), value=word, allowed='such as "00:10" or "10 min"')
