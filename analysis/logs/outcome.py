"""What comes of reading an outside log: the record, what was wrong with single rows, and how the file was understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.logs.wording import REMARKS, SENTENCES
from sim.record import Record


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row. `line` is the line of the text, or the row of the sheet, counted from 1."""

    line: int
    column: str
    value: str
    code: str
    hint: str = ""

    def problem(self, lang: str) -> str:
        """What is wrong, in "zh" or "en"."""
        return SENTENCES[self.code][0][lang != "zh"]

    def done(self, lang: str) -> str:
        """What was done about it."""
        return SENTENCES[self.code][1][lang != "zh"]

    @property
    def left_out(self) -> bool:
        """Whether the row is not in the record."""
        return SENTENCES[self.code][1][1] in ("the row was left out", "dropped")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that was assumed or done about the whole log."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, lang: str) -> str:
        """The sentence in "zh" or "en"."""
        return REMARKS[self.code][lang != "zh"].format_map(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """How a file was read. `columns` maps each heading that was used to its meaning; `names` what was written to an id."""

    file: str
    format: str  # csv | xlsx | json lines | record
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    rows_read: int = 0
    rows_kept: int = 0
    start: str = ""  # ISO; "" where the log states no date and no start was given
    names: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRecord:
    """An outside log as a record. `lines[i]` is the line of `record.rows[i]`, or 0 where the row was assumed.

    `dated` is False where nothing says on which day it was: the header's start is then `UNDATED`, and limits in days have no meaning.
    """

    record: Record
    problems: tuple[RowProblem, ...]
    understood: Understood
    lines: tuple[int, ...]
    dated: bool


UNDATED = "0001-01-01T00:00:00"
