"""Who goes to a scene, who works there, who turns back: one body, one post and one scene, by the minute."""

from __future__ import annotations

from typing import Any

from sim.record import Record
from sim.world.scene import Scene
from tests.plans.harness import Documents, drill, first, log, minute, works_at_the_scene

GO, JOURNEY = 5.0, 40.0


def duty(id_: str, bearer: str, on: str, act: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "3", "title": id_, "bearer": bearer, "on": on, "act": act, **more}


def plan(*duties: dict[str, Any], here: tuple[str, ...] = (), journey: float | None = JOURNEY, noticed: str = "chief", **more: Any) -> Any:
    """`noticed` notices something at minute 10; the office, with its posts, is a journey away, and whoever is `here` works at the scene."""

    def change(found: Documents) -> None:
        works_at_the_scene(found, *here)
        found["plan"]["duty"] = list(duties)
        found["resources"]["holder"] = [{"id": "person", "posts": ["chief"]}]
        found["resources"]["task"].append({"act": "go", "minutes": f"{GO:g} min", "source": "a test"})
        if journey is not None:
            away = [body for body in ("office", "watch", "idle") if body not in here]
            found["resources"]["place"] += [{"id": "far", "name": "far"}, {"id": "base", "name": "base", "within": "far", "bodies": away}]
            found["resources"]["journey"] = [{"between": ["far", "town"], "minutes": f"{journey:g} min", "source": "a test"}]
        found["scenario"]["scenario"] |= {"clauses": ["3"]}
        found["scenario"]["inject"][0]["notice"] = {"body": noticed}
        for name, entries in more.items():
            tables = found["scenario" if name in ("fault", "inject", "event") else "resources"]
            tables[name] = entries if isinstance(entries, dict) else [*tables.get(name, []), *entries]

    return change


def run(*duties: dict[str, Any], **more: Any) -> Record:
    return drill("relay", 1, plan(*duties, **more))


def notice(id_: str, at: str, body: str, event: str = "E1") -> dict[str, Any]:
    return {"id": id_, "text": id_, "event": event, "at": at, "notice": {"body": body}}


CHIEF_GOES = duty("go", "chief", "noticed", "go")
SECOND = {"id": "E2", "title": "second", "at": "0 min", "place": "there", "facts": {"leak": True}}


def test_a_holder_goes_in_person_and_takes_the_journey():
    record = run(CHIEF_GOES)

    assert log(record, "dispatched", "arrived") == [(10.0, "dispatched", "chief", None), (10.0 + GO + JOURNEY, "arrived", "chief", None)]


def test_the_further_the_later():
    assert minute(run(CHIEF_GOES, journey=90.0), "arrived") - minute(run(CHIEF_GOES, journey=30.0), "arrived") == 60.0
    assert minute(run(CHIEF_GOES, journey=None), "arrived") == 10.0 + GO


def test_who_works_where_the_event_is_has_no_way_to_go():
    assert log(run(CHIEF_GOES, here=("office",)), "dispatched", "arrived") == [(10.0, "arrived", "chief", None)]


def test_work_among_people_waits_until_somebody_of_the_body_is_there():
    open_ = duty("open", "chief", "noticed", "open-reception")

    assert first(run(open_), "reception-opened") is None
    assert minute(run(open_, here=("office",)), "reception-opened") == 10.0
    assert minute(run(open_, CHIEF_GOES), "reception-opened") == 10.0 + GO + JOURNEY


def test_an_act_whose_effect_is_among_people_waits_too_and_others_do_not():
    explain = duty("explain", "chief", "noticed", "perform", form="x", effect="explain")
    feed = duty("feed", "chief", "noticed", "perform", form="x", effect="logistics")

    assert first(run(explain), "performed") is None
    assert minute(run(feed), "performed") == 10.0
    assert minute(run(explain, CHIEF_GOES), "performed") == 10.0 + GO + JOURNEY


def test_one_person_is_in_one_place_at_a_time_and_a_row_says_why_the_other_scene_waits():
    record = run(CHIEF_GOES, event=[SECOND], inject=[notice("again", "20 min", "chief", "E2")])
    waits = first(record, "decision", form="elsewhere", about="E2")

    assert waits is not None
    assert (waits.time, waits.facts) == (20.0, {"at": "E1"})
    assert first(record, "dispatched", about="E2") is None


