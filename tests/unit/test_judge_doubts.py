"""What the judge says where something is missing, stands still or lies on the very edge: worked out by hand, as the page about the language says."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

import pytest

from analysis.judge import doubt_about, judge
from analysis.verdicts import LATE, MET, MISSED, PENDING, SUPERSEDED, UNJUDGED, WRONG_CHANNEL
from sim.garbage import without_looking_for_garbage
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Row
from sim.words import phrase
from tests.hand_cases import MONDAY
from tests.unit.mill_plan import NOTICED, plan_of, record, row, verdict, why


def told(seq: int, time: float, **more: Any) -> Row:
    """What discharges the duty: received by the county, unless it says otherwise."""
    return row(seq, time, "received", "mill", **{"to": "county", "form": "initial", **more})


# -- rows in disorder, and how far is looked ---------------------------------------------------------------------------------


def test_one_row_out_of_order_is_enough_to_put_all_in_order():
    """The report of minute 3 stands between two rows that are in order; it came before the mill noticed anything at 9."""
    assert why(verdict(row(0, 0, "other"), row(1, 9, "noticed", "mill"), told(2, 3), row(3, 10, "other"))) == "judge.before-trigger"


def test_a_horizon_of_one_minute_is_one():
    assert judge(Rulebook(plan_of()), record(NOTICED, horizon=1.0), calendar=MONDAY).until_min == 1.0


def test_numbers_that_are_places_only_in_part_are_looked_up_as_numbers():
    """The first row is in its place, the others are not: the sending is number 20, and no row stands at place 20."""
    rows = (NOTICED, row(20, 5, "reported", "mill", "county", "initial", rule="habit:call-first"))

    assert verdict(*rows, told(30, 6, cause=20)).habit == "habit:call-first"


def test_the_first_row_of_a_record_may_be_the_sending():
    sent = row(0, 0, "reported", "mill", "county", "initial", rule="habit:call-first")

    assert verdict(sent, row(1, 0, "noticed", "mill"), told(2, 6, cause=0)).habit == "habit:call-first"


def test_garbage_is_looked_for_again_after_a_judgement_as_before_it():
    was_on = gc.isenabled()
    try:
        for on in (True, False):
            (gc.enable if on else gc.disable)()
            with without_looking_for_garbage():
                assert not gc.isenabled()
            assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_what_people_use_to_do_is_no_duty_even_where_the_rules_hold_it():
    plan = plan_of()
    habit = plan.duty[0].model_copy(update={"id": "call-first"})

    assert [one.rule for one in judge(Rulebook(plan, (habit,)), record(NOTICED), calendar=MONDAY).verdicts] == ["tell"]


# -- the very edge -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "status"), [(30.0, MET), (30.0 + TOLERANCE_MIN, MET), (30.0 + 2 * TOLERANCE_MIN, LATE)])
def test_a_rounded_time_is_in_time_up_to_the_last_millionth_of_a_minute(minutes, status):
    assert verdict(NOTICED, told(1, minutes)).status == status


@pytest.mark.parametrize(("force", "over"), [("must", MISSED), ("must not", MET)])
def test_an_observation_that_ends_a_rounding_after_the_limit_has_not_seen_it_end(force, over):
    end = 30.0 + TOLERANCE_MIN
    assert end - TOLERANCE_MIN == 30.0

    assert verdict(NOTICED, horizon=end, force=force).status == PENDING
    assert verdict(NOTICED, horizon=30.0 + 2 * TOLERANCE_MIN, force=force).status == over


# -- a limit that stands -----------------------------------------------------------------------------------------------------

STANDS: dict[str, Any] = {"stops": {"on": "requested"}, "resumes": {"on": "approved"}}
STOPPED = row(1, 10, "requested", "mill")


@pytest.mark.parametrize("force", ["must", "must not"])
def test_while_its_limit_stands_a_duty_is_pending_however_long_that_is(force):
    found = verdict(NOTICED, STOPPED, force=force, **STANDS)

    assert (found.status, why(found), found.due_min) == (PENDING, "limits.clock-stands", None)


@pytest.mark.parametrize(
    ("horizon", "status", "reason"), [(600, PENDING, "limits.clock-stands"), (9, PENDING, "judge.wrong-channel-so-far")], ids=["it stands", "it runs"]
)
def test_what_went_by_a_wrong_channel_while_the_limit_stands_waits_for_the_clock(horizon, status, reason):
    found = verdict(NOTICED, told(1, 5, channel="fax"), row(2, 10, "requested", "mill"), horizon=horizon, channel="phone", **STANDS)

    assert (found.status, why(found)) == (status, reason)


def test_what_is_forbidden_is_forbidden_while_its_time_stands():
    assert verdict(NOTICED, STOPPED, told(2, 500), force="must not", **STANDS).status == MISSED


# -- the later of two limits, of which one never began -----------------------------------------------------------------------

LATER: dict[str, Any] = {"within": {"later": ["30 min", {"limit": "1 h", "from": "classified"}]}}


@pytest.mark.parametrize(
    ("minutes", "classified", "status"), [(29, None, MET), (30, None, MET), (30.1, None, UNJUDGED), (69, 10, MET), (70, 10, MET), (70.1, 10, LATE)]
)
def test_what_is_done_before_one_of_two_limits_ends_is_before_the_later_of_them(minutes, classified, status):
    """Thirty minutes from the trigger are certain; the hour from the grade only where somebody graded it."""
    graded = [] if classified is None else [row(2, classified, "classified", "mill")]
    found = verdict(NOTICED, told(1, minutes), *graded, **LATER)

    assert (found.status, why(found)) == (status, "judge.clock-never-started" if status == UNJUDGED else None)
    assert found.due_min == (None if classified is None else 70.0)


@pytest.mark.parametrize(("minutes", "status"), [(30, MISSED), (30.1, UNJUDGED)])
def test_what_is_forbidden_until_the_later_of_two_limits_is_forbidden_while_one_certainly_runs(minutes, status):
    found = verdict(NOTICED, told(1, minutes), force="must not", **LATER)

    assert (found.status, why(found)) == (status, "judge.forbidden-done" if status == MISSED else "judge.start-unknown")


@pytest.mark.parametrize(
    ("within", "status"),
    [
        ({"later": ["1 h", "30 min", {"limit": "1 h", "from": "classified"}]}, MET),  # the longest that is known
        ({"moved": LATER["within"], "to": "12:00"}, UNJUDGED),  # thirty minutes end on a working day
        ({"earlier": [{"limit": "1 h", "from": "classified"}, {"limit": "1 h", "from": "occurred"}]}, UNJUDGED),
        ({"later": [{"earlier": ["1 h", {"limit": "1 h", "from": "occurred"}]}, {"limit": "1 h", "from": "classified"}]}, UNJUDGED),
        ({"later": [{"earlier": ["1 h", "2 h"]}, {"limit": "1 h", "from": "classified"}]}, MET),
        ({"later": ["5 working days", {"limit": "1 h", "from": "classified"}]}, MET),
    ],
)
def test_what_is_done_after_forty_minutes_is_in_time_only_where_some_limit_certainly_runs_so_long(within, status):
    assert verdict(NOTICED, told(1, 40), within=within).status == status


def test_a_limit_that_moves_ends_no_sooner_than_the_one_that_it_moves():
    assert verdict(NOTICED, told(1, 30), within={"moved": LATER["within"], "to": "12:00"}).status == MET


# -- the channel is not stated -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unsure", "sure", "status"),
    [
        (20, None, UNJUDGED),  # it may be the one that counts
        (20, 25, MET),  # whichever it was
        (20, 40, UNJUDGED),  # in time, if it counts
        (30, 40, UNJUDGED),
        (30.0 + TOLERANCE_MIN, 40, UNJUDGED),  # at the very end
        (30.1, 40, LATE),  # late, whichever it was
        (20, 30.0 + TOLERANCE_MIN, MET),
    ],
)
def test_an_act_by_nobody_knows_which_channel_matters_only_where_it_may_have_been_in_time(unsure, sure, status):
    rows = [told(1, unsure)] if sure is None else [told(1, unsure), told(2, sure, channel="phone")]
    found = verdict(NOTICED, *rows, channel="phone")

    assert (found.status, why(found)) == (status, "judge.channel-not-stated" if status == UNJUDGED else None)


def test_without_a_limit_what_certainly_counts_is_enough():
    assert verdict(NOTICED, told(1, 20), told(2, 900, channel="phone"), horizon=999, channel="phone", within="left out").status == MET


@pytest.mark.parametrize("force", ["may", "where needed"])
def test_what_need_not_be_done_is_no_fault_where_it_went_by_a_wrong_channel(force):
    found = verdict(NOTICED, told(1, 20, channel="fax"), force=force, channel="phone")

    assert (found.status, why(found)) == ("waived", "judge.left-open")
    assert verdict(NOTICED, told(1, 20, channel="fax"), channel="phone").status == WRONG_CHANNEL


# -- rows that lack a cell ---------------------------------------------------------------------------------------------------


def test_of_rows_that_lack_different_cells_one_that_fits_is_enough():
    nobody = row(1, 20, "received", None, "county", "initial")
    elsewhere = row(2, 20, "received", None, "city", "initial")

    assert verdict(NOTICED, nobody, elsewhere).status == UNJUDGED
    assert verdict(NOTICED, elsewhere).status == MISSED


@pytest.mark.parametrize(("actor", "status"), [(None, UNJUDGED), ("city", MISSED)])
def test_a_deed_of_nobody_may_have_been_the_one_that_was_owed(actor, status):
    assert verdict(NOTICED, row(1, 20, "verified", actor), act="verify", form="left out", to="left out").status == status


@pytest.mark.parametrize(("to", "status"), [("county", UNJUDGED), ("city", UNJUDGED), ("clerk", MISSED)])
def test_where_any_of_several_recipients_will_do_a_row_to_one_of_them_may_have_been_the_act(to, status):
    assert verdict(NOTICED, row(1, 20, "received", None, to, "initial"), to={"any": ["county", "city"]}).status == status


# -- what nobody can tell was raised -----------------------------------------------------------------------------------------

WET = {
    "fact": [{"id": id_, "name": id_, "type": "flag"} for id_ in ("wet", "dark")],
    "grade": [{"id": id_, "name": id_, "clause": "1", "any": [{"clause": "1", "when": "dark"}]} for id_ in ("red", "blue")],
}


def doubt(*rows: Row, **duty: Any) -> tuple[str | None, list[str]]:
    """Why a duty cannot be judged, and what is named for it, in English."""
    [found] = judge(Rulebook(plan_of(WET, **duty)), record(*rows), calendar=MONDAY).verdicts
    assert found.status == UNJUDGED
    assert found.reason is not None
    names = dict(found.reason.args)["names"]
    return found.reason.code, [one.of("en") for one in names]


def test_what_is_not_known_is_named_and_what_is_known_is_not():
    asked = {"when": "wet and dark"}

    assert doubt(NOTICED, **asked) == ("judge.not-known", ["dark", "wet"])
    assert doubt(row(0, 0, "noticed", "mill", facts={"dark": True}), **asked) == ("judge.not-known", ["wet"])


def test_what_became_known_only_afterwards_is_named_as_such():
    """That it is wet at minute 9 says nothing of minute 0."""
    assert doubt(NOTICED, row(1, 9, "verified", "mill", facts={"wet": True}), when="wet") == ("judge.known-later", ["wet"])


def test_a_moment_that_is_not_known_is_named_as_a_moment():
    [name] = doubt(NOTICED, when="elapsed('occurred', 'aware') > '1 h'")[1]

    assert name == "the event"


def test_how_far_a_climb_goes_that_ends_by_the_grade_is_not_known_while_nobody_graded():
    assert doubt(NOTICED, top={"red": "mill", "blue": "county"}) == ("judge.not-known", ["grade"])
    assert doubt(NOTICED, when="wet", top={"red": "mill", "blue": "county"}) == ("judge.not-known", ["wet", "grade"])
    assert doubt(NOTICED, when="wet") == ("judge.not-known", ["wet"])


def test_what_a_grade_raised_and_another_takes_back_is_superseded():
    rows = (row(0, 0, "classified", "mill", facts={"grade": "red"}), row(1, 10, "regraded", "mill", facts={"grade": "blue"}))
    [found] = judge(Rulebook(plan_of(WET, on=["classified", "regraded"], when="grade == 'red'")), record(*rows), calendar=MONDAY).verdicts

    assert (found.status, why(found)) == (SUPERSEDED, "judge.regraded")


def test_a_doubt_for_want_of_trying_is_of_the_rule_the_event_and_the_row():
    [rule] = Rulebook(plan_of()).rules
    found = doubt_about(rule, "e", NOTICED, phrase("judge.too-many-open", number=3))

    assert (found.id, found.rule, found.about, found.status) == ("tell/e/-/-/1", "tell", "e", UNJUDGED)
    assert (found.bearer, found.to, found.occurrence, found.trigger_seq, found.raised_min) == (None, (), 1, 0, 0.0)
    assert why(found) == "judge.too-many-open"


# -- an end in doubt ---------------------------------------------------------------------------------------------------------

DARK_STOP = {"stops": {"on": "requested", "when": "wet"}, "resumes": {"on": "approved"}}
HEARD = row(2, 60, "received", "city", "mill", "notice")
SOONER = {"earlier": ["10 h", {"limit": "1 h", "from": "received"}]}  # once the mill has heard, at minute 120


@pytest.mark.parametrize(("duty", "done", "said"), [
    ({"within": "30 min"}, 30, (MET, None)),  # stopped or not, it had not run out
    ({"within": "30 min"}, 30.1, (UNJUDGED, "limits.signal-unknown")),
    ({"within": SOONER}, 120, (MET, None)),
    ({"within": SOONER}, 121, (UNJUDGED, "limits.signal-unknown")),  # at the doubt it seemed to end at 600
    ({"within": SOONER, "force": "must not"}, 120, (MISSED, "judge.forbidden-done")),
    ({"within": SOONER, "force": "must not"}, 121, (UNJUDGED, "limits.signal-unknown")),
])  # fmt: skip
def test_where_nobody_knows_whether_the_clock_stood_an_act_is_judged_that_came_before_every_end(duty, done, said):
    rows = (NOTICED, row(1, 5, "requested", "mill", "city", "request"), HEARD, told(3, done))
    [found] = judge(Rulebook(plan_of(WET, **DARK_STOP, **duty)), record(*rows, horizon=2000.0), calendar=MONDAY).verdicts

    assert (found.status, why(found), found.due_min) == (*said, None)


@pytest.mark.parametrize(("complete", "status"), [(None, MET), (frozenset[str](), UNJUDGED)])
def test_an_end_in_doubt_may_also_have_come_sooner_by_a_start_that_is_not_in_the_log(complete, status):
    within = {"earlier": [{"limit": "1 h", "from": "classified"}, "3 working days"]}
    years = replace(MONDAY, years=frozenset())
    [found] = judge(Rulebook(plan_of(within=within)), record(NOTICED, told(1, 90)), calendar=years, complete=complete).verdicts

    assert found.status == status


@pytest.mark.parametrize(("horizon", "status"), [(120, PENDING), (121, UNJUDGED)])
def test_what_is_forbidden_is_pending_only_until_the_first_end_that_is_possible(horizon, status):
    rows = (NOTICED, row(1, 5, "requested", "mill", "city", "request"), HEARD)
    plan = plan_of(WET, **DARK_STOP, within=SOONER, force="must not")

    assert [one.status for one in judge(Rulebook(plan), record(*rows, horizon=horizon), calendar=MONDAY).verdicts] == [status]
