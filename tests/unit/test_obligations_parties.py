"""Who bears a duty and to whom: lists, any of several, nobody named, groups, roles, posts, pointers, a climb with its top, who is left out."""

from __future__ import annotations

import pytest

from sim.plan.obligations import DONE, OPEN
from tests.unit.obligation_logs import Log


def test_each_recipient_of_a_list_has_an_obligation_of_its_own() -> None:
    log = Log({"to": ["city", "top"]})
    log.see(0, "verified")
    log.see(1, "received", "county", "top", "initial")

    assert log.raised() == [("county", ("city",)), ("county", ("top",))]
    assert log.states() == [OPEN, DONE]


def test_any_of_several_recipients_is_one_obligation() -> None:
    log = Log({"to": {"any": ["city", "top"]}})
    log.see(0, "verified")
    log.see(1, "received", "county", "top", "initial")

    assert log.raised() == [("county", ("city", "top"))]
    assert log.states() == [DONE]


def test_a_report_to_none_of_several_recipients_does_not_discharge_it() -> None:
    log = Log({"to": {"any": ["city", "top"]}})
    log.see(0, "verified")
    log.see(1, "received", "county", "works", "initial")

    assert log.states() == [OPEN]


def test_a_trigger_that_looks_like_the_act_does_not_discharge_what_it_sets_off() -> None:
    log = Log({"on": "received", "bearer": "@actor", "to": ["@to"]})
    log.see(0, "received", "works", "county", "initial")

    assert log.states() == [OPEN]


def test_where_no_recipient_is_named_any_recipient_discharges_it() -> None:
    log = Log({"to": "none stated"})
    log.see(0, "verified")
    log.see(1, "received", "county", "somebody", "initial")

    assert log.raised() == [("county", None)]
    assert log.states() == [DONE]


def test_where_no_bearer_is_named_anybody_discharges_it() -> None:
    log = Log({"bearer": "none stated"})
    log.see(0, "verified")
    log.see(1, "received", "a passer-by", "city", "initial")

    assert log.states() == [DONE]


def test_a_post_that_looks_for_its_own_duties_is_not_asked_where_nobody_is_named() -> None:
    log = Log({"bearer": "none stated"}, viewer=frozenset({"county"}))
    log.see(0, "verified")

    assert log.raised() == []


def test_each_member_of_a_group_bears_the_duty_and_roles_are_bound() -> None:
    log = Log({"bearer": "all"})
    log.see(0, "verified")

    assert [bearer for bearer, _ in log.raised()] == ["county", "mill", "head"]


def test_nobody_reports_to_himself() -> None:
    log = Log({"to": ["all"]})
    log.see(0, "verified")

    assert log.raised() == [("county", ("mill",)), ("county", ("head",))]


@pytest.mark.parametrize(
    ("pointer", "bearer"), [("@actor", "works"), ("@to", "county"), ("@actor.superior", "county"), ("@actor.superior.superior", "city")]
)
def test_pointers_lead_into_the_trigger_row(pointer: str, bearer: str) -> None:
    log = Log({"bearer": pointer, "on": "received", "to": ["top"]})
    log.see(0, "received", "works", "county", "notice")

    assert log.raised() == [(bearer, ("top",))]


def test_a_pointer_of_a_post_climbs_to_the_superior_of_its_body() -> None:
    log = Log({"bearer": "@actor", "on": "noticed", "to": ["@bearer.superior"]})
    log.see(0, "noticed", "head")

    assert log.raised() == [("head", ("city",))]


def test_nobody_stands_above_the_top() -> None:
    log = Log({"bearer": "@actor", "on": "noticed", "to": ["@bearer.superior"]})
    log.see(0, "noticed", "top")

    assert log.raised() == []


@pytest.mark.parametrize(("grade", "reached"), [("III", ["county"]), ("II", ["county", "city"]), ("I", ["county", "city"])])
def test_a_climb_ends_at_the_body_that_the_grade_names(grade: str, reached: list[str]) -> None:
    top = {"III": "city", "II": "top"}
    log = Log({"bearer": "@to", "on": "received", "when": "form == 'initial'", "to": ["@bearer.superior"], "top": top})
    log.see(0, "classified", "works", grade=grade)
    log.see(1, "received", "works", "county", "initial")
    log.see(2, "received", "county", "city", "initial")
    log.see(3, "received", "city", "top", "initial")

    assert [bearer for bearer, _ in log.raised()] == reached
    assert set(log.states()) == {DONE}


def test_the_approver_is_who_started_the_response() -> None:
    log = Log({"bearer": "@activated.approver", "to": ["top"]})
    log.see(0, "activated", "head", level="III")
    log.see(1, "verified", "works")

    assert log.raised() == [("head", ("top",))]


def test_the_approver_of_a_level_is_found_by_the_grade_where_no_level_is_stated() -> None:
    log = Log({"bearer": "@level.approved_by", "to": ["top"]})
    log.see(0, "classified", "works", grade="III")
    log.see(1, "verified", "works")

    assert log.raised() == [("head", ("top",))]


