"""The crowd against what is known of it: exact counts, closed forms, and intervals over replications."""

from __future__ import annotations

import math
import statistics
from statistics import NormalDist

import numpy as np
import pytest

from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.luck import PER_PCT
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters

NEVER = math.inf
EVERYBODY_EACH_ROUND = CrowdParameters(redecide_rate_per_min=math.inf, waiting_cost_pct_per_h=0)


def settled(group: GroupParameters, rounds: int = 300, seed: int = 1) -> int:
    """Active members after that many rounds in which everybody decides anew, thresholds alone at work."""
    crowd = Crowd(EVERYBODY_EACH_ROUND, [group], seed=seed)
    for minute in range(1, rounds + 1):
        crowd.tick(minute)
    return crowd.counts().active


def quantiles(size: int, sd: float) -> GroupParameters:
    return GroupParameters(
        id="a", size=size, threshold_mean_pct=25, threshold_sd_pct=sd, thresholds="quantiles",
        patience_mean_min=NEVER,
    )  # fmt: skip


def listed(thresholds: list[float]) -> GroupParameters:
    return GroupParameters(id="a", size=len(thresholds), thresholds_pct=tuple(thresholds), patience_mean_min=NEVER)


def test_granovetters_hundred_all_riot() -> None:
    assert settled(listed([float(i) for i in range(100)])) == 100


def test_granovetters_hundred_with_one_threshold_moved_leave_one_rioter() -> None:
    assert settled(listed([0.0, 2.0, *(float(i) for i in range(2, 100))])) == 1


@pytest.mark.parametrize(("sd", "active"), [(10, 8), (12, 39), (13, 1000)])
def test_a_thousand_normal_thresholds_settle_where_the_formula_says(sd: float, active: int) -> None:
    assert settled(quantiles(1000, sd)) == active


@pytest.mark.parametrize(("sd", "jumps"), [(12.54, False), (12.55, True)])
def test_a_hundred_jump_at_their_own_sd_and_not_at_the_infinite_crowds(sd: float, jumps: bool) -> None:
    assert (settled(quantiles(100, sd)) == 100) is jumps


def fold(mean: float) -> tuple[float, float]:
    """The sd where the lowest equilibrium of an infinite crowd vanishes, and its value there, both in percent.

    At the fold the distribution touches the diagonal: F(r) = r and F'(r) = 1.
    """
    normal = NormalDist()

    def gap(z: float) -> float:  # F(r) − r where the slope is 1, with sd = 100 φ(z) and r = mean + z sd
        return 100 * normal.cdf(z) - (mean + z * 100 * normal.pdf(z))

    low, high = -3.0, -1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if (gap(middle) > 0) == (gap(low) > 0) else (low, middle)
    return 100 * normal.pdf(low), 100 * normal.cdf(low)


def test_an_infinite_crowd_jumps_where_its_formula_says() -> None:
    sd, value = fold(25)

    assert sd == pytest.approx(12.222087, abs=1e-6)
    assert value == pytest.approx(6.200325, abs=1e-6)


def lowest_equilibrium(size: int, sd: float) -> int:
    """The smallest number of active members, of a finite crowd at its quantiles, that draws in nobody further."""
    score = NormalDist(25, sd).inv_cdf
    return next((k for k in range(size) if score((k + 0.5) / size) > 100 * k / size), size)


def test_a_large_crowd_jumps_at_the_infinite_crowds_sd() -> None:
    size = 200_000
    sd, value = fold(25)

    below, above = settled(quantiles(size, sd - 0.001), 1500), settled(quantiles(size, sd + 0.001), 1500)

    assert below == lowest_equilibrium(size, sd - 0.001)
    assert below / size * 100 == pytest.approx(value, abs=0.2)  # a root moves with the distance's square root
    assert above == size


def test_no_member_lands_on_the_wrong_side_of_a_tie() -> None:
    size = 1_000_000
    crowd = Crowd(EVERYBODY_EACH_ROUND, [listed([0.0])], seed=1)
    thresholds = np.rint(np.arange(size) / size * 100 * PER_PCT).astype(np.int64)
    shares = np.array([round(100.0 * active / size * PER_PCT) for active in range(0, size, 97)])

    reached = np.searchsorted(thresholds, shares, side="right")

    assert crowd.counts().present == 1
    assert (reached == np.arange(0, size, 97) + 1).all()


@pytest.mark.parametrize("size", [7, 300, 1000, 3000])
def test_a_chain_of_ties_runs_through_whatever_the_rounding_of_its_shares(size: int) -> None:
    chain = [100 * i / size for i in range(size)]
    temper = 0.1 + 0.2  # not 0.3 in binary; the thresholds are shifted by it and the temper takes it back
    group = GroupParameters(
        id="a", size=size, thresholds_pct=tuple(t + temper for t in chain), temper_pct=0.3,
        patience_mean_min=NEVER,
    )  # fmt: skip

    assert settled(listed(chain), size) == size
    assert settled(group, size) == size


