"""The report: what was found in one run, in many runs of the same inputs, or in a judged log, as values and phrases.

It holds no sentences. What shows it, `as_json`, `as_tables` and `as_text`, puts it into words, and nothing else does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from analysis.called_for import CalledFor
from analysis.chain import Link, Step
from analysis.contradictions import Contradiction, renumbered
from analysis.expectations import ExpectationMet, ExpectationShare
from analysis.experiment.clause_table import ClauseRow
from analysis.habit_chains import NO_CAUSES, HabitCauses
from analysis.logs.outcome import LoggedRecord
from analysis.measures.model import Measure, Value
from analysis.readings import Leaning
from analysis.tellings import Difference
from analysis.verdicts import Judgement
from sim.inputs.scenario import Scenario
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.words import NamesLater, Phrase, Said

if TYPE_CHECKING:
    from analysis.forms.model import FilledForm  # forms are filled for logs alone, and their models are dear to load


class EventOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one event. Pairs are a minute and what was so from then on; None for what never came."""

    event: str
    grade: tuple[tuple[float, Any], ...]
    true_grade: tuple[tuple[float, Any], ...]
    level: tuple[tuple[float, Any], ...]
    ended_min: float | None
    stood_down_min: float | None
    dispersed_min: float | None


class StoryMoment(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that are told in one line, such as a message to several, or people who trickle away. The first says when and what."""

    rows: tuple[Row, ...]
    sending: Row | None = None  # of a receipt

    @property
    def first(self) -> Row:
        """The row that says what it was."""
        return self.rows[0]


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """One run, or the part of a judged log that is like one. `untold` moments of the story were left out as the least of it."""

    record: Record
    rules: Rulebook
    names: NamesLater
    judgement: Judgement
    measures: Mapping[str, Measure]
    values: Mapping[str, Value]
    outcome: tuple[EventOutcome, ...]
    expectations: tuple[ExpectationMet, ...]
    story: tuple[StoryMoment, ...]
    untold: int
    scenario: Scenario | None = None  # that the record belongs to
    habits: HabitCauses = NO_CAUSES  # that stand on what was called for
    called_for: tuple[CalledFor, ...] = ()  # by the facts, where nobody stated the grade
    remarks: tuple[Phrase, ...] = ()  # on what was assumed, or could not be judged, as a whole

    @property
    def header(self) -> Header:
        """The record's header."""
        return self.record.header


class MeasureOverRuns(msgspec.Struct, frozen=True, kw_only=True):
    """One measure over runs. `mean`, its limits and quantiles are of the `n` runs that have a value; `missing` runs have none, for `reasons`."""

    measure: Measure
    n: int
    missing: int
    reasons: tuple[Phrase, ...]
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    q50: float | None = None
    q90: float | None = None


class RunsReport(msgspec.Struct, frozen=True, kw_only=True):
    """Several runs that differ in their seed."""

    header: Header
    names: NamesLater
    seeds: tuple[int, ...]
    measures: Mapping[str, MeasureOverRuns]
    expectations: tuple[ExpectationShare, ...]
    scenario: Scenario | None = None
    habits: HabitCauses | None = None  # of all runs together; None where they were not counted
    clauses: Mapping[str, ClauseRow] = {}
    rules: Rulebook
    remarks: tuple[Phrase, ...] = ()


class JudgedShare(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what was asked could be judged: counts of "must" duties, without those that are no longer called for."""

    asked: int
    evaluated: int
    undecided: int


class LogReport(RunReport, frozen=True, kw_only=True):
    """A judged log. `path` and `differences` are empty where they were not asked for."""

    log: LoggedRecord
    coverage: JudgedShare
    leanings: tuple[Leaning, ...]
    chain: Mapping[str, Sequence[Link]]  # by event
    contradictions: tuple[Contradiction, ...]
    forms: tuple[FilledForm, ...]
    why: int | None = None
    path: tuple[Step, ...] = ()
    differences: tuple[Difference, ...] = ()


class Lines:
    """From `seq` to line and back: the rows of an outside log under the numbers by which its reader knows them.

    Those are lines of the file, not places in the record. A record of a drill keeps its own numbers.
    """

    def __init__(self, log: LoggedRecord) -> None:
        self.own = log.understood.format == "record"
        rows = log.record.rows
        self._line: Mapping[int, int] = {row.seq: row.seq if self.own else line for row, line in zip(rows, log.lines, strict=True)}
        if not self.own:
            said = {_like(row): self._line[row.seq] for row in reversed(rows) if self._line[row.seq]}
            self._line = {row.seq: self._line[row.seq] or said.get(_like(row), 0) for row in rows}  # an assumed receipt: its message's
        self._seq: dict[int, int] = {}
        for seq, line in self._line.items():
            self._seq.setdefault(line, seq)

    def line(self, seq: int | None) -> int | None:
        """The number that a reader knows a row by; None for no row."""
        return None if seq is None else self._line.get(seq)

    def seq(self, line: int) -> int | None:
        """The row of the record that stands in a line (the first, where a line became several); None where none does."""
        return self._seq.get(line)

    def told(self, sentence: Said) -> Said:
        """A sentence about rows, with the reader's numbers in place of the record's."""
        found: Said = sentence if self.own else renumbered(sentence, self.line)
        return found


def _like(row: Row) -> tuple[object, ...]:
    """What a message and its assumed receipt have in common."""
    return row.time, row.actor, row.to, row.form, row.about
