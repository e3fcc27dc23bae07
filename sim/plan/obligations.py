"""Duties of one bearer to one recipient about one event: what can become of them, and those that are open, found by what may discharge them.

The open ones are kept by what they ask of a row: its kind, form, actor and recipient. A row is compared with the few keys under
which something is open or, when more are open than a row can match, looked up under every key that it matches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.calendar import Doubt
from sim.plan.clocks import Clock
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import Row

OPEN, DONE, SUPERSEDED, WAIVED = "open", "done", "superseded", "waived"
BEFORE_ITS_TRIGGER = "before its trigger"

DutyKey = tuple[str, str, str | None, tuple[str, ...] | None]


class Obligation:
    """One duty of one bearer to one recipient about one event: (rule, about, bearer, recipient, occurrence).

    `bearer` None means that the plan names nobody; `recipients` None that it names no recipient. `anchor` is the
    minute from which the limit runs, `due` the minute at which it ends; both None while unknown, and `due` None where
    the plan sets no limit. `due_known` says that nothing which is still unknown could move `due`; with a `doubt` it is what
    is assumed of days that the calendar does not know. `wrong` is the first act by a channel (`wrong_way`) that does not count, `unsure` the first
    whose channel nobody stated: neither discharges it.
    """

    __slots__ = (
        "about",
        "anchor",
        "bearer",
        "clock",
        "done",
        "doubt",
        "due",
        "due_known",
        "listed",
        "note",
        "occurrence",
        "opens",
        "recipients",
        "rule",
        "state",
        "trigger",
        "unsure",
        "warnings",
        "warns",
        "wrong",
        "wrong_way",
    )  # fmt: skip

    def __init__(self, rule: Rule, about: str, bearer: str | None, recipients: tuple[str, ...] | None, occurrence: int, trigger: Row) -> None:
        self.rule = rule
        self.about = about
        self.bearer = bearer
        self.recipients = recipients
        self.occurrence = occurrence
        self.trigger = trigger
        self.opens = trigger.time
        self.anchor: float | None = None
        self.due: float | None = None
        self.due_known = False
        self.doubt: Doubt | None = None
        self.done: Row | None = None
        self.wrong: Row | None = None
        self.wrong_way: str | None = None
        self.unsure: Row | None = None
        self.state = OPEN
        self.note = ""
        self.clock: Clock | None = None  # of a limit that rows may turn
        self.warns: Obligation | None = None  # the obligation of whose limit this one warns
        self.warnings: list[Obligation] = []  # those that warn of this one's
        self.listed = False  # of a warning: its time has come, and it stands in the list of obligations

    @property
    def key(self) -> DutyKey:
        """All but the occurrence."""
        return self.rule.id, self.about, self.bearer, self.recipients

    @property
    def id(self) -> str:
        """A name that is the same in every run: rule/event/bearer/recipient/occurrence."""
        to = "|".join(self.recipients or ()) or "-"
        return f"{self.rule.id}/{self.about}/{self.bearer or '-'}/{to}/{self.occurrence}"

    @property
    def stands(self) -> bool:
        """Whether its limit has been stopped and has not gone on; a warning stands with the limit of which it warns."""
        if self.warns is not None:
            return self.warns.stands
        return self.clock is not None and self.clock.stopped_at is not None

    @property
    def by_clock(self) -> bool:
        """Whether it is one slot of a duty that recurs by the clock."""
        return self.rule.slots is not None and self.rule.duty.counted == "clock"

    def counts(self, row: Row, channel: str | None) -> bool:
        """Whether an act that fits went by a channel that counts; one that did not, or may not have, is kept in mind."""
        ways = self.rule.ways
        right = True if ways is None else ways.right(channel)
        if right is False:
            if self.wrong is None or row.seq < self.wrong.seq:
                self.wrong, self.wrong_way = row, channel
        elif right is None and (self.unsure is None or row.seq < self.unsure.seq):
            self.unsure = row
        return right is True

    def slot_ended(self, time: float) -> bool:
        """Whether it is a slot by the clock that ended before this minute."""
        return self.by_clock and self.due is not None and self.due < time


class Change(NamedTuple):
    """What a row did to an obligation: raised, due-known, discharged, superseded or waived."""

    what: str
    obligation: Obligation


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
