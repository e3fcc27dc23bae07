"""What is said again and what is stated anew, where ages, receipts and broken values meet: worked by hand from the rules of how a fact holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.plan.stated import _length
from tests.duty_books import Book as PlainBook
from tests.unit.toll_book import CALENDAR, DAY, Book

SUM: dict[str, Any] = {"holds": "sum"}
LARGEST: dict[str, Any] = {"holds": "largest"}
UNDATED = replace(CALENDAR, dated=False)


def age(minute: float) -> dict[str, Any]:
    return {"as_of": {"dead": minute}}


@pytest.mark.parametrize(
    ("heard", "total"),
    [
        ({}, 2),  # the receipt of what was sent
        (age(5), 2),  # of the same age
        (age(8), 4),  # of another: something else was said
    ],
)
def test_a_receipt_says_again_what_was_sent_where_its_age_is_that_of_the_sending(heard, total):
    told = Book(**SUM).see(10, "reported", "works", "county", dead=2, **age(5)).see(11, "received", "works", "county", dead=2, **heard)

    assert told.dead() == total


def test_one_sending_has_one_receipt_and_another_receipt_is_of_another_sending():
    told = Book(**SUM).see(10, "reported", "works", "county", dead=2).see(11, "received", "works", "county", dead=2)
    assert told.dead() == 2
    assert told.see(12, "received", "works", "county", dead=2).dead() == 4


def test_two_sendings_of_one_number_have_two_receipts():
    told = Book(**SUM)
    for minute in (10, 12):
        told.see(minute, "noticed", "works", dead=2).see(minute, "reported", "works", "county", dead=2)
    for minute in (20, 22):
        told.see(minute, "received", "works", "county", dead=2)

    assert told.dead() == 4


def test_what_is_put_down_twice_is_known_once_and_added_up_once():
    """Two, the same two verified, and three more: the report of five says nothing new."""
    told = Book(**SUM).see(0, "noticed", "works", dead=2).see(1, "verified", "works", dead=2).see(2, "noticed", "works", dead=3)
    assert told.dead() == 5
    assert told.see(3, "reported", "works", "county", dead=5).dead() == 5


@pytest.mark.parametrize(("said", "total"), [({}, 2), (age(0), 2), (age(9), 4)])
def test_a_number_of_another_age_is_another_statement(said, total):
    assert Book(**SUM).see(0, "noticed", "works", dead=2).see(10, "reported", "works", "county", dead=2, **said).dead() == total


@pytest.mark.parametrize("rule", [SUM, LARGEST, {**LARGEST, "default": 0}, {**SUM, "default": 0}])
def test_where_something_was_stated_that_is_no_number_nobody_knows_how_many_there_are(rule):
    told = Book(**rule).see(0, "noticed", "works", dead="many").see(1, "noticed", "works", dead=3)

    assert told.dead() is None
    assert told.see(2, "reported", "works", "county", dead=7).dead() is None


def test_the_largest_to_tell_leaves_out_what_is_no_number():
    told = Book(**LARGEST).see(0, "noticed", "works", dead=3).see(1, "noticed", "works", dead="many")

    assert told.stated.to_tell("dead", "works", "county") == (3, 0)


def test_whoever_has_not_heard_when_it_began_takes_the_oldest_statement():
    """Seven days from minute 50 end at 24:00 of the seventh day; what is of minute 9 days later is outside."""
    week = {**LARGEST, "window": "7 days"}
    told = Book(frozenset({"city"}), **week).see(100, "noticed", "city", dead=5, **age(50 - DAY)).see(200, "noticed", "city", dead=3)
    late = told.see(7 * DAY - 601, "noticed", "city", dead=9)
    assert late.dead() == 9  # seven days from the day before minute 0 end on the sixth at 24:00
    assert late.see(7 * DAY - 599, "noticed", "city", dead=20).dead() == 9


def test_without_dates_a_window_of_days_is_open_and_not_what_holds_where_nobody_said_anything():
    rolling = {**SUM, "window": "3 days", "window_from": "now", "default": 0}

    assert Book(calendar=UNDATED, **rolling).see(0, "noticed", "works", dead=3).dead() is None
    assert Book(calendar=UNDATED, **rolling).see(0, "noticed", "works").dead() == 0
    assert Book(**rolling).see(0, "noticed", "works", dead=3).dead() == 3


def test_a_window_without_a_length_is_refused_with_what_was_written():
    with pytest.raises(ValueError, match="a window without a length: 'none stated'"):
        _length("none stated")


# -- facts without a rule ----------------------------------------------------------------------------------------------------


def test_ages_that_are_no_table_say_nothing_and_are_no_fact():
    told = PlainBook({})
    told.see(10, "noticed", "a", wet=True, as_of="yesterday")
    told.see(11, "noticed", "a", wet=False, as_of={"wet": 5})

    state = told.book.event("e")
    assert state.value("wet") is True  # of minute 10; the other is older
    assert state.value("as_of") is None


@pytest.mark.parametrize(("second", "holds"), [(9, True), (10, False), (11, False)])
@pytest.mark.parametrize("duty", [{}, {"when": "wet"}])
def test_of_one_age_the_last_told_holds_whoever_else_listens(duty, second, holds):
    told = PlainBook(duty)
    told.see(10, "noticed", "a", wet=True)
    told.see(20, "noticed", "a", wet=False, as_of={"wet": second})

    assert told.book.event("e").value("wet") is holds
