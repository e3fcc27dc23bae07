"""What comes of reading an outside log: the record, what was wrong with single rows, and how the file was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.evidence import CLOSED, Evidence
from analysis.logs.time_columns import NO_COLUMN, TimeColumn
from sim.record import UNDATED, UNTIMED, Record
from sim.words import NOTHING, Said, words

PROBLEMS = frozenset({
    "encoding", "undecodable", "broken-csv", "more-cells", "no-json", "no-record-row", "no-time", "bad-time", "bad-date", "number-among-times",
    "no-zone", "weekday", "weekdays", "half-day", "formula", "before-start", "no-kind",
    "unknown-kind", "no-actor", "no-recipient", "unknown-party", "person", "ambiguous-party", "unknown-form", "unknown-channel", "bad-value", "range",
    "note", "bad-age", "no-event", "no-rank", "turned", "by-form", "no-sender", "out-of-order", "duplicate", "near-duplicate", "unknown-cause",
    "unknown-complete", "text-left",
})  # fmt: skip
LOST = frozenset({"no-json", "no-record-row", "broken-csv"})  # what stood there cannot be told at all
_LEFT_OUT = frozenset({"no-json", "no-record-row", "note", "duplicate"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row. `line` is the line of the text, or the row of the sheet, counted from 1; `code` is one of PROBLEMS."""

    line: int
    column: str
    value: str
    code: str
    advice: Said = NOTHING
    words: tuple[str, ...] = ()  # those of the cell that nobody knew

    def problem(self, lang: str) -> str:
        """What is wrong."""
        say = words(lang)
        return say(f"log-problem.{self.code}")

    def done(self, lang: str) -> str:
        """What was done about it."""
        say = words(lang)
        return say(f"log-done.{self.code}")

    def hinted(self, lang: str) -> str:
        """What may have been meant, or ""."""
        return words(lang).tell(self.advice)

    @property
    def hint(self) -> str:
        """The hint for documents that other programs read."""
        return self.hinted("en")

    @property
    def left_out(self) -> bool:
        """Whether the row is not in the record."""
        return self.code in _LEFT_OUT


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was assumed or done about the whole log. The value `count`, where there is one, chooses singular or plural."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, lang: str) -> str:
        """The sentence."""
        say = words(lang)
        return say(f"log-remark.{self.code}", self.values.get("count"), **self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How a file was read. `columns` maps each heading that was used to its meaning; `names` what was written to an id.

    `rows_kept` are the rows of the file that are in the record, however many rows these became.
    """

    file: str
    format: str  # csv | xlsx | ods | xls | xlsb | html | lines | json lines | record
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # those of the unused whose heading nobody knows
    rows_read: int = 0
    rows_kept: int = 0
    sheets: tuple[tuple[str, int], ...] = ()  # where it is one log of several: each with the number of rows counted before it
    rows_lost: int = 0  # known to be in the file, and not read
    start: str = ""  # ISO; "" where the log states no date and no start was given
    names: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRecord:
    """An outside log as a record. `lines[i]` is the line of `record.rows[i]`, or 0 where the row was assumed.

    The record is the likely one; `evidence` holds what is open in it, row by row. `dated` is False where nothing says on which day it was:
    the header's start is then one of `NO_DATES`, and limits in days have no meaning. `times` is what its column of times told as a whole.
    """

    record: Record
    problems: tuple[RowProblem, ...]
    understood: Understood
    lines: tuple[int, ...]
    dated: bool
    evidence: Evidence = CLOSED
    times: TimeColumn = NO_COLUMN


NO_DATES = frozenset({UNDATED, UNTIMED})  # the starts of headers that say no day
