"""Conducts an experiment: runs what the store does not have yet, up to each planned look, until every revision is settled.

What is computed is kept batch by batch, in whatever order the workers finish; what is concluded goes by seed, at the planned looks only, so
that the number of workers, an interruption and a resumption change nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from analysis.experiment.arms import Arm
from analysis.experiment.looks import Looks
from analysis.experiment.pool import Progress, run_all
from analysis.experiment.store import ArmNames, ResultStore, StoredArm
from analysis.experiment.trial import Job, Kit, Study, run_trial
from analysis.measures.model import Measure
from sim.words import Phrase, phrase

OnProgress = Callable[[Progress, Phrase | None], None]
Settled = Callable[[str, range], bool]  # whether a revision's question is answered by the seeds so far
Reached = Callable[[Collection[str], range], Phrase]  # how far the seeds so far answer the questions of the revisions that go on
StopReason = Literal["runs", "settled", "most"]

_MOST_IN_BATCH = 16  # runs whose loss a killed process may cost for each worker; fewer would cost the workers time


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """How it ended: for each revision the seeds that count and why it stopped, and the looks that were planned."""

    looks: Looks
    seeds: Mapping[str, range]
    reasons: Mapping[str, StopReason]
    ran: int  # runs that were computed now, the others were there

    @property
    def widest(self) -> range:
        """The seeds of the revision that took the most: those of the baseline."""
        return max(self.seeds.values(), key=len)


def conduct(
    study: Study,
    store: ResultStore,
    first: int,
    looks: Looks,
    measures: Mapping[str, Measure],
    workers: int,
    settled: Settled | None = None,
    on_progress: OnProgress | None = None,
    reached: Reached | None = None,
) -> Conducted:
    """Run every arm that is not settled, look by look, from seed `first` on. Whatever stops it, what was finished is in the store.

    Without `settled` there is one number of pairs and one look, the most. `reached` says for whoever waits how far a look came.
    """
    store.enter(named_arms(study, measures))
    going, ended, reasons = list(study.revisions), dict[str, range](), dict[str, StopReason]()
    ran = 0
    for number, pairs in enumerate(looks.planned):
        seeds = range(first, first + pairs)
        note = None if settled is None else phrase("experiment.look", pairs=pairs, number=number + 1, looks=len(looks.planned))
        if note is not None and reached is not None and number:
            note = phrase("experiment.look-and-reached", look=note, reached=reached(going, range(first, first + looks.planned[number - 1])))
        ran += _run(study, store, seeds, going, workers, on_progress, note)
        for name in tuple(going):
            done = settled is not None and settled(name, seeds)
            if done or pairs == looks.most:
                ended[name] = seeds
                reasons[name] = "settled" if done else "runs" if settled is None else "most"
                going.remove(name)
        if not going:
            break
    return Conducted(looks=looks, seeds={name: ended[name] for name in study.revisions}, reasons=reasons, ran=ran)


def named_arms(study: Study, measures: Mapping[str, Measure]) -> Iterator[tuple[StoredArm, ArmNames]]:
    """The arms of a study as a store has to know them before anything is put in."""
    kept = {name: (measures[name].unit, measures[name].direction) for name in study.kept}
    for case, arms in zip(study.cases, study.stored, strict=True):
        for arm, stored in zip(case.arms, arms, strict=True):
            yield stored, ArmNames(scenario=case.name, arm=arm.name, measures=kept, names=_often(arm))


def _often(arm: Arm) -> tuple[str, ...]:
    """The ids that occur in most runs: of duties, habits, bodies and posts."""
    plan, resources = arm.yardstick, arm.inputs.resources
    return tuple(one.id for table in (plan.post, plan.body, resources.habit, plan.duty) for one in table)


def _run(
    study: Study, store: ResultStore, seeds: range, revisions: Collection[str], workers: int, on_progress: OnProgress | None, note: Phrase | None
) -> int:
    arms = sum(len(set(one)) for one in study.stored)
    total = sum(1 for _ in _missing(study, store, seeds, revisions)) if len(seeds) * arms <= 50_000 else len(seeds) * arms
    if not total:
        return 0
    batch = max(1, min(_MOST_IN_BATCH, math.ceil(total / (workers * 4))))
    report = None if on_progress is None else partial(_told, on_progress, note)
    return run_all(
        _missing(study, store, seeds, revisions), partial(run_trial, Kit(study)), workers=min(workers, math.ceil(total / batch)), batch=batch,
        on_result=partial(_keep, study, store), on_progress=report, total=total,
    )  # fmt: skip


def _missing(study: Study, store: ResultStore, seeds: Iterable[int], revisions: Collection[str]) -> Iterator[Job]:
    for job in study.jobs(seeds, revisions):
        if next(store.missing((study.key(job),)), None) is not None:
            yield job


def _keep(study: Study, store: ResultStore, results: list[tuple[Job, dict[str, Any]]]) -> None:
    store.put_many((study.key(job), found) for job, found in results)


def _told(on_progress: OnProgress, note: Phrase | None, progress: Progress) -> None:
    on_progress(progress, note)
