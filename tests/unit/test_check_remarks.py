"""What `drill check` says of files without faults: a drill that comes to a halt, tasks that nothing times, times that nothing uses."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.documents import read_toml
from sim.inputs.assembly import find_plan
from sim.inputs.resources import check_resources_document
from sim.inputs.times import time_remarks
from sim.plan.loader import load_plan

PLAN = find_plan("production-accident")
BESIDE = PLAN.parent / "resources.toml"


def untaken(document):
    for act in ("verify", "estimate"):
        document["task"].append({"act": act, "minutes": "5 min", "assumption": True, "range": [1, 10]})


def remarks(change=None):
    document = read_toml(BESIDE)
    if change is not None:
        change(document)
    return [remark.of("en") for remark in time_remarks(load_plan(PLAN), check_resources_document(document, "r.toml", load_plan(PLAN)))]


def without(act):
    return lambda document: document.update(task=[task for task in document["task"] if task["act"] != act])


def test_a_time_that_no_duty_and_no_habit_takes_is_named():
    assert remarks() == []
    assert remarks(untaken) == ["[[task]] entries that no duty or habit uses: verify, estimate"]


def test_a_task_that_nothing_times_is_named_with_its_form():
    untimed = remarks(without("perform"))

    assert untimed[0] == "takes 0 minutes, as no [[task]] of the resources times it: perform/rescue"
    assert not any("perform" in one for one in remarks())


def test_a_time_of_somebody_else_times_nothing():
    others = lambda document: [task.update(by="police") for task in document["task"] if task["act"] == "perform"]  # noqa: E731 - one of a row
    said = remarks(others)

    assert any("0 minutes" in one and "perform/rescue" in one for one in said)
    assert any("no duty or habit uses" in one and "perform" in one for one in said)


@pytest.mark.parametrize(("lang", "halt"), [("en", "nothing sets off: a change in the toll"), ("zh", "没有任何事项能引出")])
def test_check_says_where_a_drill_comes_to_a_halt_and_is_no_fault(lang, halt):
    result = CliRunner().invoke(group, ["--lang", lang, "check", str(PLAN), str(BESIDE)])

    assert result.exit_code == 0
    assert halt in result.stdout


def test_a_scenario_alone_is_not_told_what_its_plan_lacks():
    scenario = PLAN.parent / "scenarios" / "roof-fall.toml"
    result = CliRunner().invoke(group, ["--lang", "en", "check", str(scenario)])

    assert result.stdout.count("\n") == 1
