"""A workbook's sheets as rows of cells, within bounds: what stands there, whatever it means."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from analysis.logs.refused import BROKEN_ARCHIVE
from sim.documents import MAX_BYTES, first_bytes
from sim.errors import InputError
from sim.words import phrase

_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_CELLS = 1_000_000  # blank ones too; the longest plan that ships has 20,000
_MOST_COLUMNS = 500
_OLD = b"\xd0\xcf\x11\xe0"  # how files of the older office programs begin, and locked ones of the newer
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_WITH_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


@dataclass(frozen=True, slots=True)
class NoValue:
    """A cell that shows something but holds nothing to read: an error, or a formula whose value was not stored."""

    shown: str
    formula: bool


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet: the cells of its rows (numbers from 1), and the cells over which others are merged, as column and rows."""

    title: str
    hidden: bool
    rows: dict[int, tuple[Any, ...]]
    merged: tuple[tuple[int, int], ...]  # row and column, from 1, of each merged cell


def open_book(path: Path | Traversable) -> tuple[SheetCells, ...]:
    """The sheets of an XLSX workbook. Raises InputError where it is none, is locked, broken or too big."""
    file = str(path)
    folder = InputError.of(file, "", phrase("inputs.folder"), hint=phrase("planbook.name-a-book"))
    data = first_bytes(path, MAX_BYTES + 1, folder, "*.xlsx")
    if len(data) > MAX_BYTES:
        raise InputError.of(file, "", phrase("inputs.too-big"), allowed=phrase("inputs.at-most-10-mb"))
    if data.startswith(_OLD):
        raise InputError.of(file, "", phrase("planbook.old-or-locked"), allowed=phrase("planbook.xlsx"), hint=phrase("planbook.save-as"))
    try:
        return tuple(_sheets(data, file))
    except (*BROKEN_ARCHIVE, TypeError, AttributeError, IndexError, OverflowError):  # the library checks little itself
        raise InputError.of(file, "", phrase("planbook.no-book"), allowed=phrase("planbook.xlsx"), hint=phrase("planbook.save-as")) from None


def _sheets(data: bytes, file: str) -> Iterator[SheetCells]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # features of sheets that a plan does not need
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise _too_big(file)
        book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas: Any = load_workbook(io.BytesIO(data), read_only=True)
        left = _MOST_CELLS
        for sheet in book.worksheets:
            if sheet.sheet_state == "veryHidden":
                continue
            xml = archive.read(getattr(sheet, "_worksheet_path", "").lstrip("/"))
            rows = {number: cells for number, cells in _rows(sheet, left, file) if any(cell is not None for cell in cells)}
            left -= sum(map(len, rows.values()))
            if _WITH_FORMULA.search(xml):
                rows = _with_formulas(rows, formulas[sheet.title], left, file)
            yield SheetCells(sheet.title, sheet.sheet_state != "visible", rows, tuple(_merged(xml)))


def _too_big(file: str) -> InputError:
    return InputError.of(
        file, "", phrase("planbook.too-big"), allowed=phrase("planbook.most-cells", most=f"{_MOST_CELLS:,}"), hint=phrase("planbook.far")
    )


def _rows(sheet: Any, left: int, file: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The cells of each row. Raises InputError once they are more than are read."""
    sheet.reset_dimensions()  # some programs state wrong ones
    for number, row in enumerate(sheet.iter_rows(), 1):
        left -= len(row) + 1
        if left < 0:
            raise _too_big(file)
        yield number, tuple(_value(cell) for cell in row[:_MOST_COLUMNS])


def _value(cell: Any) -> Any:
    if cell.data_type == "e":
        return NoValue(str(cell.value), formula=False)
    value = cell.value
    if isinstance(value, str):
        value = value.replace("_x000D_", "").replace("\r\n", "\n").strip() or None
    return value


def _with_formulas(rows: dict[int, tuple[Any, ...]], sheet: Any, left: int, file: str) -> dict[int, tuple[Any, ...]]:
    """The rows, with the formulas whose values were not stored."""
    found = dict(rows)
    for number, cells in _rows(sheet, max(left, _MOST_CELLS // 2), file):
        held = found.get(number, ())
        made = [*held, *(None for _ in range(len(cells) - len(held)))]
        for place, (cell, value) in enumerate(zip(cells, made, strict=False)):
            if value is None and isinstance(cell, str) and cell.startswith("="):
                made[place] = NoValue(cell, formula=True)
        if any(value is not None for value in made):
            found[number] = tuple(made)
    return dict(sorted(found.items()))


def _merged(xml: bytes) -> Iterator[tuple[int, int]]:
    from openpyxl.utils import column_index_from_string

    for match in _MERGED.finditer(xml):
        yield int(match[2]), column_index_from_string(match[1].decode())
