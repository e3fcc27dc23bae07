"""The rows of each sheet of a plan's workbook, as texts of cells, from the plan's tables as they are parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analysis.planbook.cells import cell_of
from analysis.planbook.names import BookNames
from analysis.planbook.shapes import BookColumn, BookSheet, Keys

_NOTHING = object()


def rows_of(sheet: BookSheet, data: Mapping[str, Any], names: BookNames, lang: str) -> list[list[str]]:
    """A row for each entry of a sheet; "" where the plan says nothing."""
    return [[_cell(column, entry, owner, key, names, lang) for column in sheet.columns] for entry, owner, key in _entries(sheet, data)]


def _entries(sheet: BookSheet, data: Mapping[str, Any]) -> Iterator[tuple[Any, str, str]]:
    """What stands in each row: the entry, the id of the one to which it belongs, and its key."""
    held = data.get(sheet.keys[0], ())
    tables = (held,) if isinstance(held, Mapping) else held
    if len(sheet.keys) == 1:
        yield from ((entry, "", "") for entry in tables)
        return
    for entry in tables:
        inner = entry.get(sheet.keys[1], ())
        owner = str(entry[sheet.own])
        if isinstance(inner, Mapping):
            yield from ((one, owner, key) for key, one in inner.items())
        elif isinstance(inner, list):
            yield from ((one, owner, "") for one in inner)


def _cell(column: BookColumn, entry: Any, owner: str, key: str, names: BookNames, lang: str) -> str:
    if column.role != "value":
        return cell_of(owner if column.role == "owner" else key, column.holds, names, lang)
    path = column.path[:-1] if column.language else column.path
    value = _at(entry, path)
    if column.language:
        # A plain text stands for all languages: it is in the reader's column, and the others are blank.
        value = value.get(column.language, _NOTHING) if isinstance(value, Mapping) else value if column.language == lang else _NOTHING
    if value is _NOTHING or (value == [] and column.usually_empty) or (isinstance(value, list) and value and isinstance(value[0], Mapping)):
        return ""
    return cell_of(value, column.holds, names, lang)


def _at(entry: Any, path: Keys) -> Any:
    for key in path:
        if not isinstance(entry, Mapping) or key not in entry:
            return _NOTHING
        entry = entry[key]
    return entry
