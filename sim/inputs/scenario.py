"""A scenario: when it starts, what happens, who the people are, what goes wrong, and what is expected of the drill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from sim.calendar import FIRST_YEAR, LAST_YEAR
from sim.documents import Document, Mistakes, Steps, listed, read_toml
from sim.inputs.assumed import MOST_PEOPLE, SITTING, TIMES_AS_LONG, Share
from sim.inputs.places import Atlas
from sim.inputs.resources import SHARE_TOLERANCE, Resources
from sim.plan.expression import When
from sim.plan.known import PlanIds
from sim.plan.model import Clause, Plan
from sim.references import Leaf, Rules, check_marks, leaves, own_ids, put_ids, strangers
from sim.text import (
    NO_TEXT,
    ClockTime,
    Closed,
    Condition,
    Entry,
    FactValues,
    FileId,
    Id,
    LocalMoment,
    Minutes,
    Ref,
    Says,
    Text,
    Usual,
    UsualBy,
    Word,
    is_file_name,
    usual_time,
)
from sim.validation import validate_partly
from sim.vocabulary import FaultKind
from sim.words import RefusedError, phrase


class ScenarioHead(Entry):
    """What the scenario is for, and where it stands in time."""

    id: FileId  # the name of a folder, where results are kept
    plan: Annotated[Word, Ref("plan")]
    resources: Annotated[str, Says("file")] = ""  # a file beside the scenario; "" for the plan's own
    calendar: Annotated[str, Says("file")] = ""  # a file beside the scenario; "" for that which ships
    title: Text
    purpose: Text
    teaches: Text = NO_TEXT
    clauses: tuple[Clause, ...] = Field(min_length=1)
    start: LocalMoment  # local time, at the plan's UTC offset
    horizon: Annotated[Minutes, usual_time("10 min", "200 days")]
    unreached: Annotated[Minutes, usual_time("1 min", "366 days")] | None = (
        None  # in comparisons, minutes since the event that a moment counts as which is never reached
    )
    objectives: tuple[Text, ...] = Field(min_length=1)


EventId = Annotated[Word, Ref("event")]
BodyOrPost = Annotated[Word, Ref("body", "post")]
Facts = Annotated[dict[Annotated[str, Ref("fact")], Any], FactValues()]


class Follows(Entry):
    """An event that people of another one make: those who moved up, or who come back another day."""

    event: EventId
    way: Annotated[Literal["moved-up", "another-day"], Closed("way")]
    least: Annotated[StrictInt, Field(ge=1), Usual(1, 100_000)] = 5  # so many must have gone
    delay: Annotated[Minutes, usual_time("0 min", "90 days")] = 60.0


class Event(Entry):
    """One incident. `facts` is what is true when it begins; `roles` binds the plan's roles to bodies."""

    id: Id
    title: Text
    at: ClockTime
    facts: Facts = Field(default_factory=dict)
    roles: dict[Annotated[str, Ref("role")], Annotated[str, Ref("body")]] = Field(default_factory=dict)
    place: Annotated[str, Ref("place")] = ""  # one of the resources' places; needed where they have any
    after: Follows | None = None  # made of people who left another event; `at` is then the earliest moment
    risk_known_at: ClockTime | None = None  # a warning sign before the event, found at this moment
    risk_known_by: Annotated[str, Ref("body", "post")] = ""


class Course(Entry):
    """What becomes true at a scene at a moment, where it is scripted."""

    event: EventId
    at: ClockTime
    facts: Facts


class Arrival(Entry):
    """How a group gathers: `buses` come at moments with so many people each, or a trickle over `over`."""

    begins: ClockTime = 0.0
    over: Annotated[Minutes, usual_time("0 min", "3 days")] = 0.0
    buses: tuple[tuple[ClockTime, Annotated[StrictInt, Field(ge=1, le=MOST_PEOPLE), Usual(1, 3000)]], ...] = ()  # (minutes after it begins, people)


