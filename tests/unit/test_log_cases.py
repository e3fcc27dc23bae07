"""Logs as people keep them, over a small plan: what was worked out by hand is said, or the cell is named that keeps it from being said."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.certain import judge_openly
from analysis.logs.reading import read_log
from analysis.verdicts import STATUSES
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file, start_on
from sim.plan.loader import load_plan
from sim.plan.rulebook import Rulebook

CASES = Path(__file__).parent.parent / "cases"
PLAN = load_plan(CASES / "logs.plan.toml")
BOOK = Rulebook(PLAN)
CALENDAR = load_calendar_file(shipped_calendar())
HEADING = "time,kind,actor,to,channel,form,hurt"
DAY = datetime(2026, 3, 10)
LOGS: list[dict[str, Any]] = tomllib.loads((CASES / "logs.toml").read_text(encoding="utf-8"))["case"]


def _minute(text: str, start: str) -> float:
    hour, minute = map(int, text.split(":"))
    return (DAY.replace(hour=hour, minute=minute) - datetime.fromisoformat(start).replace(tzinfo=None)).total_seconds() / 60


@pytest.mark.parametrize("case", LOGS, ids=lambda case: case["name"])
def test_the_log_says_what_was_worked_out_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("\n".join([case.get("heading", HEADING), *case["rows"]]) + "\n", encoding="utf-8")
    log = read_log(file, PLAN, start=DAY)
    complete = frozenset(case.get("complete", ()))
    until = _minute(case["until"], log.record.header.start) if "until" in case else None
    calendar = start_on(CALENDAR, DAY, "")

    found = judge_openly(BOOK, log.record, replace(log.evidence, complete=complete), calendar=calendar, until=until).verdicts

    for expected in case["expect"]:
        (verdict,) = [one for one in found if one.rule == expected["rule"]]
        assert verdict.status == expected["status"], verdict
        if "cells" in expected:
            assert sorted([cell.line, cell.column] for cell in verdict.cells) == expected["cells"]
    for rule, count in case.get("count", {}).items():
        assert sum(one.rule == rule for one in found) == count


def test_the_logs_hold_thirty_cases_and_more_that_cannot_be_judged_than_one_kind_of_cell() -> None:
    said = [(expected["status"], tuple(column for _, column in expected.get("cells", ()))) for case in LOGS for expected in case["expect"]]

    assert len(LOGS) >= 30
    assert {status for status, _ in said} <= set(STATUSES)
    assert {columns for status, columns in said if status == "cannot-be-judged"} >= {
        ("time",),
        ("hurt",),
        ("actor",),
        ("form",),
        ("kind",),
        ("channel",),
    }
