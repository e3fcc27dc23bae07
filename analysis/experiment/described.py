"""Measures beside the figures: what else differs, and by how much. They describe, and decide nothing.

Only pairs in which both arms have a value count here, and how many those are stands beside it. False discoveries are controlled within one
revision, over scenarios too (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.experiment.decision import RunValues
from analysis.experiment.hull import RESAMPLES_AT_95, Hull, hulls
from analysis.experiment.multiple import benjamini_hochberg
from analysis.experiment.samples import ALL
from analysis.experiment.shares import newcombe_paired
from analysis.experiment.statistics import LEVEL, exact_mean
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from analysis.measures.model import Direction, Measure

_LEAST = 10  # pairs; of fewer no spread is told
_LEAST_OF_MEANS = 30  # and of what is no yes or no: limits of 80 % nothing, else exponential, cover .81 with 10, .92 with 20, .97 with 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One measure in one scope. Limits at 95 %, None with too few pairs (30, of yes or no 10).

    `own` is the arm's mean by its own yardstick, where that differs.
    """

    scope: str
    measure: str
    direction: Direction
    pairs: int  # with a value in both arms
    only_baseline: int
    only_arm: int
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    up: int
    down: int
    own: float | None = None
    q_value: float | None = None

    @property
    def sure(self) -> bool:
        """Whether it differs beyond chance, among all that were looked at."""
        return self.q_value is not None and self.q_value <= 1 - LEVEL


class _Table:
    """The values of the kept measures of one arm by seed, and by its own yardstick where that differs."""

    def __init__(self, store: ResultStore, study: Study, case: int, arm: int, seeds: range) -> None:
        self.values = {name: np.full(len(seeds), np.nan) for name in study.kept}
        self.own: dict[str, RunValues] = {}
        for seed, kept in store.of_arm(study.stored[case][arm], seeds):
            place = seed - seeds.start
            for name, value in kept["values"].items():
                self.values[name][place] = value
            for name, value in kept["own"].items():
                self.own.setdefault(name, self.values[name].copy())[place] = value
        for name, column in self.own.items():  # where they agree only the one value is kept
            column[np.isnan(column)] = self.values[name][np.isnan(column)]


def described(store: ResultStore, study: Study, revision: str, seeds: range, measures: Mapping[str, Measure]) -> list[Described]:
    """All kept measures of a revision that have any value, scenario by scenario, then over all where every scenario has it."""
    arm = 1 + study.revisions.index(revision)
    tables = [tuple(_Table(store, study, case, number, seeds) for number in (0, arm)) for case in range(len(study.cases))]
    found: list[tuple[Described, RunValues, RunValues]] = []
    for name in study.kept:
        columns = [(base.values[name], other.values[name], other.own.get(name)) for base, other in tables]
        for case, (before, after, own) in zip(study.cases, columns, strict=True):
            if not (np.isnan(before).all() and np.isnan(after).all()):
                found.append(_counted(case.name, measures[name], before, after, own))
        if len(columns) > 1 and not any(np.isnan(before + after).all() for before, after, _ in columns):
            together = [np.mean(np.stack([base for base, _, _ in columns]), axis=0), np.mean(np.stack([arm for _, arm, _ in columns]), axis=0)]
            found.append(_counted(ALL, measures[name], together[0], together[1], None))
    return _adjusted(_limited(found))


def _counted(scope: str, measure: Measure, before: RunValues, after: RunValues, own: RunValues | None) -> tuple[Described, RunValues, RunValues]:
    known = ~np.isnan(before), ~np.isnan(after)
    both = known[0] & known[1]
    base, arm = before[both], after[both]
    pairs = len(base)
    return Described(
        scope=scope, measure=measure.id, direction=measure.direction, pairs=pairs, only_baseline=int((known[0] & ~known[1]).sum()),
        only_arm=int((known[1] & ~known[0]).sum()), before=_mean(base), after=_mean(arm), difference=_mean(arm - base), low=None, high=None,
        p_value=None, up=int((arm > base).sum()), down=int((arm < base).sum()), own=None if own is None else _mean(own[~np.isnan(own)]),
    ), base, arm  # fmt: skip


def _mean(values: RunValues) -> float | None:
    return exact_mean(values) if len(values) else None


def _limited(found: Sequence[tuple[Described, RunValues, RunValues]]) -> list[Described]:
    """With limits and p-values; measures with as many pairs share their resamples."""
    known: dict[int, Described] = {}
    by_pairs: dict[int, list[int]] = {}
    for place, (one, base, arm) in enumerate(found):
        yes_or_no = np.isin(base, (0, 1)).all() and np.isin(arm, (0, 1)).all()
        if one.pairs < (_LEAST if yes_or_no else _LEAST_OF_MEANS):
            known[place] = one
        elif yes_or_no:
            known[place] = _of_shares(one, base == 1, arm == 1)
        else:
            by_pairs.setdefault(one.pairs, []).append(place)
    for places in by_pairs.values():
        columns = np.column_stack([found[place][2] - found[place][1] for place in places])
        for place, hull in zip(places, hulls(columns, RESAMPLES_AT_95), strict=True):
            known[place] = _of_means(found[place][0], hull)
    return [known[place] for place in range(len(found))]


def _of_shares(one: Described, base: np.ndarray, arm: np.ndarray) -> Described:
    cells = (int(cell.sum()) for cell in (arm & base, arm & ~base, ~arm & base, ~arm & ~base))
    interval = newcombe_paired(*cells)
    return replace(one, low=interval.low, high=interval.high, p_value=interval.p_value)


def _of_means(one: Described, hull: Hull) -> Described:
    low, high = hull.limits(LEVEL)
    return replace(one, low=low, high=high, p_value=hull.p_value())


def _adjusted(found: Iterable[Described]) -> list[Described]:
    held = list(found)
    return [replace(one, q_value=q) for one, q in zip(held, benjamini_hochberg([one.p_value for one in held]), strict=True)]
