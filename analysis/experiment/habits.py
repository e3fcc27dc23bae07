"""How often habits did the work: people doing what the plan does not ask of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.experiment.statistics import mean
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from analysis.habit_chains import NO_CAUSES, HabitCauses, causes_together

_ACTS = "acts-by-habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Shares of one arm in one scenario, None where there was nothing to count.

    `acts` is the share of acts that a habit brought about; `on_the_way` says for a deciding measure in what share of the runs that
    have it at least one habit stood on the way to it; `causes` says on how much of what was called for habits stand, and which.
    """

    acts: float | None
    on_the_way: dict[str, float]
    causes: HabitCauses = NO_CAUSES


def habits(store: ResultStore, study: Study, seeds: range, case: int, arm: int) -> Habits:
    """Count them."""
    stored = study.stored[case][arm]
    acts: list[float] = []
    seen: dict[str, list[int]] = {name: [0, 0] for name in study.ways}
    causes: list[HabitCauses] = []
    for _, kept in store.of_arm(stored, seeds):
        if _ACTS in kept["values"]:
            acts.append(kept["values"][_ACTS])
        called_for, with_habit, found = kept["causes"]
        causes.append(HabitCauses(called_for=called_for, with_habit=with_habit, habits=tuple(found.items())))
        for name, way in kept["ways"].items():
            seen[name][0] += bool(way["habit"])
            seen[name][1] += 1
    return Habits(acts=mean(acts), on_the_way={name: by / runs for name, (by, runs) in seen.items() if runs}, causes=causes_together(causes))


def together(parts: list[Habits]) -> Habits:
    """Over several scenarios, each weighing the same."""
    names = dict.fromkeys(name for part in parts for name in part.on_the_way)
    acts = [part.acts for part in parts if part.acts is not None]
    return Habits(
        acts=mean(acts),
        on_the_way={name: mean([part.on_the_way[name] for part in parts if name in part.on_the_way]) or 0.0 for name in names},
        causes=causes_together(part.causes for part in parts),
    )
