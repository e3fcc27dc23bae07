"""Changes laid over a parsed document: amended fields, added entries, repealed entries.

Every amended field says what it was and what it is now. What it was is compared with the document as written, so that a
change made for another wording is refused instead of doing something else. The document that is passed in stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import Field

from sim.documents import SEPARATOR, Mistakes, listed
from sim.errors import nearest, shown
from sim.inputs.resources import Resources
from sim.plan.sections import PLAN_SECTIONS, Section, sections_of
from sim.text import Entry, Text
from sim.words import NOTHING, Phrase, Said, phrase

# -- what can be said before the document that it changes is seen --------------------------------------------------------------


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


TomlTable = dict[str, Any]
# -- laid over a document ------------------------------------------------------------------------------------------------------


_PLACES = ("before", "after")  # where an added entry stands; no entry has fields of these names


class Repeal(Entry):
    """Why an entry no longer holds. In a plan, `clause` is the revision's own."""

    clause: str = ""
    reason: Text


class Overlay(Entry):
    """Changes to one document: section by section, entry by entry."""

    amend: dict[str, dict[str, TomlTable]] = Field(default_factory=dict)  # section, entry, field = { was, now }
    add: dict[str, tuple[TomlTable, ...]] = Field(default_factory=dict)
    repeal: dict[str, dict[str, Repeal]] = Field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (any(self.amend.values()) or any(self.add.values()) or any(self.repeal.values()))


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What a change is aimed at; `field` is empty where it is the whole entry."""

    layer: str
    section: str
    entry: str
    field: str = ""


@dataclass(slots=True)
class History:
    """Which earlier revision of the stack has touched what, so that a conflict can name it."""

    touched: dict[Target, str] = field(default_factory=dict)

    def told(self, target: Target) -> Said:
        """A hint for a change that comes second."""
        earlier = self.touched.get(target) or self.touched.get(Target(target.layer, target.section, target.entry))
        if not earlier:
            return NOTHING
        return phrase("revisions.changed-before", id=earlier)


class Laying:
    """One overlay being laid over one document. `document` is the result; what cannot be done goes to `faults`."""

    def __init__(self, document: TomlTable, overlay: Overlay, layer: Layer, by: str, history: History, faults: Mistakes) -> None:
        self.document: TomlTable = deepcopy(document)
        self.overlay, self.layer, self.by, self.history, self.faults = overlay, layer, by, history, faults
        self.done: list[Target] = []

    def lay(self) -> TomlTable:
        """Make every change that can be made; the changed document."""
        for section, entries in self._sections(self.overlay.amend):
            for name, fields in entries.items():
                if section.single:
                    self._single(section, name, fields)
                elif (entry := self._find(section, name, "amend")) is not None:
                    self._amend(section, name, entry, fields)
        for section, entries in self._sections(self.overlay.repeal):
            for name in entries:
                self._repeal(section, name)
        for section, added in self._sections(self.overlay.add):
            for number, entry in enumerate(added):
                self._add(section, entry, number)
        for target in self.done:
            self.history.touched[target] = self.by
        return self.document

    def _sections(self, changes: dict[str, Any]) -> Iterator[tuple[Section, Any]]:
        return ((self.layer.sections[name], held) for name, held in changes.items() if name in self.layer.sections)

    def _rows(self, section: Section) -> list[TomlTable]:
        """The entries of a section; a document with something else there is refused before or after, by its own check."""
        rows = self.document.setdefault(section.name, [])
        return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []

    def _find(self, section: Section, name: str, what: str) -> TomlTable | None:
        """The one entry of this name, or a fault."""
        rows = self._rows(section)
        found = [row for row in rows if name in section.names_of(row)]
        if len(found) == 1:
            return found[0]
        place = self.layer.place(what, section.name, name)
        if found:
            names = dict.fromkeys(word for row in found for word in section.names_of(row) if word != name)
            self.faults.add(place, phrase("revisions.several-of-this-name", document=self.layer.document), value=name, allowed=listed(names))
            return None
        known = list(dict.fromkeys(word for row in rows for word in section.names_of(row) if word))
        hint = self.history.told(Target(self.layer.name, section.name, name)) or nearest(name, known)
        self.faults.add(place, no_such(self.layer, section), value=name, allowed=listed(known), hint=hint)
        return None

    def _amend(self, section: Section, name: str, entry: TomlTable, fields: TomlTable) -> None:
        usual = section.names_of(entry)[0]
        for key, guard in fields.items():
            place = f"{self.layer.place('amend', section.name, name)}{SEPARATOR}{key}"
            if self.layer.cites and key == "clause":
                entry["clause"] = guard
                self.done.append(Target(self.layer.name, section.name, usual, key))
            else:
                self._set(entry, key, guard, section, Target(self.layer.name, section.name, usual, key), place)

    def _single(self, section: Section, key: str, guard: object) -> None:
        table = self.document.setdefault(section.name, {})
        place = f"{self.layer.place('amend', section.name)}{SEPARATOR}{key}"
        if isinstance(table, dict):
            self._set(table, key, guard, section, Target(self.layer.name, section.name, "", key), place)

    def _set(self, entry: TomlTable, key: str, guard: object, section: Section, target: Target, place: str) -> None:
        """Change one field, if it was what the guard says that it was."""
        if not isinstance(guard, dict) or not set(guard) <= set(GUARD):  # told by the shape already
            return
        stated = key in entry
        base = entry.get(key, section.defaults.get(key))
        expected = guard.get("was", section.defaults.get(key))
        if ("was" not in guard and stated) or not same_as_written(base, expected):
            said = self.layer.document
            otherwise = phrase("revisions.says-otherwise", document=said)
            problem = otherwise if "was" in guard else phrase("revisions.was-not-given", problem=otherwise)
            self.faults.add(
                f"{place}{SEPARATOR}was", problem,
                value=written(guard["was"]) if "was" in guard else "",
                allowed=written(base) if stated else phrase("revisions.not-stated"),
                hint=self.history.told(target) or phrase("revisions.was-repeats", document=self.layer.document),
            )  # fmt: skip
            return
        if "now" in guard:
            entry[key] = deepcopy(guard["now"])
        else:
            entry.pop(key, None)
        self.done.append(target)

    def _repeal(self, section: Section, name: str) -> None:
        entry = self._find(section, name, "repeal")
        if entry is None:
            return
        rows = self._rows(section)
        rows[:] = [row for row in rows if row is not entry]
        self.done.append(Target(self.layer.name, section.name, section.names_of(entry)[0]))

    def _add(self, section: Section, entry: TomlTable, number: int) -> None:
        names = section.names_of(entry)
        label = names[0] if names and names[0] else str(number + 1)
        place = self.layer.place("add", section.name, label)
        rows = self._rows(section)
        taken = {word for row in rows for word in section.claims_of(row)}
        clash = next((word for word in section.claims_of(entry) if word and word in taken), None)
        if clash is not None:
            hint = self.history.told(Target(self.layer.name, section.name, clash)) or phrase("revisions.amend-it", section=section.name)
            problem = phrase("revisions.has-already", document=self.layer.document, section=phrase(f"section.{section.name}"))
            self.faults.add(place, problem, value=clash, hint=hint)
            return
        own = {key: deepcopy(value) for key, value in entry.items() if key not in _PLACES}
        rows.insert(self._position(section, entry, rows, place), own)
        self.done.append(Target(self.layer.name, section.name, label))

    def _position(self, section: Section, entry: TomlTable, rows: list[TomlTable], place: str) -> int:
        """Where an added entry goes: beside the one that it names, else last."""
        for key in _PLACES:
            if key in entry:
                found = [at for at, row in enumerate(rows) if str(entry[key]) in section.names_of(row)]
                if found:
                    return found[0] + (key == "after")
                known = [section.names_of(row)[0] for row in rows]
                self.faults.add(f"{place}{SEPARATOR}{key}", no_such(self.layer, section), value=entry[key],
                                allowed=listed(known), hint=nearest(str(entry[key]), known))  # fmt: skip
                return len(rows)
        if section.ranked and rows:
            known = [section.names_of(row)[0] for row in rows]
            self.faults.add(
                place,
                phrase("revisions.order-is-rank", section=phrase(f"section.{section.name}")),
                allowed=phrase("revisions.before-or-after-one-of", ids=listed(known)),
                hint=phrase("revisions.write-before-or-after", id=known[-1]),
            )
        return len(rows)


def same_as_written(one: object, other: object) -> bool:
    """Whether two values of a file are the same, as written: true is not 1, and 30 is not 30.0."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_as_written(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same_as_written(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


def written(value: object) -> str:
    """A value much as TOML writes it, for a fault."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return shown("{ " + ", ".join(f"{key} = {written(held)}" for key, held in value.items()) + " }", 400)
    if isinstance(value, list):
        return shown("[" + ", ".join(map(written, value)) + "]", 400)
    return f'"{value}"' if isinstance(value, str) else str(value)
