"""Files as tables, by their kind: CSV, workbooks, web pages and JSON Lines become rows of cells with the line at which each stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from analysis.logs.chat_lines import open_lines
from analysis.logs.chat_words import ChatReader
from analysis.logs.columns import Headings
from analysis.logs.encoding import NAMES, decode
from analysis.logs.file_kinds import LIGHT, PASSWORD, kind_of
from analysis.logs.light_workbooks import open_light
from analysis.logs.open_documents import open_document
from analysis.logs.outcome import Remark, RowProblem
from analysis.logs.refused import locked
from analysis.logs.table import Cells, LogTable, is_blank, under_heading
from analysis.logs.web_pages import open_page
from analysis.logs.workbooks import open_workbook
from sim.documents import first_bytes
from sim.errors import InputError, shown
from sim.record import SCHEMA
from sim.words import Said, phrase

MAX_BYTES = 200 * 1024 * 1024
_LONGEST_CELL = 1_000_000
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


def open_book(data: bytes, file: str, headings: Headings, kind: str) -> LogTable | None:
    """The table in a workbook of any kind that is read; None for a file of another kind. Raises InputError for one that opens with a password."""
    if kind == "xlsx":
        return open_workbook(data, file, headings)
    if kind == "ods":
        return open_document(data, file, headings)
    if kind in LIGHT:
        return open_light(data, file, headings, kind)
    if kind == PASSWORD:
        raise locked(file)
    return None


def open_table(data: bytes, file: str, headings: Headings, chat: ChatReader) -> LogTable:
    """The table in a file; `headings` knows a row of headings, `chat` what messages say. Raises InputError when there is none."""
    kind = kind_of(data)
    if (book := open_book(data, file, headings, kind)) is not None:
        return book
    if kind:
        raise InputError.of(file, "", phrase("log.other-kind"), value=kind, allowed=_FORMATS, hint=phrase("log.other-kind-hint"))
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
        table = open_page(text, file, headings)
    else:
        try:
            table = _csv(text, file, headings, problems, phrase("log.encoding-hint") if decoded.encoding == "gb18030" else None)
        except InputError:
            messages = open_lines(text, chat)
            if messages is None:
                raise
            table = messages
            problems += table.problems
    table.encoding, table.problems = NAMES[decoded.encoding], problems
    table.remarks += remarks
    return table


# -- CSV --------------------------------------------------------------------------------------------------------------------


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
