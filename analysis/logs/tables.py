"""Files as tables, by their first bytes: CSV, XLSX, web pages and JSON Lines become rows of cells with the line at which each stands."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from analysis.logs.columns import Headings
from analysis.logs.encoding import NAMES, decode
from analysis.logs.outcome import Remark, RowProblem
from analysis.logs.table import Cells, LogTable, is_blank, under_heading
from analysis.logs.workbooks import open_workbook
from sim.documents import first_bytes
from sim.errors import InputError, shown
from sim.record import SCHEMA
from sim.words import Said, phrase

MAX_BYTES = 200 * 1024 * 1024
_LONGEST_CELL = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_PAGE = re.compile("<(?:table|html|body|meta)", re.IGNORECASE)
_FORMATS = phrase("log.formats")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """A log's bytes. Raises InputError when there is no such file, it is a folder, too big, or empty."""
    file = str(path)
    data = first_bytes(path, limit + 1, InputError.of(file, "", phrase("log.folder"), allowed=_FORMATS), "*")
    if len(data) > limit:
        raise InputError.of(file, "", phrase("log.too-big"), allowed=phrase("log.at-most-mb", megabytes=limit // (1024 * 1024)))
    if not data.strip():
        raise InputError.of(file, "", phrase("log.empty"), hint=phrase("log.empty-hint"))
    return data


def is_drill_record(data: bytes) -> bool:
    """Whether the first line is a header of this product's records."""
    head = data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0][:1_000_000]
    return head.startswith(b"{") and b'"schema"' in head and SCHEMA.encode() in head


def open_table(data: bytes, file: str, headings: Headings) -> LogTable:
    """The table in a file; `headings` knows a row of headings. Raises InputError when there is none."""
    if data.startswith(b"PK\x03\x04"):
        if (kind := _packed_kind(data)) is not None:
            raise InputError.of(file, "", phrase("log.other-kind"), value=kind, allowed=_FORMATS, hint=phrase("log.other-kind-hint"))
        return open_workbook(data, file, headings)
    if data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError.of(file, "", phrase("log.password"), allowed=phrase("log.workbooks"), hint=phrase("log.password-hint"))
    if data.startswith((_OLE, b"%PDF")):
        raise InputError.of(file, "", phrase("log.other-kind"), allowed=_FORMATS, hint=phrase("log.other-kind-hint"))
    decoded = decode(data)
    text = decoded.text
    if "\0" in text:
        raise InputError.of(file, "", phrase("log.no-text"), allowed=_FORMATS)
    remarks = [Remark("mixed-encodings")] if decoded.odd_lines else []
    problems = [RowProblem(line, "", "", code) for line, code in decoded.odd_lines]
    first = text.lstrip()[:1]
    if first == "{":
        table = _json_lines(text, file, problems)
    elif first == "<" and _PAGE.search(text[:4000]):
        table = _html(text, file, headings)
    else:
        table = _csv(text, file, headings, problems, phrase("log.encoding-hint") if decoded.encoding == "gb18030" else None)
    table.encoding, table.problems = NAMES[decoded.encoding], problems
    table.remarks += remarks
    return table


# -- CSV --------------------------------------------------------------------------------------------------------------------


def _packed_kind(data: bytes) -> str | None:
    """What a packed file says that it is, where it is no workbook of the kind that is read."""
    with suppress(zipfile.BadZipFile, KeyError, OSError, zlib.error, RuntimeError, NotImplementedError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "mimetype" in names:
            return archive.read("mimetype")[:100].decode("ascii", "replace")
        if any(name.endswith("workbook.bin") for name in names):
            return "XLSB"
    return None


def _csv(text: str, file: str, headings: Headings, problems: list[RowProblem], hint: Said | None) -> LogTable:
    csv.field_size_limit(_LONGEST_CELL)
    seen: list[Cells] = []
    for delimiter in _delimiters(text):
        rows = _csv_rows(text, delimiter, problems)
        found = under_heading(rows, headings, seen)
        if found is not None:
            remarks = [Remark("two-headings")] if found.two else []
            return LogTable("csv", found.heading, rows, delimiter=delimiter, around=found.above, remarks=remarks)
        problems[:] = [found for found in problems if found.code != "broken-csv"]
    raise headings.refusal(file, seen, hint=hint)


def _delimiters(text: str) -> list[str]:
    """The signs that may part the cells, the most frequent in the first lines first."""
    head = text[:20_000]
    return sorted((",", ";", "\t", "|", "，"), key=lambda sign: -head.count(sign))


def _csv_rows(text: str, delimiter: str, problems: list[RowProblem]) -> Iterator[tuple[int, Cells]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.append(RowProblem(line, "", "", "broken-csv"))
            return
        if not is_blank(cells):
            yield line, cells


# -- HTML -------------------------------------------------------------------------------------------------------------------


class _Tables(HTMLParser):
    """The rows of all tables of a page; a cell over several rows or columns fills the first of them, and those below it."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[str]]] = []
        self._cell: list[str] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._down = self._wide = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._spans.clear()
        elif tag == "tr":
            self.rows.append((self.getpos()[0] if not self.rows else max(self.getpos()[0], self.rows[-1][0] + 1), []))
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            self._fill()
            self._cell = []
            given = {name: value for name, value in attrs if value is not None and value.isdecimal()}
            self._down, self._wide = int(given.get("rowspan", "1")[:4]), int(given.get("colspan", "1")[:4])
        elif tag in ("br", "p") and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._end_cell()
        if tag == "tr" and self.rows:
            self._fill()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _fill(self) -> None:
        """Take over from the rows above the cells that reach down here."""
        row = self.rows[-1][1]
        while (held := self._spans.get(len(row))) is not None and held[0] > 0:
            self._spans[len(row)] = (held[0] - 1, held[1])
            row.append(held[1])

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        row, text = self.rows[-1][1], "".join(self._cell).strip()
        if self._down > 1:
            self._spans[len(row)] = (self._down - 1, text)
        row += [text, *[""] * (min(self._wide, 1000) - 1)]
        self._cell = None


def _html(text: str, file: str, headings: Headings) -> LogTable:
    page = _Tables()
    page.feed(text)
    page.close()
    rows: Iterator[tuple[int, Cells]] = iter([row for row in page.rows if not is_blank(row[1])])
    seen: list[Cells] = []
    while (found := under_heading(rows, headings, seen)) is None:
        if not (rest := list(islice(rows, 1))):
            raise headings.refusal(file, seen, hint=phrase("log.web-page-hint"))
        rows = iter([*rest, *rows])
    below = list(rows)
    if not below:
        raise InputError.of(file, "", phrase("log.no-rows"), hint=phrase("log.web-page-hint"))
    rows = iter(below)
    return LogTable("html", found.heading, rows, around=found.above, remarks=[Remark("web-page"), *([Remark("two-headings")] if found.two else [])])


# -- JSON Lines -------------------------------------------------------------------------------------------------------------


def _json_lines(text: str, file: str, problems: list[RowProblem]) -> LogTable:
    found: list[tuple[int, dict[str, Any]]] = []
    headings: dict[str, None] = {}
    read = msgspec.json.Decoder(dict[str, Any]).decode
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = read(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            problems.append(RowProblem(number, "", shown(line, 80), "no-json"))
            continue
        found.append((number, entry))
        headings.update(dict.fromkeys(entry))
    if not found:
        raise InputError.of(file, "", phrase("log.no-json-lines"), allowed=_FORMATS)
    names = list(headings)
    return LogTable("json lines", names, ((line, [entry.get(name) for name in names]) for line, entry in found))
