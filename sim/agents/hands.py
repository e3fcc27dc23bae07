"""What hands do all day: take the task that is due first, do it, take the next; rest when there is none."""

from __future__ import annotations

from sim.agents.deeds import perform
from sim.agents.desk import Hand
from sim.agents.hand import Work
from sim.agents.player import Player
from sim.agents.task import Task
from sim.agents.travel import is_wanted_more_in_person, leave_in_person
from sim.agents.unit import UnitPool, is_wanted_more, leave, send_unit
from sim.world.world import World


class Hands:
    """The working life of everybody in a drill. `player` decides for the officers; `pools` holds each body's units."""

    def __init__(self, world: World, player: Player, pools: dict[str, UnitPool]) -> None:
        self._world = world
        self._player = player
        self._pools = pools

    def live(self, hand: Hand) -> Work:
        """Work through a desk's queue for the whole drill, or at a scene until the response there has ended."""
        desk = hand.desk
        while True:
            if hand.talking:
                yield from hand.rest()
            elif hand.place is not None and desk.is_over(hand.place) and not desk.at_scenes_only:
                if (answer := desk.take_leave(hand)) is not None:
                    yield from self.carry_out(hand, answer)
                elif hand.unit is not None:
                    leave(self._world, self._pools[hand.unit.body], hand)
                    return
                else:
                    leave_in_person(self._world, hand)
            elif (task := desk.take(hand)) is None:
                if hand.unit is not None and is_wanted_more(self._world, self._pools[hand.unit.body], hand):
                    leave(self._world, self._pools[hand.unit.body], hand, wanted_elsewhere=True)
                    return
                if hand.unit is None and hand.place is not None and is_wanted_more_in_person(self._world, hand):
                    leave_in_person(self._world, hand, wanted_elsewhere=True)
                    continue
                yield from hand.rest()
            else:
                yield from self.carry_out(hand, task)

    def carry_out(self, hand: Hand, task: Task) -> Work:
        """Do one task: send a unit where the body has one that fits, else do it oneself."""
        pool = self._pools.get(task.obligation.bearer or "") if task.act in ("go", "dispatch") else None
        if pool is not None and pool.serves(self._world, task):
            send_unit(self._world, pool, hand, task)
            return
        hand.current = task
        yield from perform(hand, task, self._player)
        hand.current = None
