"""The drill's staff: they let events begin, put in what the scenario says, and note what was expected and did not come."""

from __future__ import annotations

from functools import partial

from sim.world.grading import grade_by
from sim.plan.conditions import Test
from sim.record import Row
from sim.scenario import Course, Event, Inject
from sim.world.clock import Order
from sim.world.scene import Scene
from sim.world.world import World


def prepare(world: World, conditions: dict[str, Test]) -> None:
    """Put everything that the scenario times into the calendar of the run.

    `conditions` holds the compiled `when` of each inject that waits for a condition, by inject id.
    """
    scenario = world.setting.inputs.scenario
    for fault in world.faults.timed():
        world.later(fault.at or 0.0, Order.FAULTS, lambda fault=fault: _fault_begins(world, fault.id))  # type: ignore[misc]
    for event in scenario.event:
        if event.risk_known_at is not None:
            world.later(event.risk_known_at, Order.ARRIVALS, lambda event=event: _risk(world, event))  # type: ignore[misc]
        if event.after is None:
            world.later(event.at, Order.ARRIVALS, lambda event=event: _begin(world, event, {}))  # type: ignore[misc]
    for course in scenario.course:
        world.later(course.at, Order.ARRIVALS, lambda course=course: _course(world, course))  # type: ignore[misc]
    for inject in scenario.inject:
        if inject.at is not None:
            world.later(inject.at, Order.ARRIVALS, lambda inject=inject: put_in(world, inject))  # type: ignore[misc]
        elif inject.missing:
            from sim.durations import parse_clock

            by = parse_clock(inject.missing["by"])
            world.later(by, Order.TICKS, lambda inject=inject: _missing(world, inject))  # type: ignore[misc]
    following = {event.id: event for event in scenario.event if event.after is not None}
    if following:
        world.on_people.append(lambda event, totals: _follow(world, event, totals, following))
    waiting = {inject.id: inject for inject in scenario.inject if inject.when}
    if waiting:
        world.on_truth.append(lambda scene: _check(world, scene, waiting, conditions))


def _risk(world: World, event: Event) -> None:
    scene = world.scenes[event.id]
    row = world.write("risk-found", event.risk_known_by or None, about=event.id, facts={**event.facts, "grade": _true_grade(world, scene, event)})
    desk = world.desk_of(_bound(world, event.id, event.risk_known_by))
    if desk is not None:
        desk.learn(row)


def _true_grade(world: World, scene: Scene, event: Event) -> str:
    """The grade that the event would have if what is feared came about."""
    facts = {**event.facts, **{name: value for course in world.setting.inputs.scenario.course if course.event == event.id for name, value in course.facts.items()}}
    return grade_by(world.setting, facts.get)[0]


def _begin(world: World, event: Event, sizes: dict[str, int]) -> None:
    scene = world.scenes[event.id]
    if scene.open:
        return
    scene.open = True
    row = world.write("occurred", about=event.id)  # what is true stands in the scene rows, which raise no duty
    world.truth(scene, {name: value for name, value in event.facts.items() if name not in scene.seen_facts})
    scene.begin(world.now, sizes)
    for body in scene.watched_by:
        noticed = world.write("noticed", body, about=event.id, cause=row.seq, facts=_plain_to_see(scene, event))
        desk = world.desk_of(body)
        if desk is not None:
            desk.learn(noticed)


def _follow(world: World, event: str, totals: dict[str, int], following: dict[str, Event]) -> None:
    """People who left one event make another, after the time that it takes them."""
    for id_, entry in list(following.items()):
        after = entry.after
        if after is None or after.event != event:
            continue
        number = totals["moved_up" if after.way == "moved-up" else "another_day"]
        if number >= after.least:
            del following[id_]
            groups = [group.id for group in world.setting.inputs.scenario.people if group.event == id_]
            wait = max(after.delay, entry.at - world.now)
            world.later(wait, Order.ARRIVALS, partial(_begin, world, entry, dict.fromkeys(groups, number)))


def _course(world: World, course: Course) -> None:
    world.truth(world.scenes[course.event], course.facts)


def _fault_begins(world: World, fault: str) -> None:
    entry = world.faults.by_id(fault)
    world.faults.begin(fault, world.now)
    world.write("fault", about=entry.event or None, form=entry.kind, facts={"fault": fault, "target": entry.target, "until": entry.until})


def put_in(world: World, inject: Inject, cause: Row | None = None) -> None:
    """Put in an inject: what it says and what it changes are one datum."""
    row = world.write(
        "inject", about=inject.event, form=inject.id, cause=None if cause is None else cause.seq, facts=dict(inject.facts) | dict(inject.notice.get("facts", {}))
    )
    if inject.facts:
        world.truth(world.scenes[inject.event], inject.facts)
    if inject.fault:
        _fault_begins(world, inject.fault)
    if inject.rumour:
        world.scenes[inject.event].rumour(inject.rumour, world.now)
    if inject.people:
        world.scenes[inject.event].join(inject.people, world.now)
    if inject.notice:
        _notice(world, inject, row)


def _notice(world: World, inject: Inject, row: Row) -> None:
    body = _bound(world, inject.event, str(inject.notice["body"]))
    desk = world.desk_of(body)
    noticed = world.write("noticed", body, about=inject.event, cause=row.seq, facts=_seen_from_far(world, inject))
    if desk is not None:
        desk.learn(noticed)


def _seen_from_far(world: World, inject: Inject) -> dict[str, object]:
    """What is noticed: what the inject says, and otherwise what is plain to see."""
    said = inject.notice.get("facts", {})
    if said:
        return dict(said)
    scene = world.scenes[inject.event]
    plain = world.setting.inputs.scenario.event
    return next((_plain_to_see(scene, event) for event in plain if event.id == inject.event), {})


def _plain_to_see(scene: Scene, event: Event) -> dict[str, object]:
    return {name: value for name in event.facts if (value := scene.true_value(name)) is not None}


def _bound(world: World, event: str, body: str) -> str:
    return world.setting.roles.get(event, {}).get(body, body)


def _missing(world: World, inject: Inject) -> None:
    """An act was expected by now: if no row shows it, say so and put in what was to follow."""
    duty = inject.missing["duty"]
    if not any(row.rule == duty and row.about == inject.event for row in world.rows):
        cause = next((row for row in world.rows if row.about == inject.event), None)
        row = world.write("expectation-missed", about=inject.event, rule=duty, cause=None if cause is None else cause.seq)
        put_in(world, inject, row)


def _check(world: World, scene: Scene, waiting: dict[str, Inject], conditions: dict[str, Test]) -> None:
    for id_, inject in list(waiting.items()):
        if inject.event == scene.event and conditions[id_](scene.true_value) is True:
            del waiting[id_]
            put_in(world, inject)
