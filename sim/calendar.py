"""Minutes and dates: working days, holidays, nights, and limits that are counted in days.

Simulated time is in minutes since the start; the calendar knows which date and hour that is. Which days are
worked is data for the years that it covers. A date outside them is an error, never a guess.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from math import floor
from typing import TypeVar

from sim.durations import Amount, Span
from sim.errors import cited
from sim.words import Phrase, RefusedError, Said, phrase

_T = TypeVar("_T")
_DAY = 1440  # minutes
_KINDS: dict[type, Phrase] = {
    dict: phrase("values.kind-table"), list: phrase("values.kind-list"), int: phrase("values.kind-number"),
    date: phrase("values.kind-date"), time: phrase("values.kind-time"),
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class CalendarError(RefusedError):
    """A date that the calendar does not cover, or a calendar that contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of a drill. `start` is the local time at minute 0; one with a zone is turned into local time.

    `weekends` are weekday numbers (Monday 0), `workdays` the weekend days worked to make up for a holiday.
    Raises CalendarError when the start lies outside the covered years.
    """

    start: datetime
    utc_offset_min: int
    weekends: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]
    first_year: int
    last_year: int
    night_from: time = time(22)
    night_to: time = time(6)

    def __post_init__(self) -> None:
        # A frozen dataclass sets a normalised field through `object`.
        object.__setattr__(self, "start", self._local(self.start))
        self._check_covered(self.start.date())

    @property
    def zone(self) -> timezone:
        """The fixed offset from UTC; summer time is not modelled."""
        return timezone(timedelta(minutes=self.utc_offset_min))

    def datetime_at(self, minute: float) -> datetime:
        """The local date and time, with its offset, at a minute since the start."""
        return self.start + timedelta(minutes=minute)

    def date_at(self, minute: float) -> date:
        """The local date at a minute; midnight belongs to the day that begins."""
        # Days are counted on the float itself: a datetime rounds to microseconds and could reach the next
        # day.
        return self.start.date() + timedelta(days=floor((minute + self._start_of_day()) / _DAY))

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that date. Raises CalendarError outside the covered years."""
        self._check_covered(day)
        if day in self.workdays:
            return True
        return day.weekday() not in self.weekends and day not in self.holidays

    def is_night(self, minute: float) -> bool:
        """Whether it is night at a minute: from `night_from` up to, not including, `night_to`."""
        of_day = (minute + self._start_of_day()) % _DAY
        begins, ends = _minute_of_day(self.night_from), _minute_of_day(self.night_to)
        if begins <= ends:
            return begins <= of_day < ends
        return of_day >= begins or of_day < ends

    def end_of(self, length: Amount, minute_from: float) -> float:
        """The minute at which a limit of this length ends. Raises CalendarError where a counted date is not covered."""
        if isinstance(length, Span):
            return minute_from + length.minutes
        if length.months:
            return self.end_of_month(minute_from, length.count)
        return self.end_of_day(minute_from, length.count, working=length.working)

    def end_of_day(self, minute_from: float, days: int, *, working: bool) -> float:
        """The minute at which a limit of so many days ends.

        The day after the trigger's day is day 1, and the limit ends at 24:00 of the last. With `working`,
        only working days are counted. Raises CalendarError when a counted date is not covered, RefusedError
        for fewer than 1 day.
        """
        if days < 1:
            raise RefusedError(phrase("values.1-day-or-more", days=days))
        trigger = self.date_at(minute_from)
        self._check_covered(trigger)
        day, left = trigger, days
        while left:
            day += timedelta(days=1)
            self._check_covered(day)
            left -= not working or self.is_working_day(day)
        return (day + timedelta(days=1) - self.start.date()).days * _DAY - self._start_of_day()

    def end_of_month(self, minute_from: float, months: int) -> float:
        """The minute at which a limit of so many months ends: 24:00 of the day with the same number, or of a shorter month's last.

        Raises CalendarError when that date is not covered, RefusedError for fewer than 1 month.
        """
        if months < 1:
            raise RefusedError(phrase("values.1-month-or-more", months=months))
        trigger = self.date_at(minute_from)
        self._check_covered(trigger)
        years, month = divmod(trigger.month - 1 + months, 12)
        year = trigger.year + years
        last = date(year, month + 1, min(trigger.day, monthrange(year, month + 1)[1]))
        self._check_covered(last)
        return (last + timedelta(days=1) - self.start.date()).days * _DAY - self._start_of_day()

    def _start_of_day(self) -> float:
        """How many minutes after midnight the start is."""
        return _minute_of_day(self.start.time())

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def _check_covered(self, day: date) -> None:
        if not self.first_year <= day.year <= self.last_year:
            raise CalendarError(phrase("values.outside-the-calendar", day=str(day), first=self.first_year, last=self.last_year))


