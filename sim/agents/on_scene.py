"""What can be done at a scene only, and the body there that heads it.

Work among people is done by those who are at the event. The body at a scene is made of people who travelled there, and has no hands of its own.

It can be set up once its head and two bodies have arrived: the head who was assigned, else any holder of its posts or of the posts of
whoever sets it up. It then has one pair of hands for each body that came, at most as many as the resources give it.
"""

from __future__ import annotations

from sim.agents.task import Task
from sim.vocabulary import ACTS, AMONG_PEOPLE, AT_HOME_BEFORE
from sim.world.world import World

OVER_KINDS = frozenset({"ended", "stood-down"})


def face_to_face(world: World, task: Task) -> bool:
    """Whether a task is done among people, by those who are at the event. Some talks are held where people live, until it begins."""
    if ACTS[task.act].afield:
        return True
    effect = task.obligation.rule.duty.effect
    return task.act == "perform" and (effect in AMONG_PEOPLE or (effect in AT_HOME_BEFORE and world.scenes[task.obligation.about].open))


def follows_the_end(world: World, task: Task) -> bool:
    """Whether the end of the response set a task off, directly or over other rows."""
    seq: int | None = task.obligation.trigger.seq
    while seq is not None:
        row = world.rows[seq]
        if row.kind in OVER_KINDS:
            return True
        seq = row.cause
    return False


def can_be_set_up(world: World, task: Task) -> bool:
    """Whether the head and as many bodies as it takes are at the scene."""
    scene, enough = world.scenes[task.obligation.about], world.setting.conduct.command_bodies
    if scene.bodies_that_came() < enough:
        return False
    heads = _heads(world, task)
    return bool(heads.intersection(scene.present)) and scene.bodies_that_came(without=heads) >= enough


def stands_by_itself(world: World, event: str) -> bool:
    """Whether a body at a scene is there without being set up: the plan has no such act, and as many bodies as it takes have come."""
    return not world.setting.sets_up_command and world.scenes[event].bodies_that_came() >= world.setting.conduct.command_bodies


def _heads(world: World, task: Task) -> set[str]:
    """Whoever may head it, with all that they are addressed by."""
    setting, about = world.setting, task.obligation.about
    named = {row.to for row in world.rows if row.kind == "assigned" and row.about == about and setting.names_head(row.rule)}
    named -= set(setting.scene_bodies)
    if not named:
        bodies = {*setting.scene_bodies, task.obligation.bearer}
        named = {task.obligation.bearer, *(post for post, body in setting.rulebook.body_of.items() if body in bodies)}
    plans = (setting.desk_for(one) for one in named if one)
    return {address for plan in plans if plan is not None for address in plan.addresses}
