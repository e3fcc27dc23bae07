"""One duty of one bearer to one recipient about one event, and what can become of it."""

from __future__ import annotations

from typing import NamedTuple

from sim.calendar import Doubt
from sim.plan.rule import Rule
from sim.record import Row

OPEN, DONE, SUPERSEDED, WAIVED = "open", "done", "superseded", "waived"
BEFORE_ITS_TRIGGER = "before its trigger"

DutyKey = tuple[str, str, str | None, tuple[str, ...] | None]


class Obligation:
    """One duty of one bearer to one recipient about one event: (rule, about, bearer, recipient, occurrence).

    `bearer` None means that the plan names nobody; `recipients` None that it names no recipient. `anchor` is the
    minute from which the limit runs, `due` the minute at which it ends; both None while unknown, and `due` None where
    the plan sets no limit. `due_known` says that nothing which is still unknown could move `due`; with a `doubt` it is what
    is assumed of days that the calendar does not know.
    """

    __slots__ = (
        "about",
        "anchor",
        "bearer",
        "done",
        "doubt",
        "due",
        "due_known",
        "note",
        "occurrence",
        "opens",
        "recipients",
        "rule",
        "state",
        "trigger",
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
        self.state = OPEN
        self.note = ""

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
    def by_clock(self) -> bool:
        """Whether it is one slot of a duty that recurs by the clock."""
        return self.rule.period_min is not None and self.rule.duty.counted == "clock"

    def slot_ended(self, time: float) -> bool:
        """Whether it is a slot by the clock that ended before this minute."""
        return self.by_clock and self.due is not None and self.due < time


class Change(NamedTuple):
    """What a row did to an obligation: raised, due-known, discharged, superseded or waived."""

    what: str
    obligation: Obligation
