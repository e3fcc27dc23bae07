"""The documents of `drill judge`: of a judged log, and of one that is only read."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from analysis.documents.parts import (
    DutyEntry,
    HabitsEntry,
    MeasureEntry,
    NamesById,
    OpenCellEntry,
    OutcomeEntry,
    ScenarioEntry,
    SilenceEntry,
    StatusWord,
    StoryEntry,
    Texts,
)
from analysis.documents.runs import CalledForEntry, ExpectationMetEntry
from sim.record import Header, Row


class SheetEntry(TypedDict):
    """A sheet of a log that has several."""

    name: str
    before: int


class OpenRangeEntry(OpenCellEntry):
    """A cell that leaves something open, and what it may hold: one of the last three."""

    low: NotRequired[float]
    high: NotRequired[float | None]
    choices: NotRequired[list[Any]]
    same_as: NotRequired[int]


class ReadLogEntry(TypedDict):
    """How a file was understood."""

    format: str
    encoding: str
    delimiter: str
    columns: dict[str, str]
    unused: list[str]
    rows_read: int
    rows_kept: int
    not_understood: list[int]
    rows_lost: int
    sheets: list[SheetEntry]
    unknown: list[str]
    complete: list[str] | None
    start: str | None
    dated: bool
    names: dict[str, str]
    kinds: dict[str, int]
    remarks: list[dict[str, str]]
    open: list[OpenRangeEntry]


class ProblemEntry(TypedDict):
    """Something wrong with a row."""

    line: int
    column: str
    value: str
    code: str
    problem: Texts
    done: Texts
    hint: str
    left_out: bool


class CoverageEntry(TypedDict):
    """How much of what was called for could be judged."""

    asked: int
    evaluated: int
    undecided: int
    share: float | None


class LeaningEntry(TypedDict):
    """A verdict that leans on the length of an open word."""

    duty: str
    id: str
    clause: str
    text: Texts
    value: str
    choices: list[str]
    latency_min: float | None
    status: StatusWord
    turns_late_at: str | None
    turns_met_at: str | None
    sentence: Texts


class StretchEntry(TypedDict):
    """The time between two rows."""

    minutes: float
    waited_for: str | None
    from_seq: int
    to_seq: int
    from_line: int | None
    to_line: int | None


class LinkEntry(StretchEntry):
    """A link of the chain from the first milestone to the last."""

    link: str


class StepEntry(StretchEntry):
    """A step of the critical path to a row."""

    what: str


class WhyEntry(TypedDict):
    """The critical path to a row."""

    seq: int
    line: int | None
    steps: list[StepEntry]


class ContradictionEntry(TypedDict):
    """What does not fit together."""

    kind: str
    about: str
    sentence: Texts
    seqs: list[int]
    lines: list[int | None]
    clause: str | None


class GradeOfScale(TypedDict):
    """A rating of a form's scale."""

    id: str
    name: Texts
    meaning: Texts


class AsReadEntry(TypedDict):
    """What became of the duties whose limits' numbers a reading supplies; no rating rests on it."""

    asked: int
    evaluated: int
    in_time: int
    late: int
    undone: int
    undecided: int
    duties: list[str]


class ItemEvidence(TypedDict):
    """What an item's rating rests on."""

    asked: int
    evaluated: int
    in_time: int
    late: int
    undone: int
    undecided: int
    faults: int
    weak: int
    as_read: AsReadEntry | None
    duties: list[str]
    seqs: list[int]
    lines: list[int | None]


class ItemOverride(TypedDict):
    """A rating that a person set in place of the proposed one."""

    rating: str
    role: str
    time: str
    reason: str


class ItemEntry(TypedDict):
    """An item of a form, rated."""

    id: str
    number: str
    title: Texts
    points: float | None
    state: str
    rating: str | None
    proposed: str | None
    uncapped: str | None
    why: Texts
    evidence: ItemEvidence
    override: ItemOverride | None


class FormEntry(TypedDict):
    """An evaluation form, filled in from the log."""

    id: str
    title: Texts
    source: str
    source_text: Texts
    note: Texts
    scale: list[GradeOfScale]
    items: list[ItemEntry]
    points: float | None
    points_of: float | None
    points_asked: float | None
    overall: str | None
    confirmed: dict[str, str] | None


class TellingEntry(TypedDict):
    """One row of a log against another log of the same course."""

    word: str
    claimed: Row | None
    established: Row | None
    minutes: float | None
    facts: dict[str, dict[str, Any]]


class CalledForInLog(CalledForEntry):
    """The same, with its line in the log."""

    line: int | None


class JudgeDocument(TypedDict):
    """A judged log: `drill judge LOG --json`."""

    schema: Literal["drill.judge/2"]
    header: Header
    scenario: ScenarioEntry | None
    until_min: float
    habits: HabitsEntry
    duties: list[DutyEntry]
    measures: dict[str, MeasureEntry]
    silences: list[SilenceEntry]
    called_for: list[CalledForInLog]
    outcome: dict[str, OutcomeEntry]
    expectations: list[ExpectationMetEntry]
    story: StoryEntry
    remarks: list[Texts]
    log: ReadLogEntry
    problems: list[ProblemEntry]
    coverage: CoverageEntry
    readings: list[LeaningEntry]
    chain: dict[str, list[LinkEntry]]
    why: WhyEntry | None
    contradictions: list[ContradictionEntry]
    forms: list[FormEntry]
    tellings: NotRequired[list[TellingEntry]]
    names: NamesById


class LoggedRow(TypedDict):
    """A row as the judge sees it, and its line in the log."""

    line: int
    seq: int
    time: float
    kind: str
    actor: str | None
    to: str | None
    channel: str | None
    form: str | None
    about: str | None
    rule: str | None
    clause: str | None
    cause: int | None
    facts: dict[str, Any]


class ReadingDocument(TypedDict):
    """A log that is only read: `drill judge LOG --dry-run --json`."""

    schema: Literal["drill.log/2"]
    log: ReadLogEntry
    problems: list[ProblemEntry]
    rows: list[LoggedRow]
    names: NamesById
