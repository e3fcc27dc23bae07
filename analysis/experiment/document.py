"""The report of an experiment: one typed value that is printed for a reader and written as JSON.

Its texts are in the language that it was made for. What does not exist is null, never 0; an order of entries is always the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from analysis.experiment.arms import BASELINE, ScenarioCase
from analysis.experiment.clause_table import ClauseRow, clause_entries, clause_row
from analysis.experiment.decision import FigureFinding, FigureNumbers
from analysis.experiment.described import Described
from analysis.experiment.evaluation import Experiment, baseline_rules
from analysis.experiment.explain import CUT, NEVER, Explanation
from analysis.experiment.figure import FigureLabel
from analysis.experiment.sentences import VerdictTeller
from analysis.experiment.statistics import LEVEL
from analysis.experiment.trial import Study
from analysis.experiment.verdict import RevisionVerdict
from analysis.habit_chains import SHOWN, HabitCauses
from analysis.measures.model import Measure
from sim.vocabulary import DOCUMENTS, UNCAUSED
from sim.words import LANGUAGES, Names, in_every_language, words

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class ReportedScenario(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that was run; `unreached_min` is what a moment counts as that a run never reaches."""

    id: str
    title: dict[str, str]
    unreached_min: float


class ReportedArmInputs(msgspec.Struct, frozen=True, kw_only=True):
    """The digests that an arm's results are kept under, as in the results file."""

    scenario: str
    arm: str
    plan_digest: str
    resources_digest: str
    scenario_digest: str
    code: str
    yardstick: str


class ReportedRevision(msgspec.Struct, frozen=True, kw_only=True):
    """A revision, what it changes, the seeds that count for it, and why no more were run ("runs", "settled", "most")."""

    id: str
    title: dict[str, str]
    only_loosens: bool
    changes: list[str]
    first_seed: int
    last_seed: int
    pairs: int
    stopped: Literal["runs", "settled", "most"]


class ReportedLooks(msgspec.Struct, frozen=True, kw_only=True):
    """After how many pairs it was to be looked at, and the level of each plain interval, so that all looks together err in 5 %."""

    goal: str
    planned: list[int]
    level: float


