"""From parsed tables to a model, with every mistake said in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sim.documents import Mistakes, listed, place_of
from sim.errors import nearest, shown
from sim.text import Entry
from sim.words import RefusedError

M = TypeVar("M", bound=Entry)
_LONGEST_PROBLEM = 1000  # characters: whatever stands in a file, the message stays readable
_ID_RULE = "letters, digits, _, - and Chinese characters"
_SHAPES = {
    "string_type": "a text in quotes", "bool_type": "true or false", "int_type": "a whole number",
    "int_from_float": "a whole number", "int_parsing": "a whole number", "float_type": "a number",
    "float_parsing": "a number", "finite_number": "a number", "tuple_type": "a list [...]",
    "list_type": "a list [...]", "dict_type": "a table { ... }", "model_type": "a table { ... }",
    "model_attributes_type": "a table { ... }", "datetime_type": "a date and time such as 2025-06-03T08:30:00",
    "datetime_parsing": "a date and time such as 2025-06-03T08:30:00",
    "datetime_from_date_parsing": "a date and time such as 2025-06-03T08:30:00",
}  # fmt: skip
_BOUNDS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most"), "greater_than": ("gt", "more than"),
           "less_than": ("lt", "less than")}  # fmt: skip


def validate(model: type[M], data: dict[str, Any], file: str) -> M:
    """The model that `data` describes. Raises InputError with all its faults."""
    made, faults = validate_partly(model, data, file)
    faults.stop()
    return made


def validate_partly(model: type[M], data: dict[str, Any], file: str) -> tuple[M, Mistakes]:
    """The model and the faults found; with faults, it holds only the entries that are free of them.

    So the references among the good entries can still be checked, and all faults be told at once.
    """
    try:
        return model.model_validate(data), Mistakes(file)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = Mistakes(file)
    for group in _by_mistake(data, errors):
        _tell(model, data, group, faults)
    return _salvage(model, data, errors), faults


def _real(data: Any, error: ErrorDetails) -> tuple[tuple[str | int, ...], int]:
    """The steps of an error that exist in the document, and how many stand before the first that does not.

    Where a field takes one of several shapes, the validator names the shape as a step of its own.
    """
    steps: list[str | int] = []
    before = -1
    last = len(error["loc"]) - 1
    for place, step in enumerate(error["loc"]):
        inside = step in data if isinstance(data, dict) else isinstance(data, list) and step in range(len(data))
        if inside:
            data = data[step]
        elif not (place == last and error["type"] == "missing"):
            before = len(steps) if before < 0 else before
            continue
        steps.append(step)
    return tuple(steps), len(steps) if before < 0 else before


def _by_mistake(data: object, errors: Iterable[ErrorDetails]) -> list[list[tuple[tuple[str | int, ...], ErrorDetails]]]:
    """Errors that are one mistake: those of the shapes of one field. Of these the ones that got furthest."""
    groups: dict[tuple[str | int, ...], list[tuple[tuple[str | int, ...], ErrorDetails]]] = {}
    for error in errors:
        steps, before = _real(data, error)
        key = (*steps, error["type"], error["msg"]) if before == len(steps) and error["type"] in ("missing", "extra_forbidden") else steps[:before]
        groups.setdefault(key, []).append((steps, error))
    furthest = [max(len(steps) for steps, _ in group) for group in groups.values()]
    return [[pair for pair in group if len(pair[0]) == far] for group, far in zip(groups.values(), furthest, strict=True)]


def _tell(model: type[Entry], data: object, group: Sequence[tuple[tuple[str | int, ...], ErrorDetails]], faults: Mistakes) -> None:
    steps, error = group[0]
    if error["type"] == "missing":
        faults.add(place_of(data, steps[:-1]), f'the key "{steps[-1]}" is missing', hint=_about(model, steps))
        return
    if error["type"] == "extra_forbidden":
        keys = _keys(model, steps[:-1])
        name = str(steps[-1])
        faults.add(place_of(data, steps[:-1]), f'the key "{shown(name, 60)}" is unknown', allowed=listed(keys), hint=nearest(name, keys))
        return
    allowed = [words for _, one in group if (words := _allowed(one))]
    said = [words for _, one in group if (words := _problem(one))]
    value = error["input"] if isinstance(error["input"], str | int | float) else ""
    near = [word for _, one in group if one["type"] == "literal_error" for word in _literals(one)]
    hint = nearest(value, near) if isinstance(value, str) else ""
    refused = error.get("ctx", {}).get("error")
    if isinstance(refused, RefusedError) and (refused.allowed or refused.hint):
        faults.add(place_of(data, steps), refused.why, value=refused.value or value, allowed=refused.allowed, hint=refused.hint)
        return
    problem = said[0] if said else "this cannot stand here"
    faults.add(place_of(data, steps), problem, value=value, allowed=", or ".join(dict.fromkeys(allowed)), hint=hint)


def _problem(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        return shown(str(context.get("error", error["msg"])), _LONGEST_PROBLEM)
    if kind in ("literal_error", "string_pattern_mismatch", *_SHAPES, *_BOUNDS):
        return ""
    if kind in ("too_short", "string_too_short"):
        return "this is empty" if context.get("actual_length", 0) == 0 else f"at least {context.get('min_length')} are needed"
    return error["msg"][:1].lower() + error["msg"][1:]


def _allowed(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return listed(_literals(error))
    if kind == "string_pattern_mismatch":
        return _ID_RULE
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{words} {context.get(key)}"
    if kind in ("too_short", "string_too_short"):
        return f"at least {context.get('min_length')}"
    return _SHAPES.get(kind, "")


def _literals(error: ErrorDetails) -> list[str]:
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _keys(model: type[BaseModel], steps: Sequence[str | int]) -> list[str]:
    """The keys that an entry at this place may have."""
    return [field.alias or name for found in _models(model, steps) for name, field in found.model_fields.items()]


def _about(model: type[BaseModel], steps: Sequence[str | int]) -> str:
    """What the model says of a field."""
    for found in _models(model, steps[:-1]):
        field = found.model_fields.get(str(steps[-1]))
        if field is not None and field.description:
            return field.description
    return ""


def _models(model: type[BaseModel], steps: Sequence[str | int]) -> list[type[BaseModel]]:
    """The kinds of entry that may stand at a place of the document."""
    found: list[type[BaseModel]] = [model]
    for step in steps:
        if isinstance(step, str):
            fields = [field for one in found for name, field in one.model_fields.items() if step in (name, field.alias)]
            found = [entry for field in fields for entry in _entries(field.annotation)]
    return found


def _entries(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        return [entry for part in get_args(annotation) for entry in _entries(part)]
    return []


def _salvage(model: type[M], data: dict[str, Any], errors: Iterable[ErrorDetails]) -> M:
    """A model of the entries that have no error."""
    broken = {error["loc"][:2] for error in errors}
    spoilt = {loc[0] for loc in broken if len(loc) == 1 or not isinstance(loc[1], int)}
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        shape: Any = field.annotation
        raw = data.get(name)
        if isinstance(raw, list) and name not in spoilt:
            kept = [entry for place, entry in enumerate(raw) if (name, place) not in broken]
            values[name] = TypeAdapter(shape).validate_python(kept)
        elif raw is not None and name not in spoilt:
            values[name] = TypeAdapter(shape).validate_python(raw)
        elif get_origin(shape) is tuple:
            values[name] = ()
    return cast("M", model.model_construct(**values))
