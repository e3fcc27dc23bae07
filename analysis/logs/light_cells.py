"""The cells of a binary workbook, read in a process of its own: a broken file can end the reader's process, and only that.

    python -m analysis.logs.light_cells < WORKBOOK > CELLS

`cells_of` calls it. What goes between the two is MessagePack: the problem or "", then for each visible sheet its name, its rows and its
merged cells. A time is a pair of its type and its text.
"""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple

import msgspec

from analysis.logs.refused import MAX_SHEET_ROWS

MOST_BYTES = 8 * 1024 * 1024 * 1024  # what the reader may take, where the system can hold it to that
_WHOLE = 1e15  # beyond it a float has no digits left for parts
_LONGEST_S = 600
Problem = Literal["", "password", "unreadable"]


class LightSheet(NamedTuple):
    """A visible sheet: its rows from the first of the sheet on, and its merged cells as column, first and last row, these from 1."""

    name: str
    rows: list[list[Any]]
    merged: list[tuple[int, int, int]]


def cells_of(data: bytes) -> tuple[Problem, list[LightSheet]]:
    """What keeps a workbook from being read, or "", and its visible sheets."""
    try:
        done = subprocess.run([sys.executable, "-P", "-m", __name__], input=data, capture_output=True, timeout=_LONGEST_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "unreadable", []
    if done.returncode:
        return "unreadable", []
    problem, sheets = msgspec.msgpack.decode(done.stdout, type=tuple[Problem, list[tuple[str, list[list[Any]], list[tuple[int, int, int]]]]])
    return problem, [LightSheet(name, [[_cell(cell) for cell in cells] for cells in rows], merged) for name, rows, merged in sheets]


def _cell(cell: Any) -> Any:
    """A cell as other workbooks hold it: None where it is blank, whole numbers whole again."""
    if isinstance(cell, list):
        kind, written = cell
        if kind == "timedelta":
            return timedelta(microseconds=int(written))
        # a moment at midnight comes as a date alone; other readers give a moment for every date
        return time.fromisoformat(written) if kind == "time" else datetime.fromisoformat(written)
    if cell == "":
        return None
    return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < _WHOLE else cell


def _sent(cell: Any) -> Any:
    if isinstance(cell, timedelta):
        return ["timedelta", str(cell // timedelta(microseconds=1))]
    return [type(cell).__name__, cell.isoformat()] if isinstance(cell, date | time) else cell


def _sent_row(cells: list[Any]) -> list[Any]:
    """A row; one without a cell as empty: a cell far down makes a million of them."""
    return [] if cells.count("") == len(cells) else [_sent(cell) for cell in cells]


def _read(data: bytes) -> tuple[Problem, list[LightSheet]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets: list[LightSheet] = []
        for told in book.sheets_metadata:
            if told.visible == SheetVisibleEnum.Visible:
                sheet = book.get_sheet_by_name(told.name)
                rows = [_sent_row(cells) for cells in sheet.to_python(skip_empty_area=False, nrows=MAX_SHEET_ROWS)]
                merged = [(left, top + 1, bottom + 1) for (top, left), (bottom, _) in sheet.merged_cell_ranges or ()]
                sheets.append(LightSheet(told.name, rows, merged))
    except PasswordError:
        return "password", []
    except (CalamineError, OSError, ValueError, OverflowError):
        return "unreadable", []
    return "", sheets


def _main() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    sys.stdout.buffer.write(msgspec.msgpack.encode(_read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    _main()
