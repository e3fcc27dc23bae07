"""Which clause makes reports late, by how much, and how sure that is: each duty over many runs.

A run is one cluster: what one run says of five instances of a duty is not five times as sure. The share in time has Wilson's limits for
as many independent instances as its spread between runs is worth (after Korn & Graubard 1998), and for no more than there are runs where
so few of them deviate that their spread is not known; minutes late have the hull of Student and
bootstrap-t; median and ninth decile, of each instance and not of the worst, have the limits of resampled runs, from 30 runs on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.clause_times import ClauseTimes
from analysis.experiment.hull import hulls, resampled
from analysis.experiment.shares import wilson_of
from analysis.experiment.statistics import LEVEL
from sim.plan.rulebook import Rulebook

LEAST_FOR_QUANTILES = 30  # runs: limits of a ninth decile cover .845 with 10 and .905 with 20 where .95 is promised, .945 with 40
_RESAMPLES = 1_000
_LEAST_ODD = 30  # runs that kept some, and that missed some, before instances count beyond runs: else limits of 98 % cover .90 with 100 runs
_LEAST_LATE = 30  # runs with a late instance before limits of minutes late are told: they cover .90 with half as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An estimate with its limits at 95 %, None where there are too few runs to tell them."""

    middle: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """One duty over the runs that called for it. Minutes; `late_min` of the late instances, None where none was late."""

    rule: str
    runs: int
    instances: int
    in_time: Estimate
    late_min: Estimate | None
    median_min: Estimate | None
    ninth_decile_min: Estimate | None

    @property
    def order(self) -> tuple[float, float]:
        """The least often in time first, and of those the latest: what was never done at all has no minutes, and stands before what was late."""
        return self.in_time.middle, -(0.0 if self.late_min is None else self.late_min.middle)


def clause_rows(runs: Iterable[dict[str, ClauseTimes]]) -> dict[str, ClauseRow]:
    """A row for each duty that any run called for."""
    by_rule: dict[str, list[ClauseTimes]] = {}
    for run in runs:
        for rule, cell in run.items():
            by_rule.setdefault(rule, []).append(cell)
    return {rule: _row(rule, cells) for rule, cells in by_rule.items()}


def _row(rule: str, cells: Sequence[ClauseTimes]) -> ClauseRow:
    called = np.array([cell[0] for cell in cells], dtype=float)
    in_time = np.array([cell[1] for cell in cells], dtype=float)
    late, took = [[second / 60 for second in cell[2]] for cell in cells], [[second / 60 for second in cell[3]] for cell in cells]
    return ClauseRow(
        rule=rule, runs=len(cells), instances=int(called.sum()), in_time=_share(in_time, called), late_min=_late(late),
        median_min=_quantile(took, 0.5), ninth_decile_min=_quantile(took, 0.9),
    )  # fmt: skip


def _share(kept: NDArray[np.float64], called: NDArray[np.float64]) -> Estimate:
    total, runs = float(called.sum()), len(called)
    share = float(kept.sum()) / total
    rest = kept - share * called
    variance = float((rest * rest).sum()) * runs / max(1, runs - 1) / (total * total)
    worth = share * (1 - share) / variance if variance > 0 else float(runs)  # where all runs are alike, each counts for one
    odd = min(int((kept < called).sum()), int((kept > 0).sum()))
    low, high = wilson_of(share, min(float(runs) if odd < _LEAST_ODD else total, max(1.0, worth)), LEVEL)
    return Estimate(middle=share, low=low, high=high)


def _late(late: Sequence[Sequence[float]]) -> Estimate | None:
    count = np.array([len(one) for one in late], dtype=float)
    if not count.sum():
        return None
    sums = np.array([math.fsum(one) for one in late])
    middle = math.fsum(sums) / float(count.sum())
    if (count > 0).sum() < _LEAST_LATE:
        return Estimate(middle=middle, low=None, high=None)
    # each run's part in the ratio, about the ratio: its mean is the ratio, and its spread between runs is the ratio's
    parts = middle + (sums - middle * count) * len(late) / float(count.sum())
    low, high = hulls(parts[:, None], _RESAMPLES)[0].limits(LEVEL)
    return Estimate(middle=middle, low=max(0.0, low), high=high)


def _quantile(took: Sequence[Sequence[float]], share: float) -> Estimate | None:
    """The quantile of all instances: the first that at least such a share of them does not exceed."""
    run_of = np.array([place for place, one in enumerate(took) for _ in one], dtype=int)
    if len(took) < LEAST_FOR_QUANTILES or not len(run_of):
        return None
    minutes = np.array([minute for one in took for minute in one])
    order = np.argsort(minutes, kind="stable")
    minutes, run_of = minutes[order], run_of[order]
    middle = float(minutes[max(0, math.ceil(share * len(minutes)) - 1)])
    found = []
    for weights in resampled(len(took), _RESAMPLES):
        reached = np.cumsum(weights[:, run_of], axis=1)
        place = (reached < share * reached[:, -1:]).sum(axis=1)
        found.append(minutes[np.minimum(place, len(minutes) - 1)])
    drawn = np.sort(np.concatenate(found))
    cut = (1 - LEVEL) / 2
    return Estimate(middle=middle, low=float(drawn[int(cut * len(drawn))]), high=float(drawn[len(drawn) - 1 - int(cut * len(drawn))]))


def clause_entries(found: Mapping[str, ClauseRow], rules: Rulebook) -> list[dict[str, Any]]:
    """All rows for a JSON document, in the order of the plan."""
    return [
        {
            "rule": rule.id, "clause": rule.duty.clause, "stated_by_plan": rule.stated_by_plan, "runs": row.runs, "instances": row.instances,
            "in_time": _entry(row.in_time), "late_min": _entry(row.late_min), "median_min": _entry(row.median_min),
            "ninth_decile_min": _entry(row.ninth_decile_min),
        }
        for rule in rules.rules
        for row in (found.get(rule.id),)
        if row is not None
    ]  # fmt: skip


def _entry(found: Estimate | None) -> dict[str, float | None] | None:
    return None if found is None else {"value": found.middle, "low": found.low, "high": found.high}


def clause_row(entry: Mapping[str, Any]) -> ClauseRow:
    """The row that `clause_entries` wrote. Raises KeyError, TypeError or ValueError for what is none."""
    in_time = _estimate(entry["in_time"])
    if in_time is None:
        raise ValueError("a clause without a share in time")
    return ClauseRow(
        rule=str(entry["rule"]), runs=int(entry["runs"]), instances=int(entry["instances"]), in_time=in_time, late_min=_estimate(entry["late_min"]),
        median_min=_estimate(entry["median_min"]), ninth_decile_min=_estimate(entry["ninth_decile_min"]),
    )  # fmt: skip


def _estimate(entry: Mapping[str, float | None] | None) -> Estimate | None:
    if entry is None:
        return None
    middle, low, high = (None if (end := entry[name]) is None else float(end) for name in ("value", "low", "high"))
    if middle is None:
        raise ValueError("an estimate without its value")
    return Estimate(middle=middle, low=low, high=high)
