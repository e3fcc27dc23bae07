"""The rows of an outside log under the numbers by which its reader knows them: lines of the file, not places in the record."""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.logs.outcome import LoggedRecord
from sim.record import Row

_ROW = re.compile(r"第(\d+)行|\b([Rr]ow) (\d+)\b")


class Lines:
    """From `seq` to line and back. A record of a drill keeps its own numbers."""

    def __init__(self, log: LoggedRecord) -> None:
        self.own = log.understood.format == "record"
        rows = log.record.rows
        self._line: Mapping[int, int] = {row.seq: row.seq if self.own else line for row, line in zip(rows, log.lines, strict=True)}
        if not self.own:
            said = {_like(row): self._line[row.seq] for row in reversed(rows) if self._line[row.seq]}
            self._line = {row.seq: self._line[row.seq] or said.get(_like(row), 0) for row in rows}  # an assumed receipt: its message's
        self._seq: dict[int, int] = {}
        for seq, line in self._line.items():
            self._seq.setdefault(line, seq)

    def line(self, seq: int | None) -> int | None:
        """The number that a reader knows a row by; None for no row."""
        return None if seq is None else self._line.get(seq)

    def seq(self, line: int) -> int | None:
        """The row of the record that stands in a line (the first, where a line became several); None where none does."""
        return self._seq.get(line)

    def told(self, sentence: str) -> str:
        """A sentence about rows, with the reader's numbers in place of the record's."""
        return sentence if self.own else _ROW.sub(self._number, sentence)

    def _number(self, found: re.Match[str]) -> str:
        if found[1]:
            return f"第{self.line(int(found[1]))}行"
        return f"{found[2]} {self.line(int(found[3]))}"


def _like(row: Row) -> tuple[object, ...]:
    """What a message and its assumed receipt have in common."""
    return row.time, row.actor, row.to, row.form, row.about
