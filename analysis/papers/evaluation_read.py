"""The evaluation form that comes back filled in: confirmed ratings and remarks, by whom and when, as the evaluators' file would say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.forms.model import NOT_APPLICABLE, FormFile
from analysis.papers.form_keys import BY_WHOM, FOR_READING, KEY, ROLE, TIME
from analysis.planbook.opened import SheetCells, open_book
from sim.documents import Mistakes
from sim.errors import InputError
from sim.words import LANGUAGES, Said, phrase, words


def confirmation_of_book(path: Path, forms: Iterable[FormFile]) -> dict[str, Any]:
    """What `[[override]]` and `[confirmed]` would hold. The forms are confirmed as a whole where no item with a proposed rating was left blank.

    Raises InputError with every fault: a workbook that is no such form, a rating that the scale does not have, one that differs without a remark,
    or was given by nobody or at no time.
    """
    found = next((form for sheet in open_book(path) if (form := _form_on(sheet)) is not None), None)
    if found is None:
        raise InputError.of(str(path), "", phrase("books.no-form"), hint=phrase("books.no-form.hint"))
    faults = Mistakes(str(path))
    read = _Filled(found, {form.form.id: form for form in forms}, faults).read()
    faults.stop()
    return read


@dataclass(frozen=True, slots=True)
class _FormSheet:
    """A sheet that holds a form: its rows, and in which column (from 0) each key stands."""

    sheet: SheetCells
    column: Mapping[str, int]

    def cell(self, row: int, key: str) -> Any:
        """What stands in a row under a key; dates and numbers as they are."""
        cells, at = self.sheet.rows[row], self.column[key]
        return cells[at] if at < len(cells) else None

    def text(self, row: int, key: str) -> str:
        """The same as text; "" for nothing, a date as ISO."""
        held = self.cell(row, key)
        if isinstance(held, datetime | date):
            return held.isoformat()
        return "" if held is None else str(held).strip()

    def place(self, row: int, key: str) -> str:
        """A cell as workbooks write it."""
        from openpyxl.utils import get_column_letter

        return f"{self.sheet.title}!{get_column_letter(self.column[key] + 1)}{row}"


def _form_on(sheet: SheetCells) -> _FormSheet | None:
    """The form on a sheet, where it has the row of keys."""
    for cells in sheet.rows.values():
        at = {cell.removeprefix(KEY): place for place, cell in enumerate(cells) if isinstance(cell, str) and cell.startswith(KEY)}
        if {*FOR_READING, ROLE, TIME, "remarks"} <= set(at):
            return _FormSheet(sheet, at)
    return None


class _Filled:
    """Reads the rows of one form."""

    def __init__(self, form: _FormSheet, known: Mapping[str, FormFile], faults: Mistakes) -> None:
        self._form, self._known, self._faults = form, known, faults

    def read(self) -> dict[str, Any]:
        """The overrides, and who confirmed the whole."""
        by = next((row for row in self._form.sheet.rows if self._form.text(row, "form") == BY_WHOM), None)
        role, time = ("", "") if by is None else (self._form.text(by, ROLE), self._form.text(by, TIME))
        rated = {row: self._form.text(row, "confirmed") for row in self._items()}
        left = [row for row, rating in rated.items() if not rating and self._proposed(row) not in (None, NOT_APPLICABLE)]
        if not any(rated.values()):
            return {}
        for said, key, code in ((role, ROLE, "books.no-role"), (time, TIME, "books.no-time")):
            if not said:
                place = self._form.sheet.title if by is None else self._form.place(by, key)
                self._faults.add(place, phrase(code), hint=phrase("books.by-whom.hint"))
        overrides = [one for row, rating in rated.items() if rating and (one := self._override(row, rating, role, time, whole=not left)) is not None]
        return {"override": overrides} | ({} if left else {"confirmed": {"role": role, "time": time}})

    def _items(self) -> Iterator[int]:
        """The rows that hold an item of a form."""
        for row in self._form.sheet.rows:
            form, item = self._form.text(row, "form"), self._form.text(row, "item-id")
            if item and form in self._known and item in {one.id for one in self._known[form].item}:
                yield row

    def _proposed(self, row: int) -> str | None:
        """The rating that was proposed, by its id, or that it does not apply; None where none was."""
        return _ratings(self._known[self._form.text(row, "form")]).get(self._form.text(row, "proposed").casefold())

    def _override(self, row: int, written: str, role: str, time: str, *, whole: bool) -> dict[str, str] | None:
        """A rating that a person set; None where it is the proposed one and the form is confirmed as a whole."""
        form = self._known[self._form.text(row, "form")]
        names, remark = _ratings(form), self._form.text(row, "remarks")
        rating = names.get(written.casefold())
        if rating is None:
            allowed: list[Said] = [*(grade.name for grade in form.scale.grade), phrase(f"item-state.{NOT_APPLICABLE}")]
            self._faults.add(self._form.place(row, "confirmed"), phrase("books.no-such-rating"), value=written, allowed=allowed)
            return None
        agrees = rating == self._proposed(row)
        if agrees and whole and not remark:
            return None
        if not agrees and not remark:
            self._faults.add(self._form.place(row, "remarks"), phrase("books.no-remark"), hint=phrase("books.no-remark.hint"))
        reason = remark or self._form.text(row, "agreed")
        return {"form": form.form.id, "item": self._form.text(row, "item-id"), "rating": rating, "role": role, "time": time, "reason": reason}


def _ratings(form: FormFile) -> dict[str, str]:
    """What a rating may be written as, in every language or by its id, to its id."""
    found = {name.casefold(): grade.id for grade in form.scale.grade for name in (grade.id, *(grade.name.of(lang) for lang in LANGUAGES))}
    return found | {
        name.casefold(): NOT_APPLICABLE for name in (NOT_APPLICABLE, *(words(lang).named("item-state", NOT_APPLICABLE) for lang in LANGUAGES))
    }
