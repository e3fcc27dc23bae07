"""Minutes and dates: working days, holidays, nights, and limits that are counted in days.

Simulated time is in minutes since the start; the calendar knows which date and hour that is. Days and months are counted in any year.
Which days are worked is data, year by year (`sim.inputs.calendars` reads it). In a year without data every day but a weekend day counts
as worked, so that a drill of any date runs; whoever has to be sure asks `end_of`, which says when an end leans on that.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from math import ceil, floor
from typing import NamedTuple

from sim.durations import Amount, Days, Span, summed
from sim.words import Phrase, RefusedError, phrase

_DAY = 1440  # minutes
_WEEK = 7  # days
_SHORTEST_MONTH = 28  # days
_SAME_MIN = 1e-6  # moments of rounded logs that are no further apart are one
NO_DATE = phrase("calendar.no-date")
_NO_DATE_TO_MOVE = phrase("calendar.no-date-to-move")
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
    are known. Where nobody knows the day of minute 0 it is not `dated`: hours pass, but no limit in days has an end. Where nobody knows its time
    of day either it is not `clocked`: then its times of day mean nothing.
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
    clocked: bool = True
    _ordinary_after: date = field(init=False)  # no holiday and no made-up day is later
    _day_began: float = field(init=False, repr=False, compare=False)  # how many minutes after midnight the start is

    def __post_init__(self) -> None:
        # A frozen dataclass sets a normalised field through `object`.
        object.__setattr__(self, "start", self._local(self.start))
        object.__setattr__(self, "_ordinary_after", max(self.holidays | self.workdays, default=date.min))
        object.__setattr__(self, "_day_began", _minute_of_day(self.start.time()))

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
        of_day = summed(minute + self._day_began) % _DAY
        begins, ends = _minute_of_day(self.night_from), _minute_of_day(self.night_to)
        if begins <= ends:
            return begins <= of_day < ends
        return of_day >= begins or of_day < ends

    def end_of(self, length: Amount, minute_from: float) -> Ending:
        """Where a limit of this length ends, and whether that is certain."""
        if isinstance(length, Span):
            return Ending(summed(minute_from + length.minutes))
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

    # -- times of day --------------------------------------------------------------------------------------------------------

    def first_hour(self, hour: float, minute: float) -> float:
        """The first minute at or after another at which it is so many minutes after midnight. A date is not needed."""
        found = summed(self._days_passed(minute) * _DAY - self._day_began + hour % _DAY)
        return found if found >= minute - _SAME_MIN else summed(found + _DAY)

    def next_hour(self, hours: Iterable[float], minute: float) -> float:
        """The first minute after another at which it is one of these times of day, in minutes after midnight."""
        found = (self.first_hour(hour, minute) for hour in hours)
        return min(first if first > minute + _SAME_MIN else summed(first + _DAY) for first in found)

    def last_hour(self, hours: Iterable[float], minute: float) -> float:
        """The last minute at or before another at which it is one of these times of day, in minutes after midnight."""
        found = (self.first_hour(hour, minute) for hour in hours)
        return max(first if first <= minute + _SAME_MIN else summed(first - _DAY) for first in found)

    # -- ends that move ------------------------------------------------------------------------------------------------------

    def moved(self, end: float, hour: float) -> Ending:
        """An end that is not on a working day, moved to a time of the next working day, in minutes after its midnight.

        Midnight is the end of the day that it ends: a limit that runs out at 24:00 of a Friday does not move.
        """
        if not self.dated:
            return Ending(end, Doubt(_NO_DATE_TO_MOVE, end))
        try:
            day = later = self._day_of_end(end)
            if not self.is_working_day(day):
                later = self._last_working_day(day, 1)
        except CalendarError as error:
            return Ending(None, Doubt(error.why, end))
        minute = end if later == day else summed(self._midnight_after(self._day_number(later) - 1) + hour)
        unknown = self._years_unknown(day, later)
        return Ending(minute, self._doubt(unknown, end, moving=True) if unknown else None)

    def resumed(self, length: Days, end: float, stopped: float, resumed: float) -> Ending:
        """Where a limit in days ends that would end at `end`, but stood between two minutes: later by the days, or working days, between.

        So many days as were left when it stopped are left when it goes on; it never ends before the end of a day on which it goes on.
        """
        day = self._day_of_end(end)
        if not length.working:
            on = min(self._days_passed(stopped), self._day_index(end))  # at its very end it stops on its last day
            return Ending(summed(end + (self._days_passed(resumed) - on) * _DAY))
        try:
            first, again = self._later(self.date_at(stopped), 1), self.date_at(resumed)
            left = self._working_days(first, day)
            last = self._last_working_day(again, left) if left else self._last_working_day(self._later(again, -1), 1)
        except CalendarError as error:
            return Ending(None, Doubt(error.why, max(end, resumed)))
        unknown = self._years_unknown(first, last)
        return Ending(self._midnight_after(self._day_number(last)), self._doubt(unknown, max(end, resumed)) if unknown else None)

    def prolonged(self, end: float, length: Days) -> Ending:
        """Where a limit ends that was to end at `end` and has been given so many days more, counted from the day of its end."""
        noon = self._midnight_after(self._day_index(end)) - _DAY / 2 if self.dated else end
        return self.end_of(length, noon)

    def _day_index(self, end: float) -> int:
        """How many midnights lie between the start and an end; a midnight ends the day before it."""
        return ceil((end + self._day_began - _SAME_MIN) / _DAY) - 1

    def _day_of_end(self, end: float) -> date:
        return self._later(self.start.date(), self._day_index(end))

    def _day_number(self, day: date) -> int:
        return (day - self.start.date()).days

    def _working_days(self, first: date, last: date) -> int:
        """How many days from `first` to `last` are worked."""
        return sum(self.is_working_day(self._later(first, number)) for number in range((last - first).days + 1))

    def end_of_day(self, minute_from: float, days: int, *, working: bool) -> float:
        """The minute at which a limit of so many days ends.

        The day after the trigger's day is day 1, and the limit ends at 24:00 of the last. With `working`, only working days are counted.
        Raises RefusedError for fewer than 1 day, CalendarError where working days lead to a date that does not exist.
        """
        if days < 1:
            raise RefusedError(phrase("values.1-day-or-more", days=days))
        if not working:
            return self._midnight_after(self._days_passed(minute_from) + days)
        return self._midnight_after(self._day_number(self._last_working_day(self.date_at(minute_from), days)))

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
        return self._years_unknown(self.date_at(minute_from), self.date_at(minute_to))

    def _years_unknown(self, first: date, last: date) -> tuple[int, ...]:
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def _unknown_years(self, length: Days, minute_from: float) -> tuple[int, ...]:
        """The years of the days that a limit counts, where it matters whether they are worked and nobody knows."""
        if not length.working:
            return ()
        day = self.date_at(minute_from)
        return self._years_unknown(self._later(day, 1), self._last_working_day(day, length.count))

    def _doubt(self, unknown: tuple[int, ...], earliest: float, *, moving: bool = False) -> Doubt:
        """Why an end is not certain: it counts working days, or it is `moving` where its day is not worked."""
        words, known = tuple(map(str, unknown)), tuple(map(str, sorted(self.years)))
        if moving:
            why = phrase("calendar.moves-not-among", years=words, known=known) if known else phrase("calendar.moves-unknown-year", years=words)
        else:
            why = phrase("calendar.year-not-among", years=words, known=known) if known else phrase("calendar.unknown-year", years=words)
        return Doubt(why, earliest, unknown)

    def _last_working_day(self, day: date, count: int) -> date:
        """The last of so many working days after a day."""
        a_week = _WEEK - len(self.weekends)
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
        return floor(summed(minute + self._day_began) / _DAY)

    def _midnight_after(self, days_passed: int) -> float:
        """The minute at which the day ends that is so many days after the start's."""
        return summed((days_passed + 1) * _DAY - self._day_began)

    def _local(self, moment: datetime) -> datetime:
        try:
            return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)
        except (OverflowError, ValueError):
            raise CalendarError(phrase("calendar.no-such-date")) from None


def _minute_of_day(moment: time) -> float:
    return moment.hour * 60 + moment.minute + (moment.second + moment.microsecond / 1e6) / 60
