"""Limits and p-values of a hull whose resamples are given: a hundred of them, −5.0 to 4.9, so that a quarter of them is shown (25 of 100)."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.experiment.hull import Hull, _on_grid, hulls

SPREAD = np.arange(-50, 50) / 10
T = {0.5: 0.740697, 0.9: 2.131847}  # Student's, four degrees of freedom


def hull(mean, tails=SPREAD):
    return Hull(n=5, mean=mean, error=1.0, tails=tails)


def test_limits_are_read_off_the_resamples_that_are_shown():
    assert hull(7.0).limits(0.5) == pytest.approx((7 - 2.5, 7 + 2.6))  # the 25th from above and from below


def test_deeper_limits_keep_the_ratio_to_student():
    assert hull(7.0).limits(0.9) == pytest.approx((7 - 2.5 * T[0.9] / T[0.5], 7 + 2.6 * T[0.9] / T[0.5]), abs=1e-4)


def test_student_holds_where_resamples_reach_less_far():
    for tails in (np.zeros(100), SPREAD / 100, -np.abs(SPREAD) - 1.0):
        low, _ = hull(7.0, np.sort(tails)).limits(0.9)
        assert low == pytest.approx(7 - T[0.9], abs=1e-4)


@pytest.mark.parametrize(
    ("mean", "p"),
    [
        (2.0, 2 * 31 / 101),  # thirty are as far or farther, and the values themselves
        (-2.0, 2 * 32 / 101),
        (2.5, 2 * 26 / 101),  # as few as are shown
        (2.6, 2 * 0.242040),  # one fewer: Student's beyond 2.6 ÷ (2.5 ÷ 0.7407)
        (4.5, 2 * 0.126639),  # six of 101 are fewer than are shown: Student's beyond 4.5 ÷ (2.5 ÷ 0.7407)
    ],
)
def test_a_p_value_counts_resamples_or_goes_on_as_student_does(mean, p):
    assert hull(mean).p_value() == pytest.approx(p, abs=2e-4)


@pytest.mark.parametrize("tails", [np.zeros(100), -np.arange(100, 0, -1.0)])
def test_where_resamples_reach_less_far_the_p_value_is_students(tails):
    assert hull(4.5, tails).p_value() == pytest.approx(2 * 0.0054143, abs=1e-5)


def test_values_are_put_on_a_grid_on_which_sums_of_squares_are_exact():
    whole, step = _on_grid(np.column_stack([np.ones(60), np.zeros(60), np.full(60, 3 / 1024)]))
    assert step.tolist() == [2.0**-22, 1.0, 2.0**-30]  # (52 − 6) ÷ 2 − 1 bits, over the next power of two
    assert whole[0].tolist() == [2.0**22, 0.0, 3 * 2.0**20]
    assert 60 * whole.max() ** 2 < 2**52


def test_small_values_are_as_good_as_large_ones_and_equal_ones_have_no_resamples():
    values = np.random.default_rng(1).lognormal(0, 1, 60)
    small, large, alike = hulls(np.column_stack([values / 4096, values, np.full(60, 0.3)]), 2000)
    assert [4096 * end for end in small.limits(0.95)] == pytest.approx(large.limits(0.95), rel=1e-12)
    assert (alike.mean, alike.error, len(alike.tails), len(large.tails)) == (0.3, 0.0, 0, 2000)
