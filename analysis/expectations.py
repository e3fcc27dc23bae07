"""What a scenario expects of its drill, and whether it came true: conditions over measures and outcomes.

A measure's id is written with underscores: `on_scene_command` for "on-scene-command", `met__report_ordinary` for
"met:report-ordinary". Outcomes are listed in `outcomes`. A name without a value in this record (nobody was told, so nobody was
told in time) leaves the condition undecided, and what is undecided has not come true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.judge import judging_rulebook
from analysis.measures.log import EventLog, Log
from analysis.measures.model import Measure, Value
from analysis.measures.registry import measures_of
from sim.documents import Mistakes, read_toml
from sim.errors import InputError, Mistake
from sim.inputs.resources import Resources
from sim.inputs.scenario import Expect, Scenario
from sim.plan.conditions import NO_RANK, Name, Test, Vocabulary, compile_condition
from sim.plan.expression import ConditionError, names
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Record
from sim.vocabulary import KINDS

_RANKED = {"worst_grade": "grade", "worst_level": "level", "worst_warning": "warning", "true_worst_grade": "grade", "true_grade_at_peak": "grade"}
_COUNTS = ("events", "events_ended", "most_present", "present_at_end", "most_vocal", "moved_up", "another_day")
_ROWS, _CITES, _HABIT = "rows__", "cites__", "cites__habit__"
ShareWord = Literal["within", "outside", "cannot-tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUsed:
    """A name in the condition of an expectation: a measure, or an outcome (of a kind of row or a rule: `kind` or `rule`)."""

    name: str
    measure: Measure | None = None
    outcome: str = ""
    kind: str = ""
    rule: str = ""
    table: str = ""  # of an outcome that is a rank: grade, level or warning

    @property
    def id(self) -> str:
        """The measure's id, or the outcome as it is written."""
        return self.name if self.measure is None else self.measure.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationMet:
    """One expectation in one record. `came_true` None is undecided; `values` are those that its condition looks at, None where there is none."""

    expect: Expect
    came_true: bool | None
    values: tuple[tuple[NameUsed, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationShare:
    """One expectation over runs: in how many it came true, or stayed undecided, and the interval of the share."""

    expect: Expect
    runs: int
    true: int
    undecided: int
    low: float | None
    high: float | None

    @property
    def word(self) -> ShareWord:
        """Whether the share is within what is expected, outside it, or whether so many runs cannot tell."""
        low, high = self.expect.share
        if self.low is None or self.high is None:
            return "cannot-tell"
        if low <= self.low and self.high <= high:
            return "within"
        return "outside" if self.high < low or high < self.low else "cannot-tell"


class Expectations:
    """The expectations of a scenario, ready to be held against records of its drills."""

    def __init__(self, expects: Sequence[Expect], rules: Rulebook, measures: Mapping[str, Measure], habits: Sequence[str], file: str) -> None:
        """`habits` are the ids of the resources' habits, `file` is the scenario's. Raises InputError with every mistake."""
        self.expects = tuple(expects)
        self._rules = rules
        known = expectation_vocabulary(rules, measures, habits)
        if mistakes := list(mistakes_of(expects, known, file)):
            raise InputError(mistakes)
        nodes = {expect.id: expect.that.node for expect in expects}
        self._tests: dict[str, Test] = {id_: compile_condition(node, known, {}) for id_, node in nodes.items()}
        used = _names_used(rules, measures, habits)
        self._uncited = dict.fromkeys((name for name, one in used.items() if one.outcome == "cites"), 0)
        self._used = {id_: tuple(used[name] for name in sorted(names(node))) for id_, node in nodes.items()}

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures that the expectations look at."""
        return {name.id: name.measure for used in self._used.values() for name in used if name.measure is not None}

    def met_in(self, record: Record, values: Mapping[str, Value], void: Collection[int]) -> tuple[ExpectationMet, ...]:
        """What came true in one record, with the values that decide it. `void` are rows that do not count (`Judgement.void`)."""
        if not self.expects:
            return ()
        found = self._found(record, values, void)
        return tuple(
            ExpectationMet(
                expect=expect,
                came_true=self._tests[expect.id](found.get),
                values=tuple((name, found.get(name.name)) for name in self._used[expect.id]),
            )
            for expect in self.expects
        )

    def answers_in(self, record: Record, values: Mapping[str, Value], void: Collection[int]) -> dict[str, bool | None]:
        """Whether each came true in one record, by id; None is undecided."""
        found = self._found(record, values, void) if self.expects else {}
        return {id_: test(found.get) for id_, test in self._tests.items()}

    def _found(self, record: Record, values: Mapping[str, Value], void: Collection[int]) -> dict[str, Any]:
        return {spoken(id_): value.value for id_, value in values.items()} | self._uncited | outcomes(self._rules, record, void)


def spoken(id_: str) -> str:
    """A measure's, duty's or habit's id as a name in a condition."""
    return id_.replace(":", "__").replace("-", "_")


def _names_used(rules: Rulebook, measures: Mapping[str, Measure], habits: Sequence[str]) -> dict[str, NameUsed]:
    """Every name that a condition may use, with what it is."""
    found = [NameUsed(name=spoken(id_), measure=measure) for id_, measure in measures.items()]
    found += [NameUsed(name=name, outcome=name, table=table) for name, table in _RANKED.items()]
    found += [NameUsed(name=name, outcome=name) for name in _COUNTS]
    found += [NameUsed(name=f"{_ROWS}{spoken(kind)}", outcome="rows", kind=kind) for kind in KINDS]
    found += [NameUsed(name=f"{_CITES}{spoken(rule.id)}", outcome="cites", rule=rule.id) for rule in rules.rules]
    found += [NameUsed(name=f"{_HABIT}{spoken(habit)}", outcome="cites", rule=f"habit:{habit}") for habit in habits]
    return {used.name: used for used in found}


def expectation_vocabulary(rules: Rulebook, measures: Mapping[str, Measure], habits: Sequence[str] = ()) -> Vocabulary:
    """Every name that the condition of an expectation may use.

    Beside measures and outcomes: `rows__KIND`, how many rows of a kind there are, and `cites__RULE`, how many rows (receipts
    aside) cite a duty or a habit.
    """
    ranked = rules.vocabulary.names
    used = _names_used(rules, measures, habits)
    return Vocabulary({name: ranked[one.table] if one.table else Name("number") for name, one in used.items()})


def mistakes_of(expects: Sequence[Expect], vocabulary: Vocabulary, file: str) -> Sequence[Mistake]:
    """Conditions that cannot be used, each with its line: what they say that is no measure and no outcome, and the nearest name."""
    wrong: list[tuple[int, ConditionError]] = []
    for number, expect in enumerate(expects):
        try:
            compile_condition(expect.that.node, vocabulary, {})
        except ConditionError as error:
            wrong.append((number, error))
    if not wrong:
        return ()
    found = Mistakes(file, data=read_toml(Path(file)) if Path(file).is_file() else {"expect": [{"id": expect.id} for expect in expects]})
    for number, why in wrong:
        value = why.value or expects[number].that
        found.add(("expect", number, "that"), why.problem, value=value, allowed=why.allowed, hint=why.hint)
    return found.found


def mistakes_in_scenario(scenario: Scenario, plan: Plan, resources: Resources, file: str) -> Iterable[Mistake]:
    """What a scenario's file expects that is no measure and no outcome of a drill with this plan and these resources."""
    if not scenario.expect:
        return ()
    rules = judging_rulebook(plan, resources)
    known = expectation_vocabulary(rules, measures_of(rules), [habit.id for habit in resources.habit])
    return mistakes_of(scenario.expect, known, file)


def outcomes(rules: Rulebook, record: Record, void: Collection[int]) -> dict[str, Any]:
    """What came of a drill, over all its events: the worst grade, level and warning stated, people, rows by kind and by rule.

    `void` are the ends and lifts, by their `seq`, that do not count: a response that they would end goes on.
    """
    log = Log(record, void)
    begun = log.begun()
    stated: dict[str, list[str]] = {name: [] for name in _RANKED}
    rows: dict[str, int] = {f"{_ROWS}{spoken(kind)}": 0 for kind in KINDS}
    rows |= {f"{_CITES}{spoken(rule.id)}": 0 for rule in rules.rules}
    for row in record.rows:
        counted = f"{_ROWS}{spoken(row.kind)}"
        rows[counted] = rows.get(counted, 0) + 1
        if row.rule is not None and row.kind != "received":
            cited = f"{_CITES}{spoken(row.rule)}"
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
