"""An exercise script says its scenario, and an edited one comes back as the edited scenario: nothing else changes, and nothing is dropped."""

from __future__ import annotations

import csv
import re
import tomllib
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analysis.scripts.book import HEADING_ROW, book_of, script_book
from analysis.scripts.keys import flat, put, settled, steps_of, value_of, written
from analysis.scripts.opened import open_script
from analysis.scripts.read import ReadScript, base_of, read_script
from analysis.scripts.rows import RowMaker
from sim.documents import read_toml
from sim.errors import InputError
from sim.inputs.assembly import Inputs, assemble, locate, shipped
from tests.command.pages import blocks
from tests.sources import ROOT

SCENARIOS = [*(name for name, _ in shipped("scenario")), "tests/keys/scenario.toml"]  # the last has every key that there is


@dataclass(frozen=True)
class Drilled:
    inputs: Inputs
    data: dict[str, Any]
    file: str


def drilled(name: str) -> Drilled:
    sources = locate(str(ROOT / name) if "/" in name else name)
    return Drilled(assemble(sources), dict(read_toml(sources.scenario)), str(sources.scenario))


@pytest.fixture(scope="module")
def gate() -> Drilled:
    return drilled("district-gate")


@pytest.fixture(scope="module")
def book(gate: Drilled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script of one scenario, in Chinese, with what the plan calls for."""
    path = tmp_path_factory.mktemp("scripts") / "script.xlsx"
    path.write_bytes(script_book(gate.inputs, gate.data, "zh", gate.file))
    return path


@pytest.fixture(scope="module")
def short(gate: Drilled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same without what the plan calls for, which nobody edits."""
    path = tmp_path_factory.mktemp("scripts") / "short.xlsx"
    path.write_bytes(book_of(RowMaker(gate.inputs, gate.data, "zh"), [], 0, gate.file))
    return path


def read(path: Path, of: Drilled, named: Drilled | None = None) -> ReadScript:
    opened = open_script(path)
    base = base_of(opened, None if named is None else (named.inputs, named.data))
    return read_script(opened, base, of.inputs.plan, of.inputs.resources, "zh")


class Edited:
    """A script that is opened in a program for sheets and saved again."""

    def __init__(self, path: Path) -> None:
        self.book: Any = load_workbook(path)
        self.sheet: Any = self.book.worksheets[0]
        self.details: Any = next(sheet for sheet in self.book.worksheets[1:] if sheet.sheet_state == "visible")
        self.columns: dict[Any, Any] = {cell.value: cell.column for cell in self.sheet[HEADING_ROW]}

    def row(self, id_: str, kind: str) -> int:
        return next(
            line for line in range(HEADING_ROW + 1, self.sheet.max_row + 1) if (self.get(line, "识别码"), self.get(line, "类别")) == (id_, kind)
        )

    def get(self, line: int, column: str) -> Any:
        return self.sheet.cell(line, self.columns[column]).value

    def put(self, line: int, **cells: Any) -> None:
        for column, value in cells.items():
            self.sheet.cell(line, self.columns["T+" if column == "T" else column]).value = value

    def add(self, **cells: Any) -> int:
        line: int = self.sheet.max_row + 1
        self.put(line, **cells)
        return line

    def detail(self, kind: str, id_: str, key: str, value: Any) -> None:
        for row in self.details.iter_rows(min_row=3):
            if ([cell.value or "" for cell in row[:3]]) == [kind, id_, key]:
                row[3].value = value
                return
        self.details.append([kind, id_, key, value])

    def shuffle(self, order: list[int]) -> None:
        rows = [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=HEADING_ROW + 1)]
        rows = [row for _, row in sorted(zip(order * len(rows), rows, strict=False), key=lambda one: one[0])]
        for line, row in enumerate(rows, HEADING_ROW + 1):
            for place, value in enumerate(row, 1):
                self.sheet.cell(line, place).value = value

    def save(self, folder: Path) -> Path:
        path = folder / "edited.xlsx"
        self.book.save(path)
        return path


