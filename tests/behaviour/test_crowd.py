"""How a crowd behaves: nobody is lost or made, what calms and what drives on, and what chance may and may not do."""

from __future__ import annotations

import itertools
import math
import statistics
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.state import Behaviour, Counts
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters
from tests.behaviour.crowds import advance, assert_conserved, waiting

ACTS = {
    "open": lambda crowd, minute, size, group: crowd.open_reception(minute, group),
    "close": lambda crowd, minute, size, group: crowd.close_reception(minute, group),
    "tell": lambda crowd, minute, size, group: crowd.tell_wait(minute, size, group),
    "register": lambda crowd, minute, size, group: crowd.register(minute, size),
    "choose": lambda crowd, minute, size, group: crowd.choose_representatives(minute, size, group),
    "hear": lambda crowd, minute, size, group: crowd.hear(minute, group),
    "talk": lambda crowd, minute, size, group: crowd.talk(minute, size / 20, group),
    "leader": lambda crowd, minute, size, group: crowd.leader_receives(minute, group),
    "answer": lambda crowd, minute, size, group: crowd.answer(minute, size % 3, group),
    "persuade": lambda crowd, minute, size, group: crowd.persuade(minute, size / 90, size / 60, group),
    "rumour": lambda crowd, minute, size, group: crowd.start_rumour(minute, size, group),
    "deter": lambda crowd, minute, size, group: crowd.deter(minute, size / 20, group),
    "clear": lambda crowd, minute, size, group: crowd.clear(minute, size / 60, group, Behaviour(size % 4)),
    "leave": lambda crowd, minute, size, group: crowd.all_leave(minute, group),
    "bring": lambda crowd, minute, size, group: crowd.bring(minute, group),
}
QUEUES = {"register"}  # works off a queue: doing it twice takes the next ones


