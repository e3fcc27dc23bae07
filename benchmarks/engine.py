"""What a drill costs: against its floor (a SimPy model with as many kernel events, named draws and rows) and against a bare one,
part by part, by the number of posts, and in memory.

    python benchmarks/engine.py [SCENARIO]

Ratios carry over from machine to machine, times do not. Both sides run alternately, and medians are compared.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Generator
from statistics import median
from typing import Any, NamedTuple

import simpy

from sim import draws as draws_of
from sim.drill import run
from sim.inputs.assembly import Inputs, assemble, locate, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.inputs.resources import check_resources_document
from sim.inputs.scenario import Course, check_scenario_document
from sim.plan.loader import check_plan_document
from sim.record import Row
from sim.world.setting import Setting

PAIRS = 15
OFFICERS = 60
GOALS = {"scripted": 6.0, "crowd": 12.0, "growth": 1.7, "memory": 1.5, "first 2000": 1.0, "first 10000": 6.0}
# The parts of a run, by where the time is spent.
PARTS = (
    ("crowd", ("/sim/agents/crowd/", "/sim/agents/gathering", "/numpy/", "method 'reduce'", "numpy")),
    ("duty books", ("/sim/plan/",)),
    ("draws and durations", ("/sim/draws", "/sim/distributions", "/sim/durations", "blake2b", "/statistics")),
    ("SimPy kernel", ("/simpy/", "heapq", "/sim/world/clock")),
    ("facts and grades", ("/sim/agents/telling", "/sim/world/grading", "/sim/agents/sight", "/sim/world/scene")),
    ("hands, desks, messages", ("/sim/agents/", "/sim/world/", "/sim/calendar", "/sim/record")),
)


# -- the bare model -----------------------------------------------------------------------------------------------------------


class Officer:
    """A process with a deque for a mailbox and an event that wakes it; every arrival and completion is a tuple in a log."""

    def __init__(self, env: simpy.Environment, others: list[Officer], log: list[tuple[Any, ...]], most: int) -> None:
        self.env, self.others, self.log, self.most = env, others, log, most
        self.inbox: deque[int] = deque()
        self.wake: simpy.Event | None = None
        env.process(self.live())

    def put(self, subject: int) -> None:
        """A message arrives."""
        self.log.append((self.env.now, "arrived", subject, len(self.log), None))
        self.inbox.append(subject)
        if self.wake is not None and not self.wake.triggered:
            self.wake.succeed()

    def live(self) -> Generator[simpy.Event, Any, None]:
        """Take the next message, work on it, pass it on."""
        while True:
            while self.inbox:
                subject = self.inbox.popleft()
                yield self.env.timeout(1.0 + subject % 7)
                self.log.append((self.env.now, "completed", subject, len(self.log), None))
                if len(self.log) < self.most:
                    self.others[(subject * 31 + 17) % len(self.others)].put(subject + 1)
            self.wake = self.env.event()
            yield self.wake


def bare(rows: int) -> int:
    """One run of the bare model with as many rows."""
    env = simpy.Environment()
    log: list[tuple[Any, ...]] = []
    officers: list[Officer] = []
    for _ in range(OFFICERS):
        officers.append(Officer(env, officers, log, rows))
    for number in range(4):
        officers[number].put(number)
    env.run()
    return len(log)


# -- the floor ----------------------------------------------------------------------------------------------------------------


class Work(NamedTuple):
    """What one drill does whatever its rules are: kernel events, named draws, rows, and ids of duties."""

    events: int
    draws: tuple[tuple[int, str, str], ...]
    rows: tuple[Row, ...]


def work_of(setting: Setting) -> Work:
    """Count what a drill does, once, by watching the kernel and the draws."""
    events = 0
    draws: list[tuple[int, str, str]] = []
    step, draw = simpy.Environment.step, draws_of.draw

    def counted(env: simpy.Environment) -> None:
        nonlocal events
        events += 1
        step(env)

    def noted(seed: int, purpose: str, subject: str) -> float:
        draws.append((seed, purpose, subject))
        return draw(seed, purpose, subject)

    users = [module for name, module in list(sys.modules.items()) if name.startswith("sim.") and getattr(module, "draw", None) is draw]
    simpy.Environment.step = counted  # type: ignore[method-assign, assignment]  # for this run only
    for module in users:
        module.draw = noted  # type: ignore[attr-defined]  # as above
    try:
        rows = run(setting, 1).rows
    finally:
        simpy.Environment.step = step  # type: ignore[method-assign]  # as it was
        for module in users:
            module.draw = draw  # type: ignore[attr-defined]  # as it was
    return Work(events, tuple(draws), rows)


def floor(work: Work) -> int:
    """A SimPy model with just that work: officers who wait for as many events in all, draw, and write rows."""
    env = simpy.Environment()
    written: list[Row] = []
    rows, draws, draw = work.rows, work.draws, draws_of.draw
    each = [work.events // OFFICERS + (number < work.events % OFFICERS) for number in range(OFFICERS)]
    per_row, per_draw = work.events / max(1, len(rows)), work.events / max(1, len(draws))
    done = drawn = 0

    def live(events: int) -> Generator[simpy.Event, Any, None]:
        nonlocal done, drawn
        for _ in range(events - 2):  # to begin and to end are an event each
            yield env.timeout(1.0)
            done += 1
            while drawn < len(draws) and drawn * per_draw < done:
                draw(*draws[drawn])
                drawn += 1
            while len(written) < len(rows) and len(written) * per_row < done:
                row = rows[len(written)]
                facts = dict(row.facts)
                name = f"{row.rule}/{row.about}/{row.actor}/{len(written)}"
                written.append(
                    Row(row.seq, env.now, row.kind, row.actor, row.to, row.channel, row.form, row.about, name, row.clause, row.cause, facts)
                )

    for events in each:
        env.process(live(events))
    env.run()
    return len(written)


# -- inputs -------------------------------------------------------------------------------------------------------------------


def scripted(inputs: Inputs) -> Inputs:
    """The same day without a crowd to compute: what became true at the scene in one run becomes the scenario's course."""
    facts = {fact.id for fact in inputs.plan.fact}
    truth = tuple(
        Course.model_construct(event=row.about or "", at=row.time, facts=changed)
        for row in run(Setting(inputs), 1).rows
        if row.kind == "scene" and (changed := {name: value for name, value in row.facts.items() if name in facts})
    )
    scenario = inputs.scenario.model_copy(update={"people": (), "course": truth})
    return Inputs(
        plan=inputs.plan, resources=inputs.resources, scenario=scenario, calendar=inputs.calendar, lineage=inputs.lineage,
        resources_digest=inputs.resources_digest, scenario_digest="scripted",
    )  # fmt: skip