class ReportedClause(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that the headline names."""

    figure: str
    scenario: str


class ReportedClaim(msgspec.Struct, frozen=True, kw_only=True):
    """What is so in `runs` of the pairs, and in `share` of all runs at least."""

    figure: str
    scenario: str
    way: str
    runs: int
    share: float


class ReportedMark(msgspec.Struct, frozen=True, kw_only=True):
    """A share of duties by the baseline's yardstick and by the revision's own."""

    measure: str
    baseline: float
    own: float


class ReportedVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of a revision in one scope."""

    revision: str
    scenario: str
    word: str
    heading: str
    headline: str
    small_print: str
    clauses: list[ReportedClause]
    more_clauses: int
    claims: list[ReportedClaim]
    pairs: int
    hangs_on_unreached: bool
    more_pairs: int | None
    blind_spot: float
    figures_looked_at: int
    repealed: list[str]
    repealed_and_lost: list[str]
    by_own_yardstick: list[ReportedMark]


@dataclass(frozen=True, kw_only=True)
class ReportedFigure(FigureNumbers, FigureLabel):
    """What a revision does to a figure in one scope: in JSON first what it is, then its numbers, then these."""

    scenario: str
    revision: str
    name: str
    better: int | None
    worse: int | None


class ReportedMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure that only describes, over the pairs in which both have a value. Of one without a direction nothing is better or worse."""

    id: str
    scenario: str
    revision: str
    name: str
    clause: str
    unit: str
    direction: str
    pairs: int
    only_baseline: int
    only_revision: int
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    q_value: float | None
    by_own_yardstick: float | None


class ReportedClauses(msgspec.Struct, frozen=True, kw_only=True):
    """What each duty that was called for came to in one arm of one scenario, by the baseline's duties and limits."""

    scenario: str
    arm: str
    duties: list[dict[str, Any]]


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
    baseline: str
    inputs: list[ReportedArmInputs]
    revisions: list[ReportedRevision]
    looks: ReportedLooks
    level: float
    verdicts: list[ReportedVerdict]
    figures: list[ReportedFigure]
    measures: list[ReportedMeasure]
    clauses: list[ReportedClauses]
    habits: list[ReportedArmHabits]
    remarks: list[dict[str, str]] = []
    explain: list[ReportedExplanation] | msgspec.UnsetType = msgspec.UNSET

    def clauses_of(self, scenario: str, arm: str) -> dict[str, ClauseRow]:
        """What each duty came to in one arm of a scenario, by rule; empty where the report does not say."""
        held = next((one.duties for one in self.clauses if (one.scenario, one.arm) == (scenario, arm)), ())
        return {row.rule: row for row in map(clause_row, held)}

    def document(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    def named(self, measure: str) -> str:
        """What a measure is called; its id where it never had a value."""
        return next((one.name for one in self.measures if one.id == measure), measure)


def telling_of(found: Experiment) -> VerdictTeller:
    """What its verdicts and tables are told with."""
    titles = {case.name: case.title for case in found.study.cases}
    return VerdictTeller(found.measures, found.study.cases[0].baseline.yardstick, titles, found.study.figures)


def experiment_report(found: Experiment, lang: str) -> ExperimentReport:
    """The report in a language."""
    study, conducted, telling = found.study, found.conducted, telling_of(found)
    rules = baseline_rules(study.cases)
    return ExperimentReport(
        schema=DOCUMENTS["evaluate"],
        lang=lang,
        scenarios=[ReportedScenario(id=case.name, title=in_every_language(case.title), unreached_min=case.taus[0]) for case in study.cases],
        baseline=study.cases[0].baseline.own.plan.id,
        inputs=[
            ReportedArmInputs(
                scenario=case.name, arm=arm.name, plan_digest=stored.plan, resources_digest=stored.resources, scenario_digest=stored.scenario,
                code=stored.code, yardstick=stored.yardstick,
            )
            for case, arms in zip(study.cases, study.stored, strict=True)
            for arm, stored in zip(case.arms, arms, strict=True)
        ],
        revisions=[
            ReportedRevision(
                id=arm.name, title=in_every_language(arm.title), only_loosens=arm.loosens_only, changes=[one.of(lang) for one in arm.changes],
                first_seed=conducted.seeds[arm.name].start, last_seed=conducted.seeds[arm.name].stop - 1, pairs=len(conducted.seeds[arm.name]),
                stopped=conducted.reasons[arm.name],
            )
            for arm in study.cases[0].arms[1:]
        ],
        looks=ReportedLooks(goal=found.goal, planned=list(conducted.looks.planned), level=conducted.looks.level),
        level=LEVEL,
        verdicts=[_verdict(one, telling, len(study.cases), lang) for one in found.verdicts],
        figures=[_figure(one, name, telling, lang) for name, held in found.judged.items() for one in held.findings],
        measures=[_measure(one, revision, found.measures[one.measure], lang) for (_, revision), held in found.described.items() for one in held],
        clauses=[
            ReportedClauses(scenario=scenario, arm=arm, duties=clause_entries(rows, rules)) for (scenario, arm), rows in found.clauses.items()
        ],
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
            for (scope, arm), held in found.habits.items()
        ],
        remarks=[in_every_language(remark) for remark in study.remarks],
        explain=msgspec.UNSET if found.explained is None else [_explanation(one, study.case(one.scope), lang) for one in found.explained],
    )  # fmt: skip


def _verdict(one: RevisionVerdict, telling: VerdictTeller, scenarios: int, lang: str) -> ReportedVerdict:
    return ReportedVerdict(
        revision=one.revision,
        scenario=one.scope,
        word=one.word,
        heading=one.heading,
        headline=telling.headline(one).of(lang),
        small_print=telling.small_print(one, scenarios).of(lang),
        clauses=[ReportedClause(figure=clause.figure.id, scenario=clause.scope) for clause in one.clauses],
        more_clauses=one.more,
        claims=[ReportedClaim(figure=claim.figure, scenario=claim.scope, way=claim.way, runs=claim.runs, share=claim.share) for claim in one.claims],
        pairs=one.pairs,
        hangs_on_unreached=one.hangs,
        more_pairs=one.further,
        blind_spot=one.blind_spot,
        figures_looked_at=one.looked_at,
        repealed=list(one.repealed),
        repealed_and_lost=list(one.lost),
        by_own_yardstick=[ReportedMark(measure=mark.measure, baseline=mark.by_baseline, own=mark.by_own) for mark in one.by_own_mark],
    )


def _figure(one: FigureFinding, revision: str, telling: VerdictTeller, lang: str) -> ReportedFigure:
    return ReportedFigure(
        **_fields(FigureLabel, one.figure), **_fields(FigureNumbers, one), scenario=one.scope, revision=revision,
        name=telling.name(one.figure).of(lang), better=one.better_runs, worse=one.worse_runs,
    )  # fmt: skip


def _fields(of: type[DataclassInstance], held: object) -> dict[str, Any]:
    """What is declared once and reported as it is."""
    return {field.name: getattr(held, field.name) for field in fields(of)}


def _measure(one: Described, revision: str, measure: Measure, lang: str) -> ReportedMeasure:
    return ReportedMeasure(
        id=one.measure, scenario=one.scope, revision=revision, name=measure.name.of(lang), clause=measure.clause, unit=measure.unit,
        direction=measure.direction, pairs=one.pairs, only_baseline=one.only_baseline, only_revision=one.only_arm, before=one.before, after=one.after,
        difference=one.difference, low=one.low, high=one.high, q_value=one.q_value, by_own_yardstick=one.own,
    )  # fmt: skip


def _most(found: HabitCauses, study: Study) -> list[ReportedHabitCause]:
    """The habits on which most of what was called for rests."""
    sources = [source for case in study.cases for arm in case.arms for source in (arm.own, arm.inputs.resources)]
    names = {lang: Names(lang, *sources) for lang in LANGUAGES}
    return [
        ReportedHabitCause(habit=habit, name={lang: one.rule(habit) for lang, one in names.items()}, share=times / found.called_for)
        for habit, times in found.habits[:SHOWN]
    ]


def _explanation(one: Explanation, case: ScenarioCase, lang: str) -> ReportedExplanation:
    names = names_of(case, lang)
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
                link=_link(link.kind, names, lang),
                who=names.party(link.body) if link.body else "",
                baseline=float(link.baseline),
                arm=float(link.arm),
                difference=float(link.difference),
            )
            for link in one.links
        ],
    )


def names_of(case: ScenarioCase, lang: str) -> Names:
    """What is called how in a scenario, the baseline's names first."""
    return Names(lang, *(source for arm in case.arms for source in (arm.own, arm.inputs.resources)))


def _link(kind: str, names: Names, lang: str) -> str:
    say = words(lang)
    if kind == NEVER:
        return say("experiment.never-reached")
    if kind == CUT:
        return say("experiment.cut-off")
    return say("experiment.before-it-was-seen") if kind in UNCAUSED else names.kind(kind)


def figures_in(report: ExperimentReport, revision: str, scope: str) -> Sequence[ReportedFigure]:
    """The figures of a revision in one scope."""
    return [one for one in report.figures if one.revision == revision and one.scenario == scope]


def measures_in(report: ExperimentReport, revision: str, scope: str) -> Mapping[str, ReportedMeasure]:
    """The measures of a revision in one scope, by id."""
    return {one.id: one for one in report.measures if one.revision == revision and one.scenario == scope}
