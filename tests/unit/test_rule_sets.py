"""The rule sets that ship, each with a small log whose verdicts were worked out by hand."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from analysis.judge import judging_rulebook
from analysis.logs.reading import read_log
from analysis.report.build import judge_log
from sim.inputs.assembly import find_plan, plans, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.inputs.resources import load_resources
from sim.plan.loader import load_plan


def judged(name):
    home = find_plan(name).parent
    plan = load_plan(home / "plan.toml")
    resources = load_resources(home / "resources.toml", plan) if (home / "resources.toml").is_file() else None
    expected = tomllib.loads((home / "logs" / "expected.toml").read_text(encoding="utf-8"))
    log = read_log(home / "logs" / expected["file"], plan, resources)
    until = None
    if "until" in expected:
        start = datetime.fromisoformat(log.record.header.start)
        until = (datetime.fromisoformat(expected["until"]) - start).total_seconds() / 60
    return log, judge_log(log, judging_rulebook(plan, resources), load_calendar_file(shipped_calendar()), until=until), expected


@pytest.mark.parametrize("name", plans())
def test_the_shipped_log_is_understood_without_a_problem(name):
    log, _, _ = judged(name)

    assert log.problems == ()
    assert log.understood.unused in ((), ("备注",), ("note",))


@pytest.mark.parametrize("name", plans())
def test_the_verdicts_are_those_worked_out_by_hand(name):
    _, found, expected = judged(name)
    verdicts = found.judgement.verdicts

    for wanted in expected["expect"]:
        like = [
            one for one in verdicts
            if one.rule == wanted["rule"] and one.bearer == wanted.get("bearer", one.bearer) and list(one.to) == wanted.get("to", list(one.to))
        ]  # fmt: skip
        assert len(like) == 1, (wanted, [one.id for one in verdicts])
        assert like[0].status == wanted["status"], like[0]
        for key, field in (("due", "due_min"), ("done", "done_min"), ("latency", "latency_min"), ("margin", "margin_min")):
            if key in wanted:
                assert getattr(like[0], field) == pytest.approx(wanted[key], abs=1e-9), (key, like[0])
    for rule, count in expected["count"].items():
        assert sum(one.rule == rule for one in verdicts) == count


@pytest.mark.parametrize("name", plans())
def test_the_reading_that_a_verdict_leans_on_turns_where_it_was_worked_out(name):
    _, found, expected = judged(name)

    for wanted in expected["reading"]:
        one = next(one for one in found.leanings if one.verdict.rule == wanted["rule"] and one.id == wanted["id"])
        assert (one.turns_late_at, one.turns_met_at) == (wanted.get("turns_late_at"), wanted.get("turns_met_at"))


def test_a_rule_set_of_another_domain_also_runs_and_climbs_as_far_as_the_grade_says():
    from sim.drill import run
    from sim.inputs.assembly import assemble, locate
    from sim.world.setting import Setting

    inputs = assemble(locate("roof-fall"))
    record = run(Setting(inputs), 1)
    told = [row.to for row in record.rows if row.kind == "received" and row.form == "initial"]

    assert told == ["head_of_works", "county_authority", "city_authority", "province_authority"]


def test_every_rule_set_ships_a_plan_with_a_log():
    for name in plans():
        home = Path(find_plan(name)).parent
        assert list((home / "logs").glob("*.csv"))
