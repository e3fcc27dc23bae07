"""The plan's vocabulary: what a plan file may hold, entry by entry.

Each class is one table of the file. Nothing here knows a particular plan. Silence is a value: a field that may be silent
holds `NONE_STATED`, never 0 and never a guess. `sim.plan.loader` reads a file into these and checks what they refer to.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StrictBool, model_validator

from sim.durations import NONE_STATED
from sim.plan.expression import When
from sim.plan.limits import NO_LIMIT, LimitField, LimitForm, recurrence
from sim.plan.starts import ReadingRef, Start, until_reading
from sim.text import NO_TEXT, Entry, Id, Text, Word, WordList
from sim.vocabulary import Force
from sim.words import RefusedError, phrase

Clause = Annotated[Word, Field(description="the clause of the plan that says so, such as 4.1.1 or 4.1.2(2)")]
Silent = Literal["none stated"]


class PlanHead(Entry):
    """Which plan this is."""

    id: Id
    title: Text
    issuer: Text = NO_TEXT
    note: Text = NO_TEXT


class Fact(Entry):
    """A name that conditions may use, with its type. A fact may sum over a window of days (`window`, "7 days")."""

    id: Id
    name: Text
    type: Literal["count", "number", "flag", "one of", "set of"]
    unit: str = ""
    values: WordList
    window: str = ""
    clause: str = ""
    default: Any = None  # what holds when nobody has said otherwise; None means unknown


class Reading(Entry):
    """How an open word of the plan is taken. `value` is one of `choices`; sensitivity sweeps them."""

    id: Id
    clause: Clause
    text: Text
    value: StrictBool | Word
    choices: tuple[StrictBool | Word, ...] = Field(min_length=2)
    value_names: dict[Word, Text] = Field(default_factory=dict)  # what a reader calls those choices that are words of the file's own

    @model_validator(mode="after")
    def _names_are_for_choices(self) -> Self:
        """A name for what cannot be chosen would never be read."""
        for value in self.value_names:
            if value not in self.choices:
                raise RefusedError(phrase("plan.name-without-choice", value=value))
        return self


class Body(Entry):
    """An organisation that the plan names. A `role` is bound to another body, event by event, by the scenario."""

    id: Id
    name: Text
    kind: Literal["body", "role", "scene", "outside"] = "body"
    superior: Word = NONE_STATED
    clause: Clause
    aliases: WordList
    note: Text = NO_TEXT


class Post(Entry):
    """A post in a body. `same_person` names posts that the plan gives to one person."""

    id: Id
    name: Text
    body: Id
    stand_in: Word = NONE_STATED
    same_person: WordList
    clause: Clause
    aliases: WordList


class Group(Entry):
    """Several bodies under one name: members of the command, or a working group with its lead."""

    id: Id
    name: Text
    lead: Word = NONE_STATED
    members: tuple[Word, ...] | Silent = ()
    tasks: Text = NO_TEXT
    clause: Clause
    aliases: WordList


class Case(Entry):
    """One way into a grade."""

    clause: Clause
    when: Annotated[When, Field(min_length=1)]


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
    grade: Word
    proposed_by: Word = NONE_STATED
    issued_by: Word = NONE_STATED
    lifted_by: Word = NONE_STATED
    to: tuple[Word, ...] | Silent = NONE_STATED


class Level(Entry):
    """A level of response, worst first: who proposes it, who starts it, and which lower levels' measures it includes."""

    id: Id
    name: Text
    clause: Clause
    grade: Word = NONE_STATED
    proposed_by: Word = NONE_STATED
    approved_by: Word = NONE_STATED
    stand_in: Word = NONE_STATED
    ended_by: Word = NONE_STATED
    includes: WordList
    includes_if: str = ""  # a yes/no reading on which the inclusion depends


class Recipients(Entry):
    """Any one of these suffices."""

    any: tuple[Word, ...] = Field(min_length=1)


