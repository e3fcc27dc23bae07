"""Measures of people, of the response and of the grade against the truth, on a record worked out by hand."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.judge import judge
from analysis.measures.model import GROUPS, Value
from analysis.measures.registry import by_group, evaluate, measures_of, worth_showing
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

MONDAY = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
PLAN = tomllib.loads((Path(__file__).parent.parent / "cases" / "bureau.plan.toml").read_text(encoding="utf-8"))
GO = [
    {"id": f"{who}-goes", "clause": "9", "title": who, "bearer": who, "on": "classified", "act": "go"} for who in ("police", "health", "bureau")
]  # fmt: skip
COUNT = {"id": "heads", "name": "heads", "type": "count"}

# minute, kind, actor, to, cause, facts
STORY: list[tuple[Any, ...]] = [
    (10, "occurred", None, None, None, {}),
    (12, "scene", None, None, 0, {"true_grade": "none", "present": 20, "arrived": 20, "vocal": 0, "obstructing": 0, "storming": 0, "hurt": 0}),
    (14, "noticed", "press", None, 0, {}),
    (15, "called", "press", "bureau", 2, {}),
    (18, "reported", "press", "bureau", 3, {"heads": 15, "as_of": {"heads": 14.0}}),
    (18, "received", "press", "bureau", 4, {"heads": 15, "as_of": {"heads": 14.0}}),
    (20, "scene", None, None, 1, {"true_grade": "III", "present": 60, "arrived": 60, "vocal": 10}),
    (30, "scene", None, None, 6, {"obstructing": 4, "storming": 1, "vocal": 8}),
    (40, "classified", "bureau", None, 5, {"grade": "II"}),
    (50, "scene", None, None, 7, {"obstructing": 0, "storming": 0, "registered": 30}),
    (52, "arrived", "police", None, 8, {}),
    (55, "reported", "bureau", "chief", 8, {"heads": 50, "as_of": {"heads": 45.0}}),
    (60, "received", "bureau", "chief", 11, {"heads": 50, "as_of": {"heads": 45.0}}),
    (62, "reception-opened", "bureau", None, 8, {}),
    (70, "regraded", "bureau", None, 8, {"grade": "III"}),
    (75, "persuaded", "bureau", None, 8, {"people": 8, "people_registered": 6}),
    (80, "scene", None, None, 9, {"registered": 45, "heard": 40, "answered": 20, "another_day": 3}),
    (90, "arrived", "health", None, 8, {}),
    (100, "ended", "chief", None, 14, {}),
    (105, "scene", None, None, 16, {"answered": 50}),
]


@pytest.fixture(scope="module")
def values() -> dict[str, Value]:
    plan = Plan.model_validate({**PLAN, "duty": [*PLAN["duty"], *GO], "fact": [*PLAN["fact"], COUNT]})
    book = Rulebook(plan)
    header = Header(
        version="0", plan={"id": "bureau"}, resources={}, scenario={}, seed=7, start="2026-03-02T08:00:00+08:00", horizon_min=120.0,
        events={"e": {"roles": {}}},
    )  # fmt: skip
    rows = (
        Row(seq, float(time), kind, actor=actor, to=to, form="initial", channel="phone", about="e", cause=cause, facts=facts)
        for seq, (time, kind, actor, to, cause, facts) in enumerate(STORY)
    )
    record = Record(header, tuple(rows))
    return evaluate(measures_of(book), record, judge(book, record, calendar=MONDAY))


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("peak-present", 60.0),
        ("peak-active", 13.0),  # 8 + 4 + 1 at 30
        ("peak-obstructing", 5.0),
        ("obstructing-clock", 20.0),  # 30 → 50
        ("obstructing-person-minutes", 100.0),  # 5 · 20
        ("obstructing-minutes", 100 / 60),
        ("first-received", 50.0),  # 12 → 62
        ("registered-in-time", 30 / 60),  # by 72: 30; the 45 came at 80
        ("heard-in-time", 40 / 60),  # by 132, cut at the end of observation
        ("answered-in-time", 50 / 60),  # by 132, cut at the end of observation, whenever the response was ended
        ("answered-share", 50 / 60),
        ("another-day-share", 3 / 60),
        ("persuaded-registered", 6 / 8),
        ("grade-right-after", 50.0),  # truly III from 20; III stated at 70
        ("under-graded", 20.0),  # 20 → 40: nothing stated
        ("over-graded", 30.0),  # 40 → 70: II
        ("grade-right-first", 0.0),
        ("grade-right-last", 1.0),
        ("quorum", 80.0),  # two of three: health at 90, 10 → 90
        ("picture-age", 45.0),  # known from 60 to 120, as of 45: from 15 to 75 minutes old; an early end makes no picture fresher
        ("picture-known", 60 / 110),  # 60 → 120 of 10 → 120
        ("longest-link", 22.0),  # received 18 → classified 40
        ("busiest-calls", 3.0),  # 15 → 18
        ("call-minutes:bureau", 3.0),
        ("acts-per-hour:bureau", 5 / 1.5),  # classified, reported, reception-opened, regraded, persuaded in 10 → 100
        ("waited-for:bureau", 22.0),  # said 18 → received 18: 0; received 18 → classified 40: 22
    ],
)
def test_an_outcome_is_what_was_worked_out_by_hand(values: dict[str, Value], measure: str, value: float) -> None:
    assert values[measure].value == pytest.approx(value)


def test_a_muster_that_never_came_about_has_no_minutes_and_says_why(values: dict[str, Value]) -> None:
    found = values["muster"]

    assert found.value is None
    assert str(found.reason) == "too few came"
    assert (found.evaluated, found.asked) == (0, 1)


def test_what_is_shown_opens_with_people_and_then_speed() -> None:
    measures = measures_of(Rulebook(Plan.model_validate(PLAN)))
    groups = list(by_group(measures, measures))

    assert groups == [group for group in GROUPS if group in groups]
    assert groups[:2] == ["people", "speed"]


def test_of_bodies_and_duties_only_those_that_had_a_part_are_shown(values: dict[str, Value]) -> None:
    plan = Plan.model_validate({**PLAN, "duty": [*PLAN["duty"], *GO], "fact": [*PLAN["fact"], COUNT]})
    shown = worth_showing(measures_of(Rulebook(plan)), values)

    assert "call-minutes:bureau" in shown
    assert "call-minutes:city" not in shown
    assert "waited-for:city" not in shown
