"""The plan's vocabulary: what a plan file may hold, entry by entry.

Each class is one table of the file. Nothing here knows a particular plan. Silence is a value: a field that may be silent
holds `NONE_STATED`, never 0 and never a guess. `sim.plan.loader` reads a file into these and checks what they refer to.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints

from sim.durations import NONE_STATED, parse_span
from sim.plan.expression import When, readings_in
from sim.plan.limit_form import LimitForm
from sim.plan.limits import NO_LIMIT, LimitField
from sim.plan.slots import WithAnother, recurrence
from sim.plan.starts import ReadingRef, Start, until_reading
from sim.text import ID_PATTERN, NO_TEXT, Closed, Condition, Entry, FileId, FreeText, FreeTexts, Id, OwnId, Ref, Says, Text, Title, Word
from sim.vocabulary import Force

Clause = Annotated[Word, Says("clause")]
FreeName = Annotated[Word, Says("own name")]  # of a task or a form, which the file makes up where it uses it
AliasClauses = dict[FreeName, tuple[Clause, ...]]  # in which clauses the plan's own text says an alias; of the others only logs make use
Silent = Literal["none stated"]
ForceOfDuty = Annotated[Force, Closed("force")]
HourOfDay = Annotated[Word, Says("hour")]
ReadingChoice = Annotated[Word, Says("choice")]

PartyId = Annotated[str, StringConstraints(pattern=ID_PATTERN), OwnId(space="party")]  # bodies, posts and groups share one set of names
PARTY = ("body", "post", "group")
Party = Annotated[Word, Ref(*PARTY)]
PartyIfStated = Annotated[Word, Ref(*PARTY, none=True)]
PartyOrPointer = Annotated[Word, Ref(*PARTY, "pointer")]
PartyOrPointerIfStated = Annotated[Word, Ref(*PARTY, "pointer", none=True)]
Kind = Annotated[Word, Ref("kind")]
FactId = Annotated[Word, Ref("fact")]
GradeIfStated = Annotated[Word, Ref("grade", none=True)]
ChannelId = Annotated[Word, Ref("channel")]


class PlanHead(Entry):
    """Which plan this is."""

    id: FileId
    title: Text
    issuer: Text = NO_TEXT
    note: Text = NO_TEXT


class FactWindow(Entry):
    """How long a window is, and under which condition; the first that holds counts, and the last has none."""

    when: Annotated[When, Condition("plan")] = When("")
    length: Annotated[Word, Says("length")]


class Fact(Entry):
    """A name that conditions may use, with its type, and how it holds where it is stated more than once (`sim.plan.stated`)."""

    id: Id
    name: Text
    type: Annotated[Literal["count", "number", "flag", "one of", "set of"], Closed("format")]
    unit: FreeText = ""
    values: tuple[FreeName, ...] = ()
    value_names: dict[FreeName, Text] = Field(default_factory=dict)  # what a reader calls each of the values
    holds: Annotated[Literal["latest", "largest", "sum"], Closed("format")] = "latest"
    window: Annotated[str, Says("length")] | tuple[FactWindow, ...] = ""
    window_from: Annotated[Literal["event", "now"], Closed("window")] = "event"
    clause: Annotated[str, Says("clause")] = ""
    default: Any = None  # what holds when nobody has said otherwise; None means unknown

    @property
    def ruled(self) -> bool:
        """Whether it holds by a rule of its own, and is not simply what was stated last."""
        return self.holds != "latest" or bool(self.windows)

    @property
    def windows(self) -> tuple[FactWindow, ...]:
        """Its window as one or several lengths; none where it has no window."""
        if not isinstance(self.window, str):
            return self.window
        return (FactWindow(length=self.window),) if self.window else ()


class Reading(Entry):
    """How an open word of the plan is taken. `value` is one of `choices`; sensitivity sweeps them."""

    id: Id
    clause: Clause
    text: Text
    value: StrictBool | ReadingChoice
    choices: tuple[StrictBool | ReadingChoice, ...] = Field(min_length=2)
    value_names: dict[FreeName, Text] = Field(default_factory=dict)  # what a reader calls those choices that are words of the file's own


class Body(Entry):
    """An organisation that the plan names. A `role` is bound to another body, event by event, by the scenario."""

    id: PartyId
    name: Text
    kind: Annotated[Literal["body", "role", "scene", "outside"], Closed("format")] = "body"
    superior: Annotated[Word, Ref("body", none=True)] = NONE_STATED
    clause: Clause
    aliases: FreeTexts
    alias_clauses: AliasClauses = Field(default_factory=dict)
    note: Text = NO_TEXT


class Post(Entry):
    """A post in a body. `same_person` names posts that the plan gives to one person."""

    id: PartyId
    name: Text
    body: Annotated[Word, Ref("body")]
    stand_in: Annotated[Word, Ref("post", none=True)] = NONE_STATED
    same_person: tuple[Annotated[Word, Ref("post")], ...] = ()
    clause: Clause
    aliases: FreeTexts
    alias_clauses: AliasClauses = Field(default_factory=dict)


class Group(Entry):
    """Several bodies under one name: members of the command, or a working group with its lead."""

    id: PartyId
    name: Text
    lead: Annotated[Word, Ref("body", "post", none=True)] = NONE_STATED
    members: tuple[Party, ...] | Silent = ()
    tasks: Text = NO_TEXT
    clause: Clause
    aliases: FreeTexts
    alias_clauses: AliasClauses = Field(default_factory=dict)


class Channel(Entry):
    """A way for messages that the plan itself brings: radio, fax, a portal. With `two_way`, one answers at once, so that saying is hearing."""

    id: Annotated[str, StringConstraints(pattern=ID_PATTERN), OwnId()]
    name: Text
    clause: Clause
    two_way: StrictBool = False


class Signal(Entry):
    """A row that somebody writes and a rule waits for: of one of these kinds, by one of these, where the condition holds."""

    on: tuple[Kind, ...] | Kind
    by: tuple[Party, ...] | Party = ()
    when: Annotated[When, Condition("plan")] = When("")


class Case(Entry):
    """One way into a grade."""

    clause: Clause
    when: Annotated[When, Condition("plan"), Field(min_length=1)]


class Grade(Entry):
    """A grade of incident. The order of the file is the rank, worst first."""

    id: Id
    name: Text
    clause: Clause
    any: tuple[Case, ...] = Field(min_length=1)


class Warning(Entry):
    """A colour of warning, for events of `grade` that are likely and imminent. Worst first."""

    id: Id
    name: Text
    clause: Clause
    grade: GradeIfStated
    proposed_by: PartyIfStated = NONE_STATED
    issued_by: PartyIfStated = NONE_STATED
    lifted_by: PartyIfStated = NONE_STATED
    to: tuple[Party, ...] | Silent = NONE_STATED


class Level(Entry):
    """A level of response, worst first: who proposes it, who starts it, and which lower levels' measures it includes."""

    id: Id
    name: Text
    clause: Clause
    grade: GradeIfStated = NONE_STATED
    proposed_by: PartyIfStated = NONE_STATED
    approved_by: PartyIfStated = NONE_STATED
    stand_in: PartyIfStated = NONE_STATED
    ended_by: PartyOrPointerIfStated = NONE_STATED
    includes: tuple[Annotated[Word, Ref("level")], ...] = ()
    includes_if: Annotated[str, Ref("reading")] = ""  # a yes/no reading on which the inclusion depends


