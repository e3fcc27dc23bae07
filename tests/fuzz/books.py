"""Mutants of the workbooks that are written to be edited and read back: a plan's, and a drill's script."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from analysis.planbook.write import plan_book
from analysis.scripts.book import script_book
from sim.documents import read_toml
from sim.inputs.assembly import assemble, locate
from tests.fuzz.inputs import PLANS, spoiled
from tests.fuzz.mutations import CELLS, repacked, torn
from tests.fuzz.trials import Files, Luck, kind, run_command
from tests.sources import ROOT

_DRILLS = tuple(ROOT / "tests" / "plans" / name for name in ("flood", "library", "reception", "relay"))
_MOST_CELLS = 6  # that are spoiled in one workbook
_ODD = (-1, 1e300, True, 46_000.347, "=NOW()", "=1/0", "#REF!", None, None, *(cell for cell in CELLS if str(cell).isprintable()))


@cache
def _plan_book(home: Path) -> bytes:
    return plan_book(read_toml(home / "plan.toml"), "plan.toml", "en")


@cache
def _script(home: Path) -> bytes:
    file = home / "scenario.toml"
    return script_book(assemble(locate(str(file))), read_toml(file), "zh", str(file))


def _spoiled(data: bytes, luck: Luck) -> bytes:
    """A workbook with some cells changed, rows gone or there twice, or its parts or bytes torn."""
    match luck.randrange(8):
        case 0:
            return torn(data, luck)
        case 1 | 2:
            return repacked(data, luck)
    book: Any = load_workbook(io.BytesIO(data))
    for _ in range(luck.randint(1, _MOST_CELLS)):
        sheet = luck.choice(book.worksheets)
        row = luck.randint(1, max(1, min(sheet.max_row, 60)))
        match luck.randrange(8):
            case 0:
                sheet.delete_rows(row)
            case 1:
                sheet.insert_rows(row)
            case 2:
                sheet.append([cell.value for cell in sheet[row]])
            case 3 if len(book.worksheets) > 1 and luck.random() < 0.3:
                book.remove(sheet)
            case _:
                cell = sheet.cell(row, luck.randint(1, max(1, min(sheet.max_column, 40))))
                if hasattr(cell, "column_letter"):  # not one of a merged range
                    cell.value = luck.choice(_ODD)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _plan_mutant(luck: Luck) -> Files:
    return {"book.xlsx": _spoiled(_plan_book(luck.choice(PLANS[:5])), luck)}


def _script_mutant(luck: Luck) -> Files:
    home = luck.choice(_DRILLS)
    beside = {name: (home / name).read_bytes() for name in ("plan.toml", "resources.toml")}
    return {"script.xlsx": _spoiled(_script(home), luck), **beside}


@kind("plan workbook", _plan_mutant, suite=8, reads=("analysis.planbook.opened.open_book", "analysis.planbook.cells._as_toml"))
def plan_workbook(folder: Path) -> None:
    """Read as the command does, in either language."""
    run_command("plan", "read", "book.xlsx", "--out", "read.toml", folder=folder, lang=("zh", "en")[(folder / "book.xlsx").stat().st_size % 2])


@kind(
    "script workbook",
    _script_mutant,
    suite=6,
    reads=("analysis.scripts.opened.open_script", "analysis.scripts.keys.steps_of", "analysis.scripts.keys.value_of", "sim.cli.script.read_command"),
)
def script_workbook(folder: Path) -> None:
    """The same; a scenario that is written can be read."""
    run_command("script", "read", "script.xlsx", "--out", "read.toml", folder=folder, lang=("zh", "en")[(folder / "script.xlsx").stat().st_size % 2])


def _written_mutant(luck: Luck) -> Files:
    home = luck.choice(_DRILLS)
    names = ("plan.toml", "resources.toml", "scenario.toml")
    worse = luck.choice(names)
    return {name: spoiled(home / name, luck) if name == worse else (home / name).read_bytes() for name in names}


@kind(
    "written as a workbook", _written_mutant, suite=8,
    reads=("sim.cli.plan_book.write_command", "sim.cli.script.write_command", "sim.cli.revised.other_plan"),
)  # fmt: skip
def written(folder: Path) -> None:
    """What can be read is written as a workbook, and that is read back; else each command says what is wrong."""
    size = (folder / "plan.toml").stat().st_size
    if size % 3 == 0:
        run_command("plan", "diff", "reservoir", "./plan.toml", folder=folder)
    elif size % 3 == 1:
        run_command("plan", "write", "./plan.toml", "--out", "book.xlsx", folder=folder)
        run_command("plan", "read", "book.xlsx", "--out", "read.toml", folder=folder)
    else:
        run_command("script", "write", "./scenario.toml", "--out", "script.xlsx", folder=folder)
        run_command("script", "read", "script.xlsx", "--out", "read.toml", folder=folder)
