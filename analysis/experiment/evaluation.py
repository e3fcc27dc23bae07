"""From a conducted experiment to all that is said of it: findings, verdicts, habits and, where asked for, explanations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.experiment.arms import ScenarioCase
from analysis.experiment.conduct import Conducted
from analysis.experiment.document import ExperimentReport, experiment_report
from analysis.experiment.explain import Explanation, explain
from analysis.experiment.findings import ALL, Findings, findings
from analysis.experiment.habits import Habits, habits, together
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from analysis.experiment.verdict import RevisionVerdict, bound_of, deciding_measures, verdict_on
from analysis.judge import judging_rulebook
from analysis.measures.model import Measure
from analysis.measures.registry import chosen, measures_of
from sim.plan.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """An experiment and what came out of it. `bounds` are the differences not worth the name, by deciding measure."""

    study: Study
    conducted: Conducted
    measures: Mapping[str, Measure]
    bounds: Mapping[str, float]
    findings: Findings
    verdicts: tuple[RevisionVerdict, ...]
    habits: Mapping[tuple[str, str], Habits]
    explained: tuple[Explanation, ...] | None

    def report(self, lang: str) -> ExperimentReport:
        """What is told of it, in a language."""
        return experiment_report(
            self.study, self.conducted, self.findings, self.verdicts, self.habits, self.explained, self.measures, self.bounds, lang
        )

    def document(self, lang: str) -> dict[str, Any]:
        """The JSON document."""
        return self.report(lang).document()


def baseline_rules(cases: tuple[ScenarioCase, ...]) -> Rulebook:
    """The rules of the yardstick."""
    base = cases[0].baseline
    return judging_rulebook(base.yardstick, base.inputs.resources)


def study_of(cases: tuple[ScenarioCase, ...], measure: str | None) -> tuple[Study, Mapping[str, Measure]]:
    """The study of some cases and all measures of their baseline. A measure that is asked for decides alone. Raises InputError."""
    rules = baseline_rules(cases)
    measures = measures_of(rules)
    deciding = deciding_measures(rules) if measure is None else tuple(chosen(measures, (measure,)))
    return Study(cases, deciding), measures


def evaluate_results(
    study: Study,
    store: ResultStore,
    conducted: Conducted,
    measures: Mapping[str, Measure],
    *,
    equivalence: float | None = None,
    explaining: bool = False,
) -> Experiment:
    """Everything that the results say. `equivalence` is the bound, in the unit of the measure asked for, else in minutes."""
    seeds = conducted.seeds
    alone = len(study.deciding) == 1
    bounds = {name: equivalence if alone and equivalence is not None else bound_of(measures[name], equivalence) for name in study.deciding}
    found = findings(store, study, seeds, measures)
    usual = deciding_measures(baseline_rules(study.cases))
    verdicts = [verdict_on(found, scope, arm, study.deciding, measures, bounds, usual) for scope in found.scopes for arm in study.cases[0].arms[1:]]
    explained = tuple(_explained(store, study, conducted, verdicts)) if explaining else None
    return Experiment(
        study=study, conducted=conducted, measures=measures, bounds=bounds, findings=found, verdicts=tuple(verdicts),
        habits=_habits(store, study, conducted), explained=explained,
    )  # fmt: skip


def _habits(store: ResultStore, study: Study, conducted: Conducted) -> dict[tuple[str, str], Habits]:
    found: dict[tuple[str, str], Habits] = {}
    for number, arm in enumerate(study.cases[0].arms):
        parts = [habits(store, study, conducted.seeds, case, number) for case in range(len(study.cases))]
        found |= {(case.name, arm.name): part for case, part in zip(study.cases, parts, strict=True)}
        found[ALL, arm.name] = together(parts)
    return found


def _explained(store: ResultStore, study: Study, conducted: Conducted, verdicts: list[RevisionVerdict]) -> list[Explanation]:
    """The deciding measure of each verdict, where its minutes end at a row; else the first that does."""
    found = []
    for verdict in verdicts:
        if verdict.scope == ALL or not study.ways:
            continue
        case = [one.name for one in study.cases].index(verdict.scope)
        arm = 1 + study.revisions.index(verdict.revision)
        name = verdict.finding.measure if verdict.finding.measure in study.ways else study.ways[0]
        explanation = explain(store, study, conducted.seeds, case, arm, name)
        if explanation is not None:
            found.append(explanation)
    return found
