"""XLS, ET and XLSB workbooks as tables: binary forms, by a reader that is light and knows all of them."""

from __future__ import annotations

import io
import re
import zipfile
from functools import partial

from analysis.logs.columns import Headings
from analysis.logs.light_cells import cells_of
from analysis.logs.refused import BROKEN_ARCHIVE, MAX_CELLS, empty, far_cells, locked, refuse_big, unreadable
from analysis.logs.sheets import SheetsOfLog
from analysis.logs.table import LogTable

_BINARY_SHEET = re.compile(r"worksheets/[^/]+\.bin$")
_LAST_CELL = 11  # the kinds of records that are cells: 1 to 11


def open_light(data: bytes, file: str, headings: Headings, form: str) -> LogTable:
    """The log in a workbook that is `form`: xls or xlsb. Raises InputError when there is none, or it cannot be read."""
    if form == "xlsb":
        try:
            _refuse_far(data, file)
        except BROKEN_ARCHIVE:
            raise unreadable(file) from None
    problem, found = cells_of(data)
    if problem == "password":
        raise locked(file)
    if problem:
        raise unreadable(file)
    if not any(sheet.rows for sheet in found):
        raise empty(file)
    sheets = SheetsOfLog(headings)
    for sheet in found:
        log = sheets.take(sheet.name, partial(enumerate, sheet.rows, 1))
        if log is not None:
            log.fill_down(sheet.merged)
    return sheets.joined(form, file)


def _refuse_far(data: bytes, file: str) -> None:
    """Raise InputError for a binary workbook with more than could be held: its reader holds each sheet as a full rectangle."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_big(archive, file)
        far = [_far_corner(archive.read(name)) for name in archive.namelist() if _BINARY_SHEET.search(name)]
    if any(rows * columns > MAX_CELLS for rows, columns in far):
        raise far_cells(file)


def _far_corner(sheet: bytes) -> tuple[int, int]:
    """How many rows and columns the cells of a binary sheet take up: it is a row of records, each with its kind, its length and its content."""
    place, row, column = 0, 0, 0
    while place < len(sheet):
        kind, place = _number(sheet, place)
        length, place = _number(sheet, place)
        if kind == 0:
            row = max(row, int.from_bytes(sheet[place : place + 4], "little") + 1)
        elif kind <= _LAST_CELL:
            column = max(column, int.from_bytes(sheet[place : place + 4], "little") + 1)
        place += length
    return row, column


def _number(sheet: bytes, place: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and the place behind it."""
    found = 0
    for shift in range(0, 28, 7):
        if place >= len(sheet):
            break
        found |= (sheet[place] & 0x7F) << shift
        place += 1
        if sheet[place - 1] < 0x80:
            break
    return found, place
