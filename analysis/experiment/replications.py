"""The same inputs on many seeds, in this process or in several: measures by seed, and people over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial

from analysis.clause_times import ClauseTimes, clause_times
from analysis.expectations import Expectations
from analysis.experiment.bench import Bench
from analysis.experiment.pool import Progress, run_all
from analysis.habit_chains import HabitCauses, causes_of
from analysis.measures.asked import asked_fates
from analysis.measures.log import Log
from analysis.measures.model import Value
from sim.inputs.assembly import Inputs
from sim.record import Record

_LEVELS = ("present", "vocal", "obstructing", "storming")
_STEP_MIN = 1.0
_BATCH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """One seed: its measures, and the people at all scenes by level, minute by minute (empty where no scene counts people).

    `answers` says which of the scenario's expectations came true; None is undecided. `habits` are those that stand on what was called for;
    `clauses` what each duty that was called for came to.
    """

    values: dict[str, Value]
    people: dict[str, list[int]]
    answers: dict[str, bool | None]
    habits: HabitCauses
    clauses: dict[str, ClauseTimes]


def replicate(
    inputs: Inputs,
    seeds: Iterable[int],
    workers: int,
    on_result: Callable[[list[tuple[int, Replication]]], None],
    on_progress: Callable[[Progress], None] | None = None,
) -> None:
    """Run every seed; results come as they are ready, and are the same with any number of workers."""
    jobs = list(seeds)
    run_all(jobs, partial(_one, _Sent(inputs)), workers=workers, batch=_BATCH, on_result=on_result, on_progress=on_progress, total=len(jobs))


class _Sent:
    """Inputs on their way to a worker; equal ones share a bench there."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self._key = (inputs.lineage, tuple(sorted(inputs.readings.items())), inputs.resources_digest, inputs.scenario_digest)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sent) and self._key == other._key


@lru_cache(maxsize=16)
def _bench(sent: _Sent) -> tuple[Bench, Expectations]:
    bench = Bench(sent.inputs)
    return bench, bench.expectations()


def _one(sent: _Sent, seed: int) -> Replication:
    bench, expectations = _bench(sent)
    record = bench.run(seed)
    judgement = bench.judge(record)
    log = Log(record, judgement.void, calendar=bench.inputs.calendar)  # one for all: what an event called for is worked out once
    values = {name: measure.work(log, judgement) for name, measure in bench.measures.items()}
    return Replication(
        values=values,
        people=people_over_time(record),
        answers=expectations.answers_in(record, values, judgement.void),
        habits=causes_of(record, asked_fates(bench.rulebook, log, judgement)),
        clauses=clause_times(bench.rulebook, log, judgement),
    )


def people_over_time(record: Record) -> dict[str, list[int]]:
    """People present and by level at every minute of the horizon, over all scenes, from the `scene` rows."""
    now: dict[tuple[str, str], int] = {}
    steps = int(record.header.horizon_min // _STEP_MIN) + 1
    series: dict[str, list[int]] = {level: [] for level in _LEVELS}
    rows = [row for row in record.rows if row.kind == "scene" and any(level in row.facts for level in _LEVELS)]
    if not rows or steps > 20_000:  # weeks of aftermath would be a flat line
        return {}
    place = 0
    for step in range(steps):
        while place < len(rows) and rows[place].time <= step * _STEP_MIN:
            row = rows[place]
            now.update({(row.about or "", level): row.facts[level] for level in _LEVELS if level in row.facts})
            place += 1
        for level in _LEVELS:
            series[level].append(sum(number for (_, name), number in now.items() if name == level))
    return series
