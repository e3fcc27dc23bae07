"""The document of an experiment: `drill evaluate --json`, schema "drill.evaluate/1". Plain data in a stable order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.experiment.arms import BASELINE
from analysis.experiment.comparison import PairedResult
from analysis.experiment.conduct import Conducted
from analysis.experiment.explain import Explanation
from analysis.experiment.findings import ALL, ArmFinding, Findings
from analysis.experiment.habits import Habits
from analysis.experiment.sentences import sentence
from analysis.experiment.trial import Study
from analysis.experiment.verdict import RevisionVerdict
from analysis.measures.model import Measure

SCHEMA = "drill.evaluate/1"


def evaluate_document(
    study: Study,
    conducted: Conducted,
    found: Findings,
    verdicts: Sequence[RevisionVerdict],
    habits: Mapping[tuple[str, str], Habits],
    explained: Sequence[Explanation] | None,
    measures: Mapping[str, Measure],
    bounds: Mapping[str, float],
    lang: str,
) -> dict[str, Any]:
    """Everything that was found. `habits` is by scope and arm. What does not exist is null, never 0."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "scenarios": [{"id": case.name, "title": _both(case.title)} for case in study.cases],
        "baseline": {"plan": study.cases[0].baseline.own.plan.id, "digest": study.stored[0][0].plan},
        "revisions": [
            {"id": arm.name, "title": _both(arm.title), "only_loosens": arm.loosens_only, "changes": [one.of(lang) for one in arm.changes]}
            for arm in study.cases[0].arms[1:]
        ],
        "seeds": {"first": conducted.seeds.start, "last": conducted.seeds.stop - 1, "pairs": len(conducted.seeds)},
        "stopped": {"reason": conducted.reason, "half_width": {name: one.half_width for name, one in conducted.standing.items()}},
        "level": 0.95,
        "deciding": [{"measure": name, "unit": measures[name].unit, "equivalence": bounds[name]} for name in study.deciding],
        "measures": _measures(found, ALL, study, measures, lang),
        "by_scenario": {case.name: _measures(found, case.name, study, measures, lang) for case in study.cases},
        "verdicts": [_verdict(one, measures, habits[one.scope, one.revision], bounds, lang) for one in verdicts],
        "habits": [_habits(scope, arm, held) for (scope, arm), held in habits.items()],
    }
    if explained is not None:
        document["explain"] = [_explanation(one) for one in explained]
    return document


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _measures(found: Findings, scope: str, study: Study, measures: Mapping[str, Measure], lang: str) -> dict[str, Any]:
    by_revision = {name: found.of(scope, name) for name in study.revisions}
    names = dict.fromkeys(name for entries in by_revision.values() for name in entries)
    return {
        name: {
            "unit": measures[name].unit,
            "direction": measures[name].direction,
            "name": measures[name].name.of(lang),
            "clause": measures[name].clause,
            "family": next(entries[name].family for entries in by_revision.values() if name in entries),
            "baseline": found.baseline[scope, name][0],
            "baseline_n": found.baseline[scope, name][1],
            "arms": {revision: _arm(entries[name], measures[name]) for revision, entries in by_revision.items() if name in entries},
        }
        for name in names
        if found.baseline[scope, name][1] or any(entries[name].result.only_arm for entries in by_revision.values() if name in entries)
    }


def _arm(finding: ArmFinding, measure: Measure) -> dict[str, Any]:
    result = finding.result
    sided = measure.direction != "none"  # of a mere description nothing is better or worse
    entry: dict[str, Any] = {
        "mean": result.mean_arm,
        "difference": result.difference,
        "half_width": result.half_width,
        "low": result.low,
        "high": result.high,
        "better": result.share_better if sided else None,
        "worse": result.share_worse if sided else None,
        "n": result.n,
        "missing": result.missing,
        "only_baseline": result.only_baseline,
        "only_arm": result.only_arm,
        "p_value": result.p_value,
        "q_value": result.q_value,
        "method": result.method,
        "by_own_yardstick": finding.own,
    }
    if finding.q90 is not None:
        entry["q90"] = _quantile(finding.q90)
    return entry


def _quantile(result: PairedResult) -> dict[str, Any]:
    return {"difference": result.difference, "low": result.low, "high": result.high, "n": result.n}


def _verdict(verdict: RevisionVerdict, measures: Mapping[str, Measure], habits: Habits, bounds: Mapping[str, float], lang: str) -> dict[str, Any]:
    name = verdict.finding.measure
    return {
        "revision": verdict.revision,
        "scenario": verdict.scope,
        "measure": name,
        "call": verdict.call.word,
        "reason": verdict.call.reason,
        "more_runs": verdict.call.further,
        "heading": verdict.heading,
        "trades": [
            {
                "measure": trade.measure, "unit": measures[trade.measure].unit, "difference": trade.difference,
                "half_width": trade.half_width, "better": trade.better, "harm": trade.harm,
            }
            for trade in verdict.trades
        ],
        "by_own_yardstick": [{"measure": one, "baseline": base, "own": own} for one, base, own in verdict.by_own_mark],
        "habits": {"acts": habits.acts, "on_the_way": habits.on_the_way.get(name)},
        "sentence": sentence(verdict, measures, habits, bounds[name], lang),
    }  # fmt: skip


def _habits(scope: str, arm: str, held: Habits) -> dict[str, Any]:
    return {"scenario": scope, "arm": arm, "baseline": arm == BASELINE, "acts": held.acts, "on_the_way": dict(held.on_the_way)}


def _explanation(one: Explanation) -> dict[str, Any]:
    return {
        "scenario": one.scope,
        "revision": one.revision,
        "measure": one.measure,
        "pairs": one.pairs,
        "difference": float(one.difference),
        "links": [
            {"kind": link.kind, "body": link.body, "baseline": float(link.baseline), "arm": float(link.arm), "difference": float(link.difference)}
            for link in one.links
        ],
    }
