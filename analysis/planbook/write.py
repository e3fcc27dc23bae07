"""A plan's workbook: a sheet for each table of the plan, with drop-downs, help over every column, and how to fill it in on the first sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from analysis.planbook.cells import LONGEST_CELL
from analysis.planbook.lists import FIRST_ROW, LAST_ROW, WordLists
from analysis.planbook.names import BookNames
from analysis.planbook.rows import rows_of
from analysis.planbook.shapes import BookColumn, BookSheet, plan_sheets
from sim.errors import InputError
from sim.text import Condition
from sim.words import Words, in_language, phrase, words
from sim.workbook_file import new_workbook, text_of_header, workbook_bytes

ABOUT_ROW, HELP_ROW, HEADING_ROW = 1, 2, FIRST_ROW - 1
HELP_LINES = 10  # sentences of the first sheet
_TEXT = "@"  # what is typed stays as it is typed: 4.10 is no number, and 1-2 no date
_TYPE, _SIZE = "Calibri", 11.0
_INK, _SOFT, _FILL, _MUST = "222222", "666666", "DDE6F0", "9DB7D5"
_NARROW, _WIDE, _WIDEST = 9, 30, 46  # in signs
_LINE_PT, _MOST_PT = 15.0, 400.0  # a program shows no row higher than 409
_PAGE_SIGNS = 190  # of a page of A4 across, before the type becomes too small to read
_EDGES = 12  # columns from which on those that nobody uses are folded away
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 250, 32


def plan_book(data: Mapping[str, Any], file: str, lang: str) -> bytes:
    """The workbook of a plan's tables as they are parsed. Raises InputError for a text that is too long for a cell."""
    say, names = words(lang), BookNames.of(data)
    book = new_workbook(_TYPE, _SIZE)
    title = _title(data, lang)
    guide = book.create_sheet(say("planbook.help"))
    filled = {sheet: rows_of(sheet, data, names, lang) for sheet in plan_sheets()}
    _check_lengths(filled, file)
    made = {sheet: book.create_sheet(sheet.title(lang)) for sheet in filled}
    hidden = book.create_sheet(say("planbook.lists"))
    hidden.sheet_state = "hidden"
    lists = WordLists(hidden, names, {sheet.keys[0]: len(rows) for sheet, rows in filled.items() if len(sheet.keys) == 1}, lang)
    for sheet, rows in filled.items():
        _Sheet(made[sheet], sheet, rows, lists, say).fill(title)
    _fill_help(guide, title, say)
    return workbook_bytes(book)


def _title(data: Mapping[str, Any], lang: str) -> str:
    said = data["plan"].get("title", "")
    return in_language(dict(said), lang) if isinstance(said, Mapping) else str(said)


def _check_lengths(filled: Mapping[BookSheet, list[list[str]]], file: str) -> None:
    for sheet, rows in filled.items():
        for row in rows:
            for column, text in zip(sheet.columns, row, strict=True):
                if len(text) > LONGEST_CELL:
                    place = f"{sheet.keys[0]} › {row[0]} › {column.key}"
                    raise InputError.of(
                        file, place, phrase("planbook.long-text"), value=text, allowed=phrase("planbook.longest", most=f"{LONGEST_CELL:,}")
                    )


