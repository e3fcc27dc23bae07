"""From which moment a limit runs: the row that the plan means for this occurrence of a duty.

For a start such as *received* it is the row of that kind, of this event and bearer, that the row which raises the duty names as its
cause; else the earliest that already carried what raises the duty (its condition held then, or was open); else the latest at or before
the raising row; else the first that comes after it. So no limit runs from a message about something else. A duty that is raised by
every such row (`per = "trigger"`) runs from its own: the latest that carried it.

A start `duty:ID` is the moment at which that duty was done for the same people: where it was addressed to the bearer, its receipt
there; else where bearer and recipient are the same; else where the bearer is; else the first of all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence

from sim.plan.obligations import DONE, Obligation
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Clocked, Rule
from sim.plan.starts import OWN_STARTS, STARTED_BY
from sim.record import Row

_DUTY = "duty:"


# A start of a limit, and whose it is where it is somebody's own ("" where it is the event's; nobody's is None, and never comes).
Moment = tuple[str, str | None]

_EVENT: Moment = ("occurred", "")
_THE_EVENTS = ("",)


class Moments:
    """The moments of one event from which limits run. Times are minutes since the start of the record."""

    __slots__ = ("_began", "_finished", "_left", "_occurred", "_rows", "_rules", "_seen", "fresh", "moved", "of_duty", "waiting")

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._seen: dict[Moment, list[float]] = {}
        self._began: dict[tuple[int, str, str | None], list[float]] = {}  # a rule's place, a start, whose: when rows carried what raises it
        self._left: dict[tuple[str, str | None, str | None], Sequence[Clocked]] = {}  # a kind of row, a bearer's name, whose: the rules yet to begin
        self._rows: dict[int, Row] = {}
        self._occurred = False
        self._finished: set[str] = set()
        self.of_duty: dict[str, list[Obligation]] = {}  # of the duties that others wait for
        self.moved: list[Moment] = []  # which somebody waits for, and which have come since the last look
        self.waiting: dict[Moment, list[Obligation]] = {}
        self.fresh: list[str] = []  # duties that were done since the last look

    def note(self, row: Row, clocked: Mapping[tuple[str, str | None], tuple[Clocked, ...]], carries: Callable[[Rule, Row], bool | None]) -> None:
        """Take in a row that starts limits. `clocked` are the rules with such starts, by the kind of row and the bearer's name."""
        starts = STARTED_BY[row.kind]
        if row.kind == "occurred" and not self._occurred:
            self._occurred = True
            self._forget_the_risk()
        self._rows[row.seq] = row
        for who in self._whose(row):
            for start in starts:
                moment = (start, who)
                times = self._seen.get(moment)
                if times is None:
                    self._seen[moment] = [row.time]
                else:
                    times.append(row.time)
                if moment in self.waiting:
                    self.moved.append(moment)
            for bearer in (None, who) if who else (None,):
                key = (row.kind, bearer, who)
                left = self._left.get(key)
                if left is None:
                    left = clocked.get((row.kind, bearer), ())
                if left:
                    self._left[key] = [one for one in left if not self._has_begun(one, who, row, carries)]

    def _has_begun(self, clocked: Clocked, who: str | None, row: Row, carries: Callable[[Rule, Row], bool | None]) -> bool:
        """Note whether a row starts a rule's limit; whether no other row of its kind can."""
        rule, starts = clocked
        began, first = self._began, (rule.place, starts[0], who)
        if rule.per_event and first in began:
            return True
        if rule.when is not None and carries(rule, row) is False:
            return False
        began.setdefault(first, []).append(row.time)
        for start in starts[1:]:
            began.setdefault((rule.place, start, who), []).append(row.time)
        return rule.per_event

    def _forget_the_risk(self) -> None:
        """What was told of a mere risk is no receipt of the event."""
        self._seen = {moment: times for moment, times in self._seen.items() if moment[0] not in OWN_STARTS}
        self._began = {key: times for key, times in self._began.items() if key[1] not in OWN_STARTS}
        self._rows.clear()
        self._left.clear()

    def _whose(self, row: Row) -> tuple[str, ...]:
        if row.kind not in ("received", "noticed"):
            return _THE_EVENTS
        who = row.to if row.kind == "received" else row.actor
        if who is None:
            return ()
        body = self._rules.body_of.get(who, who)
        return (who,) if body == who else (who, body)

    def of(self, start: str, obligation: Obligation) -> float | None:
        """The minute from which a limit with this start runs, or None while it is unknown."""
        trigger = obligation.trigger
        if start.startswith(_DUTY):
            return self.done_for(start.removeprefix(_DUTY), obligation)
        who = obligation.bearer if start in OWN_STARTS else ""
        if trigger.cause is not None:
            cause = self._rows.get(trigger.cause)
            if cause is not None and start in STARTED_BY[cause.kind] and who in self._whose(cause):
                return cause.time
        carried: Sequence[float] = self._began.get((obligation.rule.place, start, who), ())
        before = bisect_right(carried, trigger.time)
        if before:
            return carried[0] if obligation.rule.per_event else carried[before - 1]
        seen: Sequence[float] = self._seen.get((start, who), ())
        before = bisect_right(seen, trigger.time)
        return seen[before - 1] if before else seen[0] if seen else None

    def occurred(self) -> float | None:
        """When the event occurred, as far as rows have told; None before that."""
        seen = self._seen.get(_EVENT)
        return None if seen is None else seen[0]

    def measured(self, start: str, who: str | None, row: Row) -> float | None:
        """The minute of a moment that a condition measures from or to, for whoever acts in the row that asks; None where it had not come.

        Of the event and of somebody's own it is the first, of a grading or a duty the latest at or before the row; for a duty done by
        several, that one's own counts where there is one.
        """
        if start == "trigger":
            return row.time
        if start.startswith(_DUTY):
            done = [one for one in self.of_duty.get(start.removeprefix(_DUTY), ()) if one.done is not None and one.done.time <= row.time]
            mine = [one for one in done if one.bearer is not None and self._rules.belongs(who, one.bearer)]
            return max((one.done.time for one in mine or done if one.done is not None), default=None)
        seen: Sequence[float] = self._seen.get((start, who if start in OWN_STARTS else ""), ())
        before = bisect_right(seen, row.time)
        return None if not before else seen[before - 1] if start == "classified" else seen[0]

    def lapsed(self, rule: Rule) -> None:
        """The ground of a rule has gone: what is raised anew has a clock of its own."""
        for key in [key for key in self._began if key[0] == rule.place]:
            del self._began[key]
        self._left.clear()

    # -- duties that were done ---------------------------------------------------------------------------------------------

    def raised(self, obligation: Obligation) -> None:
        """Note an obligation of a duty that others wait for."""
        self.of_duty.setdefault(obligation.rule.duty.id, []).append(obligation)

    def finished(self, obligation: Obligation) -> None:
        """Note that such a duty was done."""
        id_ = obligation.rule.duty.id
        self._finished.add(id_)
        self.fresh.append(id_)
        moment = (_DUTY + id_, "")
        if moment in self.waiting:
            self.moved.append(moment)

    def done_for(self, id_: str, obligation: Obligation) -> float | None:
        """When a duty was done for the people of an obligation: at or before its trigger the latest, else the first after it."""
        if id_ not in self._finished:
            return None
        times = sorted(one.done.time for one in self._alike(id_, obligation) if one.done is not None and one.state == DONE)
        before = bisect_right(times, obligation.trigger.time)
        return times[before - 1] if before else times[0] if times else None

    def _alike(self, id_: str, obligation: Obligation) -> list[Obligation]:
        raised, bearer, belongs = self.of_duty.get(id_, []), obligation.bearer, self._rules.belongs
        to_me = [one for one in raised if bearer is not None and any(belongs(bearer, to) or belongs(to, bearer) for to in one.recipients or ())]
        if to_me:
            return to_me
        mine = [one for one in raised if one.bearer == bearer]
        return [one for one in mine if one.recipients == obligation.recipients] or mine or raised
