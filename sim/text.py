"""Words for people in the languages of a file, and the small types and marks that every input document shares."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from sim.distributions import Distribution, parse_distribution
from sim.durations import NONE_STATED, Amount, parse_amount, parse_clock, parse_span
from sim.errors import shown
from sim.words import LANGUAGES, Phrase, RefusedError, in_language, phrase


@dataclass(frozen=True, slots=True)
class Says:
    """What the text of a field is, where it names no entry: free words, a clause, a moment, a condition; `says.WHAT` tells a reader."""

    what: str


class Mark:
    """What the walk over a document looks at (`sim.references`)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OwnId(Mark):
    """The field names its own entry. `kind` is what others call it by (its table, if empty); in `space` no two kinds share an id."""

    kind: str = ""
    space: str = ""


@dataclass(frozen=True, slots=True, init=False)
class Ref(Mark):
    """The text of a field is the id of an entry of one of these kinds; with `none`, the plan may be silent; `also` are other words.

    Where `prefixed` kinds are meant, the text names them with the kind before it: `duty:ID`. A field may always hold what it holds by
    default.
    """

    kinds: tuple[str, ...]
    none: bool
    also: tuple[str, ...]
    prefixed: tuple[str, ...]

    def __init__(self, *kinds: str, none: bool = False, also: tuple[str, ...] = (), prefixed: tuple[str, ...] = ()) -> None:
        for name, value in (("kinds", kinds), ("none", none), ("also", also), ("prefixed", prefixed)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Condition(Mark):
    """The text is a condition over these names: those of the plan ("duty": with the moments of an event), or of what is seen at a scene.

    "" looks at its grammar alone.
    """

    over: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """The text of a field is one of a closed list; what each is called stands in the catalogue under `FAMILY.…`."""

    family: str


@dataclass(frozen=True, slots=True)
class FactValues(Mark):
    """A table of facts of the plan and their values."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Between which values a quantity is plausible. Beyond them nothing is refused, but `check` and `run` say so.

    With `nought`, 0 stands for none at all and is plausible too. A length of time (`in_minutes`) is told as one.
    """

    low: float
    high: float
    nought: bool = False
    in_minutes: bool = False


@dataclass(frozen=True, slots=True)
class UsualBy:
    """The same where it depends on the rest of the entry: `choose` says what is plausible there; None: the entry has no use for a value."""

    choose: Callable[[Any], Usual | None]


def usual_time(low: str, high: str, *, nought: bool = False) -> Usual:
    """Between which lengths of time a quantity is plausible, as files write lengths."""
    return Usual(parse_span(low), parse_span(high), nought, in_minutes=True)


Word = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
CHINESE = "一-鿿"  # a range of signs, for patterns
ID_SIGNS = rf"A-Za-z0-9_\-{CHINESE}"
ID_PATTERN = rf"^[{ID_SIGNS}]+$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN), OwnId()]
_RESERVED = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)})
LONGEST_FILE_ID = 100  # characters; three bytes each stay below what systems allow


def is_file_name(name: str) -> bool:
    """Whether files and folders may be called so on every system; some have devices of a few names, whatever follows a dot."""
    return name.split(".", maxsplit=1)[0].casefold() not in _RESERVED


def _no_device(name: str) -> str:
    if not is_file_name(name):
        raise RefusedError(phrase("bounds.device"), hint=phrase("bounds.device.hint"))
    return name


FileId = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=LONGEST_FILE_ID), AfterValidator(_no_device), OwnId()]
FreeText = Annotated[str, Says("free")]