def groups_of(size: int) -> list[GroupParameters]:
    return [
        waiting(size, id="a", threshold_mean_pct=25, over_min=20.0, rung_shares=(0.2, 0.5, 0.3)),
        waiting(size, id="b", buses=((5.0, size // 2),), patience_mean_min=20),
        waiting(size, id="c", begins_min=None, over_min=5.0),
    ]


@settings(max_examples=30)
@given(
    size=st.integers(0, 40),
    seed=st.integers(0, 2**64 - 1),
    acts=st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from(sorted(ACTS)), st.integers(0, 60), st.sampled_from("abc")),
        max_size=15,
    ),
)  # fmt: skip
def test_nobody_is_lost_or_made_and_an_act_done_twice_is_done_once(size, seed, acts) -> None:
    once, twice = (Crowd(CrowdParameters(), groups_of(size), seed=seed) for _ in range(2))
    for minute in range(1, 45):
        for crowd in (once, twice):
            crowd.tick(minute)
        for at, name, amount, group in acts:
            if at == minute:
                ACTS[name](once, minute, amount, group)
                for _ in range(1 if name in QUEUES else 2):
                    ACTS[name](twice, minute, amount, group)
        for group in "abc":
            assert_conserved(once.counts(group))
        assert_conserved(once.counts())

    assert once.counts() == twice.counts()
    assert (once.levels() == twice.levels()).all()


def test_the_same_seed_gives_the_same_crowd_and_another_seed_another() -> None:
    def day(seed: int) -> tuple[bytes, Counts]:
        crowd = Crowd(CrowdParameters(), groups_of(300), seed=seed)
        crowd.start_rumour(0, 1, "a")
        advance(crowd, 30)
        crowd.persuade(30, 0.5)
        crowd.clear(30, 0.5, from_level=Behaviour.CALM)
        return crowd.levels().tobytes(), crowd.counts()

    assert day(7) == day(7)
    assert day(7) != day(8)


def test_what_is_done_to_a_crowd_moves_no_draw() -> None:
    left_alone, handled = (Crowd(CrowdParameters(), groups_of(300), seed=4) for _ in range(2))
    handled.start_rumour(0, 5, "a")
    for minute in range(1, 61):
        left_alone.tick(minute)
        handled.tick(minute)
        handled.persuade(minute, 0.01)
        handled.clear(minute, 0.01, from_level=Behaviour.CALM)

    assert handled.counts() != left_alone.counts()
    assert handled._turns.bit_generator.state["state"]["state"].tolist() == (left_alone._turns.bit_generator.state["state"]["state"].tolist())


@pytest.mark.parametrize("off", ["rumour_cost_pct", "reception_credit_pct", "backlash_pct", "deterrence_pct", "hurt_share", "waiting_cost_pct_per_h"])
def test_an_effect_that_is_off_changes_no_ones_luck(off: str) -> None:
    on_luck, off_luck = (
        Crowd(parameters, groups_of(200), seed=9)._members
        for parameters in (CrowdParameters(), CrowdParameters(**{off: 0.0}))  # type: ignore[arg-type]  # a float field
    )
    assert (on_luck.threshold == off_luck.threshold).all()
    assert (on_luck._patience == off_luck._patience).all()
    assert (on_luck._destiny == off_luck._destiny).all()
    assert (on_luck.rung == off_luck.rung).all()
    assert all((a == b).all() for a, b in zip(on_luck._comes, off_luck._comes, strict=True))


def test_one_more_group_changes_nobody_elses_luck() -> None:
    few = Crowd(CrowdParameters(), groups_of(200)[:2], seed=9)._members
    more = Crowd(CrowdParameters(), groups_of(200), seed=9)._members

    assert (more.threshold[:400] == few.threshold).all()
    assert (more._patience[:400] == few._patience).all()


def tips(size: int, sd: float, seed: int) -> bool:
    parameters = CrowdParameters(redecide_rate_per_min=math.inf, waiting_cost_pct_per_h=0)
    group = waiting(size, threshold_mean_pct=25, threshold_sd_pct=sd, patience_mean_min=math.inf)
    crowd = Crowd(parameters, [group], seed=seed)
    advance(crowd, 250)
    return crowd.active_pct() > 50


def test_small_crowds_tip_by_chance_and_large_ones_at_the_fold() -> None:
    small = [statistics.mean(tips(50, sd, seed) for seed in range(60)) for sd in (12.0, 12.5)]
    large = [statistics.mean(tips(20_000, sd, seed) for seed in range(4)) for sd in (11.9, 12.6)]

    assert 0.02 < small[0] < 0.5
    assert 0.02 < small[1] < 0.5
    assert large == [0, 1]


def active_minutes(seed: int, parameters: CrowdParameters, received_at: int | None, told_at: int | None = None) -> float:
    """Minutes that members spend vocal or worse in seven hours, per member."""
    crowd = Crowd(parameters, [waiting()], seed=seed)
    spent = 0
    for minute in range(1, 421):
        if minute == received_at:
            crowd.open_reception(minute)
            crowd.register(minute, 600)
        if minute == told_at:
            crowd.tell_wait(minute, 120)
        crowd.tick(minute)
        spent += crowd.counts().active
    return spent / 600


@cache
def mean_minutes(received_at: int | None, credit: float = 8.0, told_at: int | None = None) -> float:
    parameters = CrowdParameters(reception_credit_pct=credit, registered_patience_factor=math.inf)
    return statistics.mean(active_minutes(seed, parameters, received_at, told_at) for seed in range(4))


def test_the_earlier_the_reception_the_fewer_the_minutes_of_disorder() -> None:
    minutes = [mean_minutes(at) for at in (60, 120, 180, 210, 240, 300)] + [mean_minutes(None)]

    assert all(later >= earlier - 0.5 for earlier, later in itertools.pairwise(minutes))  # who leaves is chance
    assert minutes[0] < 5
    assert minutes[-1] > 60


def test_when_reception_opens_matters_far_more_than_how_much_it_earns() -> None:
    def last_that_calms(credit: float) -> int:
        return next(at for at in range(260, 149, -10) if mean_minutes(at, credit) < 40)

    half, usual, double = last_that_calms(4.0), last_that_calms(8.0), last_that_calms(16.0)

    assert half <= usual <= double
    assert double - half <= 40  # four times the credit is worth no more than forty minutes
    assert mean_minutes(double + 40, 16.0) > mean_minutes(half, 4.0) + 60


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), at=st.integers(1, 250), wait=st.integers(0, 200))
def test_telling_the_wait_never_makes_anybody_act(seed: int, at: int, wait: int) -> None:
    group = waiting(200, patience_mean_min=math.inf)
    told, untold = (Crowd(CrowdParameters(), [group], seed=seed) for _ in range(2))
    for minute in range(1, 300):
        told.tick(minute)
        untold.tick(minute)
        if minute == at:
            told.tell_wait(minute, wait)
        assert (told.levels() <= untold.levels()).all()


