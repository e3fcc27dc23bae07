"""The empty log sheet: what it offers, that a filled one reads back, and that it prints as a form."""

import io
import re
from datetime import datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook

from analysis.logs.cell_text import safe_text
from analysis.logs.reading import read_log
from analysis.logs.synonyms import load_synonyms, plain
from analysis.sheets.checklist import checklist_of
from analysis.sheets.columns import ON_PAPER, example_row, sheet_columns
from analysis.sheets.workbook import COMPLETE_ROW, EXAMPLE_ROW, FORM_ROWS, HEADING_ROW, write_log_sheet
from sim.inputs.assembly import assemble, find_plan, locate
from sim.plan.loader import load_plan
from sim.plan.model import Plan
from sim.vocabulary import CHANNELS, KINDS
from sim.words import Names

CHINESE = re.compile(r"[\u3007\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?!OA\b)[A-Za-z]{2,}")
PLAN = Plan.model_validate({
    "plan": {"id": "school", "title": {"zh": "学校溢水规定", "en": "Flooding rule of a school"}},
    "fact": [
        {"id": "rooms", "name": {"zh": "进水房间", "en": "rooms under water"}, "type": "count", "unit": "间"},
        {"id": "power", "name": {"zh": "断电", "en": "power off"}, "type": "flag"},
        {"id": "floor", "name": {"zh": "时间", "en": "time"}, "type": "one of", "values": ["ground", "upper"]},
        {"id": "unused", "name": {"zh": "天气", "en": "weather"}, "type": "count"},
    ],
    "body": [
        {"id": "caretaker", "name": {"zh": "=门卫", "en": "@caretaker"}, "clause": "1"},
        {"id": "head", "name": {"zh": "校长室", "en": "Head's office"}, "clause": "1"},
        {"id": "annex", "name": {"zh": "校长室", "en": "Annex office"}, "clause": "1"},
    ],
    "grade": [{"id": "I", "name": {"zh": "严重", "en": "severe"}, "clause": "2", "any": [{"clause": "2", "when": "power"}]}],
    "content": [{"form": "initial", "clause": "3", "items": [{"name": "what", "facts": ["rooms", "power", "floor"]}]}],
    "duty": [{"id": "tell", "clause": "3", "title": "tell", "bearer": "caretaker", "on": "noticed", "act": "report", "to": ["head"]}],
})  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture
def sheet(tmp_path, lang):
    path = tmp_path / "sheet.xlsx"
    write_log_sheet(PLAN, None, path, lang)
    return path


def test_the_columns_are_those_of_the_record_and_one_for_each_fact_that_reports_must_hold(lang):
    columns = sheet_columns(PLAN, None, load_synonyms(), lang)

    assert [column.meaning for column in columns] == [
        "time", "kind", "actor", "to", "channel", "form", "about", "note", "grade", "rooms", "power", "floor",
    ]  # fmt: skip
    assert columns[-1].heading == "floor"  # its name would be taken for the time's
    assert len({column.heading for column in columns}) == len(columns)


def test_a_name_that_stands_for_two_bodies_is_shown_by_id():
    zh = sheet_columns(PLAN, None, load_synonyms(), "zh")[2].choices

    assert zh == ("=门卫", "head", "annex")


def test_every_word_that_the_sheet_offers_is_read_as_what_it_stands_for(lang):
    words = load_synonyms()

    for kind in KINDS:
        assert words.kind[plain(words.word("kind", kind, lang))].kind == kind
    for channel in CHANNELS:
        assert words.channel[plain(words.word("channel", channel, lang))] == channel
    for form in set(words.form.values()):
        assert words.form[plain(words.word("form", form, lang))] == form


def test_a_task_that_only_a_plan_knows_is_offered_by_the_title_of_its_duty_and_read_back(tmp_path, lang):
    plan = load_plan(find_plan(None))
    offered = next(column for column in sheet_columns(plan, None, load_synonyms(), lang) if column.meaning == "form").choices
    titles = {duty.title.of(lang): duty.form for duty in plan.duty if duty.form == "standby"}
    (title,) = titles
    path = tmp_path / "log.csv"
    path.write_text(f'time,kind,who,form\n1,prepared,health_bureau,"{title}"\n', encoding="utf-8")

    assert title in offered
    assert "standby" not in offered
    assert [row.form for row in read_log(path, plan).record.rows] == ["standby"]


