"""What an event calls for, and the measures of reports and people that rest on it, worked out by hand over a small plan."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.asked_course import AskedDuty, asked_of
from analysis.asked_done import DoneByAnother, fates_of
from analysis.habit_chains import causes_of, causes_together
from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from tests.hand_cases import MONDAY


def duty(id_: str, bearer: str, on: str, act: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "3", "title": id_, "bearer": bearer, "on": on, "act": act, **more}


PLAN = Plan.model_validate({
    "plan": {"id": "small", "title": "Small"},
    "fact": [
        {"id": "size", "name": "people", "type": "count"}, {"id": "venue", "name": "place", "type": "one of", "values": ["gate", "hall"]},
        {"id": "calm", "name": "calm", "type": "flag"},
    ],
    "reading": [{"id": "quick", "clause": "3", "text": 'how long "at once" is', "value": "5 min", "choices": ["5 min", "10 min"]}],
    "body": [
        {"id": "unit", "name": "unit", "kind": "role", "clause": "1"},
        {"id": "bureau", "name": "bureau", "clause": "1", "superior": "command"},
        {"id": "command", "name": "command", "clause": "1"},
    ],
    "post": [{"id": "chief", "name": "chief", "body": "command", "clause": "1"}, {"id": "manager", "name": "manager", "body": "unit", "clause": "1"}],
    "grade": [{"id": "III", "name": "three", "clause": "2", "any": [{"clause": "2", "when": "size >= 50"}]}],
    "level": [{"id": "III", "name": "three", "clause": "2", "grade": "III", "approved_by": "chief", "ended_by": "chief"}],
    "end": [{"id": "close", "clause": "5", "title": "the end", "requires": ["calm"], "approved_by": "chief"}],
    "content": [{"form": "initial", "clause": "4", "items": [
        {"name": "people", "facts": ["size"]}, {"name": "place", "facts": ["venue"]}, {"name": "time", "facts": []},
    ]}],
    "duty": [
        duty("tell", "unit", "noticed", "report", to=["bureau"], within="10 min"),
        duty("verify", "bureau", "received", "verify", when="form == 'initial'", within={"reading": "quick"}),
        duty("up", "bureau", "classified", "report", to=["command"], within="30 min"),
        duty("paper", "bureau", "reported", "report", by="bureau", when="form == 'initial'", form="written", to=["command"], within="30 min"),
        duty("news", "bureau", "activated", "report", form="follow-up", to=["command"], every="1 h", until="ended"),
        duty("come", "chief", "activated", "go", within="none stated"),
        duty("close-up", "bureau", "ended", "report", form="final", to=["command"], within="1 h"),
    ],
})  # fmt: skip
RULES = Rulebook(PLAN)
HEADER = Header(
    version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=400.0,
    events={"e": {"roles": {"unit": "mill"}}},
)  # fmt: skip
TRUTH: list[tuple[Any, ...]] = [
    (10, "occurred", None, None, None, {}),
    (10, "scene", None, None, None, {"size": 40, "venue": "gate", "true_grade": "none", "arrived": 40, "present": 40, "heard": 0, "registered": 0}),
    (12, "noticed", "mill", None, None, {}),
    (20, "scene", None, None, None, {"size": 60, "true_grade": "III", "arrived": 60, "present": 60}),
    (100, "scene", None, None, None, {"heard": 30, "registered": 30}),
    (200, "scene", None, None, None, {"size": 0, "present": 0, "calm": True}),
    (200, "dispersed", None, None, None, {}),
]
ACTS: list[tuple[Any, ...]] = [
    (14, "reported", "mill", "bureau", "initial", {"size": 30}),
    (15, "received", "mill", "bureau", "initial", {"size": 30}),
    (35, "verified", "bureau", None, None, {"size": 60, "venue": "gate"}),
    (40, "classified", "bureau", None, None, {"grade": "III"}),
    (44, "reported", "bureau", "command", "initial", {"size": 50, "venue": "gate"}),
    (45, "received", "bureau", "command", "initial", {"size": 50, "venue": "gate"}),
    (60, "activated", "chief", None, None, {"level": "III"}),
    (70, "received", "bureau", "command", "written", {}),
    (90, "received", "bureau", "command", "follow-up", {}),
    (95, "arrived", "chief", None, None, {}),
    (150, "ended", "chief", None, None, {"level": "none"}),
    (205, "received", "bureau", "command", "final", {}),
]


def record(*cells: tuple[Any, ...], habit: str | None = None) -> Record:
    rows = []
    for seq, (time, kind, actor, to, form, facts) in enumerate(sorted(cells, key=lambda cell: cell[0])):
        cites = f"habit:{habit}" if habit and kind == "verified" else None
        cause = seq - 1 if seq and kind not in ("occurred", "scene", "noticed") else None
        channel = "phone" if kind in ("reported", "received") and form != "written" else None
        rows.append(Row(seq, float(time), kind, actor, to, channel, form, "e", cites, cause=cause, facts=dict(facts)))
    return Record(HEADER, tuple(rows))


def asked(*cells: tuple[Any, ...]) -> tuple[AskedDuty, ...]:
    return asked_of(RULES, record(*cells), calendar=MONDAY, until=400.0)


def values(*cells: tuple[Any, ...]) -> Any:
    held = record(*cells)
    return evaluate(measures_of(RULES), held, judge(RULES, held, calendar=MONDAY), MONDAY)


def test_the_truth_alone_says_what_is_called_for_from_when_and_until_when_at_the_latest() -> None:
    found = [(one.rule.id, one.bearer, one.to, one.occurrence, one.since_min, one.latest_min, one.by_plan) for one in asked(*TRUTH)]

    assert found == [
        ("tell", "mill", ("bureau",), 1, 12.0, 22.0, True),
        ("verify", "bureau", None, 1, 12.0, 27.0, False),  # ten minutes of the unit's, then the reading's five
        ("up", "bureau", ("command",), 1, 20.0, 50.0, True),  # graded when the truth is
        ("paper", "bureau", ("command",), 1, 20.0, 80.0, True),  # half an hour to report, and another to write
        ("news", "bureau", ("command",), 1, 20.0, 80.0, True),
        ("come", "chief", None, 1, 20.0, None, True),
        ("news", "bureau", ("command",), 2, 80.0, 140.0, True),
        ("news", "bureau", ("command",), 3, 140.0, 200.0, True),
        ("close-up", "bureau", ("command",), 1, 200.0, 260.0, True),  # it ends when all that an end requires is so
    ]


def test_what_was_done_changes_nothing_of_what_is_called_for() -> None:
    assert [(one.key, one.since_min, one.latest_min) for one in asked(*TRUTH, *ACTS)] == [
        (one.key, one.since_min, one.latest_min) for one in asked(*TRUTH)
    ]


def test_a_log_without_the_truth_calls_for_what_its_own_facts_do() -> None:
    log = [cell for cell in (*TRUTH, *ACTS) if cell[1] not in ("scene", "dispersed")]

    since = {one.rule.id: one.since_min for one in asked(*log) if one.occurrence == 1}
    assert since == {"tell": 12.0, "verify": 12.0, "up": 35.0, "paper": 35.0, "news": 35.0, "come": 35.0}  # at 35 sixty people are stated


def test_each_act_is_held_against_the_latest_minute() -> None:
    held = record(*TRUTH, *ACTS)
    fates = fates_of(RULES, held, asked(*TRUTH, *ACTS), until=400.0, complete=None)

    assert [(one.asked.rule.id, one.fate) for one in fates] == [
        ("tell", "in time"), ("verify", "late"), ("up", "in time"), ("paper", "in time"), ("news", "late"), ("come", "in time"),
        ("news", "undone"), ("news", "undone"), ("close-up", "in time"),
    ]  # fmt: skip


def test_what_a_log_does_not_hold_all_of_is_undecided_and_what_is_not_over_is_open() -> None:
    course = asked(*TRUTH)
    unseen = fates_of(RULES, record(*TRUTH), course, until=400.0, complete=frozenset({"mill"}))
    early = fates_of(RULES, record(*TRUTH), course, until=45.0, complete=None)

    assert {one.asked.rule.id: one.fate for one in unseen} == {
        "tell": "undone", "verify": "undecided", "up": "undecided", "paper": "undecided", "news": "undecided", "come": "undecided",
        "close-up": "undecided",
    }  # fmt: skip
    assert {one.asked.rule.id: one.fate for one in early}["up"] == "open"


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("first-report", 4.0),  # 10 → 14
        ("first-word", 5.0),  # 10 → 15
        ("verified-after", 25.0),
        ("verification", 20.0),  # the bureau: 15 → 35
        ("passed-on:command", 30.0),  # the bureau heard at 15, the command at 45
        ("phone-to-paper", 25.0),  # 45 → 70
        ("first-to-follow-up", 45.0),  # 45 → 90
        ("follow-up-to-final", 115.0),  # 90 → 205
        ("call-to-level", 40.0),  # 20 → 60
        ("call-to-force", 75.0),  # 20 → 95
        ("leader-on-scene", 85.0),  # 10 → 95
        ("duties-done", 7 / 9),
        ("duties-in-time", 4 / 8),  # all but "come", which has no limit
        ("in-time-by-plan", 4 / 7),
        ("in-time-by-reading", 0.0),
        ("reports-complete", 3 / 4),  # of two items each: people; people and place
        ("complete:initial", 3 / 4),
        ("count-error", (1 / 4 + 1 / 6) / 2),  # 30 of 40, 50 of 60
        ("reports-late", 1 / 7),
        ("reports-concealed", 2 / 7),  # two follow-ups, and the bureau knew
        ("reports-omitted", 0.0),
        ("reports-untrue", 1 / 7),  # the bureau had seen 60, and said 50
        ("grade-distance", 0.0),
        ("ungraded", 20.0),
        ("waiting-until-heard", (40 * 10 + 60 * 180 - 30 * 100) / 60),
        ("half-registered", 90.0),  # 30 of 60 at 100, the first there at 10
        ("ended-too-early", 30.0),  # at 150: 60 there, 30 heard
    ],
)
def test_a_measure_of_the_drill_is_what_was_worked_out_by_hand(measure: str, value: float) -> None:
    assert values(*TRUTH, *ACTS)[measure].value == pytest.approx(value)


@pytest.mark.parametrize(
    ("also", "untrue"),
    [
        ([(41, "estimated", "command", None, None, {"size": 50})], 1),  # somebody else's count, and the bureau is not there
        ([(38, "arrived", "bureau", None, None, {}), (41, "estimated", "command", None, None, {"size": 50})], 0),  # who stands there knows it
        (
            [
                (36, "arrived", "bureau", None, None, {}),
                (38, "released", "bureau", None, None, {}),
                (41, "estimated", "command", None, None, {"size": 50}),
            ],
            1,
        ),  # who has left again does not
        ([(43, "received", "mill", "bureau", "news", {"size": 50})], 0),  # the newest word
        ([(43, "received", "mill", "bureau", "news", {"size": 50, "as_of": {"size": 20}})], 1),  # the newest to arrive, but older than the own look
        ([(34, "received", "mill", "bureau", "news", {"size": 50, "as_of": {"size": 36}})], 0),
        ([(44.5, "received", "mill", "bureau", "news", {"size": 50})], 1),  # after it was sent
    ],
)
def test_a_report_is_untrue_that_says_otherwise_than_its_sender_knew_when_it_was_sent(also: list[tuple[Any, ...]], untrue: int) -> None:
    assert values(*TRUTH, *ACTS, *also)["reports-untrue"].value == pytest.approx(untrue / 7)


def test_a_report_that_never_came_is_left_out_where_nobody_knew_and_concealed_where_the_bearer_did() -> None:
    silent = values(*TRUTH)
    knowing = values(*TRUTH, ACTS[0], ACTS[1])

    assert (silent["reports-concealed"].value, silent["reports-omitted"].value) == (pytest.approx(1 / 7), pytest.approx(6 / 7))  # the mill saw it
    assert (knowing["reports-concealed"].value, knowing["reports-omitted"].value) == (pytest.approx(6 / 7), 0.0)
    assert silent["first-word"].beyond == 390.0


def test_who_came_before_it_was_called_for_has_come_and_a_message_before_it_is_another() -> None:
    early: list[tuple[Any, ...]] = [(11, "arrived", "chief", None, None, {}), (13, "received", "bureau", "command", "initial", {})]
    held = record(*TRUTH, *early)
    fates = {one.asked.rule.id: one.fate for one in fates_of(RULES, held, asked(*TRUTH, *early), until=400.0, complete=None)}

    assert (fates["come"], fates["up"]) == ("in time", "undone")


def test_who_reached_nobody_has_not_done_it() -> None:
    plan = PLAN.model_copy(update={"duty": (*PLAN.duty, Plan.model_validate(
        PLAN.model_dump(by_alias=True) | {"duty": [duty("hear", "bureau", "activated", "hear", within="none stated")]}
    ).duty[0])})  # fmt: skip
    rules = Rulebook(plan)
    for people, share in ((0, 0.0), (3, 1.0)):
        held = record(*TRUTH, (99, "heard", "bureau", None, None, {"people": people}))
        assert evaluate(measures_of(rules), held, judge(rules, held, calendar=MONDAY), MONDAY)["done:hear"].value == share


def test_a_duty_rests_on_a_habit_where_any_row_that_led_to_its_act_cites_one() -> None:
    held = record(*TRUTH, *ACTS, habit="look")
    fates = fates_of(RULES, held, asked(*TRUTH, *ACTS), until=400.0, complete=None)
    causes = causes_of(held, fates)

    assert (causes.called_for, causes.habits[0]) == (9, ("habit:look", causes.with_habit))
    assert causes.with_habit == 5  # verified at 35, and what follows from it row by row: reported 45, written 70, followed up 90, come 95
    both = causes_together([causes, causes])
    assert (both.called_for, both.habits[0][1], both.share) == (18, 2 * causes.with_habit, causes.share)


def test_what_recurs_takes_the_first_act_for_the_first_slot_the_second_for_the_second_and_so_on() -> None:
    news: list[tuple[Any, ...]] = [(minute, "received", "bureau", "command", "follow-up", {}) for minute in (60, 100, 210)]
    held = record(*TRUTH, *news)
    fates = [one for one in fates_of(RULES, held, asked(*TRUTH), until=400.0, complete=None) if one.asked.rule.id == "news"]

    assert [(one.done and one.done.time, one.fate) for one in fates] == [(60.0, "in time"), (100.0, "in time"), (210.0, "late")]


def test_what_somebody_else_did_stands_for_one_occurrence_and_only_in_its_form() -> None:
    other: list[tuple[Any, ...]] = [
        (100, "received", "mill", "command", "follow-up", {}), (105, "received", "mill", "command", "initial", {}),
        (110, "received", "mill", "bureau", "follow-up", {}),
    ]  # fmt: skip
    held = record(*TRUTH, *other)
    fates = [one for one in fates_of(RULES, held, asked(*TRUTH), until=400.0, complete=None) if one.asked.rule.id == "news"]
    others = DoneByAnother(held, RULES)

    assert [one.fate for one in fates] == ["undone"] * 3
    assert [others.has(one.asked) for one in fates] == [True, False, False]


def test_a_receipt_went_by_the_channel_of_its_sending() -> None:
    entry = duty("by-fax", "unit", "noticed", "report", to=["bureau"], within="none stated", channel="network")
    rules = Rulebook(PLAN.model_copy(update={"duty": Plan.model_validate(PLAN.model_dump(by_alias=True) | {"duty": [entry]}).duty}))
    sent = Row(7, 14.0, "reported", "mill", "bureau", "network", "initial", "e")
    for cause, fate in ((7, "in time"), (None, "undone")):
        held = Record(HEADER, (*record(*TRUTH).rows, sent, Row(8, 15.0, "received", "mill", "bureau", None, "initial", "e", cause=cause)))
        course = asked_of(rules, held, calendar=MONDAY, until=400.0)
        assert [one.fate for one in fates_of(rules, held, course, until=400.0, complete=None)] == [fate]


def test_a_paper_that_hangs_on_a_word_by_phone_is_not_called_for_each_hour() -> None:
    by_phone = duty("copy", "bureau", "reported", "report", by="bureau", when="channel == 'phone'", form="written", to=["command"], per="trigger")
    entries = Plan.model_validate(PLAN.model_dump(by_alias=True) | {"duty": [by_phone | {"within": "30 min"}]}).duty
    rules = Rulebook(PLAN.model_copy(update={"duty": (*(one for one in PLAN.duty if one.id != "paper"), *entries)}))
    course = asked_of(rules, record(*TRUTH), calendar=MONDAY, until=400.0)
    assert [one.since_min for one in course if one.rule.id == "news"] == [20.0, 80.0, 140.0]
    assert [one.since_min for one in course if one.rule.id == "copy"] == [20.0, 200.0]  # the first report and the final one


def test_causes_in_a_circle_come_to_an_end() -> None:
    come = next(one for one in asked(*TRUTH) if one.rule.id == "come")
    rows = (Row(0, 60.0, "activated", "chief", about="e", rule="habit:start", cause=1), Row(1, 95.0, "arrived", "chief", about="e", cause=0))
    causes = causes_of(Record(HEADER, rows), fates_of(RULES, Record(HEADER, rows), [come], until=400.0, complete=None))

    assert causes.habits == (("habit:start", 1),)


def test_what_the_units_concerned_take_over_once_it_is_over_is_counted_apart() -> None:
    keep = duty("keep", "unit", "ended", "perform", form="keep", within="none stated")
    entries = [keep, duty("own", "bureau", "ended", "perform", form="own", within="none stated")]
    more = Plan.model_validate(PLAN.model_dump(by_alias=True) | {"duty": entries}).duty
    rules = Rulebook(PLAN.model_copy(update={"duty": (*PLAN.duty, *more)}))
    for actor, share in (("mill", 1.0), ("bureau", 0.0)):
        held = record(*TRUTH, *ACTS, (230, "performed", actor, None, "keep", {}))
        assert evaluate(measures_of(rules), held, judge(rules, held, calendar=MONDAY), MONDAY)["handed-over"].value == share
