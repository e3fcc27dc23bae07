"""Whether numbers can lie in their ranges while their sums lie in theirs: the same as by trying all."""

from __future__ import annotations

from itertools import product
from math import inf
from random import Random
from typing import Any

import pytest

from sim.plan.check.sums import Additions, Bounded, UndecidedError, can_be

FAMILIES = (("a", "b"), ("b", "c"), ("a", "c"), ("a", "b", "c"))  # each shares names with others, so that no order of them settles it


def between(low, high, *, low_in=True, high_in=True, whole=True):
    return Bounded(low, high, low_in, high_in, whole)


def some(luck: Random, most: int) -> Bounded:
    low = luck.randint(0, most)
    high = luck.choice([inf, low, low + 1, low + luck.randint(0, most)])
    return Bounded(low, high, luck.random() < 0.8, high < inf and luck.random() < 0.8, whole=True)


def within(value: float, held: Bounded) -> bool:
    above = value >= held.low if held.low_in else value > held.low
    return above and (value <= held.high if held.high_in else value < held.high)


@pytest.mark.parametrize("seed", range(30))
def test_whole_numbers_are_found_where_there_are_some(seed):
    luck = Random(seed)  # noqa: S311 - cases, no secrets
    for _ in range(8):
        names = {name: some(luck, 4) for name in "abc"}
        sums = [(terms, some(luck, 9)) for terms in luck.sample(FAMILIES, luck.randint(1, 4))]
        tried = product(*(range(12) for _ in names))  # no bound from below is above 10, so nobody needs more
        there_are = any(
            all(within(value, held) for value, held in zip(values, names.values(), strict=True))
            and all(within(sum(values["abc".index(term)] for term in terms), held) for terms, held in sums)
            for values in tried
        )
        assert can_be(names, sums) == there_are


@pytest.mark.parametrize(
    ("a", "b", "total", "expected"),
    [
        (between(0, 1, high_in=False, whole=False), between(0, 1, high_in=False, whole=False), between(2, 2, whole=False), False),
        (between(0, 1, high_in=False, whole=False), between(0, 1, whole=False), between(1.9, 2, low_in=False, whole=False), True),
        (between(0, 1, whole=False), between(0, 1, whole=False), between(2, 2, whole=False), True),
        (between(0, 1, whole=False), between(0, 1, whole=False), between(2, 3, low_in=False, whole=False), False),
        (Bounded(), between(5, 5), between(-9, -9, whole=False), True),  # a number may be below 0
        (between(0, inf, high_in=False), between(5, 5), between(4, 4), False),  # a count is not
        (between(0, 1, low_in=False, high_in=False, whole=False), between(0, 1, low_in=False, high_in=False, whole=False),
         between(1, 1, whole=False), True),
        (between(0, 1, low_in=False, high_in=False), between(0, 9), between(0, 9), False),  # nothing whole lies between 0 and 1
    ],
)  # fmt: skip
def test_bounds_that_are_in_or_not_and_numbers_that_are_no_counts(a, b, total, expected):
    assert can_be({"a": a, "b": b}, [(("a", "b"), total)]) is expected


def test_tenths_add_up():
    names = {"a": between(0.1, 0.1, whole=False), "b": between(0.2, 0.2, whole=False)}

    assert can_be(names, [(("a", "b"), between(0.3, 0.3, whole=False))])


def test_what_would_take_too_long_is_said_to_be_undecided(monkeypatch):
    monkeypatch.setattr("sim.plan.check.sums._MOST_TRIES", 2)
    names = dict.fromkeys("abc", between(0, 1, whole=False))
    sums = [(terms, between(total, total, whole=False)) for terms, total in zip(FAMILIES, (1.0, 1.0, 0.6), strict=False)]

    with pytest.raises(UndecidedError):
        can_be(names, sums)  # 0.3, 0.7 and 0.3 alone


def test_all_questions_about_the_sums_of_a_plan_share_one_amount_of_work(monkeypatch):
    monkeypatch.setattr("sim.plan.check.sums.MOST_ADDITIONS", 40)
    names, sums = {"a": between(0, 9), "b": between(0, 9)}, [(("a", "b"), between(18, 18))]
    additions = Additions()

    assert all(can_be(names, sums, additions) for _ in range(5))  # each takes twice two times two: once to narrow, once to see that nothing changes
    with pytest.raises(UndecidedError):
        can_be(names, sums, additions)
    assert can_be(names, sums)  # and another plan has an amount of its own


# -- single ranges: held against all quarters from -2 to 6 ---------------------------------------------------------------------

QUARTERS = [number / 4 for number in range(-8, 25)]
ENDS = (-inf, 0, 0.5, 1, 2, inf)
RANGES = [
    Bounded(low, high, low_in and low > -inf, high_in and high < inf, whole)
    for low, high, low_in, high_in, whole in product(ENDS[:-1], ENDS[1:], (False, True), (False, True), (False, True))
]


