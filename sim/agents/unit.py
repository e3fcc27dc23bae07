"""A unit: turns out, travels, arrives, works at the scene, stands down when the response ends, and travels back."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.agents.deeds import actor_of
from sim.agents.desk import Desk, Hand, Task
from sim.plan.event_state import EventState
from sim.resources import Unit as UnitEntry
from sim.world.world import World

_SHORTAGE_RETRY = 5.0  # minutes until a desk looks again for a free unit


class UnitPool:
    """The units of one body: which are free, and which are at which scene."""

    def __init__(self, entries: tuple[UnitEntry, ...]) -> None:
        self.entries = entries
        self.free: dict[str, int] = {entry.id: entry.number for entry in entries}

    def take(self) -> UnitEntry | None:
        """A free unit, the first of the file first, or None where all are out."""
        for entry in self.entries:
            if self.free[entry.id] > 0:
                self.free[entry.id] -= 1
                return entry
        return None


def go(world: World, pool: UnitPool, hand: Hand, task: Task) -> Generator[Event, Any, Hand | None]:
    """Send a free unit to the scene: a `dispatched` row now, `arrived` after turn-out and travel.

    Gives the hand that will work there, or None where no unit is free: then the task waits.
    """
    obligation = task.obligation
    actor = actor_of(hand, task)
    entry = None if _kept_away(world, pool, actor, obligation.about) else pool.take()
    if entry is None:
        hand.desk.put_back(task, world.now + _SHORTAGE_RETRY)
        return None
    rule = obligation.rule
    row = world.write(
        "dispatched", actor, about=obligation.about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"unit": entry.id, "people": entry.people},
    )  # fmt: skip
    hand.desk.learn(row)
    yield from ()
    member = Hand(hand.desk, f"{entry.id}/{pool.free[entry.id]}", obligation.about)
    world.env.process(_journey(world, pool, entry, member, task, row.seq))
    return member


def _kept_away(world: World, pool: UnitPool, body: str, event: str) -> bool:
    kinds = {"vehicle": "no vehicle", "ambulance": "ambulance away"}
    return any(
        world.faults.active(kinds[entry.kind], world.now, body, entry.id, event=event) is not None for entry in pool.entries if entry.kind in kinds
    )


def _journey(world: World, pool: UnitPool, entry: UnitEntry, member: Hand, task: Task, cause: int) -> Generator[Event, Any, None]:
    about, rule = task.obligation.about, task.obligation.rule
    subject = f"{about}/{member.name}"
    turn_out = 0.0 if entry.at_scene else entry.turn_out.at(world.luck(f"{entry.id}/turn-out", subject))
    yield world.env.timeout(turn_out)
    if not entry.at_scene:
        yield world.env.timeout(_travel(world, entry, about, subject))
    row = world.write(
        "arrived", actor_of(member, task), about=about, rule=rule.id, clause=rule.duty.clause or None, cause=cause,
        facts={"unit": entry.id, "people": entry.people},
    )  # fmt: skip
    scene = world.scenes[about]
    scene.present.setdefault(actor_of(member, task), world.now)
    scene.units_arrived += 1
    scene.arrive(entry.kind, world.now)
    member.desk.field_hands.append(member)
    member.desk.learn(row)
    world.tell_those_present(row)


def _travel(world: World, entry: UnitEntry, about: str, subject: str) -> float:
    blocked = world.faults.active("road closed", world.now, entry.body, entry.id, event=about)
    way = entry.travel_blocked if blocked is not None and entry.travel_blocked is not None else entry.travel
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
