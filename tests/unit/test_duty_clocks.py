"""In the duty book: limits that stop, go on and get longer, start at a time of day or with the latest message, and slots by the wall clock."""

from __future__ import annotations

import pytest

from sim.plan.obligations import DONE, OPEN, WAIVED, Obligation
from sim.record import UNTIMED, Row
from tests.duty_books import DAY, SHIPPED, Book, at

STOPS = {"within": "2 h", "stops": {"on": "requested", "by": "c"}, "resumes": {"on": "approved"}}


def test_a_limit_that_stands_has_no_end_and_ends_later_by_as_long_as_it_stood():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request")
    assert (log.one().due, log.one().due_known, log.one().stands) == (None, False, True)

    assert log.see(90, "approved", "b", "c", "approval") == [("due-known", "d0")]
    assert (log.one().due, log.one().anchor, log.one().stands) == (150.0, 0.0, False)


def test_only_the_row_that_is_named_stops_a_limit_and_only_while_it_runs():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(30, "requested", "b", "c", "request")
    log.see(40, "approved", "b", "c", "approval")
    assert log.one().due == 120.0
    log.see(121, "requested", "c", "b", "request")
    assert (log.one().due, log.one().stands) == (120.0, False)


def test_a_stop_before_the_duty_arose_does_not_concern_it():
    log = Book(STOPS)
    log.see(0, "requested", "c", "b", "request")
    log.see(10, "verified", "a")

    assert log.one().due == 130.0


def test_what_stops_twice_stands_from_the_first_time():
    log = Book(STOPS)
    for minute, kind in ((0, "verified"), (60, "requested"), (70, "requested"), (90, "approved"), (95, "approved")):
        log.see(minute, kind, "c" if kind == "requested" else "a")

    assert log.one().due == 150.0


def test_what_is_done_while_the_limit_stands_is_done_in_time():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(120, "requested", "c", "b", "request")
    log.see(500, "received", "a", "b", "initial")

    assert (log.one().state, log.one().due) == (DONE, 500.0)


def test_a_stop_whose_condition_is_open_leaves_the_end_in_doubt_for_the_judge_alone():
    stops = STOPS | {"stops": {"on": "requested", "when": "wet"}}
    for viewer, doubtful in ((None, True), (["a"], False)):
        log = Book(stops, viewer=viewer)
        made: list[Obligation] = []
        log.book.observe(Row(0, 0.0, "verified", actor="a", about="e"))
        made += log.book.obligations
        log.seq = 1
        log.see(60, "requested", "c", "b", "request")

        assert (made[0].doubt is not None, made[0].due) == (doubtful, 120.0)


@pytest.mark.parametrize(("wet", "due"), [(True, None), (False, 120.0)])
def test_a_stop_asks_its_condition_of_its_own_row(wet, due):
    log = Book(STOPS | {"stops": {"on": "requested", "when": "wet"}})
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request", wet=wet)

    assert (log.one().due, log.one().doubt) == (due, None)


EXTENDS = {"within": "2 h", "extends": {"on": "approved", "by": "b", "length": "1 h"}}


@pytest.mark.parametrize(("moments", "due"), [([60], 180.0), ([120], 180.0), ([120.5], 120.0), ([60, 90], 180.0), ([], 120.0)])
def test_a_limit_is_prolonged_once_and_before_it_has_run_out(moments, due):
    log = Book(EXTENDS)
    log.see(0, "verified", "a")
    for minute in moments:
        log.see(minute, "approved", "b", "a", "approval")
    log.see(170, "approved", "b", "a", "approval")

    assert log.one().due == due


def test_a_limit_that_stands_may_be_prolonged():
    log = Book(STOPS | EXTENDS | {"resumes": {"on": "filed"}})
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request")
    log.see(70, "approved", "b", "a", "approval")
    log.see(90, "filed", "c", "b", "filing")

    assert log.one().due == 120.0 + 30.0 + 60.0


@pytest.mark.parametrize(("viewer", "due"), [(["a"], 180.0), (None, 120.0)])
def test_a_post_learns_by_a_receipt_that_its_limit_is_longer_and_the_judge_by_the_sending(viewer, due):
    log = Book(EXTENDS, viewer=viewer)
    log.see(0, "verified", "a")
    log.see(60, "received", "c", "a", "approval")
    assert log.one().due == 120.0
    log.see(60, "received", "b", "a", "approval")

    assert log.one().due == due


LATEST = {"act": "report", "form": "final", "within": {"limit": "1 h", "from": "latest:follow-up"}}