def test_a_value_with_a_name_is_offered_by_it_and_read_back_in_every_language(tmp_path, lang):
    names = {"ground": {"zh": "一楼", "en": "ground floor"}, "upper": {"zh": "楼上", "en": "upstairs"}}
    facts = [{**fact.model_dump(), "value_names": names} if fact.id == "floor" else fact.model_dump() for fact in PLAN.fact]
    plan = Plan.model_validate({**PLAN.model_dump(), "fact": facts})
    offered = next(column for column in sheet_columns(plan, None, load_synonyms(), lang) if column.meaning == "floor").choices
    path = tmp_path / "log.csv"
    path.write_text("time,kind,who,floor\n1,noticed,head,一楼\n2,verified,head,upstairs\n3,verified,head,upper\n", encoding="utf-8")

    assert offered == tuple(text[lang] for text in names.values())
    assert [row.facts for row in read_log(path, plan).record.rows] == [{"floor": "ground"}, {"floor": "upper"}, {"floor": "upper"}]


def test_the_sheet_has_drop_downs_from_a_hidden_sheet_and_a_frozen_heading(sheet):
    book: Any = load_workbook(sheet)

    assert [entry.sheet_state for entry in book.worksheets] == ["visible", "visible", "hidden"]
    log, lists = book.worksheets[0], book.worksheets[2]
    assert log.freeze_panes == "B5"
    fed = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in log.data_validations.dataValidation if rule.type == "list"}
    assert {place[0] for place in fed} == {"B", "C", "D", "E", "F", "I", "K", "L"}
    assert fed["C5"].endswith("!$C$2:$C$4")
    assert [lists["C2"].value, lists["C3"].value is not None] == ["'=门卫" if "记录" in book.sheetnames else "'@caretaker", True]
    assert all(not (isinstance(cell.value, str) and cell.value[:1] in "=+-@") for page in book for row in page for cell in row if cell.value)


def test_a_filled_sheet_reads_back(sheet, lang):
    book: Any = load_workbook(sheet)
    log, lists = book.worksheets[0], book.worksheets[2]
    offered = {column: [cell.value for cell in lists[column][1:] if cell.value] for column in "BCDEF"}
    words = load_synonyms()
    rows = [
        [time(9, 0), words.word("kind", "noticed", lang), offered["C"][0]],
        [time(9, 4), words.word("kind", "reported", lang), offered["C"][0], offered["D"][1], words.word("channel", "phone", lang),
         words.word("form", "initial", lang), None, "a note", "严重" if lang == "zh" else "severe",
         "约3间", "是" if lang == "zh" else "yes", "upper"],
    ]  # fmt: skip
    for number, row in enumerate(rows, HEADING_ROW + 1):
        for place, value in enumerate(row, 1):
            log.cell(row=number, column=place, value=value)
    data = io.BytesIO()
    book.save(data)
    sheet.write_bytes(data.getvalue())

    logged = read_log(sheet, PLAN)
    assert logged.problems == ()
    assert [(row.time, row.kind, row.actor, row.to, row.channel, row.form) for row in logged.record.rows] == [
        (540, "noticed", "caretaker", None, None, None),
        (544, "reported", "caretaker", "head", "phone", "initial"),
        (544, "received", "caretaker", "head", "phone", "initial"),
    ]
    assert logged.record.rows[1].facts == {"grade": "I", "rooms": 3, "power": True, "floor": "upper"}


def test_a_sheet_for_the_shipped_plan_speaks_one_language(tmp_path, lang):
    path = tmp_path / "shipped.xlsx"
    plan = load_plan(find_plan(None))
    write_log_sheet(plan, None, path, lang)
    book: Any = load_workbook(path)
    said = [cell.value for page in book for row in page for cell in row if isinstance(cell.value, str)]
    said += [text for rule in book.worksheets[0].data_validations.dataValidation for text in (rule.prompt, rule.promptTitle, rule.error) if text]
    unnamed = {value for fact in plan.fact for value in fact.values if Names(lang, plan).value(fact.id, value) == value}

    strange = {text for text in said if (ENGLISH if lang == "zh" else CHINESE).search(text)}
    assert {text for text in strange if not any(value in text for value in unnamed)} == set()


def test_the_example_stands_over_the_headings_and_is_no_row_of_the_log(tmp_path, lang):
    path = tmp_path / "shipped.xlsx"
    plan = load_plan(find_plan(None))
    write_log_sheet(plan, None, path, lang)
    book: Any = load_workbook(path)
    log = book.worksheets[0]
    example: list[str] = [cell.value or "" for cell in log[EXAMPLE_ROW]]
    log.cell(row=HEADING_ROW + 1, column=1, value=time(8, 30))
    log.cell(row=HEADING_ROW + 1, column=2, value=load_synonyms().word("kind", "noticed", lang))
    log.cell(row=HEADING_ROW + 1, column=3, value=example[2])
    book.save(path)
    logged = read_log(path, plan)

    assert example == example_row(sheet_columns(plan, None, load_synonyms(), lang), plan, load_synonyms(), lang)
    assert example[0].endswith("09:12")
    assert (len(logged.record.rows), logged.problems) == (1, ())


