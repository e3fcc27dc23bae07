"""The same party told twice of the same event, on two ways that do not know of each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sim.plan.check.diagram import satisfiable
from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex, form_of, titles, words
from sim.plan.expression import And, Compare, In, Node, Truth
from sim.plan.model import Duty

TWICE = kind(
    "told-twice",
    "note",
    why=(
        "同一单位就同一事件从两条路得知，数字可能不一，线路也被占住。",
        "One party hears of one event on two ways: the figures may differ, and the lines are busy twice.",
    ),
    mend=("并成一次报告，或写明第二次补充什么。", "Make it one report, or say what the second adds."),
)
_TELLING = ("report", "file", "warn")
_LATER_FORMS = ("follow-up", "final", "written", "partial", "progress", "summary", "end")  # these come after a first word by design
_PHASES: tuple[frozenset[str], ...] = (
    frozenset({"risk-found", "warned", "lifted"}),
    frozenset({"occurred", "received", "verified", "estimated", "classified", "regraded", "activated", "notified"}),
)


def told_twice(view: PlanIndex) -> Iterator[Finding]:
    """For each party, pairs of duties of one phase that tell it for the first time and can both hold.

    What different observers see for themselves is not counted: that two of them tell is wanted.
    """
    found: dict[tuple[str, str], list[str]] = {}
    telling = [
        duty for duty in view.duties if duty.act in _TELLING and form_of(duty) not in _LATER_FORMS and not duty.every and _phase(duty) is not None
    ]
    for one, two in combinations(telling, 2):
        both = view.told(one) & view.told(two)
        if both and _phase(one) == _phase(two) and _together(view, one, two):
            found.setdefault((one.id, two.id), []).extend(sorted(both))
    duties = {duty.id: duty for duty in view.duties}
    by_party: dict[tuple[int | None, tuple[str, ...]], list[str]] = {}
    for pair, told in found.items():
        by_party.setdefault((_phase(duties[pair[0]]), tuple(told)), []).extend(pair)
    for (_, parties), ids in by_party.items():
        involved = [duties[id_] for id_ in dict.fromkeys(ids)]
        yield TWICE.found(
            f"{view.listed(parties, 'zh')}就同一事件被告知不止一次：{titles(involved, 'zh')}",
            f"{view.listed(parties, 'en')}: told more than once of one event by {titles(involved, 'en')}",
            clauses=[duty.clause for duty in involved],
            rules=[duty.id for duty in involved],
        )


def _phase(duty: Duty) -> int | None:
    return next((at for at, kinds in enumerate(_PHASES) if kinds & set(words(duty.on))), None)


def _together(view: PlanIndex, one: Duty, two: Duty) -> bool:
    """Whether both can hold for one event. What a condition asks of its own row (form, channel, parties) is not shared."""
    first, second = (_of_the_event(view.condition(duty.when)) for duty in (one, two))
    return satisfiable([first, second], view.vocabulary)


def _of_the_event(node: Node) -> Node:
    match node:
        case Compare(name, _, _) | In(name, _) if name in ("form", "channel", "actor", "to", "kind"):
            return Truth(value=True)
        case And(inner):
            return And(tuple(_of_the_event(part) for part in inner))
    return node
