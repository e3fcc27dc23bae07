"""An experiment that several machines share without a network: each runs its seeds, and the parts together are the whole."""

import json
import shutil
import sqlite3

import pytest

from tests.command_line import command
from tests.experiment.chain_files import write_chain

ASKED = ("evaluate", "./leak.toml", "--revision", "./slower.toml", "--json")


def rows(folder):
    """All that is kept, in the order of arms and seeds; the numbers that a file gives to arms are its own."""
    with sqlite3.connect(folder / "results.sqlite") as base:
        return base.execute(
            "SELECT plan, resources, scenario, code, yardstick, scenario_id, arm_id, measures, names, seed, measured, packed, checksum"
            " FROM result JOIN arm ON arm.id = result.arm ORDER BY plan, resources, seed"
        ).fetchall()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A whole experiment of six pairs, and the two parts of it as two machines have them."""
    home = tmp_path_factory.mktemp("shared")
    write_chain(home)
    whole = command(*ASKED, "--runs", 6, "--out", "whole", cwd=home)
    for name, seeds in (("a", "1:4"), ("b", "3:6")):
        assert command(*ASKED, "--seeds", seeds, "--out", name, cwd=home).returncode == 0
    return home, whole


def test_the_parts_together_are_the_whole_to_the_byte(shared, tmp_path):
    home, whole = shared
    shutil.copytree(home, tmp_path / "here")
    before = (tmp_path / "here" / "b" / "results.sqlite").read_bytes()

    done = command(*ASKED, "--runs", 6, "--out", "a", "--resume", "--merge", "b/results.sqlite", cwd=tmp_path / "here")

    assert done.returncode == 0, done.stderr
    assert "4 runs taken in, 4 were here already" in done.stderr
    assert rows(tmp_path / "here" / "a") == rows(home / "whole")
    assert json.loads(done.stdout) == json.loads(whole.stdout)
    assert (tmp_path / "here" / "b" / "results.sqlite").read_bytes() == before


def test_a_part_that_lacks_seeds_is_completed_here(shared, tmp_path):
    home, whole = shared
    shutil.copytree(home, tmp_path / "here")

    done = command(*ASKED, "--runs", 6, "--merge", "b/results.sqlite", cwd=tmp_path / "here")

    assert json.loads(done.stdout) == json.loads(whole.stdout)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("resources.toml", 'mean = "4 min"', 'mean = "5 min"'), "its resources are others"),
        (("plan.toml", 'within = "10 min"', 'within = "11 min"'), "its plan or its revisions are others"),
        (("leak.toml", 'horizon = "24 h"', 'horizon = "23 h"'), "its scenarios are others"),
    ],
)
def test_results_of_other_inputs_are_refused_before_anything_runs(shared, tmp_path, change, said):
    name, before, after = change
    shutil.copytree(shared[0], tmp_path / "here")
    file = tmp_path / "here" / name
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")

    done = command(*ASKED, "--runs", 6, "--out", "new", "--merge", "b/results.sqlite", cwd=tmp_path / "here")

    assert done.returncode == 2
    assert said in done.stderr
    assert rows(tmp_path / "here" / "new") == []


def test_another_result_of_the_same_run_is_refused(shared, tmp_path):
    shutil.copytree(shared[0], tmp_path / "here")
    with sqlite3.connect(tmp_path / "here" / "b" / "results.sqlite") as base:
        base.execute("UPDATE result SET measured = replace(measured, '.', '.1')")

    done = command(*ASKED, "--runs", 6, "--out", "a", "--resume", "--merge", "b/results.sqlite", cwd=tmp_path / "here")

    assert done.returncode == 2
    assert "b/results.sqlite" in done.stderr  # its own checksums no longer hold
    assert rows(tmp_path / "here" / "a") == rows(shared[0] / "a")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--merge", "nowhere.sqlite"), "there is no such file"),
        (("--merge", "leak.toml"), "leak.toml"),
        (("--seeds", "5"), "A:B"),
        (("--seeds", "5:5"), "A:B"),
        (("--seeds", "9:3"), "A:B"),
        (("--seeds", "1:9", "--runs", "4"), "--runs"),
        (("--seeds", "1:9", "--seed", "4"), "--seed"),
        (("--seeds", "1:9", "--quick"), "--quick"),
    ],
)
def test_what_cannot_be_asked_is_told(tmp_path, words, said):
    write_chain(tmp_path)

    done = command(*ASKED, *words, cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr
