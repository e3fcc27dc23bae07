"""Warnings before the end of another duty's limit: when they are raised, when they are due, and when there is nothing to warn of."""

from __future__ import annotations

import pytest

from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN, WAIVED
from tests.duty_books import Book

WARNED = ({"within": "4 h"}, {"warns_of": "d0", "ahead": "1 h", "act": "notify", "form": "notice", "to": ["c"]})


def warnings(log: Book, until: float) -> list[tuple[float, float | None, str]]:
    log.book.advance(until)
    return [(one.opens, one.due, one.state) for one in log.book.obligations if one.rule.id == "d1"]


def test_a_warning_is_raised_ahead_of_the_end_and_due_with_it():
    log = Book(*WARNED)
    assert log.see(0, "verified", "a") == [("raised", "d0"), ("due-known", "d0"), ("due-known", "d1"), ("raised", "d1")]

    assert warnings(log, 180.0) == []
    assert warnings(log, 180.5) == [(180.0, 240.0, OPEN)]


@pytest.mark.parametrize(
    ("done", "expected"), [(180, []), (181, [(180.0, 240.0, WAIVED)]), (240, [(180.0, 240.0, WAIVED)]), (241, [(180.0, 240.0, OPEN)])]
)
def test_nobody_need_warn_of_what_is_done_in_time(done, expected):
    log = Book(*WARNED)
    log.see(0, "verified", "a")
    log.see(done, "received", "a", "b", "initial")

    assert warnings(log, 300.0) == expected


def test_an_early_warning_counts_from_when_the_other_duty_arose():
    log = Book(*WARNED)
    log.see(0, "received", "a", "c", "notice")
    log.see(10, "verified", "a")
    log.see(20, "received", "a", "c", "notice")

    assert warnings(log, 300.0) == [(190.0, 250.0, DONE)]
    done = log.one("d1").done
    assert (log.one("d1").note, done is not None and done.time) == (BEFORE_ITS_TRIGGER, 20.0)


def test_a_warning_moves_with_the_limit_of_which_it_warns():
    log = Book(WARNED[0] | {"stops": {"on": "requested"}, "resumes": {"on": "approved"}}, WARNED[1])
    log.see(0, "verified", "a")
    log.see(170, "requested", "c")
    assert warnings(log, 400.0) == []
    log.see(410, "approved", "c")

    assert warnings(log, 420.0) == []
    assert warnings(log, 421.0) == [(420.0, 480.0, OPEN)]


def test_a_warning_that_waited_for_an_end_waits_for_the_later_one():
    log = Book(WARNED[0] | {"extends": {"on": "approved", "length": "1 h"}}, WARNED[1])
    log.see(0, "verified", "a")
    log.see(100, "approved", "c")

    assert warnings(log, 200.0) == []
    assert warnings(log, 241.0) == [(240.0, 300.0, OPEN)]


def test_what_was_warned_of_early_and_then_done_in_time_leaves_no_warning():
    log = Book(*WARNED)
    log.see(0, "verified", "a")
    log.see(20, "received", "a", "c", "notice")
    log.see(30, "received", "a", "b", "initial")

    assert warnings(log, 300.0) == []


def test_each_of_a_group_warns_of_a_limit_that_somebody_else_s_receipt_began():
    log = Book(WARNED[0] | {"bearer": "b", "on": "received", "to": ["a"]}, WARNED[1] | {"bearer": "all", "to": ["b"]})
    log.see(0, "received", "a", "b", "order")
    log.book.advance(200.0)

    assert [one.bearer for one in log.book.obligations if one.rule.id == "d1"] == ["a", "c"]


def test_each_slot_has_a_warning_and_each_warning_may_have_its_own():
    log = Book({"every": "2 h"}, {"warns_of": "d0", "ahead": "30 min", "form": "notice", "act": "notify"},
               {"warns_of": "d1", "ahead": "10 min", "form": "warning", "act": "warn"})  # fmt: skip
    log.see(0, "verified", "a")
    log.book.advance(239.0)

    assert [(one.rule.id, one.opens, one.due) for one in log.book.obligations if one.rule.id != "d0"] == [
        ("d1", 90.0, 120.0), ("d2", 110.0, 120.0), ("d1", 210.0, 240.0), ("d2", 230.0, 240.0),
    ]  # fmt: skip


def test_whoever_must_warn_of_another_body_s_limit_knows_when_from_what_it_has_seen():
    log = Book(WARNED[0], WARNED[1] | {"bearer": "c", "to": ["b"]}, viewer=["c"])
    assert log.see(0, "verified", "a") == [("due-known", "d1"), ("raised", "d1")]
    assert log.see(100, "received", "a", "b", "initial") == [("waived", "d1")]
    assert not log.book.event("e").raised


def test_the_bearer_of_a_warning_may_be_whoever_bears_the_other_duty():
    log = Book(WARNED[0] | {"bearer": "@actor"}, WARNED[1] | {"bearer": "@bearer"})
    log.see(0, "verified", "b")
    log.see(0, "verified", "clerk")
    log.book.advance(300.0)

    assert {one.bearer for one in log.book.obligations if one.rule.id == "d1"} == {"clerk"}  # nobody owes a message to itself
