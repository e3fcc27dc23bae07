"""Intervals against published tables and against the share of trials in which they cover a known truth."""

import math

import numpy as np
import pytest
from scipy.special import bdtrik

from analysis.experiment.shares import mcnemar_exact, newcombe_paired, wilson
from analysis.experiment.statistics import (
    Interval,
    benjamini_hochberg,
    further_pairs,
    pair,
    paired_t,
    quantile_difference,
    signs,
    t_interval,
    t_quantile,
)

NAN = float("nan")


def covers(interval: Interval, truth: float) -> bool:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low <= truth <= interval.high


def chain(generator: np.random.Generator, runs: int, stages: int = 3, minutes: float = 4.0) -> np.ndarray:
    """A report that passes through `stages` desks, each exponential: mean stages x minutes."""
    times: np.ndarray = generator.exponential(minutes, size=(runs, stages)).sum(axis=1)
    return times


# --- against published figures --------------------------------------------------------------------


@pytest.mark.parametrize(("freedom", "expected"), [(1, 12.706), (4, 2.776), (9, 2.262), (29, 2.045), (120, 1.980)])
def test_t_quantile_is_the_printed_table(freedom, expected):
    assert t_quantile(0.95, freedom) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),  # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(successes, n, low, high):
    interval = wilson(successes, n)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5.1e-5)


@pytest.mark.parametrize(
    ("cells", "low", "high"),  # Newcombe, Statistics in Medicine 17 (1998) 2635-2650, table III, method 10
    [
        ((36, 12, 2, 0), 0.0569, 0.3404),
        ((20, 12, 2, 16), 0.0562, 0.3292),
        ((18, 12, 2, 18), 0.0562, 0.3290),
        ((36, 14, 0, 0), 0.1528, 0.4167),
        ((35, 14, 0, 1), 0.1461, 0.4175),
        ((18, 14, 0, 18), 0.1441, 0.3963),
        ((2, 97, 1, 0), 0.8721, 0.9854),
        ((1, 97, 1, 1), 0.8736, 0.9850),
        ((0, 29, 1, 0), 0.6666, 0.9882),
        ((2, 98, 0, 0), 0.9178, 0.9945),
        ((1, 98, 0, 1), 0.9171, 0.9916),
        ((0, 30, 0, 0), 0.8395, 1.0),
        ((54, 0, 0, 0), -0.0664, 0.0664),
    ],
)
def test_newcombe_gives_the_published_limits(cells, low, high):
    interval = newcombe_paired(*cells)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)
    assert interval.estimate == pytest.approx((cells[1] - cells[2]) / sum(cells))


def test_newcombe_mirrors_when_the_arms_change_places():
    one, other = newcombe_paired(20, 12, 2, 16), newcombe_paired(20, 2, 12, 16)

    assert one.low is not None
    assert one.high is not None
    assert (-one.high, -one.low) == pytest.approx((other.low, other.high))


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 2 / 32), (1, 7, 2 * 9 / 256), (3, 3, 1.0), (12, 2, 2 * 106 / 2**14)]
)
def test_mcnemar_counts_coins_exactly(first, second, expected):
    assert mcnemar_exact(first, second) == pytest.approx(expected)


def test_q_values_by_hand():
    # m = 4: 0.04*4/4, min(0.03*4/3, .) , 0.02*4/2 , 0.001*4/1, each bounded by those above
    assert benjamini_hochberg([0.02, 0.001, 0.04, 0.03]) == pytest.approx([0.04, 0.004, 0.04, 0.04])


def test_q_values_leave_out_what_was_not_tested():
    assert benjamini_hochberg([0.01, None, 0.5]) == [pytest.approx(0.02), None, 0.5]
    assert benjamini_hochberg([]) == []


def test_q_values_are_those_of_another_implementation():
    from scipy.stats import false_discovery_control

    p_values = np.random.default_rng(5).random(200) ** 2
    assert benjamini_hochberg(p_values.tolist()) == pytest.approx(false_discovery_control(p_values).tolist())


def test_paired_t_by_hand():
    # differences 1, 2, 3: mean 2, s = 1, t(2) = 4.3027
    found = paired_t([10, 10, 10], [11, 12, 13])

    assert (found.estimate, found.n) == (2, 3)
    assert found.half_width == pytest.approx(4.30265 / math.sqrt(3), rel=1e-5)
    assert found.p_value == pytest.approx(0.07418, abs=1e-5)


# --- what is missing, and what does not vary ------------------------------------------------------


@pytest.mark.parametrize("hole", [None, NAN, math.inf])
def test_a_pair_without_a_value_is_counted_as_missing(hole):
    found = paired_t([1.0, hole, 3.0, 4.0, hole], [2.0, 2.0, hole, 6.0, hole])
    pairs = pair([1.0, hole, 3.0, 4.0, hole], [2.0, 2.0, hole, 6.0, hole])

    assert (found.n, found.missing, found.estimate) == (2, 3, 1.5)
    assert (pairs.only_baseline, pairs.only_arm) == (1, 1)


def test_arms_over_other_seeds_are_refused():
    with pytest.raises(ValueError, match="2 and 3 runs"):
        paired_t([1, 2], [1, 2, 3])


def test_the_same_values_differ_by_exactly_nothing():
    values = [0.1 * k for k in range(50)]
    found = paired_t(values, values)

    assert (found.estimate, found.half_width, found.low, found.high, found.p_value) == (0, 0, 0, 0, 1)


def test_without_variance_the_half_width_is_exactly_nothing_and_the_p_value_is_the_sign_test():
    found = t_interval([0.1] * 7)

    assert (found.estimate, found.half_width, found.p_value) == (0.1, 0, 2**-6)


