"""The body at a scene: it is made of people who travelled there, and has no hands of its own.

It can be set up once its head and two bodies have arrived: the head who was assigned, else any holder of its posts or of the posts of
whoever sets it up. It then has one pair of hands for each body that came, at most as many as the resources give it.
"""

from __future__ import annotations

from sim.agents.task import Task
from sim.world.world import World

_BODIES = 2  # that have arrived, besides the head


def can_be_set_up(world: World, task: Task) -> bool:
    """Whether the head and two bodies are at the scene."""
    scene = world.scenes[task.obligation.about]
    heads = _heads(world, task)
    return bool(heads.intersection(scene.present)) and scene.bodies_that_came(without=heads) >= _BODIES


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
