"""Desks and hands: who takes what first, who is there at night, what calls people away, and what waits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plans.harness import Documents, drill, entry, first, minute


def seen(body: str, at: str, id_: str) -> dict[str, Any]:
    return {"id": id_, "text": "seen", "event": "E1", "at": at, "notice": {"body": body}}


def duty(id_: str, on: str = "noticed", **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "3", "title": id_, "bearer": "office", "on": on, "act": "perform", "form": id_, **more}


def task(minutes: str, **which: Any) -> dict[str, Any]:
    return {"act": "perform", "minutes": minutes, "source": "a test", **which}


def office(*duties: dict[str, Any], tasks: tuple[dict[str, Any], ...] = (), **desk: Any) -> Any:
    """The office alone notices something at minute 10, and has these duties."""

    def change(found: Documents) -> None:
        found["plan"]["duty"] = list(duties)
        found["resources"]["desk"] = [{"bodies": ["office"], **desk}]
        found["resources"]["task"] += tasks
        found["scenario"]["inject"] = [seen("office", "10 min", "seen")]
        found["scenario"]["scenario"]["clauses"] = ["3"]

    return change


def done(change: Any) -> list[tuple[float, str | None]]:
    return [(row.time, row.form) for row in drill("relay", 1, change).rows if row.kind == "performed"]


def test_what_is_due_first_is_done_first_then_the_oldest():
    change = office(duty("a"), duty("b", within="50 min"), duty("c", within="20 min"), duty("d"), tasks=(task("10 min"),))

    assert done(change) == [(20.0, "c"), (30.0, "b"), (40.0, "a"), (50.0, "d")]


def test_two_pairs_of_hands_work_at_the_same_time():
    change = office(duty("a"), duty("b"), duty("c"), tasks=(task("10 min"),), staff=2)

    assert done(change) == [(20.0, "a"), (20.0, "b"), (30.0, "c")]


@pytest.mark.parametrize(("watches", "expected"), [(True, [(40.0, "b"), (75.0, "a")]), (False, [(70.0, "a"), (75.0, "b")])])
def test_a_long_task_is_laid_aside_a_margin_before_another_limit_and_taken_up_again(watches, expected):
    def change(found: Documents) -> None:
        office(
            duty("a"), duty("b", by="watch", within="20 min"), tasks=(task("60 min", form="a"), task("5 min", form="b")), staff=1
        )(found)  # fmt: skip
        found["resources"]["officer"]["watches_clock"] = watches
        found["scenario"]["inject"].append(seen("watch", "20 min", "seen-too"))
        say = {"bearer": "watch", "by": "watch", "act": "report", "form": "initial", "to": ["office"], "channel": "runner"}
        found["plan"]["duty"].append({**duty("say"), **say})
        found["plan"]["duty"][1] |= {"on": "received", "by": [], "within": {"limit": "11 min", "from": "trigger"}}
        del found["plan"]["duty"][1]["by"]
        found["plan"]["duty"][0] |= {"by": "office"}
        found["resources"]["task"] = [one for one in found["resources"]["task"] if one["act"] == "perform"]
        found["resources"]["channel"].append({"id": "runner", "delay": "9 min", "source": "a test"})

    # "b" comes at 29 and is due at 40: from 35 on it is urgent, and done from 35 to 40
    assert done(change) == expected


def test_what_is_urgent_waits_for_the_end_of_a_call():
    def change(found: Documents) -> None:
        office(duty("a"), duty("b", on="received", within="16 min"), tasks=(task("60 min", form="a"), task("5 min", form="b")), lines=1)(found)
        found["plan"]["duty"] += [
            {**duty("say"), "bearer": "watch", "by": "watch", "act": "report", "form": "initial", "to": ["office"], "channel": "runner"},
            {**duty("call"), "bearer": "idle", "by": "idle", "act": "notify", "form": "notice", "to": ["office"]},
        ]
        found["plan"]["duty"][0]["by"] = "office"
        found["plan"]["duty"][1]["when"] = "form == 'initial'"
        found["scenario"]["inject"] += [seen("watch", "11 min", "s2"), seen("idle", "24 min", "s3")]
        found["resources"]["task"] = [one for one in found["resources"]["task"] if one["act"] != "report"]
        entry(found["resources"]["task"], act="talk")["minutes"] = "10 min"
        found["resources"]["channel"].append({"id": "runner", "delay": "4 min", "source": "a test"})

    # "b" comes at 15, due at 31, urgent from 26; the office is on the phone from 24 to 34
    assert done(change) == [(39.0, "b"), (85.0, "a")]


def test_at_night_only_the_night_staff_work_and_the_others_from_the_morning_on():
    def change(found: Documents) -> None:
        office(duty("a"), duty("b"), duty("c"), tasks=(task("10 min"),), staff=3, night_staff=1)(found)
        found["scenario"]["scenario"]["start"] = found["scenario"]["scenario"]["start"].replace(hour=3)
        found["resources"]["task"][-1]["minutes"] = "4 h"
        found["scenario"]["scenario"]["horizon"] = "12 h"

    times = [time for time, _ in done(change)]

    # one works from 03:10 to 07:10; the day begins meanwhile, and the two others take the rest
    morning = times[1] - 240.0
    assert times[0] == 250.0
    assert times[1] == times[2]
    assert 120.0 <= morning < 250.0


def test_a_desk_without_night_staff_sleeps_until_the_morning():
    def change(found: Documents) -> None:
        office(duty("a"), staff=2, night_staff=0)(found)
        found["scenario"]["scenario"] |= {"start": found["scenario"]["scenario"]["start"].replace(hour=23), "horizon": "12 h"}

    ((time, _),) = done(change)

    assert time > 360.0
    assert time % 60 == 0.0


def test_a_holder_works_when_the_shift_begins():
    def change(found: Documents) -> None:
        office(duty("a"))(found)
        found["resources"]["desk"] = []
        found["resources"]["shift"] = [{"id": "late", "begins": "09:30", "ends": "17:30"}]
        found["resources"]["holder"] = [{"id": "h", "posts": ["office"], "shift": "late"}]

    assert done(change) == [(90.0, "a")]


def test_work_that_has_begun_is_finished_after_the_shift():
    def change(found: Documents) -> None:
        office(duty("a"), duty("b"), tasks=(task("60 min"),))(found)
        found["resources"]["desk"] = []
        found["resources"]["shift"] = [{"id": "early", "begins": "06:00", "ends": "08:30"}]
        found["resources"]["holder"] = [{"id": "h", "posts": ["office"], "shift": "early"}]

    assert done(change) == [(70.0, "a")]


def test_somebody_absent_does_nothing_until_the_fault_ends():
    def change(found: Documents) -> None:
        office(duty("a"))(found)
        found["scenario"]["fault"] = [{"id": "f", "kind": "post absent", "target": "office", "at": "0 min", "until": "47 min"}]

    assert done(change) == [(47.0, "a")]


def test_time_that_passes_beside_other_work_keeps_nobody_from_it():
    change = office(duty("a"), duty("b"), tasks=(task("50 min", form="a", beside=True), task("10 min", form="b")), staff=1)

    assert done(change) == [(20.0, "b"), (60.0, "a")]


def test_two_calls_from_a_desk_with_one_line_go_one_after_the_other():
    def change(lines: int) -> Any:
        def two_calls(found: Documents) -> None:
            found["plan"]["duty"].append({**found["plan"]["duty"][0], "id": "tell-too", "to": ["idle"]})
            found["resources"]["desk"] = [{"bodies": ["watch"], "staff": 2, "lines": lines}]

        return two_calls

    assert [row.time for row in drill("relay", 1, change(1)).rows if row.kind == "received"] == [16.0, 18.0]
    assert [row.time for row in drill("relay", 1, change(2)).rows if row.kind == "received"] == [16.0, 16.0]


def test_a_desk_that_nobody_addresses_is_never_opened():
    from sim.agents.desk import Desk
    from sim.agents.hands import Hands
    from sim.agents.outside import begin_all
    from sim.agents.player import SimulatedPlayer
    from sim.world.world import World
    from tests.plans.harness import documents, setting_of

    setting = setting_of(documents("relay"))
    world = World(setting, 1)
    opened: list[str] = []
    crew = Hands(world, SimulatedPlayer(world), {})

    def open_desk(plan: Any) -> Desk:
        opened.append(plan.addresses[0])
        return Desk(world, plan, crew)

    world.open_desk = open_desk
    begin_all(world)
    world.env.run(until=60.0)

    assert opened == ["watch", "office"]


def test_a_recurring_duty_is_done_a_margin_before_its_slot_ends():
    change = office(duty("a", every="1 h"))

    assert done(change) == [(65.0, "a"), (125.0, "a"), (185.0, "a")]


def test_a_duty_before_its_trigger_is_not_done_again():
    def change(found: Documents) -> None:
        found["plan"]["duty"].append({**found["plan"]["duty"][0], "id": "tell-again", "on": "verified", "bearer": "watch"})
        found["plan"]["duty"].append({**duty("look"), "bearer": "office", "on": "received", "act": "verify", "form": ""})

    record = drill("relay", 1, change)

    assert first(record, "verified") is not None
    assert sum(row.kind == "received" for row in record.rows) == 1


def test_nobody_decides_while_on_the_phone():
    def change(found: Documents) -> None:
        office(duty("go-ahead", act="activate", form=""), lines=1)(found)
        found["plan"]["duty"].append({**duty("call"), "bearer": "idle", "by": "idle", "act": "notify", "form": "notice", "to": ["office"]})
        found["plan"]["duty"][0]["by"] = "office"
        found["scenario"]["inject"].append(seen("idle", "13 min", "s3"))
        found["resources"]["task"].append({"act": "decide", "minutes": "4 min", "source": "a test"})

    record = drill("relay", 1, change)

    assert minute(record, "received") == 15.0
    assert minute(record, "decision") == 15.0
