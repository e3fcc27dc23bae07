"""A plan's workbook read back: its cells as the plan's tables, and every fault by sheet, row and column, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.planbook.cells import value_of
from analysis.planbook.headings import FoundSheet, find_sheets
from analysis.planbook.names import BookNames
from analysis.planbook.opened import SheetCells, open_book
from analysis.planbook.places import BookDocument, BookPlace
from analysis.planbook.shapes import BookColumn, BookSheet, Keys
from analysis.planbook.typed import text_of
from sim.documents import Steps, listed
from sim.errors import InputError, Mistake, most_like, shown
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.references import KindWord
from sim.words import NOTHING, Phrase, RefusedError, phrase

_MISSING = "shape.missing-key"
_UNKNOWN, _MANY_ALIKE = "inputs.unknown", 4  # so many cells that name the same nobody are told as one


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What a workbook says: the plan, its tables as a file would hold them, and the sheets that are no part of it."""

    plan: Plan
    tables: dict[str, Any]
    strange: tuple[str, ...]


def read_plan_book(path: Path, lang: str) -> ReadBook:
    """The plan in a workbook; sheets and columns that are missing are named in `lang`. Raises InputError with all faults."""
    return read_sheets(open_book(path), str(path), lang)


def read_sheets(sheets: Iterable[SheetCells], file: str, lang: str) -> ReadBook:
    """The plan in the sheets of a workbook; `file` names it in faults. Raises InputError with all faults."""
    found, strange = find_sheets(sheets, file, lang)
    reading = _Reading(file, lang)
    for sheet in found:
        reading.take(sheet)
    tables = reading.tables()
    faults = reading.faults
    plan = None
    try:
        plan = check_plan_document(BookDocument(tables, reading.places, reading.blank), file)
    except InputError as error:
        faults += reading.placed(error)
    if plan is None or faults:
        raise InputError(_alike_once(fault for _, fault in sorted(faults, key=lambda one: one[0])))
    return ReadBook(plan, tables, strange)


def _alike_once(faults: Iterable[Mistake]) -> Iterator[Mistake]:
    """Each fault; one that stands in many cells, such as the old name of a body that has a new one, once, with how many there are."""
    alike: dict[tuple[object, ...], list[Mistake]] = {}
    for one in faults:
        nobody = isinstance(one.problem, Phrase) and one.problem.code == _UNKNOWN and one.value
        alike.setdefault((_UNKNOWN, one.value) if nobody else (one.place, one.problem, one.value), []).append(one)
    for ones in alike.values():
        if len(ones) < _MANY_ALIKE:
            yield from ones
        else:
            problem = phrase("planbook.alike", n=len(ones) - 1, said=ones[0].problem)
            yield replace(ones[0], problem=problem, hint=phrase("planbook.alike-hint"))


@dataclass(slots=True)
class _Row:
    """A row of a sheet while it is read: the texts of its cells, and where they stand."""

    sheet: FoundSheet
    number: int
    texts: dict[BookColumn, str]
    at: BookPlace
    cells: dict[BookColumn, BookPlace] = field(default_factory=dict)

    def of(self, role: str) -> tuple[str, BookPlace]:
        """The text of the column with this role, and its place; the row, where it is blank."""
        column = next((column for column in self.texts if column.role == role), None)
        return ("", self.at) if column is None else (self.texts[column], self.cells[column])


