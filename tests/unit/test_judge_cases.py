"""Verdicts worked by hand, over four small plans of different domains: the oracle for the duty book and the judge."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.judge import judge
from analysis.verdicts import Judgement, Verdict
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

CASES = Path(__file__).parent.parent / "cases"
DOMAINS = ("accident", "cyber", "school", "bureau", "outbreak", "bank")
ROLES = {"class": "class-3b", "unit": "mill"}
MONDAY = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset(range(2026, 2028)),
)  # fmt: skip


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


def _record(case: dict[str, Any]) -> Record:
    rows = tuple(_row(seq, cells) for seq, cells in enumerate(case["rows"]))
    header = Header(
        version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=0.0,
        events={"e": {"roles": ROLES}},
    )  # fmt: skip
    return Record(header, rows)


def _row(seq: int, cells: list[Any]) -> Row:
    empty: list[Any] = [0.0, "", "", "", "", {}, ""]
    time, kind, actor, to, form, facts, channel = cells + empty[len(cells) :]
    return Row(seq, float(time), kind, actor=actor or None, to=to or None, channel=channel or None, form=form or None, about="e", facts=facts)


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

    judgement = judge(rulebook, _record(case), calendar=MONDAY, until=case.get("until"))

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


def test_there_are_at_least_forty_cases_over_four_plans() -> None:
    cases = _cases()

    assert len(cases) >= 40
    assert len({case.values[0] for case in cases}) == 4
    assert len({case.id for case in cases}) == len(cases)
