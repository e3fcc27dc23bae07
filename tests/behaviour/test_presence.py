"""Who is where, over all shipped scenarios: whatever a record says of people at a scene is said of people who are there."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import inf
from typing import NamedTuple

import pytest

from sim.inputs.assembly import shipped
from sim.record import Row
from sim.vocabulary import ACTS, AMONG_PEOPLE
from sim.world.setting import Setting
from tests.shipped import drilled, setting_of

SEEDS = (1, 2)
SCENARIOS = tuple(name for name, _ in shipped("scenario"))
AFIELD = {act.kind for act in ACTS.values() if act.afield}
LONG_BEFORE = -1.0


class Trip(NamedTuple):
    """One going out: who (a unit, or a person), to which event, when they left, arrived (or not) and left again."""

    who: str
    body: str
    about: str
    left: float
    arrived: float
    released: float
    people: int


def rows_of(name: str, seed: int) -> tuple[Row, ...]:
    return drilled(name, seed).rows


def person(setting: Setting, actor: str) -> str:
    """A holder, whichever post they go in; else the body."""
    desk = setting.desk_for(actor)
    return actor if desk is None or desk.holder is None else desk.holder.id


@cache
def trips(name: str, seed: int) -> tuple[Trip, ...]:
    """Every going out of a run. The arrivals of a unit's vehicles belong to the dispatches that caused them."""
    setting, rows = setting_of(name), rows_of(name, seed)
    arrived: dict[int, Row] = {}
    released: dict[int, Row] = {}
    left_by: dict[tuple[str, str], list[Row]] = defaultdict(list)
    found: list[Trip] = []
    for row in rows:
        facts, about = row.facts, row.about or ""
        if row.kind == "dispatched" and facts.get("people"):
            left_by[str(facts.get("unit") or person(setting, row.actor or "")), about].append(row)
        elif row.kind in ("arrived", "released") and facts.get("people"):
            out = left_by[str(facts.get("unit") or person(setting, row.actor or "")), about]
            table = arrived if row.kind == "arrived" else released
            fitting = [one for one in out if one.seq not in table]
            if row.kind == "arrived" or (facts.get("unit") is not None and row.cause in {one.seq for one in fitting}):
                fitting = [one for one in fitting if one.seq == row.cause]
            if fitting:
                table[fitting[0].seq] = row
    for (who, about), out in left_by.items():
        for row in out:
            end, there = released.get(row.seq), arrived.get(row.seq)
            found.append(
                Trip(
                    who, row.actor or "", about, row.time, inf if there is None else there.time, inf if end is None else end.time,
                    int(row.facts["people"]),
                )
            )  # fmt: skip
    return tuple(found)


def is_there(setting: Setting, name: str, seed: int, body: str, about: str, minute: float, established: dict[str, float]) -> bool:
    """Whether people of a body, or of its holder, are at a scene at a minute."""
    if body in setting.scene_parties:
        return established.get(about, inf) <= minute
    if setting.works_at(body, about):
        return True
    own = {body, person(setting, body)}
    posts = {post for post, of in setting.rulebook.body_of.items() if of == body}
    return any(
        trip.about == about and (trip.body in own | posts or trip.who in own) and trip.arrived <= minute <= trip.released
        for trip in trips(name, seed)
    )  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_works_among_people_who_is_not_there(name):
    setting = setting_of(name)
    face_to_face = {rule.id for rule in setting.rulebook.rules if rule.duty.act == "perform" and rule.duty.effect in AMONG_PEOPLE}
    for seed in SEEDS:
        rows = rows_of(name, seed)
        established = {row.about or "": row.time for row in reversed(rows) if row.kind == "command-established"}
        absent = [
            row
            for row in rows
            if (row.kind in AFIELD or row.rule in face_to_face)
            and row.rule
            and row.kind != "decision"
            and not is_there(setting, name, seed, row.actor or "", row.about or "", row.time, established)
        ]
        assert absent == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_said_or_done_by_or_to_a_body_at_a_scene_before_it_is_there(name):
    parties = setting_of(name).scene_parties
    for seed in SEEDS:
        established: set[str | None] = set()
        early: list[Row] = []
        for row in rows_of(name, seed):
            if row.kind == "command-established":
                established.add(row.about)
            elif row.about not in established and ({row.actor, row.to} & parties or row.kind == "checked-in"):
                early.append(row)
        assert early == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_body_at_a_scene_is_set_up_by_its_head_and_two_bodies_that_have_come(name):
    for seed in SEEDS:
        for row in rows_of(name, seed):
            if row.kind == "command-established":
                here = {trip.body for trip in trips(name, seed) if trip.about == row.about and trip.arrived <= row.time < trip.released}
                assert len(here) >= 3


@pytest.mark.parametrize("name", SCENARIOS)
def test_one_person_is_in_one_place_at_a_time_and_no_more_units_are_out_than_there_are(name):
    setting = setting_of(name)
    number = {unit.id: unit.number for units in setting.units.values() for unit in units}
    for seed in SEEDS:
        out: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for trip in trips(name, seed):
            desk = setting.desk_for(trip.who)
            if trip.who in number or any(trip.who == holder.id for holder in setting.inputs.resources.holder) or desk is None:
                out[trip.who] += [(trip.left, 1), (trip.released, -1)]
        for who, changes in out.items():
            level = most = 0
            for _, change in sorted(changes):
                level += change
                most = max(most, level)
            assert most <= number.get(who, 1), who


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_is_there_sooner_than_the_journey_takes(name):
    setting = setting_of(name)
    bodies = {unit.id: unit.body for units in setting.units.values() for unit in units}
    for seed in SEEDS:
        for trip in trips(name, seed):
            base = setting.places.workplace(bodies.get(trip.who, trip.body))
            journey = setting.places.journey(base, setting.event_place[trip.about])
            if journey is not None and trip.arrived < inf:
                assert trip.arrived - trip.left >= journey.minutes.at(1e-6)


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_sets_out_or_arrives_once_they_know_that_the_response_is_over(name):
    for seed in SEEDS:
        ended: dict[tuple[str | None, str | None], float] = {}
        over: dict[str | None, float] = {}
        wrong: list[Row] = []
        for row in rows_of(name, seed):
            if row.kind == "activated":
                over.pop(row.about, None)
                ended = {key: time for key, time in ended.items() if key[1] != row.about}
            elif row.kind == "ended":
                over[row.about] = row.time
                ended[row.actor, row.about] = row.time
            elif row.kind == "received" and row.form == "end":
                ended[row.to, row.about] = row.time
            elif (row.kind == "arrived" and row.facts.get("people") and row.about in over and row.time > over[row.about]) or (
                row.kind == "dispatched" and row.facts.get("people") and (row.actor, row.about) in ended
            ):
                wrong.append(row)
        assert wrong == []
