"""The documents of `drill run`: of one run, and of several."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from analysis.documents.parts import (
    ClauseEntry,
    DutyEntry,
    HabitsEntry,
    MeasureEntry,
    NamesById,
    OutcomeEntry,
    ScenarioEntry,
    SilenceEntry,
    StoryEntry,
    Texts,
)
from sim.record import Header


class SeedsHeader(TypedDict):
    """The header of a record, of several runs that differ in their seed."""

    schema: str
    version: str
    plan: dict[str, Any]
    resources: dict[str, Any]
    scenario: dict[str, Any]
    seed: int
    seeds: list[int]
    start: str
    horizon_min: float
    events: dict[str, dict[str, Any]]
    bodies: dict[str, dict[str, Any]]


class ExpectationEntry(TypedDict):
    """What a scenario expects of a drill."""

    id: str
    text: Texts
    clause: str
    that: str
    share: list[float]


class ExpectationMetEntry(ExpectationEntry):
    """Whether an expectation came true in one run."""

    came_true: bool
    undecided: bool
    values: dict[str, Any]


class ExpectationShareEntry(ExpectationEntry):
    """In what share of the runs an expectation came true."""

    runs: int
    true: int
    undecided: int
    found: float | None
    low: float
    high: float
    word: Literal["within", "outside", "cannot-tell"]


class CalledForEntry(TypedDict):
    """A duty that the grade by the facts calls for where nobody stated that grade or a worse one."""

    rule: str
    clause: str
    title: Texts
    about: str
    grade: str
    bearer: str | None
    to: list[str]
    limit: str
    since_min: float
    since_seq: int


class RunDocument(TypedDict):
    """One run: `drill run SCENARIO --json`, and `summary.json` of `--out`."""

    schema: Literal["drill.run/2"]
    header: Header
    scenario: ScenarioEntry | None
    until_min: float
    habits: HabitsEntry
    duties: list[DutyEntry]
    measures: dict[str, MeasureEntry]
    silences: list[SilenceEntry]
    called_for: list[CalledForEntry]
    outcome: dict[str, OutcomeEntry]
    expectations: list[ExpectationMetEntry]
    story: StoryEntry
    remarks: list[Texts]
    names: NamesById


class MeasureOverRunsEntry(TypedDict):
    """A measure over several runs."""

    name: Texts
    mean: float | None
    low: float | None
    high: float | None
    q50: float | None
    q90: float | None
    n: int
    missing: int
    unit: str
    clause: str
    direction: str
    reason: str
    reason_codes: list[str]


class RunsDocument(TypedDict):
    """Several runs: `drill run SCENARIO --runs N --json`, and `summary.json` of `--out`."""

    schema: Literal["drill.runs/1"]
    header: SeedsHeader
    scenario: ScenarioEntry | None
    runs: int
    habits: HabitsEntry | None
    clauses: list[ClauseEntry]
    measures: dict[str, MeasureOverRunsEntry]
    expectations: list[ExpectationShareEntry]
    remarks: list[Texts]
