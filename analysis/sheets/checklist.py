"""What an evaluator ticks off: the objectives of a scenario, the acts that the plan asks for under the clauses it drills, and what is expected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from analysis.plan.page import clause_key, inside
from analysis.plan.words import PlanWords
from sim.durations import NONE_STATED
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.limits import NO_LIMIT
from sim.plan.model import Duty, Plan
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.vocabulary import ACTS
from sim.words import Names, words

_MOST_ACTS = 24  # with objectives and expectations these fill a page of A4 across
_IN_TURN = 2  # the first rank of which every clause has its turn


class ChecklistInputs(Protocol):
    """The inputs of a drill, as far as they say what is expected of people."""

    @property
    def plan(self) -> Plan:
        """The plan that is exercised."""

    @property
    def resources(self) -> Resources:
        """Who there is."""

    @property
    def scenario(self) -> Scenario:
        """What happens."""


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
    """The scenario's title, and what to tick off, in one language. `expected` holds a clause, or nothing, and a sentence.

    `acts` are those that fit on a page, by bearer; `others` are left out there.
    """

    title: str
    objectives: tuple[str, ...]
    acts: tuple[ExpectedAct, ...]
    expected: tuple[tuple[str, str], ...]
    others: tuple[ExpectedAct, ...] = ()

    @property
    def left_out(self) -> dict[str, int]:
        """How many acts are left out, by clause."""
        return dict(Counter(act.clause for act in self.others))


def checklist_of(inputs: ChecklistInputs, lang: str) -> Checklist:
    """The checklist of a scenario; the acts are those of the duties under the clauses that it drills.

    First come those on which an expectation hangs, then those whose limit the plan states; of the others every clause has its turn, limits by
    a reading before messages, messages before other acts. A page holds so many. Who acts first by the text stands first, with all that is
    theirs together.
    """
    scenario, head = inputs.scenario, inputs.scenario.scenario
    found = list(_acts(inputs, lang))
    chosen = {id(act) for act in _by_need(found)[:_MOST_ACTS]}
    acts = [act for _, act in found if id(act) in chosen]
    order = {who: place for place, who in reversed(list(enumerate(act.who for act in acts)))}
    return Checklist(
        title=head.title.of(lang),
        objectives=tuple(one.of(lang) for one in head.objectives),
        acts=tuple(sorted(acts, key=lambda act: order[act.who])),
        others=tuple(act for _, act in found if id(act) not in chosen),
        expected=tuple((one.clause, one.text.of(lang)) for one in scenario.expect),
    )


def _by_need(found: Sequence[tuple[int, ExpectedAct]]) -> list[ExpectedAct]:
    """The acts with what is needed most in front; clauses take turns with what is needed less."""
    turns: Counter[str] = Counter()
    order: list[tuple[int, int, ExpectedAct]] = []
    for rank, act in sorted(found, key=lambda one: one[0]):
        if rank < _IN_TURN:
            order.append((rank, 0, act))
        else:
            order.append((_IN_TURN, turns[act.clause], act))
            turns[act.clause] += 1
    return [act for *_, act in sorted(order, key=lambda one: one[:2])]


def _acts(inputs: ChecklistInputs, lang: str) -> Iterator[tuple[int, ExpectedAct]]:
    """The acts in the order of the text, each with its rank: 0 is needed most."""
    wording, drilled = PlanWords(inputs.plan, inputs.resources), inputs.scenario.scenario.clauses
    names, rules = Names(lang, inputs.plan, inputs.resources), {rule.id: rule for rule in Rulebook(inputs.plan).rules}
    roles = {role: body for event in inputs.scenario.event for role, body in event.roles.items()} if len(inputs.scenario.event) == 1 else {}
    for duty in sorted(inputs.plan.duty, key=lambda one: clause_key(one.clause)):
        if duty.force != "must not" and any(inside(duty.clause, clause) for clause in drilled):
            yield _rank(rules[duty.id], inputs), _act(duty, _limit(rules[duty.id], lang), wording, names, roles)


def _rank(rule: Rule, inputs: ChecklistInputs) -> int:
    named = re.compile(rf"__{re.escape(rule.id.replace('-', '_'))}\b")
    if any(named.search(str(one.that)) for one in inputs.scenario.expect):
        return 0
    if rule.limit != NO_LIMIT:
        return 1 if rule.stated_by_plan else 2
    return 3 if ACTS[rule.duty.act].message else 4


def _limit(rule: Rule, lang: str) -> str:
    """The limit as it is told, with the remark that a reading supplies its number where the plan does not."""
    limit = rule.limit.of(lang)
    return limit if rule.stated_by_plan or rule.limit == NO_LIMIT else words(lang)("log-sheet.as-read", limit=limit)


def _act(duty: Duty, limit: str, wording: PlanWords, names: Names, roles: dict[str, str]) -> ExpectedAct:
    say = names.say
    to = duty.to if isinstance(duty.to, tuple) else ()
    who = "" if duty.bearer == NONE_STATED else say.tell(wording.party(roles.get(duty.bearer, duty.bearer)))
    whom = [say.tell(wording.party(roles.get(one, one))) for one in to]
    pointed = duty.bearer.startswith("@"), any(one.startswith("@") for one in to)
    cells = {"kind": ACTS[duty.act].kind, "form": duty.form, "actor": "" if pointed[0] else who, "to": "" if pointed[1] else "、".join(whom)}
    return ExpectedAct(clause=duty.clause, title=duty.title.of(names.lang), who=who, to=say.tell(whom) if whom else "", limit=limit, cells=cells)
