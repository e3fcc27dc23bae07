"""How well experiments use the machine, and how much named draws save.

Run: python benchmarks/experiments.py workers|outside|memory|draws [number]

workers   2 workers against 1, alternated five times, beside two independent processes that each do half at the same moment
outside   what share of an experiment's time is spent outside the drills, at [number] pairs (default 1,000)
memory    the most memory that the main process held, at 1,000 runs and at [number] (default 100,000) of the smallest scenario
draws     runs needed for ± 1 min with named draws, with one shared stream and with independent seeds, from [number] pairs
"""

from __future__ import annotations

import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, stdev
from typing import Any, Self

from analysis.experiment.arms import ScenarioCase, cases_of
from analysis.experiment.bench import Bench
from analysis.experiment.conduct import conduct
from analysis.experiment.evaluation import evaluate_results, study_of
from analysis.experiment.looks import one_look
from analysis.experiment.statistics import t_quantile
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import ArmBench
from analysis.measures.model import Value
from sim.record import Record
from sim.world import world

SCENARIO, REVISION = "district-gate", "parallel-report"
MEASURES = ("command-informed", "on-scene", "reception")
PAIRS, ROUNDS = 80, 5
_DRAW = "draw"  # the one name under which the world draws


def main() -> None:
    """Run what the command line asks for."""
    what = sys.argv[1] if len(sys.argv) > 1 else "workers"
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    if what == "workers":
        workers(number or PAIRS)
    elif what == "outside":
        outside(number or 1000)
    elif what == "memory":
        memory(number or 100_000)
    elif what == "draws":
        draws(number or 200)
    elif what in _INSIDE:
        _INSIDE[what](int(sys.argv[2]), int(sys.argv[3]))
    else:
        raise SystemExit(__doc__)


# --- workers ----------------------------------------------------------------------------------------------------------------------


def workers(pairs: int) -> None:
    """One worker, two workers, two processes of their own: medians over alternated rounds."""
    times: dict[str, list[float]] = {"one worker": [], "two workers": [], "two processes": []}
    for _ in range(ROUNDS):
        times["one worker"].append(_timed(lambda: _experiment(range(1, pairs + 1), 1)))
        times["two workers"].append(_timed(lambda: _experiment(range(1, pairs + 1), 2)))
        times["two processes"].append(_timed(lambda: _side_by_side(pairs)))
    middle = {name: median(found) for name, found in times.items()}
    for name, found in times.items():
        print(f"{name:14} {middle[name]:6.2f} s   {'  '.join(f'{one:.2f}' for one in found)}")
    reached, possible = middle["one worker"] / middle["two workers"], middle["one worker"] / middle["two processes"]
    print(f"two workers {reached:.2f} times, two processes {possible:.2f} times; {reached / possible * 2:.2f} of 2 relative to those")


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _experiment(seeds: range, count: int) -> None:
    study, measures = study_of(cases_of((SCENARIO,), (REVISION,)), None)
    with tempfile.TemporaryDirectory() as folder, ResultStore(Path(folder) / "results.sqlite") as store:
        conduct(study, store, seeds.start, one_look(len(seeds)), measures, count)


def _side_by_side(pairs: int) -> None:
    """Two processes that know nothing of each other, each with half of the seeds."""
    half = pairs // 2
    processes = [
        subprocess.Popen([sys.executable, __file__, "half", str(1 + part * half), str(1 + (part + 1) * half)])  # noqa: S603 - this script
        for part in range(2)
    ]
    for process in processes:
        process.wait()


# --- outside ----------------------------------------------------------------------------------------------------------------------


def outside(pairs: int) -> None:
    """One worker, so that all time is this process's."""
    spent = {"drills": 0.0, "judging and measuring": 0.0}
    run, kept = Bench.run, ArmBench.kept

    def timed_run(self: Bench, seed: int) -> Record:
        start = time.perf_counter()
        record = run(self, seed)
        spent["drills"] += time.perf_counter() - start
        return record

    def timed_kept(self: ArmBench, record: Record) -> dict[str, Any]:
        start = time.perf_counter()
        found = kept(self, record)
        spent["judging and measuring"] += time.perf_counter() - start
        return found

    Bench.run, ArmBench.kept = timed_run, timed_kept  # type: ignore[method-assign] # a stop-watch around both
    start = time.perf_counter()
    study, measures = study_of(cases_of((SCENARIO,), (REVISION,)), None)
    with tempfile.TemporaryDirectory() as folder, ResultStore(Path(folder) / "results.sqlite") as store:
        conducted = conduct(study, store, 1, one_look(pairs), measures, 1)
        evaluate_results(study, store, conducted, measures)
    total = time.perf_counter() - start
    for name, seconds in (*spent.items(), ("everything else", total - sum(spent.values()))):
        print(f"{name:22} {seconds:7.1f} s  {seconds / total:6.1%}")
    print(f"{pairs} pairs, {total:.1f} s; by two yardsticks, {len(measures)} measures each")


