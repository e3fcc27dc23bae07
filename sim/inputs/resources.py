"""Who and what a bureau has for a drill: holders of posts, desks, lines, units, how long each task takes, and habits.

A number without a published source is an assumption: it says so, and brings the range that sensitivity sweeps.
"""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StringConstraints

from sim.documents import Mistakes, Steps, read_toml
from sim.durations import NONE_STATED
from sim.inputs.assumed import MOST_PEOPLE, SITTING, Amounts, Conduct, Officer, Share, Sight, Sourced, Talks
from sim.inputs.crowd_parameters import PLACE as CROWD_TABLE
from sim.inputs.crowd_parameters import faults_of_sizes
from sim.plan.clock_rules import check_anchors, check_warnings
from sim.plan.conditions import Name, Vocabulary
from sim.plan.expression import When
from sim.plan.known import PlanIds, forms_in
from sim.plan.loader import PLAN_RULES, check_circle
from sim.plan.model import PARTY, Duty, FactId, HourOfDay, Means, Plan
from sim.references import Rules, check_marks, own_ids
from sim.text import (
    ID_PATTERN,
    NO_TEXT,
    Closed,
    Condition,
    Duration,
    Entry,
    FileId,
    FreeTexts,
    Id,
    Minutes,
    OwnId,
    Ref,
    Says,
    Text,
    Usual,
    UsualBy,
    Word,
    usual_time,
)
from sim.validation import validate_partly
from sim.vocabulary import TASKS
from sim.words import phrase

BodyId = Annotated[Word, Ref("body")]
MOST_HANDS = 10_000  # at one desk, on its lines, in one hall, of one kind of unit: each is somebody who is simulated
MOST_HANDS_IN_ALL = 100_000
MOST_TRIES = 100
LEAST_RETRY = 0.1  # minutes; without a pause a call that nobody answers would never end
_SEATS = Usual(0, 300)  # at a desk, on its lines, in a hall; units of a kind
_OFTEN = Usual(1, 20)
_ANSWERED = Usual(0.05, 1)  # a phone that nobody ever answers is a fault of a scenario
_WEEKS = usual_time("1 s", "366 days", nought=True)  # of what passes beside other work
SHARE_TOLERANCE = 1e-6  # so far may shares of everybody be from 1, for the rounding of decimals; the crowd's own check is as wide


class ResourcesHead(Entry):
    """Which resources these are, and for which plan."""

    id: FileId
    plan: Annotated[Word, Ref("plan")]
    title: Text
    note: Text = NO_TEXT


