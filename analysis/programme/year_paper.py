"""The year as a Word document: what the page says, with every finding and action in full, to be filed and carried on by hand.

The libraries that make it are an extra, as for every paper of Word (`analysis.papers.word`).
"""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement

from analysis.papers.paper import ACROSS_WIDE_MM, Paper
from analysis.papers.rendering import in_order
from analysis.papers.sandbox import without_controls
from analysis.programme.told import ProgrammeTold
from analysis.report.as_tables import ReportTable
from sim.words import Words


def programme_paper(told: ProgrammeTold) -> bytes:
    """The document, on pages across."""
    say, state = told.say, told.state
    title = without_controls(say("programme.title", plan=told.plan.plan.title))
    paper = _YearPaper(say, title)
    paper.title(title, told.facts())
    paper.text(told.headline())
    paper.heading(say("table.open-findings"))
    paper.of_table(told.findings_table("open-findings", state.open).only(0, 1, 2, 3, 4), (16, 89, 24, 44, 88), say("programme.none-open"))
    paper.heading(say("table.actions"))
    paper.of_table(told.actions_table().only(0, 1, 2, 3, 5), (24, 24, 40, 88, 85), say("programme.no-actions"))
    paper.heading(say("table.drills-held"))
    paper.text(*told.required())
    paper.of_table(told.drills_table().only(0, 1, 2, 3, 4, 5), (26, 24, 121, 45, 24, 21), "")
    paper.heading(say("table.clauses-exercised", year=str(state.on.year)))
    paper.text(told.coverage())
    paper.of_table(told.clauses_table(), (22, 191, 48), "")
    if state.closed:
        paper.heading(say("table.closed-findings"))
        paper.of_table(told.closed_table().only(0, 1, 2, 4), (16, 161, 36, 48), "")
    paper.heading(say("table.revision-reasons"))
    paper.text(told.revision_in_short())
    if told.reasons:
        paper.of_table(told.reasons_table(), (16, 105, 45, 95), "")
    paper.note(say("programme.page-foot", on=told.day(state.on)))
    return in_order(paper.bytes(), title=title, language=say("docx.latin-language"))


class _YearPaper(Paper):
    """A paper across, with tables of a report on it."""

    def __init__(self, say: Words, title: str) -> None:
        super().__init__(say, across=True, marked=False)
        header = self.document.sections[0].header.paragraphs[0]
        header.text = say("programme.paper-header", mark=say("docx.mark"), title=title)

    def of_table(self, table: ReportTable, widths_mm: Sequence[float], empty: str) -> None:
        """A table with its headings on each page and its note; the sentence `empty` where it has no rows."""
        if table.rows:
            scale = ACROSS_WIDE_MM / sum(widths_mm)
            made = self._table([wide * scale for wide in widths_mm])
            head = self._row(made)
            head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no other way to its element
            for cell, heading in zip(head.cells, table.columns, strict=True):
                self._fill(cell, heading[:1].upper() + heading[1:], strong=True)
                self._shade(cell)
            for row in table.rows:
                for cell, text in zip(self._row(made).cells, row, strict=True):
                    self._fill(cell, "" if text is None else without_controls(str(text)))
            self._after_table()
        elif empty:
            self.text(empty)
        if table.note:
            self.note(table.note)
