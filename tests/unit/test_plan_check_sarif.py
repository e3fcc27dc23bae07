"""Findings as SARIF: each at the line of its entry, known by its fingerprint, and suppressed where it is accepted."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import __version__
from sim.cli import group
from sim.documents import read_toml
from sim.plan.check import check
from sim.plan.check.sarif import EntryPlaces, SourceFile, to_sarif
from sim.plan.loader import load_plan
from sim.words import LANGUAGES
from tests.shipped import findings_of
from tests.unit import flood_plan as flood

SHIPPED = Path(str(files("scenarios").joinpath("shanting", "plan.toml")))


@pytest.fixture(scope="module")
def shown():
    return findings_of("shanting")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_result_points_at_the_line_where_its_entry_has_its_name(shown, lang):
    plan, found = shown
    (run,) = to_sarif(found, EntryPlaces(plan, [SourceFile("plan.toml", read_toml(SHIPPED))]), lang)["runs"]
    rules, lines = run["tool"]["driver"]["rules"], SHIPPED.read_text(encoding="utf-8").split("\n")
    derived = {"level-", "end-", "warning-"}

    assert run["tool"]["driver"]["version"] == __version__
    assert len(run["results"]) == len(found)
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules} == {one.check: one.kind.severity for one in found}
    for result, finding in zip(run["results"], found, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.check
        assert result["level"] == finding.severity
        assert finding.message.of(lang) in result["message"]["text"]
        assert all(clause in result["message"]["text"] for clause in finding.clauses)
        assert result["partialFingerprints"] == {"drillFinding/v1": finding.fingerprint}
        assert result["properties"]["clauses"] == list(finding.clauses)
        places = [one["physicalLocation"] for one in (*result["locations"], *result["relatedLocations"])]
        for rule, place in zip(finding.rules, places, strict=True):
            id_ = rule.rpartition(":")[2]
            if not any(rule.startswith(one) for one in derived):
                assert lines[place["region"]["startLine"] - 1].split("=")[1].strip() == f'"{id_}"'
            assert place["region"]["startLine"] > 1


def test_what_is_accepted_is_suppressed_with_its_reason_and_the_rest_is_not(shown):
    plan, found = shown
    places = EntryPlaces(plan, [SourceFile("plan.toml", read_toml(SHIPPED))])
    results = to_sarif(found[:2], places, "en", {found[0].fingerprint: "known"})["runs"][0]["results"]

    assert [one["suppressions"] for one in results] == [[{"kind": "external", "status": "accepted", "justification": "known"}], []]
    assert all("suppressions" not in one for one in to_sarif(found[:2], places, "en")["runs"][0]["results"])


def test_a_file_is_called_as_a_checkout_has_it_and_with_its_whole_path_elsewhere(tmp_path, monkeypatch):
    file = tmp_path / "my plans" / "plan.toml"
    file.parent.mkdir()
    file.write_text(flood.PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert SourceFile.of(file, read_toml(file)).uri == "my%20plans/plan.toml"
    monkeypatch.chdir(file.parent)
    assert SourceFile.of(file, read_toml(file)).uri == "plan.toml"
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert SourceFile.of(file, read_toml(file)).uri == file.as_uri()


def test_what_a_revision_changes_stands_in_the_revision(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(flood.PLAN, encoding="utf-8")
    revision = tmp_path / "revision.toml"
    revision.write_text(
        '[revision]\nid = "r"\non = "flood"\ntitle = "r"\nreason = "r"\n\n[amend.duty.tell-council]\nclause = "2"\n', encoding="utf-8"
    )
    sources = [SourceFile.of(one, read_toml(one)) for one in (tmp_path / "plan.toml", revision)]
    places = EntryPlaces(load_plan(tmp_path / "plan.toml"), sources)

    assert places.place("tell-council") == {"artifactLocation": {"uri": "revision.toml"}, "region": {"startLine": 7}}


def test_the_command_writes_it_whatever_the_limit(tmp_path):
    (tmp_path / "plan.toml").write_text(flood.PLAN, encoding="utf-8")
    arguments = ["--lang", "en", "plan", "check", str(tmp_path / "plan.toml"), "--limit", "0", "--sarif", str(tmp_path / "found.sarif")]
    result = CliRunner().invoke(group, arguments)
    log = json.loads((tmp_path / "found.sarif").read_text("utf-8"))

    assert result.exit_code == 0
    assert len(log["runs"][0]["results"]) == len(check(load_plan(tmp_path / "plan.toml")))
