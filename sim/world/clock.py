"""Simulated time: what happens first at one instant, and how to be called later.

At one instant: faults begin or end and shifts change, people arrive, messages come in, people decide and work, scenes and
clocks tick.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from math import ceil
from typing import Any

from simpy import Environment, Event

from sim.durations import TICKS_PER_MINUTE


class Order(IntEnum):
    """The order of things at one instant. SimPy's own wake-ups have priority 0 and 1 and so follow their cause at once."""

    FAULTS = 2
    ARRIVALS = 3
    MESSAGES = 4
    DECISIONS = 5
    TICKS = 6


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


def tick_after(minutes: float) -> float:
    """The first multiple of 1/64 min that is not before `minutes`: when somebody can act who waits for a moment of the clock."""
    return ceil(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE
