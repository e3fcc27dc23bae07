"""Reception is a queue: held against exact values, by files alone."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.drill import run
from sim.record import Record
from tests.plans.harness import Documents, documents, drill, entry, setting_of

Z = 3.9
OPENED = 10.0


def files(size: int, counters: int, service: Any, **people: Any) -> Any:
    """So many people before so many counters, which take so long for each."""

    def change(found: Documents) -> None:
        found["resources"]["hall"][0] |= {"counters": counters, "staff": counters}
        entry(found["resources"]["task"], act="register")["minutes"] = service
        found["scenario"]["people"][0] |= {"size": size, **people}
        found["scenario"]["inject"][0]["at"] = f"{OPENED:g} min"

    return change


def registered(record: Record) -> list[tuple[float, int]]:
    return [(row.time, row.facts["people"]) for row in record.rows if row.kind == "registered"]


@pytest.mark.parametrize(("size", "counters"), [(1, 1), (7, 2), (8, 2), (9, 4), (100, 3), (40, 60)])
@pytest.mark.parametrize("service", [0.5, 3.0, 0.85])
def test_with_constant_times_the_last_one_is_registered_when_the_counters_have_worked_all_off(size, counters, service):
    done = registered(drill("reception", 1, files(size, counters, f"{service * 60:g} s")))

    assert done[-1][0] == round((OPENED + math.ceil(size / counters) * service) * 60) / 60
    assert sum(people for _, people in done) == size


def test_doubling_the_counters_halves_the_wait_of_the_last_and_doubling_the_people_doubles_it():
    def last(size: int, counters: int) -> float:
        return registered(drill("reception", 1, files(size, counters, "3 min")))[-1][0] - OPENED

    assert last(80, 4) == 2 * last(80, 8) == 2 * last(40, 4)


def test_where_no_time_is_given_all_who_wait_are_registered_at_once():
    assert registered(drill("reception", 1, files(500, 2, "0 min"))) == [(OPENED, 500)]


def test_people_are_registered_in_portions_of_no_more_than_the_counters_can_do():
    done = registered(drill("reception", 1, files(300, 3, "20 s")))

    assert len(done) >= 30
    assert max(people for _, people in done) <= 9
    assert all(later > earlier for (earlier, _), (later, _) in pairwise(done))


def test_who_comes_while_a_counter_is_free_is_called_at_that_very_second():
    later = files(3, 1, "3 min", arrival={"buses": [["0 min", 1], ["20.25 min", 1], ["25 min", 1]]})

    assert registered(drill("reception", 1, later)) == [(13.0, 1), (23.25, 1), (28.0, 1)]


# -- Erlang-A -------------------------------------------------------------------------------------------------------------------


def exact(size: int, over: float, counters: int, service: float, patience: float, until: float) -> tuple[float, float]:
    """Mean and variance of how many are ever served: `size` people come evenly at random over `over` minutes, and wait for one of the
    counters for an exponential time; whoever is served stays. By the forward equations of (how many came, how many are here), with the
    first two moments of the number served.
    """
    came, here = np.meshgrid(np.arange(size + 1), np.arange(size + 1), indexing="ij")
    serve = np.minimum(here, counters) / service
    leave = np.maximum(here - counters, 0) / patience
    state = np.zeros((3, size + 1, size + 1))
    state[0, 0, 0] = 1.0

    def slope(at: np.ndarray, minute: float) -> np.ndarray:
        rate = np.where(came < size, (size - came) / max(over - minute, 1e-9), 0.0) if minute < over else np.zeros_like(serve)
        change = -at * (rate + serve + leave)
        change[:, 1:, 1:] += (at * rate)[:, :-1, :-1]
        change[:, :, :-1] += (at * leave)[:, :, 1:]
        served = at[:, :, 1:] * serve[:, 1:]
        change[0, :, :-1] += served[0]
        change[1, :, :-1] += served[1] + served[0]
        change[2, :, :-1] += served[2] + 2 * served[1] + served[0]
        return change

    step, minute = 0.05, 0.0
    while minute < until:
        within = min(step, 0.2 * (over - minute)) if over > minute else step
        if minute < over and over - minute < 0.01:  # whoever has not come yet comes now
            minute = over
            late = np.zeros_like(state)
            for n in range(size + 1):
                for q in range(n + 1):
                    late[:, size, min(size, q + size - n)] += state[:, n, q]
            state = late
            continue
        half = state + slope(state, minute) * within / 2
        state = state + slope(half, minute + within / 2) * within
        minute += within
    mean, square = state[1].sum(), state[2].sum()
    return float(mean), float(square - mean**2)


@pytest.mark.parametrize(("counters", "service", "patience"), [(1, 3.0, 5.0), (2, 3.0, 5.0), (3, 4.0, 2.0)])
def test_with_exponential_times_and_patience_as_many_are_served_as_in_a_queue_with_impatience(counters, service, patience):
    size, over, runs = 30, 30.0, 150
    found = documents("reception")
    found["resources"]["hall"][0] |= {"counters": counters, "staff": counters}
    entry(found["resources"]["task"], act="register")["minutes"] = {"exponential": {"mean": f"{service:g} min"}}
    found["scenario"]["people"][0] |= {"size": size, "patience": f"{patience:g} min", "arrival": {"over": f"{over:g} min"}}
    found["scenario"]["inject"][0]["at"] = "0 min"
    found["scenario"]["scenario"]["horizon"] = "100 min"
    setting = setting_of(found)
    served = [sum(people for _, people in registered(run(setting, seed))) for seed in range(1, runs + 1)]
    mean, variance = exact(size, over, counters, service, patience, 100.0)

    assert abs(np.mean(served) - mean) <= Z * math.sqrt(variance / runs)
    assert np.var(served, ddof=1) == pytest.approx(variance, rel=Z * math.sqrt(2 / runs))
