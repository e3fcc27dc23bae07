"""The names that a condition may use, with their types and values, as a plan makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from sim.errors import shown
from sim.plan.model import Fact, Plan
from sim.vocabulary import CHANNELS, FORMS, KINDS, SENT_KINDS
from sim.words import NOTHING, Said, phrase

NO_RANK = "none"  # what is known not to have a grade, a level or a warning: below them all
ENGINE_NAMES = ("kind", "channel", "form", "actor", "to", "grade", "level", "warning")

Type = Literal["count", "number", "flag", "one of", "set of", "ranked"]


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its type, its possible values, and for a ranked name their rank (worse is greater)."""

    type: Type
    values: tuple[str, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names by id, and for every reading the values from which it is chosen."""

    names: Mapping[str, Name]
    readings: Mapping[str, tuple[bool | str, ...]] = field(default_factory=dict)


def ranked(ids: Iterable[str]) -> Name:
    """A ranked name whose values stand in the file worst first."""
    order = tuple(ids)
    return Name("ranked", (*order, NO_RANK), {id_: len(order) - place for place, id_ in enumerate(order)} | {NO_RANK: 0})


def vocabulary(plan: Plan) -> Vocabulary:
    """The names of a plan: its facts, what every row says of itself, the event's grade, level and warning."""
    parties = (*(body.id for body in plan.body), *(post.id for post in plan.post))
    names: dict[str, Name] = {fact.id: Name(fact.type, fact.values) for fact in plan.fact}
    names |= {
        "kind": Name("one of", KINDS),
        "channel": Name("one of", CHANNELS),
        "form": Name("one of", forms_of(plan)),
        "actor": Name("one of", parties),
        "to": Name("one of", parties),
        "grade": ranked(entry.id for entry in plan.grade),
        "level": ranked(entry.id for entry in plan.level),
        "warning": ranked(entry.id for entry in plan.warning),
    }
    return Vocabulary(names, {reading.id: reading.choices for reading in plan.reading})


def message_forms(plan: Plan) -> tuple[str, ...]:
    """The forms that a message may have: the product's, and those whose contents the plan states."""
    return tuple(dict.fromkeys((*FORMS, *SENT_KINDS.values(), *(content.form for content in plan.content))))


def forms_of(plan: Plan) -> tuple[str, ...]:
    """The forms that a row may have: of messages, and the tasks that duties name."""
    return tuple(dict.fromkeys((*message_forms(plan), *(duty.form for duty in plan.duty if duty.form))))


def value_problem(name: Name, value: object) -> Said:
    """Why `value` cannot be a value of this name, or nothing where it can. For scenarios and outside logs."""
    match name.type:
        case "flag":
            return NOTHING if isinstance(value, bool) else phrase("conditions.value.flag")
        case "count":
            good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return NOTHING if good else phrase("conditions.value.count")
        case "number":
            good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
            return NOTHING if good else phrase("conditions.value.number")
        case "set of":
            if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in value):
                return phrase("conditions.value.set")
            return _outside([str(one) for one in value], name.values)
    return _outside([value], name.values) if isinstance(value, str) else phrase("conditions.value.word")


def fact_problem(fact: Fact, value: object) -> Said:
    """The same for a fact of the plan."""
    return value_problem(Name(fact.type, fact.values), value)


def _outside(found: Sequence[str], values: Sequence[str]) -> Said:
    strangers = [one for one in found if one not in values]
    return phrase("conditions.value.stranger", value=shown(strangers[0], 40)) if strangers else NOTHING