# -- unedited --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
def test_an_unedited_script_comes_back_exact(name, tmp_path):
    one, lang = drilled(name), ("zh", "en")[len(name) % 2]
    path = tmp_path / "script.xlsx"
    path.write_bytes(book_of(RowMaker(one.inputs, one.data, lang), [], 0, one.file))

    found = read(path, one)

    assert tomllib.loads(found.text) == one.data
    assert found.scenario == one.inputs.scenario
    assert found.taken.changed == found.taken.added == found.taken.removed == ()


def test_the_same_scenario_gives_the_same_bytes_and_programs_for_sheets_may_save_it(gate, book, tmp_path):
    assert book.read_bytes() == script_book(gate.inputs, gate.data, "zh", gate.file)

    found = read(Edited(book).save(tmp_path), gate)
    assert found.as_written
    assert not found.taken.acts_changed
    assert found.taken.acts > 20


def test_the_script_says_who_has_to_do_what_by_when_and_by_which_clause(gate, book):
    script = Edited(book)
    line = next(line for line in range(1, script.sheet.max_row + 1) if script.get(line, "识别码") == "report-ordinary")
    said = [script.get(line, column) for column in ("类别", "由谁发出", "给谁", "条款", "完成")]

    assert said == ["应做", "区信访局", "指挥部", "4.1.1", "☐"] or said[2].endswith("指挥部")
    assert re.search("30 分钟.*\n最迟 0[89]:", script.get(line, "时限"))
    assert script.sheet.page_setup.orientation == "landscape"
    assert script.sheet.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert "EXERCISE" in script.sheet.oddHeader.center.text


# -- edited ----------------------------------------------------------------------------------------------------------------------

INJECTS = ("e1-guards-see", "e1-office-sees", "e1-unit-hears")
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(INJECTS), st.integers(0, 530), st.sampled_from(("clock", "text", "T+", "both", "minutes"))),
        st.tuples(st.just("say"), st.sampled_from(INJECTS), st.text("甲乙丙 abc,.=+-'\"\\", min_size=1, max_size=12).filter(str.strip)),
        st.tuples(st.just("delete"), st.sampled_from(INJECTS)),
        st.tuples(st.just("add"), st.integers(0, 530), st.sampled_from((("保安值勤人员", "guards"), ("区信访局", "petition_bureau")))),
        st.tuples(st.just("size"), st.integers(1, 5000)),
        st.tuples(st.just("shuffle"), st.permutations(range(7))),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(edits=EDITS)
def test_what_was_edited_is_what_changes(edits, gate, short, tmp_path):
    script, wanted = Edited(short), deepcopy(gate.data)
    start, added = gate.inputs.scenario.scenario.start, 0
    for what, *how in edits:
        injects = {one["id"]: one for one in wanted["inject"]}
        if what in ("move", "say", "delete") and how[0] not in injects:
            continue
        if what == "move":
            id_, minute, way = how
            moment, line = start + timedelta(minutes=minute), script.row(id_, "注入")
            clock = {"clock": time(moment.hour, moment.minute), "text": f"{moment:%H时%M分}", "minutes": f"T+{minute}", "both": moment}.get(way)
            script.put(
                line, **({} if clock is None else {"时间": clock}), **({"T": f"T+{minute // 60}:{minute % 60:02d}"} if way in ("T+", "both") else {})
            )
            injects[id_]["at"] = minute
        elif what == "say":
            script.put(script.row(how[0], "注入"), 内容=how[1])
            injects[how[0]]["text"]["zh"] = how[1].strip()
        elif what == "delete":
            script.sheet.delete_rows(script.row(how[0], "注入"))
            wanted["inject"].remove(injects[how[0]])
        elif what == "add":
            added += 1
            moment = start + timedelta(minutes=how[0])
            script.add(时间=f"{moment:%H:%M}", 内容=f"新的信息{added}", 给谁=how[1][0])
            wanted["inject"].append({"id": f"inject-{added}", "text": f"新的信息{added}", "event": "E1", "at": how[0], "notice": {"body": how[1][1]}})
        elif what == "size":
            script.put(script.row("residents", "来人"), 内容=f"供暖不达标小区居民（{how[0]}人）")
            wanted["people"][0]["size"] = how[0]
        else:
            script.shuffle(how[0])

    found = tomllib.loads(read(script.save(tmp_path), gate).text)

    for one in [*found.get("inject", ()), *wanted["inject"]]:
        one["at"] = one["at"] if isinstance(one["at"], int) else int(one["at"][:2]) * 60 + int(one["at"][3:])
    order = {one["text"] if isinstance(one["text"], str) else "": one for one in found.get("inject", ())}
    for one in wanted["inject"]:  # keys of new rows are numbered as they stand, which a shuffle changes
        if isinstance(one["text"], str):
            one["id"] = order[one["text"]]["id"]
    wanted["inject"].sort(key=lambda one: str(one["id"]))
    assert sorted(found.pop("inject", []), key=lambda one: str(one["id"])) == wanted.pop("inject")
    assert found == wanted