def test_whoever_comes_back_goes_to_the_scene_that_waited():
    record = run(
        CHIEF_GOES, duty("end", "chief", "received", "end"), duty("tell", "watch", "noticed", "report", to=["chief"], form="final"), event=[SECOND],
        inject=[notice("again", "20 min", "chief", "E2"), notice("seen-over", "60 min", "watch")],
    )  # fmt: skip
    ended = minute(record, "ended")

    assert ended > 60.0
    assert log(record, "released") == [(ended, "released", "chief", None)]
    assert minute(record, "dispatched", about="E2") == ended + GO + JOURNEY


def test_a_desk_has_one_person_fewer_while_somebody_is_away_and_nobody_sits_there_once_all_have_gone():
    def change(found: Documents) -> None:
        plan(duty("go", "office", "noticed", "go"), noticed="office", event=[SECOND], inject=[notice("again", "11 min", "office", "E2")])(found)
        found["resources"]["desk"] = [{"bodies": ["watch"]}, {"bodies": ["office"], "staff": 2}]
        found["scenario"]["inject"].append(notice("call", "20 min", "watch"))
        found["plan"]["duty"].append(duty("tell", "watch", "noticed", "report", to=["office"]))

    def one_more(found: Documents) -> None:
        change(found)
        found["resources"]["desk"][1]["staff"] = 3

    alone, together = drill("relay", 1, change), drill("relay", 1, one_more)

    assert [row.about for row in alone.rows if row.kind == "dispatched"] == ["E1", "E2"]
    assert first(alone, "received") is None
    assert minute(together, "received") == 26.0


def test_who_is_on_the_way_when_the_response_ends_turns_back_and_is_free_after_as_long_as_they_had_been_under_way():
    record = run(
        CHIEF_GOES, duty("end", "chief", "received", "end"), duty("tell", "watch", "noticed", "report", to=["chief"], form="final"), event=[SECOND],
        inject=[notice("over", "20 min", "watch"), notice("again", "30 min", "chief", "E2")],
    )  # fmt: skip
    ended = minute(record, "ended")

    assert 20.0 < ended < 10.0 + GO + JOURNEY
    assert log(record, "released") == [(ended, "released", "chief", None)]
    assert first(record, "arrived", about="E1") is None
    assert minute(record, "dispatched", about="E2") == max(30.0, ended + (ended - 10.0))


def test_nobody_sets_out_for_a_scene_whose_response_they_know_to_be_over():
    late = duty("late", "chief", "ended", "go")
    record = run(late, duty("end", "chief", "noticed", "end"))

    assert first(record, "dispatched") is None
    assert first(record, "decision", form="response over", rule="late") is not None


def test_a_unit_on_the_way_turns_back_and_is_free_again():
    team = {"id": "team", "name": "team", "body": "idle", "turn_out": "3 min", "travel": "4 min", "source": "a test"}
    record = run(
        duty("go", "idle", "noticed", "go"), duty("end", "idle", "received", "end"),
        duty("tell", "watch", "noticed", "report", to=["idle"], form="final"),
        noticed="idle", unit=[team], inject=[notice("over", "20 min", "watch")],
    )  # fmt: skip

    assert log(record, "dispatched", "released", "arrived") == [
        (10.0, "dispatched", "idle", None),
        (minute(record, "ended"), "released", "idle", None),
    ]


def test_a_unit_takes_the_journey_to_a_scene_elsewhere_and_its_own_travel_near_its_base():
    team = {"id": "team", "name": "team", "body": "idle", "turn_out": "3 min", "travel": "4 min", "source": "a test"}
    goes = duty("go", "idle", "noticed", "go")

    assert minute(run(goes, noticed="idle", unit=[team]), "arrived") == 10.0 + 3.0 + JOURNEY
    assert minute(run(goes, noticed="idle", unit=[team], journey=None), "arrived") == 10.0 + 3.0 + 4.0


def test_a_closed_road_makes_the_journey_as_long_as_it_says():
    closed = {"id": "closed", "kind": "road closed", "at": "0 min"}

    def change(found: Documents) -> None:
        plan(CHIEF_GOES, fault=[closed])(found)
        found["resources"]["journey"][0]["closed"] = "100 min"

    assert minute(drill("relay", 1, change), "arrived") == 10.0 + GO + 100.0
    assert minute(run(CHIEF_GOES, fault=[closed]), "arrived") == 10.0 + 2 * (GO + JOURNEY)


