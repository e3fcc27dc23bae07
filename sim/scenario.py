"""A scenario: when it starts, what happens, who the people are, what goes wrong, and what is expected of the drill."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from sim.plan.expression import When
from sim.resources import Share
from sim.text import NO_TEXT, ClockTime, Duration, Entry, Id, Minutes, Text, Word
from sim.vocabulary import FaultKind


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
    kind: FaultKind
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
    when: When = When("")
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
    that: Annotated[When, Field(min_length=1)]  # a condition over measures and outcome names
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
