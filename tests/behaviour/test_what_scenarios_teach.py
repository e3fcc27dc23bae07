"""What a scenario says that it teaches holds as a direction: against the same drill without the cause it names, over some seeds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from functools import cache, partial
from statistics import mean
from typing import Any

import pytest

from sim.drill import run
from sim.record import Record, Row
from sim.world.setting import Setting
from tests.shipped import drilled, inputs_of, judged

SEEDS = range(1, 9)
HOME = frozenset({"petition_bureau", "housing-bureau", "labour-bureau", "east-township", "west-township", "leader_in_charge", "principal_leaders"})
PAPERS = "written"


@cache
def drills(id_: str, without: str = "") -> tuple[Record, ...]:
    """The drills of a shipped scenario; `without` names a fault or an inject that is left out."""
    if not without:
        return tuple(drilled(id_, seed) for seed in SEEDS)
    inputs = inputs_of(id_)
    drill = inputs.scenario
    kept = drill.model_copy(
        update={
            "fault": tuple(one for one in drill.fault if one.id != without),
            "inject": tuple(one for one in drill.inject if without not in (one.id, one.fault) or not without),
        }
    )
    setting = Setting(dataclasses.replace(inputs, scenario=kept))
    return tuple(run(setting, seed) for seed in SEEDS)


def rows(record: Record, kind: str, event: str = "E1", **having: Any) -> list[Row]:
    """The rows of a kind about an event, by an actor or in a form."""
    return [
        row for row in record.rows if row.kind == kind and row.about == event and all(getattr(row, key) == value for key, value in having.items())
    ]


def minute(record: Record, kind: str, event: str = "E1", **having: Any) -> float:
    """Minutes from the beginning of the event to the first such row; the whole drill where there is none."""
    found = rows(record, kind, event, **having)
    began = rows(record, "occurred", event)
    return found[0].time - began[0].time if found and began else record.header.horizon_min


def outcome(record: Record, name: str, event: str = "E1") -> int:
    """A count of the scene as it stands at the end."""
    said = [row.facts[name] for row in rows(record, "scene", event) if name in row.facts]
    return int(said[-1]) if said else 0


def most(record: Record, name: str, event: str = "E1") -> int:
    """The largest count of the scene."""
    return max((int(row.facts[name]) for row in rows(record, "scene", event) if name in row.facts), default=0)


def over(records: Iterable[Record], figure: Callable[[Record], float]) -> float:
    """A figure, on average."""
    return mean(figure(record) for record in records)


def heard_of_it(record: Record) -> float:
    """When the petition bureau first hears of the event."""
    return minute(record, "received", to="petition_bureau")


def arrives_from_home(record: Record) -> float:
    """When the first people of the district are at a scene away."""
    began = rows(record, "occurred")[0].time
    return min((row.time - began for row in rows(record, "arrived") if row.actor in HOME), default=record.header.horizon_min)


def test_a_warning_that_is_used_keeps_people_at_home_and_no_road_is_shorter() -> None:
    used, lapsed = drills("good-early-warning"), drills("ignored-warning")

    assert over(lapsed, lambda one: outcome(one, "arrived")) >= 1.5 * over(used, lambda one: outcome(one, "arrived"))
    assert all(rows(one, "warned") for one in used)
    assert not any(rows(one, "warned") for one in lapsed)
    assert min(arrives_from_home(one) for one in used) >= 35


def test_where_the_township_keeps_a_risk_back_the_district_has_no_warning_and_with_its_word_it_has_one() -> None:
    kept, told = drills("ignored-warning"), drills("ignored-warning", "kept-in-the-township")

    assert over(told, lambda one: outcome(one, "arrived")) < over(kept, lambda one: outcome(one, "arrived"))
    assert all(rows(one, "reported", actor="west-township", form="risk") for one in told)


def test_at_the_city_the_hall_of_the_place_begins_and_people_leave_before_approval() -> None:
    for one in drills("city-gate"):
        assert rows(one, "registered")[0].actor == "city_bureau"
        assert minute(one, "registered") < arrives_from_home(one)
        assert minute(one, "dispatched", actor="petition_bureau") < minute(one, "activated")
        assert arrives_from_home(one) >= 45
        assert (
            min((row.time for row in rows(one, "answered", actor="labour-bureau")), default=1e9) > rows(one, "arrived", actor="labour-bureau")[0].time
        )


def test_in_the_capital_ten_people_go_and_nobody_shortens_the_way() -> None:
    for one in drills("capital-key-area"):
        assert {row.facts.get("level") for row in rows(one, "activated")} == {"I"}
        gone = [row for row in rows(one, "arrived") if row.actor not in ("national_bureau", "beijing_police")]
        assert sum(int(row.facts.get("people", 1)) for row in gone) <= 12
        assert arrives_from_home(one) >= 250
        assert outcome(one, "moved_up") == 0
        assert minute(one, "registered") < 120


def test_an_approver_away_delays_the_response_and_not_the_reception() -> None:
    away, there = drills("person-of-three-posts-away"), drills("person-of-three-posts-away", "head-away")

    assert over(away, lambda one: minute(one, "activated")) >= over(there, lambda one: minute(one, "activated")) + 60
    for kind in ("reception-opened", "registered"):
        first = over(away, partial(minute, kind=kind)) - over(there, partial(minute, kind=kind))
        assert abs(first) <= 3, kind


def test_nobody_at_the_desk_during_a_handover_costs_the_first_word() -> None:
    gap, none = drills("shift-change"), drills("shift-change", "handover")

    assert over(gap, heard_of_it) > over(none, heard_of_it) + 2
    assert over(gap, lambda one: minute(one, "verified")) > over(none, lambda one: minute(one, "verified"))


def test_without_the_network_papers_are_carried_and_come_later() -> None:
    down, up = drills("network-failure"), drills("network-failure", "network")

    def on_the_way(record: Record) -> float:
        sent = rows(record, "reported", form=PAPERS)
        come = rows(record, "received", form=PAPERS)
        pairs = [(one, next((two for two in come if two.cause == one.seq), None)) for one in sent]
        times = [two.time - one.time for one, two in pairs if two is not None]
        return mean(times) if times else 0.0

    assert all(row.channel != "network" for one in down for row in rows(one, "reported", form=PAPERS) if row.time < 240)
    assert over(down, on_the_way) > over(up, on_the_way) + 2
    assert over(down, heard_of_it) == over(up, heard_of_it)


def test_half_of_the_people_left_out_delays_the_grade_and_not_the_teams() -> None:
    half, whole = drills("misjudged-size"), drills("misjudged-size", "counted-half")

    assert over(half, lambda one: minute(one, "activated")) > over(whole, lambda one: minute(one, "activated")) + 15
    assert abs(over(half, arrives_from_home) - over(whole, arrives_from_home)) <= 3


def test_concealment_delays_the_chain_until_somebody_else_tells() -> None:
    kept, told = drills("concealed-report-found-out"), drills("concealed-report-found-out", "kept-quiet")

    assert over(kept, heard_of_it) > over(told, heard_of_it) + 45
    assert over(kept, lambda one: outcome(one, "returned_home_unheard")) >= over(told, lambda one: outcome(one, "returned_home_unheard"))


def test_a_full_room_sends_people_home_unheard_and_back_another_day() -> None:
    full, free = drills("come-back-another-day"), drills("come-back-another-day", "room-full")

    assert over(full, lambda one: outcome(one, "left_unheard")) > over(free, lambda one: outcome(one, "left_unheard")) + 20
    assert over(full, lambda one: outcome(one, "arrived", "E2")) > over(free, lambda one: outcome(one, "arrived", "E2"))


def test_a_rumour_and_buses_make_a_crowd_tip() -> None:
    for left_out in ("rumour", "buses-come"):
        both, without = drills("sudden-growth"), drills("sudden-growth", left_out)
        assert over(both, lambda one: most(one, "obstructing")) > over(without, lambda one: most(one, "obstructing")), left_out


def test_one_team_for_two_scenes_answers_the_second_later() -> None:
    both = drills("two-scenes")

    def first(kind: str, event: str) -> Callable[[Record], float]:
        return lambda one: minute(one, kind, event, actor="housing-bureau")

    assert over(both, first("arrived", "E2")) > over(both, first("arrived", "E1")) + 60
    assert over(both, first("answered", "E2")) > over(both, first("answered", "E1")) + 15


def test_help_is_decided_on_gathered_and_on_the_road_before_it_is_there() -> None:
    asked = [one for one in drills("beyond-capacity") if rows(one, "received", form="support", to="superior_government")]

    assert asked
    for one in asked:
        sent = rows(one, "received", form="support", to="superior_government")[0].time
        came = [row.time for row in rows(one, "arrived", actor="superior_government")]
        assert all(time >= sent + 10 for time in came)
    assert any(rows(one, "arrived", actor="military") for one in drills("beyond-capacity"))
    assert not any(rows(one, "arrived", actor="military") for one in drills("beyond-capacity", "superior-orders"))


def test_a_township_handles_what_happens_there() -> None:
    for one in drills("beyond-capacity"):
        assert rows(one, "registered", "E2", actor="east-township")
        assert rows(one, "requested", "E2", actor="east-township", form="other-plan")


def test_below_every_grade_people_are_received_all_the_same() -> None:
    for one in drills("small-orderly"):
        assert not rows(one, "activated")
        assert outcome(one, "heard") >= 12


def test_a_crowd_that_grows_is_graded_when_it_is_counted_anew() -> None:
    slow = drills("slow-growth")

    assert over(slow, lambda one: len(rows(one, "regraded"))) >= 0.5
    assert over(slow, lambda one: minute(one, "activated")) > 45


def test_above_a_hundred_who_disturb_no_office_no_grade_of_the_plan_fits() -> None:
    grown = drills("district-grows-past-100")

    assert over(grown, lambda one: most(one, "present")) > 100
    assert any(row.facts.get("true_grade") == "none" and int(row.facts.get("present", 0)) > 100 for one in grown for row in rows(one, "scene"))


def test_a_hundred_and_sixty_people_are_met_though_no_grade_fits() -> None:
    inputs = inputs_of("district-gate")
    calm = tuple(one.model_copy(update={"size": 160, "threshold_mean": 75.0}) for one in inputs.scenario.people)
    setting = Setting(dataclasses.replace(inputs, scenario=inputs.scenario.model_copy(update={"people": calm})))
    for seed in SEEDS:
        record = run(setting, seed)
        assert {row.rule for row in rows(record, "activated")} == {"habit:start-for-many"}, "the plan has a hole, and a habit fills it"
        assert minute(record, "activated") <= 90
        assert outcome(record, "heard") >= 100


def test_five_working_days_end_after_the_holiday_and_thirty_days_on_it() -> None:
    verdicts = judged("leader-instruction-60-days", 1).verdicts
    due = {rule: [one.due_min for one in verdicts if one.rule == rule and one.about == "E1"] for rule in ("report-arrangement", "report-result")}
    days = {rule: [None if end is None else round(end / 1440, 2) for end in ends] for rule, ends in due.items()}

    assert all(end is not None and 8 <= end <= 10 for end in days["report-arrangement"]), days
    assert all(end is not None and 30 <= end <= 32 for end in days["report-result"]), days


def test_an_hourly_report_goes_on_at_night() -> None:
    went_on = [one for one in drills("over-24-hours") if rows(one, "activated") and minute(one, "ended") > 1080]

    assert went_on
    for one in went_on:
        assert len([row for row in rows(one, "reported", form="follow-up") if 780 <= row.time <= 1380]) >= 10  # 22:00 to 8:00


@pytest.mark.parametrize("id_", ["district-gate", "city-gate", "capital-key-area"])
def test_nobody_is_cleared_or_hurt_on_a_usual_day(id_: str) -> None:
    assert all(outcome(one, "cleared") == outcome(one, "hurt") == 0 for one in drills(id_))
