"""From when a limit runs, and what the words of a limit stand for in one plan: the values of its readings, the titles of its duties."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Self, TypeGuard

from pydantic import BeforeValidator, WithJsonSchema

from sim.errors import cited
from sim.words import InLanguages, Phrase, RefusedError, phrase

if TYPE_CHECKING:
    from sim.plan.model import Duty, Reading

STARTS = ("trigger", "occurred", "aware", "received", "classified")
OWN_STARTS = frozenset({"aware", "received"})  # somebody's own; the others are the event's
STARTED_BY: dict[str, tuple[str, ...]] = {  # a kind of row to the starts that it is
    "occurred": ("occurred",), "noticed": ("aware",), "received": ("received", "aware"), "classified": ("classified",), "regraded": ("classified",),
}  # fmt: skip
_DUTY, _READING = "duty:", "reading:"
_DUTY_START = re.compile(r"duty:\S+")


@dataclass(frozen=True, slots=True)
class ReadingRef:
    """A value that a reading gives."""

    id: str


@dataclass(frozen=True, slots=True)
class DutyDone:
    """The moment at which a duty is done, as a start that a plan has named: only taken limits have it."""

    id: str
    title: InLanguages = field(compare=False)


StartValue = str | ReadingRef | DutyDone


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the words of a limit stand for in one plan: what its readings give, how they are worded, and what its duties are called."""

    readings: Mapping[str, bool | str]
    wordings: Mapping[str, InLanguages]
    titles: Mapping[str, InLanguages]

    @classmethod
    def of(cls, readings: Iterable[Reading], duties: Iterable[Duty]) -> Self:
        """The terms of a plan's readings and duties."""
        given = tuple(readings)
        return cls(
            readings={one.id: one.value for one in given},
            wordings={one.id: one.text for one in given},
            titles={duty.id: duty.title for duty in duties},
        )


NO_TERMS = Terms(readings={}, wordings={}, titles={})


def parse_start(value: object) -> StartValue:
    """Read where a limit starts. Raises RefusedError with what is allowed."""
    if isinstance(value, ReadingRef):
        return value
    if is_reference(value):
        return ReadingRef(str(value["reading"]))
    if isinstance(value, str) and (value in STARTS or _DUTY_START.fullmatch(value)):
        return value
    raise RefusedError(phrase("limits.no-start", value=cited(value), starts=STARTS))


def is_reference(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value of a file is { reading = "ID" }."""
    return isinstance(value, dict) and set(value) == {"reading"}


START_SCHEMA = {"anyOf": [{"type": "string", "examples": [*STARTS, "duty:ID"]}, {"type": "object", "examples": [{"reading": "ID"}]}]}
Start = Annotated[StartValue, BeforeValidator(parse_start), WithJsonSchema(START_SCHEMA)]


def start_word(start: StartValue) -> str:
    """A start as a plan writes it; "" for one that a reading gives."""
    if isinstance(start, DutyDone):
        return _DUTY + start.id
    return "" if isinstance(start, ReadingRef) else start


def awaited_duty(start: StartValue) -> str | None:
    """The duty whose being done is this start, where it is one."""
    word = start_word(start)
    return word.removeprefix(_DUTY) if word.startswith(_DUTY) else None


def taken_start(start: StartValue, terms: Terms) -> str | DutyDone:
    """A start with its reading taken; a duty with its title."""
    if isinstance(start, DutyDone):
        return start
    word = str(terms.readings[start.id]) if isinstance(start, ReadingRef) else start
    awaited = awaited_duty(word)
    return word if awaited is None or awaited not in terms.titles else DutyDone(awaited, terms.titles[awaited])


def start_words(start: StartValue, terms: Terms = NO_TERMS) -> Phrase:
    """A start in words: "from receipt"."""
    if isinstance(start, ReadingRef):
        if start.id not in terms.readings:
            return reading_words(start)
        return phrase("limits.start-as-read", start=start_words(taken_start(start, terms), terms))
    named = taken_start(start, terms)
    if isinstance(named, DutyDone):
        return phrase("limits.from-duty", title=named.title)
    awaited = awaited_duty(named)
    return phrase(f"start.{named}") if awaited is None else phrase("limits.from-duty", title=awaited)


def until_reading(until: str) -> str | None:
    """The reading that says when a recurring duty stops, where one does (`reading:ID`)."""
    return until.removeprefix(_READING) if until.startswith(_READING) else None


def reading_words(reading: ReadingRef) -> Phrase:
    """A reading of which the plan at hand says nothing."""
    return phrase("limits.reading", id=reading.id)
