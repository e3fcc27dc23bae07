"""A table of cells, and where its headings stand: what every kind of file becomes before its rows are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.logs.columns import Headings
from analysis.logs.outcome import Remark, RowProblem

SEARCHED = 30  # rows above the headings: titles, dates, blank rows

Cells = Sequence[Any]


@dataclass(slots=True)
class LogTable:
    """Headings and the rows below them, each with its line. `problems` grows while the rows are read.

    `lost` are rows of the file that are known to be there and were not read.
    """

    format: str
    heading: list[str]
    rows: Iterator[tuple[int, Cells]]
    encoding: str = ""
    delimiter: str = ""
    problems: list[RowProblem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    around: list[tuple[int, Cells]] = field(default_factory=list)  # the rows above the headings, and those of other sheets
    lost: int = 0
    sheets: tuple[tuple[str, int], ...] = ()  # where it is one log of several: each with the number of rows counted before it


@dataclass(frozen=True, slots=True)
class FoundTable:
    """The headings of a table, the rows above them, and whether they stand in two rows."""

    heading: list[str]
    above: list[tuple[int, Cells]]
    two: bool = False


def is_blank(cells: Iterable[object]) -> bool:
    """Whether nothing stands in a row but blanks."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def under_heading(rows: Iterator[tuple[int, Cells]], headings: Headings, seen: list[Cells]) -> FoundTable | None:
    """Read up to the headings, in one row or in two; `rows` then go on below them. `seen` grows by what was looked at."""
    above: list[tuple[int, Cells]] = []
    last: Cells | None = None
    for number, (line, cells) in enumerate(rows):
        seen.append(cells)
        if headings.is_heading(cells):
            return FoundTable(_words(cells), above)
        both = None if last is None else _both(last, cells, headings)
        if both is not None and headings.is_heading(both):
            return FoundTable(both, above[:-1], two=True)
        above.append((line, cells))
        last = None if is_blank(cells) else cells
        if number >= SEARCHED:
            break
    return None


def _words(cells: Cells) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


def _both(upper: Cells, lower: Cells, headings: Headings) -> list[str] | None:
    """One heading from two rows: the lower word where it means something, else the upper, else both. None where the lower row is data."""
    above, below = _words(upper), _words(lower)
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    known = [word for word in below if word.strip() and headings.meaning(word) is not None]
    if not known or len(known) < sum(bool(word.strip()) for word in below) / 2:
        return None
    return [low if headings.meaning(low) else high if headings.meaning(high) else high + low for high, low in zip(above, below, strict=True)]
