"""Acts that came before the row which sets their duty off: kept, because they count where their sender then knew what raises it.

An act counts for a duty only where, at that moment, the facts of the duty's condition held by the row itself or by what its sender knew.
A notice of the second of March, when nobody was threatened, is no notice of the danger of the sixth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sim.plan.obligations import Obligation
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import Row

Pair = tuple[str | None, str | None]  # actor, recipient
KindAndForm = tuple[str, str | None]
_FEW = 8  # pairs that are faster to walk through than to look up


class EarlyActs:
    """The acts of one event that may discharge a duty whose trigger comes later."""

    __slots__ = ("_acts", "_channel", "_knew", "_next", "_rules", "_spent")

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._acts: dict[KindAndForm, dict[Pair, list[Row]]] = {}
        self._channel: dict[int, str | None] = {}  # a row, and by which channel it went
        self._spent: set[tuple[str, int]] = set()
        self._knew: set[tuple[int, int]] = set()  # a rule's place and a row whose sender knew what raises it
        self._next: dict[tuple[str, str | None, Pair], int] = {}

    def remember(self, row: Row, channel: str | None, rules: Iterable[Rule], knew: Callable[[Rule], bool | None]) -> None:
        """Keep a row; `rules` are those that it may yet discharge, `knew` whether its sender knew the facts that raise one of them."""
        self._acts.setdefault((row.kind, row.form), {}).setdefault((row.actor, row.to), []).append(row)
        self._channel[row.seq] = channel
        partial = bool(row.facts.get("partial"))
        for rule in rules:
            held = knew(rule) if rule.facts_hold is not None else None
            if held or (held is None and partial and rule.duty.partial):  # it may be told before all is known
                self._knew.add((rule.place, row.seq))

    def spend(self, obligation: Obligation, row: Row) -> None:
        """An act has discharged a duty: for one that is raised by every trigger it counts once."""
        if not obligation.rule.per_event:
            self._spent.add((obligation.rule.id, row.seq))

    def unspent(self, rule: Rule, bearer: str | None, recipients: tuple[str, ...] | None, trigger: Row) -> Row | None:
        """The first act before the trigger with the same event, recipient and form that has not discharged this rule yet."""
        if not self._acts or (rule.done_form is not None and (rule.done_kind, rule.done_form) not in self._acts):
            return None
        first: Row | None = None
        for key, pair in self._like(rule, bearer, recipients):
            row = self._first_unspent(rule, key, pair, trigger)
            if row is not None and (first is None or (row.time, row.seq) < (first.time, first.seq)):
                first = row
        return first

    def note_amiss(self, obligation: Obligation) -> None:
        """Let an obligation know of early acts that went by a channel which does not count, or by one that nobody stated."""
        rule, trigger = obligation.rule, obligation.trigger
        for key, pair in self._like(rule, obligation.bearer, obligation.recipients):
            for row in self._acts[key][pair]:
                if row.seq != trigger.seq and self._is_for(rule, row):
                    obligation.counts(row, self._channel[row.seq])

    def _like(self, rule: Rule, bearer: str | None, recipients: tuple[str, ...] | None) -> Iterator[tuple[KindAndForm, Pair]]:
        """Where acts of this kind and form from the bearer to a recipient are kept."""
        kind, form, rules = rule.done_kind, rule.done_form, self._rules
        keys = [(kind, form)] if form is not None else [key for key in self._acts if key[0] == kind]
        for key in keys:
            pairs = self._acts.get(key)
            if not pairs:
                continue
            if bearer is not None and recipients is not None and len(pairs) > _FEW:
                tos = dict.fromkeys(to for one in recipients for to in rules.parts_of(one))
                exact = ((actor, to) for actor in rules.parts_of(bearer) for to in tos)
                yield from ((key, pair) for pair in exact if pair in pairs)
                continue
            actors = None if bearer is None else rules.parts_of(bearer)
            for pair in pairs:
                if actors is not None and pair[0] not in actors:
                    continue
                if recipients is None or any(rules.belongs(pair[1], one) for one in recipients):
                    yield key, pair

    def _first_unspent(self, rule: Rule, key: KindAndForm, pair: Pair, trigger: Row) -> Row | None:
        """Acts are used up in their order, so that the search goes on from where it ended the last time."""
        rows = self._acts[key][pair]
        place = (rule.id, key[1], pair)
        at = self._next.get(place, 0)
        while at < len(rows) and not self._counts(rule, rows[at]):
            at += 1
        if at:
            self._next[place] = at
        return rows[at] if at < len(rows) and rows[at].seq != trigger.seq else None

    def _counts(self, rule: Rule, row: Row) -> bool:
        return self._is_for(rule, row) and (rule.ways is None or rule.ways.right(self._channel[row.seq]) is True)

    def _is_for(self, rule: Rule, row: Row) -> bool:
        if (rule.id, row.seq) in self._spent:
            return False
        return rule.facts_hold is None or (rule.place, row.seq) in self._knew
