"""Minutes and dates: working days, holidays, nights, and limits that are counted in days.

Simulated time is in minutes since the start; the calendar knows which date and hour that is. Days and months are counted in any year.
Which days are worked is data, year by year (`sim.inputs.calendars` reads it). In a year without data every day but a weekend day counts
as worked, so that a drill of any date runs; whoever has to be sure asks `end_of`, which says when an end leans on that.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from math import floor
from typing import NamedTuple

from sim.durations import Amount, Days, Span
from sim.words import Phrase, RefusedError, phrase

_DAY = 1440  # minutes
_WEEK = 7  # days
_SHORTEST_MONTH = 28  # days
NO_DATE = phrase("calendar.no-date")
FIRST_YEAR, LAST_YEAR = 1583, 9000  # in which a drill may start: whole years of this calendar, with room for limits after them


class CalendarError(RefusedError):
    """A date that does not exist: before the first one or after the last that can be written."""


class Doubt(NamedTuple):
    """Why nobody can say for certain when a limit ends: not before `earliest`; `years` are those whose working days are not known."""

    why: Phrase
    earliest: float
    years: tuple[int, ...] = ()


class Ending(NamedTuple):
    """The minute at which a limit ends; with a doubt the minute that is assumed, or None where there is nothing to assume."""

    minute: float | None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of a drill. `start` is the local time at minute 0; one with a zone is turned into local time.

    `weekends` are weekday numbers (Monday 0), `workdays` the weekend days worked to make up for a holiday, `years` those whose holidays
    are known. Where nobody knows the day of minute 0 it is not `dated`: hours pass, but no limit in days has an end.
    Raises CalendarError for a start that has no local time.
    """

    start: datetime
    utc_offset_min: int
    weekends: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]
    years: frozenset[int]
    night_from: time = time(22)
    night_to: time = time(6)
    dated: bool = True
    _ordinary_after: date = field(init=False)  # no holiday and no made-up day is later

    def __post_init__(self) -> None:
        # A frozen dataclass sets a normalised field through `object`.
        object.__setattr__(self, "start", self._local(self.start))
        object.__setattr__(self, "_ordinary_after", max(self.holidays | self.workdays, default=date.min))

    @property
    def zone(self) -> timezone:
        """The fixed offset from UTC; summer time is not modelled."""
        return timezone(timedelta(minutes=self.utc_offset_min))

    def datetime_at(self, minute: float) -> datetime:
        """The local date and time, with its offset, at a minute since the start."""
        return self.start + timedelta(minutes=minute)

    def date_at(self, minute: float) -> date:
        """The local date at a minute; midnight belongs to the day that begins. Raises CalendarError for a date that does not exist."""
        return self._later(self.start.date(), self._days_passed(minute))

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that date; in a year of which nothing is known, whether it is no weekend day."""
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

    def end_of(self, length: Amount, minute_from: float) -> Ending:
        """Where a limit of this length ends, and whether that is certain."""
        if isinstance(length, Span):
            return Ending(minute_from + length.minutes)
        earliest = minute_from + length.count * (_SHORTEST_MONTH if length.months else 1) * _DAY
        if not self.dated:
            return Ending(None, Doubt(NO_DATE, earliest))
        try:
            if length.months:
                return Ending(self.end_of_month(minute_from, length.count))
            minute = self.end_of_day(minute_from, length.count, working=length.working)
            unknown = self._unknown_years(length, minute_from)
        except CalendarError as error:
            return Ending(None, Doubt(error.why, earliest))
        return Ending(minute, self._doubt(unknown, earliest) if unknown else None)

    def end_of_day(self, minute_from: float, days: int, *, working: bool) -> float:
        """The minute at which a limit of so many days ends.

        The day after the trigger's day is day 1, and the limit ends at 24:00 of the last. With `working`, only working days are counted.
        Raises RefusedError for fewer than 1 day, CalendarError where working days lead to a date that does not exist.
        """
        if days < 1:
            raise RefusedError(phrase("values.1-day-or-more", days=days))
        if not working:
            return self._midnight_after(self._days_passed(minute_from) + days)
        return self._midnight_after((self._last_working_day(minute_from, days) - self.start.date()).days)

    def end_of_month(self, minute_from: float, months: int) -> float:
        """The minute at which a limit of so many months ends: 24:00 of the day with the same number, or of a shorter month's last.

        Raises RefusedError for fewer than 1 month, CalendarError for a date that does not exist.
        """
        if months < 1:
            raise RefusedError(phrase("values.1-month-or-more", months=months))
        trigger = self.date_at(minute_from)
        years, month = divmod(trigger.month - 1 + months, 12)
        year = trigger.year + years
        if year > date.max.year:
            raise CalendarError(phrase("calendar.no-such-date"))
        last = date(year, month + 1, min(trigger.day, monthrange(year, month + 1)[1]))
        return self._midnight_after((last - self.start.date()).days)

    def unknown_years(self, minute_from: float, minute_to: float) -> tuple[int, ...]:
        """The years between two minutes whose working days are not known."""
        if not self.dated:
            return ()
        first, last = self.date_at(minute_from).year, self.date_at(minute_to).year
        return tuple(year for year in range(first, last + 1) if year not in self.years)

    def _unknown_years(self, length: Days, minute_from: float) -> tuple[int, ...]:
        """The years of the days that a limit counts, where it matters whether they are worked and nobody knows."""
        if not length.working:
            return ()
        first, last = self._later(self.date_at(minute_from), 1).year, self._last_working_day(minute_from, length.count).year
        return tuple(year for year in range(first, last + 1) if year not in self.years)

    def _doubt(self, unknown: tuple[int, ...], earliest: float) -> Doubt:
        words = tuple(map(str, unknown))
        if not self.years:
            return Doubt(phrase("calendar.unknown-year", years=words), earliest, unknown)
        known = tuple(map(str, sorted(self.years)))
        return Doubt(phrase("calendar.year-not-among", years=words, known=known), earliest, unknown)

    def _last_working_day(self, minute_from: float, count: int) -> date:
        """The last of so many working days after the day of a minute."""
        day, a_week = self.date_at(minute_from), _WEEK - len(self.weekends)
        while count:
            if day >= self._ordinary_after and count > a_week > 0:  # from here on all weeks are alike
                weeks = (count - 1) // a_week
                day, count = self._later(day, _WEEK * weeks), count - weeks * a_week
            day = self._later(day, 1)
            count -= self.is_working_day(day)
        return day

    def _later(self, day: date, days: int) -> date:
        try:
            return day + timedelta(days=days)
        except OverflowError:
            raise CalendarError(phrase("calendar.no-such-date")) from None

    def _days_passed(self, minute: float) -> int:
        """How many midnights lie between the start and a minute."""
        # Days are counted on the float itself: a datetime rounds to microseconds and could reach the next day.
        return floor((minute + self._start_of_day()) / _DAY)

    def _midnight_after(self, days_passed: int) -> float:
        """The minute at which the day ends that is so many days after the start's."""
        return (days_passed + 1) * _DAY - self._start_of_day()

    def _start_of_day(self) -> float:
        """How many minutes after midnight the start is."""
        return _minute_of_day(self.start.time())

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)
        except (OverflowError, ValueError):
            raise CalendarError(phrase("calendar.no-such-date")) from None


def _minute_of_day(moment: time) -> float:
    return moment.hour * 60 + moment.minute + (moment.second + moment.microsecond / 1e6) / 60
