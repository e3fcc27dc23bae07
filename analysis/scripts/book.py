"""A script as a workbook: a sheet to hand out, A4 across, and a sheet with every key of the scenario, so that it can be read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import floor
from typing import Any

from pydantic import BaseModel

from analysis.scripts.acts import SEED, act_rows, digest_of_acts
from analysis.scripts.columns import COLUMNS, DETAILS, HEAD, META, TABLES, script_words
from analysis.scripts.keys import LONGEST_CELL, flat, steps_of, written
from analysis.scripts.rows import RowMaker, ScriptRow, elapsed
from sim.errors import InputError
from sim.inputs.assembly import Inputs
from sim.inputs.scenario import ScenarioHead
from sim.text import hyphened
from sim.words import Words, phrase

HEADING_ROW = 5
_WIDTHS = {  # in signs
    "seq": 5, "time": 10, "elapsed": 8, "kind": 9, "text": 29, "condition": 12, "source": 13, "to": 16, "means": 9, "act": 29, "clause": 9,
    "limit": 20, "done": 6, "note": 11, "id": 18,
}  # fmt: skip
_DETAIL_WIDTHS = {"kind": 10, "id": 22, "name": 28, "value": 52, "shown": 36, "about": 44}
_LINE_PT, _HEAD_PT, _MOST_PT = 13.5, 20.0, 400.0
_FITS = 1.08  # a column of so many signs of the usual size holds more of these
_SIZE = 10
_INK, _SOFT, _FILL, _PALE = "222222", "777777", "DDE6F0", "F3F6FA"
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - archives know no zones; the same inputs give the same bytes
_TICK = "☐"


def script_book(inputs: Inputs, data: Mapping[str, Any], lang: str, file: str) -> bytes:
    """The workbook of a scenario whose file, `file`, was parsed to `data`. Raises InputError for a text that no cell holds."""
    maker = RowMaker(inputs, data, lang)
    return book_of(maker, *act_rows(maker), file)


def book_of(maker: RowMaker, acts: Sequence[ScriptRow], others: int, file: str) -> bytes:
    """The workbook with these acts, and the number of those that are left out. Raises InputError for a text that no cell holds."""
    from openpyxl import Workbook

    rows = maker.rows(acts)
    details = list(_details(maker, rows))
    for kind, id_, name, value, *_ in details:
        if len(value) > LONGEST_CELL:
            raise InputError.of(file, f"{kind} {id_} {name}", phrase("script.too-long"), allowed=phrase("script.longest", most=LONGEST_CELL))
    book: Any = Workbook()
    sheet = book.active
    sheet.title = maker.say("script.sheet")
    _fill_script(sheet, maker, rows, others)
    _fill_details(book.create_sheet(maker.say("script.details")), maker, details)
    return packed(book)


def packed(book: Any) -> bytes:
    """A workbook's bytes without the moment at which it was made."""
    data = io.BytesIO()
    book.properties.created = _FIXED
    book.save(data)
    again = io.BytesIO()
    with zipfile.ZipFile(data) as archive, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as written_:
        for entry in archive.infolist():
            part = archive.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                part = _unmoved(part, book.properties.modified)
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            written_.writestr(fixed, part)
    return again.getvalue()


def _unmoved(part: bytes, modified: datetime) -> bytes:
    return part.replace(f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode(), f"{_FIXED:%Y-%m-%dT%H:%M:%SZ}".encode())


# -- the sheet to hand out ---------------------------------------------------------------------------------------------------


