"""Limits in days against what other code reckons: the standard library's dates, and NumPy's business days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.durations import Days
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file

SHIPPED = load_calendar_file(shipped_calendar())
KNOWN = sorted(year.year for year in SHIPPED.year)
OFF = {date.fromordinal(day) for year in SHIPPED.year for one in year.holidays for day in range(one.first.toordinal(), one.last.toordinal() + 1)}
MADE_UP = {day for year in SHIPPED.year for day in year.workdays}

ANY_START = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
MINUTES = st.integers(0, 64 * 1440 * 400).map(lambda ticks: ticks / 64)


def midnight_after(start: datetime, day: date) -> float:
    return (datetime(day.year, day.month, day.day) + timedelta(days=1) - start) / timedelta(minutes=1)


def day_of(start: datetime, minute: float) -> date:
    return (start + timedelta(minutes=minute)).date()


@given(ANY_START, MINUTES, st.integers(1, 4000))
def test_plain_days_are_those_of_date_arithmetic_in_any_year(start, minute, days):
    end, doubt = SHIPPED.at(start).end_of(Days(days, working=False), minute)

    assert doubt is None
    assert end is not None
    assert abs(end - midnight_after(start, day_of(start, minute) + timedelta(days=days))) < 1e-6


@given(ANY_START, MINUTES, st.integers(1, 120))
def test_months_end_on_the_day_of_the_same_number_or_on_the_last_of_a_shorter_month_in_any_year(start, minute, months):
    end, doubt = SHIPPED.at(start).end_of(Days(months, working=False, months=True), minute)

    first = day_of(start, minute)
    month = np.datetime64(f"{first:%Y-%m}") + months
    year, number = month.item().year, month.item().month
    assert doubt is None
    assert end is not None
    assert abs(end - midnight_after(start, date(year, number, min(first.day, monthrange(year, number)[1])))) < 1e-6


def worked(day: date) -> bool:
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


@given(st.datetimes(datetime(KNOWN[0], 1, 1), datetime(KNOWN[-1], 9, 30)), st.integers(1, 60))
def test_working_days_within_the_known_years_are_those_of_the_notices_and_certain(moment, days):
    start = moment.replace(microsecond=0)
    end, doubt = SHIPPED.at(start).end_of(Days(days, working=True), 0.0)

    day, left = start.date(), days
    while left:
        day += timedelta(days=1)
        left -= worked(day)
    if day.year in KNOWN:
        assert doubt is None
    assert end is not None
    assert abs(end - midnight_after(start, day)) < 1e-6


OUTSIDE = st.one_of(
    st.datetimes(datetime(1900, 1, 1), datetime(KNOWN[0] - 12, 12, 31)), st.datetimes(datetime(KNOWN[-1] + 1, 1, 1), datetime(2200, 12, 31))
)


@given(OUTSIDE, st.integers(1, 3000))
def test_working_days_outside_the_known_years_are_monday_to_friday_and_doubted(moment, days):
    start = moment.replace(microsecond=0)
    end, doubt = SHIPPED.at(start).end_of(Days(days, working=True), 0.0)

    last = np.busday_offset(start.date(), days, roll="backward").item()
    counted = range((start.date() + timedelta(days=1)).year, last.year + 1)
    assert end is not None
    assert abs(end - midnight_after(start, last)) < 1e-6
    assert doubt is not None
    assert doubt.years == tuple(year for year in counted if year not in KNOWN)
    assert doubt.earliest <= end


@given(ANY_START, MINUTES, st.integers(1, 700))
def test_a_limit_in_working_days_is_doubted_where_a_counted_day_lies_in_an_unknown_year_and_nowhere_else(start, minute, days):
    calendar = SHIPPED.at(start)
    end, doubt = calendar.end_of(Days(days, working=True), minute)

    assert end is not None
    counted = range((day_of(start, minute) + timedelta(days=1)).year, (start + timedelta(minutes=end - 0.5)).year + 1)
    unknown = tuple(year for year in counted if year not in KNOWN)
    assert (() if doubt is None else doubt.years) == unknown
    assert end >= calendar.end_of_day(minute, days, working=False) - 1e-6


@given(ANY_START, MINUTES, MINUTES, st.integers(1, 100), st.booleans())
def test_who_starts_later_never_has_to_end_earlier(start, one, other, days, working):
    calendar = SHIPPED.at(start)
    ends = [calendar.end_of_day(minute, days, working=working) for minute in sorted((one, other))]

    assert ends == sorted(ends)
