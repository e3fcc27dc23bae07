"""What a condition means: which names it may use, and how it is reckoned when something is unknown.

Three-valued, after Kleene: a part that asks for an unknown name is unknown (`None`), and the whole is unknown
unless the other parts decide it. `grade >= 'III'` means III or worse: ranks come from the order of the file.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from sim.plan.condition_check import check_condition, same
from sim.plan.expression import ConditionError
from sim.plan.expression import parse_condition as parse_text
from sim.plan.nodes import And, AtLeast, Compare, Const, Has, HasAny, In, IsKnown, Node, Not, Or, ReadingIs, Truth, names, readings_in, thresholds
from sim.plan.vocabulary import Name, Vocabulary

__all__ = [
    "ConditionError",
    "Lookup",
    "Test",
    "Vocabulary",
    "check_condition",
    "compile_condition",
    "names",
    "parse_condition",
    "readings_in",
    "settled",
    "thresholds",
]

Lookup = Callable[[str], Any]
Test = Callable[[Lookup], bool | None]

_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def parse_condition(text: str, vocabulary: Vocabulary | None = None) -> Node:
    """Read a condition and, with a vocabulary, check its names.

    Raises ConditionError with the first problem.
    """
    node = parse_text(text)
    if vocabulary is not None:
        for error in check_condition(node, vocabulary):
            raise error
    return node


def compile_condition(node: Node, vocabulary: Vocabulary, readings: Mapping[str, bool | str]) -> Test:
    """A function from a lookup (name to value, None for unknown) to True, False or None (unknown).

    Readings are taken once, here. Raises ConditionError with the first problem of `check_condition`.
    """
    for error in check_condition(node, vocabulary):
        raise error
    return _compiled(settled(node, readings), vocabulary)


def settled(node: Node, readings: Mapping[str, bool | str]) -> Node:
    """The node with its readings taken, and without the parts that they have decided."""
    match node:
        case ReadingIs(id_, op, constant):
            return Truth(same(readings[id_], constant) == (op == "=="))
        case Not(part):
            inner = settled(part, readings)
            return Truth(not inner.value) if isinstance(inner, Truth) else Not(inner)
        case And(parts):
            return _joined(parts, readings, And, deciding=False)
        case Or(parts):
            return _joined(parts, readings, Or, deciding=True)
        case AtLeast(count, parts):
            return AtLeast(count, tuple(settled(part, readings) for part in parts))
    return node


def _joined(parts: tuple[Node, ...], readings: Mapping[str, bool | str], kind: type[And | Or], *, deciding: bool) -> Node:
    left: list[Node] = []
    for part in parts:
        taken = settled(part, readings)
        if not isinstance(taken, Truth):
            left.append(taken)
        elif taken.value == deciding:
            return taken
    if not left:
        return Truth(not deciding)
    return left[0] if len(left) == 1 else kind(tuple(left))


def _compiled(node: Node, vocabulary: Vocabulary) -> Test:
    match node:
        case Truth(value):
            return lambda _: value
        case Compare(id_, op, constant):
            return _comparison(id_, op, constant, vocabulary.names[id_])
        case In(id_, constants):
            return _membership(id_, frozenset(constants))
        case Has(id_, constant):
            return _holds(id_, constant)
        case HasAny(id_):
            return lambda lookup: None if (value := lookup(id_)) is None else bool(value)
        case IsKnown(id_):
            return lambda lookup: lookup(id_) is not None
        case Not(part):
            inner = _compiled(part, vocabulary)
            return lambda lookup: None if (value := inner(lookup)) is None else not value
        case And(parts):
            return _all([_compiled(part, vocabulary) for part in parts])
        case Or(parts):
            return _any([_compiled(part, vocabulary) for part in parts])
        case AtLeast(count, parts):
            return _count(count, [_compiled(part, vocabulary) for part in parts])
    raise AssertionError(node)  # a reading that was not taken: settled leaves none


def _comparison(id_: str, op: str, constant: Const, name: Name) -> Test:
    if op == "==":
        return lambda lookup: None if (value := lookup(id_)) is None else value == constant
    if op == "!=":
        return lambda lookup: None if (value := lookup(id_)) is None else value != constant
    compare = _ORDER[op]
    if name.type != "ranked":
        return lambda lookup: None if (value := lookup(id_)) is None else compare(value, constant)
    rank_of, bound = name.ranks.get, name.ranks[str(constant)]
    return lambda lookup: None if (value := lookup(id_)) is None else compare(rank_of(value, 0), bound)


def _membership(id_: str, constants: frozenset[Const]) -> Test:
    return lambda lookup: None if (value := lookup(id_)) is None else value in constants


def _holds(id_: str, constant: str) -> Test:
    return lambda lookup: None if (value := lookup(id_)) is None else constant in value


def _all(tests: list[Test]) -> Test:
    def every(lookup: Lookup) -> bool | None:
        answer: bool | None = True
        for test in tests:
            value = test(lookup)
            if value is False:
                return False
            if value is None:
                answer = None
        return answer

    return every


def _any(tests: list[Test]) -> Test:
    def some(lookup: Lookup) -> bool | None:
        answer: bool | None = False
        for test in tests:
            value = test(lookup)
            if value is True:
                return True
            if value is None:
                answer = None
        return answer

    return some


def _count(count: int, tests: list[Test]) -> Test:
    def enough(lookup: Lookup) -> bool | None:
        holding = unknown = 0
        for test in tests:
            value = test(lookup)
            if value is None:
                unknown += 1
            elif value:
                holding += 1
        if holding >= count:
            return True
        return None if holding + unknown >= count else False

    return enough