class People(Entry):
    """A group of synthetic people at a scene: numbers only."""

    id: Id
    event: EventId
    name: Text = NO_TEXT
    size: Annotated[StrictInt, Field(ge=1, le=MOST_PEOPLE), Usual(1, 1_000_000)]
    arrival: Arrival = Arrival()
    threshold_mean: Annotated[StrictFloat, Usual(0, 150)] = 45.0
    threshold_sd: Annotated[StrictFloat, Usual(0, 100)] = 15.0
    temper: Annotated[StrictFloat, Usual(-50, 50)] = 0.0  # how much readier to act than the thresholds say, in percent of those present
    brought: StrictBool = False  # comes only when an inject brings it
    patience: Annotated[Minutes, usual_time("5 min", "30 days")] = 240.0
    stays: Annotated[Minutes, usual_time("10 min", "60 days")] = 1440.0  # nobody of the group is there longer than this after it has begun to gather
    matter: Text = NO_TEXT
    responsible_unit: Annotated[str, Ref("body")] = ""
    content_with: dict[Annotated[str, Ref("rung")], Share] = Field(default_factory=dict)  # whose answer is enough, by share; else as the rungs say

    @property
    def last_arrival(self) -> float:
        """Minutes after the event's beginning by which all who come by themselves have come."""
        if self.brought:
            return 0.0
        buses = [minute for minute, _ in self.arrival.buses]
        return self.arrival.begins + max(self.arrival.over, *buses, 0.0) + 1.0


# What the amount of a fault is plausible to be; a fault of another kind has none.
AMOUNTS: dict[FaultKind, Usual] = {
    "road closed": TIMES_AS_LONG, "bad weather": TIMES_AS_LONG, "wrong address": TIMES_AS_LONG,
    "underestimate": Usual(0.05, 5),  # of the true count; above 1 it is overestimated
    "report late": SITTING, "bus breakdown": SITTING,
}  # fmt: skip


class Fault(Entry):
    """Something that does not work for a while, from `at`, when it is injected, until `until`."""

    id: Id
    kind: Annotated[FaultKind, Closed("fault")]
    target: Annotated[str, Ref("body", "post", "group", "channel", "people", "unit", "means", "holder")] = ""
    event: Annotated[str, Ref("event")] = ""
    at: ClockTime | None = None
    until: ClockTime | None = None
    amount: Annotated[StrictFloat, UsualBy(lambda fault: AMOUNTS.get(fault.kind))] | None = None
    text: Text = NO_TEXT


class Awaited(Entry):
    """An act that is expected by a moment."""

    duty: Annotated[Word, Ref("duty")]
    by: ClockTime


class Notice(Entry):
    """What a body or post is told from outside the plan's chain."""

    body: BodyOrPost
    facts: Facts = Field(default_factory=dict)


class Inject(Entry):
    """Something that the drill's staff put in: at a time, when a condition holds, or when an expected act is missing.

    Exactly one of `at`, `when`, `missing`. The change is any of the others: `facts` become true, `notice` is told to a body, a `fault`
    begins, `people` arrive, a `rumour` starts; the drill's staff carries it out.
    """

    TRIGGERS: ClassVar = ("at", "when", "missing")

    id: Id
    text: Text
    event: EventId
    at: ClockTime | None = None
    when: Annotated[When, Condition("plan")] = When("")
    missing: Awaited | None = None  # not done by that moment
    facts: Facts = Field(default_factory=dict)
    notice: Notice | None = None
    fault: Annotated[str, Ref("fault")] = ""
    people: Annotated[str, Ref("people")] = ""
    rumour: Annotated[StrictInt, Field(ge=0), Usual(0, 100_000)] = 0

    @model_validator(mode="after")
    def _one_trigger(self) -> Inject:
        if sum((self.at is not None, bool(self.when), self.missing is not None)) != 1:
            raise RefusedError(phrase("scenario.one-trigger"))
        return self

    @classmethod
    def changes(cls) -> tuple[str, ...]:
        """The fields that say what an inject changes."""
        return tuple(name for name in cls.model_fields if name not in ("id", "text", "event", *cls.TRIGGERS))


class Expect(Entry):
    """What is expected to happen, and in what share of seeds (`share` = [low, high], over `runs` seeds)."""

    id: Id
    text: Text
    that: Annotated[When, Condition(), Field(min_length=1)]  # over measures and outcome names
    share: tuple[Share, Share]
    clause: Annotated[str, Says("clause")] = ""


class Scenario(Entry):
    """A whole scenario file."""

    scenario: ScenarioHead
    event: tuple[Event, ...] = Field(min_length=1)
    course: tuple[Course, ...] = ()
    people: tuple[People, ...] = ()
    inject: tuple[Inject, ...] = ()
    fault: tuple[Fault, ...] = ()
    expect: tuple[Expect, ...] = ()


