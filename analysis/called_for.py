"""Called for: what the grade by the facts asks of people where nobody stated that grade.

A record may hold the facts of a grade and no row that states it, or one that states a milder grade. The duties of the grade are then never
raised, and nothing is late. Here they are named: the duty book is run on the record's own facts, as if the grade had been stated at the
first row after which it surely held. Nothing is graded here; a duty that the record raises anyway is the judge's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import msgspec

from analysis.asked_truth import FactGrades
from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.conditions import NO_RANK
from sim.plan.duty_book import DutyBook
from sim.plan.event_state import Seen
from sim.plan.limit_form import LimitForm
from sim.plan.obligations import SUPERSEDED, DutyKey, Obligation
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Record, Row, event_roles
from sim.vocabulary import UNKNOWN_KINDS
from sim.words import InLanguages

_GRADINGS = ("classified", "regraded")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledFor:
    """A duty that the grade by the facts calls for and the record does not raise.

    `since_min` is the minute, and `since_seq` the row, from which the grade and what sets the duty off are both on the record. `to` is
    empty where the plan names no recipient, `bearer` None where it names nobody; `limit` is told, never held against anybody.
    """

    rule: str
    clause: str
    title: InLanguages
    about: str
    grade: str
    bearer: str | None
    to: tuple[str, ...]
    limit: LimitForm
    since_min: float
    since_seq: int


def called_for(rulebook: Rulebook, record: Record, *, calendar: Calendar, until: float | None = None) -> tuple[CalledFor, ...]:
    """The duties that the grade by the facts calls for where nobody stated that grade or a worse one, in the order of the record.

    Rows after minute `until` are not seen. The grade by the facts is the worst of which a case surely holds by all that was stated about
    the event so far; what is unknown calls for nothing.
    """
    grades = FactGrades(rulebook)
    if not grades.rank:
        return ()
    rows = sorted((row for row in record.rows if until is None or row.time <= until + TOLERANCE_MIN), key=lambda row: row.time)
    roles = event_roles(record.header)
    book = partial(DutyBook, rulebook, calendar, roles, habits=False, tells=False)
    stated = _unstated(rows, grades, rulebook, book())
    if not stated:
        return ()
    raised = _raised(rows, book(), until)
    return tuple(_missing(*_with_grades(rows, stated, rulebook, roles), book(), raised, until))


def _unstated(rows: list[Row], grades: FactGrades, rulebook: Rulebook, book: DutyBook) -> dict[int, str]:
    """By the `seq` of a row, the grade that holds by the facts after it, which nobody had stated, nor a worse one.

    One that was taken over and then stated milder is named again: the facts still ask for it.
    """
    rank = grades.rank | {NO_RANK: len(grades.rank)}
    by_time = any(fact.ruled for fact in rulebook.plan.fact)  # what holds of it may change with a row that states nothing
    found: dict[int, str] = {}
    worst: dict[str, int] = {}  # that was stated of an event
    held: dict[str, str] = {}  # what a book that is told the grades of `found` takes to hold
    for row in rows:
        about = row.about
        if about is None or row.kind in UNKNOWN_KINDS:
            continue
        state = book.event(about)
        state.note(row)
        if not row.facts and not by_time:
            continue
        stated = row.facts.get("grade")
        if isinstance(stated, str) and stated in rank:
            worst[about] = min(rank[stated], worst.get(about, len(rank)))
            held[about] = stated
        grade = grades.surely(Seen(row, state))
        if grade is None or grade == held.get(about) or rank[grade] >= worst.get(about, len(rank)):
            continue
        found[row.seq] = held[about] = grade
    return found


def _raised(rows: list[Row], book: DutyBook, until: float | None) -> frozenset[DutyKey]:
    """What the record raises as it stands."""
    _run(rows, book, until)
    return frozenset(found.key for found in book.obligations)


def _run(rows: list[Row], book: DutyBook, until: float | None) -> None:
    for row in rows:
        book.observe(row)
    if until is not None:
        book.advance(until)


def _with_grades(
    rows: list[Row], stated: Mapping[int, str], rulebook: Rulebook, roles: Mapping[str, Mapping[str, str]]
) -> tuple[list[Row], list[Row]]:
    """The rows numbered anew, with each grade of `stated` in a row of its own behind its row; and for each the row of the record."""
    told: list[Row] = []
    source: list[Row] = []
    at: dict[int, int] = {}
    seen: dict[str, set[str | None]] = {}
    graded: set[str] = set()
    for row in rows:
        at[row.seq] = len(told)
        told.append(msgspec.structs.replace(row, seq=len(told), cause=at.get(row.cause) if row.cause is not None else None))
        source.append(row)
        about = row.about
        if about is None:
            continue
        seen.setdefault(about, set()).update((row.actor, row.to))
        if row.kind in _GRADINGS:
            graded.add(about)
        if row.seq in stated:
            kind = "regraded" if about in graded else "classified"
            graded.add(about)
            who = _grader(rulebook, roles.get(about, {}), seen[about])
            told.append(Row(len(told), row.time, kind, who, about=about, cause=at[row.seq], facts={"grade": stated[row.seq]}))
            source.append(row)
    return told, source


def _grader(rulebook: Rulebook, roles: Mapping[str, str], seen: set[str | None]) -> str | None:
    """Whom the plan names to find the grade: of several the first that the record has shown so far; None where it names nobody."""
    named = [rule.duty.bearer for rule in rulebook.rules if rule.done_kind == "classified" and not rule.habit]
    words = [one for word in named if not word.startswith("@") and word != NONE_STATED for one in rulebook.members.get(word, (word,))]
    bearers = [roles.get(one, one) for one in words]
    shown = (one for one in bearers if any(rulebook.belongs(who, one) for who in seen))
    return next(shown, next(iter(bearers), None))


def _missing(rows: list[Row], source: list[Row], book: DutyBook, raised: frozenset[DutyKey], until: float | None) -> Iterator[CalledFor]:
    """What must be done by the rows with their grades and not by the record; what a worse grade took the place of is none of it."""
    grade: dict[int, str] = {}
    for row in rows:
        book.observe(row)
        if row.about is not None:
            grade[row.seq] = str(book.event(row.about).value("grade"))
    if until is not None:
        book.advance(until)
    first: dict[DutyKey, Obligation] = {}
    standing: set[DutyKey] = set()
    for found in book.obligations:
        if found.rule.duty.force != "must" or found.key in raised:
            continue
        first.setdefault(found.key, found)  # a milder grade in between takes the ground from under it for a moment
        if found.state != SUPERSEDED:
            standing.add(found.key)
    for key, found in first.items():
        if key in standing:
            yield _called_for(found, source[found.trigger.seq], grade[found.trigger.seq])


def _called_for(found: Obligation, since: Row, grade: str) -> CalledFor:
    duty = found.rule.duty
    return CalledFor(
        rule=found.rule.id, clause=duty.clause, title=duty.title, about=found.about, grade=grade, bearer=found.bearer,
        to=found.recipients or (), limit=found.rule.limit, since_min=since.time, since_seq=since.seq,
    )  # fmt: skip
