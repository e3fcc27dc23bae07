"""The judge: what became of each duty in a record, from the plan and the record alone.

It judges a simulated drill, one played by people and a real incident's log by the same code. One duty book observes all
rows; here, and nowhere else, what was done is compared with what was due.

An act is in time when done ≤ due (to 1e-6 min, for rounded outside logs). What was not done is *missed* once its due time is
before the end of observation, and only where the plan says "must"; what the plan leaves open is *waived*. A duty whose start
is unknown is never overdue, and done it is not *met*: unknown is never satisfied. What rests on the absence of an act
(*missed*, and a prohibition that was kept) is said only of those whose acts are all in the record. What must be done, and was
done only by a channel that does not count, is *wrong-channel* once that cannot be put right in time any more: when its limit
is over or, where it has none, at the end of observation; whether it was, cannot be judged where nobody stated the channel. A
condition that cannot be decided from the record is *cannot-be-judged*.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import inf
from operator import attrgetter

from analysis.silences import silences_in
from analysis.verdicts import LATE, MET, MISSED, NOT_STARTED, PENDING, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, Judgement, Verdict
from sim.calendar import Calendar, Doubt
from sim.garbage import without_looking_for_garbage
from sim.inputs.resources import Resources
from sim.plan import obligations as book_states
from sim.plan.condition_words import ConditionWords
from sim.plan.conditions import MOMENT
from sim.plan.duty_book import DutyBook
from sim.plan.event_state import EventState, Seen
from sim.plan.model import Plan
from sim.plan.obligations import Obligation
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.plan.starts import STARTED_BY
from sim.record import TOLERANCE_MIN, Record, Row, event_roles, sending_of
from sim.words import InLanguages, NamesLater, Phrase, phrase

FORBIDDEN_DONE = phrase("judge.forbidden-done")
FORBIDDEN_KEPT = phrase("judge.forbidden-kept")
NO_LIMIT = phrase("judge.no-limit")
START_UNKNOWN = phrase("judge.start-unknown")
NEVER_STARTED = phrase("judge.clock-never-started")
ANOTHER_START = phrase("judge.another-start-unknown")
ACTS_MISSING = phrase("judge.acts-missing")
CLOCK_STANDS = phrase("limits.clock-stands")
REGRADED = phrase("judge.regraded")
STOPPED = phrase("judge.stopped")
INCOMPLETE = phrase("judge.incomplete-row")
EARLY = phrase("judge.before-trigger")
CHANNEL_UNKNOWN = phrase("judge.channel-not-stated")

ACTED_STARTS = frozenset({"aware", "received", "classified"})  # what somebody does; the event itself may begin unrecorded

Outcome = tuple[str, Phrase | None]  # a status, and why where it needs a reason

_time = attrgetter("time")


def judge(rulebook: Rulebook, record: Record, *, calendar: Calendar, until: float | None = None, complete: frozenset[str] | None = None) -> Judgement:
    """Judge every duty of the plan that the record raises, every cell of it taken for what it says.

    `until` is the end of observation in minutes since the start; without it the header's horizon counts, else the last row.
    Rows after it are not seen. `complete` are the bodies, posts and groups all of whose acts are in the record; None: everybody's are.
    A limit whose days the calendar does not know is not guessed at: its duty cannot be judged, unless its act came before every possible end.
    """
    end = end_of_observation(record, until)
    rows = seen_until(end, record.rows)
    verdicts, book = verdicts_on(rulebook, rows, event_roles(record.header), calendar=calendar, end=end, complete=complete)
    return Judgement(
        verdicts=tuple(verdicts),
        silences=silences_in(rulebook, verdicts, rows),
        until_min=end,
        unknown_years=_unknown_years(book.obligations),
        complete=complete,
        void=frozenset(book.void),
    )


def verdicts_on(
    rulebook: Rulebook,
    rows: tuple[Row, ...],
    roles: Mapping[str, Mapping[str, str]],
    *,
    calendar: Calendar,
    end: float,
    complete: frozenset[str] | None,
) -> tuple[list[Verdict], DutyBook]:
    """The verdicts on rows in the order of time, none of them after the end of observation; and the duty book that was kept for them."""
    book = DutyBook(rulebook, calendar, roles, habits=False, tells=False)
    incomplete = _Incomplete()
    with without_looking_for_garbage():
        for row in rows:
            book.observe(row)
            incomplete.note(row)
        book.advance(end)
        bench = _Bench(rulebook, book, rows, end, incomplete, complete)
        verdicts = [bench.verdict(obligation) for obligation in book.obligations]
        verdicts += [bench.doubtful(doubt, book.event(doubt.about)) for doubt in book.standing_doubts()]
    return verdicts, book


def judging_rulebook(plan: Plan, resources: Resources | None) -> Rulebook:
    """The rules by which a record is judged: the plan's own. Habits are what people do, not what they owe.

    With resources, they know where the bodies stand that only these name.
    """
    concrete = {} if resources is None else {body.id: body.superior for body in resources.body}
    return Rulebook(plan, (), concrete)


def seen_until(end: float, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows up to the end of observation, in the order of time."""
    rows = in_order_of_time(rows)
    return rows[: bisect_right(rows, end + TOLERANCE_MIN, key=_time)]


