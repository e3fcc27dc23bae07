"""The empty sheet on which somebody in the room keeps the log: XLSX with drop-downs made from the plan."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from analysis.logs.cell_text import safe_text
from analysis.logs.sheet_columns import SheetColumn, sheet_columns
from analysis.logs.synonyms import load_synonyms
from sim.inputs.resources import Resources
from sim.plan.model import Plan
from sim.record import write_atomically
from sim.words import Words, words

ROWS = 2000  # below the headings, with drop-downs


def write_log_sheet(plan: Plan, resources: Resources | None, path: Path, lang: str, *, synonyms: Path | None = None) -> None:
    """Write the empty sheet for a plan, whole or not at all. Raises OSError, and InputError for a broken file of synonyms."""
    from openpyxl import Workbook

    say = words(lang)
    known = load_synonyms(synonyms)
    columns = sheet_columns(plan, resources, known, lang)
    book: Any = Workbook()
    log = book.active
    log.title = say("log-sheet.log")
    _fill_help(book.create_sheet(say("log-sheet.help")), plan, say, known.word("setting", "complete", lang))
    lists = book.create_sheet(say("log-sheet.lists"))
    lists.sheet_state = "hidden"
    _fill_log(log, lists, columns, say)
    data = io.BytesIO()
    book.save(data)
    write_atomically(path, data.getvalue())


def _fill_log(log: Any, lists: Any, columns: list[SheetColumn], say: Words) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(columns, 1):
        cell = log.cell(row=1, column=place, value=safe_text(column.heading))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(place)
        log.column_dimensions[letter].width = 16 if column.meaning in ("kind", "actor", "to") else 12
        source = _fill_list(lists, place, column) if column.choices else ""
        rule = _validation(column, source, say)
        if rule is not None:
            log.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
        if column.meaning == "time":
            for row in range(2, ROWS + 2):
                log.cell(row=row, column=place).number_format = "hh:mm"
    log.freeze_panes = "B2"
    log.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{ROWS + 1}"


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


def _fill_help(sheet: Any, plan: Plan, say: Words, complete: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 100
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
        say("log-sheet.help-complete", word=complete),
    )
    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row=row, column=1, value=safe_text(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)
    sheet.column_dimensions["B"].width = 40  # the cell beside the word is the one that is read
    sheet.cell(row=len(lines) + 2, column=1, value=safe_text(complete)).font = Font(bold=True)
