"""The language of conditions: from text to a tree of frozen nodes.

A condition is a small part of Python's grammar, read with `ast` and never run: and, or, not, comparisons of
a name with a constant (also chained), `x in [...]`, has(), has_any(), at_least(), known(), reading(), true,
false. At most 500 characters and 20 levels deep. What the names mean, and the three-valued reckoning, is in
`sim.plan.conditions`.
"""

from __future__ import annotations

import ast
import warnings

from sim.errors import nearest, shown
from sim.plan.nodes import And, AtLeast, Compare, Const, Has, HasAny, In, IsKnown, Node, Not, Op, Or, ReadingIs, Truth
from sim.words import NOTHING, Said

MAX_CHARACTERS = 500
MAX_DEPTH = 20
FUNCTIONS = ("has", "has_any", "at_least", "known", "reading")
ALLOWED = (
    "names, constants, and, or, not, ==, !=, <, <=, >, >=, in [...], has(set, 'x'), has_any(set), "
    "at_least(n, ...), known(name), reading('id'), true, false"
)


class ConditionError(ValueError):
    """A condition that cannot be used: the problem, the part that has it, what is allowed, and a hint."""

    def __init__(self, problem: str, *, value: str = "", allowed: str = "", hint: Said = NOTHING) -> None:
        super().__init__("; ".join(str(part) for part in (problem, allowed and f"allowed: {allowed}", hint) if part))
        self.problem = problem
        self.value = value
        self.allowed = allowed
        self.hint = hint


_OPS: dict[type[ast.cmpop], Op] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_TURNED: dict[Op, Op] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_WORDS = {"true": True, "false": False}


def parse_condition(text: str) -> Node:
    """Read a condition. Raises ConditionError when the text is not one."""
    if len(text) > MAX_CHARACTERS:
        raise ConditionError(f"the condition has {len(text)} characters", allowed=f"at most {MAX_CHARACTERS}")
    if not text.strip():
        raise ConditionError("the condition is empty", allowed=ALLOWED)
    for sign, name in (("#", "a comment"), ("\\", "a backslash"), ("\0", "a null character")):
        if sign in text:  # a comment would silently cut the condition short
            raise ConditionError(f"a condition cannot hold {name}", value=shown(text))
    try:
        with warnings.catch_warnings():  # newer versions of Python warn of spellings such as `1and x`
            warnings.simplefilter("ignore")
            tree = ast.parse(text.replace("\r", " ").replace("\n", " ").strip(), mode="eval")
    except SyntaxError as error:
        raise ConditionError(f"the condition cannot be read: {error.msg}", value=shown(text), allowed=ALLOWED) from None
    except (ValueError, MemoryError, RecursionError):
        raise ConditionError("the condition cannot be read: it is nested too deep", value=shown(text)) from None
    return _node(tree.body, 1)


def _node(tree: ast.expr, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ConditionError("the condition is nested too deep", allowed=f"at most {MAX_DEPTH} levels")
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
            raise ConditionError("a constant alone is no condition", value=_source(tree), allowed=ALLOWED)
    raise ConditionError("this is not part of the language of conditions", value=_source(tree), allowed=ALLOWED)


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
        raise ConditionError("this comparison is not part of the language", value=_source(whole), allowed=", ".join(_OPS.values()))
    sign = _OPS[type(op)]
    first, second = _constant(left), _constant(right)
    if first is not None and second is not None:
        raise ConditionError("two constants are compared", value=_source(whole), allowed="a name with a constant")
    if first is not None:  # `50 <= size` says the same as `size >= 50`
        left, second, sign = right, first, _TURNED[sign]
    if second is None:
        raise ConditionError(
            "a name is compared with another name",
            value=_source(whole),
            allowed="a name with a constant",
            hint="a constant that is a word stands in quotes: 'word'",
        )
    if (id_ := _reading_id(left)) is not None:
        return _reading(id_, sign, second, whole)
    return Compare(_name(left, whole), sign, second)


def _membership(left: ast.expr, right: ast.expr, whole: ast.expr) -> Node:
    if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
        raise ConditionError("`in` needs a list of constants", value=_source(whole), allowed="x in ['a', 'b']", hint="for a set use has(set, 'x')")
    constants = tuple(_constant_of(element, whole) for element in right.elts)
    if (id_ := _reading_id(left)) is not None:
        return Or(tuple(_reading(id_, "==", constant, whole) for constant in constants))
    return In(_name(left, whole), constants)


def _reading(id_: str, sign: Op, constant: Const, whole: ast.expr) -> ReadingIs:
    if sign not in ("==", "!=") or not isinstance(constant, bool | str):
        raise ConditionError("a reading is compared by == or != with a word, true or false", value=_source(whole))
    return ReadingIs(id_, "==" if sign == "==" else "!=", constant)


def _call(tree: ast.Call, depth: int) -> Node:
    name = tree.func.id if isinstance(tree.func, ast.Name) else _source(tree.func)
    if name not in FUNCTIONS:
        raise ConditionError(f'"{shown(name)}" is no function of the language', allowed=", ".join(FUNCTIONS), hint=nearest(name, FUNCTIONS))
    if tree.keywords or any(isinstance(argument, ast.Starred) for argument in tree.args):
        raise ConditionError(f"{name}() takes plain arguments", value=_source(tree))
    if name == "at_least":
        return _at_least(tree, depth)
    wanted = 2 if name == "has" else 1
    if len(tree.args) != wanted:
        raise ConditionError(f"{name}() takes {wanted} argument{'s' * (wanted > 1)}, not {len(tree.args)}", value=_source(tree))
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
        raise ConditionError(
            "at_least(n, ...) needs a whole number and at least as many conditions", value=_source(tree), allowed="at_least(2, a, b, c)"
        )
    return AtLeast(count, parts)


def _name(tree: ast.expr, whole: ast.expr) -> str:
    if isinstance(tree, ast.Name) and tree.id not in _WORDS:
        return tree.id
    raise ConditionError("a name is expected here", value=_source(tree), allowed="a name without quotes", hint=f"in {_source(whole)}")


def _string(tree: ast.expr, whole: ast.expr) -> str:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        return tree.value
    raise ConditionError("a word in quotes is expected here", value=_source(tree), allowed="'word'", hint=f"in {_source(whole)}")


def _reading_id(tree: ast.expr) -> str | None:
    node = _call(tree, 1) if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "reading" else None
    return node.id if isinstance(node, ReadingIs) else None


def _constant_of(tree: ast.expr, whole: ast.expr) -> Const:
    value = _constant(tree)
    if value is None:
        raise ConditionError(
            "a constant is expected here", value=_source(tree), allowed="a number, 'word', true or false", hint=f"in {_source(whole)}"
        )
    return value


def _constant(tree: ast.expr) -> Const | None:
    match tree:
        case ast.Name(id=name) if name in _WORDS:
            return _WORDS[name]
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(value, bool):
            return -value
    return None


def _source(tree: ast.expr) -> str:
    try:
        return shown(ast.unparse(tree))
    except RecursionError:
        return "…"
