"""One screen of findings, the codes by which they are chosen, and what is said of a kind."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.errors import InputError
from sim.plan.check import FINDING_KINDS
from sim.plan.check.selection import Selection
from sim.plan.check.told import CheckedPlan, plan_screen
from sim.words import LANGUAGES
from sim.words.layout import width
from sim.words.screen import fitted
from tests.shipped import findings_of
from tests.unit import flood_plan as flood


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(flood.PLAN, encoding="utf-8")
    return str(file)


def drill(*args, lang="en", **env):
    return CliRunner(env=env).invoke(group, ["--lang", lang, "plan", *args])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_answer_is_on_one_screen_of_80_by_24(lang):
    plan, found = findings_of("shanting")
    lines = fitted(plan_screen(CheckedPlan(plan=plan.plan.title, open=found), lang), 80, 24)

    assert len(lines) <= 24
    assert max(map(width, lines)) <= 80
    assert any("1.5.1" in line for line in lines)  # the worst, with its clause
    assert sum(map(int, re.findall(r"\d+", lines[-1]))) > 50  # the last line counts all


def test_a_limit_is_kept_and_what_is_not_shown_is_counted(plan):
    every = len(json.loads(drill("check", plan, "--json").output)["findings"])
    shown = drill("check", plan, "--limit", "2").output

    assert f"{every - 2} more findings" in shown
    assert len(json.loads(drill("check", plan, "--limit", "2", "--json").output)["findings"]) == every
    full = drill("check", plan, "--full").output
    assert full.count("Mend: ") >= 2
    assert "more finding" not in full


def test_the_longer_word_decides_between_select_and_ignore(plan):
    def checks(*words):
        return {one["check"] for one in json.loads(drill("check", plan, *words, "--json").output)["findings"]}

    everything = checks()
    some = next(code for code in everything if "-" in code)
    first = some.split("-", 1)[0]
    assert checks("--select", some) == {some}
    assert checks("--ignore", some) == everything - {some}
    assert checks("--ignore", first, "--select", some) == {some}
    assert checks("--select", first, "--ignore", some) == {code for code in everything if code.split("-", 1)[0] == first} - {some}
    assert checks("--select", FINDING_KINDS[some].name.of("zh")) == {some}


@pytest.mark.parametrize(("word", "hint"), [("grade-hol", 'did you mean "grade-hole"'), ("error", "drill plan explain"), ("", "a code is missing")])
def test_a_word_by_which_no_code_begins_is_refused(word, hint):
    with pytest.raises(InputError, match="--select") as refused:
        Selection.of([word], [])

    assert hint in str(refused.value)


def test_what_is_left_out_by_code_is_counted_in_the_last_line_and_fails_nothing(plan):
    result = drill("check", plan, "--select", "condition-never-holds", "--fail-on", "note")

    assert result.exit_code == 0
    assert result.output.rstrip().endswith("left out by code")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_is_explained_in_the_readers_language(lang):
    for kind in FINDING_KINDS.values():
        said = drill("explain", kind.id, lang=lang, COLUMNS="500").output
        for text in (kind.looks, kind.why, *kind.example, kind.mend):
            assert text.of(lang) in said
        assert f"--ignore {kind.id}" in said


def test_without_a_code_every_kind_has_its_row_and_a_wrong_code_its_nearest():
    told = drill("explain", COLUMNS="200").output

    assert all(f"{code} " in told for code in FINDING_KINDS)
    assert {one["check"] for one in json.loads(drill("explain", "--json").output)["checks"]} == set(FINDING_KINDS)
    assert 'did you mean "grade-hole"' in str(drill("explain", "grade-hol").exception)
