"""From which moment a limit runs, where there are several: the cause, the earliest that carried the matter, the latest before, the first after."""

from __future__ import annotations

from typing import Any

import pytest

from sim.plan.obligations import WAIVED
from tests.duty_books import Book

RECEIVED = {"within": {"limit": "1 h", "from": "received"}}
AWARE = {"within": {"limit": "1 h", "from": "aware"}}
CLASSIFIED = {"within": {"limit": "1 h", "from": "classified"}}
OCCURRED = {"within": {"limit": "1 h", "from": "occurred"}}


def test_the_receipt_that_the_raising_row_names_as_its_cause_starts_the_limit():
    log = Book(RECEIVED)
    for minute in (10, 20, 30):
        log.see(minute, "received", "b", "a", "initial")
    log.see(40, "verified", "a", cause=1)

    assert (log.one().anchor, log.one().due) == (20.0, 80.0)


@pytest.mark.parametrize(
    ("kind", "actor", "to"),
    [("received", "b", "c"), ("noticed", "a", ""), ("occurred", "", ""), ("classified", "a", "")],
    ids=["somebody else's receipt", "no receipt", "the event", "a grade"],
)
def test_a_cause_that_is_no_such_moment_of_the_bearer_starts_nothing(kind, actor, to):
    log = Book(RECEIVED, OCCURRED, CLASSIFIED, AWARE)
    log.see(5, kind, actor, to)
    log.see(10, "received", "b", "a", "initial")
    log.see(40, "verified", "a", cause=0)

    assert log.one().anchor == 10.0


def test_a_receipt_by_a_post_of_the_bearer_is_the_bearer_s():
    log = Book(RECEIVED)
    log.see(10, "received", "b", "clerk", "initial")
    log.see(20, "received", "b", "a", "initial")
    log.see(40, "verified", "a")

    assert log.one().anchor == 10.0


def test_a_receipt_by_a_body_is_not_that_of_one_post_in_it():
    log = Book({**RECEIVED, "bearer": "clerk"})
    log.see(10, "received", "b", "a", "initial")
    log.see(20, "received", "b", "clerk", "initial")
    log.see(40, "verified", "a")

    assert log.one().anchor == 20.0


def test_who_notices_is_who_acts_and_who_receives_is_who_is_told():
    log = Book(AWARE)
    log.see(10, "noticed", "c", "a")
    log.see(20, "received", "a", "c", "initial")
    log.see(30, "noticed", "a", "c")
    log.see(40, "verified", "a")

    assert log.one().anchor == 30.0


def test_a_row_without_anybody_starts_nobody_s_limit():
    log = Book(AWARE, RECEIVED)
    log.see(10, "noticed")
    log.see(20, "received", "b")
    log.see(40, "verified", "a")

    assert [one.anchor for one in log.book.obligations] == [None, None]


@pytest.mark.parametrize(
    ("seen", "anchor"),
    [
        ([(10, False), (20, True), (25, True)], 20.0),  # the earliest that carried it
        ([(10, None), (20, True)], 10.0),  # what was open when it came may have carried it
        ([(10, False), (20, False)], 20.0),  # none did: the latest before
    ],
)
def test_the_earliest_receipt_that_carried_the_matter_starts_the_limit(seen, anchor):
    log = Book({**RECEIVED, "when": "wet"})
    for minute, wet in seen:
        log.see(minute, "received", "b", "a", "initial", **({} if wet is None else {"wet": wet}))
    log.see(30, "verified", "a", wet=True)

    assert log.one().anchor == anchor


@pytest.mark.parametrize(("seen", "anchors"), [([10, 20], [20.0]), ([10, 20, 30], [30.0]), ([31], [31.0]), ([31, 35], [31.0])])
def test_a_duty_of_every_trigger_runs_from_the_latest_receipt_before_it_else_from_the_first_after_it(seen, anchors):
    log = Book({**RECEIVED, "per": "trigger"})
    rows = sorted([(minute, "received") for minute in seen] + [(30.0, "verified")])
    for minute, kind in rows:
        log.see(minute, kind, "b" if kind == "received" else "a", "a" if kind == "received" else "", "initial" if kind == "received" else "")

    assert [one.anchor for one in log.book.obligations] == anchors


def test_the_second_of_two_triggers_runs_from_its_own_receipt():
    log = Book({**RECEIVED, "per": "trigger", "when": "wet"})
    log.see(10, "received", "b", "a", "initial", wet=True)
    log.see(20, "verified", "a")
    log.see(30, "received", "b", "a", "initial", wet=True)
    log.see(40, "verified", "a")
    log.see(41, "received", "b", "a", "initial", wet=False)

    assert [one.anchor for one in log.book.obligations] == [10.0, 30.0]


