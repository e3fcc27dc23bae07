"""What a duty book knows of one event: facts with their age, the moments from which limits run, and acts done so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.plan.conditions import MOMENT
from sim.plan.obligations import Obligation, OpenDuties
from sim.plan.rulebook import Rule, Rulebook
from sim.plan.stated import Stated
from sim.record import Row
from sim.vocabulary import form_of, is_message

Pair = tuple[str | None, str | None]  # actor, recipient
NotedRow = tuple[str, str]  # the start of a limit, and whose it is where it is somebody's own
OWN_STARTS = frozenset({"aware", "received"})
_FEW = 8  # pairs that are faster to walk through than to look up


class EventState:
    """Facts, anchors and acts of one event, as far as its book has seen them."""

    __slots__ = (
        "_acts",
        "_next_act",
        "_players",
        "_rules",
        "_spent",
        "approver",
        "aware",
        "classified",
        "finished_at",
        "graded",
        "moved",
        "open",
        "raised",
        "received",
        "roles",
        "stated",
        "untils",
        "waiting",
    )  # fmt: skip

    def __init__(self, rulebook: Rulebook, roles: Mapping[str, str], opened: OpenDuties, stated: Stated) -> None:
        self._rules = rulebook
        self.roles = roles
        self._players = {body: role for role, body in roles.items() if body not in rulebook.plan_bodies}
        self.stated = stated
        self.classified: float | None = None
        self.aware: dict[str, float] = {}
        self.received: dict[str, float] = {}
        self.finished_at: dict[str, float] = {}
        self.approver: str | None = None
        self.moved: list[NotedRow] = []  # from which limits run, and which have become known since the last look
        self.open = opened
        self.raised: set[int] = set()  # the places of the rules that were raised, and whose ground has not gone since
        self.graded: dict[Obligation, None] = {}  # raised by a grade, under a condition, and pending when last seen
        self.waiting: dict[NotedRow, list[Obligation]] = {}  # whose limits wait for such a moment
        self.untils: dict[str, list[Obligation]] = {}  # what they go on until
        self._acts: dict[tuple[str, str | None], dict[Pair, list[Row]]] = {}
        self._spent: set[tuple[str, int]] = set()
        self._next_act: dict[tuple[str, str | None, Pair], int] = {}

    def note(self, row: Row) -> None:
        """Take in a row's facts and the anchors that it sets."""
        if row.facts:
            self.stated.note(row)
        kind = row.kind
        if kind == "received":
            if row.to is not None and row.to not in self.received:
                self._first("received", self.received, row.to, row.time)
                self._first("aware", self.aware, row.to, row.time)
        elif kind == "noticed":
            if row.actor is not None:
                self._first("aware", self.aware, row.actor, row.time)
        elif kind in ("classified", "regraded"):
            if self.classified is None:
                self.classified = row.time
                self.moved.append(("classified", ""))
        elif kind == "occurred":
            if self.stated.occurred is None:
                self.stated.occurred = row.time
                self.received.clear()  # what was told of a mere risk is no receipt of the event
                self.aware.clear()
                self.moved.append(("occurred", ""))
        elif kind == "activated":
            self.approver = row.actor

    def _first(self, start: str, moments: dict[str, float], who: str, time: float) -> None:
        for one in (who, self._rules.body_of.get(who)):
            if one is not None and one not in moments:
                moments[one] = time
                self.moved.append((start, one))

    def anchor(self, start: str, obligation: Obligation) -> float | None:
        """The minute from which a limit runs, or None while it is unknown."""
        if start == "trigger":
            return obligation.trigger.time
        if start == "occurred":
            return self.stated.occurred
        if start == "classified":
            return self.classified
        if start == "aware":
            return self.aware.get(obligation.bearer or "")
        if start == "received":
            return self.received.get(obligation.bearer or "")
        return self.finished_at.get(start.removeprefix("duty:"))

    def finished(self, obligation: Obligation, row: Row) -> None:
        """Note that a duty was done, for the limits that run from it and the duties that go on until it."""
        duty = obligation.rule.duty
        if duty.id not in self.finished_at:
            self.finished_at[duty.id] = row.time
            self.moved.append((f"duty:{duty.id}", ""))
        if duty.per == "trigger":
            self._spent.add((obligation.rule.id, row.seq))

    def has_come(self, until: str, row: Row) -> bool:
        """Whether `until` (duty:ID or a kind of row) has come: with this row, or for a duty before it."""
        if until.startswith("duty:"):
            return until.removeprefix("duty:") in self.finished_at
        return row.kind == until

    def remember_act(self, row: Row) -> None:
        """Keep a row that may discharge a duty whose trigger comes later."""
        self._acts.setdefault((row.kind, row.form), {}).setdefault((row.actor, row.to), []).append(row)

    def unspent_act(self, rule: Rule, bearer: str | None, recipients: tuple[str, ...] | None, trigger: Row) -> Row | None:
        """The first act before the trigger with the same event, recipient and form that has not discharged this rule yet."""
        if not self._acts or (rule.done_form is not None and (rule.done_kind, rule.done_form) not in self._acts):
            return None
        first: Row | None = None
        for key, pair in self._acts_like(rule, bearer, recipients):
            row = self._first_unspent(rule, key, pair, trigger)
            if row is not None and (first is None or row.seq < first.seq):
                first = row
        return first

    def _acts_like(self, rule: Rule, bearer: str | None, recipients: tuple[str, ...] | None) -> Iterator[tuple[tuple[str, str | None], Pair]]:
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
            for actor, to in pairs:
                if bearer is not None and not rules.belongs(actor, bearer):
                    continue
                if recipients is None or any(rules.belongs(to, one) for one in recipients):
                    yield key, (actor, to)

    def _first_unspent(self, rule: Rule, key: tuple[str, str | None], pair: Pair, trigger: Row) -> Row | None:
        """Acts are used up in their order, so that the search goes on from where it ended the last time."""
        rows = self._acts[key][pair]
        place = (rule.id, key[1], pair)
        at = self._next_act.get(place, 0)
        while at < len(rows) and (rule.id, rows[at].seq) in self._spent:
            at += 1
        if at:
            self._next_act[place] = at
        return rows[at] if at < len(rows) and rows[at].seq < trigger.seq else None

    def named(self, who: str | None) -> str | None:
        """An actor under the plan's own name: the role, where only the role is in the plan."""
        return None if who is None else self._players.get(who, who)

    def value(self, name: str) -> Any:
        """What was stated last of a fact (such as the grade), or None."""
        return self.stated.latest(name)

    def moment(self, start: str, row: Row) -> float | None:
        """The minute of a moment between which conditions measure: for whoever acts in the row that asks, or None while it is unknown."""
        if start == "trigger":
            return row.time
        if start == "occurred":
            return self.stated.occurred
        if start == "classified":
            return row.time if row.kind in ("classified", "regraded") else self.classified
        if start in OWN_STARTS:
            who = row.to if row.kind == "received" else row.actor
            return (self.aware if start == "aware" else self.received).get(who or "")
        return self.finished_at.get(start.removeprefix("duty:"))


class Seen:
    """What a condition sees: the trigger row first, then what is known of the event."""

    __slots__ = ("_row", "_state")

    def __init__(self, row: Row, state: EventState) -> None:
        self._row = row
        self._state = state

    def __call__(self, name: str) -> Any:
        row = self._row
        if name == "form":
            return form_of(row.kind, row.form)
        if name in row.facts and name not in self._state.stated.ruled:
            return row.facts[name]
        if name == "kind":
            return row.kind
        if name == "channel":
            return row.channel if row.channel is not None or is_message(row.kind) else ""
        if name == "actor":
            return self._state.named(row.actor)
        if name == "to":
            return self._state.named(row.to) if row.to is not None or is_message(row.kind) else ""
        value = self._state.stated.value(name, row.time)
        if value is None and name.startswith(MOMENT):
            return self._state.moment(name.removeprefix(MOMENT), row)
        return value
