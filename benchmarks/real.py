"""Pairs of four shipped revisions, run once and kept: how often intervals cover real differences, and what pairing saves.

Run: python benchmarks/words.py real|pairing [trials], with the pairs in the file that DRILL_PAIRS names, made where it is not there
(some six minutes of one processor)

real      what all pairs say of a figure is taken for true; experiments are drawn from them, with replacement
pairing   the variance of the difference of independent runs ÷ that of paired ones: how many times as many runs the same interval costs
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.experiment.arms import cases_of
from analysis.experiment.conduct import conduct
from analysis.experiment.evaluation import study_of
from analysis.experiment.hull import hulls
from analysis.experiment.looks import looks_for_means, one_look
from analysis.experiment.samples import samples_of
from analysis.experiment.statistics import LEVEL
from analysis.experiment.store import ResultStore

SCENARIO = "district-gate"
REVISIONS = ("parallel-report", "one-desk", "partial-first-report", "provisional-start")
PAIRS = 330


class Paired(NamedTuple):
    """The values of a figure in both arms, seed by seed."""

    revision: str
    figure: str
    baseline: np.ndarray
    arm: np.ndarray


def pairs_of(file: Path) -> list[Paired]:
    """All figures of people and minutes that differ in some pair."""
    if not file.exists():
        _collect(file)
    with np.load(file) as held:
        return [Paired(*name.split("|"), *held[name]) for name in held.files]


def real(trials: int) -> None:
    """Coverage of what all pairs say, at a number of pairs that was fixed before, and at the stop."""
    looks = looks_for_means(400)
    for one in _moved():
        difference = one.arm - one.baseline
        truth = float(difference.mean())
        luck = np.random.default_rng(1)
        drawn = difference[luck.integers(len(difference), size=(looks.most, trials))]
        covers = {pairs: _share(_limits(drawn[:pairs], LEVEL), truth) for pairs in (50, 100, 200)}
        at = [_limits(drawn[:pairs], looks.level) for pairs in looks.planned]
        stops = [next((limits[trial] for limits in at if _settles(*limits[trial])), at[-1][trial]) for trial in range(trials)]
        told = "  ".join(f"{pairs} pairs {share:.3f}" for pairs, share in covers.items())
        print(f"  {one.revision:22} {one.figure:40} {truth:+8.3f}  {told}  at the stop {_share(stops, truth):.3f}", flush=True)


def _limits(values: np.ndarray, level: float) -> list[tuple[float, float]]:
    return [hull.limits(level) for start in range(0, values.shape[1], 100) for hull in hulls(values[:, start : start + 100])]


def _share(limits: Sequence[tuple[float, float]], truth: float) -> float:
    return sum(low - 1e-9 <= truth <= high + 1e-9 for low, high in limits) / len(limits)


def _settles(low: float, high: float) -> bool:
    return low > 0 or high < 0


def pairing(trials: int) -> None:
    """How many times as many independent runs would say as much as these pairs."""
    del trials
    for one in _moved():
        apart = one.baseline.var(ddof=1) + one.arm.var(ddof=1)
        paired = (one.arm - one.baseline).var(ddof=1)
        kind = np.corrcoef(one.baseline, one.arm)[0, 1] if one.baseline.std() and one.arm.std() else 0.0
        print(f"  {one.revision:22} {one.figure:40} correlation {kind:+.2f}  {apart / paired:8.1f} times as many runs", flush=True)


def _moved() -> list[Paired]:
    """Those that move in at least one pair of twenty: of rarer ones a few hundred pairs hold no law to draw from."""
    return [one for one in pairs_of(Path(os.environ.get("DRILL_PAIRS", "pairs.npz"))) if (one.arm != one.baseline).mean() >= 0.05]


def _collect(file: Path) -> None:
    study, measures = study_of(cases_of((SCENARIO,), REVISIONS), None)
    found = {}
    with tempfile.TemporaryDirectory() as folder, ResultStore(Path(folder) / "results.sqlite") as store:
        conduct(study, store, 1, one_look(PAIRS), measures, workers=1)
        for revision in REVISIONS:
            for one in samples_of(store, study, revision, range(1, PAIRS + 1)):
                if one.figure.column != "done" and (one.baseline != one.arm).any():
                    found[f"{revision}|{one.figure.id}"] = np.stack([one.baseline, one.arm])
    np.savez(file, **found)  # type: ignore[arg-type] # a table of names
