"""What a responsible unit and a leader are to the answers that people get, through the whole drill."""

from statistics import fmean

from analysis.experiment.bench import Bench
from analysis.measures.registry import evaluate
from benchmarks.response import without
from sim.inputs.assembly import Inputs
from tests.shipped import inputs_of


def answered(inputs: Inputs) -> float:
    bench = Bench(inputs)
    asked = {"answered-share": bench.measures["answered-share"]}
    records = (bench.run(seed) for seed in range(1, 9))
    return fmean(evaluate(asked, one, bench.judge(one), inputs.calendar)["answered-share"].value or 0.0 for one in records)


def test_without_the_responsible_unit_and_a_leader_under_three_in_ten_are_answered() -> None:
    gate = inputs_of("district-gate")
    unit = gate.scenario.people[0].responsible_unit
    assert unit is not None

    assert answered(without(without(gate, unit), "district_leader")) < 0.30
    assert answered(gate) > 0.5
