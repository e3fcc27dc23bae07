"""Simulated time: what happens first at one instant, and how to be called later.

At one instant: faults begin or end, people arrive, messages come in, people decide and work, scenes and clocks tick.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from simpy import Environment, Event


class Order(IntEnum):
    """The order of things at one instant. SimPy's own wake-ups have priority 0 and 1 and so follow their cause at once."""

    FAULTS = 2
    ARRIVALS = 3
    MESSAGES = 4
    DECISIONS = 5
    TICKS = 6


class Later(Event):
    """An event that happens by itself after `minutes`, in its place among what happens at that instant."""

    def __init__(self, env: Environment, minutes: float, order: Order, value: Any = None) -> None:
        super().__init__(env)
        self._ok = True
        self._value = value
        env.schedule(self, order, minutes)  # type: ignore[arg-type]  # SimPy types priorities as its own two constants


def call_later(env: Environment, minutes: float, order: Order, callback: Callable[[Event], None]) -> None:
    """Call `callback` after `minutes`."""
    event = Later(env, minutes, order)
    if event.callbacks is not None:  # a fresh event has its list; SimPy takes it away when the event is processed
        event.callbacks.append(callback)
