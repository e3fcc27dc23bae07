"""What an edited script is laid over: the scenario that it carries on its second sheet, or another one that is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from analysis.scripts.book import cells_of
from analysis.scripts.columns import HEAD, META, TABLES, script_words
from analysis.scripts.keys import put, settled, steps_of, value_of
from analysis.scripts.opened import CellPlace, OpenTable
from analysis.scripts.rows import RowMaker
from sim.documents import Mistakes, Steps
from sim.inputs.assembly import Inputs
from sim.words import LANGUAGES, phrase

EntryKey = tuple[str, str]  # table and id; of a course, its number


@dataclass(slots=True)
class Base:
    """Entries in their order, what of each stood on the script by key, and where their values stand.

    `meta` is what the script says of itself; empty for a scenario that is only named.
    """

    head: dict[str, Any] = field(default_factory=dict)
    entries: dict[EntryKey, dict[str, Any]] = field(default_factory=dict)
    shown: dict[EntryKey, dict[str, frozenset[str]]] = field(default_factory=dict)
    places: dict[tuple[EntryKey, Steps], CellPlace] = field(default_factory=dict)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def own(self) -> bool:
        """Whether the script carries it itself."""
        return bool(self.meta)

    def texts(self, entry: EntryKey, *keys: str) -> frozenset[str]:
        """What stood on the script for the first of some keys that did; `text` is also `text.zh`."""
        held = self.shown.get(entry, {})
        found = (said for key in keys for name, said in held.items() if name == key or name in (f"{key}.{lang}" for lang in LANGUAGES))
        return next(found, frozenset())


def base_of_details(details: OpenTable, faults: Mistakes) -> Base:
    """The scenario on a script's second sheet; every row that cannot be read is a fault."""
    base, tables = Base(), dict[EntryKey, dict[str, Any]]()
    kinds = script_words("kind")
    for row in details.rows:
        line = row[0]
        kind = kinds.of(details.cell(row, "kind"))
        if kind not in (HEAD, META, *TABLES.values()):
            allowed = tuple(phrase(f"script.kind.{one}") for one in (HEAD, *dict.fromkeys(TABLES.values())))
            faults.add(str(details.at(line, "kind")), phrase("script.no-kind"), value=details.cell(row, "kind") or "", allowed=allowed)
            continue
        id_ = _id_in(details.cell(row, "id"))
        name, held = details.cell(row, "name"), details.cell(row, "value")
        if kind == META:
            base.meta[str(name)] = "" if held is None else str(held)
            continue
        if (kind == HEAD) != (id_ == ""):
            faults.add(str(details.at(line, "id")), phrase("script.id-needed"), value=id_, hint=phrase("script.id-needed.hint"))
            continue
        entry = (kind, id_)
        table = tables.setdefault(entry, {} if kind in (HEAD, "course") else {"id": id_})
        try:
            steps = steps_of(name.strip() if isinstance(name, str) else "")
            if held is not None:
                put(table, steps, value_of(held))
        except ValueError:
            faults.add(str(details.at(line, "name")), phrase("script.no-key"), value=name or "", allowed=phrase("script.keys"))
            continue
        said = details.cell(row, "shown")
        if said is not None:
            base.shown.setdefault(entry, {})[str(name).strip()] = frozenset({str(said)})
        elif details.columns.get("shown") is not None and held is None:
            base.shown.setdefault(entry, {})[str(name).strip()] = frozenset({""})
        base.places[entry, steps] = details.at(line, "value")
    for entry, table in tables.items():
        if entry[0] == HEAD:
            base.head = settled(table)
        else:
            base.entries[entry] = settled(table)
    return base


def _id_in(cell: Any) -> str:
    """An id; a number that a sheet made of one is a text again."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def base_of_scenario(inputs: Inputs, data: Mapping[str, Any]) -> Base:
    """A scenario that is named: what its script would say, in any language, is what nobody changed."""
    base = Base(head=deepcopy(data["scenario"]))
    for table in dict.fromkeys(TABLES.values()):
        for place, entry in enumerate(data.get(table, [])):
            base.entries[table, entry.get("id", str(place + 1))] = deepcopy(entry)
    for lang in LANGUAGES:
        for row in RowMaker(inputs, data, lang).rows():
            entry = (TABLES.get(row.kind, HEAD), "" if row.kind == "end" else row.id)
            cells, held = cells_of(row, lang), base.shown.setdefault(entry, {})
            for column, key in row.anchors.items():
                name = key.removesuffix(f".{lang}")
                held[name] = held.get(name, frozenset()) | {cells["elapsed" if column == "time" else column]}
    return base


def same(cell: Any, texts: Iterable[str]) -> bool:
    """Whether a cell still says what stood there; blanks make no difference."""
    said = "" if cell is None else str(cell)
    return any("".join(said.split()) == "".join(text.split()) for text in texts)