class Duty(Entry):
    """One thing that somebody is asked to do when something happens.

    `bearer` and `to` are ids, group ids (each member), or pointers into the trigger row: @actor, @to, @approver, @bearer,
    each with `.superior` after it; @activated.approver; @level.approved_by. `every` makes it recur, `until` stops that.
    """

    id: Id
    clause: Clause
    title: Text
    force: Force = "must"
    bearer: Word
    on: tuple[Word, ...] | Word
    by: tuple[Word, ...] | Word = ()
    when: When = When("")
    level: str = ""
    act: Word
    form: str = ""
    to: tuple[Word, ...] | Recipients | Silent = ()
    within: LimitField = None
    every: str = ""
    counted: Literal["clock", "from-last"] = "clock"
    start: Start = "trigger"
    until: Word = NONE_STATED
    counts: Literal["received", "sent"] = "received"
    per: Literal["event", "trigger"] = "event"
    top: dict[str, str] = Field(default_factory=dict)
    channel: str = ""
    partial: StrictBool = False  # may be sent before all is known
    timed_entry: StrictBool = False  # goes on the record; the simulator models nothing of it
    why_timed: Text = NO_TEXT
    effect: str = ""  # what the act changes in the run; see sim.agents.effects
    readings: WordList  # readings that this entry leans on beside those in its conditions and limits
    assumption: StrictBool = False
    note: Text = NO_TEXT

    @property
    def limit(self) -> LimitForm:
        """What a reader is told of the limit: the period of a duty that recurs, else what `within` says, else silence."""
        return recurrence(self.every, self.start) or self.within or NO_LIMIT

    def limit_readings(self) -> tuple[str, ...]:
        """The readings on which its limit leans: how long, from when, and until when it recurs."""
        length = () if self.within is None else self.within.readings()
        start = (self.start.id,) if isinstance(self.start, ReadingRef) else ()
        until = until_reading(self.until)
        return tuple(dict.fromkeys((*length, *start, *(() if until is None else (until,)))))


class End(Entry):
    """When a response ends: the flags that must all hold, who assesses them, who approves, who gives the order."""

    id: Id
    clause: Clause
    title: Text
    requires: tuple[Word, ...] = Field(min_length=1)
    assessed_by: Word = NONE_STATED
    approved_by: Word = NONE_STATED
    ordered_by: tuple[Word, ...] | Silent = NONE_STATED


class Item(Entry):
    """One thing that a report must say, and the facts that say it."""

    name: Text
    facts: WordList


class Content(Entry):
    """What a form of report must hold; `includes` names forms whose items it also holds."""

    form: Word
    name: Text = NO_TEXT  # what such a report is called, where the product and the plan's duties have no word for the form
    clause: Clause
    includes: WordList
    items: tuple[Item, ...] = ()


class Means(Entry):
    """Something that the response needs and that can be short or fail."""

    id: Id
    name: Text
    clause: Clause
    kind: Literal["network", "phone", "equipment", "vehicles", "roads", "medical", "room", "funds", "staff"]
    held_by: WordList


class Occasion(Entry):
    """Something on which the plan is reviewed, revised, trained or drilled."""

    id: Id
    clause: Clause
    title: Text
    kind: Literal["revision", "review", "training", "drill", "scope", "principle", "law"]
    by: Word = NONE_STATED
    every: str = NONE_STATED
    superseded_by: Text = NO_TEXT  # for a law: what has replaced it, and since when


class Plan(Entry):
    """A whole plan file."""

    plan: PlanHead
    fact: tuple[Fact, ...] = ()
    reading: tuple[Reading, ...] = ()
    body: tuple[Body, ...] = Field(min_length=1)
    post: tuple[Post, ...] = ()
    group: tuple[Group, ...] = ()
    grade: tuple[Grade, ...] = ()
    warning: tuple[Warning, ...] = ()
    level: tuple[Level, ...] = ()
    duty: tuple[Duty, ...] = ()
    end: tuple[End, ...] = ()
    content: tuple[Content, ...] = ()
    means: tuple[Means, ...] = ()
    occasion: tuple[Occasion, ...] = ()
