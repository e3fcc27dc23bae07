"""The cells into which conditions cut the values of a name: between two thresholds the answer cannot change.

A count or a number is cut at its thresholds, a word or a rank has one cell for each value, and what holds or does not (a flag, a
value in a set) has two. Sets are told apart by `has`: each value that a condition names is an axis of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Literal

from sim.plan.condition_names import Name, Vocabulary
from sim.plan.expression import And, AtLeast, Compare, Const, Has, HasAny, IsKnown, Node, Not, Or, ReadingIs, Truth, thresholds, walk

Sort = Literal["word", "rank", "number", "yes or no"]
_ORDER: dict[Sort, int] = {"word": 0, "rank": 1, "number": 2, "yes or no": 3}
HAS, KNOWN, READING = "has ", "known ", "reading "
ANY_OTHER = "*"


@dataclass(frozen=True, slots=True)
class Cell:
    """Values between which no condition tells a difference: a value that stands for them, and for numbers their bounds."""

    value: Const
    low: float = -inf
    high: float = inf
    low_in: bool = False
    high_in: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """One name and its cells. For `has`, `fact` is the set and `value` the word in it."""

    key: str
    sort: Sort
    cells: tuple[Cell, ...]
    fact: str
    value: str = ""


def plain(node: Node, sets: Mapping[str, Iterable[str]], readings: Mapping[str, bool | str] | None) -> Node:
    """The same condition with comparisons only.

    Readings are taken where values are given, else they are names like others; so is whether a name is known, except
    where the readings are taken: then everything is known.
    """
    match node:
        case ReadingIs(id_, op, constant):
            if readings is None:
                return Compare(READING + id_, op, constant)
            return Truth((readings[id_] == constant) == (op == "=="))
        case IsKnown(name):
            return Truth(value=True) if readings is not None else Compare(KNOWN + name, "==", constant=True)
        case Has(name, value):
            return Compare(f"{HAS}{name} {value}", "==", constant=True)
        case HasAny(name):
            return Or(tuple(Compare(f"{HAS}{name} {value}", "==", constant=True) for value in sets[name]))
        case Not(part):
            return Not(plain(part, sets, readings))
        case And(inner):
            return And(tuple(plain(part, sets, readings) for part in inner))
        case Or(inner):
            return Or(tuple(plain(part, sets, readings) for part in inner))
        case AtLeast(count, inner):
            return AtLeast(count, tuple(plain(part, sets, readings) for part in inner))
    return node


def sets_in(nodes: Iterable[Node], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """For each set, the words for which a condition asks, and one word for all others where there are others."""
    found: dict[str, dict[str, None]] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, Has):
                found.setdefault(part.name, {})[part.constant] = None
            elif isinstance(part, HasAny):
                found.setdefault(part.name, {})
    others = {name: () if set(vocabulary.names[name].values) <= set(values) else (ANY_OTHER,) for name, values in found.items()}
    return {name: (*values, *others[name]) for name, values in found.items()}


def axes_of(nodes: Iterable[Node], vocabulary: Vocabulary) -> tuple[Axis, ...]:
    """The axes of plain conditions: words first, then ranks, numbers, and what holds or does not."""
    bounds: dict[str, set[Const]] = {}
    for node in nodes:
        for name, constants in thresholds(node).items():
            bounds.setdefault(name, set()).update(constants)
    axes = [_axis(key, constants, vocabulary) for key, constants in bounds.items()]
    return tuple(sorted(axes, key=lambda axis: _ORDER[axis.sort]))


def _axis(key: str, constants: set[Const], vocabulary: Vocabulary) -> Axis:
    if key.startswith(HAS):
        fact, value = key.removeprefix(HAS).split(" ", 1)
        return Axis(key, "yes or no", _YES_NO, fact, value)
    if key.startswith(KNOWN):
        return Axis(key, "yes or no", _YES_NO, key)
    if key.startswith(READING):
        choices = vocabulary.readings[key.removeprefix(READING)]
        return Axis(key, "word", tuple(Cell(choice) for choice in choices), key)
    name: Name = vocabulary.names[key]
    if name.type == "flag":
        return Axis(key, "yes or no", _YES_NO, key)
    if name.type in ("count", "number"):
        numbers = sorted(float(one) for one in constants if not isinstance(one, str))
        return Axis(key, "number", tuple(_between(numbers, whole=name.type == "count")), key)
    return Axis(key, "rank" if name.type == "ranked" else "word", tuple(Cell(value) for value in name.values), key)


def _between(numbers: list[float], *, whole: bool) -> Iterable[Cell]:
    """The thresholds and what lies between them; a count is whole and starts at 0."""
    edges = [-inf, *numbers, inf]
    for low, high in pairwise(edges):
        if low > -inf and not (whole and low < 0):
            yield Cell(low, low, low, low_in=True, high_in=True)
        if whole:
            first = max(low + 1, 0.0) if low > -inf else 0.0
            if first < high:
                yield Cell(first, low, high)
        else:
            yield Cell(_inside(low, high), low, high)


def _inside(low: float, high: float) -> float:
    if low == -inf:
        return high - 1 if high < inf else 0.0
    return low + 1 if high == inf else (low + high) / 2


_YES_NO = (Cell(value=True), Cell(value=False))