def test_a_level_whose_proposer_is_not_stated_points_at_nobody() -> None:
    log = Log({"bearer": "@level.proposed_by", "to": ["top"]})
    log.see(0, "verified", "works", level="III")

    assert log.raised() == []


@pytest.mark.parametrize(("level", "raised"), [("II", 1), ("III", 1), ("I", 0)])
def test_a_measure_of_a_level_is_set_off_by_the_levels_that_include_it(level: str, raised: int) -> None:
    log = Log({"on": "activated", "level": "III"})
    log.see(0, "activated", "head", level=level)

    assert len(log.raised()) == raised


def test_a_receipt_sets_off_the_duty_of_the_one_who_received_and_of_no_other() -> None:
    log = Log({"on": "received"})
    log.see(0, "received", "works", "top", "notice")
    before = log.raised()
    log.see(1, "received", "works", "head", "notice")

    assert before == []
    assert log.raised() == [("county", ("city",))]


@pytest.mark.parametrize(("actor", "raised"), [("county", 1), ("head", 1), ("second", 0), ("city", 0)])
def test_by_limits_who_may_set_it_off(actor: str, raised: int) -> None:
    log = Log({"by": "county"})
    log.see(0, "verified", actor)

    assert len(log.raised()) == raised


@pytest.mark.parametrize(("actor", "raised"), [("mill", 1), ("unit", 0), ("head", 1), ("second", 1), ("top", 0)])
def test_by_may_name_a_group_with_roles_and_posts(actor: str, raised: int) -> None:
    # the second stands in for the head, who is a member
    log = Log({"by": "all"})
    log.see(0, "verified", actor)

    assert len(log.raised()) == raised


@pytest.mark.parametrize(("actor", "state"), [("head", DONE), ("second", DONE), ("county", OPEN), ("works", OPEN)])
def test_a_posts_duty_is_done_by_it_or_by_its_stand_in(actor: str, state: str) -> None:
    log = Log({"bearer": "head"})
    log.see(0, "verified")
    log.see(1, "received", actor, "city", "initial")

    assert log.states() == [state]


@pytest.mark.parametrize(("form", "kind", "state"), [("initial", "received", DONE), ("final", "received", OPEN), ("initial", "reported", OPEN)])
def test_the_form_and_the_receipt_are_what_counts(form: str, kind: str, state: str) -> None:
    log = Log({})
    log.see(0, "verified")
    log.see(1, kind, "county", "city", form)

    assert log.states() == [state]


def test_where_the_plan_says_so_the_sending_counts() -> None:
    log = Log({"counts": "sent"})
    log.see(0, "verified")
    log.see(1, "reported", "county", "city", "initial")

    assert log.states() == [DONE]


# -- recipients left out, and the body of a post -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ([], ["city", "top", "head"]),
        (["city"], ["top", "head"]),
        (["county"], ["city", "top"]),  # its posts with it
        (["@actor"], ["city", "top"]),  # the county told: its head knows
        (["@actor.superior"], ["top", "head"]),
        (["all"], ["city", "top"]),  # each member
        (["unit"], ["city", "top", "head"]),  # a role that nobody plays among them
    ],
)
def test_recipients_are_left_out_with_their_posts(left_out: list[str], told: list[str]) -> None:
    log = Log({"bearer": "works", "on": "verified", "to": ["city", "top", "head"], "except": left_out})
    log.see(0, "verified", "county")

    assert log.raised() == [("works", (one,)) for one in told]


def test_a_body_is_left_out_where_one_of_its_posts_told() -> None:
    log = Log({"bearer": "@to", "on": "received", "to": ["county", "city", "top"], "except": ["@actor"]})
    log.see(0, "received", "head", "city", "initial")

    assert log.raised() == [("city", ("top",))]  # the county told by its head; nobody owes a message to itself


def test_where_everybody_is_left_out_nothing_is_owed() -> None:
    log = Log({"bearer": "works", "on": "received", "to": {"any": ["city", "county"]}, "except": ["@actor", "county"]})
    log.see(0, "received", "city", "works", "initial")
    log.see(1, "received", "top", "works", "initial")

    assert log.raised() == [("works", ("city",))]


def test_the_body_of_a_post_bears_and_any_of_its_posts_discharges() -> None:
    log = Log({"bearer": "@to.body", "on": "received", "when": "form == 'progress'", "to": ["@actor.body"]})
    log.see(0, "received", "second", "head", "progress")

    assert log.raised() == [("county", ("works",))]
    log.see(1, "received", "county", "second", "initial")
    assert log.states() == [DONE]


def test_the_body_of_a_body_is_itself_and_has_a_superior() -> None:
    log = Log({"bearer": "@actor.body", "to": ["@actor.body.superior"]})
    log.see(0, "verified", "county")

    assert log.raised() == [("county", ("city",))]


def test_the_desk_of_the_post_that_was_told_knows_of_its_bodys_duty() -> None:
    duty = {"bearer": "@to.body", "on": "received", "when": "form == 'progress'"}
    told, other = Log(duty, viewer=frozenset({"head"})), Log(duty, viewer=frozenset({"second"}))
    for log in (told, other):
        log.see(0, "received", "works", "head", "progress")

    assert (told.raised(), other.raised()) == ([("county", ("city",))], [])
