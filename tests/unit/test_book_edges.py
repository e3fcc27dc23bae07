"""What a duty book says row by row where few rows reach: who is pointed at, what is kept open and found again, what holds of a fact."""

from __future__ import annotations

import pytest

from tests.duty_books import Book


def test_an_obligation_is_named_by_rule_event_bearer_recipient_and_occurrence():
    told = Book({})
    told.see(0, "verified", "a")
    assert told.one().id == "d0/e/a/b/1"


def test_what_is_done_is_open_no_more():
    told = Book({})
    told.see(0, "verified", "a")
    assert [one.rule.id for one in told.book.event("e").open] == ["d0"]
    assert told.see(5, "received", "a", "b", "initial") == [("discharged", "d0")]
    assert list(told.book.event("e").open) == []
    assert told.see(6, "received", "a", "b", "initial") == []


def test_one_act_settles_duties_in_the_order_in_which_they_were_raised():
    told = Book({"on": "noticed", "per": "event"}, {"bearer": "clerk"})
    told.see(0, "verified", "clerk")
    told.see(1, "noticed", "a")
    assert told.see(5, "received", "clerk", "b", "initial") == [("discharged", "d1"), ("discharged", "d0")]


def test_among_very_many_recipients_an_act_settles_the_duty_to_its_own():
    many = [f"x{number}" for number in range(60)]
    told = Book({"to": many}, bodies=many)
    told.see(0, "verified", "a")
    told.see(5, "received", "a", "x7", "initial")
    assert [one.recipients for one in told.book.obligations if one.done is not None] == [("x7",)]


@pytest.mark.parametrize("fact", ["requester", "approver"])
def test_a_pointer_means_whom_the_row_names(fact):
    told = Book({"to": [f"@{fact}"]})
    told.see(0, "verified", "a", **{fact: "c"})  # type: ignore[arg-type] # a name of a fact
    assert told.one().recipients == ("c",)


def test_the_approver_is_whoever_activated_where_the_row_names_nobody():
    told = Book({"to": ["@approver"]})
    told.see(0, "activated", "c")
    told.see(1, "verified", "a")
    assert told.one().recipients == ("c",)


@pytest.mark.parametrize(("form", "level"), [("proposal", None), ("initial", "two")])
def test_a_level_that_is_only_proposed_does_not_hold(form, level):
    told = Book({})
    told.see(0, "reported", "a", "b", form, level="two")
    assert told.book.event("e").value("level") == level


@pytest.mark.parametrize(("age", "holds"), [(9, True), (10, False), (11, False), ("yesterday", False)])
def test_what_holds_is_the_newest_by_its_age_and_of_one_age_the_last_told(age, holds):
    told = Book({})
    told.see(10, "noticed", "a", wet=True)
    told.see(20, "noticed", "a", wet=False, as_of={"wet": age})
    assert told.book.event("e").value("wet") is holds


def test_a_doubt_stands_until_what_was_open_is_known_not_to_have_been_so():
    told = Book({"when": "wet"})
    told.see(0, "verified", "a")
    assert [(one.rule.id, one.occurrence) for one in told.book.standing_doubts()] == [("d0", 1)]
    told.see(5, "noticed", "a", wet=False)
    assert told.book.standing_doubts() == []
