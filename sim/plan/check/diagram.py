"""The cells into which conditions cut the values of names, and all cells of several conditions at once, without walking through all.

Between two thresholds the answer cannot change: a count or a number is cut at its thresholds, a word or a rank has one cell for each
value, and what holds or does not (a flag, a value in a set) has two. Sets are told apart by `has`: each value that a condition names is
an axis of its own.

A sum of names is an axis too, asked after its names, and only in those cells that it can have beside theirs: where 20 are dead, dead and
missing together are no fewer.

The names are asked one after the other. What the conditions become once a name has its value is kept, so that the same rest is
never worked out twice: a decision diagram. It is exact, and its size follows what the conditions tell apart, not the product of
the cells.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Literal

from sim.plan.check.sums import Additions, Bounded, UndecidedError, can_be
from sim.plan.conditions import Name, Vocabulary
from sim.plan.expression import (
    And,
    AtLeast,
    Compare,
    Const,
    Elapsed,
    Has,
    HasAny,
    In,
    IsKnown,
    Node,
    Not,
    Or,
    ReadingIs,
    Total,
    Truth,
    names,
    thresholds,
    walk,
)  # fmt: skip

Sort = Literal["word", "rank", "number", "yes or no"]
_ORDER: dict[Sort, int] = {"word": 0, "rank": 1, "number": 2, "yes or no": 3}
HAS, KNOWN, READING, SUM, ELAPSED = "has ", "known ", "reading ", "sum ", "elapsed "
ANY_OTHER = "*"
MOST_WORK = 1_000_000  # comparisons looked at for one diagram: some seconds; cells of long conditions cost more than cells of short ones
MOST_STEPS = 20_000  # cells asked for one diagram; a plan that people can read needs some hundreds

_OPS: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_TRUE, _FALSE = Truth(value=True), Truth(value=False)


@dataclass(frozen=True, slots=True)
class Cell:
    """Values between which no condition tells a difference: a value that stands for them, and for numbers their bounds."""

    value: Const
    low: float = -inf
    high: float = inf
    low_in: bool = False
    high_in: bool = False

    def range(self, *, whole: bool) -> Bounded:
        """The values that it holds, for a number."""
        return Bounded(self.low, self.high, self.low_in, self.high_in, whole).tight()


_EVERY_COUNT = Bounded(0, low_in=True, whole=True)
_YES_NO = (Cell(value=True), Cell(value=False))


@dataclass(frozen=True, slots=True)
class Axis:
    """One name and its cells. For `has`, `fact` is the set and `value` the word in it; for a sum, `terms` are its names."""

    key: str
    sort: Sort
    cells: tuple[Cell, ...]
    fact: str
    value: str = ""
    terms: tuple[str, ...] = ()


def as_comparisons(node: Node, sets: Mapping[str, Iterable[str]], readings: Mapping[str, bool | str] | None) -> Node:
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
        case Total() | Elapsed():
            return _measured(node)
        case Has(name, value):
            return Compare(f"{HAS}{name} {value}", "==", constant=True)
        case HasAny(name):
            return Or(tuple(Compare(f"{HAS}{name} {value}", "==", constant=True) for value in sets[name]))
        case Not(part):
            return Not(as_comparisons(part, sets, readings))
        case And(inner) | Or(inner) | AtLeast(parts=inner):
            return replace(node, parts=tuple(as_comparisons(part, sets, readings) for part in inner))
    return node


def _measured(node: Total | Elapsed) -> Compare:
    """A sum, or a distance of moments, as a name of its own."""
    if isinstance(node, Total):
        return Compare(SUM + " ".join(sorted(node.names)), node.op, node.constant)
    return Compare(f"{ELAPSED}{node.since} {node.until}", node.op, node.minutes)


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
    """The axes of plain conditions: words first, then ranks, numbers, sums, and what holds or does not."""
    bounds: dict[str, set[Const]] = {}
    for node in nodes:
        for name, constants in thresholds(node).items():
            bounds.setdefault(name, set()).update(constants)
    axes = [_axis(key, constants, vocabulary) for key, constants in bounds.items()]
    return tuple(sorted(axes, key=lambda axis: (_ORDER[axis.sort], len(axis.terms))))


def _axis(key: str, constants: set[Const], vocabulary: Vocabulary) -> Axis:
    if key.startswith(HAS):
        fact, value = key.removeprefix(HAS).split(" ", 1)
        return Axis(key, "yes or no", _YES_NO, fact, value)
    if key.startswith(KNOWN):
        return Axis(key, "yes or no", _YES_NO, key)
    if key.startswith(READING):
        choices = vocabulary.readings[key.removeprefix(READING)]
        return Axis(key, "word", tuple(Cell(choice) for choice in choices), key)
    if key.startswith((SUM, ELAPSED)):
        terms = tuple(key.removeprefix(SUM).split(" ")) if key.startswith(SUM) else ()
        whole = bool(terms) and all(vocabulary.names[term].type == "count" for term in terms)
        return Axis(key, "number", tuple(_between(_numbers(constants), whole=whole)), key, terms=terms)
    name: Name = vocabulary.names[key]
    if name.type == "flag":
        return Axis(key, "yes or no", _YES_NO, key)
    if name.type in ("count", "number"):
        return Axis(key, "number", tuple(_between(_numbers(constants), whole=name.type == "count")), key)
    return Axis(key, "rank" if name.type == "ranked" else "word", tuple(Cell(value) for value in name.values), key)


def _numbers(constants: Iterable[Const]) -> list[float]:
    return sorted(float(one) for one in constants if not isinstance(one, str))


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


class TooManyCellsError(Exception):
    """The conditions tell more cases apart than can be walked through."""


@dataclass(frozen=True, slots=True)
class Split:
    """A name is asked: `below[i]` is what follows from its cell i."""

    axis: int
    below: tuple[int, ...]


Holding = tuple[bool, ...]  # which of the conditions hold
NOWHERE = -1  # in place of what follows: the cell holds no value beside those that were chosen before
_Chosen = tuple[tuple[str, int], ...]  # the names and sums of which a sum still depends, and their cells


class Diagram:
    """What each of `conditions` says in every cell. Raises TooManyCellsError."""

    def __init__(
        self,
        conditions: Sequence[Node],
        vocabulary: Vocabulary,
        readings: Mapping[str, bool | str] | None = None,
        given: Mapping[str, Const] | None = None,
        additions: Additions | None = None,
    ) -> None:
        """With `readings` each reading has its value and all is known; without, readings and knowledge vary too.

        `given` are names whose value is settled beforehand, `additions` what several diagrams may spend on sums together.
        """
        self._additions = additions or Additions()
        sets = sets_in(conditions, vocabulary)
        nodes = tuple(as_comparisons(node, sets, readings) for node in conditions)
        for settled in (None, *(given or {}).items()):
            nodes = tuple(folded(node, settled, vocabulary) for node in nodes)
        self.axes: tuple[Axis, ...] = axes_of(nodes, vocabulary)
        self.nodes: list[Split | Holding] = []
        self._vocabulary = vocabulary
        self._ids: dict[Split | Holding, int] = {}
        self._seen: dict[tuple[tuple[Node, ...], _Chosen], int] = {}
        self._place = {axis.key: at for at, axis in enumerate(self.axes)}
        self._steps = self._work = 0
        self.root = self._grown(nodes, 0, ())

    def _grown(self, state: tuple[Node, ...], start: int, chosen: _Chosen) -> int:
        open_names = frozenset().union(*(names(node) for node in state))
        if chosen and not any(name.startswith(SUM) for name in open_names):
            chosen = ()
        if (state, chosen) in self._seen:
            return self._seen[state, chosen]
        place = next((at for at in range(start, len(self.axes)) if self.axes[at].key in open_names), None)
        if place is None:
            found = self._kept(tuple(node == _TRUE for node in state))
        else:
            axis = self.axes[place]
            self._steps += len(axis.cells)
            self._work += len(axis.cells) * sum(1 for node in state for _ in walk(node))
            if self._steps > MOST_STEPS or self._work > MOST_WORK:
                raise TooManyCellsError
            below = tuple(self._below(state, place, number, chosen) for number in range(len(axis.cells)))
            possible = set(below) - {NOWHERE}
            found = possible.pop() if len(possible) == 1 else self._kept(Split(place, below))
        self._seen[state, chosen] = found
        return found

    def _below(self, state: tuple[Node, ...], place: int, number: int, chosen: _Chosen) -> int:
        """What follows where a name has a value of one of its cells."""
        axis = self.axes[place]
        if axis.terms or any(axis.key in other.terms for other in self.axes):
            chosen = (*chosen, (axis.key, number))
        if axis.terms and not self._possible(chosen):
            return NOWHERE
        return self._grown(tuple(folded(node, (axis.key, axis.cells[number].value), self._vocabulary) for node in state), place + 1, chosen)

    def _possible(self, chosen: _Chosen) -> bool:
        """Whether names and sums can be in their cells together."""
        cells = {key: self.axes[self._place[key]].cells[number] for key, number in chosen}
        sums = [(self.axes[self._place[key]].terms, cell) for key, cell in cells.items() if key.startswith(SUM)]
        counts = {term: self._vocabulary.names[term].type == "count" for terms, _ in sums for term in terms}
        ranges = {term: _EVERY_COUNT if whole else Bounded() for term, whole in counts.items()}
        ranges |= {term: cells[term].range(whole=counts[term]) & ranges[term] for term in counts if term in cells}
        try:
            return can_be(ranges, [(terms, cell.range(whole=all(counts[term] for term in terms))) for terms, cell in sums], self._additions)
        except UndecidedError:
            raise TooManyCellsError from None

    def _kept(self, node: Split | Holding) -> int:
        if node not in self._ids:
            self._ids[node] = len(self.nodes)
            self.nodes.append(node)
        return self._ids[node]

    def leaves(self) -> set[Holding]:
        """Every combination of answers that some cell has."""
        return {node for node in self.nodes if not isinstance(node, Split)}


def satisfiable(
    conditions: Iterable[Node], vocabulary: Vocabulary, *, given: Mapping[str, Const] | None = None, additions: Additions | None = None
) -> bool:
    """Whether the conditions can hold together, whatever the readings are; `given` fixes names. True when that cannot be told."""
    try:
        diagram = Diagram([And(tuple(conditions))], vocabulary, given=given, additions=additions)
    except TooManyCellsError:
        return True
    return (True,) in diagram.leaves()


def folded(node: Node, given: tuple[str, Const] | None, vocabulary: Vocabulary) -> Node:
    """The condition once a name has its value, without what that has decided."""
    match node:
        case Compare(name, op, constant) if given is not None and name == given[0]:
            return _TRUE if _compare(given[1], op, constant, name, vocabulary) else _FALSE
        case In(name, constants) if given is not None and name == given[0]:
            return _TRUE if given[1] in constants else _FALSE
        case Not(part):
            inner = folded(part, given, vocabulary)
            return Truth(not inner.value) if isinstance(inner, Truth) else Not(inner)
        case And(inner_parts):
            return _joined([folded(part, given, vocabulary) for part in inner_parts], And, _FALSE, _TRUE)
        case Or(inner_parts):
            return _joined([folded(part, given, vocabulary) for part in inner_parts], Or, _TRUE, _FALSE)
        case AtLeast(count, inner_parts):
            found = [folded(part, given, vocabulary) for part in inner_parts]
            needed = count - found.count(_TRUE)
            left = tuple(part for part in found if not isinstance(part, Truth))
            if needed <= 0:
                return _TRUE
            return AtLeast(needed, left) if needed <= len(left) else _FALSE
    return node


def _joined(parts: list[Node], kind: type[And | Or], deciding: Truth, idle: Truth) -> Node:
    if deciding in parts:
        return deciding
    left = tuple(dict.fromkeys(part for part in parts if part != idle))
    if not left:
        return idle
    return left[0] if len(left) == 1 else kind(left)


def _compare(value: Const, op: str, constant: Const, name: str, vocabulary: Vocabulary) -> bool:
    if op == "==":
        return value == constant
    if op == "!=":
        return value != constant
    known = vocabulary.names.get(name)
    if known is not None and known.type == "ranked":
        return _OPS[op](known.ranks[str(value)], known.ranks[str(constant)])
    return _OPS[op](float(value), float(constant))
