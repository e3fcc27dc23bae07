"""What stands inside a record, before anybody reckons with it: a header whose parts are what they are called, facts of their types, times in bounds.

The reader of JSON holds the outer form of a line. A record that was edited, or damaged, may still say that a number is a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from sim.record import Header, Row

FactKind = Literal["flag", "number", "word", "words", "table"]
FactKinds = Mapping[str, FactKind]
FARTHEST_MIN = 20 * 366 * 1440.0  # from a drill's start: a picture or a calendar beyond it would be of no drill
# What the engine writes itself; a plan's own facts have the types that the plan gives them.
_COUNTS = (
    "another_day", "answered", "arrived", "calm", "cleared", "heard", "hurt", "left_unheard", "moved_up", "obstructing", "people", "people_registered",
    "present", "registered", "returned_home_heard", "returned_home_unheard", "stayed_home", "storming", "vocal",
)  # fmt: skip
_WORDS = ("answer", "approver", "fault", "grade", "level", "requester", "target", "true_grade", "unit")
_OWN: dict[str, FactKind] = {
    **dict.fromkeys(_COUNTS, "number"), **dict.fromkeys(_WORDS, "word"), "groups": "words", "leads": "words", "text": "table", "as_of": "table",
    "jointly": "flag", "unheard": "flag", "partial": "flag",
}  # fmt: skip
_KIND_OF_TYPE: dict[str, FactKind] = {"flag": "flag", "count": "number", "number": "number", "set of": "words"}


class _Event(msgspec.Struct):
    """An event in a header."""

    roles: dict[str, str] = {}
    title: dict[str, str] | str = ""


class _Body(msgspec.Struct):
    """A body in a header."""

    name: dict[str, str] | str = ""
    plays: tuple[str, ...] = ()
    superior: str | None = None


class _Revision(msgspec.Struct):
    """A plan or a revision by its digest."""

    id: str = ""
    digest: str = ""


class _Plan(msgspec.Struct):
    """The plan in a header."""

    id: str = ""
    lineage: tuple[_Revision, ...] = ()
    readings: dict[str, bool | str] = {}


class _Source(msgspec.Struct):
    """Resources or scenario in a header."""

    id: str = ""
    digest: str = ""
    title: dict[str, str] | str = ""


_PARTS: tuple[tuple[str, Any], ...] = (
    ("plan", _Plan), ("resources", _Source), ("scenario", _Source), ("events", dict[str, _Event]), ("bodies", dict[str, _Body]),
)  # fmt: skip


def header_misfit(header: Header) -> str | None:
    """The field of a header that is not what it is called; None where all are."""
    for field, shape in _PARTS:
        try:
            msgspec.convert(getattr(header, field), shape)
        except msgspec.ValidationError:
            return field
    try:
        datetime.fromisoformat(header.start)
    except ValueError:
        return "start"
    return None if 0 <= header.horizon_min <= FARTHEST_MIN else "horizon_min"


def kinds_of(types: Mapping[str, str]) -> FactKinds:
    """The kinds of a plan's facts, from their types."""
    return {fact: _KIND_OF_TYPE.get(one, "word") for fact, one in types.items()}


def row_misfit(row: Row, kinds: FactKinds | None = None) -> str | None:
    """The field of a row that is not what it is called; None where all are. `kinds` are those of a plan's facts."""
    if not abs(row.time) <= FARTHEST_MIN:
        return "time"
    for fact, value in row.facts.items():
        of_plan = (kinds or {}).get(fact)
        kind = of_plan or _OWN.get(fact)
        unsaid = value is None and (of_plan is not None or kind != "number")  # what the engine counts it never leaves open
        if not unsaid and not _fits(value, kind):
            return f"facts.{fact}"
    return None


def _fits(value: object, kind: FactKind | None) -> bool:
    match kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "word":
            return isinstance(value, str)
        case "words":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "table":
            return isinstance(value, dict) and all(isinstance(one, str | int | float) for one in value.values())
    return isinstance(value, bool | int | float | str) or _fits(value, "words") or _fits(value, "table")
