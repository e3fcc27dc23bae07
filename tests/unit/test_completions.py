"""Which values and moments are worth trying, listed by hand: too few would make a word certain that is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from analysis.completions import Worth, along, corners, thinned
from analysis.evidence import Between, OneOf, OpenCell, Same
from analysis.relevance import Relevance, in_play
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.record import Row
from tests.hand_cases import MONDAY
from tests.unit.mill_plan import plan_of, row

TABLES: dict[str, Any] = {
    "fact": [
        {"id": "hurt", "name": "hurt", "type": "count"}, {"id": "wind", "name": "wind", "type": "number"},
        {"id": "new", "name": "new", "type": "number", "holds": "sum"},
    ],
    "grade": [{"id": id_, "name": id_, "clause": "1", "any": [{"clause": "1", "when": "hurt > 0"}]} for id_ in ("red", "blue")],
}  # fmt: skip
EIGHT = MONDAY.start  # a Monday, 08:00


def worth(*rows: Row, calendar: Calendar = MONDAY, end: float = 600.0, roles: dict[str, str] | None = None, **duty: Any) -> Worth:
    relevance = Relevance(Rulebook(plan_of(TABLES, **duty)))
    words = in_play(roles or {}, relevance.words(relevance.of))
    return Worth(asked=list(relevance.of.values()), relevance=relevance, words=words, rows=rows, roles=roles or {}, calendar=calendar, end=end)


# -- words -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("held", "values", "expected"), [
    ("c", ("a", "b", "c", "d"), ["c", "a", "b", "d"]), ("x", ("a", "b"), ["a", "b"]), (True, (1, True), [True, 1]), (None, ("a", None), [None, "a"]),
])  # fmt: skip
def test_of_few_values_each_is_tried_what_the_record_holds_first(held, values, expected):
    found = worth().values(OpenCell(0, "form", OneOf(values)), held)

    assert [(type(one), one) for one in found or ()] == [(type(one), one) for one in expected]


@pytest.mark.parametrize(("column", "values", "duty", "expected"), [
    ("form", ("final", "initial", "x", "y", None), {}, {"initial", None, "final"}),
    ("kind", ("noticed", "arrived", "other", "filed", "proposed", "scene", "fault"), {}, {"noticed", "arrived", "filed", "scene"}),
    ("kind", ("noticed", "classified", "regraded", "arrived", "other"), {}, {"noticed", "classified", "regraded", "arrived"}),
    ("kind", ("noticed", "arrived", "verified", "left", "called"), {"when": "new > 3"}, {"noticed", "arrived", "verified", "left", "called"}),
    ("actor", ("mill", "clerk", "city", "farm", "wood"), {}, {"mill", "clerk", "city"}),
    ("to", ("mill", "county", "city", "farm", "wood"), {}, {"mill", "county", "city"}),
    ("actor", ("mill", "clerk", "city", "farm", "wood"), {"bearer": "@actor"}, {"mill", "clerk", "city", "farm", "wood"}),
    ("grade", ("red", "blue", "a", "b", "c"), {}, {"red", "blue", "a", "b", "c"}),
    ("approver", ("a", "b", "c", "d", "e"), {}, {"a", "b", "c", "d", "e"}),
    ("new", ("a", "b", "c", "d", "e"), {"when": "new > 3"}, {"a", "b", "c", "d", "e"}),
    ("new", ("a", "b", "c", "d", "e"), {}, {"a"}),
    ("hurt", ("a", "b", "c", "d", "e"), {"when": "new > 3"}, {"a"}),
    ("hurt", (1, 2, 3, 4, 5), {}, {1, 2, 3, 4, 5}),
])  # fmt: skip
def test_of_many_values_those_that_no_rule_tells_apart_stand_for_each_other(column, values, duty, expected):
    assert set(worth(**duty).values(OpenCell(0, column, OneOf(values)), values[0]) or ()) == expected


def test_a_cell_that_follows_another_is_not_tried_by_itself():
    assert worth().values(OpenCell(0, "actor", Same(1)), "mill") is None


def test_whoever_plays_a_role_that_is_named_is_told_from_others():
    values = OneOf(("mill", "a", "b", "c", "d"))

    assert set(worth(roles={"mill": "b"}).values(OpenCell(0, "actor", values), "mill") or ()) == {"mill", "a", "b"}


# -- numbers -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("when", "range_", "expected"), [
    ("hurt >= 70", Between(0, 100, whole=True), [0, 70]), ("hurt > 70", Between(0, 100, whole=True), [0, 71]),
    ("hurt == 70", Between(0, 100, whole=True), [0, 70, 71]), ("hurt > 100", Between(0, 100, whole=True), [0]),
    ("hurt >= 100", Between(0, 100, whole=True), [0, 100]), ("hurt >= 0", Between(0, 100, whole=True), [0]),
    ("hurt > 0", Between(0.5, 100, whole=True), [1]), ("hurt >= 200", Between(0, 100, whole=True), [0]),
    ("wind >= 7.5", Between(0, 10), [0, 7.5]), ("wind > 7.5", Between(0, 10), [0, 8.75]), ("wind > 2 and wind <= 6", Between(0, 10), [0, 4, 8]),
    ("wind >= 2 and wind >= 6", Between(0, 10), [0, 2, 6]), ("wind > 20", Between(0, 10), [0]),
])  # fmt: skip
def test_one_number_of_each_stretch_that_conditions_tell_apart_is_tried(when, range_, expected):
    assert worth(when=when).values(OpenCell(0, when[:4], range_), 0) == expected


@pytest.mark.parametrize(("rows", "range_", "expected"), [
    ([], Between(0, 60, whole=True), list(range(61))),
    ([], Between(0.5, 2.5, whole=True), [1, 2]),
    ([], Between(100, 160, whole=True), list(range(100, 161))),
    ([], Between(0, 61, whole=True), [0, 1, 9, 10, 11, 60, 61]),
    ([], Between(0, 20), [0, 10, 20, 5, 15]),
    ([4], Between(0, 100, whole=True), [0, 1, 3, 4, 5, 6, 7, 9, 10, 11, 99, 100]),
    ([4], Between(0, 20), [0, 4, 6, 10, 20, 2, 5, 8, 15]),
    ([4, 4], Between(0, 20), [0, 2, 4, 6, 8, 10, 20, 1, 3, 5, 7, 9, 15]),  # 4, or 8 of both
    ([4], Between(4, 10), [4, 6, 10, 5, 8]),
    ([True, "4"], Between(0, 20), [0, 10, 20, 5, 15]),  # no numbers
    ([1, 2, 4, 8, 16, 32, 64, 128], Between(0, 99), None),  # too many sums
    ([1, 2, 3, 4, 5, 6, 7, 8], Between(0.1, 0.2), [0.1, 0.2, pytest.approx(0.15)]),  # 37 of them
    ([1, 2, 3, 4, 5, 6, 7, 8, 9], Between(0.1, 0.2), None),  # too many numbers
])  # fmt: skip
def test_where_numbers_are_summed_what_others_state_shifts_the_bounds(rows, range_, expected):
    stated = [row(seq, 0, "noticed", "mill", facts={"new": value}) for seq, value in enumerate(rows, 1)]
    own = row(0, 0, "noticed", "mill", facts={"new": 77})  # what the cell itself holds is not added to it

    assert worth(own, *stated, when="new >= 10").values(OpenCell(0, "new", range_), 0) == expected


# -- moments -----------------------------------------------------------------------------------------------------------------


LONG = {"when": "elapsed('occurred', 'aware') > '1 h'"}


@pytest.mark.parametrize(("low", "high", "others", "duty", "expected"), [
    (0, 100, [50], {}, [0, 50, 100]), (0, 100, [0, 100, 101], {}, [0, 100]), (500, 700, [], {}, [500, 600, 700]),
    (0, 200, [100], LONG, [0, 40, 100, 160, 200]), (0, 1000, [], LONG, [0, 540, 600, 660, 1000]),
    (0, 3000, [], {"within": "2 days"}, [0, 600, 960, 2400, 3000]), (0, 960, [], {"within": "2 days"}, [0, 600, 960]),
    (1000, 3000, [], {"within": "2 days"}, [1000, 2400, 3000]), (0, 3000, [], {"within": {"earlier": ["1 h", "2 days"]}}, [0, 600, 960, 2400, 3000]),
    (0, 1000, [], {"within": {"limit": "1 h", "from": "12:00"}}, [0, 240, 600, 960, 1000]),
])  # fmt: skip
def test_a_moment_is_tried_where_another_row_a_length_the_end_or_a_midnight_is(low, high, others, duty, expected):
    assert worth(**duty).turns(low, high, others) == expected


@pytest.mark.parametrize(("start", "midnight"), [(EIGHT + timedelta(seconds=30), 959.5), (EIGHT.replace(hour=9, minute=10), 890.0)])
def test_midnights_are_counted_from_the_very_start(start, midnight):
    assert worth(calendar=replace(MONDAY, start=start), within="2 days").turns(700, 1000, []) == [700, midnight, 1000]


def test_without_a_date_there_is_no_midnight():
    assert worth(calendar=replace(MONDAY, dated=False), within="2 days").turns(700, 1000, []) == [700, 1000]


@pytest.mark.parametrize(("days", "listed"), [(400, True), (401, False)])
def test_of_too_long_a_range_nothing_is_listed(days, listed):
    assert (worth(within="2 days").turns(10, 10 + days * 1440, []) is not None) is listed


def test_since_when_something_is_said_to_have_been_so_is_a_moment():
    rows = [row(0, 50, "noticed", "mill", facts={"hurt": 1, "as_of": {"hurt": 30.0, "wind": "then"}}), row(1, 60, "noticed", "mill")]

    assert worth(*rows).turns(0, 100, []) == [0, 30, 100]


def test_lengths_that_a_clock_measures_are_told_in_minutes_and_days_are_none():
    assert worth(within="45 min").spans() == {45.0}
    assert worth(within={"earlier": ["2 h", "2 days"]}).spans() == {120.0}


ROWS = [row(seq, 10.0 * seq, "noticed", "mill") for seq in range(3)]  # at 0, 10 and 20


@pytest.mark.parametrize(("bounds", "shared", "ordered", "fixed"), [
    ({1: (5, 15)}, {1: 1}, False, True), ({1: (5, 20)}, {1: 1}, False, False), ({1: (0, 15)}, {1: 1}, False, False),
    ({1: (5, 25)}, {1: 1}, True, True),
    ({1: (5, 9), 2: (10, 19)}, {1: 1, 2: 2}, False, True), ({1: (5, 11), 2: (10, 19)}, {1: 1, 2: 2}, False, False),
    ({1: (5, 15), 2: (5, 15)}, {1: 1, 2: 1}, False, True),  # one moment
    ({1: (20, 20)}, {1: 1}, False, True), ({1: (20, 21)}, {1: 1}, False, False), ({2: (500, 700)}, {2: 2}, True, False),
    ({2: (600, 700)}, {2: 2}, True, False), ({2: (500, 600)}, {2: 2}, True, False), ({2: (600, 600)}, {2: 2}, True, True),
    ({2: (500, 599)}, {2: 2}, True, True), ({1: (5, 15), 2: (590, 610)}, {1: 1, 2: 2}, True, False),
])  # fmt: skip
def test_rows_keep_their_order_where_no_two_ranges_meet_and_none_holds_the_end(bounds, shared, ordered, fixed):
    assert worth().in_fixed_order(ROWS, bounds, shared, ordered=ordered) is fixed


def test_moments_that_cannot_be_told_apart_are_one():
    assert thinned([3, 1, 1 + 1e-6, 2, 1 + 2e-5]) == [1, 1 + 2e-5, 2, 3]


@pytest.mark.parametrize(("bounds", "ordered", "expected"), [
    ({1: (0, 5), 2: (10, 20)}, False, [(0, 10), (5, 20), (5, 10), (0, 20), (0, 20), (5, 10)]),
    ({1: (0, 15), 2: (10, 20)}, False, [(0, 10), (15, 20), (15, 10), (0, 20), (0, 20), (15, 10)]),
    ({1: (0, 15), 2: (10, 20)}, True, [(0, 10), (15, 20), (15, 15), (0, 20), (0, 20), (10, 10)]),
])  # fmt: skip
def test_between_all_early_all_late_and_each_the_other_way_lie_all_others(bounds, ordered, expected):
    assert [(one[1], one[2]) for one in corners([1, 2], bounds, ordered=ordered)] == expected


def _tried(turns: list[float], moments: list[float], **reckoned: Any) -> list[float]:
    """At which minutes it is tried, where the judge reckons so."""
    tried: list[float] = []

    def attempt(at: float) -> Any:
        tried.append(at)
        found = {name: reckoned[name](at) if name in reckoned else None for name in ("due_min", "raised_min", "anchor_min")}
        return {"tell": SimpleNamespace(**found), f"only {at}": SimpleNamespace(due_min=at, raised_min=at, anchor_min=at)}

    along(turns, moments, attempt)
    return tried


@pytest.mark.parametrize(("reckoned", "crossing"), [
    ({"due_min": lambda at: at + 60}, 40.0),  # it ends at minute 100
    ({"due_min": lambda at: 70.0}, 70.0),  # the moment itself comes to the end
    ({"raised_min": lambda at: 0.5 * at + 65}, 70.0),
    ({"raised_min": lambda at: 0.5 * at + 22}, 44.0),  # both meet
    ({"anchor_min": lambda at: 130 - at}, 30.0),
    ({"anchor_min": lambda at: 130 - at}, 65.0),
])  # fmt: skip
def test_a_moment_is_tried_where_what_is_reckoned_from_it_crosses_another(reckoned, crossing):
    tried = _tried([0.0, 90.0], [100.0], **reckoned)

    assert tried[:4] == [0.0, 90.0, 30.0, 60.0]
    assert any(abs(at - crossing) < 1e-9 for at in tried)


def test_where_nothing_is_reckoned_only_turns_and_two_between_are_tried():
    assert _tried([0.0, 90.0, 120.0], [100.0]) == [0.0, 90.0, 120.0, 30.0, 60.0, 100.0, 110.0]
    assert _tried([0.0, 90.0], [100.0], due_min=lambda at: at + 300) == [0.0, 90.0, 30.0, 60.0]


def test_the_stretches_beside_a_crossing_are_looked_at_again():
    """It ends at minute 100 wherever it is up to 36, from there on 60 minutes later than it: what lies between is seen in the second look."""
    tried = _tried([0.0, 90.0], [130.0], due_min=lambda at: 20.0 if at < 36 else at + 60)

    assert any(abs(at - 20.0) < 1e-9 for at in tried)
    assert len(tried) > 8
