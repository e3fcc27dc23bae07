"""Inputs without end, and surroundings that lead nowhere: words within a moment, or the same result as elsewhere."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.command_line import command
from tests.experiment.chain_files import write_chain

LOG = "time,kind,actor,to,form,channel\n2026-03-10 08:05,noticed,watch,,,\n2026-03-10 08:09,reported,watch,keeper,initial,network\n"
TERABYTE = 1 << 40
READ = {
    "check": ("check", "{file}"),
    "run": ("run", "{file}.toml"),
    "run --plan": ("run", "leak.toml", "--plan", "{file}.toml"),
    "run --calendar": ("run", "leak.toml", "--plan", "plan.toml", "--calendar", "{file}"),
    "plan show": ("plan", "show", "{file}.toml"),
    "plan check --revision": ("plan", "check", "plan.toml", "--revision", "{file}.toml"),
    "plan diff": ("plan", "diff", "plan.toml", "./{file}.toml"),
    "plan read": ("plan", "read", "{file}", "--out", "read.toml"),
    "script read": ("script", "read", "{file}", "--out", "read.toml"),
    "report": ("report", "{file}", "--out", "page.html"),
    "plan check --accept": ("plan", "check", "plan.toml", "--accept", "{file}"),
    "judge": ("judge", "{file}"),
    "judge --synonyms": ("judge", "log.csv", "--plan", "plan.toml", "--synonyms", "{file}"),
    "judge --confirm": ("judge", "log.csv", "--plan", "plan.toml", "--confirm", "{file}"),
    "fit": ("fit", "{file}", "--plan", "plan.toml", "--out", "fitted.toml"),
    "plot": ("plot", "{file}", "--out", "drawn"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder, with a file that is long and holds nothing, and a link to a device that never ends."""
    folder = tmp_path_factory.mktemp("odd")
    write_chain(folder)
    (folder / "log.csv").write_text(LOG, "utf-8")
    with (folder / "sparse").open("wb") as file:
        try:
            file.truncate(TERABYTE)
        except OSError:
            pytest.skip("no file of a terabyte can be here")
    for name, place in (("sparse.toml", "sparse"), ("endless", "/dev/zero"), ("endless.toml", "/dev/zero")):
        (folder / name).symlink_to(place)
    return folder


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("file", ["sparse", "endless"])
def test_an_input_without_end_is_refused_in_words(home: Path, file: str, name: str) -> None:
    there = sorted(home.iterdir())
    done = command(*(part.format(file=file) for part in READ[name]), cwd=home)
    assert done.returncode == 2, done.stderr
    assert "MB" in done.stderr or "TOML" in done.stderr or "XLSX" in done.stderr, done.stderr
    assert sorted(home.iterdir()) == there


@pytest.mark.parametrize("name", ["record.jsonl", "summary.json", "drill-folder.json"])
def test_a_file_without_end_in_the_place_of_one_of_ours_is_refused_in_words(home: Path, tmp_path: Path, name: str) -> None:
    run = ("run", "leak.toml", "--plan", "plan.toml", "--resources", "resources.toml", "--out", tmp_path / "kept")
    assert command(*run, cwd=home, pictures=False).returncode == 0
    os.truncate(tmp_path / "kept" / name, TERABYTE)
    again = (run, ("plot", tmp_path / "kept")) if name == "record.jsonl" else (run,)
    for args in again:
        done = command(*args, cwd=home)
        assert (done.returncode, name in done.stderr) == (2, True), done.stderr


def test_a_single_file_without_end_is_not_taken_for_one_of_ours(home: Path) -> None:
    (home / "sparse.xlsx").symlink_to("sparse")
    done = command("log-sheet", "leak.toml", "--plan", "plan.toml", "--resources", "resources.toml", "--out", "sparse.xlsx", cwd=home)
    (home / "sparse.xlsx").unlink()
    assert (done.returncode, "sparse.xlsx" in done.stderr) == (2, True), done.stderr


def test_a_temporary_folder_that_leads_nowhere_keeps_no_experiment_from_its_end(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(home / "log.csv" / "空 格"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    given = ("--plan", "plan.toml", "--resources", "resources.toml", "--revision", "tighter.toml")
    done = command("evaluate", "leak.toml", *given, "--runs", "2", "--workers", "1", "--json", cwd=home)
    assert (done.returncode, done.stderr) == (0, "")
