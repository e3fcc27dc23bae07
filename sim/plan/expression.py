"""The language of conditions: from text to a tree of frozen nodes, which can be walked.

A condition is a small part of Python's grammar, read with `ast` and never run: and, or, not, comparisons of
a name or of a sum of names with a constant (also chained), `x in [...]`, has(), has_any(), at_least(), known(),
reading(), elapsed(), true, false. At most 500 characters and 20 levels deep. What the names mean, and the three-valued reckoning, is in
`sim.plan.conditions`. A field that holds a condition has the type `When`: it is read once, with its file.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Self, TypeGuard

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.durations import Amount, Days, parse_amount, rough_minutes
from sim.errors import nearest, shown
from sim.vocabulary import LARGEST_NUMBER
from sim.words import Phrase, RefusedError, phrase

Const = bool | int | float | str
Op = Literal["==", "!=", "<", "<=", ">", ">="]
MAX_CHARACTERS = 500
MAX_DEPTH = 20
FUNCTIONS = ("has", "has_any", "at_least", "known", "reading", "elapsed")
ALLOWED = (
    "and", "or", "not", "==", "!=", "<", "<=", ">", ">=", "in [...]", "a + b >= 1", "has(set, 'x')", "has_any(set)", "at_least(n, ...)",
    "known(name)", "reading('id')", "elapsed('start', 'start') > '24 h'", "true", "false",
)  # fmt: skip
_LENGTHS = ("'30 min'", "'24 h'", "'2 days'")


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`, whatever is known."""

    value: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """A name against a constant. A flag alone stands for `flag == true`."""

    name: str
    op: Op
    constant: Const


@dataclass(frozen=True, slots=True)
class In:
    """A name whose value is one of the constants."""

    name: str
    constants: tuple[Const, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A set that holds a value."""

    name: str
    constant: str


@dataclass(frozen=True, slots=True)
class HasAny:
    """A set that is not empty."""

    name: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """A name whose value is known. Never unknown itself."""

    name: str


@dataclass(frozen=True, slots=True)
class ReadingIs:
    """A reading of the plan against a constant. A yes/no reading alone stands for `== true`."""

    id: str
    op: Literal["==", "!="]
    constant: bool | str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of several names against a constant."""

    names: tuple[str, ...]
    op: Op
    constant: Const


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time from one moment to another against a length. It is measured by the clock: a day has 24 hours."""

    since: str  # a start, as limits have them: `aware`, `duty:ID`
    until: str
    op: Op
    length: Amount

    @property
    def minutes(self) -> float:
        """The length in minutes."""
        return rough_minutes(self.length)


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a part."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Node, ...]


Node = Truth | Compare | In | Has | HasAny | IsKnown | ReadingIs | Total | Elapsed | Not | And | Or | AtLeast


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in the order of the text."""
    yield node
    match node:
        case Not(part):
            yield from walk(part)
        case And(parts) | Or(parts) | AtLeast(parts=parts):
            for part in parts:
                yield from walk(part)


def names(node: Node) -> frozenset[str]:
    """Every name that the condition asks for, those in sums too."""
    sums = (name for part in walk(node) if isinstance(part, Total) for name in part.names)
    return frozenset((*sums, *(part.name for part in walk(node) if isinstance(part, Compare | In | Has | HasAny | IsKnown))))


def moments_in(node: Node) -> tuple[str, ...]:
    """The moments between which the condition measures, in the order of the text."""
    return tuple(dict.fromkeys(one for part in walk(node) if isinstance(part, Elapsed) for one in (part.since, part.until)))


def readings_in(node: Node) -> frozenset[str]:
    """The ids of the readings on which the condition leans."""
    return frozenset(part.id for part in walk(node) if isinstance(part, ReadingIs))


def thresholds(node: Node) -> dict[str, set[Const]]:
    """For each name, the constants against which it is held alone: where the answer can change. A sum's bound is none of its names' own."""
    found: dict[str, set[Const]] = {name: set() for name in sorted(names(node))}
    for part in walk(node):
        if isinstance(part, Compare | Has):
            found[part.name].add(part.constant)
        elif isinstance(part, In):
            found[part.name].update(part.constants)
    return found


class ConditionError(RefusedError):
    """A condition that cannot be used: the problem, the part that has it, what is allowed, and a hint."""

    @property
    def problem(self) -> Phrase:
        """What is wrong with it."""
        return self.why


_OPS: dict[type[ast.cmpop], Op] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_TURNED: dict[Op, Op] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SIGNS = {"#": phrase("conditions.a-comment"), "\\": phrase("conditions.a-backslash"), "\0": phrase("conditions.a-null-character")}
_WORDS = {"true": True, "false": False}


class When(str):
    """A condition as a file writes it, and the tree that it was read into. It is its text wherever it is shown, compared or kept.

    An empty text always holds. Raises ConditionError when the text is no condition.
    """

    __slots__ = ("node",)
    node: Node

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.node = parse_condition(text) if text else Truth(value=True)
        return made

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, handler(str))


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Node:
    """Read a condition. Raises ConditionError when the text is not one."""
    if len(text) > MAX_CHARACTERS:
        most = phrase("conditions.at-most-characters", most=MAX_CHARACTERS)
        raise ConditionError(phrase("conditions.too-many-characters", found=len(text)), allowed=most)
    if not text.strip():
        raise ConditionError(phrase("conditions.empty"), allowed=ALLOWED)
    for sign, named in _SIGNS.items():
        if sign in text:  # a comment would silently cut the condition short
            raise ConditionError(named, value=shown(text))
    try:
        with warnings.catch_warnings():  # newer versions of Python warn of spellings such as `1and x`
            warnings.simplefilter("ignore")
            tree = ast.parse(text.replace("\r", " ").replace("\n", " ").strip(), mode="eval")
    except SyntaxError as error:  # it says why in English alone; where is enough
        rest = shown(text.strip()[max(0, (error.offset or 1) - 1) :], 40)
        why = phrase("conditions.unreadable-from", rest=rest) if rest else phrase("conditions.unreadable")
        raise ConditionError(why, value=shown(text), allowed=ALLOWED) from None
    except (ValueError, MemoryError, RecursionError):
        raise ConditionError(phrase("conditions.unreadably-deep"), value=shown(text)) from None
    return _node(tree.body, 1)


