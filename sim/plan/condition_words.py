"""A condition in words: the plan's names for its facts, and, or and not as people write them."""

from __future__ import annotations

from collections.abc import Mapping

from sim.plan.expression import (
    And,
    AtLeast,
    Compare,
    ConditionError,
    Const,
    Has,
    HasAny,
    In,
    IsKnown,
    Node,
    Not,
    Or,
    ReadingIs,
    Truth,
    parse_condition,
)
from sim.plan.field_words import CONDITION_NAMES, FORMS, KINDS, WORDS
from sim.plan.model import Plan
from sim.text import Text

_SIGNS: Mapping[str, str] = {"==": " = ", "!=": " ≠ ", "<": " < ", "<=": " ≤ ", ">": " > ", ">=": " ≥ "}
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}


def condition_words(text: str, plan: Plan) -> Text:
    """The condition in both languages; as it is written where it cannot be read."""
    try:
        return _Speaker(plan).say(parse_condition(text))
    except ConditionError:
        return Text(zh=text, en=text)


def node_words(node: Node, plan: Plan) -> Text:
    """The same for a condition that has been read, and perhaps settled."""
    return _Speaker(plan).say(node)


def form_words(form: str, plan: Plan) -> Text:
    """What a form is called; one of the plan's own goes by the title of the first duty that has it."""
    if form in FORMS:
        return FORMS[form]
    title = next((duty.title for duty in plan.duty if duty.form == form), None)
    return Text(zh=form, en=form) if title is None else Text(zh=f"“{title.zh}”", en=f"“{title.en}”")


def _one_bound(node: Node) -> Compare | None:
    """One bound where two are said: more than 50, or 50."""
    match node:
        case Or((Compare(name, ">", constant), Compare(other, "==", same))) if name == other and constant == same:
            return Compare(name, ">=", constant)
        case Or((Compare(name, "<", constant), Compare(other, "==", same))) if name == other and constant == same:
            return Compare(name, "<=", constant)
    return None


class _Speaker:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.names: dict[str, Text] = {fact.id: fact.name for fact in plan.fact} | CONDITION_NAMES
        self.readings = {reading.id: reading.text for reading in plan.reading}
        self.parties = {body.id: body.name for body in plan.body} | {post.id: post.name for post in plan.post}
        self.ranks: dict[str, dict[str, Text]] = {
            "grade": {grade.id: grade.name for grade in plan.grade},
            "level": {level.id: level.name for level in plan.level},
            "warning": {warning.id: warning.name for warning in plan.warning},
        }

    def say(self, node: Node) -> Text:
        match node:
            case Truth(value):
                return _YES_NO[value]
            case Compare(name, op, constant):
                return self._compare(name, op, constant)
            case In(name, constants):
                values = [self._constant(name, one) for one in constants]
                of = self._name(name)
                return Text(zh=f"{of.zh}为{'／'.join(one.zh for one in values)}", en=f"{of.en} is {' / '.join(one.en for one in values)}")
            case Has(name, constant):
                of = self._name(name)
                return Text(zh=f"{of.zh}含 {constant}", en=f"{of.en} with {constant}")
            case HasAny(name):
                return Text(zh=f"有{self._name(name).zh}", en=f"any {self._name(name).en}")
            case IsKnown(name):
                return Text(zh=f"{self._name(name).zh}已知", en=f"{self._name(name).en} is known")
            case ReadingIs(id_, op, constant):
                return self._reading(id_, op, constant)
            case Not(part):
                inner = self._inner(part)
                return Text(zh=f"非{inner.zh}", en=f"not {inner.en}")
        return self._several(node)

    def _several(self, node: And | Or | AtLeast) -> Text:
        bound = _one_bound(node)
        if bound is not None:
            return self._compare(bound.name, bound.op, bound.constant)
        parts = [self.say(part) if type(part) is type(node) and not isinstance(node, AtLeast) else self._inner(part) for part in node.parts]
        if isinstance(node, AtLeast):
            zh, en = "；".join(part.zh for part in parts), "; ".join(part.en for part in parts)
            return Text(zh=f"至少 {node.count} 项（{zh}）", en=f"at least {node.count} of ({en})")
        zh, en = ("且", " and ") if isinstance(node, And) else ("或", " or ")
        return Text(zh=f" {zh} ".join(part.zh for part in parts), en=en.join(part.en for part in parts))

    def _inner(self, node: Node) -> Text:
        said = self.say(node)
        return Text(zh=f"（{said.zh}）", en=f"({said.en})") if isinstance(node, And | Or) and _one_bound(node) is None else said

    def _name(self, name: str) -> Text:
        return self.names.get(name, Text(zh=name, en=name))

    def _constant(self, name: str, constant: Const) -> Text:
        if isinstance(constant, bool):
            return _YES_NO[constant]
        if name == "form":
            return form_words(str(constant), self.plan)
        if name in ("kind", "channel"):
            word = str(constant)
            return Text(zh=KINDS.get(word, word), en=word) if name == "kind" else WORDS.get(word, Text(zh=word, en=word))
        known = self.parties if name in ("actor", "to") else self.ranks.get(name, {})
        plain = f"{constant:g}" if isinstance(constant, int | float) else constant
        return known.get(str(constant), Text(zh=plain, en=plain))

    def _compare(self, name: str, op: str, constant: Const) -> Text:
        of = self._name(name)
        if constant is True and op == "==":
            return of
        if constant is False and op == "==":
            return Text(zh=f"非{of.zh}", en=f"not {of.en}")
        value = self._constant(name, constant)
        if name in self.ranks and op == ">=":
            return Text(zh=f"{value.zh}以上", en=f"{value.en} or worse")
        return Text(zh=f"{of.zh}{_SIGNS[op]}{value.zh}", en=f"{of.en}{_SIGNS[op]}{value.en}")

    def _reading(self, id_: str, op: str, constant: bool | str) -> Text:
        of = self.readings.get(id_, Text(zh=id_, en=id_))
        value = self._constant("", constant)
        return Text(zh=f"读法“{of.zh}”{_SIGNS[op]}{value.zh}", en=f"the reading “{of.en}”{_SIGNS[op]}{value.en}")
