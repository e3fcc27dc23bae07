"""The hours of a drill's days: night, days off and shifts, and the moments at which they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sim.calendar import Calendar
from sim.resources import Shift
from sim.world.clock import tick_after

_DAY = 1440.0


class Hours:
    """What the clock and the calendar say of this minute. `now` gives the minute."""

    def __init__(self, calendar: Calendar, shifts: Iterable[Shift], now: Callable[[], float]) -> None:
        self._calendar = calendar
        self._now = now
        self._shifts = {shift.id: (_of_day(shift.begins), _of_day(shift.ends), shift.days) for shift in shifts}
        start = calendar.start.time()
        self._offset = start.hour * 60.0 + start.minute + start.second / 60.0
        night = (calendar.night_from, calendar.night_to)
        bounds = [0.0, *(moment.hour * 60.0 + moment.minute for moment in night)]
        bounds += [edge % _DAY for begins, ends, _ in self._shifts.values() for edge in (begins, ends)]
        self._bounds = sorted(set(bounds))
        self._days: dict[date, bool] = {}

    def of_day(self) -> float:
        """Minutes since midnight."""
        return (self._now() + self._offset) % _DAY

    def is_night(self) -> bool:
        """Whether it is night now, by the calendar."""
        return self._calendar.is_night(self._now())

    def is_day_off(self) -> bool:
        """Whether today is no working day. Raises CalendarError for a day that the calendar does not cover."""
        day = self._calendar.date_at(self._now())
        if day not in self._days:
            self._days[day] = not self._calendar.is_working_day(day)
        return self._days[day]

    def on_shift(self, shift: str) -> bool:
        """Whether the hours of a shift run now. A shift that ends before it begins runs over midnight."""
        if shift not in self._shifts:
            return True  # "always"
        begins, ends, days = self._shifts[shift]
        if days != "all" and self.is_day_off() != (days == "off"):
            return False
        minute = self.of_day()
        return begins <= minute < ends if begins < ends else minute >= begins or minute < ends

    def to_next_change(self) -> float:
        """Minutes until night, a day or a shift begins or ends the next time."""
        minute = self.of_day()
        later = next((bound for bound in self._bounds if bound > minute), self._bounds[0] + _DAY)
        return tick_after(later - minute)


def _of_day(clock: str) -> float:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60.0 + int(minutes)
