"""Working days and limits in days, worked by hand from the two notices."""

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

import pytest

from sim.calendar import Calendar, CalendarError, load_calendar

TEXT = (files("scenarios") / "calendar-cn.toml").read_text(encoding="utf-8")
DAY = 1440


def calendar_from(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> Calendar:
    return load_calendar(TEXT, datetime(year, month, day, hour, minute))


def minute_at(calendar: Calendar, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return (datetime(year, month, day, hour, minute, tzinfo=calendar.zone) - calendar.start) / timedelta(minutes=1)


@pytest.mark.parametrize(("year", "holidays", "workdays"), [(2025, 28, 5), (2026, 33, 6)])
def test_a_year_has_as_many_holidays_and_made_up_days_as_its_notice(year, holidays, workdays):
    calendar = calendar_from(year, 1, 1)

    assert sum(day.year == year for day in calendar.holidays) == holidays
    assert sum(day.year == year for day in calendar.workdays) == workdays


@pytest.mark.parametrize(("year", "expected"), [(2025, 248), (2026, 248)])
def test_a_year_has_its_working_days(year, expected):
    # 2025 and 2026 have 261 weekdays each. 2025: 18 of 28 holidays are weekdays, 5 weekend days are worked.
    # 2026: 19 of 33 holidays are weekdays, 6 weekend days are worked.
    calendar = calendar_from(year, 1, 1)
    days = (date(year, 1, 1) + timedelta(days=later) for later in range(365))

    assert sum(map(calendar.is_working_day, days)) == expected


def test_every_made_up_day_is_a_weekend_day_and_no_holiday():
    calendar = calendar_from(2026, 1, 1)

    assert all(day.weekday() >= 5 for day in calendar.workdays)
    assert not calendar.workdays & calendar.holidays


@pytest.mark.parametrize(("day", "working", "holiday"), [
    (date(2026, 3, 10), True, False),   # an ordinary Tuesday
    (date(2026, 3, 14), False, False),  # an ordinary Saturday
    (date(2026, 2, 16), False, True),   # a Monday in Spring Festival
    (date(2026, 2, 14), True, False),   # a Saturday worked for it
    (date(2026, 10, 4), False, True),   # a Sunday in the National Day holiday
    (date(2025, 9, 28), True, False),   # a Sunday worked for the National Day of 2025
    (date(2025, 10, 8), False, True),   # the last day of that holiday
    (date(2025, 10, 9), True, False),
])  # fmt: skip
def test_single_days(day, working, holiday):
    calendar = calendar_from(2026, 1, 1)

    assert calendar.is_working_day(day) is working
    assert (day in calendar.holidays) is holiday


@pytest.mark.parametrize(("trigger", "days", "working", "ends"), [
    # Tuesday: Wednesday 1, Thursday 2, Friday 3, Monday 4, Tuesday 5.
    ((2026, 3, 10, 9, 0), 5, True, (2026, 3, 18)),
    ((2026, 3, 10, 9, 0), 5, False, (2026, 3, 16)),
    # Friday: the next working day is Monday.
    ((2026, 3, 13, 17, 59), 1, True, (2026, 3, 17)),
    ((2026, 3, 13, 17, 59), 1, False, (2026, 3, 15)),
    # Across National Day 2026: 30 Sep Wednesday; holiday 1–7 Oct;
    # Thursday 8 is day 1, Friday 9 2, made-up Saturday 10 3, Monday 12 4, Tuesday 13 5.
    ((2026, 9, 30, 10, 0), 2, True, (2026, 10, 10)),
    ((2026, 9, 30, 10, 0), 3, True, (2026, 10, 11)),
    ((2026, 9, 30, 10, 0), 5, True, (2026, 10, 14)),
    ((2026, 9, 30, 10, 0), 5, False, (2026, 10, 6)),
    # Inside the holiday: 8 Oct is day 1.
    ((2026, 10, 3, 10, 0), 1, True, (2026, 10, 9)),
    # Friday before the made-up Saturday 14 Feb 2026: that is day 1; Spring Festival; 24 Feb day 2.
    ((2026, 2, 13, 16, 0), 1, True, (2026, 2, 15)),
    ((2026, 2, 13, 16, 0), 2, True, (2026, 2, 25)),
    # National Day 2025: 26 Sep Friday; Sunday 28 made up 1, 29 2, 30 3, holiday 1–8 Oct, 9 Oct 4.
    ((2025, 9, 26, 8, 0), 1, True, (2025, 9, 29)),
    ((2025, 9, 26, 8, 0), 4, True, (2025, 10, 10)),
    # Across the year: 31 Dec 2025 Wednesday; 1–3 Jan holiday; Sunday 4 Jan made up 1, Monday 2.
    ((2025, 12, 31, 23, 59), 1, True, (2026, 1, 5)),
    ((2025, 12, 31, 23, 59), 2, True, (2026, 1, 6)),
    # Exactly midnight belongs to the day that begins: Tuesday's, so Wednesday is day 1.
    ((2026, 3, 10, 0, 0), 1, True, (2026, 3, 12)),
    ((2026, 3, 9, 23, 59), 1, True, (2026, 3, 11)),
])  # fmt: skip
def test_a_limit_in_days_ends_at_the_midnight_worked_by_hand(trigger, days, working, ends):
    calendar = calendar_from(2025, 9, 1, 8, 30)

    due = calendar.end_of_day(minute_at(calendar, *trigger), days, working=working)

    assert due == minute_at(calendar, *ends)
    assert calendar.datetime_at(due).time() == time(0)


def test_the_smallest_step_around_midnight_decides_the_day():
    calendar = calendar_from(2026, 3, 10, 9, 0)
    midnight = 15 * 60.0

    assert calendar.end_of_day(midnight - 1e-9, 1, working=False) == midnight + DAY
    assert calendar.end_of_day(midnight, 1, working=False) == midnight + 2 * DAY


def test_minutes_and_moments_are_each_other_s_inverse():
    calendar = calendar_from(2026, 3, 10, 8, 47)

    assert calendar.datetime_at(0).isoformat() == "2026-03-10T08:47:00+08:00"
    assert minute_at(calendar, 2026, 3, 11, 8, 48) == DAY + 1
    assert (calendar.datetime_at(1 / 64) - calendar.start) / timedelta(minutes=1) == 1 / 64
    assert minute_at(calendar, 2026, 3, 10, 8, 0) == -47
    assert calendar.datetime_at(60) == datetime(2026, 3, 10, 1, 47, tzinfo=UTC)


def test_a_start_with_a_zone_becomes_local_time():
    calendar = load_calendar(TEXT, datetime(2026, 3, 9, 17, 0, tzinfo=UTC))

    assert calendar.date_at(0) == date(2026, 3, 10)
    assert calendar.start.isoformat() == "2026-03-10T01:00:00+08:00"


@pytest.mark.parametrize(("clock", "night"), [
    ((21, 59), False), ((22, 0), True), ((23, 59), True), ((0, 0), True),
    ((5, 59), True), ((6, 0), False), ((12, 0), False),
])  # fmt: skip
def test_night_is_from_22_up_to_6(clock, night):
    calendar = calendar_from(2026, 3, 9, 13, 7)

    assert calendar.is_night(minute_at(calendar, 2026, 3, 10, *clock)) is night


def test_a_night_within_one_day():
    calendar = load_calendar(TEXT.replace("22:00:00", "00:00:00"), datetime(2026, 3, 10))

    assert [calendar.is_night(hour * 60) for hour in (0, 5, 6, 23)] == [True, True, False, False]


@pytest.mark.parametrize("ask", [
    lambda calendar: calendar.is_working_day(date(2027, 1, 1)),
    lambda calendar: calendar.is_working_day(date(2024, 12, 31)),
    lambda calendar: calendar.end_of_day(minute_at(calendar, 2026, 12, 31, 9), 1, working=True),
    lambda calendar: calendar.end_of_day(minute_at(calendar, 2026, 12, 31, 9), 1, working=False),
    lambda calendar: calendar.end_of_day(minute_at(calendar, 2027, 1, 1), 1, working=False),
    lambda _: calendar_from(2027, 1, 1),
    lambda _: calendar_from(2024, 12, 31, 23, 59),
])  # fmt: skip
def test_a_date_outside_the_covered_years_is_refused_with_the_years(ask):
    calendar = calendar_from(2026, 1, 1)

    with pytest.raises(CalendarError, match="2025 to 2026"):
        ask(calendar)


def test_the_last_covered_midnight_can_still_be_reached():
    calendar = calendar_from(2026, 12, 30, 9)

    assert calendar.end_of_day(0, 1, working=True) == 39 * 60
    assert calendar.datetime_at(39 * 60).date() == date(2027, 1, 1)


def test_fewer_than_one_day_is_refused():
    with pytest.raises(ValueError, match="1 day or more, not 0"):
        calendar_from(2026, 1, 1).end_of_day(0, 0, working=True)


@pytest.mark.parametrize(("old", "new", "words"), [
    ("[calendar]", "[calendar", "no TOML"),
    ("[calendar]", "[other]", "the file: calendar is missing"),
    ("utc_offset_min = 480", "", r"\[calendar\]: utc_offset_min is missing"),
    ("utc_offset_min = 480", 'utc_offset_min = "8 h"', "utc_offset_min is missing or no int"),
    ('"sunday"', '"sonntag"', "'sonntag' is no weekday; allowed: monday"),
    ("night_from = 22:00:00", "night_from = 22", "night_from is missing or no time"),
    ("year = 2026", "year = 2028", "year 2028, holiday 1: .* no date of 2028"),
    ("2026-02-14, ", "2025-02-15, ", "year 2026, workdays: .* no date of 2026"),
    ("2026-02-14, ", '"14 Feb", ', "'14 Feb' is no date of 2026"),
    ("2026-02-14, ", "2026-02-16, ", "holiday and workday at once: 2026-02-16"),
    ("to = 2026-05-05", "to = 2026-04-30", "year 2026, holiday 4: ends on 2026-04-30, before it begins"),
    ("year = 2025", "year = true", r"\[\[year\]\]: year is missing or no int"),
])  # fmt: skip
def test_a_broken_calendar_says_what_is_wrong_and_where(old, new, words):
    assert old in TEXT

    with pytest.raises(CalendarError, match=words):
        load_calendar(TEXT.replace(old, new, 1), datetime(2026, 1, 1))


@pytest.mark.parametrize("years", [(2025, 2025), (2025, 2027), ()])
def test_years_are_named_once_and_without_a_gap(years):
    head = ("" if years else "year = []\n") + TEXT.split("\n[[year]]\n")[0] + "\n"
    text = head + "".join(f"[[year]]\nyear = {year}\nholidays = []\nworkdays = []\n" for year in years)

    with pytest.raises(CalendarError, match="without a gap"):
        load_calendar(text, datetime(2025, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [((2026, 3, 5), 1, (2026, 4, 5)), ((2026, 1, 31), 1, (2026, 2, 28)), ((2025, 12, 31), 2, (2026, 2, 28)), ((2026, 3, 31), 3, (2026, 6, 30))],
)
def test_a_limit_in_months_ends_with_the_day_of_the_same_number_or_the_last_of_a_shorter_month(day, months, last):
    known = load_calendar(TEXT, datetime.combine(date(*day), time(8)))

    end = known.end_of_month(60.0, months)

    midnight = datetime.combine(date(*last), time(), tzinfo=known.zone) + timedelta(days=1)
    assert known.datetime_at(end) == midnight


def test_months_that_lead_out_of_the_calendar_are_refused():
    known = load_calendar(TEXT, datetime(2026, 12, 5, 8))

    with pytest.raises(CalendarError, match="outside"):
        known.end_of_month(0.0, 1)
    with pytest.raises(ValueError, match="1 month or more"):
        known.end_of_month(0.0, 0)
