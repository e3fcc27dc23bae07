"""From scenarios and revisions to all that is said of them: conducted to the planned looks, judged, described, explained."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from analysis.experiment.arms import ScenarioCase
from analysis.experiment.claims import settled as claims_settled
from analysis.experiment.clause_table import ClauseRow, clause_rows
from analysis.experiment.conduct import Conducted, OnProgress, Reached, Settled, conduct
from analysis.experiment.decision import FigureFinding
from analysis.experiment.described import Described, described
from analysis.experiment.explain import Explanation, explain
from analysis.experiment.figure import figures_of
from analysis.experiment.habits import Habits, habits, together
from analysis.experiment.judged import JudgedRevision, judged
from analysis.experiment.looks import Looks
from analysis.experiment.samples import ALL, scopes_of
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study, clauses_of
from analysis.experiment.verdict import RevisionVerdict, verdict_on
from analysis.judge import judging_rulebook
from analysis.measures.model import Measure
from analysis.measures.registry import chosen, measures_of
from sim.plan.rulebook import Rulebook
from sim.words import Phrase, phrase

Goal = Literal["runs", "decide", "quick", "precision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment and what came out of it. `habits` and `described` are by scope and arm, `clauses` by
    scenario and arm.
    """

    study: Study
    conducted: Conducted
    goal: Goal
    measures: Mapping[str, Measure]
    judged: Mapping[str, JudgedRevision]
    described: Mapping[tuple[str, str], tuple[Described, ...]]
    verdicts: tuple[RevisionVerdict, ...]
    habits: Mapping[tuple[str, str], Habits]
    clauses: Mapping[tuple[str, str], Mapping[str, ClauseRow]]
    explained: tuple[Explanation, ...] | None

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scenarios, and where there are several, all of them together."""
        return scopes_of(self.study)


def baseline_rules(cases: Sequence[ScenarioCase]) -> Rulebook:
    """The rules of the yardstick."""
    base = cases[0].baseline
    return judging_rulebook(base.yardstick, base.inputs.resources)


def study_of(cases: Sequence[ScenarioCase], measure: str | None, equivalence: float | None = None) -> tuple[Study, Mapping[str, Measure]]:
    """The study of some cases and all measures of their baseline.

    A measure that is asked for takes the place of the minutes, and of nothing else; `equivalence` is its bound, else that of the minutes.
    Raises InputError for a measure that does not exist.
    """
    rules = baseline_rules(cases)
    measures = measures_of(rules)
    asked = () if measure is None else tuple(chosen(measures, (measure,)))
    return Study(cases, figures_of(rules, measures, asked, equivalence), measures), measures


def run_experiment(
    study: Study,
    store: ResultStore,
    measures: Mapping[str, Measure],
    first: int,
    looks: Looks,
    goal: Goal,
    *,
    workers: int,
    width: float | None = None,
    explaining: bool = False,
    on_progress: OnProgress | None = None,
) -> Experiment:
    """Run to the goal and say everything that the results say.

    goal: *runs*, one look at the most pairs; *decide*, until each revision's word is settled; *quick*, until it is known which way most
    runs go; *precision*, until the interval of what was asked for reaches no further than `width` from its middle.
    """
    judge_at = judging(store, study, looks)
    conducted = conduct(
        study,
        store,
        first,
        looks,
        measures,
        workers,
        settled_by(goal, judge_at, width),
        on_progress,
        None if on_progress is None else reached_by(goal, judge_at, width),
    )
    return evaluate_results(study, store, conducted, measures, goal, explaining=explaining, judge_at=judge_at)


JudgeAt = Callable[[str, range], JudgedRevision]


def judging(store: ResultStore, study: Study, looks: Looks) -> JudgeAt:
    """What is said of a revision by so many seeds; each is judged once, however often it is asked for."""
    return cache(partial(_judge, store, study, looks))


def settled_by(goal: Goal, judge_at: JudgeAt, width: float | None = None) -> Settled | None:
    """When a revision's question is answered; None where the number of pairs is fixed."""
    rule = _RULES[goal]
    return None if rule is None else lambda revision, seeds: rule(judge_at(revision, seeds), width)


def reached_by(goal: Goal, judge_at: JudgeAt, width: float | None) -> Reached:
    """What a look found, for whoever waits: how wide the interval still is that is to be narrow, else how many figures are still open."""

    def reached(going: Collection[str], seeds: range) -> Phrase:
        found = [judge_at(revision, seeds) for revision in going]
        reaches = [_reach(one) for held in found if (one := _asked_for(held)) is not None]
        if goal == "precision" and width is not None and reaches:
            return phrase("experiment.reached-precision", reached=max(reaches), asked=width)
        last = [one for held in found for one in held.in_scope(list(held.words)[-1])]
        return phrase("experiment.reached-open", open=sum(one.state in ("open", "hangs") for one in last), figures=len(last))

    return reached


