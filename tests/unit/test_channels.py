"""By which channel an act counts: verdicts worked out by hand, and what the book keeps of acts that do not count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from analysis.verdicts import BROKEN, JUDGED, STATUSES
from sim.calendar import Calendar
from sim.plan.channels import carriers_of, channels_of, heard_as_said
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

MONDAY = Calendar(
    start=datetime(2026, 3, 9, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
DUTY: dict[str, Any] = {
    "id": "tell", "clause": "1", "title": "tell", "bearer": "mill", "on": "noticed", "act": "report", "to": ["county"], "within": "30 min",
}  # fmt: skip
ABOVE = {"mill": "county", "county": "city", "city": "none stated"}
Seen = tuple[Any, ...]  # minute, kind, actor, recipient, channel, and the cause where there is one


def plan_of(*duties: dict[str, Any], radio: str = "radio") -> Plan:
    return Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "channel": [
            {"id": radio, "name": {"zh": "电台", "en": "the radio"}, "clause": "1", "two_way": True}, {"id": "fax", "name": "fax", "clause": "1"},
        ],
        "body": [{"id": id_, "name": id_, "superior": above, "clause": "1"} for id_, above in ABOVE.items()],
        "duty": [{**DUTY, **duty} for duty in duties],
    })  # fmt: skip


def record_of(*rows: Seen, horizon: float = 600.0) -> Record:
    header = Header(
        version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-09T08:00:00+08:00", horizon_min=horizon, events={"e": {"roles": {}}}
    )
    made = []
    for seq, (minute, kind, actor, *rest) in enumerate(rows):
        to, channel, cause, *more = (*rest, None, None, None)[:4]
        form = "initial" if to is not None else None
        made.append(Row(seq, float(minute), kind, actor, to, channel, form, "e", cause=cause, facts={} if not more or more[0] is None else more[0]))
    return Record(header, tuple(made))


def judged(*rows: Seen, until: float | None = None, **duty: Any) -> Any:
    rules = Rulebook(plan_of(duty))
    [verdict, *more] = judge(rules, record_of(*rows), calendar=MONDAY, until=until).verdicts
    assert not more
    return verdict


NOTICED = (0, "noticed", "mill")


def heard(minute: float, channel: str | None) -> Seen:
    return minute, "received", "mill", "county", channel


@pytest.mark.parametrize(
    ("duty", "acts", "status", "done"),
    [
        ({"channel": "phone"}, [heard(29, "phone")], "met", 29),
        ({"channel": "phone"}, [heard(30, "phone")], "met", 30),
        ({"channel": "phone"}, [heard(31, "phone")], "late", 31),
        ({"channel": "phone"}, [heard(20, "network")], "wrong-channel", 20),
        ({"channel": "phone"}, [heard(20, "fax"), heard(25, "network")], "wrong-channel", 20),
        ({"channel": "phone"}, [heard(20, "network"), heard(30, "phone")], "met", 30),
        ({"channel": "phone"}, [heard(20, "network"), heard(31, "phone")], "late", 31),
        ({"channel": "phone"}, [heard(40, "network")], "wrong-channel", 40),
        ({"channel": ["phone", "radio"]}, [heard(20, "radio")], "met", 20),
        ({"channel": ["phone", "radio"]}, [heard(20, "fax")], "wrong-channel", 20),
        ({"not_channel": ["fax", "network"]}, [heard(20, "runner")], "met", 20),
        ({"not_channel": ["fax", "network"]}, [heard(20, "network")], "wrong-channel", 20),
        ({"channel": "phone", "within": None}, [heard(20, "network")], "wrong-channel", 20),
        ({"channel": "phone", "within": None}, [heard(20, "phone")], "met", 20),
        ({"channel": "phone", "force": "where needed"}, [heard(20, "fax")], "waived", None),  # what need not be done is not done amiss
        ({"channel": "phone", "force": "may", "within": None}, [heard(20, "fax")], "waived", None),
        ({"channel": "phone"}, [heard(20, "self")], "met", 20),
        ({"not_channel": "self"}, [heard(20, "self")], "wrong-channel", 20),
        ({"channel": "phone"}, [], "missed", None),
    ],
)
def test_an_act_counts_by_its_channel(duty, acts, status, done):
    verdict = judged(NOTICED, *acts, **duty)

    assert (verdict.status, verdict.done_min) == (status, done)
    assert (verdict.done_seq is not None) is (done is not None)


@pytest.mark.parametrize(
    ("acts", "status"),
    [
        ([heard(20, None)], "cannot-be-judged"),
        ([heard(20, "fax"), heard(25, None)], "cannot-be-judged"),
        ([heard(20, None), heard(25, "phone")], "met"),  # in time by the one that counts, whatever the first was
        ([heard(40, None), heard(45, "phone")], "late"),  # late by either
        ([heard(20, None), heard(45, "phone")], "cannot-be-judged"),  # met by the first, if it was by phone
    ],
)
def test_a_channel_that_nobody_stated_leaves_open_what_turns_on_it(acts, status):
    verdict = judged(NOTICED, *acts, channel="phone")

    assert verdict.status == status
    assert (verdict.reason is not None and verdict.reason.code == "judge.channel-not-stated") is (status == "cannot-be-judged")


@pytest.mark.parametrize(("until", "status"), [(20.0, "pending"), (29.0, "pending"), (30.0, "pending"), (31.0, "wrong-channel")])
def test_what_went_by_a_wrong_channel_is_told_so_once_it_cannot_be_put_right_in_time(until, status):
    verdict = judged(NOTICED, heard(10, "fax"), until=until, channel="phone")

    assert verdict.status == status
    assert verdict.done_min == (10.0 if status == "wrong-channel" else None)
    assert verdict.reason.code == ("judge.wrong-channel" if status == "wrong-channel" else "judge.wrong-channel-so-far")
    assert "fax" in verdict.reason.of("en")


def test_what_went_by_a_wrong_channel_may_have_gone_by_a_right_one_in_a_record_that_need_not_hold_it():
    rules, record = Rulebook(plan_of({"channel": "phone"})), record_of(NOTICED, heard(20, "fax"))

    def status(*complete: str) -> str:
        return judge(rules, record, calendar=MONDAY, complete=frozenset(complete)).verdicts[0].status

    assert (status(), status("mill")) == ("cannot-be-judged", "wrong-channel")


def test_a_receipt_without_a_channel_went_as_its_sending_did():
    sent = (10, "reported", "mill", "county", "fax")
    by_cause = judged(NOTICED, sent, (12, "received", "mill", "county", None, 1), channel="phone")
    by_ends = judged(NOTICED, sent, (12, "received", "mill", "county", None), channel="phone")
    open_ = judged(NOTICED, sent, (11, "reported", "mill", "county", "phone"), (12, "received", "mill", "county", None), channel="phone")

    assert [(one.status, one.done_min) for one in (by_cause, by_ends)] == [("wrong-channel", 12.0)] * 2
    assert open_.status == "cannot-be-judged"


def test_the_reason_names_the_channel_by_the_plans_name():
    verdict = judged(NOTICED, heard(10, "radio"), channel="phone")

    assert "the radio" in verdict.reason.of("en")
    assert "电台" in verdict.reason.of("zh")


def test_an_act_before_its_trigger_counts_by_its_channel_too():
    wrong = judged(heard(5, "fax"), (10, "noticed", "mill"), channel="phone")
    right = judged(heard(4, "fax"), heard(5, "phone"), (10, "noticed", "mill"), channel="phone")
    open_ = judged(heard(5, None), (10, "noticed", "mill"), channel="phone")

    assert (wrong.status, wrong.done_min) == ("wrong-channel", 5.0)
    assert (right.status, right.done_min) == ("met", 5.0)
    assert open_.status == "cannot-be-judged"


def test_what_is_forbidden_by_one_channel_is_free_by_another():
    assert judged(NOTICED, heard(5, "fax"), channel="fax", force="must not").status == "missed"
    assert judged(NOTICED, heard(5, "phone"), channel="fax", force="must not").status == "met"
    assert judged(NOTICED, heard(5, None), channel="fax", force="must not").status == "cannot-be-judged"


def test_a_slot_of_a_recurring_duty_is_filled_only_by_a_channel_that_counts():
    rules = Rulebook(plan_of({"every": "1 h", "within": None, "channel": "phone"}))
    rows = (NOTICED, heard(30, "fax"), heard(90, "phone"))

    found = judge(rules, record_of(*rows), calendar=MONDAY, until=130.0).verdicts

    # One report by phone catches up with the slot that ended at 60; nothing by phone came in the one up to 120.
    assert [(one.status, one.done_min) for one in found] == [("late", 90.0), ("missed", None), ("pending", None)]


def test_what_came_by_a_wrong_channel_is_known_and_sets_off_what_follows():
    onward = {"id": "onward", "bearer": "county", "on": "received", "to": ["city"], "within": {"limit": "1 h", "from": "received"}}
    rules = Rulebook(plan_of({"channel": "phone"}, onward))

    found = judge(rules, record_of(NOTICED, heard(20, "network"), (50, "received", "county", "city", "phone")), calendar=MONDAY).verdicts

    assert [(one.rule, one.status, one.anchor_min) for one in found] == [("tell", "wrong-channel", 0.0), ("onward", "met", 20.0)]


def test_a_limit_from_a_duty_does_not_run_from_an_act_that_does_not_count():
    after = {"id": "after", "bearer": "mill", "on": "noticed", "to": ["city"], "within": {"limit": "1 h", "from": "duty:tell"}}
    rules = Rulebook(plan_of({"channel": "phone"}, after))

    found = judge(rules, record_of(NOTICED, heard(20, "fax")), calendar=MONDAY).verdicts

    assert [(one.rule, one.status) for one in found] == [("tell", "wrong-channel"), ("after", "not-started")]


def test_a_wrong_channel_is_not_met_in_any_share_and_is_no_time_taken():
    rules = Rulebook(plan_of({"channel": "phone"}))
    record = record_of(NOTICED, heard(20, "fax"))
    values = evaluate(measures_of(rules), record, judge(rules, record, calendar=MONDAY))

    told = {id_: values[id_].value for id_ in ("duties-met", "duties-late", "duties-missed", "met:tell", "reports-on-time", "latency:tell")}
    assert told == {"duties-met": 0.0, "duties-late": 0.0, "duties-missed": 0.0, "met:tell": 0.0, "reports-on-time": 0.0, "latency:tell": None}
    assert values["duties-met"].evaluated == 1


def test_what_is_broken_is_told_worst_first_and_is_judged():
    assert [one for one in STATUSES if one in BROKEN] == list(BROKEN)
    assert set(BROKEN) < set(JUDGED)


def test_a_plans_own_channels_stand_beside_the_products():
    plan = plan_of({})

    assert channels_of(plan)[-2:] == ("radio", "fax")
    assert tuple(carriers_of(plan)) == channels_of(plan)
    assert heard_as_said(plan) == {"phone", "in person", "radio"}
    assert set(carriers_of(plan)["radio"].fails_by) == {"line down", "network down"}  # a fault that names it, of either kind
