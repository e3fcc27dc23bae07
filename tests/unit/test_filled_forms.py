"""An evaluation form that comes back filled in says what the evaluators' file would; what is wrong in it is told by its cell."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from analysis.papers.books import book_of
from analysis.papers.evaluator import read_evaluation
from analysis.papers.given import PaperGiven
from sim.errors import InputError
from sim.words import LANGUAGES, words
from tests.unit.judged_log import PLAN, judged


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    report = judged(tmp_path_factory.mktemp("log"))
    given = PaperGiven(report=report, plan=PLAN, resources=None, scenario=None, place="log.csv", command="")
    return {lang: book_of("evaluation", given, lang) for lang in LANGUAGES}


class Form:
    """A form in the hands of somebody who fills it in."""

    def __init__(self, data):
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        heads, keys = next((number, row) for number, row in enumerate(self.sheet.iter_rows(), 1) if row[0].value == "drill:number")
        self.column = {str(cell.value).removeprefix("drill:"): place for place, cell in enumerate(keys, 1)}
        self.by = next(number for number, row in enumerate(self.sheet.iter_rows(), 1) if any(cell.value == "drill:by-whom" for cell in row))
        below = range(heads + 1, self.sheet.max_row + 1)
        self.rows = {self.at(row, "item-id").value: row for row in below if self.at(row, "item-id").value}

    def at(self, row, key):
        return self.sheet.cell(row, self.column[key])

    def fill(self, item, rating, remark=None):
        self.at(self.rows[item], "confirmed").value, self.at(self.rows[item], "remarks").value = rating, remark

    def sign(self, role="lead evaluator", time=datetime(2026, 3, 10, 16, 30)):
        self.at(self.by, "proposed").value, self.at(self.by, "confirmed").value = role, time

    def agree(self, *but):
        for item, row in self.rows.items():
            if item not in but:
                self.fill(item, self.at(row, "proposed").value if self.has_proposal(row) else None)

    def has_proposal(self, row):
        return self.at(row, "proposed").value not in {
            words(lang).named("item-state", state) for lang in LANGUAGES for state in ("not rated", "not applicable")
        }

    def read(self, folder):
        self.book.save(folder / "form.xlsx")
        return read_evaluation(folder / "form.xlsx")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_form_says_nothing(forms, lang, tmp_path):
    found = Form(forms[lang]).read(tmp_path)

    assert (found.overrides, found.confirmed) == ((), None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_agrees_with_all_confirms_the_whole_and_overrides_what_they_changed(forms, lang, tmp_path):
    form = Form(forms[lang])
    form.sign()
    form.agree()
    form.fill("right-person", {"zh": "差", "en": "poor"}[lang], "somebody else began")
    found = form.read(tmp_path)

    assert found.confirmed == {"role": "lead evaluator", "time": "2026-03-10T16:30:00"}
    assert [(one.form, one.item, one.rating, one.reason) for one in found.overrides] == [
        ("mobilisation", "right-person", "poor", "somebody else began")
    ]


def test_where_an_item_is_left_blank_only_what_is_filled_counts(forms, tmp_path):
    form = Form(forms["en"])
    form.sign(time="in the afternoon")
    form.agree("right-person")
    found = form.read(tmp_path)

    assert found.confirmed is None
    assert "right-person" not in {one.item for one in found.overrides}
    assert {one.reason for one in found.overrides} == {"agrees with the proposal"}
    assert {one.time for one in found.overrides} == {"in the afternoon"}


def test_rows_and_columns_may_be_put_in_between(forms, tmp_path):
    form = Form(forms["en"])
    form.sign()
    form.fill("right-person", "not applicable", "no start was asked for")
    form.sheet.insert_cols(2)
    form.sheet.insert_rows(9)
    found = form.read(tmp_path)

    assert [(one.item, one.rating) for one in found.overrides] == [("right-person", "not applicable")]


@pytest.mark.parametrize(
    ("change", "key", "told"),
    [
        (lambda form: form.fill("right-person", "splendid", "why not"), "confirmed", "splendid"),
        (lambda form: form.fill("right-person", "poor"), "remarks", "remark"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(forms, tmp_path, change, key, told):
    form = Form(forms["en"])
    form.sign()
    change(form)

    with pytest.raises(InputError) as caught:
        form.read(tmp_path)
    assert f"evaluation!{form.at(form.rows['right-person'], key).coordinate}" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(("role", "time"), [(None, "now"), ("lead", None)])
def test_a_rating_by_nobody_or_at_no_time_is_refused(forms, tmp_path, role, time):
    form = Form(forms["en"])
    form.sign(role, time)
    form.fill("right-person", "poor", "seen")

    with pytest.raises(InputError):
        form.read(tmp_path)


def test_another_workbook_is_refused_in_words(forms, tmp_path):
    form = Form(forms["en"])
    form.sheet.delete_rows(next(row[0].row for row in form.sheet.iter_rows() if row[0].value == "drill:number"))

    with pytest.raises(InputError, match="no evaluation form"):
        form.read(tmp_path)
    (tmp_path / "torn.xlsx").write_bytes(forms["en"][:500])
    with pytest.raises(InputError):
        read_evaluation(tmp_path / "torn.xlsx")
