"""Tables of a page: a caption, headings, rows; the first of a long one at once, the others folded away. On a phone each row is a card.

What a card needs stands once for each kind of table, in the style sheet: `TableMaker.css`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.page.markup import Html, css_text, joined, plain, tag
from analysis.report.as_tables import ReportTable
from analysis.report.as_text import PagePart
from sim.words import Words

MOST_LISTED = 500  # rows of one table; a page of more is no page to read
_FEW_MORE = 4  # so many rows more are not worth folding away


@dataclass(frozen=True, slots=True)
class PageRow:
    """The cells of a row, and the attributes that it is found by."""

    cells: tuple[object, ...]
    attributes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class TableMaker:
    """Makes the tables of one page."""

    say: Words
    _headings: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def made(
        self, id_: str, title: str, columns: Sequence[str], rows: Sequence[PageRow], *, first: int | None = None, note: str = "", folded: str = "",
        most: int = MOST_LISTED,
    ) -> Html:  # fmt: skip
        """A table of which the `first` rows are seen at once (None for all), and `most` stand there; `folded` is what opens the others, else how
        many they are.
        """
        self._headings[id_] = tuple(columns)
        cut = self.say("page.left-out", n=len(rows) - most) if len(rows) > most else None
        rows = rows[:most]
        many = len(rows) if first is None or len(rows) <= first + _FEW_MORE else first
        seen = _table(id_, title, columns, rows[:many]) if many else None
        rest = None
        if left := len(rows) - many:
            summary = tag("summary", folded or self.say("page.more-rows", n=left))
            rest = tag("details", summary, _table(id_, "" if many else title, columns, rows[many:]))
        below = [tag("p", one, class_="note") for one in (cut, note) if one]
        return joined((seen, rest, *below))

    def of_report(self, table: ReportTable, *, first: int | None = None, titled: bool = True) -> Html:
        """A table that other renderings of the report have too; a row of which only the first cell says something is a heading within it."""
        kept = [place for place in range(len(table.columns)) if not table.rows or any(row[place] not in ("", None) for row in table.rows)]
        shown = table.only(*kept)  # a column in which nothing stands tells nobody anything
        rows = [
            PageRow(tuple("" if cell is None else _short(cell) for cell in row), {"class": "within"} if _heads(row) else {}) for row in shown.rows
        ]
        return self.made(f"x-{table.id}", table.title if titled else "", shown.columns, rows, first=first, note=table.note)

    def of_part(self, part: PagePart) -> Html:
        """A table, or lines of text under a heading."""
        if isinstance(part, ReportTable):
            return self.of_report(part, first=20)
        heading = tag("h3", part.heading) if part.heading else None
        return joined((heading, *(tag("p", line) for line in part.lines)))

    def css(self) -> str:
        """The headings of the cells of each kind of table, for a narrow screen."""
        found = []
        for id_, columns in self._headings.items():
            found += [f".c-{id_} td:nth-child({place})::before{{content:{css_text(one)}}}" for place, one in enumerate(columns, 1) if one]
        return "@media screen and (max-width:40em){" + "".join(found) + "}"


def _heads(row: Sequence[object]) -> bool:
    return len(row) > 1 and bool(row[0]) and not any(row[1:])


def _short(cell: object) -> object:
    return f"{cell:.6g}" if isinstance(cell, float) else cell


def _table(id_: str, title: str, columns: Sequence[str], rows: Iterable[PageRow]) -> Html:
    head = tag("tr", *(tag("th", one, scope="col") for one in columns))
    body = [tag("tr", *(_cell(cell) for cell in row.cells), **row.attributes) for row in rows]
    caption = tag("caption", title) if title else None
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", *body), class_=f"c-{id_}"), class_="wide")


def _cell(cell: object) -> Html:
    return Html(f"<td>{plain(cell)}</td>")
