"""The report of an experiment: one typed value that is printed for a reader and written as JSON, schema "drill.evaluate/2".

Its texts are in the language that it was made for. What does not exist is null, never 0; an order of entries is always the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from analysis.experiment.arms import BASELINE, ScenarioCase
from analysis.experiment.comparison import PairedResult
from analysis.experiment.conduct import Conducted
from analysis.experiment.explain import Explanation
from analysis.experiment.findings import ALL, ArmFinding, Findings
from analysis.experiment.habits import Habits
from analysis.experiment.sentences import sentence
from analysis.experiment.statistics import LEVEL
from analysis.experiment.trial import Study
from analysis.experiment.verdict import RevisionVerdict
from analysis.habit_chains import SHOWN, HabitCauses
from analysis.measures.model import Measure
from sim.vocabulary import UNCAUSED
from sim.words import LANGUAGES, Names, in_every_language, words

SCHEMA = "drill.evaluate/2"


class ReportedScenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that was run."""

    id: str
    title: dict[str, str]


class ReportedBaseline(msgspec.Struct, frozen=True, kw_only=True):
    """The plan as it is."""

    plan: str
    digest: str


class ReportedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A revision, and what it changes."""

    id: str
    title: dict[str, str]
    only_loosens: bool
    changes: list[str]


class ReportedSeeds(msgspec.Struct, frozen=True, kw_only=True):
    """The seeds that count."""

    first: int
    last: int
    pairs: int


class ReportedStop(msgspec.Struct, frozen=True, kw_only=True):
    """Why it ended ("runs", "precision", "budget"), and how exactly each revision's difference is known."""

    reason: Literal["runs", "precision", "budget"]
    half_width: dict[str, float | None]


class ReportedBound(msgspec.Struct, frozen=True, kw_only=True):
    """A measure that decides, and the difference that is not worth the name."""

    measure: str
    unit: str
    equivalence: float


class ReportedQuantile(msgspec.Struct, frozen=True, kw_only=True):
    """The difference of the ninth deciles."""

    difference: float | None
    low: float | None
    high: float | None
    n: int


class ReportedArm(msgspec.Struct, frozen=True, kw_only=True):
    """What a revision does to a measure. Of a mere description nothing is better or worse."""

    baseline: float | None  # the mean of those pairs, from which the difference counts
    mean: float | None
    difference: float | None
    half_width: float | None
    low: float | None
    high: float | None
    better: float | None
    worse: float | None
    n: int
    missing: int
    only_baseline: int
    only_arm: int
    p_value: float | None
    q_value: float | None
    method: str
    by_own_yardstick: float | None
    q90: ReportedQuantile | msgspec.UnsetType = msgspec.UNSET


class ReportedMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure in one scope, in the baseline and in every arm."""

    unit: str
    direction: str
    name: str
    clause: str
    family: str
    baseline: float | None
    baseline_n: int
    arms: dict[str, ReportedArm]


class ReportedTrade(msgspec.Struct, frozen=True, kw_only=True):
    """What else differs beyond chance."""

    measure: str
    unit: str
    difference: float
    half_width: float | None
    better: bool
    harm: bool


class ReportedMark(msgspec.Struct, frozen=True, kw_only=True):
    """A share of duties by the baseline's yardstick and by the revision's own."""

    measure: str
    baseline: float
    own: float


class ReportedHabits(msgspec.Struct, frozen=True, kw_only=True):
    """Of a verdict: the share of acts by habit, and of runs with a habit on the way."""

    acts: float | None
    on_the_way: float | None


class ReportedVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of a revision in one scope."""

    revision: str
    scenario: str
    measure: str
    call: str
    reason: str
    more_runs: int | None
    heading: str
    trades: list[ReportedTrade]
    by_own_yardstick: list[ReportedMark]
    habits: ReportedHabits
    sentence: str


class ReportedHabitCause(msgspec.Struct, frozen=True, kw_only=True):
    """A habit, and on what share of the duties that were called for it stands."""

    habit: str
    name: dict[str, str]
    share: float


