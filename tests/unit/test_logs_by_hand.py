"""Logs over plans in which much bears on one duty at a time: the verdicts were worked out by hand from the page of the language."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.certain import judge_openly
from analysis.logs.reading import read_log
from analysis.verdicts import Verdict
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file, start_on
from sim.plan.loader import load_plan
from sim.plan.rulebook import Rulebook

CASES = Path(__file__).parent.parent / "cases"
CALENDAR = load_calendar_file(shipped_calendar())
LOGS: dict[str, Any] = {domain: tomllib.loads((CASES / f"{domain}.toml").read_text(encoding="utf-8")) for domain in ("harbour", "theatre")}


@cache
def _rules(domain: str) -> Rulebook:
    return Rulebook(load_plan(CASES / f"{domain}.plan.toml"))


def _verdicts(domain: str, case: dict[str, Any], folder: Path) -> list[Verdict]:
    file = folder / "log.csv"
    file.write_text("\n".join([f"complete: {case.get('complete', 'all')}", LOGS[domain]["heading"], *case["rows"]]) + "\n", encoding="utf-8")
    log = read_log(file, _rules(domain).plan)
    start = datetime.fromisoformat(log.record.header.start).replace(tzinfo=None)
    until = (datetime.fromisoformat(case["until"]) - start).total_seconds() / 60 if "until" in case else None
    found = judge_openly(_rules(domain), log.record, log.evidence, calendar=start_on(CALENDAR, start, ""), until=until).verdicts
    return [one for one in found if one.rule == case["duty"]]


@pytest.mark.parametrize(
    ("domain", "case"), [pytest.param(domain, case, id=f"{domain}: {case['name']}") for domain, held in LOGS.items() for case in held["case"]]
)
def test_the_log_says_what_was_worked_out_by_hand(domain: str, case: dict[str, Any], tmp_path: Path) -> None:
    found = _verdicts(domain, case, tmp_path)

    if isinstance(case["expect"], dict):
        assert {"".join(one.to): one.status for one in found} == case["expect"]
    else:
        assert [one.status for one in found] == case["expect"], found


def test_there_are_two_hundred_logs_with_names_of_their_own() -> None:
    names = [(domain, case["name"]) for domain, held in LOGS.items() for case in held["case"]]

    assert len(set(names)) == len(names) >= 190
