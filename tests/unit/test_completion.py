"""A shell completes the ids of what ships where they are asked for, without reading a plan; and the version says what runs record."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

import sim
from analysis.measures.registry import measures_of
from sim.cli import group
from sim.inputs.assembly import shipped
from sim.plan.rulebook import Rulebook
from sim.text import digest
from tests.command_line import command
from tests.shipped import inputs_of

HEAVY = ("pydantic", "numpy", "rich", "msgspec", "sim.plan.model", "analysis.judge", "analysis.measures")


def offered(*given):
    *before, begun = given
    return [item.value for item in ShellComplete(group, {}, "drill", "_DRILL_COMPLETE").get_completions(list(before), begun)]


@pytest.mark.parametrize(
    ("given", "among"),
    [
        (("run", "district-g"), ["district-gate", "district-grows-past-100"]),
        (("run", "district-gate", "--revision", "stand"), ["stand-in"]),
        (("run", "high-water", "--revision", "stand"), ["stand"]),  # of the reservoir's plan there is none: a path, then
        (("plan", "show", "s"), ["school-rule", "shanting"]),
        (("plan", "diff", "shanting", "one"), ["one-desk"]),
        (("plan", "show", "shanting", "--body", "petition_b"), ["petition_bureau"]),
        (("evaluate", "district-gate", "--measure", "peak-"), ["peak-active", "peak-obstructing", "peak-present"]),
        (("evaluate", "district-gate", "--measure", "petition_bureau-inf"), ["petition_bureau-informed"]),
    ],
)
def test_an_id_is_completed_where_it_is_asked_for(given, among):
    assert offered(*given) == among


def test_every_plan_scenario_and_revision_that_ships_is_offered_and_measures_are_those_of_the_plan():
    found = {kind: offered(*asked, "") for kind, asked in {"plan": ["plan", "show"], "scenario": ["run"], "revision": ["plan", "diff", "x"]}.items()}
    measures = set(offered("evaluate", "district-gate", "--measure", ""))

    assert found == {kind: sorted(id_ for id_, _ in shipped(kind)) for kind in found}
    assert measures <= measures_of(Rulebook(inputs_of("district-gate").plan)).keys()
    assert len(measures) > 800


def test_completing_reads_no_plan_and_loads_nothing_heavy():
    ask = (
        "import sys; from click.shell_completion import ShellComplete; from sim.cli import group; import sim.cli.evaluate;"
        "complete = ShellComplete(group, {}, 'drill', '_DRILL_COMPLETE').get_completions;"
        "complete(['evaluate', 'district-gate', '--measure'], 'latency:'); complete(['plan', 'show', '--body'], '');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_learns_to_complete_from_what_is_printed(shell, tmp_path):
    said = command("completion", shell, cwd=tmp_path).stdout

    assert f"{shell}_complete" in said


def test_the_version_says_the_digests_that_runs_record(tmp_path):
    text, told = (command("--version", *more, cwd=tmp_path).stdout for more in ((), ("--json",)))
    document = json.loads(told)

    assert document["plans"]["shanting"] == digest(inputs_of("district-gate").plan)
    assert document["resources"]["shanting"] == digest(inputs_of("district-gate").resources)
    assert text.splitlines()[0].endswith(sim.__version__)
    assert all(value in text for value in (document["code"], *document["plans"].values(), *document["resources"].values()))


def test_json_before_a_command_is_refused(tmp_path):
    assert command("--json", "list", cwd=tmp_path).returncode == 2
