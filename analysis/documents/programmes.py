"""The documents of `drill programme` and `drill compare`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict, get_args

from msgspec import Meta

from analysis.documents.parts import Texts
from analysis.programme.compared import FindingChange, PlanRelation, RuleChange
from sim.vocabulary import DRILL_KINDS

DrillKindWord = Annotated[str, Meta(extra_json_schema={"enum": list(DRILL_KINDS)})]


class ExercisedEntry(TypedDict):
    """What became of the duties of one rule in a drill, by number."""

    rule: str
    clause: str
    met: int
    late: int
    missed: int
    wrong_channel: int
    open: int


class HeldEntry(TypedDict):
    """A drill that was held, or an event that was answered."""

    id: str
    date: str
    time: str | None
    kind: DrillKindWord
    title: Texts
    digest: str
    plan_digest: str
    revisions: list[str]
    exercised: list[ExercisedEntry]


class AskedOfDrills(TypedDict):
    """How often drills are to be held by one entry of the plan."""

    clause: str
    title: Texts
    every: str
    last: str | None
    due: str | None
    overdue: bool


class ClauseExercised(TypedDict):
    """A clause by which something must or must not be done, and the last drill of the year that exercised it."""

    clause: str
    rules: list[str]
    exercised_in: str | None


class OccurrenceEntry(TypedDict):
    """A finding as it came to light in one drill."""

    drill: str
    count: int
    over_min: float | None
    rows: list[str]
    answered_by: str | None


class TrackedEntry(TypedDict):
    """A finding over all drills."""

    key: str
    kind: str
    rule: str | None
    clause: str
    open: bool
    closed_by: str | None
    times: int
    worst_min: float | None
    said: Texts
    mend: Texts
    occurrences: list[OccurrenceEntry]


class ActionEntry(TypedDict):
    """What is to be done about a finding."""

    finding: str
    what: Texts
    owner: str
    due: str | None
    done: str | None
    state: Literal["open", "overdue", "done"]


class ReasonEntry(TypedDict):
    """A finding that is a reason to revise the plan."""

    finding: str
    why: list[Texts]


class ProgrammeDocument(TypedDict):
    """Where a programme stands on a day: `drill programme FILE --json`."""

    schema: Literal["drill.programme/1"]
    plan: str
    plan_digest: str
    on: str
    drills: list[HeldEntry]
    drills_later: int
    asked: list[AskedOfDrills]
    clauses: list[ClauseExercised]
    findings: list[TrackedEntry]
    actions: list[ActionEntry]
    reasons: list[ReasonEntry]


class ComparedHeader(TypedDict):
    """What ran: of the header of a record."""

    plan: dict[str, Any]
    scenario: dict[str, Any]
    seed: int
    start: str


class ComparedDrill(TypedDict):
    """One of two drills that stand side by side."""

    place: str
    header: ComparedHeader


class ComparedNumber(TypedDict):
    """A measure of both drills."""

    id: str
    group: str
    unit: str
    name: Texts
    direction: str
    first: float | None
    second: float | None


class RuleSideBySide(TypedDict):
    """What became of the duties of one rule in both drills, by number."""

    rule: str
    clause: str
    title: Texts
    change: Annotated[str, Meta(extra_json_schema={"enum": list(get_args(RuleChange))})]
    first: dict[str, int]
    second: dict[str, int]
    late_first_min: float
    late_second_min: float


class FindingSideBySide(TypedDict):
    """A finding of either drill, and what has become of it in the second."""

    key: str
    kind: str
    rule: str | None
    clause: str
    change: Annotated[str, Meta(extra_json_schema={"enum": list(get_args(FindingChange))})]
    count: int
    said: Texts
    mend: Texts


class ComparedDocument(TypedDict):
    """Two drills side by side: `drill compare A B --json`."""

    schema: Literal["drill.compare/1"]
    drills: list[ComparedDrill]
    plans: Annotated[str, Meta(extra_json_schema={"enum": list(get_args(PlanRelation))})]
    measures: list[ComparedNumber]
    rules: list[RuleSideBySide]
    findings: list[FindingSideBySide]
