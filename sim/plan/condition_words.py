"""A condition as a phrase: the plan's names for its facts, and, or and not as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sim.durations import amount_words, parse_amount
from sim.plan.expression import (
    And,
    AtLeast,
    Compare,
    ConditionError,
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
    parse_condition,
)  # fmt: skip
from sim.plan.starts import STARTS, awaited_duty
from sim.words import Called, InLanguages, NamesLater, Phrase, Said, phrase, words

_RANKED = ("grade", "level", "warning")


@dataclass(frozen=True, slots=True)
class Series:
    """Several things in a row; those that are lists themselves, or `wide`, are kept apart by a stronger sign."""

    parts: tuple[Said, ...]
    wide: bool = False

    def of(self, lang: str) -> str:
        """The row in `lang`; nothing is said as such."""
        say = words(lang)
        told = [say.tell(part) for part in self.parts]
        narrow = say("word.list-separator")
        wide = self.wide or any(narrow in one for one in told)
        return (say("word.wide-separator") if wide else narrow).join(told) or say("word.nothing")


def chained(parts: Iterable[InLanguages], link: Callable[[InLanguages, InLanguages], InLanguages]) -> InLanguages:
    """Parts put together two by two, so that a language says what stands between them."""
    return reduce(link, parts)


class ConditionWords:
    """Conditions in the words of one plan."""

    def __init__(self, names: NamesLater) -> None:
        self._names = names

    def of_text(self, text: str) -> InLanguages:
        """A condition as a file writes it; as it is written where it cannot be read."""
        try:
            return self.of_node(parse_condition(text))
        except ConditionError:
            return Series((text,))

    def of_node(self, node: Node) -> InLanguages:
        """A condition that has been read, and perhaps settled."""
        match node:
            case Truth(value):
                return phrase("word.yes") if value else phrase("word.no")
            case Compare(name, op, constant):
                return self._compare(name, op, constant)
            case In(name, constants):
                values = chained((self._names.value(name, one) for one in constants), lambda a, b: phrase("plan.value-or", one=a, other=b))
                return phrase("plan.is-one-of", fact=self._names.fact(name), values=values)
            case Has(name, constant):
                return phrase("plan.has", fact=self._names.fact(name), value=self._names.value(name, constant))
            case HasAny(name):
                return phrase("plan.has-any", fact=self._names.fact(name))
            case IsKnown(name):
                return phrase("plan.is-known", fact=self._names.fact(name))
            case Not(IsKnown(name)):
                return phrase("plan.is-not-known", fact=self._names.fact(name))
            case ReadingIs() | Total() | Elapsed():
                return self._measured(node)
            case Not(part):
                return phrase("plan.not", part=self._inner(part))
        return self._several(node)

    def _measured(self, node: ReadingIs | Total | Elapsed) -> InLanguages:
        """A reading, a sum of facts, or the distance of two moments, against its bound."""
        if isinstance(node, ReadingIs):
            return self._reading(node.id, node.op, node.constant)
        if isinstance(node, Total):
            return _SIGNS[node.op](self.total(node.names), Series((node.constant,)))
        span = phrase("plan.elapsed", since=self.moment(node.since), until=self.moment(node.until))
        return _SIGNS[node.op](span, amount_words(node.length))

    def _several(self, node: And | Or | AtLeast) -> InLanguages:
        bound = _one_bound(node)
        if bound is not None:
            return self._compare(bound.name, bound.op, bound.constant)
        if isinstance(node, AtLeast):
            return phrase("plan.at-least-so-many", count=node.count, parts=Series(tuple(self._inner(part) for part in node.parts), wide=True))
        parts = [self.of_node(part) if type(part) is type(node) else self._inner(part) for part in node.parts]
        if isinstance(node, Or):
            return chained(parts, lambda one, other: phrase("plan.condition-or", one=one, other=other))
        return chained(parts, lambda one, other: phrase("plan.and", one=one, other=other))

    def _inner(self, node: Node) -> InLanguages:
        said = self.of_node(node)
        return phrase("plan.in-brackets", said=said) if isinstance(node, And | Or) and _one_bound(node) is None else said

    def _compare(self, name: str, op: str, constant: Any) -> Phrase:
        fact = self._names.fact(name)
        if isinstance(constant, bool) and op == "==":
            return phrase("plan.holds", fact=fact) if constant else phrase("plan.holds-not", fact=fact)
        value = self._names.value(name, constant)
        if name in _RANKED and op in _RANKS:
            return _RANKS[op](value)
        return _SIGNS[op](fact, value)

    def total(self, names: Iterable[str]) -> InLanguages:
        """A sum of facts."""
        return chained((self._names.fact(name) for name in names), lambda one, other: phrase("plan.total", one=one, other=other))

    def moment(self, start: str) -> InLanguages:
        """A moment from or to which time is measured."""
        awaited = awaited_duty(start)
        return phrase(f"moment.{start}") if awaited is None else phrase("plan.moment-of-duty", title=Called(self._names, "of", ("duty", awaited)))

    def _reading(self, id_: str, op: str, constant: bool | str) -> Phrase:
        fact = phrase("plan.the-reading", text=Called(self._names, "of", ("reading", id_)))
        return _SIGNS[op](fact, self.choice(id_, constant))

    def choice(self, reading: str, value: bool | str) -> InLanguages:
        """What a reading is, or may be, taken as."""
        if isinstance(value, bool):
            return phrase("word.yes") if value else phrase("word.no")
        if value in STARTS:
            return phrase(f"start.{value}")
        try:
            return amount_words(parse_amount(value))
        except ValueError:
            return Called(self._names, "choice", (reading, value))


_SIGNS: dict[str, Callable[[InLanguages, InLanguages], Phrase]] = {
    "==": lambda fact, value: phrase("plan.equals", fact=fact, value=value),
    "!=": lambda fact, value: phrase("plan.differs", fact=fact, value=value),
    "<": lambda fact, value: phrase("plan.below", fact=fact, value=value),
    "<=": lambda fact, value: phrase("plan.at-most", fact=fact, value=value),
    ">": lambda fact, value: phrase("plan.above", fact=fact, value=value),
    ">=": lambda fact, value: phrase("plan.at-least", fact=fact, value=value),
}
_RANKS: dict[str, Callable[[InLanguages], Phrase]] = {
    "<": lambda value: phrase("plan.milder-than", value=value),
    "<=": lambda value: phrase("plan.or-milder", value=value),
    ">": lambda value: phrase("plan.worse-than", value=value),
    ">=": lambda value: phrase("plan.or-worse", value=value),
}


def _one_bound(node: Node) -> Compare | None:
    """One bound where two are said: more than 50, or 50."""
    match node:
        case Or((Compare(name, ">" | "<" as op, constant), Compare(other, "==", same))) if name == other and constant == same:
            return Compare(name, ">=" if op == ">" else "<=", constant)
        case Or((Compare(other, "==", same), Compare(name, ">" | "<" as op, constant))) if name == other and constant == same:
            return Compare(name, ">=" if op == ">" else "<=", constant)
    return None
