"""Who and what a bureau has for a drill: holders of posts, desks, lines, units, how long each task takes, and habits.

A number without a published source is an assumption: it says so, and brings the range that sensitivity sweeps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from sim.documents import SEPARATOR, Mistakes, place_of, read_toml
from sim.durations import NONE_STATED
from sim.plan.acts import ACTS
from sim.plan.duty_check import check_anchors, check_condition_text, check_duty
from sim.plan.known import Ids, ids_in
from sim.plan.model import Duty, Means, Plan
from sim.plan.references import entries
from sim.plan.vocabulary import Name, Vocabulary
from sim.record import CHANNELS
from sim.text import NO_TEXT, Duration, Entry, Id, Minutes, Text, Word, WordList
from sim.validation import validate_partly

# What takes people time beside the acts that a plan may ask for.
TASKS: tuple[str, ...] = ("talk", "decide")

Share = Annotated[float, Field(ge=0, le=1)]


class Sourced(Entry):
    """A number from somewhere: `source` names a publication or own drills; else it is an assumption with a range."""

    source: str = ""
    assumption: StrictBool = False
    range: tuple[Any, ...] = ()

    @model_validator(mode="after")
    def _traceable(self) -> Sourced:
        if not self.source and not self.assumption:
            raise ValueError("a number needs a source, or assumption = true with a range")
        if self.assumption and len(self.range) != 2:
            raise ValueError("an assumption needs range = [low, high]")
        return self


class ResourcesHead(Entry):
    """Which resources these are, and for which plan."""

    id: Id
    plan: Id
    title: Text
    note: Text = NO_TEXT


class ConcreteBody(Entry):
    """A body that exists here and plays one or more of the plan's roles."""

    id: Id
    name: Text
    plays: WordList
    superior: str = NONE_STATED
    aliases: WordList


class Shift(Entry):
    """Hours of the day; `to` before `from_` runs over midnight. `days` says on which days."""

    id: Id
    begins: Word  # "08:30"
    ends: Word
    days: Literal["all", "working", "off"] = "all"


class Holder(Entry):
    """A person with one pair of hands, and the posts and desks that they hold. Synthetic; no name."""

    id: Id
    posts: tuple[Word, ...] = Field(min_length=1)
    shift: str = "always"
    absent: StrictBool = False


class DeskEntry(Entry):
    """The duty desks of bodies: how many people and phone lines, and how likely a call is answered at once."""

    bodies: tuple[Word, ...] = Field(min_length=1)
    staff: Annotated[StrictInt, Field(ge=0)] = 1
    lines: Annotated[StrictInt, Field(ge=1)] = 1
    night_staff: Annotated[StrictInt, Field(ge=0)] | None = None


class TaskTime(Sourced):
    """How long a task takes. The most particular entry wins: act + form + by, then act + form, then act.

    `beside`: the time passes beside other work (a case that takes weeks), and keeps nobody from the desk.
    """

    act: Word
    form: str = ""
    by: str = ""
    minutes: Duration
    beside: StrictBool = False


class Channel(Sourced):
    """A way for messages. Delay and loss belong here and nowhere else."""

    id: Literal["phone", "network", "runner", "in person", "self"]
    delay: Duration | None = None
    loss: Share = 0.0
    answer: Share = 1.0
    answer_night: Share | None = None
    answer_watched: Share = 0.98  # where somebody has been told to keep the lines open
    retry: Minutes = 2.0
    tries: Annotated[StrictInt, Field(ge=1)] = 6
    ring: Minutes = 0.5


class Route(Entry):
    """Which channel a message takes: the first entry that fits."""

    channel: Word
    acts: WordList
    forms: WordList


class Habit(Duty):
    """What people do where the plan is silent. Same shape as a duty; it has no clause and is an assumption."""

    clause: str = ""
    assumption: StrictBool = True
    fills: str = ""  # the silent clause that it fills


class Unit(Sourced):
    """People or vehicles that turn out, travel, check in, work and stand down.

    After `fatigue_after` at a scene everything takes them `fatigue_factor` times as long.
    """

    id: Id
    name: Text
    body: Word
    kind: Literal["team", "police", "guards", "ambulance", "vehicle", "publicity", "investigation"] = "team"
    number: Annotated[StrictInt, Field(ge=0)] = 1
    people: Annotated[StrictInt, Field(ge=0)] = 4
    turn_out: Duration
    travel: Duration
    travel_blocked: Duration | None = None
    at_scene: StrictBool = False
    fatigue_after: Minutes = 480.0
    fatigue_factor: Annotated[float, Field(ge=1, le=5)] = 1.25