class ConcreteBody(Entry):
    """A body that exists here and plays one or more of the plan's roles."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN), OwnId("body", space="party")]
    name: Text
    plays: tuple[Annotated[Word, Ref("role")], ...] = ()
    superior: Annotated[Word, Ref("body", none=True)] = NONE_STATED
    aliases: FreeTexts


PlaceRef = Annotated[Word, Ref("place")]


class PlaceEntry(Entry):
    """Where people work, or an event can be: a building, a square, a town. `within` is the place that it lies in."""

    id: Id
    name: Text
    within: Annotated[str, Ref("place")] = ""
    bodies: tuple[Annotated[Word, Ref(*PARTY)], ...] = ()  # who works here: bodies, or posts that work elsewhere than their body
    highest: StrictBool = False  # nobody can take a matter higher from here


class Journey(Sourced):
    """How long the way between two places takes, in either direction; it also serves places that lie within these.

    `closed` is how long it takes while a road is closed.
    """

    between: tuple[PlaceRef, PlaceRef]
    minutes: Annotated[Duration, SITTING]
    closed: Annotated[Duration, SITTING] | None = None


class Hall(Sourced):
    """Where people are received, at a place or for all that lies within it: counters that register, rooms in which representatives are heard.

    `staff` are the hall's own people; they belong to `host`, where a body is named.
    """

    place: PlaceRef
    counters: Annotated[StrictInt, Field(ge=1, le=MOST_HANDS), _SEATS]
    rooms: Annotated[StrictInt, Field(ge=1, le=MOST_HANDS), _SEATS] = 1
    staff: Annotated[StrictInt, Field(ge=0, le=MOST_HANDS), _SEATS] = 0
    host: Annotated[str, Ref(*PARTY)] = ""


class Rung(Sourced):
    """Whose answer is enough, from the lowest rung to the highest in the order of the file.

    `bodies` (or posts, or roles) answer at this rung; `share` of the people are content with it and with no lower one, where a scenario says
    nothing else.
    """

    id: Id
    name: Text
    bodies: tuple[Annotated[Word, Ref(*PARTY)], ...] = ()
    share: Share


class Shift(Entry):
    """Hours of the day; `to` before `from_` runs over midnight. `days` says on which days."""

    id: Id
    begins: HourOfDay  # "08:30"
    ends: HourOfDay
    days: Annotated[Literal["all", "working", "off"], Closed("format")] = "all"


class Holder(Entry):
    """A person with one pair of hands, and the posts and desks that they hold. Synthetic; no name."""

    id: Id
    posts: tuple[Annotated[Word, Ref("post", "body")], ...] = Field(min_length=1)
    shift: Annotated[str, Ref("shift", also=("always",))] = "always"
    absent: StrictBool = False


class DeskEntry(Entry):
    """The duty desks of bodies: how many people and phone lines.

    One for each body, or with `shared` one for all of them: the same people, told at once by voice. `on_call`: where nobody is at the
    desk at night or on a day off, a call reaches somebody at home, who is at the desk after so long.
    """

    bodies: tuple[BodyId, ...] = Field(min_length=1)
    shared: StrictBool = False
    on_call: Annotated[Minutes, SITTING] | None = None
    staff: Annotated[StrictInt, Field(ge=0, le=MOST_HANDS), _SEATS] = 1
    lines: Annotated[StrictInt, Field(ge=1, le=MOST_HANDS), _SEATS] = 1
    night_staff: Annotated[StrictInt, Field(ge=0, le=MOST_HANDS), _SEATS] | None = None


class TaskTime(Sourced):
    """How long a task takes. The most particular entry wins: act + form + by, then act + form, then act.

    `beside`: the time passes beside other work (a case that takes weeks), and keeps nobody from the desk. `at_once`: for work among people,
    how many of them one person handles in that time; without it their number takes no part.
    """

    act: Annotated[Word, Ref("act", "task")]
    form: Annotated[str, Ref("any form")] = ""
    by: Annotated[str, Ref(*PARTY, none=True)] = ""
    minutes: Annotated[Duration, UsualBy(lambda task: _WEEKS if task.beside else SITTING)]
    beside: StrictBool = False
    at_once: Annotated[StrictInt, Field(ge=1, le=MOST_PEOPLE), Usual(1, 1000)] | None = None


class ChannelEntry(Sourced):
    """A way for messages, one of the product's or of the plan's own. Delay and loss belong here and nowhere else.

    After `tries` in vain the next way is tried, and the desk lets this one to that desk rest, `rest` times `retry`; in vain again, twice as
    long each time, up to `longest_rest` times the first. With `to_many` one message reaches all who are to be told the same.
    """

    id: Annotated[Word, Ref("channel"), OwnId("channel entry")]
    delay: Annotated[Duration, SITTING] | None = None
    loss: Annotated[Share, Usual(0, 0.5)] = 0.0
    answer: Annotated[Share, _ANSWERED] = 1.0
    answer_night: Annotated[Share, _ANSWERED] | None = None
    answer_watched: Annotated[Share, _ANSWERED] = 0.98  # where somebody has been told to keep the lines open
    retry: Annotated[Minutes, Field(ge=LEAST_RETRY), usual_time("6 s", "2 h")] = 2.0
    tries: Annotated[StrictInt, Field(ge=1, le=MOST_TRIES), _OFTEN] = 3
    tries_at_once: Annotated[StrictInt, Field(ge=1, le=MOST_TRIES), _OFTEN] = 3  # by so many at a desk, or as many as `tries` are, on one line
    rest: Annotated[StrictFloat, Field(ge=1, le=100), Usual(1, 50)] = 5.0
    longest_rest: Annotated[StrictFloat, Field(ge=1, le=100), Usual(1, 50)] = 4.0
    overdue: Annotated[StrictFloat, Field(ge=1, le=100), Usual(1, 20)] = 2.0  # times the usual delay, and what is under way is taken for lost
    to_many: StrictBool = False
    ring: Annotated[Minutes, usual_time("1 s", "10 min", nought=True)] = 0.5


class Route(Entry):
    """Which channels a message takes: the entries that fit, one after the other as the one before is of no use."""

    channel: Annotated[Word, Ref("channel")]
    acts: tuple[Annotated[Word, Ref("act")], ...] = ()
    forms: tuple[Annotated[Word, Ref("form")], ...] = ()


class Habit(Duty):
    """What people do where the plan is silent. Same shape as a duty; it has no clause and is an assumption."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN), OwnId("duty")]
    clause: Annotated[str, Says("clause")] = ""
    assumption: StrictBool = True
    fills: Annotated[str, Says("clause")] = ""  # the silent clause that it fills


