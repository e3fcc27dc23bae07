"""The empty log sheet: what it offers, and that a filled one reads back."""

import io
import re
from datetime import time

import pytest
from openpyxl import load_workbook

from analysis.logs.cell_text import safe_text
from analysis.logs.reading import read_log
from analysis.logs.sheet import write_log_sheet
from analysis.logs.sheet_columns import sheet_columns
from analysis.logs.synonyms import load_synonyms, plain
from sim.inputs.assembly import find_plan
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
        "time", "kind", "actor", "to", "channel", "form", "about", "grade", "rooms", "power", "floor", "note",
    ]  # fmt: skip
    assert columns[-2].heading == "floor"  # its name would be taken for the time's
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
    book = load_workbook(sheet)

    assert [entry.sheet_state for entry in book.worksheets] == ["visible", "visible", "hidden"]
    log, lists = book.worksheets[0], book.worksheets[2]
    assert log.freeze_panes == "B2"
    fed = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in log.data_validations.dataValidation if rule.type == "list"}
    assert {place[0] for place in fed} == {"B", "C", "D", "E", "F", "H", "J", "K"}
    assert fed["C2"].endswith("!$C$2:$C$4")
    assert [lists["C2"].value, lists["C3"].value is not None] == ["'=门卫" if "记录" in book.sheetnames else "'@caretaker", True]
    assert all(not (isinstance(cell.value, str) and cell.value[:1] in "=+-@") for page in book for row in page for cell in row if cell.value)


def test_a_filled_sheet_reads_back(sheet, lang):
    book = load_workbook(sheet)
    log, lists = book.worksheets[0], book.worksheets[2]
    offered = {column: [cell.value for cell in lists[column][1:] if cell.value] for column in "BCDEF"}
    words = load_synonyms()
    rows = [
        [time(9, 0), words.word("kind", "noticed", lang), offered["C"][0]],
        [time(9, 4), words.word("kind", "reported", lang), offered["C"][0], offered["D"][1], words.word("channel", "phone", lang),
         words.word("form", "initial", lang), None, "严重" if lang == "zh" else "severe",
         "约3间", "是" if lang == "zh" else "yes", "upper"],
    ]  # fmt: skip
    for number, row in enumerate(rows, 2):
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
    book = load_workbook(path)
    said = [cell.value for page in book for row in page for cell in row if isinstance(cell.value, str)]
    said += [text for rule in book.worksheets[0].data_validations.dataValidation for text in (rule.prompt, rule.promptTitle, rule.error) if text]
    unnamed = {value for fact in plan.fact for value in fact.values if Names(lang, plan).value(fact.id, value) == value}
    unnamed |= {fact.unit for fact in plan.fact if fact.unit}  # a word of the plan's own

    strange = {text for text in said if (ENGLISH if lang == "zh" else CHINESE).search(text)}
    assert {text for text in strange if not any(value in text for value in unnamed)} == set()


@pytest.mark.parametrize(("text", "safe"), [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a\x00b", "ab"), ("a=1", "a=1")])
def test_text_that_begins_like_a_formula_is_shielded(text, safe):
    assert safe_text(text) == safe
