"""Sheets as people keep them: decorated headings, two rows of them, merged cells, several sheets, formulas, web pages, other kinds."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from analysis.logs.unknown_words import is_incomplete, lines_not_understood, synonyms_to_fill_in
from sim.plan.model import Plan

OURS = ("区信访局", "区公安局", "区交通局", "区财政局")
PLAN = Plan.model_validate({
    "plan": {"id": "ward", "title": "ward"},
    "body": [
        *({"id": f"b{place}", "name": {"zh": name, "en": f"b{place}"}, "clause": "1"} for place, name in enumerate(OURS)),
        {"id": "city", "name": {"zh": "市信访局", "en": "city office"}, "clause": "1"},
        {"id": "both", "name": {"zh": "区委、区政府", "en": "both"}, "clause": "1"},
    ],
})  # fmt: skip
HEADING = ["时间", "事项", "谁"]


def book(tmp_path: Path, *sheets: Sequence[Sequence[Any]], merged: str = "") -> Path:
    made = Workbook()
    for number, rows in enumerate(sheets):
        sheet: Any = made.active if number == 0 else made.create_sheet(f"第{number + 1}班")
        for row in rows:
            sheet.append(row)
        if merged and number == 0:
            sheet.merge_cells(merged)
    path = tmp_path / "log.xlsx"
    made.save(path)
    return path


def text(tmp_path: Path, content: str, name: str = "log.csv") -> LoggedRecord:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_log(path, PLAN)


def codes(log: LoggedRecord) -> list[str]:
    return [remark.code for remark in log.understood.remarks]


@pytest.mark.parametrize("heading", ["时间：", "*时间", "时间_x000D_", "时间\u200b", "1. 时间", "★时间★", "时间（必填）："])
def test_what_decorates_a_heading_is_no_part_of_it(tmp_path: Path, heading: str) -> None:
    assert len(text(tmp_path, f"{heading},事项,谁\n8:20,发现,信访局\n").record.rows) == 1


def test_two_rows_of_headings_are_one(tmp_path: Path) -> None:
    log = read_log(book(tmp_path, [["时间", "事项", "信息流向", None], [None, None, "谁", "对谁"], ["8:20", "报告", "区信访局", "区公安局"]]), PLAN)

    assert (log.record.rows[0].actor, log.record.rows[0].to) == ("b0", "b1")
    assert "two-headings" in codes(log)


def test_a_merged_cell_is_filled_down_inside_its_range_only(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [list[str | None](HEADING), ["8:20", "发现", "区信访局"], ["8:25", "核实", None], ["8:30", "定级", None]]
    log = read_log(book(tmp_path, rows, merged="C2:C3"), PLAN)

    assert [row.actor for row in log.record.rows] == ["b0", "b0", None]


def test_a_workbook_whose_styles_the_usual_reader_does_not_take_is_read_alike(tmp_path: Path) -> None:
    """As exports of some offices' programs write them; dates, merged cells, formulas without a value and further sheets come out as from any."""
    rows: list[list[Any]] = [
        list(HEADING),
        [datetime(2026, 3, 10, 8, 20), "发现", "区信访局"],
        [datetime(2026, 3, 10, 9, 0, 30), "核实", None],
        [None, None, "=A1"],
    ]
    usual = book(tmp_path, rows, [list(HEADING), [datetime(2026, 3, 11, 0, 0), "报告", "区公安局"]], merged="C2:C3")
    odd = tmp_path / "odd.xlsx"
    with ZipFile(usual) as archive, ZipFile(odd, "w", ZIP_DEFLATED) as written:
        for name in archive.namelist():
            part = archive.read(name)
            written.writestr(name, re.sub(rb"<fill>.*?</fill>", b"<fill/>", part) if name.endswith("styles.xml") else part)
    with pytest.raises(TypeError):
        load_workbook(odd)
    one, other = (read_log(path, PLAN) for path in (usual, odd))
    assert other.record.rows == one.record.rows
    assert len(one.record.rows) == 3
    assert (codes(other), other.problems) == (codes(one), one.problems)