def test_a_limit_from_the_latest_message_moves_with_each_that_the_bearer_sends_while_it_runs():
    log = Book(LATEST)
    log.see(0, "verified", "a")
    assert (log.one().due, log.one().due_known) == (None, False)
    for minute, actor, due in ((10, "a", 70.0), (20, "b", 70.0), (40, "clerk", 100.0), (100, "a", 160.0), (161, "a", 160.0)):
        log.see(minute, "reported", actor, "c", "follow-up")
        assert log.one().due == due


def test_the_latest_message_before_the_duty_arose_starts_its_limit():
    log = Book(LATEST)
    log.see(0, "reported", "a", "c", "follow-up")
    log.see(10, "reported", "clerk", "c", "follow-up")
    log.see(20, "verified", "a")

    assert (log.one().anchor, log.one().due) == (10.0, 70.0)


def test_the_message_by_which_the_duty_itself_is_done_does_not_move_its_limit():
    log = Book({"form": "follow-up", "within": {"limit": "1 h", "from": "latest:follow-up"}})
    log.see(0, "reported", "a", "c", "follow-up")
    log.see(10, "verified", "a")
    log.see(50, "reported", "a", "b", "follow-up")
    assert log.one().due == 60.0
    log.see(55, "reported", "a", "c", "follow-up")
    assert log.one().due == 115.0


def test_a_limit_from_a_time_of_day_begins_at_or_after_its_trigger():
    log = Book({"within": {"limit": "30 min", "from": "09:00"}, "per": "trigger"})
    for minute in (0, 60, 61):
        log.see(minute, "verified", "a")

    assert log.dues() == [90.0, 90.0, 90.0 + DAY]


def test_periods_may_be_counted_from_a_time_of_day():
    log = Book({"every": "6 h", "start": "09:00"})
    log.see(0, "verified", "a")
    log.book.advance(60.0 + 12 * 60.0)

    assert log.dues() == [60.0 + 6 * 60.0, 60.0 + 12 * 60.0]


@pytest.mark.parametrize(
    ("spared", "bearer", "moves"),
    [([], "a", True), (["a"], "a", False), (["a"], "clerk", False), (["b"], "a", True), (["all"], "a", False), (["clerk"], "a", True)],
)
def test_an_end_moves_but_for_those_who_are_excepted_by_body_post_or_group(spared, bearer, moves):
    log = Book({"bearer": bearer, "within": {"moved": "2 days", "to": "12:00", "except": spared}})
    log.see(0, "verified", "a")

    assert log.one().due == at("05-06 12:00" if moves else "05-01 24:00")


def test_times_of_day_mean_nothing_where_only_minutes_are_known():
    untimed = SHIPPED.of_log(UNTIMED, dated=False)
    for duty in ({"within": {"limit": "30 min", "from": "09:00"}}, {"daily": ["08:00"]}):
        log = Book(duty, calendar=untimed)
        log.see(0, "verified", "a")
        log.book.advance(5000.0)

        assert [(one.due, one.due_known) for one in log.book.obligations] == [(None, False)]


DAILY = {"form": "follow-up", "daily": ["08:00", "17:00"]}


def test_slots_by_the_wall_clock_end_at_each_time_of_day():
    log = Book(DAILY)
    log.see(0, "verified", "a")  # at 08:00: the slot that ends now has nothing to ask for any more
    log.see(at("04-29 17:00"), "received", "a", "b", "follow-up")
    log.book.advance(at("04-30 09:00"))

    assert log.dues() == [at("04-29 17:00"), at("04-30 08:00"), at("04-30 17:00")]
    assert [one.state for one in log.book.obligations] == [DONE, OPEN, OPEN]


def test_slots_may_begin_at_a_moment_before_the_duty_arose_and_only_the_running_one_is_owed():
    log = Book(DAILY | {"start": "occurred"})
    log.see(0, "occurred")
    log.see(at("04-30 10:00"), "verified", "a")

    assert (log.dues(), log.one().opens) == ([at("04-30 17:00")], at("04-30 08:00"))


def test_what_is_forbidden_for_a_time_is_free_after_it():
    forbidden = {"force": "must not", "within": "2 h", "until": "stood-down"}
    for minute, state in ((120, DONE), (120.5, OPEN)):
        log = Book(forbidden)
        log.see(0, "verified", "a")
        log.see(minute, "received", "a", "b", "initial")
        assert log.one().state == state
    log = Book(forbidden)
    log.see(0, "verified", "a")
    log.see(60, "stood-down", "a")
    assert log.one().state == WAIVED
