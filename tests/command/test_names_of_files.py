"""Ids that some systems cannot keep apart, or cannot name, are refused by `drill check` whatever file they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import command

BLANK = Path(__file__).resolve().parents[2] / "scenarios" / "blank"
SECOND = """
[[inject]]
id = "second-call"
text = "another call"
event = "E1"
at = "00:06"
notice = { body = "hotline", facts = { homes = 1600 } }
"""


def checked(tmp_path, kind, before, after):
    for file in BLANK.glob("*.toml"):
        text = file.read_text("utf-8") + (SECOND if file.stem == "scenario" else "")
        (tmp_path / file.name).write_text(text.replace(f'id = "{before}"', f'id = "{after}"', 1), "utf-8")
    return command("check", f"{kind}.toml", cwd=tmp_path)


@pytest.mark.parametrize(
    ("kind", "before", "after", "other"),
    [
        ("plan", "manager", "Utility", "utility"), ("resources", "engineer-on-duty", "Manager-on-duty", "manager-on-duty"),
        ("scenario", "second-call", "FIRST-CALL", "first-call"),
    ],
)  # fmt: skip
def test_ids_that_differ_by_capitals_only_are_refused(tmp_path, kind, before, after, other):
    done = checked(tmp_path, kind, before, after)

    assert done.returncode == 2
    assert f"differs from {other} only by capital letters" in done.stderr
    assert f"value: {after}" in done.stderr


@pytest.mark.parametrize(
    ("kind", "before", "after"), [("plan", "water-main", "con"), ("resources", "water-main-base", "Aux"), ("scenario", "burst-main", "COM1")]
)
def test_the_name_of_a_device_is_no_id_of_a_file(tmp_path, kind, before, after):
    done = checked(tmp_path, kind, before, after)

    assert done.returncode == 2
    assert "device of this name" in done.stderr


@pytest.mark.parametrize("kind", ["plan", "resources", "scenario"])
def test_an_id_ends_in_no_dot(tmp_path, kind):
    before = {"plan": "water-main", "resources": "water-main-base", "scenario": "burst-main"}[kind]

    assert checked(tmp_path, kind, before, f"{before}.").returncode == 2
