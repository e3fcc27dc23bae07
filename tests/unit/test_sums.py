"""Whether numbers can lie in their ranges while their sums lie in theirs: the same as by trying all."""

from __future__ import annotations

from itertools import product
from math import inf
from random import Random

import pytest

from sim.plan.check.sums import Bounded, UndecidedError, can_be

FAMILIES = (("a", "b"), ("b", "c"), ("a", "c"), ("a", "b", "c"))  # each shares names with others, so that no order of them settles it


def between(low, high, *, low_in=True, high_in=True, whole=True):
    return Bounded(low, high, low_in, high_in, whole)


def some(luck: Random, most: int) -> Bounded:
    low = luck.randint(0, most)
    high = luck.choice([inf, low, low + 1, low + luck.randint(0, most)])
    return Bounded(low, high, luck.random() < 0.8, high < inf and luck.random() < 0.8, whole=True)


def within(value: int, held: Bounded) -> bool:
    above = value >= held.low if held.low_in else value > held.low
    return above and (value <= held.high if held.high_in else value < held.high)


@pytest.mark.parametrize("seed", range(30))
def test_whole_numbers_are_found_where_there_are_some(seed):
    luck = Random(seed)  # noqa: S311 - cases, no secrets
    for _ in range(8):
        names = {name: some(luck, 4) for name in "abc"}
        sums = [(terms, some(luck, 9)) for terms in luck.sample(FAMILIES, luck.randint(1, 4))]
        tried = product(*(range(25) for _ in names))
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
