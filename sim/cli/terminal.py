"""What goes to a terminal: JSON, tables and lines on stdout, remarks on stderr.

All text that the program prints leaves through here. What would steer a terminal (colours, the cursor, the direction of writing) may stand in
a file that comes from elsewhere, and could repaint "late" as "in time": it is shown as what it is.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sim.cli.progress import nothing_more
from sim.vocabulary import DOCUMENTS
from sim.words import Phrase
from sim.words.layout import Strong, broken, table_lines, visible

if TYPE_CHECKING:
    from analysis.report.as_tables import TableCell
    from analysis.report.as_text import PagePart
    from sim.words.screen import Screen

_PIPED_COLUMNS = 140  # of tables, where nobody says how wide a line may be
_SCREEN_COLUMNS, _SCREEN_LINES = 80, 24  # of a screen, where there is none
_LEAST_COLUMNS, _LEAST_LINES, _MOST = 20, 5, 10_000
_LONGEST_CELL = 2_000  # characters: what is longer stands whole in the JSON document
_HALVES = re.compile("[\ud800-\udfff]")  # which no encoding has


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


def print_table(title: str, columns: list[str], rows: list[list[str]], *, note: str = "", piped: int = _PIPED_COLUMNS) -> None:
    """A table for a terminal, as wide as a line may be, in a pipe `piped` columns; in it no word is torn."""
    room = _room() or piped
    top, laid = table_lines([visible(one) for one in columns], [[_cut(visible(cell)) for cell in row] for row in rows], room)
    lines: list[str] = [Strong(line) for line in broken(visible(title), room)] if title else []
    lines += [*top, *(line for row in laid for line in row), *(broken(visible(note), room) if note else ())]
    _put_lines(lines)


def print_screen(screen: Screen) -> None:
    """One screen on stdout: as much of its parts as there is room for, and its last lines."""
    from sim.words.screen import fitted

    _put_lines(fitted(screen, *screen_size()))


def screen_size() -> tuple[int, int]:
    """Columns and lines of a screen: as COLUMNS and LINES say, else the terminal's but for a line to type the next command in, else 80 × 24."""
    columns, lines = _of_terminal()
    at_least = max(lines - 1, _SCREEN_LINES) if lines else _SCREEN_LINES
    return _given("COLUMNS", _LEAST_COLUMNS) or columns or _SCREEN_COLUMNS, _given("LINES", _LEAST_LINES) or at_least


def _room() -> int | None:
    """Columns that a line may have, by COLUMNS or the terminal; None where nobody says."""
    return _given("COLUMNS", _LEAST_COLUMNS) or _of_terminal()[0] or None


def _given(variable: str, least: int) -> int | None:
    """A size that the environment asks for; None where it says nothing that can be followed."""
    asked = os.environ.get(variable, "")
    return int(asked) if asked.isascii() and asked.isdigit() and least <= int(asked[:9]) <= _MOST else None


def _of_terminal() -> tuple[int, int]:
    """Columns and lines of the terminal that stdout is; noughts where it is none, or says nothing."""
    if sys.stdout.isatty():
        with suppress(OSError, ValueError):
            size = os.get_terminal_size(sys.stdout.fileno())
            return size.columns, size.lines
    return 0, 0


def _put_lines(lines: Iterable[str]) -> None:
    """Lines on stdout, those that stand out in bold on a terminal; NO_COLOR: nothing bold either."""
    sys.stdout.flush()
    bold = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    _put("".join((f"\x1b[1m{line}\x1b[0m" if bold and line and isinstance(line, Strong) else line) + "\n" for line in lines))
    sys.stdout.buffer.flush()


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else cell[: _LONGEST_CELL - 1] + "…"


def _put(text: str) -> None:
    nothing_more()
    sys.stdout.buffer.write(text.encode("utf-8"))


def print_lines(lines: list[str]) -> None:
    """Plain lines on stdout, UTF-8 whatever the locale."""
    _put(visible("\n".join(lines) + "\n"))


def print_texts(texts: Iterable[str]) -> None:
    """Texts on stdout, each broken where a line ends."""
    room = screen_size()[0]
    _put_lines([Strong(line) if isinstance(text, Strong) else line for text in texts for line in broken(visible(text), room, hang=2)])


def print_parts(parts: Iterable[PagePart], *, as_screen: bool = False) -> None:
    """What a report gives a person to read: tables and paragraphs, with an empty line after each; in a pipe as wide as a screen, if asked."""
    from analysis.report.as_tables import ReportTable

    piped = _SCREEN_COLUMNS if as_screen else None
    room = _room() or piped
    for part in parts:
        if isinstance(part, ReportTable):
            print_table(
                part.title, list(part.columns), [[_shown(cell) for cell in row] for row in part.rows], note=part.note, piped=piped or _PIPED_COLUMNS
            )
        else:
            lines = [*([part.heading] if part.heading else []), *part.lines]
            print_lines(lines if room is None else [cut for line in lines for cut in broken(visible(line), room, hang=2)])
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
