"""The way to a scene and back: how long it takes, who goes in person, who turns back, who leaves when the response is over."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import Any

from simpy import Event, Interrupt

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.hindrance import hinder
from sim.agents.on_scene import stands_by_itself
from sim.agents.task import Task
from sim.durations import to_tick
from sim.inputs.resources import Journey
from sim.inputs.resources import Unit as UnitEntry
from sim.record import Row
from sim.world.clock import After, Order
from sim.world.scene import Scene
from sim.world.world import World

_TOLD_ON_ARRIVAL = frozenset({"command-established", "reception-opened", "registered", "representatives-chosen"})


# -- how long it takes -----------------------------------------------------------------------------------------------------


def unit_way(world: World, entry: UnitEntry, about: str, subject: str, *, called_on: bool) -> tuple[float, list[str]]:
    """Minutes that a unit is on the way, and the faults that made them more. `called_on`: people are visited where they live."""
    names = (*world.setting.fault_names(entry.body), entry.id)
    if not called_on and world.setting.works_at(entry.body, about):
        return 0.0, []
    journey = None if called_on else _journey_of(world, entry.body, about)
    luck = world.luck(f"{entry.id}/travel", subject)
    minutes = (entry.travel if journey is None else journey.minutes).at(luck)
    closed = entry.travel_blocked if journey is None else journey.closed
    minutes, held_up = _held_up(world, about, minutes, None if closed is None else closed.at(luck), names)
    broken = world.faults.active("bus breakdown", world.now, *names, event=about)
    if broken is not None and (entry.kind == "vehicle" or entry.id == broken.target):
        minutes += world.setting.amounts.breakdown if broken.amount is None else broken.amount
        held_up.append(broken.id)
    return to_tick(minutes), held_up


def _own_way(world: World, actor: str, about: str, form: str | None, subject: str, on_the_road: str) -> tuple[float, list[str]]:
    """The same for somebody who goes in person: what the resources say of the task, and the journey where the scene is elsewhere.

    `subject` is what the luck of the task belongs to, `on_the_road` that of the journey.
    """
    minutes, journey = world.minutes("go", form, actor, subject), _journey_of(world, actor, about)
    closed = None
    if journey is not None:
        luck = world.luck(f"{actor}/journey", on_the_road)
        closed = None if journey.closed is None else minutes + journey.closed.at(luck)
        minutes += journey.minutes.at(luck)
    minutes, held_up = _held_up(world, about, minutes, closed, world.setting.fault_names(actor))
    return to_tick(minutes), held_up


def _held_up(world: World, about: str, minutes: float, round_about: float | None, names: tuple[str, ...]) -> tuple[float, list[str]]:
    """What a closed road, bad weather and a wrong address make of a way."""
    scene = world.scenes[about]
    held_up: list[str] = []
    blocked = world.faults.active("road closed", world.now, *names, event=about)
    if blocked is not None and not scene.road_kept_open:
        minutes = max(minutes, minutes * (blocked.amount or world.setting.amounts.way_factor) if round_about is None else round_about)
        held_up.append(blocked.id)
    for kind in ("bad weather", "wrong address"):
        fault = world.faults.active(kind, world.now, *names, event=about)
        if fault is not None and not (kind == "wrong address" and scene.guided):
            minutes *= world.setting.amounts.way_factor if fault.amount is None else fault.amount
            held_up.append(fault.id)
    return minutes, held_up


def _journey_of(world: World, party: str, about: str) -> Journey | None:
    setting = world.setting
    return setting.places.journey(setting.places.workplace(party), setting.event_place[about])


# -- on the way ----------------------------------------------------------------------------------------------------------------


def way(world: World, hand: Hand, minutes: float) -> Generator[Event, Any, bool]:
    """Be on the way for so many minutes; whether one was not called back meanwhile."""
    try:
        yield After(world.env, minutes, Order.ARRIVALS)
    except Interrupt:
        return False
    return True


def stays_away(hand: Hand, task: Task) -> bool:
    """Whether nobody sets out, because it is known here that the response is over or that nobody is left; a row says so once."""
    desk, about = hand.desk, task.obligation.about
    if desk.is_over(about):
        hinder(hand, task, "response over", None)
        return True
    if desk.knows_nobody_left(about):
        hinder(hand, task, "nobody left", None)
        return True
    return False


def turn_back(desk: Desk, about: str, body: str, facts: dict[str, Any], cause: int) -> None:
    """People on the way learn that the response is over: a row `released`."""
    over = desk.row_of_end(about)
    desk.world.scenes[about].expect_no_more(body)
    desk.world.write("released", body, about=about, cause=cause if over is None else over, facts=facts)


def learns_on_the_spot(world: World, desk: Desk, about: str) -> bool:
    """Whether who arrives finds the response over; they then know it."""
    if not world.scenes[about].over:
        return desk.is_over(about)
    end = next((row for row in reversed(world.rows) if row.about == about and row.kind == "ended"), None)
    if end is not None:
        desk.learn(end)
    return True


def settle_in(world: World, hand: Hand, row: Row) -> None:
    """Somebody has arrived: they are told what has been done here, and work among people that has waited for them goes on."""
    about, desk = row.about or "", hand.desk
    hand.place, hand.since = about, world.now
    desk.learn(row)
    world.tell_those_present(row)
    if world.scenes[about].commanded or stands_by_itself(world, about):
        man_command(world, world.scenes[about])
    for done in world.rows[: row.seq]:  # who comes later is told by those present what has been done here
        if done.about == about and done.kind in _TOLD_ON_ARRIVAL:
            desk.learn(done, because=row.seq)
    _tell_the_last_count(world, desk, about)
    hand.ring()
    desk.wake()


def _tell_the_last_count(world: World, desk: Desk, about: str) -> None:
    """Whoever comes hears how many people were counted last."""
    counted = next((row for row in reversed(world.rows) if row.kind == "estimated" and row.about == about), None)
    if counted is not None:
        desk.learn(counted)


def man_command(world: World, scene: Scene) -> None:
    """It stands at the scene from now on, sees what is done there, and has a pair of hands for each body that has come."""
    scene.commanded = True
    for body in world.setting.scene_bodies:
        scene.present.setdefault(body, world.now)
        desk = world.desk_of(body)
        if isinstance(desk, Desk):
            _tell_the_last_count(world, desk, scene.event)
            desk.man(scene)


# -- in person -----------------------------------------------------------------------------------------------------------------


def set_out(hand: Hand, task: Task) -> None:
    """Whoever has no unit goes in person: away from the desk until they are back. One person is in one place at a time."""
    desk, world, about, actor = hand.desk, hand.desk.world, task.obligation.about, task.actor
    if hand.is_at(about) or actor in world.scenes[about].people:
        world.later(0.0, Order.ARRIVALS, partial(_here_already, hand, task))
        return
    if hand.bound_for == about:
        hand.errands.append(task)
        return
    if hand.away:
        hinder(hand, task, "elsewhere", None, {"at": hand.place or hand.bound_for or "on the way back"})
        desk.wait_for_return(task)
        hand.ring()  # whoever is done there may go on from there
        return
    if stays_away(hand, task):
        return
    if any(has_many_more(world, other, about) for other in desk.asked_to_go()):
        desk.wait_for_return(task)  # first where many more people wait
        return
    rule = task.obligation.rule
    row = world.write(
        "dispatched", actor, form=rule.duty.form or None, about=about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"people": 1},
    )  # fmt: skip
    hand.bound_for, hand.errands, hand.leaves_as = about, [task], actor
    hand.going = world.scenes[about].going(actor)
    world.scenes[about].expect(actor)
    desk.sent_away(hand)
    desk.learn(row)
    desk.on_the_way[hand] = world.env.process(_go(world, hand, task, row))
    desk.wake()


def _here_already(hand: Hand, task: Task) -> None:
    """People of the body are at the scene: one of them is who was to come."""
    if not task.open:
        return
    world, about = hand.desk.world, task.obligation.about
    world.scenes[about].prepare(task.obligation.rule.duty.effect, task.actor)
    row = _arrived(world, hand, task, task.because, {}, "dispatched" if task.act == "dispatch" else "arrived")
    hand.desk.learn(row)
    world.tell_those_present(row)


def _arrived(world: World, hand: Hand, task: Task, cause: int, facts: dict[str, Any], kind: str = "arrived") -> Row:
    rule = task.obligation.rule
    form = (rule.duty.form or None) if task.act == "go" or kind == "dispatched" else None
    return world.write(
        kind, task.actor, form=form, about=task.obligation.about, rule=rule.id, clause=rule.duty.clause or None, cause=cause, facts=facts
    )


def _go(world: World, hand: Hand, task: Task, row: Row) -> Work:
    desk, about, actor = hand.desk, task.obligation.about, task.actor
    left, scene = world.now, world.scenes[about]
    before = not scene.open  # nobody has gathered: people are called on where they are
    minutes, held_up = _own_way(world, actor, about, task.obligation.rule.duty.form, task.matter, hand.going)
    going = yield from way(world, hand, minutes)
    del desk.on_the_way[hand]
    facts: dict[str, Any] = {"people": 1, **({"held_up_by": held_up} if held_up else {})}
    errands, hand.errands, hand.bound_for = hand.errands, [], None
    if not going or (not before and learns_on_the_spot(world, desk, about)):
        turn_back(desk, about, actor, {"people": 1}, row.seq)
        _go_back(world, hand, to_tick(world.now - left))
        return
    effect = task.obligation.rule.duty.effect
    if task.act == "dispatch":
        scene.act(task.act, effect, world.now, task.obligation)
    scene.prepare(effect, actor)
    if before and task.act == "dispatch":
        world.write("released", actor, about=about, cause=row.seq, facts=facts)
        _go_back(world, hand, minutes)
        return
    scene.come(actor, 1, world.now)
    scene.arrive("team", world.now)
    first: Row | None = None
    for errand in errands:
        if first is None or errand.open:
            arrived = _arrived(world, hand, errand, row.seq, facts)
            if first is None:
                first = arrived
                settle_in(world, hand, arrived)
            else:
                desk.learn(arrived)
                world.tell_those_present(arrived)


def has_many_more(world: World, there: str, here: str) -> bool:
    """Whether so many more people are at one scene than at another that whoever has nothing to do at this one goes there."""
    return there != here and world.scenes[there].gathered() > world.setting.conduct.many_more * world.scenes[here].gathered()


def has_more_to_do(world: World, body: str, there: str, here: str) -> bool:
    """The same for a body that receives people: it also goes where it can answer somebody, if it can answer nobody here any more."""
    may_help = world.scenes[there].may_help(body) and not world.scenes[here].may_help(body)
    return has_many_more(world, there, here) or (there != here and may_help)


def is_wanted_more_in_person(world: World, hand: Hand) -> bool:
    """Whether somebody who has nothing to do at one scene is asked to go to another, where many more people are."""
    return any(has_many_more(world, other, hand.place or "") for other in hand.desk.asked_to())


def leave_in_person(world: World, hand: Hand, *, wanted_elsewhere: bool = False) -> None:
    """Somebody who went in person leaves the scene, and is at work again when back, or at once to go on."""
    desk, about = hand.desk, hand.place or ""
    hand.place = None
    world.scenes[about].leave(hand.leaves_as, 1)
    world.write("released", hand.leaves_as, about=about, cause=desk.row_of_end(about), facts={"people": 1})
    back = 0.0 if wanted_elsewhere else _own_way(world, hand.leaves_as, about, None, f"{hand.going}/back", f"{hand.going}/back")[0]
    _go_back(world, hand, back)


def _go_back(world: World, hand: Hand, minutes: float) -> None:
    world.later(minutes, Order.ARRIVALS, partial(hand.desk.is_back, hand))
