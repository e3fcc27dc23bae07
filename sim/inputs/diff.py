"""What changes between two plans (and the resources beside them), field by field, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.inputs.overlay_shape import RESOURCE_SECTIONS
from sim.inputs.resources import Resources
from sim.plan.model import Plan
from sim.plan.sections import PLAN_SECTIONS, Section

_HEAD = Section("plan", (), {}, sourced=False, single=True)
ORDER = "order"  # the field of a change of rank


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One change of a section's entry. `field` is empty where a whole entry came (`before` is None) or went (`after` is None).

    `key` is the name by which the entry is spoken of; it is empty for a table that stands once, and for the order of a section.
    """

    section: str
    key: str
    field: str = ""
    before: object = None  # the entry, as it was and as it is
    after: object = None
    was: Any = None
    now: Any = None

    @property
    def clause_before(self) -> str:
        """The clause that the entry had."""
        return str(fields_of(self.before).get("clause") or "")

    @property
    def clause_after(self) -> str:
        """The clause that it has."""
        return str(fields_of(self.after).get("clause") or "")


def diff(before: Plan, after: Plan, resources_before: Resources | None = None, resources_after: Resources | None = None) -> tuple[PlanChange, ...]:
    """Every change, in the order of the file: the plan's head, its sections, then the resources where both are given."""
    found = list(_fields(_HEAD, "", before.plan, after.plan))
    found += _document(before, after, PLAN_SECTIONS)
    if resources_before is not None and resources_after is not None:
        found += _document(resources_before, resources_after, RESOURCE_SECTIONS)
    return tuple(found)


def fields_of(entry: object) -> dict[str, Any]:
    """The fields of an entry under the names that a file gives them."""
    if isinstance(entry, BaseModel):
        return {field.alias or name: getattr(entry, name) for name, field in type(entry).model_fields.items()}
    return dict(entry) if isinstance(entry, Mapping) else {}


def _document(before: BaseModel, after: BaseModel, sections: Mapping[str, Section]) -> Iterator[PlanChange]:
    for name, section in sections.items():
        if section.single:
            yield from _fields(section, "", getattr(before, name), getattr(after, name))
        else:
            yield from _entries(section, _by_key(section, getattr(before, name)), _by_key(section, getattr(after, name)))


def _by_key(section: Section, rows: tuple[BaseModel, ...]) -> dict[str, BaseModel]:
    keyed: dict[str, BaseModel] = {}
    for row in rows:
        name = "+".join(section.claims_of(fields_of(row)))
        number = sum(1 for key in keyed if key.partition("#")[0] == name)
        keyed[f"{name}#{number + 1}" if number else name] = row
    return keyed


def _entries(section: Section, before: Mapping[str, BaseModel], after: Mapping[str, BaseModel]) -> Iterator[PlanChange]:
    """What changed or went, what came, and the order of what stayed where it is a rank."""
    for key, entry in before.items():
        if key in after:
            yield from _fields(section, key, entry, after[key])
        else:
            yield PlanChange(section=section.name, key=key, before=entry)
    for key, entry in after.items():
        if key not in before:
            yield PlanChange(section=section.name, key=key, after=entry)
    if section.ranked:
        was, now = ([key for key in one if key in other] for one, other in ((before, after), (after, before)))
        if was != now:
            yield PlanChange(section=section.name, key="", field=ORDER, was=tuple(was), now=tuple(now))


def _fields(section: Section, key: str, before: object, after: object) -> Iterator[PlanChange]:
    """The fields that differ between two forms of one entry; that its clause changed is told only where nothing else did."""
    old, new = fields_of(before), fields_of(after)
    names = [name for name in dict.fromkeys((*old, *new)) if not _same(old.get(name), new.get(name))]
    for name in [one for one in names if one != "clause"] or names:
        yield PlanChange(section=section.name, key=key, field=name, before=before, after=after, was=old.get(name), now=new.get(name))


def _same(one: object, other: object) -> bool:
    """Equal and of one type: true is not 1."""
    return type(one) is type(other) and one == other
