"""What somebody of a desk is telling another now: nobody else of the body tells that one the same meanwhile."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from sim.agents.task import Task
from sim.vocabulary import ACTS
from sim.world.clock import Order
from sim.world.world import World

Told = tuple[str | None, ...]  # the event, the act and its form, who says it, to whom


class Queue(Protocol):
    """What this needs of a desk."""

    world: World

    def put_back(self, task: Task, not_before: float) -> None:
        """Put a task into the queue again."""


class SaidOnce:
    """What is being told, and who waits with the same."""

    def __init__(self, desk: Queue) -> None:
        self._desk = desk
        self._told: dict[Told, list[Task]] = {}

    def begin(self, task: Task, to: str) -> bool:
        """Whether nobody of the body is telling the same one the same; else the task waits to see whether it is told with that."""
        waiting = self._told.get(_word(task, to))
        if waiting is not None:
            waiting.append(task)
            return False
        self._told[_word(task, to)] = []
        return True

    def is_told(self, task: Task, to: str) -> bool:
        """Whether somebody of the body is telling the same one the same."""
        return _word(task, to) in self._told

    def end(self, task: Task, to: str, wait: float = 0.0) -> None:
        """It has been told, or not, or is so many minutes under way: whoever waits with the same looks again then, if it is not settled."""
        world = self._desk.world
        if wait > 0.0:
            world.later(wait, Order.DECISIONS, partial(self.end, task, to))
            return
        for other in self._told.pop(_word(task, to), ()):
            if other.open:
                self._desk.put_back(other, world.now)


def _word(task: Task, to: str) -> Told:
    return (*paper_of(task), task.actor, to)


def paper_of(task: Task) -> tuple[str, str, str]:
    """What a draft is for: an act and its form about an event, whoever gets it."""
    duty = task.obligation.rule.duty
    return task.obligation.about, task.act, duty.form or ACTS[task.act].form or ""
