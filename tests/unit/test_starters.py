"""Who started a response may end it: worked out by hand where one did, where two did, and where word of it came late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Row

MONDAY = Calendar(
    start=datetime(2026, 3, 9, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
PLAN = Plan.model_validate({
    "plan": {"id": "p", "title": "p"},
    "fact": [{"id": "calm", "name": "calm", "type": "flag"}],
    "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("leader", "deputy", "city")],
    "level": [{"id": id_, "name": id_, "clause": "6"} for id_ in ("low", "high")],
    "duty": [{"id": "go-home", "clause": "8", "title": "go home", "bearer": "city", "on": "ended", "act": "stand-down"}],
    "end": [{"id": "over", "clause": "7", "title": "over", "requires": ["calm"], "approved_by": "@activated.approver"}],
})  # fmt: skip


def row(seq: int, minute: float, kind: str, actor: str, **facts: Any) -> Row:
    return Row(seq, minute, kind, actor, None, None, None, "e", facts=facts)


DEPUTY = row(0, 10, "activated", "deputy", level="low")
LEADER = row(1, 20, "activated", "leader", level="low")
HIGHER = row(2, 30, "activated", "city", level="high")


@pytest.mark.parametrize(
    ("rows", "who", "counts"),
    [
        ([DEPUTY], "deputy", True),
        ([DEPUTY], "leader", False),
        ([DEPUTY, LEADER], "leader", True),
        ([DEPUTY, LEADER], "deputy", True),  # both did, not knowing of each other: each may
        ([DEPUTY, LEADER], "city", False),
        ([DEPUTY, LEADER, HIGHER], "city", True),
        ([DEPUTY, LEADER, HIGHER], "leader", False),  # a higher level has taken the place of theirs
        ([HIGHER, DEPUTY, LEADER], "leader", False),  # word of the first two came late; they are older all the same
        ([HIGHER, DEPUTY, LEADER], "city", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("everybody", [True, False])
def test_who_started_the_level_that_was_started_last_may_end_it(rows, who, counts, everybody):
    book = DutyBook(Rulebook(PLAN), MONDAY, {"e": {}}, None if everybody else frozenset({"city"}))
    for one in rows:
        book.observe(one)
    changes = book.observe(row(3, 40, "ended", who, level="none"))

    assert (3 in book.void) is not counts
    assert [change.obligation.rule.id for change in changes if change.what == "raised"] == (["go-home"] if counts else [])


def test_a_start_after_an_end_is_a_new_one():
    book = DutyBook(Rulebook(PLAN), MONDAY, {"e": {}})
    for one in (
        DEPUTY,
        row(1, 20, "ended", "leader", level="none"),  # does not count: he did not start it
        row(2, 30, "ended", "deputy", level="none"),
        row(3, 35, "ended", "deputy", level="none"),  # said twice: still his
        row(4, 40, "activated", "leader", level="low"),
        row(5, 50, "ended", "deputy", level="none"),  # what he started is over
        row(6, 60, "ended", "leader", level="none"),
    ):
        book.observe(one)

    assert book.void == {1, 5}
    assert book.event("e").approver == "leader"


def test_word_of_an_older_end_that_comes_late_takes_nothing_back():
    book = DutyBook(Rulebook(PLAN), MONDAY, {"e": {}}, frozenset({"city"}))
    for one in (
        DEPUTY,
        row(1, 50, "ended", "deputy", level="none"),
        row(2, 5, "ended", "deputy", level="none"),  # of an earlier response; told only now
        row(3, 60, "activated", "leader", level="low"),
    ):
        book.observe(one)

    assert book.event("e").over == 50
    assert book.event("e").starters() == ("leader",)
