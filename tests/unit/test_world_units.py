"""Units: they turn out, travel, arrive, tire, are short, leave and come back; and what is done for them changes that."""

from __future__ import annotations

from typing import Any

import pytest

from sim.record import Record, Row
from tests.plans.harness import Documents, drill, first, minute

TURN_OUT, TRAVEL = 4.0, 10.0


def duty(id_: str, on: str, act: str = "go", **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "3", "title": id_, "bearer": "idle", "on": on, "act": act, **more}


def unit(id_: str = "team", **more: Any) -> dict[str, Any]:
    times = {"turn_out": f"{TURN_OUT:g} min", "travel": f"{TRAVEL:g} min"}
    return {"id": id_, "name": id_, "body": "idle", "number": 1, "people": 4, "source": "a test", **times, **more}


def alone(*duties: dict[str, Any], units: tuple[dict[str, Any], ...] = (unit(),), faults: tuple[dict[str, Any], ...] = (), **scenario: Any) -> Any:
    """One body notices something at minute 10 and has these duties and units."""

    def change(found: Documents) -> None:
        found["plan"]["duty"] = list(duties)
        found["resources"]["unit"] = list(units)
        found["scenario"]["fault"] = list(faults)
        found["scenario"]["inject"][0]["notice"] = {"body": "idle"}
        found["scenario"]["scenario"] |= {"clauses": ["3"], **scenario}

    return change


def fault(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "f", "kind": kind, "at": "0 min", **more}


def run(*args: Any, **more: Any) -> Record:
    return drill("relay", 1, alone(*args, **more))


GO = duty("go", "noticed")


def arrival(record: Record) -> Row:
    row = first(record, "arrived")
    assert row is not None
    return row


def test_a_unit_leaves_at_once_and_arrives_after_turning_out_and_travelling():
    record = run(GO)

    assert [(row.time, row.kind) for row in record.rows[-2:]] == [(10.0, "dispatched"), (10.0 + TURN_OUT + TRAVEL, "arrived")]
    assert arrival(record).cause == record.rows[-2].seq


def test_a_body_without_units_goes_by_itself():
    assert minute(run(GO, units=()), "arrived") == 10.0


@pytest.mark.parametrize(
    ("kind", "more", "minutes"),
    [
        ("road closed", {}, 2 * TRAVEL),
        ("road closed", {"amount": 3.0}, 3 * TRAVEL),
        ("bad weather", {}, 2 * TRAVEL),
        ("bad weather", {"amount": 1.5}, 1.5 * TRAVEL),
        ("wrong address", {}, 2 * TRAVEL),
        ("bus breakdown", {"target": "team", "amount": 7.0}, TRAVEL + 7.0),
    ],
)
def test_a_fault_on_the_way_makes_it_longer_and_the_arrival_names_it(kind, more, minutes):
    row = arrival(run(GO, faults=(fault(kind, **more),)))

    assert row.time == 10.0 + TURN_OUT + minutes
    assert row.facts["held_up_by"] == ["f"]


@pytest.mark.parametrize(
    ("kind", "target", "minutes"),
    [("road closed", "", 5 * TRAVEL), ("bad weather", "", 5 * TRAVEL), ("wrong address", "", 5 * TRAVEL), ("bus breakdown", "team", TRAVEL + 3.0)],
)
def test_what_a_fault_without_an_amount_comes_to_stands_in_the_resources(kind, target, minutes):
    def change(found: Documents) -> None:
        alone(GO, faults=(fault(kind, target=target),))(found)
        found["resources"]["amounts"] = {"way_factor": 5.0, "breakdown": "3 min", "source": "a test"}

    assert arrival(drill("relay", 1, change)).time == 10.0 + TURN_OUT + minutes


def test_a_closed_road_with_a_figure_of_its_own_takes_that_long():
    assert minute(run(GO, units=(unit(travel_blocked="31 min"),), faults=(fault("road closed"),)), "arrived") == 10.0 + TURN_OUT + 31.0


def test_a_closed_road_never_makes_it_shorter():
    assert minute(run(GO, units=(unit(travel_blocked="1 min"),), faults=(fault("road closed"),)), "arrived") == 10.0 + TURN_OUT + TRAVEL