def test_a_moved_event_an_earlier_end_and_a_later_start(gate, short, tmp_path):
    script = Edited(short)
    script.put(script.row("E1", "事件"), 时间=time(8, 35))
    script.put(next(line for line in range(1, script.sheet.max_row + 1) if script.get(line, "类别") == "结束"), 时间="16:20")
    script.put(script.row("residents", "来人"), T="T+0:17")
    found = tomllib.loads(read(script.save(tmp_path), gate).text)
    assert (found["event"][0]["at"], found["scenario"]["horizon"], found["people"][0]["arrival"]["begins"]) == ("00:15", "8 h", "00:02")

    script = Edited(short)
    script.detail("整场", "", "start", "2026-03-10T14:20:00")
    script.put(script.row("e1-guards-see", "注入"), 时间="14:40")
    found = tomllib.loads(read(script.save(tmp_path), gate).text)
    assert found["scenario"]["start"] == datetime(2026, 3, 10, 14, 20)
    assert [one["at"] for one in found["inject"]] == ["00:20", "00:18", "00:22"]  # whose clock nobody touched moves with the start


def test_details_are_edited_too_and_remarks_come_back_as_comments(gate, short, tmp_path):
    script = Edited(short)
    script.detail("来人", "residents", "patience", "3 h")
    script.detail("注入", "e1-guards-see", "text.en", "guards look")
    script.detail("注入", "news", "notice.facts.size", 60)
    script.detail("注入", "news", "event", "E1")
    line = script.add(时间="9:30", 类别="注入", 内容="来电", 给谁="区信访局", 识别码="news", 备注="由张三扮演")
    script.put(line, 由谁发出="信息员")
    found = read(script.save(tmp_path), gate)
    told = tomllib.loads(found.text)

    assert told["people"][0]["patience"] == "3 h"
    assert told["inject"][0]["text"] == {"zh": "门岗看到人群聚集", "en": "guards look"}
    assert told["inject"][3] == {
        "id": "news", "notice": {"facts": {"size": 60}, "body": "petition_bureau"}, "event": "E1", "text": "来电", "at": "01:10",
    }  # fmt: skip
    assert "# 由谁发出: 信息员" in found.text
    assert "# 备注: 由张三扮演" in found.text
    assert found.taken.added == (("inject", "news"),)


def test_a_copied_row_is_a_new_entry_with_all_that_the_other_one_has(gate, short, tmp_path):
    script = Edited(short)
    line = script.row("e1-unit-hears", "注入")
    copied = {cell: script.get(line, cell) for cell in script.columns if cell and cell != "T+"}
    script.add(**copied | {"时间": "09:15"})
    found = read(script.save(tmp_path), gate)

    wanted = deepcopy(gate.data)
    wanted["inject"].append(wanted["inject"][2] | {"id": "e1-unit-hears-2", "at": "00:55"})
    assert tomllib.loads(found.text) == wanted
    assert found.taken.added == (("inject", "e1-unit-hears-2"),)


def test_conditions_and_faults_are_read_as_they_are_shown(tmp_path):
    one = drilled("network-failure")
    path = tmp_path / "script.xlsx"
    path.write_bytes(book_of(RowMaker(one.inputs, one.data, "zh"), [], 0, one.file))
    script = Edited(path)
    fault = one.data["fault"][0]
    duty = next(duty for duty in one.inputs.plan.duty if duty.act == "report")
    script.put(script.row(fault["id"], "故障"), 时限="至 T+3:20")
    script.add(时间="T+2:00", 内容="催问", 给谁="区信访局", 触发条件=f"仍未完成：{duty.title.of('zh')}", 识别码="ask")
    script.add(内容="人多了", 给谁="区信访局", 触发条件="size >= 40", 识别码="many")
    found = tomllib.loads(read(script.save(tmp_path), one).text)

    assert found["fault"][0]["until"] == "03:20"
    new = {entry["id"]: entry for entry in found["inject"]}
    assert new["ask"]["missing"] == {"duty": duty.id, "by": "02:00"}
    assert new["many"]["when"] == "size >= 40"
    assert "at" not in new["ask"] | new["many"]


