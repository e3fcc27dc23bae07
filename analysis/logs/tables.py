"""Files as tables: CSV, XLSX and JSON Lines become rows of cells with the line at which each stands."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import msgspec

from analysis.logs.columns import Headings
from analysis.logs.encoding import NAMES, decode
from analysis.logs.outcome import Remark, RowProblem
from sim.documents import first_bytes
from sim.errors import InputError, shown
from sim.record import SCHEMA
from sim.words import phrase

MAX_BYTES = 200 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_SHEET_ROWS = 1_048_576
_LONGEST_CELL = 1_000_000
_SEARCHED = 30  # rows above the headings: titles, dates, blank rows
_FORMATS = phrase("log.formats")

Cells = Sequence[Any]


@dataclass(slots=True)
class LogTable:
    """Headings and the rows below them, each with its line. `problems` grows while the rows are read."""

    format: str
    heading: list[str]
    rows: Iterator[tuple[int, Cells]]
    encoding: str = ""
    delimiter: str = ""
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    around: list[tuple[int, Cells]] = field(default_factory=list)  # the rows above the headings, and those of other sheets


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
        return _sheet(data, file, headings)
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise InputError.of(file, "", phrase("log.other-kind"), allowed=_FORMATS, hint=phrase("log.other-kind-hint"))
    decoded = decode(data)
    text = decoded.text
    if "\0" in text:
        raise InputError.of(file, "", phrase("log.no-text"), allowed=_FORMATS)
    remarks = [Remark("mixed-encodings")] if decoded.odd_lines else []
    problems = [RowProblem(line, "", "", code) for line, code in decoded.odd_lines]
    first = text.lstrip()[:1]
    table = _json_lines(text, file, problems) if first == "{" else _csv(text, file, headings, problems)
    table.encoding, table.problems = NAMES[decoded.encoding], problems
    table.remarks += remarks
    return table


# -- CSV --------------------------------------------------------------------------------------------------------------------


def _csv(text: str, file: str, headings: Headings, problems: list[RowProblem]) -> LogTable:
    csv.field_size_limit(_LONGEST_CELL)
    seen: list[Cells] = []
    for delimiter in _delimiters(text):
        rows = _csv_rows(text, delimiter, problems)
        above: list[tuple[int, Cells]] = []
        for number, (line, cells) in enumerate(rows):
            seen.append(cells)
            if headings.is_heading(cells):
                return LogTable("csv", [str(cell) for cell in cells], rows, delimiter=delimiter, around=above)
            above.append((line, cells))
            if number >= _SEARCHED:
                break
        problems[:] = [found for found in problems if found.code != "broken-csv"]
    raise headings.refusal(file, seen)


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
        if any(cells):
            yield line, cells


# -- XLSX -------------------------------------------------------------------------------------------------------------------


def _sheet(data: bytes, file: str, headings: Headings) -> LogTable:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                allowed = phrase("log.at-most-mb", megabytes=MAX_UNPACKED // (1024 * 1024))
                raise InputError.of(file, "", phrase("log.too-big-unpacked"), allowed=allowed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # features of sheets that a log does not need
            book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            seen: list[Cells] = []
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                rows = _sheet_rows(sheet)
                above: list[tuple[int, Cells]] = []
                for line, cells in rows:
                    seen.append(cells)
                    if headings.is_heading(cells):
                        heading = ["" if cell is None else str(cell) for cell in cells]
                        kept = [row for row in rows if any(cell not in (None, "") for cell in row[1])]
                        around = above + _first_rows(one for one in book.worksheets if one is not sheet and one.sheet_state == "visible")
                        return LogTable("xlsx", heading, iter(kept), remarks=[Remark("sheet", {"name": sheet.title})], around=around)
                    above.append((line, cells))
                    if line > _SEARCHED:
                        break
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        OSError,
        OverflowError,
        NotImplementedError,  # the reader of workbooks raises it for parts of the format that it does not know
        RuntimeError,
    ):
        raise InputError.of(file, "", phrase("log.no-workbook"), allowed=phrase("log.workbooks")) from None
    raise headings.refusal(file, seen)


def _first_rows(sheets: Iterable[Any]) -> list[tuple[int, Cells]]:
    return [row for sheet in sheets for row in islice(_sheet_rows(sheet), _SEARCHED)]


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, Cells]]:
    sheet.reset_dimensions()  # some programs state wrong ones
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > MAX_SHEET_ROWS:
            return
        yield line, cells


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
