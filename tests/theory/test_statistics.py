"""Intervals against published tables and against the share of trials in which they cover a known truth."""

import numpy as np
import pytest

from analysis.experiment.multiple import benjamini_hochberg
from analysis.experiment.shares import at_least, mcnemar_exact, newcombe_paired, wilson
from analysis.experiment.statistics import Interval, exact_mean, t_interval, t_quantile

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


# --- what is missing, and what does not vary ------------------------------------------------------


@pytest.mark.parametrize(("value", "times"), [(0.1, 3), (0.7, 12), (0.123, 17), (0.0, 2)])  # a mean of some of these is another number
def test_without_variance_the_limits_are_the_value(value, times):
    found = t_interval([value] * times)

    assert (found.estimate, found.low, found.high) == (value, value, value)


@pytest.mark.parametrize(("values", "low", "high"), [([1.0, 3.0], 2 - 12.7062, 2 + 12.7062), ([1.0, 2.0, 3.0, 4.0], 0.4457, 4.5543)])
def test_students_limits_by_hand(values, low, high):
    found = t_interval(values)  # t(1) = 12.7062 and s / √n = 1; t(3) = 3.18245 and s / √n = 0.645497

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)
    assert (found.estimate, found.n, found.missing) == (sum(values) / len(values), len(values), 0)


def test_too_few_values_give_no_limits():
    assert t_interval([]).estimate is None
    assert (t_interval([5.0]).estimate, t_interval([5.0]).low, t_interval([5.0]).high) == (5, None, None)
    for nothing in (wilson(0, 0), newcombe_paired(0, 0, 0, 0)):
        assert (nothing.estimate, nothing.low, nothing.high, nothing.n, nothing.missing, nothing.p_value) == (None, None, None, 0, 0, None)


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3)])
def test_more_successes_than_runs_are_refused_and_named(successes, n):
    with pytest.raises(ValueError, match=f"^{successes} successes in {n} runs$"):
        wilson(successes, n)
    with pytest.raises(ValueError, match=f"^{successes} successes in {n} runs$"):
        at_least(successes, n)


def test_a_mean_is_summed_exactly():
    assert exact_mean(np.array([1e16, 1.0, -1e16, 3.0])) == 1.0
    assert exact_mean(iter([1, 2])) == 1.5


def test_values_that_are_none_are_counted_and_left_out():
    found = t_interval([1.0, None, 3.0, NAN, float("inf")])
    assert (found.estimate, found.n, found.missing) == (2.0, 2, 3)


def test_limits_of_paired_shares_stay_within_one():
    for cells in ((0, 30, 0, 0), (0, 0, 30, 0), (1, 30, 0, 0), (0, 29, 0, 1), (3, 1, 0, 0)):
        for level in (0.5, 0.95, 0.9999):
            found = newcombe_paired(*cells, level=level)
            assert found.low is not None
            assert found.high is not None
            assert -1 <= found.low <= (found.estimate or 0) <= found.high <= 1


# --- how often they cover the truth: 95 +/- 2 % ---------------------------------------------------


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
