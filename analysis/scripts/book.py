"""A script as a workbook: a sheet to hand out, A4 across, and a sheet with every key of the scenario, so that it can be read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import floor
from typing import Any

from pydantic import BaseModel

from analysis.printed_sheets import INK, SOFT, PrintedColumn, PrintedSheet, printed_book
from analysis.scripts.acts import SEED, act_rows, digest_of_acts
from analysis.scripts.columns import COLUMNS, DETAILS, HEAD, META, TABLES, script_words
from analysis.scripts.keys import LONGEST_CELL, flat, steps_of, written
from analysis.scripts.rows import RowMaker, ScriptRow, elapsed
from sim.errors import InputError
from sim.inputs.assembly import Inputs
from sim.inputs.scenario import ScenarioHead
from sim.text import hyphened
from sim.words import Words, phrase
from sim.workbook_file import workbook_bytes

HEADING_ROW = 5
_WIDTHS = {  # in signs
    "seq": 5, "time": 10, "elapsed": 9, "kind": 10, "text": 30, "condition": 13, "source": 14, "to": 17, "means": 9, "act": 30, "clause": 9,
    "limit": 23, "done": 6, "note": 12, "id": 18,
}  # fmt: skip
_DETAIL_WIDTHS = {"kind": 11, "id": 22, "name": 26, "value": 52, "shown": 36, "about": 44}
_MIDDLE = ("seq", "time", "elapsed", "kind", "done")
_PALE = "F3F6FA"
_TICK = "☐"
_FREE_ROWS = 200  # below the last, that may be filled by choosing their kind


def script_book(inputs: Inputs, data: Mapping[str, Any], lang: str, file: str) -> bytes:
    """The workbook of a scenario whose file, `file`, was parsed to `data`. Raises InputError for a text that no cell holds."""
    maker = RowMaker(inputs, data, lang)
    return book_of(maker, *act_rows(maker), file)


def book_of(maker: RowMaker, acts: Sequence[ScriptRow], others: int, file: str) -> bytes:
    """The workbook with these acts, and the number of those that are left out. Raises InputError for a text that no cell holds."""
    rows = maker.rows(acts)
    details = list(_details(maker, rows))
    for kind, id_, name, value, *_ in details:
        if len(value) > LONGEST_CELL:
            raise InputError.of(file, f"{kind} {id_} {name}", phrase("script.too-long"), allowed=phrase("script.longest", most=LONGEST_CELL))
    book = printed_book(maker.say)
    _fill_script(book, maker, rows, others)
    _fill_details(book, maker, details)
    return workbook_bytes(book)


# -- the sheet to hand out ---------------------------------------------------------------------------------------------------


def _fill_script(book: Any, maker: RowMaker, rows: Sequence[ScriptRow], others: int) -> None:
    say, head, known = maker.say, maker.inputs.scenario.scenario, script_words("column")
    columns = [
        PrintedColumn(heading=known.word(name, maker.lang), width=_WIDTHS[name], align="center" if name in _MIDDLE else "left", folded=name == "id")
        for name in COLUMNS
    ]
    printed = PrintedSheet(book, say("script.sheet"), columns, say)
    printed.title(say("script.title", title=head.title))
    printed.line(say("script.purpose", purpose=head.purpose))
    end = head.start + timedelta(minutes=head.horizon)
    printed.line(say("script.times", start=f"{head.start:%Y-%m-%d %H:%M}", end=f"{end:%Y-%m-%d %H:%M}"))
    none = not any(row.kind == "act" for row in rows)
    note = say("script.no-acts" if none else "script.acts-note", seed=SEED) + (say("script.other-acts", others) if others else "")
    printed.line(note, soft=True)
    printed.headings()
    number = 0
    for row in rows:
        number += row.kind != "act"
        _fill_row(printed, row, maker, number)
    _offer_kinds(printed, maker.lang)
    printed.finish(left=head.title.of(maker.lang), mark=say("script.exercise"), filtered=True)
    sheet = printed.sheet
    sheet.column_dimensions[sheet.cell(1, len(COLUMNS)).column_letter].hidden = False  # the key stays off the paper, and is seen on the screen
    sheet.freeze_panes = f"E{HEADING_ROW + 1}"


def _fill_row(printed: PrintedSheet, row: ScriptRow, maker: RowMaker, number: int) -> None:
    from openpyxl.styles import Font, PatternFill

    cells = cells_of(row, maker.lang)
    cells["seq"] = str(number) if row.kind != "act" else ""
    cells["done"] = _TICK if row.kind not in ("end", "expect") else ""
    printed.cells([cells.get(name) for name in COLUMNS])
    line = printed.row
    for place, name in enumerate(COLUMNS, 1):
        cell = printed.sheet.cell(line, place)
        _as_text(cell, cells.get(name, ""))
        if name in ("text", "id", "elapsed") or (row.kind, name) == ("expect", "act"):
            soft, slanted = name in ("id", "elapsed"), name == "act"
            cell.font = Font(name=cell.font.name, size=cell.font.size, bold=name == "text", italic=slanted, color=SOFT if soft else INK)
        if row.kind not in ("act", "expect"):
            cell.fill = PatternFill("solid", fgColor=_PALE)
    if row.minute is not None:
        _put_moment(printed.sheet.cell(line, COLUMNS.index("time") + 1), row.minute, maker)


def _as_text(cell: Any, text: str) -> None:
    """What stands in a cell as it is, and never as a formula, whatever it begins with; what looks like a time or a date stays as it is typed."""
    cell.number_format = "@"
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'"


def _put_moment(cell: Any, minute: float, maker: RowMaker) -> None:
    """The clock time as sheets know times: of a drill within a day without the day, which nobody types with the time."""
    moment = maker.clock.start + timedelta(minutes=minute)
    cell.value = moment if maker.clock.dated else moment.time()
    cell.number_format = ("mm\\-dd hh:mm" if maker.clock.dated else "hh:mm") + (":ss" if minute != floor(minute) else "")
    cell.quotePrefix = False


def cells_of(row: ScriptRow, lang: str) -> dict[str, str]:
    """What stands in a row's cells by column; a moment of the clock is put there as a time."""
    cells = {name: getattr(row, name) for name in ("text", "condition", "source", "to", "means", "act", "clause", "limit")}
    cells |= {"kind": script_words("kind").word(row.kind, lang), "id": row.id, "time": row.clock}
    cells["elapsed"] = elapsed(row.minute) if row.minute is not None else ""
    return cells


