"""What is said of each figure, of all figures of a revision, and of shares of runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.experiment import hull
from analysis.experiment.claims import claims_of, settled, worth_telling
from analysis.experiment.decision import decide, overall, word_of
from analysis.experiment.looks import LEAST_PAIRS, Looks, blind_spot, looks_for_means, looks_for_shares, one_look
from analysis.experiment.multiple import holm_levels
from analysis.experiment.shares import at_least
from tests.theory.simulated import PEOPLE_FIGURES, differing, figure, found, remembered, sample, share, too_often


@pytest.fixture(autouse=True)
def _same_resamples(monkeypatch):
    """Resamples hang on the number of pairs alone: made once, they serve all samples."""
    monkeypatch.setattr(hull, "resampled", remembered)


HURT, HEARD = PEOPLE_FIGURES[0], PEOPLE_FIGURES[2]


def state_of(*samples, looks=one_look(200)):  # noqa: B008 - frozen
    return [one.state for one in decide(samples, looks)]


# --- what a figure's state is ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("column", "of_error"), [("people", 0.4), ("done", 0.2), ("minutes", 0.4)])
def test_each_column_has_its_part_of_the_error_of_each_look(column, of_error):
    luck = np.random.default_rng(8)
    one = share("x", column) if column == "done" else figure("x", column)
    moved = sample(one, luck.normal(size=200), luck.normal(size=200))
    for looks in (one_look(200), looks_for_means(800)):
        assert decide([moved], looks)[0].level == pytest.approx(1 - 0.05 * of_error / len(looks.planned))


@pytest.mark.parametrize(
    ("direction", "change", "state"), [("lower", 5, "worse"), ("lower", -5, "better"), ("higher", 5, "better"), ("higher", -5, "worse")]
)
def test_a_figure_is_better_or_worse_by_its_direction(direction, change, state):
    one = figure("x", direction=direction)
    assert state_of(sample(one, np.zeros(200), np.full(200, float(change)))) == [state]


def test_small_changes_have_a_direction_too():
    before = np.zeros(200)
    for change, state in ((0.5, "better"), (-0.5, "worse")):
        assert state_of(sample(share("x"), before, before + change)) == [state]


def test_yes_or_no_moves_only_where_the_exact_test_says_so_too():
    before, after = np.ones(300), np.r_[np.zeros(7), np.ones(293)]
    (finding,) = decide([sample(share("x"), before, after)], one_look(300))
    assert finding.p_value == pytest.approx(2 / 128)
    assert (finding.state, finding.level) == ("open", 0.99)
    before, after = np.r_[np.zeros(10), np.ones(1), np.zeros(39)], np.r_[np.ones(10), np.zeros(40)]
    (finding,) = decide([sample(share("x"), before, after)], one_look(50))
    assert finding.p_value == pytest.approx(2 * 12 / 2**11)  # though Newcombe's limits at 99 % leave 0 out
    assert finding.low > 0
    assert finding.state == "open"


def test_what_is_beyond_doubt_moves_though_its_p_value_is_too_small_for_a_number():
    (finding,) = decide([sample(share("x"), np.zeros(1200), np.ones(1200))], one_look(1200))
    assert (finding.p_value, finding.state) == (0.0, "better")


def test_a_figure_without_a_better_direction_never_moves():
    one = figure("x", direction="none")
    assert state_of(sample(one, np.zeros(200), np.full(200, 5.0))) == ["open"]
    finding = decide([sample(one, np.zeros(200), np.full(200, 5.0))], one_look(200))[0]
    assert (finding.better_runs, finding.worse_runs) == (None, None)


def test_runs_that_are_better_are_counted_by_the_direction():
    before, after = np.zeros(200), np.r_[np.ones(150), -np.ones(30), np.zeros(20)]
    lower, higher = decide([sample(figure("x"), before, after), sample(figure("y", direction="higher"), before, after)], one_look(200))
    assert (lower.better_runs, lower.worse_runs) == (30, 150)
    assert (higher.better_runs, higher.worse_runs) == (150, 30)


def test_the_same_to_the_bound_and_not_beyond():
    for difference, state in ((1.0, "same"), (-1.0, "same"), (1.01, "worse"), (-1.01, "better")):
        assert state_of(differing(np.full(200, difference))) == [state]


def test_of_means_nothing_is_said_from_few_pairs_but_of_yes_or_no():
    assert state_of(differing(np.full(199, 5.0)), looks=one_look(199)) == ["open"]
    assert state_of(differing(np.full(200, 5.0)), looks=one_look(200)) == ["worse"]
    assert state_of(sample(share("duty"), np.ones(50), np.zeros(50)), looks=one_look(50)) == ["worse"]
    halves = sample(share("duty"), np.full(50, 0.5), np.zeros(50))
    assert state_of(halves, looks=one_look(50)) == ["open"]


@pytest.mark.parametrize(("pairs", "state"), [(199, "open"), (200, "same")])
def test_a_duty_that_moves_in_no_pair_is_the_same_from_enough_pairs_on(pairs, state):
    assert state_of(sample(share("duty"), np.ones(pairs), np.ones(pairs)), looks=Looks(planned=(pairs, 400, 800))) == [state]


def test_minutes_that_are_no_share_are_not_taken_for_yes_or_no():
    luck = np.random.default_rng(4)
    ones = sample(figure("told"), np.zeros(50), (luck.random(50) < 0.9).astype(float))
    assert state_of(ones, looks=one_look(50)) == ["same"]  # within a minute; as a share it would have moved
    assert state_of(sample(figure("told", bound=0.1), ones.baseline, ones.arm), looks=one_look(50)) == ["open"]


@pytest.mark.parametrize(
    ("difference", "elsewhere", "state"),
    [
        (5.0, (3.0,), "worse"),
        (5.0, (-3.0,), "hangs"),
        (-5.0, (-3.0, 2.0), "hangs"),
        (-5.0, (-3.0, -9.0), "better"),
        (5.0, (0.5,), "worse"),
        (0.0, (-1.0, 1.0), "same"),
        (-5.0, (-0.5,), "better"),
        (0.0, (0.5,), "same"),
        (0.0, (0.5, 40.0), "hangs"),
        (5.0, (0.1,), "worse"),
        (5.0, (0.0,), "hangs"),
        (-5.0, (0.0,), "hangs"),
    ],
)
def test_where_another_end_would_turn_the_word_it_hangs_on_it(difference, elsewhere, state):
    one = replace(differing(np.full(200, difference)), elsewhere=elsewhere)
    assert state_of(one) == [state]
    assert word_of(decide([one], one_look(200))) == {"worse": "hurts", "better": "helps", "same": "no-difference", "hangs": "cannot-tell"}[state]


def test_findings_carry_what_was_asked_and_both_means():
    one = replace(sample(share("duty"), np.r_[np.ones(150), np.zeros(50)], np.r_[np.ones(100), np.zeros(100)]), asked=0.5, before=0.9, after=0.4)
    finding = decide([one], one_look(200))[0]
    assert (finding.asked, finding.before, finding.after, finding.difference, finding.up, finding.down) == (0.5, 0.9, 0.4, -0.25, 0, 50)
    assert finding.low < -0.25 < finding.high < 0


# --- the word --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ([], "cannot-tell"),
        ([found(state="same")], "no-difference"),
        ([found(state="open")], "cannot-tell"),
        ([found(state="hangs")], "cannot-tell"),
        ([found(state="same"), found("hurt", "people")], "cannot-tell"),
        ([found(state="same"), found("duty", "done")], "cannot-tell"),
        ([found("hurt", "people", "same")], "no-difference"),
        ([found(state="better"), found("hurt", "people")], "helps"),
        ([found(state="worse")], "hurts"),
        ([found(state="better"), found("duty", "done", "worse")], "trades"),
        ([found("duty", "done", "better")], "helps"),
        ([found("duty", "done", "better"), found("hurt", "people", "worse")], "hurts"),
        ([found("duty", "done", "better"), found(state="worse")], "trades"),
        ([found("heard", "people", "better"), found("hurt", "people", "worse")], "trades"),
        ([found(state="better"), found("hurt", "people", "worse")], "trades"),
        ([found(state="better", pairs=199)], "shares"),
    ],
)
def test_the_word_follows_from_what_moved(findings, word):
    assert word_of(findings) == word


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ([found(state="better")], "cannot-tell"),  # neither a help nor nothing
        ([found("duty", "done", "better"), found(state="same")], "no-difference"),
        ([found("duty", "done", "worse"), found(state="better")], "hurts"),
        ([found("heard", "people", "better"), found(state="same")], "helps"),
        ([found("heard", "people", "better"), found("duty", "done", "worse")], "trades"),
        ([found(state="open")], "cannot-tell"),
        ([found("duty", "done", "hangs"), found(state="same")], "cannot-tell"),
    ],
)
def test_a_text_that_only_loosens_helps_by_people_alone(findings, word):
    assert word_of(findings, loosens_only=True) == word


@pytest.mark.parametrize(
    ("together", "each", "word"),
    [
        ("helps", ("helps", "cannot-tell"), "helps"),
        ("helps", ("helps", "hurts"), "trades"),
        ("helps", ("hurts", "cannot-tell"), "trades"),
        ("no-difference", ("hurts", "no-difference"), "hurts"),
        ("cannot-tell", ("hurts", "cannot-tell"), "hurts"),
        ("cannot-tell", ("hurts", "helps"), "trades"),
        ("cannot-tell", ("hurts", "trades"), "trades"),
        ("helps", ("helps", "trades"), "trades"),
        ("no-difference", ("trades", "no-difference"), "trades"),
        ("cannot-tell", ("helps", "cannot-tell"), "cannot-tell"),
        ("no-difference", ("helps", "no-difference"), "no-difference"),
        ("hurts", ("hurts", "helps"), "hurts"),
        ("trades", ("hurts", "hurts"), "trades"),
        ("shares", ("shares", "hurts"), "shares"),
    ],
)
def test_over_all_scenarios_no_help_hides_who_is_hurt(together, each, word):
    assert overall(together, each) == word


# --- several figures, several looks ----------------------------------------------------------------------------------------------------


def test_holm_reads_the_smallest_strictest_and_stops_where_one_fails():
    assert holm_levels([], 0.05) == []
    assert holm_levels([0.2], 0.05) == [0.95]
    assert holm_levels([0.04, 0.001, 0.012], 0.06) == pytest.approx([1 - 0.06, 1 - 0.02, 1 - 0.03])
    assert holm_levels([0.04, 0.03, 0.5], 0.06) == pytest.approx([1 - 0.02] * 3)
    assert holm_levels([0.001, 0.5, 0.031, 0.9], 0.06) == pytest.approx([1 - 0.015, *[1 - 0.02] * 3])
    assert holm_levels([0.02, 0.9, 0.9], 0.06) == pytest.approx([1 - 0.02, 1 - 0.03, 1 - 0.03])  # small enough when equal


@pytest.mark.parametrize(
    ("looks", "planned"),
    [
        (one_look(37), (37,)), (looks_for_means(), (200, 400, 800)), (looks_for_means(200), (200,)), (looks_for_means(150), (150,)),
        (looks_for_means(401), (200, 400, 401)), (looks_for_shares(), (50, 100, 200)), (looks_for_shares(100), (50, 100)),
        (looks_for_shares(60), (50, 60)),
        (looks_for_shares(20), (20,)),
    ],
)  # fmt: skip
def test_looks_rise_to_the_most_and_share_the_error(looks, planned):
    assert looks.planned == planned
    assert looks.most == planned[-1]
    assert looks.error == pytest.approx(0.05 / len(planned))
    assert looks.level == pytest.approx(1 - 0.05 / len(planned))


def test_the_blind_spot_is_what_would_stay_unseen_just_so_often():
    for pairs, error in ((50, 0.05), (200, 0.05), (800, 0.01)):
        assert (1 - blind_spot(pairs, error)) ** pairs == pytest.approx(error)
    assert blind_spot(200) == pytest.approx(3 / 200, rel=0.01)
    assert blind_spot(LEAST_PAIRS) < 0.02 < blind_spot(148)


# --- shares of runs --------------------------------------------------------------------------------------------------------------------


def test_a_share_is_at_least_what_an_exact_bound_allows():
    assert at_least(0, 50) == 0.0
    assert at_least(50, 50) == pytest.approx(0.05 ** (1 / 50))
    assert at_least(1, 20) == pytest.approx(1 - 0.95 ** (1 / 20))
    assert at_least(45, 50, 0.95) == pytest.approx(0.8012, abs=1e-4)
    assert at_least(45, 50, 0.99) < at_least(45, 50, 0.95)
    for wrong in ((0, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="successes"):
            at_least(*wrong)


@pytest.mark.parametrize("truth", [0.5, 0.9, 0.98])
def test_the_bound_of_a_share_holds_as_often_as_promised(truth):
    counts = np.random.default_rng(2).binomial(50, truth, 2000)
    assert not too_often(sum(at_least(int(count), 50) > truth for count in counts), 2000, 0.05)


def test_claims_name_the_way_that_most_runs_go():
    before = np.zeros(100)
    after = np.r_[np.full(70, -5.0), np.full(20, 5.0), np.full(10, 1.0)]
    heard = sample(HEARD, before, np.r_[np.full(60, 0.02), np.full(40, 0.5)])
    told, other = claims_of([sample(figure("told"), before, after), heard], one_look(100))
    assert (told.way, told.runs, told.pairs) == ("better", 70, 100)
    assert told.share == pytest.approx(at_least(70, 100, 1 - 0.4 * 0.05 / 6))  # the part of the minutes, over two figures and three ways
    assert (told.figure, told.column, told.scope) == ("told", "minutes", "one")
    assert (other.way, other.runs, other.column) == ("same", 60, "people")
    (turned,) = claims_of([sample(figure("told"), after, before)], one_look(100))
    assert (turned.way, turned.runs) == ("worse", 70)
    (many,) = claims_of([sample(figure("told"), before, after)], looks_for_shares(100))
    assert many.share == pytest.approx(at_least(70, 100, 1 - 0.4 * 0.025 / 3))


@pytest.mark.parametrize("looks", [one_look(50), looks_for_shares()])
def test_of_few_pairs_exact_words_and_claims_err_together_as_often_as_promised(looks):
    pairs = looks.planned[0]
    none, every = np.zeros(pairs), np.ones(pairs)
    samples = [sample(share("cleared", "people"), none, every), sample(share("duty"), none, every), differing(5 * every)]
    people, duty, told = decide(samples, looks)
    claims = claims_of(samples, looks)
    of_claims = sum(3 * one.share**pairs for one in claims)  # all runs go one way, so the bound is error^(1 / pairs)
    assert [one.state for one in (people, duty, told)] == ["better", "better", "open"]
    assert (1 - people.level) + (1 - duty.level) + of_claims == pytest.approx(looks.error)


def test_what_is_asked_for_and_yes_or_no_moves_from_enough_pairs_on_and_is_claimed_before():
    for pairs, state in ((199, "open"), (200, "better")):
        asked = sample(share("asked", "minutes"), np.zeros(pairs), np.ones(pairs))
        assert state_of(asked, looks=one_look(pairs)) == [state]
        assert [one.way for one in claims_of([asked], one_look(pairs))] == ["better"]


def test_what_few_pairs_cannot_move_makes_nothing_else_move_sooner():
    weak = sample(share("duty"), np.ones(60), np.r_[np.zeros(7), np.ones(53)])  # p = 2 / 128
    sure = sample(share("half"), np.zeros(60), np.full(60, 0.5))
    for beside, level in (((), 0.99), ((sure,), 1 - 0.01 / 2)):
        assert decide([weak, *beside], one_look(60))[0].level == pytest.approx(level)


def test_nothing_is_claimed_of_duties_of_no_direction_or_of_scenarios_together():
    samples = [
        sample(share("duty"), np.zeros(50), np.ones(50)),
        sample(figure("x", direction="none"), np.zeros(50), np.ones(50)),
        differing(np.ones(50), scope="all"),
    ]
    assert claims_of(samples, one_look(50)) == []


@pytest.mark.parametrize(("difference", "way"), [(1.0, "same"), (-1.0, "same"), (1.01, "worse"), (-1.01, "better")])
def test_a_run_goes_a_way_beyond_the_bound_and_not_at_it(difference, way):
    for of, sign in ((figure("told"), 1), (figure("told", direction="higher"), -1)):
        (claim,) = claims_of([sample(of, np.zeros(50), np.full(50, sign * difference))], one_look(50))
        assert (claim.way, claim.runs) == (way, 50)


def test_half_of_the_runs_is_not_most_of_them():
    (claim,) = claims_of([differing(np.full(50, 5.0))], one_look(50))
    for share_, most in ((0.5, False), (0.51, True)):
        one = replace(claim, share=share_)
        other = replace(one, column="people", way="better", figure="heard")
        assert settled([one]) is most
        assert [found.figure for found in worth_telling([one, other], 3)] == (["heard", "told"] if most else ["told"])


def test_ways_are_settled_when_those_of_all_minutes_are_known():
    known, unknown = differing(np.full(50, 5.0), "a"), differing(np.r_[np.full(26, 5.0), np.full(24, -5.0)], "b")
    people = sample(HURT, np.zeros(50), np.r_[np.ones(25), np.zeros(25)])
    for samples, answer in (([known, people], True), ([known, unknown], False), ([people], False), ([], False)):
        assert settled(claims_of(samples, one_look(50))) is answer


def test_what_is_worse_for_people_is_told_first():
    changes = {"later": 5.0, "sooner": -5.0, "alike": 0.0}
    minutes = [differing(np.full(50, change), name) for name, change in changes.items()]
    people = [sample(HURT, np.zeros(50), np.ones(50)), sample(HEARD, np.zeros(50), np.ones(50))]
    claims = claims_of([*minutes[::-1], *people[::-1]], one_look(50))
    assert [one.figure for one in worth_telling(claims, 9)] == ["hurt", "heard", "later", "sooner"]
    assert [one.figure for one in worth_telling(claims, 2)] == ["hurt", "heard"]
    still = claims_of([minutes[2], sample(HURT, np.zeros(50), np.zeros(50))], one_look(50))
    assert [one.figure for one in worth_telling(still, 3)] == ["alike"]
    split = claims_of([differing(np.r_[np.full(26, 5.0), np.full(24, 0.0)], "split"), minutes[2]], one_look(50))
    assert [one.figure for one in worth_telling(split, 3)] == ["split", "alike"]
