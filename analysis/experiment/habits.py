"""How often habits did the work: people doing what the plan does not ask of anybody."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.experiment.columns import results, table
from analysis.experiment.statistics import mean, present
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study

_ACTS = "acts-by-habit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Shares of one arm in one scenario, None where there was nothing to count.

    `acts` is the share of acts that a habit brought about; `on_the_way` says for a deciding measure in what share of the runs that
    have it at least one habit stood on the way to it.
    """

    acts: float | None
    on_the_way: dict[str, float]


def habits(store: ResultStore, study: Study, seeds: range, case: int, arm: int) -> Habits:
    """Count them."""
    stored = study.stored[case][arm]
    acts = table(store, stored, seeds, (_ACTS,)).get(_ACTS)
    seen: dict[str, list[int]] = {name: [0, 0] for name in study.ways}
    for _, kept in results(store, stored, seeds):
        for name, way in kept["ways"].items():
            seen[name][0] += bool(way["habit"])
            seen[name][1] += 1
    return Habits(
        acts=None if acts is None else mean([one for one in acts if present(one)]),
        on_the_way={name: by / runs for name, (by, runs) in seen.items() if runs},
    )


def together(parts: list[Habits]) -> Habits:
    """Over several scenarios, each weighing the same."""
    names = dict.fromkeys(name for part in parts for name in part.on_the_way)
    acts = [part.acts for part in parts if part.acts is not None]
    return Habits(
        acts=mean(acts), on_the_way={name: mean([part.on_the_way[name] for part in parts if name in part.on_the_way]) or 0.0 for name in names}
    )
