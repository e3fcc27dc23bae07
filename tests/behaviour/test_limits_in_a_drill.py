"""Officers go by the same clocks as the judge: what warns, recurs by the wall clock, stops, gets longer or moves is seen in a run.

The relay plan: a watchman sees a leak at minute 10 of a morning that begins at 08:00; a report takes 4 minutes to write and a call 2.
"""

from __future__ import annotations

from typing import Any

import pytest

from analysis.judge import judge, judging_rulebook
from analysis.verdicts import Verdict
from sim.drill import run
from sim.record import Record
from tests.plans.harness import Documents, documents, entry, setting_of

SLOW: dict[str, Any] = {"act": "report", "form": "written", "minutes": "200 min", "source": "a test"}
NOTICE: dict[str, Any] = {"act": "notify", "minutes": "4 min", "source": "a test"}


def relay(
    *duties: dict[str, Any], tasks: tuple[dict[str, Any], ...] = (), injects: tuple[dict[str, Any], ...] = (), horizon: str = "8 h"
) -> Documents:
    """The relay plan with more duties of the watch, times of tasks, and events of the day."""
    found = documents("relay")
    usual = {"clause": "3", "title": "x", "bearer": "watch", "on": "noticed", "act": "report", "to": ["office"]}
    for duty in duties:
        found["plan"]["duty"].append({key: value for key, value in (usual | duty).items() if value is not None})
    entry(found["resources"]["desk"], bodies=["watch", "office"])["staff"] = 2
    found["resources"]["task"] += tasks
    found["scenario"]["scenario"]["horizon"] = "8 h"
    return found


def drilled(found: Documents) -> tuple[Record, tuple[Verdict, ...]]:
    """A run, and what the judge says of it."""
    setting = setting_of(found)
    record = run(setting, 1)
    rules = judging_rulebook(setting.inputs.plan, setting.inputs.resources)
    return record, judge(rules, record, calendar=setting.inputs.calendar).verdicts


def of(verdicts: tuple[Verdict, ...], rule: str) -> list[tuple[str, float | None, float | None]]:
    """Status, due and done of a duty's verdicts."""
    return [(one.status, one.due_min, one.done_min) for one in verdicts if one.rule == rule]


def sent(record: Record, form: str) -> list[float]:
    return [row.time for row in record.rows if row.form == form and row.kind in ("reported", "notified")]


ASKING: tuple[dict[str, Any], ...] = (
    {"act": "request", "minutes": "4 min", "source": "a test"}, {"act": "approve", "minutes": "5 min", "source": "a test"},
)  # fmt: skip
ACCOUNT = {"id": "account", "form": "written", "within": "3 h"}
WARNING = {"id": "say-so", "on": None, "warns_of": "account", "ahead": "1 h", "act": "notify", "form": "notice"}


def test_an_officer_who_will_be_late_says_so_before_the_limit_ends():
    record, verdicts = drilled(relay(ACCOUNT, WARNING, tasks=(SLOW, NOTICE)))

    ((word, ended, told),) = of(verdicts, "account")
    assert (word, ended) == ("late", 190.0)
    assert told == pytest.approx(212, abs=6)
    ((status, due, done),) = of(verdicts, "say-so")
    assert (status, due) == ("met", 190.0)
    assert done is not None
    assert 130.0 < done < 190.0
    assert min(sent(record, "notice")) >= 130.0  # not before its time has come


def test_an_officer_who_is_in_time_says_nothing():
    quick = SLOW | {"minutes": "4 min"}
    record, verdicts = drilled(relay(ACCOUNT, WARNING, tasks=(quick, NOTICE)))

    assert of(verdicts, "account")[0][0] == "met"
    assert of(verdicts, "say-so") == []
    assert sent(record, "notice") == []


def test_a_warning_waits_for_the_end_of_a_limit_that_was_extended():
    longer = ACCOUNT | {"extends": {"on": "approved", "by": "office", "length": "30 min"}}
    asks = {"id": "ask", "act": "request", "form": "request", "to": ["office"]}
    answers = {"id": "answer", "bearer": "office", "on": "received", "when": "form == 'request'", "act": "approve", "to": ["@actor"]}
    tasks = (SLOW | {"minutes": "230 min"}, NOTICE, *ASKING)
    record, verdicts = drilled(relay(longer, WARNING, asks, answers, tasks=tasks))

    assert of(verdicts, "account")[0][:2] == ("late", 220.0)
    assert of(verdicts, "say-so")[0][:2] == ("met", 220.0)
    assert 160.0 <= min(sent(record, "notice")) < 220.0


