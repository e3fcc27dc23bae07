"""What a verdict names, in which order, and what its small print holds."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.experiment.claims import claims_of
from analysis.experiment.looks import blind_spot, looks_for_means, one_look
from analysis.experiment.verdict import verdict_on
from tests.theory.simulated import DONE_FIGURES, MINUTES_FIGURES, PEOPLE_FIGURES, differing, found


def arm(*, loosens_only=False, takes_away=()):
    duty = [SimpleNamespace(id="duty"), SimpleNamespace(id="other")]
    return SimpleNamespace(
        yardstick=SimpleNamespace(duty=duty), own=SimpleNamespace(duty=[one for one in duty if one.id not in takes_away]), loosens_only=loosens_only
    )


def verdict(findings, word, *, scope="one", words=None, described=(), claims=(), looks=one_look(200), **of_arm):  # noqa: B008 - frozen
    found: Any = SimpleNamespace(
        revision="r", seeds=range(1, 201), findings=tuple(findings), claims=tuple(claims), words=words or {scope: word},
        in_scope=lambda wanted: [one for one in findings if one.scope == wanted],
    )  # fmt: skip
    return verdict_on(found, scope, arm(**of_arm), looks, described)


def named(verdict):
    return [one.figure.id for one in verdict.clauses]


def test_clauses_stand_in_the_order_of_their_weight():
    moved = [
        found("a", "minutes", "worse"), found("b", "minutes", "better"), found("c", "done", "better"), found("d", "people", "better"),
        found("e", "done", "worse"),
        found("f", "people", "worse"),
    ]  # fmt: skip
    for left in range(1, 7):
        expected = sorted(("f", "e", "d", "c", "b", "a")[:left], key="fedcba".index)
        here = [one for one in moved if one.figure.id in expected]
        assert named(verdict(here, "trades"))[0] == expected[0]
    assert named(verdict(moved, "trades")) == ["f", "e"]
    assert verdict(moved, "trades").more == 4


def test_two_clauses_of_the_first_kind_leave_room_for_another():
    worse = [found(name, "people", "worse", difference=size) for name, size in (("a", 1.0), ("b", -9.0), ("c", 5.0), ("d", 7.0))]
    assert named(verdict(worse, "hurts")) == ["b", "d", "c"]
    assert verdict(worse, "hurts").more == 1
    mixed = verdict([*worse, found("told", state="better")], "trades")
    assert (named(mixed), mixed.more) == (["b", "d", "told"], 2)
    assert (named(verdict([found(state="open")], "cannot-tell")), verdict([found(state="same")], "no-difference").more) == ([], 0)


def test_over_all_scenarios_the_harm_to_one_is_named():
    hurt = found("hurt", "people", "worse", scope="first")
    gained = found("told", state="better", scope="all")
    elsewhere = found("heard", "people", "worse", scope="second", difference=-0.01)
    said = {"first": "hurts", "second": "trades", "all": "trades"}
    assert named(verdict([hurt, elsewhere, gained], "trades", scope="all", words=said)) == ["hurt", "heard", "told"]
    near = found("waiting", "people", "worse", scope="all", difference=0.5)
    assert named(verdict([hurt, near], "hurts", scope="all", words=said))[0] == "waiting"
    twice = verdict([hurt, replace(hurt, scope="all"), gained], "trades", scope="all", words=said)
    assert [(one.figure.id, one.scope) for one in twice.clauses] == [("hurt", "all"), ("told", "all")]
    assert named(verdict([hurt, gained], "hurts", scope="first", words=said)) == ["hurt"]


def test_the_largest_against_its_bound_comes_first():
    few = found("hurt", "people", "worse", difference=1.0)
    few, many = replace(few, figure=PEOPLE_FIGURES[0]), replace(few, figure=PEOPLE_FIGURES[2], difference=-0.5)  # 10 bounds and 25
    assert named(verdict([few, many], "hurts")) == [PEOPLE_FIGURES[2].id, "hurt"]


def test_harm_to_one_scenario_is_named_though_over_all_it_is_better_and_only_where_it_makes_the_word():
    hurt = found("hurt", "people", "worse", scope="first")
    gained = replace(hurt, scope="all", state="better")
    said = {"first": "hurts", "second": "helps", "all": "trades"}
    assert [one.scope for one in verdict([hurt, gained], "trades", scope="all", words=said).clauses] == ["first", "all"]
    better = found("heard", "people", "better", scope="first")
    assert named(verdict([hurt, better, gained], "trades", scope="all", words=said)) == ["hurt", "hurt"]
    few = dict.fromkeys(said, "shares")
    assert verdict([hurt], "shares", scope="all", words=few).clauses == ()


def test_what_is_in_doubt_is_shown_minutes_first():
    same, open_, hangs, people = found("a", state="same"), found("b", state="open"), found("c", state="hangs"), found("d", "people")
    assert verdict([same, people, open_, hangs], "cannot-tell").shown is hangs
    assert verdict([same, people, open_], "cannot-tell").shown is open_
    assert verdict([people, same], "cannot-tell").shown is people
    assert verdict([same], "no-difference").shown is same
    assert verdict([], "cannot-tell").shown is None
    assert verdict([hangs], "cannot-tell").hangs
    assert not verdict([hangs, found(state="worse")], "hurts").hangs
    assert not verdict([open_], "cannot-tell").hangs


def test_further_pairs_follow_from_width_and_bound():
    wide = found(state="open", difference=0.0, low=-4.0, high=3.0)
    assert verdict([wide], "cannot-tell").further == 200 * 16 + 1 - 200
    away = found("b", state="open", difference=5.0, low=-5.0, high=14.0)
    assert verdict([away], "cannot-tell").further == 200 * 4 + 1 - 200
    assert verdict([away, wide], "cannot-tell").further == 3001
    assert verdict([found(state="open", difference=5.0, low=4.9, high=5.1)], "cannot-tell").further == 1
    assert verdict([wide, found(state="worse")], "hurts").further is None
    assert verdict([wide, found("c", state="hangs")], "cannot-tell").further is None
    assert verdict([], "cannot-tell").further is None


def test_what_is_repealed_is_lost_only_where_it_was_called_for_and_not_done():
    lost = found("duty", "done", "worse")
    both = verdict([lost, found("other", "done", "same")], "hurts", takes_away=("duty", "other"))
    assert (both.repealed, both.lost) == (("duty", "other"), ("duty",))
    kept = verdict([lost], "hurts")
    assert (kept.repealed, kept.lost) == ((), ())
    assert verdict([replace(lost, state="better")], "helps", takes_away=("duty",)).lost == ()


def test_only_the_yardstick_moved_where_it_only_loosens_and_nothing_differs():
    same = found(state="same")
    assert verdict([same], "no-difference", loosens_only=True).heading == "only-the-mark-moved"
    assert verdict([same], "no-difference").heading == ""
    assert verdict([found(state="open")], "cannot-tell", loosens_only=True).heading == ""
    looser = verdict([found(state="better"), found("duty", "done", "better"), found("heard", "people", "better")], "helps", loosens_only=True)
    assert (named(looser), looser.more, looser.loosens_only) == (["heard"], 0, True)
    assert named(verdict([found("duty", "done", "worse")], "hurts", loosens_only=True)) == ["duty"]


def test_small_print_names_the_blind_spot_of_all_scenarios_together():
    said = {"first": "helps", "second": "helps", "third": "helps", "all": "helps"}
    findings = [found(state="better", scope=scope) for scope in said]
    assert verdict(findings, "helps", scope="all", words=said).blind_spot == pytest.approx(blind_spot(200, 0.05 / 3))
    assert verdict(findings, "helps", scope="first", words=said).blind_spot == pytest.approx(blind_spot(200, 0.05))
    assert verdict(findings, "helps", scope="first", words=said, looks=looks_for_means(400)).blind_spot == pytest.approx(blind_spot(200, 0.025))
    alone = verdict([*findings, found("b", state="open", scope="all")], "helps", scope="all", words=said)
    assert (alone.pairs, alone.looked_at, alone.word) == (200, 2, "helps")


def test_claims_stand_only_where_there_is_no_word():
    claims = claims_of([differing(np.full(50, 5.0), scope="first"), differing(np.full(50, 5.0), scope="second")], one_look(50))
    said = {"first": "shares", "second": "shares", "all": "shares"}
    assert [one.scope for one in verdict([], "shares", scope="first", words=said, claims=claims).claims] == ["first"]
    assert [one.scope for one in verdict([], "shares", scope="all", words=said, claims=claims).claims] == ["first", "second"]
    assert verdict([], "hurts", claims=claims, scope="first").claims == ()


@pytest.mark.parametrize(
    ("own", "after", "told"),
    [(0.9, 0.8, True), (0.8, 0.9, True), (0.801, 0.8, True), (0.001, 0.0, True), (0.8005, 0.8, False), (None, 0.8, False), (0.8, None, False)],
)
def test_its_own_yardstick_is_told_where_it_says_otherwise(own, after, told):
    described = [SimpleNamespace(measure="duties-late", own=own, after=after), SimpleNamespace(measure="something", own=0.1, after=0.9)]
    marks = verdict([], "cannot-tell", described=described).by_own_mark
    assert [(one.measure, one.by_own, one.by_baseline) for one in marks] == ([("duties-late", own, after)] if told else [])


def test_every_figure_of_the_simulated_plan_is_in_its_column():
    assert [len(figures) for figures in (PEOPLE_FIGURES, DONE_FIGURES, MINUTES_FIGURES)] == [7, 80, 7]
