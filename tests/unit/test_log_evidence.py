"""What a log leaves open: which cells, with which range, and whose acts it holds all of."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from analysis.evidence import NO_END, TIME, Between, OneOf, Same
from analysis.logs.hedges import hedges
from analysis.logs.reading import read_log
from analysis.sheets.workbook import COMPLETE_ROW, HEADING_ROW, write_log_sheet
from sim.errors import InputError
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "mill", "title": "Mill"},
    "fact": [
        {"id": "hurt", "name": {"zh": "受伤人数", "en": "hurt"}, "type": "count"},
        {"id": "smoke", "name": {"zh": "有烟", "en": "smoke"}, "type": "flag"},
        {"id": "hall", "name": {"zh": "车间", "en": "hall"}, "type": "one of", "values": ["north", "south"]},
        {"id": "lost", "name": {"zh": "停用", "en": "out of use"}, "type": "set of", "values": ["light", "lift"]},
    ],
    "body": [
        {"id": "mill", "name": {"zh": "工厂", "en": "the mill"}, "clause": "1"},
        {"id": "town", "name": {"zh": "镇政府", "en": "the town"}, "clause": "1"},
    ],
    "post": [{"id": "guard", "name": {"zh": "门卫", "en": "the guard"}, "body": "mill", "clause": "1"}],
    "duty": [
        {"id": "tell", "clause": "2", "title": "tell", "bearer": "mill", "on": "noticed", "act": "report", "form": "initial", "to": ["town"]},
        {"id": "more", "clause": "2", "title": "more", "bearer": "mill", "on": "noticed", "act": "report", "form": "follow-up", "to": ["town"]},
    ],
})  # fmt: skip
HEADING = "time,kind,who,to,channel,form,hurt,smoke,hall,out of use\n"


def log(folder: Path, text: str, name: str = "log.csv", **how):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_log(path, PLAN, **how)


def cells(logged):
    return {(cell.seq, cell.column): cell.range for cell in logged.evidence}


@pytest.mark.parametrize(
    ("written", "likely", "low", "high"),
    [
        ("约09:40", 580, 565, 595), ("09:40左右", 580, 565, 595), ("about 09:40", 580, 565, 595), ("09:40前后", 580, 550, 610),
        ("09:40许", 580, 575, 610), ("上午", 540, 540, 720), ("09:4?", 580, 580, 589), ("09:30-09:50", 570, 570, 590), ("近10:00", 600, 570, 600),
    ],
)  # fmt: skip
def test_a_hedged_time_is_likely_what_it_says_and_may_be_what_the_hedge_allows(tmp_path, written, likely, low, high):
    logged = log(tmp_path, f"time,kind,who\n09:00,noticed,guard\n{written},verified,guard\n")

    assert logged.problems == ()
    assert (logged.record.rows[1].time, logged.evidence.open_in(1, TIME).range) == (likely, Between(low, high))
    assert logged.evidence.open_in(1, TIME).written == written


def test_the_order_of_the_sheet_narrows_what_cannot_be_read(tmp_path):
    logged = log(tmp_path, "time,kind,who\n09:00,noticed,guard\n不详,verified,guard\n约09:20,verified,mill\n不详,classified,mill\n")

    assert logged.evidence.ordered
    assert [row.kind for row in logged.record.rows] == ["noticed", "verified", "verified", "classified"]
    assert cells(logged) == {(1, TIME): Between(540, 575), (2, TIME): Between(545, 575), (3, TIME): Between(545, NO_END)}
    assert [(one.line, one.code) for one in logged.problems] == [(3, "bad-time"), (5, "bad-time")]


def test_where_the_sheet_is_out_of_order_it_narrows_nothing(tmp_path):
    logged = log(tmp_path, "time,kind,who\n09:30,noticed,guard\n不详,verified,guard\n09:00,verified,mill\n")

    assert not logged.evidence.ordered
    (held,) = cells(logged).values()
    assert held == Between(-hedges().earlier_min, NO_END)


def test_a_first_row_that_cannot_be_read_may_be_a_day_earlier(tmp_path):
    logged = log(tmp_path, "time,kind,who\n不详,noticed,guard\n2026-03-10 09:00,verified,mill\n")

    assert cells(logged) == {(0, TIME): Between(-hedges().earlier_min, 0)}


def test_of_a_time_without_its_hour_the_day_is_known(tmp_path):
    logged = log(tmp_path, "time,kind,who\n2026-03-10 00:00,noticed,guard\n2026-03-10 不详,verified,guard\n2026-03-12 09:00,verified,mill\n")

    assert logged.evidence.open_in(1, TIME).range == Between(0, 1439)
    assert [(one.line, one.code) for one in logged.problems] == [(3, "bad-time")]


@pytest.mark.parametrize(
    ("column", "written", "held"),
    [
        ("hurt", "约80人", Between(64, 96, whole=True)), ("hurt", "80余人", Between(80, 89, whole=True)),
        ("hurt", "不足50", Between(0, 49, whole=True)),
        ("hurt", "近百人", Between(80, 99, whole=True)), ("hurt", "数十人", Between(20, 99, whole=True)),
        ("hurt", "dozens", Between(20, 99, whole=True)),
        ("hurt", "50人以上", Between(50, hedges().largest, whole=True)), ("hurt", "以下50", Between(0, 50, whole=True)),
        ("hurt", "二三十人", Between(20, 30, whole=True)), ("hurt", "80-100", Between(80, 100, whole=True)),
        ("hurt", "不详", Between(0, hedges().largest, whole=True)), ("smoke", "maybe", OneOf((True, False))),
        ("hall", "roof", OneOf(("north", "south"))),
        ("out of use", "light、bell", OneOf((["light"], ["lift", "light"]))),
    ],
)  # fmt: skip
def test_a_fact_may_be_what_its_cell_and_its_type_allow(tmp_path, column, written, held):
    logged = log(tmp_path, f"time,kind,who,{column}\n09:00,noticed,guard,\n09:05,verified,guard,{written}\n")

    ((seq, _),) = cells(logged)
    assert (seq, *cells(logged).values()) == (1, held)


@pytest.mark.parametrize(
    ("written", "likely"), [("约80人", 80), ("80余人", 80), ("不足50", 49), ("超过50", 51), ("至少50", 50), ("数十人", None), ("80-100", None)]
)
def test_the_record_holds_the_likely_number_where_there_is_one(tmp_path, written, likely):
    logged = log(tmp_path, f"time,kind,who,hurt\n09:00,verified,guard,{written}\n")

    assert logged.record.rows[0].facts.get("hurt") == likely
    assert [one.code for one in logged.problems] == (["range"] if likely is None else [])


def test_a_kind_that_nobody_knows_may_be_any_that_the_plan_names_or_something_else(tmp_path):
    logged = log(tmp_path, HEADING + "09:00,noticed,guard,,,,,,,\n09:05,讲了,guard,town,phone,initial,,,,\n")

    row, cell = logged.record.rows[1], logged.evidence.open_in(1, "kind")
    assert (row.kind, row.actor, row.to, cell.written) == ("other", "guard", "town", "讲了")
    assert {"other", "reported", "received", "noticed", "verified"} <= set(cell.range.values)
    assert [(one.kind, one.cause) for one in logged.evidence.possible] == [("received", 1)]  # if it was a report, it may have been heard
    assert (logged.understood.rows_read, logged.understood.rows_kept) == (2, 2)


def test_parties_forms_and_channels_that_nobody_knows_may_be_any(tmp_path):
    logged = log(tmp_path, HEADING + "09:00,noticed,guard,,,,,,,\n09:05,reported,某人,谁谁,鸽子,诗,,,,\n")

    assert cells(logged)[1, "actor"] == OneOf(("某人", "mill", "town", "guard"))
    assert cells(logged)[1, "to"] == OneOf(("谁谁", "mill", "town", "guard"))
    assert cells(logged)[1, "channel"].values[:2] == (None, "phone")
    assert set(cells(logged)[1, "form"].values) >= {"诗", "initial", "follow-up"}
    assert {column: held for (seq, column), held in cells(logged).items() if seq == 2 and isinstance(held, Same)} == dict.fromkeys(
        ("actor", "to", "channel", "form"), Same(1)
    )


def test_a_blank_form_among_several_is_open_and_a_receipt_has_that_of_its_message(tmp_path):
    logged = log(tmp_path, "time,kind,who,to,channel,form\n1,reported,guard,town,network,\n2,received,guard,town,,\n")

    assert cells(logged)[0, "form"].values[0] is None
    assert {"initial", "follow-up"} <= set(cells(logged)[0, "form"].values)
    assert cells(logged)[1, "form"] in (Same(0), cells(logged)[0, "form"])


def test_rows_of_one_line_share_what_is_open_in_it(tmp_path):
    logged = log(tmp_path, "time,kind,who,to,form\n09:00,noticed,guard,,\n约09:10,reported,guard,town、mill,initial\n")
    told = [row.seq for row in logged.record.rows if row.kind == "reported"]
    heard = [row.seq for row in logged.record.rows if row.kind == "received"]

    assert cells(logged)[told[0], TIME] == Between(540, 565)
    assert cells(logged)[told[1], TIME] == Same(told[0])
    assert {cells(logged)[seq, TIME] for seq in heard} <= {Same(seq) for seq in told}


def test_a_signature_below_the_table_is_a_note_and_no_row_that_might_be_anything(tmp_path):
    logged = log(tmp_path, "time,kind,who\n09:00,noticed,guard\n记录人：甲,,审核人：乙\n")

    assert len(logged.record.rows) == 1
    assert [(one.line, one.code, one.left_out) for one in logged.problems] == [(3, "note", True)]


# -- whose acts are all there -------------------------------------------------------------------------------------------------


ROWS = "time,kind,who\n09:00,noticed,guard\n"


@pytest.mark.parametrize(
    ("above", "complete"),
    [
        ("", frozenset()), ("记录完整：工厂、镇政府\n", frozenset({"mill", "guard", "town"})), ("complete: the town,,\n", frozenset({"town"})),
        ("Complete,all,\n", None), ("记录完整,全部,\n", None), ("记录完整：否\n", frozenset()), ("记录完整：\n", frozenset()),
    ],
)  # fmt: skip
def test_a_line_above_the_headings_says_whose_acts_are_all_there(tmp_path, above, complete):
    assert log(tmp_path, above + ROWS).evidence.complete == complete


def test_a_body_that_nobody_knows_is_told_and_not_counted(tmp_path):
    logged = log(tmp_path, "complete: the town、the moon\n" + ROWS)

    assert logged.evidence.complete == frozenset({"town"})
    assert [(one.line, one.column, one.value, one.code) for one in logged.problems] == [(1, "complete", "the moon", "unknown-complete")]


@pytest.mark.parametrize(
    ("named", "complete"),
    [
        ([""], None),
        (["town"], frozenset({"town"})),
        (["工厂,town"], frozenset({"mill", "guard", "town"})),
        (["guard", "town"], frozenset({"guard", "town"})),
    ],
)
def test_the_caller_says_whose_acts_are_all_there_before_the_log(tmp_path, named, complete):
    assert log(tmp_path, "complete: all\n" + ROWS, complete=named).evidence.complete == complete


def test_a_body_of_the_caller_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(InputError, match="nobody of the plan is known") as refused:
        log(tmp_path, ROWS, complete=["twon"])
    assert [str(one.hint) for one in refused.value.mistakes] == ['did you mean "town"?']


def test_where_rows_were_lost_nobodys_acts_are_complete_whatever_is_said(tmp_path):
    text = '{"time": 1, "kind": "noticed", "actor": "guard"}\n{broken\n'
    logged = log(tmp_path, text, "log.jsonl", complete=[])

    assert logged.evidence.complete == frozenset()
    assert "rows-lost" in [remark.code for remark in logged.understood.remarks]


def test_the_empty_sheet_asks_whose_acts_are_all_there_and_is_read_again(tmp_path):
    for lang, everybody in (("en", "all"), ("zh", "全部")):
        path = tmp_path / f"{lang}.xlsx"
        write_log_sheet(PLAN, None, path, lang)
        book = load_workbook(path)
        log_sheet, row = book.worksheets[0], HEADING_ROW + 1
        log_sheet[f"A{row}"], log_sheet[f"B{row}"], log_sheet[f"C{row}"] = "09:00", "noticed", "guard"
        book.save(path)
        assert read_log(path, PLAN).evidence.complete == frozenset()
        log_sheet.cell(row=COMPLETE_ROW, column=2, value=everybody)
        book.save(path)
        assert read_log(path, PLAN).evidence.complete is None


# -- a log that says nothing --------------------------------------------------------------------------------------------------


def test_a_log_of_which_no_row_is_understood_is_refused_with_what_was_found(tmp_path):
    with pytest.raises(InputError) as refused:
        log(tmp_path, "time,from,to,what\n09:00,guard,town,phoned about the fire\n09:30,town,mill,passed it on\n")

    text = str(refused.value)
    assert "no row could be understood" in text
    assert all(one in text for one in ("from → from", "what → kind", "phoned about the fire", "passed it on"))


def test_a_log_without_rows_is_refused(tmp_path):
    with pytest.raises(InputError, match="no row below the headings"):
        log(tmp_path, "time,kind,who\n")


@pytest.mark.parametrize(
    ("heading", "lacks"),
    [
        ("time,kind,x", "the actor"),
        ("x,kind,who", "the time"),
        ("time,x,who", "the kind"),
        ("time,x,y", "the kind and the actor|the kind, the actor"),
    ],
)
def test_a_refusal_for_want_of_headings_says_which(tmp_path, heading, lacks):
    with pytest.raises(InputError, match=f"the nearest one lacks ({lacks})"):
        log(tmp_path, heading + "\n09:00,noticed,guard\n")


@pytest.mark.parametrize("heading", ["时间,事项,由谁,接收人", "时间,事项,由谁,告知谁"])
def test_headings_that_people_write_are_known(tmp_path, heading):
    logged = log(tmp_path, heading + "\n09:00,事故发生,,\n09:05,转报,门卫,镇政府\n")

    assert [(row.kind, row.actor, row.to) for row in logged.record.rows[:2]] == [("occurred", None, None), ("reported", "guard", "town")]


def test_another_sheet_may_say_it_too(tmp_path):
    book: Any = Workbook()
    sheet = book.active
    for row in (["time", "kind", "who"], ["09:00", "noticed", "guard"]):
        sheet.append(row)
    more = book.create_sheet("about")
    more.append(["kept by", "the guard"])
    more.append(["complete", "the mill"])
    book.save(tmp_path / "log.xlsx")

    assert read_log(tmp_path / "log.xlsx", PLAN).evidence.complete == frozenset({"mill", "guard"})
