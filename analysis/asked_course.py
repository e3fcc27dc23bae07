"""The course that the plan asks for: the duty book on the truth alone, each duty done at once by whom the plan names.

What an event calls for must not depend on what was done, or a share would improve where people do less. So nothing that anybody did
is looked at here: only what happened (occurred, risk found), what was so at the scene (its `scene` rows) and who saw it (noticed). Where
a log has no rows of the truth, its own statements of facts stand for it, each at its minute.

Done at once means: a message is sent and received in the same minute, a look sees what is true, the grade by the facts is stated by whom
the plan has find it, its level is started by whom the level names, and the response ends once all that the end requires is so. What recurs
is done at the end of each slot. Where the plan names nobody, nobody in particular does it.

Beside the minute at which a duty is called for stands the *latest* minute by which the plan's own limits would have it done: if all
before it had used up their limits, and it too. A step without a limit adds nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from itertools import count
from typing import Any

from analysis.asked_truth import BEGINNINGS, TRUE_GRADE, FactGrades, truth_of
from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.conditions import NO_RANK
from sim.plan.duty_book import DutyBook
from sim.plan.ends import is_void
from sim.plan.event_state import Seen
from sim.plan.limit_form import LimitForm
from sim.plan.obligations import OPEN, DutyKey, Obligation
from sim.plan.pointers import resolve
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import TOLERANCE_MIN, Record, Row, event_roles
from sim.vocabulary import ACTS, SENT_KINDS
from sim.words import InLanguages

_LOOKS = frozenset(act.kind for act in ACTS.values() if act.deed == "look")
_MOST_AT_ONCE = 40  # times that one duty is done within a minute: two who answer each other would never come to an end
_MOST_ROWS = 20_000  # of a whole course


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDuty:
    """One duty that the event calls for, of one bearer to one recipient, and each time that it recurs.

    `since_min` is the minute from which the truth calls for it, `latest_min` the latest at which the plan's limits would have it done
    (None where its own limit is not stated, or its end is not known). `by_plan` says that the plan itself states its limit's number;
    else a reading supplies it. `since_seq` is the row of the truth that called for it.
    """

    rule: Rule
    about: str
    bearer: str | None
    to: tuple[str, ...] | None
    occurrence: int
    grade: str
    since_min: float
    latest_min: float | None
    by_plan: bool
    since_seq: int

    @property
    def key(self) -> DutyKey:
        """All but the occurrence."""
        return self.rule.id, self.about, self.bearer, self.to

    @property
    def clause(self) -> str:
        """Where it stands in the plan."""
        return self.rule.duty.clause

    @property
    def title(self) -> InLanguages:
        """What is asked for."""
        return self.rule.duty.title

    @property
    def limit(self) -> LimitForm:
        """What a reader is told of its limit."""
        return self.rule.limit


def asked_of(rulebook: Rulebook, record: Record, *, calendar: Calendar, until: float) -> tuple[AskedDuty, ...]:
    """Everything that must be done by the truth of a record up to minute `until`, in the order in which it is called for.

    Two records with the same truth ask for the same; it is worked out once for both.
    """
    facts = frozenset(fact.id for fact in rulebook.plan.fact)
    truth = tuple(truth_of(record, facts, until))
    key = _Same(rulebook, calendar, tuple(map(_stamp, truth)), _stamp_roles(record), until)
    return _course(key, _Held(truth, event_roles(record.header)))


def _stamp(row: Row) -> tuple[Any, ...]:
    return row.seq, row.time, row.kind, row.actor, row.to, row.about, repr(sorted(row.facts.items()))


def _stamp_roles(record: Record) -> str:
    return repr(sorted((event, sorted(roles.items())) for event, roles in event_roles(record.header).items()))


@dataclass(frozen=True, slots=True)
class _Same:
    """What makes two courses one."""

    rulebook: Rulebook
    calendar: Calendar
    truth: tuple[tuple[Any, ...], ...]
    roles: str
    until: float


class _Held:
    """The truth itself: not part of the key, which says all of it."""

    __slots__ = ("roles", "rows")

    def __init__(self, rows: tuple[Row, ...], roles: Mapping[str, Mapping[str, str]]) -> None:
        self.rows, self.roles = rows, roles

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=64)
def _course(same: _Same, held: _Held) -> tuple[AskedDuty, ...]:
    return tuple(_Course(same.rulebook, held.roles, same.calendar, same.until).run(held.rows))


# -- the course --------------------------------------------------------------------------------------------------------------


class _EventCourse:
    """What has become of one event in the course."""

    def __init__(self) -> None:
        self.truth: dict[str, Any] = {}
        self.true_grade: Any = None  # as the truth itself says
        self.begun = False
        self.worst: str | None = None  # the grade by the facts, stated as soon as it holds
        self.level: str | None = None
        self.ended = False
        self.looks: dict[tuple[str, str | None], None] = {}  # who was asked to look, in which kind of row
        self.ends: list[Obligation] = []  # that wait until all that the end requires is so
        self.since: Row | None = None  # the row of the truth that is at work


class _Course:
    """Runs the duty book over the truth and does what it asks for."""

    def __init__(self, rulebook: Rulebook, roles: Mapping[str, Mapping[str, str]], calendar: Calendar, until: float) -> None:
        self._rules, self._roles, self._calendar, self._until = rulebook, roles, calendar, until
        self._book = DutyBook(rulebook, calendar, roles, habits=False)
        self._grades = FactGrades(rulebook)
        self._levels = {level.grade: level for level in reversed(rulebook.plan.level) if level.grade != NONE_STATED}
        self._asks_for_start = any(rule.done_kind == "activated" and "received" in rule.kinds and not rule.habit for rule in rulebook.rules)
        self._events: dict[str, _EventCourse] = {}
        self._later: dict[int, float] = {}  # by how much a row may be later than it is here, by the limits before it
        self._rows = 0
        self._todo: deque[Obligation] = deque()
        self._slots: list[tuple[float, int, Obligation]] = []
        self._order = count()
        self._times: dict[tuple[DutyKey, float], int] = {}
        self._asked: dict[Obligation, tuple[float, float | None, str, int]] = {}

    def run(self, truth: Iterable[Row]) -> Iterator[AskedDuty]:
        """What must be done, in the order in which it is called for."""
        for row in truth:
            self._recur(row.time)
            event = self._events.setdefault(row.about or "", _EventCourse())
            event.since = row
            self._take(row, event)
            self._settle(row.about or "", event, row)
        self._recur(self._until + TOLERANCE_MIN)
        for change in self._book.advance(self._until):
            if change.what == "raised":
                self._note(change.obligation)
        for found, (since, latest, grade, seq) in self._asked.items():
            if found.rule.duty.force == "must" and not found.rule.duty.warns_of:
                yield AskedDuty(
                    rule=found.rule, about=found.about, bearer=found.bearer, to=found.recipients, occurrence=found.occurrence, grade=grade,
                    since_min=since, latest_min=latest, by_plan=found.rule.stated_by_plan, since_seq=seq,
                )  # fmt: skip

    def _take(self, row: Row, event: _EventCourse) -> None:
        """Let a row of the truth in: what began is told as it is, what is so is seen by whoever was asked to look."""
        if row.kind == "scene":
            event.true_grade = row.facts.pop(TRUE_GRADE, event.true_grade)
            event.truth.update(row.facts)
            self._book.event(row.about or "").note(self._new(row, "scene", None, facts=row.facts))
            for kind, who in list(event.looks) if event.begun else ():
                self._observe(self._new(row, kind, who, facts=self._known(event)), 0.0)
            return
        event.begun |= row.kind == "occurred"
        event.truth.update({name: value for name, value in row.facts.items() if name in self._fact_ids()})
        self._observe(self._new(row, row.kind, row.actor, facts=row.facts if row.kind in BEGINNINGS else {**row.facts, **self._known(event)}), 0.0)

    def _fact_ids(self) -> frozenset[str]:
        return frozenset(self._rules.vocabulary.names) - {"grade", "level", "warning"}

    @staticmethod
    def _known(event: _EventCourse) -> dict[str, Any]:
        return dict(event.truth)

    def _settle(self, about: str, event: _EventCourse, row: Row) -> None:
        """Do what is asked, and what the plan's grades, levels and ends make of the truth, until nothing is left to do."""
        while True:
            self._work()
            if not event.begun or self._rows >= _MOST_ROWS:
                return
            if not (self._grade(about, event, row) or self._start(about, event, row) or self._end(about, event, row)):
                return

    def _grade(self, about: str, event: _EventCourse, row: Row) -> bool:
        """State the grade by the facts, where it is worse than the one that was stated; nobody lowers it."""
        state = self._book.event(about)
        grade = event.true_grade
        if grade is None:
            grade = self._grades.surely(Seen(self._new(row, "scene", None, facts=self._known(event)), state))
        if grade not in self._grades.rank or (event.worst is not None and self._grades.rank[grade] >= self._grades.rank[event.worst]):
            return False
        kind = "classified" if event.worst is None else "regraded"
        event.worst = grade
        self._observe(self._new(row, kind, self._grader(about), facts={"grade": grade}), 0.0)
        return True

    def _grader(self, about: str) -> str | None:
        """Whom the plan names to find the grade; None where it names nobody."""
        roles = self._roles.get(about, {})
        named = [rule.duty.bearer for rule in self._rules.rules if rule.done_kind == "classified" and not rule.habit]
        words = (one for word in named if not word.startswith("@") and word != NONE_STATED for one in self._rules.members.get(word, (word,)))
        return next((roles.get(one, one) for one in words), None)

    def _start(self, about: str, event: _EventCourse, row: Row) -> bool:
        """Start the level that the plan provides for the grade, where no duty has had it started."""
        level = None if event.worst is None or event.ended else self._levels.get(event.worst)
        if level is None or event.level == level.id:
            return False
        who = None if level.approved_by == NONE_STATED else self._roles.get(about, {}).get(level.approved_by, level.approved_by)
        for kind in ("proposed", "received") if self._asks_for_start and who is not None else ():
            facts = {"grade": event.worst, "level": level.id}
            proposal = self._new(row, kind, self._grader(about), who, SENT_KINDS["proposed"], facts=facts)
            self._observe(proposal, 0.0)
        self._work()
        self._activate(about, event, row, who, 0.0)  # unless whoever was asked has started it
        return True

    def _activate(self, about: str, event: _EventCourse, row: Row, who: str | None, later: float) -> None:
        level = None if event.worst is None else self._levels.get(event.worst)
        if level is None or event.level == level.id:
            return
        event.level = level.id
        self._observe(self._new(row, "activated", who, facts={"level": level.id, "approver": who or ""}), later)

    def _end(self, about: str, event: _EventCourse, row: Row) -> bool:
        """End the response once all is so that an end of the plan requires."""
        if event.level is None or event.ended:
            return False
        plan = self._rules.plan
        if not plan.end or not any(all(event.truth.get(flag) is True for flag in end.requires) for end in plan.end):
            return False
        waiting = [found for found in event.ends if found.state == OPEN]
        entry = self._rules.levels[event.level]
        state = self._book.event(about)
        in_force = self._rules.ends[0] if self._rules.ends else plan.end[0]
        named = entry.ended_by if entry.ended_by != NONE_STATED else in_force.approved_by
        who = waiting[0].bearer if waiting else next(resolve(named, row, None, state, self._rules), None)
        later = max((self._allowed(found)[1] for found in waiting), default=0.0)
        ended = self._new(row, "ended", self._roles.get(about, {}).get(who or "", who), facts={"level": NO_RANK, **self._known(event)})
        state.note(self._new(row, "scene", None, facts=self._known(event)))
        if is_void(ended, state, self._rules, self._calendar, of_everybody=True):
            return False
        event.ended = True
        self._observe(ended, later)
        return True

    # -- doing ---------------------------------------------------------------------------------------------------------------

    def _new(
        self, at: Row, kind: str, actor: str | None, to: str | None = None, form: str | None = None, *, facts: Mapping[str, Any] | None = None
    ) -> Row:
        self._rows += 1
        return Row(self._rows, at.time, kind, actor, to, form=form, about=at.about, facts=dict(facts or {}))

    def _observe(self, row: Row, later: float) -> None:
        self._later[row.seq] = later
        for change in self._book.observe(row):
            if change.what == "raised":
                self._note(change.obligation)

    def _note(self, found: Obligation) -> None:
        """Keep a duty that is called for, and have it done: what recurs at the end of its slot."""
        event = self._events.get(found.about)
        if event is None or event.since is None:
            return
        latest, _ = self._allowed(found)
        self._asked[found] = (found.opens, latest, str(self._book.event(found.about).value("grade") or ""), event.since.seq)
        if found.rule.slots is not None:
            if found.due is not None and found.due <= self._until:
                heappush(self._slots, (found.due, next(self._order), found))
        else:
            self._todo.append(found)

    def _allowed(self, found: Obligation) -> tuple[float | None, float]:
        """The latest minute by which it is to be done, and by how much what follows from it may be later than here."""
        before = self._later.get(found.trigger.seq, 0.0)
        if found.due is None or found.doubt is not None:
            return None, before
        absolute = bool(found.rule.starts) and set(found.rule.starts) <= {"occurred"}
        latest = max(found.due, found.trigger.time) if absolute else found.due + before
        return latest, max(before, latest - found.trigger.time)

    def _work(self) -> None:
        while self._todo and self._rows < _MOST_ROWS:
            self._do(self._todo.popleft())

    def _recur(self, until: float) -> None:
        """Do what recurs, slot by slot, up to a minute."""
        while self._slots and self._slots[0][0] < until and self._rows < _MOST_ROWS:
            due, _, found = heappop(self._slots)
            if found.state == OPEN:
                self._do(found, at=due)
                self._work()

    def _do(self, found: Obligation, at: float | None = None) -> None:
        rule, event = found.rule, self._events[found.about]
        if found.state != OPEN or rule.duty.force not in ("must", "standing") or event.since is None:
            return
        minute = found.opens if at is None else at
        again = (found.key, minute)
        self._times[again] = self._times.get(again, 0) + 1
        if self._times[again] > _MOST_AT_ONCE:
            return
        act, later = ACTS[rule.duty.act], self._allowed(found)[1]
        here = Row(0, max(minute, found.trigger.time), "", about=found.about)
        if act.deed == "end":
            event.ends.append(found)
        elif act.deed == "classify":
            if event.worst is not None:
                self._observe(self._new(here, rule.sent_kind, found.bearer, facts={"grade": event.worst}), later)
        elif act.deed == "activate":
            self._activate(found.about, event, here, found.bearer, later)
        elif act.message:
            self._tell(found, here, later)
        else:
            if act.kind in _LOOKS:
                event.looks.setdefault((act.kind, found.bearer))
            self._observe(self._new(here, rule.sent_kind, found.bearer, form=rule.done_form, facts=self._known(event)), later)

    def _tell(self, found: Obligation, here: Row, later: float) -> None:
        """Send a message with all that is so, and have it received."""
        rule, to = found.rule, None if not found.recipients else found.recipients[0]
        state, event = self._book.event(found.about), self._events[found.about]
        told = self._known(event) | {name: state.value(name) for name in ("grade", "level") if state.value(name) is not None}
        channel = _channel(rule)
        sent = Row(self._count(), here.time, rule.sent_kind, found.bearer, to, channel, rule.done_form, found.about, facts=told)
        self._observe(sent, later)
        received = Row(self._count(), here.time, "received", found.bearer, to, channel, rule.done_form, found.about, cause=sent.seq, facts=told)
        self._observe(received, later)

    def _count(self) -> int:
        self._rows += 1
        return self._rows


def _channel(rule: Rule) -> str | None:
    """How one tells at once: by the channel that the duty names, else by voice; on paper nobody is told by phone.

    What is told again and again goes by whatever way its sender likes: nothing is called for that hangs on the way alone.
    """
    duty = rule.duty
    named = (duty.channel,) if isinstance(duty.channel, str) else duty.channel
    if any(named):
        return next(iter(named))
    excluded = (duty.not_channel,) if isinstance(duty.not_channel, str) else duty.not_channel
    return None if duty.form == "written" or "phone" in excluded or rule.slots is not None else "phone"
