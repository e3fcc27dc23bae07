"""A unit: turns out, travels, arrives, works at the scene, stands down when the response ends, and travels back."""

from __future__ import annotations

from functools import partial
from typing import Any

from sim.agents.desk import Hand
from sim.agents.hand import PairOfHands, Work
from sim.agents.hindrance import hinder
from sim.agents.task import Task
from sim.agents.travel import has_more_to_do, learns_on_the_spot, settle_in, stays_away, turn_back, unit_way, way
from sim.durations import to_tick
from sim.inputs.resources import Unit as UnitEntry
from sim.inputs.scenario import Fault
from sim.world.clock import Order
from sim.world.world import World

# Effects of duties that only such units have, and the fault that keeps each away.
SPECIAL = {"vehicles": "vehicle", "ambulance": "ambulance"}
MORE = "reinforce"  # an effect for which a unit leaves though people of the body are there
_KEPT_AWAY = {"vehicle": "no vehicle", "ambulance": "ambulance away"}


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
        """Whether a unit is to leave: one of the kind exists, and people of the body are not at the scene already, or more of them are asked for."""
        found = self.fitting(task)
        people = not any(entry.kind in SPECIAL.values() for entry in found) and task.obligation.rule.duty.effect != MORE
        return bool(found) and not (people and world.scenes[task.obligation.about].came.keys() & {task.actor, found[0].body})

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

    def is_wanted(self, about: str) -> bool:
        """Whether somebody waits for a unit to send to an event."""
        return any(task.open and task.obligation.about == about for _, task in self._waiting)

    def wanted_at(self) -> list[str]:
        """The events to which somebody waits to send a unit."""
        return list(dict.fromkeys(task.obligation.about for _, task in self._waiting if task.open))

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
    if stays_away(hand, task):
        return
    if task.act == "go" and any(member.bound_for == about and member.unit in pool.fitting(task) for member in hand.desk.on_the_way):
        pool.wait(hand, task)  # who was to come is on the way
        return
    kept = _kept_away(world, pool.fitting(task), task.actor, about)
    taken = pool.take(task, kept)
    if taken is None:
        shortage: dict[str, Any] = {"units": [entry.id for entry in pool.fitting(task)]}
        fault = next(iter(kept.values()), None)
        if fault is not None or not pool.is_wanted(about):  # whoever waits with the same has said so
            hinder(hand, task, "no unit free" if fault is None else fault.kind, fault, shortage)
        if fault is None:
            pool.wait(hand, task)
            for other in hand.desk.field_hands:
                other.ring()  # whoever is done elsewhere may go on from there
        else:
            hand.desk.put_back(task, world.faults.until(fault))
        return
    entry, number = taken
    rule = task.obligation.rule
    row = world.write(
        "dispatched", task.actor, form=rule.duty.form or None, about=about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"unit": entry.id, "people": entry.people},
    )  # fmt: skip
    member: Hand = PairOfHands(hand.desk, f"{entry.id}/{number}", number, None, entry)
    member.bound_for = about
    world.scenes[about].expect(entry.body)
    hand.desk.on_the_way[member] = world.env.process(_journey(world, pool, entry, member, task, row.seq))
    hand.desk.learn(row)


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
    about, rule, actor, desk = task.obligation.about, task.obligation.rule, task.actor, member.desk
    scene = world.scenes[about]
    subject = member.going = scene.going(member.name)
    before = not scene.open  # nobody has gathered: a team that is sent early calls on people where they are
    turn_out = 0.0 if entry.body in scene.ready else entry.turn_out.at(world.luck(f"{entry.id}/turn-out", subject))
    on_the_way, held_up, left = 0.0, list[str](), to_tick(world.now + turn_out)
    going = yield from way(world, member, turn_out)
    if going:
        on_the_way, held_up = unit_way(world, entry, about, subject, called_on=before)
        going = yield from way(world, member, on_the_way)
    del desk.on_the_way[member]
    facts: dict[str, Any] = {"unit": entry.id, "people": entry.people, **({"held_up_by": held_up} if held_up else {})}
    member.bound_for = None
    if not going or (not before and learns_on_the_spot(world, desk, about)):
        turn_back(desk, about, entry.body, {"unit": entry.id, "people": entry.people}, cause)
        world.later(to_tick(max(0.0, world.now - left)), Order.ARRIVALS, partial(pool.give_back, entry.id, member.number))
        pool.look_again()
        return
    if task.act == "dispatch":
        scene.act(task.act, rule.duty.effect, world.now, task.obligation)
    scene.prepare(rule.duty.effect, actor)
    if before:
        world.write("released", actor, about=about, cause=cause, facts=facts)
        world.later(on_the_way, Order.ARRIVALS, partial(pool.give_back, entry.id, member.number))
        return
    row = world.write(
        "arrived", actor, form=(rule.duty.form or None) if task.act == "go" else None, about=about, rule=rule.id,
        clause=rule.duty.clause or None, cause=cause, facts=facts,
    )  # fmt: skip
    desk.field_hands += [member, *_beside(member, about)]
    scene.come(entry.body, entry.people, world.now, entry.kind)
    scene.arrive(entry.kind, world.now)
    settle_in(world, member, row)
    pool.look_again()  # who wanted to send people may find that they are there


def _beside(member: Hand, about: str) -> list[Hand]:
    """The further hands of a unit that has come: while one of its people sits in a talk, another counts and phones."""
    desk, unit = member.desk, member.unit
    if unit is None:
        return []
    further: list[Hand] = [PairOfHands(desk, f"{member.name}.{n}", member.number, about, unit) for n in range(1, unit.hands)]
    for hand in further:
        hand.since, hand.going = desk.world.now, member.going
    return further


def _others_of(hand: Hand) -> list[Hand]:
    """The other hands of the same unit that are still at the scene."""
    return [one for one in hand.desk.field_hands if one is not hand and one.going == hand.going and one.unit is hand.unit]


def is_wanted_more(world: World, pool: UnitPool, hand: Hand) -> bool:
    """Whether a unit that has nothing to do at one scene is waited for at another, where many more people are."""
    if hand.unit is None or any(other.current is not None for other in _others_of(hand)):
        return False
    wanted = pool.wanted_at() if not pool.free(hand.unit.id) else []
    return any(has_more_to_do(world, hand.unit.body, other, hand.place or "") for other in wanted)


def leave(world: World, pool: UnitPool, hand: Hand, *, wanted_elsewhere: bool = False) -> None:
    """A unit leaves the scene with its last hand, and is free again when it is back, or at once to go on. What it has not done stays undone."""
    desk, about, unit = hand.desk, hand.place or "", hand.unit
    if unit is None:
        return
    if hand not in desk.field_hands:
        return  # it has left with the others
    others = _others_of(hand)
    desk.field_hands.remove(hand)
    if any(other.current is not None for other in others):
        return  # the last one closes the door
    for other in others:
        desk.field_hands.remove(other)
    world.scenes[about].leave(unit.body, unit.people, unit.kind)
    world.write("released", unit.body, about=about, cause=desk.row_of_end(about), facts={"unit": unit.id, "people": unit.people})
    back = 0.0 if wanted_elsewhere else unit_way(world, unit, about, f"{hand.going}/back", called_on=False)[0]
    world.later(back, Order.ARRIVALS, partial(pool.give_back, unit.id, hand.number))
