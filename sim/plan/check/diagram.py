"""All cells of several conditions at once, without walking through all of them.

The names are asked one after the other. What the conditions become once a name has its value is kept, so that the same rest is
never worked out twice: a decision diagram. It is exact, and its size follows what the conditions tell apart, not the product of
the cells.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.plan.check.axes import Axis, axes_of, plain, sets_in
from sim.plan.condition_names import Vocabulary
from sim.plan.expression import And, AtLeast, Compare, Const, In, Node, Not, Or, Truth, names

MOST_STEPS = 20_000  # cells asked for one diagram; a plan that people can read needs some hundreds

_OPS: dict[str, Callable[[float, float], bool]] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_TRUE, _FALSE = Truth(value=True), Truth(value=False)


class TooManyCellsError(Exception):
    """The conditions tell more cases apart than can be walked through."""


@dataclass(frozen=True, slots=True)
class Split:
    """A name is asked: `below[i]` is what follows from its cell i."""

    axis: int
    below: tuple[int, ...]


Leaf = tuple[bool, ...]  # which of the conditions hold


class Diagram:
    """What each of `conditions` says in every cell. Raises TooManyCellsError."""

    def __init__(
        self,
        conditions: Sequence[Node],
        vocabulary: Vocabulary,
        readings: Mapping[str, bool | str] | None = None,
        given: Mapping[str, Const] | None = None,
    ) -> None:
        """With `readings` each reading has its value and all is known; without, readings and knowledge vary too.

        `given` are names whose value is settled beforehand.
        """
        sets = sets_in(conditions, vocabulary)
        nodes = tuple(plain(node, sets, readings) for node in conditions)
        for settled in (None, *(given or {}).items()):
            nodes = tuple(folded(node, settled, vocabulary) for node in nodes)
        self.axes: tuple[Axis, ...] = axes_of(nodes, vocabulary)
        self.nodes: list[Split | Leaf] = []
        self._vocabulary = vocabulary
        self._ids: dict[Split | Leaf, int] = {}
        self._seen: dict[tuple[Node, ...], int] = {}
        self._steps = 0
        self.root = self._grown(nodes, 0)

    def _grown(self, state: tuple[Node, ...], start: int) -> int:
        if state in self._seen:
            return self._seen[state]
        open_names = frozenset().union(*(names(node) for node in state))
        place = next((at for at in range(start, len(self.axes)) if self.axes[at].key in open_names), None)
        if place is None:
            found = self._kept(tuple(node == _TRUE for node in state))
        else:
            axis = self.axes[place]
            self._steps += len(axis.cells)
            if self._steps > MOST_STEPS:
                raise TooManyCellsError
            below = tuple(
                self._grown(tuple(folded(node, (axis.key, cell.value), self._vocabulary) for node in state), place + 1) for cell in axis.cells
            )
            found = below[0] if len(set(below)) == 1 else self._kept(Split(place, below))
        self._seen[state] = found
        return found

    def _kept(self, node: Split | Leaf) -> int:
        if node not in self._ids:
            self._ids[node] = len(self.nodes)
            self.nodes.append(node)
        return self._ids[node]

    def leaves(self) -> set[Leaf]:
        """Every combination of answers that some cell has."""
        return {node for node in self.nodes if not isinstance(node, Split)}


def satisfiable(conditions: Iterable[Node], vocabulary: Vocabulary, *, given: Mapping[str, Const] | None = None) -> bool:
    """Whether the conditions can hold together, whatever the readings are; `given` fixes names. True when that cannot be told."""
    try:
        diagram = Diagram([And(tuple(conditions))], vocabulary, given=given)
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
