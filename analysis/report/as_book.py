"""The report of a judged log as a workbook that prints: a page that says what was found, then a sheet for each table.

What a reader reads stands on the pages; what only programs and close looks need stands in columns to the right of it, folded together, and nothing
is left out. No cell is taken for a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis.logs.unknown_words import said_not_understood
from analysis.printed_sheets import PrintedColumn, PrintedSheet, printed_book
from analysis.report.as_tables import LogTables, ReportTable, TableCell, measured
from analysis.report.as_text import nothing_late
from analysis.report.breaches import Breaches
from analysis.report.model import LogReport
from analysis.report.prose import Prose
from analysis.report.screen import exercise_mark, forms_line, three_of_people, title_parts, warnings
from sim.record import write_atomically
from sim.words import Words, words
from sim.words.screen import ScreenText
from sim.workbook_file import workbook_bytes

# What stands on the pages, by table: the columns in their order, and how wide each is. The others are folded.
_ON_PAGES: dict[str, Mapping[str, float]] = {
    "duties": {
        "status": 8, "clause": 8, "duty": 26, "who": 17, "to": 18, "limit": 11, "number-by": 9, "due": 9.5, "done": 9.5, "took": 13, "margin": 15,
        "trigger-row": 7, "done-row": 7, "reason": 30,
    },
    "chain": {"event": 40, "link": 16, "from-row": 9, "to-row": 9, "minutes": 11, "waited-for": 34},
    "contradictions": {"kind": 26, "what-does-not-fit": 84, "rows": 14, "clause": 12},
    "measures": {"group": 12, "name": 32, "value": 16, "evaluated": 9, "asked": 7, "clause": 9, "formula": 64, "why-no-value": 20},
    "forms": {
        "form": 20, "number": 8, "item": 26, "proposed": 12, "rating": 12, "points": 7, "points-of": 7, "evaluated": 9, "asked": 7, "why": 52,
        "reason-of-override": 18,
    },
    "aims": {"": 12, "aim": 90},
    "people": {"people": 34, "event": 34, "how-many": 9, "matter": 40, "responsible-unit": 28},
    "called-for": {"grade-by-facts": 18, "clause": 10, "duty": 38, "who": 24, "to": 26, "limit": 16, "since": 10, "row": 8},
    "expectations": {"expectation": 60, "came-true": 14, "found": 54, "expected-share": 16},
    "path": {"what-went-on": 30, "from-row": 9, "to-row": 9, "minutes": 11, "waited-for": 34},
    "tellings": {
        "conclusion": 16, "kind-of-row": 16, "who": 22, "to": 22, "claimed": 10, "established": 10, "minutes-apart": 10, "facts-apart": 44,
    },
}  # fmt: skip
_FOLDED_WIDTH = 16
_HIDDEN = "other-measures"  # the sheet that is not shown and not printed: some hundreds of rows
_RIGHT = frozenset({"due", "done", "took", "margin", "value", "how-many", "since", "claimed", "established"})
_CENTRE = frozenset({
    "minutes", "from-row", "to-row", "trigger-row", "done-row", "row", "points", "points-of", "evaluated", "asked", "minutes-apart", "number",
})  # fmt: skip
_ONE_PLACE = frozenset({"minutes", "minutes-apart"})
_FIRST_WIDTH = 118


def write_book(report: LogReport, path: Path, lang: str, write: Callable[[Path, bytes], None] = write_atomically) -> None:
    """Write the workbook, whole or not at all. Raises OSError."""
    write(path, judged_book(report, lang))


def judged_book(report: LogReport, lang: str) -> bytes:
    """The workbook: the same bytes for the same report."""
    say = words(lang)
    book = printed_book(say)
    title = _title(report, lang)
    mark = exercise_mark(report, say)
    tables = [table for table in _split(LogTables(report, lang)) if table.id != "head"]
    _first(book, report, lang, tables).finish(left=title, mark=mark, pages=1)
    for table in tables:
        sheet = _sheet(book, table, report, say)
        sheet.finish(left=title, mark=mark, filtered=True, printed=bool(table.rows) and table.id != _HIDDEN)
        sheet.sheet.sheet_state = "hidden" if table.id == _HIDDEN else "visible"
    return workbook_bytes(book)


def _split(tables: LogTables) -> Iterator[ReportTable]:
    """All tables; the measures of each duty and each body, which are many, and those without a value by themselves and last."""
    found = tables.all()
    for table in found:
        yield tables.measures(on_pages=True) if table.id == "measures" else table
    if (others := tables.measures(on_pages=False)).rows:
        yield replace(others, id=_HIDDEN)


# -- the first page ----------------------------------------------------------------------------------------------------------------


def _title(report: LogReport, lang: str) -> str:
    title = report.header.scenario.get("title", {})
    return str(title.get(lang) or title.get("en") or Path(report.log.understood.file).name)


def _first(book: Any, report: LogReport, lang: str, tables: list[ReportTable]) -> PrintedSheet:
    """What it was, what was found, what that rests on, and what the other sheets hold."""
    say = words(lang)
    sheet = PrintedSheet(book, say("sheet.head"), [PrintedColumn(heading="", width=_FIRST_WIDTH)], say)
    facts = list(
        title_parts(
            _title(report, lang),
            say("figures.log", file=Path(report.log.understood.file).name),
            report.header,
            report.names.of(lang),
            report.rules.plan.plan.title.of(lang),
            say,
        )
    )
    for number, part in enumerate(facts):
        if isinstance(part, ScreenText):
            (sheet.title if number == 0 else sheet.line)(part.text)
    for heading, lines in _said(report, lang):
        told = [line for line in lines if line]
        if told:
            sheet.gap()
            sheet.section(heading)
            for line in told:
                sheet.line(line)
    sheet.gap()
    sheet.section(say("sheet.about-sheets"))
    sheet.line(say.tell([say("sheet.about-sheet", n=len(table.rows), sheet=say(f"sheet.{table.id}")) for table in tables]))
    sheet.line(say("sheet.about-folded", hidden=say(f"sheet.{_HIDDEN}")), soft=True)
    return sheet


def _said(report: LogReport, lang: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of the first page."""
    say, tables = words(lang), LogTables(report, lang)
    seen = report.log.understood
    read = say("sheet.read", read=seen.rows_read, kept=seen.rows_kept, left=seen.rows_read - seen.rows_kept)
    understood = said_not_understood(report.log, report.judgement, report.names.of(lang))
    yield say("sheet.found"), [*understood] if seen.format == "record" else [*understood, read, *(remark.said(lang) for remark in seen.remarks)]
    headline = Breaches(report, lang).headline() or [nothing_late(report.judgement, lang)]
    people = [
        say("screen.figure", name=report.measures[id_].name, value=measured(report.values[id_], report.measures[id_].unit, lang))
        for id_ in three_of_people({id_: value.value for id_, value in report.values.items()})
    ]
    yield say("sheet.worst"), [*headline, say("screen.people", figures=people) if people else ""]
    yield say("column.basis"), [
        *(str(row[0]) for row in tables.head().rows), *Prose(report, lang).openers(),
        *(part.text for part in (*forms_line(report, lang), *warnings(report.remarks, lang)) if isinstance(part, ScreenText)),
    ]  # fmt: skip


