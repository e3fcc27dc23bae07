"""From the results in the store to pairs of values: every figure of a revision, in each scenario and over all, every seed counting.

Over all scenarios a value is the mean of theirs, seed by seed: equal weights, whichever of them calls for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.decision import RunValues, Sample
from analysis.experiment.figure import Figure, KeptRun
from analysis.experiment.statistics import exact_mean
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study

ALL = "all"  # the scope over all scenarios


class _Case:
    """One figure in one scenario: the values with what fills them, which pairs call for it, and with other ends for what is not reached."""

    def __init__(self, figure: Figure, baseline: Sequence[KeptRun], arm: Sequence[KeptRun], taus: tuple[float, ...]) -> None:
        pairs = [_columns(figure, baseline, arm, tau) for tau in (taus if figure.kind == "moment-minutes" else taus[:1])]
        self.baseline, self.arm, self.asked = pairs[0]
        self.elsewhere = tuple(exact_mean(after - before) for before, after, _ in pairs[1:])


def _columns(figure: Figure, baseline: Iterable[KeptRun], arm: Iterable[KeptRun], tau: float) -> tuple[RunValues, RunValues, NDArray[np.bool_]]:
    before, after = (np.array([figure.value(kept, tau) for kept in side], dtype=float) for side in (baseline, arm))
    known = ~np.isnan(before), ~np.isnan(after)
    if figure.where_none is not None:
        asked = known[0] | known[1]
        return np.where(known[0], before, figure.where_none), np.where(known[1], after, figure.where_none), asked
    asked = known[0] & known[1]
    equal = 1.0 if figure.column == "done" else 0.0  # nothing was called for, so nothing was lost
    return np.where(asked, before, equal), np.where(asked, after, equal), asked


def samples_of(store: ResultStore, study: Study, revision: str, seeds: range) -> list[Sample]:
    """All figures of a revision, scenario by scenario, then over all where there are several; none that no pair calls for."""
    place = 1 + study.revisions.index(revision)
    kept = [tuple([run for _, run in store.of_arm(arms[number], seeds)] for number in (0, place)) for arms in study.stored]
    found: list[Sample] = []
    for figure in study.figures:
        cases = [_Case(figure, base, arm, case.taus) for case, (base, arm) in zip(study.cases, kept, strict=True)]
        for case, one in zip(study.cases, cases, strict=True):
            if one.asked.any():
                found.append(_sample(figure, case.name, [one]))
        if len(cases) > 1 and any(one.asked.any() for one in cases):
            found.append(_sample(figure, ALL, cases))
    scopes = scopes_of(study)
    return sorted(found, key=lambda sample: scopes.index(sample.scope))


def scopes_of(study: Study) -> tuple[str, ...]:
    """The scenarios, and where there are several, all of them together."""
    names = tuple(case.name for case in study.cases)
    return names if len(names) == 1 else (*names, ALL)


def _sample(figure: Figure, scope: str, cases: Sequence[_Case]) -> Sample:
    asked = np.concatenate([one.asked for one in cases])
    return Sample(
        figure=figure, scope=scope, baseline=_mean([one.baseline for one in cases]), arm=_mean([one.arm for one in cases]), asked=exact_mean(asked),
        before=exact_mean(np.concatenate([one.baseline for one in cases])[asked]),
        after=exact_mean(np.concatenate([one.arm for one in cases])[asked]),
        elsewhere=tuple(exact_mean(values) for values in zip(*(one.elsewhere for one in cases), strict=True)),
    )  # fmt: skip


def _mean(columns: Sequence[RunValues]) -> RunValues:
    return columns[0] if len(columns) == 1 else np.mean(np.stack(columns), axis=0)
