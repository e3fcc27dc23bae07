"""The open obligations of one event, found by the row that may discharge them and not by search.

They are kept by what they ask of a row: its kind, form, actor and recipient. A row is compared with the few keys under
which something is open or, when more are open than a row can match, looked up under every key that it matches.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.obligation import Obligation
from sim.plan.rulebook import Rulebook
from sim.record import Row

Ask = tuple[str | None, str | None, str | None]  # form, bearer, recipient; None: any


class OpenDuties:
    """What is open about one event."""

    __slots__ = ("_kinds", "_rules")

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._kinds: dict[str, dict[Ask, dict[Obligation, None]]] = {}

    def __iter__(self) -> Iterator[Obligation]:
        return (found for asks in self._kinds.values() for leaf in asks.values() for found in leaf)

    def add(self, obligation: Obligation) -> None:
        """Keep an obligation until it is settled."""
        asks = self._kinds.setdefault(obligation.rule.done_kind, {})
        asks.setdefault(_ask(obligation), {})[obligation] = None

    def remove(self, obligation: Obligation) -> None:
        """Forget an obligation that is settled."""
        kind, ask = obligation.rule.done_kind, _ask(obligation)
        asks = self._kinds.get(kind)
        leaf = asks.get(ask) if asks is not None else None
        if asks is None or leaf is None:
            return
        leaf.pop(obligation, None)
        if not leaf:
            del asks[ask]
            if not asks:
                del self._kinds[kind]

    def fitting(self, row: Row) -> list[Obligation]:
        """The obligations that a row discharges, as far as who, to whom and in which form goes."""
        asks = self._kinds.get(row.kind)
        if asks is None:
            return []
        matched = self._rules.matches(row.form, row.actor, row.to)
        if len(asks) <= len(matched):
            leaves = [leaf for ask, leaf in asks.items() if ask in matched]
        else:
            leaves = [asks[ask] for ask in matched if ask in asks]
        if not leaves:
            return []
        found = [one for leaf in leaves for one in leaf if self._reaches(one, row)]
        if len(leaves) > 1:  # the order in which they were raised, whichever way they were found
            found.sort(key=lambda one: (one.trigger.seq, one.rule.place, one.occurrence))
        return found

    def _reaches(self, obligation: Obligation, row: Row) -> bool:
        recipients = obligation.recipients
        if recipients is None or len(recipients) == 1:
            return True  # the key says it
        return any(self._rules.belongs(row.to, one) for one in recipients)


def _ask(obligation: Obligation) -> Ask:
    recipients = obligation.recipients
    to = recipients[0] if recipients is not None and len(recipients) == 1 else None
    return obligation.rule.done_form, obligation.bearer, to
