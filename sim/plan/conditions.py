"""What a condition means: which names and constants it may use, and how it is reckoned when something is unknown.

Three-valued, after Kleene: a part that asks for an unknown name is unknown (`None`), and the whole is unknown
unless the other parts decide it. `grade >= 'III'` means III or worse: ranks come from the order of the file.
A count is never below 0, so that the known part of a sum may decide it: 12 dead and an unknown number missing are at least 10.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, Literal

from sim.errors import nearest, shown
from sim.plan.channels import channels_of
from sim.plan.derived import derived_duties
from sim.plan.expression import (
    And,
    AtLeast,
    Compare,
    ConditionError,
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
    walk,
)  # fmt: skip
from sim.plan.model import Fact, Plan
from sim.plan.starts import STARTS
from sim.vocabulary import FORMS, KINDS, SENT_KINDS
from sim.words import NOTHING, Phrase, Said, phrase

# -- the names that a condition may use, with their types and values -----------------------------------------------------------


NO_RANK = "none"  # what is known not to have a grade, a level or a warning: below them all
ROW_NAMES = ("kind", "channel", "form", "actor", "to")  # what every row says of itself
ENGINE_NAMES = (*ROW_NAMES, "grade", "level", "warning")

Type = Literal["count", "number", "flag", "one of", "set of", "ranked"]


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its type, its possible values, and for a ranked name their rank (worse is greater)."""

    type: Type
    values: tuple[str, ...] = ()
    ranks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names by id, for every reading the values from which it is chosen, and the moments between which time can be measured."""

    names: Mapping[str, Name]
    readings: Mapping[str, tuple[bool | str, ...]] = field(default_factory=dict)
    moments: tuple[str, ...] = ()  # as limits write their starts; none where a condition is not over rows

    def with_parties_and_forms(self, bodies: Iterable[str], forms: Iterable[str]) -> Vocabulary:
        """The same with bodies, and forms of messages and tasks, that only the resources know."""
        parties = Name("one of", tuple(dict.fromkeys((*self.names["actor"].values, *bodies))))
        known = Name("one of", tuple(dict.fromkeys((*self.names["form"].values, *forms))))
        return replace(self, names={**self.names, "form": known, "actor": parties, "to": parties})


def ranked(ids: Iterable[str]) -> Name:
    """A ranked name whose values stand in the file worst first."""
    order = tuple(ids)
    return Name("ranked", (*order, NO_RANK), {id_: len(order) - place for place, id_ in enumerate(order)} | {NO_RANK: 0})


def vocabulary(plan: Plan) -> Vocabulary:
    """The names of a plan: its facts, what every row says of itself, the event's grade, level and warning."""
    parties = (*(body.id for body in plan.body), *(post.id for post in plan.post))
    names: dict[str, Name] = {fact.id: Name(fact.type, fact.values) for fact in plan.fact}
    names |= {
        "kind": Name("one of", KINDS),
        "channel": Name("one of", channels_of(plan)),
        "form": Name("one of", forms_of(plan)),
        "actor": Name("one of", parties),
        "to": Name("one of", parties),
        "grade": ranked(entry.id for entry in plan.grade),
        "level": ranked(entry.id for entry in plan.level),
        "warning": ranked(entry.id for entry in plan.warning),
    }
    moments = moments_with(duty.id for duty in (*plan.duty, *derived_duties(plan)))
    return Vocabulary(names, {reading.id: reading.choices for reading in plan.reading}, moments)


def moments_with(duties: Iterable[str]) -> tuple[str, ...]:
    """The moments that a condition over rows may name, with those at which these duties are done."""
    return (*STARTS, *(f"duty:{id_}" for id_ in duties))


def message_forms(plan: Plan) -> tuple[str, ...]:
    """The forms that a message may have: the product's, and those whose contents the plan states."""
    return tuple(dict.fromkeys((*FORMS, *SENT_KINDS.values(), *(content.form for content in plan.content))))


def forms_of(plan: Plan) -> tuple[str, ...]:
    """The forms that a row may have: of messages, and the tasks that duties name."""
    return tuple(dict.fromkeys((*message_forms(plan), *(duty.form for duty in (*plan.duty, *derived_duties(plan)) if duty.form))))


def value_problem(name: Name, value: object) -> Said:
    """Why `value` cannot be a value of this name, or nothing where it can. For scenarios and outside logs."""
    match name.type:
        case "flag":
            return NOTHING if isinstance(value, bool) else phrase("conditions.value.flag")
        case "count":
            good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            return NOTHING if good else phrase("conditions.value.count")
        case "number":
            good = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
            return NOTHING if good else phrase("conditions.value.number")
        case "set of":
            if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in value):
                return phrase("conditions.value.set")
            return _outside([str(one) for one in value], name.values)
    return _outside([value], name.values) if isinstance(value, str) else phrase("conditions.value.word")


