"""What raises a duty, how often, on which facts; what discharges it before its trigger; and what supersedes it."""

from __future__ import annotations

from typing import Any

import pytest

from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN, SUPERSEDED
from sim.record import Row
from tests.unit.obligation_logs import Log


def test_a_duty_is_raised_once_for_an_event() -> None:
    log = Log({})
    log.see(0, "verified")
    log.see(5, "verified")

    assert len(log.raised()) == 1


def test_a_duty_per_trigger_is_raised_by_each_and_one_act_settles_those_that_are_open() -> None:
    log = Log({"per": "trigger"})
    log.see(0, "verified")
    log.see(5, "verified")
    log.see(6, "received", "county", "city", "initial")
    log.see(7, "verified")

    assert log.states() == [DONE, DONE, OPEN]


def test_an_act_before_its_trigger_counts_and_is_noted() -> None:
    log = Log({})
    log.see(0, "received", "head", "city", "initial")
    log.see(5, "verified")

    assert log.states() == [DONE]
    assert log.book.obligations[0].note == BEFORE_ITS_TRIGGER


@pytest.mark.parametrize(("actor", "to", "form"), [("works", "city", "initial"), ("county", "top", "initial"), ("county", "city", "final")])
def test_an_act_of_another_to_another_or_in_another_form_does_not_count_before_its_trigger(actor: str, to: str, form: str) -> None:
    log = Log({})
    log.see(0, "received", actor, to, form)
    log.see(5, "verified")

    assert log.states() == [OPEN]


def test_a_grade_that_no_longer_holds_supersedes_what_it_raised() -> None:
    log = Log({"on": "classified", "when": "grade == 'III'", "within": "1 h"})
    log.see(0, "classified", "works", grade="III")
    log.see(10, "regraded", "works", grade="II")
    log.see(20, "regraded", "works", grade="III")

    assert log.states() == [SUPERSEDED, OPEN]
    assert [(one.occurrence, one.due) for one in log.book.obligations if one.rule.id == "x"] == [(1, 60.0), (2, 80.0)]


def test_a_regrade_under_which_it_still_holds_changes_nothing() -> None:
    log = Log({"on": "classified", "when": "grade >= 'III'", "within": "1 h"})
    log.see(0, "classified", "works", grade="III")
    log.see(10, "regraded", "works", grade="I")

    assert [(one.state, one.due) for one in log.book.obligations if one.rule.id == "x"] == [(OPEN, 60.0)]


@pytest.mark.parametrize(("facts", "raised"), [({"size": 50}, 1), ({"size": 49}, 0), ({}, 0)])
def test_a_condition_at_below_and_without_its_number(facts: dict[str, Any], raised: int) -> None:
    log = Log({"when": "size >= 50"})
    log.see(0, "verified", "works", **facts)

    assert len(log.raised()) == raised
    assert len(log.book.doubts) == (0 if facts else 1)


def test_a_doubt_goes_when_the_duty_is_raised_after_all() -> None:
    log = Log({"when": "size >= 50"})
    log.see(0, "verified", "works")
    log.see(1, "verified", "works", size=60)

    assert len(log.raised()) == 1
    assert log.book.doubts == {}


def test_a_value_of_a_wrong_type_says_nothing() -> None:
    log = Log({"when": "size >= 50"})
    log.see(0, "verified", "works", size="many")

    assert log.raised() == []
    assert len(log.book.doubts) == 1


def test_an_older_fact_that_arrives_later_does_not_replace_a_newer_one() -> None:
    log = Log({"when": "size >= 50"})
    log.see(5, "estimated", "works", size=60)
    log.see(9, "reported", "works", "county", "initial", size=20, as_of={"size": 2.0})
    log.see(10, "verified", "works")

    assert len(log.raised()) == 1


def test_what_is_true_at_the_scene_raises_nothing() -> None:
    log = Log({"on": "scene"})
    log.see(0, "scene", size=100)

    assert log.raised() == []


def test_a_row_about_no_event_raises_nothing() -> None:
    log = Log({})
    log.book.observe(Row(0, 0.0, "verified"))

    assert log.raised() == []
