"""What the grade by the facts calls for, over a plan of a mill: who is taken to grade, what a milder or worse grade takes away, what time brings."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.called_for import called_for
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

HEADER = Header(
    version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00", horizon_min=0,
    events={"e": {"roles": {"unit": "mill"}}, "f": {}},
)  # fmt: skip
CALENDAR = load_calendar_file(shipped_calendar()).of_log(HEADER.start, dated=True)
TEXTS = {"clause": "1", "title": "x"}


def duty(id_: str, **keys: Any) -> dict[str, Any]:
    return {"id": id_, **TEXTS, "bearer": "mill", "on": "classified", "act": "notify", "to": ["county"], "within": "1 h", **keys}


def plan(*duties: dict[str, Any], **tables: Any) -> Rulebook:
    document: dict[str, Any] = {
        "plan": {"id": "p", "title": "p"},
        "fact": [{"id": "hurt", "name": "hurt", "type": "count"}],
        "body": [{"id": one, "name": one, "clause": "1", "kind": "role" if one == "unit" else "body"} for one in ("mill", "town", "county", "unit")],
        "post": [{"id": "clerk", "name": "clerk", "body": "town", "clause": "1"}],
        "group": [{"id": "graders", "name": "graders", "clause": "1", "members": ["mill", "town"]}],
        "grade": [
            {"id": "red", "name": "red", "clause": "1", "any": [{"clause": "1", "when": "hurt >= 10"}]},
            {"id": "yellow", "name": "yellow", "clause": "1", "any": [{"clause": "1", "when": "hurt >= 3"}]},
        ],
        "level": [
            {"id": "high", "name": "high", "clause": "1", "grade": "red", "approved_by": "county"},
            {"id": "low", "name": "low", "clause": "1", "grade": "yellow", "approved_by": "town"},
        ],
        "duty": list(duties),
    }
    return Rulebook(Plan.model_validate({**document, **tables}))


def found(rules: Rulebook, *rows: Any, until: float | None = None) -> list[tuple[Any, ...]]:
    """What is called for, as rule, bearer, recipients, grade and the row since which it is."""
    made = tuple(
        Row(seq, float(time), kind, actor or None, to or None, about=about, form="initial" if kind in ("reported", "received") else None, facts=facts)
        for seq, (time, kind, actor, to, facts, about) in enumerate((*row, *(None, "", "", {}, "e")[len(row) - 1 :]) for row in rows)
    )
    entries = called_for(rules, Record(HEADER, made), calendar=CALENDAR, until=until)
    return [(one.rule, one.bearer, *one.to, one.grade, one.since_seq) for one in entries]


TELL = duty("tell", when="grade >= 'yellow'")
RED = duty("red-only", when="grade == 'red'", act="request")
YELLOW = duty("yellow-only", when="grade == 'yellow'", act="file")
ALL = plan(TELL, RED, YELLOW, duty("may", force="may", act="propose"), duty("not", force="must not", act="publish", to="none stated"))


@pytest.mark.parametrize(("hurt", "called"), [
    (2, []),
    (3, [("tell", "mill", "county", "yellow", 0), ("yellow-only", "mill", "county", "yellow", 0)]),
    (9, [("tell", "mill", "county", "yellow", 0), ("yellow-only", "mill", "county", "yellow", 0)]),
    (10, [("tell", "mill", "county", "red", 0), ("red-only", "mill", "county", "red", 0)]),
])  # fmt: skip
def test_the_facts_call_for_what_must_be_done_by_their_grade(hurt, called):
    assert found(ALL, (0, "noticed", "mill", "", {"hurt": hurt})) == called


def test_what_a_worse_grade_by_the_facts_takes_away_is_not_called_for_and_the_rest_since_the_milder_one():
    rows = [(0, "noticed", "mill", "", {"hurt": 3}), (5, "noticed", "mill", "", {"hurt": 12})]

    assert found(ALL, *rows) == [("tell", "mill", "county", "yellow", 0), ("red-only", "mill", "county", "red", 1)]


def test_what_was_overdue_when_the_grade_by_the_facts_rose_stays_called_for():
    rows = [(0, "noticed", "mill", "", {"hurt": 3}), (61, "noticed", "mill", "", {"hurt": 12})]

    assert ("yellow-only", "mill", "county", "yellow", 0) in found(ALL, *rows)


def test_a_grade_counts_from_its_row_though_others_follow():
    rows = [(0, "noticed", "mill"), (5, "noticed", "mill", "", {"hurt": 3}), (9, "verified", "mill", "", {"hurt": 4}), (12, "answered", "mill")]

    assert [one[-1] for one in found(ALL, *rows)] == [1, 1]


@pytest.mark.parametrize(("stated", "called"), [
    ("none", ["tell", "yellow-only"]),
    ("yellow", []),
    ("red", []),
    ("purple", ["tell", "yellow-only"]),
    (7, ["tell", "yellow-only"]),
])  # fmt: skip
def test_a_grade_that_was_stated_as_bad_or_worse_leaves_nothing_to_call_for(stated, called):
    rows = [(0, "verified", "town", "", {"grade": stated}), (5, "noticed", "mill", "", {"hurt": 3})]

    assert [one[0] for one in found(plan(TELL, YELLOW), *rows)] == called


@pytest.mark.parametrize(("before", "hurt", "called"), [("red", 3, 0), ("red", 10, 0), ("yellow", 3, 0), ("yellow", 10, 1)])
def test_a_grade_as_bad_that_was_taken_back_was_stated_all_the_same(before, hurt, called):
    rows = [
        (0, "verified", "town", "", {"grade": before}),
        (2, "verified", "town", "", {"grade": "none"}),
        (5, "noticed", "mill", "", {"hurt": hurt}),
    ]

    assert len(found(plan(TELL), *rows)) == called


def test_what_was_stated_of_one_event_says_nothing_of_another():
    rows = [
        (0, "verified", "town", "", {"grade": "red"}, "f"),
        (1, "noticed", "mill", "", {"hurt": 3}, "e"),
        (2, "noticed", "mill", "", {"hurt": 3}, None),
        (3, "noticed", "mill", "", {"hurt": 3}, "f"),
    ]

    assert found(plan(TELL), *rows) == [("tell", "mill", "county", "yellow", 1)]


def test_rows_are_taken_in_the_order_of_time():
    rows = [(9, "noticed", "mill", "", {"hurt": 12}), (0, "noticed", "mill", "", {"hurt": 3})]

    assert [one[-1] for one in found(plan(TELL, RED), *rows)] == [1, 0]


@pytest.mark.parametrize(("until", "called"), [(4, 0), (5, 1), (6, 1)])
def test_a_row_at_the_end_of_observation_is_seen(until, called):
    assert len(found(plan(TELL), (5, "noticed", "mill", "", {"hurt": 3}), until=until)) == called


# -- who is taken to grade -----------------------------------------------------------------------------------------------------

FROM = duty("from", bearer="@actor", to=["county"])


def graded_by(bearer: str) -> Rulebook:
    return plan(FROM, duty("grade-it", on="occurred", bearer=bearer, act="classify", to="none stated"))


@pytest.mark.parametrize(("bearer", "actor", "grader"), [
    ("graders", "county", "mill"),  # nobody of them is shown: the first
    ("graders", "mill", "mill"),
    ("graders", "town", "town"),
    ("graders", "clerk", "town"),  # shown by a post
    ("town", "mill", "town"),
    ("unit", "county", "mill"),  # who plays the role in this event
    ("@actor", "mill", None),
    ("none stated", "mill", None),
])  # fmt: skip
def test_whom_the_plan_names_to_grade_is_taken_to_have_graded(bearer, actor, grader):
    called = [one for one in found(graded_by(bearer), (0, "noticed", actor, "", {"hurt": 3})) if one[0] == "from"]

    assert called == ([] if grader is None else [("from", grader, "county", "yellow", 0)])


def test_whoever_was_told_is_shown_too():
    assert found(graded_by("graders"), (0, "reported", "county", "town", {"hurt": 3})) == [("from", "town", "county", "yellow", 0)]


def test_who_is_shown_only_later_did_not_grade():
    rows = [(0, "noticed", "county", "", {"hurt": 3}), (5, "verified", "town")]

    assert found(graded_by("graders"), *rows) == [("from", "mill", "county", "yellow", 0)]


def test_a_body_that_grades_owes_nothing_to_itself():
    grade_it = duty("grade-it", on="occurred", bearer="town", act="classify", to="none stated")
    rules = plan(duty("from", bearer="@actor", to=["town", "county"]), grade_it)

    assert found(rules, (0, "noticed", "mill", "", {"hurt": 3})) == [("from", "town", "county", "yellow", 0)]


# -- what a grade does beside its name -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hurt", "approver"), [(2, None), (3, "town"), (10, "county")])
def test_who_approves_the_level_of_the_grade_by_the_facts_is_called_for(hurt, approver):
    rules = plan(duty("ask", on="verified", act="request", to=["@level.approved_by"]))
    called = found(rules, (0, "noticed", "mill", "", {"hurt": hurt}), (5, "verified", "mill"))

    assert called == ([] if approver is None else [("ask", "mill", approver, "yellow" if hurt == 3 else "red", 1)])


@pytest.mark.parametrize("kind", ["classified", "regraded"])
def test_a_grade_after_another_is_a_regrading(kind):
    rules = plan(TELL, duty("again", on="regraded", act="order"))
    rows = [(0, "verified", "mill", "", {"hurt": 2}), (1, kind, "town", "", {"grade": "none"}), (5, "noticed", "mill", "", {"hurt": 3})]

    assert [one[0] for one in found(rules, *rows)] == ["tell"] + (["again"] if kind == "classified" else [])


def test_a_second_grade_by_the_facts_is_a_regrading_of_the_first():
    rules = plan(duty("again", on="regraded", act="order"))

    assert found(rules, (0, "noticed", "mill", "", {"hurt": 3})) == []
    assert found(rules, (0, "noticed", "mill", "", {"hurt": 3}), (5, "noticed", "mill", "", {"hurt": 10})) == [("again", "mill", "county", "red", 1)]


@pytest.mark.parametrize(("until", "called"), [(39, 0), (41, 1)])
def test_a_warning_of_a_limit_is_called_for_when_its_time_has_come(until, called):
    rules = plan(TELL, {**duty("warn", warns_of="tell", ahead="20 min", act="request"), "on": [], "within": None})

    assert [one[0] for one in found(rules, (0, "noticed", "mill", "", {"hurt": 3}), until=until)].count("warn") == called


def test_a_warning_that_the_record_brings_by_itself_is_not_called_for():
    rules = plan(
        TELL, duty("other", on="noticed", act="order"), {**duty("warn", warns_of="other", ahead="20 min", act="request"), "on": [], "within": None}
    )

    assert [one[0] for one in found(rules, (0, "noticed", "mill", "", {"hurt": 3}), until=90)] == ["tell"]


@pytest.mark.parametrize(("occurred", "called"), [(0, 1), (8, 0), (None, 0)])
def test_a_number_within_a_window_counts_once_the_moment_of_the_event_is_told(occurred, called):
    fact = {"id": "hurt", "name": "hurt", "type": "count", "window": "1 h"}
    rows = [(5, "noticed", "mill", "", {"hurt": 3})] + ([] if occurred is None else [(occurred, "occurred")]) + [(20, "answered", "mill")]

    assert len(found(plan(TELL, fact=[fact]), *rows)) == called


def test_the_moment_of_the_event_told_in_the_same_minute_completes_the_facts():
    facts = [{"id": "hurt", "name": "hurt", "type": "count", "window": "1 h"}, {"id": "wet", "name": "wet", "type": "flag"}]
    rows = [(5, "noticed", "mill", "", {"hurt": 3}), (5, "occurred"), (20, "answered", "mill")]

    assert found(plan(TELL, fact=facts), *rows) == [("tell", "mill", "county", "yellow", 1)]


def test_what_must_be_done_without_anybody_named_has_no_bearer_and_no_recipient():
    rules = plan(duty("somebody", bearer="none stated", to="none stated", act="assess"))

    assert found(rules, (0, "noticed", "mill", "", {"hurt": 3})) == [("somebody", None, "yellow", 0)]


def test_a_plan_without_grades_calls_for_nothing():
    rules = plan(duty("tell", when="hurt >= 3", on="verified"), grade=[], level=[])

    assert found(rules, (0, "noticed", "mill", "", {"hurt": 3})) == []
