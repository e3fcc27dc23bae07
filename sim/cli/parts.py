"""Prints what a report gives a person to read: tables and paragraphs, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.report.as_tables import Cell, ReportTable
from analysis.report.as_text import Part
from sim.cli.options import print_lines, print_table
from sim.words import words


def print_parts(parts: Iterable[Part]) -> None:
    """Print tables and paragraphs, with an empty line after each."""
    for part in parts:
        if isinstance(part, ReportTable):
            print_table(part.title, list(part.columns), [[_shown(cell) for cell in row] for row in part.rows], note=part.note)
        else:
            print_lines([*([part.heading] if part.heading else []), *part.lines])
        print_lines([""])


def print_said(lang: str, code: str, **args: Any) -> None:
    """Print one line of the catalogue."""
    say = words(lang)
    print_lines([say(code, **args)])


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
