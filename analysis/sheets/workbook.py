"""The empty log as a workbook: drop-downs made from the plan on the screen, and a form of A4 pages on paper.

Over the headings stand a title, the cell that says whose acts are all there, and a row as an example: whoever reads a log reads the rows
below its headings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from analysis.logs.cell_text import safe_text
from analysis.logs.synonyms import Synonyms, load_synonyms
from analysis.sheets.checklist import Checklist
from analysis.sheets.columns import ON_PAPER, SheetColumn, example_row, sheet_columns
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import write_atomically
from sim.words import Words, words
from sim.workbook_file import new_workbook, text_of_header, workbook_bytes

ROWS = 2000  # below the headings, with drop-downs
FORM_ROWS = 60  # of them printed, three pages; a print area of whole columns is not opened alike everywhere
TITLE_ROW, COMPLETE_ROW, EXAMPLE_ROW, HEADING_ROW = 1, 2, 3, 4
_TIME = r"[<1]hh:mm;yyyy\-mm\-dd hh:mm"  # a time without a day is less than one day
_WIDTHS = {"time": 18, "kind": 14, "actor": 21, "to": 21, "channel": 10, "form": 13, "about": 10, "note": 34}  # in signs; a date fits
_WIDTH = 14
_WRITTEN_PT = 24.0  # a line that a hand can write in
_LINE_PT = 15.0
_HELP_SIGNS = 96
_FONT, _SIZE = "Calibri", 11
_INK, _SOFT, _FILL = "222222", "777777", "DDE6F0"


def write_log_sheet(
    plan: Plan,
    resources: Resources | None,
    path: Path,
    lang: str,
    *,
    synonyms: Path | None = None,
    scenario: Scenario | None = None,
    checklist: Checklist | None = None,
    write: Callable[[Path, bytes], None] = write_atomically,
) -> None:
    """Write the empty sheet for a plan, whole or not at all. Raises OSError, and InputError for a broken file of synonyms.

    `scenario` names its events; `checklist` is a sheet of its own.
    """
    say = words(lang)
    known = load_synonyms(synonyms)
    columns = sheet_columns(plan, resources, known, lang, scenario)
    book = new_workbook(_FONT, _SIZE)
    log = book.create_sheet(say("log-sheet.log"))
    complete = known.word("setting", "complete", lang)
    if checklist is not None:
        _fill_checklist(book.create_sheet(say("log-sheet.checklist")), checklist, say)
    _fill_help(book.create_sheet(say("log-sheet.help")), plan, say, complete)
    lists = book.create_sheet(say("log-sheet.lists"))
    lists.sheet_state = "hidden"
    _fill_head(log, lists, plan, columns, known, lang)
    _fill_log(log, lists, columns, say)
    _page(log, plan.plan.title.of(lang), say, columns=ON_PAPER, rows=HEADING_ROW + FORM_ROWS, heading=HEADING_ROW)
    write(path, workbook_bytes(book))


# -- the log -----------------------------------------------------------------------------------------------------------------


def _fill_head(log: Any, lists: Any, plan: Plan, columns: Sequence[SheetColumn], known: Synonyms, lang: str) -> None:
    """The rows over the headings. Beside the word of completeness nothing stands in its row but what is to be read."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    say = words(lang)
    _put(log, TITLE_ROW, 1, say("log-sheet.help-title", plan=plan.plan.title), bold=True, size=14)
    log.row_dimensions[TITLE_ROW].height = _WRITTEN_PT
    complete = known.word("setting", "complete", lang)
    _put(log, COMPLETE_ROW, 1, say("log-sheet.complete", word=complete), bold=True)
    for place in range(2, ON_PAPER + 1):
        log.cell(row=COMPLETE_ROW, column=place).border = _lines(bottom=True)
    log.row_dimensions[COMPLETE_ROW].height = _WRITTEN_PT
    bodies = next(column.choices for column in columns if column.meaning == "actor")
    offered = SheetColumn("complete", complete, (known.word("scope", "everybody", lang), *bodies), say("log-sheet.ask-complete"))
    source = _fill_list(lists, len(columns) + 1, offered)
    rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning", error=say("log-sheet.not-in-the-list"))
    rule.prompt, rule.promptTitle, rule.showInputMessage = offered.prompt, complete[:32], True
    log.add_data_validation(rule)
    rule.add(log.cell(row=COMPLETE_ROW, column=2).coordinate)
    for place, text in enumerate(example_row(columns, plan, known, lang), 1):
        if text:
            cell = _put(log, EXAMPLE_ROW, place, text)
            cell.font = Font(italic=True, color=_SOFT)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    log.row_dimensions[EXAMPLE_ROW].height = 3 * _LINE_PT


