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
from math import inf

from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.ahead import Ahead
from sim.plan.clocks import Ground, has_run_out
from sim.plan.ends import is_void, note_signals, without_effect
from sim.plan.event_state import EventState, Seen
from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN, SUPERSEDED, WAIVED, Change, DutyKey, Obligation
from sim.plan.pointers import at_the_top, pairs_of
from sim.plan.rulebook import Rulebook
from sim.plan.rules import GRADINGS, Rule
from sim.plan.running import RunningLimits
from sim.plan.starts import OWN_STARTS, awaited_duty
from sim.record import Row
from sim.vocabulary import UNKNOWN_KINDS

MOST_SLOTS = 10_000  # of one recurring duty: an hourly one runs for a year, and a mistyped date does not fill the memory
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
        tells: bool = True,
    ) -> None:
        """`roles` says which body plays which role, event by event; without `habits`, only the plan's duties are raised.

        A book that does not tell says of no row what it changed: for who looks only at what has become of the duties in the end.
        """
        self._rules = rulebook
        self._calendar = calendar
        self._limits = RunningLimits(rulebook, calendar, everybody=viewer is None)
        self._roles = roles
        self._viewer = viewer
        self._tells = tells
        self._triggers = rulebook.triggers_for(viewer, habits=habits)
        self._kinds, self._early = self._triggers.kinds, self._triggers.early
        self._ending, self._signals = rulebook.ending_kinds, rulebook.signal_kinds
        self._events: dict[str, EventState] = {}
        self._raised: dict[DutyKey, int] = {}
        self._lapsed: set[DutyKey] = set()  # superseded, and raised anew when the ground for them is back
        self._recurring: set[Obligation] = set()
        self._slots: list[tuple[float, int, Obligation]] = []  # when a slot by the clock ends
        self._order = count()  # of slots that end together
        self._wakes = inf  # before this minute nothing happens by time alone
        self._turning = rulebook.turning_kinds
        self.obligations: list[Obligation] = []
        self.void: set[int] = set()  # the rows that would end the response or lift a warning, and do not count
        self.doubts: dict[DutyKey, Obligation] = {}
        self._ahead = Ahead(rulebook, viewer, self._raised, self.doubts)

    def event(self, about: str) -> EventState:
        """What this book knows of an event."""
        state = self._events.get(about)
        if state is None:
            roles, everybody = self._roles.get(about, {}), self._viewer is None
            state = self._events[about] = EventState(self._rules, roles, self._triggers, self._calendar, everybody=everybody)
        return state

    def observe(self, row: Row) -> tuple[Change, ...]:
        """Take in one row, and say what it changed. Rows come in the order in which they became known."""
        kind, about = row.kind, row.about
        if about is None or kind in UNKNOWN_KINDS:
            return _NOTHING
        state = self._events.get(about) or self.event(about)
        changes = self.advance(row.time) if self._wakes < row.time else []
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
        if kind in self._turning:
            self._turn(row, state, changes)
        if kind in self._kinds:
            self._set_off(row, state, changes)
        if state.graded and kind in GRADINGS:
            self._supersede(row, state, changes)
        if state.moments.moved:
            self._anchor(state, changes)
        if state.untils:
            self._stop(row, state, changes)
        return tuple(changes) if changes else _NOTHING

    def advance(self, time: float) -> list[Change]:
        """Let time pass: a recurring duty whose slot has ended undone opens its next one; a warning is raised when its time has come.

        Also for the end of observation.
        """
        changes: list[Change] = []
        while self._look_ahead() < time:
            if self._slots and self._slots[0][0] <= self._wakes:
                ended, _, last = heappop(self._slots)
                if last in self._recurring and last.occurrence < MOST_SLOTS:
                    self._next(last, ended, changes)
            elif (warning := self._ahead.pop()) is not None:
                self.obligations.append(warning)
        return changes

    def ground(self, obligation: Obligation) -> Ground:
        """On what the end of an obligation's limit rests, as far as this book knows."""
        return self._limits.ground(obligation, self.event(obligation.about))

    def _look_ahead(self) -> float:
        """The next minute at which something happens by time alone."""
        warning = self._ahead.next()
        self._wakes = min(self._slots[0][0] if self._slots else inf, inf if warning is None else warning)
        return self._wakes

    # -- raising -----------------------------------------------------------------------------------------------------------

    def _set_off(self, row: Row, state: EventState, changes: list[Change]) -> None:
        rules = self._triggers.rules_for(row)
        left = state.yet_to_raise.get(rules, rules)
        if not left:
            return
        view, raised, settled = Seen(row, state), state.raised, 0
        for rule in left:
            if rule.at_once and rule.place in raised:
                settled += 1
                continue
            holds = True if rule.when is None else rule.holds(view)
            if holds:
                self._raise(rule, row, state, changes)
            if self._viewer is None and not rule.habit and (holds is None or (holds and rule.duty.top)):
                self._doubt(rule, row, state, climb=bool(holds))
        if settled:
            state.yet_to_raise[rules] = tuple(rule for rule in left if not (rule.at_once and rule.place in raised))

    def _raise(self, rule: Rule, row: Row, state: EventState, changes: list[Change]) -> None:
        about = row.about or ""
        viewer = None if rule in self._triggers.warned else self._viewer
        for bearer, recipients in pairs_of(rule, row, state, self._rules, viewer):
            key = (rule.id, about, bearer, recipients)
            before = self._raised.get(key, 0)
            if before and rule.per_event and key not in self._lapsed:
                continue
            if self._lapsed:
                self._lapsed.discard(key)
            self._raised[key] = before + 1
            if self.doubts:
                self.doubts.pop(key, None)
            self._add(Obligation(rule, about, bearer, recipients, before + 1, row), state, changes)

    def _add(self, obligation: Obligation, state: EventState, changes: list[Change]) -> None:
        rule = obligation.rule
        self.obligations.append(obligation)
        if self._viewer is None or self._is_seen(obligation):
            state.raised.add(rule.place)
        if rule.duty.id in self._rules.awaited:
            state.moments.raised(obligation)
        if self._tells:
            self._tell("raised", obligation, changes)
        if rule.turns:
            self._limits.begin(obligation, state)
        self._set_due(obligation, state, changes)
        if rule.id in self._rules.warnings:
            self._warn(obligation, state, changes)
        if not obligation.due_known:
            for start in rule.starts:
                moment = (start, obligation.bearer if start in OWN_STARTS else "")
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
        if rule.when is not None and obligation.trigger.kind in GRADINGS:
            state.graded[obligation] = None

    def _next(self, last: Obligation, opens: float, changes: list[Change]) -> None:
        """Raise the occurrence after `last`, whose slot opens at minute `opens`."""
        self._recurring.discard(last)
        following = Obligation(last.rule, last.about, last.bearer, last.recipients, last.occurrence + 1, last.trigger)
        self._raised[following.key] = following.occurrence
        self.obligations.append(following)
        self._place_slot(following, opens)
        state = self.event(last.about)
        self._open(following, state)
        self._tell("raised", following, changes)
        if last.rule.id in self._rules.warnings:
            self._warn(following, state, changes)

    def _open(self, obligation: Obligation, state: EventState) -> None:
        state.open.add(obligation)
        if obligation.rule.slots is not None:
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
        before = obligation.due
        if obligation.rule.slots is not None:
            opens = self._limits.first_slot(obligation, state)
            if opens is not None:
                self._place_slot(obligation, opens)
        else:
            self._limits.set_due(obligation, state)
        self._due_moved(obligation, before, changes)

    def _place_slot(self, obligation: Obligation, opens: float) -> None:
        self._limits.place_slot(obligation, opens)
        if obligation.by_clock and obligation.due is not None and obligation.due > opens:
            heappush(self._slots, (obligation.due, next(self._order), obligation))
            self._wakes = min(self._wakes, obligation.due)

    def _due_moved(self, obligation: Obligation, before: float | None, changes: list[Change]) -> None:
        if self._tells and obligation.due is not None and obligation.due != before:
            self._tell("due-known", obligation, changes)
        if obligation.warnings:
            self._follow(obligation, changes)

    def _turn(self, row: Row, state: EventState, changes: list[Change]) -> None:
        """Stop, resume, prolong or start anew the limits that this row bears on."""
        for obligation, before in self._limits.turn(row, state):
            self._due_moved(obligation, before, changes)

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

    # -- warnings ----------------------------------------------------------------------------------------------------------

    def _warn(self, other: Obligation, state: EventState, changes: list[Change]) -> None:
        """Take in the warnings of an obligation's limit that the plan asks for; they are raised when their time comes."""
        for warning in self._ahead.of(other, state):
            self._follow(other, changes)
            self._open(warning, state)
            self._tell("raised", warning, changes)
            if warning.rule.id in self._rules.warnings:
                self._warn(warning, state, changes)

    def _follow(self, other: Obligation, changes: list[Change]) -> None:
        """Let the warnings of an obligation's limit end where it ends."""
        for warning in self._ahead.follow(other):
            self._tell("due-known", warning, changes)
            if warning.warnings:
                self._follow(warning, changes)
        self._look_ahead()

    def _tell(self, what: str, obligation: Obligation, changes: list[Change]) -> None:
        if self._tells and (self._viewer is None or self._is_seen(obligation)):
            changes.append(Change(what, obligation))

    def _is_seen(self, obligation: Obligation) -> bool:
        """Whether an obligation is one of the viewer's own, and not only kept because the viewer has to warn of it."""
        return self._viewer is None or obligation.rule not in self._triggers.warned or obligation.bearer in self._viewer

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
        if any(found.rule.duty.force == "must not" for found in fitting):  # what is forbidden for a time is free after it
            fitting = [one for one in fitting if one.rule.duty.force != "must not" or one.due is None or not has_run_out(one.due, row.time)]
        if not any(found.by_clock for found in fitting):
            return fitting
        # By the clock, a report before a slot opens belongs to the slot before it.
        begun = [one for one in fitting if not one.by_clock or (one.due is not None and one.opens <= row.time)]
        caught_up = {one.key for one in begun if one.slot_ended(row.time)}
        return [one for one in begun if one.key not in caught_up or one.slot_ended(row.time)]

    def _settle(self, obligation: Obligation, row: Row, state: EventState, changes: list[Change]) -> None:
        if obligation.warns is not None and row.time < obligation.opens:
            obligation.note = BEFORE_ITS_TRIGGER
        self._limits.settle(obligation, row.time, state)
        obligation.done, obligation.state = row, DONE
        state.acts.spend(obligation, row)
        if obligation.rule.duty.id in self._rules.awaited:
            state.moments.finished(obligation)
        state.open.remove(obligation)
        self._tell("discharged", obligation, changes)
        if obligation.due is None or not has_run_out(obligation.due, row.time):
            self._close_warnings(obligation, state, changes)
        if obligation in self._recurring:
            by_clock = obligation.by_clock and obligation.due is not None
            self._next(obligation, obligation.due if by_clock and obligation.due is not None else row.time, changes)

    def _void(self, row: Row, state: EventState, changes: list[Change]) -> tuple[Change, ...]:
        """A void end or lift is heard, and breaks what forbids it; else nothing follows from it."""
        self.void.add(row.seq)
        state.note(row, void=True)
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
                state.yet_to_raise.clear()
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
        self._tell(how, obligation, changes)
        self._close_warnings(obligation, state, changes)

    def _close_warnings(self, other: Obligation, state: EventState, changes: list[Change]) -> None:
        """There is nothing left of which to warn."""
        for warning in other.warnings:
            if warning.state == OPEN:
                self._close(warning, WAIVED, state, changes)
