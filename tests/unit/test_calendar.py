"""Working days and limits in days, worked by hand from the three notices; and what is said of days that no notice tells."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from sim.calendar import NO_DATE, Calendar, CalendarError
from sim.cli.schema_line import unpointed
from sim.documents import parse_toml
from sim.durations import Days, Span
from sim.errors import InputError
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import assumed_years, check_calendar_document, load_calendar_file
from sim.plan.clocks import Ground
from sim.plan.limit_form import LimitEnd
from sim.plan.limits import FirstOf, LastOf, Limit

TEXT = unpointed(shipped_calendar().read_bytes()).decode()  # a copy elsewhere points at no schema
SHIPPED = load_calendar_file(shipped_calendar())
DAY = 1440


def calendar_from(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> Calendar:
    return SHIPPED.at(datetime(year, month, day, hour, minute))


def calendar_of(text: str, start: datetime) -> Calendar:
    return check_calendar_document(parse_toml(text, "our.toml"), "our.toml").at(start)


def minute_at(calendar: Calendar, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return (datetime(year, month, day, hour, minute, tzinfo=calendar.zone) - calendar.start) / timedelta(minutes=1)


@pytest.mark.parametrize(("year", "holidays", "workdays"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_a_year_has_as_many_holidays_and_made_up_days_as_its_notice(year, holidays, workdays):
    calendar = calendar_from(year, 1, 1)

    assert sum(day.year == year for day in calendar.holidays) == holidays
    assert sum(day.year == year for day in calendar.workdays) == workdays


@pytest.mark.parametrize(("year", "expected"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_working_days(year, expected):
    # 2024 has 262 weekdays: 19 of 28 holidays are weekdays, 8 weekend days are worked.
    # 2025 and 2026 have 261 weekdays each. 2025: 18 of 28 holidays are weekdays, 5 weekend days are worked.
    # 2026: 19 of 33 holidays are weekdays, 6 weekend days are worked.
    calendar = calendar_from(year, 1, 1)
    days = (date(year, 1, 1) + timedelta(days=later) for later in range(366))

    assert sum(calendar.is_working_day(day) for day in days if day.year == year) == expected


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
    (date(2024, 9, 14), True, False),   # a Saturday worked for Mid-Autumn of 2024
    (date(2024, 6, 10), False, True),   # the Monday of the Dragon Boat Festival, for which no day was worked
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
    # Before the Spring Festival of 2024: 9 Feb Friday; holiday 10–17 Feb; Sunday 18 made up 1, Monday 19 2.
    ((2024, 2, 9, 15, 0), 1, True, (2024, 2, 19)),
    ((2024, 2, 9, 15, 0), 2, True, (2024, 2, 20)),
    # National Day 2024: 27 Sep Friday; Sunday 29 made up 1, Monday 30 2, holiday 1–7 Oct, 8 Oct 3.
    ((2024, 9, 27, 8, 0), 3, True, (2024, 10, 9)),
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
    assert calendar.datetime_at(1 / 60) - calendar.start == timedelta(seconds=1)
    assert minute_at(calendar, 2026, 3, 10, 8, 0) == -47
    assert calendar.datetime_at(60) == datetime(2026, 3, 10, 1, 47, tzinfo=UTC)


def test_a_start_with_a_zone_becomes_local_time():
    calendar = SHIPPED.at(datetime(2026, 3, 9, 17, 0, tzinfo=UTC))

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
    calendar = calendar_of(TEXT.replace("22:00:00", "00:00:00"), datetime(2026, 3, 10))

    assert [calendar.is_night(hour * 60) for hour in (0, 5, 6, 23)] == [True, True, False, False]


# -- days that no notice tells -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "working"), [
    (date(2027, 1, 1), True),    # a Friday; nobody knows that it is a holiday
    (date(2027, 1, 2), False),   # a Saturday
    (date(2023, 10, 8), False),  # a Sunday that was worked, but 2023 is not in the file
    (date(1999, 12, 31), True),
    (date(9000, 1, 1), True),
])  # fmt: skip
def test_of_a_year_that_is_not_in_the_file_only_the_weekends_are_known(day, working):
    assert calendar_from(2026, 1, 1).is_working_day(day) is working


@pytest.mark.parametrize(("trigger", "days", "ends", "unknown"), [
    ((2026, 12, 30, 9), 1, (2027, 1, 1), ()),             # Thursday 31 December, the last day that is known
    ((2026, 12, 30, 9), 2, (2027, 1, 2), (2027,)),        # Friday 1 January, as far as anybody knows
    ((2026, 12, 30, 9), 5, (2027, 1, 7), (2027,)),
    ((2027, 3, 1, 9), 3, (2027, 3, 5), (2027,)),
    ((2023, 12, 31, 9), 1, (2024, 1, 3), ()),             # 1 January 2024 is a holiday, and the day of the trigger is not counted
    ((2023, 12, 29, 9), 1, (2024, 1, 3), (2023,)),        # 30 December is counted
    ((2026, 12, 1, 9), 300, (2028, 1, 26), (2027, 2028)),
    ((1999, 12, 30, 9), 2, (2000, 1, 4), (1999, 2000)),
])  # fmt: skip
def test_working_days_outside_the_known_years_are_counted_and_doubted(trigger, days, ends, unknown):
    calendar = calendar_from(2026, 12, 1, 8)
    started = minute_at(calendar, *trigger)

    end, doubt = calendar.end_of(Days(days, working=True), started)

    assert end == minute_at(calendar, *ends)
    assert (() if doubt is None else doubt.years) == unknown
    assert doubt is None or started < doubt.earliest <= end
    assert doubt is None or all(str(year) in doubt.why.of(lang) for year in unknown for lang in ("zh", "en"))


@pytest.mark.parametrize("length", [Days(3, working=False), Days(30, working=False), Days(2, working=False, months=True), Span(90.0)])
@pytest.mark.parametrize("year", [1583, 1900, 1999, 2021, 2027, 2200, 9000])
def test_what_is_not_counted_in_working_days_is_certain_in_every_year(length, year):
    end, doubt = calendar_from(year, 12, 20, 9).end_of(length, 60.0)

    assert end is not None
    assert end > 60.0
    assert doubt is None


def test_without_a_date_no_limit_in_days_has_an_end():
    calendar = SHIPPED.of_log("0001-01-01T00:00:00", dated=False)

    assert calendar.end_of(Span(30.0), 5.0) == (35.0, None)
    for length in (Days(2, working=False), Days(2, working=True), Days(2, working=False, months=True)):
        end, doubt = calendar.end_of(length, 5.0)
        assert end is None
        assert doubt is not None
        assert doubt.why == NO_DATE
        assert doubt.years == ()
    assert calendar.unknown_years(0.0, 1e6) == ()


@pytest.mark.parametrize("length", [Days(700_000, working=True), Days(120_000, working=False, months=True)])
def test_a_limit_that_leads_past_the_last_date_has_no_end(length):
    end, doubt = calendar_from(9000, 12, 31).end_of(length, 0.0)

    assert end is None
    assert doubt is not None
    assert "1 to 9999" in doubt.why.of("en")


def test_a_start_without_a_local_time_is_refused():
    with pytest.raises(CalendarError, match="1 to 9999"):
        SHIPPED.at(datetime(9999, 12, 31, 23, tzinfo=UTC))
    assert not SHIPPED.of_log("9999-12-31T23:00:00+00:00", dated=True).dated


def test_fewer_than_one_day_or_month_is_refused():
    with pytest.raises(ValueError, match="1 day or more, not 0"):
        calendar_from(2026, 1, 1).end_of_day(0, 0, working=True)
    with pytest.raises(ValueError, match="1 month or more"):
        calendar_from(2026, 1, 1).end_of_month(0.0, 0)


def test_a_week_without_weekends_and_one_without_working_days_come_to_an_end():
    calendar = calendar_from(2030, 1, 1)
    always, never = (
        Calendar(start=calendar.start, utc_offset_min=480, weekends=days, holidays=frozenset(), workdays=frozenset(), years=frozenset())
        for days in (frozenset[int](), frozenset(range(7)))
    )

    assert always.end_of_day(0.0, 100, working=True) == always.end_of_day(0.0, 100, working=False)
    assert never.end_of(Days(1, working=True), 0.0).minute is None


# -- limits that are made of several -----------------------------------------------------------------------------------------


def end_of(limit: FirstOf | LastOf, minute: float = 0.0) -> LimitEnd:
    return limit.end(Ground(moment=lambda _: minute, calendar=calendar_from(2026, 12, 30, 9)))


TWO_HOURS, TWO_WEEKS, WORKING = Limit(Span(120.0)), Limit(Days(14, working=False)), Limit(Days(5, working=True))


def test_a_doubtful_end_that_cannot_come_first_leaves_the_first_certain():
    assert end_of(FirstOf((TWO_HOURS, WORKING))) == (120.0, 0.0, True, None)


def test_a_doubtful_end_that_may_come_first_makes_the_first_doubtful():
    found = end_of(FirstOf((TWO_WEEKS, WORKING)))

    assert found.doubt is not None
    assert found.doubt.years == (2027,)


def test_the_last_of_several_is_as_doubtful_as_any():
    found = end_of(LastOf((TWO_HOURS, WORKING)))

    assert found.minute == end_of(LastOf((WORKING, WORKING))).minute
    assert found.doubt is not None


# -- what a calendar file may say --------------------------------------------------------------------------------------------

MISTAKES = [
    ("[calendar]", "[calendar", "line 15, column 10: this is no TOML", "第 15 行"),
    ("[calendar]", "[other]", 'the key "calendar" is missing\n.*\n.*line 15: the key "other" is unknown', "缺少"),
    ("utc_offset_min = 480", "", 'line 15: calendar: the key "utc_offset_min" is missing', "utc_offset_min"),
    ("utc_offset_min = 480", 'utc_offset_min = "8 h"', "line 18: calendar › utc_offset_min", "第 18 行"),
    ("utc_offset_min = 480", "utc_offset_min = 481000", "line 18: calendar › utc_offset_min", "第 18 行"),
    ("utc_offset_min", 'colour = "red"\nutc_offset_min', 'line 18: calendar: the key "colour" is unknown', "不认识键“colour”"),
    ('"sunday"', '"sonntag"', "line 19: calendar › weekends 2(.|\n)*value: sonntag(.|\n)*allowed: monday", "所写内容：sonntag"),
    ('"sunday"', '"saturday"', "line 19: calendar › weekends 2: the day stands twice\n  value: saturday", "同一天写了两次"),
    ('["saturday", "sunday"]', '["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]', "line 19", "第 19 行"),
    ("night_from = 22:00:00", "night_from = 22", "calendar › night_from(.|\n)*a time of day such as 22:00:00", "时刻"),
    ("2026-02-14, ", "2025-02-15, ", "workdays 2: is no date of 2026\n  value: 2025-02-15", "不是2026年的日期"),
    ("2026-02-14, ", '"14 Feb", ', "workdays 2: (.|\n)*value: 14 Feb(.|\n)*a date such as 2027-05-01", "日期"),
    ("2026-02-14, ", "2026-02-14T08:00:00, ", "workdays 2: (.|\n)*a date such as 2027-05-01", "日期"),
    (
        "2026-02-14, ",
        "2026-02-16, ",
        "workdays 2: the day is a holiday and a workday at once\n  value: 2026-02-16\n.*year 3 › holidays 2",
        "既放假又上班",
    ),
    ("2026-02-14, ", "2026-02-28, ", "workdays 3: the day stands twice\n  value: 2026-02-28\n.*year 3 › workdays 2", "同一天写了两次"),
    ("from = 2026-04-04", "from = 2026-02-23", "holidays 3: the day stands twice\n  value: 2026-02-23\n.*holidays 2", "同一天写了两次"),
    (
        "to = 2026-05-05",
        "to = 2026-04-30",
        "holidays 4 › to: ends before it begins on 2026-05-01\n  value: 2026-04-30",
        "结束日早于起始日 2026-05-01",
    ),
    ("from = 2026-05-01", "from = 2025-05-01", "holidays 4 › from: is no date of 2026", "不是2026年的日期"),
    ("year = 2025", "year = true", "year 2 › year", "year 2 › year"),
    ("year = 2025", "year = 12025", "year 2 › year", "year 2 › year"),
    ("year = 2025", "year = 2024", "year 2 › year: the year stands twice\n  value: 2024", "同一年份写了两次"),
]


@pytest.mark.parametrize(("old", "new", "english", "chinese"), MISTAKES)
def test_a_broken_calendar_says_what_is_wrong_and_where(old, new, english, chinese):
    assert old in TEXT

    with pytest.raises(InputError, match=english) as refused:
        calendar_of(TEXT.replace(old, new, 1) if old != "from = 2026-04-04" else TEXT.replace(old, new), datetime(2026, 1, 1))

    told = refused.value.told("zh")
    assert chinese in told
    assert all(mistake.line is not None for mistake in refused.value.mistakes if mistake.place)


def test_all_mistakes_of_a_calendar_are_told_at_once_also_in_a_year_that_cannot_be_read_whole():
    text = TEXT.replace("to = 2024-05-05", "to = 2024-04-30").replace("2024-02-04, ", '"4 Feb", 2024-02-10, ').replace("year = 2026", "year = 2025")

    with pytest.raises(InputError) as refused:
        calendar_of(text, datetime(2026, 1, 1))

    told = str(refused.value)
    for words in ("ends before it begins", "a date such as", "a holiday and a workday at once", "the year stands twice", "is no date of 2025"):
        assert words in told
    lines = [mistake.line or 0 for mistake in refused.value.mistakes]
    assert lines == sorted(lines)


def test_years_may_have_gaps_and_there_may_be_none():
    head = TEXT.split("\n[[year]]\n")[0] + "\n"
    gap = head + "".join(f'[[year]]\nyear = {year}\nsource = "x"\nholidays = []\n' for year in (2025, 2027))

    assert calendar_of(gap, datetime(2025, 1, 1)).years == {2025, 2027}
    end, doubt = calendar_of(head, datetime(2026, 3, 2, 8)).end_of(Days(1, working=True), 0.0)
    assert end == 40 * 60
    assert doubt is not None
    assert doubt.years == (2026,)


def test_the_shipped_calendar_names_the_notice_of_each_year():
    assert [year.year for year in SHIPPED.year] == [2024, 2025, 2026]
    assert all(f"关于{year.year}年部分节假日安排的通知，国办发明电〔" in year.source for year in SHIPPED.year)


# -- what a drill assumes ----------------------------------------------------------------------------------------------------


class _Rules:
    """As much of a rulebook as is looked at."""

    def __init__(self, *limits: Limit) -> None:
        self.rules = tuple(type("_Rule", (), {"due": limit})() for limit in limits)


@pytest.mark.parametrize(("start", "hours", "limits", "years"), [
    ((2026, 12, 30, 9), 24, (), ()),
    ((2026, 12, 30, 9), 39, (), ()),              # up to the last midnight of the year
    ((2026, 12, 30, 9), 40, (), (2027,)),
    ((2026, 12, 30, 9), 24, (WORKING,), (2027,)),
    ((2026, 12, 30, 9), 1, (Limit(Days(1, working=True)),), ()),
    ((2026, 12, 30, 9), 1, (TWO_WEEKS, TWO_HOURS, Limit(None)), ()),
    ((2027, 12, 30, 9), 48, (), (2027, 2028)),
    ((2023, 12, 31, 9), 48, (), (2023,)),
])  # fmt: skip
def test_a_drill_assumes_something_of_the_years_that_it_or_its_limits_reach(start, hours, limits, years):
    assert assumed_years(calendar_from(*start), hours * 60.0, _Rules(*limits)) == years  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ((2026, 3, 5), 1, (2026, 4, 5)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2025, 12, 31), 2, (2026, 2, 28)),
        ((2026, 3, 31), 3, (2026, 6, 30)),
        ((2023, 12, 31), 2, (2024, 2, 29)),
        ((2031, 11, 30), 3, (2032, 2, 29)),
    ],
)
def test_a_limit_in_months_ends_with_the_day_of_the_same_number_or_the_last_of_a_shorter_month(day, months, last):
    known = SHIPPED.at(datetime.combine(date(*day), time(8)))

    end = known.end_of_month(60.0, months)

    midnight = datetime.combine(date(*last), time(), tzinfo=known.zone) + timedelta(days=1)
    assert known.datetime_at(end) == midnight