def _fill_script(sheet: Any, maker: RowMaker, rows: Sequence[ScriptRow], others: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    say, head, known = maker.say, maker.inputs.scenario.scenario, script_words("column")
    _put(sheet, 1, 1, say("script.title", title=head.title), Font(bold=True, size=15, color=_INK))
    _put(sheet, 2, 1, say("script.purpose", purpose=head.purpose), Font(size=_SIZE, color=_INK))
    start = say("script.times", start=f"{head.start:%Y-%m-%d %H:%M}", end=f"{head.start + timedelta(minutes=head.horizon):%Y-%m-%d %H:%M}")
    _put(sheet, 3, 1, start, Font(size=_SIZE, color=_INK))
    none = not any(row.kind == "act" for row in rows)
    note = say("script.no-acts" if none else "script.acts-note", seed=SEED) + (say("script.other-acts", others) if others else "")
    _put(sheet, 4, 1, note, Font(size=_SIZE - 1, color=_SOFT, italic=True))
    last = len(COLUMNS) - 1  # the key is for the program, and stays off the paper
    for row in range(1, HEADING_ROW):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        sheet.cell(row=row, column=1).alignment = Alignment(wrap_text=True, vertical="center")
        text = str(sheet.cell(row=row, column=1).value)
        width = sum(_WIDTHS[name] for name in COLUMNS[:-1])
        sheet.row_dimensions[row].height = 26.0 if row == 1 else max(_HEAD_PT, _LINE_PT * _lines_of(text, width))
    for place, name in enumerate(COLUMNS, 1):
        cell = _put(sheet, HEADING_ROW, place, known.word(name, maker.lang), Font(bold=True, size=_SIZE, color=_INK))
        cell.fill = PatternFill("solid", fgColor=_FILL)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = _border()
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[name]
    sheet.row_dimensions[HEADING_ROW].height = 2 * _LINE_PT + 2
    number = 0
    for line, made in enumerate(rows, HEADING_ROW + 1):
        number += made.kind != "act"
        _fill_row(sheet, line, made, maker, number)
    end = HEADING_ROW + len(rows)
    _offer_kinds(sheet, maker.lang, end)
    sheet.freeze_panes = f"E{HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADING_ROW}:{get_column_letter(len(COLUMNS))}{end}"
    _page(sheet, head.title.of(maker.lang), say, f"A1:{get_column_letter(last)}{end}", HEADING_ROW)


def _fill_row(sheet: Any, line: int, row: ScriptRow, maker: RowMaker, number: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cells = cells_of(row, maker.lang)
    cells["seq"] = str(number) if row.kind != "act" else ""
    cells["done"] = _TICK if row.kind not in ("end", "expect") else ""
    tall = 1
    for place, name in enumerate(COLUMNS, 1):
        own = Font(size=_SIZE, color=_SOFT if name in ("id", "elapsed") else _INK, bold=name == "text", italic=row.kind == "expect" and name == "act")
        cell = _put(sheet, line, place, cells.get(name, ""), own)
        middle = name in ("seq", "time", "elapsed", "kind", "done")
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if middle else "left")
        cell.border = _border()
        if row.kind not in ("act", "expect"):
            cell.fill = PatternFill("solid", fgColor=_PALE)
        if name in ("text", "condition", "act", "note", "limit", "source", "to", "clause", "means"):
            cell.number_format = "@"
        tall = max(tall, _lines_of(cells.get(name, ""), int(_WIDTHS[name] * _FITS)))
    if row.minute is not None:
        _put_moment(sheet.cell(line, COLUMNS.index("time") + 1), row.minute, maker)
    sheet.row_dimensions[line].height = min(_MOST_PT, tall * _LINE_PT + 4)


def _put_moment(cell: Any, minute: float, maker: RowMaker) -> None:
    """The clock time as sheets know times, with its day, of which it shows as much as is needed."""
    seconds = ":ss" if minute != floor(minute) else ""
    cell.value = maker.clock.start + timedelta(minutes=minute)
    cell.number_format = ("mm\\-dd hh:mm" if maker.clock.dated else "hh:mm") + seconds


def cells_of(row: ScriptRow, lang: str) -> dict[str, str]:
    """What stands in a row's cells by column; a moment of the clock is put there as a time."""
    cells = {name: getattr(row, name) for name in ("text", "condition", "source", "to", "means", "act", "clause", "limit")}
    cells |= {"kind": script_words("kind").word(row.kind, lang), "id": row.id, "time": row.clock}
    cells["elapsed"] = elapsed(row.minute) if row.minute is not None else ""
    return cells


def _offer_kinds(sheet: Any, lang: str, end: int) -> None:
    """The kinds of rows to choose from, also in rows that are added below."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = [script_words("kind").word(kind, lang) for kind in (*TABLES, "end")]
    rule = DataValidation(type="list", formula1='"' + ",".join(offered) + '"', allow_blank=True, errorStyle="warning")
    sheet.add_data_validation(rule)
    letter = get_column_letter(COLUMNS.index("kind") + 1)
    rule.add(f"{letter}{HEADING_ROW + 1}:{letter}{end + 200}")


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


def _fill_details(sheet: Any, maker: RowMaker, details: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    known = script_words("detail")
    _put(sheet, 1, 1, maker.say("script.details-note"), Font(size=_SIZE, color=_INK))
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(DETAILS))
    sheet.cell(1, 1).alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 3 * _LINE_PT
    for place, name in enumerate(DETAILS, 1):
        cell = _put(sheet, 2, place, known.word(name, maker.lang), Font(bold=True, size=_SIZE, color=_INK))
        cell.fill = PatternFill("solid", fgColor=_FILL)
        cell.border = _border()
        sheet.column_dimensions[get_column_letter(place)].width = _DETAIL_WIDTHS[name]
    for line, cells in enumerate(details, 3):
        tall = 1
        for place, (name, text) in enumerate(zip(DETAILS, cells, strict=True), 1):
            cell = _put(sheet, line, place, text, Font(size=_SIZE, color=_SOFT if name in ("shown", "about") else _INK))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"  # what looks like a time or a date stays as it is typed
            cell.border = _border()
            tall = max(tall, _lines_of(text, _DETAIL_WIDTHS[name] - 1))
        sheet.row_dimensions[line].height = min(_MOST_PT, tall * _LINE_PT + 2)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(DETAILS))}{2 + len(details)}"
    title = maker.inputs.scenario.scenario.title.of(maker.lang)
    _page(sheet, title, maker.say, f"A1:{get_column_letter(len(DETAILS))}{2 + len(details)}", 2)


# -- cells and paper ---------------------------------------------------------------------------------------------------------


def _put(sheet: Any, line: int, place: int, text: str, font: Any) -> Any:
    """A text in a cell: never a formula, whatever it begins with."""
    cell = sheet.cell(row=line, column=place)
    if text:
        cell.value = text[:LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'"
    cell.font = font
    return cell


def _border() -> Any:
    from openpyxl.styles import Border, Side

    thin = Side(style="thin", color="AAAAAA")
    return Border(left=thin, right=thin, top=thin, bottom=thin)


def _lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese character is two signs wide. Programs keep rows at one line by themselves."""
    return sum(1 + max(0, sum(2 if ord(sign) > 0x2E7F else 1 for sign in part) - 1) // width for part in text.split("\n"))


def _page(sheet: Any, title: str, say: Words, area: str, heading: int) -> None:
    """A4 across, as wide as one page, the headings on each, marked as an exercise above and below."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)
    sheet.page_margins.top, sheet.page_margins.header = 0.7, 0.3  # inches
    sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.3
    sheet.print_title_rows = f"{heading}:{heading}"
    sheet.print_area = area
    sheet.oddHeader.center.text = say("script.exercise")
    sheet.oddFooter.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = say("log-sheet.page", page="&P", pages="&N")
