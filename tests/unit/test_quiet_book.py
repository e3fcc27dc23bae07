"""A book that does not tell keeps the same duties as one that does; and what most limits are, minutes from a moment, ends where the limit says."""

from __future__ import annotations

from typing import Any

import pytest

from sim.plan.limits import parse_limit
from tests.duty_books import Book

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


LATER = {"limit": "2 days", "from": "received"}


@pytest.mark.parametrize(
    ("written", "starts"),
    [
        ("30 min", ["trigger"]),
        ({"limit": "1 h", "from": "08:00"}, ["08:00"]),
        ({"limit": "1 h", "from": "duty:d0"}, ["duty:d0"]),
        ("2 working days", ["trigger"]),
        ({"earlier": ["30 min", {"limit": "1 h", "from": "aware"}, LATER]}, ["trigger", "aware", "received"]),
        ({"earlier": ["30 min", {"earlier": ["2 h", LATER]}]}, ["trigger", "trigger", "received"]),
        ("none stated", []),
        ({"earlier": ["30 min", "none stated"]}, []),
        ({"earlier": ["30 min", {"later": ["1 h", "2 h"]}]}, []),
        ({"later": ["30 min", "1 h"]}, []),
        ({"moved": "30 min", "to": "12:00"}, []),
    ],
)
def test_only_lengths_from_a_start_and_the_first_of_several_such_to_end_go_the_short_way(written: object, starts: list[str]) -> None:
    limit = parse_limit(written)
    assert limit is not None
    assert [start for _, start in limit.runs()] == starts


@pytest.mark.parametrize(
    ("within", "anchor", "due"),
    [
        ("30 min", 0.0, 30.0),
        ({"limit": "30 min", "from": "classified"}, 9.0, 39.0),
        ({"limit": "30 min", "from": "occurred"}, None, None),
        ({"limit": "30 min", "from": "24:00"}, 960.0, 990.0),
        ("1 day", 0.0, 2 * 1440.0 - 480),
        ({"earlier": ["30 min", {"limit": "10 min", "from": "classified"}]}, 9.0, 19.0),
        ({"earlier": [{"limit": "21 min", "from": "classified"}, "30 min"]}, 9.0, 30.0),
        ({"earlier": ["30 min", {"limit": "21 min", "from": "classified"}]}, 0.0, 30.0),
        ({"earlier": ["1 day", {"limit": "1 h", "from": "occurred"}]}, 0.0, 2 * 1440.0 - 480),
    ],
)
def test_in_a_book_the_short_way_to_the_end_of_a_limit_leads_where_the_limit_itself_ends(within, anchor, due):
    """The day is the one after that of 08:00, to its end; of two that end together the first stands."""
    log = Book({"within": within})
    log.see(0, "verified", "a")
    log.see(9, "classified", "c")

    found = log.one("d0")
    assert (found.anchor, found.due) == (anchor, due)
    assert found.rule.due is not None
    assert found.rule.due.end(log.book.ground(found)) == (found.due, found.anchor, found.due_known, found.doubt)
