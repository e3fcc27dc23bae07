"""A workbook opened as a script: the rows of its first sheet that is one, and those of the sheet of details where there is one.

Workbooks are opened by the readers of logs: within the same bounds, with merged cells filled down and formulas by the value stored with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.logs.file_kinds import kind_of
from analysis.logs.sheet_rows import SheetRow
from analysis.logs.table import LogTable, is_blank
from analysis.logs.tables import open_book, read_bytes
from analysis.scripts.columns import DetailHeadings, ScriptHeadings, script_words
from sim.documents import Mistakes
from sim.errors import InputError, shown
from sim.words import LANGUAGES, phrase

MOST_ROWS = 20_000  # of a script; a plan's whole year has a few hundred


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands, as workbooks write it; of a whole row without a column."""

    sheet: str
    line: int
    column: int | None = None
    heading: str = ""

    def __str__(self) -> str:
        at = f"{self.sheet}!{letters(self.column) if self.column is not None else ''}{self.line}"
        return f"{at} {shown(self.heading, 40)}" if self.heading else at


def letters(column: int) -> str:
    """A column from 0 as its letters."""
    said = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A sheet of a script: where each column is, and its rows. `unread` are headings that nobody knows, or that say again what another says."""

    sheet: str
    heading: tuple[str, ...]
    columns: dict[str, int]
    rows: tuple[tuple[int, Sequence[Any]], ...]
    unread: tuple[int, ...] = ()

    def cell(self, row: tuple[int, Sequence[Any]], column: str) -> Any:
        """What stands in a column of a row; None for a blank."""
        place = self.columns.get(column)
        held = row[1][place] if place is not None and place < len(row[1]) else None
        return None if held is None or (isinstance(held, str) and not held.strip()) else held

    def at(self, line: int, column: str | None = None) -> CellPlace:
        """Where a row's cell stands."""
        place = self.columns.get(column) if column is not None else None
        return CellPlace(self.sheet, line, place, self.heading[place] if place is not None else "")


@dataclass(frozen=True, slots=True)
class OpenScript:
    """A script as it stands in a workbook; `details` is None where it has no such sheet."""

    file: str
    script: OpenTable
    details: OpenTable | None = None
    faults: Mistakes = field(default_factory=lambda: Mistakes(""))


def open_script(path: Path) -> OpenScript:
    """Open a workbook. Raises InputError when it is none, or holds no script."""
    file, data = str(path), read_bytes(path)
    kind, faults = kind_of(data), Mistakes(file)
    script, headings = _open(data, file, kind, ScriptHeadings()), DetailHeadings()
    try:
        found = _open(data, file, kind, headings)
    except InputError:  # of a workbook that could just be read: no sheet of it is one of details
        return OpenScript(file, _table(script, ScriptHeadings(), file, faults), None, faults)
    details = _table(found, headings, file, faults)
    return OpenScript(file, _table(script, ScriptHeadings(), file, faults, but=details.sheet), details, faults)


def _open(data: bytes, file: str, kind: str, headings: ScriptHeadings | DetailHeadings) -> LogTable:
    if (book := open_book(data, file, headings, kind)) is not None:
        return book
    raise InputError.of(file, "", phrase("script.no-workbook"), value=kind, allowed=phrase("script.workbooks"), hint=phrase("script.workbooks.hint"))


def _table(found: LogTable, headings: ScriptHeadings | DetailHeadings, file: str, faults: Mistakes, but: str | None = None) -> OpenTable:
    """The rows of the one sheet that has these headings; `but` is one that has others too."""
    rows = tuple(found.rows)
    sheet = next((str(remark.values["name"]) for remark in found.remarks if remark.code == "sheet"), "")
    others = [str(remark.values["name"]) for remark in found.remarks if remark.code in ("sheet-unread", "sheet-too") and remark.values["name"] != but]
    if others:  # which of them is meant nobody can say, and no row is left out
        raise InputError.of(file, "", phrase("script.two-sheets"), value=", ".join((sheet, *others)), hint=phrase("script.two-sheets.hint"))
    columns: dict[str, int] = {}
    unread: list[int] = []
    for place, word in enumerate(found.heading):
        meaning = headings.meaning(word)
        if meaning is not None and meaning[0] not in columns:
            columns[meaning[0]] = place
        elif word.strip() or any(len(cells) > place and cells[place] not in (None, "") for _, cells in rows):
            unread.append(place)
    if "text" not in columns and "about" in columns:  # what a log calls the event says in a script without another text what happens
        columns["text"] = columns.pop("about")
    if "actor" in columns:  # who acts is whom the inject is for, where no column says that
        columns.setdefault("source" if "to" in columns else "to", columns.pop("actor"))
    table = OpenTable(sheet, tuple(found.heading), columns, tuple((_line(line), cells) for line, cells in rows if not is_blank(cells)), tuple(unread))
    if len(table.rows) > MOST_ROWS:
        raise InputError.of(file, sheet, phrase("script.too-many-rows"), value=len(table.rows), allowed=phrase("script.most-rows", most=MOST_ROWS))
    for one in found.problems:
        faults.add(str(CellPlace(sheet, _line(one.line), None, one.column)), phrase(f"log-problem.{one.code}"), value=one.value)
    for line, cells in table.rows:
        if any(cell not in (None, "") for cell in cells[len(found.heading) :]):
            faults.add(str(table.at(line)), phrase("script.beside"), value=cells[-1], hint=phrase("script.beside.hint"))
    return table


def _line(line: int) -> int:
    return line.row if isinstance(line, SheetRow) else line


def language_of(table: OpenTable) -> str | None:
    """The language of a script's headings; None where they are of several, or of none that it would write."""
    words = script_words("column")
    said = {
        lang
        for lang in LANGUAGES
        if all(table.heading[place] == words.word(name, lang) for name, place in table.columns.items() if (name, lang) in words.shown)
    }
    return next(iter(said)) if len(said) == 1 else None
