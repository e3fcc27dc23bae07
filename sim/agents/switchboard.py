"""The lines of a desk, and the calls out that wait for one."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

from sim.agents.hand import PairOfHands, Work, Workplace
from sim.agents.task import Task


class Switchboard:
    """Calls out that wait for a line of their desk: due first, then first come."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, PairOfHands[Any]]] = []
        self._count = 0

    def line_for(self, hand: PairOfHands[Any], task: Task) -> Work:
        """Wait until the hand has a line. Nobody can call in meanwhile: every line is in use."""
        desk = hand.desk
        if desk.lines_used < desk.lines:
            desk.lines_used += 1
            return
        self._count += 1
        place = (task.due, self._count, hand)
        heappush(self._waiting, place)
        while place in self._waiting:
            yield from hand.rest()

    def give_back(self, desk: Workplace) -> None:
        """A line is free: the next in the queue has it, or nobody."""
        if self._waiting:
            heappop(self._waiting)[2].ring()
        else:
            desk.lines_used -= 1
