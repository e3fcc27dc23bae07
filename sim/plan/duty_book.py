"""The duty book: which duties follow from the rows seen so far, when they are due, and which rows discharge them.

`DutyBook.observe(row)` is the one meaning of a rule. A post's book sees only the rows that the post knows; the judge's book
sees all of them. The book never reads a clock and never says late: it compares nothing with now.

What a row does, in this order: time passes (recurring duties open their next slot); facts, anchors and the state of the
event are noted; open duties are discharged; new ones are raised; limits whose start has become known get their due time;
duties whose ground has gone are superseded; duties whose end has come are waived. Each step is skipped unless this row can
bear on it, so that a row that concerns nobody costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import count

from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.ends import is_void, note_signals, without_effect
from sim.plan.event_state import EventState, Seen
from sim.plan.moments import Moment
from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN, SUPERSEDED, WAIVED, Change, DutyKey, Obligation
from sim.plan.pointers import at_the_top, pairs_of
from sim.plan.rulebook import Rule, Rulebook
from sim.plan.starts import OWN_STARTS, awaited_duty
from sim.record import Row
from sim.vocabulary import UNKNOWN_KINDS

MOST_SLOTS = 10_000  # of one recurring duty: an hourly one runs for a year, and a mistyped date does not fill the memory
_GRADINGS = frozenset({"classified", "regraded"})
_NOTHING: tuple[Change, ...] = ()


class DutyBook:
    """The duties of some posts (`viewer`), or of everybody (`viewer` None), as far as the rows shown to it tell.

    `doubts` holds, for a book of everybody, duties of which could not be decided whether they were raised: their condition was open,
    or how far a climb goes.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        calendar: Calendar,
        roles: Mapping[str, Mapping[str, str]],
        viewer: frozenset[str] | None = None,
        *,
        habits: bool = True,
    ) -> None:
        """`roles` says which body plays which role, event by event; without `habits`, only the plan's duties are raised."""
        self._rules = rulebook
        self._calendar = calendar
        self._roles = roles
        self._viewer = viewer
        self._triggers = rulebook.triggers_for(viewer, habits=habits)
        self._kinds, self._early = self._triggers.kinds, self._triggers.early
        self._ending, self._signals = rulebook.ending_kinds, rulebook.signal_kinds
        self._events: dict[str, EventState] = {}
        self._raised: dict[DutyKey, int] = {}
        self._lapsed: set[DutyKey] = set()  # superseded, and raised anew when the ground for them is back
        self._recurring: set[Obligation] = set()
        self._slots: list[tuple[float, int, Obligation]] = []  # when a slot by the clock ends
        self._order = count()  # of slots that end together
        self.obligations: list[Obligation] = []
        self.doubts: dict[DutyKey, Obligation] = {}

    def event(self, about: str) -> EventState:
        """What this book knows of an event."""
        state = self._events.get(about)
        if state is None:
            state = self._events[about] = EventState(self._rules, self._roles.get(about, {}), self._triggers, everybody=self._viewer is None)
        return state

    def observe(self, row: Row) -> tuple[Change, ...]:
        """Take in one row, and say what it changed. Rows come in the order in which they became known."""
        kind, about = row.kind, row.about
        if about is None or kind in UNKNOWN_KINDS:
            return _NOTHING
        state = self._events.get(about) or self.event(about)
        changes = self.advance(row.time) if self._slots and self._slots[0][0] < row.time else []
        if kind in self._ending and is_void(row, state, self._rules, self._calendar, of_everybody=self._viewer is None):
            row = without_effect(row)
            if kind != "received":
                return self._void(row, state, changes)
        state.note(row)
        if kind in self._signals:
            note_signals(row, state, self._rules)
        fitting = state.open.fitting(row)
        if fitting:
            for obligation in self._discharged(fitting, row, state):
                self._settle(obligation, row, state, changes)
        forms = self._early.get(kind)
        if forms is not None and (row.form in forms or None in forms):
            state.remember_act(row)
        if kind in self._kinds:
            self._set_off(row, state, changes)
        if state.graded and kind in _GRADINGS:
            self._supersede(row, state, changes)
        if state.moments.moved:
            self._anchor(state, changes)
        if state.untils:
            self._stop(row, state, changes)
        return tuple(changes) if changes else _NOTHING

    def advance(self, time: float) -> list[Change]:
        """Let time pass: a recurring duty whose slot has ended undone opens its next one. Also for the end of observation."""
        changes: list[Change] = []
        while self._slots and self._slots[0][0] < time:
            ended, _, last = heappop(self._slots)
            if last in self._recurring and last.occurrence < MOST_SLOTS:
                self._next(last, ended, changes)
        return changes

    # -- raising -----------------------------------------------------------------------------------------------------------

    def _set_off(self, row: Row, state: EventState, changes: list[Change]) -> None:
        rules = self._triggers.rules_for(row)
        if not rules:
            return
        view, raised = Seen(row, state), state.raised
        for rule in rules:
            if rule.at_once and rule.place in raised:
                continue
            holds = True if rule.when is None else rule.holds(view)
            if holds:
                self._raise(rule, row, state, changes)
            if self._viewer is None and not rule.habit and (holds is None or (holds and rule.duty.top)):
                self._doubt(rule, row, state, climb=bool(holds))

    def _raise(self, rule: Rule, row: Row, state: EventState, changes: list[Change]) -> None:
        about = row.about or ""
        for bearer, recipients in pairs_of(rule, row, state, self._rules, self._viewer):
            key = (rule.id, about, bearer, recipients)
            before = self._raised.get(key, 0)
            if before and rule.per_event and key not in self._lapsed:
                continue
            if self._lapsed:
                self._lapsed.discard(key)
            self._raised[key] = before + 1
            self._add(Obligation(rule, about, bearer, recipients, before + 1, row), state, changes)

    def _add(self, obligation: Obligation, state: EventState, changes: list[Change]) -> None:
        rule = obligation.rule
        self.obligations.append(obligation)
        state.raised.add(rule.place)
        if self.doubts:
            self.doubts.pop(obligation.key, None)
        if rule.duty.id in self._rules.awaited:
            state.moments.raised(obligation)
        changes.append(Change("raised", obligation))
        self._set_due(obligation, state, changes)
        if not obligation.due_known:
            for start in rule.starts:
                moment = Moment(start, (obligation.bearer or "") if start in OWN_STARTS else "")
                state.moments.waiting.setdefault(moment, []).append(obligation)
        if rule.may_come_first:
            earlier = state.acts.unspent(rule, obligation.bearer, obligation.recipients, obligation.trigger)
            if earlier is not None:
                obligation.note = BEFORE_ITS_TRIGGER
                self._settle(obligation, earlier, state, changes)
                return
            if rule.ways is not None:
                state.acts.note_amiss(obligation)
        self._open(obligation, state)
        if rule.when is not None and obligation.trigger.kind in _GRADINGS:
            state.graded[obligation] = None

    def _next(self, last: Obligation, opens: float, changes: list[Change]) -> None:
        """Raise the occurrence after `last`, whose slot opens at minute `opens`."""
        self._recurring.discard(last)
        following = Obligation(last.rule, last.about, last.bearer, last.recipients, last.occurrence + 1, last.trigger)
        self._raised[following.key] = following.occurrence
        self.obligations.append(following)
        self._place_slot(following, opens)
        self._open(following, self.event(last.about))
        changes.append(Change("raised", following))

    def _open(self, obligation: Obligation, state: EventState) -> None:
        state.open.add(obligation)
        if obligation.rule.period_min is not None:
            self._recurring.add(obligation)
        until = obligation.rule.until
        if until != NONE_STATED:
            state.untils.setdefault(until, []).append(obligation)
            if id_ := awaited_duty(until):
                state.moments.fresh.append(id_)  # it may have been done already

    def _doubt(self, rule: Rule, row: Row, state: EventState, *, climb: bool) -> None:
        """Note that nobody can tell whether this row set the duty off; for a `climb`, whether it has reached its top."""
        if rule.at_once and rule.place in state.raised:
            return
        about = row.about or ""
        for bearer, recipients in pairs_of(rule, row, state, self._rules, None, beyond=climb or None):
            key = (rule.id, about, bearer, recipients)
            if key not in self._raised:
                self.doubts.setdefault(key, Obligation(rule, about, bearer, recipients, 1, row))

    def standing_doubts(self) -> list[Obligation]:
        """The doubts that the rest of the record leaves: not those of a duty that was raised after all, or cannot have been."""
        return [doubt for doubt in self.doubts.values() if self._stands(doubt)]

    def _stands(self, doubt: Obligation) -> bool:
        state = self.event(doubt.about)
        if at_the_top(doubt.rule, doubt.bearer, state, self._rules):
            return False
        return doubt.rule.holds(Seen(doubt.trigger, state)) is not False

    # -- limits ------------------------------------------------------------------------------------------------------------

    def _set_due(self, obligation: Obligation, state: EventState, changes: list[Change]) -> None:
        rule, before = obligation.rule, obligation.due
        if rule.period_min is not None:
            start = state.moments.of(rule.start, obligation)
            if start is not None:
                self._place_slot(obligation, self._running_slot(obligation, start))
        elif rule.due is None:
            obligation.anchor, obligation.due_known = obligation.trigger.time, True
        else:
            end = rule.due.end(lambda start: state.moments.of(start, obligation), self._calendar)
            obligation.due, obligation.anchor, obligation.due_known, obligation.doubt = end
        if obligation.due is not None and obligation.due != before:
            changes.append(Change("due-known", obligation))

    def _running_slot(self, obligation: Obligation, start: float) -> float:
        """When the slot opens in which the duty arose: those that had ended by then ask nothing of anybody."""
        period, raised = obligation.rule.period_min or 0.0, obligation.trigger.time
        return start + (raised - start) // period * period if period > 0.0 and raised > start else start

    def _place_slot(self, obligation: Obligation, opens: float) -> None:
        obligation.opens = obligation.anchor = opens
        obligation.due, obligation.due_known = opens + (obligation.rule.period_min or 0.0), True
        if obligation.by_clock and obligation.due > opens:
            heappush(self._slots, (obligation.due, next(self._order), obligation))

    def _anchor(self, state: EventState, changes: list[Change]) -> None:
        """Set the limits that waited for the moments which this row has told."""
        moments = state.moments
        moved, moments.moved = moments.moved, []
        for moment in dict.fromkeys(moved):
            for obligation in moments.waiting.pop(moment, ()):
                if obligation.state in (OPEN, DONE) and not obligation.due_known:
                    self._set_due(obligation, state, changes)
                    if not obligation.due_known:
                        moments.waiting.setdefault(moment, []).append(obligation)

    # -- settling ----------------------------------------------------------------------------------------------------------

    def _discharged(self, fitting: list[Obligation], row: Row, state: EventState) -> list[Obligation]:
        """Those that the row discharges: what it is the act for, where it went by a channel that counts."""
        meant = self._meant(fitting, row)
        if not self._rules.asks_channels:
            return meant
        channel = state.channel_of(row)
        return [one for one in meant if one.counts(row, channel)]

    def _meant(self, fitting: list[Obligation], row: Row) -> list[Obligation]:
        """Those for which it is the act. One report catches up with every slot that it is late for; the running slot needs its own."""
        if not any(found.by_clock for found in fitting):
            return fitting
        # By the clock, a report before a slot opens belongs to the slot before it.
        begun = [one for one in fitting if not one.by_clock or (one.due is not None and one.opens <= row.time)]
        caught_up = {one.key for one in begun if one.slot_ended(row.time)}
        return [one for one in begun if one.key not in caught_up or one.slot_ended(row.time)]

    def _settle(self, obligation: Obligation, row: Row, state: EventState, changes: list[Change]) -> None:
        obligation.done, obligation.state = row, DONE
        state.acts.spend(obligation, row)
        if obligation.rule.duty.id in self._rules.awaited:
            state.moments.finished(obligation)
        state.open.remove(obligation)
        changes.append(Change("discharged", obligation))
        if obligation in self._recurring:
            by_clock = obligation.by_clock and obligation.due is not None
            self._next(obligation, obligation.due if by_clock and obligation.due is not None else row.time, changes)

    def _void(self, row: Row, state: EventState, changes: list[Change]) -> tuple[Change, ...]:
        """A void end or lift is heard, and breaks what forbids it; else nothing follows from it."""
        state.note(row)
        for obligation in self._discharged(state.open.fitting(row), row, state):
            if obligation.rule.duty.force == "must not":
                self._settle(obligation, row, state, changes)
        return tuple(changes)

    def _supersede(self, row: Row, state: EventState, changes: list[Change]) -> None:
        """A duty raised by a grade that no longer holds is superseded while it is pending; it is raised anew if the grade returns.

        What was due before the regrade stays owed: a new grade does not excuse a report that was already late.
        """
        view = Seen(row, state)
        for obligation in list(state.graded):
            if obligation.trigger.seq == row.seq:
                continue
            if obligation.state != OPEN or (obligation.due is not None and obligation.due < row.time):
                del state.graded[obligation]
            elif obligation.rule.holds(view) is False:
                self._close(obligation, SUPERSEDED, state, changes)
                self._lapsed.add(obligation.key)
                state.raised.discard(obligation.rule.place)
                state.moments.lapsed(obligation.rule)

    def _stop(self, row: Row, state: EventState, changes: list[Change]) -> None:
        """What was to go on until this row stops here; a slot that ended before it stays undone."""
        fresh, state.moments.fresh = state.moments.fresh, []
        words = [row.kind, *(f"duty:{id_}" for id_ in dict.fromkeys(fresh))]
        for until in [word for word in words if word in state.untils]:
            left = []
            for obligation in state.untils.pop(until):
                id_ = awaited_duty(until)
                if id_ is not None and state.moments.done_for(id_, obligation) is None:
                    left.append(obligation)  # it was done for others
                    continue
                if obligation.state == OPEN and (obligation.due is None or obligation.due >= row.time):
                    self._close(obligation, WAIVED, state, changes)
                self._recurring.discard(obligation)
            if left:
                state.untils[until] = left

    def _close(self, obligation: Obligation, how: str, state: EventState, changes: list[Change]) -> None:
        obligation.state = how
        state.open.remove(obligation)
        self._recurring.discard(obligation)
        changes.append(Change(how, obligation))