def load_calendar(text: str, start: datetime) -> Calendar:
    """Read a calendar file (TOML) for a drill that starts at `start`.

    The years covered are those that have a `[[year]]`. Raises CalendarError, with the place, for a file
    that is no TOML, lacks something, has a wrong kind of value, names a year twice or leaves one out, or
    puts a date into the wrong year.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(phrase("values.calendar-no-toml")) from error
    head = _take(document, "calendar", dict, phrase("values.the-file"))
    holidays: set[date] = set()
    workdays: set[date] = set()
    years: list[int] = []
    for entry in _take(document, "year", list, phrase("values.the-file")):
        year = _take(entry, "year", int, "[[year]]")
        years.append(year)
        holidays |= _read_holidays(entry, year)
        made_up = _take(entry, "workdays", list, phrase("values.in-year", year=year))
        workdays |= {_in_year(day, year, phrase("values.in-year-workdays", year=year)) for day in made_up}
    if not years or sorted(years) != list(range(min(years), max(years) + 1)):
        raise CalendarError(phrase("values.years-without-a-gap", years=tuple(map(str, sorted(years)))))
    if both := holidays & workdays:
        raise CalendarError(phrase("values.holiday-and-workday", days=tuple(map(str, sorted(both)))))
    return Calendar(
        start=start,
        utc_offset_min=_take(head, "utc_offset_min", int, "[calendar]"),
        weekends=_read_weekends(_take(head, "weekends", list, "[calendar]")),
        holidays=frozenset(holidays),
        workdays=frozenset(workdays),
        first_year=min(years),
        last_year=max(years),
        night_from=_take(head, "night_from", time, "[calendar]"),
        night_to=_take(head, "night_to", time, "[calendar]"),
    )


def _read_holidays(entry: object, year: int) -> set[date]:
    days: set[date] = set()
    for number, holiday in enumerate(_take(entry, "holidays", list, phrase("values.in-year", year=year)), 1):
        place = phrase("values.in-year-holiday", year=year, number=number)
        first = _in_year(_take(holiday, "from", date, place), year, place)
        last = _in_year(_take(holiday, "to", date, place), year, place)
        if last < first:
            raise CalendarError(phrase("values.ends-before-it-begins", place=place, last=str(last), first=str(first)))
        days |= {first + timedelta(days=later) for later in range((last - first).days + 1)}
    return days


def _read_weekends(names: list[object]) -> frozenset[int]:
    unknown = [name for name in names if name not in _WEEKDAYS]
    if unknown:
        raise CalendarError(phrase("values.no-weekday", value=cited(unknown[0]), allowed=_WEEKDAYS))
    return frozenset(_WEEKDAYS.index(str(name)) for name in names)


def _in_year(day: object, year: int, place: Phrase) -> date:
    if not isinstance(day, date) or isinstance(day, datetime) or day.year != year:
        raise CalendarError(phrase("values.no-date-of-the-year", place=place, value=cited(day), year=year))
    return day


def _take(table: object, name: str, kind: type[_T], place: Said) -> _T:
    value = table.get(name) if isinstance(table, Mapping) else None
    # True is an int to Python, and no number to a reader.
    if not isinstance(value, kind) or isinstance(value, bool):
        raise CalendarError(phrase("values.missing-or-no", place=place, name=name, kind=_KINDS[kind]))
    return value


def _minute_of_day(moment: time) -> float:
    return moment.hour * 60 + moment.minute + (moment.second + moment.microsecond / 1e6) / 60
