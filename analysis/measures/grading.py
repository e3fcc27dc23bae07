"""Measures of the grade and the level against the truth: whether they were right, how soon, and for how long they were wrong.

The true grade stands in the `scene` rows. A level is held against the grade for which the plan provides it; a plan that ties no
level to a grade has no measures of levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from analysis.measures.log import EventLog, Log
from analysis.measures.model import Elapse, Measure, Value, mean_of, measure, reached_in, share_of
from analysis.verdicts import Judgement
from sim.durations import NONE_STATED
from sim.plan.conditions import NO_RANK
from sim.plan.rulebook import Rulebook
from sim.words import phrase

_NO_TRUTH = phrase("measure.why.no-truth")
_NEVER_GRADED = phrase("measure.why.never-graded")
_NEVER_STATED = phrase("measure.why.never-stated")
RankSteps = list[tuple[float, int]]  # minute, rank from then on


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held against the truth: rows that state it, and its rank for each value and for each true grade."""

    kinds: tuple[str, ...]
    fact: str
    ranks: Mapping[str, int]
    wanted: Mapping[str, int]

    def true(self, event: EventLog) -> RankSteps:
        """What it should have been, as the truth changed."""
        return [(minute, self.wanted.get(str(value), 0)) for minute, value in event.truth("true_grade")]

    def stated(self, event: EventLog) -> RankSteps:
        """What was stated, as it was stated."""
        return [(row.time, self.ranks.get(str(row.facts[self.fact]), 0)) for row in event.rows(*self.kinds) if self.fact in row.facts]


def grading_measures(rules: Rulebook) -> list[Measure]:
    """Right or wrong at first and at last, how soon right, and minutes too low and too high, for the grade and for the level."""
    grades = rules.vocabulary.names["grade"].ranks
    levels = rules.vocabulary.names["level"].ranks
    of_grade = {level.grade: levels[level.id] for level in reversed(rules.plan.level) if level.grade != NONE_STATED}
    grade = _Held(("classified", "regraded"), "grade", grades, grades)
    level = _Held(("activated", "expanded"), "level", levels, of_grade)
    found = [_right("first"), _right("last"), _started]
    found += [_soon("grade-right-after", grade), _unstated("ungraded", grade), _wrong("under-graded", grade, -1), _wrong("over-graded", grade, 1)]
    if of_grade:
        found += [_soon("level-right-after", level), _wrong("under-level", level, -1), _wrong("over-level", level, 1)]
    return found


def _soon(id_: str, held: _Held) -> Measure:
    @measure(id_, "minutes", "grading", "lower")
    def soon(log: Log, judgement: Judgement) -> Value:
        waits = (_until_right(held, event, judgement.until_min) for event in log.begun())
        return reached_in((wait for wait in waits if wait is not None), _NEVER_GRADED, _NEVER_STATED)

    return soon


def _until_right(held: _Held, event: EventLog, until: float) -> Elapse | None:
    """Minutes until it was right; None where nothing was ever called for."""
    true = [(minute, rank) for minute, rank in held.true(event) if minute <= until]
    worst = max((rank for _, rank in true), default=0)
    if not worst:
        return None
    since = next(minute for minute, rank in true if rank == worst)
    said = next((minute for minute, rank in held.stated(event) if rank == worst), None)
    return Elapse(None if said is None else max(0.0, said - since), max(0.0, until - since))


def _unstated(id_: str, held: _Held) -> Measure:
    @measure(id_, "minutes", "grading", "lower")
    def unstated(log: Log, judgement: Judgement) -> Value:
        return mean_of((_minutes_unstated(held, event, judgement.until_min) for event in log.begun()), _NO_TRUTH)

    return unstated


def _minutes_unstated(held: _Held, event: EventLog, until: float) -> float | None:
    """Minutes in which nobody had yet stated what was true, nor worse; None where the record does not say the truth."""
    true = held.true(event)
    if not true:
        return None
    begun, total, highest = event.first("occurred") or 0.0, 0.0, 0
    stated = []
    for minute, rank in held.stated(event):
        highest = max(highest, rank)
        stated.append((minute, highest))
    for begins, ends, is_true, found in _together(true, stated, until):
        if found < is_true:
            total += max(0.0, ends - max(begins, begun))
    return total


def _wrong(id_: str, held: _Held, sign: int) -> Measure:
    @measure(id_, "minutes", "grading", "none")  # a wrong grade is worse than none by one figure, better by another
    def wrong(log: Log, judgement: Judgement) -> Value:
        return mean_of((_minutes_wrong(held, event, judgement.until_min, sign) for event in log.begun()), _NO_TRUTH)

    return wrong


def _minutes_wrong(held: _Held, event: EventLog, until: float, sign: int) -> float | None:
    """Minutes in which what is stated lies below (−1) or above (1) the truth; None where the record does not say the truth."""
    true = held.true(event)
    if not true:
        return None
    begun, over, total = event.first("occurred") or 0.0, event.over(until), 0.0
    for begins, ends, is_true, stated in _together(true, held.stated(event), over):
        if (stated - is_true) * sign > 0:
            total += max(0.0, ends - max(begins, begun))
    return total


def _together(true: RankSteps, stated: RankSteps, over: float) -> Iterator[tuple[float, float, int, int]]:
    """(from, to, true rank, stated rank) of every stretch up to the end. What is not stated ranks lowest."""
    moments = sorted({minute for minute, _ in (*true, *stated) if minute < over})
    for begins, until in pairwise([*moments, over]):  # none, where all came at the very end
        yield begins, until, _at(true, begins), _at(stated, begins)


def _at(steps: Iterable[tuple[float, int]], minute: float) -> int:
    found = 0
    for begins, rank in steps:
        if begins > minute:
            break
        found = rank
    return found


def _right(which: Literal["first", "last"]) -> Measure:
    @measure(f"grade-right-{which}", "share", "grading", "none")
    def right_grade(log: Log, judgement: Judgement) -> Value:
        del judgement
        right = evaluated = 0
        begun = log.begun()
        for event in begun:
            stated = [row for row in event.rows("classified", "regraded") if "grade" in row.facts]
            if not stated:
                continue
            row = stated[0] if which == "first" else stated[-1]
            true = event.last_truth("true_grade", row.time)
            if true is not None:
                evaluated += 1
                right += true == row.facts["grade"]
        return share_of(right, evaluated, len(begun), phrase("measure.why.no-grade-or-truth"))

    return right_grade


@measure("response-started", "share", "grading", "higher")
def _started(log: Log, judgement: Judgement) -> Value:
    """Whether a response was started where the event was truly of some grade."""
    del judgement
    begun = log.begun()
    graded = [event for event in begun if any(value not in (None, NO_RANK) for _, value in event.truth("true_grade"))]
    started = sum(event.first("activated") is not None for event in graded)
    return share_of(started, len(graded), len(begun), _NEVER_GRADED)
