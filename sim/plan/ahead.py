"""Warnings before a limit ends: duties that another duty's limit sets off (`warns_of`).

For each obligation of the other duty there is one warning, made when that one arises, so that a notice which is given early counts, and so
that whoever has to give it knows when. It is raised, and listed, when its time comes (`opens`), if the other is not done by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count

from sim.durations import summed
from sim.plan.event_state import EventState, Seen
from sim.plan.obligations import DONE, OPEN, DutyKey, Obligation
from sim.plan.pointers import pairs_of
from sim.plan.rulebook import Rulebook


class Ahead:
    """The warnings of one duty book that have not been raised yet, by the minute at which they will be."""

    __slots__ = ("_doubts", "_order", "_raised", "_rules", "_viewer", "_waiting")

    def __init__(self, rules: Rulebook, viewer: frozenset[str] | None, raised: dict[DutyKey, int], doubts: dict[DutyKey, Obligation]) -> None:
        """`raised` counts the obligations of the book, `doubts` holds those of which it cannot tell whether they were raised."""
        self._rules = rules
        self._viewer = viewer
        self._raised = raised
        self._doubts = doubts
        self._waiting: list[tuple[float, int, Obligation]] = []
        self._order = count()  # of those that are raised together

    def of(self, other: Obligation, state: EventState) -> Iterator[Obligation]:
        """The warnings of an obligation's limit, made here, as its condition says over the row that set the other duty off."""
        for rule in self._rules.warnings[other.rule.id]:
            holds = rule.holds(Seen(other.trigger, state))
            for bearer, recipients in pairs_of(rule, other.trigger, state, self._rules, self._viewer, warned=other.bearer):
                key = (rule.id, other.about, bearer, recipients)
                if holds:
                    number = self._raised[key] = self._raised.get(key, 0) + 1
                    warning = Obligation(rule, other.about, bearer, recipients, number, other.trigger)
                    warning.warns = other
                    other.warnings.append(warning)
                    yield warning
                elif holds is None and self._viewer is None and not rule.habit:
                    self._doubts.setdefault(key, Obligation(rule, other.about, bearer, recipients, 1, other.trigger))

    def next(self) -> float | None:
        """The minute at which the next one may be raised; None while none waits."""
        return self._waiting[0][0] if self._waiting else None

    def pop(self) -> Obligation | None:
        """The next one, if it is to be raised: the other duty is neither done nor stopped, and its limit has not moved."""
        opens, _, warning = heappop(self._waiting)
        other = warning.warns
        if other is None or warning.listed or warning.opens != opens or other.state != OPEN or other.stands:
            return None
        warning.listed = warning.state in (OPEN, DONE)
        return warning if warning.listed else None

    def follow(self, other: Obligation) -> Iterator[Obligation]:
        """Let the warnings of an obligation end with its limit; those whose end has changed."""
        for warning in other.warnings:
            if warning.state not in (OPEN, DONE):
                continue
            before, warning.due = warning.due, other.due
            warning.due_known, warning.doubt = other.due_known, other.doubt
            if other.due is not None and not warning.listed:
                warning.opens = warning.anchor = max(other.opens, summed(other.due - warning.rule.ahead_min))
                heappush(self._waiting, (warning.opens, next(self._order), warning))
            if warning.state == OPEN and warning.due is not None and warning.due != before:
                yield warning
