"""Ends and lifts that are void: verdicts, findings and their rows, worked out by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from analysis.contradictions import contradictions
from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.words import LANGUAGES

MONDAY = Calendar(
    start=datetime(2026, 3, 9, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
END: dict[str, Any] = {"id": "over", "clause": "7", "title": "over", "requires": ["quiet_now"], "approved_by": "command"}
QUIET = {"quiet": "2 h", "quiet_since": {"on": "verified", "by": "vet", "when": "sick > 0"}}
DAY = 1440


def plan_of(*ends: dict[str, Any], levels: tuple[dict[str, Any], ...] = (), **more: Any) -> Plan:
    return Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "fact": [{"id": "quiet_now", "name": "quiet", "type": "flag"}, {"id": "sick", "name": "sick", "type": "count"}],
        "body": [{"id": id_, "name": {"zh": f"{id_}单位", "en": id_}, "clause": "1"} for id_ in ("vet", "command", "city", "field")],
        "post": [{"id": "head", "name": "head", "body": "command", "clause": "1"}],
        "level": [{"id": "one", "name": "one", "clause": "6", **level} for level in levels],
        "duty": [
            {
                "id": "hourly", "clause": "3", "title": "hourly", "bearer": "vet", "on": "noticed", "act": "report", "form": "progress",
                "to": ["command"], "every": "4 h", "until": "ended",
            },
            {"id": "go-home", "clause": "8", "title": "go home", "bearer": "vet", "on": "ended", "act": "stand-down", "within": "1 h"},
            {"id": "not-yet", "clause": "9", "title": "no end", "bearer": "field", "on": "noticed", "act": "end", "force": "must not"},
        ],
        "end": [{**END, **end} for end in ends],
        **more,
    })  # fmt: skip


def record_of(*rows: tuple[Any, ...], until: float = 230.0) -> Record:
    """Rows: minute, kind, actor, recipient and facts."""
    header = Header(
        version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-09T08:00:00+08:00", horizon_min=until, events={"e": {"roles": {}}}
    )
    made = [
        Row(seq, float(minute), kind, actor, to, "phone" if to else None, "lifting" if kind in ("lifted", "received") else None, "e", facts=facts)
        for seq, (minute, kind, actor, to, facts) in enumerate(rows)
    ]
    return Record(header, tuple(made))


NOTICED = (0, "noticed", "vet", None, {"sick": 3})
CALM = (60, "verified", "vet", None, {"quiet_now": True, "sick": 0})


def ended(minute: float, who: str | None = "command", **facts: Any) -> tuple[Any, ...]:
    return minute, "ended", who, None, facts


def statuses(plan: Plan, record: Record) -> list[tuple[str, str]]:
    return [(one.rule, one.status) for one in judge(Rulebook(plan), record, calendar=MONDAY).verdicts]


def findings(plan: Plan, record: Record) -> list[tuple[str, tuple[int, ...], str | None]]:
    ends = ("end", "lifted-by")
    return [(one.kind, one.rows, one.clause) for one in contradictions(record, plan, MONDAY) if one.kind.startswith(ends)]


OVER = [("hourly", "waived"), ("not-yet", "met"), ("go-home", "missed")]
GOES_ON = [("hourly", "pending"), ("not-yet", "met")]


@pytest.mark.parametrize(
    ("rows", "verdicts", "found"),
    [
        ([CALM, ended(90)], OVER, []),
        ([CALM, ended(90, "head")], OVER, []),  # a post of the body
        ([CALM, ended(90, "city")], GOES_ON, [("ended-by-another", (2,), "7")]),
        ([CALM, ended(90, None)], OVER, []),  # who it was cannot be told
        ([ended(90, quiet_now=True)], OVER, []),  # the row itself says so
        ([ended(90)], OVER, [("end-not-shown", (1,), "7")]),
        ([(60, "verified", "vet", None, {"quiet_now": False}), ended(90)], GOES_ON, [("ended-before-conditions", (1, 2), "7")]),
        ([CALM, (70, "verified", "vet", None, {"quiet_now": False}), ended(90)], GOES_ON, [("ended-before-conditions", (2, 3), "7")]),
        ([ended(90, quiet_now=False)], GOES_ON, [("ended-before-conditions", (1,), "7")]),
        ([ended(90, "city", quiet_now=False)], GOES_ON, [("ended-by-another", (1,), "7"), ("ended-before-conditions", (1,), "7")]),
        ([ended(50, "city"), CALM, ended(90)], OVER, [("ended-by-another", (1,), "7"), ("end-not-shown", (1,), "7")]),
    ],
)
def test_an_end_counts_where_the_plan_lets_it(rows, verdicts, found):
    plan, record = plan_of({}), record_of(NOTICED, *rows)

    assert statuses(plan, record) == verdicts
    assert findings(plan, record) == found


def test_the_response_ended_with_the_first_end_that_counts_in_measures():
    plan = plan_of({})
    occurred: tuple[Any, ...] = (0, "occurred", None, None, {})
    rules, record = Rulebook(plan), record_of(occurred, NOTICED, ended(50, "city"), CALM, ended(90), ended(95))
    judgement = judge(rules, record, calendar=MONDAY)

    assert judgement.void == {2}
    assert evaluate(measures_of(rules), record, judgement)["ending"].value == 90.0
    nobody = record_of(occurred, NOTICED, ended(50, "city"))
    assert evaluate(measures_of(rules), nobody, judge(rules, nobody, calendar=MONDAY))["ending"].value is None


@pytest.mark.parametrize(
    ("minute", "void"),
    [(170, True), (179.99, True), (180, False), (181, False)],  # the last sick animal at 60; two hours on
)
def test_an_end_waits_for_the_quiet_period(minute, void):
    plan = plan_of(QUIET)
    seen = [(30, "vet", 1), (60, "vet", 1), (61, "city", 1)]  # what the city verifies starts nothing
    rows = [(at, "verified", who, None, {"sick": sick}) for at, who, sick in seen]
    rows = [NOTICED, *rows, (62, "verified", "vet", None, {"sick": 0, "quiet_now": True}), ended(minute)]
    record = record_of(*rows, until=235.0)

    assert statuses(plan, record)[0] == ("hourly", "pending" if void else "waived")
    assert findings(plan, record) == ([("ended-in-quiet-period", (2, 5), "7")] if void else [])


def test_a_quiet_period_in_days_ends_at_midnight_and_is_unknown_without_a_date():
    plan = plan_of({**QUIET, "quiet": "21 days"})
    last = 22 * DAY - 8 * 60  # found on Monday the 9th, the 21st day after it ends at 24:00 of the 30th
    undated = Calendar(
        start=MONDAY.start, utc_offset_min=480, weekends=frozenset(), holidays=frozenset(), workdays=frozenset(), years=frozenset(), dated=False
    )
    found = (10, "verified", "vet", None, {"sick": 1, "quiet_now": True})

    def kinds(minute: float, calendar: Calendar) -> list[str]:
        return [one.kind for one in contradictions(record_of(found, ended(minute), until=99 * DAY), plan, calendar)]

    assert [kinds(minute, MONDAY) for minute in (last - 1, last, last + 1)] == [["ended-in-quiet-period"], [], []]
    assert [kinds(minute, undated) for minute in (20 * DAY, 40 * DAY)] == [["ended-in-quiet-period"], ["end-not-shown"]]


@pytest.mark.parametrize(
    ("more", "minute", "found"),
    [
        ([], 179, [("end-not-shown", (1, 2), "7")]),  # whether any was sick at 60 nobody said; two hours on
        ([], 180, []),
        ([(61, "verified", "vet", None, {"sick": 0})], 179, [("end-not-shown", (1, 3), "7")]),
        ([(62, "verified", "vet", None, {"sick": 1})], 181, [("ended-in-quiet-period", (2, 3), "7")]),
        ([(62, "verified", "vet", None, {"sick": 1})], 182, []),
        ([(1, "verified", "city", None, {})], 179, [("end-not-shown", (2, 3), "7")]),  # of the city's it is known that they start nothing
    ],
)
def test_where_nobody_said_whether_the_quiet_period_began_anew_the_end_counts_and_that_is_told(more, minute, found):
    rows = sorted([(0, "noticed", "vet", None, {}), (60, "verified", "vet", None, {"quiet_now": True}), *more])
    plan, record = plan_of(QUIET), record_of(*rows, ended(minute))

    assert findings(plan, record) == found
    assert ("hourly", "waived") in statuses(plan, record) or found[0][0] != "end-not-shown"


def test_no_quiet_period_runs_before_a_row_has_started_it():
    plan, record = plan_of(QUIET), record_of(NOTICED, CALM, ended(90))

    assert findings(plan, record) == []


def test_of_several_ways_to_end_one_that_lets_it_is_enough():
    plan = plan_of({}, {"id": "by-the-city", "clause": "7(2)", "approved_by": "city"})

    assert findings(plan, record_of(NOTICED, CALM, ended(90, "city"))) == []
    assert findings(plan, record_of(NOTICED, CALM, ended(90, "field"))) == [("ended-by-another", (2,), "7")]


@pytest.mark.parametrize(("read", "by_city"), [("procedure", True), ("starter", False)])
def test_a_way_to_end_holds_under_its_reading_alone(read, by_city):
    reading = {"id": "who_ends", "clause": "7", "text": "who ends", "value": read, "choices": ["procedure", "starter"]}
    ways = [{"when": "reading('who_ends') == 'starter'"}, {"id": "city", "approved_by": "city", "when": "reading('who_ends') == 'procedure'"}]
    plan = plan_of(*ways, reading=[reading])

    assert findings(plan, record_of(NOTICED, CALM, ended(90, "city"))) == ([] if by_city else [("ended-by-another", (2,), "7")])
    assert [end.approved_by for end in Rulebook(plan).ends] == ["city" if by_city else "command"]


@pytest.mark.parametrize(
    ("levels", "approved_by", "who", "void"),
    [
        (({"ended_by": "city"},), "command", "city", False),  # the level lets it
        (({"ended_by": "city"},), "none stated", "command", True),
        (({"ended_by": "city"},), "none stated", "city", False),
        (({},), "none stated", "field", False),  # nobody is named
        (({"ended_by": "@level.approved_by", "approved_by": "city"},), "none stated", "field", True),
        (({"ended_by": "@level.approved_by"},), "none stated", "field", False),  # the pointer leads to nobody
        (({"ended_by": "city"}, {"id": "two"}), "none stated", "field", False),  # the level that holds is not known, and one names nobody
    ],
)
def test_who_may_end_a_response_is_said_by_the_end_or_by_the_level(levels, approved_by, who, void):
    plan = plan_of({"approved_by": approved_by}, levels=levels)

    assert [kind for kind, _, _ in findings(plan, record_of(NOTICED, CALM, ended(90, who)))] == (["ended-by-another"] if void else [])


def test_the_level_stays_where_an_end_is_void():
    plan = plan_of({}, levels=({},))
    book = DutyBook(Rulebook(plan), MONDAY, {})
    for row in record_of((0, "activated", "command", None, {"level": "one"}), CALM, ended(90, "city", level="none", sick=1)).rows:
        book.observe(row)

    assert (book.event("e").value("level"), book.event("e").value("sick")) == ("one", 1)
    book.observe(Row(3, 95.0, "ended", "command", about="e", facts={"level": "none"}))
    assert book.event("e").value("level") == "none"


def test_a_void_end_still_breaks_what_forbids_it():
    assert dict(statuses(plan_of({}), record_of(NOTICED, CALM, ended(90, "field"))))["not-yet"] == "missed"


def test_whoever_has_not_seen_all_rows_does_not_hold_an_old_state_against_an_end():
    """A desk that last heard that it was not quiet hears of the end: it stops."""
    book = DutyBook(Rulebook(plan_of({})), MONDAY, {}, frozenset({"vet"}))
    book.observe(Row(0, 0.0, "noticed", "vet", about="e", facts={"quiet_now": False}))
    changes = book.observe(Row(1, 50.0, "ended", "command", about="e"))

    assert ("waived", "hourly") in [(change.what, change.obligation.rule.id) for change in changes]


WARNING: dict[str, Any] = {"warning": [{"id": "red", "name": "red", "clause": "5", "grade": "none stated", "lifted_by": "command"}]}


@pytest.mark.parametrize(
    ("who", "kept", "found"), [("command", "none", []), ("head", "none", []), ("city", "red", [("lifted-by-another", (1,), "5")])]
)
def test_a_lift_counts_by_whom_the_plan_lets_lift(who, kept, found):
    plan = plan_of(**WARNING)
    none = {"warning": "none"}
    rows = ((0, "warned", "command", "vet", {"warning": "red"}), (30, "lifted", who, "vet", none), (31, "received", who, "vet", none))
    book = DutyBook(Rulebook(plan), MONDAY, {})
    for row in record_of(*rows).rows:
        book.observe(row)

    assert book.event("e").value("warning") == kept
    assert findings(plan, record_of(*rows)) == found


def test_a_plan_that_says_nothing_of_ends_voids_none():
    plan, record = plan_of(), record_of(NOTICED, ended(90, "field"))

    assert findings(plan, record) == []
    assert statuses(plan, record)[0] == ("hourly", "waived")


def test_every_finding_is_told_in_each_language():
    plan = plan_of(QUIET)
    rows = (NOTICED, (60, "verified", "vet", None, {"sick": 1, "quiet_now": False}), ended(90, "city"), (95, "verified", "vet", None, {"sick": 0}))
    told = {lang: [one.sentence.of(lang) for one in contradictions(record_of(*rows), plan, MONDAY)] for lang in LANGUAGES}

    assert [len(sentences) for sentences in told.values()] == [3] * len(LANGUAGES)
    assert any("command" in one for one in told["en"])
    assert any("1 h" in one or "1 h 30" in one for one in told["en"])
    assert all("city单位" in one for one in told["zh"])