def fact_problem(fact: Fact, value: object) -> Said:
    """The same for a fact of the plan."""
    return value_problem(Name(fact.type, fact.values), value)


def _outside(found: Sequence[str], values: Sequence[str]) -> Said:
    strangers = [one for one in found if one not in values]
    return phrase("conditions.value.stranger", value=shown(strangers[0], 40)) if strangers else NOTHING


MOMENT = "moment "  # before a start: what a lookup is asked for the minute of a moment; no name has a blank in it
Lookup = Callable[[str], Any]
Test = Callable[[Lookup], bool | None]

# -- what a condition means ----------------------------------------------------------------------------------------------------


_ORDERED = ("count", "number", "ranked")
_MOST_LISTED = 12
_ORDER = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_DIGITS = 6  # of a minute: outside logs are rounded


def check_condition(node: Node, vocabulary: Vocabulary) -> list[ConditionError]:
    """Everything that is wrong with the names and constants of a condition, in the order of the text."""
    return [error for part in walk(node) for error in _check(part, vocabulary)]


def _check(node: Node, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    if isinstance(node, ReadingIs):
        yield from _check_reading(node, vocabulary)
        return
    if isinstance(node, Total):
        yield from _check_total(node, vocabulary)
        return
    if isinstance(node, Elapsed):
        yield from _check_moments(node, vocabulary)
        return
    if not isinstance(node, Compare | In | Has | HasAny | IsKnown):
        return
    name = vocabulary.names.get(node.name)
    if name is None:
        yield _unknown(node.name, vocabulary)
    elif isinstance(node, Has | HasAny):
        if name.type != "set of":
            function = "has" if isinstance(node, Has) else "has_any"
            yield ConditionError(phrase("conditions.needs-a-set", function=function, name=node.name, kind=_kind(name)))
        elif isinstance(node, Has):
            yield from _check_word(node.name, node.constant, name)
    elif isinstance(node, In):
        for constant in node.constants:
            yield from _check_constant(node.name, "==", constant, name)
    elif isinstance(node, Compare):
        yield from _check_constant(node.name, node.op, node.constant, name)


def _unknown(id_: str, vocabulary: Vocabulary) -> ConditionError:
    known = sorted(vocabulary.names)
    return ConditionError(phrase("conditions.unknown-name", name=shown(id_)), allowed=_listed(known), hint=nearest(id_, known))


def _check_total(node: Total, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    """Counts and numbers alone have a sum, and a sum of counts is held against a whole number."""
    names = {id_: vocabulary.names.get(id_) for id_ in node.names}
    for id_, name in names.items():
        if name is None:
            yield _unknown(id_, vocabulary)
        elif name.type not in ("count", "number"):
            yield ConditionError(phrase("conditions.no-sum", name=id_, kind=_kind(name)), allowed=phrase("conditions.sum-of-names"))
    known = [name for name in names.values() if name is not None and name.type in ("count", "number")]
    if len(known) == len(names):
        whole = all(name.type == "count" for name in known)
        yield from _check_constant(" + ".join(node.names), node.op, node.constant, Name("count" if whole else "number"))


def _check_moments(node: Elapsed, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    if not vocabulary.moments:
        yield ConditionError(phrase("conditions.no-moments-here"), hint=phrase("conditions.moments-in-duties"))
        return
    for start in (node.since, node.until):
        if start not in vocabulary.moments:
            allowed, hint = (*STARTS, "duty:ID"), nearest(start, vocabulary.moments)
            yield ConditionError(phrase("conditions.unknown-moment", moment=shown(start)), allowed=allowed, hint=hint)


def _check_reading(node: ReadingIs, vocabulary: Vocabulary) -> Iterator[ConditionError]:
    choices = vocabulary.readings.get(node.id)
    if choices is None:
        known = sorted(vocabulary.readings)
        yield ConditionError(phrase("conditions.unknown-reading", id=shown(node.id)), allowed=_listed(known), hint=nearest(node.id, known))
    elif not any(same_value(node.constant, choice) for choice in choices):
        words = [written_constant(choice) for choice in choices]
        value = written_constant(node.constant)
        yield ConditionError(phrase("conditions.reading-never", id=node.id, value=value), allowed=_listed(words), hint=nearest(value, words))


def _check_constant(id_: str, op: str, constant: Const, name: Name) -> Iterator[ConditionError]:
    kind, value = _kind(name), written_constant(constant)
    number = isinstance(constant, int | float) and not isinstance(constant, bool)
    if name.type == "set of":
        yield ConditionError(phrase("conditions.not-compared", name=id_, kind=kind), allowed=phrase("conditions.has-or-has-any", name=id_))
    elif op not in ("==", "!=") and name.type not in _ORDERED:
        yield ConditionError(phrase("conditions.no-order", name=id_, kind=kind), allowed=("==", "!="))
    elif name.type == "flag" and not isinstance(constant, bool):
        yield ConditionError(phrase("conditions.compared-with", name=id_, kind=kind, value=value), allowed=phrase("conditions.true-or-false"))
    elif name.type in ("count", "number") and not number:
        compared = phrase("conditions.compared-with", name=id_, kind=kind, value=value)
        problem = compared if constant is not True else phrase("conditions.no-condition", name=id_, kind=kind)
        yield ConditionError(problem, allowed=phrase("conditions.such-as", name=id_))
    elif name.type == "count" and not isinstance(constant, int):
        yield ConditionError(phrase("conditions.compared-with", name=id_, kind=kind, value=repr(constant)), allowed=phrase("conditions.whole-number"))
    elif name.type in ("one of", "ranked"):
        yield from _check_word(id_, constant, name)


def _check_word(id_: str, constant: Const, name: Name) -> Iterator[ConditionError]:
    if constant in name.values and isinstance(constant, str):
        return
    if isinstance(constant, str):
        problem, hint = phrase("conditions.never", name=id_, value=written_constant(constant)), nearest(constant, name.values)
    else:
        problem = phrase("conditions.not-a-word", name=id_, kind=_kind(name), value=written_constant(constant))
        hint = phrase("conditions.words-in-quotes")
    yield ConditionError(problem, allowed=_listed(name.values), hint=hint)


def _listed(constants: Sequence[str]) -> Said:
    """Words in a row; when they are many, the first of them and their number."""
    if len(constants) <= _MOST_LISTED:
        return tuple(constants)
    return phrase("conditions.and-more", words=tuple(constants[:_MOST_LISTED]), number=len(constants))


def _kind(name: Name) -> Phrase:
    return phrase(f"conditions.type.{name.type.replace(' ', '-')}")


def written_constant(value: Const) -> str:
    """A constant as the file writes it."""
    return shown(value, 40) if isinstance(value, str) else str(value).lower()


def same_value(one: object, other: object) -> bool:
    """Whether two values are equal and of one type: true is not 1."""
    return type(one) is type(other) and one == other


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
            return Truth(same_value(readings[id_], constant) == (op == "=="))
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


def about_facts(node: Node, *, holds: bool = True) -> Node:
    """What a settled condition asks of facts alone: each part about the row itself is taken as what makes the whole hold."""
    match node:
        case Compare(name=name) | In(name=name) | Has(name=name) | HasAny(name=name) | IsKnown(name=name):
            return Truth(holds) if name in ROW_NAMES else node
        case Elapsed():  # what time has passed is nobody's knowledge
            return Truth(holds)
        case Not(part):
            return Not(about_facts(part, holds=not holds))
        case And(parts) | Or(parts):
            return type(node)(tuple(about_facts(part, holds=holds) for part in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(about_facts(part, holds=holds) for part in parts))
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
        case Total() | Elapsed():
            return _elapsed(node) if isinstance(node, Elapsed) else _total(node, vocabulary)
        case IsKnown(id_):
            return lambda lookup: lookup(id_) is not None
        case Not(part):
            inner = _compiled(part, vocabulary)
            return lambda lookup: None if (value := inner(lookup)) is None else not value
        case And(parts) | Or(parts) | AtLeast(parts=parts):
            tests = [_compiled(part, vocabulary) for part in parts]
            return _count(node.count, tests) if isinstance(node, AtLeast) else _all(tests) if isinstance(node, And) else _any(tests)
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


def _total(node: Total, vocabulary: Vocabulary) -> Test:
    """A sum. Where counts are unknown, they are 0 or more; where anything else is, nothing follows."""
    op, bound = node.op, node.constant
    compare, terms = _ORDER[op], tuple((id_, vocabulary.names[id_].type == "count") for id_ in node.names)
    when_above: bool | None = compare(1, 0)  # what follows where the sum is above its bound however much is still unknown
    when_at: bool | None = compare(0, 0) if op in (">=", "<") else None  # where it is at least at its bound

    def test(lookup: Lookup) -> bool | None:
        known: float = 0
        unknown = False
        for id_, is_count in terms:
            value = lookup(id_)
            if value is None and is_count:
                unknown = True
            elif value is None or type(value) not in (int, float):
                return None  # a log from outside may hold anything
            else:
                known += value
        if not unknown:
            return bool(compare(known, bound))
        return when_above if known > bound else when_at if known == bound else None  # type: ignore[operator]

    return test


def _elapsed(node: Elapsed) -> Test:
    since, until = MOMENT + node.since, MOMENT + node.until
    compare, minutes = _ORDER[node.op], round(node.minutes, _DIGITS)

    def test(lookup: Lookup) -> bool | None:
        first, last = lookup(since), lookup(until)
        return None if first is None or last is None else bool(compare(round(last - first, _DIGITS), minutes))

    return test


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