_LONGEST_MIN = 366 * 1440.0
MOST_PEOPLE_IN_ALL = 10_000_000
_OTHER_FILES = ("plan.toml", "resources.toml", "scenario.toml")  # what a drill's other inputs are called where they are kept together


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioIds(PlanIds):
    """The ids of a plan, its resources and a scenario, and what the rules of a scenario lean on."""

    plays: Mapping[str, tuple[str, ...]]  # body of the resources, the roles that it plays
    places: Atlas
    injected: frozenset[str]  # the faults that injects begin
    horizon: float

    @classmethod
    def of_scenario(cls, plan: Plan, resources: Resources, scenario: Scenario, data: Mapping[str, Any]) -> Self:
        """All ids that a scenario may name; `data` is its file as parsed."""
        base = PlanIds.of(plan).with_source(resources).with_more(own_ids(Scenario, data))
        base = base.with_bodies_and_forms((body.id for body in resources.body), (habit.form for habit in resources.habit if habit.form))
        head = getattr(scenario, "scenario", None)
        return cls(
            **{field.name: getattr(base, field.name) for field in fields(base)},
            plays={body.id: body.plays for body in resources.body},
            places=Atlas(resources.place, resources.journey, {post.id: post.body for post in plan.post}),
            injected=frozenset(inject.fault for inject in scenario.inject),
            horizon=head.horizon if head is not None else _LONGEST_MIN,
        )


_RULES: Rules[ScenarioIds] = Rules()


def load_scenario(path: Path | Traversable, plan: Plan, resources: Resources) -> Scenario:
    """The scenario in a file, for this plan and these resources. Raises InputError with every fault of the file."""
    return check_scenario_document(read_toml(path), str(path), plan, resources)


def check_scenario_document(data: dict[str, Any], file: str, plan: Plan, resources: Resources) -> Scenario:
    """The scenario that parsed tables describe. Where a name stands for an entry, its id is taken. Raises InputError with every fault."""
    scenario, faults = validate_partly(Scenario, data, file)
    ids = ScenarioIds.of_scenario(plan, resources, scenario, data)
    if strangers(Scenario, data, ids) or any(True for leaf in _facts(data) for _ in ids.strange_values(leaf)):
        ids = ids.with_all_names(plan, resources, scenario)
        data = named_by_id(data, ids)
        scenario, faults = validate_partly(Scenario, data, file)
    check_marks(Scenario, data, ids, faults, ids.checks())
    _RULES.check(ids, faults)
    _people_in_all(faults)
    faults.stop()
    return scenario


def _people_in_all(faults: Mistakes) -> None:
    """All groups together are no more than can be held."""
    total = 0
    for entry, at in faults.sound:
        total += entry.size if isinstance(entry, People) else 0
        if total > MOST_PEOPLE_IN_ALL:
            faults.add((*at, "size"), phrase("bounds.people"), value=total, allowed=phrase("shape.at-most", bound=MOST_PEOPLE_IN_ALL))
            return


def _facts(data: dict[str, Any]) -> Iterator[Leaf]:
    return (leaf for leaf in leaves(Scenario, data) if isinstance(leaf.mark, FactValues))


def named_by_id(data: dict[str, Any], ids: ScenarioIds) -> dict[str, Any]:
    """A scenario's tables with ids in place of the names, in any language, that mean but one entry; the tables passed in stay."""
    changed = data.again() if isinstance(data, Document) else deepcopy(data)
    put_ids(Scenario, changed, ids)
    for leaf in list(_facts(changed)):
        ids.put_values(changed, leaf)
    return changed