def _fill_log(log: Any, lists: Any, columns: Sequence[SheetColumn], say: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    first, last = HEADING_ROW + 1, HEADING_ROW + ROWS
    for place, column in enumerate(columns, 1):
        cell = _put(log, HEADING_ROW, place, column.heading)
        cell.font = Font(bold=True, color=_INK)
        cell.fill = PatternFill("solid", fgColor=_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.border = _lines()
        letter = get_column_letter(place)
        log.column_dimensions[letter].width = _WIDTHS.get(column.meaning, _WIDTH)
        source = _fill_list(lists, place, column) if column.choices else ""
        rule = _validation(column, source, say)
        if rule is not None:
            log.add_data_validation(rule)
            rule.add(f"{letter}{first}:{letter}{last}")
        if column.meaning == "time":
            for row in range(first, last + 1):
                log.cell(row=row, column=place).number_format = _TIME
    log.row_dimensions[HEADING_ROW].height = 2 * _LINE_PT
    for row in range(first, first + FORM_ROWS):
        log.row_dimensions[row].height = _WRITTEN_PT
        for place in range(1, ON_PAPER + 1):
            cell = log.cell(row=row, column=place)
            cell.border = _lines()
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    log.freeze_panes = f"B{first}"
    log.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(columns))}{last}"


def _fill_list(lists: Any, place: int, column: SheetColumn) -> str:
    """Write the words of a column to the hidden sheet; where they stand there."""
    from openpyxl.utils import get_column_letter, quote_sheetname

    lists.cell(row=1, column=place, value=safe_text(column.heading))
    for row, word in enumerate(column.choices, 2):
        lists.cell(row=row, column=place, value=safe_text(word))
    letter = get_column_letter(place)
    return f"{quote_sheetname(lists.title)}!${letter}$2:${letter}${len(column.choices) + 1}"


def _validation(column: SheetColumn, source: str, say: Words) -> Any:
    """What a column's cells may hold: a list that may be overruled, a whole number, a number, or anything with a prompt."""
    from openpyxl.worksheet.datavalidation import DataValidation

    said = say("log-sheet.not-in-the-list")
    if source:
        rule = DataValidation(type="list", formula1=source, allow_blank=True, errorStyle="warning", error=said, showErrorMessage=True)
    elif column.prompt:
        rule = DataValidation(allow_blank=True)
    else:
        return None
    if column.prompt:
        rule.prompt = column.prompt[:250]
        rule.promptTitle = column.heading[:32]
        rule.showInputMessage = True
    return rule


# -- what is beside it -------------------------------------------------------------------------------------------------------


