"""The document of `drill evaluate --find-limits`."""

from __future__ import annotations

from typing import Literal, TypedDict

from analysis.documents.parts import EstimateEntry


class TriedLimitEntry(TypedDict):
    """One limit: how often it is kept, how long the duty takes under it, and what it does beside the plan's own (null for that)."""

    limit_min: float | None
    of_the_plan: bool
    runs: int
    instances: int
    kept: EstimateEntry | None
    median_min: EstimateEntry | None
    ninth_decile_min: EstimateEntry | None
    word: str | None
    headline: str | None


class LimitsScenarioEntry(TypedDict):
    """The limits in one scenario, the shortest first, and the shortest that is surely kept in nine of ten cases."""

    id: str
    surely_kept_min: float | None
    limits: list[TriedLimitEntry]


class LimitsDocument(TypedDict):
    """What limits of one duty would be kept, and what they cost: `drill evaluate SCENARIO --find-limits DUTY --json`."""

    schema: Literal["drill.limits/1"]
    duty: str
    clause: str
    title: dict[str, str]
    first_seed: int
    runs: int
    scenarios: list[LimitsScenarioEntry]
