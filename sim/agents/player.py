"""The player behind an officer: every decision is a question, and an event that brings the answer.

A simulated player answers after a drawn thinking time. A person's session can stand in its place: questions and answers are
plain data, and the clock runs on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from simpy import Event

from sim.world.clock import After, Order
from sim.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is to be decided, by whom, about which event, and between what."""

    id: str
    kind: str  # activate | end
    who: str
    about: str
    options: tuple[str, ...]
    proposed: str
    facts: dict[str, Any] = field(default_factory=dict)


class Player(Protocol):
    """Whoever decides for an officer."""

    def ask(self, question: Question) -> Event:
        """An event whose value will be one of the question's options."""


class SimulatedPlayer:
    """Takes what is proposed, after the time that thinking takes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ask(self, question: Question) -> Event:
        """Answer with the proposal after a drawn time."""
        what = "/".join([question.about, *map(str, question.facts.values())])  # and not the duty that asks for the decision
        minutes = self._world.minutes("decide", question.kind, question.who, what)
        return After(self._world.env, minutes, Order.DECISIONS, question.proposed)
