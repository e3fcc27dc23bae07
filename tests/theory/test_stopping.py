"""What an experiment says where it stops by itself, when its results follow a known law: no wrong word more often than promised."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.experiment import decision, hull
from analysis.experiment.decision import MOVED, decide
from analysis.experiment.looks import looks_for_means, looks_for_shares, one_look
from analysis.experiment.samples import ALL
from tests.theory.conducted import FEW_FIGURES, LAW_FIGURES, LAWS, SAID, TOLD, concluded, falsely_said, moved, nothing, truth_of_nothing
from tests.theory.simulated import PEOPLE_FIGURES, differing, experiment, lives, remembered, screened, too_often

HEARD = PEOPLE_FIGURES[2]


@pytest.fixture(autouse=True)
def _same_resamples(monkeypatch):
    """Resamples hang on the number of pairs alone: made once, they serve all experiments."""
    monkeypatch.setattr(hull, "resampled", remembered)


def by(minutes, spread=1.0):
    return moved(lambda luck, pairs: luck.normal(minutes, spread, pairs))


@pytest.mark.parametrize("name", [name for name in LAWS if "A against A" not in name])
def test_what_rarely_happens_seldom_gets_a_wrong_word_at_the_stop(name):
    law, wrong = LAWS[name]
    looks, mistaken = looks_for_means(400), 0
    for number in range(30):
        _, found = concluded(law(np.random.default_rng([17, number]), looks.most), FEW_FIGURES, looks)
        mistaken += found["revision"].headline in wrong
    assert not too_often(mistaken, 30, 0.05)


@pytest.mark.parametrize(("scenarios", "trials"), [(1, 24), (2, 12)])
def test_a_plan_against_itself_gets_no_word_at_the_stop(scenarios, trials, monkeypatch):
    monkeypatch.setattr(decision, "hulls", screened)
    looks, mistaken = looks_for_means(400), 0
    for number in range(trials):
        _, found = concluded(nothing(np.random.default_rng([19, number]), looks.most, scenarios), LAW_FIGURES, looks)
        mistaken += bool(set(found["revision"].words.values()) & SAID)
    assert not too_often(mistaken, trials, 0.05)


def test_of_few_pairs_words_and_claims_together_are_seldom_false(monkeypatch):
    monkeypatch.setattr(decision, "hulls", screened)
    truth, mistaken = truth_of_nothing(), 0
    for number in range(60):
        _, found = concluded(nothing(np.random.default_rng([29, number]), 200), LAW_FIGURES, looks_for_shares(), "quick")
        mistaken += any(falsely_said(found["revision"], truth))
    assert not too_often(mistaken, 60, 0.05)


@pytest.mark.parametrize(("by_minutes", "goal", "looks", "pairs", "reason", "word"), [
    (-5, "decide", looks_for_means(800), 200, "settled", "helps"), (5, "decide", looks_for_means(800), 200, "settled", "hurts"),
    (-0.7, "decide", looks_for_means(400), 400, "most", "cannot-tell"), (5, "quick", looks_for_shares(), 50, "settled", "shares"),
    (5, "runs", one_look(60), 60, "runs", "shares"),
])  # fmt: skip
def test_it_stops_at_the_first_look_that_settles_it(by_minutes, goal, looks, pairs, reason, word):
    ended, found = concluded(by(by_minutes, 1 if abs(by_minutes) > 1 else 10)(np.random.default_rng(1), looks.most), FEW_FIGURES, looks, goal)
    assert (len(ended.seeds["revision"]), ended.reasons["revision"], found["revision"].headline) == (pairs, reason, word)


def test_it_stops_at_the_width_that_was_asked_for():
    law, looks = moved(lambda luck, pairs: luck.normal(3, 10, pairs)), looks_for_means(800)
    for width, pairs in ((3.0, 200), (1.5, 400), (0.01, 800)):
        ended, found = concluded(law(np.random.default_rng(2), 800), FEW_FIGURES, looks, "precision", width=width)
        told = next(one for one in found["revision"].findings if one.figure is TOLD)
        assert len(ended.seeds["revision"]) == pairs
        assert (max(told.high - told.difference, told.difference - told.low) <= width) == (pairs < 800)


def test_without_resamples_the_same_figures_move():
    luck = np.random.default_rng(31)
    base, arm = ({"one": lives(luck, 200, 8)} for _ in range(2))
    for name in ("minutes-1", HEARD.id):
        arm["one"][name] = arm["one"][name] * 1.4
    samples = [*experiment(base, arm, 200, 8), differing(np.full(200, 3.0), "all alike", ALL)]
    with pytest.MonkeyPatch.context() as patched:
        states = [[one.state if one.state in MOVED else "" for one in decide(samples, one_look(200))]]
        patched.setattr(decision, "hulls", screened)
        states.append([one.state if one.state in MOVED else "" for one in decide(samples, one_look(200))])
    assert states[0] == states[1]
    assert {"better", "worse"} <= set(states[0])
