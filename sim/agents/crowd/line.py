"""The line before the counters: people step up one by one, in the order of their arrival.

Exact to the second, whatever the step of the crowd: whoever comes between two ticks stands in the line from that second on, and whoever
has lost patience between two ticks does not step up any more. So reception is a queue with impatience (Erlang-A where the times are
exponential), and only the leaving is counted by the tick.
"""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.state import REGISTERED, VOCAL, Behaviour, Members, Stage
from sim.durations import TICKS_PER_MINUTE

_NOBODY = np.empty(0, dtype=np.bool_)
FEW = 8  # so many are looked at one by one, which costs less than arrays
_GLANCE = 64  # so many of the line are looked at in one go: most calls need but a few


class Line:
    """Who of a crowd has not stepped up yet."""

    __slots__ = ("_aside", "_called", "_head", "_members", "_refused")

    def __init__(self, members: Members) -> None:
        self._members = members
        self._head = 0  # before it everybody has stepped up, has gone, or stands aside
        self._aside = np.empty(0, dtype=np.intp)  # who did not come forward when it was their turn
        self._refused = -1  # at which count of decisions all who stand aside would not come
        self._called: dict[int, float] = {}  # who is at a counter: how many seconds they would still have waited

    def is_empty(self) -> bool:
        """Whether everybody who came has stepped up or has gone, as far as has been looked."""
        return self._head == self._members.queued and not self._aside.size

    def call(self, minute: float, number: int) -> NDArray[np.intp]:
        """The next ones step up to the counters; they wait no longer."""
        now = round(minute * TICKS_PER_MINUTE)
        if number <= FEW and self._aside.size <= _GLANCE:
            return self._call_few(now, number)
        comes, stays = self._look(self._aside, now)
        taken = np.flatnonzero(comes)[:number]
        found, more = [self._aside[taken]], number - taken.size
        keeps = comes | stays
        keeps[taken] = False
        self._aside = self._aside[keeps]
        while more > 0 and self._head < self._members.queued:
            part = self._members.queue[self._head : min(self._head + max(_GLANCE, more), self._members.queued)]
            comes, stays = self._look(part, now)
            places = np.flatnonzero(comes)
            end = part.size if places.size < more else int(places[more - 1]) + 1  # nobody behind the last one is looked at yet
            places = places[:more]
            found.append(part[places])
            more -= places.size
            self._pass_over(part[:end][stays[:end]], end)
        called = np.concatenate(found)
        deadlines = self._members.deadline
        for member in called.tolist():
            self._called[member] = float(deadlines[member]) - now
        deadlines[called] = np.inf
        return called

    def _call_few(self, now: int, number: int) -> NDArray[np.intp]:
        """The same one by one."""
        state, deadlines = self._members, self._members.deadline_of
        called: list[int] = []
        aside: list[int] = []
        for member in self._aside.tolist() if self._aside.size else ():
            comes = self._looks(member, now)
            if comes and len(called) < number:
                called.append(member)
            elif comes is not None:
                aside.append(member)
        while len(called) < number and self._head < state.queued:
            member = state.queue_of[self._head]
            self._head += 1
            comes = self._looks(member, now)
            if comes:
                called.append(member)
            elif comes is not None:
                aside.append(member)
        for member in called:
            self._called[member] = deadlines[member] - now
            deadlines[member] = inf
        if aside or self._aside.size:
            self._aside = np.array(aside, dtype=np.intp)
        return np.array(called, dtype=np.intp)

    def _looks(self, member: int, now: int) -> bool | None:
        """Whether one member comes forward; None where it never will."""
        state = self._members
        if not state.present_of[member] or state.stage_of[member] >= Stage.REGISTERED:
            return None
        level = state.level_of[member]
        if level == 0 and state.deadline_of[member] <= now:
            return None  # only the calm leave when their patience is over
        return bool(level <= Behaviour.VOCAL)

    def _look(self, part: NDArray[np.intp], now: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Who of these comes forward, and who may do so later."""
        if not part.size:
            return _NOBODY, _NOBODY
        state = self._members
        there = (state.present[part] != 0) & (state.stage[part] < REGISTERED)
        there &= (state.deadline[part] > now) | (state.level[part] != 0)  # only the calm leave when their patience is over
        calm_enough = state.level[part] <= VOCAL
        return there & calm_enough, there & ~calm_enough

    def _pass_over(self, aside: NDArray[np.intp], number: int) -> None:
        self._head += number
        if aside.size:
            self._aside = np.concatenate([self._aside, aside])

    def any_waiting(self, minute: float) -> bool:
        """Whether anybody would step up now. Who has gone is passed over for good."""
        now = round(minute * TICKS_PER_MINUTE)
        if self._aside.size and self._refused != self._members.decided:
            if self._look(self._aside, now)[0].any():
                return True
            self._refused = self._members.decided  # until somebody decides anew, nobody of them comes forward
        if self._head < self._members.queued and self._looks(self._members.queue_of[self._head], now):
            return True  # mostly the first one does
        while self._head < self._members.queued:
            part = self._members.queue[self._head : min(self._head + _GLANCE, self._members.queued)]
            comes, stays = self._look(part, now)
            if comes.any():
                first = int(np.flatnonzero(comes)[0])
                self._pass_over(part[:first][stays[:first]], first)
                return True
            self._pass_over(part[stays], part.size)
        return False

    def give_up(self, member: int) -> float:
        """One leaves the counter; gives how many seconds it would still have waited."""
        return self._called.pop(member)
