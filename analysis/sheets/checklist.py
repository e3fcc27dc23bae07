"""What an evaluator ticks off: the objectives of a scenario, the acts that the plan asks for under the clauses it drills, and what is expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.plan.page import clause_key, inside
from analysis.plan.words import PlanWords
from sim.durations import NONE_STATED
from sim.inputs.assembly import Inputs
from sim.plan.model import Duty
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.vocabulary import ACTS
from sim.words import Names, words


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedAct:
    """An act that the plan asks for: in words, and as the cells of a row of the log by the column's meaning."""

    clause: str
    title: str
    who: str
    to: str
    limit: str
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The scenario's title, and what to tick off, in one language. `expected` holds a clause, or nothing, and a sentence."""

    title: str
    objectives: tuple[str, ...]
    acts: tuple[ExpectedAct, ...]
    expected: tuple[tuple[str, str], ...]


def checklist_of(inputs: Inputs, lang: str) -> Checklist:
    """The checklist of a scenario; the acts are those of the duties under the clauses that it drills, in the order of the text."""
    scenario, head = inputs.scenario, inputs.scenario.scenario
    return Checklist(
        title=head.title.of(lang),
        objectives=tuple(one.of(lang) for one in head.objectives),
        acts=tuple(_acts(inputs, lang)),
        expected=tuple((one.clause, one.text.of(lang)) for one in scenario.expect),
    )


def _acts(inputs: Inputs, lang: str) -> Iterator[ExpectedAct]:
    wording, drilled = PlanWords(inputs.plan, inputs.resources), inputs.scenario.scenario.clauses
    names, rules = Names(lang, inputs.plan, inputs.resources), {rule.id: rule for rule in Rulebook(inputs.plan).rules}
    roles = {role: body for event in inputs.scenario.event for role, body in event.roles.items()} if len(inputs.scenario.event) == 1 else {}
    for duty in sorted(inputs.plan.duty, key=lambda one: clause_key(one.clause)):
        if duty.force != "must not" and any(inside(duty.clause, clause) for clause in drilled):
            yield _act(duty, _limit(rules[duty.id], lang), wording, names, roles)


def _limit(rule: Rule, lang: str) -> str:
    """The limit as it is told, with the remark that a reading supplies its number where the plan does not."""
    limit = rule.limit.of(lang)
    return limit if rule.stated_by_plan else words(lang)("log-sheet.as-read", limit=limit)


def _act(duty: Duty, limit: str, wording: PlanWords, names: Names, roles: dict[str, str]) -> ExpectedAct:
    say = names.say
    to = duty.to if isinstance(duty.to, tuple) else ()
    who = "" if duty.bearer == NONE_STATED else say.tell(wording.party(roles.get(duty.bearer, duty.bearer)))
    whom = [say.tell(wording.party(roles.get(one, one))) for one in to]
    pointed = duty.bearer.startswith("@"), any(one.startswith("@") for one in to)
    cells = {"kind": ACTS[duty.act].kind, "form": duty.form, "actor": "" if pointed[0] else who, "to": "" if pointed[1] else "、".join(whom)}
    return ExpectedAct(clause=duty.clause, title=duty.title.of(names.lang), who=who, to=say.tell(whom) if whom else "", limit=limit, cells=cells)
