"""Sheets of a workbook that print as pages of A4: rows as high as their text, headings on every page, which page of how many, and what it is.

Programs that show workbooks do not make rows higher for text that is broken over lines in merged cells, and some make none higher; so heights are
reckoned here, from how wide the signs are. Widths are in signs of the width of a digit, heights in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.logs.cell_text import safe_text
from sim.words import Words
from sim.workbook_file import new_workbook, text_of_header

INK, SOFT, FILL, LINE = "222222", "777777", "DDE6F0", "A6A6A6"
SheetCell = str | int | float | None

_FONTS = {"zh": "SimSun"}  # that every office program of a Chinese machine has; its lines are low
_FONT = "Arial"
_SIZE, _TITLE_SIZE = 10, 15
_LINE_PT, _PAD_PT = 12.9, 4.0  # of a line of ten points
_HIGH_LINE_PT = 14.6  # of a line with Chinese in it, in the highest of the fonts that may stand in for ours
_WRITTEN_PT = 24.0  # a line that a hand can write in
_HIGHEST_PT = 400.0  # a program allows hardly more
_MARGIN_IN, _HEAD_IN, _FOOT_IN = 0.5, 0.8, 0.7
_PAGE_PT = ((11.69 - 2 * _MARGIN_IN) * 72, (8.27 - _HEAD_IN - _FOOT_IN) * 72)  # what is left of A4 across
_PX_OF_A_SIGN = 7
_SURE = 0.95  # of the room of a page: programs differ a little in how high they make a row
_WIDE_FROM = 0x2E7F
# How wide a sign of ours is, where a digit is one wide: by the measures of the letters, rounded up.
_WIDTHS = {
    **dict.fromkeys(" ,.:;!/|'·ijltfI[]", 0.53), **dict.fromkeys("r()-{}", 0.65), **dict.fromkeys("cksvxyzJ“”‘’", 0.95),
    **dict.fromkeys("mW%@—", 1.75), **dict.fromkeys("wMGOQ", 1.5),
}  # fmt: skip
_CAPITAL, _OTHER, _CHINESE = 1.36, 1.06, 1.95
_NOT_FIRST = frozenset("，。、；：！？）》」』”’%")  # a line does not begin with them


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedColumn:
    """A column as it is shown. `format` is how a program writes its numbers; folded columns stand outside the pages, behind a sign to open them."""

    heading: str
    width: float
    align: str = "left"
    format: str = ""
    folded: bool = False


def printed_book(say: Words) -> Any:
    """A workbook without a sheet, in the letters of a language."""
    return new_workbook(_FONTS.get(say.lang, _FONT), _SIZE)


class PrintedSheet:
    """One sheet, filled from above to below. `finish` makes it pages."""

    def __init__(self, book: Any, title: str, columns: Sequence[PrintedColumn], say: Words) -> None:
        self.sheet: Any = book.create_sheet(title)
        self.columns = tuple(columns)
        self.row = 0  # the last that is filled
        self._heading = 0
        self._sections: set[int] = set()  # the rows of headings between rows
        self._say, self._font = say, _FONTS.get(say.lang, _FONT)
        self.shown = sum(not column.folded for column in self.columns)
        self._dress()

    def _dress(self) -> None:
        from openpyxl.utils import get_column_letter

        for place, column in enumerate(self.columns, 1):
            letter = get_column_letter(place)
            self.sheet.column_dimensions[letter].width = column.width
            if column.folded:
                self.sheet.column_dimensions[letter].outlineLevel = 1
                self.sheet.column_dimensions[letter].hidden = True

    # -- rows --------------------------------------------------------------------------------------------------------------------

    def title(self, text: str) -> None:
        """A line over the whole width, in large letters."""
        self._over_all(text, size=_TITLE_SIZE, bold=True)

    def line(self, text: str, *, bold: bool = False, soft: bool = False) -> None:
        """A text over the whole width."""
        self._over_all(text, size=_SIZE, bold=bold, color=SOFT if soft else INK)

    def section(self, text: str) -> None:
        """A heading between rows, over the whole width."""
        self._over_all(text, size=_SIZE, bold=True, fill=True, border=True)
        self._sections.add(self.row)

    def gap(self) -> None:
        """An empty row."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = _LINE_PT / 2

    def blanks(self, pairs: Sequence[tuple[str, str]], spans: Sequence[tuple[int, int]]) -> None:
        """Words with room behind them to write in, filled where something is known. `spans` are the columns of each word and its room, from 1."""
        from openpyxl.styles import Alignment, Border, Side

        self.row += 1
        lines = 1
        for (word, value), (first, last) in zip(pairs, spans, strict=True):
            named = self._put(first, word, bold=True)
            named.alignment = Alignment(wrap_text=True, vertical="center", horizontal="right")
            self._put(first + 1, value).alignment = Alignment(wrap_text=True, vertical="center")
            for place in range(first + 1, last + 1):
                self.sheet.cell(row=self.row, column=place).border = Border(bottom=Side(style="thin", color=SOFT))
            if last > first + 1:
                self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first + 1, end_column=last)
            width = sum(column.width for column in self.columns[first:last])
            lines = max(lines, lines_of(value, width), lines_of(word, self.columns[first - 1].width, bold=True))
        self.sheet.row_dimensions[self.row].height = max(_HIGH_LINE_PT * lines + 2 * _PAD_PT, _WRITTEN_PT)

    def note(self, text: str, place: int) -> None:
        """A word in a folded cell of the last row, for programs."""
        self._put(place, text)

    def keys(self, keys: Sequence[str]) -> None:
        """A hidden row of words over the columns, for programs."""
        self.row += 1
        for place, key in enumerate(keys, 1):
            self._put(place, key)
        self.sheet.row_dimensions[self.row].hidden = True
        self.sheet.row_dimensions[self.row].height = _LINE_PT

    def headings(self) -> None:
        """The headings of the columns, which stand on every page and stay where they are on the screen."""
        from openpyxl.styles import Alignment

        self.row += 1
        self._heading = self.row
        for place, column in enumerate(self.columns, 1):
            cell = self._put(place, column.heading, bold=True, fill=True, border=True)
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if column.align != "left" else "left")
        self._high([column.heading for column in self.columns], bold=True)

    def cells(self, values: Sequence[SheetCell], *, bold: bool = False, least: float = 0.0) -> None:
        """A row of the table; at least so many points high, where a hand writes in it."""
        from openpyxl.styles import Alignment

        self.row += 1
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True), 1):
            cell = self._put(place, value, bold=bold, border=True)
            side = "left" if column.folded else column.align  # what is too long for a folded cell must not reach back over its neighbours
            away = 1 if side == "right" else 0  # from what stands at the left of the next cell
            cell.alignment = Alignment(wrap_text=not column.folded, vertical="top", horizontal=side, indent=away)
            if column.format and isinstance(value, int | float):
                cell.number_format = column.format
        self._high(values, bold=bold, least=least)

    def choices(self, place: int, offered: Sequence[str], first: int, last: int) -> None:
        """A list to choose from in the cells of a column, from one row to another. What else is typed is refused."""
        from openpyxl.utils import get_column_letter, quote_sheetname
        from openpyxl.worksheet.datavalidation import DataValidation

        lists = self._lists()
        at = lists.max_column + 1 if lists["A1"].value is not None else 1
        for row, word in enumerate(offered, 1):
            lists.cell(row=row, column=at, value=safe_text(word))
        source = f"{quote_sheetname(lists.title)}!${get_column_letter(at)}$1:${get_column_letter(at)}${len(offered)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.error = self._say("sheet.choose", offered=list(offered))[:250]
        self.sheet.add_data_validation(rule)
        letter = get_column_letter(place)
        rule.add(f"{letter}{first}:{letter}{last}")

    def _lists(self) -> Any:
        """The hidden sheet of the words to choose from: within the rule itself a program takes few of them."""
        book, name = self.sheet.parent, self._say("log-sheet.lists")
        if name not in book.sheetnames:
            book.create_sheet(name).sheet_state = "hidden"
        return book[name]

    # -- pages -------------------------------------------------------------------------------------------------------------------

    def finish(self, *, left: str, mark: str = "", filtered: bool = False, pages: int = 0, printed: bool = True, whole: bool = False) -> None:
        """Make pages of it: A4 across, as wide as one page and as long as it is (0) or `pages`.

        `left` and `mark` stand above each, and which page of how many below. With `whole`, what stands below a heading between rows stays together
        where it fits on a page.
        """
        from openpyxl.utils import get_column_letter

        sheet, last = self.sheet, get_column_letter(max(1, self.shown))
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "landscape"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = _MARGIN_IN
        sheet.page_margins.top, sheet.page_margins.header = _HEAD_IN, 0.4
        sheet.page_margins.bottom, sheet.page_margins.footer = _FOOT_IN, 0.3
        if printed:  # where others have an area to print and this one has none, it stays unprinted
            sheet.print_area = f"A1:{last}{max(1, self.row)}"
        if self._heading:
            sheet.print_title_rows = f"{self._heading}:{self._heading}"
            sheet.freeze_panes = f"A{self._heading + 1}"
            if filtered and self.row > self._heading:
                sheet.auto_filter.ref = f"A{self._heading}:{get_column_letter(len(self.columns))}{self.row}"
        if whole:
            self._keep_together()
        sheet.oddHeader.left.text = text_of_header(left)
        if mark:
            sheet.oddHeader.center.text, sheet.oddHeader.center.size, sheet.oddHeader.center.font = text_of_header(mark), 12, f"{self._font},Bold"
        sheet.oddHeader.right.text = text_of_header(sheet.title)
        sheet.oddFooter.right.text = self._say("log-sheet.page", page="&P", pages="&N")

    def _keep_together(self) -> None:
        """Begin a new page before a heading between rows, where all that stands below it would not fit on what is left of the page."""
        from openpyxl.worksheet.pagebreak import Break

        wide = sum((column.width * _PX_OF_A_SIGN + 5) * 0.75 for column in self.columns[: self.shown])
        room = _SURE * _PAGE_PT[1] / min(1.0, _PAGE_PT[0] / wide)  # of the rows of a page, before it is made as small as its width asks
        high = {row: self.sheet.row_dimensions[row].height or _LINE_PT for row in range(1, self.row + 1)}
        repeated = high[self._heading] if self._heading else 0.0
        used = 0.0
        for row in range(1, self.row + 1):
            if row in self._sections and used > repeated and row > self._heading + 1:
                end = min((other for other in self._sections if other > row), default=self.row + 1)
                block = sum(high[one] for one in range(row, end))
                if used + min(block, room - repeated) > room:
                    self.sheet.row_breaks.append(Break(id=row - 1))
                    used = repeated
            used = used + high[row] if used + high[row] <= room else repeated + high[row]

    # -- cells -------------------------------------------------------------------------------------------------------------------

    def _over_all(self, text: str, *, size: int, bold: bool = False, fill: bool = False, border: bool = False, color: str = INK) -> None:
        from openpyxl.styles import Alignment

        self.row += 1
        cell = self._put(1, text, bold=bold, fill=fill, border=border, size=size, color=color)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if self.shown > 1:
            for place in range(2, self.shown + 1) if border else ():
                self._put(place, None, border=True)
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=self.shown)
        width = sum(column.width for column in self.columns[: self.shown]) * _SIZE / size
        high = lines_of(text, width, bold=bold) * _line_of([text]) * size / _SIZE + 2 * _PAD_PT
        self.sheet.row_dimensions[self.row].height = min(_HIGHEST_PT, high)

    def _put(
        self, place: int, value: SheetCell, *, bold: bool = False, fill: bool = False, border: bool = False, size: int = _SIZE, color: str = INK
    ) -> Any:
        from openpyxl.styles import Border, Font, PatternFill, Side

        cell = self.sheet.cell(row=self.row, column=place, value=(safe_text(value) or None) if isinstance(value, str) else value)
        cell.font = Font(name=self._font, size=size, bold=bold, color=color)
        if fill:
            cell.fill = PatternFill("solid", fgColor=FILL)
        if border:
            thin = Side(style="thin", color=LINE)
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        return cell

    def _high(self, values: Sequence[SheetCell], *, bold: bool, least: float = 0.0) -> None:
        told = [("" if value is None else str(value), column) for value, column in zip(values, self.columns, strict=True) if not column.folded]
        lines = max((lines_of(text, column.width - (column.align == "right"), bold=bold) for text, column in told), default=1)
        high = lines * _line_of(text for text, _ in told) + _PAD_PT
        self.sheet.row_dimensions[self.row].height = min(_HIGHEST_PT, max(least, high))


