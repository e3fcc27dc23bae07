"""How a plan states a limit, and from which moment it runs.

Forms: "30 min" · "5 working days" · "none stated" · {limit, from} · {earlier = [...]} · {later = [...]} · {reading = "id"}
in place of a length or of a start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.durations import Amount, parse_amount
from sim.errors import cited

STARTS = ("trigger", "occurred", "aware", "received", "classified")
_DUTY = re.compile(r"duty:\S+")


@dataclass(frozen=True, slots=True)
class ReadingRef:
    """A value that a reading gives."""

    id: str


StartValue = str | ReadingRef


@dataclass(frozen=True, slots=True)
class Limit:
    """One length from one start. `amount` None is the plan's silence about the length."""

    amount: Amount | ReadingRef | None
    start: StartValue = "trigger"


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The limit that ends first."""

    limits: tuple[LimitForm, ...]


@dataclass(frozen=True, slots=True)
class LastOf:
    """The limit that ends last."""

    limits: tuple[LimitForm, ...]


LimitForm = Limit | FirstOf | LastOf


def parse_start(value: object) -> StartValue:
    """Read where a limit starts. Raises ValueError with what is allowed."""
    if isinstance(value, ReadingRef):
        return value
    if isinstance(value, dict) and set(value) == {"reading"}:
        return ReadingRef(str(value["reading"]))
    if isinstance(value, str) and (value in STARTS or _DUTY.fullmatch(value)):
        return value
    raise ValueError(f'{cited(value)} is no start of a limit; write one of {", ".join(STARTS)}, duty:ID, or {{ reading = "ID" }}')


def parse_limit(value: object) -> LimitForm | None:
    """Read a limit in any of its forms; None where the file has none. Raises ValueError with what is allowed."""
    if value is None or isinstance(value, Limit | FirstOf | LastOf):
        return value
    if isinstance(value, str):
        return Limit(parse_amount(value))
    if isinstance(value, dict):
        return _from_table(value)
    raise ValueError(f"{cited(value)} is no limit; write a length, or a table with limit and from, earlier, later or reading")


def _from_table(table: dict[str, Any]) -> LimitForm:
    keys = set(table)
    for word, kind in (("earlier", FirstOf), ("later", LastOf)):
        if keys == {word}:
            parts = table[word]
            if not isinstance(parts, list | tuple) or len(parts) < 2:
                raise ValueError(f"{word} takes a list of at least two limits")
            return kind(tuple(form for part in parts if (form := parse_limit(part)) is not None))
    if keys == {"reading"}:
        return Limit(ReadingRef(str(table["reading"])))
    if "limit" in keys and keys <= {"limit", "from"}:
        length = table["limit"]
        amount = ReadingRef(str(length["reading"])) if isinstance(length, dict) and set(length) == {"reading"} else parse_amount(length)
        return Limit(amount, parse_start(table.get("from", "trigger")))
    raise ValueError(f"a limit's table has limit and from, earlier, later, or reading; this one has {', '.join(sorted(keys))}")


_SCHEMA = {
    "anyOf": [
        {"type": "string", "examples": ["30 min", "5 working days", "none stated"]},
        {"type": "object", "properties": {k: {} for k in ("limit", "from", "earlier", "later", "reading")}, "additionalProperties": False},
    ]
}
LimitField = Annotated[LimitForm | None, BeforeValidator(parse_limit), WithJsonSchema(_SCHEMA)]
Start = Annotated[StartValue, BeforeValidator(parse_start), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "object"}]})]
