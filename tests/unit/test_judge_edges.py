"""What the judge says at the edges: who did the work by which rule, what is forbidden without a known end, acts of which a log holds half."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.judge import judge, judging_rulebook
from analysis.verdicts import LATE, MET, MISSED, NOT_STARTED, PENDING, UNJUDGED, WAIVED, WRONG_CHANNEL
from sim.calendar import Calendar
from sim.inputs.resources import Resources
from sim.plan.rulebook import Rulebook
from tests.hand_cases import MONDAY
from tests.unit.mill_plan import NOTICED, plan_of, record, row, verdict, why

# -- who did the work --------------------------------------------------------------------------------------------------------

SENT = row(1, 5, "reported", "mill", "county", "initial", rule="habit:call-first")


@pytest.mark.parametrize(
    ("receipt", "habit"),
    [
        ({"cause": 1}, "habit:call-first"),  # by the sending
        ({"cause": 1, "rule": "tell"}, None),  # the row itself says by which rule
        ({"cause": 1, "rule": "habit:fax-later"}, "habit:fax-later"),
        ({"rule": "habit:fax-later"}, "habit:fax-later"),
        ({}, None),  # nobody knows its sending
        ({"cause": 0}, None),  # no habit stands behind what was noticed
        ({"cause": 3}, None),  # no such row
        ({"cause": -2}, None),  # nor one counted from the end
    ],
)
def test_the_habit_that_did_the_work_is_named_by_the_receipt_or_by_its_sending(receipt, habit):
    assert verdict(NOTICED, SENT, row(2, 6, "received", "mill", "county", "initial", **receipt)).habit == habit


def test_a_sending_is_found_by_its_number_where_numbers_are_no_places():
    shifted = (row(10, 0, "noticed", "mill"), row(20, 5, "reported", "mill", "county", "initial", rule="habit:call-first"))

    found = verdict(*shifted, row(30, 6, "received", "mill", "county", "initial", cause=20))
    assert (found.habit, found.trigger_seq, found.done_seq) == ("habit:call-first", 10, 30)
    assert verdict(*shifted, row(30, 6, "received", "mill", "county", "initial", cause=1)).habit is None


def test_what_was_not_done_was_done_by_no_habit_and_not_by_the_same_person():
    found = verdict(NOTICED, SENT)

    assert (found.habit, found.done_seq, found.done_min, found.latency_min, found.margin_min) == (None, None, None, None, None)
    assert found.same_person is False


@pytest.mark.parametrize(("channel", "same"), [("self", True), ("phone", False), (None, False)])
def test_what_one_tells_oneself_is_marked(channel, same):
    assert verdict(NOTICED, row(1, 6, "received", "mill", "county", "initial", channel=channel)).same_person is same


def test_a_verdict_says_of_which_duty_it_is():
    found = verdict(NOTICED, row(1, 20, "received", "mill", "county", "initial"), force="may")

    assert (found.rule, found.clause, found.title.of("en"), found.force, found.act, found.form) == ("tell", "3.1", "tell", "may", "report", "initial")
    assert (found.about, found.bearer, found.to, found.occurrence) == ("e", "mill", ("county",), 1)
    assert (found.raised_min, found.anchor_min, found.due_min, found.done_min) == (0.0, 0.0, 30.0, 20.0)
    assert (found.latency_min, found.margin_min, found.trigger_seq, found.done_seq) == (20.0, 10.0, 0, 1)


def test_an_act_before_the_moment_from_which_its_limit_runs_took_no_time():
    found = verdict(row(0, 5, "received", "mill", "county", "initial"), row(1, 9, "noticed", "mill"))

    assert (found.status, found.latency_min, found.margin_min, why(found)) == (MET, 0.0, 34.0, "judge.before-trigger")


def test_a_body_that_only_the_resources_name_stands_where_they_say():
    plan = plan_of(bearer="@actor", to=["@bearer.superior"])
    resources = Resources.model_validate({
        "resources": {"id": "r", "plan": "p", "title": "r"}, "officer": {"source": "own"},
        "body": [{"id": "pit", "name": "pit", "superior": "city"}],
    })  # fmt: skip
    seen = record(row(0, 0, "noticed", "pit"))

    assert [one.to for one in judge(judging_rulebook(plan, resources), seen, calendar=MONDAY).verdicts] == [("city",)]
    assert judge(judging_rulebook(plan, None), seen, calendar=MONDAY).verdicts == ()


# -- when --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "status"), [(29.9, MET), (30, MET), (30.0000005, MET), (30.00001, LATE), (31, LATE)]
)  # outside logs carry rounded times
def test_an_act_is_in_time_up_to_the_very_end(done, status):
    assert verdict(NOTICED, row(1, done, "received", "mill", "county", "initial")).status == status


@pytest.mark.parametrize(("horizon", "status"), [(29, PENDING), (30, PENDING), (30.0000005, PENDING), (30.1, MISSED)])
def test_what_is_not_done_is_missed_once_its_end_is_before_the_end_of_observation(horizon, status):
    assert verdict(NOTICED, horizon=horizon).status == status


@pytest.mark.parametrize(("until", "verdicts"), [(None, 1), (4.0, 0), (5.0, 1)])
def test_rows_after_the_end_of_observation_are_not_seen(until, verdicts):
    found = judge(Rulebook(plan_of()), record(row(0, 5, "noticed", "mill"), row(1, 6, "noticed", "mill")), calendar=MONDAY, until=until)

    assert (len(found.verdicts), found.until_min) == (verdicts, 600.0 if until is None else until)


def test_without_a_horizon_the_last_row_ends_the_observation_and_an_empty_record_at_once():
    assert judge(Rulebook(plan_of()), record(NOTICED, row(1, 40, "other"), horizon=0.0), calendar=MONDAY).until_min == 40.0
    assert judge(Rulebook(plan_of()), record(horizon=0.0), calendar=MONDAY).until_min == 0.0


def test_rows_are_judged_in_the_order_of_time_and_those_of_one_minute_in_their_own():
    rows = (row(0, 9, "received", "mill", "county", "initial"), row(1, 3, "noticed", "mill"))

    assert why(verdict(*rows)) is None
    assert why(verdict(row(0, 9, "received", "mill", "county", "initial"), row(1, 9, "noticed", "mill"))) == "judge.before-trigger"


@pytest.mark.parametrize("force", ["may", "where needed", "standing"])
def test_what_is_left_open_is_waived_only_when_its_time_has_passed(force):
    assert verdict(NOTICED, force=force).status == WAIVED
    assert verdict(NOTICED, force=force, horizon=20).status == PENDING


def test_what_has_no_limit_stays_pending():
    assert (verdict(NOTICED, within="left out").status, why(verdict(NOTICED, within="left out"))) == (PENDING, "judge.no-limit")


@pytest.mark.parametrize(
    ("rows", "status", "reason"),
    [([], NOT_STARTED, "judge.start-unknown"), ([row(1, 6, "received", "mill", "county", "initial")], UNJUDGED, "judge.clock-never-started")],
)
def test_without_the_start_of_its_limit_nothing_is_in_time(rows, status, reason):
    found = verdict(NOTICED, *rows, within={"limit": "30 min", "from": "received"})

    assert (found.status, why(found)) == (status, reason)


# -- what is forbidden -------------------------------------------------------------------------------------------------------

FORBIDDEN: dict[str, Any] = {"force": "must not"}
CLEARED = row(1, 20, "received", "mill", "county", "initial")


@pytest.mark.parametrize(
    ("within", "rows", "horizon", "status", "reason"),
    [
        ("left out", [CLEARED], 600, MISSED, "judge.forbidden-done"),
        ("left out", [], 600, MET, "judge.forbidden-kept"),
        ("30 min", [CLEARED], 600, MISSED, "judge.forbidden-done"),
        ("10 min", [CLEARED], 600, MET, "judge.forbidden-kept"),
        ("30 min", [], 29, PENDING, None),
        ("30 min", [], 30, PENDING, None),
        ("30 min", [], 31, MET, "judge.forbidden-kept"),
        ({"limit": "30 min", "from": "received"}, [CLEARED], 600, UNJUDGED, "judge.start-unknown"),
        ({"limit": "30 min", "from": "received"}, [], 600, NOT_STARTED, "judge.start-unknown"),
    ],
)
def test_what_is_forbidden_is_broken_by_an_act_within_its_time(within, rows, horizon, status, reason):
    found = verdict(NOTICED, *rows, horizon=horizon, within=within, **FORBIDDEN)

    assert (found.status, why(found)) == (status, reason)


UNKNOWN = Calendar(
    start=MONDAY.start, utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(), years=frozenset()
)  # fmt: skip
SURE = 3 * 1440.0  # whatever days are worked, three of them take as long as that


@pytest.mark.parametrize(
    ("force", "done", "horizon", "status"),
    [
        ("must not", None, SURE, PENDING),
        ("must not", None, SURE + 1, UNJUDGED),
        ("must not", SURE, 99999, MISSED),
        ("must not", SURE + 1, 99999, UNJUDGED),
        ("must", SURE - 1, 99999, MET),
        ("must", SURE, 99999, MET),
        ("must", SURE + 1, 99999, UNJUDGED),
        ("must", None, 99999, UNJUDGED),
    ],
)
def test_where_nobody_knows_which_days_are_worked_only_what_holds_whatever_they_are_is_said(force, done, horizon, status):
    rows = [] if done is None else [row(1, done, "received", "mill", "county", "initial")]
    judged = judge(Rulebook(plan_of(force=force, within="3 working days")), record(NOTICED, *rows, horizon=horizon), calendar=UNKNOWN)
    [found] = judged.verdicts

    assert (found.status, found.due_min, judged.unknown_years) == (status, None, (2026,))
    assert (found.reason is None) == (status in (PENDING, MET))


# -- of whom a record holds all ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complete", "all_there"), [(None, True), ({"mill"}, True), ({"works"}, True), ({"clerk"}, False), ({"county"}, False), (set(), False)]
)
@pytest.mark.parametrize(("duty", "there"), [({}, MISSED), (FORBIDDEN, MET)])
def test_what_rests_on_the_absence_of_an_act_is_said_only_of_those_whose_acts_are_all_there(complete, all_there, duty, there):
    found = verdict(NOTICED, complete=None if complete is None else frozenset(complete), **duty)

    assert (found.status, why(found) == "judge.acts-missing") == ((there, False) if all_there else (UNJUDGED, True))


@pytest.mark.parametrize("complete", [None, frozenset({"mill", "county", "city"})])
def test_where_nobody_is_named_everybody_s_acts_would_have_to_be_there(complete):
    assert verdict(NOTICED, bearer="none stated", complete=complete).status == (MISSED if complete is None else UNJUDGED)


@pytest.mark.parametrize(
    ("cells", "may_be"),
    [
        ((20, "received", None, "county", "initial"), True),
        ((20, "received", "mill", None, None), True),
        ((20, "received", "clerk", "county", None), True),
        ((0, "received", None, None, None), True),  # at the very minute
        ((20, "received", None, "city", "initial"), False),
        ((20, "received", "city", "county", None), False),
        ((20, "received", None, "county", "final"), False),
        ((20, "reported", None, "county", "initial"), False),
        ((20, "performed", None, "county", "initial"), False),
    ],
)
def test_a_row_that_lacks_a_cell_may_have_been_the_act(cells, may_be):
    found = verdict(NOTICED, row(1, *cells))

    assert (found.status, why(found)) == ((UNJUDGED, "judge.incomplete-row") if may_be else (MISSED, None))


def test_a_row_that_lacks_a_cell_and_came_before_the_duty_was_not_the_act():
    assert verdict(row(0, 5, "received", None, "county", "initial"), row(1, 6, "noticed", "mill")).status == MISSED


def test_of_rows_that_lack_the_same_cells_the_last_counts():
    early, late = row(0, 5, "received", None, "county", "initial"), row(2, 20, "received", None, "county", "initial")

    assert verdict(early, row(1, 6, "noticed", "mill"), late).status == UNJUDGED


def test_an_act_with_all_its_cells_hides_no_other():
    assert verdict(NOTICED, row(1, 20, "received", "mill", "city", "initial"), row(2, 21, "performed", "mill")).status == MISSED


@pytest.mark.parametrize(("more", "status"), [([], WRONG_CHANNEL), ([row(2, 20, "received", None, "county", "initial")], UNJUDGED)])
def test_what_went_by_a_wrong_channel_may_have_been_done_by_a_row_that_lacks_a_cell(more, status):
    found = verdict(NOTICED, row(1, 10, "received", "mill", "county", "initial", channel="fax"), *more, channel="phone")

    assert (found.status, why(found)) == (status, "judge.incomplete-row" if more else "judge.wrong-channel")
    assert found.done_min == (None if more else 10.0)
