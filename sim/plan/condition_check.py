"""Whether a condition fits the names, types and values of a vocabulary, and in what words it does not."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import nearest, shown
from sim.plan.expression import ConditionError
from sim.plan.nodes import Compare, Const, Has, HasAny, In, IsKnown, Node, ReadingIs, walk
from sim.plan.vocabulary import Name, Vocabulary

_ORDERED = ("count", "number", "ranked")


def check_condition(node: Node, vocabulary: Vocabulary) -> list[ConditionError]:
    """Everything that is wrong with the names and constants of a condition, in the order of the text."""
    return [error for part in walk(node) for error in _check(part, vocabulary)]


def _check(node: Node, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    if isinstance(node, ReadingIs):
        yield from _check_reading(node, vocabulary)
        return
    if not isinstance(node, Compare | In | Has | HasAny | IsKnown):
        return
    name = vocabulary.names.get(node.name)
    if name is None:
        known = sorted(vocabulary.names)
        yield ConditionError(f'the name "{shown(node.name)}" is unknown', allowed=listed(known), hint=nearest(node.name, known))
    elif isinstance(node, Has | HasAny):
        if name.type != "set of":
            function = "has" if isinstance(node, Has) else "has_any"
            yield ConditionError(f'{function}() needs a set; "{node.name}" is {_kind(name)}')
        elif isinstance(node, Has):
            yield from _check_word(node.name, node.constant, name)
    elif isinstance(node, In):
        for constant in node.constants:
            yield from _check_constant(node.name, "==", constant, name)
    elif isinstance(node, Compare):
        yield from _check_constant(node.name, node.op, node.constant, name)


def _check_reading(node: ReadingIs, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    choices = vocabulary.readings.get(node.id)
    if choices is None:
        known = sorted(vocabulary.readings)
        hint = nearest(node.id, known)
        yield ConditionError(f'the reading "{shown(node.id)}" is unknown', allowed=listed(known), hint=hint)
    elif not any(same(node.constant, choice) for choice in choices):
        words = [said(choice) for choice in choices]
        hint = nearest(said(node.constant), words)
        problem = f'the reading "{node.id}" is never {said(node.constant)}'
        yield ConditionError(problem, allowed=listed(words), hint=hint)


def _check_constant(id_: str, op: str, constant: Const, name: Name) -> Iterator[ConditionError]:
    shape = f'"{id_}" is {_kind(name)}'
    number = isinstance(constant, int | float) and not isinstance(constant, bool)
    if name.type == "set of":
        yield ConditionError(f"{shape}; it is not compared", allowed=f"has({id_}, 'x') or has_any({id_})")
    elif op not in ("==", "!=") and name.type not in _ORDERED:
        yield ConditionError(f"{shape}; it has no order", allowed="== and !=")
    elif name.type == "flag" and not isinstance(constant, bool):
        yield ConditionError(f"{shape}; it is compared with {said(constant)}", allowed="true or false")
    elif name.type in ("count", "number") and not number:
        problem = f"{shape}; it is compared with {said(constant)}" if constant is not True else f"{shape}, no condition"
        yield ConditionError(problem, allowed=f"a number, such as {id_} >= 10")
    elif name.type == "count" and not isinstance(constant, int):
        yield ConditionError(f"{shape}; it is compared with {constant!r}", allowed="a whole number")
    elif name.type in ("one of", "ranked"):
        yield from _check_word(id_, constant, name)


def _check_word(id_: str, constant: Const, name: Name) -> Iterator[ConditionError]:
    if constant in name.values and isinstance(constant, str):
        return
    problem = f"never {said(constant)}" if isinstance(constant, str) else f"{_kind(name)}, not {said(constant)}"
    hint = nearest(constant, name.values) if isinstance(constant, str) else "words stand in quotes"
    yield ConditionError(f'"{id_}" is {problem}', allowed=listed(name.values), hint=hint)


def listed(words: tuple[str, ...] | list[str], limit: int = 12) -> str:
    """Words in a row, and how many more there are."""
    more = f", … ({len(words)} in all)" if len(words) > limit else ""
    return ", ".join(words[:limit]) + more


def _kind(name: Name) -> str:
    return {"count": "a count", "number": "a number", "flag": "a flag", "set of": "a set of words"}.get(name.type, "a word")


def said(value: Const) -> str:
    """A constant as the file writes it."""
    return shown(value, 40) if isinstance(value, str) else str(value).lower()


def same(one: object, other: object) -> bool:
    """Whether two values are equal and of one type: true is not 1."""
    return type(one) is type(other) and one == other
