"""What the entries of a resources file refer to: the plan's bodies, posts and facts, and one another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sim.documents import SEPARATOR, Mistakes, place_of
from sim.durations import NONE_STATED
from sim.plan.condition_names import Name, Vocabulary
from sim.plan.duty_check import check_anchors, check_duty, check_names_of
from sim.plan.known import Ids, ids_in
from sim.plan.model import Plan
from sim.plan.references import entries
from sim.resources import Observable, Resources
from sim.vocabulary import ACTS, CHANNELS, TASKS

_TABLES = ("body", "shift", "holder", "channel", "habit", "unit", "means")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):[0-5]\d")
SCENE = Vocabulary(
    {name: Name("count") for name in ("present", "calm", "vocal", "obstructing", "storming", "arrived", "hurt", "persuasions")}
    | {name: Name("number") for name in ("active_share", "obstructing_share", "registered_share", "heard_share", "answered_share", "waiting_min")}
)  # what can be seen at a scene


def check_resources(resources: Resources, data: Mapping[str, Any], plan: Plan, faults: Mistakes) -> None:
    """Note every reference that leads nowhere."""
    head = getattr(resources, "resources", None)
    if head is not None:
        faults.known(f"resources{SEPARATOR}plan", "plan", head.plan, (plan.plan.id,))
    base = Ids.of(plan)
    known = base.with_more(bodies=tuple(ids_in(data, "body")), duties=tuple(ids_in(data, "habit")), forms=tuple(ids_in(data, "habit", "form")))
    for table in _TABLES:
        faults.unique(entries(data, table))
    _check_bodies(resources, plan, base, known, faults)
    _check_people(resources, known, faults)
    _check_tasks(resources, data, known, faults)
    for habit in resources.habit:
        if habit.id in base.duties:
            faults.add(f'habit "{habit.id}"{SEPARATOR}id', "a duty of the plan has this id", value=habit.id)
        check_duty(habit, "habit", known, faults)
    check_anchors({habit.id: habit for habit in resources.habit}, "habit", faults)
    for number, observable in enumerate(resources.observable):
        _check_observable(observable, place_of(data, ("observable", number)) + SEPARATOR, known, faults)


def _check_bodies(resources: Resources, plan: Plan, base: Ids, known: Ids, faults: Mistakes) -> None:
    roles = tuple(body.id for body in plan.body if body.kind == "role")
    for body in resources.body:
        place = f'body "{body.id}"{SEPARATOR}'
        if body.id in base.parties:
            faults.add(f"{place}id", "the plan has this id already", value=body.id)
        for role in body.plays:
            faults.known(f"{place}plays", "role", role, roles)
        known.one_of(faults, f"{place}superior", "body", body.superior, known.bodies)
    steps = {body.id: (() if body.superior == NONE_STATED else (body.superior,), f'body "{body.id}"{SEPARATOR}superior') for body in resources.body}
    faults.circles("superior", steps)


def _check_people(resources: Resources, known: Ids, faults: Mistakes) -> None:
    shifts = ("always", *(shift.id for shift in resources.shift))
    hats = (*known.posts, *known.bodies)
    for shift in resources.shift:
        for key in ("begins", "ends"):
            if not _CLOCK.fullmatch(word := getattr(shift, key)):
                faults.add(f'shift "{shift.id}"{SEPARATOR}{key}', "this is no time of day", value=word, allowed='such as "08:30"')
    for holder in resources.holder:
        for hat in holder.posts:
            faults.known(f'holder "{holder.id}"{SEPARATOR}posts', "post or desk of a body", hat, hats)
        faults.known(f'holder "{holder.id}"{SEPARATOR}shift', "shift", holder.shift, shifts)
    for number, desk in enumerate(resources.desk, 1):
        for body in desk.bodies:
            faults.known(f"desk {number}{SEPARATOR}bodies", "body", body, known.bodies)
    for unit in resources.unit:
        faults.known(f'unit "{unit.id}"{SEPARATOR}body', "body", unit.body, known.bodies)
    for means in resources.means:
        for word in means.held_by:
            known.party(faults, f'means "{means.id}"{SEPARATOR}held_by', word, silent=False)


def _check_tasks(resources: Resources, data: Mapping[str, Any], known: Ids, faults: Mistakes) -> None:
    for number, task in enumerate(resources.task):
        place = place_of(data, ("task", number)) + SEPARATOR
        faults.known(f"{place}act", "task", task.act, (*ACTS, *TASKS))
        if task.by:
            known.party(faults, f"{place}by", task.by)
    for number, route in enumerate(resources.route):
        place = place_of(data, ("route", number)) + SEPARATOR
        faults.known(f"{place}channel", "channel", route.channel, CHANNELS)
        for act in route.acts:
            faults.known(f"{place}acts", "act", act, ACTS)
        for form in route.forms:
            faults.known(f"{place}forms", "form", form, known.forms)
    for number, sight in enumerate(resources.sight):
        if sight.by:
            known.party(faults, f"{place_of(data, ('sight', number))}{SEPARATOR}by", sight.by)


def _check_observable(observable: Observable, place: str, known: Ids, faults: Mistakes) -> None:
    if not faults.known(f"{place}fact", "fact", observable.fact, known.facts):
        return
    name = known.vocabulary.names[observable.fact]
    ways = [key for key, value in (("is", observable.is_), ("when", observable.when), ("values", observable.values)) if value]
    wanted = {"flag": "when", "count": "is", "number": "is"}.get(name.type, "values")
    if ways != [wanted]:
        faults.add(place.removesuffix(SEPARATOR), f'a fact of type "{name.type}" is seen through `{wanted}` alone', value=", ".join(ways))
        return
    if observable.is_:
        faults.known(f"{place}is", "thing to be seen", observable.is_, tuple(SCENE.names))
    if observable.when:
        check_names_of(observable.when, f"{place}when", SCENE, faults)
    for value, when in observable.values.items():
        faults.known(f"{place}values", "value", value, name.values)
        check_names_of(when, f"{place}values{SEPARATOR}{value}", SCENE, faults)