class _Reading:
    """The tables of a plan while its sheets are read."""

    def __init__(self, file: str, lang: str) -> None:
        self.places: dict[Steps, BookPlace] = {}
        self.faults: list[tuple[int, Mistake]] = []
        self._file, self._lang = file, lang
        self._rows: list[_Row] = []
        self._sheets: list[tuple[FoundSheet, BookPlace]] = []
        self._wrong: set[int] = set()  # places that have a fault
        self._count = 0

    def _place(self, sheet: str, row: int = 0, column: int = 0, heading: str = "") -> BookPlace:
        self._count += 1
        return BookPlace(self._count, sheet, row, column, heading)

    def _fault(self, at: BookPlace, problem: Phrase, *, value: object = "", allowed: Any = NOTHING, hint: Any = NOTHING) -> None:
        self._wrong.add(int(at))
        self.faults.append((int(at), Mistake(file=self._file, place=at.told, problem=problem, value=shown(value), allowed=allowed, hint=hint)))

    def take(self, found: FoundSheet) -> None:
        """Read the texts of a sheet's cells."""
        sheet = found.sheet
        top = self._place(sheet.title)
        self._sheets.append((found, top))
        self.faults += ((int(top), fault) for fault in found.faults)
        for over, across in sheet.merged:
            if over > found.heading_row and across - 1 in found.columns:
                at = self._place(sheet.title, over, across, found.heading(across - 1))
                self._fault(at, phrase("planbook.merged"), hint=phrase("planbook.merged-hint"))
        for number, cells in sheet.rows.items():
            if number <= found.heading_row:
                continue
            row_ = _Row(found, number, {}, self._place(sheet.title, number))
            for place, column in found.columns.items():
                value = cells[place] if place < len(cells) else None
                if value is None:
                    continue
                at = row_.cells[column] = self._place(sheet.title, number, place + 1, found.heading(place))
                try:
                    row_.texts[column] = text_of(value, column.holds)
                except RefusedError as error:
                    row_.texts[column] = str(error.value)
                    self._fault(at, error.why, value=error.value, allowed=error.allowed, hint=error.hint)
            if row_.texts:
                self._rows.append(row_)

    # -- the tables ----------------------------------------------------------------------------------------------------------------

    def tables(self) -> dict[str, Any]:
        """The tables that the rows say, with the place of every value."""
        names = BookNames.of(self._names())
        made: dict[str, Any] = {}
        for found, at in self._sheets:
            if len(found.shape.keys) == 1:
                self.places[found.shape.keys] = at
        for row in self._rows:
            if len(row.sheet.shape.keys) == 1:
                self._entry(row, made, names)
        for row in self._rows:
            if len(row.sheet.shape.keys) > 1:
                self._part(row, made, names)
        shapes = [found.shape for found, _ in self._sheets if len(found.shape.keys) == 1]
        return {shape.keys[0]: _in_order(made[shape.keys[0]], shape.entry_keys) for shape in shapes if shape.keys[0] in made}

    def _names(self) -> dict[str, Any]:
        """What is named in the workbook, before anything else of it is read."""
        nobody = BookNames.of({})
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows:
            shape = row.sheet.shape
            if len(shape.keys) == 1 and not shape.alone:
                entry: dict[str, Any] = {}
                for column, text in row.texts.items():
                    if column.path[:1] in ((shape.own,), ("name",), ("title",), ("aliases",)):
                        _put(entry, column.path, _as_is(text, column, nobody))
                found.setdefault(shape.keys[0], []).append(_plain_texts(entry, shape))
        return dict(found)

    def _entry(self, row: _Row, made: dict[str, Any], names: BookNames) -> None:
        """A row that is an entry of a table."""
        (table,), alone = row.sheet.shape.keys, row.sheet.shape.alone
        if alone and table in made:
            self._fault(row.at, phrase("planbook.one-row"))
            return
        steps: Steps = (table,) if alone else (table, len(made.setdefault(table, [])))
        entry = self._values(row, steps, names)
        if alone:
            made[table] = entry
        else:
            made[table].append(entry)

    def _values(self, row: _Row, steps: Steps, names: BookNames) -> Any:
        """The values of a row, each put where its key belongs."""
        shape = row.sheet.shape
        self.places[steps] = row.at
        entry: dict[str, Any] = {}
        for column in shape.columns:
            if column.role != "value" or column not in row.texts:
                continue
            at = row.cells[column]
            for size in range(1, len(column.path)):
                self.places.setdefault((*steps, *column.path[:size]), at)
            self.places[(*steps, *column.path)] = at
            try:
                value = value_of(row.texts[column], column.holds, names)
            except RefusedError as error:
                value = row.texts[column]
                if int(at) not in self._wrong:
                    self._fault(at, error.why, value=error.value or value, allowed=error.allowed, hint=error.hint)
            _put(entry, column.path, value)
        return _plain_texts(entry, shape)

    def _part(self, row: _Row, made: dict[str, Any], names: BookNames) -> None:
        """A row that belongs to an entry of another sheet."""
        shape = row.sheet.shape
        table, key = shape.keys
        said, at = row.of("owner")
        number = self._owner(said, at, row, made, names)
        if number is None:
            return
        entry = made[table][number]
        steps: Steps = (table, number, key)
        if not shape.named:
            held = entry.setdefault(key, [])
            if not isinstance(held, list):
                self._fault(row.at, phrase("planbook.both", sheet=row.sheet.sheet.title), value=held)
                return
            self.places.setdefault(steps, row.at)
            held.append(self._values(row, (*steps, len(held)), names))
            return
        word, at = row.of("key")
        if not word:
            self._fault(row.at, phrase("planbook.no-key"))
            return
        column = next(column for column in row.texts if column.role == "key")
        word = str(value_of(word, column.holds, names))
        held = entry.setdefault(key, {})
        self.places.setdefault(steps, row.at)
        if word in held:
            self._fault(at, phrase("planbook.pair-twice"), value=word)
            return
        held[word] = self._values(row, (*steps, word), names)
        self.places[(*steps, word)] = at

    def _owner(self, said: str, at: BookPlace, row: _Row, made: dict[str, Any], names: BookNames) -> int | None:
        """The number of the entry to which a row belongs; where nobody knows, that is a fault."""
        shape = row.sheet.shape
        table = shape.keys[0]
        owner = shape.columns[0]
        ids = [entry.get(shape.own) for entry in made.get(table, ())]
        what = KindWord(table)
        if not said:
            self._fault(at, phrase("planbook.no-owner", what=what))
            return None
        try:
            id_ = value_of(said, owner.holds, names)
        except RefusedError as error:
            self._fault(at, error.why, value=error.value or said, allowed=error.allowed, hint=error.hint)
            return None
        if id_ in ids:
            return ids.index(id_)
        if int(at) not in self._wrong:
            known = [*names.meant.get(table, {}), *(one for one in ids if isinstance(one, str))]
            near = most_like(said, known)
            hint = NOTHING if near is None else phrase("mistake.did-you-mean", word=near)
            allowed = listed(names.name(owner.holds, one, self._lang) for one in ids if isinstance(one, str))
            self._fault(at, phrase("inputs.unknown", what=what), value=said, allowed=allowed, hint=hint)
        return None

    # -- what the loader finds -------------------------------------------------------------------------------------------------------

    def placed(self, error: InputError) -> Iterator[tuple[int, Mistake]]:
        """What is wrong with the plan, by sheet, row and column; a cell that has a fault of its own needs no second one."""
        for mistake in error.mistakes:
            at, problem, hint = mistake.line, mistake.problem, mistake.hint
            if isinstance(problem, Phrase) and problem.code == _MISSING:
                at, problem, hint = self._blank(mistake, problem)
            if isinstance(at, BookPlace):
                if int(at) in self._wrong:
                    continue
                yield int(at), replace(mistake, place=at.told, problem=problem, hint=hint, line=None)
            else:
                yield self._count + 1, replace(mistake, problem=problem, hint=hint, line=None)

    def _blank(self, mistake: Mistake, problem: Phrase) -> tuple[int | None, Phrase, Any]:
        """A key that is missing is a cell that is blank, or a sheet without rows."""
        key = str(dict(problem.args)["key"])
        row = mistake.line
        if not isinstance(row, BookPlace) or not row.row:
            found = next(((found, at) for found, at in self._sheets if found.shape.keys == (key,)), None)
            return (mistake.line, problem, mistake.hint) if found is None else (found[1], phrase("planbook.no-rows"), found[0].shape.about)
        blank = self.blank(row, key)
        if blank is not None:
            sheet = self._sheet_of(row)
            return blank, phrase("planbook.blank"), sheet.columns[blank.column - 1].about
        part = next((found for found, _ in self._sheets if found.shape.keys == (self._sheet_of(row).shape.keys[0], key)), None)
        return row, problem if part is None else phrase("planbook.no-parts", sheet=part.sheet.title), mistake.hint

    def _sheet_of(self, at: BookPlace) -> FoundSheet:
        return next(found for found, _ in self._sheets if found.sheet.title == at.sheet)

    def blank(self, at: BookPlace, key: str) -> BookPlace | None:
        """The blank cell of a key of the entry that stands at a place; None where no cell is for it alone."""
        if not at.row:
            return None
        sheet = self._sheet_of(at)
        path: Keys = (*(sheet.columns[at.column - 1].path[:-1] if at.column else ()), key)
        place = next((place for place, column in sheet.columns.items() if column.path[: len(path)] == path), None)
        return None if place is None else BookPlace(int(at), at.sheet, at.row, place + 1, sheet.heading(place))


def _in_order(held: Any, keys: Keys) -> Any:
    """Entries with their keys in the grammar's order, those too that stood on another sheet."""
    if isinstance(held, list):
        return [_in_order(entry, keys) for entry in held]
    return {key: held[key] for key in keys if key in held}


def _put(entry: dict[str, Any], path: Keys, value: Any) -> None:
    for key in path[:-1]:
        entry = entry.setdefault(key, {})
    entry[path[-1]] = value


def _as_is(text: str, column: BookColumn, nobody: BookNames) -> Any:
    try:
        return value_of(text, column.holds, nobody)
    except RefusedError:
        return text


def _plain_texts(entry: dict[str, Any], shape: BookSheet) -> Any:
    """An entry in which a text that stands in one language alone stands for all."""
    for path in shape.texts:
        if not path:
            return next(iter(entry.values())) if len(entry) == 1 else entry
        holder = entry
        for key in path[:-1]:
            holder = holder.get(key, {})
        held = holder.get(path[-1])
        if isinstance(held, dict) and len(held) == 1:
            holder[path[-1]] = next(iter(held.values()))
    return entry
