"""Options that several commands share, and how they are read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from sim.cli.language import LANG_OPTION_HELP, chosen_language

F = TypeVar("F", bound=Callable[..., Any])


class Seed(click.ParamType[int]):
    """A seed: a whole number, 0 or more."""

    name = "seed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Fails with what is allowed."""
        text = str(value).strip()
        if not text.isascii() or not text.isdigit() or len(text) > 18:
            self.fail(f"{value!r} is no seed; a seed is a whole number, 0 or more, such as 1", param, ctx)
        return int(text)


def lang_option(function: F) -> F:
    """--lang, also before the command."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help=LANG_OPTION_HELP)(function)


def json_option(function: F) -> F:
    """--json: one document on stdout and nothing else."""
    return click.option("--json", "as_json", is_flag=True, help="print one JSON document and nothing else")(function)


def language(ctx: click.Context, lang: str | None) -> str:
    """The language asked for here, before the command, or by the environment."""
    root = ctx.find_root().obj or {}
    return chosen_language(lang or root.get("lang"))


def print_json(document: Any) -> None:
    """One JSON document on stdout, UTF-8 whatever the locale."""
    import msgspec

    text = json.dumps(document, ensure_ascii=False, allow_nan=False)  # without indents: json's fast half writes it
    sys.stdout.buffer.write(msgspec.json.format(text.encode("utf-8"), indent=2) + b"\n")


def print_table(title: str, columns: list[str], rows: list[list[str]], *, note: str = "") -> None:
    """A table for a terminal, with the width of Chinese characters reckoned right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 140)
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
