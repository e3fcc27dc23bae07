"""The report of a judged log as a workbook: a sheet for each table; no cell of it is taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.logs.cell_text import safe_text
from analysis.report.as_tables import LogTables, ReportTable, TableCell
from analysis.report.model import LogReport
from sim.record import write_atomically
from sim.words import words

_WIDEST = 60


def write_book(report: LogReport, path: Path, lang: str, write: Callable[[Path, bytes], None] = write_atomically) -> None:
    """Write the workbook, whole or not at all. Raises OSError."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)  # the sheet that a new workbook comes with
    say = words(lang)
    for table in LogTables(report, lang).all():
        _fill(book.create_sheet(say(f"sheet.{table.id}")), table)
    data = io.BytesIO()
    book.save(data)
    write(path, data.getvalue())


def _fill(sheet: Any, table: ReportTable) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for place, heading in enumerate(table.columns, 1):
        cell = sheet.cell(row=1, column=place, value=safe_text(heading))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
    for number, row in enumerate(table.rows, 2):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(row=number, column=place, value=_safe(value))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for place, heading in enumerate(table.columns, 1):
        longest = max([_wide(heading), *(_wide(row[place - 1]) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(place)].width = min(_WIDEST, longest + 2)
    sheet.freeze_panes = "A2"


def _safe(value: TableCell) -> TableCell:
    return safe_text(value) if isinstance(value, str) else value


def _wide(value: TableCell) -> int:
    """How wide a cell's content is; a Chinese character counts two."""
    text = "" if value is None else str(value)
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