def test_too_few_values_give_no_limits():
    assert t_interval([]).estimate is None
    assert (t_interval([5.0]).estimate, t_interval([5.0]).low, t_interval([5.0]).p_value) == (5, None, None)
    assert wilson(0, 0).low is None
    assert newcombe_paired(0, 0, 0, 0).estimate is None


def test_signs_keep_ties_and_missing_pairs_apart():
    lower = signs([5, 5, 5, 5, None], [4, 6, 5, 3, 1], "lower is better")
    higher = signs([5, 5, 5, 5, None], [4, 6, 5, 3, 1], "higher is better")

    assert (lower.better, lower.worse, lower.equal, lower.missing) == (2, 1, 1, 1)
    assert (higher.better, higher.worse, higher.equal, higher.missing) == (1, 2, 1, 1)


def test_further_pairs_is_the_least_number_that_suffices():
    more = further_pairs(5.0, 12, 1.0)
    assert more is not None
    total = 12 + more

    assert t_quantile(0.95, total - 1) * 5 / math.sqrt(total) <= 1.0
    assert t_quantile(0.95, total - 2) * 5 / math.sqrt(total - 1) > 1.0


def test_further_pairs_is_nothing_when_precise_enough_and_none_when_it_never_will_be():
    assert further_pairs(0.1, 20, 1.0) == 0
    assert further_pairs(0.0, 20, 0.0) == 0
    assert further_pairs(1.0, 20, 0.0) is None


def test_a_quantile_interval_repeats_under_its_key_and_only_there():
    generator = np.random.default_rng(1)
    before, after = chain(generator, 60).tolist(), chain(generator, 60).tolist()

    assert quantile_difference(before, after, 0.9, key=4) == quantile_difference(before, after, 0.9, key=4)
    assert quantile_difference(before, after, 0.9, key=4) != quantile_difference(before, after, 0.9, key=5)


# --- how often they cover the truth: 95 +/- 2 % ---------------------------------------------------


@pytest.mark.parametrize("n", [10, 60])
def test_paired_t_covers_a_planted_effect_on_a_chain(n):
    generator = np.random.default_rng(n)
    trials, effect = 3000, -2.5
    hits = 0
    for _ in range(trials):
        shared = chain(generator, n, stages=2)
        before = shared + chain(generator, n, stages=1)
        after = shared + chain(generator, n, stages=1) + effect
        hits += covers(paired_t(before.tolist(), after.tolist()), effect)

    assert hits / trials == pytest.approx(0.95, abs=0.02)


def test_t_interval_covers_a_normal_mean():
    rows = np.random.default_rng(2).normal(7.0, 3.0, size=(4000, 12)).tolist()

    assert sum(covers(t_interval(row), 7.0) for row in rows) / len(rows) == pytest.approx(0.95, abs=0.02)


def test_wilson_covers_a_share():
    generator = np.random.default_rng(3)
    truths = generator.uniform(0.05, 0.95, 8000)
    counts = generator.binomial(50, truths)
    hits = sum(covers(wilson(int(k), 50), p) for k, p in zip(counts, truths, strict=True))

    assert hits / len(truths) == pytest.approx(0.95, abs=0.02)


def test_newcombe_covers_a_difference_of_paired_shares():
    generator = np.random.default_rng(4)
    cells = generator.dirichlet([2, 1, 1, 2], 6000)
    hits = 0
    for cell in cells:
        both, first, second, neither = (int(k) for k in generator.multinomial(80, cell))
        hits += covers(newcombe_paired(both, first, second, neither), cell[1] - cell[2])

    assert hits / len(cells) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("share", "skewed"), [(0.5, False), (0.75, False), (0.9, True)])
def test_quantile_interval_covers_a_difference_of_quantiles(share, skewed):
    generator = np.random.default_rng(5)
    trials, hits = 1200, 0
    for key in range(trials):
        before = generator.normal(0, 1, 100)
        after = 0.7 * before + math.sqrt(1 - 0.49) * generator.normal(0, 1, 100)
        if skewed:
            before, after = np.exp(before), np.exp(after)
        found = quantile_difference(before.tolist(), (after + 2).tolist(), share, key=key, resamples=400)
        hits += covers(found, 2.0)

    assert hits / trials == pytest.approx(0.95, abs=0.02)


def test_a_quantile_is_near_the_order_statistic_and_outside_0_to_1_refused():
    values = [float(k) for k in range(1, 1001)]

    assert quantile_difference([0.0] * 1000, values, 0.9, key=1, resamples=10).estimate == pytest.approx(900, abs=1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_difference(values, values, 1.0, key=1)


def test_disjoint_seeds_find_something_at_the_promised_rate():
    generator = np.random.default_rng(6)
    trials = 200
    found = sum(not covers(paired_t(chain(generator, 40).tolist(), chain(generator, 40).tolist()), 0) for _ in range(trials))

    low, high = (float(bdtrik(tail, trials, 0.05)) for tail in (0.005, 0.995))
    assert low <= found <= high


def test_pairing_shrinks_the_half_width_by_the_root_of_one_minus_the_correlation():
    generator = np.random.default_rng(7)
    correlation, n = 0.84, 20_000
    before = generator.normal(0, 1, n)
    after = correlation * before + math.sqrt(1 - correlation**2) * generator.normal(0, 1, n)
    paired = paired_t(before.tolist(), after.tolist()).half_width
    apart = paired_t(before.tolist(), generator.permutation(after).tolist()).half_width

    assert paired is not None
    assert apart is not None
    assert paired / apart == pytest.approx(math.sqrt(1 - correlation), rel=0.03)
