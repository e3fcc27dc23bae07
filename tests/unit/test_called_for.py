"""What the grade by the facts calls for where nobody stated the grade, worked out by hand over shipped plans."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from analysis.called_for import CalledFor, called_for
from analysis.judge import judging_rulebook
from sim.cli import group
from sim.inputs.assembly import find_plan, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.loader import load_plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

HEADER = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00", horizon_min=0, events={"E1": {}})
CALENDAR = load_calendar_file(shipped_calendar()).of_log(HEADER.start, dated=True)


@cache
def rules(plan: str) -> Rulebook:
    return judging_rulebook(load_plan(find_plan(plan)), None)


def row(time: float, kind: str, actor: str | None = None, to: str | None = None, form: str | None = None, **facts: Any) -> tuple[Any, ...]:
    return (time, kind, actor, to, None, form, "E1", None, None, None, facts)


def found(plan: str, *rows: tuple[Any, ...], until: float | None = None) -> list[CalledFor]:
    record = Record(HEADER, tuple(Row(seq, *one) for seq, one in enumerate(rows)))
    return list(called_for(rules(plan), record, calendar=CALENDAR, until=until))


def told(*entries: CalledFor) -> list[tuple[str, str | None, tuple[str, ...], str, float, int]]:
    return [(one.rule, one.bearer, one.to, one.grade, one.since_min, one.since_seq) for one in entries]


MAJOR: dict[str, Any] = {"critical": True, "intrusion": True}
NOTICED = row(0, "noticed", "watch")
REPORTED = row(30, "reported", "officer", "authority", "progress", **MAJOR)


def test_the_facts_of_a_major_incident_that_nobody_graded_call_for_its_three_reports():
    entries = found("cyber-incident", NOTICED, REPORTED)

    assert told(*entries) == [
        ("early-warning", "operator", ("authority",), "major", 30, 1),
        ("notification", "operator", ("authority",), "major", 30, 1),
        ("final-report", "operator", ("authority",), "major", 30, 1),
    ]
    assert entries[0].clause == "NIS2 art. 23(4)(a); RTS 2025/301 art. 5"
    assert entries[1].limit.of("en") == "72 h (from first knowing)"


def test_who_is_threatened_by_it_is_told_too():
    assert told(*found("cyber-incident", NOTICED, row(30, "verified", "watch", recipients_threatened=True, **MAJOR)))[3:] == [
        ("tell-recipients", "operator", ("recipients",), "major", 30, 1)
    ]


@pytest.mark.parametrize(("clients", "duties"), [(100_000, 0), (100_001, 3)])
def test_a_threshold_calls_above_and_not_at_it(clients, duties):
    facts: dict[str, Any] = {"critical": True, "intrusion": False, "down_h": 3, "states": 1, "cost": 0, "data_lost": False}

    assert len(found("cyber-incident", NOTICED, row(30, "verified", "watch", clients=clients, **facts))) == duties


def test_what_is_unknown_calls_for_nothing():
    assert found("cyber-incident", NOTICED, row(30, "verified", "watch", critical=True)) == []


def test_it_counts_from_the_row_after_which_the_grade_surely_holds():
    rows = (
        NOTICED,
        row(10, "verified", "watch", critical=True),
        row(40, "verified", "watch", intrusion=True),
        row(60, "verified", "watch", states=1),
    )

    assert [one[4:] for one in told(*found("cyber-incident", *rows))] == [(40, 2)] * 3


def test_nothing_is_called_for_that_the_record_raises_anyway_even_later():
    assert found("cyber-incident", NOTICED, REPORTED, row(90, "classified", "officer", grade="major")) == []


def test_a_grade_stated_after_the_end_of_observation_was_not_stated():
    assert len(found("cyber-incident", NOTICED, REPORTED, row(90, "classified", "officer", grade="major"), until=60)) == 3


def test_a_grade_that_somebody_only_reported_was_stated():
    assert found("cyber-incident", NOTICED, row(30, "reported", "officer", "authority", "progress", grade="major", **MAJOR)) == []


VERIFIED = row(34, "verified", "petition_bureau", venue="district", size=80, intense=True, contagious=True, affects_stability=True)


def test_an_ungraded_crowd_of_eighty_at_the_district_calls_for_the_report_to_the_command():
    entries = told(*found("shanting", row(0, "occurred"), row(4, "noticed", "petition_bureau"), VERIFIED))

    assert ("report-ordinary", "petition_bureau", ("command",), "IV", 34, 2) in entries
    assert {one[3:] for one in entries} == {("IV", 34, 2)}
    assert not any(one[0].startswith("report-serious") for one in entries)


def test_a_milder_grade_than_the_facts_ask_for_leaves_the_worse_ones_duties_called_for():
    worse = row(34, "verified", "petition_bureau", venue="city", size=80, intense=True, contagious=True, larger_effect=True)
    graded = row(36, "classified", "petition_bureau", grade="IV")
    entries = told(*found("shanting", row(0, "occurred"), row(4, "noticed", "petition_bureau"), worse, graded))

    assert ("report-serious-city", "petition_bureau", ("city_bureau",), "III", 34, 2) in entries
    assert not any(one[0] == "report-ordinary" for one in entries)


def test_a_worse_grade_than_the_facts_ask_for_calls_for_nothing():
    rows = (row(0, "occurred"), row(4, "noticed", "petition_bureau"), row(5, "classified", "petition_bureau", grade="III"), VERIFIED)

    assert found("shanting", *rows) == []


def test_an_accident_without_numbers_calls_for_nothing():
    rows = (
        row(0, "occurred"),
        row(20, "reported", "head_of_works", "county_authority", "initial"),
        row(80, "reported", "county_authority", "city_authority", "initial"),
    )

    assert found("production-accident", *rows) == []


def test_rows_of_truth_state_nothing():
    assert found("cyber-incident", NOTICED, row(30, "scene", **MAJOR)) == []


LOG = """time,kind,who,to whom,channel,form,critical,intrusion
2026-03-02 08:00,noticed,watch,,,,,
2026-03-02 20:00,verified,watch,,,,yes,yes
"""


@pytest.fixture
def log(tmp_path):
    file = tmp_path / "log.csv"
    file.write_text(LOG, encoding="utf-8")
    return file


@pytest.mark.parametrize(("lang", "title"), [("en", "Called for by the facts"), ("zh", "按已知情况应当办理")])
def test_drill_judge_tells_it_as_text_as_data_and_in_the_workbook(log, lang, title):
    book = log.with_suffix(".xlsx")
    words = ["judge", str(log), "--plan", "cyber-incident", "--lang", lang]
    text = CliRunner().invoke(group, [*words, "--section", "called-for", "--out", str(book)])
    document = json.loads(CliRunner().invoke(group, [*words, "--json"]).stdout)

    assert title in text.stdout
    assert [(one["rule"], one["grade"], one["since_min"], one["line"]) for one in document["called_for"]] == [
        ("early-warning", "major", 720, 3),
        ("notification", "major", 720, 3),
        ("final-report", "major", 720, 3),
    ]
    assert document["names"]["grade"]["major"] == {"zh": "重大", "en": "major"}
    sheet = load_workbook(book)[{"en": "called for", "zh": "应办未提起"}[lang]]
    assert sheet.max_row == 4
    assert sheet["H2"].value == 3


@pytest.mark.parametrize(("dead", "climbs"), [(2, False), (3, True)])
def test_how_far_an_ungraded_accident_climbs_follows_from_its_dead(dead, climbs):
    numbers = {"dead": dead, "injured": 0, "loss": 0}
    rows = [row(0, "occurred")]
    for minute, sender, to in ((20, "head_of_works", "county_authority"), (80, "county_authority", "city_authority")):
        rows += [row(minute, kind, sender, to, "initial", **numbers) for kind in ("reported", "received")]
    entries = told(*found("production-accident", *rows))

    assert (("climb", "city_authority", ("province_authority",), "serious", 80, 4) in entries) is climbs
    assert climbs or entries == []