@pytest.mark.parametrize(("effect", "kind"), [("open-road", "road closed"), ("guide", "wrong address")])
def test_an_effect_undoes_its_fault_for_whoever_leaves_afterwards(effect, kind):
    helps = duty("helps", "noticed", "perform", form="helps", effect=effect, bearer="watch")
    seen_first = {"id": "w", "text": "w", "event": "E1", "at": "9 min", "notice": {"body": "watch"}}

    def change(found: Documents) -> None:
        alone({**helps, "by": "watch"}, {**GO, "by": "idle"}, faults=(fault(kind),))(found)
        found["scenario"]["inject"].append(seen_first)

    assert minute(drill("relay", 1, change), "arrived") == 10.0 + TURN_OUT + TRAVEL


@pytest.mark.parametrize("effect", ["standby", "team-ready"])
def test_a_unit_that_stands_ready_turns_out_at_once(effect):
    ready = duty("ready", "noticed", "prepare", form="ready", effect=effect)

    assert minute(run(ready, GO), "arrived") == 10.0 + TRAVEL


def test_a_shortage_is_a_row_and_the_second_scene_waits_until_the_unit_is_back():
    second = {"id": "E2", "title": "second", "at": "0 min", "facts": {"leak": True}}

    def change(found: Documents) -> None:
        alone(GO, duty("off", "arrived", "stand-down", timed_entry=True, why_timed="a test"))(found)
        found["scenario"]["event"].append(second)
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "two", "event": "E2", "at": "11 min"})

    record = drill("relay", 1, change)

    waits = first(record, "decision", form="no unit free", about="E2")
    assert waits is not None
    assert waits.time == 11.0
    # E1: there at 24 and released; back at 34; then out again
    assert minute(record, "released", about="E1") == 24.0
    assert minute(record, "dispatched", about="E2") == 34.0
    assert minute(record, "arrived", about="E2") == 48.0


@pytest.mark.parametrize(("kind", "unit_kind", "effect"), [("no vehicle", "vehicle", "vehicles"), ("ambulance away", "ambulance", "ambulance")])
def test_what_is_away_is_sent_when_it_is_back_and_a_row_says_why_it_was_not(kind, unit_kind, effect):
    send = duty("send", "noticed", "dispatch", form="send", effect=effect)
    record = run(send, units=(unit(kind=unit_kind),), faults=(fault(kind, until="45 min"),))

    why = first(record, "decision", form=kind)
    sent = first(record, "dispatched")
    assert why is not None
    assert sent is not None
    assert (why.time, why.facts["fault"], sent.time, sent.cause) == (10.0, "f", 45.0, why.seq)


@pytest.mark.parametrize(("effect", "minutes"), [("", 60.0 * 1.5), ("logistics", 60.0), ("support", 60.0)])
def test_people_tire_unless_they_are_supplied(effect, minutes):
    helps = [duty("help", "arrived", "perform", form="help", effect=effect)] if effect else []

    def change(found: Documents) -> None:
        alone(
            GO, *helps, duty("hear", "arrived", "hear"), duty("answer", "heard", "answer"),
            units=(unit(fatigue_after="30 min", fatigue_factor=1.5),),
        )(found)  # fmt: skip
        found["resources"]["task"] += [{"act": act, "minutes": "60 min", "source": "a test"} for act in ("hear", "answer")]

    record = drill("relay", 1, change)

    assert minute(record, "heard") == 10.0 + TURN_OUT + TRAVEL + 60.0
    assert minute(record, "answered") - minute(record, "heard") == minutes


def test_the_second_of_two_goes_finds_people_there_and_sends_nobody():
    record = run(GO, duty("go-again", "arrived", form="again"))

    assert sum(row.kind == "dispatched" for row in record.rows) == 1
    assert [row.form for row in record.rows if row.kind == "arrived"] == [None, "again"]


def test_a_watch_notices_the_event_when_it_begins():
    watch = duty("watch-it", "risk-found", "prepare", form="watch", effect="watch")

    def change(found: Documents) -> None:
        alone(watch, GO)(found)
        found["scenario"]["event"][0] |= {"at": "30 min", "risk_known_at": "5 min", "risk_known_by": "idle"}
        found["scenario"]["inject"][0]["at"] = "40 min"

    record = drill("relay", 1, change)

    assert minute(record, "noticed") == 30.0
    noticed, occurred = first(record, "noticed"), first(record, "occurred")
    assert noticed is not None
    assert occurred is not None
    assert noticed.cause == occurred.seq
