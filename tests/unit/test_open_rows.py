"""Rows with open cells: what a choice makes of them, when each can have been, and what of that is seen; worked out by hand."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest

from analysis.evidence import (
    EXISTS,
    NO_END,
    TIME,
    Between,
    Evidence,
    OneOf,
    OpenCell,
    Range,
    Same,
    bounds_of_times,
    completed,
    held_in,
    one_of_its_completions,
    sampled,
)  # fmt: skip
from analysis.open_record import OpenRecord
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

HEADER = Header(version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=0.0, events={})


def row(seq: int, time: float, kind: str = "noticed", **more: Any) -> Row:
    return Row(seq, time, kind, **{"actor": "a", "about": "e", **more})


def record(*rows: Row) -> Record:
    return Record(HEADER, rows)


def evidence(*cells: tuple[int, str, Range], **more: Any) -> Evidence:
    found: dict[int, tuple[OpenCell, ...]] = {}
    for cell in cells:
        found[cell[0]] = (*found.get(cell[0], ()), OpenCell(*cell))
    return Evidence(cells=found, **more)


# -- what a choice makes of a row ----------------------------------------------------------------------------------------------

OPEN = evidence((0, "actor", OneOf(("a", "b"))), (0, "hurt", Between(0, 9, whole=True)), (0, "wet", OneOf((True, None))))
HELD = record(row(0, 5, facts={"hurt": 3, "wet": True}), row(1, 6))


@pytest.mark.parametrize(("choice", "actor", "facts"), [
    ({}, "a", {"hurt": 3, "wet": True}),
    ({(0, "actor"): "b"}, "b", {"hurt": 3, "wet": True}),
    ({(0, "hurt"): 9}, "a", {"hurt": 9, "wet": True}),
    ({(0, "wet"): None}, "a", {"hurt": 3}),
    ({(1, "actor"): "b"}, "a", {"hurt": 3, "wet": True}),  # that cell is not open
])  # fmt: skip
def test_a_choice_fills_the_open_cells_that_it_names(choice, actor, facts):
    first, second = completed(HELD, OPEN, choice).rows

    assert (first.actor, first.facts) == (actor, facts)
    assert second == HELD.rows[1]


def test_what_follows_another_cell_takes_what_is_chosen_for_that():
    open_rows = evidence((0, "actor", OneOf(("a", "b"))), (1, "actor", Same(0)))

    assert [one.actor for one in completed(HELD, open_rows, {(0, "actor"): "b"}).rows] == ["b", "b"]


@pytest.mark.parametrize(
    ("choice", "seqs"), [({}, [0, 1]), ({(0, EXISTS): False}, [1]), ({(7, EXISTS): True}, [0, 1, 7]), ({(7, EXISTS): False}, [0, 1])]
)
def test_a_row_that_may_have_been_is_there_where_that_is_chosen_and_one_that_may_not_have_been_unless_that_is(choice, seqs):
    open_rows = evidence((0, EXISTS, OneOf((True, False))), (7, EXISTS, OneOf((False, True))), (7, TIME, Between(5, 9)), possible=(row(7, 5),))

    assert [one.seq for one in completed(HELD, open_rows, choice).rows] == seqs


def test_a_row_that_may_have_been_takes_the_moment_that_is_chosen_for_it():
    open_rows = evidence((7, EXISTS, OneOf((False, True))), (7, TIME, Between(5, 9)), possible=(row(7, 5),))

    assert completed(HELD, open_rows, {(7, EXISTS): True, (7, TIME): 8.0}).rows[-1].time == 8.0
    assert completed(HELD, open_rows, {(7, EXISTS): True}).rows[-1].time == 5.0


@pytest.mark.parametrize(("column", "held"), [("actor", "a"), ("time", 5), ("hurt", 3), ("dead", None), ("to", None)])
def test_a_column_is_one_of_the_row_or_a_fact(column, held):
    assert held_in(HELD.rows[0], column) == held


@pytest.mark.parametrize(("range_", "value"), [
    (Between(0, 3), 3), (Between(3, 9), 3), (Between(0, 2), 1.0), (Between(4, 9), 6.5), (Between(4, 9, whole=True), 6), (Between(5, NO_END), 5),
    (OneOf((1, 3)), 3), (OneOf((1, 2)), 1), (OneOf((True, 3.0)), True),
])  # fmt: skip
def test_a_cell_that_holds_none_of_its_range_takes_one_of_it(range_, value):
    taken = one_of_its_completions(HELD, evidence((0, "hurt", range_))).rows[0].facts["hurt"]

    assert (taken, type(taken)) == (value, type(value))


def test_a_flag_is_no_number_and_a_blank_none():
    for held in ({"hurt": True}, {}, {"hurt": "3"}):
        taken = one_of_its_completions(record(row(0, 5, facts=held)), evidence((0, "hurt", Between(0, 3, whole=True))))
        assert taken.rows[0].facts == {"hurt": 2}


# -- when a row can have been --------------------------------------------------------------------------------------------------

THREE = record(row(0, 10), row(1, 20), row(2, 30))


@pytest.mark.parametrize(("cells", "ordered", "bounds"), [
    ([(1, TIME, Between(0, 99))], False, {1: (0, 99)}),
    ([(1, TIME, Between(0, 99))], True, {1: (10, 30)}),
    ([(1, TIME, OneOf((25.0, 15.0)))], True, {1: (15, 25)}),
    ([(1, TIME, Between(12, 18))], True, {1: (12, 18)}),
    ([(0, TIME, Between(0, 99)), (1, TIME, Between(5, 25))], True, {0: (0, 25), 1: (5, 25)}),
    ([(0, TIME, Between(15, 99)), (1, TIME, Between(5, 25))], True, {0: (15, 25), 1: (15, 25)}),
    ([(1, TIME, Between(0, 99)), (2, TIME, Same(1))], True, {1: (10, 99), 2: (10, 99)}),
    ([(0, TIME, Between(0, 99)), (1, TIME, Same(0))], True, {0: (0, 30), 1: (0, 30)}),
    ([(1, "actor", OneOf(("a", "b")))], True, {}),
])  # fmt: skip
def test_the_order_of_a_log_narrows_when_a_row_can_have_been(cells, ordered, bounds):
    assert bounds_of_times(THREE.rows, evidence(*cells, ordered=ordered)) == bounds


@pytest.mark.parametrize(("cells", "bounds"), [
    ([(0, Between(0, 50)), (1, Between(20, 60)), (2, Same(0)), (3, Between(0, 99))], {0: (20, 50), 1: (20, 50), 2: (20, 50), 3: (20, 99)}),
    ([(0, Between(0, 50)), (2, Same(0)), (3, Between(0, 99))], {0: (20, 20), 2: (20, 20), 3: (20, 99)}),  # row 1, at 20, lies between
    ([(0, Between(0, 50)), (1, Between(0, 99)), (2, Between(20, 60)), (3, Same(0))], {0: (20, 50), 1: (20, 50), 2: (20, 50), 3: (20, 50)}),
    ([(3, Same(1))], {}),  # what it follows is not open
])  # fmt: skip
def test_rows_that_share_a_moment_narrow_each_other_and_those_between_them(cells, bounds):
    rows = record(*(row(seq, 10.0 + 10 * seq) for seq in range(4))).rows

    assert bounds_of_times(rows, evidence(*((seq, TIME, range_) for seq, range_ in cells), ordered=True)) == bounds


def test_rows_after_what_is_seen_narrow_nothing_to_later_than_that():
    assert bounds_of_times(THREE.rows, evidence((1, TIME, Between(0, 99)), ordered=True), beyond=25) == {1: (10, 25)}
    assert bounds_of_times(THREE.rows, evidence((2, TIME, Between(0, 99)), ordered=True), beyond=15) == {2: (15, 99)}


@pytest.mark.parametrize(("low", "high", "seen"), [(0, 59, (0, 59)), (0, 61, (0, 61)), (0, 62, (0, 61)), (70, 90, (61, 61)), (60, NO_END, (60, 61))])
def test_of_moments_after_the_end_of_observation_one_stands_for_all(low, high, seen):
    clipped = evidence((1, TIME, Between(low, high)), (1, "hurt", Between(0, 99))).until(60.0)

    assert clipped.cells[1] == (OpenCell(1, TIME, Between(*seen)), OpenCell(1, "hurt", Between(0, 99)))


@pytest.mark.parametrize(("end", "last"), [(20.0, 21.0), (25.0, 26.0)])
def test_a_record_is_looked_at_until_a_minute_after_its_end(end, last):
    calendar = Calendar(
        start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset(), holidays=frozenset(), workdays=frozenset(), years=frozenset()
    )
    rules = Rulebook(Plan.model_validate({"plan": {"id": "p", "title": "p"}, "body": [{"id": "a", "name": "a", "clause": "1"}]}))
    openly = OpenRecord(rules, THREE, evidence((1, TIME, Between(0, 99)), (2, "actor", Same(1)), ordered=True), calendar, end)

    assert openly.bounds == {1: (10.0, last)}
    assert [openly.is_followed(OpenCell(seq, "actor", Same(0))) for seq in (1, 2)] == [True, False]


def test_a_drawn_completion_keeps_ranges_and_order():
    open_rows = evidence(
        (0, TIME, Between(0, 99)), (1, TIME, Between(5, 25)), (1, "hurt", Between(1, 2, whole=True)), (2, "to", OneOf(("b",))), ordered=True
    )
    drawn = [sampled(THREE, open_rows, Random(seed)) for seed in range(20)]  # noqa: S311 a sample, no secret

    assert {choice[1, "hurt"] for choice in drawn} == {1, 2}
    assert {choice[2, "to"] for choice in drawn} == {"b"}
    assert all(0 <= choice[0, TIME] <= choice[1, TIME] <= 25 and choice[1, TIME] >= 5 for choice in drawn)
    assert len({choice[0, TIME] for choice in drawn}) > 3
