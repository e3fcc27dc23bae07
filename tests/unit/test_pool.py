"""Jobs on workers: every one once, whatever dies, with little in memory."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from analysis.experiment.pool import Progress, WorkerCrashError, run_all
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]

# workers import work by the name of its module, so it stands in a module that they can find
MODULE = """
import os
import time
from pathlib import Path

from sim.errors import InputError


def square(job):
    return job * job


def scaled(job, factor):
    return job * factor


def where(job):
    return os.getpid()


def die_once(job, folder):
    mark = Path(folder) / "died"
    if job == 7 and not mark.exists():
        mark.touch()
        os._exit(3)
    return job


def die(job):
    if job == 7:
        os._exit(3)
    return job


def fail(job):
    if job == 5:
        raise ZeroDivisionError("five")
    return job


def refuse(job):
    raise InputError.of("plan.toml", "duty.x", "cannot be used", hint="mend it")


def slow(job):
    time.sleep(0.02)
    return job
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    (tmp_path / "pool_work.py").write_text(MODULE, encoding="utf-8", newline="\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pool_work", raising=False)
    return import_module("pool_work")


def collected(jobs, work, *, workers, batch=3, **options):
    results: list[tuple[Any, Any]] = []
    run_all(jobs, work, workers=workers, batch=batch, on_result=results.extend, **options)
    return results


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once_with_its_own_result(work, workers):
    results = collected(range(50), work.square, workers=workers)

    assert sorted(results) == [(job, job * job) for job in range(50)]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_batches(work, workers):
    sizes = []
    done = run_all(range(11), work.square, workers=workers, batch=4, on_result=lambda rows: sizes.append(len(rows)))

    assert sorted(sizes) == [3, 4, 4]
    assert done == 11


def test_one_worker_is_this_process(work):
    assert {pid for _, pid in collected(range(5), work.where, workers=1)} == {os.getpid()}


def test_several_workers_are_other_processes(work):
    assert os.getpid() not in {pid for _, pid in collected(range(12), work.where, workers=2)}


@pytest.mark.parametrize("workers", [1, 2])
def test_large_inputs_travel_inside_the_work(work, workers):
    assert sorted(collected(range(4), partial(work.scaled, factor=10), workers=workers)) == [
        (0, 0), (1, 10), (2, 20), (3, 30),
    ]  # fmt: skip


@pytest.mark.parametrize("workers", [1, 2])
def test_no_jobs_give_no_results(work, workers):
    assert collected([], work.square, workers=workers) == []


def test_jobs_are_drawn_only_a_few_batches_ahead(work):
    drawn = 0
    ahead = []

    def jobs():
        nonlocal drawn
        for job in range(400):
            drawn += 1
            yield job

    done = 0

    def keep(rows):
        nonlocal done
        done += len(rows)
        ahead.append(drawn - done)

    run_all(jobs(), work.square, workers=2, batch=5, on_result=keep)

    assert done == 400
    assert max(ahead) <= 2 * 2 * 5


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_is_told_by_the_given_clock(work, workers):
    seconds = count(100)
    told: list[Progress] = []
    collected(list(range(9)), work.square, workers=workers, on_progress=told.append, clock=lambda: float(next(seconds)))

    alone = [(done, 9, 1.0) for done in range(1, 10)]  # in this process after every job, of workers after every batch
    assert [(step.done, step.total, step.rate) for step in told] == (alone if workers == 1 else [(3, 9, 3.0), (6, 9, 3.0), (9, 9, 3.0)])
    assert [step.seconds_left for step in told][-1] == 0.0


def test_time_left_is_unknown_without_a_total_or_a_rate():
    assert Progress(done=3, total=None, rate=2.0).seconds_left is None
    assert Progress(done=3, total=9, rate=0.0).seconds_left is None


def test_a_batch_whose_worker_dies_is_run_again(work, tmp_path):
    results = collected(range(40), partial(work.die_once, folder=str(tmp_path)), workers=2)

    assert (tmp_path / "died").exists()
    assert sorted(results) == [(job, job) for job in range(40)]


def test_a_batch_that_kills_its_worker_twice_is_named_and_no_other(work):
    results: list[tuple[int, int]] = []
    with pytest.raises(WorkerCrashError, match="3 jobs, the first of them 6") as caught:
        run_all(range(40), work.die, workers=2, batch=3, on_result=results.extend)

    assert caught.value.jobs == (6, 7, 8)
    assert len(results) == len(set(results))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_comes_through_with_the_job_that_raised_it(work, workers):
    with pytest.raises(ZeroDivisionError, match="five") as caught:
        collected(range(40), work.fail, workers=workers)

    assert "while running 5" in caught.value.__notes__


@pytest.mark.parametrize("workers", [1, 2])
def test_bad_input_found_by_a_worker_keeps_its_faults(work, workers):
    with pytest.raises(InputError) as caught:
        collected(range(3), work.refuse, workers=workers)

    assert [(fault.file, fault.place, fault.hint) for fault in caught.value.mistakes] == [("plan.toml", "duty.x", "mend it")]
    assert "cannot be used" in str(caught.value)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_caller_that_cannot_keep_results_is_asked_once(work, workers):
    asked = []

    def full(rows):
        asked.append(rows)
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        run_all(range(30), work.square, workers=workers, batch=3, on_result=full)

    assert len(asked) == 1


@pytest.mark.parametrize(("workers", "batch"), [(0, 1), (1, 0)])
def test_no_workers_and_empty_batches_are_refused(work, workers, batch):
    with pytest.raises(ValueError, match="at least 1"):
        run_all([1], work.square, workers=workers, batch=batch, on_result=lambda rows: None)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_keeps_what_is_finished_and_goes_on(work, workers):
    results = []

    def interrupt(rows):
        results.extend(rows)
        if len(results) == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_all(range(10_000), work.slow, workers=workers, batch=3, on_result=interrupt)

    assert 9 <= len(results) < 40


SCRIPT = textwrap.dedent("""
    import sys
    sys.path.insert(0, sys.argv[1])
    import pool_work
    from analysis.experiment.pool import run_all

    seen = set()
    kept = []

    def keep(rows):
        kept.extend(rows)
        if len(kept) >= 40:
            print("running", flush=True)

    if __name__ == "__main__":
        try:
            run_all(range(100_000), pool_work.slow, workers=2, batch=10, on_result=keep)
        except KeyboardInterrupt:
            assert len(set(kept)) == len(kept)
            print("stopped", flush=True)
            sys.exit(130)
""")


def started(work, tmp_path):
    script = tmp_path / "main.py"
    script.write_text(SCRIPT, encoding="utf-8", newline="\n")
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)]))
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"running"
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group")
def test_an_interruption_from_the_terminal_stops_quietly_and_soon(work, tmp_path):
    process = started(work, tmp_path)
    os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to all processes of the group
    output, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (130, b"")
    assert output.splitlines()[-1] == b"stopped"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the list of processes")
def test_workers_leave_when_the_main_process_is_killed(work, tmp_path):
    process = started(work, tmp_path)
    family = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.kill()
    process.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while any(_alive(pid) for pid in family) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert len(family) >= 2
    assert not any(_alive(pid) for pid in family)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