# --- memory -----------------------------------------------------------------------------------------------------------------------


def memory(runs: int) -> None:
    """Two processes, one after the other, since the most memory that a process held never falls."""
    for number in (1000, runs):
        subprocess.run([sys.executable, __file__, "chain", str(number // 2), "2"], check=True)  # noqa: S603 - this script


def _chain(pairs: int, count: int) -> None:
    """The smallest scenario: two reports."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests are no package of the project
    from tests.experiment.chain_files import write_chain

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scenario = write_chain(folder)
        study, measures = study_of(cases_of((str(scenario),), (str(folder / "slower.toml"),), plan=str(folder / "plan.toml")), None)
        start = time.perf_counter()
        with ResultStore(folder / "results.sqlite") as store:
            conducted = conduct(study, store, 1, one_look(pairs), measures, count)
            middle = _most_mb()
            evaluate_results(study, store, conducted, measures)
        size = (folder / "results.sqlite").stat().st_size / 1e6
    print(f"{2 * pairs:7} runs: {middle:6.1f} MB while running, {_most_mb():6.1f} MB in all; {time.perf_counter() - start:.1f} s; file {size:.1f} MB")


def _most_mb() -> float:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


# --- draws ------------------------------------------------------------------------------------------------------------------------


def draws(pairs: int) -> None:
    """Three ways to give two plans their luck; the same measure, the same precision. The crowd keeps its named generators in all."""
    (case,) = cases_of((SCENARIO,), (REVISION,))
    first, second = range(1, pairs + 1), range(pairs + 1, 2 * pairs + 1)
    ways = {"named draws": _values(case, first, first), "independent seeds": _values(case, first, second)}
    with _OneStream() as stream:
        ways["one shared stream"] = _values(case, first, first, stream)
    for measure in MEASURES:
        for name, found in ways.items():
            differences = found[measure]
            spread = stdev(differences)
            wanted = math.ceil((t_quantile(0.95, len(differences) - 1) * spread) ** 2)  # for a half width of a minute
            print(f"{measure:18} {name:18} spread {spread:6.2f} min: {wanted:6} pairs for ± 1 min (from {len(differences)} pairs)")


def _values(case: ScenarioCase, before: Sequence[int], after: Sequence[int], stream: _OneStream | None = None) -> dict[str, list[float]]:
    """Arm − baseline of each measure."""
    benches = [Bench(arm.inputs, arm.yardstick) for arm in case.arms]
    found = [[_trial(bench, seed, stream) for seed in seeds] for bench, seeds in zip(benches, (before, after), strict=True)]
    pairs = {name: [(base[name].value, arm[name].value) for base, arm in zip(*found, strict=True)] for name in MEASURES}
    return {name: [arm - base for base, arm in held if base is not None and arm is not None] for name, held in pairs.items()}


def _trial(bench: Bench, seed: int, stream: _OneStream | None) -> dict[str, Value]:
    if stream is not None:
        stream.begin(seed)
    return bench.trial(seed)


class _OneStream:
    """All draws of a run from one stream, in the order in which they are asked for."""

    def __init__(self) -> None:
        self._numbers = random.Random()  # noqa: S311 - luck, no secret

    def begin(self, seed: int) -> None:
        """A new run."""
        self._numbers.seed(seed)

    def __enter__(self) -> Self:
        """Put it in the place of the named draws."""
        self._named = vars(world)[_DRAW]
        setattr(world, _DRAW, self._next)
        return self

    def _next(self, seed: int, decision: str, subject: str) -> float:
        del seed, decision, subject
        return self._numbers.random() or 2.0**-53

    def __exit__(self, *_: object) -> None:
        """Put the named draws back."""
        setattr(world, _DRAW, self._named)


_INSIDE: dict[str, Callable[[int, int], None]] = {"half": lambda first, last: _experiment(range(first, last), 1), "chain": _chain}

if __name__ == "__main__":
    main()
