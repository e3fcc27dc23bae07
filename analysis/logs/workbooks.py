"""XLSX workbooks as tables: every visible sheet that is a log, merged cells filled down, formulas by the value stored with them.

The strict form of the format has the same parts under other names; they are given the usual ones first.
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

from analysis.logs.columns import Headings
from analysis.logs.refused import BROKEN_ARCHIVE, MAX_SHEET_ROWS, counted, refuse_big, unreadable
from analysis.logs.sheets import SheetOfLog, SheetsOfLog
from analysis.logs.table import Cells, LogTable

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<]|<)'
)
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
    except (*BROKEN_ARCHIVE, ValueError, TypeError, AttributeError, IndexError, OverflowError):  # the reader of workbooks checks little itself
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
    name = path.lstrip("/")
    if name not in archive.namelist():
        return
    xml = archive.read(name)
    sheet.fill_down((_column(match[1]), int(match[2]), int(match[4])) for match in _MERGED.finditer(xml))
    without: dict[tuple[int, int], str] = {}
    lines = {line for line, _ in sheet.rows}
    for match in _FORMULA.finditer(xml):
        column, line = _column(match[1]), int(match[2])
        if line not in lines or column >= len(sheet.found.heading):
            continue
        if len(match[4]) > 1:
            sheet.formulas += 1
        else:
            without[line, column] = "=" + (match[3] or b"").decode("utf-8", "replace")
    sheet.note_formulas(without)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
