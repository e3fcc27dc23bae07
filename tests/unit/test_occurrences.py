"""A duty is an occurrence: from which row its clock runs, and which earlier act counts for it. Verdicts and minutes were worked out by hand."""

from datetime import datetime
from typing import Any

import pytest

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN
from sim.plan.rulebook import Rulebook
from sim.record import Row

MONDAY = Calendar(
    start=datetime(2026, 3, 9, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
BODIES = {"town": "county", "county": "city", "city": "province", "province": "none stated", "clinic": "county"}


class Book:
    """A book over duties of which each test gives only what matters."""

    def __init__(self, *duties: dict[str, Any], viewer: frozenset[str] | None = None):
        made = [{"id": f"d{number}", "clause": "1", "title": "x", "act": "report", "form": "initial", **duty} for number, duty in enumerate(duties)]
        grades = [
            {"id": id_, "name": id_, "clause": "1", "any": [{"clause": "1", "when": f"sick >= {least}"}]} for id_, least in (("I", 9), ("II", 3))
        ]
        plan = Plan.model_validate({
            "plan": {"id": "p", "title": "p"},
            "fact": [{"id": "sick", "name": "sick", "type": "count"}],
            "body": [{"id": id_, "name": id_, "superior": superior, "clause": "1"} for id_, superior in BODIES.items()],
            "post": [{"id": "officer", "name": "officer", "body": "county", "clause": "1"}],
            "grade": grades, "duty": made,
        })  # fmt: skip
        self.book = DutyBook(Rulebook(plan), MONDAY, {}, viewer)
        self.seq = 0

    def see(self, time, kind, actor="", to="", form="", cause=None, **facts):
        row = Row(self.seq, float(time), kind, actor=actor or None, to=to or None, form=form or None, about="e", cause=cause, facts=facts)
        self.book.observe(row)
        self.seq += 1
        return row.seq

    def clocks(self):
        return [(one.opens, one.anchor, one.due) for one in self.book.obligations]


FOUND_LATER = {"bearer": "county", "on": "classified", "when": "grade == 'II'", "to": ["city"], "within": {"limit": "30 min", "from": "received"}}


def test_a_limit_runs_from_the_message_that_left_the_condition_open():
    log = Book(FOUND_LATER)
    log.see(0, "received", "town", "county", "initial")
    log.see(45, "classified", "county", grade="II")

    assert log.clocks() == [(45.0, 0.0, 30.0)]  # it ended before the grade was found, and that is what the text says


def test_a_limit_does_not_run_from_a_message_by_which_the_condition_did_not_hold():
    log = Book(FOUND_LATER)
    log.see(0, "received", "town", "county", "initial", grade="none")
    log.see(60, "received", "town", "county", "follow-up", grade="II")
    log.see(70, "classified", "county", grade="II")

    assert log.clocks() == [(70.0, 60.0, 90.0)]


def test_where_no_message_carried_it_the_latest_before_the_trigger_starts_the_limit():
    log = Book(FOUND_LATER)
    log.see(0, "received", "town", "county", "initial", grade="none")
    log.see(20, "received", "town", "county", "follow-up", grade="I")
    log.see(70, "classified", "county", grade="II")

    assert log.clocks() == [(70.0, 20.0, 50.0)]


def test_a_stated_cause_wins():
    log = Book(FOUND_LATER)
    log.see(0, "received", "town", "county", "initial")
    second = log.see(20, "received", "clinic", "county", "initial")
    log.see(45, "classified", "county", cause=second, grade="II")

    assert log.clocks() == [(45.0, 20.0, 50.0)]


def test_the_receipt_of_another_body_or_a_stated_cause_that_is_no_receipt_starts_nothing():
    log = Book(FOUND_LATER)
    log.see(0, "received", "town", "clinic", "initial")
    log.see(10, "received", "town", "county", "initial")
    look = log.see(20, "verified", "county")
    log.see(45, "classified", "county", cause=look, grade="II")

    assert log.clocks() == [(45.0, 10.0, 40.0)]


def test_a_grade_that_was_found_not_to_hold_starts_no_limit_from_the_grading():
    log = Book({"bearer": "county", "on": "classified", "when": "grade == 'II'", "to": ["city"], "within": {"limit": "4 h", "from": "classified"}})
    log.see(0, "classified", "county", grade="none")
    log.see(5760, "classified", "county", grade="II")

    assert log.clocks() == [(5760.0, 5760.0, 6000.0)]


def test_a_duty_that_is_raised_anew_after_a_regrade_has_a_clock_of_its_own():
    log = Book({"bearer": "county", "on": "classified", "when": "grade == 'II'", "to": ["city"], "within": {"limit": "4 h", "from": "classified"}})
    log.see(0, "classified", "county", grade="II")
    log.see(60, "regraded", "county", grade="none")
    log.see(300, "regraded", "county", grade="II")

    assert log.clocks() == [(0.0, 0.0, 240.0), (300.0, 300.0, 540.0)]


def test_fifteen_days_from_receipt_of_a_document_do_not_run_from_the_first_phone_call():
    log = Book(
        {
            "bearer": "county",
            "on": "received",
            "when": "form == 'written'",
            "act": "answer",
            "form": "",
            "within": {"limit": "1 h", "from": "received"},
        }
    )
    log.see(0, "received", "town", "county", "initial")
    log.see(500, "received", "town", "county", "written")

    assert log.clocks() == [(500.0, 500.0, 560.0)]


def test_each_document_has_its_own_limit_where_each_sets_the_duty_off():
    duty = {"bearer": "county", "on": "received", "when": "form == 'written'", "act": "answer", "form": "", "per": "trigger"}
    log = Book(duty | {"within": {"limit": "1 h", "from": "received"}})
    log.see(0, "received", "town", "county", "written")
    log.see(500, "received", "clinic", "county", "written")

    assert log.clocks() == [(0.0, 0.0, 60.0), (500.0, 500.0, 560.0)]


def test_the_clock_of_a_duty_that_a_grading_sets_off_ignores_of_what_form_an_earlier_notice_was():
    log = Book(
        {
            "bearer": "county",
            "on": "received",
            "when": "form == 'initial' and grade == 'II'",
            "to": ["city"],
            "within": {"limit": "1 h", "from": "aware"},
        }
    )
    log.see(0, "noticed", "county")
    log.see(30, "received", "town", "county", "initial", grade="II")

    assert log.clocks() == [(30.0, 0.0, 60.0)]


def test_a_moment_that_comes_after_the_trigger_starts_the_limit_when_it_comes():
    log = Book({"bearer": "county", "on": "noticed", "to": ["city"], "within": {"limit": "1 h", "from": "classified"}})
    log.see(0, "noticed", "county")
    assert log.clocks() == [(0.0, None, None)]

    log.see(25, "classified", "county", grade="II")
    assert log.clocks() == [(0.0, 25.0, 85.0)]


def test_several_recipients_start_their_own_next_clocks():
    tell = {"id": "tell", "bearer": "county", "on": "noticed", "act": "notify", "form": "", "to": ["town", "clinic"]}
    answer = {
        "id": "answer",
        "bearer": "@to",
        "on": "received",
        "when": "form == 'notice'",
        "to": ["@actor"],
        "within": {"limit": "1 h", "from": "duty:tell"},
    }
    log = Book(tell, answer)
    log.see(0, "noticed", "county")
    log.see(10, "received", "county", "town", "notice")
    log.see(100, "received", "county", "clinic", "notice")

    assert [(one.bearer, one.due) for one in log.book.obligations if one.rule.id == "answer"] == [("town", 70.0), ("clinic", 160.0)]


def test_news_to_one_goes_on_when_the_last_report_went_to_another():
    final = {"id": "end", "bearer": "county", "on": "noticed", "form": "final", "to": ["town", "clinic"]}
    news = {"id": "news", "bearer": "county", "on": "noticed", "form": "follow-up", "to": ["town", "clinic"], "every": "1 h", "until": "duty:end"}
    log = Book(final, news)
    log.see(0, "noticed", "county")
    log.see(30, "received", "county", "town", "final")
    log.see(90, "verified", "county")

    assert [(one.recipients, one.occurrence, one.state) for one in log.book.obligations if one.rule.id == "news"] == [
        (("town",), 1, "waived"), (("clinic",), 1, OPEN), (("clinic",), 2, OPEN),
    ]  # fmt: skip


def test_slots_that_ended_before_the_duty_arose_ask_nothing():
    log = Book({"bearer": "county", "on": "classified", "form": "follow-up", "to": ["city"], "every": "1 h", "start": "occurred"})
    log.see(0, "occurred")
    log.see(150, "classified", "county", grade="II")

    assert log.clocks() == [(120.0, 120.0, 180.0)]


TOLD_EARLIER = {"bearer": "county", "on": "classified", "when": "grade == 'II'", "to": ["city"], "within": "30 min"}


@pytest.mark.parametrize(
    ("before", "facts", "counts"),
    [
        (None, {}, False),  # nobody knew
        (None, {"grade": "II"}, True),  # the report itself says so
        (None, {"grade": "none"}, False),
        (("noticed", "county", ""), {}, True),  # its sender had seen it
        (("received", "town", "county"), {}, True),  # or been told
        (("received", "town", "clinic"), {}, False),  # another was told
        (("noticed", "town", ""), {}, False),  # another had seen it
    ],
)
def test_an_act_before_its_trigger_counts_only_where_its_sender_knew_what_raises_it(before, facts, counts):
    log = Book(TOLD_EARLIER)
    if before is not None:
        kind, actor, to = before
        log.see(0, kind, actor, to, "initial" if to else "", grade="II")
    log.see(5, "received", "county", "city", "initial", **facts)
    log.see(60, "classified", "county", grade="II")

    [duty] = log.book.obligations
    assert (duty.state, duty.note) == ((DONE, BEFORE_ITS_TRIGGER) if counts else (OPEN, ""))


def test_a_later_word_takes_an_earlier_one_back():
    log = Book(TOLD_EARLIER)
    log.see(0, "noticed", "county", grade="II")
    log.see(3, "noticed", "county", grade="none")
    log.see(5, "received", "county", "city", "initial")
    log.see(60, "classified", "county", grade="II")

    [duty] = log.book.obligations
    assert duty.state == OPEN


def test_a_posts_own_book_knows_what_its_post_knows():
    log = Book(TOLD_EARLIER, viewer=frozenset({"county"}))
    log.see(0, "received", "town", "county", "initial", grade="II")
    log.see(5, "received", "county", "city", "initial")
    log.see(60, "classified", "county", grade="II")

    [duty] = log.book.obligations
    assert (duty.state, duty.note) == (DONE, BEFORE_ITS_TRIGGER)


CLIMB = {"bearer": "@to", "on": "received", "when": "form == 'initial'", "to": ["@bearer.superior"], "top": {"I": "province", "II": "city"}}


def test_how_far_a_climb_goes_is_in_doubt_while_nobody_has_said_the_grade():
    log = Book(CLIMB)
    log.see(0, "received", "town", "county", "initial")
    log.see(10, "received", "county", "city", "initial")

    assert [one.bearer for one in log.book.obligations] == ["county"]  # below every top
    assert [(one.bearer, one.recipients) for one in log.book.standing_doubts()] == [("city", ("province",))]


def test_a_climb_that_was_in_doubt_and_has_reached_its_top_by_the_later_grade_is_none():
    log = Book(CLIMB)
    log.see(0, "received", "county", "city", "initial")
    log.see(10, "classified", "city", grade="II")

    assert log.book.standing_doubts() == []


def test_a_post_itself_reports_on_while_the_grade_is_unknown():
    log = Book(CLIMB, viewer=frozenset({"city"}))
    log.see(0, "received", "county", "city", "initial")

    assert [(one.bearer, one.recipients) for one in log.book.obligations] == [("city", ("province",))]
