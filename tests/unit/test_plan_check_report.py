"""Findings as JSON, the shipped plan, and that no check knows a plan by its names."""

from __future__ import annotations

import json
import re
import time
import tomllib
from copy import deepcopy
from importlib.resources import files

import pytest

from sim.plan.check import SEVERITIES, check
from sim.plan.check.finding import findings_json
from sim.plan.model import Plan
from tests.shipped import findings_of
from tests.unit.dam_plan import SOUND, broken, entry, read

LEAK = "place == 'dam' and 10 <= flow < 50"

# What the careful reader of the shipped plan finds, and the checks that show it with a clause that must be among theirs.
KINDS = {
    "holes in the grades": [
        ("grade-hole", "1.5.1"),
        ("grade-hole", "1.5.2"),
        ("grade-hole", "1.5.3"),
        ("grade-hole", "1.5.4"),
        ("scope-ungraded", "1.3"),
    ],
    "overlaps": [("graded-and-handed-on", "1.5.1"), ("grade-overlap", "1.5.4")],
    "no number": [("limit-without-number", "4.1.1"), ("limit-without-number", "4.2.1"), ("limit-without-number", "4.4")],
    "no start": [("limit-without-start", clause) for clause in ("4.1.1", "4.1.2", "4.1.2(2)", "4.2.1", "5.1.2", "5.1.3")],
    "no recipient, stop or limit": [
        *(("no-recipient", clause) for clause in ("4.1.2", "2.2.2(4)", "2.4.2(4)", "5.1.3", "5.3")),
        ("no-stop", "4.1.2(2)"),
        ("report-without-limit", "4.1.2"),
    ],
    "one person": [("reports-to-self", "4.1.1"), ("approves-own-work", "4.2.1"), ("no-stand-in", "2.1.1")],
    "started and ended": [("started-and-ended-by-different", "4.5.2")],
    "membership": [("duties-without-membership", "2.1.3(7)"), ("in-no-working-group", "2.1.3(5)"), ("group-without-lead", "2.3.2(5)")],
    "two names": [("several-names", "2.3.2(3)"), ("several-names", "2.1.3(7)"), ("names-alike", "1.5.1"), ("document-under-two-titles", "1.3")],
    "warnings": [("warning-not-issued", "3.4"), ("warning-never-lifted", "3.4"), ("warning-to-nobody", "3.4")],
    "law": [("law-superseded", "1.2")],
    "told to fewer": [("higher-grade-told-to-fewer", "4.1.1"), ("largest-case-falls-out", "1.5.1")],
    "circular start": [("circular-start", "4.2.1"), ("approval-nobody-proposes", "4.2.1"), ("start-in-two-ways", "4.3")],
    "first report": [("first-report-lacks", "4.1.2(1)"), ("no-partial-report", "4.1.2(1)")],
    "no regrading": [("no-regrading", "4.1.1"), ("request-without-decision", "4.3.2")],
    "on-scene command": [("bearer-only-if-set-up", clause) for clause in ("4.3.2", "4.4", "4.5.2")],
    "answers": [("value-between-rules", "5.1.2"), ("no-numbered-answer-outside", "4.7")],
    "duplicates": [("told-twice", "3.5.2"), ("told-twice", "4.1.1")],
}


@pytest.fixture(scope="module")
def shipped():
    return findings_of("shanting")[0]


@pytest.fixture(scope="module")
def shown():
    return findings_of("shanting")[1]


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_plan_shows_what_its_careful_reader_finds(kind, shown):
    for id_, clause in KINDS[kind]:
        assert any(one.check == id_ and clause in one.clauses for one in shown), (id_, clause)


def test_the_gravest_come_first_and_nothing_is_said_twice(shown):
    order = [SEVERITIES.index(one.severity) for one in shown]

    assert order == sorted(order)
    assert len(set(shown)) == len(shown)
    assert len({(one.check, one.message.of("zh")) for one in shown}) == len(shown)


def test_both_languages_say_something_in_their_own_words(shown):
    for one in shown:
        for text in (one.kind.name, one.kind.why, one.kind.mend):
            assert re.search(r"[一-鿿]", text.of("zh"))
            assert not re.search(r"[一-鿿]", text.of("en"))


def test_the_same_plan_gives_the_same_findings_in_less_than_two_seconds_of_work(shipped, shown):
    begun = time.process_time()
    found = check(shipped)

    assert time.process_time() - begun < 2.0
    assert found == shown


def test_no_check_knows_the_plan_by_its_ids(shipped, shown):
    parties = {entry.id: f"p{at}" for at, entry in enumerate((*shipped.body, *shipped.post, *shipped.group))}
    facts = {entry.id: f"f{at}" for at, entry in enumerate(shipped.fact)}
    duties = {entry.id: f"d{at}" for at, entry in enumerate(shipped.duty)}
    data = tomllib.loads(files("scenarios").joinpath("shanting", "plan.toml").read_text(encoding="utf-8"))

    for table in ("body", "post", "group", "fact", "duty"):
        for one in data[table]:
            one["id"] = (parties | facts)[one["id"]] if table != "duty" else duties[one["id"]]
    renamed = check(Plan.model_validate(_renamed(data, parties, facts, duties)))

    assert sorted((one.check, one.severity, one.clauses) for one in renamed) == sorted((one.check, one.severity, one.clauses) for one in shown)


PARTIES = ("superior", "body", "stand_in", "same_person", "lead", "members", "proposed_by", "issued_by", "lifted_by", "to", "approved_by",
           "ended_by", "bearer", "by", "assessed_by", "ordered_by", "held_by", "any")  # fmt: skip


def _renamed(value, parties, facts, duties, key=""):
    """The same document with the references to renamed entries put right; texts stay."""
    if isinstance(value, dict):
        return {name: _renamed(inner, parties, facts, duties, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, parties, facts, duties, key) for inner in value]
    if not isinstance(value, str) or key in ("zh", "en", "clause"):
        return value
    if key == "when":
        return re.sub(
            r"reading\('[^']*'\)(?:\s*[!=]=\s*'[^']*')?|'([^']*)'|[A-Za-z_]\w*",
            lambda m: f"'{parties.get(m[1], m[1])}'" if m[1] is not None else facts.get(m[0], m[0]),
            value,
        )
    if key in ("facts", "requires"):
        return facts.get(value, value)
    if value.startswith("duty:"):
        return f"duty:{duties.get(value[5:], value[5:])}"
    return parties.get(value, value) if key in PARTIES else value


def test_json_has_its_schema_and_stable_keys():
    document = findings_json(broken(lambda data: entry(data, "grade", "amber")["any"][0].update(when=LEAK)), "en")

    assert document["schema"] == "drill.check/1"
    (finding,) = document["findings"]
    assert {"check", "severity", "clauses", "rules", "fingerprint", "message", "mend"} <= set(finding)
    assert finding["message"] == "place = dam, no grade: flow < 10"
    assert json.loads(json.dumps(document)) == document


def test_json_follows_the_language():
    findings = broken(lambda data: entry(data, "grade", "amber")["any"][0].update(when=LEAK))

    assert findings_json(findings, "zh")["findings"][0]["message"].startswith("位置为“dam”的")


def test_json_of_a_sound_plan_is_an_empty_list():
    assert findings_json(read(deepcopy(SOUND)), "en") == {"schema": "drill.check/1", "findings": []}
