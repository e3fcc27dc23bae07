"""Cases that fall between two rules, and people outside who are never owed an answer by a given time."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.diagram import satisfiable
from sim.plan.check.finding import Finding, kind
from sim.plan.check.grading import names_value
from sim.plan.check.view import PlanIndex, parts
from sim.plan.expression import Compare, Node, names, walk
from sim.plan.model import Duty, Fact

BETWEEN = kind(
    "value-between-rules",
    "warning",
    why=("同类的其他情形各有规定，这一种两头都不着。", "Its neighbours have rules of their own, and this one falls between them."),
    mend=("并入其中一条，或另写一条。", "Add it to one of the rules, or write one for it."),
)
NO_ANSWER = kind(
    "no-numbered-answer-outside",
    "error",
    why=(
        "对外没有一项带数字的期限，等候的人无从知道何时有答复。",
        "Nothing is owed to the people outside by a given time: whoever waits cannot know when an answer is due.",
    ),
    mend=("写明多久内答复本人。", "State within what time they are answered."),
)
_FACING_OUT = ("feed-back", "publish", "answer")


def between(view: PlanIndex) -> Iterator[Finding]:
    """Values of a word for which no duty asks though duties ask for the other values, in the same stage of the work."""
    for fact in view.plan.fact:
        if fact.type != "one of":
            continue
        asking = [duty for duty in view.plan.duty if fact.id in names(view.condition(duty.when))]
        graded = [view.condition(case.when) for grade in view.plan.grade for case in grade.any]
        named = [value for value in fact.values if any(names_value(view.condition(duty.when), fact.id, value) for duty in asking)]
        if len(named) < 2 or any(_decides(node, fact) for node in graded):  # the grades' own words have checks of their own
            continue
        left = [
            value
            for value in fact.values
            if not any(satisfiable([view.condition(duty.when)], view.vocabulary, given={fact.id: value}) for duty in asking)
        ]
        if left:
            yield BETWEEN.found(
                f"{fact.name.zh} = {'、'.join(left)}：没有一条规定管到",
                f"{fact.name.en} = {', '.join(left)}: no rule covers it",
                clauses=[duty.clause for duty in asking],
                rules=[duty.id for duty in asking],
            )


def _decides(node: Node, fact: Fact) -> bool:
    return any(isinstance(part, Compare) and part.name == fact.id for part in walk(node)) or fact.id in names(node)


def answers(view: PlanIndex) -> Iterator[Finding]:
    """Whoever is spoken to from within the plan and has no superior part in it: at least one duty with a number."""
    facing = [duty for duty in view.plan.duty if duty.act in _FACING_OUT]
    if facing and not any(_numbered(duty) for duty in facing):
        told = sorted({who for duty in facing for who in view.told(duty)})
        about = (view.listed(told, "zh"), view.listed(told, "en")) if told else ("群众", "the people concerned")
        yield NO_ANSWER.found(
            f"对{about[0]}的答复、反馈、发布没有一项写明数字期限",
            f"no answer, feedback or publication to {about[1]} has a number",
            clauses=[duty.clause for duty in facing],
            rules=[duty.id for duty in facing],
        )


def _numbered(duty: Duty) -> bool:
    """Whether the plan itself gives a length; one that only a reading gives is not stated."""
    return any(part.amount is not None and not hasattr(part.amount, "id") for part in parts(duty.within)) or duty.every not in ("", NONE_STATED)