def test_a_receipt_is_also_the_moment_at_which_one_is_aware():
    log = Book({"when": "wet", "within": {"earlier": [{"limit": "2 h", "from": "received"}, {"limit": "1 h", "from": "aware"}]}})
    log.see(10, "received", "b", "a", "initial", wet=False)
    log.see(20, "received", "b", "a", "initial", wet=True)
    log.see(25, "received", "b", "a", "initial", wet=True)
    log.see(30, "verified", "a")

    assert (log.one().due, log.one().anchor) == (80.0, 20.0)


# -- a mere risk -------------------------------------------------------------------------------------------------------------


def test_what_was_told_of_a_mere_risk_is_no_receipt_of_the_event_even_where_it_is_named_as_the_cause():
    log = Book(RECEIVED)
    log.see(5, "received", "b", "a", "warning")
    log.see(10, "occurred")
    log.see(20, "verified", "a", cause=0)
    assert log.one().anchor is None

    log.see(30, "received", "b", "a", "initial")
    assert log.one().anchor == 30.0


def test_what_carried_a_mere_risk_does_not_start_the_limit_of_the_event():
    log = Book({**RECEIVED, "when": "wet"})
    log.see(5, "received", "b", "a", "warning", wet=True)
    log.see(10, "occurred")
    log.see(15, "received", "b", "a", "initial", wet=True)
    log.see(20, "verified", "a", wet=True)

    assert log.one().anchor == 15.0


def test_an_event_that_is_told_a_second_time_does_not_take_back_what_was_received():
    log = Book(RECEIVED)
    for minute, kind, actor, to in ((0, "occurred", "", ""), (10, "received", "b", "a"), (15, "occurred", "", ""), (20, "received", "b", "a")):
        log.see(minute, kind, actor, to, "initial" if actor else "")
    log.see(30, "verified", "a")

    assert log.one().anchor == 10.0


def test_a_grade_that_was_given_to_a_risk_stays_given():
    log = Book({**CLASSIFIED, "when": "wet"}, RECEIVED)
    log.see(2, "classified", "a", wet=True)
    log.see(5, "regraded", "a", wet=True)
    log.see(10, "occurred")
    log.see(20, "verified", "a", wet=True)

    assert log.one().anchor == 2.0


@pytest.mark.parametrize(("when", "anchor"), [("wet", 7.0), ("not wet", 7.0)])
def test_a_grade_that_carried_nothing_of_the_matter_counts_where_it_is_the_latest_before(when, anchor):
    log = Book({**CLASSIFIED, "when": when}, RECEIVED)
    wet = when == "wet"
    log.see(2, "classified", "a", wet=not wet)
    log.see(7, "regraded", "a", wet=not wet)
    log.see(10, "occurred")
    log.see(20, "verified", "a", wet=wet)

    assert log.one().anchor == anchor


# -- duties that were done ---------------------------------------------------------------------------------------------------

THEN = {"on": "arrived", "within": {"limit": "1 h", "from": "duty:d0"}, "form": "follow-up"}


def doings(first: dict[str, Any], then: dict[str, Any], *rows: tuple[float, str, str, str, str]) -> list[float | None]:
    """From when the duties run that wait for another."""
    log = Book(first, {**THEN, **then})
    for row in rows:
        log.see(*row)
    return [one.anchor for one in log.book.obligations if one.rule.id == "d1"]


EACH = {"per": "trigger"}


@pytest.mark.parametrize(
    ("done", "anchor"),
    [([(10, 15), (20, 25)], 25.0), ([(10, 15), (40, 45)], 15.0), ([(40, 45), (50, 55)], 45.0), ([(10, 30)], 30.0), ([], None)],
    ids=["the latest before", "not one after", "the first after", "at the same minute", "none"],
)
def test_of_several_doings_the_latest_before_the_next_duty_starts_its_limit(done, anchor):
    rows = [row for asked, sent in done for row in ((asked, "verified", "a", "", ""), (sent, "received", "a", "b", "initial"))]
    rows = sorted([*rows, (30, "arrived", "a", "", "")], key=lambda row: (row[0], row[1] == "arrived"))

    assert doings(EACH, {}, *rows) == [anchor]


def test_what_was_done_towards_the_bearer_starts_its_limit_and_not_what_it_did_itself():
    groups = {"to": ["b", "c"]}
    found = doings(
        groups, {"bearer": "c", "to": ["b"]},
        (0, "verified", "a", "", ""), (10, "received", "a", "b", "initial"), (20, "received", "a", "c", "initial"), (30, "arrived", "a", "", ""),
    )  # fmt: skip

    assert found == [20.0]


def test_while_it_was_not_done_towards_the_bearer_its_limit_waits():
    groups = {"to": ["b", "c"]}
    found = doings(
        groups, {"bearer": "c", "to": ["b"]}, (0, "verified", "a", "", ""), (10, "received", "a", "b", "initial"), (30, "arrived", "a", "", "")
    )  # fmt: skip

    assert found == [None]