def _offer_kinds(printed: PrintedSheet, lang: str) -> None:
    """The kinds of rows to choose from, also in rows that are added below."""
    offered = [script_words("kind").word(kind, lang) for kind in (*TABLES, "end", "act")]
    printed.choices(COLUMNS.index("kind") + 1, offered, HEADING_ROW + 1, printed.row + _FREE_ROWS)


# -- the sheet that is read back ---------------------------------------------------------------------------------------------


def _details(maker: RowMaker, rows: Sequence[ScriptRow]) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Kind, key of the entry, key, value, what of it stands on the script, and what it is."""
    inputs, data, lang, say, known = maker.inputs, maker.data, maker.lang, maker.say, script_words("kind")
    acts = [[row.act, row.source, row.to, row.clause, row.limit] for row in rows if row.kind == "act"]
    head = inputs.scenario.scenario
    meta = {
        "language": lang, "plan": inputs.lineage[0][1], "scenario": inputs.scenario_digest, "start": head.start.isoformat(),
        "acts": digest_of_acts(acts),
    }  # fmt: skip
    for name, value in meta.items():
        yield known.word(META, lang), "", name, value, "", say(f"script.meta.{name}")
    shown: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        cells = cells_of(row, lang)
        table = TABLES.get(row.kind, HEAD if row.kind == "end" else "")
        for column, key in row.anchors.items():
            shown.setdefault((table, row.id if table != HEAD else ""), {})[key] = cells["elapsed" if column == "time" else column]
    for table in ("scenario", *dict.fromkeys(TABLES.values())):
        entries = [data["scenario"]] if table == "scenario" else data.get(table, [])
        kind = HEAD if table == "scenario" else table
        for place, entry in enumerate(entries):
            id_ = "" if kind == HEAD else entry.get("id", str(place + 1))
            anchored = dict(shown.get((kind, id_), {}))
            model = ScenarioHead if kind == HEAD else type(getattr(inputs.scenario, table)[place])
            keys = [*flat(entry)]
            keys += [(key, None) for key in anchored if key not in dict(keys)]
            for key, value in keys:
                if kind != HEAD and key == "id":
                    continue
                yield known.word(kind, lang), id_, key, "" if value is None else written(value), anchored.get(key, ""), _about(model, key, say)


def _about(model: type[BaseModel], key: str, say: Words) -> str:
    """What a key is, as editors show it."""
    said = ""
    for step in steps_of(key):
        code = f"language.{hyphened(model.__name__)}.{step}"
        if not isinstance(step, str) or not say.knows(code):
            break
        said = say(code)
        inner = model.model_fields[step].annotation
        found = [one for one in (inner, *getattr(inner, "__args__", ())) if isinstance(one, type) and issubclass(one, BaseModel)]
        if not found:
            break
        model = found[0]
    return said


def _fill_details(book: Any, maker: RowMaker, details: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Font

    say, known = maker.say, script_words("detail")
    columns = [PrintedColumn(heading=known.word(name, maker.lang), width=_DETAIL_WIDTHS[name]) for name in DETAILS]
    printed = PrintedSheet(book, say("script.details"), columns, say)
    printed.line(say("script.details-note"))
    printed.headings()
    for texts in details:
        printed.cells(texts)
        for place, (name, text) in enumerate(zip(DETAILS, texts, strict=True), 1):
            cell = printed.sheet.cell(printed.row, place)
            _as_text(cell, text)
            if name in ("shown", "about"):
                cell.font = Font(name=cell.font.name, size=cell.font.size, color=SOFT)
    printed.finish(left=maker.inputs.scenario.scenario.title.of(maker.lang), mark=say("script.exercise"), filtered=True)