def relay(posts: int) -> Setting:
    """A made-up district: every post tells two others what it hears, by phone or in writing, and looks at the scene once."""
    bodies = [{"id": f"b{n}", "name": f"b{n}", "clause": "1"} for n in range(posts)]
    duties = []
    for n in range(posts):
        common = {"clause": "2", "bearer": f"b{n}", "on": "noticed" if n == 0 else "received"}
        duties += [
            {**common, "id": f"tell{n}", "title": "tell", "act": "report", "to": [f"b{(n * 2 + k) % posts}" for k in (1, 2)], "within": "30 min"},
            {**common, "id": f"look{n}", "title": "look", "act": "verify"},
        ]
    plan = check_plan_document(
        {"plan": {"id": "p", "title": "p"}, "fact": [{"id": "size", "name": "size", "type": "count"}], "body": bodies, "duty": duties}, "plan"
    )
    times = [{"act": act, "minutes": {"exponential": {"mean": "3 min"}}, "source": "made up"} for act in ("report", "verify", "talk")]
    resources = check_resources_document(
        {"resources": {"id": "r", "plan": "p", "title": "r"}, "officer": {"source": "made up"}, "task": times}, "resources", plan
    )
    event = {"id": "E", "title": "E", "at": "0 min", "facts": {"size": 9}}
    seen = {"id": "i", "text": "i", "event": "E", "at": "1 min", "notice": {"body": "b0"}}
    head = {
        "id": "s", "plan": "p", "title": "s", "purpose": "p", "clauses": ["2"], "start": _start(), "horizon": "100 h", "objectives": ["o"],
    }  # fmt: skip
    scenario = check_scenario_document({"scenario": head, "event": [event], "inject": [seen]}, "scenario", plan, resources)
    return Setting(
        Inputs(
            plan=plan, resources=resources, scenario=scenario, lineage=(("p", "0"),), resources_digest="", scenario_digest="",
            calendar=load_calendar_file(shipped_calendar()).at(scenario.scenario.start),
        )
    )  # fmt: skip


def _start() -> Any:
    from datetime import datetime

    return datetime(2026, 3, 10, 8)  # noqa: DTZ001  # scenarios give local time


# -- measuring ----------------------------------------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one run, so that others on the machine count for less, with the garbage of the last one out of the way."""
    gc.collect()
    begins = time.process_time()
    work()
    return time.process_time() - begins