class Observable(Entry):
    """How what people do at a scene becomes a fact of the plan.

    `is` takes a count as it stands; `when` makes a flag; `values` makes a set. Conditions use present, calm, vocal, obstructing,
    storming, active_share, obstructing_share, waiting_min.
    """

    fact: Word
    is_: str = Field(default="", alias="is")
    when: str = ""
    values: dict[str, str] = Field(default_factory=dict)


class Sight(Sourced):
    """How well an observer sees: relative error of counts and chance of missing what is there, by day and at night."""

    by: str = ""  # a body; "" for everybody else
    error: Share = 0.2
    error_night: Share = 0.4
    miss: Share = 0.1
    improves: Minutes = 10.0  # the error halves with each such span of watching
    remote: StrictBool = False


class Officer(Sourced):
    """How officers treat clocks. `margin`: how long before a limit they remind, send a partial report, or try the stand-in."""

    margin: Minutes = 5.0
    watches_clock: StrictBool = True
    downgrades: StrictBool = False  # whether a grade that was given is taken back while the response lasts


class Talks(Sourced):
    """How far talk, vehicles and force reach among people at a scene."""

    persuade_share: Share = 0.25  # of the registered, before their matter is answered
    persuade_share_answered: Share = 0.75
    vehicles_factor: Annotated[float, Field(ge=1, le=5)] = 1.25  # a way home makes going easier
    told_wait: Minutes = 60.0  # how long a wait is announced when procedure is explained
    early_strength: Share = 0.5  # of a dialogue's credit, for talks before or at the start
    last_few: Annotated[StrictInt, Field(ge=0)] = 10  # so many, left when the response is over, go home by themselves
    clear_share: Share = 0.9  # of those who obstruct or storm, led away in one clearing


class Resources(Entry):
    """A whole resources file."""

    resources: ResourcesHead
    body: tuple[ConcreteBody, ...] = ()
    shift: tuple[Shift, ...] = ()
    holder: tuple[Holder, ...] = ()
    desk: tuple[DeskEntry, ...] = ()
    task: tuple[TaskTime, ...] = ()
    channel: tuple[Channel, ...] = ()
    route: tuple[Route, ...] = ()
    habit: tuple[Habit, ...] = ()
    unit: tuple[Unit, ...] = ()
    means: tuple[Means, ...] = ()
    observable: tuple[Observable, ...] = ()
    sight: tuple[Sight, ...] = ()
    officer: Officer
    talks: Talks = Talks(assumption=True, range=(0.1, 0.9))
    crowd: dict[str, Any] = Field(default_factory=dict)  # effects of reception, waiting, …: sim.agents.crowd.parameters


_TABLES = ("body", "shift", "holder", "channel", "habit", "unit", "means")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):[0-5]\d")
SCENE = Vocabulary(
    {name: Name("count") for name in ("present", "calm", "vocal", "obstructing", "storming", "arrived", "hurt", "persuasions")}
    | {name: Name("number") for name in ("active_share", "obstructing_share", "registered_share", "heard_share", "answered_share", "waiting_min")}
)  # what can be seen at a scene


def load_resources(path: Path | Traversable, plan: Plan) -> Resources:
    """The resources in a file, for this plan. Raises InputError with every fault of the file."""
    return check_resources_document(read_toml(path), str(path), plan)


def check_resources_document(data: dict[str, Any], file: str, plan: Plan) -> Resources:
    """The resources that parsed tables describe. Raises InputError with every fault."""
    resources, faults = validate_partly(Resources, data, file)
    check_resources(resources, data, plan, faults)
    faults.stop()
    return resources


def check_resources(resources: Resources, data: Mapping[str, Any], plan: Plan, faults: Mistakes) -> None:
    """Note every reference that leads nowhere."""
    head = getattr(resources, "resources", None)
    if head is not None:
        faults.known(f"resources{SEPARATOR}plan", "plan", head.plan, (plan.plan.id,))
    base = Ids.of(plan)
    known = base.with_more(bodies=tuple(ids_in(data, "body")), duties=tuple(ids_in(data, "habit")), forms=tuple(ids_in(data, "habit", "form")))
    for table in _TABLES:
        faults.unique(entries(data, table))
    _check_bodies(resources, plan, base, known, faults)
    _check_people(resources, known, faults)
    _check_tasks(resources, data, known, faults)
    for habit in resources.habit:
        if habit.id in base.duties:
            faults.add(f'habit "{habit.id}"{SEPARATOR}id', "a duty of the plan has this id", value=habit.id)
        check_duty(habit, "habit", known, faults)
    check_anchors({habit.id: habit for habit in resources.habit}, "habit", faults)
    for number, observable in enumerate(resources.observable):
        _check_observable(observable, place_of(data, ("observable", number)) + SEPARATOR, known, faults)


