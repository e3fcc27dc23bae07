"""Mutants of a plan's workbook: cells of other kinds, rows and columns moved, and the bytes of the file torn."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from analysis.planbook.read import read_plan_book
from analysis.planbook.toml_text import toml_file
from analysis.planbook.write import plan_book
from sim.documents import parse_toml, read_toml
from sim.errors import InputError
from sim.plan.loader import check_plan_document
from sim.words import LANGUAGES
from tests.fuzz.inputs import SHIPPED
from tests.fuzz.mutations import repacked, torn
from tests.fuzz.trials import Files, HarmError, Luck, kind, run_command

_PLANS = ("reservoir", "school-rule", "blank")
_CELLS: tuple[Any, ...] = (
    None, "", "x", "是", "no", "未规定", 0, 3.0, 4.1, -1, 1e308, True, date(2026, 3, 1), datetime(2026, 3, 1, 8), time(1, 30), timedelta(days=1),
    "=1+1", "#N/A", "[", '["a"]', '["a", 1]', "{ any = [] }", "{ limit = 1 }", '{ limit = "30 min", from = "received" }', "a、b；c", "、", "any of: ",
    "任一：", '"\\u0041"', '"\\q"', '""', "a = b", "= b", "a =", "a = b\na = c", "_x0041_", "@actor", "@x", "duty:", "1" * 5000, "\u2028", "[" * 3000,
)  # fmt: skip


@cache
def book_of(plan: str, lang: str) -> bytes:
    """The workbook of a plan that ships."""
    file = SHIPPED / plan / "plan.toml"
    return plan_book(read_toml(file), str(file), lang)


def _mutant(luck: Luck) -> Files:
    data = book_of(luck.choice(_PLANS), luck.choice(LANGUAGES))
    match luck.randrange(8):
        case 0:
            return {"book.xlsx": torn(data, luck)}
        case 1 | 2:
            return {"book.xlsx": repacked(data, luck)}
    return {"book.xlsx": _worse(data, luck), **({"how": b"command"} if luck.random() < 0.2 else {})}


def _worse(data: bytes, luck: Luck) -> bytes:
    """A workbook that somebody worked on."""
    book: Any = load_workbook(io.BytesIO(data))
    for _ in range(luck.choice((1, 1, 2, 5))):
        sheet = book[luck.choice(book.sheetnames)]
        row, column = luck.randrange(1, sheet.max_row + 2), luck.randrange(1, sheet.max_column + 2)
        match luck.randrange(9):
            case 0:
                sheet.delete_rows(row)
            case 1:
                sheet.insert_rows(row)
            case 2:
                sheet.delete_cols(column)
            case 3 if len(book.sheetnames) > 2:
                book.remove(sheet)
            case 4:
                sheet.title = luck.choice(("x", f"{sheet.title[:20]} (2)"))
            case 5:
                sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column + 1)
            case _:
                sheet.cell(row=max(row, 3), column=column).value = luck.choice(_CELLS)
                if luck.random() < 0.3:
                    sheet.cell(row=max(row, 3), column=column).number_format = luck.choice(("@", "0.00", "yyyy-mm-dd", "hh:mm"))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@kind(
    "plan book",
    _mutant,
    suite=12,
    reads=("analysis.planbook.opened.open_book", "analysis.planbook.cells._as_toml", "sim.cli.plan_book.write_command", "sim.cli.revised.other_plan"),
)
def _read(folder: Path) -> None:
    """What is read is a plan, and the file made of it says the same."""
    file, lang = folder / "book.xlsx", LANGUAGES[(folder / "book.xlsx").stat().st_size % len(LANGUAGES)]
    if (folder / "how").is_file():
        run_command("plan", "read", file, "--out", folder / "made.toml", folder=folder, lang=lang)
        if (folder / "made.toml").is_file():
            run_command("plan", "diff", folder / "made.toml", folder / "made.toml", folder=folder, lang=lang)
            run_command("plan", "write", folder / "made.toml", "--out", folder / "again.xlsx", folder=folder, lang=lang)
        return
    read = read_plan_book(file, lang)
    try:
        again = check_plan_document(parse_toml(toml_file(read.tables), "made.toml"), "made.toml")
    except InputError as error:
        raise HarmError(error.told("en")) from error
    if again != read.plan:
        raise HarmError("the file says something else than the workbook")
