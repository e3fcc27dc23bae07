"""A unit: turns out, travels, arrives, works at the scene, stands down when the response ends, and travels back."""

from __future__ import annotations

from functools import partial
from typing import Any

from simpy import Event

from sim.agents.desk import Hand
from sim.agents.hand import PairOfHands, Work
from sim.agents.hindrance import hinder
from sim.agents.task import Task
from sim.durations import to_tick
from sim.inputs.resources import Unit as UnitEntry
from sim.inputs.scenario import Fault
from sim.world.clock import After, Order
from sim.world.world import World

# Effects of duties that only such units have, and the fault that keeps each away.
SPECIAL = {"vehicles": "vehicle", "ambulance": "ambulance"}
_TOLD_ON_ARRIVAL = frozenset({"command-established", "reception-opened", "registered", "representatives-chosen"})
_KEPT_AWAY = {"vehicle": "no vehicle", "ambulance": "ambulance away"}
_HARDER = 2.0  # times as long on a closed road without a figure of its own, in bad weather, to a wrong address: an assumption of the fault
_BREAKDOWN_MIN = 20.0  # where the fault states no minutes


class UnitPool:
    """The units of one body: which are free, and who waits for one."""

    def __init__(self, entries: tuple[UnitEntry, ...]) -> None:
        self.entries = entries
        self._free: dict[str, list[int]] = {entry.id: list(range(entry.number)) for entry in entries}
        self._waiting: list[tuple[Hand, Task]] = []

    def fitting(self, task: Task) -> tuple[UnitEntry, ...]:
        """The units that can do what is asked: vehicles and ambulances where these are asked for, people otherwise."""
        wanted = SPECIAL.get(task.obligation.rule.duty.effect)
        if wanted is not None:
            return tuple(entry for entry in self.entries if entry.kind == wanted)
        return tuple(entry for entry in self.entries if entry.kind not in SPECIAL.values()) or self.entries

    def serves(self, world: World, task: Task) -> bool:
        """Whether a unit is to leave: one of the kind exists, and people of the body are not at the scene already."""
        found = self.fitting(task)
        people = not any(entry.kind in SPECIAL.values() for entry in found)
        return bool(found) and not (people and task.actor in world.scenes[task.obligation.about].present)

    def take(self, task: Task, kept: dict[str, Fault]) -> tuple[UnitEntry, int] | None:
        """A free unit that fits and is not kept away, the first of the file first; None where all are out."""
        for entry in self.fitting(task):
            if self._free[entry.id] and entry.id not in kept:
                return entry, self._free[entry.id].pop(0)
        return None

    def free(self, unit: str) -> int:
        """How many units of this entry are at their base."""
        return len(self._free[unit])

    def wait(self, hand: Hand, task: Task) -> None:
        """Keep a task until a unit comes back, or until somebody has arrived."""
        self._waiting.append((hand, task))

    def give_back(self, unit: str, number: int) -> None:
        """A unit is at its base again."""
        self._free[unit].append(number)
        self._free[unit].sort()
        self.look_again()

    def look_again(self) -> None:
        """Those who wait look again."""
        waiting, self._waiting = self._waiting, []
        for hand, task in waiting:
            hand.desk.put_back(task, hand.desk.world.now)


def send_unit(world: World, pool: UnitPool, hand: Hand, task: Task) -> None:
    """Send a free unit to the scene: a `dispatched` row now, `arrived` after turn-out and travel; it works from then on.

    Where no unit is free the task waits, and a row says so once.
    """
    about = task.obligation.about
    kept = _kept_away(world, pool.fitting(task), task.actor, about)
    taken = pool.take(task, kept)
    if taken is None:
        shortage: dict[str, Any] = {"units": [entry.id for entry in pool.fitting(task)]}
        fault = next(iter(kept.values()), None)
        hinder(hand, task, "no unit free" if fault is None else fault.kind, fault, shortage)
        if fault is None:
            pool.wait(hand, task)
        else:
            hand.desk.put_back(task, world.faults.until(fault))
        return
    entry, number = taken
    rule = task.obligation.rule
    row = world.write(
        "dispatched", task.actor, form=rule.duty.form or None, about=about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"unit": entry.id, "people": entry.people},
    )  # fmt: skip
    hand.desk.learn(row)
    member: Hand = PairOfHands(hand.desk, f"{entry.id}/{number}", number, about, entry)
    world.env.process(_journey(world, pool, entry, member, task, row.seq))


def _kept_away(world: World, entries: tuple[UnitEntry, ...], body: str, event: str) -> dict[str, Fault]:
    """Units that a fault keeps away, with the fault."""
    found: dict[str, Fault] = {}
    for entry in entries:
        kind = _KEPT_AWAY.get(entry.kind)
        fault = None if kind is None else world.faults.active(kind, world.now, *world.setting.fault_names(body), entry.id, event=event)
        if fault is not None:
            found[entry.id] = fault
    return found


