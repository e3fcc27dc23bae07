"""Every measure of every arm beside the baseline, per scenario and over all: paired differences with intervals and q-values.

Three families of measures, and false discoveries are controlled in each by itself (Benjamini and Hochberg 1995, over revisions and
scenarios too): those that decide, those of what people met with, and the rest, which describe. So hundreds of descriptions do not
drown a decision, and harm is not drowned by either.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.experiment.columns import measures_with_values, passes, table
from analysis.experiment.comparison import PairedResult, adjust, compare_minutes, compare_quantiles, compare_shares
from analysis.experiment.statistics import Better, mean, present
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from analysis.measures.model import Measure

ALL = "all"  # the scope over all scenarios
HARMS = ("hurt", "cleared-share", "home-unheard-share", "moved-up-share", "obstructing-minutes")  # what people may suffer
PEOPLE = (*HARMS, "waiting", "registered-share", "heard-share", "answered-share", "home-heard-share", "peak-obstructing")
Family = Literal["deciding", "people", "other"]
_QUANTILE = 0.9
_QUANTILE_PAIRS = 2_000  # resampling more would cost minutes and say the same
_KEY = 20_260_101  # of the bootstrap's generator: the same values give the same limits


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFinding:
    """What a revision does to a measure in a scope. `own` is the arm's mean by its own yardstick, where that differs.

    `q90` compares the ninth deciles, for deciding minutes.
    """

    scope: str
    revision: str
    measure: str
    family: Family
    result: PairedResult
    own: float | None = None
    q90: PairedResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All of them, and the baseline's mean of each measure by scope (own yardsticks included) with its number of runs."""

    entries: tuple[ArmFinding, ...]
    baseline: Mapping[tuple[str, str], tuple[float | None, int]]
    scopes: tuple[str, ...]  # the scenarios, then "all"

    def of(self, scope: str, revision: str) -> dict[str, ArmFinding]:
        """By measure."""
        return {one.measure: one for one in self.entries if one.scope == scope and one.revision == revision}


def findings(store: ResultStore, study: Study, seeds: range, measures: Mapping[str, Measure]) -> Findings:
    """Compare every measure that has a value, by the baseline's yardstick."""
    valued = measures_with_values(store, study, seeds)
    names = [name for name in measures if name in valued or name in study.deciding]
    found: list[ArmFinding] = []
    baseline: dict[tuple[str, str], tuple[float | None, int]] = {}
    for group in passes(names, study, len(seeds)):
        _group(group, store, study, seeds, measures, found, baseline)
    scopes = (*(case.name for case in study.cases), ALL)
    place = {name: number for number, name in enumerate(measures)}
    found.sort(key=lambda one: (place[one.measure], scopes.index(one.scope), study.revisions.index(one.revision)))
    return Findings(entries=tuple(_adjusted(found)), baseline=baseline, scopes=scopes)


def family_of(measure: str, deciding: Sequence[str]) -> Family:
    """To which family of tests a measure belongs."""
    return "deciding" if measure in deciding else "people" if measure in PEOPLE else "other"


def _group(
    names: Sequence[str],
    store: ResultStore,
    study: Study,
    seeds: range,
    measures: Mapping[str, Measure],
    found: list[ArmFinding],
    baseline: dict[tuple[str, str], tuple[float | None, int]],
) -> None:
    tables = [[table(store, arm, seeds, names) for arm in arms] for arms in study.stored]
    own = [[{}, *(table(store, arm, seeds, names, "own") for arm in arms[1:])] for arms in study.stored]
    nothing = array("d", [math.nan]) * len(seeds)
    for name in names:
        measure = measures[name]
        base_columns = [arms[0].get(name, nothing) for arms in tables]
        for case, column in zip(study.cases, base_columns, strict=True):
            baseline[case.name, name] = _mean_of(column)
        for number, revision in enumerate(study.revisions, 1):
            columns = [arms[number].get(name, nothing) for arms in tables]
            own_columns = [arms[number].get(name, nothing) for arms in own]
            for scope, base, arm, other in _scopes(study, base_columns, columns, own_columns):
                if scope == ALL:
                    baseline[ALL, name] = _mean_of(base)
                found.append(_finding(scope, revision, measure, study, base, arm, other))


def _scopes(
    study: Study, base: Sequence[array[float]], arm: Sequence[array[float]], own: Sequence[array[float]]
) -> list[tuple[str, array[float], array[float], array[float]]]:
    """Each scenario, then the average over those in which the measure has any value: per seed first, so that pairs stay pairs."""
    parts = [(case.name, one, two, three) for case, one, two, three in zip(study.cases, base, arm, own, strict=True)]
    if len(parts) == 1:
        return [*parts, (ALL, *parts[0][1:])]
    return [*parts, (ALL, *over_all_scenarios([part[1:] for part in parts]))]


def over_all_scenarios(parts: Sequence[tuple[array[float], array[float], array[float]]]) -> tuple[array[float], array[float], array[float]]:
    """The baseline, the arm and the arm by its own yardstick, each seed averaged over the scenarios in which either arm has any value."""
    used = [part for part in parts if any(map(math.isfinite, part[0])) or any(map(math.isfinite, part[1]))] or parts
    return _average([part[0] for part in used]), _average([part[1] for part in used]), _average([part[2] for part in used])


def _average(columns: Sequence[array[float]]) -> array[float]:
    """Per seed; not a number where any scenario has no value, since a mean over fewer would compare other things."""
    if len(columns) == 1:
        return columns[0]
    return array("d", [math.fsum(values) / len(values) for values in zip(*columns, strict=True)])


def _finding(scope: str, revision: str, measure: Measure, study: Study, base: array[float], arm: array[float], own: array[float]) -> ArmFinding:
    direction: Better = "higher is better" if measure.direction == "higher" else "lower is better"
    family = family_of(measure.id, study.deciding)
    before, after = base.tolist(), arm.tolist()
    compare = compare_shares if measure.kind == "share" else compare_minutes
    result = compare(before, after, direction=direction)
    q90 = None
    if family == "deciding" and measure.kind == "minutes" and result.n:
        few = slice(0, _QUANTILE_PAIRS)
        q90 = compare_quantiles(before[few], after[few], _QUANTILE, key=_KEY, direction=direction)
    own_mean = None if own.tobytes() == arm.tobytes() else _mean_of(own)[0]
    return ArmFinding(scope=scope, revision=revision, measure=measure.id, family=family, result=result, own=own_mean, q90=q90)


def _mean_of(column: array[float]) -> tuple[float | None, int]:
    known = [value for value in column if present(value)]
    return mean(known), len(known)


def _adjusted(found: Sequence[ArmFinding]) -> list[ArmFinding]:
    """With q-values, family by family. Where one scenario is all there is, it is tested once."""
    alone = len({one.scope for one in found}) == 2  # one scenario, and "all" is the same
    q_values: dict[tuple[str, str, str], PairedResult] = {}
    for family in ("deciding", "people", "other"):
        tested = [one for one in found if one.family == family and not (alone and one.scope == ALL)]
        for one, result in zip(tested, adjust([one.result for one in tested]), strict=True):
            q_values[one.scope, one.revision, one.measure] = result
            if alone:
                q_values[ALL, one.revision, one.measure] = result
    return [replace(one, result=q_values[one.scope, one.revision, one.measure]) for one in found]
