"""The drill's staff: they let events begin, put in what the scenario says, and note what was expected and did not come."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sim.inputs.scenario import Course, Event, Inject, Notice
from sim.plan.conditions import Test
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import Row
from sim.world.clock import Order
from sim.world.scene import Scene
from sim.world.setting import grade_by
from sim.world.world import World


def begin(world: World) -> None:
    """Put everything that the scenario times into the calendar of the run."""
    conditions = world.setting.inject_conditions
    scenario = world.setting.inputs.scenario
    _watch_the_hours(world)
    for fault in world.faults.timed():
        world.later(fault.at or 0.0, Order.FAULTS, partial(_fault_begins, world, fault.id))
    for event in scenario.event:
        if event.risk_known_at is not None:
            world.later(event.risk_known_at, Order.ARRIVALS, partial(_risk, world, event))
        if event.after is None:
            world.later(event.at, Order.ARRIVALS, partial(_begin, world, event, {}))
    for course in scenario.course:
        world.later(course.at, Order.ARRIVALS, partial(_course, world, course))
    for inject in scenario.inject:
        if inject.at is not None:
            world.later(inject.at, Order.ARRIVALS, partial(put_in, world, inject))
        elif inject.missing is not None:
            world.later(inject.missing.by, Order.TICKS, partial(_missing, world, inject, inject.missing.duty))
    following = {event.id: event for event in scenario.event if event.after is not None}
    if following:
        coming: dict[str, dict[str, int]] = {}
        world.on_people.append(lambda event, totals: _follow(world, event, totals, following, coming))
    waiting = {inject.id: inject for inject in scenario.inject if inject.when}
    if waiting:
        world.on_truth.append(lambda scene: _check(world, scene, waiting, conditions))


def _watch_the_hours(world: World) -> None:
    """Whenever night, a day or a shift begins or ends, let everybody look whether they are on duty."""

    def changed() -> None:
        world.stir()
        world.later(world.hours.to_next_change(), Order.FAULTS, changed)

    world.later(world.hours.to_next_change(), Order.FAULTS, changed)


def _risk(world: World, event: Event) -> None:
    knows = _bound(world, event.id, event.risk_known_by)
    row = world.write("risk-found", knows or None, about=event.id, facts={**event.facts, "grade": _true_grade(world, event)})
    desk = world.desk_of(knows)
    if desk is not None:
        desk.learn(row)


def _true_grade(world: World, event: Event) -> str:
    """The grade that the event would have if what is feared came about."""
    facts = dict(event.facts)
    for course in world.setting.inputs.scenario.course:
        if course.event == event.id:
            facts.update(course.facts)
    return grade_by(world.setting, facts.get)[0]


def _begin(world: World, event: Event, sizes: dict[str, int]) -> None:
    scene = world.scenes[event.id]
    if scene.open:
        return
    scene.open = True
    row = world.write("occurred", about=event.id)  # what is true stands in the scene rows, which raise no duty
    world.truth(scene, {name: value for name, value in event.facts.items() if name not in scene.seen_facts})
    scene.begin(world.now, sizes)
    _who_works_here(world, scene)
    for body in scene.watched_by:
        noticed = world.write("noticed", body, about=event.id, cause=row.seq, facts=_plain_to_see(scene, event))
        desk = world.desk_of(body)
        if desk is not None:
            desk.learn(noticed)


def _who_works_here(world: World, scene: Scene) -> None:
    """Whoever works where an event begins is there."""
    setting = world.setting
    for body in setting.places.who_works_at(setting.event_place[scene.event] or ""):
        desk = world.desk_of(body)
        if desk is not None and (people := desk.at_work()):
            scene.come(body, people, world.now, travelled=False)


def _follow(world: World, event: str, totals: dict[str, int], following: dict[str, Event], coming: dict[str, dict[str, int]]) -> None:
    """People who left one event make another, after the time that it takes them; whoever leaves until then is among them.

    `coming` holds how many come to each event that is certain to follow, by group.
    """
    for id_, entry in following.items():
        after = entry.after
        if after is None or after.event != event:
            continue
        number = totals["moved_up"] if after.way == "moved-up" else _not_content(world, event, totals["another_day"])
        if id_ in coming:
            coming[id_].update(dict.fromkeys(coming[id_], number))
        elif number >= after.least:
            groups = [group.id for group in world.setting.inputs.scenario.people if group.event == id_]
            coming[id_] = dict.fromkeys(groups, number)
            world.later(max(after.delay, entry.at - world.now), Order.ARRIVALS, partial(_begin, world, entry, coming[id_]))


def _not_content(world: World, event: str, another_day: int) -> int:
    """How many may come back for the matter: none of those who went after a leader had taken the case."""
    scene = world.scenes[event]
    if not scene.case_taken:
        scene.left_unanswered = another_day
    return scene.left_unanswered


def _course(world: World, course: Course) -> None:
    world.truth(world.scenes[course.event], course.facts)


def _fault_begins(world: World, fault: str, cause: int | None = None) -> None:
    """A fault begins; when it ends, everybody looks whether they can go on."""
    entry = world.faults.by_id(fault)
    world.faults.begin(fault, world.now)
    facts = {"fault": fault, "target": entry.target, "until": entry.until}
    world.write("fault", about=entry.event or None, form=entry.kind, cause=cause, facts=facts)
    if entry.until is not None and entry.until > world.now:
        world.later(entry.until - world.now, Order.FAULTS, world.stir)


def put_in(world: World, inject: Inject, cause: Row | None = None) -> None:
    """Put in an inject: what it says and what it changes are one datum."""
    said = dict(inject.facts) | dict(_noticed(inject)) | {"text": inject.text.written()}
    row = world.write("inject", about=inject.event, form=inject.id, cause=None if cause is None else cause.seq, facts=said)
    for change, carry_out in CHANGES.items():
        if asked := getattr(inject, change):
            carry_out(world, inject.event, asked, row)


def _noticed(inject: Inject) -> dict[str, object]:
    return {} if inject.notice is None else inject.notice.facts


def _notice(world: World, event: str, notice: Notice, row: Row) -> None:
    body = _bound(world, event, notice.body)
    desk = world.desk_of(body)
    noticed = world.write("noticed", body, about=event, cause=row.seq, facts=_seen_from_far(world, event, notice))
    if desk is not None:
        desk.learn(noticed)


def _seen_from_far(world: World, event: str, notice: Notice) -> dict[str, object]:
    """What is noticed: what the inject says, and otherwise what is plain to see."""
    if notice.facts:
        return dict(notice.facts)
    scene = world.scenes[event]
    plain = world.setting.inputs.scenario.event
    return next((_plain_to_see(scene, entry) for entry in plain if entry.id == event), {})


# What each change of an inject does, in the order in which they are carried out: one entry for each field that is a change.
CHANGES: dict[str, Callable[[World, str, Any, Row], None]] = {
    "facts": lambda world, event, facts, _: world.truth(world.scenes[event], facts),
    "fault": lambda world, _, fault, row: _fault_begins(world, fault, row.seq),
    "rumour": lambda world, event, strength, _: world.scenes[event].rumour(strength, world.now),
    "people": lambda world, event, group, _: world.scenes[event].join(group, world.now),
    "notice": _notice,
}


def _plain_to_see(scene: Scene, event: Event) -> dict[str, object]:
    return {name: value for name in event.facts if (value := scene.true_value(name)) is not None}


def _bound(world: World, event: str, body: str) -> str:
    return world.setting.roles.get(event, {}).get(body, body)


def _missing(world: World, inject: Inject, duty: str) -> None:
    """An act was expected by now: if no row shows it, say so and put in what was to follow. Before anything has happened nothing is expected."""
    rules = world.setting.rulebook
    rule = rules.by_id.get(duty) or rules.by_id[f"habit:{duty}"]
    first: Row | None = None
    for row in world.rows:
        if row.about == inject.event:
            first = first or row
            if row.kind == rule.done_kind and row.form in (rule.done_form, *(() if rule.done_form else (row.form,))) and _by(rules, rule, row):
                return
    if first is not None:
        missed = world.write("expectation-missed", about=inject.event, rule=rule.id, clause=rule.duty.clause or None, cause=first.seq)
        put_in(world, inject, missed)


def _by(rules: Rulebook, rule: Rule, row: Row) -> bool:
    """Whether a row shows a duty done: it cites it, or its bearer by name did the same."""
    return row.rule == rule.id or (rule.duty.bearer in (*rules.plan_bodies, *rules.body_of) and rules.belongs(row.actor, rule.duty.bearer))


def _check(world: World, scene: Scene, waiting: dict[str, Inject], conditions: dict[str, Test]) -> None:
    for id_, inject in list(waiting.items()):
        if id_ in waiting and inject.event == scene.event and conditions[id_](scene.true_value) is True:
            del waiting[id_]
            put_in(world, inject)
