"""A book that does not tell keeps the same duties as one that does; and what most limits are, minutes from a moment, ends where the limit says."""

from __future__ import annotations

from typing import Any

import pytest

from sim.durations import summed
from sim.plan.clocks import Ground
from sim.plan.limits import parse_limit
from tests.duty_books import APRIL, Book

NOTICE = {"act": "notify", "form": "notice"}
COURSES: dict[str, tuple[list[dict[str, Any]], list[tuple[Any, ...]]]] = {
    "done": ([{"within": "30 min"}], [(0, "verified", "a"), (5, "received", "a", "b", "initial")]),
    "its start comes later": ([{"within": {"limit": "1 h", "from": "classified"}}], [(0, "verified", "a"), (9, "classified", "c")]),
    "it recurs by the clock": ([{"every": "2 h"}], [(0, "verified", "a"), (130, "received", "a", "b", "initial")]),
    "it is done early": ([{"within": "30 min"}], [(0, "received", "a", "b", "initial"), (5, "verified", "a")]),
    "a warning ahead": (
        [{"within": "4 h"}, {"warns_of": "d0", "ahead": "1 h", **NOTICE}],
        [(0, "verified", "a"), (10, "received", "a", "b", "initial")],
    ),
    "a warning whose start comes later": (
        [{"within": {"limit": "4 h", "from": "classified"}}, {"warns_of": "d0", "ahead": "1 h", **NOTICE}],
        [(0, "verified", "a"), (9, "classified", "c")],
    ),
    "it ends": ([{"every": "2 h", "until": "ended"}], [(0, "verified", "a"), (30, "ended", "b"), (300, "verified", "c")]),
    "its limit is stopped": (
        [{"within": "30 min", "stops": {"on": "requested"}, "resumes": {"on": "approved"}}],
        [(0, "verified", "a"), (10, "requested", "a"), (20, "approved", "b")],
    ),
    "a grade takes it back": (
        [{"on": ["classified", "regraded"], "when": "grade == 'red'", "within": "1 h"}],
        [(0, "classified", "a", "", "", "", None, "red"), (10, "regraded", "a", "", "", "", None, "blue")],
    ),
}  # fmt: skip


def kept(course: str, *, tells: bool) -> tuple[list[Any], list[list[tuple[str, str]]], list[Any]]:
    """What became of the duties, what was told of each row, and what is told as time passes."""
    duties, rows = COURSES[course]
    log = Book(*duties, grades=("red", "blue"), tells=tells)
    told = [log.see(*cells[:7], **({"grade": cells[7]} if len(cells) > 7 else {})) for cells in rows]
    later = log.book.advance(600.0)
    found = [(one.id, one.opens, one.anchor, one.due, one.due_known, one.state, one.note, one.done) for one in log.book.obligations]
    return found, told, later


@pytest.mark.parametrize("course", COURSES)
def test_a_book_that_does_not_tell_keeps_the_same_duties_and_says_nothing(course):
    aloud, told, _ = kept(course, tells=True)
    silent, nothing, later = kept(course, tells=False)

    assert any(told)
    assert silent == aloud
    assert not any(nothing)
    assert later == []


# -- minutes from a moment ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("30 min", (30.0, "trigger")),
        ("2 h", (120.0, "trigger")),
        ("20 s", (20 / 60, "trigger")),
        ({"limit": "1 h", "from": "received"}, (60.0, "received")),
        ({"limit": "1 h", "from": "08:00"}, (60.0, "08:00")),
        ({"limit": "1 h", "from": "duty:d0"}, (60.0, "duty:d0")),
        ({"limit": "1 h", "from": "latest:progress"}, (60.0, "latest:progress")),
        ("1 day", None),
        ("2 working days", None),
        ("none stated", None),
        ({"earlier": ["30 min", "1 h"]}, None),
        ({"later": ["30 min", "1 h"]}, None),
        ({"moved": "30 min", "to": "12:00"}, None),
    ],
)
@pytest.mark.parametrize("moment", [0.0, 77.7, 100_000.1, None])
def test_where_a_limit_is_minutes_from_a_moment_that_is_where_it_ends(written: object, span: tuple[float, str] | None, moment: float | None) -> None:
    limit = parse_limit(written)
    assert limit is not None
    assert limit.span() == span
    if span is None:
        return
    asked: list[str] = []

    def when(start: str) -> float | None:
        asked.append(start)
        return moment

    ground = Ground(moment=when, calendar=APRIL)

    minutes, start = span
    assert limit.end(ground) == (None if moment is None else summed(moment + minutes), moment, moment is not None, None)
    assert asked == [start]


@pytest.mark.parametrize(
    ("within", "start"),
    [
        ("30 min", 0.0),
        ({"limit": "30 min", "from": "classified"}, 9.0),
        ({"limit": "30 min", "from": "occurred"}, None),
        ({"limit": "30 min", "from": "24:00"}, 960.0),
    ],
)
def test_in_a_book_minutes_from_a_moment_end_where_the_same_limit_ends_as_one_of_two(within, start):
    """With another limit that is longer, a limit goes the long way; an end at 24:00 of that day is 16 hours after 08:00."""
    log = Book({"within": within}, {"within": {"earlier": [within, {"limit": "9 days"}]}})
    log.see(0, "verified", "a")
    log.see(9, "classified", "c")

    short, long = log.one("d0"), log.one("d1")
    assert (short.anchor, short.due, short.due_known) == (start, None if start is None else start + 30, start is not None)
    assert start is None or (long.anchor, long.due) == (short.anchor, short.due)
