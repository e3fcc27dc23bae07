"""A desk: one mailbox with the posts it answers for, what it knows, the duties that follow, and the hands behind it.

A holder of several posts is a desk with one pair of hands; a body's duty desk has its staff. A desk learns rows; its duty
book turns them into tasks; its hands take the task that is due first, then the oldest.
"""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from typing import Any

from simpy import Event

from sim.plan.obligations import DONE, OPEN, DutyBook, Obligation
from sim.record import Row
from sim.resources import Desk as DeskEntry
from sim.resources import Holder
from sim.world.clock import Order, call_later
from sim.world.world import World

Work = Generator[Event, Any, None]

# Rows that whoever knows them passes on with any message about the event: the state of the response.
STATE_KINDS = frozenset({"activated", "ended", "command-established", "expanded", "reception-opened", "classified", "regraded", "stood-down"})
# What is done among the people at the scene, by those who are there.
FIELD_ACTS = frozenset({
    "check-in", "open-reception", "register", "choose-representatives", "hear", "answer", "persuade", "clear", "estimate",
})  # fmt: skip


_LOOK_AGAIN = 15.0  # minutes until somebody off duty looks at the clock again


class Task:
    """An obligation in a desk's queue: what to do, since when, because of which row, and not before when."""

    __slots__ = ("obligation", "since", "because", "not_before", "tries")

    def __init__(self, obligation: Obligation, since: float, because: int, not_before: float) -> None:
        self.obligation = obligation
        self.since = since
        self.because = because
        self.not_before = not_before
        self.tries = 0

    @property
    def act(self) -> str:
        """The verb."""
        return self.obligation.rule.duty.act


class Hand:
    """One pair of hands: at a desk, or with a unit at a scene (`place` is then the event)."""

    __slots__ = ("desk", "name", "place", "talking", "stolen", "alarm", "working")

    def __init__(self, desk: Desk, name: str, place: str | None = None) -> None:
        self.desk = desk
        self.name = name
        self.place = place
        self.talking = False
        self.stolen = 0.0  # minutes that calls have taken from the work in hand
        self.alarm: Event | None = None
        self.working = False

    def wake(self) -> None:
        """Ring: something may have changed. The hand then looks at the state, not at who rang."""
        if self.alarm is not None and not self.alarm.triggered:
            self.alarm.succeed()

    def rest(self, until: float) -> Work:
        """Wait until a minute, or until something comes in."""
        env = self.desk.world.env
        self.alarm = env.event()
        if until < inf:
            alarm = self.alarm
            call_later(env, max(0.0, until - env.now), Order.DECISIONS, lambda _: None if alarm.triggered else _ring(alarm))
        yield self.alarm
        self.alarm = None

    def work(self, minutes: float) -> Work:
        """Be busy for so many minutes; calls taken meanwhile put the end off by as long as they last."""
        world = self.desk.world
        self.stolen, self.working = 0.0, True
        end = world.env.now + minutes
        while world.env.now < end:
            yield _after(world, end - world.env.now)
            end, self.stolen = end + self.stolen, 0.0
        self.working = False


def _ring(alarm: Event) -> None:
    alarm.succeed()


def _after(world: World, minutes: float) -> Event:
    return world.env.timeout(minutes)


