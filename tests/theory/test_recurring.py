"""Recurring duties against their closed forms: floor(T/60) by the clock, and what is lost from one to the next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sim.calendar import Calendar
from sim.plan.duty_book import MOST_SLOTS, DutyBook
from sim.plan.model import Plan
from sim.plan.obligations import DONE, OPEN, WAIVED, Obligation
from sim.plan.rulebook import Rulebook
from sim.record import Row

MONDAY = Calendar(
    start=datetime(2026, 3, 2), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip


class Hourly:
    """A book with one duty: a round every hour."""

    def __init__(self, **duty: Any) -> None:
        common = {"clause": "1", "title": "x", "bearer": "a", "act": "perform"}
        entry = common | {"id": "x", "on": "dispatched", "form": "round", "every": "1 h"}
        final = common | {"id": "final", "on": "ended", "form": "final"}
        plan = Plan.model_validate({
            "plan": {"id": "p", "title": "p"}, "body": [{"id": "a", "name": "a", "clause": "1"}], "duty": [entry | duty, final],
        })  # fmt: skip
        self.book = DutyBook(Rulebook(plan), MONDAY, {})
        self._seq = 0

    def see(self, minute: float, kind: str, form: str | None = None) -> None:
        self.book.observe(Row(self._seq, minute, kind, actor="a", form=form, about="e"))
        self._seq += 1

    @property
    def slots(self) -> list[Obligation]:
        return [one for one in self.book.obligations if one.rule.id == "x"]


@pytest.mark.parametrize("horizon", [59.0, 60.0, 60.015625, 119.0, 1440.0, 1441.0])
def test_by_the_clock_as_many_are_due_as_full_hours_have_passed(horizon: float) -> None:
    hourly = Hourly()
    hourly.see(0, "dispatched")
    hourly.book.advance(horizon)

    assert sum(slot.due is not None and slot.due <= horizon for slot in hourly.slots) == horizon // 60


def test_by_the_clock_ten_minutes_of_work_do_not_drift() -> None:
    hourly = Hourly(counted="clock")
    hourly.see(0, "dispatched")
    for hour in range(24):
        hourly.see(hour * 60 + 10, "performed", "round")

    assert [slot.due for slot in hourly.slots] == [60.0 * (hour + 1) for hour in range(25)]
    assert [slot.state for slot in hourly.slots] == [DONE] * 24 + [OPEN]


def test_from_the_last_ten_minutes_of_work_lose_four_of_twenty_four() -> None:
    # each round begins an hour after the last and takes ten minutes: 1440 // 70 = 20
    hourly, minute = Hourly(counted="from-last"), 70.0
    hourly.see(0, "dispatched")
    while minute <= 1440:
        hourly.see(minute, "performed", "round")
        minute += 70

    done = [slot for slot in hourly.slots if slot.state == DONE]
    assert len(done) == 20
    assert [slot.due for slot in done] == [60.0 + 70 * number for number in range(20)]


def test_one_act_catches_up_with_every_hour_that_it_is_late_for() -> None:
    hourly = Hourly()
    hourly.see(0, "dispatched")
    hourly.see(190, "performed", "round")

    assert [(slot.due, slot.state) for slot in hourly.slots] == [(60.0, DONE), (120.0, DONE), (180.0, DONE), (240.0, OPEN)]


def test_an_act_exactly_at_the_hour_is_in_time() -> None:
    hourly = Hourly()
    hourly.see(0, "dispatched")
    hourly.see(60, "performed", "round")

    assert [(slot.due, slot.state) for slot in hourly.slots] == [(60.0, DONE), (120.0, OPEN)]


def test_the_hours_run_from_the_stated_start() -> None:
    hourly = Hourly(start="occurred")
    hourly.see(30, "dispatched")
    hourly.see(31, "performed", "round")  # before the clock has started it belongs to no hour
    hourly.see(45, "occurred")

    assert [(slot.opens, slot.due, slot.state) for slot in hourly.slots] == [(45.0, 105.0, OPEN)]


@pytest.mark.parametrize("until", ["ended", "duty:final"])
def test_it_stops_where_it_is_to_stop(until: str) -> None:
    hourly = Hourly(until=until)
    hourly.see(0, "dispatched")
    hourly.see(30, "performed", "round")
    hourly.see(70, "ended")
    hourly.see(70, "performed", "final")
    hourly.book.advance(1000)

    assert [(slot.due, slot.state) for slot in hourly.slots] == [(60.0, DONE), (120.0, WAIVED)]


def test_an_hour_that_passed_undone_before_the_end_stays_undone() -> None:
    hourly = Hourly(until="ended")
    hourly.see(0, "dispatched")
    hourly.see(70, "ended")
    hourly.book.advance(1000)

    assert [(slot.due, slot.state) for slot in hourly.slots] == [(60.0, OPEN), (120.0, WAIVED)]


def test_without_a_stated_end_it_goes_on_but_not_for_ever() -> None:
    hourly = Hourly()
    hourly.see(0, "dispatched")
    hourly.see(70, "ended")
    hourly.book.advance(1e12)

    assert len(hourly.slots) == MOST_SLOTS


def test_a_day_is_twenty_four_hours_for_a_recurring_duty() -> None:
    hourly = Hourly(every="1 day")
    hourly.see(100, "dispatched")

    assert hourly.slots[0].due == 1540.0


def test_where_the_period_is_not_stated_it_does_not_recur() -> None:
    hourly = Hourly(every="none stated")
    hourly.see(0, "dispatched")
    hourly.book.advance(1000)

    assert [(slot.due, slot.state) for slot in hourly.slots] == [(None, OPEN)]
