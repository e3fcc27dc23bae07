"""Durations: quantiles against hand-worked values, means against many draws, and every form of the file."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.distributions import Constant, Distribution, Empirical, Exponential, Limited, Lognormal, Triangular, Uniform, parse_distribution

FEEDBACK = Empirical(((30, 0.35), (60, 0.57), (120, 0.80), (240, 0.92), (480, 1.0)))
EVERY = [
    Constant(5),
    Lognormal(1.95, 0.57),
    Exponential(10),
    Uniform(1, 3),
    Triangular(2, 3, 10),
    Triangular(2, 2, 10),
    Triangular(2, 10, 10),
    Triangular(4, 4, 4),
    FEEDBACK,
    Limited(Lognormal(1.95, 0.57), 5, 20),
]


@pytest.mark.parametrize(("distribution", "u", "expected"), [
    (Constant(5), 0.01, 5),
    (Lognormal(log(7), 0.57), 0.5, 7),
    (Lognormal(log(8), 0.5), 0.975, 8 * exp(0.5 * 1.959963985)),
    (Exponential(10), 0.5, 10 * log(2)),
    (Exponential(10), 0.9, 10 * log(10)),
    (Uniform(1, 3), 0.25, 1.5),
    (Triangular(0, 1, 2), 0.125, 0.5),
    (Triangular(0, 1, 2), 0.5, 1),
    (Triangular(0, 1, 2), 0.875, 1.5),
    (Triangular(2, 2, 10), 0.75, 6),
    (Triangular(2, 10, 10), 0.25, 6),
    (FEEDBACK, 0.175, 15),
    (FEEDBACK, 0.35, 30),
    (FEEDBACK, 0.46, 45),
    (FEEDBACK, 0.57, 60),
    (FEEDBACK, 0.96, 360),
    (Limited(Uniform(0, 10), 2, 8), 0.1, 2),
    (Limited(Uniform(0, 10), 2, 8), 0.5, 5),
    (Limited(Uniform(0, 10), 2, 8), 0.9, 8),
])  # fmt: skip
def test_a_quantile_is_the_one_worked_by_hand(distribution, u, expected):
    assert distribution.quantile(u) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
@given(u=st.floats(2**-53, 1 - 2**-53), step=st.floats(0, 0.5))
def test_a_duration_is_on_the_grid_near_its_quantile_and_rises_with_luck(distribution: Distribution, u, step):
    at = distribution.at(u)

    assert at == round(at * 60) / 60
    assert at >= 0
    assert abs(at - distribution.quantile(u)) <= 1 / 120 + 1e-9
    assert distribution.at(min(u + step, 1 - 2**-53)) >= at


@pytest.mark.parametrize("distribution", EVERY, ids=repr)
def test_the_mean_is_that_of_many_durations(distribution: Distribution):
    # Midpoints of 40,000 equal shares: exact but for the cut tail and the rounding to seconds.
    average = sum(distribution.at((place + 0.5) / 40_000) for place in range(40_000)) / 40_000

    assert distribution.mean() == pytest.approx(average, rel=1e-3)


@pytest.mark.parametrize(("distribution", "expected"), [
    (Constant(5), 5),
    (Lognormal(0, 2), exp(2)),
    (Exponential(10), 10),
    (Uniform(1, 3), 2),
    (Triangular(1, 2, 9), 4),
    # 0.35·15 + 0.22·45 + 0.23·90 + 0.12·180 + 0.08·360
    (FEEDBACK, 86.25),
    # 0.2·2 + 0.6·5 + 0.2·8
    (Limited(Uniform(0, 10), 2, 8), 5),
])  # fmt: skip
def test_a_mean_is_the_one_worked_by_hand(distribution, expected):
    assert distribution.mean() == pytest.approx(expected)


def test_the_form_filling_time_has_the_mean_of_its_source():
    # 8.29 minutes on the electronic form.
    assert Lognormal(1.95, 0.57).mean() == pytest.approx(8.29, abs=0.03)


@pytest.mark.parametrize(("written", "expected"), [
    ("5 min", Constant(5)),
    ("30 s", Constant(0.5)),
    ("1 小时", Constant(60)),
    ({"lognormal": {"mu": 1.95, "sigma": 0.57}}, Lognormal(1.95, 0.57)),
    ({"lognormal": {"mu": 2, "sigma": 0}}, Lognormal(2, 0)),
    ({"exponential": {"mean": "10 min"}}, Exponential(10)),
    ({"uniform": {"low": "1 min", "high": "3 min"}}, Uniform(1, 3)),
    ({"triangular": {"low": "1 min", "mode": "2 min", "high": "1 h"}}, Triangular(1, 2, 60)),
    ({"empirical": [["30 min", 0.35], ["60 min", 1]]}, Empirical(((30, 0.35), (60, 1)))),
    ({"exponential": {"mean": "10 min"}, "cap": "1 h"}, Limited(Exponential(10), 0, 60)),
    ({"exponential": {"mean": "10 min"}, "floor": "2 min"}, Limited(Exponential(10), 2)),
    ({"cap": "1 h", "exponential": {"mean": "9 s"}, "floor": "3 s"}, Limited(Exponential(0.15), 0.05, 60)),
])  # fmt: skip
def test_every_written_form_is_read(written, expected):
    assert parse_distribution(written) == expected


@pytest.mark.parametrize(("written", "words"), [
    (5, "5 is no distribution; write a length such as"),
    ("5 parsecs", "'parsecs' is no unit of time"),
    ("-5 min", "negative"),
    ("5 working days", "no length that a clock measures"),
    ({}, "none is not the name of one distribution; .* lognormal .* empirical"),
    ({"cap": "1 h"}, "none is not the name of one distribution"),
    ({"normal": {"mu": 1}}, "'normal' is not the name of one distribution; .* triangular"),
    ({"uniform": {}, "exponential": {}}, "'uniform', 'exponential' is not the name of one"),
    ({"uniform": {"low": "1 min"}}, "uniform needs low, high and nothing else, not low"),
    ({"uniform": {"low": "1 min", "high": "2 min", "mode": "1 min"}}, "not low, high, mode"),
    ({"uniform": "5 min"}, "uniform needs low, high and nothing else, not '5 min'"),
    ({"uniform": {"low": "3 min", "high": "1 min"}}, "0 ≤ low ≤ high; given 3.0, 1.0"),
    ({"uniform": {"low": 1, "high": 3}}, "no length"),
    ({"triangular": {"low": "1 min", "mode": "9 min", "high": "3 min"}}, "low ≤ mode ≤ high"),
    ({"exponential": {"mean": "0 min"}}, "the mean is above 0"),
    ({"lognormal": {"mu": "2 min", "sigma": 1}}, "mu is a plain number, not '2 min'"),
    ({"lognormal": {"mu": True, "sigma": 1}}, "mu is a plain number, not true"),
    ({"lognormal": {"mu": float("nan"), "sigma": 1}}, "mu is a plain number, not nan"),
    ({"lognormal": {"mu": 1, "sigma": -1}}, "0 ≤ sigma"),
    ({"lognormal": {"mu": 800, "sigma": 1}}, "mu is within ±20"),
    ({"empirical": []}, "shares rise"),
    ({"empirical": "5 min"}, "empirical is a list of pairs"),
    ({"empirical": [["5 min"]]}, "empirical is a list of pairs"),
    ({"empirical": [["5 min", 0.5], ["6 min", 0.5]]}, "shares rise"),
    ({"empirical": [["5 min", 0.5], ["4 min", 1]]}, "times never fall"),
    ({"empirical": [["5 min", 0.5]]}, "the last share is 1"),
    ({"exponential": {"mean": "1 min"}, "floor": "5 min", "cap": "4 min"}, "0 ≤ floor ≤ cap; given 5.0, 4.0"),
])  # fmt: skip
def test_a_wrong_form_is_refused_with_the_reason(written, words):
    with pytest.raises(ValueError, match=words):
        parse_distribution(written)
