"""What the numbers of a resources file rest on, as `drill check --numbers` says it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from analysis.report.as_tables import ReportTable
from analysis.report.as_text import Paragraph
from analysis.report.numbers import numbers_parts
from sim.cli import group
from sim.inputs.assembly import root
from sim.inputs.resources import Resources
from sim.plan.model import Plan

SHANTING = Path(str(root())) / "shanting"
PLAN = Plan.model_validate({"plan": {"id": "p", "title": "p"}, "body": [{"id": "a", "name": {"zh": "站", "en": "the station"}, "clause": "1"}]})


def said(**entries: Any) -> list[tuple[Any, ...]]:
    head = {"id": "r", "plan": "p", "title": "one", "note": "two"}
    resources = Resources.model_validate({"resources": head, "officer": {"source": "own"}} | entries)
    about, *tables = numbers_parts(resources, PLAN, "en")
    assert isinstance(about, Paragraph)
    assert (about.heading, about.lines) == ("one", ("two",))
    return [row for table in tables if isinstance(table, ReportTable) for row in table.rows]


@pytest.mark.parametrize(
    ("rests", "told"),
    [
        ({"source": "own drills"}, ("own drills", "")),
        ({"source": "own drills", "range": ["1 min", "9 min"]}, ("own drills", "1 min – 9 min")),
        ({"assumption": True, "range": ["1 min", "9 min"]}, ("assumption", "1 min – 9 min")),
        ({"assumption": True, "range": [0.5, 2], "source": "a paper"}, ("assumption, after a paper", "0.5 – 2")),
    ],
)
def test_a_number_has_a_source_or_is_assumed_between_two_ends(rests, told):
    [row, *_] = said(task=[{"act": "verify", "by": "a", "minutes": "5 min", **rests}])

    assert (row[0], row[2:]) == ("task time", told)
    assert "the station" in row[1]


def test_units_channels_and_what_is_seen_go_by_their_names():
    assumed = {"assumption": True, "range": ["1 min", "9 min"]}
    unit = {"id": "u", "name": {"zh": "甲队", "en": "team one"}, "body": "a", "turn_out": "2 min", "travel": "5 min"}
    rows = said(unit=[unit | assumed], channel=[{"id": "phone"} | assumed], sight=[{"by": "a"} | assumed, assumed])

    assert [row[:2] for row in rows] == [
        ("channel", "phone"), ("unit", "team one"), ("what is seen", "the station"), ("what is seen", "everybody else"), ("officers", ""),
        ("how people go about their work", ""), ("faults without an amount", ""), ("talk with people", ""),
    ]  # fmt: skip


def test_a_habit_is_told_with_the_clause_that_it_fills_and_whether_it_is_assumed():
    habit = {"id": "h", "title": "ring first", "bearer": "a", "on": "verified", "act": "perform", "form": "x"}

    assert said(habit=[habit | {"fills": "4.1"}, habit | {"clause": "5", "assumption": False}])[-2:] == [
        ("ring first", "4.1", "assumption"), ("ring first", "5", "as things are done"),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_check_lists_them_where_it_is_asked_to(lang):
    files = [str(SHANTING / "plan.toml"), str(SHANTING / "resources.toml")]
    plain = CliRunner().invoke(group, ["check", *files, "--lang", lang])
    asked = CliRunner().invoke(group, ["check", *files, "--numbers", "--lang", lang])

    assert (plain.exit_code, asked.exit_code) == (0, 0)
    assert "BMC Med Res Methodol" in asked.output
    assert "BMC Med Res Methodol" not in plain.output