def test_a_second_unit_is_not_sent_while_the_first_is_on_its_way_and_the_task_is_done_when_it_arrives():
    team = {"id": "team", "name": "team", "body": "idle", "number": 2, "turn_out": "3 min", "travel": "4 min", "source": "a test"}
    record = run(duty("go", "idle", "noticed", "go"), duty("too", "idle", "noticed", "go", form="too"), noticed="idle", unit=[team])

    assert log(record, "dispatched") == [(10.0, "dispatched", "idle", None)]
    assert [(row.time, row.form) for row in record.rows if row.kind == "arrived"] == [(13.0 + JOURNEY, None), (13.0 + JOURNEY, "too")]


def test_who_finds_the_response_over_on_the_spot_goes_home_again():
    end = duty("end", "watch", "noticed", "end")
    record = run(CHIEF_GOES, end, here=("watch",), inject=[notice("over", "20 min", "watch")])

    assert log(record, "ended", "arrived", "released") == [(20.0, "ended", "watch", None), (10.0 + GO + JOURNEY, "released", "chief", None)]


# -- a body at a scene -----------------------------------------------------------------------------------------------------------


def with_command(*duties: dict[str, Any], teams: tuple[str, ...] = ("idle", "watch"), head_goes: bool = True, **more: Any) -> Record:
    """The office may set up a command at the scene; teams of these bodies come there at different minutes, the chief at 10 + 5 + 40."""
    travels = {"idle": "70 min", "watch": "90 min"}
    units = [{"id": one, "name": one, "body": one, "turn_out": "0 min", "travel": travels[one], "source": "a test"} for one in teams]
    goes = [duty(f"{one}-goes", one, "noticed", "go") for one in teams]

    def change(found: Documents) -> None:
        found["plan"]["body"].append({"id": "there", "name": "command there", "kind": "scene", "clause": "1"})
        plan(
            *((CHIEF_GOES,) if head_goes else ()), *goes, duty("set-up", "office", "noticed", "establish-command"), *duties, journey=None, unit=units,
            inject=[notice(f"seen-by-{one}", "10 min", one) for one in (*teams, "office")], **more,
        )(found)  # fmt: skip
        found["resources"]["desk"].append({"bodies": ["there"], "staff": 5})
        found["scenario"]["scenario"]["horizon"] = "8 h"

    return drill("relay", 1, change)


def test_a_command_at_a_scene_stands_once_its_head_and_two_bodies_have_come():
    assert minute(with_command(), "command-established") == 100.0  # the second body is there; a head counts as none
    assert first(with_command(teams=("idle",)), "command-established") is None
    assert first(with_command(head_goes=False), "command-established") is None


def test_how_many_bodies_a_command_takes_stands_in_the_resources():
    assert minute(with_command(conduct={"command_bodies": 1, "source": "a test"}), "command-established") == 80.0
    assert first(with_command(conduct={"command_bodies": 3, "source": "a test"}), "command-established") is None


def test_it_has_a_hand_for_each_body_that_came_and_no_more_than_its_entry_says():
    work = [duty(f"work-{number}", "there", "command-established", "perform", form=f"work-{number}") for number in range(4)]
    record = with_command(*work, task=[{"act": "perform", "minutes": "10 min", "source": "a test"}])

    assert [row.time for row in record.rows if row.kind == "performed"] == [110.0, 110.0, 110.0, 120.0]


def test_a_message_to_it_and_checking_in_wait_until_it_is_known_to_stand():
    tell = duty("tell", "chief", "noticed", "report", to=["there"])
    check = duty("check", "idle", "arrived", "check-in", by="idle")
    record = with_command(tell, check)

    assert minute(record, "received", to="there") >= 100.0 + 2.0
    assert minute(record, "checked-in") == 100.0
    assert first(with_command(tell, check, teams=("idle",)), "received", to="there") is None


def test_after_the_end_it_does_what_the_end_sets_off_and_nothing_else():
    work = duty("work", "there", "command-established", "perform", form="work")
    after = duty("after", "there", "ended", "perform", form="after")
    end = duty("end", "idle", "command-established", "end")
    record = with_command(work, after, end, task=[{"act": "perform", "form": "work", "minutes": "0 min", "source": "a test"}])
    late = with_command(
        duty("late", "there", "received", "perform", form="late"), after, end, duty("tell", "chief", "noticed", "report", to=["there"])
    )

    assert minute(record, "performed", form="work") == minute(record, "performed", form="after") == minute(record, "ended") == 100.0
    assert first(late, "performed", form="late") is None
    assert first(late, "performed", form="after") is not None


def test_whoever_goes_again_has_luck_of_its_own():
    scene = Scene("E1")

    assert [scene.going(who) for who in ("team/0", "team/1", "team/0", "team/0")] == ["E1/team/0", "E1/team/1", "E1/team/0/2", "E1/team/0/3"]
