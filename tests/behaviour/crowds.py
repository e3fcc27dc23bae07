"""Crowds for tests: people who wait, a clock that runs, and the count that must come out."""

from __future__ import annotations

from dataclasses import fields

from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.state import Counts
from sim.inputs.crowd_parameters import GroupParameters


def waiting(size: int = 600, **changes: object) -> GroupParameters:
    return GroupParameters(**{"id": "a", "size": size, **changes})  # type: ignore[arg-type]  # a test's table


def advance(crowd: Crowd, until: int) -> None:
    for minute in range(int(crowd.minute) + 1, until + 1):
        crowd.tick(minute)


def assert_conserved(counts: Counts) -> None:
    ways = counts.left_by_patience + counts.persuaded + counts.cleared + counts.dispersed
    went = counts.returned_home_heard + counts.returned_home_unheard + counts.moved_up + counts.another_day
    assert counts.arrived == counts.present + ways == counts.present + went
    assert counts.present == counts.calm + counts.vocal + counts.obstructing + counts.storming
    assert counts.answered <= counts.heard <= counts.registered <= counts.arrived
    assert counts.returned_home_heard <= counts.heard
    assert counts.unregistered <= counts.unheard <= counts.unanswered <= counts.present
    assert counts.unheard + counts.left_unheard == counts.arrived - counts.heard
    assert counts.hurt <= counts.cleared
    assert min(getattr(counts, field.name) for field in fields(counts)) >= 0
