"""What holds of a fact that is stated more than once: the latest, the largest, the sum, and only what lies in a window. Worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.contradictions import contradictions
from analysis.knowledge import windows_beyond
from sim.record import Header, Record
from tests.unit.toll_book import BY_KIND, CALENDAR, DAY, IN_A_MONTH, IN_A_WEEK, THIRTY, Book, plan


def test_without_a_rule_the_newest_by_age_holds_whatever_its_size():
    book = Book().see(0, "noticed", "works", dead=5).see(9, "verified", "works", dead=3)

    assert book.dead() == 3
    assert book.see(12, "reported", "works", "county", dead=7, as_of={"dead": 4.0}).dead() == 3


def test_the_largest_holds_until_a_verification_starts_it_anew():
    book = Book(holds="largest").see(0, "noticed", "works", dead=5).see(9, "noticed", "works", dead=3)
    assert book.dead() == 5

    assert book.see(20, "verified", "works", dead=4).dead() == 4
    assert book.see(21, "noticed", "works", dead=2).dead() == 4
    assert book.see(25, "noticed", "works", dead=6).dead() == 6
    assert book.see(30, "regraded", "city", grade="minor").dead() == 6  # it does not say how many
    assert book.see(31, "regraded", "city", dead=1).dead() == 1
    assert book.see(40, "reported", "works", "city", dead=9, as_of={"dead": 15.0}).dead() == 1  # older than the verification


def test_a_sum_adds_what_each_row_states_anew():
    book = Book(holds="sum").see(0, "noticed", "works", dead=5).see(9, "noticed", "works", dead=3)
    assert book.dead() == 8

    assert book.see(9, "noticed", "county", dead=3).dead() == 11  # somebody else, who did not know of the three
    assert book.see(12, "noticed", "works", dead=0).dead() == 11


def test_what_is_passed_on_adds_nothing():
    book = Book(holds="sum").see(0, "noticed", "works", dead=5)
    book.see(2, "reported", "works", "county", dead=5).see(4, "received", "works", "county", dead=5)
    book.see(6, "reported", "county", "city", dead=5).see(7, "reported", "works", "city", dead=5).see(8, "received", "works", "city", dead=5)
    book.see(9, "verified", "works", dead=5)

    assert book.dead() == 5
    assert book.see(30, "reported", "works", "county", dead=5).dead() == 10  # the county has heard of the first five: these are others
    assert book.see(40, "reported", "county", "city", dead=5).dead() == 10
    assert book.see(50, "reported", "county", "city", dead=5).dead() == 15


def test_a_message_that_adds_up_what_its_sender_had_not_told_yet_adds_nothing():
    book = Book(holds="sum").see(0, "reported", "works", "county", dead=5).see(1, "reported", "works", "county", dead=3)

    assert book.see(2, "reported", "county", "city", dead=8).dead() == 8
    assert book.see(3, "reported", "county", "city", dead=8).dead() == 16


def test_the_age_tells_a_statement_from_another():
    book = Book(holds="sum").see(5, "reported", "works", "county", dead=2, as_of={"dead": 1.0})

    assert book.see(9, "reported", "works", "county", dead=2, as_of={"dead": 1.0}).dead() == 2
    assert book.see(9, "reported", "works", "county", dead=2, as_of={"dead": 8.0}).dead() == 4


@pytest.mark.parametrize(("at", "holds"), [(IN_A_MONTH - 1, 10), (IN_A_MONTH, 10), (IN_A_MONTH + 1, 9)])
def test_after_the_window_of_the_event_nothing_more_counts(at, holds):
    book = Book(**THIRTY).see(0, "occurred").see(5, "noticed", "works", dead=9).see(at, "noticed", "works", dead=10)

    assert book.dead() == holds


@pytest.mark.parametrize(("at", "holds"), [(1439, 10), (1440, 10), (1441, 9)])
def test_a_window_in_hours_ends_to_the_minute(at, holds):
    assert Book(window="24 h").see(0, "occurred").see(5, "noticed", "works", dead=9).see(at, "noticed", "works", dead=10).dead() == holds


def test_what_is_told_after_the_window_counts_as_of_when_it_was_so():
    book = Book(**THIRTY).see(0, "occurred").see(IN_A_MONTH + 600, "reported", "works", "county", dead=10, as_of={"dead": IN_A_MONTH - 600})

    assert book.dead() == 10


def test_a_window_is_unknown_while_the_event_is():
    book = Book(**THIRTY).see(5, "noticed", "works", dead=12).see(6, "assessed", "city")

    assert book.dead() is None
    assert (book.raised(), book.doubts()) == ([], 1)
    assert Book(frozenset({"works"}), **THIRTY).see(5, "noticed", "works", dead=12).dead() == 12  # a post has to act


@pytest.mark.parametrize(
    ("accident", "at", "holds"),
    [("traffic", IN_A_WEEK, 10), ("traffic", IN_A_WEEK + 1, 9), ("fire", IN_A_WEEK + 1, 10), ("fire", IN_A_MONTH + 1, 9),
     (None, IN_A_WEEK, 10), (None, IN_A_WEEK + 1, None), (None, IN_A_MONTH + 1, 9)],
)  # fmt: skip
def test_the_first_window_whose_condition_holds_counts(accident, at, holds):
    known = {} if accident is None else {"accident": accident}
    book = Book(**BY_KIND).see(0, "occurred").see(5, "noticed", "works", dead=9, **known).see(at, "noticed", "works", dead=10)

    assert book.dead() == holds


@pytest.mark.parametrize(("now", "holds"), [(IN_A_WEEK, 9), (IN_A_WEEK + 1, 2)])
def test_a_rolling_window_lies_before_the_row_that_asks(now, holds):
    book = Book(holds="sum", window="7 days", window_from="now").see(0, "noticed", "works", dead=7).see(DAY, "noticed", "works", dead=2)

    assert book.dead(now) == holds
    assert book.dead(IN_A_WEEK + DAY + 1) == 0  # something was stated, and nothing of it lies in the window
    assert Book(holds="sum", window="7 days", window_from="now").see(0, "noticed", "works").dead() is None


def test_a_rolling_window_of_the_latest_is_unknown_once_it_has_passed():
    book = Book(window="2 h", window_from="now").see(0, "noticed", "works", dead=7)

    assert (book.dead(120), book.dead(121)) == (7, None)


def test_the_row_that_asks_is_asked_for_the_rule_and_not_for_its_own_number():
    assert Book(holds="sum").see(0, "noticed", "works", dead=6).see(5, "assessed", "city", dead=4).raised() == ["tell"]
    assert Book(holds="sum").see(0, "noticed", "works", dead=6).see(5, "assessed", "city", dead=3).raised() == []
    assert Book(**THIRTY).see(0, "occurred").see(IN_A_MONTH + 9, "assessed", "city", dead=10).raised() == []


def test_a_default_holds_where_nobody_has_stated_anything_that_counts():
    assert Book(**THIRTY, default=0).see(0, "occurred").see(IN_A_MONTH + 9, "noticed", "works", dead=10).dead() == 0
    assert Book(**THIRTY, default=0).see(9, "noticed", "works", dead=10).dead() is None  # since when is not known


def test_what_is_no_number_says_nothing():
    assert Book(holds="sum").see(0, "noticed", "works", dead=6).see(5, "noticed", "works", dead="many").dead() is None
    assert Book(holds="largest").see(0, "noticed", "works", dead=True).dead() is None


@pytest.mark.parametrize(("at", "stated", "fits"), [(IN_A_MONTH, "minor", False), (IN_A_MONTH, "major", True), (IN_A_MONTH + 1, "minor", True),
                                                    (IN_A_MONTH + 1, "major", False)])  # fmt: skip
def test_a_stated_grade_is_held_against_what_the_window_holds(at, stated, fits):
    book = Book(**THIRTY).see(0, "occurred").see(5, "noticed", "works", dead=9).see(at, "noticed", "works", dead=10)
    book.see(at + 5, "classified", "works", grade=stated, dead=10)
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T10:00:00", horizon_min=99, events={})
    told = [one.kind for one in contradictions(Record(header, tuple(book.rows)), plan(**THIRTY), CALENDAR)]

    assert told == ([] if fits else ["grade-not-from-facts"])


@pytest.mark.parametrize(("until", "first", "told"), [(7 * DAY, "noticed", 0), (7 * DAY - 1, "noticed", 1), (60, "occurred", 0)])
def test_a_rolling_window_that_reaches_back_before_the_record_is_remarked_upon(until, first, told):
    rule: dict[str, Any] = {"holds": "sum", "window": "7 days", "window_from": "now"}
    book = Book(**rule).see(0, first).see(5, "noticed", "works", dead=2)
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T10:00:00", horizon_min=99, events={})
    found = windows_beyond(Record(header, tuple(book.rows)), plan(**rule), until)

    assert [one.of("en")[:54] for one in found] == ["“dead” counts what was so in a window of 7 days, which"] * told


def test_two_numbers_that_add_up_do_not_contradict_each_other():
    book = Book(holds="sum").see(0, "noticed", "works", dead=9).see(5, "noticed", "works", dead=2).see(6, "reported", "works", "county", dead=9)
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T10:00:00", horizon_min=99, events={})

    assert contradictions(Record(header, tuple(book.rows)), plan(holds="sum"), CALENDAR) == []


def test_a_value_passed_on_keeps_the_age_that_it_had():
    book = Book(window="2 h", window_from="now").see(0, "noticed", "works", dead=7).see(90, "reported", "works", "county", dead=7)
    assert (book.dead(120), book.dead(121)) == (7, None)  # the county was told the two-hour-old number

    book.see(100, "reported", "works", "county", dead=7)  # and now it is told anew
    assert (book.dead(220), book.dead(221)) == (7, None)


def test_another_number_than_the_newest_is_a_statement_of_its_own():
    book = Book(window="2 h", window_from="now").see(0, "noticed", "works", dead=7).see(10, "noticed", "works", dead=8)

    assert book.see(90, "reported", "works", "county", dead=7).dead(200) == 7


def test_a_receipt_is_that_of_the_sending_of_its_age():
    book = Book(holds="sum").see(5, "reported", "works", "county", dead=2, as_of={"dead": 1.0})
    book.see(6, "reported", "works", "county", dead=2, as_of={"dead": 4.0})

    assert book.see(8, "received", "works", "county", dead=2, as_of={"dead": 4.0}).dead() == 4
    assert book.see(9, "received", "works", "county", dead=2, as_of={"dead": 1.0}).dead() == 4
    assert book.see(9, "received", "works", "county", dead=2, as_of={"dead": 7.0}).dead() == 6  # a message of which no sending is known


def test_a_sum_that_is_not_all_of_what_was_untold_is_new():
    book = Book(holds="sum").see(0, "reported", "works", "county", dead=5).see(1, "reported", "works", "county", dead=3)

    assert book.see(2, "reported", "county", "city", dead=7).dead() == 15


def test_who_knows_the_largest_is_told_what_is_newest():
    book = Book(holds="largest").see(0, "noticed", "works", dead=9)
    assert book.see(5, "noticed", "works", dead=4).stated.to_tell("dead", "works", "county") == (9, 0)

    told = book.see(6, "reported", "works", "county", dead=9).see(7, "noticed", "works", dead=3).stated
    assert told.to_tell("dead", "works", "county")[0] == 3


def test_a_post_tells_of_a_sum_what_it_has_not_told_yet():
    stated = (
        Book(holds="sum").see(0, "noticed", "works", dead=5).see(1, "received", "works", "clerk", dead=3).see(2, "noticed", "county", dead=2).stated
    )
    assert stated.to_tell("dead", "county", "city") == (10, 2)
    assert stated.to_tell("dead", "clerk", "works") == (2, 2)  # who found the others itself

    told = (
        Book(holds="sum").see(0, "noticed", "works", dead=5).see(1, "reported", "works", "county", dead=5).see(2, "noticed", "works", dead=4).stated
    )
    assert told.to_tell("dead", "works", "county") == (4, 2)


def test_a_post_tells_the_largest_or_the_latest_with_its_age():
    largest = Book(holds="largest").see(0, "noticed", "works", dead=9).see(1, "verified", "works", dead=5).see(2, "noticed", "works", dead=3).stated
    latest = Book(window="24 h").see(0, "noticed", "works", dead=9).see(2, "noticed", "works", dead=3).stated
    words = Book(holds="largest").see(0, "noticed", "works", dead="many").stated

    assert largest.to_tell("dead", "works", "city") == (5, 1)
    assert latest.to_tell("dead", "works", "city") == (3, 2)
    assert words.to_tell("dead", "works", "city") == ("many", 0)


def test_of_a_plain_fact_the_default_holds_until_somebody_states_it():
    book = Book(default=0).see(0, "noticed", "works")
    assert (book.dead(), book.stated.latest("dead")) == (0, 0)

    book.see(1, "noticed", "works", dead=4)
    assert (book.dead(), book.stated.latest("dead")) == (4, 4)


@pytest.mark.parametrize("window_from", ["event", "now"])
def test_a_window_of_days_has_no_end_where_nobody_knows_the_day(window_from):
    undated = replace(CALENDAR, dated=False)

    assert Book(calendar=undated, window="2 days", window_from=window_from).see(0, "occurred").see(1, "noticed", "works", dead=4).dead() is None
    assert Book(calendar=undated, window="48 h", window_from=window_from).see(0, "occurred").see(1, "noticed", "works", dead=4).dead() == 4
