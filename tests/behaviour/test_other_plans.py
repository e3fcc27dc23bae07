"""The scenarios of every shipped plan but the first, which has tests of its own: each has what it tests, runs, and does what it says it expects."""

from __future__ import annotations

import pytest

from analysis.measures.registry import evaluate
from sim.inputs.assembly import default_plan, head_of, plans, shipped
from tests.shipped import bench_of, drilled, inputs_of, judged

OTHERS = tuple(id_ for id_, file in shipped("scenario") if head_of("scenario", file)["plan"] != default_plan())
RUNS, SPREAD = 8, 2


def test_every_plan_ships_with_a_scenario():
    assert {head_of("scenario", file)["plan"] for _, file in shipped("scenario")} == set(plans())


@pytest.mark.parametrize("id_", OTHERS)
def test_it_says_what_it_is_for_and_tests_clauses_that_the_plan_has(id_):
    inputs = inputs_of(id_)
    head = inputs.scenario.scenario
    known = {clause for _, entries in inputs.plan if isinstance(entries, tuple) for entry in entries if (clause := getattr(entry, "clause", ""))}
    known |= {case.clause for grade in inputs.plan.grade for case in grade.any}

    assert set(head.clauses) <= known
    assert all(text.zh and text.en and text.zh != text.en for text in (head.title, head.purpose, *head.objectives))


@pytest.mark.parametrize("id_", OTHERS)
def test_what_was_noticed_is_acted_on_and_nobody_is_told_before_it_happens(id_):
    record = drilled(id_, 1)
    kinds = {row.kind for row in record.rows}

    assert {"occurred", "noticed", "received"} <= kinds
    assert next(row.time for row in record.rows if row.kind == "occurred") <= next(row.time for row in record.rows if row.kind == "noticed")


@pytest.mark.parametrize("id_", [id_ for id_ in OTHERS if inputs_of(id_).scenario.expect])
def test_it_does_what_it_expects(id_):
    """In eight runs a share may be out by as many as luck would put out once in some hundred."""
    bench = bench_of(id_)
    expectations = bench.expectations()
    true = dict.fromkeys((expect.id for expect in bench.inputs.scenario.expect), 0)
    for seed in range(1, RUNS + 1):
        record, judgement = drilled(id_, seed), judged(id_, seed)
        values = evaluate(expectations.measures, record, judgement)
        for name, holds in expectations.answers_in(record, values, judgement.void).items():
            true[name] += holds is True

    for expect in bench.inputs.scenario.expect:
        low, high = (share * RUNS for share in expect.share)
        assert low - SPREAD <= true[expect.id] <= high + SPREAD, expect.id
