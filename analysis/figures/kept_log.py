"""What a picture of a log from outside adds: how it was read, over the picture, and marks where the log is not exact or was not understood.

A time that the log leaves open is a line from the earliest to the latest it may have been; a row of which something else could not be read
bears its number. What the log has not, such as the people present or what was true, is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.evidence import EXISTS, TIME, Between, Same
from analysis.figures.captions import shortened
from analysis.figures.labels import Label
from analysis.figures.sheet import Sheet
from analysis.figures.style import PURPLE, SMALL_PT
from analysis.figures.subject import Subject
from analysis.logs.outcome import LoggedRecord
from analysis.logs.unknown_words import said_not_understood
from analysis.verdicts import Judgement
from sim.record import Row
from sim.words import Names, Words

_LISTED = 12
_CELL_SIGNS = 24
_END_IN = 0.07


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLog:
    """A log to draw: its title, sentences over the picture (`doubts` are loud) and lines under it.

    `spans` are the earliest and latest minute of rows whose time is open, `unread` the numbers of rows of which another cell could not be
    read, both by `seq`.
    """

    title: str
    banner: str
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    spans: Mapping[int, tuple[float, float]]
    unread: Mapping[int, int]


def kept_log(log: LoggedRecord, judgement: Judgement, names: Names) -> KeptLog:
    """What of a log a picture shows beside its record. How it was read is said in the sentences that the judgement begins with."""
    say, seen = names.say, log.understood
    left = seen.rows_read - seen.rows_kept
    unread = dict(_unread(log))
    return KeptLog(
        title=say("figures.log", file=Path(seen.file).name),
        banner=say("text.read", kept=seen.rows_kept, read=seen.rows_read, left=left, format=say.named("log-format", seen.format)),
        doubts=said_not_understood(log, judgement, names),
        notes=(*_notes(log, say), *(remark.said(names.lang) for remark in seen.remarks)),
        spans={cell.seq: (held.low, held.high) for cell in log.evidence if cell.column == TIME and isinstance(held := cell.range, Between)},
        unread=unread,
    )


def _unread(log: LoggedRecord) -> Iterator[tuple[int, int]]:
    """Rows, by `seq`, in which something was written and not understood, or not exactly, with the numbers by which their reader knows them."""
    for cell in log.evidence:
        if cell.column not in (TIME, EXISTS) and cell.written and not isinstance(cell.range, Same) and cell.seq < len(log.record.rows):
            yield cell.seq, cell.line


def _notes(log: LoggedRecord, say: Words) -> Iterator[str]:
    """What was wrong with single rows, as far as there is room."""
    shown = log.problems[:_LISTED]
    if shown:
        told = [
            say("figures.row-problem", row=one.line, problem=one.problem(say.lang), value=shortened(one.value, _CELL_SIGNS))
            if one.value
            else say("figures.row-problem-blank", row=one.line, problem=one.problem(say.lang))
            for one in shown
        ]
        yield say("figures.row-problems", problems=told)
    if left := len(log.problems) - len(shown):
        yield say("figures.more-problems", n=left)


def draw_doubts(sheet: Sheet, kept: KeptLog) -> None:
    """Mark what is not exact and what was not understood, on the lane of whoever acted."""
    for row in sheet.view.rows:
        lane = sheet.lanes.of_body.get(sheet.view.acting(row) or "")
        if lane is None:
            continue
        if row.seq in kept.spans:
            _span(sheet, row, lane.line, kept.spans[row.seq])
        if row.seq in kept.unread:
            x = sheet.scale.x(row.time)
            places = tuple((x + dx, lane.line + dy, "center", "center") for dx, dy in ((0.0, -0.14), (0.0, 0.14), (0.2, -0.14), (-0.2, -0.14)))
            text = sheet.view.say("figures.unread-row", row=kept.unread[row.seq])
            sheet.labels.want(Label(text=text, places=places, rank=3.0, size=SMALL_PT, colour=PURPLE, must=True,
                                    points=((x, lane.line),), lanes=(lane.span,), of=Subject(row=row.seq, bodies=lane.members)))  # fmt: skip


def _span(sheet: Sheet, row: Row, y: float, span: tuple[float, float]) -> None:
    left, right = sheet.scale.x(span[0]), sheet.scale.x(span[1])
    sheet.line([(left, y), (right, y)], color=PURPLE, lw=1.6, linestyle=(0, (2, 1.2)), zorder=4.2, gid=f"between-{row.seq}", of=Subject(row=row.seq))
    for x, minute in ((left, span[0]), (right, span[1])):
        if sheet.scale.holds(minute):  # an end that is not in the picture is not drawn as one
            sheet.line([(x, y - _END_IN), (x, y + _END_IN)], color=PURPLE, lw=1.6, zorder=4.2)


def signs_of(sheet: Sheet, kept: KeptLog) -> tuple[bool, bool]:
    """Whether the picture shows a time that is not exact, and a row that was not wholly read."""
    seqs = {row.seq for row in sheet.view.rows}
    return bool(seqs & set(kept.spans)), bool(seqs & set(kept.unread))
