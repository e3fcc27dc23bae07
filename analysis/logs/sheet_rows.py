"""Where a row of a log stands: its line in the file, or its row in one of several sheets."""

from __future__ import annotations

from typing import Any, Self


class SheetRow(int):
    """The number of a row among those of all sheets of a workbook, by which rows are sorted; it is shown as its sheet and its row there.

    "夜班!5" is how workbooks themselves write it, whatever the language of the reader.
    """

    sheet: str
    row: int

    def __new__(cls, number: int, sheet: str, row: int) -> Self:
        """The row `row` of `sheet`, which is the `number`-th of all."""
        made = super().__new__(cls, number)
        made.sheet, made.row = sheet, row
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy, in this process or another, is made of the same parts."""
        return type(self), (int(self), self.sheet, self.row)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def sheet_of(line: int) -> str:
    """The sheet in which a row stands; "" where a file has one count of rows."""
    return line.sheet if isinstance(line, SheetRow) else ""