# -- how much room a text takes ------------------------------------------------------------------------------------------------------


def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text of ten points takes in a column of a width: words stay whole where they fit, Chinese breaks anywhere."""
    room = max(1.0, width - 1.0)
    return sum(_broken(line, room, 1.08 if bold else 1.0) for line in text.split("\n")) if text else 1


def _broken(text: str, room: float, stretch: float) -> int:
    lines, used = 1, 0.0
    for word in _words(text):
        wide = sum(map(_wide, word)) * stretch
        if used + wide <= room or (not used and wide <= room):
            used += wide
        elif word == " ":
            used = room  # it hangs over the end
        elif wide <= room:
            lines, used = lines + 1, wide
        else:  # longer than a line: broken inside
            left = wide - (room - used)
            whole = int(left // room)
            lines, used = lines + 1 + whole, left - whole * room
    return lines


def _words(text: str) -> list[str]:
    """The parts between which a line may break; a sign that cannot begin a line stays with what stands before it."""
    parts: list[str] = []
    for sign in text:
        alone = sign == " " or ord(sign) > _WIDE_FROM
        if parts and (sign in _NOT_FIRST or (not alone and parts[-1][-1] != " " and ord(parts[-1][-1]) <= _WIDE_FROM)):
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def _wide(sign: str) -> float:
    if ord(sign) > _WIDE_FROM:
        return _CHINESE
    return _WIDTHS.get(sign, _CAPITAL if sign.isupper() else _OTHER)


def _line_of(texts: Iterable[str]) -> float:
    """How high a line of these texts is."""
    return _HIGH_LINE_PT if any(ord(sign) > _WIDE_FROM for text in texts for sign in text) else _LINE_PT
