"""`drill new`: the drill that explains itself says the same in every language and runs; a file alone leans on what ships; nothing is overwritten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sim.inputs.assembly import assemble, locate
from sim.inputs.blank import BLANK_FILES, blank_file, blank_template
from sim.words import LANGUAGES, words
from sim.words.catalogue import LOCALE
from tests.command_line import command

WIDEST = 130  # columns of a line; a Chinese character takes two


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a blank drill in it."""
    folder = tmp_path_factory.mktemp("home")
    assert command("new", "mine", "--blank", cwd=folder).returncode == 0
    return folder


@pytest.mark.parametrize("name", BLANK_FILES)
def test_a_blank_drill_is_the_same_data_in_every_language_and_explained_in_each(name: str) -> None:
    plain = tomllib.loads(blank_template(name))
    marks = re.findall(r"#: (\S+)", blank_template(name))
    for lang in LANGUAGES:
        text = blank_file(name, lang)
        assert tomllib.loads(text) == plain
        assert "#:" not in text
        assert all(words(lang)(f"blank.{mark}").split("\n")[0] in text for mark in marks)
        assert max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) for line in text.splitlines()) <= WIDEST


def test_every_explanation_of_a_blank_drill_stands_in_it_and_every_kind_of_table_has_one() -> None:
    said = (LOCALE / "en" / "blank.po").read_text("utf-8")
    marks = {mark for name in BLANK_FILES for mark in re.findall(r"#: (\S+)", blank_template(name))}
    assert set(re.findall(r'msgid "blank\.(.+)"', said)) == marks
    for name in BLANK_FILES:
        bare = [table for before, table in re.findall(r"(.*)\n\[\[(\w+)\]\]", blank_template(name)) if before.startswith("#:")]
        assert set(bare) == {table for table, held in tomllib.loads(blank_template(name)).items() if isinstance(held, list)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_blank_drill_has_no_faults_and_nothing_to_remark(lang: str, tmp_path: Path) -> None:
    assert command("new", "mine", "--blank", cwd=tmp_path, lang=lang).returncode == 0
    checked = command("check", "mine", "--fail-on", "warning", cwd=tmp_path, lang=lang)

    assert (checked.returncode, checked.stderr) == (0, "")
    assert len(checked.stdout.splitlines()) == len(BLANK_FILES)


def test_a_blank_drill_ends_with_people_heard_and_a_limit_that_binds(home: Path) -> None:
    ran = command("run", "mine", "--out", "r", cwd=home, pictures=False)
    assert ran.returncode == 0
    rows = (home / "r" / "record.jsonl").read_text("utf-8")

    assert all(f'"{kind}"' in rows for kind in ("classified", "activated", "registered", "heard", "answered", "ended"))


def test_a_scenario_alone_leans_on_the_plan_and_the_resources_that_ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("new", "mine", "--from", "roof-fall", "--only", "scenario", cwd=tmp_path).returncode == 0
    assert [file.name for file in (tmp_path / "mine").glob("*.toml")] == ["scenario.toml"]
    monkeypatch.chdir(tmp_path)

    assert assemble(locate("mine")).lineage == assemble(locate("roof-fall")).lineage
    assert command("check", "mine", cwd=tmp_path).returncode == 0
    assert command("run", "mine", cwd=tmp_path).returncode == 0


def test_a_plan_alone_leans_on_the_resources_that_ship_and_resources_alone_on_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for kind in ("plan", "resources"):
        assert command("new", kind, "--from", "roof-fall", "--only", kind, "--only", "scenario", cwd=tmp_path).returncode == 0
        assert {file.stem for file in (tmp_path / kind).glob("*.toml")} == {kind, "scenario"}
        assert assemble(locate(kind)).lineage == assemble(locate("roof-fall")).lineage
        assert command("check", kind, cwd=tmp_path).returncode == 0


def test_what_is_in_a_folder_stays_and_the_rest_is_added(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", "utf-8")
    assert command("new", "mine", "--blank", "--only", "plan", cwd=tmp_path).returncode == 0
    refused = command("new", "mine", "--from", "high-water", cwd=tmp_path)

    assert refused.returncode == 2
    assert "plan.toml: this is there already" in refused.stderr
    assert {file.name for file in (tmp_path / "mine").iterdir()} == {"notes.txt", "plan.toml", "schemas"}
    assert (tmp_path / "mine" / "notes.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("beginning", [(), ("--blank", "--from", "high-water")])
def test_a_folder_begins_in_one_way(beginning: tuple[str, ...], tmp_path: Path) -> None:
    said = command("new", "mine", *beginning, cwd=tmp_path)

    assert said.returncode == 2
    assert "--blank" in said.stderr
    assert not (tmp_path / "mine").exists()