def _node(tree: ast.expr, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ConditionError(phrase("conditions.too-deep"), allowed=phrase("conditions.at-most-levels", most=MAX_DEPTH))
    match tree:
        case ast.BoolOp(op=op, values=values):
            parts = tuple(_node(value, depth + 1) for value in values)
            return And(parts) if isinstance(op, ast.And) else Or(parts)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_node(operand, depth + 1))
        case ast.Compare():
            return _comparison(tree)
        case ast.Call():
            return _call(tree, depth)
        case ast.Constant(value=bool(value)):
            return Truth(value)
        case ast.Name(id=name) if name in _WORDS:
            return Truth(_WORDS[name])
        case ast.Name(id=name):
            return Compare(name, "==", constant=True)
        case ast.Constant():
            raise ConditionError(phrase("conditions.constant-alone"), value=_source(tree), allowed=ALLOWED)
        case ast.BinOp(op=ast.Add()):
            raise ConditionError(phrase("conditions.sum-alone"), value=_source(tree), allowed="a + b >= 10")
    raise ConditionError(phrase("conditions.not-in-the-language"), value=_source(tree), allowed=ALLOWED)


def _comparison(tree: ast.Compare) -> Node:
    """One comparison, or a chain `a <= x <= b` as its parts."""
    sides = [tree.left, *tree.comparators]
    parts = tuple(_pair(left, op, right, tree) for left, op, right in zip(sides, tree.ops, sides[1:], strict=False))
    return parts[0] if len(parts) == 1 else And(parts)


def _pair(left: ast.expr, op: ast.cmpop, right: ast.expr, whole: ast.expr) -> Node:
    if isinstance(op, ast.In | ast.NotIn):
        inside = _membership(left, right, whole)
        return Not(inside) if isinstance(op, ast.NotIn) else inside
    if type(op) not in _OPS:
        raise ConditionError(phrase("conditions.no-such-comparison"), value=_source(whole), allowed=tuple(_OPS.values()))
    sign = _OPS[type(op)]
    first, second = _constant(left), _constant(right)
    if first is not None and second is not None:
        raise ConditionError(phrase("conditions.two-constants"), value=_source(whole), allowed=phrase("conditions.name-with-constant"))
    if first is not None:  # `50 <= size` says the same as `size >= 50`
        left, second, sign = right, first, _TURNED[sign]
    if second is None:
        raise ConditionError(
            phrase("conditions.two-names"),
            value=_source(whole),
            allowed=phrase("conditions.name-with-constant"),
            hint=phrase("conditions.words-in-quotes"),
        )
    if (id_ := _reading_id(left)) is not None:
        return _reading(id_, sign, second, whole)
    if isinstance(left, ast.BinOp):
        return Total(_terms(left), sign, second)
    if _is_elapsed(left):
        return _elapsed(left, sign, second, whole)
    return Compare(_name(left, whole), sign, second)


def _terms(tree: ast.BinOp) -> tuple[str, ...]:
    """The names of a sum. Numbers and signs other than + have no place in it."""
    found: list[str] = []
    left: ast.expr = tree
    while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
        found.append(_name(left.right, tree))
        left = left.left
    found.append(_name(left, tree))
    if len(set(found)) < len(found):
        raise ConditionError(phrase("conditions.twice-in-a-sum"), value=_source(tree), allowed=phrase("conditions.sum-of-names"))
    return tuple(reversed(found))


