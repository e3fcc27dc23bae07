"""What a newcomer reads: names and not ids, lines that fit, and remarks that concern the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.words.layout import width
from tests.command_line import command

LOG = """time,kind,who,to whom,channel,form,where people went,people
2026-03-10 08:30,occurred,,,,,district office centre,
08:34,noticed,the guards,,,,,30
08:38,notified,the government office,Police,phone,notice,the key area of the capital,30
09:50,registered,a petition bureau,,,,,
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a log, and with a copy of a shipped drill."""
    folder = tmp_path_factory.mktemp("newcomer")
    (folder / "log.csv").write_text(LOG, "utf-8")
    assert command("new", "mine", "--from", "district-gate", cwd=folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def read(home: Path) -> str:
    """How the log was read, in a pipe."""
    found = command("judge", "log.csv", "--dry-run", cwd=home)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_a_log_is_read_with_or_without_articles_and_without_the_words_in_front_of_what_is_counted(read: str) -> None:
    assert "Problems" not in read
    assert "columns not used" not in read
    said = " ".join(read.split())
    for written, meant in (
        ("people", "number of people"), ("the guards", "security guards"), ("a petition bureau", "district petition bureau"),
        ("the government office", "government office"),
    ):  # fmt: skip
        assert f"{written} → {meant}" in said


def test_what_an_open_cell_may_be_is_told_by_name(read: str) -> None:
    assert "“register, by list”" in read
    assert "by-list" not in read
    assert "petition_bureau" not in read


def test_a_dry_run_in_a_pipe_is_no_wider_than_a_screen(read: str) -> None:
    assert [line for line in read.splitlines() if width(line) > 80] == []


def test_remarks_on_a_plan_as_it_ships_are_counted_and_those_on_a_changed_one_are_told(home: Path) -> None:
    copied = command("check", "mine/plan.toml", cwd=home).stdout
    plan = home / "mine" / "plan.toml"
    text = plan.read_text("utf-8")
    plan.write_text(text.replace('en = "register, by list"', 'en = "register by a list"', 1), "utf-8")
    changed = command("check", "mine/plan.toml", cwd=home).stdout

    assert "warning" not in copied
    assert "remarks on the plan itself, which is as it ships: drill plan check" in copied
    assert changed.count("warning: mine") > 1
    assert "as it ships" not in changed


@pytest.mark.parametrize("asked", [("judge", "log.csv", "--full"), ("run", "mine", "--section", "story"),
                                   ("evaluate", "mine", "--revision", "one-desk", "--full")])  # fmt: skip
def test_a_document_is_not_asked_for_beside_what_a_person_reads(home: Path, asked: tuple[str, ...]) -> None:
    found = command(*asked, "--json", cwd=home)

    assert found.returncode == 2
    assert found.stdout == ""
    assert f"--json: this does not go together with {next(one for one in asked if one in ('--full', '--section'))}" in found.stderr


def test_a_table_that_is_missing_is_told_with_what_it_holds(home: Path) -> None:
    resources = home / "mine" / "resources.toml"
    text = resources.read_text("utf-8")
    assert "\n[officer]\n" in text
    (home / "other").mkdir()
    (home / "other" / "resources.toml").write_text(text.replace("\n[officer]\n", "\n[crew]\n", 1), "utf-8")
    found = command("check", "other/resources.toml", cwd=home)

    assert 'the key "officer" is missing\n  what to do: write a table [officer]: How officers treat limits' in found.stderr
