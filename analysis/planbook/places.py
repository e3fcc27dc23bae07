"""Where in a workbook the values of a plan stand, so that whatever is wrong with them is told by sheet, row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from sim.documents import SEPARATOR, Document, Steps, TomlLines


class BookPlace(int):
    """The number of a cell among all of a workbook in the order in which they are read, and where it is."""

    sheet: str
    row: int  # 0: the sheet as a whole
    column: int  # from 1; 0: the row as a whole
    heading: str

    def __new__(cls, number: int, sheet: str, row: int = 0, column: int = 0, heading: str = "") -> Self:
        """The `number`-th place."""
        made = super().__new__(cls, number)
        made.sheet, made.row, made.column, made.heading = sheet, row, column, heading
        return made

    @property
    def told(self) -> str:
        """As workbooks themselves write it, whatever the language of the reader: 职责!G12 › 时限."""
        from openpyxl.utils import get_column_letter

        cell = f"!{get_column_letter(self.column) if self.column else ''}{self.row}" if self.row else ""
        return f"{self.sheet}{cell}" + (f"{SEPARATOR}{self.heading}" if self.heading else "")


Blank = Callable[[BookPlace, str], BookPlace | None]  # of the entry at a place, the cell of a key that it does not write


class BookLines(TomlLines):
    """Places in a workbook in place of the lines of a file."""

    def __init__(self, places: Mapping[Steps, BookPlace], blank: Blank) -> None:
        """`places`: of each value, by the way to it in the plan's tables."""
        self._places, self._blank = dict(places), blank

    def line(self, steps: Sequence[str | int]) -> int:
        """The place of a value; the blank cell where it would be, or else the entry that should hold it, where it is not there."""
        way = tuple(steps)
        while way and way not in self._places:
            entry = self._places.get(way[:-1])
            blank = self._blank(entry, way[-1]) if entry is not None and isinstance(way[-1], str) else None
            if blank is not None:
                return blank
            way = way[:-1]
        return self._places.get(way, 0)


class BookDocument(Document):
    """The tables of a plan that stand in a workbook."""

    def __init__(self, tables: Mapping[str, Any], places: Mapping[Steps, BookPlace], blank: Blank) -> None:
        super().__init__(tables, "")
        self._lines = BookLines(places, blank)
