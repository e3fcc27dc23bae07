"""What counts as known: a level only proposed does not hold, the truth is nobody's knowledge, a mere risk starts no clock."""

from datetime import datetime

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Row

MONDAY = Calendar(
    start=datetime(2026, 3, 9, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip


def book():
    plan = Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "fact": [{"id": "depth", "name": "depth", "type": "count"}],
        "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("a", "b")],
        "grade": [{"id": "II", "name": "II", "clause": "1", "any": [{"clause": "1", "when": "depth >= 9"}]}],
        "level": [{"id": "II", "name": "II", "clause": "1", "grade": "II"}],
        "duty": [{
            "id": "x", "clause": "1", "title": "x", "bearer": "a", "on": "verified", "act": "report", "to": ["b"],
            "within": {"limit": "30 min", "from": "received"},
        }],
    })  # fmt: skip
    return DutyBook(Rulebook(plan), MONDAY, {})


def test_a_level_that_is_only_proposed_does_not_hold():
    found = book()
    found.observe(Row(0, 1.0, "proposed", actor="a", to="b", form="proposal", about="e", facts={"level": "II"}))
    assert found.event("e").value("level") is None

    found.observe(Row(1, 2.0, "activated", actor="b", about="e", facts={"level": "II"}))
    assert found.event("e").value("level") == "II"


def test_what_the_drills_staff_put_in_is_nobodys_knowledge():
    found = book()
    for seq, kind in enumerate(("scene", "inject", "fault")):
        found.observe(Row(seq, 1.0, kind, about="e", facts={"depth": 12}))

    assert found.event("e").value("depth") is None


def test_a_limit_from_receipt_runs_from_the_first_receipt_after_the_event_has_occurred():
    found = book()
    rows = [
        Row(0, 10.0, "received", actor="b", to="a", form="warning", about="e"),
        Row(1, 600.0, "occurred", about="e"),
        Row(2, 615.0, "received", actor="b", to="a", form="initial", about="e"),
        Row(3, 620.0, "received", actor="b", to="a", form="initial", about="e"),
        Row(4, 625.0, "verified", actor="a", about="e"),
    ]
    for row in rows:
        found.observe(row)

    [duty] = found.obligations
    assert (duty.anchor, duty.due) == (615.0, 645.0)  # 615 + 30