def _is_elapsed(tree: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "elapsed"


def _elapsed(tree: ast.Call, sign: Op, constant: Const, whole: ast.expr) -> Elapsed:
    """The distance of two moments, which is held against a length of time by the clock."""
    if tree.keywords or len(tree.args) != 2 or any(isinstance(argument, ast.Starred) for argument in tree.args):
        raise ConditionError(phrase("conditions.arguments", n=2, name="elapsed", found=len(tree.args)), value=_source(tree))
    since, until = (_string(argument, tree) for argument in tree.args)
    if since == until:
        raise ConditionError(phrase("conditions.one-moment"), value=_source(tree), allowed=phrase("conditions.two-moments"))
    if sign in ("==", "!="):
        raise ConditionError(phrase("conditions.elapsed-equals"), value=_source(whole), allowed=("<", "<=", ">", ">="))
    try:
        length = parse_amount(constant)
    except RefusedError as error:
        raise ConditionError(error.why, value=_source(whole), allowed=_LENGTHS) from None
    if length is None or (isinstance(length, Days) and (length.working or length.months)):
        raise ConditionError(phrase("conditions.not-by-the-clock", length=constant), value=_source(whole), allowed=_LENGTHS)
    return Elapsed(since, until, sign, length)


def _membership(left: ast.expr, right: ast.expr, whole: ast.expr) -> Node:
    if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
        raise ConditionError(
            phrase("conditions.in-needs-a-list"), value=_source(whole), allowed="x in ['a', 'b']", hint=phrase("conditions.for-a-set")
        )
    constants = tuple(_constant_of(element, whole) for element in right.elts)
    if (id_ := _reading_id(left)) is not None:
        return Or(tuple(_reading(id_, "==", constant, whole) for constant in constants))
    return In(_name(left, whole), constants)


def _reading(id_: str, sign: Op, constant: Const, whole: ast.expr) -> ReadingIs:
    if sign not in ("==", "!=") or not isinstance(constant, bool | str):
        raise ConditionError(phrase("conditions.reading-compared"), value=_source(whole))
    return ReadingIs(id_, "==" if sign == "==" else "!=", constant)


def _call(tree: ast.Call, depth: int) -> Node:
    name = tree.func.id if isinstance(tree.func, ast.Name) else _source(tree.func)
    if name not in FUNCTIONS:
        raise ConditionError(phrase("conditions.no-function", name=shown(name)), allowed=FUNCTIONS, hint=nearest(name, FUNCTIONS))
    if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
        raise ConditionError(phrase("conditions.plain-arguments", name=name), value=_source(tree))
    if name == "at_least":
        return _at_least(tree, depth)
    if name == "elapsed":
        raise ConditionError(phrase("conditions.elapsed-alone"), value=_source(tree), allowed=ALLOWED[-3])
    wanted = 2 if name == "has" else 1
    if len(tree.args) != wanted:
        raise ConditionError(phrase("conditions.arguments", n=wanted, name=name, found=len(tree.args)), value=_source(tree))
    if name == "reading":
        return ReadingIs(_string(tree.args[0], tree), "==", constant=True)
    fact = _name(tree.args[0], tree)
    if name == "has":
        return Has(fact, _string(tree.args[1], tree))
    return HasAny(fact) if name == "has_any" else IsKnown(fact)


def _at_least(tree: ast.Call, depth: int) -> AtLeast:
    count = _constant(tree.args[0]) if tree.args else None
    parts = tuple(_node(part, depth + 1) for part in tree.args[1:])
    if type(count) is not int or not 1 <= count <= len(parts):
        raise ConditionError(phrase("conditions.at-least-needs"), value=_source(tree), allowed="at_least(2, a, b, c)")
    return AtLeast(count, parts)


def _name(tree: ast.expr, whole: ast.expr) -> str:
    if isinstance(tree, ast.Name) and tree.id not in _WORDS:
        return tree.id
    allowed = phrase("conditions.name-without-quotes")
    raise ConditionError(phrase("conditions.name-expected"), value=_source(tree), allowed=allowed, hint=_within(whole))


def _string(tree: ast.expr, whole: ast.expr) -> str:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return tree.value
    raise ConditionError(phrase("conditions.word-expected"), value=_source(tree), allowed="'word'", hint=_within(whole))


def _reading_id(tree: ast.expr) -> str | None:
    node = _call(tree, 1) if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "reading" else None
    return node.id if isinstance(node, ReadingIs) else None


def _constant_of(tree: ast.expr, whole: ast.expr) -> Const:
    value = _constant(tree)
    if value is None:
        raise ConditionError(phrase("conditions.constant-expected"), value=_source(tree), allowed=phrase("conditions.constants"), hint=_within(whole))
    return value


def _constant(tree: ast.expr) -> Const | None:
    match tree:
        case ast.Name(id=name) if name in _WORDS:
            return _WORDS[name]
        case ast.Constant(value=bool() | int() | float() | str() as value):
            if isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER:
                raise ConditionError(
                    phrase("bounds.number"), value=_source(tree), allowed=phrase("bounds.number.allowed", most=f"{LARGEST_NUMBER:,}")
                )
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(value, bool):
            return -value
    return None


def _within(whole: ast.expr) -> Phrase:
    return phrase("conditions.within", text=_source(whole))


def _source(tree: ast.expr) -> str:
    try:
        return shown(ast.unparse(tree))
    except RecursionError:
        return "…"