def is_in(value: Any, held: Bounded) -> bool:
    return within(value, held) and (not held.whole or float(value).is_integer())


def values_of(held: Bounded) -> list[float]:
    return [value for value in QUARTERS if is_in(value, held)]


@pytest.mark.parametrize("whole", [False, True])
def test_a_tight_range_holds_the_same_and_the_ends_of_whole_numbers_are_in_it(whole):
    for held in (one for one in RANGES if one.whole == whole):
        tight = held.tight()
        assert values_of(tight) == values_of(held)
        assert tight.whole == whole
        if whole:
            assert (tight.low_in, tight.high_in) == (tight.low > -inf, tight.high < inf)
            assert all(end in (-inf, inf) or float(end).is_integer() for end in (tight.low, tight.high))
        else:
            assert tight == held


def test_a_range_is_empty_where_nothing_is_in_it():
    for held in RANGES:
        assert held.tight().empty == (not values_of(held))


def test_what_two_ranges_share_is_in_both():
    for one, other in product(RANGES[::3], RANGES[::5]):
        both = one & other
        assert both.whole == (one.whole or other.whole)
        assert values_of(both) == [value for value in QUARTERS if is_in(value, one) and is_in(value, other)]


def test_sums_and_differences_reach_as_far_as_their_parts_and_no_further():
    few = [one.tight() for one in RANGES if one.low > -inf and one.high < inf and not one.tight().empty]
    for one, other in product(few[::2], few[::3]):
        for made, reached in (
            (one + other, (one.low + other.low, one.high + other.high)),
            (one - other, (one.low - other.high, one.high - other.low)),
        ):
            assert made.whole == (one.whole and other.whole)
            assert (made.low, made.high) == reached
        assert ((one + other).low_in, (one + other).high_in) == (one.low_in and other.low_in, one.high_in and other.high_in)
        assert ((one - other).low_in, (one - other).high_in) == (one.low_in and other.high_in, one.high_in and other.low_in)


def test_a_sum_with_a_range_without_end_has_none():
    assert between(1, inf, high_in=False) + between(2, 3) == between(3, inf, high_in=False)
    assert between(2, 3) - between(1, inf, high_in=False) == Bounded(-inf, 2, low_in=False, high_in=True, whole=True)


def test_the_parts_of_a_range_share_nothing_and_leave_nothing_out():
    for held in (one.tight() for one in RANGES):
        if held.empty:
            continue
        parts = held.parts()
        value = parts[2].low
        assert parts[2] == Bounded(value, value, low_in=True, high_in=True, whole=held.whole)
        assert is_in(value, held)
        assert [sum(is_in(one, part) for part in parts) for one in QUARTERS] == [int(is_in(one, held)) for one in QUARTERS]
        assert all(part.whole == held.whole for part in parts)
        assert all(one > value for one in values_of(parts[0]))
        assert all(one < value for one in values_of(parts[1]))


@pytest.mark.parametrize(
    ("held", "point"),
    [
        (between(2, 5), 2), (between(2, inf, high_in=False), 2), (between(2, inf, low_in=False, high_in=False, whole=False), 3),
        (between(2, 5, low_in=False, whole=False), 3.5), (Bounded(), 0.0), (between(-inf, 4, low_in=False), 4),
        (between(-inf, 4, low_in=False, high_in=False, whole=False), 3),
    ],
)  # fmt: skip
def test_the_value_that_is_tried_is_the_nearest_to_the_lower_bound(held, point):
    assert held.parts()[2].low == point


def test_nothing_can_be_where_a_name_has_no_value():
    assert not can_be({"a": between(2, 1), "b": Bounded()}, [])
    assert not can_be({"a": between(1, 1, high_in=False)}, [])
    assert can_be({"a": between(1, 1)}, [])
    assert can_be({}, [])


def test_names_in_no_sum_are_held_against_their_own_range_alone():
    assert can_be({"a": between(0, 3), "z": between(9, inf, high_in=False)}, [(("a",), between(3, 3))])
    assert not can_be({"a": between(0, 3), "z": between(9, 12)}, [(("a",), between(4, 4))])


def test_a_range_of_tenths_without_an_end_is_exact_where_it_has_one():
    held = between(0.1, inf, high_in=False, whole=False).exact()

    assert (held.low * 10, held.high, held.low_in, held.high_in) == (1, inf, True, False)
    assert between(0.5, 2.5).exact() == between(1, 2)


@pytest.mark.parametrize(("most", "found"), [(1, None), (3, True)])
def test_a_search_ends_after_so_many_tries(monkeypatch, most, found):
    monkeypatch.setattr("sim.plan.check.sums._MOST_TRIES", most)
    names = dict.fromkeys("abc", between(0, 1))
    sums = [(("a", "b", "c"), between(1, 1))]

    if found is None:
        with pytest.raises(UndecidedError):
            can_be(names, sums)
    else:
        assert can_be(names, sums) is found