def _journey(world: World, pool: UnitPool, entry: UnitEntry, member: Hand, task: Task, cause: int) -> Work:
    about, rule, actor = task.obligation.about, task.obligation.rule, task.actor
    subject = f"{about}/{member.name}"
    scene = world.scenes[about]
    before = not scene.open  # nobody has gathered: a team that is sent early calls on people where they are
    turn_out = 0.0 if entry.at_scene or entry.body in scene.ready else entry.turn_out.at(world.luck(f"{entry.id}/turn-out", subject))
    yield _after(world, turn_out)
    on_the_way, held_up = (0.0, []) if entry.at_scene else _travel(world, entry, about, subject, called_on=before)
    yield _after(world, on_the_way)
    if task.act == "dispatch":
        scene.act(task.act, rule.duty.effect, world.now, task.obligation)
    scene.prepare(rule.duty.effect, actor)
    facts: dict[str, Any] = {"unit": entry.id, "people": entry.people, **({"held_up_by": held_up} if held_up else {})}
    if before:
        world.write("released", actor, about=about, cause=cause, facts=facts)
        world.later(on_the_way, Order.ARRIVALS, partial(pool.give_back, entry.id, member.number))
        return
    row = world.write(
        "arrived", actor, form=(rule.duty.form or None) if task.act == "go" else None, about=about, rule=rule.id,
        clause=rule.duty.clause or None, cause=cause, facts=facts,
    )  # fmt: skip
    scene.present.setdefault(actor, world.now)
    scene.arrive(entry.kind, world.now)
    member.since = world.now
    member.desk.field_hands.append(member)
    member.desk.learn(row)
    world.tell_those_present(row)
    for done in world.rows[: row.seq]:  # who comes later is told by those present what has been done here
        if done.about == about and done.kind in _TOLD_ON_ARRIVAL:
            member.desk.learn(done, because=row.seq)
    member.ring()
    member.desk.wake()  # work among people has waited for somebody to come
    pool.look_again()  # and who wanted to send people may find that they are there


def _after(world: World, minutes: float) -> Event:
    return After(world.env, minutes, Order.ARRIVALS)


def _travel(world: World, entry: UnitEntry, about: str, subject: str, *, called_on: bool) -> tuple[float, list[str]]:
    """Minutes on the way, and the faults that made them more."""
    scene, names = world.scenes[about], (*world.setting.fault_names(entry.body), entry.id)
    journey = None if called_on else world.setting.journeys.get(about)
    luck = world.luck(f"{entry.id}/travel", subject)
    minutes = (entry.travel if journey is None else journey).at(luck)
    held_up: list[str] = []
    blocked = world.faults.active("road closed", world.now, *names, event=about)
    if blocked is not None and not scene.road_kept_open:
        round_about = None if journey is not None or entry.travel_blocked is None else entry.travel_blocked.at(luck)
        minutes = max(minutes, minutes * (blocked.amount or _HARDER) if round_about is None else round_about)
        held_up.append(blocked.id)
    for kind in ("bad weather", "wrong address"):
        fault = world.faults.active(kind, world.now, *names, event=about)
        if fault is not None and not (kind == "wrong address" and scene.guided):
            minutes *= _HARDER if fault.amount is None else fault.amount
            held_up.append(fault.id)
    broken = world.faults.active("bus breakdown", world.now, *names, event=about)
    if broken is not None and (entry.kind == "vehicle" or entry.id == broken.target):
        minutes += _BREAKDOWN_MIN if broken.amount is None else broken.amount
        held_up.append(broken.id)
    return to_tick(minutes), held_up


def leave(world: World, pool: UnitPool, hand: Hand) -> None:
    """A unit leaves the scene, and is free again when it is back. What it has not done stays undone."""
    desk, about, unit = hand.desk, hand.place or "", hand.unit
    if unit is None:
        return
    desk.field_hands.remove(hand)
    if not any(other.place == about for other in desk.field_hands):
        world.scenes[about].present.pop(unit.body, None)
    over = next((row for row in reversed(desk.state_rows.get(about, [])) if row.kind in ("ended", "stood-down")), None)
    known = desk.book.event(about).stated.known.get("level")
    cause = over.seq if over is not None else known[2] if known is not None else None
    world.write("released", unit.body, about=about, cause=cause, facts={"unit": unit.id})
    subject = f"{about}/{hand.name}"
    back = 0.0 if unit.at_scene else _travel(world, unit, about, f"{subject}/back", called_on=False)[0]
    world.later(back, Order.ARRIVALS, partial(pool.give_back, unit.id, hand.number))
