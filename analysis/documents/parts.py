"""Parts that several documents share: what is said in words, names of ids, numbers with limits, one verdict."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from msgspec import Meta

from analysis.verdicts import STATUSES
from sim.vocabulary import FORCES

TEXTS = "Texts"
Texts = Annotated[dict[str, str], Meta(title=TEXTS)]  # one thing said in every language
NamesById = dict[str, dict[str, Texts]]  # table -> id -> what it is called
StatusWord = Annotated[str, Meta(extra_json_schema={"enum": list(STATUSES)})]
ForceWord = Annotated[str, Meta(extra_json_schema={"enum": list(FORCES)})]


class OpenCellEntry(TypedDict):
    """A cell that leaves something open, without what it may hold."""

    seq: int
    line: int | None
    column: str
    written: str


class DutyEntry(TypedDict):
    """What became of one duty."""

    id: str
    rule: str
    clause: str
    title: Texts
    force: ForceWord
    about: str
    bearer: str | None
    to: list[str]
    act: str
    form: str | None
    occurrence: int
    limit: str
    stated_by_plan: bool
    raised_min: float
    anchor_min: float | None
    due_min: float | None
    done_min: float | None
    latency_min: float | None
    margin_min: float | None
    status: StatusWord
    reason: str
    reason_code: str
    reason_text: Texts | None
    habit: str | None
    same_person: bool
    readings: list[str]
    trigger_seq: int
    done_seq: int | None
    cells: list[OpenCellEntry]
    due_low_min: float | None
    due_high_min: float | None
    done_low_min: float | None
    done_high_min: float | None
    latency_low_min: float | None
    latency_high_min: float | None
    margin_low_min: float | None
    margin_high_min: float | None


class MeasureEntry(TypedDict):
    """A measure of one run or one log."""

    name: Texts
    value: float | None
    low: float | None
    high: float | None
    not_reached_after: float | None
    unit: str
    clause: str
    reason: str
    reason_code: str
    reason_text: Texts | None
    evaluated: int
    asked: int
    direction: str
    formula: Texts


class HabitDuties(TypedDict):
    """A habit, and how many of the duties called for it stands behind."""

    habit: str
    name: Texts
    duties: int


class HabitsEntry(TypedDict):
    """On how much of what the events call for habits stand."""

    called_for: int
    with_habit: int
    share: float | None
    most: list[HabitDuties]


class SilenceEntry(TypedDict):
    """A place at which the plan is silent, and what was done there."""

    clause: str
    rule: str
    about: str
    what: Texts
    filled_by: str | None
    times: int


class OutcomeEntry(TypedDict):
    """What became of an event."""

    grade: list[list[Any]]
    true_grade: list[list[Any]]
    level: list[list[Any]]
    ended_min: float | None
    stood_down_min: float | None
    dispersed_min: float | None


class PeopleEntry(TypedDict):
    """People of a scenario who come with something."""

    id: str
    event: str
    name: Texts
    size: int
    matter: Texts
    responsible_unit: str | None


class ScenarioEntry(TypedDict):
    """What was drilled, and what for."""

    id: str
    title: Texts
    purpose: Texts
    objectives: list[Texts]
    people: list[PeopleEntry]


class MomentEntry(TypedDict):
    """One moment of the story."""

    minute: float
    clause: str | None
    rule: str | None
    text: Texts
    seqs: list[int]


class StoryEntry(TypedDict):
    """What happened, told for a reader."""

    moments: list[MomentEntry]
    untold: int


class EstimateEntry(TypedDict):
    """A number over runs, with its limits at 95 %."""

    value: float
    low: float | None
    high: float | None


class ClauseEntry(TypedDict):
    """What a duty that was called for came to over several runs."""

    rule: str
    clause: str
    stated_by_plan: bool
    runs: int
    instances: int
    in_time: EstimateEntry | None
    late_min: EstimateEntry | None
    median_min: EstimateEntry | None
    ninth_decile_min: EstimateEntry | None