def test_telling_the_wait_lowers_disorder_where_people_may_leave() -> None:
    assert mean_minutes(270, told_at=100) < mean_minutes(270)


def test_after_the_tip_it_takes_far_more_dialogue_than_before() -> None:
    parameters = CrowdParameters(waiting_cost_pct_per_h=0, credit_half_life_min=math.inf)
    group = waiting(1000, thresholds="quantiles", threshold_mean_pct=25, threshold_sd_pct=13, patience_mean_min=math.inf)

    def calmed_by(strength: float, minute: int) -> bool:
        crowd = Crowd(parameters, [group], seed=1)
        crowd.register(0, 5)
        crowd.choose_representatives(0, 5, "a")
        advance(crowd, minute)
        crowd.talk(minute, strength)
        advance(crowd, 900)
        return crowd.active_pct() < 20

    strengths = [0.25 * step for step in range(41)]
    before = next(strength for strength in strengths if calmed_by(strength, 1))
    after = next(strength for strength in strengths if calmed_by(strength, 500))

    assert before > 0
    assert after >= 5 * before


@pytest.mark.parametrize(
    ("act", "direction"),
    [
        ("leader", 1), ("deter", 1), ("answer", 1), ("hear", 1), ("talk", 1), ("open", 1), ("rumour", -1),
    ],
)  # fmt: skip
def test_each_act_moves_the_shift_its_way(act: str, direction: int) -> None:
    crowd = Crowd(CrowdParameters(), [waiting()], seed=1)
    advance(crowd, 60)
    crowd.register(60, 100)
    crowd.choose_representatives(60, 5, "a")
    if act == "answer":
        crowd.hear(60)
    before = crowd.shift_pct("a")
    ACTS[act](crowd, 60, 20, "a")

    assert (crowd.shift_pct("a") - before) * direction > 0


def test_force_hurts_drives_the_rest_on_and_sends_nobody_home_heard() -> None:
    parameters = CrowdParameters(hurt_share=0.5)
    crowd = Crowd(parameters, [waiting(), waiting(id="b")], seed=1)
    advance(crowd, 60)
    assert crowd.register(60, 600) == 600
    before = crowd.shift_pct("b")
    cleared = crowd.clear(60, 1.0, "a", Behaviour.CALM)
    counts = crowd.counts()

    assert counts.cleared == cleared == crowd.counts("a").arrived - crowd.counts("a").left_by_patience
    assert crowd.shift_pct("b") == before - parameters.backlash_pct
    assert counts.hurt == pytest.approx(cleared / 2, abs=4 * math.sqrt(cleared / 4))
    assert counts.returned_home_heard == 0


def test_what_force_drives_on_fades_by_half_in_its_half_life() -> None:
    parameters = CrowdParameters(backlash_pct=20.0, backlash_half_life_min=30.0, waiting_cost_pct_per_h=0)
    crowd = Crowd(parameters, [waiting(), waiting(id="b")], seed=1)
    advance(crowd, 60)
    before = crowd.shift_pct("b")
    assert crowd.clear(60, 1.0, "a", Behaviour.CALM)
    advance(crowd, 90)

    assert crowd.shift_pct("b") == pytest.approx(before - 10.0)


def test_influences_fade_by_half_in_their_half_lives_and_do_not_add_up() -> None:
    parameters = CrowdParameters(waiting_cost_pct_per_h=0, deterrence_pct=8, deterrence_half_life_min=30)
    crowd = Crowd(parameters, [waiting()], seed=1)
    for _ in range(3):
        crowd.deter(0)
    advance(crowd, 60)

    assert crowd.shift_pct("a") == pytest.approx(2.0)


def test_a_weaker_influence_does_not_replace_a_stronger_one() -> None:
    crowd = Crowd(CrowdParameters(), [waiting()], seed=1)
    crowd.deter(0, 1.0)
    strong = crowd.shift_pct("a")
    crowd.deter(0, 0.1)

    assert crowd.shift_pct("a") == strong > 0


def test_waiting_costs_nothing_within_the_grace_and_then_by_the_hour() -> None:
    parameters = CrowdParameters(waiting_cost_pct_per_h=6, grace_min=30)
    crowd = Crowd(parameters, [waiting()], seed=1)
    advance(crowd, 30)
    assert crowd.shift_pct("a") == 0
    advance(crowd, 90)

    assert crowd.shift_pct("a") == pytest.approx(-6)
