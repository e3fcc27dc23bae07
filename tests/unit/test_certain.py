"""Certain answers, worked by hand: a word only where every completion says it, with the cells that turn it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from analysis import certain, open_question
from analysis.certain import judge_openly
from analysis.evidence import CLOSED, EXISTS, NO_END, TIME, Between, Evidence, OneOf, OpenCell, Same
from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from analysis.verdicts import LATE, MET, MISSED, NOT_STARTED, PENDING, UNJUDGED, Verdict
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.vocabulary import KINDS

CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
TEXTS = {"clause": "1", "title": "x"}
PLAN = Plan.model_validate({
    "plan": {"id": "mill", "title": "x"},
    "fact": [{"id": "hurt", "name": "hurt", "type": "count"}],
    "body": [{"id": body, "name": body, "clause": "1"} for body in ("mill", "town", "clinic")],
    "post": [
        {"id": "warden", "name": "warden", "body": "mill", "clause": "1"},
        {"id": "porter", "name": "porter", "body": "town", "clause": "1", "stand_in": "warden"},
    ],
    "group": [{"id": "both", "name": "both", "clause": "1", "members": ["mill", "town"]}],
    "duty": [
        {"id": "tell", **TEXTS, "bearer": "mill", "on": "noticed", "act": "report", "to": ["town"], "within": "1 h"},
        {"id": "doctor", **TEXTS, "bearer": "mill", "on": "noticed", "when": "hurt >= 3", "act": "notify", "to": ["clinic"], "within": "1 h"},
        {"id": "silent", **TEXTS, "bearer": "mill", "force": "must not", "on": "noticed", "act": "publish"},
        {
            "id": "account", **TEXTS, "bearer": "mill", "on": "noticed", "act": "report", "form": "written", "to": ["town"],
            "within": {"limit": "1 h", "from": "classified"},
        },
        {
            "id": "answer", **TEXTS, "bearer": "town", "on": "received", "when": "form == 'initial'", "act": "feed-back", "to": ["mill"],
            "within": {"limit": "30 min", "from": "received"},
        },
    ],
})  # fmt: skip
BOOK = Rulebook(PLAN)
HEADER = Header(version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=600.0, events={})


def row(seq: int, time: float, kind: str, actor: str = "mill", to: str | None = None, form: str | None = None, **facts: Any) -> Row:
    return Row(seq, time, kind, actor=actor, to=to, form=form, channel="phone" if to else None, about="e", facts=facts)


def opened(*cells: OpenCell, **more: Any) -> Evidence:
    found: dict[int, tuple[OpenCell, ...]] = {}
    for cell in cells:
        found[cell.seq] = (*found.get(cell.seq, ()), cell)
    return Evidence(cells=found, **more)


def verdicts(evidence: Evidence, *rows: Row, until: float = 600.0) -> dict[str, Verdict]:
    judgement = judge_openly(BOOK, Record(HEADER, rows), evidence, calendar=CALENDAR, until=until)
    assert len({one.id for one in judgement.verdicts}) == len(judgement.verdicts)
    return {one.rule: one for one in judgement.verdicts}


NOTICED, TOLD = row(0, 0.0, "noticed", hurt=0), row(1, 40.0, "received", "mill", "town", "initial")


@pytest.mark.parametrize(
    ("low", "high", "status"),
    [(30.0, 60.0, MET), (30.0, 60.5, UNJUDGED), (60.0, 61.0, UNJUDGED), (60.5, 90.0, LATE)],
    ids=["by the hour at the latest", "a little over it may be", "at the hour or after it", "after it for certain"],
)
def test_a_report_at_about_some_time_is_judged_where_all_of_the_range_says_the_same(low, high, status):
    cell = OpenCell(1, TIME, Between(low, high), line=3, written="about ten")

    one = verdicts(opened(cell), NOTICED, row(1, (low + high) / 2, "received", "mill", "town", "initial"))["tell"]

    assert one.status == status
    assert one.cells == ((cell,) if status == UNJUDGED else ())
    assert one.spread is not None
    assert one.spread.done == (low, high)
    assert one.spread.due is None


def test_a_limit_moves_with_the_open_moment_from_which_it_runs():
    one = verdicts(opened(OpenCell(0, TIME, Between(0.0, 30.0))), NOTICED, TOLD)["tell"]

    assert one.status == MET
    assert one.spread is not None
    assert one.spread.due == (60.0, 90.0)
    assert one.spread.margin == (20.0, 50.0)


def test_two_open_moments_that_keep_the_order_of_the_log_are_as_far_apart_as_they_can_be():
    cells = (OpenCell(0, TIME, Between(0.0, 30.0)), OpenCell(1, TIME, Between(50.0, 75.0)))
    rows = (NOTICED, row(1, 60.0, "received", "mill", "town", "initial"))

    assert verdicts(opened(*cells, ordered=True), *rows)["tell"].status == UNJUDGED  # 75 minutes apart at most
    assert verdicts(opened(cells[0], OpenCell(1, TIME, Between(50.0, 60.0)), ordered=True), *rows)["tell"].status == MET
    late = (NOTICED, row(1, 95.0, "received", "mill", "town", "initial"))
    assert verdicts(opened(cells[0], OpenCell(1, TIME, Between(91.0, 99.0)), ordered=True), *late)["tell"].status == LATE


@pytest.mark.parametrize(("low", "high", "status"), [(0, 2, None), (0, 3, UNJUDGED), (3, 9, MISSED)])
def test_a_duty_that_only_some_numbers_raise_is_a_doubt(low, high, status):
    cell = OpenCell(0, "hurt", Between(low, high, whole=True), line=2, written="several")

    one = verdicts(opened(cell), row(0, 0.0, "noticed", hurt=low), TOLD).get("doctor")

    assert (None if one is None else one.status) == status
    assert status != UNJUDGED or (one is not None and one.cells == (cell,) and one.bearer == "mill" and one.to == ("clinic",))


@pytest.mark.parametrize(
    ("when", "turned"),
    [
        ("hurt >= 70", ((69, 70), (0, 100))), ("hurt < 70", ((69, 70),)), ("hurt > 70", ((70, 71),)), ("hurt <= 70", ((70, 71),)),
        ("hurt == 70", ((0, 70), (70, 100), (0, 100))), ("hurt != 70", ((0, 100),)), ("hurt in [70, 72]", ((0, 70), (71, 72), (72, 100))),
        ("hurt > 70 and hurt < 72", ((0, 71), (0, 100), (71, 72))),
    ],
)  # fmt: skip
def test_numbers_are_tried_on_both_sides_of_every_bound_and_at_no_other(when, turned):
    """Beside each stretch that turns the duty lie two that do not: what holds, or does not, over all of a range is certain."""
    duty = {"id": "doctor", **TEXTS, "bearer": "mill", "on": "noticed", "when": when, "act": "notify", "to": ["clinic"], "within": "1 h"}
    book = Rulebook(Plan.model_validate({**PLAN.model_dump(by_alias=True), "duty": [duty]}))

    def status(low: float, high: float) -> str | None:
        cell = OpenCell(0, "hurt", Between(low, high, whole=True))
        judgement = judge_openly(book, Record(HEADER, (row(0, 0.0, "noticed", hurt=low),)), opened(cell), calendar=CALENDAR)
        return judgement.verdicts[0].status if judgement.verdicts else None

    for low, high in turned:
        assert status(low, high) == UNJUDGED, (low, high)
    assert status(0, 69) == status(0, 0) != UNJUDGED
    assert status(73, 200) == status(200, 200) != UNJUDGED


def test_a_number_that_is_not_in_the_record_is_taken_from_its_range():
    cell = OpenCell(0, "hurt", Between(0, 2, whole=True), written="fewer than 3")

    assert "doctor" not in verdicts(opened(cell), row(0, 0.0, "noticed"), TOLD)


def test_a_word_that_no_rule_asks_for_changes_nothing_and_one_that_it_asks_for_does():
    forms = OneOf(("initial", "written", "progress", "summary", "final"))

    found = verdicts(opened(OpenCell(1, "form", forms)), NOTICED, TOLD)

    assert found["tell"].status == UNJUDGED
    assert verdicts(opened(OpenCell(1, "channel", OneOf(("phone", "network", None)))), NOTICED, TOLD)["tell"].status == MET


def test_a_row_of_an_unreadable_kind_does_not_turn_a_duty_that_it_can_only_set_off_again(monkeypatch):
    """Nothing needs to be tried for that, so that no number of open cells makes it a doubt."""
    monkeypatch.setattr(open_question, "MOST_TRIED", 0)
    texts = {**TEXTS, "bearer": "town", "on": "received", "to": ["clinic"]}
    filed = [
        {"id": "file", **texts, "act": "file", "form": "filing"},
        {"id": "quick", **texts, "act": "notify", "within": {"limit": "1 h", "from": "received"}},
    ]
    book = Rulebook(Plan.model_validate({**PLAN.model_dump(by_alias=True), "duty": filed}))
    kinds, everybody = OneOf(("other", *KINDS[:20], "received", "filed", "notified")), OneOf(("town", "mill", "clinic", None))
    cells = (OpenCell(1, "kind", kinds), OpenCell(1, "to", everybody), OpenCell(1, "form", OneOf(("initial", "filing", "notice"))))

    def statuses(actor: str, first: float) -> dict[str, str]:
        told = row(0, first, "received", "mill", "town", "initial")
        rows = (told, row(1, 50.0, "other", actor)) if first < 50.0 else (row(1, 50.0, "other", actor), told)
        judgement = judge_openly(book, Record(HEADER, rows), opened(*cells), calendar=CALENDAR)
        return {one.rule: one.status for one in judgement.verdicts if not one.occurrence > 1}

    assert statuses("mill", 40.0)["file"] == PENDING  # no limit, and another's act
    assert statuses("town", 40.0)["file"] == UNJUDGED  # it may be the act itself
    assert statuses("mill", 60.0)["file"] == UNJUDGED  # it may have set the duty off before
    assert statuses("mill", 40.0)["quick"] == UNJUDGED  # it may be a start of its limit


def test_a_row_that_may_not_have_been_decides_only_what_rests_on_it():
    found = verdicts(opened(OpenCell(1, EXISTS, OneOf((True, False)))), NOTICED, TOLD)

    assert found["tell"].status == UNJUDGED
    assert found["silent"].status == MET
    assert found["answer"].status == UNJUDGED  # there is such a duty only if the report was received


def test_a_receipt_that_the_log_does_not_hold_leaves_open_what_counts_it():
    sent = row(1, 40.0, "reported", "mill", "town", "initial")
    receipt = row(2, 40.0, "received", "mill", "town", "initial")
    cells = (OpenCell(2, EXISTS, OneOf((True, False)), line=3), OpenCell(2, TIME, Between(40.0, NO_END), line=3))

    found = verdicts(opened(*cells, possible=(receipt,)), NOTICED, sent)

    assert found["tell"].status == UNJUDGED
    assert found["tell"].cells[0].column == EXISTS
    assert found["silent"].status == MET


def test_a_moment_that_follows_another_is_no_cell_of_its_own():
    sent, heard = row(1, 40.0, "reported", "mill", "town", "initial"), row(2, 40.0, "received", "mill", "town", "initial")
    first, follows = OpenCell(1, TIME, Between(30.0, 70.0)), OpenCell(2, TIME, Same(1))

    one = verdicts(opened(first, follows), NOTICED, sent, heard)["tell"]

    assert (one.status, one.cells) == (UNJUDGED, (first,))


def test_the_fewest_cells_that_turn_it_are_named():
    """Neither alone: with one of them in time the duty is met."""
    again = row(2, 50.0, "received", "mill", "town", "initial")
    cells = (OpenCell(1, EXISTS, OneOf((True, False))), OpenCell(2, EXISTS, OneOf((True, False))))

    one = verdicts(opened(*cells), NOTICED, TOLD, again)["tell"]

    assert one.status == UNJUDGED
    assert one.cells == cells


def test_two_cells_that_turn_it_only_together_are_found():
    cells = (OpenCell(0, TIME, Between(0.0, 10.0)), OpenCell(1, TIME, Between(60.0, 75.0)))
    rows = (row(0, 10.0, "noticed", hurt=0), row(1, 60.0, "received", "mill", "town", "initial"))

    assert verdicts(opened(*cells), *rows)["tell"].status == UNJUDGED


def test_a_long_record_has_work_for_all_of_its_events(monkeypatch):
    """Events are judged again one by one, so that what is allowed for each row is enough for all of them."""
    monkeypatch.setattr(certain, "_LEAST_WORK", 0)
    rows: list[Row] = []
    cells: list[OpenCell] = []
    for number in range(60):
        first = len(rows)
        facts = {"hurt": number % 7}
        rows += [
            Row(first, 10.0 * number, "noticed", actor="mill", about=f"e{number}", facts=facts),
            Row(first + 1, 10.0 * number + 40, "received", actor="mill", to="town", channel="phone", form="initial", about=f"e{number}"),
        ]
        cells += [OpenCell(first + place, TIME, Between(10.0 * number + 40 * place, 10.0 * number + 40 * place + 5)) for place in (0, 1)]

    judgement = judge_openly(BOOK, Record(HEADER, tuple(rows)), opened(*cells), calendar=CALENDAR, until=2000.0)

    assert not [one for one in judgement.verdicts if one.reason is not None and one.reason.code == "judge.too-many-open"]
    assert {one.status for one in judgement.verdicts if one.rule == "tell"} == {MET}


# -- whose acts are all there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("complete", "missed", "kept"),
    [
        (None, MISSED, MET),
        (frozenset(), UNJUDGED, UNJUDGED),
        (frozenset({"mill"}), MISSED, MET),
        (frozenset({"both"}), MISSED, MET),
        (frozenset({"town"}), UNJUDGED, UNJUDGED),
        (frozenset({"warden"}), UNJUDGED, UNJUDGED),
    ],
)
def test_what_rests_on_absence_is_said_only_of_whose_acts_are_all_there(complete, missed, kept):
    found = verdicts(Evidence(complete=complete), NOTICED)

    assert found["tell"].status == missed
    assert found["silent"].status == kept
    reason = found["tell"].reason
    assert missed == MISSED or (reason is not None and reason.code == "judge.acts-missing")


def test_what_was_done_and_what_still_runs_need_nobody_complete():
    found = verdicts(Evidence(complete=frozenset()), NOTICED, TOLD, until=60.0)

    assert found["tell"].status == MET
    assert verdicts(Evidence(complete=frozenset()), NOTICED, until=60.0)["tell"].status == PENDING


def test_a_post_is_complete_with_its_body_and_with_that_of_its_stand_in():
    book = Rulebook(Plan.model_validate({**PLAN.model_dump(by_alias=True), "duty": [
        {"id": "look", **TEXTS, "bearer": "porter", "on": "noticed", "act": "verify", "within": "1 h"},
    ]}))  # fmt: skip

    def status(*complete: str) -> str:
        record = Record(HEADER, (NOTICED,))
        return judge(book, record, calendar=CALENDAR, complete=frozenset(complete)).verdicts[0].status

    assert status("town") == UNJUDGED  # the warden of the mill may have looked in its place
    assert status("town", "mill") == MISSED


# -- a clock that never started ----------------------------------------------------------------------------------------------


def test_what_is_done_while_its_clock_never_started_is_not_met():
    written = row(1, 40.0, "received", "mill", "town", "written")

    done = verdicts(CLOSED, NOTICED, written)["account"]
    assert (done.status, done.reason and done.reason.code) == (UNJUDGED, "judge.clock-never-started")
    assert verdicts(CLOSED, NOTICED)["account"].status == NOT_STARTED
    assert verdicts(CLOSED, NOTICED, row(1, 10.0, "classified"), row(2, 70.0, "received", "mill", "town", "written"))["account"].status == MET


@pytest.mark.parametrize(
    ("start", "complete", "more", "status"),
    [
        ("received", None, (), MET),
        ("classified", None, (), MET),
        ("received", ("mill", "town", "clinic"), (), MET),
        ("received", ("both", "clinic"), (), MET),
        ("received", ("mill",), (), UNJUDGED),  # others may have sent what the record does not hold
        ("received", (), (), UNJUDGED),
        ("occurred", None, (), UNJUDGED),  # the event itself is nobody's act
        ("duty:tell", None, (), UNJUDGED),
        ("received", None, (10.0, "received", "town", None), UNJUDGED),  # perhaps it was the mill that received it
        ("received", None, (40.0, "received", "town", None), UNJUDGED),
        ("received", None, (41.0, "received", "town", None), MET),  # after the act
        ("received", None, (10.0, "received", "mill", "town"), MET),
        ("received", None, (10.0, "received", "town", "mill"), MET),  # 10 + 30 is the end, and at the end it is in time
        ("received", None, (9.0, "received", "town", "mill"), LATE),
    ],
)
def test_of_two_limits_of_which_one_never_began_the_other_is_met_where_all_acts_are_there(
    start: str, complete: tuple[str, ...] | None, more: Any, status: str
) -> None:
    limit = {"earlier": ["1 h", {"limit": "30 min", "from": start}]}
    duty = {"id": "warn", **TEXTS, "bearer": "mill", "on": "verified", "act": "notify", "to": ["clinic"], "within": limit, "counts": "sent"}
    book = Rulebook(Plan.model_validate({**PLAN.model_dump(by_alias=True), "duty": [duty, {**duty, "id": "tell", "on": "estimated"}]}))
    found: list[tuple[float, str, str, str | None]] = sorted(
        [(0.0, "verified", "mill", None), (40.0, "notified", "mill", "clinic"), *((more,) if more else ())]
    )
    rows = tuple(row(seq, time, kind, actor, to, "notice" if to else None) for seq, (time, kind, actor, to) in enumerate(found))
    who = None if complete is None else frozenset(complete)

    [verdict] = judge(book, Record(HEADER, rows), calendar=CALENDAR, complete=who).verdicts

    assert (verdict.status, verdict.reason and verdict.reason.code) == (status, "judge.another-start-unknown" if status == UNJUDGED else None)


# -- what follows from it ----------------------------------------------------------------------------------------------------


def test_a_share_lies_between_what_it_is_if_nothing_and_if_all_that_is_in_doubt_was_done():
    record = Record(HEADER, (NOTICED, TOLD, row(2, 50.0, "fed-back", "town", "mill", "feedback")))
    evidence = opened(OpenCell(1, TIME, Between(30.0, 90.0)))
    judgement = judge_openly(BOOK, record, evidence, calendar=CALENDAR)
    judged = [one for one in judgement.verdicts if one.force == "must"]
    met, doubts = sum(one.status == MET for one in judged), sum(one.status == UNJUDGED for one in judged)
    value = evaluate(measures_of(BOOK), record, judgement)["duties-met"]

    assert doubts
    assert value.evaluated >= sum(one.status in (LATE, MISSED) for one in judged)
    assert value.low == met / (value.evaluated + doubts)
    assert value.high == (met + doubts) / (value.evaluated + doubts)
    assert not judgement.hides_nothing


def test_where_everything_is_judged_and_everybody_is_there_nothing_is_hidden():
    assert judge_openly(BOOK, Record(HEADER, (NOTICED, TOLD)), CLOSED, calendar=CALENDAR, until=50.0).hides_nothing
    assert not judge_openly(
        BOOK, Record(HEADER, (NOTICED, TOLD)), Evidence(complete=frozenset({"mill"})), calendar=CALENDAR, until=50.0
    ).hides_nothing
