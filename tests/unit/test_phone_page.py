"""The page for a phone: one file that asks nobody for anything, and whose export the log reader reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from analysis.logs.reading import read_log
from analysis.logs.synonyms import load_synonyms
from analysis.sheets.checklist import checklist_of
from analysis.sheets.columns import sheet_columns
from analysis.sheets.phone import page_data, write_phone_page
from sim.inputs.assembly import assemble, locate
from sim.text import Text
from sim.words import LANGUAGES

INPUTS = assemble(locate("high-water"))
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
GIVEN = re.compile(r'<script type="application/json" id="given">(.*?)</script>', re.DOTALL)
NODE = shutil.which("node")
# The page's own functions, with entries that a hand would make: a note with everything that a cell may hold, a time that was typed over.
EXPORT = """
const given = JSON.parse(process.argv[1]);
const act = given.acts[0].cells, at = new Date(2026, 6, 1, 2, 30, 5).getTime();
const entries = [
  { at: at + 60000, cells: { kind: given.kinds[2], actor: act.actor, note: '"quoted", two\\nlines' } },
  { at, cells: Object.assign({ note: "=1+1" }, act) },
  { at: at + 120000, typed: "2026-07-01 02:41", cells: { kind: given.kinds[2], actor: act.actor } },
];
console.log(JSON.stringify({
  text: exported(given, entries, -30000, true, given.everybody), none: exported(given, [], 0, false, ""),
  shifts: [shiftTo("02:30:35", at), shiftTo("14:29", at), shiftTo("14:31:00", at), shiftTo("25:00", at), shiftTo("soon", at)],
}));
"""


@pytest.fixture(scope="module", params=LANGUAGES)
def lang(request) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def page(tmp_path_factory, lang) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "page.html"
    write_phone_page(INPUTS.plan, INPUTS.resources, path, lang, scenario=INPUTS.scenario, checklist=checklist_of(INPUTS, lang))
    return path.read_text("utf-8")


def given_in(page: str) -> dict[str, Any]:
    found = GIVEN.search(page)
    assert found is not None
    held: dict[str, Any] = json.loads(found[1])
    return held


def exported(page: str) -> dict[str, Any]:
    if NODE is None:
        pytest.skip("what the page itself does needs a JavaScript engine")
    found = SCRIPT.search(page)
    assert found is not None
    given = given_in(page)
    given["everybody"] = load_synonyms().word("scope", "everybody", "zh")
    done = subprocess.run([NODE, "-e", found[1] + EXPORT, json.dumps(given)], capture_output=True, text=True, check=True)
    held: dict[str, Any] = json.loads(done.stdout)
    return held


def test_the_page_is_one_file_that_loads_nothing_and_says_so_to_the_browser(page):
    assert "default-src 'none'" in page
    assert re.findall(r"(?:src|href)\s*=\s*[\"']", page) == []
    assert not re.search(r"https?://|fetch\(|XMLHttpRequest|WebSocket|import\(|innerHTML|\[\[\w+\]\]", page)
    assert len(page.encode()) < 100_000


def test_its_headings_and_words_are_those_of_the_workbook(page, lang):
    columns = sheet_columns(INPUTS.plan, INPUTS.resources, load_synonyms(), lang, INPUTS.scenario)

    assert [(one["meaning"], one["heading"], tuple(one["choices"])) for one in given_in(page)["columns"]] == [
        (one.meaning, one.heading, one.choices) for one in columns
    ]


def test_each_expected_act_fills_in_words_that_are_read_back(page, lang, tmp_path):
    given = given_in(page)
    headings = {one["meaning"]: one["heading"] for one in given["columns"]}
    names = list(headings)
    rows = [",".join(headings.values())]
    rows += [",".join({"time": f"{number}", **act["cells"]}.get(name, "") for name in names) for number, act in enumerate(given["acts"])]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    logged = read_log(path, INPUTS.plan, INPUTS.resources)

    assert given["acts"]
    assert {problem.code for problem in logged.problems} <= {"no-rank"}  # which grade or level it was, a hand fills in
    assert len({line for line in logged.lines if line}) == len(given["acts"])


def test_what_the_page_exports_is_read_as_it_was_tapped_by_the_clock_of_the_room(page, lang, tmp_path):
    path = tmp_path / "log.csv"
    text = exported(page)["text"]
    path.write_text("\ufeff" + text, encoding="utf-8", newline="")
    logged = read_log(path, INPUTS.plan, INPUTS.resources)
    act = checklist_of(INPUTS, lang).acts[0]
    told = [(row.kind, row.time) for row, line in zip(logged.record.rows, logged.lines, strict=True) if line]

    assert logged.problems == ()
    assert logged.record.header.start == "2026-07-01T02:29:35"  # the device was half a minute ahead
    assert [minute for _, minute in told] == pytest.approx([0, 1, 11 + 25 / 60])
    assert told[0][0] == "reported"
    assert logged.evidence.complete is None
    assert "'=1+1" in text
    assert act.title in page


def test_a_clock_of_the_room_is_less_than_half_a_day_from_the_device(page):
    assert exported(page)["shifts"] == [30_000, (11 * 60 + 58) * 60_000 + 55_000, -(11 * 60 + 59) * 60_000 - 5_000, None, None]


def test_an_export_without_a_comparison_says_that_times_are_the_devices(page, lang):
    assert ("未与现场时钟核对" if lang == "zh" else "not compared") in exported(page)["none"]


def test_a_name_cannot_end_the_script_or_begin_an_element(tmp_path):
    evil = "</script><img src=x onerror=alert(1)>\u2028$&"
    name, plan = Text(zh=evil, en=evil), INPUTS.plan
    bodies = (plan.body[0].model_copy(update={"name": name}), *plan.body[1:])
    broken = plan.model_copy(update={"body": bodies, "plan": plan.plan.model_copy(update={"title": name})})
    path = tmp_path / "page.html"
    write_phone_page(broken, None, path, "en")
    page = path.read_text("utf-8")

    assert "<img" not in page
    assert page.count("</script>") == 2
    assert given_in(page)["title"] == evil
    assert evil in given_in(page)["columns"][2]["choices"]
    assert "\u2028" not in page.split("<script")[1]


def test_without_a_scenario_there_is_nothing_to_expect(lang):
    given = page_data(INPUTS.plan, None, lang)

    assert (given["acts"], given["objectives"]) == ([], [])
    assert given["kinds"]
