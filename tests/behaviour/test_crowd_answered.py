"""Who in a crowd is registered, talked to, heard and answered, in which order, and who goes home content."""

from __future__ import annotations

import math

import pytest

from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.state import Behaviour
from sim.inputs.crowd_parameters import CrowdParameters
from tests.behaviour.crowds import advance, waiting


def test_the_only_other_person_is_the_one_who_is_told() -> None:
    for seed in range(20):
        parameters = CrowdParameters(rumour_contacts_per_min=1e6)
        crowd = Crowd(parameters, [waiting(2, patience_mean_min=math.inf)], seed=seed)
        crowd.start_rumour(0, 1)
        crowd.tick(1)

        assert crowd.counts().heard_rumour == 2


def test_those_who_obstruct_or_storm_are_neither_registered_nor_persuaded() -> None:
    group = waiting(100, thresholds_pct=(0.0,) * 40 + (999.0,) * 60, temper_pct=200.0)
    crowd = Crowd(CrowdParameters(redecide_rate_per_min=math.inf), [group], seed=1)
    crowd.tick(1)
    still_here = crowd.counts()
    assert still_here.storming == 40

    assert crowd.register(1, 100) == still_here.calm
    assert crowd.persuade(1, 1.0) == still_here.calm
    assert crowd.counts().storming == crowd.counts().present == 40


def test_reception_stops_the_waiting_clock_and_an_empty_counter_starts_it_again() -> None:
    crowd = Crowd(CrowdParameters(), [waiting(begins_min=10.0)], seed=1)
    advance(crowd, 30)
    crowd.open_reception(30)
    advance(crowd, 50)
    assert crowd.waited_min("a") == 20
    left = crowd.counts().left_by_patience
    crowd.close_reception(50)
    advance(crowd, 90)

    assert crowd.waited_min("a") == 60
    assert left < crowd.counts().left_by_patience


def test_patience_runs_on_before_an_open_hall_until_one_is_registered() -> None:
    parameters = CrowdParameters(registered_patience_factor=math.inf)
    crowd = Crowd(parameters, [waiting(600, patience_mean_min=10)], seed=1)
    crowd.open_reception(0)
    assert crowd.register(0, 100) == 100
    advance(crowd, 1000)

    assert (crowd.counts().left_by_patience, crowd.counts().present) == (500, 100)


def test_who_has_been_registered_waits_as_many_times_as_long_for_the_rest() -> None:
    def left_after(factor: float, minutes: int) -> int:
        crowd = Crowd(CrowdParameters(registered_patience_factor=factor), [waiting(10_000, patience_mean_min=60)], seed=1)
        crowd.register(0, 10_000)
        advance(crowd, minutes)
        return crowd.counts().left_by_patience

    gone = 10_000 * (1 - math.exp(-0.5))
    assert left_after(1, 30) == pytest.approx(gone, abs=4 * math.sqrt(gone))
    assert left_after(4, 120) == pytest.approx(gone, abs=4 * math.sqrt(gone))


def test_only_those_who_were_heard_go_home_heard() -> None:
    parameters = CrowdParameters(unregistered_persuasion_share=1, move_up_heard_share=0, another_day_heard_share=0)
    crowd = Crowd(parameters, [waiting(100)], seed=1)
    crowd.register(0, 30)
    crowd.choose_representatives(0, 5, "a")
    assert crowd.hear(0) == 30
    assert crowd.register(0, 20) == 20
    assert crowd.persuade(0, 1.0) == 100
    counts = crowd.counts()

    assert counts.returned_home_heard == 30
    assert counts.left_unheard == 70 == counts.returned_home_unheard + counts.moved_up + counts.another_day