def _fill_checklist(sheet: Any, checklist: Checklist, say: Words) -> None:
    """Objectives, acts and what else is expected, each with a box to tick; acts with room for when they were done."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    widths = (5, 40, 24, 24, 26, 10, 14, 26)
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    headings = ("", *(say(f"log-sheet.check.{name}") for name in ("act", "bearer", "addressee", "limit", "clause", "done", "remark")))
    _put(sheet, 1, 1, checklist.title, bold=True, size=14)
    acts = [("☐", one.title, one.who, one.to, one.limit, one.clause) for one in checklist.acts]
    row = 2
    for title, lines in (
        (say("log-sheet.objectives"), [("☐", text) for text in checklist.objectives]),
        (say("log-sheet.expected"), [("☐", text, "", "", "", clause) for clause, text in checklist.expected]),
        (say("log-sheet.acts"), [headings, *acts] if acts else []),
    ):
        if not lines:
            continue
        row += 1
        _put(sheet, row, 1, title, bold=True)
        for line in lines:
            row += 1
            for place in range(1, len(widths) + 1):
                cell = _put(sheet, row, place, line[place - 1] if place <= len(line) else "")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.border = _lines()
                cell.font = Font(bold=line is headings, color=_INK)
                if line is headings:
                    cell.fill = PatternFill("solid", fgColor=_FILL)
            tall = max(_lines_of(text, width) for text, width in zip(line, widths, strict=False))
            sheet.row_dimensions[row].height = max(_WRITTEN_PT, tall * _LINE_PT)
    heading = row - len(acts)
    if left := checklist.left_out:
        row += 2
        clauses = [say("log-sheet.of-clause", clause=clause, number=number) for clause, number in left.items()]
        _put(sheet, row, 1, say("log-sheet.acts-left-out", n=sum(left.values()), clauses=clauses))
    _page(sheet, checklist.title, say, columns=len(widths), rows=row, heading=heading, pages=1)


def _fill_help(sheet: Any, plan: Plan, say: Words, complete: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = _HELP_SIGNS
    lines = (
        say("log-sheet.help-title", plan=plan.plan.title),
        say("log-sheet.help-row"),
        say("log-sheet.help-time"),
        say("log-sheet.help-words"),
        say("log-sheet.help-messages"),
        say("log-sheet.help-receipts"),
        say("log-sheet.help-no-receipts"),
        say("log-sheet.help-form"),
        say("log-sheet.help-about"),
        say("log-sheet.help-facts"),
        say("log-sheet.help-names"),
        say("log-sheet.help-example"),
        say("log-sheet.help-complete", word=complete),
        say("log-sheet.help-paper", rows=FORM_ROWS),
    )
    for row, line in enumerate(lines, 1):
        cell = _put(sheet, row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)
        sheet.row_dimensions[row].height = _LINE_PT * _lines_of(line, _HELP_SIGNS) + 3
    _page(sheet, plan.plan.title.of(say.lang), say, columns=1, rows=len(lines), heading=0)


# -- cells and paper ---------------------------------------------------------------------------------------------------------


def _put(sheet: Any, row: int, place: int, text: str, *, bold: bool = False, size: int = 11) -> Any:
    from openpyxl.styles import Font

    cell = sheet.cell(row=row, column=place, value=safe_text(text) or None)
    if bold:
        cell.font = Font(bold=True, size=size, color=_INK)
    return cell


def _lines(*, bottom: bool = False) -> Any:
    """Thin lines around a cell, or under it."""
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color=_SOFT)
    return Border(bottom=thin) if bottom else Border(left=thin, right=thin, top=thin, bottom=thin)


def _lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese character is two signs wide. Programs keep rows at one line by themselves."""
    return 1 + sum(2 if ord(sign) > 0x2E7F else 1 for sign in text) // width


def _page(sheet: Any, title: str, say: Words, *, columns: int, rows: int, heading: int, pages: int = 0) -> None:
    """A4 across, as wide as one page and as long as it is (0) or `pages`, the headings on every page, and which page of how many below."""
    from openpyxl.utils import get_column_letter

    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right", "top", "bottom"):
        setattr(sheet.page_margins, side, 0.5)
    sheet.page_margins.bottom = 0.7  # inches; the line with the page stands there
    sheet.page_margins.footer = 0.3
    if heading:
        sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_area = f"A1:{get_column_letter(columns)}{rows}"
    sheet.oddFooter.left.text = text_of_header(title)
    sheet.oddFooter.right.text = say("log-sheet.page", page="&P", pages="&N")
