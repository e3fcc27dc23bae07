"""The rows of a record as a page tells them, each with what led to it, so that a script can follow a cause in both directions.

Readings of the scene (how many people stand there, in which mood) are left out: the picture draws them. Of a long record those rows come first
that duties rest on and what turned the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.page.markup import Html, joined, tag
from analysis.page.tables import PageRow, TableMaker
from analysis.report.model import Lines, LogReport, StoryMoment
from analysis.report.story import storyteller
from sim.record import Row, WallClock, sending_of
from sim.vocabulary import TOLD
from sim.words import words

MOST_ROWS = 1_500
_UNTOLD = "scene"


@dataclass(frozen=True, slots=True)
class RowsShown:
    """The rows on a page, by `seq`, and how many of how many they are."""

    rows: tuple[Row, ...]
    of: int
    seqs: frozenset[int]


def rows_shown(report: LogReport) -> RowsShown:
    """The rows that a page has room for, in order."""
    rows = [row for row in report.record.rows if row.kind != _UNTOLD]
    cited = {seq for one in report.judgement.verdicts for seq in (one.trigger_seq, one.done_seq)}
    if len(rows) > MOST_ROWS:
        ranked = sorted(rows, key=lambda row: (row.seq not in cited, TOLD.get(row.kind) != "turn", row.seq))[:MOST_ROWS]
        kept = tuple(sorted(ranked, key=lambda row: row.seq))
    else:
        kept = tuple(rows)
    return RowsShown(kept, len(rows), frozenset(row.seq for row in kept))


class RowTeller:
    """Tells rows and links to them."""

    def __init__(self, report: LogReport, shown: RowsShown, lang: str) -> None:
        self.say = words(lang)
        self.at = WallClock(report.header)
        self._report, self._shown, self._names = report, shown, report.names.of(lang)
        self._lines, self._several = Lines(report.log), len(report.header.events) > 1
        self._teller = storyteller(report, lang, self.at.time, events=1)  # an event is told by its name here, for which a page has room
        self._by_seq = {row.seq: row for row in report.record.rows}

    def link(self, seq: int | None) -> Html | None:
        """A row by the number that its reader knows, linked where it is on the page; None for none."""
        if seq is None:
            return None
        line = self._lines.line(seq)
        if not line and not self._lines.own:
            return None  # an assumed row stands in no line
        return tag("a", line, href=f"#r{seq}") if seq in self._shown.seqs else tag("span", line)

    def links(self, lines: tuple[object, ...], most: int = 12) -> Html:
        """Rows by the numbers that a reader knows them by."""
        found = [
            self.link(seq) if isinstance(line, int) and (seq := self._lines.seq(line)) is not None else tag("span", line) for line in lines[:most]
        ]
        more = [tag("span", self.say("page.more", n=len(lines) - most))] if len(lines) > most else []
        return joined([one for one in found if one is not None] + more, ", ")

    def text(self, row: Row) -> str:
        """What happened in one row."""
        return self.told(StoryMoment(rows=(row,), sending=sending_of(row, self._by_seq.get)))

    def told(self, moment: StoryMoment) -> str:
        """Rows that are told in one line."""
        said, about = self._teller.text(moment), moment.first.about
        return self.say("story.about", event=self._names.of("event", about), said=said) if about is not None and self._several else said

    def cites(self, moment: StoryMoment) -> str:
        """The clause that was followed, or that it was a habit."""
        return self._teller.cites(moment)

    def cause(self, row: Row) -> int | None:
        """The row on the page that led to this one, through whatever is not on the page."""
        seen, cause = 0, row.cause
        while cause is not None and cause not in self._shown.seqs and seen < len(self._by_seq):
            cause, seen = (None if cause not in self._by_seq else self._by_seq[cause].cause), seen + 1
        return cause

    def table(self, maker: TableMaker, drawn: Mapping[int, str], bodies: Mapping[str, int], body_of: Mapping[str, str]) -> Html:
        """All rows that are shown, folded away; `drawn` are those of the picture, `bodies` the numbers of bodies."""
        say, shown = self.say, self._shown
        note = say("page.rows-of", shown=len(shown.rows), of=shown.of) if len(shown.rows) < shown.of else ""
        columns = [say(f"page.column.{one}") for one in ("row", "time", "what", "channel", "clause", "led-to-it")]
        made = list(self._rows(drawn, bodies, body_of))
        return maker.made("rows", "", columns, made, first=0, note=note, folded=say("page.all-rows", n=len(made)), most=MOST_ROWS)

    def _rows(self, drawn: Mapping[int, str], bodies: Mapping[str, int], body_of: Mapping[str, str]) -> Iterator[PageRow]:
        say = self.say
        for row in self._shown.rows:
            line, cause = self._lines.line(row.seq), self.cause(row)
            number = line or (row.seq if self._lines.own else say("page.assumed"))
            at = tag("a", number, href=f"#{drawn[row.seq]}", class_="see") if row.seq in drawn else number
            touched = [
                str(bodies[body]) for who in dict.fromkeys((row.actor, row.to)) if who is not None and (body := body_of.get(who, who)) in bodies
            ]
            cited = self.cites(StoryMoment(rows=(row,)))
            channel = "" if row.channel is None else self._names.channel(row.channel)
            cells = (at, self.at.time(row.time), self.text(row), channel, cited, self.link(cause) or "")
            yield PageRow(cells, {"id": f"r{row.seq}", "data-c": cause, "data-b": " ".join(dict.fromkeys(touched)) or None})
