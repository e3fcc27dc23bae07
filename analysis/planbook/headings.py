"""Which sheet of a workbook is which table of the plan, and which of its columns is which key: by their names in any language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.planbook.opened import OpenSheet
from analysis.planbook.shapes import BookColumn, BookSheet, plan_sheets
from sim.documents import listed
from sim.errors import InputError, Mistake, most_like, shown
from sim.words import LANGUAGES, NOTHING, Said, phrase, words

_FIRST_ROWS = 30  # among which the headings stand


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of the plan in a workbook: where its headings stand, and its columns by place, from 0."""

    shape: BookSheet
    sheet: OpenSheet
    heading_row: int
    columns: dict[int, BookColumn]

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


def find_sheets(sheets: Iterable[OpenSheet], file: str, lang: str) -> tuple[tuple[FoundSheet, ...], tuple[str, ...]]:
    """The sheets of the plan in the grammar's order, and those that are of nothing. Raises InputError where some are missing or unclear."""
    taken: dict[BookSheet, OpenSheet] = {}
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
        raise InputError.of(file, "", phrase("planbook.foreign"), allowed=listed(_asked(lang)), hint=phrase("planbook.foreign-hint"))
    for shape in plan_sheets():
        if shape not in taken:
            near = most_like(shape.title(lang), strange)
            hint: Said = phrase("planbook.sheet-near", sheet=near) if near is not None else phrase("planbook.sheet-missing-hint")
            faults.append(Mistake(file=file, place=shape.title(lang), problem=phrase("planbook.sheet-missing"), hint=hint))
    if faults:
        raise InputError(faults)
    found = tuple(_columns(shape, taken[shape], file, lang, faults) for shape in plan_sheets())
    if faults:
        raise InputError(faults)
    return found, tuple(strange)


def _asked(lang: str) -> Iterator[str]:
    yield from (shape.title(lang) for shape in plan_sheets())


def _columns(shape: BookSheet, sheet: OpenSheet, file: str, lang: str, faults: list[Mistake]) -> FoundSheet:
    """The columns of a sheet, by its headings; what is wrong with them is noted."""
    known = headings_of(shape)
    rows = {number: cells for number, cells in sheet.rows.items() if number <= _FIRST_ROWS}
    row = max(rows, key=lambda number: (sum(_plain(cell) in known for cell in rows[number] if isinstance(cell, str)), -number), default=0)
    if not row or not any(_plain(cell) in known for cell in rows[row] if isinstance(cell, str)):
        if sheet.rows:
            asked = listed(column.heading(lang) for column in shape.columns)
            faults.append(Mistake(file=file, place=sheet.title, problem=phrase("planbook.no-headings"), allowed=asked))
        return FoundSheet(shape, sheet, max(sheet.rows, default=0), {})
    columns: dict[int, BookColumn] = {}
    for place, cell in enumerate(rows[row]):
        _take(place, cell, row, shape, sheet, columns, file, lang, faults)
    for column in shape.columns:
        there = any(one == column or (column.language and one.path[:-1] == column.path[:-1] and one.language) for one in columns.values())
        if column.required and not there:
            problem = phrase("planbook.column-missing", column=column.told)
            faults.append(Mistake(file=file, place=f"{sheet.title}!{row}", problem=problem, allowed=column.about))
    return FoundSheet(shape, sheet, row, columns)


def _take(
    place: int, cell: Any, row: int, shape: BookSheet, sheet: OpenSheet,
    columns: dict[int, BookColumn], file: str, lang: str, faults: list[Mistake],
) -> None:  # fmt: skip
    from openpyxl.utils import get_column_letter

    filled = any(number > row and place < len(cells) and cells[place] is not None for number, cells in sheet.rows.items())
    at = f"{sheet.title}!{get_column_letter(place + 1)}{row}"
    known = headings_of(shape).get(_plain(str(cell))) if cell is not None else None
    if known is not None:
        if shape.columns[known] in columns.values():
            faults.append(Mistake(file=file, place=at, problem=phrase("planbook.column-twice"), value=shown(str(cell))))
        else:
            columns[place] = shape.columns[known]
    elif filled:
        names = [column.heading(lang) for column in shape.columns]
        near = most_like(str(cell), names) if cell is not None else None
        faults.append(
            Mistake(
                file=file, place=at, problem=phrase("planbook.column-unknown") if cell is not None else phrase("planbook.no-heading"),
                value="" if cell is None else shown(str(cell)), allowed=listed(names),
                hint=NOTHING if near is None else phrase("mistake.did-you-mean", word=near),
            )
        )  # fmt: skip
