"""A task: one obligation in a desk's queue."""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from sim.durations import to_tick
from sim.plan.obligations import OPEN, Obligation


class Reply(NamedTuple):
    """A message that no duty asks for: what it is, and what it says."""

    kind: str
    form: str
    facts: dict[str, Any]


class Task:
    """What to do, in whose name, since when, because of which row, and not before when.

    `worked` says that the work has been done and only the telling is left.
    """

    __slots__ = (
        "act", "actor", "because", "company", "hindered_by", "not_before", "obligation", "queued", "reply", "rings_at", "since",
        "told_otherwise", "tried", "waits_for_line", "worked",
    )  # fmt: skip

    def __init__(self, obligation: Obligation, actor: str, since: float, because: int, not_before: float, reply: Reply | None = None) -> None:
        self.obligation = obligation
        self.actor = actor
        self.act = obligation.rule.duty.act
        self.since = since
        self.because = because
        self.not_before = not_before
        self.reply = reply
        self.queued = False
        self.rings_at = -1.0  # the next minute at which somebody looks at it again
        self.worked = False
        self.company: list[Task] = []  # what one message to many tells others with it
        self.tried: dict[str, int] = {}  # how often each was tried to be told
        self.told_otherwise: set[str] = set()  # who has the word by a way that does not count
        self.waits_for_line = False  # all ways were of no use
        self.hindered_by: set[str] = set()  # faults that a row has named already

    @property
    def tries(self) -> int:
        """How often somebody was tried to be told."""
        return sum(self.tried.values())

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.obligation.state == OPEN

    @property
    def due(self) -> float:
        """The minute at which its limit ends; infinity without one."""
        due = self.obligation.due
        return inf if due is None else due

    def urgent_from(self, margin: float) -> float:
        """The minute from which whoever watches the clock attends to its limit; infinity without one."""
        due = self.obligation.due
        return inf if due is None else to_tick(due - margin)

    @property
    def matter(self) -> str:
        """What the act is about, for the luck of whoever does it: the event, what it brings about, and whom it is told.

        The duty's id takes no part: the same work meets the same luck whichever rule asks for it.
        """
        obligation = self.obligation
        return f"{obligation.about}/{obligation.rule.duty.effect}/{'|'.join(obligation.recipients or ())}"
