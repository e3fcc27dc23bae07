"""How often a duty is raised, what takes it away and what does not, told to a duty book row by row."""

from __future__ import annotations

import pytest

from tests.duty_books import Book

BY_GRADE = {"on": "classified", "when": "grade == 'red'", "within": "1 h"}
GRADES = ("red", "yellow")


def states(told: Book, rule: str = "d0") -> list[str]:
    return [one.state for one in told.book.obligations if one.rule.id == rule]


@pytest.mark.parametrize("kind", ["scene", "inject", "fault"])
def test_rows_that_nobody_knows_of_change_nothing_and_a_book_says_so(kind):
    told = Book({"on": "noticed"})

    assert told.see(0, kind, "a", wet=True) == []
    assert told.book.event("e").value("wet") is None


def test_a_duty_arises_once_for_each_of_those_whom_its_rows_mean():
    told = Book({"on": "noticed", "bearer": "@actor"})
    for minute, who in enumerate(("a", "c", "a", "c")):
        told.see(minute, "noticed", who)

    assert [(one.bearer, one.trigger.time) for one in told.book.obligations] == [("a", 0.0), ("c", 1.0)]


def test_a_duty_whose_ground_came_back_arises_once_more_and_not_each_time_that_it_is_said_again():
    told = Book({**BY_GRADE, "bearer": "@actor"}, grades=GRADES)
    told.see(0, "classified", "a", grade="red")
    told.see(1, "regraded", "a", grade="yellow")
    told.see(2, "regraded", "a", grade="red")
    told.see(3, "regraded", "a", grade="red")

    assert states(told) == ["superseded", "open"]


def test_only_a_grading_takes_the_ground_away():
    told = Book({**BY_GRADE, "when": "grade == 'red' and wet"}, grades=GRADES)
    told.see(0, "classified", "a", grade="red", wet=True)
    told.see(1, "noticed", "a", wet=False)
    assert states(told) == ["open"]

    told.see(2, "regraded", "a", grade="red")
    assert states(told) == ["superseded"]


@pytest.mark.parametrize(("regraded", "state"), [(59, "superseded"), (60, "superseded"), (61, "open")])
def test_what_was_overdue_when_the_grade_changed_stays_owed(regraded, state):
    told = Book(BY_GRADE, grades=GRADES)
    told.see(0, "classified", "a", grade="red")
    told.see(regraded, "regraded", "a", grade="yellow")
    told.see(regraded + 1, "regraded", "a", grade="yellow")

    assert states(told) == [state]


def test_what_was_done_before_the_grade_changed_stays_done():
    told = Book(BY_GRADE, grades=GRADES)
    told.see(0, "classified", "a", grade="red")
    told.see(1, "received", "a", "b", "initial")
    told.see(2, "regraded", "a", grade="yellow")

    assert states(told) == ["done"]


@pytest.mark.parametrize(("grade", "unsure"), [("red", 0), ("yellow", 0), (None, 1)])
def test_of_a_climb_whose_top_is_known_nobody_doubts_how_far_it_goes(grade, unsure):
    climb = {"on": "noticed", "bearer": "@actor", "to": ["b"], "top": {"red": "b", "yellow": "a"}}
    told = Book(climb, grades=GRADES)
    told.see(0, "noticed", "a", **({} if grade is None else {"grade": grade}))

    assert (len(told.book.obligations), len(told.book.standing_doubts())) == ({"red": 1, "yellow": 0, None: 0}[grade], unsure)


def test_a_doubt_how_far_a_climb_goes_ends_with_the_grade_by_which_it_has_ended():
    told = Book({"on": "noticed", "bearer": "@actor", "to": ["b"], "top": {"red": "b", "yellow": "a"}}, grades=GRADES)
    told.see(0, "noticed", "a")
    assert [one.bearer for one in told.book.standing_doubts()] == ["a"]

    told.see(5, "verified", "c", grade="yellow")
    assert told.book.standing_doubts() == []


@pytest.mark.parametrize(
    ("limit", "changes"), [({}, []), ({"within": "1 h"}, ["due-known"]), ({"within": {"limit": "1 h", "from": "classified"}}, [])]
)
def test_a_book_tells_when_a_duty_is_due_where_that_is_known(limit, changes):
    told = Book(limit)

    assert told.see(0, "verified", "a") == [(what, "d0") for what in ("raised", *changes)]


def test_a_start_that_is_told_later_sets_the_limits_that_run_and_none_that_was_taken_away():
    told = Book({**BY_GRADE, "within": {"limit": "1 h", "from": "occurred"}}, grades=GRADES)
    told.see(10, "classified", "a", grade="red")
    told.see(11, "regraded", "a", grade="yellow")
    told.see(12, "regraded", "a", grade="red")
    told.see(13, "occurred")

    assert told.dues() == [None, 73.0]


def test_a_warning_of_a_warning_ends_where_the_limit_ends_as_it_is_now():
    warns = [{"warns_of": f"d{number}", "ahead": ahead, "act": "notify", "form": "notice"} for number, ahead in enumerate(("1 h", "30 min"))]
    told = Book({"within": "4 h", "extends": {"on": "approved", "length": "2 h"}}, *warns)
    told.see(0, "verified", "a")
    told.see(10, "approved", "c")
    told.book.advance(400)

    assert [(one.rule.id, one.opens, one.due) for one in told.book.obligations] == [("d0", 0.0, 360.0), ("d1", 300.0, 360.0), ("d2", 330.0, 360.0)]


