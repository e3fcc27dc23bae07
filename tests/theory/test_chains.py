"""Reports, lines, approvals and musters against their closed forms, over replications.

Each estimate must lie within 3.3 standard errors of the formula (99.9 %), the error being measured from the replications.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from statistics import fmean, stdev
from types import SimpleNamespace
from typing import Any, cast

import pytest
from simpy import Environment

from sim.agents.desk import Desk, Hand
from sim.agents.hand import PairOfHands, Work
from sim.agents.switchboard import Switchboard
from sim.agents.task import Task
from sim.drill import run
from sim.record import Record
from sim.world.clock import After, Order
from tests.plans.harness import Documents, documents, minute, setting_of

RUNS = 700
SURE = 3.3
GRID = 1 / 60  # durations are rounded to this


def agrees(values: list[float], expected: float) -> None:
    mean, error = fmean(values), stdev(values) / math.sqrt(len(values))
    assert abs(mean - expected) <= SURE * error + GRID, f"{mean:.4f} ± {error:.4f}, expected {expected}"


def replications(change: Callable[[Documents], None], number: int = RUNS) -> list[Record]:
    found = documents("relay")
    found["scenario"]["scenario"] |= {"horizon": "40 h", "clauses": ["3"]}
    found["plan"]["duty"], found["resources"]["task"] = [], []
    found["resources"]["officer"]["watches_clock"] = False
    found["resources"]["channel"] = [{"id": "network", "source": "a test"}]
    found["resources"]["route"] = [{"channel": "network"}]
    change(found)
    setting = setting_of(found)
    return [run(setting, seed) for seed in range(1, number + 1)]


def duty(id_: str, bearer: str, on: Any, act: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "3", "title": id_, "bearer": bearer, "on": on, "act": act, **more}


def exponential(mean: float, **which: Any) -> dict[str, Any]:
    return {**which, "minutes": {"exponential": {"mean": f"{mean:g} min"}}, "source": "a test"}


# -- chains and approvals ---------------------------------------------------------------------------------------------------


def chain(found: Documents) -> None:
    """watch → office → idle → keeper, each with an exponential stage."""
    found["plan"]["body"].append({"id": "keeper", "name": "keeper", "clause": "1"})
    found["plan"]["duty"] = [
        duty("one", "watch", "noticed", "report", form="initial", to=["office"]),
        duty("two", "office", "received", "report", form="initial", to=["idle"]),
        duty("three", "idle", "received", "report", form="initial", to=["keeper"]),
    ]
    found["resources"]["task"] = [exponential(mean, act="report", by=by) for by, mean in (("watch", 5), ("office", 8), ("idle", 12))]


def test_a_chain_of_three_exponential_stages():
    took = [minute(record, "received", to="keeper") - 10.0 for record in replications(chain)]

    agrees(took, 25.0)
    agrees([float(one <= 30.0) for one in took], 0.70032566)
    agrees([float(one <= 60.0) for one in took], 0.96829017)
    agrees([(one - 25.0) ** 2 for one in took], 5.0**2 + 8.0**2 + 12.0**2)
    agrees([float(one <= 54.2307) for one in took], 0.95)


def approvals(found: Documents) -> None:
    found["plan"]["duty"] = [
        duty("ask", "watch", "noticed", "request", to=["office", "idle"]),
        duty("answer-1", "office", "received", "approve", to=["watch"]),
        duty("answer-2", "idle", "received", "approve", to=["watch"]),
    ]
    found["resources"]["task"] = [exponential(10, act="approve", by="office"), exponential(15, act="approve", by="idle")]


def test_both_of_two_approvals_and_either():
    both, either = [], []
    for record in replications(approvals):
        times = [row.time - 10.0 for row in record.rows if row.kind == "received" and row.form == "approval"]
        both.append(max(times))
        either.append(min(times))

    agrees(both, 19.0)
    agrees(either, 6.0)


def sent_back(found: Documents) -> None:
    """The office looks, misses what matters once in five times, and looks again until it has seen it."""
    found["plan"]["content"] = [{"form": "initial", "clause": "3", "items": [{"name": "depth", "facts": ["depth"]}]}]
    found["plan"]["duty"] = [
        duty("say", "watch", "noticed", "report", form="initial", to=["office"]),
        duty("look", "office", "received", "verify", every="1 min", counted="from-last"),
    ]
    found["scenario"]["scenario"]["horizon"] = "3 h"
    found["resources"]["task"] = [exponential(10, act="verify")]
    found["resources"]["sight"] = [{"error": 0.0, "miss": 0.2, "source": "a test"}]


def test_work_that_is_sent_back_until_it_is_accepted():
    took = []
    for record in replications(sent_back):
        looks = [row for row in record.rows if row.kind == "verified"]
        tries, seen = next((place, row) for place, row in enumerate(looks, 1) if "leak" in row.facts)
        took.append(seen.time - 10.0 - tries)  # a minute lies between one look and the next

    agrees(took, 12.5)
    agrees([float(one <= 12.5) for one in took], 1 - math.exp(-1))  # exponential again


# -- musters and follow-ups -------------------------------------------------------------------------------------------------


def muster(found: Documents) -> None:
    found["plan"]["duty"] = [duty(f"go-{number}", "idle", "noticed", "dispatch", form=f"go-{number}") for number in range(10)]
    found["scenario"]["inject"][0]["notice"] = {"body": "idle"}
    turn_out = {"exponential": {"mean": "1 min"}}
    boats = {"id": "boat", "name": "boat", "body": "idle", "number": 10, "turn_out": turn_out, "travel": "0 min", "source": "a test"}
    found["resources"]["unit"] = [boats]


def test_ten_units_muster_after_the_tenth_harmonic_number():
    took = [max(row.time for row in record.rows if row.kind == "arrived") - 10.0 for record in replications(muster, 600)]

    agrees(took, 2.92897)


@pytest.mark.parametrize(("counted", "watches", "expected"), [("clock", True, 24), ("from-last", False, 20)])
def test_follow_ups_by_the_clock_do_not_drift_and_those_from_the_last_lose_four_a_day(counted, watches, expected):
    def hourly(found: Documents) -> None:
        found["plan"]["duty"] = [duty("hourly", "watch", "noticed", "perform", form="round", every="1 h", counted=counted)]
        found["resources"]["task"] = [{"act": "perform", "minutes": "10 min", "source": "a test"}]
        found["resources"]["officer"]["watches_clock"] = watches
        found["scenario"]["scenario"]["horizon"] = "1450.25 min"  # a day after the first notice

    (record,) = replications(hourly, 1)

    assert sum(row.kind == "performed" for row in record.rows) == expected


# -- lines ------------------------------------------------------------------------------------------------------------------


def waits(lines: int, load: float, talk: Callable[[random.Random], float], calls: int, seed: int) -> list[float]:
    """How long each of many calls waits for one of a desk's lines: Poisson calls through the desk's own switchboard."""
    luck, env = random.Random(seed), Environment()  # noqa: S311  # no secret: arrivals for a queue
    crew = SimpleNamespace()
    desk = cast("Desk", SimpleNamespace(lines=lines, lines_used=0, world=SimpleNamespace(env=env), switchboard=Switchboard(), crew=crew))
    task = cast("Task", SimpleNamespace(due=math.inf))
    waited: list[float] = []
    between = 3.0 / (lines * load)

    def call(hand: Hand) -> Work:
        came = env.now
        yield from desk.switchboard.line_for(hand, task)
        waited.append(env.now - came)
        yield After(env, talk(luck), Order.MESSAGES)
        desk.switchboard.give_back(desk)

    def calls_come() -> Work:
        for number in range(calls):
            yield After(env, luck.expovariate(1 / between), Order.DECISIONS)
            PairOfHands(desk, str(number), number).ring()

    crew.live = call
    env.process(calls_come())
    env.run()
    return waited


def erlang_2(luck: random.Random) -> float:
    """Mean 3, squared coefficient of variation one half."""
    return luck.expovariate(2 / 3) + luck.expovariate(2 / 3)


@pytest.mark.parametrize(
    ("lines", "talk", "wait", "delayed"),
    [
        (2, lambda luck: luck.expovariate(1 / 3), 2.88235, 0.57647),
        (3, lambda luck: luck.expovariate(1 / 3), 1.64115, 0.49234),
        (1, erlang_2, 5.25, 0.7),
    ],
)
def test_waiting_for_a_line(lines, talk, wait, delayed):
    found = [waits(lines, 0.7, talk, 2_000, seed)[300:] for seed in range(30)]

    agrees([fmean(one) for one in found], wait)
    agrees([fmean(float(value > 0) for value in one) for one in found], delayed)