def _check_bodies(resources: Resources, plan: Plan, base: Ids, known: Ids, faults: Mistakes) -> None:
    roles = tuple(body.id for body in plan.body if body.kind == "role")
    for body in resources.body:
        place = f'body "{body.id}"{SEPARATOR}'
        if body.id in base.parties:
            faults.add(f"{place}id", "the plan has this id already", value=body.id)
        for role in body.plays:
            faults.known(f"{place}plays", "role", role, roles)
        known.one_of(faults, f"{place}superior", "body", body.superior, known.bodies)
    steps = {body.id: (() if body.superior == NONE_STATED else (body.superior,), f'body "{body.id}"{SEPARATOR}superior') for body in resources.body}
    faults.circles("superior", steps)


def _check_people(resources: Resources, known: Ids, faults: Mistakes) -> None:
    shifts = ("always", *(shift.id for shift in resources.shift))
    hats = (*known.posts, *known.bodies)
    for shift in resources.shift:
        for key in ("begins", "ends"):
            if not _CLOCK.fullmatch(word := getattr(shift, key)):
                faults.add(f'shift "{shift.id}"{SEPARATOR}{key}', "this is no time of day", value=word, allowed='such as "08:30"')
    for holder in resources.holder:
        for hat in holder.posts:
            faults.known(f'holder "{holder.id}"{SEPARATOR}posts', "post or desk of a body", hat, hats)
        faults.known(f'holder "{holder.id}"{SEPARATOR}shift', "shift", holder.shift, shifts)
    for number, desk in enumerate(resources.desk, 1):
        for body in desk.bodies:
            faults.known(f"desk {number}{SEPARATOR}bodies", "body", body, known.bodies)
    for unit in resources.unit:
        faults.known(f'unit "{unit.id}"{SEPARATOR}body', "body", unit.body, known.bodies)
    for means in resources.means:
        for word in means.held_by:
            known.party(faults, f'means "{means.id}"{SEPARATOR}held_by', word, silent=False)


def _check_tasks(resources: Resources, data: Mapping[str, Any], known: Ids, faults: Mistakes) -> None:
    for number, task in enumerate(resources.task):
        place = place_of(data, ("task", number)) + SEPARATOR
        faults.known(f"{place}act", "task", task.act, (*ACTS, *TASKS))
        if task.by:
            known.party(faults, f"{place}by", task.by)
    for number, route in enumerate(resources.route):
        place = place_of(data, ("route", number)) + SEPARATOR
        faults.known(f"{place}channel", "channel", route.channel, CHANNELS)
        for act in route.acts:
            faults.known(f"{place}acts", "act", act, ACTS)
        for form in route.forms:
            faults.known(f"{place}forms", "form", form, known.forms)
    for number, sight in enumerate(resources.sight):
        if sight.by:
            known.party(faults, f"{place_of(data, ('sight', number))}{SEPARATOR}by", sight.by)


def _check_observable(observable: Observable, place: str, known: Ids, faults: Mistakes) -> None:
    if not faults.known(f"{place}fact", "fact", observable.fact, known.facts):
        return
    name = known.vocabulary.names[observable.fact]
    ways = [key for key, value in (("is", observable.is_), ("when", observable.when), ("values", observable.values)) if value]
    wanted = {"flag": "when", "count": "is", "number": "is"}.get(name.type, "values")
    if ways != [wanted]:
        faults.add(place.removesuffix(SEPARATOR), f'a fact of type "{name.type}" is seen through `{wanted}` alone', value=", ".join(ways))
        return
    if observable.is_:
        faults.known(f"{place}is", "thing to be seen", observable.is_, tuple(SCENE.names))
    if observable.when:
        check_condition_text(observable.when, f"{place}when", SCENE, faults)
    for value, when in observable.values.items():
        faults.known(f"{place}values", "value", value, name.values)
        check_condition_text(when, f"{place}values{SEPARATOR}{value}", SCENE, faults)
