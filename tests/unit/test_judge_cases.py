"""Verdicts worked by hand, over four small plans of different domains: the oracle for the duty book and the judge."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from analysis.judge import judge
from analysis.verdicts import STATUSES, Judgement, Verdict
from sim.plan.loader import load_plan
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from tests.hand_cases import MONDAY, record_of

CASES = Path(__file__).parent.parent / "cases"
DOMAINS = ("accident", "cyber", "school", "bureau", "outbreak", "bank")


def _cases() -> list[Any]:
    found = []
    for domain in DOMAINS:
        cases = tomllib.loads((CASES / f"{domain}.toml").read_text(encoding="utf-8"))["case"]
        found += [pytest.param(domain, case, id=f"{domain}: {case['name']}") for case in cases]
    return found


def _rulebook(domain: str, readings: dict[str, Any]) -> Rulebook:
    document = tomllib.loads((CASES / f"{domain}.plan.toml").read_text(encoding="utf-8"))
    for reading in document.get("reading", []):
        reading["value"] = readings.get(reading["id"], reading["value"])
    return Rulebook(Plan.model_validate(document))


def _matching(judgement: Judgement, expected: dict[str, Any]) -> Verdict:
    found = [
        verdict
        for verdict in judgement.verdicts
        if verdict.rule == expected["rule"]
        and verdict.occurrence == expected.get("occurrence", verdict.occurrence)
        and (verdict.bearer or "none") == expected.get("bearer", verdict.bearer or "none")
        and list(verdict.to) == expected.get("to", list(verdict.to))
    ]
    assert len(found) == 1, [verdict.id for verdict in judgement.verdicts]
    return found[0]


@pytest.mark.parametrize(("domain", "case"), _cases())
def test_the_judge_says_what_was_worked_out_by_hand(domain: str, case: dict[str, Any]) -> None:
    rulebook = _rulebook(domain, case.get("readings", {}))

    judgement = judge(rulebook, record_of(case), calendar=MONDAY, until=case.get("until"))

    for expected in case["expect"]:
        verdict = _matching(judgement, expected)
        assert verdict.status == expected["status"], verdict
        for key, field in (("due", "due_min"), ("done", "done_min"), ("latency", "latency_min"), ("margin", "margin_min")):
            if key in expected:
                actual = getattr(verdict, field)
                assert actual == (None if expected[key] == "none" else pytest.approx(expected[key], abs=1e-9)), (key, verdict)
        assert verdict.same_person == expected.get("same_person", False)
        if "readings" in expected:
            assert list(verdict.readings) == expected["readings"]
    for rule, count in case.get("count", {}).items():
        assert sum(verdict.rule == rule for verdict in judgement.verdicts) == count


def test_there_are_a_hundred_and_fifty_verdicts_over_six_plans_of_every_status() -> None:
    cases = _cases()
    verdicts = [expected["status"] for case in cases for expected in case.values[1]["expect"]]

    assert len(verdicts) >= 150
    assert set(verdicts) == set(STATUSES)
    assert len({case.values[0] for case in cases}) == 6
    assert len({case.id for case in cases}) == len(cases)


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_plan_of_the_cases_has_no_fault(domain: str) -> None:
    load_plan(CASES / f"{domain}.plan.toml")
