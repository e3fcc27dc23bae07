"""Times of day as a calendar counts them, and ends that move from days that are not worked: worked by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.record import UNDATED, UNTIMED
from tests.duty_books import APRIL, DAY, SHIPPED, at

# -- times of day ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minute", "first"),
    [("04-29 08:00", "04-29 20:00"), ("04-29 19:59", "04-29 20:00"), ("04-29 20:00", "04-29 20:00"), ("04-29 20:01", "04-30 20:00")],
)
def test_the_first_such_time_of_day_is_at_a_moment_or_after_it(minute, first):
    assert APRIL.first_hour(20 * 60, at(minute)) == at(first)


def test_midnight_is_the_same_hour_by_either_name():
    assert APRIL.first_hour(1440.0, at("04-29 23:00")) == APRIL.first_hour(0.0, at("04-29 23:00")) == at("04-29 24:00")


@pytest.mark.parametrize(
    ("minute", "following", "last"),
    [
        ("04-29 07:59", "04-29 08:00", "04-28 17:00"),
        ("04-29 08:00", "04-29 17:00", "04-29 08:00"),
        ("04-29 16:59", "04-29 17:00", "04-29 08:00"),
        ("04-29 17:00", "04-30 08:00", "04-29 17:00"),
        ("04-30 17:01", "05-01 08:00", "04-30 17:00"),
    ],
)
def test_the_next_of_some_times_of_day_is_after_a_moment_and_the_last_at_it_or_before(minute, following, last):
    hours = (8 * 60.0, 17 * 60.0)

    assert (APRIL.next_hour(hours, at(minute)), APRIL.last_hour(hours, at(minute))) == (at(following), at(last))


def test_a_clock_without_a_date_has_times_of_day():
    undated = SHIPPED.of_log(UNDATED, dated=False)  # minute 0 is a midnight

    assert undated.clocked
    assert undated.first_hour(8 * 60.0, 450.0) == 480.0
    assert undated.first_hour(8 * 60.0, 481.0) == 480.0 + DAY
    assert not SHIPPED.of_log(UNTIMED, dated=False).clocked


def test_a_start_with_odd_seconds_keeps_its_times_of_day():
    odd = SHIPPED.at(datetime(2026, 4, 29, 7, 59, 47))

    assert odd.first_hour(8 * 60.0, 0.0) == pytest.approx(13 / 60)
    assert odd.first_hour(8 * 60.0, odd.first_hour(8 * 60.0, 0.0)) == pytest.approx(13 / 60)


# -- ends that move ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "moved"),
    [
        ("04-30 24:00", "04-30 24:00"),  # a Thursday, at its very end
        ("05-01 00:01", "05-06 12:00"),  # the holiday
        ("05-05 24:00", "05-06 12:00"),
        ("05-06 00:01", "05-06 00:01"),
        ("05-08 24:00", "05-08 24:00"),  # a Friday
        ("05-09 15:00", "05-09 15:00"),  # the Saturday that is worked
        ("05-10 09:00", "05-11 12:00"),  # a Sunday
        ("05-16 24:00", "05-18 12:00"),  # a Saturday
        ("05-31 24:00", "06-01 12:00"),  # a Sunday, the last of its month
    ],
)
def test_an_end_on_a_day_that_is_not_worked_moves_to_an_hour_of_the_next_that_is(end, moved):
    assert APRIL.moved(at(end), 12 * 60.0) == (at(moved), None)


def test_an_end_in_a_year_that_the_calendar_does_not_know_is_in_doubt_and_never_earlier():
    december = SHIPPED.at(datetime(2026, 12, 31, 8))
    end = 16 * 60.0 + DAY  # 24:00 of 1 January, a Friday

    minute, doubt = december.moved(end, 12 * 60.0)

    assert (minute, doubt is not None and (doubt.earliest, doubt.years)) == (end, (end, (2027,)))
    assert "2027" in str(doubt)
    assert december.moved(16 * 60.0, 12 * 60.0) == (16 * 60.0, None)  # 24:00 of the last day of 2026


def test_an_end_on_a_weekend_before_an_unknown_year_is_in_doubt():
    december = SHIPPED.at(datetime(2023, 12, 30, 8))  # a Saturday of a year that is not known; the next Monday is New Year's Day of 2024
    minute, doubt = december.moved(16 * 60.0, 12 * 60.0)

    assert minute == 16 * 60.0 + 2 * DAY + 12 * 60.0  # noon of Tuesday: Monday is a holiday, and that is known
    assert doubt is not None
    assert doubt.years == (2023,)


def test_without_a_date_nobody_can_tell_whether_an_end_moves():
    minute, doubt = SHIPPED.of_log(UNDATED, dated=False).moved(60.0, 720.0)

    assert minute == 60.0
    assert doubt is not None
    assert "no date" in str(doubt.why)
