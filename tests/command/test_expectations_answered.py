"""What a scenario expects is answered by `run`, `run --runs` and `judge`, and refused by `check` and `run` where it is none."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.errors import InputError


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch):
    """Pictures take longer than everything else, and say nothing of what was expected."""
    monkeypatch.setattr("sim.cli.keep.draw", lambda *_, **__: [])


def drill(*args):
    return CliRunner().invoke(group, ["--lang", "en", *map(str, args)], catch_exceptions=True)


def document(*args):
    done = drill(*args, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A new drill."""
    folder = tmp_path_factory.mktemp("begun") / "own"
    assert drill("new", folder, "--from", "small-orderly").exit_code == 0
    return folder


@pytest.fixture
def home(tmp_path, begun):
    """A drill of one's own with one expectation."""
    shutil.copytree(begun, tmp_path / "own")
    file = tmp_path / "own" / "scenario.toml"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("[[expect]]")] + EXPECT, "utf-8")
    return tmp_path / "own"


EXPECT = """
[[expect]]
id = "one-event"
text = { zh = "只有一起事件", en = "there is one event" }
that = "events == 1"
share = [0.2, 1.0]

[[expect]]
id = "nobody"
text = { zh = "无人到场", en = "nobody comes" }
that = "most_present == 0"
share = [0.5, 1.0]
"""


def test_one_run_says_what_came_true_and_by_which_values(home):
    found = document("run", home / "scenario.toml")["expectations"]

    assert [(one["id"], one["came_true"], one["undecided"]) for one in found] == [("one-event", True, False), ("nobody", False, False)]
    assert found[0]["values"] == {"events": 1}
    assert found[1]["values"]["most_present"] > 0
    assert found[0]["share"] == [0.2, 1.0]
    text = drill("run", home / "scenario.toml", "--section", "expectations").stdout
    assert "What was expected" in text
    assert "there is one event" in text


def test_many_runs_say_which_share_was_found_and_the_word_for_it(home):
    found = document("run", home / "scenario.toml", "--runs", 5)["expectations"]

    assert [(one["id"], one["true"], one["runs"], one["word"]) for one in found] == [("one-event", 5, 5, "within"), ("nobody", 0, 5, "outside")]
    assert found[1]["low"] == 0.0
    assert found[1]["high"] == pytest.approx(0.4345, abs=1e-3)  # Wilson, 0 of 5, 95 %
    text = drill("run", home / "scenario.toml", "--runs", 5, "--section", "expectations").stdout
    assert "within" in text
    assert "outside" in text


def test_the_answers_are_the_same_with_two_workers(home):
    one, two = (document("run", home / "scenario.toml", "--runs", 4, "--workers", workers)["expectations"] for workers in (1, 2))

    assert one == two


def test_a_judged_drill_answers_as_its_run_did(home, tmp_path):
    run = document("run", home / "scenario.toml", "--out", tmp_path / "kept")

    assert document("judge", tmp_path / "kept")["expectations"] == run["expectations"]


def test_a_log_without_a_scenario_has_no_expectations_and_is_judged(home, tmp_path):
    drill("run", home / "scenario.toml", "--out", tmp_path / "kept")
    (tmp_path / "record.jsonl").write_bytes((tmp_path / "kept" / "record.jsonl").read_bytes())

    assert document("judge", tmp_path / "record.jsonl", "--plan", home / "plan.toml")["expectations"] == []


@pytest.mark.parametrize("command", [("check",), ("run",), ("run", "--runs", "2")])
def test_a_condition_on_what_is_no_measure_is_refused(home, command):
    file = home / "scenario.toml"
    file.write_text(file.read_text("utf-8").replace("most_present == 0", "most_pressent > 12"), "utf-8")
    done = drill(command[0], file, *command[1:])

    assert isinstance(done.exception, InputError)
    said = str(done.exception)
    assert str(file) in said
    assert 'expect "nobody" › that' in said
    assert "most_pressent" in said
    assert 'did you mean "most_present"?' in said


def test_check_tells_it_together_with_the_mistakes_of_other_files(home):
    file, other = home / "scenario.toml", home / "other.toml"
    file.write_text(file.read_text("utf-8").replace("most_present == 0", "no_such_measure > 12"), "utf-8")
    other.write_text("[press]\n", "utf-8")
    done = drill("check", other, file)

    assert isinstance(done.exception, InputError)
    assert {mistake.file for mistake in done.exception.mistakes} == {str(file), str(other)}