def _asked_for(found: JudgedRevision) -> FigureFinding | None:
    """The figure whose interval is to be narrow."""
    return next((one for one in found.in_scope(list(found.words)[-1]) if one.figure.column == "minutes"), None)


def _reach(one: FigureFinding) -> float:
    """How far an interval reaches from its middle, in the figure's unit."""
    return max(one.high - one.difference, one.difference - one.low)


def _word_is_settled(found: JudgedRevision, width: float | None) -> bool:
    """A word, or none that further pairs could bring: of a looser text, where what is better is no help and all else is the same."""
    del width
    if found.headline == "cannot-tell":
        last = found.in_scope(list(found.words)[-1])
        return bool(last) and not any(one.state in ("open", "hangs") for one in last)
    return found.headline != "shares"


def _ways_are_settled(found: JudgedRevision, width: float | None) -> bool:
    del width
    return claims_settled(found.claims)


def _is_precise(found: JudgedRevision, width: float | None) -> bool:
    first = _asked_for(found)
    return first is not None and width is not None and _reach(first) <= width


_RULES: Mapping[Goal, Callable[[JudgedRevision, float | None], bool] | None] = {
    "runs": None, "decide": _word_is_settled, "quick": _ways_are_settled, "precision": _is_precise,
}  # fmt: skip


def evaluate_results(
    study: Study,
    store: ResultStore,
    conducted: Conducted,
    measures: Mapping[str, Measure],
    goal: Goal = "runs",
    *,
    explaining: bool = False,
    judge_at: JudgeAt | None = None,
) -> Experiment:
    """Everything that results which are there say."""
    judge_ = judge_at or judging(store, study, conducted.looks)
    found = {revision: judge_(revision, seeds) for revision, seeds in conducted.seeds.items()}
    told = {
        (scope, revision): tuple(one for one in every if one.scope == scope)
        for revision, seeds in conducted.seeds.items()
        for every in (described(store, study, revision, seeds, measures),)
        for scope in scopes_of(study)
    }
    verdicts = tuple(
        verdict_on(found[arm.name], scope, arm, conducted.looks, told[scope, arm.name])
        for scope in scopes_of(study)
        for arm in study.cases[0].arms[1:]
    )
    return Experiment(
        study=study, conducted=conducted, goal=goal, measures=measures, judged=found, described=told, verdicts=verdicts,
        habits=_habits(store, study, conducted), clauses=_clauses(store, study, conducted),
        explained=tuple(_explained(store, study, conducted, verdicts)) if explaining else None,
    )  # fmt: skip


def _judge(store: ResultStore, study: Study, looks: Looks, revision: str, seeds: range) -> JudgedRevision:
    return judged(store, study, revision, seeds, looks)


def _habits(store: ResultStore, study: Study, conducted: Conducted) -> dict[tuple[str, str], Habits]:
    found: dict[tuple[str, str], Habits] = {}
    for number, arm in enumerate(study.cases[0].arms):
        seeds = conducted.seeds.get(arm.name, conducted.widest)
        parts = [habits(store, study, seeds, case, number) for case in range(len(study.cases))]
        found |= {(case.name, arm.name): part for case, part in zip(study.cases, parts, strict=True)}
        if len(parts) > 1:
            found[ALL, arm.name] = together(parts)
    return found


def _clauses(store: ResultStore, study: Study, conducted: Conducted) -> dict[tuple[str, str], Mapping[str, ClauseRow]]:
    """What each duty came to in each scenario and arm, by the baseline's duties and limits."""
    return {
        (case.name, arm.name): clause_rows(clauses_of(kept) for _, kept in store.of_arm(stored, conducted.seeds.get(arm.name, conducted.widest)))
        for case, arms in zip(study.cases, study.stored, strict=True)
        for arm, stored in zip(case.arms, arms, strict=True)
    }


def _explained(store: ResultStore, study: Study, conducted: Conducted, verdicts: Sequence[RevisionVerdict]) -> list[Explanation]:
    """In each scenario the moment that the verdict names first, where its minutes end at a row; else the first that does."""
    found = []
    for verdict in verdicts:
        if verdict.scope == ALL or not study.ways:
            continue
        case = [one.name for one in study.cases].index(verdict.scope)
        arm = 1 + study.revisions.index(verdict.revision)
        named = [one.figure.of for one in verdict.clauses if one.figure.of in study.ways]
        explanation = explain(store, study, conducted.seeds[verdict.revision], case, arm, (*named, study.ways[0])[0])
        if explanation is not None:
            found.append(explanation)
    return found
