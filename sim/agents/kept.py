"""What bodies are at among the people of a scene, and what waits until it can reach somebody.

Of what people of one body wait with, one begins at a time; whoever waits with the same looks again when that is over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.agents.desk import Desk
from sim.agents.task import Task

What = tuple[str, str, str]


class Kept(NamedTuple):
    """A task that waits until it can reach somebody; where it was tried in vain, until the counts are others than `since`."""

    desk: Desk
    task: Task
    since: tuple[int, ...] | None
    why: str
    what: What


def _what(task: Task) -> What:
    return task.actor, task.act, task.obligation.rule.duty.effect


class KeptTasks:
    """The tasks of one scene that wait, and those that are being tried."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self._tried: dict[What, Task] = {}  # what people of a body are at

    def __bool__(self) -> bool:
        return bool(self._kept)

    def keep(self, desk: Desk, task: Task, since: tuple[int, ...] | None, why: str) -> bool:
        """Let a task wait; gives whether nobody of the body waits with the same, for the same reason, already."""
        what = _what(task)
        known = any(kept.why == why and kept.what == what for kept in self._kept)
        self._kept.append(Kept(desk, task, since, why, what))
        return not known

    def is_tried_by_others(self, task: Task) -> bool:
        """Whether people of the same body are at the same already."""
        return self._is_tried(_what(task), task)

    def _is_tried(self, what: What, task: Task) -> bool:
        other = self._tried.get(what)
        return other is not None and other is not task and other.open

    def begin(self, task: Task) -> None:
        """Somebody begins with it."""
        self._tried[_what(task)] = task

    def end(self, task: Task) -> bool:
        """That is over; gives whether anybody was at it."""
        what = _what(task)
        if self._tried.get(what) is not task:
            return False
        del self._tried[what]
        return True

    def look(self, state: tuple[int, ...], is_in_vain: Callable[[Task], bool], minute: float) -> None:
        """Put back what can reach somebody now. Whether that is so is asked once for all who wait with the same."""
        waiting, self._kept = self._kept, []
        begin: dict[What, Kept] = {}
        in_vain: dict[What, bool] = {}
        for kept in waiting:
            task, what = kept.task, kept.what
            if not task.open:
                continue
            idle = kept.since == state or what in begin or self._is_tried(what, task)  # what one leaves for others is seen when it is done
            if not idle:
                if what not in in_vain:
                    in_vain[what] = is_in_vain(task)
                idle = in_vain[what]
            if idle:
                self._kept.append(kept)
            else:
                begin[what] = kept
        for kept in begin.values():
            kept.desk.put_back(kept.task, minute)
