"""What a record leaves open: cells that hold a range instead of a value, rows that may or may not have been, and whose acts are all there.

A log stands for all its completions: every choice from its open cells that keeps the order which the log itself states. The record
holds one of them, the likeliest; what is open stands beside its rows, by `seq`, so that a record of a drill, in which nothing is open,
pays nothing. `completed` makes the record of a choice, `sampled` draws one. Source: certain answers over incomplete tables, Imieliński
and Lipski 1984.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import msgspec

from sim.record import Record, Row

NO_END = 10_000_000.0  # the minute at which a time ends that nothing bounds; whoever judges looks only to the end of observation (`until`)

_MOST_ROUNDS = 50
EXISTS = "exists"  # whether the row was at all
TIME = "time"
ROW_COLUMNS = (TIME, "kind", "actor", "to", "channel", "form", "about")  # any other column is a fact's, by its id


@dataclass(frozen=True, slots=True)
class Between:
    """A number or a minute from `low` to `high`, both included; a whole number where `whole`."""

    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these values; None among them means that the cell may say nothing."""

    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """What another row has in this column, whatever that is."""

    seq: int


Range = Between | OneOf | Same


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell that holds a range: of which column of which row, what was written there ("" for nothing), and in which line of the log (0: none)."""

    seq: int
    column: str
    range: Range
    line: int = 0
    written: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is open in a record.

    `cells` holds the open cells of a row by its `seq`. With `ordered`, the order of the rows binds: no row is earlier than the one above
    it. `complete` are the bodies and posts all of whose acts are in the record; None means everybody's are. `possible` are rows that the
    record does not hold, since they may never have been: each has an open cell EXISTS, and is there only where that is chosen to be true.
    They stand outside the order of the record.
    """

    cells: Mapping[int, tuple[OpenCell, ...]] = field(default_factory=dict)
    ordered: bool = False
    complete: frozenset[str] | None = None
    possible: tuple[Row, ...] = ()

    def __iter__(self) -> Iterator[OpenCell]:
        return (cell for cells in self.cells.values() for cell in cells)

    def open_in(self, seq: int, column: str) -> OpenCell | None:
        """The open cell of a row in a column, where there is one."""
        return next((cell for cell in self.cells.get(seq, ()) if cell.column == column), None)

    def until(self, end: float) -> Evidence:
        """The same for one who looks no further than minute `end`: times beyond it are one minute after it, since all that is later is unseen."""
        beyond = end + 1.0
        cells = {seq: tuple(_clipped(cell, beyond) for cell in found) for seq, found in self.cells.items()}
        return replace(self, cells=cells)


def _clipped(cell: OpenCell, beyond: float) -> OpenCell:
    held = cell.range
    if cell.column != TIME or not isinstance(held, Between) or held.high <= beyond:
        return cell
    return replace(cell, range=Between(min(held.low, beyond), beyond, held.whole))


CLOSED = Evidence()  # of a record of a drill: everything is known, and everybody's acts are there

Choice = Mapping[tuple[int, str], Any]  # seq and column to the value that is taken; what is not chosen stays as the record has it


def completed(record: Record, evidence: Evidence, choice: Choice) -> Record:
    """The record with a value chosen for open cells; rows keep their `seq` and, in an ordered record, their order.

    A row that may have been is there where its EXISTS is chosen to be true, behind the others: who judges puts rows in order of time.
    """
    return Record(record.header, (*_rows(record, evidence, choice), *_added(evidence, choice)))


def _added(evidence: Evidence, choice: Choice) -> Iterator[Row]:
    for row in evidence.possible:
        if choice.get((row.seq, EXISTS), False):
            chosen = {cell.column: choice[key] for cell in evidence.cells[row.seq] if cell.column != EXISTS and (key := _source(cell)) in choice}
            yield _with(row, chosen) if chosen else row


def _rows(record: Record, evidence: Evidence, choice: Choice) -> Iterator[Row]:
    for row in record.rows:
        cells = evidence.cells.get(row.seq)
        if cells is None:
            yield row
            continue
        chosen = {cell.column: choice[key] for cell in cells if (key := _source(cell)) in choice}
        if chosen.pop(EXISTS, True):
            yield _with(row, chosen) if chosen else row


def _source(cell: OpenCell) -> tuple[int, str]:
    return (cell.range.seq, cell.column) if isinstance(cell.range, Same) else (cell.seq, cell.column)


def _with(row: Row, chosen: Mapping[str, Any]) -> Row:
    columns = {name: value for name, value in chosen.items() if name in ROW_COLUMNS}
    facts = {name: value for name, value in chosen.items() if name not in ROW_COLUMNS}
    if facts:
        columns["facts"] = {name: value for name, value in {**row.facts, **facts}.items() if value is not None}
    return msgspec.structs.replace(row, **columns)


