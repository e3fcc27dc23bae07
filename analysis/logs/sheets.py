"""The sheets of a workbook, or the tables of a page, that are logs: one log of all that can be put in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from analysis.logs.columns import Headings
from analysis.logs.outcome import Remark, RowProblem
from analysis.logs.sheet_rows import SheetRow
from analysis.logs.table import SEARCHED, Cells, FoundTable, LogTable, is_blank, under_heading
from analysis.logs.written_times import written_time
from sim.errors import shown
from sim.words import Said

_DATES = 20  # rows of a sheet by which it is told whether its times have dates

MergedCell = tuple[int, int, int]  # column, first row and last row of a cell that reaches down


@dataclass(slots=True)
class SheetOfLog:
    """A sheet that is a log."""

    name: str
    found: FoundTable
    rows: list[tuple[int, Cells]]
    problems: list[RowProblem] = field(default_factory=list)
    filled: int = 0
    formulas: int = 0

    def fill_down(self, merged: Iterable[MergedCell]) -> None:
        """Put what stands in merged cells into all the rows that they reach over; rows count from 1, columns from 0."""
        place = {line: spot for spot, (line, _) in enumerate(self.rows)}
        for column, first, last in merged:
            top = place.get(first)
            if top is None or last <= first or column >= len(self.rows[top][1]):
                continue
            value = self.rows[top][1][column]
            if value in (None, ""):
                continue
            for line in range(first + 1, min(last, first + len(self.rows) * 2) + 1):
                if (spot := place.get(line)) is not None:
                    self.rows[spot] = (line, with_cell(self.rows[spot][1], column, value))
                    self.filled += 1

    def note_formulas(self, without: Mapping[tuple[int, int], str]) -> None:
        """Say which formulas, by row and column, have no value stored with them; the formula then stands in its cell."""
        place = {line: spot for spot, (line, _) in enumerate(self.rows)}
        for (line, column), formula in without.items():
            if (spot := place.get(line)) is None or column >= len(self.found.heading):
                continue
            self.rows[spot] = (line, with_cell(self.rows[spot][1], column, formula))
            self.problems.append(RowProblem(line, self.found.heading[column], shown(formula, 80), "formula"))


class SheetsOfLog:
    """Takes in one sheet after another. `seen` are the rows looked at for headings, `others` the first rows of sheets that are no log."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self.logs: list[SheetOfLog] = []
        self.seen: list[Cells] = []
        self.others: list[tuple[int, Cells]] = []

    def take(self, name: str, rows: Callable[[], Iterator[tuple[int, Cells]]]) -> SheetOfLog | None:
        """The sheet as a log, None where no headings stand in it; `rows` begins anew whenever it is called."""
        below = rows()
        found = under_heading(below, self._headings, self.seen)
        if found is None:
            self.others += islice(rows(), SEARCHED)
            return None
        width = len(found.heading)
        self.logs.append(SheetOfLog(name, found, [(line, _under(cells, width)) for line, cells in below if not is_blank(cells)]))
        return self.logs[-1]

    def is_log(self, rows: Sequence[tuple[int, Cells]]) -> bool:
        """Whether headings stand in these rows."""
        return under_heading(iter(rows), self._headings, []) is not None

    def joined(self, form: str, file: str, hint: Said | None = None) -> LogTable:
        """One log of the sheets: all of them where each dates its times, else the first. Raises InputError where none is a log."""
        if not self.logs:
            raise self._headings.refusal(file, self.seen, hint=hint)
        first, *more = self.logs
        together = [first, *(sheet for sheet in more if self._is_dated(first) and self._is_dated(sheet))]
        named = len(together) > 1 and first.name != ""
        table = LogTable(form, list(first.found.heading), iter(()), around=list(first.found.above))
        if first.name:
            table.remarks.append(Remark("sheet", {"name": first.name}))
        if first.found.two:
            table.remarks.append(Remark("two-headings"))
        for sheet in more:
            table.around += sheet.found.above
            if sheet not in together:
                table.remarks.append(_other(sheet, "unread"))
                table.lost += len(sheet.rows)
        rows: list[tuple[int, Cells]] = []
        for sheet in together:
            before = rows[-1][0] if rows and named else 0
            places = self._places(table.heading, sheet.found.heading)
            at = (lambda line, before=before, name=sheet.name: SheetRow(before + line, name, line)) if named else (lambda line: line)
            rows += [(at(line), _moved(cells, places, len(table.heading)) if sheet is not first else cells) for line, cells in sheet.rows]
            table.problems += [replace(one, line=at(one.line)) for one in sheet.problems]
            table.sheets += ((sheet.name, before),) if named else ()
            if sheet is not first:
                table.remarks.append(_other(sheet, "too"))
        table.rows = iter(rows)
        table.around += self.others
        for code, count in (("filled-down", sum(sheet.filled for sheet in self.logs)), ("formulas", sum(sheet.formulas for sheet in self.logs))):
            if count:
                table.remarks.append(Remark(code, {"count": count}))
        return table

    def _is_dated(self, sheet: SheetOfLog) -> bool:
        """Whether the times of a sheet say on which day they were."""
        meanings = [meaning[0] if (meaning := self._headings.meaning(word)) is not None else "" for word in sheet.found.heading]
        if "date" in meanings:
            return True
        place = meanings.index("time") if "time" in meanings else 0
        cells = [cells[place] for _, cells in sheet.rows[:_DATES] if len(cells) > place]
        said = (written_time(cell) for cell in cells if isinstance(cell, str))
        return any(getattr(cell, "year", 0) > 1904 for cell in cells) or any(one is not None and one.dated for one in said)

    def _places(self, heading: list[str], other: Sequence[str]) -> list[int]:
        """Where each column of another sheet stands among those of the first; new ones are added there."""

        def key(word: str) -> object:
            return self._headings.meaning(word) or word.strip()

        known = {key(word): place for place, word in reversed(list(enumerate(heading)))}
        places: list[int] = []
        for word in other:
            if key(word) not in known:
                known[key(word)] = len(heading)
                heading.append(word)
            places.append(known[key(word)])
        return places


def _other(sheet: SheetOfLog, what: str) -> Remark:
    """What became of another sheet, or of another table of a page, where they have no names."""
    if sheet.name:
        return Remark(f"sheet-{what}", {"name": sheet.name, "count": len(sheet.rows)})
    return Remark(f"table-{what}", {"count": len(sheet.rows)})


def _under(cells: Cells, width: int) -> Cells:
    """The cells of a row that stand under headings, and the first that stands beside them: a cell in a column far away makes thousands."""
    if len(cells) <= width:
        return cells
    return [*cells[:width], *islice((cell for cell in cells[width:] if cell not in (None, "")), 1)]


def with_cell(cells: Cells, column: int, value: object) -> Cells:
    """A row with one cell changed."""
    changed = [*cells, *[None] * (column + 1 - len(cells))]
    changed[column] = value
    return changed


def _moved(cells: Cells, places: Sequence[int], width: int) -> Cells:
    moved: list[Any] = [None] * width
    for place, cell in zip(places, cells, strict=False):
        if moved[place] is None:
            moved[place] = cell
    return moved
