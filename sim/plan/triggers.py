"""Which rules a row can set off, found once for each kind of row between two parties and then only looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.plan.acts import form_of
from sim.plan.rule import Rule
from sim.record import Row

Between = tuple[str, str | None, str | None, str | None]  # kind, form, actor, recipient
_MOST_REMEMBERED = 20_000  # a plan has far fewer; a broken log may name a new body in every row


class Triggers:
    """The rules that may ask something of some posts, or of everybody, by what sets them off. Shared by all their duty books."""

    def __init__(self, may_be: Callable[[str | None, str], bool], rules: Iterable[Rule], wider: Triggers | None = None) -> None:
        """`may_be` says whether an actor may be meant by a word of the plan.

        `wider` holds these rules and more: what is known to set none of those off sets none of these off.
        """
        self._may_be = may_be
        self._wider = wider
        self._rules = tuple(rules)
        self._places = frozenset(rule.place for rule in self._rules)
        self._found: dict[Between, tuple[Rule, ...]] = {}
        self.kinds = frozenset(kind for rule in self._rules for kind in rule.kinds)
        self.early: dict[str, set[str | None]] = {}  # kinds and forms of acts that count before their trigger
        for rule in self._rules:
            if rule.may_come_first:
                self.early.setdefault(rule.done_kind, set()).add(rule.done_form)

    def rules_for(self, row: Row) -> tuple[Rule, ...]:
        """The rules that a row of this kind and form between these two can set off, whatever is known of the event."""
        key = (row.kind, row.form, row.actor, row.to)
        found = self._found.get(key)
        if found is None:
            if self._wider is not None:
                found = tuple(rule for rule in self._wider.rules_for(row) if rule.place in self._places)
            else:
                found = tuple(rule for rule in self._rules if row.kind in rule.kinds and self._could_set_off(rule, row))
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found

    def _could_set_off(self, rule: Rule, row: Row) -> bool:
        if row.kind == "received" and not self._may_be(row.to, rule.duty.bearer):
            return False
        if rule.by and not any(self._may_be(row.actor, one) for one in rule.by):
            return False
        if rule.when is None or not rule.monotone:
            return True
        said = {"kind": row.kind, "form": form_of(row.kind, row.form)}
        return rule.when(said.get) is not False
