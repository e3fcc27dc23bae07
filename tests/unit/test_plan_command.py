"""`drill plan show`, `check` and `diff` as a user meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.errors import InputError
from tests.unit import flood_plan as flood


def drill(*words):
    return CliRunner().invoke(group, ["--lang", "en", "plan", *words])


@pytest.fixture
def plan_file(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(flood.PLAN, encoding="utf-8")
    return file


def refused(*words):
    result = drill(*words)
    assert isinstance(result.exception, InputError)
    assert result.stdout == ""
    return str(result.exception)


def test_show_a_clause_of_the_default_plan():
    result = drill("show", "--clause", "4.1.1")

    assert result.exit_code == 0
    assert "Clause 4.1.1" in result.output
    assert "[duty:report-ordinary]" in result.output
    assert "Clause 4.1.2" not in result.output


def test_show_a_body_in_chinese():
    result = drill("show", "--body", "petition_bureau", "--lang", "zh")

    assert result.exit_code == 0
    assert "要我做的" in result.output


def test_show_speaks_json_and_nothing_else(plan_file):
    for words in (("--json",), ("--format", "json")):
        document = json.loads(drill("show", str(plan_file), "--grade", "amber", *words).stdout)
        assert document["schema"] == "drill.plan/1"
        assert document["view"] == "time"


def test_show_markdown(plan_file):
    result = drill("show", str(plan_file), "--format", "markdown")

    assert result.output.startswith("# Cellar flood\n")
    assert "| clause | entry | what it says |" in result.output


def test_coverage_prints_its_share():
    result = drill("show", "--coverage")

    assert result.exit_code == 0
    assert "rules are in the plan file" in result.output


def test_coverage_of_a_plan_without_the_file_says_what_to_write(plan_file):
    assert "coverage.toml" in refused("show", str(plan_file), "--coverage")


def test_coverage_takes_no_filter():
    assert "leave out --clause" in refused("show", "--coverage", "--clause", "4")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--clause", "99"), "nothing under this clause"),
        (("--body", "petition_burau"), 'did you mean "petition_bureau"'),
        (("--grade", "V"), "no such grade"),
        (("--within", "soon"), "no length of time"),
        (("--within", "none stated"), "silence is no length"),
        (("nowhere",), "no such plan ships"),
        (("nowhere.toml",), "there is no such file"),
    ],
)
def test_bad_questions_are_refused_with_what_is_allowed(words, said):
    assert said in refused("show", *words)


def test_bad_input_is_one_block_on_stderr_and_exit_2():
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "plan", "show", "--body", "nobody"], capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "the plan has no such body" in done.stderr


def test_check_lists_findings_and_fails_only_when_asked(plan_file):
    plain = drill("check", str(plan_file), "--json")
    document = json.loads(plain.stdout)
    severities = {one["severity"] for one in document["findings"]}

    assert plain.exit_code == 0
    assert document["schema"] == "drill.check/1"
    assert severities
    for at, severity in enumerate(("error", "warning", "note")):
        graver = set(("error", "warning", "note")[: at + 1])
        assert drill("check", str(plan_file), "--fail-on", severity).exit_code == (1 if severities & graver else 0)


def test_check_writes_sarif(plan_file, tmp_path):
    file = tmp_path / "found.sarif"

    assert drill("check", str(plan_file), "--sarif", str(file)).exit_code == 0

    log = json.loads(file.read_text("utf-8"))
    found = json.loads(drill("check", str(plan_file), "--json").stdout)["findings"]
    assert log["version"] == "2.1.0"
    assert len(log["runs"][0]["results"]) == len(found)


def test_diff_tells_what_a_revision_changes():
    result = drill("diff", "shanting", "parallel-report")

    assert result.exit_code == 0
    assert "duty:first-word" in result.output
    assert "4.1.1 (rev.)" in result.output


def test_diff_speaks_json_with_the_lineage():
    document = json.loads(drill("diff", "shanting", "stand-in", "shorter-limit", "--json").stdout)

    assert document["schema"] == "drill.diff/1"
    assert [one["id"] for one in document["revisions"]] == ["stand-in", "shorter-limit"]
    assert {"section", "id", "clause_before", "clause_after", "field", "before", "after", "sentence"} == set(document["changes"][0])


def test_diff_of_an_unknown_revision_is_refused_with_the_nearest():
    assert 'did you mean "stand-in"' in refused("diff", "shanting", "standin")


def test_chinese_is_printed_whatever_the_locale():
    done = subprocess.run(
        [sys.executable, "-m", "sim.cli", "plan", "show", "--body", "police", "--lang", "zh"],
        capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip

    assert done.returncode == 0
    assert "要我做的" in done.stdout.decode("utf-8")


REVISION = """[revision]
id = "hand-over"
on = "flood"
title = "hand over"
reason = "the council should go on telling"

[amend.duty.tell-council]
clause = "2 (rev.)"
bearer = { was = "library", now = "museum" }
on = { was = "classified", now = "activated" }
"""


@pytest.fixture
def revised(tmp_path, plan_file):
    text = plan_file.read_text(encoding="utf-8").replace("[[duty]]", '[[body]]\nid = "museum"\nname = "museum"\nclause = "1"\n\n[[duty]]', 1)
    plan_file.write_text(text, encoding="utf-8")
    file = tmp_path / "hand-over.toml"
    plan_id = next(line.split('"')[1] for line in text.splitlines() if line.startswith("id = "))
    file.write_text(REVISION.replace('"flood"', f'"{plan_id}"'), encoding="utf-8")
    return plan_file, file


def test_what_a_revision_adds_is_listed_and_the_rest_is_counted(revised):
    plan, revision = map(str, revised)
    alone = json.loads(drill("check", plan, "--json").stdout)
    document = json.loads(drill("check", plan, "--revision", revision, "--json").stdout)
    added = [(one["check"], one["rules"]) for one in document["findings"]]

    assert ("bearer-never-told", ["tell-council"]) in added
    assert not any(one["check"] == "bearer-never-told" for one in alone["findings"])
    assert [one["id"] for one in document["revisions"]] == ["hand-over"]
    assert document["kept"] + len(document["gone"]) >= len(alone["findings"]) - len(added)
    text = drill("check", plan, "--revision", revision)
    assert "museum bears" in text.output
    assert f"{len(document['gone'])} gone, {document['kept']} as before" in text.output
    assert drill("check", plan, "--revision", revision, "--fail-on", "warning").exit_code == 1
    assert "只列新增的问题" in drill("check", plan, "--revision", revision, "--lang", "zh").output


def test_a_revision_that_changes_only_a_clause_and_a_title_adds_nothing(revised):
    plan, revision = revised
    text = REVISION.replace("bearer = ", "# bearer = ").replace(
        "on = { was", 'title = { was = "tell the council", now = "inform the council" }\n# on = { was'
    )
    plan_id = revision.read_text(encoding="utf-8").split('on = "')[1].split('"')[0]
    revision.write_text(text.replace('"flood"', f'"{plan_id}"'), encoding="utf-8")
    document = json.loads(drill("check", str(plan), "--revision", str(revision), "--json").stdout)

    assert document["findings"] == document["gone"] == []


def test_a_revision_of_another_plan_is_refused(revised):
    assert "hand-over.toml" in refused("check", "shanting", "--revision", str(revised[1]))
