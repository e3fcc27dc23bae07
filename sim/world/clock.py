"""Simulated time: what happens first at one instant, how to be called later, and the hours of a day: night, days off and shifts.

At one instant: faults begin or end and shifts change, people arrive, messages come in, people decide and work, scenes and
clocks tick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from heapq import heappush
from math import inf
from typing import Any

from simpy import Environment, Event

from sim.calendar import Calendar
from sim.durations import TICKS_PER_MINUTE, to_tick
from sim.inputs.resources import Shift


class Order(IntEnum):
    """The order of things at one instant. SimPy's own wake-ups have priority 0 and 1 and so follow their cause at once."""

    FAULTS = 2
    ARRIVALS = 3
    MESSAGES = 4
    DECISIONS = 5
    TICKS = 6


class RunClock(Environment):
    """SimPy's clock, counted in whole seconds and read in minutes: a delay is rounded to seconds, so that times add up exactly."""

    def __init__(self) -> None:
        super().__init__(0)

    @property
    def now(self) -> float:
        """Minutes since the start: the double nearest to the second."""
        return self._now / TICKS_PER_MINUTE

    def schedule(self, event: Event, priority: Any = 1, delay: float = 0) -> None:
        """Let an event happen after `delay` minutes."""
        at = self._now if not delay else self._now + (round(delay * TICKS_PER_MINUTE) if delay < inf else delay)
        heappush(self._queue, (at, priority, next(self._eid), event))

    def close(self) -> None:
        """Nothing is to happen any more."""
        self._queue.clear()


class After(Event):
    """An event that happens by itself after `minutes`, in its place among what happens at that instant."""

    def __init__(self, env: Environment, minutes: float, order: Order, value: Any = None) -> None:
        # As SimPy's own Timeout does: an event that is triggered from the start needs no more than this.
        self.env = env
        self.callbacks = []
        self._value = value
        self._ok = True
        env.schedule(self, order, minutes)  # type: ignore[arg-type]  # SimPy types priorities as its own two constants


def call_later(env: Environment, minutes: float, order: Order, callback: Callable[[Event], None]) -> None:
    """Call `callback` after `minutes`."""
    event = After(env, minutes, order)
    event.callbacks = [callback]


_DAY = 1440.0  # minutes


class Hours:
    """What the clock and the calendar say of this minute."""

    def __init__(self, calendar: Calendar, shifts: Iterable[Shift], env: Environment) -> None:
        self._calendar = calendar
        self._env = env
        self._shifts = {shift.id: (_of_day(shift.begins), _of_day(shift.ends), shift.days) for shift in shifts}
        start = calendar.start.time()
        self._offset = start.hour * 60.0 + start.minute + start.second / 60.0
        night = (calendar.night_from, calendar.night_to)
        bounds = [0.0, *(moment.hour * 60.0 + moment.minute for moment in night)]
        bounds += [edge % _DAY for begins, ends, _ in self._shifts.values() for edge in (begins, ends)]
        self._bounds = sorted(set(bounds))
        self._until = float("-inf")  # up to which minute `_night` and `_day_off` hold
        self._night = False
        self._day_off: bool | None = None

    def of_day(self) -> float:
        """Minutes since midnight."""
        return to_tick(self._env.now + self._offset) % _DAY

    def is_night(self) -> bool:
        """Whether it is night now, by the calendar."""
        if self._env.now >= self._until:
            self._look()
        return self._night

    def is_day_off(self) -> bool:
        """Whether today is no working day."""
        if self._env.now >= self._until:
            self._look()
        if self._day_off is None:
            self._day_off = not self._calendar.is_working_day(self._calendar.date_at(self._env.now))
        return self._day_off

    def _look(self) -> None:
        """What the calendar says now holds until the next bound."""
        now = self._env.now
        self._night, self._day_off, self._until = self._calendar.is_night(now), None, to_tick(now + self.to_next_change())

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
        return to_tick(later - minute)


def _of_day(clock: str) -> float:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60.0 + int(minutes)
