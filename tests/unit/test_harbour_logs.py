"""Logs of a harbour, over a plan in which much bears on one duty at a time: the verdicts were worked out by hand from the page of the language."""

from __future__ import annotations

import tomllib
from datetime import datetime
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
PLAN = load_plan(CASES / "harbour.plan.toml")
BOOK = Rulebook(PLAN)
CALENDAR = load_calendar_file(shipped_calendar())
HEADING = "time,kind,actor,to,channel,form,grade,level,tonnes,sick,dead,clean,wind,shut"
LOGS: list[dict[str, Any]] = tomllib.loads((CASES / "harbour.toml").read_text(encoding="utf-8"))["case"]


def _verdicts(case: dict[str, Any], folder: Path) -> list[Verdict]:
    file = folder / "log.csv"
    file.write_text("\n".join([f"complete: {case.get('complete', 'all')}", HEADING, *case["rows"]]) + "\n", encoding="utf-8")
    log = read_log(file, PLAN)
    start = datetime.fromisoformat(log.record.header.start).replace(tzinfo=None)
    until = (datetime.fromisoformat(case["until"]) - start).total_seconds() / 60 if "until" in case else None
    found = judge_openly(BOOK, log.record, log.evidence, calendar=start_on(CALENDAR, start, ""), until=until).verdicts
    return [one for one in found if one.rule == case["duty"]]


@pytest.mark.parametrize("case", LOGS, ids=lambda case: case["name"])
def test_the_harbours_log_says_what_was_worked_out_by_hand(case: dict[str, Any], tmp_path: Path) -> None:
    found = _verdicts(case, tmp_path)

    if isinstance(case["expect"], dict):
        assert {"".join(one.to): one.status for one in found} == case["expect"]
    else:
        assert [one.status for one in found] == case["expect"], found


def test_the_names_of_the_cases_are_their_own() -> None:
    assert len({case["name"] for case in LOGS}) == len(LOGS) >= 100
