"""What goes to a terminal: JSON, tables and lines on stdout, remarks on stderr.

All text that the program prints leaves through here. What would steer a terminal (colours, the cursor, the direction of writing) may stand in
a file that comes from elsewhere, and could repaint "late" as "in time": it is shown as what it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from sim.cli.progress import nothing_more
from sim.vocabulary import DOCUMENTS
from sim.words import Phrase

if TYPE_CHECKING:
    from analysis.report.as_tables import TableCell
    from analysis.report.as_text import PagePart

_PIPED_COLUMNS = 140  # where nobody says how wide a line may be
_LEAST_COLUMNS, _MOST_COLUMNS = 20, 10_000
_LONGEST_CELL = 2_000  # characters: what is longer stands whole in the JSON document
# Control characters but for tab and line feed, halves of characters, separators of lines, and marks of direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_HALVES = re.compile("[\ud800-\udfff]")  # which no encoding has


def visible(text: str) -> str:
    """A text as it may go to a terminal: what would steer it is written out, by its number."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def print_document(document: dict[str, Any]) -> None:
    """One JSON document on stdout. Raises LookupError for one that says under `schema` no name that the product knows."""
    if document.get("schema") not in DOCUMENTS.values():
        raise LookupError(f"a document without a schema: {document.get('schema')!r}")
    print_json(document)


def print_json(document: Any) -> None:
    """JSON on stdout, UTF-8 whatever the locale."""
    nothing_more()
    for part in json_parts(document):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.write(b"\n")


def json_parts(document: Any) -> Iterator[bytes]:
    """A document as JSON, piece by piece, so that a long one never stands in memory as text.

    What stands in it under a key as an iterator is a list, made while it is written. Raises ValueError for a number that JSON has none of.
    """
    if not isinstance(document, dict) or not document:
        yield _as_json(document)
        return
    before = b"{\n  "
    for key, value in document.items():
        yield before + _as_json(key) + b": "
        before = b",\n  "
        if isinstance(value, list | Iterator):
            yield from _listed(value)
        else:
            yield _as_json(value).replace(b"\n", b"\n  ")
    yield b"\n}"


def _listed(values: Iterable[Any]) -> Iterator[bytes]:
    before = b"[\n    "
    for value in values:
        yield before + _as_json(value).replace(b"\n", b"\n    ")  # no string of JSON holds a bare line end
        before = b",\n    "
    yield b"[]" if before.startswith(b"[") else b"\n  ]"


def _as_json(value: Any) -> bytes:
    import json

    import msgspec

    # Without indents: json's fast half writes it. In its strings `visible` writes what JSON reads back as it was.
    text = visible(_HALVES.sub("\ufffd", json.dumps(value, ensure_ascii=False, allow_nan=False)))
    return msgspec.json.format(text.encode("utf-8"), indent=2)


def print_table(title: str, columns: list[str], rows: list[list[str]], *, note: str = "") -> None:
    """A table for a terminal, with the width of Chinese characters reckoned right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"  # None: nothing bold either
    shown = Console(highlight=False, soft_wrap=False, width=_columns(), color_system=colours)
    table = Table(
        title=Text(visible(title), style="bold") if title else None,
        title_justify="left",
        title_style="bold",
        show_lines=False,
        pad_edge=False,
        box=None,
        header_style="bold",
    )
    for column in columns:
        table.add_column(Text(visible(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cut(visible(cell))) for cell in row))
    with shown.capture() as captured:  # written as UTF-8 below, whatever the locale
        shown.print(table)
        if note:
            shown.print(Text(visible(note)))
    sys.stdout.flush()
    _put("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))
    sys.stdout.buffer.flush()


def _columns() -> int | None:
    """How wide a line may be: as COLUMNS says; None for as wide as the terminal is."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and _LEAST_COLUMNS <= int(asked[:9]) <= _MOST_COLUMNS:
        return int(asked)
    return None if sys.stdout.isatty() else _PIPED_COLUMNS


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else cell[: _LONGEST_CELL - 1] + "…"


def _put(text: str) -> None:
    nothing_more()
    sys.stdout.buffer.write(text.encode("utf-8"))


def print_lines(lines: list[str]) -> None:
    """Plain lines on stdout, UTF-8 whatever the locale."""
    _put(visible("\n".join(lines) + "\n"))


def print_parts(parts: Iterable[PagePart]) -> None:
    """What a report gives a person to read: tables and paragraphs, with an empty line after each."""
    from analysis.report.as_tables import ReportTable

    for part in parts:
        if isinstance(part, ReportTable):
            print_table(part.title, list(part.columns), [[_shown(cell) for cell in row] for row in part.rows], note=part.note)
        else:
            print_lines([*([part.heading] if part.heading else []), *part.lines])
        print_lines([""])


def _shown(cell: TableCell) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def say_aside(text: str) -> None:
    """A line on stderr."""
    sys.stderr.write(visible(text) + "\n")
    sys.stderr.flush()


def say_remarks(remarks: Iterable[Phrase], lang: str) -> None:
    """What was assumed, or could not be judged, as lines on stderr."""
    for remark in remarks:
        say_aside(remark.of(lang))
