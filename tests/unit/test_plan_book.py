"""A plan as a workbook: whatever a plan says is read back as it was, and what a clerk gets wrong is told by sheet, row and column."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.planbook.cells import cell_of, value_of
from analysis.planbook.headings import headings_of
from analysis.planbook.names import BookNames
from analysis.planbook.opened import NoValue, SheetCells
from analysis.planbook.read import read_plan_book, read_sheets
from analysis.planbook.rows import rows_of
from analysis.planbook.shapes import LONGEST_TITLE, BookColumn, Holds, plan_sheets
from analysis.planbook.toml_text import toml_file, toml_value
from analysis.planbook.typed import text_of
from analysis.planbook.write import plan_book
from sim.documents import parse_toml, read_toml
from sim.errors import InputError
from sim.plan.loader import check_plan_document, load_plan
from sim.text import Closed, Ref, digest
from sim.words import LANGUAGES, Phrase, RefusedError, words
from tests.command.pages import blocks
from tests.command_line import command
from tests.sources import ROOT

KEYS = ROOT / "tests" / "keys" / "plan.toml"
PLANS = (KEYS, ROOT / "tests" / "property" / "every_key.plan.toml", *sorted((ROOT / "scenarios").glob("*/plan.toml")))
DATA = read_toml(KEYS)
NAMES = BookNames.of(DATA)
COLUMNS = tuple(column for sheet in plan_sheets() for column in sheet.columns)


def sheets_of(data: dict[str, Any], lang: str) -> tuple[SheetCells, ...]:
    """The sheets of a plan as a workbook of it holds them, without the file."""
    names = BookNames.of(data)
    made = []
    for sheet in plan_sheets():
        rows = [
            tuple(column.heading(lang) for column in sheet.columns),
            *(tuple(cell or None for cell in row) for row in rows_of(sheet, data, names, lang)),
        ]
        made.append(SheetCells(sheet.title(lang), hidden=False, rows=dict(enumerate(rows, 3)), merged=()))
    return tuple(made)


def changed(sheets: tuple[SheetCells, ...], sheet: str, row: int, heading: str, value: Any, lang: str = "en") -> tuple[SheetCells, ...]:
    """The same with another cell."""
    place = sheets[[one.title for one in sheets].index(sheet)].rows[3].index(heading)
    return tuple(one if one.title != sheet else put(one, row, place, value) for one in sheets)


def put(sheet: SheetCells, row: int, place: int, value: Any) -> SheetCells:
    cells = list(sheet.rows.get(row, (None,) * len(sheet.rows[3])))
    cells[place] = value
    return SheetCells(sheet.title, sheet.hidden, {**sheet.rows, row: tuple(cells)}, sheet.merged)


def without_empty(value: Any) -> Any:
    """Tables without lists in which nothing stands: where nothing is written these are empty too."""
    if isinstance(value, dict):
        return {key: without_empty(held) for key, held in value.items() if held != []}
    return [without_empty(one) for one in value] if isinstance(value, list) else value


# -- what is written is what is read ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.parent.name)
def test_a_plan_comes_back_as_it_was(file: Path, lang: str) -> None:
    data, plan = read_toml(file), load_plan(file)
    read = read_sheets(sheets_of(data, lang), "book", lang)
    again = parse_toml(toml_file(read.tables), "again")

    assert without_empty(dict(again)) == without_empty(dict(data))
    assert check_plan_document(again, "again") == read.plan == plan
    assert digest(read.plan) == digest(plan)
    assert [list(again), *(list(entry) for entry in again["duty"])] == [list(read.tables), *(list(entry) for entry in read.tables["duty"])]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    file.write_bytes(plan_book(DATA, "plan", "zh"))
    return file


def test_it_comes_back_through_the_file_of_the_workbook(book: Path) -> None:
    assert read_plan_book(book, "en").plan == load_plan(KEYS)  # whatever the reader's language
    assert plan_book(DATA, "plan", "zh") == book.read_bytes()


def test_a_text_is_never_a_formula(tmp_path: Path) -> None:
    data = parse_toml(KEYS.read_text("utf-8"), "plan")
    data["body"][0]["name"] = {"zh": "=1+1", "en": "@SUM(A1)"}
    file = tmp_path / "plan.xlsx"
    file.write_bytes(plan_book(data, "plan", "en"))
    cells = [cell for sheet in openpyxl.load_workbook(file).worksheets if sheet.sheet_state == "visible" for row in sheet.iter_rows() for cell in row]

    assert "=1+1" in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert read_plan_book(file, "en").plan.body[0].name.of("zh") == "=1+1"


SIGNS = st.sampled_from(
    ["、", "；", ";", ",", "，", "\n", '"', "\\", "=", "[", "{", "}", " ", "\u3000", "\r", "\x0b", "@", "_x0041_", "true", "是", "1", "a", "信访局"]
)
TEXTS = st.lists(SIGNS, max_size=6).map("".join) | st.text(max_size=6)


def words_for(holds: Holds) -> st.SearchStrategy[str]:
    """Texts, ids and names that a cell of a kind may hold."""
    kinds = [kind for mark in holds.marks if isinstance(mark, Ref) for kind in mark.kinds]
    known = [
        *holds.words,
        *(id_ for kind in kinds for id_ in NAMES.ids.get(kind, ())),
        *(name for kind in kinds for name in NAMES.meant.get(kind, {})),
    ]
    return TEXTS | st.sampled_from(sorted(known)) if known else TEXTS


def values_for(holds: Holds) -> st.SearchStrategy[Any]:
    """Values that a column may hold, by what its field lets stand."""
    one = words_for(holds)
    found: list[st.SearchStrategy[Any]] = []
    if holds.text or holds.anything:
        found.append(one)
    if (holds.flag and (holds.text or not holds.several)) or holds.anything:
        found.append(st.booleans())
    if holds.anything:
        found += [st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False, width=32), st.lists(TEXTS, max_size=2)]
    if holds.several:
        found.append(st.lists(one | st.booleans() if holds.flag else one, max_size=4))
    if holds.table:
        found.append(st.fixed_dictionaries({"limit": TEXTS, "from": TEXTS | st.fixed_dictionaries({"reading": TEXTS})}))
    if holds.any_key:
        found.append(st.fixed_dictionaries({holds.any_key: st.lists(one, min_size=1, max_size=3)}))
    if holds.pairs is not None:
        found.append(st.dictionaries(words_for(holds.pairs[0]), values_for(holds.pairs[1]), min_size=1, max_size=3))
    return st.one_of(found)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_a_cell_says_is_read_as_it_was_meant(data: st.DataObject) -> None:
    column: BookColumn = data.draw(st.sampled_from(COLUMNS))
    lang = data.draw(st.sampled_from(LANGUAGES))
    value = data.draw(values_for(column.holds))
    cell = cell_of(value, column.holds, NAMES, lang)

    assert cell
    assert toml_value(value_of(cell.strip(), column.holds, NAMES)) == toml_value(value)
    assert not set(cell) & {"\r", "\x0b", "\x00"}  # what a workbook would not keep


def test_the_commands_take_a_plan_there_and_back_and_replace_nothing_of_anybodys(tmp_path: Path) -> None:
    for args in (("plan", "write", "reservoir", "--out", "plan.xlsx"), ("plan", "read", "plan.xlsx", "--out", "again.toml")):
        done = command(*args, "--lang", "zh", cwd=tmp_path, pictures=False)
        assert (done.returncode, done.stderr) == (0, "")
    differs = command("plan", "diff", "reservoir", "again.toml", "--json", cwd=tmp_path, pictures=False)
    runs = [command("run", "high-water", *of, "--json", cwd=tmp_path, pictures=False).stdout for of in ((), ("--plan", "again.toml"))]
    (tmp_path / "again.toml").write_text((tmp_path / "again.toml").read_text("utf-8") + "# mine\n", encoding="utf-8")
    (tmp_path / "other.xlsx").write_bytes(b"mine")

    assert json.loads(differs.stdout)["changes"] == []
    assert runs[0] == runs[1] != ""
    assert (tmp_path / "again.toml").read_text("utf-8").startswith("#:schema ./schemas/plan.json\n[plan]\n")
    assert (tmp_path / "schemas" / "plan.json").is_file()
    assert command("plan", "read", "plan.xlsx", "--out", "again.toml", cwd=tmp_path, pictures=False).returncode == 2
    assert command("plan", "write", "reservoir", "--out", "other.xlsx", cwd=tmp_path, pictures=False).returncode == 2
    assert (tmp_path / "other.xlsx").read_bytes() == b"mine"


# -- sheets and columns ---------------------------------------------------------------------------------------------------------------


def test_every_sheet_and_column_has_a_name_of_its_own_in_every_language() -> None:
    for lang in LANGUAGES:
        titles = [words(lang).tell(sheet.told) for sheet in plan_sheets()]
        assert len({title.casefold() for title in titles}) == len(titles)
        assert [title for title in titles if len(title) > LONGEST_TITLE or set(title) & set("[]:*?/\\")] == []
    for sheet in plan_sheets():
        for place, column in enumerate(sheet.columns):
            named = [
                headings_of(sheet)[name]
                for lang in LANGUAGES
                for name in ("".join(column.heading(lang).split()).casefold().replace("（", "(").replace("）", ")").replace("·", "."),)
            ]
            assert named == [place] * len(LANGUAGES), (sheet.keys, column.path)


def test_every_key_of_the_grammar_has_a_column_or_a_sheet() -> None:
    """The plan of all keys is written without a loss; here: no key of an entry is without a place."""
    for sheet in plan_sheets():
        parts = {one.keys[1] for one in plan_sheets() if one.keys[:1] == sheet.keys and len(one.keys) > 1}
        assert set(sheet.entry_keys) <= {column.path[0] for column in sheet.columns if column.path} | parts


def test_cells_offer_what_they_may_hold(book: Path) -> None:
    """Each column of a closed list, of yes and no, or of what another sheet names, has a drop-down that ends where its words do."""
    opened = openpyxl.load_workbook(book)
    for sheet in plan_sheets():
        rules = {str(rule.sqref).partition("4")[0]: rule for rule in opened[sheet.title("zh")].data_validations.dataValidation}
        for column, rule in zip(sheet.columns, rules.values(), strict=True):
            chosen = column.holds.flag and not column.holds.says("choice")  # a reading's choices are its own
            offers = chosen or any(isinstance(mark, Closed | Ref) for mark in column.holds.marks)
            assert (rule.type == "list") == (offers or column.holds.says("form")), column.path
            assert rule.prompt
    force = next(rule for rule in opened["职责"].data_validations.dataValidation if rule.promptTitle == "约束力")
    lists = opened["可选词"]
    column = force.formula1.split("!$")[1].split("$")[0]
    assert [lists[f"{column}{row}"].value for row in range(3, 8)] == ["必须", "视需要", "可以", "平时应做到", "不得"]
    assert lists[f"{column}2"].value == "=5"


# -- what a clerk writes --------------------------------------------------------------------------------------------------------------


def holds_of(*path: str) -> Holds:
    return next(column.holds for sheet in plan_sheets() for column in sheet.columns if sheet.keys == path[:1] and column.path == path[1:])


@pytest.mark.parametrize(
    ("path", "cell", "value"),
    [
        (("duty", "on"), "定级", "classified"), (("duty", "on"), "graded; 发现", ["classified", "noticed"]),
        (("duty", "on"), "定级、", ["classified"]),
        (("duty", "act"), "give notice", "notify"), (("duty", "force"), "不得", "must not"), (("duty", "partial"), "是", True),
        (("duty", "partial"), "No", False), (("duty", "bearer"), "未规定", "none stated"), (("duty", "bearer"), "经办方的上级", "@actor.superior"),
        (("duty", "to"), "@to、经办方", ["@to", "@actor"]), (("duty", "to"), "任一：接收方；经办方", {"any": ["@to", "@actor"]}),
        (("duty", "to"), "any of: the recipient", {"any": ["@to"]}), (("duty", "within"), "30分钟", "30分钟"),
        (("duty", "within"), '{ limit = "30 min", from = "received" }', {"limit": "30 min", "from": "received"}),
        (("duty", "daily"), "08:00\n17:00", ["08:00", "17:00"]), (("duty", "form"), "初报", "initial"), (("duty", "note", "zh"), "甲、乙", "甲、乙"),
        (("body", "aliases"), "甲,乙；丙", ["甲,乙", "丙"]), (("fact", "default"), "否", False), (("fact", "default"), "3", 3),
        (("duty", "when"), "kind_of_harm == ‘fire’ and （dead ＞＝ 3）", "kind_of_harm == 'fire' and (dead >= 3)"), (("duty", "when"), "‘", "‘"),
        (("duty", "within"), "｛ limit = “30 min”，from = “received” ｝", {"limit": "30 min", "from": "received"}),
        (("reading", "choices"), "是、否", [True, False]), (("duty", "channel"), "电话，专人", ["phone", "runner"]),
    ],
)  # fmt: skip
def test_cells_are_read_as_a_clerk_writes_them(path: tuple[str, ...], cell: str, value: Any) -> None:
    assert value_of(cell, holds_of(*path), NAMES) == value


def test_a_name_with_the_sign_between_words_stays_whole() -> None:
    data = {"body": [{"id": "a", "name": "县委、县政府"}, {"id": "b", "name": {"zh": "信访局", "en": "bureau"}}]}
    names, holds = BookNames.of(data), holds_of("duty", "to")

    assert value_of("信访局、县委、县政府、@to", holds, names) == ["b", "a", "@to"]
    assert cell_of(["a", "b"], holds, names, "zh") == "县委、县政府、信访局"


def test_a_name_of_several_is_asked_about_and_not_written() -> None:
    names, holds = BookNames.of({"body": [{"id": "a", "name": "科"}, {"id": "b", "name": "科"}]}), holds_of("duty", "bearer")

    assert cell_of("a", holds, names, "zh") == "a"
    with pytest.raises(RefusedError) as refused:
        value_of("科", holds, names)
    assert refused.value.allowed == ("a", "b")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("duty", "id"), 3.0, "3"), (("duty", "clause"), 5, "5"), (("duty", "clause"), 4.15, "4.15"), (("duty", "clause"), 4.1, None),
        (("duty", "clause"), datetime(2001, 4, 1), None), (("duty", "daily"), time(8, 0), "08:00"), (("duty", "daily"), timedelta(days=1), "24:00"),
        (("duty", "within"), time(1, 30), None), (("duty", "every"), timedelta(hours=30), None), (("duty", "partial"), True, "true"),
        (("duty", "note", "zh"), True, None), (("duty", "note", "zh"), date(2026, 3, 1), None), (("fact", "default"), False, "false"),
        (("fact", "default"), 2.5, "2.5"), (("duty", "to"), NoValue("#N/A", formula=False), None),
        (("duty", "to"), NoValue("=A1", formula=True), None),
    ],
)  # fmt: skip
def test_what_a_program_made_of_what_was_typed_is_read_as_meant_or_asked_about(path: tuple[str, ...], value: Any, said: str | None) -> None:
    if said is None:
        with pytest.raises(RefusedError):
            text_of(value, holds_of(*path))
    else:
        assert text_of(value, holds_of(*path)) == said


def test_one_language_stands_for_both() -> None:
    sheets = changed(changed(sheets_of(DATA, "en"), "body", 4, "note (Chinese)", "设在局内"), "body", 4, "note (English)", None)

    assert read_sheets(sheets, "book", "en").plan.body[0].note.of("en") == "设在局内"


# -- what is wrong --------------------------------------------------------------------------------------------------------------------


def faults_of(sheets: tuple[SheetCells, ...], lang: str = "en") -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        read_sheets(sheets, "book.xlsx", lang)
    return [(one.place, one.problem.code if isinstance(one.problem, Phrase) else "") for one in refused.value.mistakes]


def test_all_that_is_wrong_is_told_at_once_by_sheet_row_and_column() -> None:
    """What cells cannot say, what does not lead anywhere, and what the loader finds, each once and in the order of the workbook."""
    sheets = sheets_of(DATA, "en")
    for sheet, row, heading, value in (
        ("fact", 4, "type", "one off"), ("post", 4, "body", None), ("grade · any of", 4, "grade", "nonsense"), ("duty", 4, "bearer", "the buraeu"),
        ("duty", 5, "limit", time(1, 30)), ("duty", 6, "limit", 30), ("duty", 7, "condition", "nothing == 1"),
        ("duty", 8, "may be sent in part", "maybe"),
        ("duty", 9, "clause", None), ("duty", 10, "recipients", "{ any = [oops }"),
    ):  # fmt: skip
        sheets = changed(sheets, sheet, row, heading, value)
    place = {one.title: one.rows[3] for one in sheets}

    def at(sheet: str, row: int, heading: str) -> str:
        from openpyxl.utils import get_column_letter

        return f"{sheet}!{get_column_letter(place[sheet].index(heading) + 1)}{row} › {heading}"

    assert faults_of(sheets) == [
        (at("fact", 4, "type"), "shape.cannot-stand-here"), (at("post", 4, "body"), "planbook.blank"),
        (at("grade · any of", 4, "grade"), "inputs.unknown"), (at("duty", 4, "bearer"), "inputs.unknown"),
        (at("duty", 5, "limit"), "planbook.typed-time"), (at("duty", 6, "limit"), "values.no-length"),
        (at("duty", 7, "condition"), "conditions.unknown-name"), (at("duty", 8, "may be sent in part"), "planbook.no-flag"),
        (at("duty", 9, "clause"), "planbook.blank"), (at("duty", 10, "recipients"), "planbook.no-braces"),
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "page", "sheet", "headings", "bearer"), [
    ("en", "plan-workbook.md", "duty", ("bearer", "clause", "limit"), "district petiton bureau"),
    ("zh", "plan-workbook.zh-CN.md", "职责", ("承担者", "条款", "时限"), "区信防局"),
])  # fmt: skip
def test_the_page_shows_what_is_said(lang: str, page: str, sheet: str, headings: tuple[str, str, str], bearer: str) -> None:
    shown = next(block.text for block in blocks(ROOT / "docs" / page) if "petition_bureau" in block.text)
    sheets = sheets_of(read_toml(ROOT / "scenarios" / "shanting" / "plan.toml"), lang)
    for row, heading, value in zip((5, 10, 6), headings, (bearer, None, time(1, 30)), strict=True):
        sheets = changed(sheets, sheet, row, heading, value)
    with pytest.raises(InputError) as refused:
        read_sheets(sheets, "plan.xlsx", lang)

    told = refused.value.told(lang).splitlines()
    assert len(told) == len(shown.splitlines())
    assert all(said.startswith(line.rstrip("…").rstrip(", ")) for said, line in zip(sorted(told), sorted(shown.splitlines()), strict=True))


def test_rows_of_a_long_workbook_count_as_wide_as_they_are(tmp_path: Path) -> None:
    """It is refused for what it is, and not for its size."""
    book: Any = openpyxl.Workbook()
    for row in range(1, 2500):
        book.active.cell(row=row, column=1, value="x")
    book.save(tmp_path / "long.xlsx")

    with pytest.raises(InputError, match="no sheet of a plan's workbook"):
        read_plan_book(tmp_path / "long.xlsx", "en")


def test_rows_that_belong_to_nobody_and_cells_that_are_merged_are_told() -> None:
    sheets = sheets_of(DATA, "zh")
    title = "事件级别·任一情形"
    sheets = changed(sheets, title, 4, "事件级别", None)
    sheets = tuple(SheetCells(one.title, one.hidden, one.rows, ((5, 2),)) if one.title == title else one for one in sheets)

    assert set(faults_of(sheets, "zh")) >= {(f"{title}!4", "planbook.no-owner"), (f"{title}!B5 › 条款", "planbook.merged")}


def test_sheets_and_headings_that_are_missing_or_strange_are_told() -> None:
    sheets = sheets_of(DATA, "en")
    renamed = tuple(SheetCells("duty (2)", one.hidden, one.rows, ()) if one.title == "duty" else one for one in sheets)
    unheaded = changed(sheets, "duty", 3, "clause", None)
    strange = changed(changed(sheets, "duty", 4, "note (English)", "x"), "duty", 3, "note (English)", "remarks")
    with pytest.raises(InputError) as refused:
        read_sheets(renamed, "book.xlsx", "en")

    assert [one.place for one in refused.value.mistakes] == ["duty"]
    assert "duty (2)" in refused.value.told("en")
    assert ("duty!3", "planbook.column-missing") in faults_of(unheaded)
    assert [code for _, code in faults_of(strange)] == ["planbook.column-unknown"]
    assert faults_of((SheetCells("x", hidden=False, rows={1: ("a",)}, merged=()),)) == [("", "planbook.foreign")]
    assert read_sheets((*sheets, SheetCells("draft", hidden=False, rows={1: ("a",)}, merged=())), "book.xlsx", "en").strange == ("draft",)


def damaged(book: Path) -> Iterator[bytes]:
    data = book.read_bytes()
    yield b""
    yield b"no workbook"
    yield b"\xd0\xcf\x11\xe0" + data
    yield data[:-2000]
    yield data[:5000] + b"x" * 5000 + data[10000:]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    yield made.getvalue()
    yield b"PK" + b"0" * (11 * 1024 * 1024)


def test_what_is_no_workbook_or_too_big_is_refused_in_words(book: Path, tmp_path: Path) -> None:
    codes = []
    for data in damaged(book):
        (tmp_path / "book.xlsx").write_bytes(data)
        with pytest.raises(InputError) as refused:
            read_plan_book(tmp_path / "book.xlsx", "zh")
        (mistake,) = refused.value.mistakes
        assert isinstance(mistake.problem, Phrase)
        codes.append(mistake.problem.code)

    assert codes == [
        "planbook.no-book",
        "planbook.no-book",
        "planbook.old-or-locked",
        "planbook.no-book",
        "planbook.no-book",
        "planbook.too-big",
        "inputs.too-big",
    ]
