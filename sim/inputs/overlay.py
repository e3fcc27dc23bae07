"""Changes laid over a parsed document: amended fields, added entries, repealed entries.

Every amended field says what it was and what it is now. What it was is compared with the document as written, so that a
change made for another wording is refused instead of doing something else. The document that is passed in stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from sim.documents import SEPARATOR, Mistakes, listed
from sim.errors import nearest, shown
from sim.inputs.overlay_shape import GUARD, Layer, no_such
from sim.plan.sections import Section
from sim.text import Entry, Text
from sim.words import NOTHING, Said, phrase

TomlTable = dict[str, Any]
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

    def _single(self, section: Section, key: str, guard: TomlTable) -> None:
        table = self.document.setdefault(section.name, {})
        place = f"{self.layer.place('amend', section.name)}{SEPARATOR}{key}"
        if isinstance(table, dict):
            self._set(table, key, guard, section, Target(self.layer.name, section.name, "", key), place)

    def _set(self, entry: TomlTable, key: str, guard: TomlTable, section: Section, target: Target, place: str) -> None:
        """Change one field, if it was what the guard says that it was."""
        if not set(guard) <= set(GUARD):  # told by the shape already
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
