"""Every form of limit and every start, with due times worked by hand. The drill starts on Friday 2026-02-27 at 16:00."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.obligations import DONE, OPEN, Obligation
from sim.plan.rulebook import Rulebook
from sim.record import Row

# Friday 27 February 2026, 16:00; Monday 2 March is a holiday, and Saturday 7 March is worked in exchange.
FRIDAY = Calendar(
    start=datetime(2026, 2, 27, 16), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset({date(2026, 3, 2)}),
    workdays=frozenset({date(2026, 3, 7)}), years=frozenset({2026}),
)  # fmt: skip
MIDNIGHT = 8 * 60.0  # of the first day, in minutes since the start
DAY = 1440.0


def book_of(readings: dict[str, tuple[Any, list[Any]]] | None = None, **duty: Any) -> DutyBook:
    """A duty book for one duty of body a to body b, beside a duty "other" that the same body may do."""
    first = {"id": "x", "clause": "1", "title": "x", "bearer": "a", "on": "verified", "act": "report", "to": ["b"]} | duty
    other = {"id": "other", "clause": "1", "title": "x", "bearer": "a", "on": "verified", "act": "perform", "form": "other"}
    plan = Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("a", "b")],
        "reading": [
            {"id": id_, "clause": "1", "text": "x", "value": value, "choices": choices}
            for id_, (value, choices) in (readings or {}).items()
        ],
        "duty": [first, other],
    })  # fmt: skip
    return DutyBook(Rulebook(plan), FRIDAY, {})


def see(book: DutyBook, *rows: tuple[float, str, str | None, str | None, str | None]) -> Obligation:
    """Show rows (minute, kind, actor, to, form) to a book; the first obligation of duty x."""
    for minute, kind, actor, to, form in rows:
        book.observe(Row(len(SEEN), minute, kind, actor=actor, to=to, form=form, about="e"))
        SEEN.append(kind)
    return next(one for one in book.obligations if one.rule.id == "x")


SEEN: list[str] = []
VERIFIED = (100.0, "verified", "a", None, None)


@pytest.fixture(autouse=True)
def _fresh_sequence() -> None:
    SEEN.clear()


def test_a_plain_length_runs_from_the_trigger() -> None:
    assert see(book_of(within="30 min"), VERIFIED).due == 130.0


def test_no_limit_in_the_file_is_no_due_time() -> None:
    found = see(book_of(), VERIFIED)

    assert (found.due, found.due_known, found.anchor) == (None, True, 100.0)


def test_a_limit_that_is_not_stated_is_no_due_time() -> None:
    found = see(book_of(within="none stated"), VERIFIED)

    assert (found.due, found.due_known, found.anchor) == (None, True, 100.0)


@pytest.mark.parametrize(
    ("start", "rows", "due"),
    [
        ("trigger", [VERIFIED], 160.0),
        ("occurred", [(10.0, "occurred", None, None, None), VERIFIED], 70.0),
        ("aware", [(20.0, "noticed", "a", None, None), (40.0, "received", "b", "a", "notice"), VERIFIED], 80.0),
        ("aware", [(40.0, "received", "b", "a", "notice"), (45.0, "noticed", "a", None, None), VERIFIED], 100.0),
        ("received", [(20.0, "noticed", "a", None, None), (40.0, "received", "b", "a", "notice"), VERIFIED], 100.0),
        ("received", [(40.0, "received", "b", "a", "x"), (50.0, "received", "b", "a", "x"), VERIFIED], 100.0),
        ("classified", [(30.0, "classified", "b", None, None), (35.0, "regraded", "b", None, None), VERIFIED], 90.0),
        ("duty:other", [VERIFIED, (120.0, "performed", "a", None, "other")], 180.0),
    ],
)
def test_an_hour_runs_from_its_start(start: str, rows: list[Any], due: float) -> None:
    assert see(book_of(within={"limit": "1 h", "from": start}), *rows).due == due


@pytest.mark.parametrize("start", ["occurred", "aware", "received", "classified", "duty:other"])
def test_an_unknown_start_leaves_the_due_time_unknown(start: str) -> None:
    found = see(book_of(within={"limit": "1 h", "from": start}), VERIFIED)

    assert (found.due, found.due_known, found.anchor, found.state) == (None, False, None, OPEN)


@pytest.mark.parametrize(
    ("start", "row"),
    [
        ("occurred", (150.0, "occurred", None, None, None)),
        ("aware", (150.0, "noticed", "a", None, None)),
        ("received", (150.0, "received", "b", "a", "x")),
        ("classified", (150.0, "classified", "b", None, None)),
    ],
)
def test_a_start_that_becomes_known_late_sets_the_due_time_then(start: str, row: Any) -> None:
    found = see(book_of(within={"limit": "1 h", "from": start}), VERIFIED, row)

    assert (found.due, found.due_known) == (210.0, True)


def test_a_start_that_becomes_known_after_the_act_still_sets_the_due_time() -> None:
    book = book_of(within={"limit": "1 h", "from": "classified"})
    found = see(book, VERIFIED, (110.0, "received", "a", "b", "initial"), (150.0, "classified", "b", None, None))

    assert (found.state, found.due) == (DONE, 210.0)


def test_somebody_elses_receipt_starts_nothing() -> None:
    assert see(book_of(within={"limit": "1 h", "from": "received"}), (40.0, "received", "a", "b", "x"), VERIFIED).due is None


def test_the_earlier_of_two_moves_forward_when_the_second_becomes_known() -> None:
    book = book_of(within={"earlier": [{"limit": "4 h", "from": "trigger"}, {"limit": "1 h", "from": "classified"}]})
    found = see(book, VERIFIED)
    before = (found.due, found.due_known)
    see(book, (120.0, "classified", "b", None, None))

    assert before == (340.0, False)
    assert (found.due, found.due_known, found.anchor) == (180.0, True, 120.0)


def test_the_earlier_of_two_stays_where_it_is_when_the_second_ends_later() -> None:
    book = book_of(within={"earlier": ["1 h", {"limit": "1 h", "from": "classified"}]})

    assert see(book, VERIFIED, (120.0, "classified", "b", None, None)).due == 160.0


def test_the_later_of_two_is_unknown_until_both_are_known() -> None:
    book = book_of(within={"later": ["1 h", {"limit": "1 h", "from": "classified"}]})
    found = see(book, VERIFIED)
    before = found.due
    see(book, (120.0, "classified", "b", None, None))

    assert before is None
    assert (found.due, found.anchor) == (180.0, 120.0)


def test_limits_nest() -> None:
    inner = {"earlier": ["3 h", "2 h"]}

    assert see(book_of(within={"later": ["1 h", inner]}), VERIFIED).due == 220.0


def test_a_part_that_is_not_stated_sets_no_end() -> None:
    assert see(book_of(within={"earlier": ["none stated", "2 h"]}), VERIFIED).due == 220.0
    SEEN.clear()
    assert see(book_of(within={"earlier": ["none stated", "none stated"]}), VERIFIED).due is None


def test_days_end_at_midnight_of_the_last_and_the_day_after_the_trigger_is_the_first() -> None:
    # trigger on Friday; day 1 is Saturday, its end 48 h after Friday 00:00
    assert see(book_of(within="1 day"), VERIFIED).due == MIDNIGHT + DAY


def test_the_last_minute_of_the_day_and_the_first_of_the_next_differ_by_a_day() -> None:
    last = see(book_of(within="1 day"), (MIDNIGHT - 1 / 60, "verified", "a", None, None)).due
    SEEN.clear()
    first = see(book_of(within="1 day"), (MIDNIGHT, "verified", "a", None, None)).due

    assert (last, first) == (MIDNIGHT + DAY, MIDNIGHT + 2 * DAY)


def test_working_days_skip_the_weekend_and_the_holiday() -> None:
    # Sat 28, Sun 1, Mon 2 (holiday) do not count; day 1 Tue 3, 2 Wed 4, 3 Thu 5: ends when Friday 6 begins, seven days after Friday 27
    assert see(book_of(within="3 working days"), VERIFIED).due == MIDNIGHT + 6 * DAY


def test_a_weekend_day_that_is_worked_counts() -> None:
    # 4 Fri 6, 5 Sat 7 (worked): ends when Sunday 8 begins, nine days after Friday 27
    assert see(book_of(within="5 working days"), VERIFIED).due == MIDNIGHT + 8 * DAY


def test_days_run_from_a_start_that_is_told_late() -> None:
    found = see(book_of(within={"limit": "1 day", "from": "occurred"}), VERIFIED, (MIDNIGHT + 5, "occurred", None, None, None))

    assert found.due == MIDNIGHT + 2 * DAY


def test_a_reading_gives_the_length() -> None:
    readings = {"r": ("20 min", ["20 min", "none stated"])}
    found = see(book_of(readings, within={"reading": "r"}), VERIFIED)

    assert (found.due, found.rule.readings) == (120.0, ("r",))


def test_a_reading_may_leave_the_length_open() -> None:
    readings = {"r": ("none stated", ["20 min", "none stated"])}

    assert see(book_of(readings, within={"limit": {"reading": "r"}, "from": "occurred"}), VERIFIED).due is None


def test_a_reading_gives_the_start() -> None:
    readings = {"r": ("classified", ["classified", "trigger"])}
    found = see(book_of(readings, within={"limit": "1 h", "from": {"reading": "r"}}), VERIFIED, (130.0, "classified", "b", None, None))

    assert (found.due, found.rule.readings) == (190.0, ("r",))


@pytest.mark.parametrize(("minute", "in_time"), [(129.984375, True), (130.0, True), (130.015625, False)])
def test_below_at_and_above_the_limit(minute: float, in_time: bool) -> None:
    found = see(book_of(within="30 min"), VERIFIED, (minute, "received", "a", "b", "initial"))

    assert found.done is not None
    assert found.due is not None
    assert (found.done.time <= found.due) == in_time
