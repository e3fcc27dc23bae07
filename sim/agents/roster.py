"""Whose hands a desk has: how many are there at this hour, who has gone to a scene, who is on the way, who is at an event.

A duty desk has its staff, fewer at night; whoever goes to a scene in person is missing until back. A holder is one person and takes the
phone along. A body at a scene has no hands of its own: each body that comes there gives it one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from simpy import Process

from sim.agents.hand import Crew, PairOfHands
from sim.agents.task import Task
from sim.durations import to_tick
from sim.inputs.scenario import Fault
from sim.world.clock import Order
from sim.world.scene import Scene
from sim.world.setting import DeskPlan
from sim.world.world import World

AWAY = ("post absent", "leader elsewhere")


class Roster(ABC):
    """The hands of a desk, and where they are."""

    def __init__(self, world: World, plan: DeskPlan, crew: Crew) -> None:
        self.world = world
        self.crew = crew
        self.addresses = plan.addresses
        self.holder = plan.holder
        self.name = plan.holder.id if plan.holder is not None else plan.addresses[0]
        self.names = (*plan.addresses, self.name)  # by which a fault may say that nobody is here
        self.is_shared = plan.entry.shared  # several bodies sit at it
        self.workplace = next((place for one in plan.addresses if (place := world.setting.places.workplace(one)) is not None), "")
        self.reinforced = False  # a warning keeps the day's staff at the desk
        self._called_in: float | None = None  # from when on somebody from home is here
        self._entry = plan.entry
        setting = world.setting
        self.at_scenes_only = plan.holder is None and setting.scene_parties.issuperset(plan.addresses)
        most = max(plan.entry.staff, plan.entry.night_staff or 0)
        self.hands: list[PairOfHands[Any]] = [] if self.at_scenes_only else [PairOfHands(self, f"{self.name}/{n}", n) for n in range(most)]
        self.field_hands: list[PairOfHands[Any]] = []  # of units, at scenes
        self.on_the_way: dict[PairOfHands[Any], Process] = {}
        self.tasks: list[Task] = []
        steady = plan.holder is None and plan.entry.night_staff is None and not any(world.faults.of_kind(kind) for kind in AWAY)
        self._constant = plan.entry.staff if steady else None  # nothing changes how many are here
        self._carries_phone = most <= 1  # who leaves an empty desk behind is reached on the way
        self._away = 0
        self._home = {event for event in setting.event_place if any(setting.works_at(one, event) for one in plan.addresses)}
        self._for_return: list[Task] = []

    def _staffing(self) -> int:
        """How many people the desk has at this hour: none while they are away, fewer at night and on days off."""
        if self._constant is not None:
            return self._constant
        world = self.world
        if self.absence() is not None:
            return 0
        if self.holder is not None and (self.holder.absent or not (self._away or world.hours.on_shift(self.holder.shift))):
            return 0
        entry = self._entry
        if entry.night_staff is None or self.reinforced or not (world.hours.is_night() or world.hours.is_day_off()):
            return entry.staff
        here = self._called_in is not None and self._called_in <= world.env.now
        return max(entry.night_staff, min(entry.staff, 1)) if here else entry.night_staff

    def at_desk(self) -> list[PairOfHands[Any]]:
        """The hands that do the desk's work now; whoever has gone to a scene is missing, but one who is alone does it on the way."""
        if self.at_scenes_only:
            return self.hands
        staff = self._staffing()
        if not self._away or self._carries_phone:
            return self.hands[:staff]
        return [hand for hand in self.hands if not hand.away][: max(0, staff - self._away)]

    def at_work(self) -> int:
        """How many pairs of hands are at the desk at this hour."""
        return len(self.at_desk())

    def free_hand(self) -> PairOfHands[Any] | None:
        """Who answers the phone: somebody idle, else somebody who is not in a call; None while nobody can."""
        able = [hand for hand in self.at_desk() if not hand.talking]
        return next((hand for hand in able if hand.current is None), able[0] if able else None)

    def reads_nothing(self) -> bool:
        """Whether what is written lies unread: the one person whom it is for is out of reach. At a desk of several the next one reads it."""
        return self.holder is not None and not self.at_work()

    def absence(self) -> Fault | None:
        """The fault that keeps everybody away, if one does."""
        return self.world.faults.any_of(AWAY, self.world.env.now, self.names)

    def answers_from_home(self) -> bool:
        """Whether nobody is at the desk at this hour, and somebody at home answers for it."""
        return self._entry.on_call is not None and not self.at_work() and self.absence() is None

    def call_in(self) -> None:
        """Somebody at home has been told, and comes to the desk."""
        if self._called_in is None:
            minutes = self._entry.on_call or 0.0
            self._called_in = to_tick(self.world.env.now + minutes)
            self.world.later(minutes, Order.DECISIONS, self.wake)

    def at_event(self, event: str) -> list[PairOfHands[Any]]:
        """The hands that are where an event is: of units and people who came, and of those on duty who work there."""
        there = [hand for hand in (*self.field_hands, *(self.hands if self._away or self.at_scenes_only else ())) if hand.place == event]
        if event in self._home:
            there += [hand for hand in self.at_desk() if not hand.away]
        return there

    def is_on_duty(self, hand: PairOfHands[Any]) -> bool:
        """Whether a hand works at this hour: at a scene always."""
        return hand.unit is not None or hand.place is not None or hand in self.at_desk()

    def may_do_desk_work(self, hand: PairOfHands[Any]) -> bool:
        """Whether a hand may do what is done at a desk or by phone."""
        return hand.unit is None and (not hand.away or self._carries_phone)

    def works_at(self, event: str) -> bool:
        """Whether its people work where an event is."""
        return event in self._home

    def sent_away(self, hand: PairOfHands[Any]) -> None:
        """Somebody of the desk has set out."""
        hand.away = True
        self._away += 1

    def is_back(self, hand: PairOfHands[Any]) -> None:
        """Somebody is at the desk again; what waited for them goes on."""
        hand.away = False
        self._away -= 1
        waiting, self._for_return = self._for_return, []
        for task in waiting:
            self.put_back(task, self.world.now)
        self.wake()

    def asked_to(self) -> list[str]:
        """The events to which somebody is asked to go, once free to."""
        return list(dict.fromkeys(task.obligation.about for task in self._for_return if task.open))

    def asked_to_go(self) -> list[str]:
        """The events to which somebody is to go as soon as there is a hand for it."""
        now = self.world.env.now
        return [task.obligation.about for task in self.tasks if task.act == "go" and task.open and task.not_before <= now]

    def wait_for_return(self, task: Task) -> None:
        """Keep a task until somebody is back."""
        self._for_return.append(task)

    def man(self, scene: Scene) -> None:
        """A body at a scene has one pair of hands for each body that came there, at most as many as its entry says."""
        here = [hand for hand in self.hands if hand.place == scene.event]
        for number in range(len(here), min(self._entry.staff, len(scene.ever_came))):
            self.hands.append(PairOfHands(self, f"{self.name}/{scene.event}/{number}", number, scene.event))
        self.wake()

    @abstractmethod
    def put_back(self, task: Task, not_before: float) -> None:
        """Put a task into the queue again."""

    @abstractmethod
    def take(self, hand: PairOfHands[Any], before: Task | None = None) -> Task | None:
        """The task that a hand should do now."""

    @abstractmethod
    def wake(self) -> None:
        """Look whether anybody can go on with anything that waits."""
