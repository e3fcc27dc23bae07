"""What a scenario expects of its drill, looked up in a record: conditions over measures and outcomes.

A measure's id is written with underscores: `on_scene_command` for "on-scene-command", `met__report_ordinary` for
"met:report-ordinary". Outcomes are listed in `outcomes`. A name without a value in this record (nobody was told, so nobody was
told in time) leaves the condition undecided, and what is undecided has not come true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.measures.log import EventLog, Log
from analysis.measures.model import Measure, Value
from sim.errors import InputError
from sim.inputs.scenario import Expect
from sim.plan.condition_names import NO_RANK, Name, Vocabulary
from sim.plan.conditions import Test, compile_condition
from sim.plan.expression import ConditionError, names
from sim.plan.rulebook import Rulebook
from sim.record import Record
from sim.vocabulary import KINDS

_RANKED = {"worst_grade": "grade", "worst_level": "level", "worst_warning": "warning", "true_worst_grade": "grade", "true_grade_at_peak": "grade"}
_COUNTS = ("events", "events_ended", "most_present", "present_at_end", "most_vocal", "moved_up", "another_day")


def spoken(id_: str) -> str:
    """A measure's, duty's or habit's id as a name in a condition."""
    return id_.replace(":", "__").replace("-", "_")


def expectation_vocabulary(rules: Rulebook, measures: Mapping[str, Measure], habits: Sequence[str] = ()) -> Vocabulary:
    """Every name that the condition of an expectation may use.

    Beside measures and outcomes: `rows__KIND`, how many rows of a kind there are, and `cites__RULE`, how many rows (receipts
    aside) cite a duty or a habit.
    """
    known = {spoken(id_): Name("number") for id_ in measures}
    known |= {name: rules.vocabulary.names[like] for name, like in _RANKED.items()}
    known |= {name: Name("number") for name in _COUNTS}
    known |= {f"rows__{spoken(kind)}": Name("number") for kind in KINDS}
    known |= {f"cites__{spoken(rule.id)}": Name("number") for rule in rules.rules}
    known |= {f"cites__habit__{spoken(habit)}": Name("number") for habit in habits}
    return Vocabulary(known)


def compile_expectations(expects: Sequence[Expect], vocabulary: Vocabulary, file: str = "scenario") -> dict[str, Test]:
    """Each expectation's condition, made ready. Raises InputError for a condition that uses unknown names."""
    found: dict[str, Test] = {}
    for expect in expects:
        try:
            found[expect.id] = compile_condition(expect.that.node, vocabulary, {})
        except ConditionError as error:
            place = f'expect "{expect.id}" › that'
            raise InputError.of(file, place, error.problem, value=error.value or expect.that, allowed=error.allowed, hint=error.hint) from None
    return found


def measures_asked(expects: Sequence[Expect], measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """The measures that the expectations use."""
    used = {name for expect in expects for name in names(expect.that.node)}
    return {id_: measure for id_, measure in measures.items() if spoken(id_) in used}


def came_true(tests: Mapping[str, Test], rules: Rulebook, record: Record, values: Mapping[str, Value]) -> dict[str, bool]:
    """Which expectations came true in one record, by id."""
    found: dict[str, Any] = {spoken(id_): value.value for id_, value in values.items()}
    found |= outcomes(rules, record)
    return {id_: test(found.get) is True for id_, test in tests.items()}


def outcomes(rules: Rulebook, record: Record) -> dict[str, Any]:
    """What came of a drill, over all its events: the worst grade, level and warning stated, people, rows by kind and by rule."""
    log = Log(record)
    begun = log.begun()
    stated: dict[str, list[str]] = {name: [] for name in _RANKED}
    rows: dict[str, int] = {f"rows__{spoken(kind)}": 0 for kind in KINDS}
    rows |= {f"cites__{spoken(rule.id)}": 0 for rule in rules.rules}
    for row in record.rows:
        rows[f"rows__{spoken(row.kind)}"] += 1
        if row.rule is not None and row.kind != "received":
            cited = f"cites__{spoken(row.rule)}"
            rows[cited] = rows.get(cited, 0) + 1
        for name, kinds, fact in _STATED:
            if row.kind in kinds and fact in row.facts:
                stated[name].append(str(row.facts[fact]))
    worst = {name: _worst(rules, _RANKED[name], said) for name, said in stated.items()}
    worst["true_grade_at_peak"] = _worst(rules, "grade", [_grade_at_peak(event) for event in begun])
    return (
        rows
        | worst
        | {
            "events": len(begun),
            "events_ended": sum(event.first("ended") is not None for event in begun),
            "most_present": max((_most(event, "present") for event in begun), default=0),
            "most_vocal": max((_most(event, "vocal") for event in begun), default=0),
            "present_at_end": sum(event.last_truth("present") or 0 for event in begun),
            "moved_up": sum(event.last_truth("moved_up") or 0 for event in begun),
            "another_day": sum(event.last_truth("another_day") or 0 for event in begun),
        }
    )


# outcome, kinds of row that state it, fact
_STATED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("worst_grade", ("classified", "regraded"), "grade"),
    ("worst_level", ("activated",), "level"),
    ("worst_warning", ("warned",), "warning"),
    ("true_worst_grade", ("scene",), "true_grade"),
)


def _worst(rules: Rulebook, name: str, said: list[str]) -> str:
    ranks = rules.vocabulary.names[name].ranks
    return max(said, key=lambda value: ranks.get(value, 0), default=NO_RANK)


def _grade_at_peak(event: EventLog) -> str:
    """The true grade at the first minute at which most people were there."""
    _, minute = max(((count, -minute) for minute, count in event.truth("present")), default=(0, 0.0))
    return str(event.last_truth("true_grade", -minute) or NO_RANK)


def _most(event: EventLog, name: str) -> int:
    return max((int(count) for _, count in event.truth(name)), default=0)
