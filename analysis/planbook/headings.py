"""Which sheet of a workbook is which table of the plan, and which of its columns is which key: by their names in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.planbook.opened import SheetCells
from analysis.planbook.shapes import BookColumn, BookSheet, plan_sheets
from sim.documents import listed
from sim.errors import InputError, Mistake, most_like, shown
from sim.words import LANGUAGES, NOTHING, Phrase, Said, phrase, words

_FIRST_ROWS = 30  # among which the headings stand


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of the plan in a workbook: where its headings stand, and its columns by place, from 0."""

    shape: BookSheet
    sheet: SheetCells
    heading_row: int
    columns: dict[int, BookColumn]
    faults: tuple[Mistake, ...]  # of its headings
    wanting: bool  # nothing can be read without what is missing

    def heading(self, place: int) -> str:
        """What stands over a column in this workbook."""
        return shown(str(self.sheet.rows[self.heading_row][place]), 60)


def _plain(text: str) -> str:
    """A heading without what may differ: capitals, spaces, the width of brackets."""
    return "".join(text.split()).casefold().translate(str.maketrans("（）：·．", "():..", ""))


@cache
def _titles() -> dict[str, BookSheet]:
    names = ((name, shape) for shape in plan_sheets() for name in (*map(shape.title, LANGUAGES), ".".join(shape.keys)))
    return {_plain(name): shape for name, shape in names}


@cache
def _beside() -> frozenset[str]:
    """The sheets that are no part of the plan."""
    return frozenset(_plain(words(lang)(code)) for lang in LANGUAGES for code in ("planbook.help", "planbook.lists"))


@cache
def headings_of(shape: BookSheet) -> dict[str, int]:
    """What may stand over the columns of a sheet, and which of its columns that is."""
    found: dict[str, int] = {}
    for place, column in enumerate(shape.columns):
        for name in (*(column.heading(lang) for lang in LANGUAGES), *((column.key,) if column.key else ())):
            found.setdefault(_plain(name), place)
    return found


def find_sheets(sheets: Iterable[SheetCells], file: str, lang: str) -> tuple[tuple[FoundSheet, ...], tuple[str, ...]]:
    """The sheets of the plan in the grammar's order, and those that are of nothing. Raises InputError where some are missing or unclear."""
    taken: dict[BookSheet, SheetCells] = {}
    strange: list[str] = []
    faults: list[Mistake] = []
    for sheet in sheets:
        shape = _titles().get(_plain(sheet.title))
        if shape is None:
            strange += [sheet.title] if _plain(sheet.title) not in _beside() and not sheet.hidden else []
        elif shape in taken:
            faults.append(Mistake(file=file, place=sheet.title, problem=phrase("planbook.sheet-twice", other=taken[shape].title)))
        else:
            taken[shape] = sheet
    if not taken:
        raise InputError.of(
            file, "", phrase("planbook.foreign"), allowed=listed(shape.title(lang) for shape in plan_sheets()), hint=phrase("planbook.foreign-hint")
        )
    for shape in plan_sheets():
        if shape not in taken:
            near = most_like(shape.title(lang), strange)
            hint: Said = phrase("planbook.sheet-near", sheet=near) if near is not None else phrase("planbook.sheet-missing-hint")
            faults.append(Mistake(file=file, place=shape.title(lang), problem=phrase("planbook.sheet-missing"), hint=hint))
    if faults:
        raise InputError(faults)
    found = tuple(_Headings(shape, taken[shape], file, lang).found() for shape in plan_sheets())
    if any(sheet.wanting for sheet in found):
        raise InputError(fault for sheet in found for fault in sheet.faults)
    return found, tuple(strange)


class _Headings:
    """The headings of one sheet while they are read."""

    def __init__(self, shape: BookSheet, sheet: SheetCells, file: str, lang: str) -> None:
        self._shape, self._sheet, self._file = shape, sheet, file
        self._known = headings_of(shape)
        self._names = [column.heading(lang) for column in shape.columns]
        self._columns: dict[int, BookColumn] = {}
        self._faults: list[Mistake] = []

    def found(self) -> FoundSheet:
        """The sheet with its columns and what is wrong with its headings."""
        row, cells = max(self._rows(), key=lambda one: (self._hits(one[1]), -one[0]), default=(0, ()))
        if not self._hits(cells):
            if self._sheet.rows:
                self._fault("", phrase("planbook.no-headings"), allowed=listed(self._names))
            return FoundSheet(self._shape, self._sheet, max(self._sheet.rows, default=0), {}, tuple(self._faults), wanting=bool(self._sheet.rows))
        for place in range(max(map(len, self._sheet.rows.values()))):
            self._take(place, cells[place] if place < len(cells) else None, row)
        missing = [column for column in self._shape.columns if column.required and not self._has(column)]
        for column in missing:
            self._fault(f"!{row}", phrase("planbook.column-missing", column=column.told), allowed=column.about)
        return FoundSheet(self._shape, self._sheet, row, self._columns, tuple(self._faults), wanting=bool(missing))

    def _rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        yield from ((number, cells) for number, cells in self._sheet.rows.items() if number <= _FIRST_ROWS)

    def _hits(self, cells: tuple[Any, ...]) -> int:
        return sum(_plain(cell) in self._known for cell in cells if isinstance(cell, str))

    def _has(self, column: BookColumn) -> bool:
        """Whether a column is there; of a text, in some language."""
        return any(one == column or (column.language and one.language and one.path[:-1] == column.path[:-1]) for one in self._columns.values())

    def _take(self, place: int, cell: Any, row: int) -> None:
        from openpyxl.utils import get_column_letter

        at = f"!{get_column_letter(place + 1)}{row}"
        known = None if cell is None else self._known.get(_plain(str(cell)))
        if known is not None and self._shape.columns[known] in self._columns.values():
            self._fault(at, phrase("planbook.column-twice"), value=shown(str(cell)))
        elif known is not None:
            self._columns[place] = self._shape.columns[known]
        elif any(number > row and place < len(cells) and cells[place] is not None for number, cells in self._sheet.rows.items()):
            near = None if cell is None else most_like(str(cell), self._names)
            hint = NOTHING if near is None else phrase("mistake.did-you-mean", word=near)
            problem = phrase("planbook.no-heading") if cell is None else phrase("planbook.column-unknown")
            self._fault(at, problem, value="" if cell is None else shown(str(cell)), allowed=listed(self._names), hint=hint)

    def _fault(self, at: str, problem: Phrase, *, value: str = "", allowed: Said = NOTHING, hint: Said = NOTHING) -> None:
        place = f"{self._sheet.title}{at}"
        self._faults.append(Mistake(file=self._file, place=place, problem=problem, value=value, allowed=allowed, hint=hint))
