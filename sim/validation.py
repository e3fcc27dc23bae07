"""From parsed tables to a model, with every mistake said in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sim.documents import Mistakes, Steps, listed, one_or_other
from sim.errors import nearest, shown
from sim.text import Closed, Entry, Says, hyphened
from sim.words import LANGUAGES, NOTHING, RefusedError, Said, phrase, words
from sim.words.with_names import WithName, did_you_mean

M = TypeVar("M", bound=Entry)
_LONGEST_PROBLEM = 1000  # characters: whatever stands in a file, the message stays readable
# What may stand in a field, by the validator's name for what is wrong: phrases `shape.…`, so that its own English never reaches a reader.
_SHAPES = {
    "string_type": "text", "bool_type": "flag", "bool_parsing": "flag", "int_type": "whole-number", "int_from_float": "whole-number",
    "int_parsing": "whole-number", "int_parsing_size": "whole-number", "float_type": "number", "float_parsing": "number",
    "finite_number": "number", "tuple_type": "list", "list_type": "list", "iterable_type": "list", "dict_type": "table",
    "mapping_type": "table", "model_type": "table", "model_attributes_type": "table", "datetime_type": "moment", "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment", "datetime_object_invalid": "moment",
    "date_type": "date", "time_type": "time",
}  # fmt: skip
_BOUNDS = {"greater_than_equal": ("ge", "at-least"), "less_than_equal": ("le", "at-most"), "greater_than": ("gt", "more-than"),
           "less_than": ("lt", "less-than")}  # fmt: skip


def validate(model: type[M], data: Mapping[str, Any], file: str) -> M:
    """The model that `data` describes. Raises InputError with all its faults."""
    made, faults = validate_partly(model, data, file)
    faults.stop()
    return made


def validate_partly(model: type[M], data: Mapping[str, Any], file: str) -> tuple[M, Mistakes]:
    """The model and the faults found; with faults, it holds only the entries that are free of them.

    So what else there is to say of the good entries can still be said, and all faults be told at once.
    """
    faults = Mistakes(file, data=data)
    try:
        made, errors = model.model_validate(data), []
    except ValidationError as error:
        errors = [one for one in error.errors(include_url=False) if not _only_echoes(one)]
        made = _salvage(model, data, errors)
    faults.sound = tuple(_sound(made, data, errors))
    for group in _by_mistake(data, errors):
        _tell(model, data, group, faults)
    return made, faults


def _only_echoes(error: ErrorDetails) -> bool:
    """Whether a list is called too short only since its entries have faults: what stands in the file is long enough."""
    return error["type"] == "too_short" and isinstance(error["input"], list) and len(error["input"]) >= error.get("ctx", {}).get("min_length", 1)


def _sound(made: BaseModel, data: Mapping[str, Any], errors: Iterable[ErrorDetails]) -> Iterator[tuple[BaseModel, Steps]]:
    """The entries of a model and where each stands in its document, of which the model may hold but a part."""
    broken = {error["loc"][:2] for error in errors}
    for name, field in type(made).model_fields.items():
        held, key = getattr(made, name, None), field.alias or name
        rows = data.get(key)
        if isinstance(held, BaseModel) and rows is not None:
            yield held, (key,)
        elif isinstance(held, tuple) and held and isinstance(rows, list):
            kept = (number for number in range(len(rows)) if (key, number) not in broken)
            yield from ((entry, (key, number)) for entry, number in zip(held, kept, strict=True))


def _real(data: Any, error: ErrorDetails) -> tuple[Steps, int]:
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


def _by_mistake(data: object, errors: Iterable[ErrorDetails]) -> list[list[tuple[Steps, ErrorDetails]]]:
    """Errors that are one mistake: those of the shapes of one field. Of these the ones that got furthest."""
    groups: dict[Steps, list[tuple[Steps, ErrorDetails]]] = {}
    for error in errors:
        steps, before = _real(data, error)
        key = (*steps, error["type"], error["msg"]) if before == len(steps) and error["type"] in ("missing", "extra_forbidden") else steps[:before]
        groups.setdefault(key, []).append((steps, error))
    furthest = [max(len(steps) for steps, _ in group) for group in groups.values()]
    return [[pair for pair in group if len(pair[0]) == far] for group, far in zip(groups.values(), furthest, strict=True)]


def _tell(model: type[Entry], data: object, group: Sequence[tuple[Steps, ErrorDetails]], faults: Mistakes) -> None:
    steps, error = group[0]
    if error["type"] == "missing":
        hint = _table_is(model, steps) if len(steps) == 1 else _about(model, steps)
        faults.add(steps[:-1], phrase("shape.missing-key", key=str(steps[-1])), hint=hint)
        return
    if error["type"] == "extra_forbidden":
        keys = _keys(model, steps[:-1])
        name = str(steps[-1])
        faults.add(steps[:-1], phrase("shape.unknown-key", key=shown(name, 60)), allowed=listed(keys), hint=nearest(name, keys), line_of=steps)
        return
    family = _family(model, steps)
    allowed = [words for _, one in group if (words := _allowed(one, family))]
    said = [words for _, one in group if (words := _problem(one))]
    value = error["input"] if isinstance(error["input"], str | int | float) else ""
    near = [word for _, one in group if one["type"] == "literal_error" for word in _literals(one)]
    named = {word: WithName(word, family) for word in near}
    hint = did_you_mean(value, named) or nearest(value, near) if isinstance(value, str) else NOTHING
    refused = error.get("ctx", {}).get("error")
    if isinstance(refused, RefusedError) and (refused.allowed or refused.hint):
        faults.add(steps, refused.why, value=refused.value or value, allowed=refused.allowed, hint=refused.hint)
        return
    problem = said[0] if said else phrase("shape.cannot-stand-here")
    faults.add(steps, problem, value=value, allowed=one_or_other(unlike(allowed)) if allowed else NOTHING, hint=hint)


def unlike(said: Iterable[Said]) -> list[Said]:
    """Each of them once, in their order."""
    found: list[Said] = []
    for one in said:
        if one not in found:
            found.append(one)
    return found


def _problem(error: ErrorDetails) -> Said:
    kind, context = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        reason = context.get("error")
        return reason.why if isinstance(reason, RefusedError) else shown(str(reason), _LONGEST_PROBLEM)
    if kind in ("too_short", "string_too_short"):
        few = context.get("actual_length", 0) == 0
        return phrase("shape.empty") if few else phrase("shape.too-few", least=context.get("min_length", 1))
    if kind in ("too_long", "string_too_long"):
        return phrase("shape.too-long", most=context.get("max_length", 0))
    return NOTHING


def _allowed(error: ErrorDetails, family: tuple[str, ...] = ()) -> Said:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "literal_error":
        return listed(WithName(word, family) for word in _literals(error))
    if kind == "string_pattern_mismatch":
        return phrase("shape.id")
    if kind in _BOUNDS:
        key, code = _BOUNDS[kind]
        return phrase(f"shape.{code}", bound=context.get(key, 0))
    if kind in ("too_short", "string_too_short"):
        return phrase("shape.at-least", bound=context.get("min_length", 1))
    return phrase(f"shape.{_SHAPES[kind]}") if kind in _SHAPES else NOTHING


def _literals(error: ErrorDetails) -> list[str]:
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _keys(model: type[BaseModel], steps: Steps) -> list[str]:
    """The keys that an entry at this place may have."""
    return [field.alias or name for found in _models(model, steps) for name, field in found.model_fields.items()]


def _about(model: type[BaseModel], steps: Steps) -> Said:
    """What the model says of a field."""
    for found in _models(model, steps[:-1]):
        field = found.model_fields.get(str(steps[-1]))
        for mark in field.metadata if field is not None else ():
            if isinstance(mark, Says):
                return phrase(f"says.{mark.what}")
    return NOTHING


def _table_is(model: type[BaseModel], steps: Steps) -> Said:
    """What a table of the file holds, as editors show it, so that a stranger knows what to write."""
    key, say = str(steps[-1]), words(LANGUAGES[0])
    for found in _models(model, steps[:-1]):
        own = [f"{hyphened(kind.__name__)}.{key}" for kind in found.__mro__ if issubclass(kind, BaseModel)]
        held = [hyphened(entry.__name__) for entry in _models(found, steps[-1:])]
        code = next((code for code in (*own, *held) if say.knows(f"language.{code}")), None)
        if code is not None:
            return phrase("shape.table-is", key=key, about=phrase(f"language.{code}"))
    return NOTHING


def _family(model: type[BaseModel], steps: Steps) -> tuple[str, ...]:
    """The families of the closed lists from which a field takes its words."""
    found = (one.model_fields.get(str(step)) for one in _models(model, steps[:-1]) for step in steps[-1:])
    return tuple(mark.family for field in found if field is not None for mark in field.metadata if isinstance(mark, Closed))


def _models(model: type[BaseModel], steps: Steps) -> list[type[BaseModel]]:
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


def _salvage(model: type[M], data: Mapping[str, Any], errors: Iterable[ErrorDetails]) -> M:
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
