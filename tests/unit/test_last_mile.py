"""Slips on the command line and in files: what was meant is taken where it is plain, and what is told names one fault once, with the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.inputs.assembly import find_plan, locate, shipped
from sim.plan.known import PlanIds
from sim.plan.loader import load_plan
from sim.plan.rulebook import Rulebook
from tests.command_line import command


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a drill of the user."""
    folder = tmp_path_factory.mktemp("home")
    assert command("new", "mine", "--from", "high-water", cwd=folder).returncode == 0
    return folder


def changed(home: Path, name: str, old: str, new: str) -> Path:
    """The user's drill with the first `old` of its scenario changed."""
    folder = home / name
    folder.mkdir()
    for file in (home / "mine").glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    scenario = folder / "scenario.toml"
    text = scenario.read_text("utf-8")
    assert old in text
    scenario.write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["mine", "./mine", "mine/", "mine/scenario.toml"])
def test_a_folder_means_the_scenario_in_it(home: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    sources = locate(name)
    assert sources.scenario == Path("mine/scenario.toml")
    assert sources.plan == Path("mine/plan.toml")
    assert find_plan(name.removesuffix("/scenario.toml") + "/") == Path("mine/plan.toml")


def test_a_folder_without_a_scenario_is_no_scenario(home: Path) -> None:
    (home / "empty").mkdir()
    for name in ("./empty", "empty"):
        found = command("run", name, cwd=home)
        assert found.returncode == 2
    assert "there is no TOML file in this folder" in command("check", "empty", cwd=home).stderr


def test_a_plan_of_ones_own_uses_the_means_of_the_scenario(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    (home / "alone.toml").write_bytes(find_plan("reservoir").read_bytes())
    sources = locate("high-water", "alone.toml")
    assert sources.plan == Path("alone.toml")
    assert sources.resources == find_plan("reservoir").parent / "resources.toml"


def test_the_missing_scenario_is_told_before_the_faults_of_other_files(home: Path) -> None:
    folder = changed(home, "missing", "[scenario]", "[scenario]")
    (folder / "resources.toml").write_text("[x", "utf-8")
    assert "no such file" in command("run", folder / "scen.toml", cwd=home).stderr


@pytest.mark.parametrize(("word", "meant"), [("runn", "run"), ("evalute", "evaluate"), ("plott", "plot")])
def test_a_command_that_is_none_names_the_nearest(home: Path, word: str, meant: str) -> None:
    found = command(word, cwd=home)
    assert found.returncode == 2
    assert f"'{meant}'" in found.stderr


def test_a_choice_of_a_reading_may_be_written_with_other_blanks(home: Path) -> None:
    assert command("run", "city-gate", "--reading", "at_once=15min", "--json", cwd=home).stdout == (
        command("run", "city-gate", "--reading", "at_once=15 min", "--json", cwd=home).stdout
    )
    assert command("run", "city-gate", "--reading", "at_once=15 m", cwd=home).returncode == 2


def test_a_list_whose_only_entry_has_a_fault_is_not_called_empty(home: Path) -> None:
    found = command("check", changed(home, "one-fault", 'at = "', 'at = "8:75'), cwd=home)
    assert found.returncode == 2
    assert found.stderr.count("scenario.toml: line") == 1, found.stderr


def test_a_flag_stands_in_a_message_as_it_is_written_in_the_file(home: Path) -> None:
    found = command("check", changed(home, "flag", "horizon = ", "horizon = true #"), cwd=home)
    assert "true" in found.stderr
    assert "True" not in found.stderr


def test_values_of_facts_are_offered_with_their_names(tmp_path: Path) -> None:
    assert command("new", "mine", "--from", "city-gate", cwd=tmp_path).returncode == 0
    folder = changed(tmp_path, "value", 'venue = "city"', 'venue = "区级"')
    assert "enterprise (an enterprise or institution)" in command("check", folder, cwd=tmp_path).stderr
    assert "enterprise（企事业单位" in command("check", folder, cwd=tmp_path, lang="zh").stderr


def test_the_shape_of_a_revision_and_what_it_changes_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text(
        '[revision]\nid = "r"\non = "shanting"\ntitle = "x"\nreason = "y"\n\n[amend.duty.report-ordinary]\n'
        'within = { was = "31 min", now = "15 min" }\n\n[amend.duty.nothing-like-it]\nclause = "9"\nwithin = { was = "1 min", now = "2 min" }\n',
        "utf-8",
    )
    said = command("check", "r.toml", cwd=tmp_path).stderr
    assert 'the key "clause" is missing' in said
    assert "the plan says otherwise" in said
    assert "the plan has no such duty" in said


@pytest.mark.parametrize("plan", [id_ for id_, _ in shipped("plan")])
def test_whatever_a_condition_may_name_can_be_run(plan: str) -> None:
    """What the check of a plan knows as a value, the rules know too: no drill ends over a condition that was accepted."""
    read = load_plan(find_plan(plan))
    known, rules = PlanIds.of(read).vocabulary.names, Rulebook(read).vocabulary.names
    assert {name: set(entry.values) - set(rules[name].values) for name, entry in known.items()} == {name: set() for name in known}


def test_what_is_neither_shipped_nor_a_folder_is_refused() -> None:
    with pytest.raises(InputError, match="no such scenario ships"):
        locate("township-visit")


def test_words_that_may_stand_there_are_offered_with_their_names_and_a_name_leads_to_its_word(home: Path) -> None:
    fault = '\n[[fault]]\nid = "f"\nkind = "KIND"\ntarget = "TARGET"\nat = "00:00"\n'
    folder = changed(home, "names", "[[event]]", "[[event]]")
    scenario = folder / "scenario.toml"
    before = scenario.read_text("utf-8")
    scenario.write_text(before + fault.replace("KIND", "线路中断").replace("TARGET", "dam"), "utf-8")
    told = command("check", folder, cwd=home, lang="zh").stderr
    assert "line down（线路中断）" in told
    assert "“line down”" in told
    scenario.write_text(before + fault.replace("KIND", "line down").replace("TARGET", "castle"), "utf-8")
    assert "dam（大坝管理所）" in command("check", folder, cwd=home, lang="zh").stderr
    assert "water_bureau (the county water bureau)" in command("check", folder, cwd=home).stderr


def test_a_name_in_a_plan_leads_to_its_id(home: Path) -> None:
    folder = changed(home, "in-the-plan", "[[event]]", "[[event]]")
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text("utf-8").replace('bearer = "gatekeeper"', 'bearer = "闸门值守员"', 1), "utf-8")
    assert 'did you mean "gatekeeper"' in command("check", folder, cwd=home).stderr
