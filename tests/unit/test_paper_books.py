"""Papers as workbooks: the same bytes each time, pages that print, ratings that a person confirmed, every finding once."""

import io
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from analysis.forms.model import Override
from analysis.papers.books import book_of
from analysis.papers.evaluator import CorrectiveAction, Evaluation
from analysis.papers.findings import findings_of
from analysis.papers.given import PaperGiven
from analysis.printed_sheets import lines_of
from analysis.report.as_book import judged_book
from sim.vocabulary import PAPER_FORMS
from sim.words import LANGUAGES, words
from sim.workbook_file import text_of_header
from tests.unit.judged_log import LOG, PLAN, judged

OPEN = LOG.replace("09:30,notified", ",notified")
OVERRIDE = Override(form="mobilisation", item="right-person", rating="poor", role="lead", time="2026-03-10T16:30", reason="=seen in the room")
FORMS = PAPER_FORMS[".xlsx"]


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    def of(text=LOG, **options):
        report = judged(tmp_path_factory.mktemp("log"), text, **options)
        return PaperGiven(report=report, plan=PLAN, resources=None, scenario=None, place="night & day.csv", command="drill judge")

    return of


@pytest.fixture(scope="module")
def books(given):
    made = {(form, lang): book_of(form, given(OPEN), lang) for form in FORMS for lang in LANGUAGES}
    return made | {("judged", lang): judged_book(given(OPEN).report, lang) for lang in LANGUAGES}


def opened(data):
    return load_workbook(io.BytesIO(data))


def shown(sheet):
    """The cells that stand on pages."""
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None and getattr(cell, "column_letter", "") not in hidden]


def rows_of(sheet, heading):
    """Rows below the headings, by heading."""
    at = next(number for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if heading in row)
    heads = [cell.value for cell in sheet[at]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=at + 1, values_only=True)]


def test_the_same_inputs_give_the_same_bytes_and_no_time_of_saving(given, books):
    for form in FORMS:
        assert book_of(form, given(OPEN), "zh") == books[form, "zh"]
    for data in books.values():
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            assert b"<dcterms" not in parts.read("docProps/core.xml")  # no moment; a namespace may be named
            assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_page_has_its_headings_its_number_and_what_it_is(books):
    for (form, lang), data in books.items():
        for sheet in opened(data):
            if sheet.sheet_state == "hidden":
                continue
            assert (sheet.page_setup.fitToWidth, sheet.page_setup.paperSize, sheet.page_setup.orientation) == (1, 9, "landscape")
            assert "&P" in sheet.oddFooter.right.text
            assert sheet.oddHeader.left.text
            assert sheet.oddHeader.center.text == words(lang)("paper.exercise-log")  # a log that is judged may be of the real thing
            if form != "judged":
                assert sheet.print_title_rows
            assert all(sheet.row_dimensions[cell.row].height for cell in shown(sheet))


def test_no_cell_is_a_formula_and_no_id_stands_on_a_page(books):
    ids = {duty.id for duty in PLAN.duty if "-" in duty.id}
    for data in books.values():
        for sheet in opened(data):
            cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert not [cell.value for cell in cells if cell.data_type == "f" or str(cell.value).startswith(("=", "@"))]
            if sheet.sheet_state == "visible":
                assert not [cell.value for cell in shown(sheet) if any(id_ in str(cell.value) for id_ in ids)]


def test_each_item_is_proposed_and_only_a_person_confirms(given):
    empty = rows_of(opened(book_of("evaluation", given(), "en"))["evaluation"], "confirmed rating")
    filled = rows_of(opened(book_of("evaluation", given(overrides=(OVERRIDE,)), "en"))["evaluation"], "confirmed rating")
    titles = [item.item.title.en for form in given().report.forms for item in form.items]

    assert [row["item"] for row in empty if row["item"] in titles] == titles
    assert not any(row["confirmed rating"] for row in empty)
    by_person = {row["item"]: (row["proposed rating"], row["confirmed rating"], row["remarks"]) for row in filled if row["item"] in titles}
    assert [one for one in by_person.values() if one[1]] == [("excellent", "poor", "'=seen in the room (lead, 10 March 2026, 16:30)")]


