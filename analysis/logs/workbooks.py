"""XLSX workbooks as tables: every visible sheet that is a log, merged cells filled down, formulas by the value stored with them."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

from analysis.logs.columns import Headings
from analysis.logs.outcome import Remark, RowProblem
from analysis.logs.table import SEARCHED, Cells, FoundTable, LogTable, is_blank, under_heading
from analysis.logs.written_times import written_time
from sim.errors import InputError, shown
from sim.words import phrase

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_SHEET_ROWS = 1_048_576
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<]|<)'
)
_DATES = 20  # rows of a sheet by which it is told whether its times have dates


@dataclass(slots=True)
class _Sheet:
    """A sheet that is a log."""

    name: str
    found: FoundTable
    rows: list[tuple[int, Cells]]
    problems: list[RowProblem] = field(default_factory=list)
    filled: int = 0
    formulas: int = 0


def open_workbook(data: bytes, file: str, headings: Headings) -> LogTable:
    """The log in a workbook. Raises InputError when there is none."""
    try:
        return _open(data, file, headings)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
        OverflowError,
        NotImplementedError,  # the reader of workbooks raises it for parts of the format that it does not know
        RuntimeError,
    ):
        raise InputError.of(file, "", phrase("log.no-workbook"), allowed=phrase("log.workbooks"), hint=phrase("log.other-kind-hint")) from None


def _open(data: bytes, file: str, headings: Headings) -> LogTable:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            allowed = phrase("log.at-most-mb", megabytes=MAX_UNPACKED // (1024 * 1024))
            raise InputError.of(file, "", phrase("log.too-big-unpacked"), allowed=allowed)
        warnings.simplefilter("ignore")  # features of sheets that a log does not need
        book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        seen: list[Cells] = []
        logs: list[_Sheet] = []
        others: list[tuple[int, Cells]] = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows = _sheet_rows(sheet)
            found = under_heading(rows, headings, seen)
            if found is None:
                others += islice(_sheet_rows(sheet), SEARCHED)
            else:
                one = _Sheet(sheet.title, found, [row for row in rows if not is_blank(row[1])])
                _complete(one, archive, getattr(sheet, "_worksheet_path", ""))
                logs.append(one)
    if not logs:
        raise headings.refusal(file, seen)
    return _joined(logs, others, headings)


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # some programs state wrong ones
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > MAX_SHEET_ROWS:
            return
        yield line, cells


def _complete(sheet: _Sheet, archive: zipfile.ZipFile, path: str) -> None:
    """Fill merged cells down inside their range, and say which formulas have no value."""
    name = path.lstrip("/")
    if name not in archive.namelist():
        return
    xml = archive.read(name)
    place = {line: spot for spot, (line, _) in enumerate(sheet.rows)}
    for match in _MERGED.finditer(xml):
        column, first, last = _column(match[1]), int(match[2]), int(match[4])
        top = place.get(first)
        if top is None or last <= first or column >= len(sheet.rows[top][1]):
            continue
        value = sheet.rows[top][1][column]
        if value in (None, ""):
            continue
        for line in range(first + 1, min(last, first + len(sheet.rows) * 2) + 1):
            if (spot := place.get(line)) is not None:
                sheet.rows[spot] = (line, _with(sheet.rows[spot][1], column, value))
                sheet.filled += 1
    for match in _FORMULA.finditer(xml):
        column, line = _column(match[1]), int(match[2])
        if line not in place or column >= len(sheet.found.heading):
            continue
        if len(match[4]) > 1:
            sheet.formulas += 1
            continue
        formula = "=" + (match[3] or b"").decode("utf-8", "replace")
        sheet.rows[place[line]] = (line, _with(sheet.rows[place[line]][1], column, formula))
        sheet.problems.append(RowProblem(line, sheet.found.heading[column], shown(formula, 80), "formula"))


def _with(cells: Cells, column: int, value: object) -> Cells:
    changed = [*cells, *[None] * (column + 1 - len(cells))]
    changed[column] = value
    return changed


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# -- several sheets that are logs -------------------------------------------------------------------------------------------


def _joined(logs: Sequence[_Sheet], others: list[tuple[int, Cells]], headings: Headings) -> LogTable:
    """One log of the sheets: all of them where each dates its times, else the first."""
    first, *more = logs
    table = LogTable("xlsx", list(first.found.heading), iter(first.rows), remarks=[Remark("sheet", {"name": first.name})], around=first.found.above)
    table.problems = first.problems
    if first.found.two:
        table.remarks.append(Remark("two-headings"))
    together = [sheet for sheet in more if _is_dated(first, headings) and _is_dated(sheet, headings)]
    for sheet in more:
        table.around += sheet.found.above
        if sheet not in together:
            table.remarks.append(Remark("sheet-unread", {"name": sheet.name, "count": len(sheet.rows)}))
            table.lost += len(sheet.rows)
    rows = list(first.rows)
    for sheet in together:
        offset = rows[-1][0] if rows else 0
        places = _places(table.heading, sheet.found.heading, headings)
        rows += [(line + offset, _moved(cells, places, len(table.heading))) for line, cells in sheet.rows]
        table.problems += [RowProblem(one.line + offset, one.column, one.value, one.code) for one in sheet.problems]
        table.remarks.append(Remark("sheet-too", {"name": sheet.name, "count": len(sheet.rows), "offset": offset}))
    table.rows = iter(rows)
    table.around += others
    for code, count in (("filled-down", sum(sheet.filled for sheet in logs)), ("formulas", sum(sheet.formulas for sheet in logs))):
        if count:
            table.remarks.append(Remark(code, {"count": count}))
    return table


def _is_dated(sheet: _Sheet, headings: Headings) -> bool:
    """Whether the times of a sheet say on which day they were."""
    meanings = [meaning[0] if (meaning := headings.meaning(word)) is not None else "" for word in sheet.found.heading]
    if "date" in meanings:
        return True
    place = meanings.index("time") if "time" in meanings else 0
    cells = [cells[place] for _, cells in sheet.rows[:_DATES] if len(cells) > place]
    said = (written_time(cell) for cell in cells if isinstance(cell, str))
    return any(getattr(cell, "year", 0) > 1904 for cell in cells) or any(one is not None and one.dated for one in said)


def _places(heading: list[str], other: Sequence[str], headings: Headings) -> list[int]:
    """Where each column of another sheet stands among those of the first; new ones are added there."""

    def key(word: str) -> object:
        return headings.meaning(word) or word.strip()

    known = {key(word): place for place, word in reversed(list(enumerate(heading)))}
    places: list[int] = []
    for word in other:
        if key(word) not in known:
            known[key(word)] = len(heading)
            heading.append(word)
        places.append(known[key(word)])
    return places


def _moved(cells: Cells, places: Sequence[int], width: int) -> Cells:
    moved: list[Any] = [None] * width
    for place, cell in zip(places, cells, strict=False):
        if moved[place] is None:
            moved[place] = cell
    return moved
