"""What stands over every paper that is a workbook: what was exercised, when, by which plan, from which record, and where its rows are."""

from __future__ import annotations

from datetime import datetime

from analysis.logs.unknown_words import said_not_understood
from analysis.papers.given import PaperGiven
from analysis.papers.moments import written_date
from analysis.printed_sheets import PrintedSheet
from analysis.report.model import Lines
from sim.record import UNTIMED, WallClock, starts_on_a_day
from sim.words import Words, in_language

_MOST_ROWS = 6


def name_of(given: PaperGiven, say: Words) -> str:
    """What the evaluators call the exercise, else the scenario that was drilled, else the file of the log."""
    return given.evaluation.exercise.get("name", "") or in_language(given.report.header.scenario.get("title", {}), say.lang) or given.place


def head(sheet: PrintedSheet, title: str, given: PaperGiven, say: Words) -> None:
    """The title, and what was exercised."""
    header = given.report.header
    sheet.title(title)
    when = written_date(given.evaluation.exercise.get("date", ""), say)
    if not when and header.start != UNTIMED and starts_on_a_day(header.start):
        when = f"{datetime.fromisoformat(header.start):%Y-%m-%d %H:%M}"
    sheet.line(say("books.what", exercise=name_of(given, say), when=when or say("books.undated")), bold=True)
    revisions = [given.report.names.of(say.lang).of("revision", one["id"]) for one in header.plan.get("lineage", ())[1:]]
    plan = given.plan.plan.title.of(say.lang)
    said = say("books.plan-revised", plan=plan, revisions=revisions) if revisions else say("books.plan", plan=plan)
    sheet.line(say("books.by", plan=said, record=given.place))
    report = given.report
    for sentence in said_not_understood(report.log, report.judgement, report.names.of(say.lang)):
        sheet.line(sentence, bold=True)


class RowsTold:
    """Tells rows as a reader finds them: by their number in the log, with the time by the clock on the wall."""

    def __init__(self, given: PaperGiven, say: Words) -> None:
        self._lines, self._say = Lines(given.report.log), say
        at = WallClock(given.report.header)
        self._at: dict[int, str] = {}
        for row in given.report.record.rows:
            line = self._lines.line(row.seq)
            if line:
                self._at.setdefault(line, at.minute(row.time))

    def of(self, lines: tuple[int, ...], *, between: str = "") -> str:
        """A few rows by their numbers, with their times, and how many more there are; "" for none. A list where nothing stands between them."""
        told = [self._say("books.row", row=str(line), at=self._at[line]) if line in self._at else str(line) for line in lines[:_MOST_ROWS]]
        left = len(lines) - len(told)
        parts = [*told, self._say("books.more-rows", n=left)] if left else told
        return between.join(parts) if between else self._say.tell(parts)

    def of_seqs(self, seqs: tuple[int | None, ...]) -> str:
        """The same, of rows by their place in the record."""
        return self.of(tuple(sorted({line for seq in seqs if (line := self._lines.line(seq))})))
