"""Words for people in two languages, and the small types that every input document shares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from sim.distributions import Distribution, parse_distribution
from sim.durations import NONE_STATED, Amount, parse_amount, parse_clock, parse_span

LANGUAGES = ("zh", "en")

Word = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-一-鿿]+$")]


class Entry(BaseModel):
    """The base of every table in an input file: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True)


class Text(Entry):
    """One thing said in Chinese and in English; a plain string stands for both."""

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _both(cls, value: Any) -> Any:
        return {"zh": value, "en": value} if isinstance(value, str) else value

    def of(self, lang: str) -> str:
        """The words in `lang`, which is "zh" or "en"."""
        return self.zh if lang == "zh" else self.en


NO_TEXT = Text(zh="", en="")

_LENGTH = {"type": "string", "examples": ["30 min", "1 h", "5 working days", NONE_STATED]}
Length = Annotated[Amount | None, BeforeValidator(parse_amount), WithJsonSchema(_LENGTH)]
Minutes = Annotated[float, BeforeValidator(parse_span), WithJsonSchema({"type": "string", "examples": ["30 min", "8 h"]})]
ClockTime = Annotated[float, BeforeValidator(parse_clock), WithJsonSchema({"type": "string", "examples": ["00:10", "10 min"]})]
Duration = Annotated[
    Distribution, BeforeValidator(parse_distribution), WithJsonSchema({"examples": ["5 min", {"lognormal": {"mu": 1.9, "sigma": 0.6}}]})
]
WordList = Annotated[tuple[Word, ...], Field(default_factory=tuple)]


def digest(model: BaseModel) -> str:
    """16 hexadecimal digits that name what a model says, however its file is laid out.

    Made over canonical data: keys sorted, order of entries kept (it is their rank), defaults left out, so that a
    new optional field changes no digest.
    """
    text = json.dumps(_canonical(model), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _usual(kind: type[BaseModel]) -> dict[str, Any]:
    """What each field of a model is where its file does not say. Read only."""
    fields_of = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True, validated_data={}) for name, field in fields_of if not field.is_required()}


def _canonical(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, BaseModel):
        usual = _usual(type(value))
        held = value.__dict__
        return {name: _canonical(held[name]) for name in type(value).model_fields if name not in usual or held[name] != usual[name]}
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_canonical(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, Mapping):
        return {str(key): _canonical(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(held) for held in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
