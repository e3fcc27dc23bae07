"""The sections of a plan or resources file, and by which name one entry of a section is spoken of.

Made from the models, so that a new table can be revised without a word here. Most entries have an id; forms, facts, tasks, desks and
routes go by what they are about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.plan.model import Plan
from sim.text import Entry

_RANKED = ("grade", "warning", "level")  # the order of the file is their rank, so a new one must say where it stands
_IDENTITY = {
    "task": ("act", "form", "by"), "content": ("form",), "observable": ("fact",), "sight": ("by",), "route": ("channel",), "desk": (),
}  # fmt: skip
_HEADS = ("plan", "resources")  # which document it is; that is never revised


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a document. `single` is a table that stands once, such as `officer`; the others are lists of entries."""

    name: str
    fields: tuple[str, ...]  # as they are written in a file; empty where any may stand
    defaults: Mapping[str, Any]  # what a field means when a file leaves it out
    sourced: bool  # its numbers bring a source, or an assumption's range
    single: bool = False

    @property
    def ranked(self) -> bool:
        """Whether the order of its entries means something."""
        return self.name in _RANKED

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields by which an entry is spoken of; changing them would make it another entry."""
        return _IDENTITY.get(self.name, ("id",))

    def names_of(self, entry: Mapping[str, Any]) -> tuple[str, ...]:
        """The names under which a revision may speak of an entry, the usual one first."""
        match self.name:
            case "task":
                return (task_name(entry),)
            case "desk":
                return tuple(_words(entry.get("bodies")))
            case "route":
                channel = str(entry.get("channel", ""))
                return (channel, *(f"{channel}/{word}" for key in ("forms", "acts") for word in _words(entry.get(key))))
            case "sight":
                return (str(entry.get("by") or "everybody"),)
            case "content":
                return (str(entry.get("form", "")),)
            case "observable":
                return (str(entry.get("fact", "")),)
        return (str(entry.get("id", "")),)

    def claims_of(self, entry: Mapping[str, Any]) -> tuple[str, ...]:
        """The names that no other entry of the section may have."""
        names = self.names_of(entry)
        if self.name == "desk":
            return names
        return ("/".join(names),) if self.name == "route" else names[:1]


def task_name(entry: Mapping[str, Any]) -> str:
    """`report/written/petition_bureau`: the act, the form and who does it, without empty ends."""
    return "/".join(str(entry.get(key) or "") for key in ("act", "form", "by")).rstrip("/")


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list | tuple) else []


@cache
def sections_of(model: type[Entry]) -> dict[str, Section]:
    """The sections of a document that a revision may change, by name, in the order of the model."""
    sections: dict[str, Section] = {}
    for name, field in model.model_fields.items():
        if name in _HEADS:
            continue
        entry = _entry_of(field.annotation)
        known = {one.alias or key: one for key, one in entry.model_fields.items()} if entry is not None else {}
        sections[name] = Section(
            name, tuple(known), {key: _plain(one) for key, one in known.items() if not one.is_required()},
            sourced={"source", "assumption", "range"} <= set(known), single=get_origin(field.annotation) is not tuple,
        )  # fmt: skip
    return sections


def _plain(field: FieldInfo) -> object:
    """A field's default as a file would write it."""
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, BaseModel):
        return default.model_dump()
    return list(default) if isinstance(default, tuple) else default


def _entry_of(annotation: object) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        return next((found for part in get_args(annotation) if (found := _entry_of(part)) is not None), None)
    return None


PLAN_SECTIONS = sections_of(Plan)
