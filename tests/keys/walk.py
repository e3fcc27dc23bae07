"""Every key that an input file may hold, where a file holds it, and what else could stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.distributions import Distribution
from sim.durations import NONE_STATED
from sim.inputs.crowd_parameters import CrowdParameters
from sim.inputs.resources import Resources
from sim.plan.limits import FORMS
from sim.text import Closed, Condition, Entry, OwnId, Ref, Says, Text

Steps = tuple[Any, ...]
MISSING: Any = object()  # no such key; as a change: the key is left out
LIMIT, CROWD = "limit", "crowd"
WORDS = frozenset({"free", "clause", "own name"})  # texts for a reader: what they change is what is printed


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: `Duty.within`, `limit.from`, `crowd.grace_min`."""

    table: str
    name: str

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


# -- the keys that there are -------------------------------------------------------------------------------------------------


def keys_of(document: type[Entry]) -> dict[Key, FieldInfo | None]:
    """Every key of a document, those of limits and of the crowd's sizes included."""
    found: dict[Key, FieldInfo | None] = {}
    for model in models_of(document, {}):
        for name, field in model.model_fields.items():
            found[Key(_owner(model, name).__name__, field.alias or name)] = field
            if _holds_limit(field.annotation):
                found |= {Key(LIMIT, word): None for form in FORMS for keys in form.tables for word in sorted(keys)}
    if document is Resources:
        found |= {Key(CROWD, field.name): None for field in fields(CrowdParameters) if field.name not in _NOT_IN_A_FILE}
    return found


