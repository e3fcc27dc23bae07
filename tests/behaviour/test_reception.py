"""What a response changes for people who came: who is registered, heard and answered depends on who came, how many and when; by files alone."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import pytest

from sim.drill import run
from sim.record import Record
from sim.vocabulary import IN_VAIN
from tests.plans.harness import Documents, documents, entry, first, setting_of

RUNGS = {"explained": 0.2, "unit": 0.5, "leader": 0.2, "superior": 0.1}
SEEDS = range(1, 9)
ORDER = ("arrived", "registered", "heard", "answered")
GONE = ("returned_home_heard", "returned_home_unheard", "moved_up", "another_day")
Change = Callable[[Documents], None]


def duty(id_: str, bearer: str, on: str, act: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "clause": "2", "title": id_, "bearer": bearer, "on": on, "act": act, **more}


def took(act: str, minutes: str, **more: Any) -> dict[str, Any]:
    return {"act": act, "minutes": minutes, "source": "a test", **more}


CHOOSE = duty("choose", "office", "registered", "choose-representatives")
HEAR = duty("hear", "office", "representatives-chosen", "hear")
HEAR_LATER = duty("hear-later", "office", "registered", "hear", per="trigger")
EXPLAIN = duty("explain", "office", "heard", "answer", per="trigger")
UNIT_GOES = duty("unit-goes", "unit", "noticed", "go")
UNIT_ANSWERS = duty("unit-answers", "unit", "heard", "answer", per="trigger")
LEADER_GOES = duty("leader-goes", "leader", "noticed", "go")
LEADER_RECEIVES = duty("leader-receives", "leader", "arrived", "perform", form="receives", effect="leader-receives", when="actor == 'leader'")


def reception(*duties: dict[str, Any], size: int = 60, counters: int = 4, leader_at: str | None = None, **changes: Any) -> Change:
    """A hall in which the office registers and hears; `duties` come on top. The unit and the leader are told at minute 10 where they go."""

    def change(found: Documents) -> None:
        found["plan"]["duty"] += [CHOOSE, HEAR, HEAR_LATER, EXPLAIN, *duties]
        resources = found["resources"]
        resources["hall"][0] |= {"counters": counters, "staff": counters}
        resources["rung"] = [
            {"id": id_, "name": id_, "share": share, "source": "a test", "bodies": {"explained": ["office"]}.get(id_, [id_])}
            for id_, share in RUNGS.items() if id_ != "superior"
        ] + [{"id": "superior", "name": "superior", "share": RUNGS["superior"], "source": "a test"}]  # fmt: skip
        resources["task"] += [
            took("choose-representatives", "10 min"), took("hear", "30 min"), took("answer", "5 min"), took("open-reception", "2 min"),
            took("go", "5 min"),
        ]  # fmt: skip
        found["scenario"]["people"][0] |= {"size": size, "arrival": {"over": "8 min"}} | changes.pop("people", {})
        for body in ("unit", "leader"):
            at = leader_at if body == "leader" and leader_at else "10 min"
            found["scenario"]["inject"].append({"id": f"to-{body}", "text": "t", "event": "E1", "at": at, "notice": {"body": body}})
        entry(resources["task"], act="register")["minutes"] = changes.pop("service", "1 min")
        resources.setdefault("talks", {"assumption": True, "range": [0, 1]}).update(changes.pop("talks", {}))
        resources["crowd"] |= changes.pop("crowd", {})

    return change


def record(change: Change, seed: int = 1) -> Record:
    found = documents("reception")
    change(found)
    return run(setting_of(found), seed)


def totals(found: Record, until: float = float("inf")) -> dict[str, int]:
    """What the scene rows say at a minute."""
    held: dict[str, int] = {}
    for row in found.rows:
        if row.kind == "scene" and row.time <= until:
            held |= {name: value for name, value in row.facts.items() if isinstance(value, int)}
    return held


def over_seeds(change: Callable[[], Change], name: str, until: float = float("inf")) -> float:
    return statistics.mean(totals(record(change(), seed), until)[name] for seed in SEEDS)


def rows(found: Record, *kinds: str) -> list[tuple[float, str, str | None]]:
    return [(row.time, row.kind, row.actor) for row in found.rows if row.kind in kinds]


# -- who came ---------------------------------------------------------------------------------------------------------------------


def test_without_the_unit_only_those_are_answered_who_are_content_with_an_explanation():
    found = totals(record(reception(UNIT_ANSWERS, size=400)))
    low = totals(record(reception(UNIT_ANSWERS, size=400, people={"content_with": {"explained": 1.0}})))

    assert found["heard"] == low["answered"] == 400
    assert found["answered"] == pytest.approx(400 * RUNGS["explained"], abs=4 * (400 * 0.16) ** 0.5)


def test_with_everybody_there_and_no_impatience_all_below_the_top_are_answered():
    found = totals(
        record(reception(UNIT_GOES, UNIT_ANSWERS, LEADER_GOES, LEADER_RECEIVES, duty("again", "leader", "heard", "answer", per="trigger"), size=400))
    )

    assert found["heard"] == 400
    assert found["answered"] == pytest.approx(400 * 0.9, abs=4 * (400 * 0.09) ** 0.5)


def test_an_early_leader_answers_no_fewer_than_a_late_one_and_a_late_one_no_fewer_than_none():
    def days(at: str, share: float) -> float:
        people = {"patience": "90 min", "content_with": {"explained": 0.2, "unit": 0.8 - share, "leader": share}}
        more = (LEADER_GOES, duty("decides", "leader", "arrived", "answer", per="trigger"), duty("again", "leader", "heard", "answer", per="trigger"))
        crowd = {"registered_patience_factor": 1.0}
        return over_seeds(
            lambda: reception(UNIT_GOES, UNIT_ANSWERS, *(more if at else ()), leader_at=at or None, size=80, people=dict(people), crowd=crowd),
            "answered",
        )

    early, late, never = (days(at, 0.5) for at in ("10 min", "150 min", ""))
    assert early > late > never
    assert days("10 min", 0.0) == days("150 min", 0.0) == days("", 0.0)


def test_a_leader_who_receives_hears_and_answers_and_the_record_says_both():
    found = record(reception(LEADER_GOES, LEADER_RECEIVES, size=40))
    received = first(found, "performed", actor="leader")
    assert received is not None
    said = [row for row in found.rows if row.cause == received.seq and row.kind in ("heard", "answered")]

    assert [(row.kind, row.actor, row.facts["people"]) for row in said] == [
        (kind, "leader", received.facts[kind]) for kind in ("heard", "answered") if received.facts[kind]
    ]
    assert received.facts["people"] > 0


def test_no_row_says_that_nobody_was_reached():
    found = record(reception(UNIT_GOES, UNIT_ANSWERS, LEADER_GOES, LEADER_RECEIVES))
    acts = [row for row in found.rows if row.kind in ("reception-opened", "registered", "representatives-chosen", "heard", "answered", "persuaded")]

    assert acts
    assert all(row.facts["people"] > 0 for row in acts)
    for kind in ("registered", "heard", "answered"):
        assert sum(row.facts["people"] for row in acts if row.kind == kind and not row.facts.get("jointly")) == totals(found)[kind]


# -- in vain, and then not ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "more", "why"),
    [
        ("answer", {}, "nobody to answer"),
        ("hear", {}, "nobody chosen"),
        ("choose-representatives", {}, "nobody registered"),
        ("register", {}, "not opened"),
        ("persuade", {}, "nobody there"),
        ("open-reception", {}, "nobody there"),
        ("clear", {}, "nobody obstructs"),
        ("perform", {"form": "x", "effect": "explain"}, "nobody there"),
        ("perform", {"form": "x", "effect": "leader-receives"}, "nobody to answer"),
    ],
)
def test_an_attempt_that_can_reach_nobody_is_no_act_and_says_why(act, more, why):
    def change(found: Documents) -> None:
        found["plan"]["duty"] = [duty("try", "office", "noticed", act, **more)]
        found["scenario"]["people"][0]["arrival"] = {"begins": "20 h"} if why == "nobody there" else {}

    found = record(change)
    tried = [row for row in found.rows if row.kind == "decision"]

    assert [(row.form, row.rule, row.time) for row in tried] == [(why, "try", 10.0)]
    assert why in IN_VAIN
    assert not [row for row in found.rows if row.rule == "try" and row.kind != "decision"]


def test_it_is_done_as_soon_as_it_can_reach_somebody():
    early = duty("early", "office", "noticed", "answer")
    found = record(reception(early))
    heard, answered = first(found, "heard"), first(found, "answered", rule="early")
    assert heard is not None
    assert answered is not None

    assert answered.time >= heard.time
    assert first(found, "decision", rule="early") is not None
    assert sum(row.rule == "early" and row.kind == "decision" for row in found.rows) == 1


def test_who_sits_in_the_hearing_of_another_has_heard_the_same_people():
    found = record(reception(UNIT_GOES, duty("jointly", "unit", "representatives-chosen", "hear"), leader_at=None))
    both = [row for row in found.rows if row.kind == "heard" and row.time < 70.0]

    assert [(row.actor, row.facts) for row in both] == [("office", {"people": 60}), ("unit", {"people": 60, "jointly": True})]
    assert sum(row.facts["people"] for row in found.rows if row.kind == "heard" and not row.facts.get("jointly")) == totals(found)["heard"]


def test_a_hearing_is_over_for_all_who_sit_in_it_once_nobody_is_left_to_hear():
    def change(found: Documents) -> None:
        reception(UNIT_GOES, duty("jointly", "unit", "representatives-chosen", "hear"), UNIT_ANSWERS)(found)
        found["resources"]["task"].append(took("hear", "3 h", by="unit"))

    found = record(change)
    both = [row for row in found.rows if row.kind == "heard" and row.facts["people"] == 60]
    answer = next(row for row in found.rows if row.kind == "answered" and row.actor == "unit")

    assert [row.actor for row in both] == ["office", "unit"]
    assert both[0].time == both[1].time
    assert answer.time == pytest.approx(both[1].time + 5.0, abs=1.0)  # it goes on with its work at once


# -- how many, and by how many ----------------------------------------------------------------------------------------------------------


def test_the_more_people_the_fewer_of_them_are_heard_in_two_hours_and_the_more_move_up():
    heard, moved = [], []
    for size in (20, 80, 320, 640):
        people = {"patience": "120 min"}
        days = [record(reception(UNIT_GOES, UNIT_ANSWERS, size=size, counters=2, people=dict(people)), seed) for seed in SEEDS]
        heard.append(statistics.mean(totals(day, 120.0)["heard"] / size for day in days))
        moved.append(statistics.mean(totals(day)["moved_up"] / size for day in days))

    assert heard == sorted(heard, reverse=True)
    assert heard[0] > heard[-1] + 0.3
    assert moved == sorted(moved)


def test_more_counters_register_no_fewer_and_no_later():
    def day(counters: int) -> dict[str, int]:
        found = [totals(record(reception(size=200, counters=counters, people={"patience": "60 min"}), seed), 90.0) for seed in SEEDS]
        return {name: sum(one[name] for one in found) for name in ORDER}

    days = [day(counters) for counters in (1, 2, 4, 8)]
    for name in ORDER[1:]:
        assert [one[name] for one in days] == sorted(one[name] for one in days)


def test_people_who_come_to_help_put_more_counters_to_work():
    def helped(go: tuple[dict[str, Any], ...]) -> Change:
        def change(found: Documents) -> None:
            reception(*go, size=200)(found)
            found["resources"]["hall"][0] |= {"counters": 4, "staff": 1}
            found["resources"]["unit"] = [
                {"id": "team", "name": "team", "body": "unit", "people": 3, "turn_out": "1 min", "travel": "5 min", "source": "a test"}
            ]

        return change

    alone, together = (totals(record(helped(go)), 100.0)["registered"] for go in ((), (UNIT_GOES,)))
    assert together > 2 * alone


@pytest.mark.parametrize(("at_once", "people", "minutes"), [(None, 60, 10.0), (20, 60, 30.0), (20, 20, 10.0), (30, 61, 30.0)])
def test_work_on_people_takes_as_many_times_as_one_person_can_handle_them(at_once, people, minutes):
    def change(found: Documents) -> None:
        found["plan"]["duty"] = [duty("explain", "office", "noticed", "perform", form="x", effect="explain")]
        found["resources"]["desk"][0]["staff"] = 1
        found["resources"]["task"].append(took("perform", "10 min", **({} if at_once is None else {"at_once": at_once})))
        found["scenario"]["people"][0]["size"] = people

    explained = first(record(change), "performed")
    assert explained is not None

    assert explained.time == 10.0 + minutes


def test_several_groups_are_heard_at_once_only_in_as_many_rooms():
    def heard(rooms: int) -> float:
        def change(found: Documents) -> None:
            reception(size=30)(found)
            found["resources"]["hall"][0]["rooms"] = rooms
            found["plan"]["duty"] = [one for one in found["plan"]["duty"] if one["id"] != "hear-later"]
            entry(found["resources"]["task"], act="register")["minutes"] = "0 min"
            found["scenario"]["people"] += [{**found["scenario"]["people"][0], "id": "others"}]

        row = first(record(change), "heard")
        assert row is not None
        return row.time

    assert heard(1) - heard(2) == 30.0


def test_the_host_of_a_hall_is_there_by_its_staff_and_sees_what_is_done():
    def seen(host: str) -> bool:
        def change(found: Documents) -> None:
            reception(duty("sees", "unit", "registered", "prepare", form="looking"))(found)
            found["resources"]["hall"][0]["host"] = host

        return first(record(change), "prepared", actor="unit") is not None

    assert seen("unit")
    assert not seen("leader")


# -- before the day, and from the highest place -------------------------------------------------------------------------------------------


def talked(share: float, rung: str | None = "unit") -> Change:
    talk = duty("talk", rung or "unit", "noticed", "perform", form="x", effect="early-dialogue")

    def change(found: Documents) -> None:
        reception(*(() if rung is None else (talk,)), size=500, talks={"stay_home_share": share})(found)
        found["scenario"]["event"][0]["at"] = "2 h"

    return change


def test_who_talks_before_the_day_keeps_at_home_a_share_of_those_content_with_that_rung():
    by_unit, by_leader = (totals(record(talked(0.6, rung))) for rung in ("unit", "leader"))

    assert by_unit["stayed_home"] == pytest.approx(500 * 0.7 * 0.6, abs=4 * (500 * 0.42 * 0.58) ** 0.5)
    assert by_leader["stayed_home"] > by_unit["stayed_home"] > 0
    assert by_unit["arrived"] == 500 - by_unit["stayed_home"]


def test_talk_of_no_size_keeps_nobody_at_home():
    assert totals(record(talked(0.0))) == totals(record(talked(0.0, None)))


def test_from_the_highest_place_nobody_moves_up():
    def day(highest: bool) -> dict[str, int]:
        def change(found: Documents) -> None:
            reception(size=200, people={"patience": "20 min"})(found)
            found["resources"]["place"][0]["highest"] = highest

        return totals(record(change))

    assert day(False)["moved_up"] > 0 == day(True)["moved_up"]


# -- always -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 5))
def test_at_all_times_nobody_is_lost_and_the_answered_are_among_the_heard_and_these_among_the_registered(seed):
    found = record(reception(UNIT_GOES, UNIT_ANSWERS, LEADER_GOES, LEADER_RECEIVES, size=150, people={"patience": "60 min"}), seed)
    held: dict[str, int] = {}
    for row in found.rows:
        if row.kind == "scene":
            held |= {name: value for name, value in row.facts.items() if isinstance(value, int)}
            assert held["answered"] <= held["heard"] <= held["registered"] <= held["arrived"]
            assert held["arrived"] == held["present"] + sum(held[name] for name in GONE)


def test_without_hall_and_rungs_whoever_is_there_registers_and_any_answer_is_enough():
    def change(found: Documents) -> None:
        reception(UNIT_GOES, UNIT_ANSWERS, size=30)(found)
        del found["resources"]["hall"], found["resources"]["rung"]

    found = totals(record(change))
    assert found["registered"] == found["heard"] == found["answered"] == 30


def test_reception_has_its_order():
    found = record(reception(UNIT_GOES, UNIT_ANSWERS))
    times = [
        next(row.time for row in found.rows if row.kind == kind)
        for kind in ("reception-opened", "registered", "representatives-chosen", "heard", "answered")
    ]

    assert times == sorted(times)
    assert len(set(times)) == len(times)


@pytest.mark.parametrize(("last_few", "stay"), [(10_000, False), (0, True)])
def test_the_last_few_go_with_those_who_stand_down(last_few: int, stay: bool) -> None:
    ends = duty("closes", "office", "representatives-chosen", "stand-down")
    found = record(reception(ends, talks={"last_few": last_few}, people={"patience": "200 h"}, crowd={"content_stay_min": 10_000.0}))
    down = first(found, "stood-down")

    assert down is not None
    assert (totals(found, down.time + 2)["present"] > 0) is stay
