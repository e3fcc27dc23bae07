"""A unit: turns out, travels, arrives, works at the scene, stands down when the response ends, and travels back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from simpy import Event

from sim.agents.deeds import actor_of
from sim.agents.desk import Desk, Hand, Task
from sim.plan.event_state import EventState
from sim.resources import Unit as UnitEntry
from sim.world.world import World

_SPECIAL = {"vehicles": "vehicle", "ambulance": "ambulance"}  # effects of duties that only such units have
_SHORTAGE_RETRY = 5.0  # minutes until a desk looks again for a free unit


class UnitPool:
    """The units of one body: which are free, and which are at which scene."""

    def __init__(self, entries: tuple[UnitEntry, ...]) -> None:
        self.entries = entries
        self.free: dict[str, int] = {entry.id: entry.number for entry in entries}

    def fitting(self, task: Task) -> tuple[UnitEntry, ...]:
        """The units that can do what is asked: vehicles and ambulances where these are asked for, people otherwise."""
        wanted = _SPECIAL.get(task.obligation.rule.duty.effect)
        if wanted is not None:
            return tuple(entry for entry in self.entries if entry.kind == wanted)
        return tuple(entry for entry in self.entries if entry.kind not in _SPECIAL.values()) or self.entries

    def serves(self, world: World, task: Task) -> bool:
        """Whether a unit is to leave: one of the kind exists, and people of the body are not at the scene already."""
        found = self.fitting(task)
        people = not any(entry.kind in _SPECIAL.values() for entry in found)
        there = people and task.act == "dispatch" and (task.obligation.bearer or "") in world.scenes[task.obligation.about].present
        return bool(found) and not there

    def take(self, task: Task) -> UnitEntry | None:
        """A free unit that fits, the first of the file first, or None where all are out."""
        for entry in self.fitting(task):
            if self.free[entry.id] > 0:
                self.free[entry.id] -= 1
                return entry
        return None


def go(world: World, pool: UnitPool, hand: Hand, task: Task, start_work: Callable[[Hand], None]) -> None:
    """Send a free unit to the scene: a `dispatched` row now, `arrived` after turn-out and travel; it works from then on.

    Where no unit is free the task waits.
    """
    obligation = task.obligation
    actor = actor_of(hand, task)
    entry = None if _kept_away(world, pool.fitting(task), actor, obligation.about) else pool.take(task)
    if entry is None:
        hand.desk.put_back(task, world.now + _SHORTAGE_RETRY)
        return
    rule = obligation.rule
    row = world.write(
        "dispatched", actor, form=rule.duty.form or None, about=obligation.about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"unit": entry.id, "people": entry.people},
    )  # fmt: skip
    hand.desk.learn(row)
    member = Hand(hand.desk, f"{entry.id}/{pool.free[entry.id]}", obligation.about)
    world.env.process(_journey(world, pool, entry, member, task, row.seq, start_work))


def _kept_away(world: World, entries: tuple[UnitEntry, ...], body: str, event: str) -> bool:
    kinds = {"vehicle": "no vehicle", "ambulance": "ambulance away"}
    return any(
        world.faults.active(kinds[entry.kind], world.now, body, entry.id, event=event) is not None for entry in entries if entry.kind in kinds
    )


def _journey(
    world: World, pool: UnitPool, entry: UnitEntry, member: Hand, task: Task, cause: int, start_work: Callable[[Hand], None]
) -> Generator[Event, Any, None]:
    about, rule, actor = task.obligation.about, task.obligation.rule, actor_of(member, task)
    subject = f"{about}/{member.name}"
    scene = world.scenes[about]
    before = not scene.open  # nobody has gathered: a team that is sent early calls on people where they are
    turn_out = 0.0 if entry.at_scene or entry.body in scene.ready else entry.turn_out.at(world.luck(f"{entry.id}/turn-out", subject))
    yield world.env.timeout(turn_out)
    if not entry.at_scene:
        yield world.env.timeout(_travel(world, entry, about, subject, called_on=before))
    if task.act == "dispatch":
        scene.act(task.act, rule.duty.effect, world.now, task.obligation)
    if before:
        pool.free[entry.id] += 1
        world.write("released", actor, about=about, cause=cause, facts={"unit": entry.id})
        return
    row = world.write(
        "arrived", actor, about=about, rule=rule.id, clause=rule.duty.clause or None, cause=cause, facts={"unit": entry.id, "people": entry.people}
    )
    scene.present.setdefault(actor, world.now)
    scene.units_arrived += 1
    scene.arrive(entry.kind, world.now)
    member.desk.field_hands.append(member)
    member.desk.learn(row)
    world.tell_those_present(row)
    start_work(member)


def _travel(world: World, entry: UnitEntry, about: str, subject: str, *, called_on: bool) -> float:
    blocked = world.faults.active("road closed", world.now, entry.body, entry.id, event=about)
    journey = None if called_on else world.setting.journeys.get(about)
    way = journey if journey is not None else entry.travel_blocked if blocked is not None and entry.travel_blocked is not None else entry.travel
    minutes = way.at(world.luck(f"{entry.id}/travel", subject))
    for kind in ("bad weather", "wrong address", "bus breakdown"):
        fault = world.faults.active(kind, world.now, entry.body, entry.id, event=about)
        if fault is None:
            continue
        if kind == "bus breakdown":
            minutes += fault.amount or 0.0
        else:
            minutes *= fault.amount if fault.amount is not None else 2.0
    return minutes


def released(desk: Desk, about: str) -> bool:
    """Whether a desk knows that its people may leave the scene."""
    state: EventState = desk.book.event(about)
    return any(row.kind in ("ended", "stood-down") for row in desk.state_rows.get(about, ())) or state.value("level") == "none"
