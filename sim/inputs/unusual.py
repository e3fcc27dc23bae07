"""Which quantities of a file are out of a plausible range: a slip of the pen, most likely, or a unit mistaken; it is told, and nothing is refused.

What is plausible stands beside each field of the models (`Usual` in `sim.text`), and for sizes of effects on a crowd in `crowd_assumptions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from sim.distributions import Distribution
from sim.documents import SEPARATOR
from sim.inputs.crowd_assumptions import ASSUMPTIONS
from sim.inputs.crowd_parameters import PLACE as CROWD
from sim.references import leaves
from sim.text import Ref, Usual, UsualBy
from sim.words import Phrase, Said, phrase
from sim.words.lengths import elapsed

_HALF, _NINE_OF_TEN = 0.5, 0.9


class _Held(NamedTuple):
    """A number of a file: where it stands, what it is, and what would be plausible there."""

    place: str
    value: float | Distribution
    usual: Usual


def unusual(document: BaseModel) -> tuple[Phrase, ...]:
    """Each quantity of a file that is out of its plausible range, with its place and the range; in the order of the file."""
    held = (*_of_entry(document, ()), *_of_crowd(getattr(document, CROWD, {})))
    return tuple(told for one in held if (told := _told(one)) is not None)


def _told(held: _Held) -> Phrase | None:
    usual, value = held.usual, held.value
    if not isinstance(value, Distribution):
        return None if _fits(usual, value) else _out("idle.value", held, value)
    half, most = value.quantile(_HALF), value.quantile(_NINE_OF_TEN)
    if not _fits(usual, half):
        return _out("idle.value", held, half)
    return _out("idle.value-at-times", held, most) if most > usual.high else None


def _out(code: str, held: _Held, value: float) -> Phrase:
    usual = held.usual
    low = _said(usual, 0.0 if usual.nought else usual.low)
    return phrase(code, place=held.place, value=_said(usual, value), low=low, high=_said(usual, usual.high))


def _fits(usual: Usual, value: float) -> bool:
    return usual.low <= value <= usual.high or (usual.nought and value == 0)


def _said(usual: Usual, value: float) -> Said:
    return elapsed(value) if usual.in_minutes else f"{value:g}".replace("-", "−")


def _of_crowd(sizes: dict[str, Any]) -> Iterator[_Held]:
    for name, value in sizes.items():
        if name in ASSUMPTIONS and isinstance(value, int | float):
            yield _Held(f"{CROWD}{SEPARATOR}{name}", value, Usual(ASSUMPTIONS[name].low, ASSUMPTIONS[name].high))


def _of_entry(entry: BaseModel, way: tuple[str, ...]) -> Iterator[_Held]:
    for name, key, shape in _looked_at(type(entry)):
        yield from _of_value(shape, getattr(entry, name), entry, (*way, key), None)


def _of_value(shape: Any, value: object, entry: BaseModel, way: tuple[str, ...], usual: Usual | None) -> Iterator[_Held]:
    """The numbers in a value; `shape` is its annotation, `usual` what that said further out."""
    if isinstance(value, BaseModel):
        yield from _of_entry(value, way)
    elif get_origin(shape) is Annotated:
        inside, *marks = get_args(shape)
        own = next((mark for mark in marks if isinstance(mark, Usual | UsualBy)), usual)
        yield from _of_value(inside, value, entry, way, own.choose(entry) if isinstance(own, UsualBy) else own)
    elif isinstance(value, Distribution) or (isinstance(value, int | float) and not isinstance(value, bool)):
        if usual is not None:
            yield _Held(SEPARATOR.join(way), value, usual)
        else:
            for part in get_args(shape):  # of a union
                yield from _of_value(part, value, entry, way, None)
    elif isinstance(value, tuple):
        parts = get_args(shape)
        for number, one in enumerate(value):
            alike = len(parts) == 2 and parts[1] is Ellipsis
            yield from _of_value(parts[0] if alike else parts[number], one, entry, (*way[:-1], f"{way[-1]} {_called(one, number)}"), usual)


@cache
def _looked_at(model: type[BaseModel]) -> tuple[tuple[str, str, Any], ...]:
    """The fields of a model that hold quantities with a plausible range: name, key in a file, and annotation."""
    found = []
    for name, field in model.model_fields.items():
        shape: Any = field.annotation
        if field.metadata:
            shape = Annotated[shape, *field.metadata]
        if _holds(shape):
            found.append((name, field.alias or name, shape))
    return tuple(found)


def _holds(shape: Any) -> bool:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return bool(_looked_at(shape))
    return any(isinstance(part, Usual | UsualBy) or _holds(part) for part in get_args(shape))


def _called(entry: object, number: int) -> str:
    """What an entry of a list is called: by its id, by the ids that it names, or by its number."""
    if not isinstance(entry, BaseModel):
        return str(number + 1)
    if id_ := getattr(entry, "id", ""):
        return f'"{id_}"'
    named = [leaf.value for leaf in leaves(type(entry), vars(entry)) if isinstance(leaf.mark, Ref) and leaf.value]
    return f'"{"/".join(named)}"' if named else str(number + 1)
