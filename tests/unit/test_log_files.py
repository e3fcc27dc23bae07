"""Which files a log may come in: old, open, binary and strict workbooks, and several tables of a web page."""

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from sim.errors import InputError
from tests.unit.test_log_sheets import PLAN, codes

SAMPLES = Path(__file__).parent / "samples"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)  # fmt: skip


def read(tmp_path: Path, data: bytes, name: str = "log.csv") -> LoggedRecord:
    (tmp_path / name).write_bytes(data)
    return read_log(tmp_path / name, PLAN)


def refused(tmp_path: Path, data: bytes) -> str:
    with pytest.raises(InputError) as error:
        read(tmp_path, data)
    return error.value.told("en")


def rows(log: LoggedRecord) -> list[tuple[float, str, str | None, str]]:
    return [
        (row.time, row.kind, row.actor, str(line)) for row, line in zip(log.record.rows, log.lines, strict=True) if "assumed" not in row.facts
    ]  # fmt: skip


def packed(**parts: str | bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def ods(body: str, *, manifest: str = "<manifest/>", styles: str = "") -> bytes:
    content = f"<office:d {NAMESPACES}>{styles}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:d>"
    parts: dict[str, str | bytes] = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed(**parts)


def open_row(*cells: str) -> str:
    said = "".join(cell if cell.startswith("<") else f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row>{said}</table:table-row>"


def open_table(*lines: str, name: str = "记录", style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(lines)}</table:table>'


def typed(kind: str, value: str, attribute: str = "value", more: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}" {more}><text:p>shown</text:p></table:table-cell>'


NOTE = "<office:annotation><text:p>note</text:p></office:annotation>"
NOTED = f"<table:table-cell>{NOTE}<text:p>8:<text:span>20</text:span></text:p></table:table-cell>"
HEADING = open_row("时间", "事项", "谁")


def test_an_old_workbook_is_read_with_its_merged_cells_its_blank_rows_above_and_its_shifts_side_by_side(tmp_path: Path) -> None:
    log = read(tmp_path, (SAMPLES / "two-shifts.xls").read_bytes())

    assert rows(log) == [
        (0, "reported", "b0", "白班!5"),
        (2, "verified", "b1", "夜班!2"),
        (5, "reported", "b0", "白班!6"),
        (10, "reported", "b0", "白班!7"),
    ]
    assert {"sheet", "sheet-too", "filled-down"} <= set(codes(log))
    assert "out-of-order" not in {one.code for one in log.problems}
    assert log.understood.sheets == (("白班", 0), ("夜班", 7))


@pytest.mark.parametrize(
    ("cell", "minute"),
    [
        ("8:20", 500), (typed("time", "PT08H20M00S", "time-value"), 500), (typed("time", "P1DT00H20M00S", "time-value"), 20),
        (typed("float", "0.347222222222222"), 500), (typed("string", "8:20", "string-value"), 500),
        (NOTED, 500),
        ("下午<text:s/>3:20", 920),
    ],
)  # fmt: skip
def test_a_cell_of_an_open_document_is_read_by_its_type_or_as_it_is_shown(tmp_path: Path, cell: str, minute: float) -> None:
    log = read(tmp_path, ods(open_table(HEADING, open_row(cell, "发现", "区信访局"))))

    assert rows(log) == [(minute, "noticed", "b0", "2")]


def test_dates_repeats_merged_cells_and_formulas_of_an_open_document(tmp_path: Path) -> None:
    day = typed("date", "2026-03-10T08:20:00.000000000", "date-value")
    merged = typed("string", "区信访局", "string-value", 'table:number-rows-spanned="2"')
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    formula = '<table:table-cell table:formula="of:=NOW()"/>'
    log = read(tmp_path, ods(open_table(
        '<table:table-row table:number-rows-repeated="3"/>', HEADING, open_row(day, "发现", merged),
        open_row(typed("date", "2026-03-10T08:25:00", "date-value"), "核实", "<table:covered-table-cell/>"),
        open_row(formula, "核实", "区公安局"), blank,
    )))  # fmt: skip

    assert rows(log)[:2] == [(0, "noticed", "b0", "5"), (5, "verified", "b0", "6")]
    assert log.record.header.start == "2026-03-10T08:20:00"
    assert [(one.line, one.value) for one in log.problems if one.code == "formula"] == [(7, "=NOW()")]


def test_a_hidden_sheet_of_an_open_document_is_not_read_and_a_locked_or_empty_one_is_told(tmp_path: Path) -> None:
    hidden = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    sheet = open_table(HEADING, open_row("8:20", "发现", "区信访局"), style="h")

    assert "headings" in refused(tmp_path, ods(sheet + open_table(open_row("x"), name="y"), styles=hidden))
    assert "password" in refused(tmp_path, ods("", manifest="<encryption-data/>"))
    assert "nothing could be read" in refused(tmp_path, ods(open_table('<table:table-row table:number-rows-repeated="3"/>')))
    assert "no workbook" in refused(tmp_path, packed(mimetype=ODS))
    broad = typed("float", "1", more='table:number-columns-repeated="16384"')
    assert "rows or columns far away" in refused(tmp_path, ods(open_table(*[open_row(broad)] * 2500)))


# -- a binary workbook is made of records: kind, length, content ------------------------------------------------------------------------


def record(kind: int, content: bytes = b"") -> bytes:
    length = bytearray()
    left = len(content)
    while True:
        length.append(left & 0x7F | (0x80 if left > 0x7F else 0))
        left >>= 7
        if not left:
            break
    return (bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])) + bytes(length) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(table: list[list[Any]], *, far: int = 0) -> bytes:
    cells = b""
    for number, line in enumerate(table):
        cells += record(0, struct.pack("<IIHHBI", number + far * (number > 0), 0, 300, 0, 0, 0))
        for column, value in enumerate(line):
            place = struct.pack("<II", column, 0)
            cells += record(6, place + wide(value)) if isinstance(value, str) else record(5, place + struct.pack("<d", value))
    sheet = record(129) + record(148, struct.pack("<IIII", 0, len(table), 0, 9)) + record(145) + cells + record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("记录")) + record(144) + record(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships><Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
    }  # fmt: skip
    return packed(**parts)


