"""Many jobs on a few worker processes, with results handed over as they come and memory that stays flat.

Jobs are drawn from their source a batch at a time, and only a few batches are out at once. Workers start by
spawn, the one way that exists on every system. They get the work function once, when they start, so that a
`functools.partial` over large inputs is sent once for each worker and not with every batch.
"""

from __future__ import annotations

import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from os import _exit
from threading import Thread
from typing import Any, Generic, TypeVar

from sim.words import Said, phrase

J = TypeVar("J")
R = TypeVar("R")

_OUT_PER_WORKER = 2  # one batch being run and one waiting, so that a worker never waits for the next
_MOST_WORKERS_ON_WINDOWS = 61  # what its system call can wait for


class WorkerCrashError(RuntimeError):
    """A worker process died twice over the same jobs: out of memory, killed, or a fault in a compiled
    library.
    """

    def __init__(self, jobs: Sequence[object]) -> None:
        self.why = phrase("experiment.worker-died", jobs=_named(jobs))
        self.jobs = tuple(jobs)
        super().__init__(str(self.why))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the jobs are. `rate` is jobs per second since the start, workers' start included."""

    done: int
    total: int | None
    rate: float

    @property
    def seconds_left(self) -> float | None:
        """At this rate; None while the rate or the total is unknown."""
        return None if self.total is None or self.rate <= 0 else (self.total - self.done) / self.rate