class Recipients(Entry):
    """Any one of these suffices."""

    any: tuple[PartyOrPointer, ...] = Field(min_length=1)


class Extension(Signal):
    """A row that gives a limit so much more time."""

    length: Annotated[str, Says("length")]


class Duty(Entry):
    """One thing that somebody is asked to do when something happens.

    `bearer` and `to` are ids, group ids (each member), or pointers into the trigger row: @actor, @to, @approver, @bearer,
    each with `.superior` or `.body` after it; @activated.approver; @level.approved_by. `except` are recipients left out.
    `channel` are the ways that count, `not_channel` those that do not. `every` or `daily` makes it recur, `until` stops that.
    With `warns_of` it is set off by another duty whose limit is about to end, and not by a row.
    """

    id: Id
    clause: Clause
    title: Title
    force: ForceOfDuty = "must"
    bearer: PartyOrPointerIfStated
    on: tuple[Kind, ...] | Kind = ()
    by: tuple[Party, ...] | Party = ()
    when: Annotated[When, Condition("duty")] = When("")
    warns_of: Annotated[str, Ref("duty")] = ""
    ahead: Annotated[str, Says("length")] = ""
    level: Annotated[str, Ref("level")] = ""
    act: Annotated[Word, Ref("act")]
    form: Annotated[str, Says("form")] = ""
    to: tuple[PartyOrPointer, ...] | Recipients | Silent = ()
    except_: tuple[PartyOrPointer, ...] = Field(default=(), alias="except")
    within: LimitField = None
    stops: Signal | None = None
    resumes: Signal | None = None
    extends: Extension | None = None
    every: Annotated[str, Says("length")] = ""
    daily: Annotated[tuple[HourOfDay, ...], Field(min_length=1)] | None = None
    counted: Annotated[Literal["clock", "from-last"], Closed("format")] = "clock"
    start: Annotated[Start, Says("start")] = "trigger"
    until: Annotated[Word, Ref("kind", none=True, prefixed=("duty", "reading"))] = NONE_STATED
    counts: Annotated[Literal["received", "sent"], Closed("format")] = "received"
    per: Annotated[Literal["event", "trigger"], Closed("format")] = "event"
    top: dict[Annotated[str, Ref("grade")], Party] = Field(default_factory=dict)
    channel: tuple[ChannelId, ...] | ChannelId = ()
    not_channel: tuple[ChannelId, ...] | ChannelId = ()
    partial: StrictBool = False  # may be sent before all is known
    timed_entry: StrictBool = False  # goes on the record; the simulator models nothing of it
    why_timed: Text = NO_TEXT
    effect: Annotated[str, Ref("effect")] = ""  # what the act changes in the run; see sim.agents.effects
    readings: tuple[Annotated[Word, Ref("reading")], ...] = ()  # readings that this entry leans on beside those in its conditions and limits
    assumption: StrictBool = False
    note: Text = NO_TEXT

    @property
    def limit(self) -> LimitForm:
        """What a reader is told of the limit: that of the duty it warns of, the slots of one that recurs, else `within`, else silence."""
        if self.warns_of:
            return WithAnother(self.warns_of, self.ahead_min)
        return recurrence(self.every, self.start, self.daily or ()) or self.within or NO_LIMIT

    @property
    def recurs(self) -> bool:
        """Whether it is owed again and again."""
        return bool(self.every or self.daily)

    @property
    def ahead_min(self) -> float:
        """How many minutes before the end of the other's limit it warns."""
        return parse_span(self.ahead) if self.ahead else 0.0

    def limit_readings(self) -> tuple[str, ...]:
        """The readings on which its limit leans: how long, from when, and until when it recurs."""
        length = () if self.within is None else self.within.readings()
        start = (self.start.id,) if isinstance(self.start, ReadingRef) else ()
        until = until_reading(self.until)
        return tuple(dict.fromkeys((*length, *start, *(() if until is None else (until,)))))

    def signal_readings(self) -> frozenset[str]:
        """The readings in the conditions of what stops its limit, lets it go on or prolongs it."""
        signals = (signal for signal in (self.stops, self.resumes, self.extends) if signal is not None and signal.when)
        return frozenset().union(*(readings_in(signal.when.node) for signal in signals))