class _Sheet:
    """One sheet while it is filled."""

    def __init__(self, sheet: Any, shape: BookSheet, rows: list[list[str]], lists: WordLists, say: Words) -> None:
        self._sheet, self._shape, self._rows, self._lists, self._say = sheet, shape, rows, lists, say
        self._widths = [self._width(place, column) for place, column in enumerate(shape.columns)]
        self._unused = frozenset(
            place
            for place, column in enumerate(shape.columns)
            if rows and len(shape.columns) > _EDGES and not column.required and not any(row[place] for row in rows)
        )

    def _width(self, place: int, column: BookColumn) -> int:
        longest = max((_signs(line) for row in self._rows for line in row[place].split("\n")), default=0)
        heading = _signs(column.heading(self._say.lang))
        most = _WIDEST if any(isinstance(mark, Condition) for mark in column.holds.marks) else _WIDE
        return min(most, max(_NARROW, min(heading, 16), longest) + 2)

    def fill(self, title: str) -> None:
        """Write it all."""
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        sheet, say = self._sheet, self._say
        cell = sheet.cell(row=ABOUT_ROW, column=1, value=say.tell(self._shape.about))
        cell.font = Font(name=_TYPE, bold=True, size=13, color=_INK)
        top = Alignment(wrap_text=True, vertical="top")
        cell.alignment = top
        last = len(self._shape.columns)
        sheet.merge_cells(start_row=ABOUT_ROW, end_row=ABOUT_ROW, start_column=1, end_column=last)
        sheet.row_dimensions[ABOUT_ROW].height = 20 * _lines_of(say.tell(self._shape.about), sum(self._widths), 1.25) + 2
        for place, column in enumerate(self._shape.columns):
            letter = get_column_letter(place + 1)
            sheet.column_dimensions[letter].width = self._widths[place]
            sheet.column_dimensions[letter].number_format = _TEXT
            if place in self._unused:
                sheet.column_dimensions[letter].outline_level = 1
                sheet.column_dimensions[letter].hidden = True
            about = self._about(column)
            told = sheet.cell(row=HELP_ROW, column=place + 1, value=about)
            told.font, told.alignment = Font(name=_TYPE, size=8, color=_SOFT), top
            heading = sheet.cell(row=HEADING_ROW, column=place + 1, value=column.heading(say.lang))
            heading.font, heading.alignment, heading.border = Font(name=_TYPE, bold=True, color=_INK), top, _lines()
            heading.fill = PatternFill("solid", fgColor=_MUST if column.required else _FILL)
            self._offer(column, letter, about)
        for number, row in enumerate(self._rows, FIRST_ROW):
            for place, text in enumerate(row, 1):
                cell = sheet.cell(row=number, column=place, value=text or None)
                if text:
                    cell.data_type = "s"  # and never a formula, whatever it begins with
                cell.number_format, cell.alignment, cell.border = _TEXT, top, _lines()
            sheet.row_dimensions[number].height = self._height(row, _LINE_PT)
        small = [self._about(column) for column in self._shape.columns]
        sheet.row_dimensions[HELP_ROW].height = self._height(small, 11.0, 0.78)
        sheet.row_dimensions[HEADING_ROW].height = self._height([column.heading(say.lang) for column in self._shape.columns], _LINE_PT, 1.1)
        sheet.freeze_panes = f"B{FIRST_ROW}"
        self._page(title)

    def _about(self, column: BookColumn) -> str:
        told = phrase("planbook.about", about=column.about, key=column.key) if column.key else column.about
        return self._say.tell(phrase("planbook.must", about=told) if column.required else told)

    def _offer(self, column: BookColumn, letter: str, about: str) -> None:
        """The words that a cell may hold, as a drop-down; what it is for, where it is chosen. Others may be typed: they are looked at when read."""
        from openpyxl.worksheet.datavalidation import DataValidation

        source = self._lists.source(column.holds)
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False) if source else DataValidation(allow_blank=True)
        rule.prompt, rule.promptTitle = about[:_LONGEST_PROMPT], column.heading(self._say.lang)[:_LONGEST_PROMPT_TITLE]
        rule.showInputMessage = True
        self._sheet.add_data_validation(rule)
        rule.add(f"{letter}{FIRST_ROW}:{letter}{LAST_ROW}")

    def _height(self, row: Sequence[str], line_pt: float, wide: float = 1.0) -> float:
        shown = (place for place in range(len(row)) if place not in self._unused)
        lines = max(sum(_lines_of(line, self._widths[place], wide) for line in row[place].split("\n")) for place in shown)
        return min(_MOST_PT, line_pt * lines + 4)

    def _page(self, title: str) -> None:
        """A4 across, as many pages wide as it takes to read, headings and the first column on each."""
        from openpyxl.utils import get_column_letter

        sheet = self._sheet
        wide = sum(width for place, width in enumerate(self._widths) if place not in self._unused)
        sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = ceil(wide / _PAGE_SIGNS), 0
        sheet.print_title_rows, sheet.print_title_cols = f"{HEADING_ROW}:{HEADING_ROW}", "A:A"
        sheet.print_area = f"A1:{get_column_letter(len(self._shape.columns))}{max(FIRST_ROW, FIRST_ROW + len(self._rows) - 1)}"
        sheet.oddFooter.left.text = text_of_header(f"{title} {sheet.title}")
        sheet.oddFooter.right.text = self._say("planbook.page", page="&P", pages="&N")


def _fill_help(sheet: Any, title: str, say: Words) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 100
    between = say("planbook.between")
    example = between.join(say.named("kind", kind) for kind in ("noticed", "received"))
    lines = [say("planbook.help-title", plan=title)]
    lines += [say(f"planbook.help-{number}", example=example) for number in range(1, HELP_LINES + 1)]
    lines.append(say("planbook.help-command", file="plan.xlsx"))
    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row=row, column=1, value=line)
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(name=_TYPE, bold=row == 1, size=14 if row == 1 else 11, color=_INK)
        sheet.row_dimensions[row].height = _LINE_PT * _lines_of(line, 100, 1.0) + 6
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


def _signs(text: str) -> int:
    """How wide a text is; a Chinese character is two signs wide."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _lines_of(text: str, width: int, wide: float) -> int:
    return max(1, ceil(_signs(text) * wide / max(1, width - 1)))


def _lines() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="BBBBBB")
    return Border(left=thin, right=thin, top=thin, bottom=thin)
