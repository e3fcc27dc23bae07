"""Doing less makes nothing better for people, through the whole drill; and what a responsible unit and a leader are to their answers.

Few seeds in pairs; `benchmarks/response.py less` has every party, and each duty and habit, over many.
"""

from functools import cache
from statistics import fmean

import pytest

from analysis.experiment.bench import Bench
from analysis.measures.registry import evaluate
from benchmarks.changed import CAPACITIES, units, without, without_habits, without_rule
from benchmarks.response import Figures, figures, improved
from sim.inputs.assembly import Inputs
from sim.record import Record
from tests.shipped import inputs_of

PAIRS = 4


def gate() -> Inputs:
    return inputs_of("district-gate")


@cache
def as_it_is() -> Figures:
    return figures(gate(), PAIRS)


def in_the_role(role: str) -> str:
    return gate().scenario.event[0].roles[role]


def answered(inputs: Inputs) -> float:
    bench = Bench(inputs)
    asked = {"answered-share": bench.measures["answered-share"]}
    records = (bench.run(seed) for seed in range(1, 9))
    return fmean(evaluate(asked, one, bench.judge(one), inputs.calendar)["answered-share"].value or 0.0 for one in records)


def test_without_the_responsible_unit_and_a_leader_under_three_in_ten_are_answered() -> None:
    unit = in_the_role("responsible_unit")

    assert answered(without(without(gate(), unit), "district_leader")) < 0.30
    assert answered(gate()) > 0.5


@pytest.mark.parametrize("capacity", sorted(CAPACITIES))
def test_with_fewer_hands_lines_counters_rooms_or_units_nothing_gets_better_for_people(capacity: str) -> None:
    assert improved(as_it_is(), figures(CAPACITIES[capacity](gate()), PAIRS), sure=2.0) == []


@pytest.mark.parametrize("party", ["responsible_unit", "territory", "police", "deputy_commander", "district_leader"])
def test_with_a_party_away_nothing_gets_better_for_people(party: str) -> None:
    name = gate().scenario.event[0].roles.get(party, party)

    assert improved(as_it_is(), figures(without(gate(), name), PAIRS), sure=2.0) == []


def test_without_habits_nothing_gets_better_for_people_and_fewer_are_answered() -> None:
    bare = figures(without_habits(gate()), PAIRS)

    assert improved(as_it_is(), bare, sure=2.0) == []
    assert fmean(share or 0.0 for share in bare["answered-share"]) < fmean(share or 0.0 for share in as_it_is()["answered-share"]) - 0.05


def test_nobody_leaves_a_hearing_to_count_heads_where_a_second_one_has_come() -> None:
    def heard(record: Record) -> float:
        return next(row.time for row in record.rows if row.kind == "heard")

    counted, uncounted = gate(), without_rule(gate(), "habit:estimate-on-arrival")
    alone = units(hands=1)
    two, two_uncounted, one, one_uncounted = (Bench(inputs) for inputs in (counted, uncounted, alone(counted), alone(uncounted)))
    for seed in (4, 8):
        record = two.run(seed)
        assert heard(record) == heard(two_uncounted.run(seed))
        assert heard(one.run(seed)) > heard(one_uncounted.run(seed))
        came, left = ([row.facts["unit"] for row in record.rows if row.kind == kind and "unit" in row.facts] for kind in ("arrived", "released"))
        assert len(left) == len(set(left)), "a unit of several hands leaves once"
        assert set(left) <= set(came)
