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

ROWS = 2000  # below the headings, with drop-downs
_TITLES = {"log": ("记录", "Log"), "help": ("填写说明", "How to"), "lists": ("选项", "Lists")}
_HELP = {
    "zh": (
        "{plan} · 演练记录表",
        "一行只记一件事，事情发生时就记，不必按时间排好。",
        "时间：写钟点（09:12、09:12:30）或日期加钟点；跨过午夜可照常往下写。也可以只写从开始算起的分钟数。",
        "事项、谁、对谁、渠道、文种：从下拉选项中选；没有合适的可以直接写。",
        "报告、通知、命令等信息：“谁”是发出方，“对谁”是接收方。发给多个单位时，可在一格里用顿号分开。",
        "收到：另起一行，“谁”仍写发出方，“对谁”写收到的一方。",
        "整份记录都没有“收到”行时，电话和当面的信息视为当时收到。",
        "文种：报告请写明是初报、续报、终报还是书面报告，时限按文种计算。",
        "关于：有两个以上事件时写事件编号，只有一个可不填。",
        "后面各列：只填这一行说到的内容，没有说到的留空。人数可写“约80人”，不要写范围。",
        "只记单位和岗位，不记任何人的姓名。",
    ),
    "en": (
        "{plan} · log of a drill",
        "One row for each thing that happens, written down when it happens; the rows need not be in order.",
        "Time: a clock time (09:12, 09:12:30), with a date if you like; past midnight just go on. Or minutes since the start.",
        "What, who, to whom, channel, form: choose from the lists; where nothing fits, write your own word.",
        "Messages (reported, notified, ordered, …): “who” is the sender, “to whom” the recipient; several recipients are parted by commas.",
        "Received: a row of its own; “who” is still the sender, “to whom” the one who received it.",
        "Where a log has no such rows at all, what is said by phone or in person counts as received at once.",
        "Form: say whether a report is initial, follow-up, final or written; limits depend on it.",
        "About: the event, where there are several; with one it may stay empty.",
        "The other columns: only what this row says; leave the rest empty. Numbers may be written “about 80”, but not as a range.",
        "Write down bodies and posts, never the name of a person.",
    ),
}


def write_log_sheet(plan: Plan, resources: Resources | None, path: Path, lang: str, *, synonyms: Path | None = None) -> None:
    """Write the empty sheet for a plan, whole or not at all. Raises OSError, and InputError for a broken file of synonyms."""
    from openpyxl import Workbook

    columns = sheet_columns(plan, resources, load_synonyms(synonyms), lang)
    book: Any = Workbook()
    log = book.active
    log.title = _title("log", lang)
    _fill_help(book.create_sheet(_title("help", lang)), plan, lang)
    lists = book.create_sheet(_title("lists", lang))
    lists.sheet_state = "hidden"
    _fill_log(log, lists, columns, lang)
    data = io.BytesIO()
    book.save(data)
    write_atomically(path, data.getvalue())


def _title(name: str, lang: str) -> str:
    return _TITLES[name][lang != "zh"]


def _fill_log(log: Any, lists: Any, columns: list[SheetColumn], lang: str) -> None:
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
        rule = _validation(column, source, lang)
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


def _validation(column: SheetColumn, source: str, lang: str) -> Any:
    """What a column's cells may hold: a list that may be overruled, a whole number, a number, or anything with a prompt."""
    from openpyxl.worksheet.datavalidation import DataValidation

    said = ("不在选项中，仍要这样写吗？", "this is not in the list; keep it?")[lang != "zh"]
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


def _fill_help(sheet: Any, plan: Plan, lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.column_dimensions["A"].width = 100
    for row, line in enumerate(_HELP["zh" if lang == "zh" else "en"], 1):
        cell = sheet.cell(row=row, column=1, value=safe_text(line.format(plan=plan.plan.title.of(lang))))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)