# -- the tables --------------------------------------------------------------------------------------------------------------------


def _sheet(book: Any, table: ReportTable, report: LogReport, say: Words) -> PrintedSheet:
    """A table: its columns on the pages first, then the folded ones, among them those in which nothing stands."""
    shown = _ON_PAGES["measures" if table.id == _HIDDEN else table.id]
    several = len(report.header.events) > 1
    filled = {key for place, key in enumerate(table.keys) if not table.rows or any(row[place] not in ("", None) for row in table.rows)}
    order = [key for key in shown if key in filled and (key != "event" or several)]
    if several and "event" in table.keys and "event" not in order:
        order.insert(0, "event")
    folded = [key for key in table.keys if key not in order]
    headings = dict(zip(table.keys, table.columns, strict=True))
    columns = [_column(key, headings[key], shown.get(key, _FOLDED_WIDTH), folded=False) for key in order]
    columns += [_column(key, headings[key], _FOLDED_WIDTH, folded=True) for key in folded]
    sheet = PrintedSheet(book, say(f"sheet.{table.id}"), columns, say)
    sheet.headings()
    names = report.names.of(say.lang)
    for row in table.rows:
        held: dict[str, TableCell] = dict(zip(table.keys, row, strict=True))
        if isinstance(event := held.get("event"), str):
            held["event"] = names.of("event", event)
        sheet.cells([held[key] for key in (*order, *folded)])
    if not table.rows:
        sheet.line(say("sheet.nothing"), soft=True)
    return sheet


def _column(key: str, heading: str, width: float, *, folded: bool) -> PrintedColumn:
    side = "right" if key in _RIGHT else "center" if key in _CENTRE else "left"
    return PrintedColumn(heading=heading, width=width, align=side, format="0.0" if key in _ONE_PLACE else "", folded=folded)
