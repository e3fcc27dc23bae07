"""Lines at which an experienced duty leader stops: on small plans, each in the one thing that it is about."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plans.harness import Documents, drill, minute

CALL_BACK = {"id": "ask", "clause": "3", "title": "ask", "bearer": "office", "on": "noticed", "act": "request", "form": "request", "to": ["watch"]}


def reception(change: Any, **more: Any) -> Any:
    def all_of(found: Documents) -> None:
        found["scenario"]["event"][0] |= more
        change(found)

    return drill("reception", 1, all_of)


def both_notice(minutes: str) -> Any:
    """The watchman has a report for the office, and the office something to ask of the watchman, which takes so long to prepare."""

    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["by"] = "watch"
        found["plan"]["duty"].append(CALL_BACK | {"by": "office"})
        found["resources"]["task"].append({"act": "request", "minutes": minutes, "source": "a test"})
        found["scenario"]["inject"].append(
            {"id": "too", "text": "the office sees it too", "event": "E1", "at": "13 min", "notice": {"body": "office"}}
        )

    return change


def test_who_talk_say_all_that_they_have_to_say_to_each_other():
    record = drill("relay", 1, both_notice("4 min"))

    assert [row.actor for row in record.rows if row.kind == "called"] == ["watch"]
    assert minute(record, "requested") == minute(record, "reported") + 2.0


def test_what_has_to_be_thought_over_is_not_said_offhand():
    record = drill("relay", 1, both_notice("40 min"))

    assert [row.actor for row in record.rows if row.kind == "called"] == ["watch", "office"]
    assert minute(record, "requested") > 50.0


def test_a_body_does_not_tell_another_the_same_twice_at_a_time():
    def twice(found: Documents) -> None:
        found["plan"]["duty"].append(found["plan"]["duty"][0] | {"id": "tell-too"})
        found["resources"]["desk"][0]["staff"] = 2
        found["resources"]["desk"][0]["lines"] = 2

    record = drill("relay", 1, twice)

    assert len([row for row in record.rows if row.kind == "reported"]) == 1


@pytest.mark.parametrize("habit", [False, True])
def test_a_habit_that_would_reach_nobody_is_no_event_and_a_duty_is(habit):
    def change(found: Documents) -> None:
        answer = {"id": "answer", "title": "answer", "bearer": "office", "on": "noticed", "act": "answer"}
        if habit:
            found["resources"]["habit"] = [answer | {"fills": "2"}]
        else:
            found["plan"]["duty"].append(answer | {"clause": "2"})

    decided = [row for row in reception(change).rows if row.kind == "decision" and row.time < 20.0]

    assert [row.form for row in decided] == ([] if habit else ["nobody to answer"])


def test_nobody_counts_fewer_people_than_are_on_the_list():
    def change(found: Documents) -> None:
        found["scenario"]["people"][0]["size"] = 40
        found["resources"]["sight"] = [{"error": 0.9, "miss": 0.0, "source": "a test"}]
        found["resources"]["habit"] = [
            {"id": "look", "title": "look", "fills": "2", "bearer": "unit", "on": "registered", "act": "verify", "per": "trigger"},
            {"id": "tell", "title": "tell", "fills": "2", "bearer": "office", "on": "registered", "act": "notify", "form": "notice", "to": ["unit"]},
        ]
        found["resources"]["habit"][0] |= {"on": "received", "when": "form == 'notice'"}

    rows = reception(change).rows
    guesses = [row for row in rows if row.kind == "verified"]
    registered = 0
    assert guesses
    for row in rows:
        registered = row.facts.get("registered", registered) if row.kind == "scene" else registered
        assert row.kind != "verified" or row.facts["crowd"] >= registered


def test_what_is_done_by_habit_again_and_again_ends_with_the_response():
    def change(found: Documents) -> None:
        found["plan"]["duty"].append({"id": "off", "clause": "2", "title": "off", "bearer": "office", "on": "registered", "act": "stand-down"})
        found["resources"]["habit"] = [
            {"id": "count", "title": "count", "fills": "2", "bearer": "office", "on": "noticed", "act": "estimate", "every": "10 min"}
        ]

    record = reception(change)
    over = minute(record, "stood-down")

    assert [row.time for row in record.rows if row.kind == "estimated" and row.time > over + 10.0] == []


@pytest.mark.parametrize(("many_more", "where"), [(2.0, ["E1", "E2"]), (9.0, ["E1"])])
def test_a_team_that_is_done_where_few_are_goes_straight_on_to_where_many_wait(many_more, where):
    def change(found: Documents) -> None:
        plan, resources, scenario = found["plan"], found["resources"], found["scenario"]
        plan["duty"].append({"id": "go", "clause": "2", "title": "go", "bearer": "unit", "on": "noticed", "act": "go"})
        resources["conduct"] = {"many_more": many_more, "source": "a test"}
        resources["unit"] = [
            {"id": "team", "name": "team", "body": "unit", "number": 1, "people": 2, "turn_out": "2 min", "travel": "9 min", "source": "t"}
        ]
        scenario["event"].append(scenario["event"][0] | {"id": "E2", "title": "more people", "at": "60 min", "place": "yard"})
        resources["place"].append({"id": "yard", "name": "yard"})
        resources["journey"] += [{"between": ["yard", other], "minutes": "20 min", "source": "a test"} for other in ("town", "hall")]
        scenario["people"].append(scenario["people"][0] | {"id": "others", "event": "E2", "size": 22})
        scenario["inject"] += [
            {"id": "u", "text": "the unit hears", "event": "E1", "at": "12 min", "notice": {"body": "unit"}},
            {"id": "v", "text": "the unit hears again", "event": "E2", "at": "70 min", "notice": {"body": "unit"}},
        ]

    came = [(row.about, row.time) for row in reception(change).rows if row.kind == "arrived" and row.actor == "unit"]

    assert [about for about, _ in came] == where
    assert len(came) == 1 or came[1][1] == pytest.approx(92.0, abs=1.5)
