"""What goes to a terminal: JSON, tables and lines on stdout, and on stderr how far a long run is."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from sim.words import Phrase, words

if TYPE_CHECKING:
    from analysis.experiment.pool import Progress
    from analysis.report.as_tables import TableCell
    from analysis.report.as_text import PagePart

_PIPED_COLUMNS = 140  # where nobody says how wide a line may be


def print_json(document: Any) -> None:
    """One JSON document on stdout, UTF-8 whatever the locale."""
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

    text = json.dumps(value, ensure_ascii=False, allow_nan=False)  # without indents: json's fast half writes it
    return msgspec.json.format(text.encode("utf-8"), indent=2)


def print_table(title: str, columns: list[str], rows: list[list[str]], *, note: str = "") -> None:
    """A table for a terminal, with the width of Chinese characters reckoned right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else _PIPED_COLUMNS)
    table = Table(title=title or None, title_justify="left", title_style="bold", show_lines=False, pad_edge=False, box=None, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    with shown.capture() as captured:  # written as UTF-8 below, whatever the locale
        shown.print(table)
        if note:
            shown.print(Text(note))
    sys.stdout.flush()
    sys.stdout.buffer.write(captured.get().encode("utf-8"))
    sys.stdout.buffer.flush()


def print_lines(lines: list[str]) -> None:
    """Plain lines on stdout, UTF-8 whatever the locale."""
    sys.stdout.buffer.write(("\n".join(lines) + "\n").encode("utf-8"))


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
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def say_remarks(remarks: Iterable[Phrase], lang: str) -> None:
    """What was assumed, or could not be judged, as lines on stderr."""
    for remark in remarks:
        say_aside(remark.of(lang))


class ShowProgress(Protocol):
    """Says how far it is; `note` is added as it is."""

    def __call__(self, progress: Progress, note: Phrase | None = None) -> None:
        """Called after every batch."""


@contextmanager
def progress_shown(lang: str) -> Iterator[ShowProgress]:
    """A line on stderr while a long run lasts: done, rate and time left. Nothing where stderr is no terminal, so that logs stay readable."""
    if not sys.stderr.isatty():
        yield _show_nothing
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    # Drawn when something is done and not by a thread of its own, and gone afterwards.
    columns = (MofNCompleteColumn(), BarColumn(bar_width=24), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: Progress, note: Phrase | None = None) -> None:
            bar.update(task, completed=progress.done, total=progress.total, description=escape(_told(progress, note, lang)), refresh=True)

        yield show


def _show_nothing(progress: Progress, note: Phrase | None = None) -> None:
    """What is shown where nobody looks."""


def _told(progress: Progress, note: Phrase | None, lang: str) -> str:
    say = words(lang)
    told = say("cli.progress.rate", rate=progress.rate)
    if progress.seconds_left is not None:
        told = say("cli.progress.left", told=told, seconds=progress.seconds_left)
    return say("cli.progress.note", told=told, note=note) if note else told
