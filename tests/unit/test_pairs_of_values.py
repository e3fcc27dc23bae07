"""From what is kept of runs to pairs of values, every seed counting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment.samples import ALL, samples_of, scopes_of
from tests.theory.conducted import study_of
from tests.theory.simulated import TAU, figure, share

NONE, NEVER = np.nan, np.inf
HURT, HEARD = figure("hurt", "people", unit="people", bound=0.1), share("heard", "people")
DUTY, TOLD = share("duty"), figure("told")
REACHED = replace(share("reached"), kind="moment-reached", of="told")
ASKED = replace(figure("asked"), kind="asked")


def samples(figures, *scenarios, first=1):
    """Of each scenario (baseline, revision), values by figure and seed."""
    named = {
        f"scenario {number}": {arm: dict(zip([one.id for one in figures], map(np.array, columns), strict=True)) for arm, columns in arms}
        for number, arms in enumerate((("baseline", before), ("revision", after)) for before, after in scenarios)
    }
    study, store = study_of(named, figures)
    count = len(scenarios[0][0][0])
    return samples_of(store, study, "revision", range(first, count + 1)), study


def test_minutes_never_reached_count_as_what_was_left_and_otherwise_with_other_ends():
    ((one,), _) = samples([TOLD], ([[10.0, NEVER, 30.0]], [[12.0, 20.0, NEVER]]))
    assert one.baseline.tolist() == [10, TAU, 30]
    assert one.arm.tolist() == [12, 20, TAU]
    halves, whole = (2 + (20 - TAU / 2) + (TAU / 2 - 30)) / 3, (2 + (20 - 3 * TAU) + (3 * TAU - 30)) / 3
    assert one.elsewhere == pytest.approx((halves, whole))
    assert (one.asked, one.before, one.after) == (1, pytest.approx((40 + TAU) / 3), pytest.approx((32 + TAU) / 3))


def test_what_either_event_does_not_call_for_counts_as_equal_and_is_not_in_the_means():
    found, _ = samples(
        [DUTY, TOLD], ([[1.0, 0.5, NONE, 0.0], [10.0, NONE, 30.0, 40.0]], [[0.0, NONE, 1.0, 1.0], [20.0, 50.0, NONE, 40.0]]),
    )  # fmt: skip
    duty, told = found
    assert (duty.baseline.tolist(), duty.arm.tolist()) == ([1, 1, 1, 0], [0, 1, 1, 1])
    assert (told.baseline.tolist(), told.arm.tolist()) == ([10, 0, 0, 40], [20, 0, 0, 40])
    assert (duty.asked, duty.before, duty.after) == (0.5, 0.5, 0.5)
    assert (told.asked, told.before, told.after) == (0.5, 25, 30)
    assert duty.elsewhere == ()


def test_where_nobody_came_nobody_was_harmed_and_all_were_heard():
    found, _ = samples([HURT, HEARD], ([[2.0, NONE, NONE], [0.5, NONE, NONE]], [[NONE, 3.0, NONE], [NONE, 0.25, NONE]]))
    hurt, heard = found
    assert (hurt.baseline.tolist(), hurt.arm.tolist()) == ([2, 0, 0], [0, 3, 0])
    assert (heard.baseline.tolist(), heard.arm.tolist()) == ([0.5, 1, 1], [1, 0.25, 1])
    assert (hurt.asked, hurt.before, hurt.after) == (pytest.approx(2 / 3), 1, 1.5)  # asked where either arm has a value


def test_what_no_pair_calls_for_is_no_figure():
    found, _ = samples([DUTY, TOLD], ([[NONE, 1.0], [1.0, 2.0]], [[1.0, NONE], [1.0, 2.0]]))
    assert [one.figure for one in found] == [TOLD]


def test_over_all_scenarios_a_value_is_the_mean_of_theirs():
    found, study = samples(
        [DUTY, TOLD], ([[1.0, 0.0], [10.0, NEVER]], [[1.0, 1.0], [20.0, 30.0]]), ([[NONE, NONE], [30.0, 50.0]], [[1.0, NONE], [30.0, 70.0]])
    )
    assert [(one.figure.id, one.scope) for one in found] == [
        ("duty", "scenario 0"), ("told", "scenario 0"), ("told", "scenario 1"), ("duty", ALL), ("told", ALL),
    ]  # fmt: skip
    duty, told = found[-2:]
    assert (duty.baseline.tolist(), duty.arm.tolist()) == ([1, 0.5], [1, 1])
    assert (duty.asked, duty.before, duty.after) == (0.5, 0.5, 1)
    assert (told.baseline.tolist(), told.arm.tolist()) == ([20, (TAU + 50) / 2], [25, 50])
    assert told.elsewhere == pytest.approx(tuple(((10 + 30 - end) / 2 + (0 + 20) / 2) / 2 for end in (TAU / 2, 3 * TAU)))
    assert scopes_of(study) == ("scenario 0", "scenario 1", ALL)


def test_a_moment_is_reached_or_not_and_what_was_asked_for_has_no_end():
    found, study = samples([REACHED, ASKED], ([[NEVER, 5.0], [7.0, 9.0]], [[5.0, 5.0], [9.0, 9.0]]))
    reached, asked = found
    assert (reached.baseline.tolist(), reached.arm.tolist(), reached.elsewhere) == ([0, 1], [1, 1], ())
    assert (asked.baseline.tolist(), asked.elsewhere) == ([7, 9], ())
    assert scopes_of(study) == ("scenario 0",)


def test_the_revision_asked_for_and_the_seeds_asked_for_are_compared():
    columns = {arm: {"told": np.array(values)} for arm, values in (("baseline", [1.0, 2, 3]), ("one", [4.0, 5, 6]), ("two", [7.0, 8, 9]))}
    study, store = study_of({"s": columns}, [TOLD])
    (found,) = samples_of(store, study, "two", range(2, 4))
    assert (found.baseline.tolist(), found.arm.tolist()) == ([2, 3], [8, 9])