class Unit(Sourced):
    """People or vehicles that turn out, travel, check in, work and stand down.

    `travel` is the way to a scene in the area where they are based, and wherever no [[journey]] says how far it is.
    After `fatigue_after` at a scene everything takes them `fatigue_factor` times as long.
    """

    id: Id
    name: Text
    body: BodyId
    kind: Annotated[Literal["team", "police", "guards", "ambulance", "vehicle", "publicity", "investigation"], Closed("format")] = "team"
    number: Annotated[StrictInt, Field(ge=0, le=MOST_HANDS), _SEATS] = 1
    people: Annotated[StrictInt, Field(ge=0, le=MOST_PEOPLE), Usual(0, 2000)] = 4
    hands: Annotated[StrictInt, Field(ge=1, le=1_000), Usual(1, 200)] = 1  # how many things its people do at a time
    turn_out: Annotated[Duration, SITTING]
    travel: Annotated[Duration, SITTING]
    travel_blocked: Annotated[Duration, SITTING] | None = None
    fatigue_after: Annotated[Minutes, usual_time("30 min", "30 days")] = 480.0
    fatigue_factor: Annotated[StrictFloat, Field(ge=1, le=5), Usual(1, 3)] = 1.25


class Observable(Entry):
    """How what people do at a scene becomes a fact of the plan.

    `is` takes a count as it stands; `when` makes a flag; `values` makes a set. Conditions use present, calm, vocal, obstructing,
    storming, active_share, obstructing_share, waiting_min.
    """

    fact: FactId
    is_: Annotated[str, Ref("seen")] = Field(default="", alias="is")
    when: Annotated[When, Condition("scene")] = When("")
    values: dict[Annotated[str, Says("own name")], Annotated[When, Condition("scene")]] = Field(default_factory=dict)


class Resources(Entry):
    """A whole resources file."""

    resources: ResourcesHead
    body: tuple[ConcreteBody, ...] = ()
    place: tuple[PlaceEntry, ...] = ()
    journey: tuple[Journey, ...] = ()
    hall: tuple[Hall, ...] = ()
    rung: tuple[Rung, ...] = ()
    shift: tuple[Shift, ...] = ()
    holder: tuple[Holder, ...] = ()
    desk: tuple[DeskEntry, ...] = ()
    task: tuple[TaskTime, ...] = ()
    channel: tuple[ChannelEntry, ...] = ()
    route: tuple[Route, ...] = ()
    habit: tuple[Habit, ...] = ()
    unit: tuple[Unit, ...] = ()
    means: tuple[Means, ...] = ()
    observable: tuple[Observable, ...] = ()
    sight: tuple[Sight, ...] = ()
    officer: Officer
    conduct: Conduct = Conduct(assumption=True, range=("2 min", "10 min"))
    amounts: Amounts = Amounts(assumption=True, range=(1.2, 4.0))
    talks: Talks = Talks(assumption=True, range=(0.1, 0.9))
    crowd: dict[Annotated[str, Says("parameter")], Any] = Field(default_factory=dict)  # effects of reception, waiting, …: sim.inputs.crowd_parameters


_HOUR = re.compile(r"([01]?\d|2[0-4]):[0-5]\d")
_COUNTED = (
    "present", "calm", "vocal", "obstructing", "storming", "arrived", "hurt", "persuasions", "unregistered", "unheard", "unanswered", "left_unheard",
)  # fmt: skip
SCENE = Vocabulary(
    {name: Name("count") for name in _COUNTED}
    | {name: Name("number") for name in ("active_share", "obstructing_share", "registered_share", "heard_share", "answered_share", "waiting_min")}
)  # what can be seen at a scene

_RULES: Rules[PlanIds] = Rules()


def load_resources(path: Path | Traversable, plan: Plan) -> Resources:
    """The resources in a file, for this plan. Raises InputError with every fault of the file."""
    return check_resources_document(read_toml(path), str(path), plan)


