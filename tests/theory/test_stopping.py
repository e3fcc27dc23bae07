"""The stopping rule: within its precision, never by luck, never before ten pairs."""

import numpy as np
import pytest

from analysis.experiment.statistics import t_interval
from analysis.experiment.stopping import Decision, StoppingRule, look_ahead


def run(rule: StoppingRule, differences) -> Decision:
    decision = None
    for difference in differences:
        decision = rule.add(difference)
        if decision.stop:
            break
    assert decision is not None
    return decision


def test_it_never_stops_before_ten_pairs_and_their_look_ahead():
    decision = run(StoppingRule(1.0), [0.0] * 100)

    assert (decision.reached_at, decision.n, decision.reason) == (10, 15, "precision")
    assert (decision.mean, decision.half_width) == (0, 0)


def test_it_stops_only_within_the_precision_and_has_held_it():
    for key in range(200):
        values = np.random.default_rng(key).normal(0, 6, 3000).tolist()
        decision = run(StoppingRule(1.5), values)

        assert decision.reached_at is not None
        assert decision.n == decision.reached_at + look_ahead(decision.reached_at)
        for n in (decision.reached_at, decision.n):
            half_width = t_interval(values[:n]).half_width
            assert half_width is not None
            assert half_width <= 1.5


def test_what_it_keeps_up_is_what_the_whole_list_gives():
    values = np.random.default_rng(3).normal(1e6, 1e-3, 500).tolist()
    decision = run(StoppingRule(1e-9), values)
    whole = t_interval(values)

    assert decision.mean == pytest.approx(whole.estimate, rel=1e-14)
    assert decision.half_width == pytest.approx(whole.half_width, rel=1e-5)


def test_a_lucky_stretch_does_not_stop_it():
    # ten equal differences look perfectly precise; the eleventh shows that they were luck
    decision = run(StoppingRule(1.0), [0.0] * 10 + [40.0] + [0.0, 8.0] * 5)

    assert not decision.stop
    assert decision.reached_at is None


def test_the_interval_at_the_stop_still_covers():
    # looking again and again costs a little coverage; the look-ahead keeps it near the level
    hits, trials = 0, 600
    for key in range(trials):
        decision = run(StoppingRule(1.0), np.random.default_rng(key).normal(2, 4, 2000).tolist())
        assert decision.mean is not None
        assert decision.half_width is not None
        hits += abs(decision.mean - 2) <= decision.half_width

    assert hits / trials == pytest.approx(0.95, abs=0.03)


def test_missing_pairs_are_counted_and_spend_the_budget():
    decision = run(StoppingRule(0.001, budget=20), [None, 1.0, 5.0, float("nan")] * 10)

    assert (decision.reason, decision.n, decision.missing, decision.further) == ("budget", 10, 10, 0)


def test_what_is_still_to_come_is_near_what_comes():
    values = np.random.default_rng(5).normal(0, 6, 3000).tolist()
    rule = StoppingRule(0.5)
    early = [rule.add(value) for value in values[:200]][-1]
    decision = run(rule, values[200:])

    assert early.further is not None
    assert 200 + early.further == pytest.approx(decision.n, rel=0.15)


@pytest.mark.parametrize(("n", "expected"), [(10, 5), (100, 5), (119, 5), (120, 6), (1000, 50)])
def test_the_look_ahead_grows_with_the_pairs(n, expected):
    assert look_ahead(n) == expected


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
def test_a_precision_that_means_nothing_is_refused(bad):
    with pytest.raises(ValueError, match="precision"):
        StoppingRule(bad)


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(ValueError, match="budget"):
        StoppingRule(1.0, budget=0)