@_RULES.of(ScenarioHead)
def _head_time(head: ScenarioHead, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """It has a length, and starts at a local time."""
    if not 0 < head.horizon <= _LONGEST_MIN:
        faults.add((*at, "horizon"), phrase("scenario.no-such-length"), value=f"{head.horizon:g} min", allowed=phrase("scenario.lengths"))
    if head.start.tzinfo is not None:
        faults.add((*at, "start"), phrase("scenario.local-time"), value=head.start.isoformat(), allowed=phrase("scenario.such-as-start"))


@_RULES.of(ScenarioHead)
def _head_date(head: ScenarioHead, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """It starts in a year in which days can be counted, by a calendar that stands beside it."""
    if not FIRST_YEAR <= head.start.year <= LAST_YEAR:
        allowed = phrase("calendar.years", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        faults.add((*at, "start"), phrase("calendar.too-far"), value=head.start.isoformat(), allowed=allowed)
    if head.calendar and (
        any(mark in head.calendar for mark in "/\\")
        or not head.calendar.endswith(".toml")
        or head.calendar in _OTHER_FILES
        or not is_file_name(head.calendar)
    ):
        faults.add((*at, "calendar"), phrase("calendar.no-folder"), value=head.calendar, allowed=phrase("calendar.file-name"))


@_RULES.of(Event)
def _event_begins(event: Event, at: Steps, ids: ScenarioIds, faults: Mistakes) -> None:
    """It begins while the drill lasts."""
    if event.at >= ids.horizon:
        faults.add((*at, "at"), phrase("scenario.begins-too-late"), value=f"{event.at:g} min")


@_RULES.of(Event)
def _event_place(event: Event, at: Steps, ids: ScenarioIds, faults: Mistakes) -> None:
    """It happens somewhere, and whoever may have to go there knows how far it is."""
    if not event.place:
        if ids.places:
            faults.add((*at, "place"), phrase("places.event-without"), allowed=listed(ids.ids.get("place", ())))
        return
    for base in ids.places.with_people() if event.place in ids.ids.get("place", ()) else ():
        if not ids.places.one_area(base, event.place) and ids.places.journey(base, event.place) is None:
            faults.add(
                (*at, "place"), phrase("places.no-journey", base=ids.places.name(base), place=ids.places.name(event.place)), value=event.place,
                hint=phrase("places.add-journey", base=base, place=event.place),
            )  # fmt: skip


@_RULES.of(Event)
def _event_roles(event: Event, at: Steps, ids: ScenarioIds, faults: Mistakes) -> None:
    """A role is played by a body that plays it, or by one of the plan of which the resources say nothing."""
    roles = ids.ids["role"]
    for role, body in event.roles.items():
        able = tuple(id_ for id_, played in ids.plays.items() if role in played)
        if role in roles and (body in roles or (body in ids.plays and body not in able)):
            hint = phrase("scenario.add-to-plays", role=role)
            faults.add((*at, "roles", role), phrase("scenario.plays-not", role=role), value=body, allowed=listed(able), hint=hint)


@_RULES.of(People)
def _people_spread(people: People, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """A spread is no less than nothing."""
    if people.threshold_sd < 0:
        faults.add((*at, "threshold_sd"), phrase("scenario.spread"), value=people.threshold_sd)


@_RULES.of(People)
def _people_content(people: People, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """The shares are everybody."""
    total = sum(people.content_with.values())
    if people.content_with and abs(total - 1) > SHARE_TOLERANCE:
        faults.add((*at, "content_with"), phrase("reception.rungs-in-all", sum=f"{total:g}"), allowed=phrase("reception.sum-is-1"))


@_RULES.of(Fault)
def _fault_time(fault: Fault, at: Steps, ids: ScenarioIds, faults: Mistakes) -> None:
    """It begins, not after its end, and amounts to no less than nothing."""
    if fault.at is None and fault.id not in ids.injected:
        faults.add((*at, "at"), phrase("scenario.never-begins"), hint=phrase("scenario.give-at"))
    if fault.amount is not None and fault.amount < 0:
        faults.add((*at, "amount"), phrase("values.not-negative"), value=fault.amount, allowed=phrase("values.0-or-more"))
    if fault.at is not None and fault.until is not None and fault.until <= fault.at:
        faults.add((*at, "until"), phrase("scenario.ends-before"), value=f"{fault.until:g} min")


@_RULES.of(Inject)
def _inject_changes(inject: Inject, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """It changes something."""
    if not any(getattr(inject, change) for change in Inject.changes()):
        faults.add(at, phrase("scenario.changes-nothing"), allowed=phrase("scenario.any-of-these", changes=Inject.changes()))


@_RULES.of(Expect)
def _expect_share(expect: Expect, at: Steps, _: ScenarioIds, faults: Mistakes) -> None:
    """The low end is below the high one."""
    if expect.share[0] > expect.share[1]:
        faults.add((*at, "share"), phrase("scenario.share-turned"), value=list(expect.share))
