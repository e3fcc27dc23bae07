"""From an evaluation and its results to the five pictures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from analysis.experiment.arms import BASELINE, Arm, ScenarioCase
from analysis.experiment.decision import MOVED
from analysis.experiment.document import telling_of
from analysis.experiment.evaluation import Experiment
from analysis.experiment.figure import bound_of
from analysis.experiment.samples import ALL
from analysis.experiment.sentences import scope_name
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import clauses_of, moments
from analysis.figures.captions import dotted, shortened
from analysis.figures.courses import CrowdOverRuns, DutyTimes, crowd_by_arm, on_time, survival
from analysis.figures.differences import ForestRow, HeatCell, forest, heat_map
from analysis.figures.style import save_figure
from analysis.judge import judging_rulebook
from sim.durations import Span
from sim.plan.limits import Limit
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import write_atomically
from sim.vocabulary import ACTS
from sim.words import Words, words

_DRAWN_RUNS = 2_000  # a picture of more runs looks the same
_DUTIES = 4
_LEAST_TIMES = 10
_DESCRIBED = (
    "first-report", "verification", "classification", "ending", "duties-met", "duties-missed", "reports-on-time", "written-on-time",
    "failed-messages",
)  # fmt: skip
_SIGNS, _DUTY_SIGNS = 50, 76
_ARM_SIGNS = 120  # for all arms beside each other
_MOST_DAYS = 3
_FULL_COLOUR = 20.0  # times the difference not worth the name: from there on a cell has its full colour
_NOTHING = 5e-5  # smaller differences are written as none


def draw_all(
    folder: Path, evaluation: Experiment, store: ResultStore, lang: str, write: Callable[[Path, bytes], None] = write_atomically
) -> list[Path]:
    """Draw everything that there is something to draw of, and give the files; `write` is how a file is put in its place."""
    written: list[Path] = []
    for name, figure in figures_of(evaluation, store, lang):
        written += save_figure(figure, folder / name, words(lang), write)
    return written


def figures_of(evaluation: Experiment, store: ResultStore, lang: str) -> Iterator[tuple[str, Figure]]:
    """The pictures that there is something to draw of, with the names of their files."""
    facts = _facts(evaluation, lang)
    yield "forest", _forest(evaluation, lang, facts)
    yield "heat-map", _heat_map(evaluation, lang, facts)
    duties = _duty_times(evaluation, store, lang)
    arms = [_arm_words(evaluation, name, lang) for name in (BASELINE, *evaluation.study.revisions)]
    if duties:
        yield "survival", survival(duties, arms, lang=lang, facts=facts)
        yield "on-time", on_time(duties, arms, lang=lang, facts=facts)
    crowds = [crowd for number in range(len(evaluation.study.cases)) if (crowd := _crowd(evaluation, store, number, lang)) is not None]
    if crowds:
        yield "escalation", crowd_by_arm(crowds, arms, lang=lang, facts=facts)


def _facts(evaluation: Experiment, lang: str) -> str:
    """The days on which the scenarios begin, which seeds were run, and how many pairs that makes."""
    say, seeds = words(lang), evaluation.conducted.widest
    days = list(dict.fromkeys(f"{case.baseline.inputs.scenario.scenario.start:%Y-%m-%d}" for case in evaluation.study.cases))
    told = say("figures.seeds", first=str(seeds[0]), last=str(seeds[-1])) if len(seeds) else ""
    return dotted(*days[:_MOST_DAYS], "…" if len(days) > _MOST_DAYS else "", told, say("figures.pairs", n=len(seeds)))


def _arm_words(evaluation: Experiment, name: str, lang: str) -> str:
    """The plan as it is, or a revision by its title."""
    say = words(lang)
    titles = {arm.name: arm.title for arm in evaluation.study.cases[0].arms}
    return say("figures.plan-as-it-is") if name == BASELINE else shortened(titles[name].of(lang) or name, max(_ARM_SIGNS // len(titles), 24))


# --- differences ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """A figure's or a measure's difference in one scope, as both pictures of differences need it."""

    middle: float
    low: float
    high: float
    better: bool | None  # None where nothing differs, or nothing is better
    sure: bool
    worth: float  # how many times the difference not worth the name


def _rows(evaluation: Experiment, lang: str) -> dict[str, tuple[str, str, dict[tuple[str, str], _Difference]]]:
    """What is drawn, by id: name, unit, and the difference of each revision in each scope. Of what is done only what moved somewhere."""
    telling = telling_of(evaluation)
    rows: dict[str, tuple[str, str, dict[tuple[str, str], _Difference]]] = {}
    for revision, held in evaluation.judged.items():
        moved = {one.figure.id for found in evaluation.judged.values() for one in found.findings if one.state in MOVED}
        for one in held.findings:
            if one.figure.column != "done" or one.figure.id in moved:
                entry = rows.setdefault(one.figure.id, (telling.name(one.figure).of(lang), one.figure.unit, {}))
                entry[2][revision, one.scope] = _Difference(
                    middle=one.difference, low=one.low, high=one.high, sure=one.state in MOVED, worth=abs(one.difference) / one.figure.bound,
                    better=_better(one.difference, one.figure.direction),
                )  # fmt: skip
    drawn = {figure.of for figure in evaluation.study.figures}
    for (scope, revision), described in evaluation.described.items():
        for beside in described:
            if beside.measure in _DESCRIBED and beside.measure not in drawn and beside.difference is not None and beside.low is not None:
                measure = evaluation.measures[beside.measure]
                entry = rows.setdefault(beside.measure, (measure.name.of(lang), measure.unit, {}))
                entry[2][revision, scope] = _Difference(
                    middle=beside.difference, low=beside.low, high=beside.high or 0.0, sure=beside.sure,
                    worth=abs(beside.difference) / bound_of(measure),
                    better=_better(beside.difference, beside.direction),
                )  # fmt: skip
    return rows


def _better(difference: float, direction: str) -> bool | None:
    return None if direction == "none" or not difference else (difference > 0) == (direction == "higher")


def _forest(evaluation: Experiment, lang: str, facts: str) -> Figure:
    say = words(lang)
    revisions, scope = evaluation.study.revisions, evaluation.scopes[-1]
    figures = {figure.id: figure for figure in evaluation.study.figures}
    rows = []
    for id_, (name, unit, found) in _rows(evaluation, lang).items():
        direction = figures[id_].direction if id_ in figures else evaluation.measures[id_].direction
        marks = tuple(_mark(found.get((revision, scope))) for revision in revisions)
        if any(mark is not None and mark[1] < mark[2] for mark in marks):
            rows.append(ForestRow(name=shortened(name, _SIGNS), unit=unit, better=None if direction == "none" else direction, marks=marks))
    cases = evaluation.study.cases
    where = scope_name(ALL, lang) if len(cases) > 1 else cases[0].title.of(lang)
    title = dotted(say("figures.forest-title"), where)
    return forest(rows, [_arm_words(evaluation, name, lang) for name in revisions], lang=lang, title=title, facts=facts)


def _mark(found: _Difference | None) -> tuple[float, float, float, bool] | None:
    return None if found is None else (found.middle, found.low, found.high, found.sure)


def _heat_map(evaluation: Experiment, lang: str, facts: str) -> Figure:
    columns = [(revision, scope) for revision in evaluation.study.revisions for scope in evaluation.scopes]
    names, rows = [], []
    for name, unit, found in _rows(evaluation, lang).values():
        names.append(shortened(name, _SIGNS))
        rows.append([_heat_cell(found.get(column), unit, lang) for column in columns])
    heads = [(_arm_words(evaluation, revision, lang), _scope_words(evaluation, scope, lang)) for revision, scope in columns]
    return heat_map(names, heads, rows, lang=lang, facts=facts)


def _scope_words(evaluation: Experiment, scope: str, lang: str) -> str:
    """A scenario by its title, or the words for all of them."""
    titles = {case.name: case.title for case in evaluation.study.cases}
    return titles[scope].of(lang) if scope in titles else scope_name(scope, lang)


def _heat_cell(found: _Difference | None, unit: str, lang: str) -> HeatCell | None:
    if found is None:
        return None
    size = min(1.0, math.log1p(found.worth) / math.log1p(_FULL_COLOUR))
    net = 0.0 if found.better is None else size if found.better else -size
    return HeatCell(net=net, text=_difference(found, unit, words(lang)), sure=found.sure)


def _difference(found: _Difference, unit: str, say: Words) -> str:
    """A difference with its unit, and whether that is better or worse: not by colour alone."""
    value = found.middle if abs(found.middle) > _NOTHING else 0.0
    if unit == "min":
        text = say("figures.minutes-more", minutes=value)
    else:
        text = say("figures.points-more", points=100 * value) if unit == "share" else f"{value:+.2g}"
    if found.better is None or not (found.sure or found.worth >= 1):
        return text  # not worth the name
    return say("figures.cell-better", difference=text) if found.better else say("figures.cell-worse", difference=text)


# --- times of duties --------------------------------------------------------------------------------------------------------------


def _duty_times(evaluation: Experiment, store: ResultStore, lang: str) -> list[DutyTimes]:
    """The reports with a limit in minutes whose times the revisions move most, and then those that are late most often."""
    found: list[tuple[float, DutyTimes]] = []
    for number, case in enumerate(evaluation.study.cases):
        rules = [_rules(arm) for arm in case.arms]
        limits = {rule.id: _limit(rule) for rule in rules[0].rules}
        wanted = [rule for rule in rules[0].rules if limits[rule.id] is not None and _is_report(rule)]
        times = [_times(evaluation, store, number, arm, [rule.id for rule in wanted]) for arm in range(len(case.arms))]
        for rule in wanted:
            minutes = tuple(tuple(one[rule.id]) for one in times)
            if min(map(len, minutes)) < _LEAST_TIMES:
                continue
            own = tuple(_limit(book.by_id[rule.id]) if rule.id in book.by_id else None for book in rules)
            title = f"{rule.duty.clause} {shortened(rule.duty.title.of(lang), _DUTY_SIGNS)}"
            share = min(1.0, len(minutes[0]) / len(evaluation.conducted.widest[:_DRAWN_RUNS]))
            amended = len(set(own)) > 1  # a limit that a revision changes is what its reader looks for first
            found.append(
                (
                    share * _interest(minutes, limits[rule.id] or 0.0) + amended,
                    DutyTimes(scenario=shortened(case.title.of(lang), _DUTY_SIGNS), title=title, minutes=minutes, limits=own),
                )
            )
    found.sort(key=lambda one: -one[0])
    return [duty for _, duty in found[:_DUTIES]]


def _rules(arm: Arm) -> Rulebook:
    return judging_rulebook(arm.own, arm.inputs.resources)


def _limit(rule: Rule) -> float | None:
    return rule.due.amount.minutes if isinstance(rule.due, Limit) and isinstance(rule.due.amount, Span) else None


def _is_report(rule: Rule) -> bool:
    return not rule.habit and rule.slots is None and rule.duty.force == "must" and ACTS[rule.duty.act].message


def _times(evaluation: Experiment, store: ResultStore, case: int, arm: int, rules: Sequence[str]) -> dict[str, list[float]]:
    """The minutes of each instance of each duty in each run that called for it; infinite where it was not done."""
    found: dict[str, list[float]] = {rule: [] for rule in rules}
    for _, kept in store.of_arm(evaluation.study.stored[case][arm], evaluation.conducted.widest[:_DRAWN_RUNS]):
        held = clauses_of(kept)
        for rule in rules:
            if rule in held:
                called, _, _, took = held[rule]
                found[rule] += [*(seconds / 60 for seconds in took), *[math.inf] * (called - len(took))]
    return found


def _interest(minutes: Sequence[Sequence[float]], limit: float) -> float:
    """How much there is to see: how far the revisions move the median, as a part of the limit, and how often it is late."""
    medians = [float(np.median(one)) if one else math.nan for one in minutes]
    moved = max((abs(one - medians[0]) for one in medians[1:] if math.isfinite(one) and math.isfinite(medians[0])), default=0.0)
    late = sum(value > limit for value in minutes[0]) / len(minutes[0])
    return moved / max(limit, 1.0) + late


# --- the crowd --------------------------------------------------------------------------------------------------------------------


def _crowd(evaluation: Experiment, store: ResultStore, number: int, lang: str) -> CrowdOverRuns | None:
    case: ScenarioCase = evaluation.study.cases[number]
    counts = []
    for stored in evaluation.study.stored[number]:
        runs = [kept["crowd"] for _, kept in store.of_arm(stored, evaluation.conducted.widest[:_DRAWN_RUNS])]
        if not runs or not all(runs):
            return None
        counts.append(np.array(runs, dtype=float))
    head = case.baseline.inputs.scenario.scenario
    return CrowdOverRuns(title=case.title.of(lang), start=head.start, moments=moments(head.horizon), counts=tuple(counts))