def test_who_waits_for_somebody_with_a_say_who_is_coming_is_not_talked_home() -> None:
    def gone(awaited: int | None, answered_from: int | None = None) -> int:
        parameters = CrowdParameters(awaiting_persuasion_share=0)
        crowd = Crowd(parameters, [waiting(400, rung_shares=(0.0, 0.5, 0.5, 0.0))], seed=1)
        crowd.register(0, 400)
        crowd.choose_representatives(0, 5, "a")
        crowd.hear(0)
        if answered_from is not None:
            crowd.answer(0, answered_from)
        return crowd.persuade(0, 1.0, awaited=awaited)

    assert gone(None) == 400
    assert gone(0) == 400, "nobody is content with the lowest"
    assert gone(1) == pytest.approx(200, abs=45)
    assert gone(2) == 0
    assert gone(2, answered_from=1) == pytest.approx(200, abs=45), "the answered may go, the others wait for the higher"
    assert gone(2, answered_from=2) == 400


def test_people_are_registered_in_the_order_of_their_arrival_over_all_groups() -> None:
    groups = [waiting(3, id="a", buses=((1.0, 1), (3.0, 1), (5.0, 1))), waiting(2, id="b", buses=((2.0, 1), (4.0, 1)))]
    crowd = Crowd(CrowdParameters(dt_min=10.0), groups, seed=1)
    crowd.tick(10.0)
    order = ["ab"[member >= 3] for _ in range(5) for member in crowd.call(10.0, 1).tolist()]

    assert order == ["a", "b", "a", "b", "a"]


def test_who_does_not_come_forward_keeps_the_place() -> None:
    crowd = Crowd(CrowdParameters(redecide_rate_per_min=math.inf), [waiting(4, thresholds_pct=(0.0, 999.0, 999.0, 999.0), temper_pct=200)], seed=3)
    crowd.tick(1)
    assert crowd.counts().storming == 1
    first = crowd.call(1, 2)
    crowd._members.level[:] = 0
    line = crowd._members.queue.tolist()
    stormed = 0

    assert stormed not in first.tolist()
    assert crowd.call(1, 1).tolist() == [stormed if line.index(stormed) < line.index(int(first[-1])) else line[2]]


# -- whose answer is enough ---------------------------------------------------------------------------------------------------------


def heard(size: int = 3000, shares: tuple[float, ...] = (0.2, 0.5, 0.3), **changes: object) -> Crowd:
    crowd = Crowd(CrowdParameters(**changes), [waiting(size, rung_shares=shares, patience_mean_min=math.inf)], seed=2)  # type: ignore[arg-type]
    crowd.register(0, size)
    crowd.choose_representatives(0, 5, "a")
    assert crowd.hear(0) == size
    return crowd


def test_an_answer_reaches_those_who_are_content_with_its_rung_or_a_lower_one() -> None:
    crowd = heard()
    low, middle, high = (crowd.answer(0, rung) for rung in (0, 1, 2))

    assert [low, middle, high] == pytest.approx([600, 1500, 900], abs=4 * math.sqrt(3000 / 4))
    assert low + middle + high == crowd.counts().answered == 3000


def test_who_has_no_say_answers_nobody_and_the_highest_rung_everybody() -> None:
    assert heard().answer(0, -1) == 0
    assert heard().answer(0, 2) == heard().answer(0) == heard().answer(0, 7) == 3000


def test_the_answers_of_several_reach_those_of_the_highest_in_whatever_order() -> None:
    up, down = heard(), heard()
    for crowd, order in ((up, (0, 1)), (down, (1, 0))):
        for rung in order:
            crowd.answer(0, rung)

    assert up.counts().answered == down.counts().answered
    assert down.answer(0, 0) == 0


def test_who_came_after_an_answer_is_answered_by_the_next() -> None:
    crowd = Crowd(CrowdParameters(), [waiting(10)], seed=1)
    crowd.register(0, 6)
    crowd.choose_representatives(0, 5, "a")
    assert (crowd.hear(0), crowd.answer(0), crowd.register(0, 10), crowd.answer(0), crowd.hear(0), crowd.answer(0)) == (6, 6, 4, 0, 4, 4)


def test_those_answered_are_told_and_then_go_home_by_themselves() -> None:
    crowd = heard(10_000, (1.0,), telling_min=10, content_stay_min=30)
    crowd.answer(0, 0)
    advance(crowd, 10)
    assert crowd.counts().left_by_patience == pytest.approx(0, abs=200)
    advance(crowd, 40)

    here = 10_000 * math.exp(-1)
    assert crowd.counts().present == pytest.approx(here, abs=4 * math.sqrt(here))