def test_a_binary_workbook_is_read_and_one_that_nobody_could_hold_is_refused(tmp_path: Path) -> None:
    table: list[list[Any]] = [["时间", "事项", "谁", "对谁"], ["8:20", "发现", "区信访局"], [0.0, "", ""], ["8:25", "报告", "区信访局", "市信访局"]]
    log = read(tmp_path, xlsb([*table[:2], table[3]]))

    assert rows(log) == [(500, "noticed", "b0", "2"), (505, "reported", "b0", "3")]
    assert "rows or columns far away" in refused(tmp_path, xlsb([["x"] * 100, ["y"]], far=1_000_000))


def test_a_strict_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    made: Any = Workbook()
    for line in [["时间", "事项", "谁"], [datetime(2026, 3, 10, 8, 20), "发现", "区信访局"]]:
        made.active.append(line)
    data = io.BytesIO()
    made.save(data)
    parts = {}
    with zipfile.ZipFile(data) as archive:
        for name in archive.namelist():
            part = archive.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            )
            usual, strict = (
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            parts[name] = part.replace(usual, strict)

    log = read(tmp_path, packed(**parts))

    assert rows(log) == [(0, "noticed", "b0", "2")]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (packed(mimetype="application/vnd.oasis.opendocument.text"), "opendocument"), (packed(**{"word/document.xml": ""}), "DOCX"),
        (packed(**{"ppt/presentation.xml": ""}), "PPTX"), (b"%PDF-1.7", "PDF"),
        *((b"\xd0\xcf\x11\xe0" + part.encode("utf-16-le"), word) for part, word in (("EncryptedPackage", "password"), ("WordDocument", "DOC"))),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no workbook"), (packed(**{"xl/workbook.bin": b"x"}), "no workbook"), (packed(a="b"), "no workbook"),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{len(one)}",  # not the bytes: an archive has the time of day in it
)  # fmt: skip
def test_other_kinds_and_passwords_are_told_for_what_they_are(tmp_path: Path, data: bytes, word: str) -> None:
    assert word in refused(tmp_path, data)


# -- web pages -------------------------------------------------------------------------------------------------------------------------

HEAD = "<tr><th>时间</th><th>事项</th><th>谁</th></tr>"


def page(*tables: str) -> bytes:
    return f"<html><head><meta charset=gbk></head><body>{''.join(f'<table>{one}</table>' for one in tables)}</body></html>".encode("gbk")


def test_tables_of_a_page_are_one_log_by_time_where_they_are_dated(tmp_path: Path) -> None:
    day = HEAD + "<tr><td>2026-03-10 8:20<td>发现<td>区信访局</tr><tr><td>2026-03-10 8:40<td>核实<td>区信访局</tr>"
    night = "<tr><th>谁</th><th>时间</th><th>事项</th></tr><tr><td>区公安局</td><td>2026-03-10 8:30</td><td>核实</td></tr>"
    log = read(tmp_path, page(day, night))

    assert [one[:3] for one in rows(log)] == [(0, "noticed", "b0"), (10, "verified", "b1"), (20, "verified", "b0")]
    assert "table-too" in codes(log)
    undated = read(tmp_path, page(day.replace("2026-03-10 ", ""), night.replace("2026-03-10 ", "")))
    assert len(undated.record.rows) == 2
    assert "table-unread" in codes(undated)
    assert undated.understood.rows_lost == 1


def test_a_table_goes_on_without_its_headings_and_one_inside_another_is_read_for_itself(tmp_path: Path) -> None:
    first = HEAD + "<tr><td>8:20<td>发现<td>区信访局</tr>"
    log = read(tmp_path, page(first, "<tr><td>8:30<td>核实<td>&mdash;</tr>"))
    nested = read(tmp_path, page(f"<tr><td>登记 <table>{first}</table> 完</td><td>x</td></tr>"))

    assert [one[:3] for one in rows(log)] == [(500, "noticed", "b0"), (510, "verified", None)]
    assert [one[:3] for one in rows(nested)] == [(500, "noticed", "b0")]


def test_cells_over_several_rows_and_columns_of_a_page_keep_the_columns_in_step(tmp_path: Path) -> None:
    lines = "<tr><td rowspan=2>8:20</td><td>发现</td><td rowspan=2 colspan=2>区信访局</td><td>甲</td></tr><tr><td>核实</td><td>乙</td></tr>"
    head = "<tr><th>时间</th><th>事项</th><th>谁</th><th>对谁</th><th>备注</th></tr>"
    log = read(tmp_path, page(head + lines))

    assert [one[:3] for one in rows(log)] == [(500, "noticed", "b0"), (500, "verified", "b0")]
