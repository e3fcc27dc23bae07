"""Pairs of four shipped revisions, run once and kept: how often intervals cover real differences, and what pairing saves.

Run: python benchmarks/words.py real|pairing [trials], with the pairs in the file that DRILL_PAIRS names, made where it is not there
(some six minutes of one processor)

real      what all pairs say of a figure is taken for true; experiments are drawn from them, with replacement
pairing   the variance of the difference of independent runs ÷ that of paired ones: how many times as many runs the same interval costs
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.experiment.arms import cases_of
from analysis.experiment.conduct import conduct
from analysis.experiment.evaluation import study_of
from analysis.experiment.looks import one_look
from analysis.experiment.samples import samples_of
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


def _collect(file: Path) -> None:
    study, measures = study_of(cases_of((SCENARIO,), REVISIONS), None)
    found = {}
    with tempfile.TemporaryDirectory() as folder, ResultStore(Path(folder) / "results.sqlite") as store:
        conduct(study, store, 1, one_look(PAIRS), measures, workers=1)
        for revision in REVISIONS:
            for one in samples_of(store, study, revision, range(1, PAIRS + 1)):
                if one.figure.column != "done" and (one.baseline != one.arm).any():
                    found[f"{revision}|{one.figure.id}"] = np.stack([one.baseline, one.arm])
    np.savez(file, **found)
