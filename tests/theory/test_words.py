"""What is said of a revision whose truth is known: never a wrong word more often than promised."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from analysis.experiment import decision, hull
from analysis.experiment.decision import decide, word_of
from analysis.experiment.looks import looks_for_means, one_look
from tests.theory.simulated import (
    DONE_FIGURES,
    PEOPLE_FIGURES,
    differing,
    experiment,
    lives,
    rare,
    reaching,
    remembered,
    sample,
    screened,
    share,
    too_often,
    until_settled,
    words,
)


@pytest.fixture(autouse=True)
def _same_resamples(monkeypatch):
    """Resamples hang on the number of pairs alone: made once, they serve all experiments."""
    monkeypatch.setattr(hull, "resampled", remembered)


HELPS = {"helps", "no-difference"}
SAID = {"helps", "hurts", "trades"}
HURT, HEARD = PEOPLE_FIGURES[0], PEOPLE_FIGURES[2]


@pytest.mark.parametrize(("scenarios", "ids", "trials"), [(1, 80, 40), (3, 12, 20)])
def test_a_plan_against_itself_is_called_in_one_of_twenty_at_most(scenarios, ids, trials, monkeypatch):
    monkeypatch.setattr(decision, "hulls", screened)
    wrong = 0
    for number in range(trials):
        luck = np.random.default_rng([scenarios, number])
        arms = [{f"scenario {one}": lives(luck, 200, ids) for one in range(scenarios)} for _ in range(2)]
        wrong += any(one.state in ("worse", "better") for one in decide(experiment(arms[0], arms[1], 200, ids), one_look(200)))
    assert not too_often(wrong, trials, 0.05)


def test_looking_often_calls_nothing_more_often():
    looks = looks_for_means(400)
    wrong = 0
    for number in range(60):
        luck = np.random.default_rng([7, number])
        moved = luck.normal(0, 10, (7, 400))
        wrong += any(
            set(words(decide([differing(one[:pairs], f"told-{place}") for place, one in enumerate(moved)], looks)).values()) & SAID
            for pairs in looks.planned
        )
    assert not too_often(wrong, 60, 0.05)


def first(moved, pairs):
    return [differing(moved[:pairs])]


@pytest.mark.parametrize(
    ("effect", "chance", "usual", "wrong"),
    [(200, 0.02, 0, HELPS), (200, 0.02, -2, HELPS), (98, 0.02, -2, SAID), (-200, 0.02, 2, {"hurts", "no-difference"}), (40, 0.05, 0, HELPS)],
)
def test_rare_disasters_and_traps_seldom_get_a_wrong_word(effect, chance, usual, wrong):
    mistaken = 0
    for number in range(50):
        luck = np.random.default_rng([11, number])
        moved = rare(luck, 400, effect, chance, usual)
        said, _ = until_settled(partial(first, moved), looks_for_means(400))
        mistaken += said["one"] in wrong
    assert not too_often(mistaken, 50, 0.05)


@pytest.mark.parametrize(
    ("harmed", "before", "after"),
    [
        (HURT, (0.0, 0.0), (20.0, 0.02)),
        (HURT, (0.0, 0.0), (6.0, 0.05)),
        (share("duty"), (1.0, 1.0), (1.0, 0.97)),
        (share("duty"), (1.0, 0.95), (1.0, 0.9)),
    ],
)
def test_harm_that_is_not_sure_enough_to_be_said_does_not_pass_for_no_difference(harmed, before, after):
    mistaken = 0
    for number in range(40):
        luck = np.random.default_rng([13, number])
        sides = [np.where(luck.random(400) < chance, value, 0.0) for value, chance in (before, after)]
        minutes = luck.normal(0, 1, 400)

        def at(pairs, sides=sides, minutes=minutes):
            return [
                *(sample(one, *[np.ones(pairs)] * 2) for one in DONE_FIGURES[:9]),
                sample(harmed, *(one[:pairs] for one in sides)),
                differing(minutes[:pairs]),
            ]

        mistaken += until_settled(at, looks_for_means(400))[0]["one"] in HELPS
    assert not too_often(mistaken, 40, 0.05)


@pytest.mark.parametrize(("before", "after", "word"), [(0.47, 1.0, "helps"), (1.0, 0.0, "hurts")])
def test_a_moment_that_is_reached_more_or_less_often_is_named(before, after, word):
    findings = decide(reaching(np.random.default_rng(3), 200, before, after), one_look(200))
    assert word_of(findings) == word
    assert {one.state for one in findings} == {"better" if word == "helps" else "worse"}


def test_beside_strong_revisions_a_null_one_is_judged_as_if_alone():
    luck = np.random.default_rng(5)
    samples = experiment({"one": lives(luck, 200, 8)}, {"one": lives(luck, 200, 8)}, 200, 8)
    alone = decide(samples, one_look(200))
    decide([differing(luck.normal(18, 1, 200))], one_look(200))
    assert decide(samples, one_look(200)) == alone


def test_within_one_revision_a_column_does_not_lend_its_error_to_another():
    luck = np.random.default_rng(6)
    weak = luck.normal(-1.6, 10, 200)
    alone = decide([differing(weak)], one_look(200))[0]
    beside = decide([differing(weak), *(sample(one, luck.random(200) < 0.1, luck.random(200) < 0.9) for one in DONE_FIGURES)], one_look(200))[0]
    assert alone == beside
    assert alone.level == pytest.approx(1 - 0.05 * 0.4)