class ReportedArmHabits(msgspec.Struct, frozen=True, kw_only=True):
    """How often habits did the work in one arm of one scope."""

    scenario: str
    arm: str
    baseline: bool
    acts: float | None
    on_the_way: dict[str, float]
    called_for: float | None = None  # the share of the duties that were called for on which some habit stands
    most: list[ReportedHabitCause] = []


class ReportedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link of the chain, and the mean minutes that it took. `link` and `who` say in words what `kind` and `body` name."""

    kind: str
    body: str
    link: str
    who: str
    baseline: float
    arm: float
    difference: float


class ReportedExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """From which links a difference came; theirs sum to it."""

    scenario: str
    revision: str
    measure: str
    pairs: int
    difference: float
    links: list[ReportedLink]


class ExperimentReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was found."""

    schema: str
    lang: str
    scenarios: list[ReportedScenario]
    baseline: ReportedBaseline
    revisions: list[ReportedRevision]
    seeds: ReportedSeeds
    stopped: ReportedStop
    level: float
    deciding: list[ReportedBound]
    measures: dict[str, ReportedMeasure]
    by_scenario: dict[str, dict[str, ReportedMeasure]]
    verdicts: list[ReportedVerdict]
    habits: list[ReportedArmHabits]
    remarks: list[dict[str, str]] = []
    explain: list[ReportedExplanation] | msgspec.UnsetType = msgspec.UNSET

    def document(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    def in_scope(self, scope: str) -> Mapping[str, ReportedMeasure]:
        """The measures in one scenario, or over all of them."""
        return self.measures if scope == ALL else self.by_scenario[scope]

    def named(self, measure: str) -> str:
        """What a measure is called; its id where it never had a value."""
        return self.measures[measure].name if measure in self.measures else measure


def experiment_report(
    study: Study,
    conducted: Conducted,
    found: Findings,
    verdicts: Sequence[RevisionVerdict],
    habits: Mapping[tuple[str, str], Habits],
    explained: Sequence[Explanation] | None,
    measures: Mapping[str, Measure],
    bounds: Mapping[str, float],
    lang: str,
) -> ExperimentReport:
    """The report in a language. `habits` is by scope and arm."""
    return ExperimentReport(
        schema=SCHEMA,
        lang=lang,
        scenarios=[ReportedScenario(id=case.name, title=in_every_language(case.title)) for case in study.cases],
        baseline=ReportedBaseline(plan=study.cases[0].baseline.own.plan.id, digest=study.stored[0][0].plan),
        revisions=[
            ReportedRevision(
                id=arm.name, title=in_every_language(arm.title), only_loosens=arm.loosens_only, changes=[one.of(lang) for one in arm.changes]
            )
            for arm in study.cases[0].arms[1:]
        ],
        seeds=ReportedSeeds(first=conducted.seeds.start, last=conducted.seeds.stop - 1, pairs=len(conducted.seeds)),
        stopped=ReportedStop(reason=conducted.reason, half_width={name: one.half_width for name, one in conducted.standing.items()}),
        level=LEVEL,
        deciding=[ReportedBound(measure=name, unit=measures[name].unit, equivalence=bounds[name]) for name in study.deciding],
        measures=_measures(found, ALL, study, measures, lang),
        by_scenario={case.name: _measures(found, case.name, study, measures, lang) for case in study.cases},
        verdicts=[_verdict(one, measures, habits[one.scope, one.revision], bounds, lang) for one in verdicts],
        habits=[
            ReportedArmHabits(
                scenario=scope,
                arm=arm,
                baseline=arm == BASELINE,
                acts=held.acts,
                on_the_way=dict(held.on_the_way),
                called_for=held.causes.share,
                most=_most(held.causes, study),
            )
            for (scope, arm), held in habits.items()
        ],
        remarks=[in_every_language(remark) for remark in study.remarks],
        explain=msgspec.UNSET if explained is None else [_explanation(one, study.case(one.scope), lang) for one in explained],
    )


def _most(found: HabitCauses, study: Study) -> list[ReportedHabitCause]:
    """The habits on which most of what was called for rests."""
    sources = [source for case in study.cases for arm in case.arms for source in (arm.own, arm.inputs.resources)]
    names = {lang: Names(lang, *sources) for lang in LANGUAGES}
    return [
        ReportedHabitCause(habit=habit, name={lang: one.rule(habit) for lang, one in names.items()}, share=times / found.called_for)
        for habit, times in found.habits[:SHOWN]
    ]


def _measures(found: Findings, scope: str, study: Study, measures: Mapping[str, Measure], lang: str) -> dict[str, ReportedMeasure]:
    by_revision = {name: found.of(scope, name) for name in study.revisions}
    names = dict.fromkeys(name for entries in by_revision.values() for name in entries)
    return {
        name: ReportedMeasure(
            unit=measures[name].unit,
            direction=measures[name].direction,
            name=measures[name].name.of(lang),
            clause=measures[name].clause,
            family=next(entries[name].family for entries in by_revision.values() if name in entries),
            baseline=found.baseline[scope, name][0],
            baseline_n=found.baseline[scope, name][1],
            arms={revision: _arm(entries[name], measures[name]) for revision, entries in by_revision.items() if name in entries},
        )
        for name in names
        if found.baseline[scope, name][1] or any(entries[name].result.only_arm for entries in by_revision.values() if name in entries)
    }


def _arm(finding: ArmFinding, measure: Measure) -> ReportedArm:
    result = finding.result
    sided = measure.direction != "none"
    return ReportedArm(
        baseline=result.mean_baseline, mean=result.mean_arm, difference=result.difference, half_width=result.half_width, low=result.low,
        high=result.high, better=result.share_better if sided else None, worse=result.share_worse if sided else None, n=result.n,
        missing=result.missing, only_baseline=result.only_baseline, only_arm=result.only_arm, p_value=result.p_value, q_value=result.q_value,
        method=result.method, by_own_yardstick=finding.own, q90=msgspec.UNSET if finding.q90 is None else _quantile(finding.q90),
    )  # fmt: skip


def _quantile(result: PairedResult) -> ReportedQuantile:
    return ReportedQuantile(difference=result.difference, low=result.low, high=result.high, n=result.n)


def _verdict(verdict: RevisionVerdict, measures: Mapping[str, Measure], habits: Habits, bounds: Mapping[str, float], lang: str) -> ReportedVerdict:
    name = verdict.finding.measure
    return ReportedVerdict(
        revision=verdict.revision,
        scenario=verdict.scope,
        measure=name,
        call=verdict.call.word,
        reason=verdict.call.reason,
        more_runs=verdict.call.further,
        heading=verdict.heading,
        trades=[
            ReportedTrade(
                measure=trade.measure,
                unit=measures[trade.measure].unit,
                difference=trade.difference,
                half_width=trade.half_width,
                better=trade.better,
                harm=trade.harm,
            )
            for trade in verdict.trades
        ],
        by_own_yardstick=[ReportedMark(measure=one, baseline=base, own=own) for one, base, own in verdict.by_own_mark],
        habits=ReportedHabits(acts=habits.acts, on_the_way=habits.on_the_way.get(name)),
        sentence=sentence(verdict, measures, habits, bounds[name], lang),
    )


def _explanation(one: Explanation, case: ScenarioCase, lang: str) -> ReportedExplanation:
    names = Names(lang, *(source for arm in case.arms for source in (arm.own, arm.inputs.resources)))  # the baseline's names first
    return ReportedExplanation(
        scenario=one.scope,
        revision=one.revision,
        measure=one.measure,
        pairs=one.pairs,
        difference=float(one.difference),
        links=[
            ReportedLink(
                kind=link.kind,
                body=link.body,
                link=words(lang)("experiment.before-it-was-seen") if link.kind in UNCAUSED else names.kind(link.kind),
                who=names.party(link.body) if link.body else "",
                baseline=float(link.baseline),
                arm=float(link.arm),
                difference=float(link.difference),
            )
            for link in one.links
        ],
    )
