"""From when a limit runs, and what the words of a limit stand for in one plan: its readings, the titles of its duties, who is who.

A start is one of `STARTS`, `duty:ID`, a time of day such as "08:00" (the first at or after the trigger), `latest:FORM` (the latest
message of that form which the bearer has sent), or what a reading gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Self, TypeGuard

from pydantic import BeforeValidator, WithJsonSchema

from sim.errors import cited
from sim.words import LANGUAGES, InLanguages, Phrase, RefusedError, phrase, words

if TYPE_CHECKING:
    from sim.plan.model import Body, Duty, Group, Plan, Post

STARTS = ("trigger", "occurred", "aware", "received", "classified")
OWN_STARTS = frozenset({"aware", "received"})  # somebody's own; the others are the event's
STARTED_BY: dict[str, tuple[str, ...]] = {  # a kind of row to the starts that it is
    "occurred": ("occurred",), "noticed": ("aware",), "received": ("received", "aware"), "classified": ("classified",), "regraded": ("classified",),
}  # fmt: skip
_DUTY, _READING, _LATEST = "duty:", "reading:", "latest:"
_NAMED_START = re.compile(r"(duty|latest):\S+")
_LIKE_A_CLOCK = re.compile(r"\d+:\d+")
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00")


@dataclass(frozen=True, slots=True)
class ReadingRef:
    """A value that a reading gives."""

    id: str


@dataclass(frozen=True, slots=True)
class DutyDone:
    """The moment at which a duty is done, as a start that a plan has named: only taken limits have it."""

    id: str
    title: InLanguages = field(compare=False)


@dataclass(frozen=True, slots=True)
class LatestSent:
    """The latest message of a form that the bearer has sent, as a start that a plan has named: only taken limits have it."""

    form: str
    title: InLanguages | str = field(compare=False)


StartValue = str | ReadingRef | DutyDone | LatestSent


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the words of a limit stand for in one plan: what its readings give, and what readings, duties, parties and forms are called."""

    readings: Mapping[str, bool | str]
    wordings: Mapping[str, InLanguages]
    titles: Mapping[str, InLanguages]
    parties: Mapping[str, InLanguages] = field(default_factory=dict)
    forms: Mapping[str, InLanguages] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan, duties: Iterable[Duty]) -> Self:
        """The terms of a plan, with these duties: its own, or with those that follow from its tables."""
        parties: tuple[Body | Post | Group, ...] = (*plan.body, *plan.post, *plan.group)
        named = tuple(duties)
        forms = {duty.form: duty.title for duty in reversed(named) if duty.form}
        forms |= {content.form: content.name for content in plan.content if content.name.of(LANGUAGES[0])}
        return cls(
            readings={one.id: one.value for one in plan.reading},
            wordings={one.id: one.text for one in plan.reading},
            titles={duty.id: duty.title for duty in named},
            parties={one.id: one.name for one in parties},
            forms=forms,
        )


NO_TERMS = Terms(readings={}, wordings={}, titles={})


def parse_start(value: object) -> StartValue:
    """Read where a limit starts. Raises RefusedError with what is allowed."""
    if isinstance(value, ReadingRef):
        return value
    if is_reference(value):
        return ReadingRef(str(value["reading"]))
    if isinstance(value, str) and (value in STARTS or _NAMED_START.fullmatch(value)):
        return value
    if isinstance(value, str) and _LIKE_A_CLOCK.fullmatch(value):
        return hour_words(parse_hour(value))
    raise RefusedError(phrase("limits.no-start", value=cited(value), starts=STARTS))


def parse_hour(value: object) -> float:
    """Read a time of day, "08:00" to "24:00", as minutes after midnight. Raises RefusedError."""
    match = _HOUR.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise RefusedError(phrase("limits.no-hour", value=cited(value)))
    return int(match[1]) * 60.0 + int(match[2]) if match[1] else 1440.0


def hour_words(minutes: float) -> str:
    """Minutes after midnight as a plan writes them: "08:00"."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def is_reference(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value of a file is { reading = "ID" }."""
    return isinstance(value, dict) and set(value) == {"reading"}


_WRITTEN = (*STARTS, "duty:ID", "08:00", "latest:FORM")
START_SCHEMA = {"anyOf": [{"type": "string", "examples": list(_WRITTEN)}, {"type": "object", "examples": [{"reading": "ID"}]}]}
Start = Annotated[StartValue, BeforeValidator(parse_start), WithJsonSchema(START_SCHEMA)]


def start_word(start: StartValue) -> str:
    """A start as a plan writes it; "" for one that a reading gives."""
    if type(start) is str:
        return start
    if isinstance(start, DutyDone):
        return _DUTY + start.id
    if isinstance(start, LatestSent):
        return _LATEST + start.form
    return "" if isinstance(start, ReadingRef) else str(start)


def awaited_duty(start: StartValue) -> str | None:
    """The duty whose being done is this start, where it is one."""
    word = start_word(start)
    return word.removeprefix(_DUTY) if word.startswith(_DUTY) else None


def latest_form(start: StartValue) -> str | None:
    """The form whose latest message is this start, where it is one."""
    word = start_word(start)
    return word.removeprefix(_LATEST) if word.startswith(_LATEST) else None


def hour_of_start(start: StartValue) -> float | None:
    """The time of day that is this start, in minutes after midnight, where it is one."""
    word = start_word(start)
    return parse_hour(word) if _HOUR.fullmatch(word) else None


def taken_start(start: StartValue, terms: Terms) -> str | DutyDone | LatestSent:
    """A start with its reading taken; a duty and a form with what it is called."""
    if isinstance(start, DutyDone | LatestSent):
        return start
    word = str(terms.readings[start.id]) if isinstance(start, ReadingRef) else start
    if (form := latest_form(word)) is not None:
        return LatestSent(form, _form_words(form, terms))
    awaited = awaited_duty(word)
    return word if awaited is None or awaited not in terms.titles else DutyDone(awaited, terms.titles[awaited])


def _form_words(form: str, terms: Terms) -> InLanguages | str:
    """The product's word for a form, else the plan's, else the form as it is written."""
    return phrase(f"form.{form}") if words(LANGUAGES[0]).knows(f"form.{form}") else terms.forms.get(form, form)


def start_words(start: StartValue, terms: Terms = NO_TERMS) -> Phrase:
    """A start in words: "from receipt"."""
    if isinstance(start, ReadingRef):
        if start.id not in terms.readings:
            return reading_words(start)
        return phrase("limits.start-as-read", start=start_words(taken_start(start, terms), terms))
    named = taken_start(start, terms)
    if isinstance(named, DutyDone):
        return phrase("limits.from-duty", title=named.title)
    if isinstance(named, LatestSent):
        return phrase("limits.from-latest", form=named.title)
    if hour_of_start(named) is not None:
        return phrase("limits.from-hour", hour=named)
    awaited = awaited_duty(named)
    return phrase(f"start.{named}") if awaited is None else phrase("limits.from-duty", title=awaited)


def until_reading(until: str) -> str | None:
    """The reading that says when a recurring duty stops, where one does (`reading:ID`)."""
    return until.removeprefix(_READING) if until.startswith(_READING) else None


def reading_words(reading: ReadingRef) -> Phrase:
    """A reading of which the plan at hand says nothing."""
    return phrase("limits.reading", id=reading.id)
