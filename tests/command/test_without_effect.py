"""What a scenario or its resources say to no effect is told by `check` and `run`, and nothing is told of what has one."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from analysis.experiment.left_out import Drilled, idle_in
from tests.command_line import command
from tests.shipped import drilled, inputs_of

FAULT = '\n[[fault]]\nid = "unheard"\nkind = "line down"\ntarget = "publicity"\nat = "10 h"\nuntil = "11 h"\n'
INJECT = '\n[[inject]]\nid = "never"\nevent = "E1"\ntext = "never"\nwhen = "size >= 100000"\nrumour = 10\n'
HABIT = (
    '\n[[habit]]\nid = "asleep"\ntitle = "asleep"\nbearer = "finance"\nact = "perform"\nform = "own-form"\non = "performed"\n'
    "when = \"form == 'own-form'\"\n"
)
UNIT = (
    '\n[[unit]]\nid = "unsent"\nname = "unsent"\nbody = "finance"\nnumber = 0\nturn_out = "50 h"\ntravel = "10 min"\nassumption = true\n'
    "range = [1, 100]\n"
)
TIME = '\n[[task]]\nact = "notify"\nform = "initial"\nminutes = "5 min"\nassumption = true\nrange = [1, 10]\n'
LATER = (
    '\n[[course]]\nevent = "E1"\nat = "300 h"\nfacts = {}\n\n[[people]]\nid = "tomorrow"\nevent = "E1"\nsize = 10\narrival = { begins = "99 h" }\n'
    '\n[[fault]]\nid = "deaf"\nkind = "phone off"\ntarget = "finance"\nat = "0 min"\namount = 3.0\n'
)
DESK = '\n[[body]]\nid = "aside"\nname = "aside"\n\n[[desk]]\nbodies = ["aside"]\nstaff = 0\n'


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A drill of the user."""
    home = tmp_path_factory.mktemp("idle")
    assert command("new", "mine", "--from", "district-gate", cwd=home).returncode == 0
    return home


def with_more(mine: Path, name: str, **more: str) -> Path:
    """The drill with more at the end of some files."""
    folder = mine.parent / f"{mine.name}-{name}"
    folder.mkdir()
    for file in mine.joinpath("mine").glob("*.toml"):
        (folder / file.name).write_text(file.read_text("utf-8") + more.get(file.stem, ""), "utf-8")
    return folder


def warned(text: str, file: str) -> list[str]:
    """The warnings on a file."""
    return [line for line in text.splitlines() if line.startswith("warning: ") and f"{file}.toml" in line]


def test_a_shipped_drill_says_nothing_to_no_effect(mine: Path) -> None:
    said = command("check", "mine", cwd=mine)
    assert said.returncode == 0
    assert not warned(said.stdout, "scenario")
    assert not warned(said.stdout, "resources")


def test_a_fault_and_an_inject_without_effect_are_named_by_check_and_run(mine: Path) -> None:
    folder = with_more(mine, "scenario", scenario=FAULT + INJECT)
    checked = command("check", folder, "--fail-on", "warning", cwd=mine)
    assert checked.returncode == 1
    found = warned(checked.stdout, "scenario")
    assert ["unheard" in line for line in found] == [False, True]
    assert ["(never)" in line for line in found] == [True, False]
    ran = command("run", folder, "--json", "--fail-on", "warning", cwd=mine)
    assert ran.returncode == 1
    assert "unheard" in ran.stderr
    assert "(never)" in ran.stderr
    assert sum("unheard" in remark["en"] for remark in json.loads(ran.stdout)["remarks"]) == 1


def test_a_fault_that_strikes_is_not_named(mine: Path) -> None:
    strikes = FAULT.replace("line down", "network down").replace('target = "publicity"\n', "").replace('"10 h"', '"0 min"')
    ran = command("run", with_more(mine, "strikes", scenario=strikes), "--fail-on", "warning", cwd=mine)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_habits_units_desks_and_times_that_nobody_would_believe_are_named(mine: Path) -> None:
    said = command("check", with_more(mine, "means", resources=HABIT + UNIT + DESK), cwd=mine)
    assert said.returncode == 0
    found = warned(said.stdout, "resources")
    for word in ("asleep", "unsent (unsent)", "aside", 'unit "unsent" › turn_out: 2 days 2 h (usual: 0 min to 24 h)'):
        assert sum(word in line for line in found) == 1, word


def test_a_run_says_what_its_resources_have_to_no_effect_in_either_language(mine: Path) -> None:
    folder = with_more(mine, "ran", resources=HABIT + UNIT + DESK)
    for lang in ("en", "zh"):
        said = command("run", folder, "--lang", lang, "--fail-on", "warning", cwd=mine)
        assert said.returncode == 1
        for word in ("asleep", "aside", 'unit "unsent" › turn_out'):
            assert sum(word in line for line in said.stderr.splitlines()) == 1, word


def test_slips_of_the_pen_are_told_by_check_and_by_run(mine: Path) -> None:
    """Implausible values of either file, acts that nothing times, times that nothing takes, what stands after the end, a chain without beginning."""
    folder = with_more(mine, "slips", resources=TIME, scenario=LATER)
    for file, was, now in (
        ("resources", 'id = "phone"\nanswer = 0.9\n', 'id = "phone"\nanswer = 0.0\n'),
        ("resources", 'act = "establish-command"\nminutes', 'act = "establish-command"\nby = "finance"\nminutes'),
        ("scenario", 'patience = "5 h"', 'patience = "4000 days"'),
        ("scenario", "clauses = [", 'clauses = ["2.4.2(1)", '),
    ):
        text = (folder / f"{file}.toml").read_text("utf-8")
        assert was in text
        (folder / f"{file}.toml").write_text(text.replace(was, now), "utf-8")
    checked = command("check", folder, "--fail-on", "warning", cwd=mine)
    ran = command("run", folder, "--json", "--fail-on", "warning", cwd=mine)
    assert (checked.returncode, ran.returncode) == (1, 1), checked.stderr + ran.stderr
    said = [remark["en"] for remark in json.loads(ran.stdout)["remarks"]]
    wanted = (
        'channel "phone" › answer: 0 (usual: 0.05 to 1)',
        'people "residents" › patience: 4000 days (usual: 5 min to 30 days)',
        "as no [[task]] of the resources times it: establish-command",
        "that no duty or habit uses: establish-command//finance, notify/initial",
        "sets off: pass on orders (2.4.2(1))",
        'after the drill has ended: course 1 › at, people "tomorrow" › arrival',
        "and its kind has none, so it changes nothing: deaf",
    )
    for word in wanted:
        assert sum(word in line for line in checked.stdout.splitlines()) == 1, word
        assert sum(word in line for line in ran.stderr.splitlines()) == 1, word
        assert sum(word in line for line in said) == 1, word


def test_people_whom_nobody_is_asked_to_receive_are_named() -> None:
    """Where neither plan nor habit says who receives people, they are left standing; and not where somebody does."""
    inputs = inputs_of("district-gate")
    receiving = ("open-reception", "register", "hear", "answer")
    plan = inputs.plan.model_copy(update={"duty": tuple(one for one in inputs.plan.duty if one.act not in receiving)})
    means = inputs.resources.model_copy(update={"habit": tuple(one for one in inputs.resources.habit if one.act not in receiving)})
    alone = dataclasses.replace(inputs, plan=plan, resources=means)
    assert [said.code for said in idle_in(Drilled(alone, (1,)))] == ["idle.unreceived"]
    assert idle_in(Drilled(inputs, (1,), drilled("district-gate", 1))) == ()
