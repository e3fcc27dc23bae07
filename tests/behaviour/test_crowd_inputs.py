"""What a crowd is made from: how its groups come, and what is refused."""

from __future__ import annotations

import doctest
import math
from dataclasses import fields

import numpy as np
import pytest

from sim.agents.crowd import effects
from sim.agents.crowd.effects import Crowd
from sim.errors import InputError
from sim.inputs.crowd_assumptions import ASSUMPTIONS
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters


def waiting(size: int = 600, **changes: object) -> GroupParameters:
    return GroupParameters(**{"id": "a", "size": size, **changes})  # type: ignore[arg-type]  # a test's table


def advance(crowd: Crowd, until: int) -> None:
    for minute in range(int(crowd.minute) + 1, until + 1):
        crowd.tick(minute)


def test_buses_come_at_their_minutes_with_their_loads() -> None:
    group = waiting(100, begins_min=10.0, buses=((5.0, 40), (20.0, 60)))
    crowd = Crowd(CrowdParameters(), [group], seed=1)
    came = {}
    for minute in range(1, 35):
        crowd.tick(minute)
        came[minute] = crowd.counts().arrived

    assert (came[14], came[15], came[29], came[30]) == (0, 40, 40, 100)


def test_a_group_that_begins_never_comes_when_it_is_brought() -> None:
    crowd = Crowd(CrowdParameters(), [waiting(50, begins_min=None)], seed=1)
    advance(crowd, 20)
    assert crowd.counts().arrived == 0
    crowd.bring(20, "a")
    advance(crowd, 21)

    assert crowd.counts().arrived == 50


def test_every_assumption_names_a_parameter_and_holds_its_default() -> None:
    defaults = CrowdParameters()
    method = {"dt_min", "representatives_max"}

    assert set(ASSUMPTIONS) == {field.name for field in fields(CrowdParameters)} - method
    for name, assumption in ASSUMPTIONS.items():
        assert assumption.low <= getattr(defaults, name) <= assumption.high, name
        assert assumption.why


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hurt_share": 1.5}, "hurt_share"),
        ({"grace_mins": 3}, 'did you mean "grace_min"'),
        ({"grace_min": "3"}, "must be a number"),
        ({"grace_min": math.nan}, "out of range"),
        ({"representatives_max": math.inf}, "whole number"),
        ({"representatives_max": 2.5}, "whole number"),
        ({"credit_half_life_min": 0}, "credit_half_life_min"),
        ({"move_up_share": 0.7, "another_day_share": 0.7}, "another_day_share"),
    ],
)
def test_a_wrong_parameter_is_named(values: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        CrowdParameters.from_mapping(values, file="resources.toml")


def test_all_faults_of_a_group_are_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        GroupParameters(id="a", size=-1, over_min=-2, patience_mean_min=0, buses=((1.0, 3),))

    assert len(caught.value.mistakes) == 4


def test_a_tick_out_of_turn_and_an_act_in_the_past_are_refused() -> None:
    crowd = Crowd(CrowdParameters(), [waiting()], seed=1)
    advance(crowd, 5)
    with pytest.raises(ValueError, match="due at minute 6"):
        crowd.tick(8)
    with pytest.raises(ValueError, match="nothing acts before"):
        crowd.open_reception(3)
    with pytest.raises(ValueError, match="a share is 0 to 1"):
        crowd.persuade(5, 2)
    with pytest.raises(KeyError):
        crowd.open_reception(5, "nobody")


def test_a_crowd_without_people_ticks() -> None:
    for groups in ([], [waiting(0)]):
        crowd = Crowd(CrowdParameters(), groups, seed=1)
        crowd.start_rumour(0, 1)
        advance(crowd, 3)

        assert crowd.counts().arrived == 0
        assert crowd.active_pct() == 0
        assert crowd.levels().dtype == np.uint8


def test_the_example_in_the_documentation_is_true() -> None:
    assert doctest.testmod(effects) == (0, 4)
