"""What can be said against an overlay before the document that it changes is seen: unknown sections and fields, guards that guard nothing.

A plan's amendment brings its own clause. A changed number in the resources brings its own source, or says that it is an
assumption and in what range: otherwise the changed number would be the one that nobody can trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sim.documents import SEPARATOR, Mistakes, listed
from sim.errors import nearest
from sim.inputs.resources import Resources
from sim.plan.sections import PLAN_SECTIONS, Section, sections_of
from sim.words import Phrase, Said, phrase

GUARD = ("was", "now")
_ORIGIN = ("source", "assumption", "range")
_NO_CLAUSE = phrase("revisions.clause-missing")
_NO_NUMBER = ("name", "body", "kind")


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the two documents that a revision may change."""

    name: str
    document: Phrase  # what a reader calls it
    prefix: str
    sections: Mapping[str, Section]
    cites: bool  # amendments bring a clause

    def place(self, *steps: str) -> str:
        """Where in the revision: `amend › duty "report"`."""
        what, *rest = steps
        named = [f'{rest[0]} "{rest[1]}"' if len(rest) > 1 and rest[1] else rest[0]] if rest else []
        return self.prefix + SEPARATOR.join((what, *named))


RESOURCE_SECTIONS = sections_of(Resources)
PLAN = Layer("plan", phrase("revisions.the-plan"), "", PLAN_SECTIONS, cites=True)
RESOURCES = Layer("resources", phrase("revisions.the-resources"), f"resources{SEPARATOR}", RESOURCE_SECTIONS, cites=False)
LAYERS = (PLAN, RESOURCES)


def no_such(layer: Layer, section: Section) -> Phrase:
    """That a document has no such entry of a section."""
    return phrase("revisions.no-such", document=layer.document, section=phrase(f"section.{section.name}"))


class Changes(Protocol):
    """What an overlay holds, as far as its shape goes."""

    @property
    def amend(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        """Section, entry, field = { was, now }."""

    @property
    def add(self) -> Mapping[str, Iterable[Mapping[str, Any]]]:
        """Whole entries by section."""

    @property
    def repeal(self) -> Mapping[str, Mapping[str, Any]]:
        """Section, entry, and why."""


def check_shape(changes: Changes, layer: Layer, faults: Mistakes) -> None:
    """Note every fault of an overlay that shows without the document under it."""
    for what, held in (("amend", changes.amend), ("add", changes.add), ("repeal", changes.repeal)):
        for name in held:
            _known_section(layer, what, name, faults)
    for name, entries in changes.amend.items():
        section = layer.sections.get(name)
        if section is None:
            continue
        if section.single:
            _fields(section, layer, "", entries, faults)
        for entry, fields in () if section.single else entries.items():
            _fields(section, layer, entry, fields, faults)
            if entry in changes.repeal.get(name, {}):
                faults.add(layer.place("repeal", name, entry), phrase("revisions.amended-too"), hint=phrase("revisions.keep-one"))
    for name, repeals in changes.repeal.items():
        section = layer.sections.get(name)
        for entry, repeal in repeals.items():
            place = layer.place("repeal", name, entry)
            if layer.cites and not repeal.clause:
                faults.add(place, _NO_CLAUSE, hint=phrase("revisions.repeal-brings-clause"))
            if section is not None and section.single:
                faults.add(place, phrase("revisions.amended-not-repealed"))
    for name, added in changes.add.items():
        _added(layer, name, added, faults)


def _known_section(layer: Layer, what: str, name: str, faults: Mistakes) -> None:
    if name in layer.sections:
        return
    other = next((one for one in LAYERS if one is not layer and name in one.sections), None)
    hint: Said = nearest(name, tuple(layer.sections))
    if other is not None:
        hint = phrase("revisions.part-of", document=other.document, table=f"[{other.prefix.replace(SEPARATOR, '.')}{what}.{name}.…]")
    faults.add(
        layer.place(what, name), phrase("revisions.no-such-section", document=layer.document), value=name, allowed=listed(layer.sections), hint=hint
    )


def _fields(section: Section, layer: Layer, entry: str, fields: Mapping[str, Any], faults: Mistakes) -> None:
    place = layer.place("amend", section.name, entry)
    cited = layer.cites and "clause" in section.fields
    if cited and not (isinstance(fields.get("clause"), str) and fields["clause"]):
        faults.add(place, _NO_CLAUSE, value=fields.get("clause", ""), hint=phrase("revisions.amendment-brings-clause"))
    changed = [key for key in fields if not (cited and key == "clause")]
    if not changed:
        faults.add(
            place, phrase("revisions.amends-nothing"), allowed=phrase("revisions.such-as", example='within = { was = "30 min", now = "15 min" }')
        )
    for key in changed:
        _guard(section, f"{place}{SEPARATOR}{key}", key, fields[key], faults)
    numbers = [
        key for key in changed
        if key not in (*_ORIGIN, *_NO_NUMBER) and isinstance(fields[key], dict) and not isinstance(fields[key].get("now"), bool)
    ]  # fmt: skip
    if section.sourced and numbers and not set(_ORIGIN) & set(changed):
        faults.add(place, phrase("revisions.own-source"), value=", ".join(numbers), allowed=_ORIGIN, hint=phrase("revisions.amend-source"))


def _guard(section: Section, place: str, key: str, guard: object, faults: Mistakes) -> None:
    if key in section.identity:
        faults.add(place, phrase("revisions.cannot-rename"), hint=phrase("revisions.repeal-and-add"))
    elif section.fields and key not in section.fields:
        problem = phrase("revisions.no-such-field", section=phrase(f"section.{section.name}"))
        faults.add(place, problem, value=key, allowed=listed(section.fields), hint=nearest(key, section.fields))
    elif not isinstance(guard, dict) or not guard or not set(guard) <= set(GUARD):
        faults.add(place, phrase("revisions.was-and-now"), value=guard if isinstance(guard, str) else "",
                   allowed="{ was = …, now = … }")  # fmt: skip
    elif "was" in guard and "now" in guard and type(guard["was"]) is type(guard["now"]) and guard["was"] == guard["now"]:
        faults.add(place, phrase("revisions.so-before"), value=str(guard["now"]))


def _added(layer: Layer, name: str, added: Iterable[Mapping[str, Any]], faults: Mistakes) -> None:
    section = layer.sections.get(name)
    if section is None:
        return
    if section.single:
        faults.add(layer.place("add", name), phrase("revisions.amended-not-added"))
        return
    seen: set[str] = set()
    for number, entry in enumerate(added):
        names = section.names_of(entry)
        label = names[0] if names and names[0] else str(number + 1)
        place = layer.place("add", name, label)
        if layer.cites and "clause" in section.fields and not entry.get("clause"):
            faults.add(place, _NO_CLAUSE, hint=phrase("revisions.addition-brings-clause"))
        if {"before", "after"} <= set(entry):
            faults.add(place, phrase("revisions.not-both"), allowed=phrase("revisions.before-or-after"))
        if label in seen:
            faults.add(place, phrase("revisions.added-twice"), value=label)
        seen.add(label)