WARNED = {**BY_GRADE, "within": "4 h"}
WARNING = {"warns_of": "d0", "ahead": "1 h", "act": "notify", "form": "notice"}


@pytest.mark.parametrize(("minute", "noted"), [(179, True), (180, False), (181, False)])
def test_a_warning_given_at_its_very_time_is_none_before_it(minute, noted):
    told = Book({"within": "4 h"}, WARNING)
    told.see(0, "verified", "a")
    told.see(minute, "received", "a", "b", "notice")
    told.book.advance(200)

    assert bool(told.one("d1").note) is noted


def test_with_a_duty_that_is_superseded_its_warning_is_waived():
    told = Book(WARNED, WARNING, grades=GRADES)
    told.see(0, "classified", "a", grade="red")
    told.book.advance(200)
    told.see(210, "regraded", "a", grade="yellow")

    assert (states(told), states(told, "d1")) == (["superseded"], ["waived"])


# -- what recurs ---------------------------------------------------------------------------------------------------------------

HOURLY = {"every": "1 h", "until": "ended"}


def test_a_warning_opens_no_slot_before_the_one_before_has_ended():
    told = Book(HOURLY, {"warns_of": "d0", "ahead": "50 min", "act": "notify", "form": "notice"})
    told.see(0, "verified", "a")
    told.book.advance(59)
    assert told.dues() == [60.0]

    told.book.advance(61)
    assert told.dues() == [60.0, 120.0]


@pytest.mark.parametrize(("end", "later", "left"), [(60, 200, ["waived"]), (61, 200, ["open", "waived"])])
def test_what_recurs_ends_with_its_end_and_opens_no_slot_after_it(end, later, left):
    told = Book(HOURLY)
    told.see(0, "verified", "a")
    told.see(end, "ended", "a")
    told.book.advance(later)

    assert states(told) == left


@pytest.mark.parametrize(("done", "dues"), [(30, [60.0, 120.0]), (60, [60.0, 120.0])])
def test_by_the_clock_the_next_slot_begins_where_the_last_ends_however_early_that_was_done(done, dues):
    told = Book(HOURLY)
    told.see(0, "verified", "a")
    told.see(done, "received", "a", "b", "initial")

    assert told.dues() == dues


@pytest.mark.parametrize(("done", "dues"), [(30, [60.0, 90.0]), (75, [60.0, 135.0])])
def test_from_the_last_the_next_slot_begins_where_the_last_was_done(done, dues):
    told = Book({**HOURLY, "counted": "from-last"})
    told.see(0, "verified", "a")
    told.see(done, "received", "a", "b", "initial")

    assert told.dues() == dues


def test_one_report_catches_up_with_every_slot_that_has_ended_and_not_with_the_running_one():
    told = Book(HOURLY)
    told.see(0, "verified", "a")
    assert told.see(150, "received", "a", "b", "initial") == [*[("raised", "d0")] * 2, *[("discharged", "d0")] * 2]

    assert states(told) == ["done", "done", "open"]
    assert told.dues() == [60.0, 120.0, 180.0]


def test_slots_of_several_triggers_are_numbered_one_after_the_other():
    told = Book({**HOURLY, "per": "trigger"})
    told.see(0, "verified", "a")
    told.book.advance(61)
    told.see(70, "verified", "a")

    assert [one.occurrence for one in told.book.obligations] == [1, 2, 3]


def test_a_duty_that_waits_for_another_ends_for_those_for_whom_that_was_done():
    rounds = {"every": "1 h", "until": "duty:d1", "to": ["b", "c"], "counted": "from-last"}
    told = Book(rounds, {"form": "final", "to": ["b", "c"]})
    told.see(0, "verified", "a")
    told.see(10, "received", "a", "b", "final")
    assert [(one.recipients, one.state) for one in told.book.obligations if one.rule.id == "d0"] == [(("b",), "waived"), (("c",), "open")]

    told.see(20, "received", "a", "c", "final")
    assert states(told) == ["waived", "waived"]


def test_a_duty_whose_end_was_done_before_it_arose_is_waived_at_once():
    told = Book({"on": "noticed", "every": "1 h", "until": "duty:d1"}, {"form": "final"})
    told.see(0, "verified", "a")
    told.see(10, "received", "a", "b", "final")
    told.see(20, "noticed", "a")

    assert states(told) == ["waived"]


# -- what is forbidden ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minute", "state"), [(59, "done"), (60, "done"), (61, "open")])
def test_what_is_forbidden_for_a_time_is_free_after_it(minute, state):
    told = Book({"force": "must not", "within": "1 h"})
    told.see(0, "verified", "a")
    told.see(minute, "received", "a", "b", "initial")

    assert states(told) == [state]


def test_an_act_that_is_free_again_discharges_what_asks_for_it():
    told = Book({"force": "must not", "within": "1 h"}, {"within": "3 h"})
    told.see(0, "verified", "a")
    told.see(61, "received", "a", "b", "initial")

    assert (states(told), states(told, "d1")) == (["open"], ["done"])