def test_who_is_left_without_an_answer_stays() -> None:
    crowd = heard()
    answered = crowd.answer(0, 0)
    advance(crowd, 600)

    assert crowd.counts().present == 3000 - answered


def test_nobody_is_heard_for_whom_nobody_speaks_and_talk_hears_nobody() -> None:
    crowd = Crowd(CrowdParameters(), [waiting(100)], seed=1)
    crowd.register(0, 100)
    crowd.talk(0, 5.0)
    assert crowd.hear(0) == crowd.counts().heard == 0
    assert crowd.shift_pct("a") > 0


@pytest.mark.parametrize(
    ("stage", "case"),
    [("came", ""), ("registered", ""), ("heard", "heard_"), ("answered", "answered_"), ("cleared", "")],
)  # fmt: skip
def test_who_leaves_moves_up_or_comes_again_in_the_shares_of_the_case(stage: str, case: str) -> None:
    shares = {f"move_up_{case}share": 0.25, f"another_day_{case}share": 0.5}
    others = {f"{what}_{other}share": 0.0 for what in ("move_up", "another_day") for other in ("", "heard_", "answered_") if other != case}
    crowd = Crowd(CrowdParameters(**shares, **others), [waiting(10_000)], seed=1)  # type: ignore[arg-type]  # a test's table
    if stage != "came":
        crowd.register(0, 10_000)
    if stage in ("heard", "answered", "cleared"):
        crowd.choose_representatives(0, 5, "a")
        crowd.hear(0)
    if stage in ("answered", "cleared"):
        crowd.answer(0)
    if stage == "cleared":
        crowd.clear(0, 1.0, from_level=Behaviour.CALM)
    else:
        crowd.all_leave(0)
    counts = crowd.counts()

    assert counts.moved_up == pytest.approx(2500, abs=4 * math.sqrt(10_000 * 0.25 * 0.75))
    assert counts.another_day == pytest.approx(5000, abs=4 * math.sqrt(10_000 * 0.25))


def test_representatives_are_at_most_the_parameter_for_all_groups_and_of_those_registered() -> None:
    crowd = Crowd(CrowdParameters(), [waiting(100), waiting(100, id="b")], seed=1)
    assert crowd.choose_representatives(0, 9, "a") == 0
    crowd.register(0, 200)

    assert (crowd.choose_representatives(0, 3, "a"), crowd.choose_representatives(0, 9, "b"), crowd.choose_representatives(0, 9, "a")) == (3, 2, 0)


# -- before the day -----------------------------------------------------------------------------------------------------------------


def test_talk_before_the_day_keeps_a_share_of_those_content_with_that_rung_at_home() -> None:
    shares = (0.2, 0.5, 0.3)
    for rung, content in ((0, 0.2), (1, 0.7), (2, 1.0)):
        crowd = Crowd(CrowdParameters(), [waiting(10_000, rung_shares=shares, talked_to_rung=rung, stay_home_share=0.6)], seed=1)
        kept = 10_000 * content * 0.6
        assert crowd.counts().stayed_home == pytest.approx(kept, abs=4 * math.sqrt(kept))
        assert crowd.counts().arrived == 10_000 - crowd.counts().stayed_home


@pytest.mark.parametrize("changes", [{"talked_to_rung": 1, "stay_home_share": 0.0}, {"talked_to_rung": None, "stay_home_share": 0.6}])
def test_talk_that_keeps_nobody_changes_nothing(changes: dict[str, object]) -> None:
    days = []
    for more in ({}, changes):
        crowd = Crowd(CrowdParameters(), [waiting(300, threshold_mean_pct=25, over_min=20.0, **more)], seed=5)
        advance(crowd, 60)
        days.append((crowd.counts(), crowd.levels().tobytes()))

    assert days[0] == days[1]
    assert days[0][0].stayed_home == 0