def test_a_form_that_was_confirmed_holds_who_did_and_every_rating(given):
    by = {"role": "lead evaluator", "time": "2026-03-10T17:00"}
    report = replace(given(confirmed=by), evaluation=Evaluation(confirmed=by))
    sheet = opened(book_of("evaluation", report, "en"))["evaluation"]
    cells = [cell.value for cell in shown(sheet)]

    assert {"lead evaluator", "10 March 2026, 17:00"} <= set(cells)
    rated = [item for form in report.report.forms for item in form.items if item.rating is not None]
    assert rated
    confirmed = [row["confirmed rating"] for row in rows_of(sheet, "confirmed rating") if row["item"] in {one.item.title.en for one in rated}]
    assert all(confirmed)


def test_confirmed_ratings_are_chosen_from_those_of_the_scale(given):
    book = opened(book_of("evaluation", given(), "en"))
    report = given().report
    lists = next(sheet for sheet in book if sheet.sheet_state == "hidden")

    offered = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
    assert offered == [[*(grade.name.en for grade in form.form.scale.grade), "not applicable"] for form in report.forms]
    ranges = [str(rule.sqref) for rule in book["evaluation"].data_validations.dataValidation]
    assert len(ranges) == len(report.forms)


@pytest.mark.parametrize("text", [LOG, OPEN])
def test_every_finding_stands_on_the_list_once_or_in_what_to_ask_for(given, text):
    paper = given(text)
    book = opened(book_of("problems", paper, "en"))
    problems = [row["key"] for row in rows_of(book["problems"], "what would mend it") if row["key"]]
    asked = [key for row in rows_of(book["to ask for"], "what to ask for") for key in row["key"].split()] if "to ask for" in book.sheetnames else []
    findings = findings_of(paper.report)

    assert problems == [one.key for one in findings if one.kind != "cannot-be-judged"]
    assert sorted(asked) == sorted(one.key for one in findings if one.kind == "cannot-be-judged")
    assert len(asked) == (2 if text is OPEN else 1)  # without a date, a limit of working days is open in both


def test_what_the_evaluators_settled_takes_the_place_of_what_is_proposed(given):
    key = "late:tell-neighbours:mill"
    actions = (
        CorrectiveAction(finding=key, what="have a list of numbers", owner="the mill", due="2026-04-30"),
        CorrectiveAction(finding="own:radio", what="new batteries", owner="the town"),
    )
    paper = replace(given(), evaluation=Evaluation(actions=actions, exercise={"name": "the spring drill"}))
    sheet = opened(book_of("problems", paper, "en"))["problems"]
    rows = {row["key"]: row for row in rows_of(sheet, "what would mend it") if row["key"]}

    assert (rows[key]["what would mend it"], rows[key]["owner"], rows[key]["due date"]) == ("have a list of numbers", "the mill", "30 April 2026")
    assert rows["own:radio"]["what would mend it"] == "new batteries"
    assert "the spring drill" in sheet.oddHeader.left.text
    others = [row for other, row in rows.items() if other not in (key, "own:radio")]
    assert not any(row["owner"] for row in others)


@pytest.mark.parametrize(
    ("text", "width", "least", "most"), [("", 10, 1, 1), ("短", 10, 1, 1), ("字" * 30, 21, 3, 4), ("word " * 20, 21, 5, 7), ("a\nb\nc", 9, 3, 3)]
)
def test_a_row_is_as_high_as_its_text_is_broken(text, width, least, most):
    assert least <= lines_of(text, width) <= most
    assert lines_of(text, width / 2) >= lines_of(text, width)
    assert lines_of(text + text, width) >= lines_of(text, width)


@pytest.mark.parametrize("name", ["log\x1b[31m\uffff.csv", "R&D & more", "&" * 300, "长" * 300])
def test_a_header_holds_any_name_and_stays_within_what_excel_reads(name: str) -> None:
    said = text_of_header(name)

    assert said.replace("&&", "").count("&") == 0
    assert len(said) <= 101
    assert not set(said) & set("\x1b\uffff")