def test_times_with_and_without_a_day_are_read_from_the_cells_of_the_sheet(sheet, lang):
    book: Any = load_workbook(sheet)
    log = book.worksheets[0]
    for number, moment in enumerate((datetime(2026, 3, 10, 8, 30), time(8, 45), datetime(2026, 3, 10, 9, 0)), HEADING_ROW + 1):
        log.cell(row=number, column=1).value = moment
        log.cell(row=number, column=1).number_format = log.cell(row=HEADING_ROW + 9, column=1).number_format
        log.cell(row=number, column=2, value=load_synonyms().word("kind", "noticed", lang))
        log.cell(row=number, column=3, value="head")
    book.save(sheet)

    assert [row.time for row in read_log(sheet, PLAN).record.rows] == [0, 15, 30]


def test_the_sheet_prints_as_a_form_on_a4(sheet):
    book: Any = load_workbook(sheet)
    for page in book.worksheets[:2]:
        setup = page.page_setup
        assert (int(setup.paperSize), setup.orientation, setup.fitToWidth, setup.fitToHeight) == (9, "landscape", 1, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in page.oddFooter.right.text
    log = book.worksheets[0]
    last = HEADING_ROW + FORM_ROWS
    widths = [log.column_dimensions[letter].width for letter in "ABCDEFGH"]

    assert log.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert log.print_area.endswith(f"$A$1:$H${last}")
    assert ON_PAPER == 8
    assert sum(widths) <= 145  # signs; A4 across holds some 145 at full size
    assert widths[0] >= len("2026-03-10 09:12") + 2  # else a date is printed as ###
    assert all(log.row_dimensions[row].height >= 24 for row in range(HEADING_ROW + 1, last + 1))
    assert all(cell.border.top.style == cell.border.left.style == "thin" for row in log.iter_rows(HEADING_ROW, last, 1, 8) for cell in row)


def test_the_cell_beside_the_word_of_completeness_stands_alone_in_its_row_and_offers_everybody(sheet, lang):
    book: Any = load_workbook(sheet)
    log = book.worksheets[0]
    rule = next(rule for rule in log.data_validations.dataValidation if str(rule.sqref) == f"B{COMPLETE_ROW}")
    column = rule.formula1.split("!")[1].split("$")[1]

    assert [cell.value for cell in log[COMPLETE_ROW] if cell.value] == ["记录完整：" if lang == "zh" else "complete:"]
    assert book.worksheets[2][f"{column}2"].value == ("全部" if lang == "zh" else "all")


def test_a_scenario_brings_its_objectives_expected_acts_and_events_and_the_log_still_reads_back(tmp_path, lang):
    inputs = assemble(locate("high-water"))
    checklist, path = checklist_of(inputs, lang), tmp_path / "sheet.xlsx"
    write_log_sheet(inputs.plan, inputs.resources, path, lang, scenario=inputs.scenario, checklist=checklist)
    book: Any = load_workbook(path)
    log, ticks, lists = book.worksheets[0], book.worksheets[1], book.worksheets[-1]
    text = [str(cell.value) for row in ticks for cell in row if cell.value]
    act = checklist.acts[0]
    title = inputs.scenario.event[0].title.of(lang)
    for place, value in enumerate((time(8, 30), load_synonyms().word("kind", "noticed", lang), act.who, None, None, None, title), 1):
        log.cell(row=HEADING_ROW + 1, column=place, value=value)
    book.save(path)
    logged = read_log(path, inputs.plan, inputs.resources)

    assert {*checklist.objectives, act.title, act.who, act.to, act.limit, act.clause} <= set(text)
    assert text.count("☐") == len(checklist.objectives) + len(checklist.acts) + len(checklist.expected)
    assert lists["G2"].value == title
    assert [row.about for row in logged.record.rows] == [title]
    assert logged.problems == ()


def test_where_only_a_reading_supplies_a_number_the_checklist_says_so():
    limits = {act.title: act.limit for act in checklist_of(assemble(locate("district-gate")), "en").acts}

    assert limits["first word by phone from the responsible unit"] == "10 min (by a reading)"


@pytest.mark.parametrize(("text", "safe"), [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a\x00b", "ab"), ("a=1", "a=1")])
def test_text_that_begins_like_a_formula_is_shielded(text, safe):
    assert safe_text(text) == safe
