"""ODS workbooks as tables, from their XML: cells with and without a stated type, those that are repeated, merged or computed."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from analysis.logs.columns import Headings
from analysis.logs.refused import BROKEN_ARCHIVE, MAX_CELLS, MAX_SHEET_ROWS, empty, far_cells, locked, refuse_big, unreadable
from analysis.logs.sheets import MergedCell, SheetsOfLog
from analysis.logs.table import Cells, LogTable

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_WIDEST = 16_384
_LENGTH = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(\.\d+)?)?")


@dataclass(slots=True)
class OpenSheet:
    """A sheet, with rows that hold something. `formulas` are those without a value, by row and column; rows count from 1, columns from 0."""

    name: str
    hidden: bool = False
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    merged: list[MergedCell] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    computed: int = 0


def open_document(data: bytes, file: str, headings: Headings) -> LogTable:
    """The log in an ODS workbook. Raises InputError when there is none, or it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_big(archive, file)
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise locked(file)
            found = open_sheets(archive.read("content.xml"), file)
    except BROKEN_ARCHIVE:
        raise unreadable(file) from None
    if not any(sheet.rows for sheet in found):
        raise empty(file)
    sheets = SheetsOfLog(headings)
    for sheet in found:
        log = None if sheet.hidden else sheets.take(sheet.name, partial(iter, sheet.rows))
        if log is not None:
            log.formulas = sheet.computed
            log.fill_down(sheet.merged)
            log.note_formulas(sheet.formulas)
    return sheets.joined("ods", file)


def open_sheets(content: bytes, file: str) -> list[OpenSheet]:
    """The sheets of a document, from its `content.xml`. Raises ParseError for what is no XML, InputError for what is too big to hold."""
    sheets: list[OpenSheet] = []
    hidden: set[str] = set()
    line, count = 1, 0
    for event, element in iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314 - expat itself bounds what entities grow to
        if event == "start":
            if element.tag == f"{_TABLE}table":
                sheets.append(OpenSheet(element.get(f"{_TABLE}name", ""), hidden=element.get(f"{_TABLE}style-name") in hidden))
                line = 1
        elif element.tag == f"{_STYLE}style":
            if any(part.get(f"{_TABLE}display") == "false" for part in element):
                hidden.add(element.get(f"{_STYLE}name", ""))
        elif element.tag == f"{_TABLE}table-row" and sheets:
            times = min(_times(element, "number-rows-repeated"), MAX_SHEET_ROWS - line + 1)
            cells = _take_row(element, sheets[-1], line)
            if cells and times > 0:
                sheets[-1].rows += [(line + step, cells) for step in range(times)]
                count += len(cells) + times
                if count > MAX_CELLS:
                    raise far_cells(file)
            line += times
            element.clear()
    return sheets


def _take_row(row: Element, sheet: OpenSheet, line: int) -> list[Any]:
    """The cells of a row, up to the last that holds something; what it says of merged cells and formulas is noted."""
    cells: list[Any] = []
    blank = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        column = len(cells) + blank
        value = _value(cell)
        times = min(_times(cell, "number-columns-repeated"), _WIDEST - column)
        if (over := _times(cell, "number-rows-spanned")) > 1:
            sheet.merged.append((column, line, line + over - 1))
        if (formula := cell.get(f"{_TABLE}formula")) is not None:
            sheet.computed += value is not None
            if value is None:
                sheet.formulas[line, column] = "=" + formula.partition("=")[2]
                value = ""
        if value is None:
            blank += times
        else:
            cells += [None] * blank + [value] * times
            blank = 0
    return cells


def _value(cell: Element) -> Any:
    """What a cell holds: by its stated type, else the text that is shown in it; None where it is blank."""
    kind = cell.get(f"{_OFFICE}value-type")
    stated = cell.get(f"{_OFFICE}value")
    if kind in ("float", "percentage", "currency") and stated is not None:
        return _number(stated)
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date" and (found := _DATE.fullmatch(cell.get(f"{_OFFICE}date-value", ""))):
        try:
            return datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00:00'}") + timedelta(seconds=float(found[3] or 0))
        except ValueError:
            return _shown(cell)
    if kind == "time" and (found := _LENGTH.fullmatch(cell.get(f"{_OFFICE}time-value", ""))):
        return _clock(found)
    return cell.get(f"{_OFFICE}string-value") or _shown(cell)


def _number(stated: str) -> Any:
    try:
        value = float(stated)
    except ValueError:
        return stated
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _clock(found: re.Match[str]) -> time | timedelta:
    """A length as a clock time where it is less than a day, as sheets show it."""
    days, hours, minutes = (int((part or "0")[:9]) for part in found.groups()[1:4])
    length = timedelta(days=min(days, 99_999), hours=min(hours, 999_999), minutes=minutes, seconds=float((found[5] or "0").replace(",", ".")))
    if found[1] or length >= timedelta(days=1):
        return -length if found[1] else length
    return (datetime(2000, 1, 1) + length).time()  # noqa: DTZ001 - only the clock is taken


def _shown(cell: Element) -> str | None:
    """The paragraphs that are shown in a cell, without its notes."""
    return "\n".join(_said(part) for part in cell if part.tag == f"{_TEXT}p").strip() or None


def _said(element: Element) -> str:
    signs = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
    said = [element.text or ""]
    for part in element:
        said += [signs[part.tag] if part.tag in signs else "" if part.tag.startswith(_OFFICE) else _said(part), part.tail or ""]
    return "".join(said)


def _times(element: Element, name: str) -> int:
    written = element.get(f"{_TABLE}{name}", "1")
    return max(int(written), 1) if written.isdecimal() and len(written) < 10 else 1