def _owner(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The table of which a key is: a habit has the keys of a duty, and a few of its own."""
    return next(kind for kind in reversed(model.__mro__) if name in getattr(kind, "model_fields", ()))


_NOT_IN_A_FILE = frozenset({"groups"})


def models_of(model: type[BaseModel], found: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    """The tables of a document, each once."""
    if model not in found and not issubclass(model, Text):
        found[model] = None
        for field in model.model_fields.values():
            for inner in _models_in(field.annotation):
                models_of(inner, found)
    return found


def _models_in(shape: Any) -> Iterator[type[Entry]]:
    if isinstance(shape, type) and issubclass(shape, Entry):
        yield shape
    for inner in get_args(shape):
        yield from _models_in(inner)


def _holds_limit(shape: Any) -> bool:
    from sim.plan.limit_form import LimitForm

    return any(isinstance(part, type) and issubclass(part, LimitForm) for part in (shape, *get_args(shape)))


# -- where a file holds them -------------------------------------------------------------------------------------------------


def tables_in(model: type[BaseModel], data: Any) -> Iterator[tuple[str, Steps]]:
    """Every table of a document, by the name of its model, and where it stands."""
    yield from _tables(model, data, ())


def _tables(model: type[BaseModel], data: Any, at: Steps) -> Iterator[tuple[str, Steps]]:
    if not isinstance(data, Mapping) or issubclass(model, Text):
        return
    for kind in model.__mro__:
        if issubclass(kind, Entry) and kind is not Entry:
            yield kind.__name__, at
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in data:
            continue
        if _holds_limit(field.annotation):
            yield from _limits(data[key], (*at, key))
        elif key == CROWD and model is Resources:
            yield CROWD, (*at, key)
        else:
            yield from _inside(field.annotation, data[key], (*at, key))


def _inside(shape: Any, data: Any, at: Steps) -> Iterator[tuple[str, Steps]]:
    for model in _models_in(shape):
        if isinstance(data, Mapping) and set(data) <= {field.alias or name for name, field in model.model_fields.items()}:
            yield from _tables(model, data, at)
        elif isinstance(data, Mapping):
            for key, value in data.items():
                yield from _tables(model, value, (*at, key))
        elif isinstance(data, list):
            for place, value in enumerate(data):
                yield from _tables(model, value, (*at, place))
        break


def _limits(value: Any, at: Steps) -> Iterator[tuple[str, Steps]]:
    if isinstance(value, Mapping):
        yield LIMIT, at
        for key, inner in value.items():
            for place, part in enumerate(inner if isinstance(inner, list) else [inner]):
                yield from _limits(part, (*at, key, place) if isinstance(inner, list) else (*at, key))


def value_at(data: Any, at: Steps) -> Any:
    """What stands somewhere; MISSING where nothing does."""
    for step in at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return data


def changed_at(data: Any, at: Steps, value: Any) -> Any:
    """The same with another value in one place; what is on the way is copied, the rest shared."""
    if not at:
        return value
    step, *rest = at
    if isinstance(data, list):
        return [changed_at(one, tuple(rest), value) if place == step else one for place, one in enumerate(data)]
    if not rest and value is MISSING:
        return {key: one for key, one in data.items() if key != step}
    return {**data, step: changed_at(data.get(step), tuple(rest), value)}


# -- what else could stand there ---------------------------------------------------------------------------------------------


def usual(key: Key, field: FieldInfo | None) -> Any:
    """What holds where a file does not say; MISSING where a file must."""
    if key.table == CROWD:
        return next(one.default for one in fields(CrowdParameters) if one.name == key.name)
    value = MISSING if field is None or field.is_required() else field.get_default(call_default_factory=True)
    return value if isinstance(value, bool | int | float) else MISSING


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def changes(value: Any, field: FieldInfo | None, ids: Mapping[str, tuple[str, ...]]) -> Iterator[Any]:
    """Other values of the same type, in the order in which they are tried: the key left out comes last."""
    if value is not MISSING:
        yield from _other(value, field, ids)
    if value is not MISSING and (field is None or not field.is_required()):
        yield MISSING


def _other(value: Any, field: FieldInfo | None, ids: Mapping[str, tuple[str, ...]]) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value * 2 + 1, value / 2, f"{value * 3 + 1:g} min", 0, 1)
    elif isinstance(value, datetime):
        yield value + timedelta(hours=14)
    elif isinstance(value, str):
        yield from _other_text(value, field, ids)
    elif isinstance(value, list):
        yield from _other_list(value, field, ids)
    elif isinstance(value, Mapping):
        yield from _other_table(value, field, ids)


def _other_text(value: str, field: FieldInfo | None, ids: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    marks = list(marks_of(field))
    for literal in literals_of(None if field is None else field.annotation):
        if literal not in (value, NONE_STATED):
            yield literal
    for mark in marks:
        if isinstance(mark, Ref):
            yield from (id_ for kind in (*mark.kinds, *mark.prefixed) for id_ in ids.get(kind, ()) if id_ != value)
    if _NUMBER.search(value) and not any(isinstance(mark, Ref | OwnId) for mark in marks):
        for factor in (3.0, 0.2):
            yield _NUMBER.sub(partial(_times, factor), value)
    if any(isinstance(mark, Condition) for mark in marks):
        yield f"not ({value})"
        yield "true" if value != "true" else "false"
    else:
        yield f"{value}x"


def _times(factor: float, number: re.Match[str]) -> str:
    return f"{max(1, round(float(number[0]) * factor))}"


def _other_list(value: list[Any], field: FieldInfo | None, ids: Mapping[str, tuple[str, ...]]) -> Iterator[list[Any]]:
    if len(value) > 1:
        yield from (value[:-1], value[1:], value[::-1])
    for place, one in enumerate(value):
        if not isinstance(one, Mapping):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in _other(one, field, ids))
    yield []


def _other_table(value: Mapping[str, Any], field: FieldInfo | None, ids: Mapping[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    for key, one in value.items():
        yield from ({**value, key: other} for other in _other(one, field, ids))
    for key in value:
        yield {other: one for other, one in value.items() if other != key}


def marks_of(field: FieldInfo | None) -> Iterator[Any]:
    """All marks in a field's annotation, however deep."""
    if field is not None:
        yield from field.metadata
        yield from _marks(field.annotation)


def _marks(shape: Any) -> Iterator[Any]:
    if get_origin(shape) is Annotated:
        yield from shape.__metadata__
    for part in get_args(shape):
        yield from _marks(part)


def literals_of(shape: Any) -> tuple[str, ...]:
    """The words of a closed list in an annotation."""
    if get_origin(shape) is Literal:
        return tuple(one for one in get_args(shape) if isinstance(one, str))
    return tuple(one for part in get_args(shape) for one in literals_of(part))


def holds_only_tables(field: FieldInfo | None) -> bool:
    """Whether what a key holds are tables, whose own keys are looked at."""
    return field is not None and all(
        isinstance(part, type) and issubclass(part, Entry) and not issubclass(part, Text) for part in _leaves(field.annotation)
    )


def _leaves(shape: Any) -> Iterator[Any]:
    if get_origin(shape) is Annotated:
        yield from _leaves(get_args(shape)[0])
    elif get_origin(shape) is dict:
        yield from _leaves(get_args(shape)[1])
    elif get_args(shape):
        for part in get_args(shape):
            yield from _leaves(part)
    elif shape not in (type(None), Ellipsis):
        yield shape


def is_for_readers(field: FieldInfo | None) -> bool:
    """Whether a key holds a text for readers, so that all it can change is what is printed."""
    if field is None:
        return False
    if any(isinstance(mark, Ref | Condition | Closed | OwnId) for mark in marks_of(field)):
        return False
    shapes = list(_parts(field.annotation))
    if any(isinstance(shape, type) and issubclass(shape, Text) for shape in shapes):
        return True
    return any(isinstance(mark, Says) and mark.what in WORDS for mark in marks_of(field))


def _parts(shape: Any) -> Iterator[Any]:
    yield shape
    for part in get_args(shape):
        yield from _parts(part)


def is_duration(field: FieldInfo | None) -> bool:
    """Whether a key holds how long something takes."""
    return field is not None and any(isinstance(part, type) and issubclass(part, Distribution) for part in _parts(field.annotation))
