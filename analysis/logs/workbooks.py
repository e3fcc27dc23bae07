"""XLSX workbooks as tables: every visible sheet that is a log, merged cells filled down, formulas by the value stored with them.

The strict form of the format has the same parts under other names; they are given the usual ones first. Some programs write parts that a log does
not need (styles, above all) as the reader of workbooks does not take them; such a workbook is read by that of binary ones, which skips them.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any
from xml.sax.saxutils import unescape

from analysis.logs.columns import Headings
from analysis.logs.light_cells import cells_of
from analysis.logs.refused import BROKEN_ARCHIVE, MAX_CELLS, MAX_SHEET_ROWS, counted, far_cells, refuse_big, unreadable
from analysis.logs.sheets import MergedCell, SheetOfLog, SheetsOfLog
from analysis.logs.table import Cells, LogTable

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<]|<)'
)
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})(\d{1,7})"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_PIECE = 16 * 1024 * 1024  # of a sheet, at a time: a million rows are half a gigabyte
_UNREADABLE = (*BROKEN_ARCHIVE, TypeError, AttributeError, IndexError, OverflowError)  # the reader of workbooks checks little itself
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = {  # what the names of the strict form are called elsewhere
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}


def open_workbook(data: bytes, file: str, headings: Headings) -> LogTable:
    """The log in a workbook. Raises InputError when there is none."""
    try:
        return _open(data, file, headings)
    except _UNREADABLE:
        pass
    try:
        return _open_otherwise(data, file, headings)
    except _UNREADABLE:
        raise unreadable(file) from None


def _open(data: bytes, file: str, headings: Headings) -> LogTable:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_big(archive, file)
        if _STRICT in archive.read("xl/workbook.xml")[:4000]:
            data = _in_usual_names(archive)
    with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # features of sheets that a log does not need
        book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = SheetsOfLog(headings)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = sheets.take(sheet.title, partial(_sheet_rows, sheet, file))
            if found is not None:
                _complete(found, archive, getattr(sheet, "_worksheet_path", ""))
    return sheets.joined("xlsx", file)


def _open_otherwise(data: bytes, file: str, headings: Headings) -> LogTable:
    """The same by the reader of binary workbooks, which holds each sheet as a full rectangle."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_big(archive, file)
        parts = _parts_of_sheets(archive)
        if any(rows * columns > MAX_CELLS for rows, columns in map(partial(_far_corner, archive), parts.values())):
            raise far_cells(file)
        problem, found = cells_of(data)
        if problem:
            raise unreadable(file)
        sheets = SheetsOfLog(headings)
        for sheet in found:
            log = sheets.take(sheet.name, partial(enumerate, sheet.rows, 1))
            if log is not None:
                _complete(log, archive, parts.get(sheet.name, ""))
    return sheets.joined("xlsx", file)


def _parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """In which part of a workbook each sheet stands."""
    targets = {one.get("Id", ""): one.get("Target", "") for one in _attributes(_RELATION, archive.read("xl/_rels/workbook.xml.rels"))}
    sheets = {one.get("name", ""): targets.get(one.get("r:id", ""), "") for one in _attributes(_SHEET, archive.read("xl/workbook.xml"))}
    return {unescape(name): target if target.startswith("/") else f"xl/{target}" for name, target in sheets.items()}


def _attributes(element: re.Pattern[bytes], xml: bytes) -> Iterator[dict[str, str]]:
    for match in element.finditer(xml):
        yield {name: one or other for name, one, other in _ATTRIBUTE.findall(match[1].decode("utf-8", "replace"))}


def _far_corner(archive: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """How many rows and columns the cells of a sheet take up."""
    rows, columns = 0, 0
    for piece in _pieces(archive, path):
        for match in _CELL.finditer(piece):
            rows, columns = max(rows, int(match[2])), max(columns, _column(match[1]) + 1)
    return rows, columns


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The text of a part, some of it at a time, cut where a row ends; nothing where there is no such part."""
    name = path.lstrip("/")
    if name not in archive.namelist():
        return
    left = b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            left += piece
            end = max(left.rfind(b"</row>"), left.rfind(b":row>"))
            if end > 0:
                yield left[:end]
                left = left[end:]
    yield left


def _in_usual_names(archive: zipfile.ZipFile) -> bytes:
    """A strict workbook with the names that every reader of workbooks knows."""
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as written:
        for entry in archive.infolist():
            part = archive.read(entry.filename)
            if entry.filename.endswith((".xml", ".rels")):
                for strict, usual in _USUAL.items():
                    part = part.replace(strict, usual)
            written.writestr(entry.filename, part)
    return changed.getvalue()


def _sheet_rows(sheet: Any, file: str) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # some programs state wrong ones
    return counted(enumerate(islice(sheet.iter_rows(values_only=True), MAX_SHEET_ROWS), 1), file)


def _complete(sheet: SheetOfLog, archive: zipfile.ZipFile, path: str) -> None:
    """Fill merged cells down inside their range, and say which formulas have no value."""
    merged: list[MergedCell] = []
    without: dict[tuple[int, int], str] = {}
    lines = {line for line, _ in sheet.rows}
    for piece in _pieces(archive, path):
        merged += ((_column(match[1]), int(match[2]), int(match[4])) for match in _MERGED.finditer(piece))
        for match in _FORMULA.finditer(piece):
            column, line = _column(match[1]), int(match[2])
            if line not in lines or column >= len(sheet.found.heading):
                continue
            if len(match[4]) > 1:
                sheet.formulas += 1
            else:
                without[line, column] = "=" + (match[3] or b"").decode("utf-8", "replace")
    sheet.fill_down(merged)
    sheet.note_formulas(without)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