def against_the_floor(title: str, inputs: Inputs, goal: float) -> float:
    """The drill, its floor and the bare model in alternation; the ratio to the floor by medians. The very first run is told too."""
    setting = Setting(inputs)
    first = seconds(lambda: run(setting, 1))
    work = work_of(setting)
    rows = len(work.rows)
    sides = [(seconds(lambda: run(setting, 1)), seconds(lambda: floor(work)), seconds(lambda: bare(rows))) for _ in range(PAIRS)]
    ours, least, plain = (median(side) for side in zip(*sides, strict=True))
    print(
        f"{title}: {rows} rows, {work.events} kernel events, {len(work.draws)} draws in {1e3 * ours:.2f} ms, {1e6 * ours / rows:.1f} µs a row "
        f"(first run {1e3 * first:.0f} ms); floor {1e3 * least:.2f} ms, ratio {ours / least:.1f} (goal {goal:g}); "
        f"bare model {1e3 * plain:.2f} ms, ratio {ours / plain:.1f}"
    )
    return float(ours / least)


def split(inputs: Inputs) -> None:
    """Where the time goes, by a profile (which costs the parts with many small calls more than their due)."""
    setting = Setting(inputs)
    run(setting, 1)
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(10):
        run(setting, 1)
    profile.disable()
    spent: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]  # it has them
        where = f"{file.replace(chr(92), '/')}:{name}"
        part = next((part for part, marks in PARTS if any(mark in where for mark in marks)), "the rest")
        spent[part] = spent.get(part, 0.0) + own
    whole = sum(spent.values())
    print("split: " + " · ".join(f"{part} {100 * own / whole:.0f} %" for part, own in sorted(spent.items(), key=lambda one: -one[1])))


def first_runs() -> float:
    """The first run of a plan that was only just read, when nothing is remembered yet: seconds by posts, and the growth of µs a row."""
    cost: dict[int, float] = {}
    for posts in (200, 2_000, 10_000):
        fresh = [relay(posts) for _ in range(5 if posts < 10_000 else 1)]
        rows = [0]

        def once(setting: Setting, rows: list[int] = rows) -> None:
            rows[0] = len(run(setting, 1).rows)

        spent = median([seconds(lambda setting=setting: once(setting)) for setting in fresh])  # type: ignore[misc]  # bound now
        cost[posts] = spent / rows[0]
        goal = f" (goal {GOALS[f'first {posts}']:g} s)" if f"first {posts}" in GOALS else ""
        print(f"first run, {posts:,} posts: {spent:.2f} s, {1e6 * cost[posts]:.1f} µs a row{goal}")
    print(f"growth of µs a row, 200 to 2,000 posts, first run: {cost[2_000] / cost[200]:.2f} (goal {GOALS['growth']:g})")
    return cost[2_000] / cost[200]


def growth() -> float:
    """µs a row with 2,000 posts over µs a row with 200."""
    settings = {posts: relay(posts) for posts in (200, 2_000)}
    cost: dict[int, list[float]] = {posts: [] for posts in settings}
    for setting in settings.values():
        run(setting, 1)
    rows = {posts: len(run(setting, 1).rows) for posts, setting in settings.items()}
    for _ in range(7):
        for posts, setting in settings.items():
            cost[posts].append(seconds(lambda setting=setting: run(setting, 1)) / rows[posts])  # type: ignore[misc]  # bound now
    few, many = (median(cost[posts]) for posts in settings)
    figures = (f"{posts:,} {1e6 * cost:.1f} µs a row ({rows[posts]} rows)" for posts, cost in ((200, few), (2_000, many)))
    print(f"posts, warm: {', '.join(figures)}; growth {many / few:.2f} (goal {GOALS['growth']:g})")
    return many / few


def memory() -> float:
    """Bytes of a row over bytes of a tuple of five, each with a time and a number of its own."""

    def kept(make: Callable[[int], object]) -> float:
        number = 100_000
        tracemalloc.start()
        held = [make(n) for n in range(number)]
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size / len(held)

    facts: dict[str, Any] = {}
    row = kept(lambda n: Row(n, float(n), "reported", "a", "b", "phone", "initial", "E", "r", "4.1", n, facts))
    plain = kept(lambda n: (float(n), "reported", "a", "b", n))
    print(f"memory: a row {row:.0f} bytes, a tuple of five {plain:.0f}; ratio {row / plain:.2f} (goal {GOALS['memory']:g})")
    return row / plain


def main(scenario: str) -> None:
    """Print every figure."""
    inputs = assemble(locate(scenario))
    against_the_floor(f"{scenario}, scripted", scripted(inputs), GOALS["scripted"])
    split(scripted(inputs))
    against_the_floor(f"{scenario}, with its crowd", inputs, GOALS["crowd"])
    split(inputs)
    first_runs()
    growth()
    memory()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "city-gate")