class End(Entry):
    """When a response ends: the flags that must all hold, who assesses them, who approves, who gives the order.

    A plan may be read in several ways of ending: each is an entry of its own, and `when` names the reading under which it holds.
    It may not end before `quiet` has passed since the last row of `quiet_since`. What ends it otherwise is void (`sim.plan.ends`).
    """

    id: Id
    clause: Clause
    title: Text
    when: Annotated[When, Condition("plan")] = When("")  # under which readings it is the way to end; always, where nothing is said
    requires: tuple[FactId, ...] = Field(min_length=1)
    assessed_by: PartyOrPointerIfStated = NONE_STATED
    approved_by: PartyOrPointerIfStated = NONE_STATED
    ordered_by: tuple[PartyOrPointer, ...] | Silent = NONE_STATED
    quiet: Annotated[str, Says("length")] = ""
    quiet_since: Signal | None = None


class Item(Entry):
    """One thing that a report must say, and the facts that say it."""

    name: Text
    facts: tuple[Annotated[Word, Ref("fact", also=("grade", "level", "warning"))], ...] = ()


class Content(Entry):
    """What a form of report must hold; `includes` names forms whose items it also holds."""

    form: Annotated[Word, OwnId()]
    name: Text = NO_TEXT  # what such a report is called, where the product and the plan's duties have no word for the form
    clause: Clause
    includes: tuple[Annotated[Word, Ref("content")], ...] = ()
    items: tuple[Item, ...] = ()


class Means(Entry):
    """Something that the response needs and that can be short or fail."""

    id: Id
    name: Text
    clause: Clause
    kind: Annotated[Literal["network", "phone", "equipment", "vehicles", "roads", "medical", "room", "funds", "staff"], Closed("format")]
    held_by: tuple[Party, ...] = ()


class Occasion(Entry):
    """Something on which the plan is reviewed, revised, trained or drilled."""

    id: Id
    clause: Clause
    title: Text
    kind: Annotated[Literal["revision", "review", "training", "drill", "scope", "principle", "law"], Closed("format")]
    by: PartyIfStated = NONE_STATED
    every: Annotated[str, Says("length")] = NONE_STATED
    superseded_by: Text = NO_TEXT  # for a law: what has replaced it, and since when
    after_findings: StrictBool = False  # for a revision: the plan is revised for what a drill or an event brought to light


class Plan(Entry):
    """A whole plan file."""

    plan: PlanHead
    fact: tuple[Fact, ...] = ()
    reading: tuple[Reading, ...] = ()
    body: tuple[Body, ...] = Field(min_length=1)
    post: tuple[Post, ...] = ()
    group: tuple[Group, ...] = ()
    channel: tuple[Channel, ...] = ()
    grade: tuple[Grade, ...] = ()
    warning: tuple[Warning, ...] = ()
    level: tuple[Level, ...] = ()
    duty: tuple[Duty, ...] = ()
    end: tuple[End, ...] = ()
    content: tuple[Content, ...] = ()
    means: tuple[Means, ...] = ()
    occasion: tuple[Occasion, ...] = ()
