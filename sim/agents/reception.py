"""The counters of a scene: people are registered one by one in the order of their arrival, and the record is credited as it is done.

There are as many counters at work as the hall has, and as people are there who can receive others. Every body that registers shares them.
Whoever comes when a counter is free is called at that second; so reception is a queue whose times are the resources' own. What has been
done is written down at most once with each tick of the scene, and at the very second at which the line is empty.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from sim.agents.desk import Desk
from sim.agents.task import Task
from sim.inputs.resources import Hall
from sim.world.clock import Order
from sim.world.world import World

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.agents.crowd.effects import Crowd
    from sim.agents.gathering import Gathering

_EVERYBODY = 10**9  # where no time is given for it, all who wait are registered together


class Registrar:
    """A body that registers: for which duties, and how many people it has registered since the last row."""

    __slots__ = ("busy", "desk", "done", "tasks")

    def __init__(self, desk: Desk, task: Task) -> None:
        self.desk = desk
        self.tasks = [task]
        self.done = 0
        self.busy = 0  # its counters at work

    @property
    def task(self) -> Task:
        """The oldest duty that is still open, else the last one."""
        while len(self.tasks) > 1 and not self.tasks[0].open:
            self.tasks.pop(0)
        return self.tasks[0]


class Reception:
    """The service at the counters of one scene."""

    def __init__(self, world: World, scene: Gathering, crowd: Crowd, hall: Hall | None) -> None:
        self._world = world
        self._scene = scene
        self._crowd = crowd
        self._hall = hall
        self._registrars: list[Registrar] = []
        self._wakes_at = 0.0  # the minute at which somebody comes next, as far as is known
        self.opened = False

    def open(self, minute: float) -> None:
        """The hall is open from now on."""
        self.opened = True
        self._crowd.open_reception(minute)
        self.look()

    def more_people(self) -> None:
        """A group has joined that nobody expected: somebody may come earlier than was known."""
        self._wakes_at = 0.0
        self.look()

    def join(self, desk: Desk, task: Task) -> None:
        """A body begins to register. Its hands are free for the rest: whoever is there takes turns at the counters."""
        known = next((one for one in self._registrars if one.task.actor == task.actor), None)
        if known is None:
            self._registrars.append(Registrar(desk, task))
        else:
            known.tasks.append(task)
        self.look()

    @property
    def rooms(self) -> int:
        """In how many rooms people can be heard at once."""
        return 1 if self._hall is None else self._hall.rooms

    def _counters(self, here: int) -> int:
        """How many are at work where so many bodies are here: those of the hall, as far as people are there; without a hall, as many as people."""
        if not self.opened or not here:
            return 0
        staff = max(self._scene.staff(), here)
        return staff if self._hall is None else min(staff, self._hall.counters)

    def _able(self) -> list[Registrar]:
        return [one for one in self._registrars if self._scene.has_people_of(one.task.actor)]

    def look(self) -> None:
        """Call the next ones to every counter that is free; where nobody waits, look again when somebody comes."""
        if not self._registrars or (self._wakes_at > self._world.now and self._crowd.nobody_in_line()):
            return
        able = self._able()
        free = self._counters(len(able)) - sum(one.busy for one in self._registrars)
        while free > 0 and self._crowd.waiting(self._world.now):
            one = min(able, key=lambda registrar: registrar.busy)
            able.append(able.pop(able.index(one)))  # they take turns
            duty = one.task.obligation.rule.duty
            minutes = self._world.minutes(duty.act, duty.form, one.task.actor, one.task.matter)
            called = self._crowd.call(self._world.now, self._at_once(one) if minutes else _EVERYBODY)
            one.busy += 1
            free -= 1
            self._world.later(minutes, Order.DECISIONS, partial(self._finish, one, called))
        if free > 0:
            self._wait_for_the_next()

    def _at_once(self, one: Registrar) -> int:
        duty = one.task.obligation.rule.duty
        return self._world.setting.at_once(duty.act, duty.form, one.task.actor) or 1

    def _wait_for_the_next(self) -> None:
        now, comes = self._world.now, self._crowd.next_arrival()
        if not now < self._wakes_at <= comes:
            self._wakes_at = comes
            if comes < inf:
                self._world.later(comes - now, Order.DECISIONS, self._somebody_came)

    def _somebody_came(self) -> None:
        if self._wakes_at <= self._world.now:
            self._wakes_at = 0.0
            self.look()

    def _finish(self, one: Registrar, called: NDArray[np.intp]) -> None:
        one.busy -= 1
        one.done += self._crowd.take_down(self._world.now, called)
        self.look()
        if not any(registrar.busy for registrar in self._registrars):
            self.write_down()

    def write_down(self) -> None:
        """A row for each body that has registered somebody since the last one."""
        for one in self._registrars:
            if one.done:
                people, one.done = one.done, 0
                self._scene.show()
                self._scene.note(one.desk, one.task, "registered", {"people": people})