class Desk:
    """A mailbox, what is known at it, its duties, and its hands."""

    def __init__(self, world: World, addresses: tuple[str, ...], entry: DeskEntry, holder: Holder | None) -> None:
        self.world = world
        self.addresses = addresses
        self.holder = holder
        self.name = holder.id if holder is not None else addresses[0]
        self.lines, self.lines_used = entry.lines, 0
        self.reinforced = False  # a warning keeps the day's staff at the desk
        self._entry = entry
        self.hands = [Hand(self, f"{self.name}/{number}") for number in range(max(entry.staff, entry.night_staff or 0))]
        self.field_hands: list[Hand] = []
        self.viewer = frozenset(addresses)
        self.book = DutyBook(world.setting.rulebook, world.calendar, world.setting.roles, self.viewer)
        self.tasks: list[Task] = []
        self.state_rows: dict[str, list[Row]] = {}
        self._seen: set[int] = set()
        self._tasked: set[int] = set()

    def off_duty(self, hand: Hand) -> float | None:
        """None while this hand is at work; else the minute at which to look again. People at a scene stay until it is over."""
        world, now = self.world, self.world.now
        if hand.place is not None:
            return None
        for kind in ("post absent", "leader elsewhere"):
            fault = world.faults.active(kind, now, *self.addresses, self.name)
            if fault is not None:
                return world.faults.until(fault)
        if self.holder is not None and (self.holder.absent or not world.on_shift(self.holder.shift)):
            return inf if self.holder.absent or not self.tasks else now + _LOOK_AGAIN
        staff = self._entry.staff
        if self._entry.night_staff is not None and not self.reinforced and (world.is_night() or world.is_day_off()):
            staff = self._entry.night_staff
        if self.hands.index(hand) < staff:
            return None
        return now + _LOOK_AGAIN if self.tasks else inf  # a new task rings, and then the clock is looked at

    def learn(self, row: Row, because: int | None = None) -> None:
        """Take in a row that has become known here, once; new duties join the queue, caused by `because` (the row itself)."""
        if row.seq in self._seen:
            return
        self._seen.add(row.seq)
        if row.kind in STATE_KINDS:
            self.state_rows.setdefault(row.about or "", []).append(row)
        cause = row.seq if because is None else because
        for change in self.book.observe(row):
            if change.what == "raised" and change.obligation.state == OPEN and change.obligation.rule.duty.force != "must not":
                because_of = cause if change.obligation.occurrence == 1 or change.obligation.rule.period_min is None else change.obligation.trigger.seq
                self.tasks.append(Task(change.obligation, self.world.now, because_of, self._start_of(change.obligation)))
        self.wake()

    def _start_of(self, obligation: Obligation) -> float:
        """When to begin: at once, but a recurring duty so that it is usually done a margin before its slot ends."""
        if obligation.rule.period_min is None or obligation.due is None:
            return obligation.opens
        setting, duty = self.world.setting, obligation.rule.duty
        usual = setting.minutes_for(duty.act, duty.form, obligation.bearer or "")
        margin = setting.inputs.resources.officer.margin if setting.inputs.resources.officer.watches_clock else 0.0
        return max(obligation.opens, obligation.due - margin - (usual.mean() if usual is not None else 0.0))

    def wake(self) -> None:
        """Ring every hand that rests."""
        for hand in (*self.hands, *self.field_hands):
            hand.wake()

    def take(self, hand: Hand) -> Task | None:
        """The task that this hand should do now: earliest due first, then the oldest. Settled ones fall away."""
        now = self.world.env.now
        best: Task | None = None
        best_key: tuple[float, float] = (inf, inf)
        settled = False
        for task in self.tasks:
            if task.obligation.state != OPEN:
                settled = True
                continue
            if task.not_before > now or not self._fits(task, hand):
                continue
            key = (inf if task.obligation.due is None else task.obligation.due, task.since)
            if best is None or key < best_key:
                best, best_key = task, key
        if settled:
            self.tasks = [task for task in self.tasks if task.obligation.state == OPEN]
        if best is not None:
            self.tasks.remove(best)
        return best

    def _fits(self, task: Task, hand: Hand) -> bool:
        """Work among people is done by those at the scene, where the body has units; the rest at the desk."""
        afield = task.act in FIELD_ACTS and self._has_units(task)
        return task.obligation.about == hand.place if afield else hand.place is None

    def _has_units(self, task: Task) -> bool:
        return (task.obligation.bearer or "") in self.world.setting.units

    def next_start(self, hand: Hand) -> float:
        """The minute at which the next waiting task may begin."""
        return min((task.not_before for task in self.tasks if task.obligation.state == OPEN and self._fits(task, hand)), default=inf)

    def put_back(self, task: Task, not_before: float) -> None:
        """Put a task that was cut short back into the queue."""
        task.not_before = not_before
        self.tasks.append(task)

    def done(self, obligation: Obligation) -> bool:
        """Whether an obligation has been discharged."""
        return obligation.state == DONE

    def free_hand(self) -> Hand | None:
        """Who answers the phone: somebody idle, else somebody who is not in a call."""
        able = [hand for hand in self.hands if not hand.talking and self.off_duty(hand) is None]
        return next((hand for hand in able if not hand.working), able[0] if able else None)
