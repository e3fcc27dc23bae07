"""What the plan asks of drills: how often they are to be held, and which of its clauses they have exercised."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analysis.programme.state import ProgrammeState
from sim.durations import Amount, Span, parse_amount
from sim.inputs.programme import HeldDrill
from sim.plan.model import Duty, Occasion, Plan
from sim.vocabulary import DRILL_KINDS

_COUNTED = DRILL_KINDS.index("played")  # what the program ran alone has drilled nobody
_ASKED = frozenset({"must", "must not"})
_MONTHS = 12
_PARTS = re.compile(r"\d+|\D+")


@dataclass(frozen=True, slots=True)
class DrillsAsked:
    """How often drills are to be held by one entry of the plan, when one with people in their posts was last, and by when the next is due.

    `every` is None where the plan states no number; `due` is None there, and where none was held.
    """

    occasion: Occasion
    every: Amount | None
    last: HeldDrill | None
    due: date | None

    def is_overdue(self, on: date) -> bool:
        """Whether one should have been held by a day."""
        return self.every is not None and (self.due is None or self.due < on)


@dataclass(frozen=True, slots=True)
class ExercisedClause:
    """A clause that asks for something, what it asks for, and the last drill of the year in which that was raised and judged."""

    clause: str
    duties: tuple[Duty, ...]
    last: HeldDrill | None


def drills_asked(plan: Plan, state: ProgrammeState) -> tuple[DrillsAsked, ...]:
    """What each entry of the plan on drills asks for, as it stands."""
    held = [one for one in state.drills if DRILL_KINDS.index(one.kind) == _COUNTED]
    last = held[-1] if held else None
    found = []
    for occasion in plan.occasion:
        if occasion.kind == "drill":
            every = parse_amount(occasion.every)
            due = None if every is None or last is None else _after(last.date, every)
            found.append(DrillsAsked(occasion, every, last, due))
    return tuple(found)


def _after(day: date, every: Amount) -> date:
    """The day by which the next is due; a length in working days is taken as one in days, since years of holidays are not known ahead."""
    if isinstance(every, Span):
        return day + timedelta(minutes=every.minutes)
    if not every.months:
        return day + timedelta(days=every.count)
    months = day.month - 1 + every.count
    year, month = day.year + months // _MONTHS, months % _MONTHS + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def exercised_clauses(plan: Plan, state: ProgrammeState) -> tuple[ExercisedClause, ...]:
    """Each clause by which something must or must not be done, in the order of their numbers."""
    asked: dict[str, list[Duty]] = {}
    for duty in plan.duty:
        if duty.force in _ASKED:
            asked.setdefault(duty.clause, []).append(duty)
    last = dict(_last_exercised(state))
    found = []
    for clause, duties in sorted(asked.items(), key=lambda one: _by_number(one[0])):
        drills = [last[duty.id] for duty in duties if duty.id in last]
        found.append(ExercisedClause(clause, tuple(duties), max(drills, key=lambda drill: drill.date) if drills else None))
    return tuple(found)


def _by_number(clause: str) -> list[tuple[int, str]]:
    """By what clauses are put in order: 4.1.2 before 4.1.10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _PARTS.findall(clause)]


def _last_exercised(state: ProgrammeState) -> Iterator[tuple[str, HeldDrill]]:
    """Each rule with a drill of the year in which it was exercised, the last of them last."""
    for drill in state.this_year:
        for one in drill.exercised:
            if one.judged:
                yield one.rule, drill
