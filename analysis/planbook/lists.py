"""The words that cells of a plan's workbook offer, on a hidden sheet: closed lists, and what its own sheets name, as it is added there.

A column for each list: over the words their number, so that a drop-down ends where the words do.
"""

from __future__ import annotations

from typing import Any

from analysis.planbook.names import BookNames
from analysis.planbook.shapes import BookSheet, Holds, plan_sheets
from sim.durations import NONE_STATED
from sim.plan.known import CLOSED
from sim.text import Closed, Ref
from sim.words import words

FIRST_ROW = 4  # of entries, on every sheet of the plan
LAST_ROW = 2000
_MORE = 200  # entries that may be added before a list ends
_COUNT_ROW, _WORD_ROW = 2, 3


class WordLists:
    """The hidden sheet, filled as columns ask for their lists."""

    def __init__(self, sheet: Any, names: BookNames, rows: dict[str, int], lang: str) -> None:
        """`rows`: how many entries each table has."""
        self._sheet, self._names, self._rows, self._lang = sheet, names, rows, lang
        self._tables = {shape.keys[0]: shape for shape in plan_sheets() if len(shape.keys) == 1 and not shape.alone}
        self._sources: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        for row, (table, shape) in enumerate(self._tables.items(), 1):
            sheet.cell(row=row, column=1, value=table)
            sheet.cell(row=row, column=2, value=f"=COUNTA({self._range(shape, shape.own)})")

    def source(self, holds: Holds) -> str:
        """The formula of the words that a cell offers; "" where it offers none."""
        fixed, tables = self._fixed(holds), self._named_by(holds)
        if not fixed and not tables:
            return ""
        key = (fixed, tables)
        if key not in self._sources:
            self._sources[key] = self._fill(len(self._sources) + 3, fixed, tables)
        return self._sources[key]

    def _fixed(self, holds: Holds) -> tuple[str, ...]:
        """The words of closed lists, yes and no, and silence."""
        say, found = words(self._lang), []
        if holds.flag and not holds.says("choice"):
            found += [say("word.yes"), say("word.no")]
        if any(isinstance(mark, Closed) for mark in holds.marks):
            found += [self._names.name(holds, word, self._lang) for word in holds.words]
        kinds = [kind for mark in holds.marks if isinstance(mark, Ref) for kind in mark.kinds]
        if holds.silent and kinds:
            found.append(self._names.name(holds, NONE_STATED, self._lang))
        found += [self._names.name(holds, word, self._lang) for kind in kinds for word in CLOSED.get(kind, ())]
        if holds.says("form"):
            found += [self._names.name(holds, word, self._lang) for word in sorted(self._names.ids["form"])]
        return tuple(dict.fromkeys(found))

    def _named_by(self, holds: Holds) -> tuple[str, ...]:
        kinds = (kind for mark in holds.marks if isinstance(mark, Ref) for kind in mark.kinds)
        return tuple(dict.fromkeys(kind for kind in kinds if kind in self._tables))

    def _range(self, shape: BookSheet, key: str) -> str:
        """The cells of a column of a sheet."""
        from openpyxl.utils import get_column_letter, quote_sheetname

        place = next(place for place, column in enumerate(shape.columns, 1) if column.path and column.key == key)
        letter = get_column_letter(place)
        return f"{quote_sheetname(shape.title(self._lang))}!${letter}${FIRST_ROW}:${letter}${LAST_ROW}"

    def _fill(self, column: int, fixed: tuple[str, ...], tables: tuple[str, ...]) -> str:
        from openpyxl.utils import get_column_letter, quote_sheetname

        counts = [f"$B${list(self._tables).index(table) + 1}" for table in tables]
        self._sheet.cell(row=_COUNT_ROW, column=column, value="=" + "+".join((str(len(fixed)), *counts)))
        for row, word in enumerate(fixed, _WORD_ROW):
            cell = self._sheet.cell(row=row, column=column, value=word)
            cell.data_type = "s"
        total = sum(self._rows.get(table, 0) for table in tables) + _MORE if tables else 0
        for number in range(1, total + 1):
            self._sheet.cell(row=_WORD_ROW + len(fixed) + number - 1, column=column, value="=" + self._nth(number, tables, counts))
        letter, own = get_column_letter(column), quote_sheetname(self._sheet.title)
        return f"OFFSET({own}!${letter}${_WORD_ROW},0,0,MAX(1,{own}!${letter}${_COUNT_ROW}),1)"

    def _nth(self, number: int, tables: tuple[str, ...], counts: list[str]) -> str:
        """The formula of the name of one of the entries of several sheets, counted through; its id, where it has no name."""
        told = '""'
        for place in range(len(tables) - 1, -1, -1):
            shape, before = self._tables[tables[place]], "-".join((str(number), *counts[:place]))
            ids = self._range(shape, shape.own)
            named = next((key for key in ("name", "title") if any(column.path[:1] == (key,) for column in shape.columns)), "")
            held = f"INDEX({ids},{before})"
            if named:
                name = f"INDEX({self._range(shape, f'{named}.{self._lang}')},{before})"
                held = f'IF({name}="",{held},{name})'
            told = f"IF({number}<={'+'.join(counts[: place + 1])},{held},{told})"
        return told
