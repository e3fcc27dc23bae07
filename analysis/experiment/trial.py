"""One run of one arm in one scenario: what is kept of it. Everything here can be sent to a worker process and found again there.

A worker makes an arm's bench once. What goes back is measures by both yardsticks, the ways of the deciding measures, how often
habits did the work, and the crowd at a few moments: some kilobytes, not the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.experiment.arms import Arm, ScenarioCase
from analysis.experiment.bench import Bench
from analysis.experiment.store import RunKey
from analysis.experiment.targets import has_way, way_to
from analysis.habit_chains import HabitCauses
from analysis.judge import judge, judging_rulebook
from analysis.measures.log import Log
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of, worth_showing
from sim.inputs.calendars import assumed_years, told_assumption
from sim.record import Record

MOMENTS = 96  # at which the crowd is kept, over the horizon
_LEVELS = ("obstructing", "storming")
_UNDONE = "latency:"  # of these a run without a value says something: that the duty was not done
ArmCell = list[Any]  # value, evaluated, asked


class Job(NamedTuple):
    """One run: places in the study, and the seed."""

    case: int
    arm: int
    seed: int


class Study:
    """What is asked: scenarios with their arms, and the measures that decide."""

    def __init__(self, cases: Sequence[ScenarioCase], deciding: Sequence[str]) -> None:
        self.cases = tuple(cases)
        self.deciding = tuple(deciding)
        self.ways = tuple(name for name in deciding if has_way(name))  # those whose minutes end at a row
        self.remarks = told_assumption(_assumed_years(self.cases))
        self.stored = tuple(tuple(arm.stored(self.ways) for arm in case.arms) for case in cases)

    @property
    def revisions(self) -> tuple[str, ...]:
        """The names of the arms beside the baseline."""
        return tuple(arm.name for arm in self.cases[0].arms[1:])

    def case(self, name: str) -> ScenarioCase:
        """A scenario by its id."""
        return next(case for case in self.cases if case.name == name)

    def key(self, job: Job) -> RunKey:
        """What the result of a run is kept under."""
        return self.stored[job.case][job.arm].seed(job.seed)

    def jobs(self, seeds: Iterable[int]) -> Iterator[Job]:
        """Every run, seed by seed, so that whatever is done first is complete pairs. Arms that are one and the same run once."""
        for seed in seeds:
            for case, arms in enumerate(self.stored):
                for arm, stored in enumerate(arms):
                    if stored not in arms[:arm]:
                        yield Job(case, arm, seed)


def _assumed_years(cases: Sequence[ScenarioCase]) -> tuple[int, ...]:
    """The years of which only the weekends are known, over all arms of all scenarios."""
    found: set[int] = set()
    for case in cases:
        for arm in case.arms:
            inputs = arm.inputs
            found.update(assumed_years(inputs.calendar, inputs.scenario.scenario.horizon, judging_rulebook(arm.own, inputs.resources)))
    return tuple(sorted(found))


class Kit:
    """A study on its way to a worker, which makes each arm's bench once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._benches: dict[tuple[int, int], ArmBench] = {}

    def __reduce__(self) -> tuple[type[Kit], tuple[Study]]:
        """The study alone is sent: benches are made where they are used."""
        return type(self), (self.study,)

    def bench(self, case: int, arm: int) -> ArmBench:
        """The bench of an arm."""
        found = self._benches.get((case, arm))
        if found is None:
            found = self._benches[case, arm] = ArmBench(self.study.cases[case].arms[arm], self.study.ways)
        return found


def run_trial(kit: Kit, job: Job) -> dict[str, Any]:
    """One run and all that is kept of it, as plain data."""
    return kit.bench(job.case, job.arm).trial(job.seed)


class ArmBench:
    """An arm ready to run and to be judged twice."""

    def __init__(self, arm: Arm, ways: Sequence[str]) -> None:
        self.arm = arm
        self._ways = ways
        self._bench = Bench(arm.inputs, arm.yardstick)
        self._own_rules = judging_rulebook(arm.own, arm.inputs.resources) if arm.judged_twice else None
        own = {} if self._own_rules is None else measures_of(self._own_rules)
        self._own_measures = {name: measure for name, measure in own.items() if measure.group == "duties"}  # the others know no yardstick
        self._judged = frozenset(name for name, measure in self._bench.measures.items() if measure.group == "duties")

    def trial(self, seed: int) -> dict[str, Any]:
        """Run one seed."""
        return self.kept(self._bench.run(seed))

    def kept(self, record: Record) -> dict[str, Any]:
        """What is kept of a record."""
        bench = self._bench
        judgement = bench.judge(record)
        log = Log(record, judgement.void, calendar=bench.inputs.calendar)
        cells = _cells(bench.measures, {name: measure.compute(log, judgement) for name, measure in bench.measures.items()})
        ways = {}
        for name in self._ways:
            way = way_to(name, log, judgement, bench.rulebook, self._own_rules) if name in cells else None
            if way is not None and cells[name][0] is not None:
                ways[name] = {"events": way.events, "habit": way.by_habit, "links": dict(way.links)}
        return {
            "values": cells,
            "own": self._by_own_yardstick(record, cells),
            "ways": ways,
            "crowd": crowd(record),
            "causes": _causes(bench.habits(record, judgement)),
        }

    def _by_own_yardstick(self, record: Record, cells: Mapping[str, ArmCell]) -> dict[str, ArmCell | None]:
        """Where its own plan judges otherwise than the baseline's; None for a measure that its plan does not have."""
        if self._own_rules is None:
            return {}
        judgement = judge(self._own_rules, record, calendar=self.arm.inputs.calendar)
        own = _cells(self._own_measures, evaluate(self._own_measures, record, judgement, self.arm.inputs.calendar))
        gone: dict[str, ArmCell | None] = {name: None for name in cells if name in self._judged and name not in own}
        return gone | {name: cell for name, cell in own.items() if cells.get(name) != cell}


def _causes(found: HabitCauses) -> list[Any]:
    """On how many duties that were called for habits stand, and which."""
    return [found.called_for, found.with_habit, dict(found.habits)]


def _cells(measures: Mapping[str, Measure], values: Mapping[str, Value]) -> dict[str, ArmCell]:
    """Value and coverage of each measure that has a value, of duties asked for and not done, and of what was not reached."""
    shown = ((name, values[name]) for name in worth_showing(measures, values))
    return {
        name: [one.value, one.evaluated, one.asked]
        for name, one in shown
        if one.value is not None or one.beyond is not None or name.startswith(_UNDONE)
    }


def crowd(record: Record) -> list[int]:
    """People obstructing or storming at all scenes, at each of MOMENTS + 1 even moments; empty where no scene counts people."""
    rows = [row for row in record.rows if row.kind == "scene" and any(level in row.facts for level in _LEVELS)]
    if not rows:
        return []
    now: dict[tuple[str | None, str], int] = {}
    found, place = [], 0
    for moment in moments(record.header.horizon_min):
        while place < len(rows) and rows[place].time <= moment:
            row = rows[place]
            now.update({(row.about, level): int(row.facts[level]) for level in _LEVELS if level in row.facts})
            place += 1
        found.append(sum(now.values()))
    return found


@lru_cache(maxsize=64)
def moments(horizon_min: float) -> tuple[float, ...]:
    """The moments at which the crowd is kept, in minutes."""
    return tuple(horizon_min * step / MOMENTS for step in range(MOMENTS + 1))
