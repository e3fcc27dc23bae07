"""What a duty book keeps where few rows reach, worked out by hand: names, slots, channels, warnings, and what is found in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.calendar import Calendar
from sim.record import Row
from tests.duty_books import APRIL, Book

UNKNOWN_DAYS: Calendar = replace(APRIL, holidays=frozenset(), workdays=frozenset(), years=frozenset())
NOTICE = {"act": "notify", "form": "notice", "to": ["c"]}
LIMIT = {"within": "4 h"}
WARNING = {"warns_of": "d0", "ahead": "1 h", **NOTICE}


# -- names and order ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "name"),
    [
        ({"to": {"any": ["b", "c"]}}, "d0/e/a/b|c/1"),
        ({"act": "verify", "form": None, "to": "none stated"}, "d0/e/a/-/1"),
        ({"bearer": "none stated"}, "d0/e/-/b/1"),
    ],
)
def test_whoever_is_not_named_is_a_dash_and_several_are_joined(duty, name):
    told = Book({key: value for key, value in duty.items() if value is not None} | ({"form": ""} if "form" in duty else {}))
    told.see(0, "verified", "a")
    assert [one.id for one in told.book.obligations] == [name]


def test_one_act_settles_what_was_raised_by_turns_in_that_order():
    told = Book({"per": "trigger"}, {"bearer": "clerk", "on": "noticed", "per": "trigger"})
    told.see(0, "verified", "clerk")
    told.see(1, "noticed", "a")
    told.see(2, "verified", "clerk")

    assert told.see(5, "received", "clerk", "b", "initial") == [("discharged", "d0"), ("discharged", "d1"), ("discharged", "d0")]


def test_of_duties_that_one_row_raises_the_plan_s_order_counts():
    told = Book({"bearer": "clerk"}, {}, {"bearer": "clerk", "form": ""})
    told.see(0, "verified", "a")

    assert told.see(5, "received", "clerk", "b", "initial") == [("discharged", "d0"), ("discharged", "d1"), ("discharged", "d2")]


# -- channels ----------------------------------------------------------------------------------------------------------------


def minute(row: Row | None) -> float | None:
    return None if row is None else row.time


def test_the_first_act_whose_channel_nobody_stated_is_kept_and_none_that_counts():
    told = Book({"channel": "phone"})
    told.see(0, "verified", "a")
    told.see(5, "received", "a", "b", "initial")
    told.see(6, "received", "a", "b", "initial")

    assert (minute(told.one().unsure), told.one().wrong) == (5.0, None)


def test_the_first_act_by_a_wrong_channel_is_kept_with_its_way():
    told = Book({"channel": "phone"})
    told.see(0, "verified", "a")
    told.see(5, "received", "a", "b", "initial", "network")
    told.see(6, "received", "a", "b", "initial", "runner")

    assert (minute(told.one().wrong), told.one().wrong_way, told.one().unsure) == (5.0, "network", None)


def test_an_act_that_counts_is_neither_wrong_nor_unsure():
    told = Book({"channel": "phone"})
    told.see(0, "verified", "a")
    told.see(5, "received", "a", "b", "initial", "phone")

    assert (told.one().state, told.one().wrong, told.one().unsure) == ("done", None, None)


# -- slots -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minute", "settled"), [(119.0, [1]), (120.0, [1]), (121.0, [1, 2])])
def test_a_report_at_the_very_end_of_a_slot_catches_up_with_those_before_and_leaves_that_one(minute, settled):
    """Slots end at 60 and 120; the first went by undone. At 120 the second still runs, and needs a report of its own."""
    told = Book({"every": "1 h"})
    told.see(0, "verified", "a")
    told.see(minute, "received", "a", "b", "initial")

    assert [one.occurrence for one in told.book.obligations if one.done is not None] == settled


# -- warnings ahead ----------------------------------------------------------------------------------------------------------


def warnings(told: Book) -> list[tuple[str, int, float, float | None, str]]:
    return [(one.rule.id, one.occurrence, one.opens, one.due, one.state) for one in told.book.obligations if one.warns is not None]


def test_a_warning_stands_with_the_limit_of_which_it_warns_and_not_without():
    told = Book({**LIMIT, "stops": {"on": "requested"}, "resumes": {"on": "approved"}}, WARNING)
    told.see(0, "verified", "a")
    told.book.advance(181.0)
    assert told.one("d1").stands is False
    told.see(200, "requested", "a")
    assert told.one("d1").stands is True
    told.see(210, "approved", "b")
    assert (told.one("d1").stands, told.one("d1").due) == (False, 250.0)


def test_warnings_are_numbered_with_the_slots_of_which_they_warn():
    told = Book({"every": "2 h"}, WARNING)
    told.see(0, "verified", "a")
    told.book.advance(350.0)

    assert warnings(told) == [("d1", 1, 60.0, 120.0, "open"), ("d1", 2, 180.0, 240.0, "open"), ("d1", 3, 300.0, 360.0, "open")]


@pytest.mark.parametrize(
    ("viewer", "wet", "doubts"), [(None, None, [("d1", 1, "a", ("c",))]), (None, True, []), (None, False, []), (("a",), None, [])]
)
def test_whether_a_warning_is_owed_is_a_doubt_where_its_condition_is_open(viewer, wet, doubts):
    told = Book(LIMIT, WARNING | {"when": "wet"}, viewer=viewer)
    told.see(0, "verified", "a", **({} if wet is None else {"wet": wet}))
    told.book.advance(600.0)

    assert [(one.rule.id, one.occurrence, one.bearer, one.recipients) for one in told.book.doubts.values()] == doubts
    assert [one.rule.id for one in told.book.obligations if one.warns is not None] == (["d1"] if wet else [])


def test_a_warning_of_an_end_that_nobody_knows_for_certain_is_as_doubtful():
    told = Book({"within": "3 working days"}, WARNING, calendar=UNKNOWN_DAYS)
    told.see(0, "verified", "a")
    told.book.advance(100_000.0)

    assert told.one("d0").doubt is not None
    assert told.one("d1").doubt is told.one("d0").doubt
    assert told.one("d1").due_known is told.one("d0").due_known is True


def test_each_warning_tells_its_end_once_and_again_only_when_it_moves():
    told = Book({**LIMIT, "extends": {"on": "approved", "length": "1 h"}}, WARNING, WARNING | {"ahead": "2 h", "form": "warning", "act": "warn"})

    raised = told.see(0, "verified", "a")
    assert [rule for what, rule in raised if what == "raised"] == ["d0", "d1", "d2"]
    assert sorted(rule for what, rule in raised if what == "due-known") == ["d0", "d1", "d2"]
    assert told.see(1, "noticed", "c") == []
    assert sorted(told.see(2, "approved", "b")) == [("due-known", "d0"), ("due-known", "d1"), ("due-known", "d2")]


def test_a_warning_given_before_its_time_is_done_and_says_so():
    told = Book(LIMIT, WARNING)
    told.see(0, "verified", "a")
    told.see(10, "received", "a", "c", "notice")
    told.book.advance(181.0)

    assert warnings(told) == [("d1", 1, 180.0, 240.0, "done")]
    assert told.one("d1").note == "before its trigger"


def test_of_a_limit_that_is_kept_in_time_nobody_has_to_warn_and_of_one_that_is_late_they_had_to():
    early, late = Book(LIMIT, WARNING), Book(LIMIT, WARNING)
    for told, minute in ((early, 100.0), (late, 300.0)):
        told.see(0, "verified", "a")
        told.see(minute, "received", "a", "b", "initial")
        told.book.advance(600.0)

    assert warnings(early) == []
    assert warnings(late) == [("d1", 1, 180.0, 240.0, "open")]


def test_a_warning_that_was_raised_is_waived_when_the_other_is_done_in_time():
    told = Book(LIMIT, WARNING)
    told.see(0, "verified", "a")
    told.see(200, "received", "a", "b", "initial")

    assert warnings(told) == [("d1", 1, 180.0, 240.0, "waived")]


def test_a_warning_is_due_no_earlier_than_the_other_duty_arises():
    told = Book({"within": "30 min"}, WARNING)
    told.see(100, "verified", "a")
    told.book.advance(101.0)

    assert warnings(told) == [("d1", 1, 100.0, 130.0, "open")]


@pytest.mark.parametrize(("turn", "opens"), [((), 180.0), (((150.0, "requested"), (160.0, "approved")), 190.0)])
def test_a_warning_waits_for_the_end_as_it_is_now(turn: tuple[tuple[float, str], ...], opens: float) -> None:
    told = Book({**LIMIT, "stops": {"on": "requested"}, "resumes": {"on": "approved"}}, WARNING)
    told.see(0, "verified", "a")
    for minute, kind in turn:
        told.see(minute, kind, "a")
    told.book.advance(185.0)
    assert bool(warnings(told)) is (not turn)
    told.book.advance(191.0)
    found: list[Any] = warnings(told)
    assert found == [("d1", 1, opens, opens + 60.0, "open")]
