"""Who and what a bureau has for a drill: holders of posts, desks, lines, units, how long each task takes, and habits.

A number without a published source is an assumption: it says so, and brings the range that sensitivity sweeps.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from sim.durations import NONE_STATED
from sim.plan.expression import When
from sim.plan.model import Duty, Means
from sim.text import NO_TEXT, Duration, Entry, Id, Minutes, Text, Word, WordList
from sim.vocabulary import ChannelId

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

    id: ChannelId
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
    when: When = When("")
    values: dict[str, When] = Field(default_factory=dict)


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
