"""Accepted findings: known again whatever the order of the file, counted and not shown, and never rewritten."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from importlib.resources import files

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.plan.check import check
from sim.plan.loader import check_plan_document
from tests.shipped import findings_of
from tests.unit import flood_plan as flood
from tests.unit.dam_plan import SOUND, duty, entry, read


@pytest.fixture
def plan(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(flood.PLAN, encoding="utf-8")
    return file


def drill(*args, lang="en"):
    return CliRunner().invoke(group, ["--lang", lang, "plan", "check", *map(str, args)])


def document(*args):
    return json.loads(drill(*args, "--json").output)


def prints(findings):
    return {one["fingerprint"] for one in findings}


def test_fingerprints_tell_all_findings_apart_and_do_not_go_by_the_order_of_the_file():
    data = tomllib.loads(files("scenarios").joinpath("shanting", "plan.toml").read_text(encoding="utf-8"))
    told = [one.fingerprint for one in findings_of("shanting")[1]]
    for table, entries in data.items():
        if isinstance(entries, list) and table != "grade":  # the order of grades says which is graver
            entries.reverse()
    for grade in data["grade"]:
        grade["any"].reverse()
    again = check(check_plan_document(data, "plan.toml"))

    assert len(set(told)) == len(told)
    assert {one.fingerprint for one in again} == set(told)


def test_a_new_title_leaves_a_finding_the_same_and_another_condition_does_not():
    def hole(when, title):
        data = deepcopy(SOUND)
        entry(data, "grade", "red")["any"][0]["when"] = when
        entry(data, "duty", "pump")["title"] = title
        return {one.fingerprint for one in read(data)}

    first = hole("place == 'dam' and flow >= 60", "pump")
    assert first == hole("place == 'dam'  and flow >= 60", "pump on")
    assert first.isdisjoint(hole("place == 'dam' and flow >= 70", "pump"))


def test_another_duty_of_the_same_fault_is_no_accepted_finding():
    def unlimited(*ids):
        data = deepcopy(SOUND)
        for id_ in ids:
            duty(data, id_, bearer="fire", on="noticed", by="fire", act="perform", form="look", within="none stated")
        return {one.fingerprint for one in read(data) if one.check == "no-limit"}

    assert unlimited("a").isdisjoint(unlimited("a", "b"))


def test_what_is_accepted_is_counted_and_not_shown(plan, tmp_path):
    file = tmp_path / "accepted.toml"
    before = document(plan)["findings"]
    code = before[0]["check"]
    written = drill(plan, "--select", code, "--write-accepted", file)
    after = document(plan, "--accept", file)

    assert written.exit_code == 0
    assert prints(after["accepted"]) == {one["fingerprint"] for one in before if one["check"] == code}
    assert prints(after["findings"]) == {one["fingerprint"] for one in before if one["check"] != code}
    assert "without a reason" in drill(plan, "--accept", file).output
    assert drill(plan, "--select", code, "--accept", file, "--fail-on", "note").exit_code == 0


def test_writing_again_adds_at_the_end_and_leaves_reasons_and_comments(plan, tmp_path):
    file = tmp_path / "accepted.toml"
    found = [one["check"] for one in document(plan)["findings"]]
    drill(plan, "--select", found[0], "--write-accepted", file)
    mine = file.read_text(encoding="utf-8").replace('reason = ""', 'reason = "the mayor knows"  # asked in May', 1)
    file.write_text(mine, encoding="utf-8")
    drill(plan, "--select", found[-1], "--write-accepted", file)

    assert file.read_text(encoding="utf-8").startswith(mine)
    assert len(document(plan, "--accept", file)["accepted"]) == found.count(found[0]) + found.count(found[-1])
    grown = file.read_bytes()
    drill(plan, "--select", found[-1], "--write-accepted", file)
    assert file.read_bytes() == grown


def test_an_entry_that_matches_nothing_any_more_is_told(plan, tmp_path):
    file = tmp_path / "accepted.toml"
    drill(plan, "--write-accepted", file)
    file.write_text(file.read_text(encoding="utf-8") + '\n[[accepted]]\nfinding = "0123456789abcdef"\nreason = "long ago"\n', encoding="utf-8")

    assert [one["finding"] for one in document(plan, "--accept", file)["unmatched"]] == ["0123456789abcdef"]
    assert "long ago" in drill(plan, "--accept", file).output
    assert "found no more" not in drill(plan, "--write-accepted", tmp_path / "new.toml").output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('plan = "another"\n', "on another plan"),
        ('plan = "flood"\n[[accepted]]\nfinding = "xyz"\n', "accepted"),
        ('plan = "flood"\n[[accepted]]\nfinding = "0123456789abcdef"\nbecause = "x"\n', "because"),
        ('plan = "flood"\n' + '[[accepted]]\nfinding = "0123456789abcdef"\n' * 2, "0123456789abcdef"),
    ],
)
@pytest.mark.parametrize("way", ["--accept", "--write-accepted"])
def test_a_file_that_is_none_of_this_plan_is_refused_and_not_touched(plan, tmp_path, text, said, way):
    file = tmp_path / "accepted.toml"
    file.write_text(text, encoding="utf-8")
    result = drill(plan, way, file)

    assert said in str(result.exception)
    assert file.read_text(encoding="utf-8") == text


def test_no_text_of_a_plan_breaks_the_file(plan, tmp_path):
    named = plan.read_text(encoding="utf-8").replace('name = "', 'name = "\\u0000\\r\\n\\"[[x]]\\u007f ', 1)
    plan.write_text(named, encoding="utf-8")
    file = tmp_path / "accepted.toml"

    assert drill(plan, "--write-accepted", file).exit_code == 0
    assert document(plan, "--accept", file)["findings"] == []
