"""Conducts an experiment: runs what the store does not have yet, to a budget of pairs or to a precision.

What is computed is kept batch by batch, in whatever order the workers finish; what is concluded goes by seed, so that the number
of workers, an interruption and a resumption change nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from analysis.experiment.columns import differences
from analysis.experiment.pool import Progress, run_all
from analysis.experiment.stopping import Decision, StoppingRule
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Job, Kit, Study, run_trial

OnProgress = Callable[[Progress, str], None]

_MOST_IN_BATCH = 16  # runs whose loss a killed process may cost for each worker; fewer would cost the workers time
_FIRST_WAVE = 20  # pairs before the first look at the precision
_LARGEST_WAVE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Conducted:
    """How it ended: the seeds that count, why it stopped, and each revision's standing where a precision was asked for."""

    seeds: range
    ran: int  # runs that were computed now, the others were there
    reason: Literal["runs", "precision", "budget"]
    standing: dict[str, Decision]


def conduct(study: Study, store: ResultStore, seeds: range, workers: int, on_progress: OnProgress | None = None) -> Conducted:
    """Run every arm on every seed that the store lacks. Whatever stops it, what was finished is in the store."""
    ran = _run(study, store, seeds, workers, on_progress, "")
    return Conducted(seeds=seeds, ran=ran, reason="runs", standing={})


def conduct_to_precision(
    study: Study, store: ResultStore, first: int, *, measure: str, half_width: float, budget: int, workers: int, on_progress: OnProgress | None = None
) -> Conducted:
    """Add pairs until every revision's difference of a measure, averaged over the scenarios, is known to ± half_width.

    Pairs are looked at in the order of their seeds. Those beyond the one at which the last revision stopped are kept in the store
    and not used.
    """
    rules = {name: StoppingRule(half_width, budget=budget) for name in study.revisions}
    standing: dict[str, Decision] = {}
    done, ran, used = 0, 0, 0
    wave = min(_FIRST_WAVE, budget)
    while wave > 0:
        seeds = range(first + done, first + done + wave)
        ran += _run(study, store, seeds, workers, on_progress, _reached(standing, half_width))
        for name, rule in rules.items():
            decision = standing.get(name)
            if decision is not None and decision.stop:
                continue
            for place, difference in enumerate(differences(store, study, measure, name, seeds), done + 1):
                standing[name] = decision = rule.add(difference)
                if decision.stop:
                    used = max(used, place)
                    break
        done += wave
        wave = _next_wave(standing, done, budget)
    reason: Literal["precision", "budget"] = "precision" if all(one.reason == "precision" for one in standing.values()) else "budget"
    return Conducted(seeds=range(first, first + used), ran=ran, reason=reason, standing=standing)


def _next_wave(standing: dict[str, Decision], done: int, budget: int) -> int:
    """How many more pairs before the next look: as many as seem to be needed, but a look at each doubling at least."""
    going = [one for one in standing.values() if not one.stop]
    if not going:
        return 0
    wanted = max(one.further or done for one in going)
    return min(max(wanted, 5), max(done, _FIRST_WAVE), _LARGEST_WAVE, budget - done)


def _reached(standing: dict[str, Decision], target: float) -> str:
    widths = [one.half_width for one in standing.values() if one.half_width is not None]
    return f"± {max(widths):.2g} → ± {target:g}" if widths else ""


def _run(study: Study, store: ResultStore, seeds: range, workers: int, on_progress: OnProgress | None, note: str) -> int:
    arms = sum(len(set(one)) for one in study.stored)
    total = sum(1 for _ in _missing(study, store, seeds)) if len(seeds) * arms <= 50_000 else len(seeds) * arms
    if not total:
        return 0
    batch = max(1, min(_MOST_IN_BATCH, math.ceil(total / (workers * 4))))
    report = None if on_progress is None else partial(_told, on_progress, note)
    return run_all(
        _missing(study, store, seeds), partial(run_trial, Kit(study)), workers=min(workers, math.ceil(total / batch)), batch=batch,
        on_result=partial(_keep, study, store), on_progress=report, total=total,
    )  # fmt: skip


def _missing(study: Study, store: ResultStore, seeds: Iterable[int]) -> Iterator[Job]:
    for job in study.jobs(seeds):
        if next(store.missing((study.key(job),)), None) is not None:
            yield job


def _keep(study: Study, store: ResultStore, results: list[tuple[Job, dict[str, Any]]]) -> None:
    store.put_many((study.key(job), found) for job, found in results)


def _told(on_progress: OnProgress, note: str, progress: Progress) -> None:
    on_progress(progress, note)