class Entry(BaseModel):
    """The base of every table in an input file: frozen, and refusing keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True, serialize_by_alias=True)


class Text(Entry):
    """One thing said in Chinese, in English, and in whatever other languages the product speaks; a plain string stands for all."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    zh: FreeText
    en: FreeText

    @model_validator(mode="before")
    @classmethod
    def _all_of_one(cls, value: Any) -> Any:
        return dict.fromkeys(cls.model_fields, value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _languages(self) -> Text:
        if strangers := [lang for lang in self.__pydantic_extra__ if lang not in LANGUAGES]:
            raise RefusedError(phrase("inputs.no-language", language=shown(strangers[0], 20), languages=LANGUAGES))
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A plain string, or one text for each language."""
        each = {lang: {"type": "string"} for lang in LANGUAGES}
        table = {"type": "object", "properties": each, "required": list(cls.model_fields), "additionalProperties": False}
        return {"title": cls.__name__, "description": cls.__doc__, "anyOf": [{"type": "string"}, table]}

    def written(self) -> dict[str, str]:
        """The text in the languages that the file gives, so that a further language of the product changes no record."""
        return {lang: self.of(lang) for lang in (*type(self).model_fields, *self.__pydantic_extra__)}

    def of(self, lang: str) -> str:
        """The words in `lang`; where there are none, those in English, and else in any language."""
        return in_language({**self.__dict__, **self.__pydantic_extra__}, lang)


NO_TEXT = Text(zh="", en="")


class _TextOrPhrase:
    """A text in a file; a phrase of the catalogues where the product itself says what an entry is called."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A phrase stays as it is; whatever else there is must be a text."""
        text = handler.generate_schema(Text)
        return core_schema.no_info_wrap_validator_function(lambda value, as_text: value if isinstance(value, Phrase) else as_text(value), text)


Title = Annotated[Text | Phrase, _TextOrPhrase]

_LENGTH = {"type": "string", "examples": ["30 min", "1 h", "5 working days", NONE_STATED]}
Length = Annotated[Amount | None, BeforeValidator(parse_amount), WithJsonSchema(_LENGTH)]
Minutes = Annotated[float, BeforeValidator(parse_span), WithJsonSchema({"type": "string", "examples": ["30 min", "8 h"]})]
ClockTime = Annotated[float, BeforeValidator(parse_clock), WithJsonSchema({"type": "string", "examples": ["00:10", "10 min"]})]
_SPAN = {"type": "string"}


def _spans(*names: str) -> dict[str, Any]:
    return {"type": "object", "properties": dict.fromkeys(names, _SPAN), "required": list(names), "additionalProperties": False}


_DISTRIBUTION = {
    "lognormal": {
        "type": "object", "properties": {"mu": {"type": "number"}, "sigma": {"type": "number"}}, "required": ["mu", "sigma"],
        "additionalProperties": False,
    },
    "exponential": _spans("mean"), "uniform": _spans("low", "high"), "triangular": _spans("low", "mode", "high"),
    "empirical": {"type": "array", "items": {"type": "array", "prefixItems": [_SPAN, {"type": "number"}], "minItems": 2, "maxItems": 2}},
    "floor": _SPAN, "cap": _SPAN,
}  # fmt: skip
_DURATION = {
    "anyOf": [{"type": "string"}, {"type": "object", "properties": _DISTRIBUTION, "additionalProperties": False}],
    "examples": ["5 min", {"lognormal": {"mu": 1.9, "sigma": 0.6}}],
}
Duration = Annotated[Distribution, BeforeValidator(parse_distribution), WithJsonSchema(_DURATION)]

# Dates and times as TOML has them, in local time. JSON Schema has no format for a time without an offset: editors know these names, and what
# knows none of them goes by the pattern.
_DAY, _CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}", r"[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?"
_LOCAL_DATE = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
_LOCAL_MOMENT = {"type": "string", "format": "date-time-local", "pattern": f"^{_DAY}[Tt _]{_CLOCK}$"}
_LOCAL_TIME = {"type": "string", "format": "time-local", "pattern": f"^{_CLOCK}$"}


def _no_number(value: object) -> object:
    """A number is no date, though the validator would take it for seconds since 1970."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.match(_DAY, value) is None):
        raise PydanticKnownError("datetime_type")
    return value


LocalMoment = Annotated[datetime, BeforeValidator(_no_number), WithJsonSchema({"anyOf": [_LOCAL_MOMENT, _LOCAL_DATE]})]
LocalDate = Annotated[date, Strict(), WithJsonSchema(_LOCAL_DATE)]
LocalTime = Annotated[time, Strict(), WithJsonSchema(_LOCAL_TIME)]
WordList = Annotated[tuple[Word, ...], Field(default_factory=tuple)]
FreeTexts = Annotated[tuple[Annotated[Word, Says("free")], ...], Field(default_factory=tuple)]


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
        held = {**value.__dict__, **(value.__pydantic_extra__ or {})}
        return {name: _canonical(held[name]) for name in held if name not in usual or held[name] != usual[name]}
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_canonical(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, Mapping):
        return {str(key): _canonical(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(held) for held in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


_CAPITAL = re.compile(r"(?<!^)([A-Z])")


def hyphened(name: str) -> str:
    """A type's name as the catalogues write it."""
    return _CAPITAL.sub(r"-\1", name).lower()
