"""The workbook of a judged log: its sheets in either language, numbers as numbers, and no cell that a program takes for a formula."""

import pytest
from openpyxl import load_workbook

from analysis.report.as_book import write_book
from analysis.report.as_tables import LogTables
from tests.unit.judged_log import LOG, judged

SHEETS = {
    "zh": ["结论依据", "职责", "传递环节", "不一致之处", "指标", "评估表", "其余指标"],
    "en": ["head", "duties", "chain", "contradictions", "measures", "forms", "other measures"],
}


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


def book(folder, lang, text=LOG, **options):
    path = folder / "out.xlsx"
    write_book(judged(folder, text, **options), path, lang)
    return load_workbook(path)


def test_there_are_the_head_and_five_sheets_with_headings(tmp_path, lang):
    found = book(tmp_path, lang)

    assert found.sheetnames == SHEETS[lang]
    for sheet in found:
        assert all(cell.value for cell in sheet[1])


def test_no_cell_begins_like_a_formula(tmp_path, lang):
    text = LOG.replace("09:12,classified,mill", "09:12,classified,=cmd()")

    for sheet in book(tmp_path, lang, text):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")))


def test_names_that_begin_like_formulas_are_shielded_not_lost(tmp_path):
    values = [cell.value for row in book(tmp_path, "zh")["职责"].iter_rows() for cell in row]

    assert "'=厂方" in values
    assert "'+镇政府" in values
    assert "'@邻居" in values


def test_margins_are_numbers_also_negative_ones(tmp_path):
    sheet = book(tmp_path, "en")["duties"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    late = next(row for row in rows if row["duty"] == "tell the neighbours")

    assert (late["status"], late["took (min)"], late["margin (min)"]) == ("late", 28, -8)
    assert (late["from"], late["due"], late["done"]) == ("09:02", "09:22", "09:30")
    assert (late["trigger row"], late["done row"]) == (3, 6)  # lines of the file; the receipt was assumed


def test_the_reading_stands_beside_the_verdict_that_leans_on_it(tmp_path):
    cells = [str(cell.value) for row in book(tmp_path, "en")["duties"].iter_rows() for cell in row]

    assert any("from 5 min downwards it is late" in cell for cell in cells)


def test_the_critical_path_and_another_telling_are_sheets_where_they_are_asked_for(tmp_path):
    found = judged(tmp_path, why=1)
    other = judged(tmp_path, LOG.replace("09:10", "09:20").replace("09:30", "09:31"))

    write_book(judged(tmp_path, why=1, against=other.record), tmp_path / "out.xlsx", "en")

    assert load_workbook(tmp_path / "out.xlsx").sheetnames == [*SHEETS["en"][:-1], "critical path", "two tellings", SHEETS["en"][-1]]
    assert found.path


def test_what_is_on_no_page_is_folded_and_nothing_is_lost(tmp_path):
    found = book(tmp_path, "en")
    duties, tables = found["duties"], {table.id: table for table in LogTables(judged(tmp_path), "en").all()}
    folded = [cell.value for cell in duties[1] if duties.column_dimensions[cell.column_letter].hidden]

    assert {"took (min)", "margin (min)", "id", "readings"} <= set(folded)
    assert {cell.value for cell in duties[1]} == set(tables["duties"].columns)
    assert duties.max_row == 1 + len(tables["duties"].rows)
    shown = [cell.column_letter for cell in duties[1] if not duties.column_dimensions[cell.column_letter].outlineLevel]
    assert duties.print_area.startswith("'duties'!$A$1:$")
    assert len(shown) < 15
    assert found["other measures"].sheet_state == "hidden"
    measures = [row[0].value for name in ("measures", "other measures") for row in found[name].iter_rows(min_row=2)]
    assert len(measures) == len(tables["measures"].rows)


def test_both_languages_hold_the_same_rows(tmp_path):
    found = judged(tmp_path)

    for zh, en in zip(LogTables(found, "zh").all(), LogTables(found, "en").all(), strict=True):
        assert (zh.id, len(zh.rows), len(zh.columns)) == (en.id, len(en.rows), len(en.columns))
        assert all(len(row) == len(zh.columns) for row in (*zh.rows, *en.rows))