def run_all(
    jobs: Iterable[J],
    work: Callable[[J], R],
    *,
    workers: int,
    batch: int,
    on_result: Callable[[list[tuple[J, R]]], None],
    on_progress: Callable[[Progress], None] | None = None,
    total: int | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Run `work` on every job and hand the results over, a batch at a time, in the order in which batches
    finish.

    With `workers` = 1 everything runs in this process. Otherwise `work` must be importable by its name (a
    function of a module, or a partial of one), and jobs and results must pickle. `on_result` runs in this
    process and is where results are kept; sort by key afterwards where order matters. Returns the number of
    jobs done.

    An exception from `work` ends the run and comes through unchanged, with a note that names the job. A batch
    whose worker dies is run once more, by itself; when it dies again WorkerCrashError is raised. On an
    interruption the workers finish the job in hand, what is finished is handed over, and KeyboardInterrupt
    goes on. ValueError for fewer than one worker or one job in a batch.
    """
    if workers < 1 or batch < 1:
        raise ValueError(f"{workers} workers and batches of {batch}; at least 1 of each is needed")
    if total is None and isinstance(jobs, Sequence):
        total = len(jobs)
    counter = _Counter(on_result, on_progress, total, clock)
    batches = _batches(jobs, batch)
    if workers == 1:
        for block in batches:
            _run_here(block, work, counter)
    else:
        _Pool(work, workers, counter).run(batches)
    return counter.done


class _Counter(Generic[J, R]):
    """Hands results over and tells how far things are."""

    def __init__(
        self,
        on_result: Callable[[list[tuple[J, R]]], None],
        on_progress: Callable[[Progress], None] | None,
        total: int | None,
        clock: Callable[[], float],
    ) -> None:
        self.done = 0
        self._refused = False  # once the caller could not keep results, none of those left are pressed on it
        self._on_result = on_result
        self._on_progress = on_progress
        self._total = total
        self._clock = clock
        self._start = clock()

    def take(self, results: list[tuple[J, R]]) -> None:
        if not results or self._refused:
            return
        self._refused = True
        self._on_result(results)
        self._refused = False
        self.done += len(results)

    def tell(self, ahead: int = 0) -> None:
        """Say how far things are; `ahead` are done and not handed over yet."""
        if self._on_progress is not None:
            passed, done = self._clock() - self._start, self.done + ahead
            rate = done / passed if passed > 0 else 0.0
            self._on_progress(Progress(done=done, total=self._total, rate=rate))


class _Pool(Generic[J, R]):
    """The worker processes over one call of `run_all`, started anew when one of them dies."""

    def __init__(self, work: Callable[[J], R], workers: int, counter: _Counter[J, R]) -> None:
        self._work = work
        self._workers = min(workers, _MOST_WORKERS_ON_WINDOWS) if sys.platform == "win32" else workers
        self._counter = counter
        self._context = get_context("spawn")
        # a byte without a lock: a worker that is killed while it looks at a lock would hold it for ever
        self._stop = self._context.RawValue("b", 0)
        self._out: dict[Future[list[R]], list[J]] = {}
        self._suspects: deque[list[J]] = deque()  # batches that were out when a worker died
        self._executor = self._started()

    def run(self, batches: Iterator[list[J]]) -> None:
        try:
            while self._send(batches):
                finished, _ = wait(self._out, return_when=FIRST_COMPLETED)
                if not self._take(finished):
                    self._start_again()
        except BaseException:
            self._stop.value = 1
            self._end()
            self._hand_over_the_rest()
            raise
        self._executor.shutdown(wait=True)

    def _end(self) -> None:
        """Wait for the jobs in hand; no longer, where somebody interrupts that too, or the system asks to end."""
        try:
            self._executor.shutdown(wait=True, cancel_futures=True)
        except BaseException:  # noqa: BLE001 - whatever stops it, what stopped the jobs goes on afterwards
            with _unheard(signal.SIGINT, signal.SIGTERM):  # else the pool's own thread would be left to the end of the process, and complain
                for worker in active_children():
                    worker.kill()
                self._executor.shutdown(wait=True)

    def _send(self, batches: Iterator[list[J]]) -> bool:
        """Keep the workers supplied; False when nothing is out and nothing is left."""
        if self._suspects:
            # one at a time and alone, so that a second death can only be this batch's doing
            if not self._out:
                self._submit(self._suspects[0])
            return True
        for block in islice(batches, self._workers * _OUT_PER_WORKER - len(self._out)):
            self._submit(block)
        return bool(self._out or self._suspects)

    def _submit(self, block: list[J]) -> None:
        try:
            with _unheard(signal.SIGINT):
                future = self._executor.submit(_run_block, block)
            self._out[future] = block
        except BrokenProcessPool:  # died between two looks at it
            self._start_again()
            if not any(suspect is block for suspect in self._suspects):
                self._suspects.append(block)

    def _take(self, finished: Iterable[Future[list[R]]]) -> bool:
        """Hand over what is finished; False when a worker has died."""
        sound = True
        for future in finished:
            block = self._out[future]
            try:
                results = future.result()
            except BrokenProcessPool:
                sound = False
                continue
            del self._out[future]
            if self._suspects and self._suspects[0] is block:
                self._suspects.popleft()
            self._counter.take(list(zip(block, results, strict=False)))
            self._counter.tell()
        return sound

    def _start_again(self) -> None:
        wait(self._out)  # all of them fail at once when the pool breaks; some may have finished just before
        self._take([future for future in self._out if future.exception() is None])
        if self._suspects and any(block is self._suspects[0] for block in self._out.values()):
            raise WorkerCrashError(self._suspects[0])
        self._suspects.extend(self._out.values())
        self._out.clear()
        self._executor.shutdown(wait=True)
        self._executor = self._started()

    def _hand_over_the_rest(self) -> None:
        """After a stop: what the workers finished meanwhile. A batch that was cut short gives its first
        results.
        """
        for future, block in self._out.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self._counter.take(list(zip(block, future.result(), strict=False)))
        self._out.clear()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=self._context, initializer=_prepare, initargs=(self._work, self._stop))


@contextmanager
def _unheard(*signals: signal.Signals) -> Iterator[None]:
    """What starts meanwhile never hears of these signals, from its first instruction on; this process hears of them a moment later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _batches(jobs: Iterable[J], size: int) -> Iterator[list[J]]:
    source = iter(jobs)
    while block := list(islice(source, size)):
        yield block


def _run_here(block: list[J], work: Callable[[J], R], counter: _Counter[J, R]) -> None:
    results: list[tuple[J, R]] = []
    try:
        for job in block:
            results.append((job, _run_one(work, job)))
            counter.tell(len(results))
    finally:
        counter.take(results)  # also when interrupted: what is finished is kept


def _run_one(work: Callable[[J], R], job: J) -> R:
    try:
        return work(job)
    except Exception as error:
        error.add_note(str(phrase("experiment.while-running", jobs=_named([job]))))
        raise


def _named(jobs: Sequence[object]) -> Said:
    first = repr(jobs[0])
    first = first if len(first) <= 200 else first[:199] + "…"
    return first if len(jobs) == 1 else phrase("experiment.jobs", number=len(jobs), first=first)


# --- in the worker process ----------------------------------------------------------------------------------

# what this worker process was given when it started; never filled in the main process
_here: dict[str, Any] = {}


def _prepare(work: Callable[[Any], Any], stop: Any) -> None:
    # the terminal sends the interruption to every process; only the main one answers it, and tells the others
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _here.update(work=work, stop=stop)
    Thread(target=_leave_with_the_parent, daemon=True).start()


def _leave_with_the_parent() -> None:
    """A worker waits for jobs for ever; when the main process is killed nobody would tell it that none will
    come.
    """
    parent = parent_process()
    if parent is not None:
        parent.join()
        _exit(1)


def _run_block(block: list[Any]) -> list[Any]:
    results: list[Any] = []
    for job in block:
        if _here["stop"].value:
            break
        results.append(_run_one(_here["work"], job))
    return results
