"""First reports in part: where the plan allows it, what is known is told a margin before the limit, finished or not.

A duty with `partial` whose limit runs from something that has happened (the receipt, the first notice, the occurrence), and
whose trigger has not come, would be late if its bearer waited. A margin before the limit the bearer then sends what is known.
The report counts: an act before its trigger is an act.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from sim.agents.task import Task
from sim.durations import to_tick
from sim.plan.duty_book import DutyBook
from sim.plan.obligations import Obligation
from sim.plan.rules import Rule
from sim.record import Row
from sim.world.clock import Order
from sim.world.world import World

_OWN_MOMENTS = frozenset({"occurred", "aware", "received"})


class Bearer(Protocol):
    """What is asked of the desk whose limits are watched: its book, its addresses, and a place in its queue."""

    world: World
    book: DutyBook
    own: frozenset[str]

    def add(self, task: Task) -> None:
        """Put a task into the queue."""


class Provisional:
    """The limits of duties that one desk may have to meet in part."""

    def __init__(self, desk: Bearer) -> None:
        self._desk = desk
        self._rules = [rule for rule in desk.world.setting.partial_rules if rule.due is not None and _OWN_MOMENTS.intersection(rule.starts)]
        self._watched: set[tuple[int, str]] = set()

    def look(self, row: Row) -> None:
        """See whether a limit has begun to run."""
        for rule in self._rules:
            about = row.about or ""
            if (rule.place, about) not in self._watched:
                for bearer, recipients in self._pairs(rule, row):
                    self._watch(rule, row, bearer, recipients)

    def _pairs(self, rule: Rule, row: Row) -> list[tuple[str, tuple[str, ...]]]:
        """Bearer and recipients that the duty names, roles taken; who took part in what began the limit stands for pointers of `except`."""
        roles = self._desk.book.event(row.about or "").roles
        bearer = roles.get(rule.duty.bearer, rule.duty.bearer)
        of_the_row = {"@actor": row.actor or "", "@to": row.to or ""}
        rules, left_out = self._desk.world.setting.rulebook, [of_the_row.get(one, roles.get(one, one)) for one in rule.left_out]
        if any(one.startswith("@") for one in left_out):
            return []
        named = [who for one in rule.recipients if not rules.is_among(who := roles.get(one, one), left_out)]
        known = bearer in self._desk.own and all(self._desk.world.setting.desk_for(one) is not None for one in named)
        if not known or not named:
            return []
        return [(bearer, tuple(named))] if rule.any_recipient else [(bearer, (one,)) for one in named]

    def _watch(self, rule: Rule, row: Row, bearer: str, recipients: tuple[str, ...]) -> None:
        world, about = self._desk.world, row.about or ""
        obligation = Obligation(rule, about, bearer, recipients, 0, row)
        if rule.due is None:
            return
        found = rule.due.end(self._desk.book.ground(obligation))
        if found.minute is None:
            return
        self._watched.add((rule.place, about))
        obligation.due, obligation.anchor = found.minute, found.anchor
        at = max(world.now, to_tick(found.minute - world.setting.officer.margin))
        world.later(at - world.now, Order.DECISIONS, partial(self._send, obligation))

    def _send(self, obligation: Obligation) -> None:
        """The margin has come: tell what is known, unless the trigger has come or cannot come any more."""
        if not self.is_needed(obligation):
            return
        now = self._desk.world.now
        task = Task(obligation, obligation.bearer or "", now, obligation.trigger.seq, now)
        task.worked = True  # there is no time to draft
        self._desk.add(task)

    def is_needed(self, obligation: Obligation) -> bool:
        """Whether the duty has not been raised, and may be."""
        rule, state = obligation.rule, self._desk.book.event(obligation.about)
        if rule.place in state.raised:
            return False
        return rule.when is None or rule.when(state.value) is not False