def in_order_of_time(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows in the order of time; those at one instant stay in the order of the record."""
    if any(after.time < before.time for before, after in pairwise(rows)):
        return tuple(sorted(rows, key=_time))
    return rows


def end_of_observation(record: Record, until: float | None = None) -> float:
    """Until which minute a record shows what was done: as asked for, else the header's horizon, else its last row."""
    if until is not None:
        return until
    if record.header.horizon_min > 0:
        return record.header.horizon_min
    return max((row.time for row in record.rows), default=0.0)


def doubt_about(rule: Rule, about: str, trigger: Row, reason: Phrase) -> Verdict:
    """A duty of which nobody can tell whether it was raised, nor whose it is."""
    doubt = Obligation(rule, about, None, None, 1, trigger)
    return verdict_of(doubt, UNJUDGED, reason)


def _unknown_years(obligations: Iterable[Obligation]) -> tuple[int, ...]:
    """The years for want of which some limit has no certain end."""
    return tuple(sorted({year for found in obligations if found.doubt is not None for year in found.doubt.years}))


class _Bench:
    """What is needed to say what became of an obligation."""

    def __init__(
        self, rules: Rulebook, book: DutyBook, rows: tuple[Row, ...], end: float, incomplete: _Incomplete, complete: frozenset[str] | None
    ) -> None:
        self._rules = rules
        self._book = book
        self._complete = complete
        self._all_there: dict[str | None, bool] = {}
        self._by_seq = rows if all_in_place(rows) else {row.seq: row for row in rows}
        self._end = end
        self._incomplete = incomplete
        self._names = NamesLater(rules.plan)

    def verdict(self, found: Obligation) -> Verdict:
        """The verdict on an obligation of the book."""
        status, reason = self._status(found)
        done = found.wrong if status == WRONG_CHANNEL else found.done
        if done is None:
            return verdict_of(found, status, reason)
        anchor, due = found.anchor, _certain_due(found)
        latency = None if anchor is None else max(0.0, done.time - anchor)
        return verdict_of(found, status, reason, done=done, latency=latency, margin=None if due is None else due - done.time, habit=self._habit(done))

    def doubtful(self, doubt: Obligation, state: EventState) -> Verdict:
        """The verdict on a duty of which nobody can tell whether it was raised."""
        view = Seen(doubt.trigger, state)
        asked = dict.fromkeys((*doubt.rule.names, *(("grade",) if doubt.rule.duty.top else ())))
        unknown = [name for name in asked if view(name) is None]
        if unknown:
            return verdict_of(doubt, UNJUDGED, phrase("judge.not-known", names=self._called(unknown)))
        return verdict_of(doubt, UNJUDGED, phrase("judge.known-later", names=self._called(asked)))

    def _called(self, names: Iterable[str]) -> tuple[InLanguages, ...]:
        return tuple(map(self._name_of, names))

    def _name_of(self, name: str) -> InLanguages:
        if name.startswith(MOMENT):
            return ConditionWords(self._names).moment(name.removeprefix(MOMENT))
        return self._names.fact(name)

    def _status(self, found: Obligation) -> Outcome:
        if found.state == book_states.SUPERSEDED:
            return SUPERSEDED, REGRADED
        if found.state == book_states.WAIVED:
            return WAIVED, STOPPED
        if found.unsure is not None and _turns_on_the_channel(found, found.unsure):
            return UNJUDGED, CHANNEL_UNKNOWN
        if found.rule.duty.force == "must not":
            return self._forbidden(found)
        if found.done is None and found.wrong is not None:
            return self._amiss(found)
        if found.done is not None:
            return self._done(found, found.done)
        return self._undone(found) if found.doubt is None else (UNJUDGED, found.doubt.why)

    def _done(self, found: Obligation, done: Row) -> Outcome:
        """What was done: in time only where no start can be missing that could end its limit before; late as soon as one end has passed.

        Where the end is in doubt, it is in time if it came before all ends that are possible.
        """
        note = EARLY if found.note else None
        if found.doubt is not None:
            in_time = done.time <= _first_possible(found, found.doubt) + TOLERANCE_MIN
            sure = in_time and (found.due_known or self._nothing_else_began(found, done.time))
            return (MET, note) if sure else (UNJUDGED, found.doubt.why)
        if found.due is None:
            return (MET, note) if found.due_known or self._runs_until(found, done.time) else (UNJUDGED, NEVER_STARTED)
        if done.time > found.due + TOLERANCE_MIN:
            return LATE, note
        return (MET, note) if found.due_known or self._nothing_else_began(found, done.time) else (UNJUDGED, ANOTHER_START)

    def _nothing_else_began(self, found: Obligation, minute: float) -> bool:
        """Whether no start that is not in the record came by a minute: each is an act of somebody, and everybody's acts are there."""
        if self._complete is not None and not all(map(self._shows_all_of, self._rules.plan_bodies)):
            return False
        moment = self._book.ground(found).moment
        missing = [start for start in found.rule.starts if moment(start) is None]
        return ACTED_STARTS.issuperset(missing) and not self._incomplete.may_have_begun(found, minute)

    def _runs_until(self, found: Obligation, minute: float) -> bool:
        """Whether a limit whose end is not known certainly ends no sooner: the later of two is not over while one of them runs."""
        limit = found.rule.due
        end = None if limit is None else limit.not_before(self._book.ground(found))
        return end is not None and minute <= end + TOLERANCE_MIN

    def _amiss(self, found: Obligation) -> Outcome:
        """What was done only by a channel that does not count is undone; that this was tried is said where it cannot be put right in time."""
        channel = self._names.channel(found.wrong_way)
        status, reason = (UNJUDGED, found.doubt.why) if found.doubt is not None else self._undone(found)
        if status == MISSED or reason is NO_LIMIT:
            return WRONG_CHANNEL, phrase("judge.wrong-channel", channel=channel)
        return (status, phrase("judge.wrong-channel-so-far", channel=channel)) if status == PENDING and reason is None else (status, reason)

    def _forbidden(self, found: Obligation) -> Outcome:
        """What is forbidden, for ever or for a time; where that time ends is doubtful, only an act that is certainly within it is missed."""
        if found.done is not None:
            if found.rule.due is None or found.due_known:
                sure = found.doubt is None or found.done.time <= _first_possible(found, found.doubt)
                return (MISSED, FORBIDDEN_DONE) if sure else (UNJUDGED, found.doubt.why if found.doubt is not None else None)
            return (MISSED, FORBIDDEN_DONE) if self._runs_until(found, found.done.time) else (UNJUDGED, START_UNKNOWN)
        if found.stands:
            return PENDING, CLOCK_STANDS
        if found.doubt is not None:
            return (PENDING, None) if _first_possible(found, found.doubt) >= self._end else (UNJUDGED, found.doubt.why)
        if found.due is None and not found.due_known:
            return NOT_STARTED, START_UNKNOWN
        running = found.due is not None and found.due >= self._end - TOLERANCE_MIN
        if running:
            return PENDING, None
        return (MET, FORBIDDEN_KEPT) if self._shows_all_of(found.bearer) else (UNJUDGED, ACTS_MISSING)

    def _undone(self, found: Obligation) -> Outcome:
        force = found.rule.duty.force
        if found.stands:
            return PENDING, CLOCK_STANDS
        if found.due is None and not found.due_known:
            return NOT_STARTED, START_UNKNOWN
        if found.due is not None and found.due >= self._end - TOLERANCE_MIN:
            return PENDING, None
        if force != "must":
            return WAIVED, phrase("judge.left-open", force=phrase(f"force.{force}"))
        if self._incomplete.may_have_done(found, self._rules):
            return UNJUDGED, INCOMPLETE
        if found.due is None:
            return PENDING, NO_LIMIT
        return (MISSED, None) if self._shows_all_of(found.bearer) else (UNJUDGED, ACTS_MISSING)

    def _shows_all_of(self, bearer: str | None) -> bool:
        """Whether all acts of a bearer, and of whoever may act for it, are in the record; where nobody is named, everybody's."""
        if self._complete is None:
            return True
        found = self._all_there.get(bearer)
        if found is None:
            found = self._all_there[bearer] = bearer is not None and shows_all_of(bearer, self._complete, self._rules)
        return found

    def _habit(self, done: Row) -> str | None:
        """The habit that did the work: named by the row, or by the sending that led to the receipt."""
        sending = sending_of(done, self._row)
        rule = sending.rule if done.rule is None and sending is not None else done.rule
        return rule if rule is not None and rule.startswith("habit:") else None

    def _row(self, seq: int) -> Row | None:
        if isinstance(self._by_seq, dict):
            return self._by_seq.get(seq)
        return self._by_seq[seq] if 0 <= seq < len(self._by_seq) else None


def verdict_of(
    found: Obligation,
    status: str,
    reason: Phrase | None,
    *,
    done: Row | None = None,
    latency: float | None = None,
    margin: float | None = None,
    habit: str | None = None,
) -> Verdict:
    """What is said of an obligation, with its status."""
    rule, duty = found.rule, found.rule.duty
    return Verdict(
        id=found.id,
        rule=rule.id,
        clause=duty.clause,
        title=duty.title,
        force=duty.force,
        act=duty.act,
        form=rule.done_form,
        about=found.about,
        bearer=found.bearer,
        to=found.recipients or (),
        occurrence=found.occurrence,
        raised_min=found.opens,
        anchor_min=found.anchor,
        due_min=_certain_due(found),
        done_min=None if done is None else done.time,
        latency_min=latency,
        margin_min=margin,
        status=status,
        limit=rule.limit,
        trigger_seq=found.trigger.seq,
        done_seq=None if done is None else done.seq,
        habit=habit,
        stated_by_plan=rule.stated_by_plan,
        same_person=done is not None and done.channel == "self",
        readings=rule.readings,
        reason=reason,
    )


def all_in_place(rows: Iterable[Row]) -> bool:
    """Whether each row's `seq` is its place, as in every record of a drill."""
    return all(row.seq == place for place, row in enumerate(rows))


def _certain_due(found: Obligation) -> float | None:
    return found.due if found.doubt is None else None


def _first_possible(found: Obligation, doubt: Doubt) -> float:
    """The minute before which a limit whose end is in doubt does not end; what came after the doubt may have brought its end forward."""
    return doubt.earliest if found.due is None else min(doubt.earliest, found.due)


def _turns_on_the_channel(found: Obligation, unsure: Row) -> bool:
    """Whether an act whose channel nobody stated may be the one that counts: none that counts came, or came too late."""
    if found.done is None or found.due is None:
        return found.done is None
    return unsure.time <= found.due + TOLERANCE_MIN < found.done.time


def shows_all_of(bearer: str, complete: frozenset[str], rules: Rulebook) -> bool:
    """Whether all who may act for a body or a post are among those, or in a body or a group of those, whose acts are all in a record."""
    named = complete.union(*(members for group, members in rules.members.items() if group in complete))
    return all(one in named or rules.body_of.get(one) in named for one in rules.parts_of(bearer))


class _Incomplete:
    """Rows that lack a cell by which an act is recognised: they may have done what seems undone, or be a start that seems not to have come."""

    def __init__(self) -> None:
        self._starts: dict[str | None, float] = {}  # by the event, None where none is named: the first that lacks whose start it is
        self._patterns: dict[tuple[str, str], dict[tuple[str | None, str | None, str | None], float]] = {}

    def note(self, row: Row) -> None:
        """Keep a message without sender, recipient or form, or an act of nobody: one for each pattern, the last."""
        if row.kind in STARTED_BY and (row.about is None or (row.to if row.kind == "received" else row.actor) is None):
            self._starts.setdefault(row.about, row.time)
        if row.about is None or (row.actor is not None and row.form is not None):
            return
        if row.actor is None or row.kind == "received":
            self._patterns.setdefault((row.kind, row.about), {})[row.actor, row.to, row.form] = row.time

    def may_have_begun(self, found: Obligation, minute: float) -> bool:
        """Whether one of them, by a minute, could be the start of a limit."""
        return any(self._starts.get(about, inf) <= minute + TOLERANCE_MIN for about in (found.about, None))

    def may_have_done(self, found: Obligation, rules: Rulebook) -> bool:
        """Whether one of them, after the trigger, could be the act: what it does say does not contradict it."""
        patterns = self._patterns.get((found.rule.done_kind, found.about))
        return patterns is not None and any(
            time >= found.opens
            and _agrees(actor, None if found.bearer is None else (found.bearer,), rules)
            and _agrees(to, found.recipients, rules)
            and (form is None or found.rule.done_form in (None, form))
            for (actor, to, form), time in patterns.items()
        )


def _agrees(who: str | None, wanted: tuple[str, ...] | None, rules: Rulebook) -> bool:
    return who is None or wanted is None or any(rules.belongs(who, one) for one in wanted)