def check_resources_document(data: dict[str, Any], file: str, plan: Plan) -> Resources:
    """The resources that parsed tables describe. Raises InputError with every fault."""
    resources, faults = validate_partly(Resources, data, file)
    own = own_ids(Resources, data)
    ids = PlanIds.of(plan).told_by(resources).with_more({**own, "task": TASKS, "seen": SCENE.names})
    ids = ids.with_bodies_and_forms(own.get("body", ()), forms_in(data, "habit")).over("scene", SCENE)
    check_marks(Resources, data, ids, faults, ids.checks())
    for rules in (PLAN_RULES, _RULES):
        rules.check(ids, faults)
    check_circle(faults, "body", "superior", phrase("circle.superior"))
    check_circle(faults, "place", "within", phrase("places.circle"))
    _bases(resources, faults)
    _hands_in_all(faults)
    _rung_shares(data, faults)
    _crowd_sizes(data, faults)
    check_anchors(faults)
    check_warnings(faults)
    faults.stop()
    return resources


@_RULES.of(Shift)
def _shift_hours(shift: Shift, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """It begins and ends at a time of day."""
    for key, word in (("begins", shift.begins), ("ends", shift.ends)):
        if not _HOUR.fullmatch(word):
            faults.add((*at, key), phrase("resources.no-hour"), value=word, allowed=phrase("says.hour"))


@_RULES.of(Journey)
def _journey_ends(journey: Journey, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """It leads from one place to another."""
    if journey.between[0] == journey.between[1]:
        faults.add((*at, "between"), phrase("places.no-way"), value=journey.between[0], hint=phrase("places.no-way-needed"))


def _hands_in_all(faults: Mistakes) -> None:
    """All who are simulated together are no more than a computer can hold."""
    hands = 0
    for entry, at in faults.sound:
        if isinstance(entry, DeskEntry):
            hands += max(entry.staff, entry.night_staff or 0) * (1 if entry.shared else len(entry.bodies))
        elif isinstance(entry, Unit):
            hands += entry.number * entry.hands
        elif isinstance(entry, Hall):
            hands += entry.counters + entry.rooms + entry.staff
        if hands > MOST_HANDS_IN_ALL:
            faults.add(at, phrase("bounds.hands"), value=hands, allowed=phrase("shape.at-most", bound=MOST_HANDS_IN_ALL))
            return


def _bases(resources: Resources, faults: Mistakes) -> None:
    """Where there are places, every body with units has one: else nobody could say how far its people have to go."""
    named = {body for place in resources.place for body in place.bodies}
    for unit, at in faults.sound:
        if named and isinstance(unit, Unit) and unit.body not in named:
            faults.add((*at, "body"), phrase("places.no-base"), value=unit.body, hint=phrase("places.add-to-bodies"))


@_RULES.of(Hall)
def _hall_host(hall: Hall, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Its staff belong to somebody who exists; a host without staff is nobody."""
    if hall.host and not hall.staff:
        faults.add((*at, "host"), phrase("reception.host-without-staff"), value=hall.host, hint=phrase("reception.give-staff"))


def _rung_shares(data: dict[str, Any], faults: Mistakes) -> None:
    """The shares of all rungs are everybody, where every rung could be read."""
    rungs = [(rung, at) for rung, at in faults.sound if isinstance(rung, Rung)]
    total = sum(rung.share for rung, _ in rungs)
    if rungs and len(rungs) == len(data["rung"]) and abs(total - 1) > SHARE_TOLERANCE:
        faults.add((*rungs[-1][1], "share"), phrase("reception.rungs-in-all", sum=f"{total:g}"), allowed=phrase("reception.sum-is-1"))


def _crowd_sizes(data: dict[str, Any], faults: Mistakes) -> None:
    """Every size of an effect on people has a known name and a value in its range, whether or not a scenario brings any."""
    sizes = data.get(CROWD_TABLE)
    if not isinstance(sizes, dict):
        return
    for fault in faults_of_sizes(sizes, faults.file):
        name = fault.place.removeprefix(f"{CROWD_TABLE}.")
        faults.add((CROWD_TABLE, name), fault.problem, value=sizes.get(name, ""), allowed=fault.allowed, hint=fault.hint)


@_RULES.of(Observable)
def _observable_way(observable: Observable, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """A fact is seen in the way that fits its type, and in no other."""
    name = ids.vocabulary.names.get(observable.fact)
    if name is None:
        return
    ways = [key for key, value in (("is", observable.is_), ("when", observable.when), ("values", observable.values)) if value]
    wanted = {"flag": "when", "count": "is", "number": "is"}.get(name.type, "values")
    if ways != [wanted]:
        faults.add(at, phrase("resources.seen-otherwise", type=name.type, key=wanted), value=", ".join(ways))
        return
    for value in observable.values:
        faults.known((*at, "values", value), phrase("plan-file.value-of", fact=observable.fact), value, name.values)
