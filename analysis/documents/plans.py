"""The documents of `drill plan`, `drill list` and `drill --version`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta

from sim.plan.check.finding import SEVERITIES

SeverityWord = Annotated[str, Meta(extra_json_schema={"enum": list(SEVERITIES)})]


class CarryingEntry(TypedDict):
    """An entry that carries a rule of the plan's text."""

    entry: str
    manner: str
    change: str | None


class PageEntry(TypedDict):
    """An entry of a plan, with a sentence; what else it has depends on its section."""

    section: str
    id: str
    clause: str
    title: str
    sentence: str
    force: NotRequired[str]
    bearer: NotRequired[str]
    on: NotRequired[list[str]]
    when: NotRequired[str]
    act: NotRequired[str]
    form: NotRequired[str]
    to: NotRequired[list[str]]
    limit: NotRequired[str]
    limit_min: NotRequired[float | None]
    readings: NotRequired[list[str]]
    timed_entry: NotRequired[bool]
    manner: NotRequired[str]
    entries: NotRequired[list[CarryingEntry]]


class BlockEntry(TypedDict):
    """Entries that belong together."""

    heading: str
    note: str
    entries: list[PageEntry]


class PageDocument(TypedDict):
    """A plan to read: `drill plan show PLAN --json`."""

    schema: Literal["drill.plan/1"]
    view: str
    plan: str
    asked: dict[str, Any]
    title: str
    issuer: str
    note: str
    blocks: list[BlockEntry]


class LaidRevision(TypedDict):
    """A revision that was laid over a plan."""

    id: str
    digest: str


class ChangeEntry(TypedDict):
    """One change of an entry."""

    section: str
    id: str
    clause_before: str
    clause_after: str
    field: str
    before: str
    after: str
    sentence: str


class ChangesDocument(TypedDict):
    """What revisions change: `drill plan diff PLAN REVISION… --json`."""

    schema: Literal["drill.diff/1"]
    plan: str
    revisions: list[LaidRevision]
    changes: list[ChangeEntry]


class FindingEntry(TypedDict):
    """What a careful reader would mark."""

    check: str
    severity: SeverityWord
    clauses: list[str]
    rules: list[str]
    fingerprint: str
    message: str
    why: str
    mend: str


class AcceptedFinding(FindingEntry):
    """A finding that somebody has accepted."""

    reason: str


class UnmatchedEntry(TypedDict):
    """An entry of the file of accepted findings by which nothing is accepted any more."""

    finding: str
    check: str
    clauses: list[str]
    reason: str


class ExplainedCheck(TypedDict):
    """A kind of finding."""

    check: str
    severity: SeverityWord
    name: str
    looks: str
    why: str
    fault: str
    mended: str
    mend: str


class ChecksDocument(TypedDict):
    """What a plan is checked for: `drill plan explain --json`."""

    schema: Literal["drill.checks/1"]
    checks: list[ExplainedCheck]


class FindingsDocument(TypedDict):
    """What a careful reader would mark in a plan: `drill plan check PLAN --json`."""

    schema: Literal["drill.check/1"]
    findings: list[FindingEntry]
    accepted: list[AcceptedFinding]
    unmatched: list[UnmatchedEntry]
    left_out: int
    revisions: NotRequired[list[LaidRevision]]
    gone: NotRequired[list[FindingEntry]]
    kept: NotRequired[int]


class ShippedEntry(TypedDict):
    """A plan, a scenario or a revision that ships."""

    id: str
    title: str
    teaches: NotRequired[str]
    plan: NotRequired[str]


class ListedMeasure(TypedDict):
    """A measure, or a pattern of measures."""

    id: str
    title: str
    unit: str
    clause: str
    group: str
    direction: str
    formula: str
    number: int


class ListDocument(TypedDict):
    """What ships: `drill list --json`."""

    schema: Literal["drill.list/1"]
    plans: NotRequired[list[ShippedEntry]]
    scenarios: NotRequired[list[ShippedEntry]]
    revisions: NotRequired[list[ShippedEntry]]
    measures: NotRequired[list[ListedMeasure]]


class VersionDocument(TypedDict):
    """Which program this is, and what ships with it: `drill version --json`."""

    schema: Literal["drill.version/1"]
    version: str
    python: str
    code: str
    plans: dict[str, str]
    resources: dict[str, str]