@pytest.mark.parametrize("begins", [0, 100])
@pytest.mark.parametrize(("minutes", "mean"), [(30, 606.5307), (60, 367.8794)])
def test_leaving_alone_is_binomial(minutes: int, mean: float, begins: int) -> None:
    size, replications = 1000, 120
    group = GroupParameters(id="a", size=size, threshold_mean_pct=1000, threshold_sd_pct=0, patience_mean_min=60, begins_min=begins)

    def stay(seed: int) -> int:
        crowd = Crowd(CrowdParameters(), [group], seed=seed)
        for minute in range(1, begins + minutes + 1):
            crowd.tick(minute)
        return crowd.counts().present

    found = [stay(seed) for seed in range(replications)]

    variance = mean * (1 - mean / size)
    assert statistics.mean(found) == pytest.approx(mean, abs=4 * math.sqrt(variance / replications))
    assert statistics.variance(found) == pytest.approx(variance, rel=4 * math.sqrt(2 / replications))


@pytest.mark.parametrize("dt", [1.0, 5.0])
def test_redeciding_follows_the_difference_equation_and_not_the_differential_one(dt: float) -> None:
    size, rate, steps = 200_000, 0.2, 12
    parameters = CrowdParameters(dt_min=dt, redecide_rate_per_min=rate, waiting_cost_pct_per_h=0)
    crowd = Crowd(parameters, [quantiles(size, 20)], seed=5)
    distribution = NormalDist(25, 20).cdf
    chance = 1 - math.exp(-rate * dt)
    expected, fine = 0.0, 0.0
    worst, apart = 0.0, 0.0
    for step in range(1, steps + 1):
        crowd.tick(step * dt)
        expected += chance * (distribution(100 * expected) - expected)
        for _ in range(1000):  # the differential equation, in small steps
            fine += rate * dt / 1000 * (distribution(100 * fine) - fine)
        worst = max(worst, abs(crowd.active_pct() / 100 - expected))
        apart = max(apart, abs(fine - expected))

    noise = 4 * 0.5 / math.sqrt(size)
    assert worst < noise
    assert apart > 3 * noise


def test_a_small_chance_of_deciding_is_not_rounded_away() -> None:
    size, minutes, rate = 1_000_000, 100, 1e-5  # 0.66 of the smallest step that 16 bits can hold
    parameters = CrowdParameters(redecide_rate_per_min=rate, waiting_cost_pct_per_h=0)
    crowd = Crowd(parameters, [GroupParameters(id="a", size=size, threshold_mean_pct=-10, threshold_sd_pct=0,
                                               patience_mean_min=NEVER)], seed=3)  # fmt: skip
    for minute in range(1, minutes + 1):
        crowd.tick(minute)

    mean = size * -math.expm1(-rate * minutes)
    step = size / 2**16  # those with one value of 16 bits move together
    sd = math.sqrt(mean + minutes * step**2 * 0.25)
    assert crowd.counts().active == pytest.approx(mean, abs=4 * sd)
    assert 4 * sd < 0.5 * mean


NEVER_HEARD = 0.203188


@pytest.mark.parametrize("contacts_per_min", [0.1, 1.0, math.inf])
def test_a_fifth_never_hears_the_rumour(contacts_per_min: float) -> None:
    if math.isinf(contacts_per_min):
        contacts_per_min = 1e6  # every teller meets somebody every tick
    size, replications = 5000, 40
    parameters = CrowdParameters(rumour_contacts_per_min=contacts_per_min, waiting_cost_pct_per_h=0)
    group = GroupParameters(id="a", size=size, threshold_mean_pct=1000, threshold_sd_pct=0, patience_mean_min=NEVER)

    def never_hear(seed: int) -> float:
        crowd = Crowd(parameters, [group], seed=seed)
        crowd.start_rumour(0, 1)
        for minute in range(1, 400):
            crowd.tick(minute)
        return 1 - crowd.counts().heard_rumour / size

    found = [never_hear(seed) for seed in range(replications)]

    assert max(found) < 0.5  # none died out at once
    interval = 4 * statistics.stdev(found) / math.sqrt(replications)
    assert statistics.mean(found) == pytest.approx(NEVER_HEARD, abs=interval)
    assert interval < 0.01


def test_what_never_hears_is_the_root_of_its_equation() -> None:
    assert math.exp(-2 * (1 - NEVER_HEARD)) == pytest.approx(NEVER_HEARD, abs=1e-6)


def test_arrivals_trickle_evenly() -> None:
    size = 10_000
    crowd = Crowd(CrowdParameters(), [GroupParameters(id="a", size=size, over_min=100)], seed=2)
    for minute in range(1, 51):
        crowd.tick(minute)

    assert crowd.counts().arrived == pytest.approx(size / 2, abs=4 * math.sqrt(size / 4))
