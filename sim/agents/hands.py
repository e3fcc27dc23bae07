"""The life of a pair of hands: take the task that is due first, do it, take the next; rest when there is none."""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from typing import Any

from simpy import Event

from sim.agents.deeds import perform
from sim.agents.desk import Desk, Hand
from sim.agents.player import Player
from sim.agents.unit import UnitPool, go, released
from sim.world.world import World


def live(world: World, hand: Hand, player: Player, pools: dict[str, UnitPool]) -> Generator[Event, Any, None]:
    """Work through a desk's queue for the whole drill, or at a scene until the response there has ended."""
    desk = hand.desk
    while True:
        if hand.talking:
            yield from hand.rest(inf)
            continue
        off_until = desk.off_duty(hand)
        if off_until is not None:
            yield from hand.rest(off_until)
            continue
        if hand.place is not None and released(desk, hand.place):
            _leave(world, hand, pools)
            return
        task = desk.take(hand)
        if task is None:
            yield from hand.rest(desk.next_start(hand))
        elif task.act in ("go", "dispatch") and (pool := pools.get(task.obligation.bearer or "")) is not None and pool.serves(world, task):
            go(world, pool, hand, task, lambda member: _start(world, member, player, pools))
        else:
            hand.working = True
            yield from perform(hand, task, player)
            hand.working = False


def _start(world: World, hand: Hand, player: Player, pools: dict[str, UnitPool]) -> None:
    world.env.process(live(world, hand, player, pools))


def _leave(world: World, hand: Hand, pools: dict[str, UnitPool]) -> None:
    """A unit leaves the scene and is free again. What it has not done stays undone."""
    desk: Desk = hand.desk
    about = hand.place or ""
    if hand in desk.field_hands:
        desk.field_hands.remove(hand)
    unit = hand.name.partition("/")[0]
    for body, pool in pools.items():
        if unit in pool.free:
            pool.free[unit] += 1
            if not any(other.place == about for other in desk.field_hands):
                world.scenes[about].present.pop(body, None)
            ended = next((row for row in reversed(desk.state_rows.get(about, [])) if row.kind in ("ended", "stood-down")), None)
            world.write("released", body, about=about, cause=None if ended is None else ended.seq, facts={"unit": unit})
            return
