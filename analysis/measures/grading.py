"""Measures of the grade and the level against the truth: whether they were right, how soon, and for how long they were wrong.

The true grade stands in the `scene` rows. A level is held against the grade for which the plan provides it; a plan that ties no
level to a grade has no measures of levels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.measures.log import EventLog, Log
from analysis.measures.model import Compute, Direction, Measure, MeasureKind, Value, mean_of, share_of
from analysis.verdicts import Judgement
from sim.durations import NONE_STATED
from sim.plan.condition_names import NO_RANK
from sim.plan.rulebook import Rulebook
from sim.text import Text

_NO_TRUTH = "the record does not say what was true"
_NEVER_GRADED = "no event was ever of a grade"
Steps = list[tuple[float, int]]  # minute, rank from then on


@dataclass(frozen=True, slots=True)
class _Held:
    """What is held against the truth: rows that state it, and its rank for each value and for each true grade."""

    kinds: tuple[str, ...]
    fact: str
    ranks: Mapping[str, int]
    wanted: Mapping[str, int]

    def true(self, event: EventLog) -> Steps:
        """What it should have been, as the truth changed."""
        return [(minute, self.wanted.get(str(value), 0)) for minute, value in event.truth("true_grade")]

    def stated(self, event: EventLog) -> Steps:
        """What was stated, as it was stated."""
        return [(row.time, self.ranks.get(str(row.facts[self.fact]), 0)) for row in event.rows(*self.kinds) if self.fact in row.facts]


def grading_measures(rules: Rulebook) -> list[Measure]:
    """Right or wrong at first and at last, how soon right, and minutes too low and too high, for the grade and for the level."""
    grades = rules.vocabulary.names["grade"].ranks
    levels = rules.vocabulary.names["level"].ranks
    of_grade = {level.grade: levels[level.id] for level in reversed(rules.plan.level) if level.grade != NONE_STATED}
    grade = _Held(("classified", "regraded"), "grade", grades, grades)
    level = _Held(("activated", "expanded"), "level", levels, of_grade)
    found = [_right("first"), _right("last"), _STARTED]
    found += [
        _soon("grade", grade, "实际最重的级别，从达到到定出", "from truly of its worst grade to stated so"),
        *_wrong("graded", grade, "定级", "graded"),
    ]
    if of_grade:
        found += [
            _soon("level", level, "与实际最重级别相应的响应，从应当到启动", "from truly calling for its highest level to started"),
            *_wrong("level", level, "响应", "level of response"),
        ]
    return found


def _measure(id_: str, kind: MeasureKind, direction: Direction, work: Compute, names: tuple[str, str], formula: tuple[str, str]) -> Measure:
    return Measure(
        id=id_,
        kind=kind,
        group="grading",
        direction=direction,
        work=work,
        name=Text(zh=names[0], en=names[1]),
        formula=Text(zh=formula[0], en=formula[1]),
    )


def _soon(what: str, held: _Held, zh: str, en: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        waits = [wait for wait in (_until_right(held, event, judgement.until_min) for event in log.begun()) if wait is not None]
        return mean_of((wait if wait >= 0 else None for wait in waits), "never stated" if waits else _NEVER_GRADED)

    return _measure(
        f"{what}-right-after",
        "minutes",
        "lower",
        work,
        (zh, en),
        (
            "从实况首次达到最重的级别，到首次作出与之相应的定级或响应的分钟数；更早作出的记 0；各事件平均",
            "minutes from the truth first reaching its worst grade to the first statement that fits it (0 where stated before), mean over events",
        ),
    )


def _until_right(held: _Held, event: EventLog, until: float) -> float | None:
    """Minutes until it was right; −1 where it never was, None where nothing was ever called for."""
    over = event.over(until)
    true = [(minute, rank) for minute, rank in held.true(event) if minute <= over]
    worst = max((rank for _, rank in true), default=0)
    if not worst:
        return None
    since = next(minute for minute, rank in true if rank == worst)
    said = next((minute for minute, rank in held.stated(event) if rank == worst), None)
    return -1.0 if said is None else max(0.0, said - since)


def _wrong(what: str, held: _Held, zh: str, en: str) -> tuple[Measure, Measure]:
    formula = (
        "从发生到响应结束、人群散尽或观察结束（取最早），{0}的时间；各事件平均",
        "minutes in which {0}, from occurred until the response ended, the people had gone or observation ended; mean over the events",
    )

    def measure(id_: str, sign: int, names: tuple[str, str], which: tuple[str, str]) -> Measure:
        def work(log: Log, judgement: Judgement) -> Value:
            return mean_of((_minutes_wrong(held, event, judgement.until_min, sign) for event in log.begun()), _NO_TRUTH)

        return _measure(id_, "minutes", "lower", work, names, (formula[0].format(which[0]), formula[1].format(which[1])))

    low, high = ("偏低或还没有", "too low, or not stated yet"), ("偏高", "too high")
    return (
        measure(
            f"under-{what}",
            -1,
            (f"{zh}{low[0]}的时间", f"time {en} {low[1]}"),
            (f"{zh}低于实况或尚未作出", f"the {held.fact} was below the true one or not yet stated"),
        ),
        measure(
            f"over-{what}", 1, (f"{zh}{high[0]}的时间", f"time {en} {high[1]}"), (f"{zh}高于实况", f"the stated {held.fact} was above the true one")
        ),
    )


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


def _together(true: Steps, stated: Steps, over: float) -> Iterator[tuple[float, float, int, int]]:
    """(from, to, true rank, stated rank) of every stretch up to the end. What is not stated ranks lowest."""
    moments = sorted({minute for minute, _ in (*true, *stated) if minute < over})
    ends = [*moments[1:], over]
    for begins, until in zip(moments, ends, strict=True):
        yield begins, until, _at(true, begins), _at(stated, begins)


def _at(steps: Iterable[tuple[float, int]], minute: float) -> int:
    found = 0
    for begins, rank in steps:
        if begins > minute:
            break
        found = rank
    return found


def _right(which: str) -> Measure:
    first = which == "first"
    zh, en = ("首次", "first") if first else ("最后", "last")
    return _measure(
        f"grade-right-{which}",
        "share",
        "higher",
        _grade_right(first=first),
        (f"{zh}定级准确", f"{en} grade right"),
        (f"{zh}定级与当时实际级别相同的事件所占份额", f"share of events whose {en} stated grade is the true one at that minute"),
    )


def _grade_right(*, first: bool) -> Compute:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        right = evaluated = 0
        begun = log.begun()
        for event in begun:
            stated = [row for row in event.rows("classified", "regraded") if "grade" in row.facts]
            if not stated:
                continue
            row = stated[0] if first else stated[-1]
            true = event.last_truth("true_grade", row.time)
            if true is not None:
                evaluated += 1
                right += true == row.facts["grade"]
        return share_of(right, evaluated, len(begun), "no stated grade, or the record does not say what was true")

    return work


def _started(log: Log, judgement: Judgement) -> Value:
    """Whether a response was started where the event was truly of some grade."""
    del judgement
    begun = log.begun()
    graded = [event for event in begun if any(value not in (None, NO_RANK) for _, value in event.truth("true_grade"))]
    started = sum(event.first("activated") is not None for event in graded)
    return share_of(started, len(graded), len(begun), _NEVER_GRADED)


_STARTED = _measure(
    "response-started",
    "share",
    "higher",
    _started,
    ("够级事件启动了响应", "response started where the event had a grade"),
    ("实际够级的事件中有 activated 的份额", "share of the events truly of a grade that have a row activated"),
)