def test_what_was_done_towards_a_post_or_towards_its_body_is_done_towards_the_other():
    to_post = doings({"bearer": "b", "to": ["clerk", "c"]}, {"to": ["b"]}, (0, "verified", "b", "", ""), (5, "received", "b", "c", "initial"),
        (10, "received", "b", "clerk", "initial"), (30, "arrived", "a", "", ""))  # fmt: skip
    to_body = doings({"bearer": "b", "to": ["a", "c"]}, {"bearer": "clerk", "to": ["b"]}, (0, "verified", "b", "", ""),
        (5, "received", "b", "c", "initial"), (10, "received", "b", "a", "initial"), (30, "arrived", "a", "", ""))  # fmt: skip

    assert (to_post, to_body) == ([10.0], [10.0])


def test_of_what_one_has_done_oneself_that_towards_the_same_recipient_counts():
    found = doings(
        {"to": ["c", "b"]}, {"to": ["b", "c"]},
        (0, "verified", "a", "", ""), (10, "received", "a", "c", "initial"), (20, "received", "a", "b", "initial"), (30, "arrived", "a", "", ""),
    )  # fmt: skip

    assert found == [20.0, 10.0]


def test_where_one_has_done_it_towards_others_alone_the_own_doing_counts_and_not_another_s():
    found = doings(
        {"bearer": "all", "to": ["b"]}, {"bearer": "c", "to": ["a"]},
        (0, "verified", "a", "", ""), (10, "received", "a", "b", "initial"), (20, "received", "c", "b", "initial"), (30, "arrived", "a", "", ""),
    )  # fmt: skip

    assert found == [20.0]


def test_where_others_alone_were_to_do_it_the_first_of_theirs_counts():
    found = doings(
        {"to": ["c"]}, {"bearer": "b", "to": ["a"]}, (0, "verified", "a", "", ""), (10, "received", "a", "c", "initial"), (30, "arrived", "a", "", "")
    )  # fmt: skip

    assert found == [10.0]


def test_a_limit_that_waits_for_a_duty_begins_when_that_is_done():
    log = Book({}, THEN)
    log.see(0, "verified", "a")
    log.see(10, "arrived", "a")
    assert (log.one("d1").due, log.one("d1").due_known) == (None, False)

    assert ("due-known", "d1") in log.see(20, "received", "a", "b", "initial")
    assert log.one("d1").due == 80.0


def test_what_goes_on_until_another_duty_is_done_stops_with_it():
    log = Book({}, {"every": "1 h", "until": "duty:d0", "form": "follow-up"})
    log.see(0, "verified", "a")
    log.see(10, "received", "a", "b", "initial")

    assert log.one("d1").state == WAIVED


def test_what_is_raised_anew_has_a_clock_of_its_own():
    log = Book({**RECEIVED, "on": ["classified", "regraded"], "when": "grade == 'II'"}, grades=("I", "II"))
    log.see(10, "received", "b", "a", "initial", grade="II")
    log.see(20, "classified", "a", grade="II")
    log.see(30, "regraded", "a", grade="I")
    log.see(40, "received", "b", "a", "initial", grade="II")
    log.see(50, "regraded", "a", grade="II")

    assert [one.anchor for one in log.book.obligations if one.rule.id == "d0"] == [10.0, 40.0]


def test_what_was_told_of_a_risk_does_not_end_the_wait_for_the_receipt_of_the_event():
    log = Book({"within": {"earlier": [{"limit": "1 h", "from": "received"}, {"limit": "9 h", "from": "classified"}]}})
    log.see(0, "verified", "a")
    log.see(5, "received", "b", "a", "warning")
    log.see(10, "occurred")
    log.see(20, "received", "b", "a", "initial")

    assert log.one().due == 80.0


# -- moments that a condition measures ---------------------------------------------------------------------------------------

SLOW = {"on": "arrived", "when": "elapsed('duty:d0', 'trigger') > '30 min'", "form": "follow-up"}


@pytest.mark.parametrize(
    ("done", "raised"),
    [
        ([(9, "a", "b")], 1),  # 31 minutes before
        ([(10, "a", "b")], 0),
        ([(9, "a", "b"), (20, "a", "c")], 0),  # the latest of its own
        ([(9, "a", "b"), (20, "c", "b")], 1),  # its own, and not another's
        ([(9, "c", "b")], 1),  # another's, where it has none of its own
        ([], 0),
    ],
)
def test_a_condition_measures_from_the_latest_doing_and_from_one_s_own_where_there_is_one(done, raised):
    log = Book({"bearer": "all", "to": ["b", "mayor"]}, SLOW)
    log.see(0, "verified", "a")
    for minute, actor, to in done:
        log.see(minute, "received", actor, "mayor" if to == "c" else to, "initial")
    log.see(40, "arrived", "a")

    assert len([one for one in log.book.obligations if one.rule.id == "d1"]) == raised


def test_what_is_done_after_the_row_that_asks_does_not_settle_what_it_asked():
    log = Book({}, SLOW)
    log.see(0, "verified", "a")
    log.see(10, "arrived", "a")
    log.see(20, "received", "a", "b", "initial")

    assert [one.rule.id for one in log.book.standing_doubts()] == ["d1"]
