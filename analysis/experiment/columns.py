"""Results by measure instead of by run: columns over the seeds, read from the store in bounded room.

A column is an array of doubles with NaN where a run has no value. A hundred thousand runs are read in several passes over the
file rather than held at once.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from analysis.experiment.statistics import MaybeFloat
from analysis.experiment.store import ResultStore, StoredArm
from analysis.experiment.trial import Study

CELLS_AT_ONCE = 2_000_000  # doubles held in one pass: 16 MB
NOTHING = math.nan
Column = Sequence[float]


def results(store: ResultStore, arm: StoredArm, seeds: range) -> Iterator[tuple[int, dict[str, Any]]]:
    """(place in the range, what was kept) of each seed of an arm."""
    for seed, kept in store.of_arm(arm, seeds):
        yield seed - seeds.start, kept


def table(store: ResultStore, arm: StoredArm, seeds: range, names: Sequence[str], yardstick: str = "values") -> dict[str, array[float]]:
    """The columns of some measures by the baseline's yardstick ("values") or the arm's own ("own"); none for one without a value."""
    wanted = frozenset(names)
    found: dict[str, array[float]] = {}
    for place, kept in results(store, arm, seeds):
        cells = kept["values"] if yardstick == "values" else kept["values"] | kept["own"]
        for name in wanted.intersection(cells):
            cell = cells[name]
            if cell is None or cell[0] is None:
                continue
            column = found.get(name)
            if column is None:
                column = found[name] = array("d", [NOTHING]) * len(seeds)
            column[place] = cell[0]
    return found


def measures_with_values(store: ResultStore, study: Study, seeds: range, *, sample: int = 400) -> set[str]:
    """The measures that have a value in some run; of long experiments, in the first seeds."""
    found: set[str] = set()
    looked_at = seeds[:sample]
    for arms in study.stored:
        for arm in arms:
            for _, kept in results(store, arm, looked_at):
                found.update(name for name, cell in kept["values"].items() if cell[0] is not None)
    return found


def passes(names: Sequence[str], study: Study, runs: int) -> Iterator[tuple[str, ...]]:
    """The measures in groups whose columns fit into the room together."""
    columns = sum(len(arms) for arms in study.stored)
    size = max(1, CELLS_AT_ONCE // max(1, runs * columns))
    source = iter(names)
    while group := tuple(islice(source, size)):
        yield group


def differences(store: ResultStore, study: Study, measure: str, revision: str, seeds: range) -> list[MaybeFloat]:
    """Arm − baseline of a measure for each seed, averaged over the scenarios in which it ever has a value."""
    place = 1 + study.revisions.index(revision)
    columns: list[list[float]] = []
    for arms in study.stored:
        base = table(store, arms[0], seeds, (measure,)).get(measure)
        arm = table(store, arms[place], seeds, (measure,)).get(measure)
        if base is not None and arm is not None:
            columns.append([after - before for before, after in zip(base, arm, strict=True)])
    if not columns:
        return [None] * len(seeds)
    return [_mean(values) for values in zip(*columns, strict=True)]


def _mean(values: Sequence[float]) -> MaybeFloat:
    return math.fsum(values) / len(values) if all(map(math.isfinite, values)) else None
