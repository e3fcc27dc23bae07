"""Where the time went: links between milestones, and the steps to one row."""

from itertools import pairwise

import pytest

from analysis.chain import LINK_NAMES, STEP_NAMES, critical_path, links
from sim.plan.model import Plan
from sim.record import Header, Record, Row


def record(*rows: Row) -> Record:
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00", horizon_min=99, events={})
    return Record(header, rows)


def row(seq, time, kind, actor=None, to=None, cause=None, form=None, about="E1"):
    return Row(seq, time, kind, actor, to, None, form, about, None, None, cause)


CAUSED = record(
    row(0, 0.0, "occurred"),
    row(1, 2.0, "noticed", "guard", cause=0),
    row(2, 3.0, "called", "guard", "office", cause=1, form="initial"),
    row(3, 3.0, "busy", "guard", "office", cause=2, form="initial"),
    row(4, 5.0, "called", "guard", "office", cause=1, form="initial"),
    row(5, 6.5, "reported", "guard", "office", cause=4, form="initial"),
    row(6, 6.5, "received", "guard", "office", cause=5, form="initial"),
    row(7, 8.0, "filed", "office", "archive", cause=6),
    row(8, 11.0, "classified", "office", cause=6),
    row(9, 12.0, "dispatched", "team", cause=8),
    row(10, 30.0, "arrived", "team", cause=9),
)


def test_the_steps_follow_the_causes_and_say_what_was_waited_for():
    steps = critical_path(CAUSED, 10)

    assert [(step.what, step.minutes, step.waited_for) for step in steps] == [
        ("unnoticed", 2.0, "guard"),
        ("task", 1.0, "guard"),
        ("retries", 2.0, "office"),
        ("talk", 1.5, "office"),
        ("on-the-way", 0.0, "office"),
        ("queue", 1.5, "office"),
        ("task", 3.0, "office"),
        ("task", 1.0, "team"),
        ("travel", 18.0, "team"),
    ]
    assert all(step.what in STEP_NAMES for step in steps)


@pytest.mark.parametrize("seq", range(11))
def test_the_minutes_of_the_steps_add_up_exactly(seq):
    steps = critical_path(CAUSED, seq)

    assert sum(step.minutes for step in steps) == CAUSED.rows[seq].time - 0.0
    assert all(before.to_seq == after.from_seq for before, after in pairwise(steps))


def test_an_unknown_row_is_refused():
    with pytest.raises(KeyError):
        critical_path(CAUSED, 99)


PLAN = Plan.model_validate({
    "plan": {"id": "p", "title": "p"}, "body": [{"id": name, "name": name, "clause": "1"} for name in ("guard", "office", "head")],
    "post": [{"id": "clerk", "name": "clerk", "body": "office", "clause": "1"}],
})  # fmt: skip


def test_without_causes_the_latest_row_from_which_the_actor_could_know_leads_on():
    logged = record(
        row(0, 0, "noticed", "guard"),
        row(1, 4, "reported", "guard", "office"),
        row(2, 5, "received", "guard", "office"),
        row(3, 6, "reported", "other", "head"),
        row(4, 9, "verified", "clerk"),
        row(5, 12, "reported", "office", "head"),
        row(6, 13, "received", "office", "head"),
    )

    steps = critical_path(logged, 6, PLAN)
    assert [step.from_seq for step in steps] == [0, 1, 2, 4, 5]
    assert sum(step.minutes for step in steps) == 13


def test_rows_of_one_minute_lead_to_one_another_whatever_their_order():
    logged = record(
        row(0, 5, "noticed", "guard"), row(1, 5, "reported", "guard", "office"), row(2, 5, "reported", "office", "head"),
        row(3, 5, "received", "guard", "office"), row(4, 5, "received", "office", "head"),
    )  # fmt: skip

    assert [step.from_seq for step in critical_path(logged, 4)] == [0, 1, 3, 2]


def test_causes_that_go_round_in_a_circle_end():
    logged = record(row(0, 5, "verified", "a", cause=1), row(1, 5, "verified", "b", cause=0))

    assert len(critical_path(logged, 0)) == 1


def test_the_links_add_up_from_the_first_milestone_to_the_last():
    found = links(CAUSED, "E1")

    assert [(link.name, link.minutes) for link in found] == [
        ("noticed", 2.0), ("said", 4.5), ("received", 0.0), ("classified", 4.5), ("moved", 1.0), ("arrived", 18.0),
    ]  # fmt: skip
    assert sum(link.minutes for link in found) == 30.0
    assert [link.waited_for for link in found][2] == "office"
    assert all(link.name in LINK_NAMES for link in found)


def test_links_stand_in_the_order_in_which_the_milestones_were_reached():
    logged = record(
        row(0, 0, "occurred"), row(1, 2, "notified", "guard", "team"), row(2, 5, "arrived", "team"), row(3, 9, "classified", "head"),
        row(4, 10, "ordered", "head", "team"),
    )  # fmt: skip

    assert [(link.name, link.minutes) for link in links(logged, "E1")] == [("said", 2), ("arrived", 3), ("classified", 4), ("told", 1)]


def test_the_first_word_is_no_passing_on_of_a_decision():
    logged = record(
        row(0, 0, "noticed", "guard"), row(1, 2, "notified", "guard", "office"), row(2, 6, "activated", "office"),
        row(3, 8, "notified", "office", "team"),
    )  # fmt: skip

    assert [(link.name, link.to_seq) for link in links(logged, "E1")] == [("said", 1), ("approved", 2), ("told", 3)]


def test_links_of_another_event_are_none():
    assert links(CAUSED, "E2") == []
