"""Intervals of mean differences and of paired shares cover as often as promised, at a number of pairs and at the stop."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from analysis.experiment import hull
from analysis.experiment.hull import hulls
from analysis.experiment.looks import looks_for_means
from analysis.experiment.shares import newcombe_paired
from analysis.experiment.statistics import t_interval, t_quantile
from tests.theory.simulated import SHAPES, TAU, remembered, too_often


@pytest.fixture(autouse=True)
def _same_resamples(monkeypatch):
    """Resamples hang on the number of pairs alone: made once, they serve all experiments."""
    monkeypatch.setattr(hull, "resampled", remembered)


TRIALS = 150


def one(values, resamples=hull.RESAMPLES):
    return hulls(np.asarray(values, dtype=float)[:, None], resamples)[0]


def lognormal(pairs=60, key=1):
    return np.random.default_rng(key).lognormal(0, 1, pairs)


# --- coverage -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_limits_hold_the_truth_as_often_as_promised(shape):
    draw, truth = SHAPES[shape]
    missed = {0.95: 0, 1 - 0.05 / 3: 0}
    for interval in hulls(draw(np.random.default_rng(1), (200, TRIALS))):
        for level in missed:
            low, high = interval.limits(level)
            missed[level] += not low <= truth <= high
    unseen = 0.98**200 if "2 %" in shape else 0.0  # no run shows what seldom happens: the blind spot, and no limits can help
    for level, count in missed.items():
        assert not too_often(count, TRIALS, max(1 - level, unseen))


@pytest.mark.parametrize("shape", ["normal", "lognormal, sd 1", "80 % nothing, else exponential 10", "97 % nothing, else 100"])
def test_limits_hold_the_truth_where_it_suited_to_stop(shape):
    draw, truth = SHAPES[shape]
    looks = looks_for_means(400)
    values = draw(np.random.default_rng(2), (400, TRIALS))
    width = 3 * values.std() / sqrt(300)
    missed = narrow = 0
    for at in zip(*(hulls(values[:pairs]) for pairs in looks.planned), strict=True):
        limits = [interval.limits(looks.level) for interval in at]
        stop = next((look for look, (low, high) in enumerate(limits) if high - low <= 2 * width), -1)
        narrow += stop == 0
        missed += not limits[stop][0] <= truth <= limits[stop][1]
    assert narrow
    assert not too_often(missed, TRIALS, 0.05)


@pytest.mark.parametrize(("base", "arm", "tie"), [(0.5, 0.5, 0.9), (0.9, 0.8, 0.5), (0.98, 0.94, 0.9)])
def test_limits_of_paired_shares_hold_the_truth(base, arm, tie):
    luck = np.random.default_rng(3)
    held = luck.random((600, 200))
    before, after = held < base, np.where(luck.random(held.shape) < tie, held, luck.random(held.shape)) < arm
    missed = 0
    for was, now in zip(before, after, strict=True):
        found = newcombe_paired(int((now & was).sum()), int((now & ~was).sum()), int((was & ~now).sum()), int((~now & ~was).sum()))
        assert found.low is not None
        assert found.high is not None
        missed += not found.low <= arm - base <= found.high
    assert not too_often(missed, 600, 0.05)


# --- the two of which the wider counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", [0.9, 0.95, 0.99, 0.9999])
def test_limits_are_never_nearer_than_students(level):
    for key in range(5):
        values = lognormal(key=key)
        student, (low, high) = t_interval(values.tolist(), level), one(values).limits(level)
        assert low <= (student.low or 0) + 1e-5
        assert high >= (student.high or 0) - 1e-5


def test_a_long_tail_pushes_its_own_side_out_and_leaves_the_other_to_student():
    values = lognormal(200)
    student = t_interval(values.tolist())
    student_mean = float(values.mean())
    low, high = one(values).limits(0.95)
    assert high - (student.high or 0) > 0.1 * ((student.high or 0) - student_mean)
    assert low == pytest.approx(student.low, abs=1e-5)


def test_limits_turn_with_the_sign():
    values = lognormal()
    low, high = one(values).limits(0.99)
    assert one(-values).limits(0.99) == pytest.approx((-high, -low))
    assert one(-values).p_value() == pytest.approx(one(values).p_value())


def test_limits_grow_with_the_unit():
    values = lognormal()
    assert one(values * 1000).limits(0.95) == pytest.approx([1000 * end for end in one(values).limits(0.95)], rel=1e-5)


def test_the_bootstrap_limit_is_the_quantile_of_what_resamples_show():
    values = lognormal(40)
    luck = np.random.default_rng(9)
    drawn = values[luck.integers(40, size=(40_000, 40))]
    tails = (drawn.mean(axis=1) - values.mean()) / (drawn.std(axis=1, ddof=1) / sqrt(40))
    error = values.std(ddof=1) / sqrt(40)
    expected = values.mean() - np.quantile(tails, 0.05) * error
    assert one(values).limits(0.9)[1] == pytest.approx(expected, rel=0.02)
    mean, spread = one(values).mean, one(values).error
    assert (mean, spread) == pytest.approx((values.mean(), error), rel=1e-6)


def test_a_deeper_tail_keeps_the_ratio_to_student():
    interval = one(lognormal())
    shown = 25 / hull.RESAMPLES
    ratio = (interval.limits(1 - 2 * shown)[1] - interval.mean) / t_quantile(1 - 2 * shown, 59)
    deep = interval.limits(1 - 2e-6)[1] - interval.mean
    assert ratio > interval.error * 1.2
    assert deep == pytest.approx(ratio * t_quantile(1 - 2e-6, 59), rel=0.03)  # one resample more or less
    reaches = [interval.limits(level)[1] for level in (0.9, 0.95, 0.99, 0.994, 0.996, 0.999, 0.99999)]
    assert reaches == sorted(reaches)


# --- p-values and limits say the same ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [-1.0, 0.2, 0.6, 1.0, 1.15, 1.9, 2.4])
@pytest.mark.parametrize("sign", [1, -1])
def test_limits_leave_0_out_from_the_p_value_on(shift, sign):
    interval = one(sign * (lognormal(80) - shift))
    p = interval.p_value()
    assert 0 < p < 1
    loose, tight = (
        interval.limits(1 - min(1.0, p * 1.05 + 2e-4) if p < 0.9 else 0.05),
        interval.limits(1 - p / 1.05 + 2e-4 if p > 0.01 else 1 - p / 1.3),
    )
    assert loose[0] > 0 or loose[1] < 0
    assert tight[0] <= 0 <= tight[1]


def test_no_difference_at_all_is_no_evidence_and_an_equal_one_is_counted_by_its_sign():
    assert one(np.zeros(50)).p_value() == 1.0
    assert one(np.zeros(50)).limits(0.95) == (0.0, 0.0)
    assert one(np.full(5, -2.3)).p_value() == 1 / 16
    assert one(np.full(5, -2.3)).limits(0.99) == (-2.3, -2.3)
    assert one([1.0, -1.0, 1.0, -1.0]).p_value() == 1.0


# --- few that deviate ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("few", [1, 2, 5])
def test_a_few_large_values_reach_as_far_as_their_count_may(few):
    """The exact upper bound of a count at 99 % (Garwood 1936) times the value: what few have shown, up to twice as many and more may do."""
    values = np.r_[np.full(few, 100.0), np.zeros(200 - few)]
    garwood = {1: 7.430, 2: 9.274, 5: 14.15}[few]
    assert one(values).limits(0.95)[1] == pytest.approx(garwood * 100 / 200, rel=0.06 if few < 5 else 0.3)


def test_a_pair_that_is_drawn_never_and_one_that_is_drawn_often():
    weights = np.concatenate(remembered(10, 1000))
    assert weights.shape == (1000, 10)
    assert set(weights.sum(axis=1)) == {10.0}
    assert weights.min() == 0
    assert weights.mean(axis=0) == pytest.approx(np.ones(10), abs=0.15)
    assert len({tuple(row) for row in weights}) > 900


def test_figures_do_not_disturb_each_other():
    columns = np.column_stack([lognormal(key=1), np.zeros(60), np.full(60, TAU), lognormal(key=2), -lognormal(key=3)])
    together = [interval.limits(0.97) for interval in hulls(columns)]
    alone = [one(column).limits(0.97) for column in columns.T]
    assert together == alone


def test_the_order_of_the_pairs_changes_no_estimate_and_the_same_values_give_the_same_limits():
    values = lognormal(64)
    assert one(values).limits(0.95) == one(values.copy()).limits(0.95)
    turned = one(values[::-1])
    assert (turned.mean, turned.error) == (one(values).mean, one(values).error)


def test_batches_of_resamples_do_not_change_what_is_drawn(monkeypatch):
    monkeypatch.setattr(hull, "resampled", REAL)
    whole = one(lognormal()).limits(0.9)
    monkeypatch.setattr(hull, "_CELLS_AT_ONCE", 60 * 700)
    parts = list(REAL(60, 2000))
    assert [len(part) for part in parts] == [700, 700, 600]
    assert one(lognormal(), 2000).limits(0.9) == pytest.approx(whole, rel=0.05)


def test_a_spread_needs_two_pairs():
    assert one([1.0, 3.0]).mean == 2.0
    for pairs in (0, 1):
        with pytest.raises(ValueError, match=f"^{pairs} pairs; a spread needs two$"):
            hulls(np.zeros((pairs, 1)))


REAL = hull.resampled