def test_dated_sheets_are_one_log_and_undated_ones_are_told_and_hold_nobody_complete(tmp_path: Path) -> None:
    first, second = [HEADING, ["3月10日8:20", "发现", "区信访局"]], [["谁", "时间", "事项"], ["区公安局", "3月10日8:10", "核实"]]
    log = read_log(book(tmp_path, first, second), PLAN)
    apart = read_log(book(tmp_path, [HEADING, ["8:20", "发现", "区信访局"]], [HEADING, ["8:10", "核实", "区公安局"]]), PLAN, complete=())

    assert [(row.time, row.actor) for row in log.record.rows] == [(490, "b1"), (500, "b0")]
    assert "sheet-too" in codes(log)
    assert len(apart.record.rows) == 1
    assert {"sheet-unread", "rows-lost"} <= set(codes(apart))
    assert apart.evidence.complete == frozenset()
    assert is_incomplete(apart)


def test_a_formula_without_a_value_is_told(tmp_path: Path) -> None:
    log = read_log(book(tmp_path, [HEADING, ["8:20", "发现", "区信访局"], ["=A2+1", "核实", "区信访局"]]), PLAN)

    assert {one.code for one in log.problems if one.line == 3} == {"bad-time", "formula"}


@pytest.mark.parametrize("day", [date(2026, 3, 10), 20260310, 46091, "2026/3/10 0:00", "2026年3月10日", datetime(2026, 3, 10)])
@pytest.mark.parametrize("clock", ["8:20", time(8, 20), datetime(1900, 1, 1, 8, 20), 0.3472222222])
def test_a_column_of_dates_counts_whatever_it_holds(tmp_path: Path, day: object, clock: object) -> None:
    log = read_log(book(tmp_path, [["日期", *HEADING], [day, clock, "发现", "区信访局"]]), PLAN)

    assert log.record.header.start == "2026-03-10T08:20:00"


def test_a_web_page_under_another_name_is_read(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=2>8:20<td>发现</td><td>区信访局</td></tr><tr><td>核实</td><td>区公安局</td></tr>"
    log = text(tmp_path, f"<html><table><tr><th>时间</th><th>事项</th><th>谁</th></tr>{rows}</table></html>", "log.xls")

    assert [(row.time, row.kind, row.actor) for row in log.record.rows] == [(500, "noticed", "b0"), (500, "verified", "b1")]


@pytest.mark.parametrize(
    ("who", "ids"),
    [
        ("公安局", ["b1"]), ("区公安局（值班室）", ["b1"]), ("交通局、公安局等", ["b2", "b1"]), ("区委、区政府、市信访局", ["both", "city"]),
        ("信访局值班员", ["b0"]), ("张局长", ["某局长"]), ("市公安局", ["市公安局"]),
    ],
)  # fmt: skip
def test_a_name_is_known_without_what_people_write_around_it(tmp_path: Path, who: str, ids: list[str]) -> None:
    log = text(tmp_path, f'时间,事项,谁,对谁\n8:20,通知,区财政局,"{who}"\n')

    assert sorted(row.to or "" for row in log.record.rows if "assumed" not in row.facts) == sorted(ids)
    assert "张局长" not in str(log.problems)


def test_words_that_nobody_knew_are_written_out_to_be_filled_in(tmp_path: Path) -> None:
    log = text(tmp_path, "时间,事项,谁,天气\n8:20,发现,某某办,晴\n8:3x,挥手,区信访局,雨\n")
    (tmp_path / "names.toml").write_text(synonyms_to_fill_in(log, PLAN, None, "zh"), encoding="utf-8")

    assert lines_not_understood(log) == (2, 3)
    assert all(word in synonyms_to_fill_in(log, PLAN, None, "en") for word in ("某某办", "挥手", "天气"))
    assert len(read_log(tmp_path / "log.csv", PLAN, synonyms=tmp_path / "names.toml").record.rows) == 2