def one_of_its_completions(record: Record, evidence: Evidence) -> Record:
    """The record itself where it holds one of its completions; else with a value out of its range for each cell that holds none of these."""
    choice: dict[tuple[int, str], Any] = {}
    for row in record.rows if evidence.cells else ():
        for cell in evidence.cells.get(row.seq, ()):
            if cell.column != EXISTS and not isinstance(cell.range, Same) and not _is_in(held_in(row, cell.column), cell.range):
                choice[cell.seq, cell.column] = _some_of(cell.range)
    return completed(record, evidence, choice) if choice else record


def held_in(row: Row, column: str) -> Any:
    """What a row holds in a column; None for a fact of which it says nothing."""
    return getattr(row, column) if column in ROW_COLUMNS else row.facts.get(column)


def _is_in(value: Any, found: Between | OneOf) -> bool:
    if isinstance(found, OneOf):
        return any(type(value) is type(one) and value == one for one in found.values)
    return isinstance(value, int | float) and not isinstance(value, bool) and found.low <= value <= found.high


def _some_of(found: Between | OneOf) -> Any:
    if isinstance(found, OneOf):
        return found.values[0]
    middle = found.low if found.high >= NO_END else (found.low + found.high) / 2
    return round(middle) if found.whole else middle


def source_of(cell: OpenCell) -> tuple[int, str]:
    """Of which row and column the choice is that fills a cell: its own, or those of the row that it follows."""
    return _source(cell)


def bounds_of_times(rows: Sequence[Row], evidence: Evidence, beyond: float = NO_END) -> dict[int, tuple[float, float]]:
    """From when to when each row with an open time can have been, by its `seq`; in an ordered record, so that all others find their place too.

    What is later than minute `beyond` is as good as there.
    """
    open_times = {row.seq: cell for row in (*rows, *evidence.possible) for cell in evidence.cells.get(row.seq, ()) if cell.column == TIME}
    ranges: dict[int, tuple[float, float]] = {}
    for seq, cell in open_times.items():
        first = open_times.get(_source(cell)[0])
        if first is not None and isinstance(first.range, Between | OneOf):
            ranges[seq] = _ends(first.range)
    if not evidence.ordered:
        return ranges
    group = {seq: _source(cell)[0] for seq, cell in open_times.items() if seq in ranges}
    for _ in range(_MOST_ROUNDS):  # rows that share a moment narrow each other, mostly in one round
        before = dict(ranges)
        low = float("-inf")
        for row in rows:
            low = max(low, ranges[row.seq][0] if row.seq in ranges else min(row.time, beyond))
            if row.seq in ranges:
                ranges[row.seq] = low, max(low, ranges[row.seq][1])
        high = float("inf")
        for row in reversed(rows):
            high = min(high, ranges[row.seq][1] if row.seq in ranges else min(row.time, beyond))
            if row.seq in ranges:
                ranges[row.seq] = min(high, ranges[row.seq][0]), high
        lows: dict[int, float] = {}
        highs: dict[int, float] = {}
        for seq, (first_low, last_high) in ranges.items():
            lows[group[seq]] = max(first_low, lows.get(group[seq], first_low))
            highs[group[seq]] = min(last_high, highs.get(group[seq], last_high))
        ranges = {seq: (lows[group[seq]], highs[group[seq]]) for seq in ranges}
        if ranges == before:
            break
    return ranges


def _ends(found: Between | OneOf) -> tuple[float, float]:
    return (found.low, found.high) if isinstance(found, Between) else (min(found.values), max(found.values))


def sampled(record: Record, evidence: Evidence, luck: Random) -> Choice:
    """A completion drawn at random, each cell from its range; in an ordered record, times that keep its order."""
    choice: dict[tuple[int, str], Any] = {}
    bounds = bounds_of_times(record.rows, evidence) if evidence.ordered else {}
    earliest = float("-inf")
    for place, row in enumerate((*record.rows, *evidence.possible)):
        bound = evidence.ordered and place < len(record.rows)
        for cell in evidence.cells.get(row.seq, ()):
            if isinstance(cell.range, OneOf):
                choice[cell.seq, cell.column] = luck.choice(cell.range.values)
            elif isinstance(cell.range, Between):
                low, high = cell.range.low, cell.range.high
                if cell.column == TIME and bound and row.seq in bounds:
                    low, high = max(bounds[row.seq][0], earliest), bounds[row.seq][1]
                value = luck.choice((low, high, luck.uniform(low, high)))
                choice[cell.seq, cell.column] = round(value) if cell.range.whole else value
        if bound:
            cell_of_time = evidence.open_in(row.seq, TIME)
            earliest = max(earliest, row.time if cell_of_time is None else choice.get(_source(cell_of_time), row.time))
    return choice
