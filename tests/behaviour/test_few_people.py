"""What the last few people do, and how they go: by what is assumed of company, of surges and of the end of a stay."""

from __future__ import annotations

from typing import Any

from sim.agents.crowd.effects import Crowd
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters

EVERY_TICK: dict[str, Any] = {"redecide_rate_per_min": float("inf"), "waiting_cost_pct_per_h": 0.0}


def crowd_of(*thresholds: float, **sizes: Any) -> Crowd:
    """People with these thresholds, who look round at every tick and wait for ever."""
    group = GroupParameters(id="a", size=len(thresholds), thresholds_pct=thresholds, patience_mean_min=float("inf"))
    crowd = Crowd(CrowdParameters(**(EVERY_TICK | sizes)), [group], seed=1)
    for minute in range(1, 6):
        crowd.tick(float(minute))
    return crowd


def test_a_few_of_whom_all_shout_lend_each_other_the_company_of_few() -> None:
    alone = crowd_of(-1.0, 40.0, 40.0, 40.0, company_least_people=20.0)
    as_a_share = crowd_of(-1.0, 20.0, 20.0, 20.0)

    assert alone.counts().active == 1
    assert as_a_share.counts().active == 4


def test_who_are_as_many_as_make_a_crowd_feel_their_share() -> None:
    shares = crowd_of(*(-1.0,) * 10, *(40.0,) * 10, company_least_people=20.0)

    assert shares.counts().active == 20


def test_nobody_storms_before_so_many_stand_in_the_way() -> None:
    few = crowd_of(*(-1000.0,) * 9, surge_least_people=10.0)
    enough = crowd_of(*(-1000.0,) * 10, surge_least_people=10.0)

    assert (few.counts().storming, few.counts().obstructing) == (0, 9)
    assert enough.counts().storming == 10


def test_who_has_been_told_what_contents_them_goes_home_whatever_they_did() -> None:
    def left_after(rung: int | None) -> int:
        crowd = crowd_of(*(1000.0,) * 20, content_stay_min=1.0, telling_min=1.0)
        crowd.open_reception(5.0)
        crowd.register(5.0, 20)
        crowd.choose_representatives(5.0, 5, "a")
        crowd.hear(5.0)
        if rung is not None:
            crowd.answer(5.0, rung)
        crowd._members.level[:] = 2  # they all stand in the way
        crowd._members.recount()
        for minute in range(6, 40):
            crowd._members.level[crowd._members.present != 0] = 2
            crowd._members.recount()
            crowd._tire(float(minute))
        return crowd.counts().present

    assert left_after(None) == 20
    assert left_after(0) == 0


def test_the_last_go_one_after_the_other_and_nobody_is_left_at_the_end_of_the_stay() -> None:
    crowd = crowd_of(*(1000.0,) * 60)
    left = []
    for minute in range(6, 67):
        crowd.tick(float(minute))
        crowd.leave_by(66.0, float(minute))
        left.append(crowd.counts().present)

    assert left[-1] == 0
    assert 15 <= left[30] <= 45
    assert max(before - after for before, after in zip([60, *left], left, strict=False)) <= 8
