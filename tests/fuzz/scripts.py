"""Mutants of exercise scripts: cells of both sheets that say something else, rows that are gone or twice, sheets that are gone, torn files."""

from __future__ import annotations

import io
import tomllib
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from analysis.scripts.book import script_book
from analysis.scripts.opened import open_script
from analysis.scripts.read import base_of, read_script
from sim.documents import read_toml
from sim.errors import InputError
from sim.inputs.assembly import Inputs, assemble, locate
from sim.inputs.scenario import check_scenario_document
from sim.words import LANGUAGES
from tests.fuzz.mutations import repacked, torn
from tests.fuzz.trials import Files, HarmError, Luck, kind

_NAMES = ("line-down", "held-back", "outage-that-grows", "fall-in-the-yard")
_CELLS: tuple[Any, ...] = (
    None, "", " ", "T+30", "T+0", "T+1:30", "T-5", "9:30", "25:00", "09时30分", "次日 9:30", "下午", "about 9", time(9, 30),
    datetime(2026, 3, 10, 9, 30), 0.4, -1, 1e300, True, "=NOW()", "注入", "inject", "应做", "end", "整场", "script", "E1",
    "a.b[2].c", "x[0]", '"', '{ a = "b" }', "[1, 2]", "1\n2 = 3", "nan", "（80人）", "80 people", "people >= 40", "仍未完成：",
    "至 9:30", "x" * 5000, "_x0041_", "facts", "notice.body", "9" * 5000, "[" * 200,
)  # fmt: skip


@cache
def _inputs(name: str) -> tuple[Inputs, dict[str, Any]]:
    sources = locate(name)
    return assemble(sources), dict(read_toml(sources.scenario))


@cache
def _sheets(name: str, lang: str) -> tuple[list[list[Any]], ...]:
    inputs, data = _inputs(name)
    book = load_workbook(io.BytesIO(script_book(inputs, data, lang, name)))
    return tuple([[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets)


def _mutant(luck: Luck) -> Files:
    name = luck.choice(_NAMES)
    book: Any = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(_sheets(name, luck.choice(LANGUAGES))):
        if place and luck.random() < 0.1:
            continue
        made = [list(row) for row in rows]
        for _ in range(luck.choice((0, 1, 1, 3, 12))):
            row = luck.choice(made)
            match luck.randrange(5):
                case 0:
                    made.insert(luck.randrange(len(made)), list(row))
                case 1 if len(made) > 1:
                    made.remove(row)
                case 2:
                    other = luck.choice(luck.choice(made))
                    row[luck.randrange(len(row))] = other
                case _:
                    row[luck.randrange(len(row))] = luck.choice(_CELLS)
        sheet = book.create_sheet(f"{place}")
        for row in made:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    whole = data.getvalue()
    spoiled = torn(whole, luck) if luck.random() < 0.1 else repacked(whole, luck) if luck.random() < 0.1 else whole
    return {"script.xlsx": spoiled, "name": name.encode()}


@kind(
    "script", _mutant, suite=25,
    reads=("analysis.scripts.opened.open_script", "analysis.scripts.keys.value_of", "analysis.scripts.keys.steps_of"),
)  # fmt: skip
def read_back(folder: Path) -> None:
    """An edited script: what is taken is a scenario's file that is taken again."""
    inputs, data = _inputs((folder / "name").read_text("utf-8"))
    opened = open_script(folder / "script.xlsx")
    base = base_of(opened, (inputs, data) if opened.details is None else None)
    for lang in LANGUAGES:
        found = read_script(opened, base, inputs.plan, inputs.resources, lang)
        try:
            again = check_scenario_document(tomllib.loads(found.text), "mine.toml", inputs.plan, inputs.resources)
        except InputError as error:
            raise HarmError("what was taken is refused as a file") from error
        if again != found.scenario:
            raise HarmError("the file says something else than the script")
