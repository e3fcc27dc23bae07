"""What resources say to no effect: habits that nothing sets off, units that nobody sends, desks without anybody, times that nobody would believe.

None of it is a fault: a plan may be run with means that it does not use. But whoever wrote it expects something of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.inputs.resources import Resources
from sim.inputs.times import shown_names, time_remarks
from sim.plan.check.index import PlanIndex
from sim.plan.model import Plan
from sim.plan.sections import task_name
from sim.vocabulary import ACTS
from sim.words import Phrase, Said, phrase

_DAY_MIN = 1440.0  # work of one sitting, a turn-out or a journey that usually takes longer is a slip of the pen
_SECOND_MIN = 1 / 60


def means_remarks(plan: Plan, resources: Resources) -> tuple[Phrase, ...]:
    """All that `check` says of resources and `run` of a drill with them: acts without a time, and what is without effect."""
    return (*time_remarks(plan, resources), *idle_remarks(plan, resources))


def idle_remarks(plan: Plan, resources: Resources) -> tuple[Phrase, ...]:
    """One remark for each kind of thing without effect, or out of a plausible range, with the names of all of them."""
    index = PlanIndex(plan.model_copy(update={"duty": (*plan.duty, *resources.habit)}))
    found = (
        ("habits", _never_set_off(index, resources)),
        ("units", _never_sent(index, resources)),
        ("desks", _empty_desks(plan, resources)),
        ("long", _too_long(resources)),
        ("short", _too_short(resources)),
    )
    return tuple(phrase(f"idle.{what}", len(names), names=shown_names(names)) for what, each in found if (names := tuple(each)))


def _never_set_off(index: PlanIndex, resources: Resources) -> Iterator[Said]:
    """Habits that wait for what neither an event nor a duty nor another habit brings about."""
    return (phrase("idle.with-id", name=habit.title, id=habit.id) for habit in resources.habit if not index.links.comes(habit))


def _never_sent(index: PlanIndex, resources: Resources) -> Iterator[Said]:
    """Units of bodies of which no duty and no habit asks that anybody go; who is only pointed at may be anybody."""
    going = [duty for duty in index.duties if ACTS[duty.act].comes]
    pointed = any(duty.bearer.startswith("@") or duty.bearer == NONE_STATED for duty in going)
    roles = {body.id for body in index.plan.body if body.kind == "role"}
    named = index.seats(frozenset().union(*(index.parties(duty.bearer) for duty in going)))
    played = {body.id for body in resources.body if named & roles & set(body.plays)}
    for unit in resources.unit:
        if unit.number == 0 or not (pointed or unit.body in named or unit.body in played):
            yield phrase("idle.with-id", name=unit.name, id=unit.id)


def _empty_desks(plan: Plan, resources: Resources) -> Iterator[Said]:
    """Desks where nobody sits by day or by night, and nobody is called from home."""
    names = {body.id: body.name for body in plan.body} | {body.id: body.name for body in resources.body}
    for desk in resources.desk:
        if desk.staff == 0 and not desk.night_staff and desk.on_call is None:
            yield tuple(names.get(body, body) for body in desk.bodies)


def _too_long(resources: Resources) -> Iterator[Said]:
    for task in resources.task:
        if not task.beside and task.minutes.quantile(0.5) > _DAY_MIN:
            yield phrase("idle.takes", what=task_name(task.model_dump()), minutes=task.minutes.quantile(0.5))
    for unit in resources.unit:
        for key, time in (("turn_out", unit.turn_out), ("travel", unit.travel)):
            if time.quantile(0.5) > _DAY_MIN:
                yield phrase("idle.takes", what=f"{unit.id}.{key}", minutes=time.quantile(0.5))


def _too_short(resources: Resources) -> Iterator[Said]:
    """Work that usually takes less than a second, though not none at all: most likely minutes were meant where hours stand, or the like."""
    for task in resources.task:
        if 0 < task.minutes.quantile(0.5) < _SECOND_MIN:
            yield phrase("idle.takes", what=task_name(task.model_dump()), minutes=task.minutes.quantile(0.5))
