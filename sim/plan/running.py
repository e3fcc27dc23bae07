"""Limits while they run: where each ends as far as is known, and the rows that stop it, let it go on, prolong it or start it anew.

A row turns the limits that run when it comes. One that has run out stays as it is. Where it is not known whether a row turned a limit,
its end is in doubt from then on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sim.calendar import Calendar, Doubt
from sim.durations import Amount, Span, summed
from sim.plan.clocks import Clock, Ground, has_run_out
from sim.plan.event_state import EventState, Seen
from sim.plan.obligations import OPEN, Obligation
from sim.plan.pointers import is_one_of
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Watch
from sim.plan.starts import STARTS, awaited_duty, hour_of_start, latest_form
from sim.record import Row
from sim.vocabulary import SENT_KINDS
from sim.words import phrase

SIGNAL_UNKNOWN = phrase("limits.signal-unknown")


class RunningLimits:
    """The limits of the obligations of one duty book. Times are minutes since the start of the record."""

    __slots__ = ("_calendar", "_everybody", "_rules")

    def __init__(self, rules: Rulebook, calendar: Calendar, *, everybody: bool) -> None:
        self._rules = rules
        self._calendar = calendar
        self._everybody = everybody  # who does not know whether a row turned a limit takes it that none did; only the judge doubts

    def ground(self, obligation: Obligation, state: EventState) -> Ground:
        """On what the end of an obligation's limit rests."""
        return Ground(
            moment=partial(self.moment, obligation, state),
            calendar=self._calendar,
            turns=() if obligation.clock is None else obligation.clock.turns,
            spares=lambda words: is_one_of(obligation.bearer, words, state, self._rules),
        )

    def moment(self, obligation: Obligation, state: EventState, start: str) -> float | None:
        """The minute of a start for an obligation, or None while it is unknown."""
        if start == "trigger":
            return obligation.trigger.time
        if start in STARTS or awaited_duty(start) is not None:
            return state.moments.of(start, obligation)
        form = latest_form(start)
        if form is None:
            hour = hour_of_start(start)
            return self._calendar.first_hour(hour, obligation.trigger.time) if hour is not None and self._calendar.clocked else None
        if obligation.clock is not None and form in obligation.clock.sent:
            return obligation.clock.sent[form]
        return self._last_sent(form, obligation, state)

    def begin(self, obligation: Obligation, state: EventState) -> None:
        """Give an obligation whose limit rows may turn a clock of its own."""
        obligation.clock = Clock()
        for form in obligation.rule.latest:
            sent = self._last_sent(form, obligation, state)
            if sent is not None:
                obligation.clock.sent[form] = sent
        state.running.setdefault(obligation.rule.place, {})[obligation] = None

    def set_due(self, obligation: Obligation, state: EventState) -> None:
        """Set where the limit of an obligation ends, if it does not recur."""
        rule, clock = obligation.rule, obligation.clock
        if rule.due is None:
            obligation.anchor, obligation.due_known = obligation.trigger.time, True
            return
        if rule.runs and clock is None and self._runs(obligation, rule.runs, state):
            return
        obligation.due, obligation.anchor, obligation.due_known, obligation.doubt = rule.due.end(self.ground(obligation, state))
        if clock is not None:
            obligation.doubt = obligation.doubt or clock.unsure
            if clock.stopped_at is not None:
                obligation.due, obligation.due_known = None, False

    def _runs(self, obligation: Obligation, runs: tuple[tuple[Amount, str], ...], state: EventState) -> bool:
        """Set the end of what most limits are: the first to end of some lengths from a moment; False where a date is in doubt."""
        due: float | None = None
        anchor: float | None = None
        known = True
        for length, start in runs:
            began = obligation.trigger.time if start == "trigger" else self.moment(obligation, state, start)
            if began is None:
                known = False
                continue
            if type(length) is Span:
                end: float | None = summed(began + length.minutes)
            else:
                end, doubt = self._calendar.end_of(length, began)
                if doubt is not None:
                    return False
            if end is not None and (due is None or end < due):
                due, anchor = end, began
        obligation.due, obligation.anchor, obligation.due_known, obligation.doubt = due, anchor, known, None
        return True

    def place_slot(self, obligation: Obligation, opens: float) -> None:
        """Set the slot of an obligation that recurs, which opens at a minute."""
        slots = obligation.rule.slots
        obligation.opens = obligation.anchor = opens
        obligation.due, obligation.due_known = opens if slots is None else slots.slot_end(opens, self._calendar), True

    def first_slot(self, obligation: Obligation, state: EventState) -> float | None:
        """When the slot opens in which a duty that recurs arose: those that had ended by then ask nothing of anybody."""
        slots = obligation.rule.slots
        if slots is None or (slots.by_hours and not self._calendar.clocked):
            return None
        start = self.moment(obligation, state, obligation.rule.start)
        return None if start is None else slots.running(start, obligation.trigger.time, self._calendar)

    # -- rows that turn limits -----------------------------------------------------------------------------------------------

    def turn(self, row: Row, state: EventState) -> Iterator[tuple[Obligation, float | None]]:
        """Let a row turn the limits that run; those that it turns, or whose end is in doubt now, with where they ended before."""
        for rule in dict.fromkeys(rule for kind in self._kinds_of(row) for rule in self._rules.turned_by.get(kind, ())):
            for obligation in _open(state, rule.place):
                before = obligation.due
                if obligation.clock is not None and self._turned(obligation, obligation.clock, row, state):
                    self.set_due(obligation, state)
                    yield obligation, before
        if row.kind in SENT_KINDS and row.form is not None and row.actor is not None and row.form in self._rules.started_anew_by:
            state.sent.setdefault(row.form, {})[row.actor] = row.time
            for rule in self._rules.started_anew_by[row.form]:
                for obligation in _open(state, rule.place):
                    before = obligation.due
                    if obligation.clock is not None and self._starts_anew(obligation, obligation.clock, row):
                        obligation.clock.sent[row.form] = row.time
                        self.set_due(obligation, state)
                        yield obligation, before

    def settle(self, obligation: Obligation, minute: float, state: EventState) -> None:
        """What is done while the clock stands is done as if it went on there: there is time left."""
        if obligation.clock is not None and obligation.clock.resume(minute):
            self.set_due(obligation, state)

    def _turned(self, obligation: Obligation, clock: Clock, row: Row, state: EventState) -> bool:
        rule = obligation.rule
        if clock.stopped_at is None and obligation.due is not None and has_run_out(obligation.due, row.time):
            return False
        turned = False
        if rule.extension is not None and not clock.extended and self._has_come(rule.extends, obligation, clock, row, state):
            clock.extend(row.time, rule.extension)
            turned = True
        watch = rule.stops if clock.stopped_at is None else rule.resumes
        if self._has_come(watch, obligation, clock, row, state):
            return clock.stop(row.time) or clock.resume(row.time)
        return turned or (clock.unsure is not None and obligation.doubt is None)

    def _has_come(self, watch: Watch | None, obligation: Obligation, clock: Clock, row: Row, state: EventState) -> bool:
        """Whether a row is the one for which a limit waits; where nobody can tell, that is noted."""
        if watch is None or not self._kinds_of(row) & set(watch.kinds) or (watch.by and not is_one_of(row.actor, watch.by, state, self._rules)):
            return False
        holds = watch.holds(Seen(row, state))
        if holds is None and self._everybody and clock.unsure is None:
            clock.unsure = Doubt(SIGNAL_UNKNOWN, row.time if obligation.due is None else obligation.due)
        return bool(holds)

    def _kinds_of(self, row: Row) -> frozenset[str]:
        """What a row may be for whoever sees it: a single post learns of a message by its receipt, and knows by its form what it was."""
        if row.kind != "received" or self._everybody:
            return frozenset((row.kind,))
        return self._rules.sent_as.get(row.form, frozenset()) | {"received"}

    def _starts_anew(self, obligation: Obligation, clock: Clock, row: Row) -> bool:
        """Whether a message of the form from which a limit runs moves it: not the one by which the duty itself is done."""
        if not self._belongs(row.actor, obligation) or (obligation.due is not None and has_run_out(obligation.due, row.time)):
            return False
        rule, recipients = obligation.rule, obligation.recipients
        is_itself = row.kind == rule.sent_kind and rule.done_form in (None, row.form)
        return not (is_itself and (recipients is None or any(self._rules.belongs(row.to, one) for one in recipients)))

    def _last_sent(self, form: str, obligation: Obligation, state: EventState) -> float | None:
        return max((time for actor, time in state.sent.get(form, {}).items() if self._belongs(actor, obligation)), default=None)

    def _belongs(self, actor: str | None, obligation: Obligation) -> bool:
        return obligation.bearer is None or self._rules.belongs(actor, obligation.bearer)


def _open(state: EventState, place: int) -> list[Obligation]:
    """The obligations of a rule that are still open; the others are forgotten."""
    held = state.running.get(place)
    if not held:
        return []
    for obligation in [one for one in held if one.state != OPEN]:
        del held[obligation]
    return list(held)
