"""Files beside those of a drill that a person writes for `drill judge`: the words of a log, and what evaluators set in place of proposals."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from msgspec import Meta

from analysis.papers.evaluator import ActionTable, ExerciseTable

# `word = "id"`, or `id = ["word", …]`, or by language
Meaning = str | list[str] | dict[str, list[str]]
_FORMATS: tuple[dict[str, str], ...] = ({"format": "date-time-local"}, {"format": "date-time"}, {"format": "date"}, {})
WrittenMoment = Annotated[Any, Meta(extra_json_schema={"anyOf": [{"type": "string", **form} for form in _FORMATS]})]


class HeardWords(TypedDict, total=False):
    """What a word for an act says beside."""

    kind: str
    form: str
    channel: str


class SynonymsFile(TypedDict, total=False):
    """A file of synonyms."""

    column: dict[str, Meaning]
    kind: dict[str, Meaning]
    form: dict[str, Meaning]
    channel: dict[str, Meaning]
    party: dict[str, Meaning]
    fact: dict[str, Meaning]
    value: dict[str, dict[str, Meaning]]
    flag: dict[Literal["yes", "no"], Meaning]
    setting: dict[str, Meaning]
    scope: dict[str, Meaning]
    phrase: dict[str, HeardWords]


class OverrideTable(TypedDict):
    """A rating that a person sets in place of the proposed one."""

    form: str
    item: str
    rating: str
    role: str
    time: WrittenMoment
    reason: str


class ConfirmedTable(TypedDict):
    """Who confirms the forms as a whole."""

    role: str
    time: WrittenMoment


class ConfirmationFile(TypedDict, total=False):
    """A file for --confirm."""

    override: list[OverrideTable]
    confirmed: ConfirmedTable
    exercise: ExerciseTable
    action: list[ActionTable]
