"""One pair of hands: rests until something rings, works, and is held up by calls and by what is more urgent.

Whoever rings says nothing; the hand looks at the state of its desk. So nothing is lost when two things ring at one instant.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Generic, Protocol, TypeVar

from simpy import Event, Interrupt, Process

from sim.agents.task import Task
from sim.durations import to_tick
from sim.inputs.resources import Unit
from sim.world.clock import After, Order
from sim.world.world import World

Work = Generator[Event, Any, None]


class Crew(Protocol):
    """Whoever knows what hands do all day."""

    def live(self, hand: PairOfHands[Any]) -> Work:
        """Everything that a pair of hands does until the drill ends or its unit leaves."""

    def carry_out(self, hand: PairOfHands[Any], task: Task) -> Work:
        """Do one task."""


class Workplace(Protocol):
    """What hands know of the desk that they belong to: its queue, its lines, and who says what to do."""

    world: World
    crew: Crew
    tasks: list[Task]
    lines: int
    lines_used: int

    def take(self, hand: PairOfHands[Any], before: Task | None = None) -> Task | None:
        """The task that this hand should do now."""

    def works_at(self, event: str) -> bool:
        """Whether its people work where an event is."""

    def wake(self) -> None:
        """Ring whoever may have something to do."""


W = TypeVar("W", bound=Workplace)


class PairOfHands(Generic[W]):
    """One pair of hands: at a desk, with a unit at a scene, or gone there in person.

    `place` is the event at whose scene they are, `bound_for` that to which they are on their way; `away` holds for who works at a desk and
    has gone, until they are back.
    """

    __slots__ = (
        "_alarm", "_finished", "_pausable", "_process", "_stolen", "away", "bound_for", "current", "desk", "errands", "going", "leaves_as", "name",
        "number", "place", "since", "talking", "unit",
    )  # fmt: skip

    def __init__(self, desk: W, name: str, number: int, place: str | None = None, unit: Unit | None = None) -> None:
        self.desk = desk
        self.name = name
        self.number = number  # its place among the hands of its desk, or among the units of its kind
        self.place = place
        self.unit = unit
        self.since = 0.0  # when it came to the scene
        self.away = False
        self.bound_for: str | None = None
        self.errands: list[Task] = []  # what it goes for
        self.going = ""  # which going to a scene it is: what its luck belongs to
        self.leaves_as = ""  # in whose name it went
        self.current: Task | None = None
        self.talking = False
        self._stolen = 0.0  # minutes that calls have taken from the work in hand
        self._alarm: Event | None = None
        self._process: Process | None = None
        self._pausable = False
        self._finished: Task | None = None  # what is over before its time

    @property
    def idle(self) -> bool:
        """Whether it has nothing to do, and nobody has rung."""
        return self.current is None and not self.talking and (self._process is None or self._alarm is not None)

    def is_at(self, event: str) -> bool:
        """Whether they are where an event is: they have come to its scene, or it is where they work anyway."""
        if self.place is not None or self.away or self.unit is not None:
            return self.place == event
        return self.desk.works_at(event)

    def ring(self) -> None:
        """Something may have changed. A hand that has never been needed begins its day now."""
        if self._process is None:
            self._process = self.desk.world.env.process(self.desk.crew.live(self))
        elif self._alarm is not None:
            alarm, self._alarm = self._alarm, None
            alarm.succeed()

    def leave_off(self) -> None:
        """The drill is over."""
        self._process = self._alarm = self.current = None

    def rest(self) -> Work:
        """Wait until somebody rings."""
        self._alarm = self.desk.world.env.event()
        yield self._alarm

    def wait_for_the_call_to_end(self) -> Work:
        """Go on only when nobody is on the phone."""
        while self.talking:
            yield from self.rest()

    def hang_up(self, minutes: float = 0.0) -> None:
        """A call is over that took so many minutes from the work in hand."""
        self.talking = False
        self._stolen += minutes
        self.ring()
        if self.current is not None and self.desk.tasks:
            self.desk.wake()  # what became urgent during the call

    def finish(self, task: Task) -> None:
        """A work is over before its time, such as a talk that somebody else has ended: whoever is at it goes on to the deed."""
        self._finished = task
        if self.current is task and self._pausable and self._process is not None:
            self._pausable = False
            self._process.interrupt()

    def work(self, minutes: float) -> Work:
        """Be busy for so many minutes; calls taken meanwhile, and what is more urgent, put the end off by as long as they last.

        A call at the very end of the work is taken first; the end then comes after it.
        """
        env, mine = self.desk.world.env, self.current
        if (
            self.unit is not None
            and to_tick(env.now - self.since) >= self.unit.fatigue_after
            and not self.desk.world.scenes[self.place or ""].supplied
        ):
            minutes = to_tick(minutes * self.unit.fatigue_factor)
        self._stolen = 0.0
        end = to_tick(env.now + minutes)
        while env.now < end and (mine is None or self._finished is not mine):
            self._pausable = True
            called_away = False
            try:
                yield After(env, end - env.now, Order.DECISIONS)
            except Interrupt:
                called_away = mine is None or self._finished is not mine
            self._pausable = False
            yield from self.wait_for_the_call_to_end()
            end, self._stolen = to_tick(end + self._stolen), 0.0
            if called_away:
                left = end - env.now
                yield from self._attend_to_the_urgent()
                end, self._stolen = to_tick(env.now + left), 0.0

    def be_away(self, minutes: float) -> Work:
        """Let time pass that nothing can put off: a phone call, a phone that rings."""
        if minutes > 0:
            yield After(self.desk.world.env, minutes, Order.MESSAGES)

    def call_away(self, task: Task) -> bool:
        """Interrupt the work in hand for a task that is due earlier; whether that is possible."""
        current = self.current
        if not self._pausable or self.talking or self._process is None or current is None or current.due <= task.due:
            return False
        self._pausable = False
        self._process.interrupt()
        return True

    def _attend_to_the_urgent(self) -> Work:
        paused = self.current
        task = self.desk.take(self, before=paused)
        if task is not None:
            yield from self.desk.crew.carry_out(self, task)
        self.current = paused
