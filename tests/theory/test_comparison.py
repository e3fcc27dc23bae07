"""What may be said of two arms: calls against planted truths, false discoveries against their rate."""

from __future__ import annotations

import math
from array import array
from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment.comparison import PairedResult, adjust, call, compare_minutes, compare_quantiles, compare_shares
from analysis.experiment.findings import over_all_scenarios
from analysis.experiment.statistics import Better

LOWER: Better = "lower is better"
HIGHER: Better = "higher is better"


def minutes(difference: float, spread: float, n: int = 40, key: int = 1) -> PairedResult:
    """Two arms whose paired differences have exactly this mean and standard deviation."""
    noise = np.random.default_rng(key).normal(size=n)
    noise = (noise - noise.mean()) / noise.std(ddof=1) * spread
    return compare_minutes([20.0] * n, (20 + difference + noise).tolist(), direction=LOWER)


@pytest.mark.parametrize(
    ("difference", "spread", "equivalence", "word"),
    [
        (-5, 3, 1, "helps"),
        (5, 3, 1, "hurts"),
        (0, 1, 1, "no-difference"),
        (-0.5, 0.5, 1, "no-difference"),  # shown to be there, and shown to be too small to matter
        (-0.5, 9, 1, "cannot-tell"),
    ],
)
def test_calls_follow_the_interval(difference, spread, equivalence, word):
    assert call(minutes(difference, spread), equivalence).word == word


def test_an_arm_against_itself_differs_by_exactly_nothing_in_every_measure():
    times = np.random.default_rng(3).exponential(7, 30).tolist()
    on_time = [float(value < 6) for value in times]
    for result in (
        compare_minutes(times, times, direction=LOWER),
        compare_quantiles(times, times, 0.9, key=1, direction=LOWER),
        compare_shares(on_time, on_time, direction=HIGHER),
    ):
        assert (result.difference, result.better, result.worse, result.equal) == (0, 0, 0, 30)
        assert result.p_value == 1
    assert call(compare_minutes(times, times, direction=LOWER), 0).word == "no-difference"


def test_the_direction_turns_a_help_into_a_hurt():
    result = minutes(-5, 3)

    assert call(result, 1).word == "helps"
    assert call(replace(result, direction=HIGHER), 1).word == "hurts"


def test_fewer_than_ten_pairs_tell_nothing_and_say_how_many_are_lacking():
    found = call(minutes(-5, 0.1, n=7), 1)

    assert (found.word, found.reason, found.further) == ("cannot-tell", "few pairs", 3)


@pytest.mark.parametrize("difference", [-0.5, -3])
def test_the_pairs_still_needed_settle_the_question(difference):
    early = minutes(difference, 12)
    found = call(early, 1)
    assert found.further is not None
    later = minutes(difference, 12, n=early.n + found.further)

    assert found.word == "cannot-tell"
    assert call(later, 1).word != "cannot-tell"


def test_an_arm_that_loses_its_slow_runs_is_not_called_a_help():
    before = np.random.default_rng(8).exponential(10, 60)
    after = [None if value > 12 else value - 1 for value in before]
    result = compare_minutes(before.tolist(), after, direction=LOWER)
    found = call(result, 0.5)

    assert result.missing == result.only_baseline == int((before > 12).sum())
    assert (found.word, found.reason) == ("cannot-tell", "values lost")


def test_shares_of_outcomes_and_shares_within_runs_get_their_own_intervals():
    outcomes = compare_shares([0, 1, 1, 0] * 5, [1, 1, 1, 0] * 5, direction=HIGHER)
    within = compare_shares([0.5, 1, 0.25] * 5, [0.75, 1, 0.5] * 5, direction=HIGHER)

    assert outcomes.method == "Newcombe 10, McNemar exact"
    assert (outcomes.difference, outcomes.better, outcomes.worse) == (0.25, 5, 0)
    assert outcomes.p_value == pytest.approx(2 / 32)
    assert within.method == "paired t"
    assert within.difference == pytest.approx(0.5 / 3)


def test_a_planted_share_is_found():
    generator = np.random.default_rng(9)
    luck = generator.random(300)
    before, after = (luck < 0.5).astype(float).tolist(), (luck < 0.6).astype(float).tolist()

    assert call(compare_shares(before, after, direction=HIGHER), 0.02).word == "helps"


def column(*values: float) -> array[float]:
    return array("d", values)


def test_scenarios_are_averaged_seed_by_seed_before_one_interval():
    gate = (column(1, 2, 3), column(2, 2, 2), column(2, 2, 4))
    square = (column(3, 4, math.nan), column(4, 4, 4), column(4, 4, 4))
    quiet = (column(math.nan, math.nan, math.nan),) * 3
    baseline, arm, own = over_all_scenarios([gate, square, quiet])

    assert baseline.tolist() == pytest.approx([2.0, 3.0, math.nan], nan_ok=True)
    assert arm.tolist() == [3.0, 3.0, 3.0]
    assert own.tolist() == [3.0, 3.0, 4.0]
    assert all(map(math.isnan, over_all_scenarios([quiet])[0]))


def test_a_measure_without_any_value_says_so():
    result = compare_minutes([None] * 12, [None] * 12, direction=LOWER)

    assert (result.n, result.missing, result.difference, result.share_better) == (0, 12, None, None)
    assert call(result, 1).word == "cannot-tell"


def test_one_lucky_measure_among_many_is_not_called():
    lucky = minutes(-1, 2.9)
    others = [minutes(0, 3, key=key) for key in range(2, 21)]
    adjusted = adjust([lucky, *others])[0]
    found = call(adjusted, 0.1)

    assert call(lucky, 0.1).word == "helps"
    assert (found.word, found.reason) == ("cannot-tell", "other measures")
    assert found.further is not None
    assert found.further > 0


def test_false_discoveries_among_many_measures_stay_at_the_promised_rate():
    # where nothing is true, the false discovery rate is the chance of any discovery: at most 5 %
    generator = np.random.default_rng(10)
    trials, measures, n = 400, 6, 25
    some = 0
    for _ in range(trials):
        arms = generator.exponential(5, size=(measures, 2, n))
        results = [compare_minutes(a.tolist(), b.tolist(), direction=LOWER) for a, b in arms]
        some += any(call(result, 0).word in {"helps", "hurts"} for result in adjust(results))

    assert some / trials <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / trials)
