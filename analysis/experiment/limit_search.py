"""What limits of one duty would be kept, and what they cost: the plan's own and others, run on the same seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.experiment.arms import BASELINE, ScenarioCase
from analysis.experiment.clause_table import ClauseRow
from analysis.experiment.conduct import OnProgress, conduct
from analysis.experiment.evaluation import Experiment, baseline_rules, run_experiment, study_of
from analysis.experiment.limit_grid import arm_name, grid, own_minutes, tried_duty, with_limits
from analysis.experiment.looks import one_look
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import clauses_of
from sim.errors import InputError
from sim.plan.model import Duty
from sim.words import phrase

NINE_IN_TEN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLimit:
    """One limit in one scenario: how often it is kept, instance by instance, `row` None where no run called for the duty. `arm` is the plan's
    own or the one of this limit; `limit_min` is None for the plan's silence or a reading.
    """

    scenario: str
    arm: str
    limit_min: float | None
    row: ClauseRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSearch:
    """What was found of a duty: an experiment whose arms are limits, and in each scenario the limits, the shortest first."""

    duty: Duty
    found: Experiment
    limits: tuple[TriedLimit, ...]

    def of(self, scenario: str) -> tuple[TriedLimit, ...]:
        """The limits in one scenario; the plan's own where it is of no length first."""
        return tuple(one for one in self.limits if one.scenario == scenario)

    def surely_kept(self, scenario: str) -> TriedLimit | None:
        """The shortest limit that is surely kept in nine of ten instances: by the lower end of its interval."""
        for one in self.of(scenario):
            if one.limit_min is not None and one.row is not None and (one.row.in_time.low or 0.0) >= NINE_IN_TEN:
                return one
        return None


def search_limits(
    cases: Sequence[ScenarioCase], name: str, asked_min: Sequence[float], store: ResultStore, first: int, runs: int, *, workers: int,
    on_progress: OnProgress | None = None,
) -> LimitSearch:  # fmt: skip
    """Run the plan as it is, then each limit, on the same seeds. Without `asked_min` the limits to try are chosen by the times taken.

    Raises InputError where there is no such duty, its limit is no length, or nothing is left to try.
    """
    duty = tried_duty(cases[0].baseline.own, name)
    looks = one_look(runs)
    study, measures = study_of(cases, None)
    conduct(study, store, first, looks, measures, workers, on_progress=on_progress)
    took = [second / 60 for arms in study.stored for _, kept in store.of_arm(arms[0], range(first, first + runs)) for second in _took(kept, name)]
    own = own_minutes(baseline_rules(cases).by_id[name])
    tried = sorted({one for one in asked_min if one != own}) if asked_min else grid(own, took)
    if not tried:
        raise InputError.of("--find-limits", "", phrase("limit-search.nothing-to-try"), value=name, hint=phrase("limit-search.nothing-to-try.hint"))
    limited = tuple(with_limits(case, name, tried) for case in cases)
    study, measures = study_of(limited, None)
    found = run_experiment(study, store, measures, first, looks, "runs", workers=workers, on_progress=on_progress)
    lengths: list[tuple[str, float | None]] = sorted([(BASELINE, own), *((arm_name(one), one) for one in tried)], key=lambda arm: arm[1] or 0.0)
    limits = tuple(
        TriedLimit(scenario=case.name, arm=arm, limit_min=minutes, row=found.clauses[case.name, arm].get(name))
        for case in limited
        for arm, minutes in lengths
    )
    return LimitSearch(duty=duty, found=found, limits=limits)


def _took(kept: object, name: str) -> list[int]:
    cell = clauses_of(kept).get(name) if isinstance(kept, dict) else None
    return [] if cell is None else cell[3]