def test_a_warning_without_a_time_is_given_before_the_limit_ends_by_who_watches_the_clock():
    record, verdicts = drilled(relay(ACCOUNT, WARNING | {"ahead": None}, tasks=(SLOW, NOTICE)))

    assert of(verdicts, "say-so")[0][:2] == ("met", 190.0)
    assert 150.0 < min(sent(record, "notice")) < 190.0


def test_another_body_warns_of_a_limit_that_it_has_seen_begin():
    ordered = {"id": "order-it", "bearer": "office", "on": "received", "when": "form == 'initial'", "act": "order", "to": ["@actor"]}
    asked = ACCOUNT | {"bearer": "@to", "on": "received", "when": "form == 'order'", "to": ["@actor"]}
    warns = WARNING | {"bearer": "office", "to": ["watch"]}
    tasks = (SLOW, NOTICE, {"act": "order", "minutes": "4 min", "source": "a test"})
    record, verdicts = drilled(relay(ordered, asked, warns, tasks=tasks))

    due = next(row.time for row in record.rows if row.kind == "received" and row.form == "order") + 180.0
    assert of(verdicts, "account")[0][:2] == ("late", due)
    assert of(verdicts, "say-so")[0][:2] == ("met", due)
    assert due - 60.0 <= min(sent(record, "notice")) < due
    assert {row.actor for row in record.rows if row.kind == "notified"} == {"office"}


def test_slots_of_the_wall_clock_are_met_before_each_time_of_day():
    _, verdicts = drilled(relay({"id": "daily", "form": "follow-up", "daily": ["09:00", "12:00", "15:00"]}))

    found = of(verdicts, "daily")
    assert [(status, due) for status, due, _ in found] == [("met", 60.0), ("met", 240.0), ("met", 420.0), ("pending", 1500.0)]
    assert all(done is not None and due is not None and due - 60.0 < done <= due for _, due, done in found[:3])


def test_what_stops_a_limit_lets_an_officer_be_in_time():
    stopped = ACCOUNT | {"stops": {"on": "requested", "by": "watch"}, "resumes": {"on": "approved", "by": "office"}}
    asks = {"id": "ask", "act": "request", "form": "request", "to": ["office"]}
    answers = {"id": "answer", "bearer": "office", "on": "received", "when": "form == 'request'", "act": "approve", "to": ["@actor"]}
    tasks = (SLOW, NOTICE, {"act": "request", "minutes": "4 min", "source": "a test"}, {"act": "approve", "minutes": "60 min", "source": "a test"})
    record, verdicts = drilled(relay(stopped, asks, answers, tasks=tasks))

    since, until = (next(row.time for row in record.rows if row.kind == kind) for kind in ("requested", "approved"))
    assert until - since > 60.0
    assert of(verdicts, "account")[0][:2] == ("met", 190.0 + until - since)


def test_what_extends_a_limit_is_known_to_the_officer_who_is_told():
    longer = ACCOUNT | {"extends": {"on": "approved", "by": "office", "length": "2 h"}}
    asks = {"id": "ask", "act": "request", "form": "request", "to": ["office"]}
    answers = {"id": "answer", "bearer": "office", "on": "received", "when": "form == 'request'", "act": "approve", "to": ["@actor"]}
    _, verdicts = drilled(relay(longer, asks, answers, tasks=(SLOW, *ASKING)))

    assert of(verdicts, "account")[0][:2] == ("met", 310.0)


def test_a_limit_from_a_time_of_day_and_from_the_latest_message():
    hour = {"id": "hour", "form": "progress", "within": {"limit": "30 min", "from": "09:00"}}
    latest = {
        "id": "latest",
        "on": "reported",
        "when": "form == 'follow-up'",
        "form": "final",
        "within": {"limit": "1 h", "from": "latest:follow-up"},
    }
    news = {"id": "news", "form": "follow-up"}
    record, verdicts = drilled(relay(hour, latest, news))

    assert of(verdicts, "hour")[0][:2] == ("met", 90.0)
    assert of(verdicts, "latest")[0][:2] == ("met", max(sent(record, "follow-up")) + 60.0)


def test_an_end_that_moves_and_a_prohibition_for_a_time():
    moved = {"id": "moved", "form": "progress", "within": {"moved": "4 days", "to": "12:00", "except": ["office"]}}
    forbidden = {"id": "quiet", "force": "must not", "act": "perform", "form": "drain", "to": None, "within": "3 h"}
    _, verdicts = drilled(relay(moved, forbidden))

    assert of(verdicts, "moved")[0][1] == 6 * 1440.0 + 240.0  # four days from Tuesday 10 March end on a Saturday: noon of Monday 16
    assert of(verdicts, "quiet") == [("met", 190.0, None)]
