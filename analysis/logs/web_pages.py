"""Tables of web pages: what many registers export as a workbook is one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser

from analysis.logs.columns import Headings
from analysis.logs.outcome import Remark
from analysis.logs.sheets import SheetsOfLog
from analysis.logs.table import LogTable, is_blank
from sim.errors import InputError
from sim.words import phrase

_WIDEST, _DEEPEST = 1000, 100_000
_UNSEEN = ("script", "style", "template")


@dataclass(slots=True)
class _PageTable:
    """A table while it is read: `spans` are cells that reach down, by column, with how many rows are left and what stands in them."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    cell: list[str] | None = None
    spans: dict[int, tuple[int, str]] = field(default_factory=dict)
    down: int = 1
    wide: int = 1

    def begin_cell(self, attrs: list[tuple[str, str | None]]) -> None:
        self.end_cell()
        self.fill()
        self.cell = []
        given = {name: value for name, value in attrs if value is not None and value.isdecimal()}
        self.down, self.wide = (min(int(given.get(name, "1")[:6]), most) for name, most in (("rowspan", _DEEPEST), ("colspan", _WIDEST)))

    def fill(self) -> None:
        """Take over from the rows above the cells that reach down here."""
        row = self.rows[-1][1]
        while (held := self.spans.get(len(row))) is not None and held[0] > 0:
            self.spans[len(row)] = (held[0] - 1, held[1])
            row.append(held[1])

    def end_cell(self) -> None:
        if self.cell is None:
            return
        row, text = self.rows[-1][1], "".join(self.cell).strip()
        for place in range(max(self.wide, 1)):
            if self.down > 1:
                self.spans[len(row)] = (self.down - 1, "" if place else text)
            row.append("" if place else text)
        self.cell = None


class _Page(HTMLParser):
    """All tables of a page, one inside another apart, in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_PageTable] = []
        self._open: list[_PageTable] = []
        self._unseen = 0
        self._line = 0  # of the last row: several may stand in one line of the page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_PageTable())
            self.tables.append(self._open[-1])
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self._begin_row()
        elif self._open and self._open[-1].rows:
            table = self._open[-1]
            if tag in ("td", "th"):
                table.begin_cell(attrs)
            elif tag in ("br", "p", "div") and table.cell:
                table.cell.append("\n")

    def _begin_row(self) -> None:
        if not self._open:  # rows that no table holds, as programs write them that paste pieces of pages together
            self._open.append(_PageTable())
            self.tables.append(self._open[-1])
        table = self._open[-1]
        table.end_cell()
        self._line = max(self.getpos()[0], self._line + 1)
        table.rows.append((self._line, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        if not self._open:
            return
        table = self._open[-1]
        if tag in ("td", "th", "tr", "table"):
            table.end_cell()
        if tag == "tr" and table.rows:
            table.fill()
        if tag == "table":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def close(self) -> None:
        """Read what is left, and end what nothing ended."""
        super().close()
        for table in self._open:
            table.end_cell()


def open_page(text: str, file: str, headings: Headings) -> LogTable:
    """The log in the tables of a page. Raises InputError when there is none."""
    page = _Page()
    page.feed(text)
    page.close()
    sheets = SheetsOfLog(headings)
    for table in page.tables:
        rows = [row for row in table.rows if not is_blank(row[1])]
        last = sheets.logs[-1] if sheets.logs else None
        if last is not None and rows and not sheets.is_log(rows) and max(len(cells) for _, cells in rows) == len(last.found.heading):
            last.rows += rows  # a table that goes on without its headings, as over the pages of a print
        elif rows:
            sheets.take("", partial(iter, rows))
    found = sheets.joined("html", file, phrase("log.web-page-hint"))
    if not any(sheet.rows for sheet in sheets.logs):
        raise InputError.of(file, "", phrase("log.no-rows"), hint=phrase("log.web-page-hint"))
    found.remarks.insert(0, Remark("web-page"))
    return found
