"""The table of clauses: its numbers by hand, and its limits against the share of trials in which they cover a known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.experiment.clause_table import clause_rows
from analysis.experiment.shares import wilson_of

LIMIT_MIN = 30.0
MIDDLE_MIN, LUCK_OF_A_RUN, LUCK = 20.0, 0.5, 0.5  # lognormal minutes: what a run has in common, and what each instance has of its own


def run(called, in_time, late=(), took=()):
    return {"tell": (called, in_time, [60 * minutes for minutes in late], [60 * minutes for minutes in took])}


def test_each_instance_counts_and_not_the_worst_of_a_run():
    row = clause_rows([run(3, 2, late=(10,), took=(5, 10, 40)), run(1, 1, took=(20,)), {"other": (1, 0, [], [])}])["tell"]

    assert (row.runs, row.instances) == (2, 4)
    assert row.in_time.middle == 0.75
    assert row.late_min is not None
    assert row.late_min.middle == 10.0
    assert row.median_min is None  # of two runs no quantile is told


def test_quantiles_are_told_from_thirty_runs_on_and_are_of_all_instances():
    few, enough = ([run(2, 2, took=(minute, minute + 1)) for minute in range(0, 2 * runs, 2)] for runs in (29, 30))
    row = clause_rows(enough)["tell"]

    assert clause_rows(few)["tell"].median_min is None
    assert row.median_min is not None
    assert row.ninth_decile_min is not None
    assert (row.median_min.middle, row.ninth_decile_min.middle) == (29.0, 53.0)
    assert row.median_min.low is not None
    assert row.median_min.high is not None
    assert row.median_min.low < 29.0 < row.median_min.high


def test_what_always_happened_is_not_certain_and_what_never_did_is_not_impossible():
    always, never = clause_rows([run(5, 5)] * 20)["tell"].in_time, clause_rows([run(5, 0)] * 20)["tell"].in_time

    assert (always.middle, always.high, never.low) == (1.0, 1.0, 0.0)
    assert always.low == pytest.approx(1 - 0.1611, abs=1e-3)  # as of 20 runs, and not of 100 instances (Wilson)
    assert never.high == pytest.approx(0.1611, abs=1e-3)


def test_instances_of_one_run_are_not_independent_evidence():
    together = clause_rows([run(4, 4) if place % 2 else run(4, 0) for place in range(100)])["tell"].in_time
    apart = clause_rows([run(1, place % 2) for place in range(400)])["tell"].in_time
    assert together.low is not None
    assert apart.low is not None
    assert 0.5 - together.low == pytest.approx(2 * (0.5 - apart.low), rel=0.03)


@pytest.mark.parametrize(("share", "runs", "together"), [(0.98, 100, 0.5), (0.98, 100, 0.2), (0.9, 30, 1.0), (0.5, 100, 1.0)])
def test_limits_of_a_share_cover_as_promised_where_it_is_seldom_missed_and_then_several_times_in_a_run(share, runs, together):
    luck, trials, covered = np.random.default_rng(5), 300, 0
    for _ in range(trials):
        called = 1 + luck.integers(5, size=runs)
        kept = luck.binomial(called, luck.beta(share * together, (1 - share) * together, runs))
        found = clause_rows([run(int(one), int(two)) for one, two in zip(called, kept, strict=True)])["tell"].in_time
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= share <= found.high
    assert covered / trials >= 0.95 - 3.9 * math.sqrt(0.95 * 0.05 / trials) + 0.01  # the hundredth: .90 would pass else


@pytest.mark.parametrize(("odd", "worth"), [(29, 100), (30, 300)])
def test_instances_count_beyond_runs_where_enough_runs_deviate(odd, worth):
    rows = [run(3, 2 if place < odd else 3) for place in range(100)]  # a spread that is less than a coin's
    found = clause_rows(rows)["tell"].in_time
    assert (found.low, found.high) == pytest.approx(wilson_of(1 - odd / 300, worth))


def truth():
    """Share in time, mean minutes late of the late, median and ninth decile of the lognormal."""
    spread = math.hypot(LUCK_OF_A_RUN, LUCK)

    def below(z):
        return 0.5 * math.erfc(-z / math.sqrt(2))

    z = (math.log(LIMIT_MIN) - math.log(MIDDLE_MIN)) / spread
    late = MIDDLE_MIN * math.exp(spread**2 / 2) * below(spread - z) / (1 - below(z)) - LIMIT_MIN
    return below(z), late, MIDDLE_MIN, MIDDLE_MIN * math.exp(1.2815515655 * spread)


def drawn(generator, runs):
    found = []
    for _ in range(runs):
        minutes = MIDDLE_MIN * np.exp(generator.normal(0, LUCK_OF_A_RUN) + generator.normal(0, LUCK, 1 + generator.integers(4)))
        late = [minute - LIMIT_MIN for minute in minutes if minute > LIMIT_MIN]
        found.append(run(len(minutes), len(minutes) - len(late), late, minutes))
    return found


def test_limits_over_runs_cover_as_promised():
    generator = np.random.Generator(np.random.Philox(8))
    trials, known = 100, truth()
    covered = np.zeros(4)
    for _ in range(trials):
        row = clause_rows(drawn(generator, 150))["tell"]
        for place, (found, value) in enumerate(zip((row.in_time, row.late_min, row.median_min, row.ninth_decile_min), known, strict=True)):
            assert found is not None
            assert found.low is not None
            assert found.high is not None
            covered[place] += found.low <= value <= found.high
    least = 0.95 - 3.9 * math.sqrt(0.95 * 0.05 / trials)

    assert (covered / trials >= least).all(), covered / trials
