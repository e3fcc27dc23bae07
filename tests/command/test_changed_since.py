"""A kept drill is judged by what stands beside it now; where that is not what it ran with, every view of it says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command_line import command
from tests.experiment.chain_files import write_chain

CHAIN = ("--plan", "plan.toml", "--resources", "resources.toml")
SAID = "not as they were when the drill ran"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changed")
    write_chain(folder)
    done = command("run", "leak.toml", *CHAIN, "--revision", "tighter.toml", "--out", "kept", cwd=folder, pictures=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_drill_with_its_own_inputs_is_judged_without_a_word(home: Path) -> None:
    done = command("judge", "kept", "--full", cwd=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_inputs_that_were_changed_since_are_named(home: Path) -> None:
    changes = ("plan", "title =", "note = 'x'\ntitle ="), ("resources", "assumption = true\n", "assumption = true\nsource = 'guessed'\n")
    for name, was, now in changes:
        file = home / "kept" / "inputs" / f"{name}.toml"
        text = file.read_text("utf-8")
        assert was in text
        file.write_text(text.replace(was, now, 1), "utf-8")
        done = command("judge", "kept", "--json", cwd=home)
        (remark,) = (one["en"] for one in json.loads(done.stdout)["remarks"] if SAID in one["en"])
        assert remark.endswith({"plan": "now: plan", "resources": "now: plan, resources"}[name])
        assert done.stderr.count(SAID) == 1


def test_a_plan_that_is_named_and_is_another_is_told(home: Path) -> None:
    assert SAID in command("judge", "kept", *CHAIN, "--full", cwd=home).stderr
