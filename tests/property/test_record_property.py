"""What holds of every record, whatever the plan, the seed and the faults."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.durations import to_tick
from sim.plan.rulebook import Rulebook
from sim.record import Record, decode, encode
from sim.vocabulary import KINDS, UNCAUSED
from tests.plans.harness import Documents, documents, drill, setting_of

PLANS = ("relay", "flood", "library")
ROOT = Path(__file__).parents[2]
BY_NOBODY = UNCAUSED | {"scene", "noticed", "moved-up", "returned-home", "hurt", "dispersed", "released"}
FAULTS = (
    "line down", "network down", "post absent", "phone off", "report late", "report concealed", "road closed", "bad weather", "leader elsewhere",
)  # fmt: skip


def plain(record: Record, rules: Rulebook, horizon: float) -> None:
    """Everything that a record promises."""
    known = {**{rule.id: rule for rule in rules.rules}}
    last = 0.0
    for place, row in enumerate(record.rows):
        assert row.seq == place
        assert row.kind in KINDS
        assert last <= row.time < horizon
        assert row.time == to_tick(row.time)
        last = row.time
        if row.cause is None:
            assert row.kind in UNCAUSED
        else:
            assert row.cause < row.seq
        if row.rule is None:
            assert row.kind in BY_NOBODY
        else:
            rule = known[row.rule]
            assert (row.clause is None) == rule.habit
            assert row.clause == (rule.duty.clause or None)


@st.composite
def faults(draw: Any) -> list[dict[str, Any]]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        begins = draw(st.integers(0, 200))
        lasts = draw(st.one_of(st.none(), st.integers(1, 300)))
        fault = {"id": f"f{number}", "kind": draw(st.sampled_from(FAULTS)), "at": f"{begins} min"}
        if draw(st.booleans()):
            fault["amount"] = float(draw(st.integers(1, 40)))
        if lasts is not None:
            fault["until"] = f"{begins + lasts} min"
        found.append(fault)
    return found


@settings(max_examples=30)
@given(folder=st.sampled_from(PLANS), seed=st.integers(1, 10_000), broken=faults(), hour=st.integers(0, 23))
def test_a_record_keeps_its_promises(folder, seed, broken, hour):
    found = documents(folder)
    found["scenario"]["fault"] = broken
    head = found["scenario"]["scenario"]
    head["start"] = head["start"].replace(hour=hour)
    if folder == "relay":
        found["resources"]["task"][0]["minutes"] = {"exponential": {"mean": "7 min"}}
    setting = setting_of(found)

    from sim.drill import run

    record = run(setting, seed)

    plain(record, setting.rulebook, setting.inputs.scenario.scenario.horizon)
    assert decode(encode(record)) == record


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert encode(drill("flood", 3)) == encode(drill("flood", 3))
    assert encode(drill("flood", 3)) != encode(drill("flood", 4))


def test_a_run_leaves_no_trace_in_the_setting():
    from sim.drill import run

    setting = setting_of(documents("flood"))
    first = encode(run(setting, 5))
    run(setting, 6)

    assert encode(run(setting, 5)) == first


SCRIPT = "import sys; from tests.plans.harness import drill; from sim.record import encode; sys.stdout.buffer.write(encode(drill(sys.argv[1], 3)))"


@pytest.mark.parametrize("folder", ["flood", "library"])
def test_hash_seeds_change_no_byte(folder):
    found = []
    for value in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": value, "PYTHONPATH": str(ROOT)}
        found.append(subprocess.run([sys.executable, "-c", SCRIPT, folder], env=environment, cwd=ROOT, capture_output=True, check=True).stdout)

    assert found[0] == found[1]
    assert found[0] == encode(drill(folder, 3))


def test_times_without_a_fraction_of_a_second_keep_to_the_grid_though_the_start_does_not():
    def change(found: Documents) -> None:
        head = found["scenario"]["scenario"]
        head["start"] = head["start"].replace(hour=5, minute=59, second=7)
        found["resources"]["desk"] = [{"bodies": ["watch", "office"], "staff": 1, "night_staff": 0}]

    record = drill("relay", 1, change)

    assert any(row.kind == "received" for row in record.rows)
    assert all(row.time == to_tick(row.time) for row in record.rows)
