"""Mutants of evaluation forms that come back: cells that say something else, torn files."""

from __future__ import annotations

import io
import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from analysis.papers.books import book_of
from analysis.papers.evaluator import read_evaluation
from analysis.papers.given import PaperGiven
from sim.words import LANGUAGES
from tests.fuzz.mutations import torn
from tests.fuzz.trials import Files, Luck, kind
from tests.unit.judged_log import PLAN, judged

_CELLS: tuple[Any, ...] = (
    None, "", "优", "poor", "P", "excellent", "不适用", "not applicable", "hseep", "drill:form", "drill:confirmed", "drill:by-whom", "drill:", "=1+1",
    "lead", datetime(2026, 3, 10, 16, 30), 1e300, -1, True, "x" * 5000, "_x0041_",
)  # fmt: skip


@cache
def _form(lang: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        report = judged(Path(folder))
    return book_of("evaluation", PaperGiven(report=report, plan=PLAN, resources=None, scenario=None, place="log.csv", command=""), lang)


def _mutant(luck: Luck) -> Files:
    book: Any = load_workbook(io.BytesIO(_form(luck.choice(LANGUAGES))))
    sheet = book.worksheets[0]
    for _ in range(luck.choice((1, 2, 5, 20))):
        cell = sheet.cell(luck.randrange(1, sheet.max_row + 2), luck.randrange(1, sheet.max_column + 2))
        if not isinstance(cell, MergedCell):
            cell.value = luck.choice(_CELLS)
    made = io.BytesIO()
    book.save(made)
    return {"form.xlsx": torn(made.getvalue(), luck) if luck.random() < 0.2 else made.getvalue()}


@kind("evaluation form", _mutant, suite=15)
def evaluation_form(folder: Path) -> None:
    """The loader of the evaluators' file, which takes the form for one."""
    read_evaluation(folder / "form.xlsx")
