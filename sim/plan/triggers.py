"""Which rules a row can set off, found once for each kind of row between two parties and then only looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from sim.plan.rule import Rule
from sim.record import Row
from sim.vocabulary import form_of

Between = tuple[str, str | None, str | None, str | None]  # kind, form, actor, recipient
_MOST_REMEMBERED = 20_000  # a plan has far fewer; a broken log may name a new body in every row


class _Meaning(Protocol):
    """Who may be meant by the words of a plan's duties."""

    def may_be(self, who: str | None, word: str) -> bool: ...

    def wholes_of(self, who: str | None) -> tuple[str | None, ...]: ...

    def named_bearer(self, rule: Rule) -> str | None: ...


class Triggers:
    """The rules that may ask something of some posts, by what sets them off. Shared by all their duty books.

    What `wider` knows to set no rule off sets none of these off. `may_bear` says whether the row leaves room for these posts to be the
    bearer.
    """

    def __init__(self, rules: Iterable[Rule], wider: Triggers | None = None, may_bear: Callable[[Rule, Row], bool] | None = None) -> None:
        self._rules = tuple(rules)
        self._wider = wider
        self._may_bear = may_bear
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
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            found = self._found[key] = tuple(self._find(row))
        return found

    def _find(self, row: Row) -> Iterable[Rule]:
        wider = self._rules if self._wider is None else self._wider.rules_for(row)
        may_bear = self._may_bear
        return (rule for rule in wider if rule.place in self._places and (may_bear is None or may_bear(rule, row)))


class EverybodysTriggers(Triggers):
    """Those of everybody. A receipt asks only the rules whose bearer may be its recipient: by name, or where the plan names nobody."""

    def __init__(self, rules: Iterable[Rule], meaning: _Meaning) -> None:
        super().__init__(rules)
        self._meaning = meaning
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_bearer: dict[str | None, list[Rule]] = {}
        for rule in self._rules:
            self._by_bearer.setdefault(meaning.named_bearer(rule), []).append(rule)
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)

    def near(self, words: Iterable[str | None]) -> list[Rule]:
        """The rules whose bearer is one of these words or is not somebody by name, in the order of the plan."""
        return sorted((rule for word in dict.fromkeys((*words, None)) for rule in self._by_bearer.get(word, ())), key=lambda rule: rule.place)

    def _find(self, row: Row) -> Iterable[Rule]:
        if row.kind == "received":
            candidates = [rule for rule in self.near(self._meaning.wholes_of(row.to)) if "received" in rule.kinds]
        else:
            candidates = self._by_kind.get(row.kind, [])
        return (rule for rule in candidates if self._could_set_off(rule, row))

    def _could_set_off(self, rule: Rule, row: Row) -> bool:
        may_be = self._meaning.may_be
        if row.kind == "received" and not may_be(row.to, rule.duty.bearer):
            return False
        if rule.by and not any(may_be(row.actor, one) for one in rule.by):
            return False
        if rule.when is None or not rule.monotone:
            return True
        said = {"kind": row.kind, "form": form_of(row.kind, row.form)}
        return rule.when(said.get) is not False
