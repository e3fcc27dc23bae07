"""Which bodies and posts of the plan a row's sender or recipient stands for, looked up once for each name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.measures.log import EventLog
from sim.plan.rulebook import Rulebook


class EventParties:
    """The plan's bodies and posts. `roles` of an event say which concrete body plays which body of the plan there."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._bodies = tuple(body.id for body in rules.plan.body)
        self._found: dict[str, frozenset[str]] = {}

    def bodies(self, who: str, roles: Mapping[str, str]) -> frozenset[str]:
        """The bodies to which `who` belongs, or which it plays."""
        found = self._found.get(who)
        if found is None:
            found = self._found[who] = frozenset(body for body in self._bodies if self._rules.belongs(who, body))
        return found | {role for role, played in roles.items() if played == who}

    def at_work(self, who: str, roles: Mapping[str, str]) -> frozenset[str]:
        """For whom `who` works: itself, its body, and the role that it plays where the plan does not know it by its own name."""
        body = self.body(who)
        return frozenset((who, body)) if body in self._rules.plan_bodies else self.bodies(who, roles) | {who}

    def body(self, who: str) -> str:
        """The one body that a post belongs to; a body is its own."""
        return self._rules.body_of.get(who, who)

    def first_receipts(self, event: EventLog) -> dict[str, float]:
        """The minute at which each body first received anything about an event."""
        reached: dict[str, float] = {}
        for row in event.rows("received"):
            if row.to is not None:
                reached.setdefault(row.to, row.time)
        return self._spread(reached.items(), event.roles)

    def _spread(self, reached: Iterable[tuple[str, float]], roles: Mapping[str, str]) -> dict[str, float]:
        found: dict[str, float] = {}
        for who, minute in reached:
            for body in self.bodies(who, roles):
                found[body] = min(minute, found.get(body, minute))
        return found