# -- a peer's sheet --------------------------------------------------------------------------------------------------------------


def peer(folder: Path, heading: list[str], rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Path:
    made: Any = Workbook()
    sheet = made.active
    sheet.append(["某市信访演练脚本"])
    sheet.append([])
    sheet.append(heading)
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    path = folder / "peer.xlsx"
    made.save(path)
    return path


def test_a_peers_sheet_takes_what_it_lacks_from_a_scenario(gate, tmp_path):
    rows: list[list[Any]] = [
        ["一、先期处置"],
        [1, "8:35", "聚集", "门岗看到人群聚集", "保安值勤人员", "电话报告信访局"],
        [2, None, "聚集", "政府办看到有人", "区政府办公室", None],
        [],
        [3, "09时30分", "升级", "住建局得知", "区住建局、区信访局", None],
        [4, time(10, 0), "升级", "有人拉横幅", "区公安分局", None],
    ]
    path = peer(tmp_path, ["序号", "时间", "事件", "信息", "执行人", "点评"], rows, ("B5:B6",))
    found = read(path, gate, gate)
    told = tomllib.loads(found.text)

    assert [(one["at"], one["notice"]["body"]) for one in told["inject"]] == [
        ("00:15", "guards"), ("00:15", "government_office"), ("01:10", "housing-bureau"), ("01:10", "petition_bureau"), ("01:40", "police"),
    ]  # fmt: skip
    assert {key: told[key] for key in told if key != "inject"} == {key: gate.data[key] for key in gate.data if key != "inject"}
    assert found.taken.unread == ("点评",)
    assert "# 一、先期处置" in found.text
    assert "# 事件: 升级" in found.text


def test_a_sheet_that_lost_its_details_is_known_by_its_keys(gate, short, tmp_path):
    script = Edited(short)
    del script.book[script.details.title]
    script.put(script.row("e1-guards-see", "注入"), 时间="8:50")
    found = tomllib.loads(read(script.save(tmp_path), gate, gate).text)

    wanted = deepcopy(gate.data)
    wanted["inject"][0]["at"] = "00:30"
    assert found == wanted


# -- faults ----------------------------------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_by_sheet_row_and_column(gate, short, tmp_path):
    script = Edited(short)
    line = {name: script.row(name, "注入") for name in INJECTS}
    script.put(line["e1-guards-see"], 给谁="某某局")
    script.put(line["e1-office-sees"], 时间="8:50", T="T+0:40")
    script.put(line["e1-unit-hears"], 时间="下午")
    script.put(script.row("residents", "来人"), 内容="许多居民")
    twice = script.add(时间="9:30", 类别="结束", 内容="重复")
    unknown = script.add(时间="9:30", 类别="其他", 内容="不明")
    empty = script.add(备注="只有备注")
    script.detail("期望结果", "level-four", "share", "[0.9, 0.1]")
    script.detail("来人", "residents", "patience", "long")
    with pytest.raises(InputError) as error:
        read(script.save(tmp_path), gate)

    sheet = script.sheet.title
    told = {one.place.split(" ")[0].split("·")[0].strip() for one in error.value.mistakes}
    people = script.row("residents", "来人")
    assert {
        f"{sheet}!H{line['e1-guards-see']}", f"{sheet}!B{line['e1-office-sees']}", f"{sheet}!B{line['e1-unit-hears']}", f"{sheet}!E{people}",
        f"{sheet}!{twice}", f"{sheet}!D{unknown}", f"{sheet}!{empty}",
    } <= told  # fmt: skip
    assert sum(place.startswith(script.details.title) for place in told) == 2


@pytest.mark.parametrize(
    ("heading", "rows", "code"),
    [
        (["序号", "单位"], [[1, "区信访局"]], "script.no-headings"),
        (["时间", "内容"], [["9:30", "来电"]], "scenario.changes-nothing"),
        (["时间", "内容", "给谁"], [["9:30", "来电", "区信访局"], [None, None, "区信访局"]], "script.no-place"),
        (["时间", "内容", "给谁"], [["9:30", "来电", "区信访局"], ["99:99", "来电", "区信访局"]], "log-problem.bad-time"),
    ],
)
def test_what_cannot_be_placed_is_refused(gate, tmp_path, heading, rows, code):
    with pytest.raises(InputError) as error:
        read(peer(tmp_path, heading, rows), gate, gate)
    assert code in [getattr(one.problem, "code", "") for one in error.value.mistakes]


def test_a_script_needs_what_it_lacks_from_one_place(gate, short, tmp_path):
    for path, named, code in (
        (peer(tmp_path, ["时间", "内容"], [["9:30", "来电"]]), None, "script.lacks-details"),
        (short, gate, "script.from-and-own"),
    ):
        with pytest.raises(InputError) as error:
            read(path, gate, named)
        assert [getattr(one.problem, "code", "") for one in error.value.mistakes] == [code]


# -- keys and values in cells ------------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.one_of(st.text(max_size=12), st.booleans(), st.integers(-(10**6), 10**6), st.floats(allow_nan=False), st.datetimes(datetime(2000, 1, 1))),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(table=st.dictionaries(st.text(min_size=1, max_size=6), VALUES, max_size=4))
def test_any_table_comes_back_from_its_cells(table):
    again: dict[str, Any] = {}
    for key, value in flat(table):
        cell = written(value)
        assert cell == cell.strip()
        put(again, steps_of(key), value_of(cell))
    assert settled(again) == table


# -- the pages ---------------------------------------------------------------------------------------------------------------------

PAGES = {"en": ROOT / "docs" / "script.md", "zh": ROOT / "docs" / "script.zh-CN.md"}


@pytest.mark.parametrize("lang", PAGES)
def test_a_peers_script_is_read_as_the_page_says(lang, gate, tmp_path):
    block = next(one for one in blocks(PAGES[lang]) if one.name == "peer.csv")
    named = drilled(block.given["from"])
    made: Any = Workbook()
    for line in csv.reader(block.text.splitlines()):
        made.active.append(line)
    made.save(tmp_path / "peer.xlsx")
    found = read(tmp_path / "peer.xlsx", gate, named)

    table = PAGES[lang].read_text("utf-8").split("| `at` |")[1].split("\n\n")[0].splitlines()[2:]
    said = [tuple(cell.strip(" `") for cell in line.strip("|").split("|")) for line in table]
    assert [(one["at"], one["notice"]["body"], one["text"]) for one in tomllib.loads(found.text)["inject"]] == said
    assert found.taken.unread == (block.text.splitlines()[0].split(",")[-1],)


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_names_every_column_and_every_heading(lang):
    text = PAGES[lang].read_text("utf-8")
    held = read_toml(ROOT / "analysis" / "scripts" / "headings.toml")["column"]
    joint = "、" if lang == "zh" else ", "

    assert [f"| {name} | {joint.join(said[lang])} |" for name, said in held.items() if f"| {name} | {joint.join(said[lang])} |" not in text] == []
    assert [said[lang][0] for said in held.values() if f"| `{said[lang][0]}` |" not in text] == []


@pytest.mark.parametrize("lang", PAGES)
def test_faults_are_told_as_the_page_shows_them(lang, gate, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("whole.xlsx").write_bytes(book_of(RowMaker(gate.inputs, gate.data, lang), [], 0, gate.file))
    made: Any = load_workbook("whole.xlsx")
    told = next(one for one in blocks(PAGES[lang]) if one.name == "faults").text
    made.worksheets[0]["H8"] = told.splitlines()[1].split(":")[-1].split("：")[-1].strip()
    made.worksheets[0]["B9"], made.worksheets[0]["C9"] = "9:10", "T+40"
    made.save("script.xlsx")
    with pytest.raises(InputError) as error:
        read(Path("script.xlsx"), gate)

    assert error.value.told(lang) == told.rstrip()
