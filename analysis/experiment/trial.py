"""One run of one arm in one scenario: what is kept of it. Everything here can be sent to a worker process and found again there.

A worker makes an arm's bench once. What goes back is what the figures and tables need: measures, what became of each duty that was called
for, the ways to the deciding moments, how often habits did the work, and the crowd at a few moments. Not the record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.asked_done import AskedFate, DoneByAnother
from analysis.clause_times import ClauseTimes, clause_times
from analysis.experiment.arms import Arm, ScenarioCase
from analysis.experiment.bench import Bench
from analysis.experiment.figure import Figure
from analysis.experiment.store import RunKey
from analysis.experiment.targets import has_way, way_to
from analysis.habit_chains import HabitCauses, causes_of
from analysis.judge import judge, judging_rulebook
from analysis.measures.asked import asked_fates
from analysis.measures.log import Log
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of
from sim.durations import exactly
from sim.inputs.calendars import assumed_years, told_assumption
from sim.plan.rulebook import Rulebook
from sim.record import Record

MOMENTS = 96  # at which the crowd is kept, over the horizon
_LEVELS = ("obstructing", "storming")
_DIGITS = 6  # of a value: below any second


class Job(NamedTuple):
    """One run: places in the study, and the seed."""

    case: int
    arm: int
    seed: int


class Study:
    """What is asked: scenarios with their arms, the figures that decide, and the measures that are kept of each run."""

    def __init__(self, cases: Sequence[ScenarioCase], figures: Sequence[Figure], measures: Mapping[str, Measure]) -> None:
        self.cases = tuple(cases)
        self.figures = tuple(figures)
        needed = {figure.of for figure in figures if figure.kind != "duty-done"}
        self.kept = tuple(name for name, measure in measures.items() if not measure.family or name in needed)
        self.deciding = tuple(figure.of for figure in figures if figure.column == "minutes")
        self.ways = tuple(name for name in self.deciding if has_way(name))  # those whose minutes end at a row
        self.remarks = told_assumption(_assumed_years(self.cases))
        self.stored = tuple(tuple(arm.stored((*self.ways, *self.kept)) for arm in case.arms) for case in cases)

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

    def jobs(self, seeds: Iterable[int], revisions: Collection[str] | None = None) -> Iterator[Job]:
        """Every run of the baseline and of these revisions (None: of all), seed by seed, so that whatever is done first is complete pairs.

        Arms that are one and the same run once.
        """
        wanted = [0, *(1 + place for place, name in enumerate(self.revisions) if revisions is None or name in revisions)]
        for seed in seeds:
            for case, arms in enumerate(self.stored):
                for arm in wanted:
                    if arms[arm] not in [arms[other] for other in wanted if other < arm]:
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
            found = self._benches[case, arm] = ArmBench(self.study.cases[case].arms[arm], self.study.ways, self.study.kept)
        return found


def run_trial(kit: Kit, job: Job) -> dict[str, Any]:
    """One run and all that is kept of it, as plain data."""
    return kit.bench(job.case, job.arm).trial(job.seed)


class ArmBench:
    """An arm ready to run and to be judged twice."""

    def __init__(self, arm: Arm, ways: Sequence[str], kept: Sequence[str]) -> None:
        self.arm = arm
        self._ways = ways
        self._bench = Bench(arm.inputs, arm.yardstick)
        self._measures = {name: self._bench.measures[name] for name in kept}
        self._own_rules = judging_rulebook(arm.own, arm.inputs.resources) if arm.judged_twice else None
        own = {} if self._own_rules is None else measures_of(self._own_rules)
        # only measures of duties know a yardstick
        self._own_measures = {name: own[name] for name, measure in self._measures.items() if measure.group == "duties" and name in own}

    def trial(self, seed: int) -> dict[str, Any]:
        """Run one seed."""
        return self.kept(self._bench.run(seed))

    def kept(self, record: Record) -> dict[str, Any]:
        """What is kept of a record: `values` by measure; `unreached` what was called for and never came; `own` where its own plan judges
        otherwise; `duties` of each that was called for how many, how many done by whomever, and its `ClauseTimes`.
        """
        bench = self._bench
        judgement = bench.judge(record)
        log = Log(record, judgement.void, calendar=bench.inputs.calendar)
        found = {name: measure.compute(log, judgement) for name, measure in self._measures.items()}
        values = _values(found)
        ways = {}
        for name in self._ways:
            way = way_to(name, log, judgement, bench.rulebook, self._own_rules) if name in values else None
            if way is not None:
                ways[name] = {"events": way.events, "habit": way.by_habit, "links": {link: _seconds(minutes) for link, minutes in way.links.items()}}
        fates = asked_fates(bench.rulebook, log, judgement)
        return {
            "values": values,
            "unreached": [name for name, value in found.items() if value.value is None and value.beyond is not None],
            "own": self._by_own_yardstick(record, values),
            "duties": _duties(duties_done(fates, record, bench.rulebook), clause_times(bench.rulebook, log, judgement)),
            "ways": ways,
            "crowd": crowd(record),
            "causes": _causes(causes_of(record, fates)),
        }

    def _by_own_yardstick(self, record: Record, values: Mapping[str, float]) -> dict[str, float]:
        """Where its own plan judges otherwise than the baseline's."""
        if self._own_rules is None:
            return {}
        judgement = judge(self._own_rules, record, calendar=self.arm.inputs.calendar)
        own = _values(evaluate(self._own_measures, record, judgement, self.arm.inputs.calendar))
        return {name: value for name, value in own.items() if values.get(name) != value}


def duties_done(fates: Iterable[AskedFate], record: Record, rules: Rulebook) -> dict[str, list[int]]:
    """Of each duty how many were called for, and how many of them done: by whom the plan names, or by anybody else in their place.

    What was not yet due when observation ended is not counted.
    """
    found: dict[str, list[int]] = {}
    others = DoneByAnother(record, rules)
    for one in fates:
        if one.fate in ("open", "undecided"):
            continue
        cell = found.setdefault(one.asked.rule.id, [0, 0])
        cell[0] += 1
        cell[1] += one.done is not None or others.has(one.asked)
    return found


def _duties(done: Mapping[str, list[int]], times: Mapping[str, ClauseTimes]) -> dict[str, list[Any]]:
    """One entry for each duty: called for, done, then what the table of clauses needs of it."""
    return {rule: [*done.get(rule, (0, 0)), *times.get(rule, (0, 0, [], []))] for rule in dict.fromkeys((*done, *times))}


def clauses_of(kept: Mapping[str, Any]) -> dict[str, ClauseTimes]:
    """What was kept of a run for the table of clauses."""
    return {rule: (cell[2], cell[3], cell[4], cell[5]) for rule, cell in kept["duties"].items() if cell[2]}


def _causes(found: HabitCauses) -> list[Any]:
    """On how many duties that were called for habits stand, and which."""
    return [found.called_for, found.with_habit, dict(found.habits)]


def _values(found: Mapping[str, Value]) -> dict[str, float]:
    return {name: _short(one.value) for name, one in found.items() if one.value is not None}


def _seconds(minutes: float) -> int:
    """Minutes of the clock as whole seconds, which they are."""
    return int(exactly(minutes) * 60)


def _short(value: float) -> float:
    return round(value, _DIGITS)


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
