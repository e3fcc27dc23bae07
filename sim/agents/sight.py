"""What somebody who looks at a scene takes to be so: counts with an error, and things that may be missed.

Errors are drawn once per look. They shrink with the time that the observer has been watching, and grow at night and from afar.
Sizes of errors are assumptions of the resources.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

from sim.inputs.assumed import Sight
from sim.world.world import World

_NORMAL = NormalDist()


def seen(world: World, event: str, by: str, facts: frozenset[str], subject: str, *, at_scene: bool) -> dict[str, Any]:
    """What `by` takes to be true of `facts` at the scene of `event`, now. `at_scene`: the observer stands there."""
    scene, sight = world.scenes[event], world.setting.sight_of(by)
    since = scene.present.get(by)
    if at_scene:
        since = min(scene.present.values(), default=since)  # whoever comes asks those who are there already
    watched = 0.0 if since is None else world.now - since
    remote = (sight is not None and sight.remote) or not (at_scene or since is not None)
    wanted = {name: value for name, value in scene.facts.items() if name in facts and value is not None}
    found = wanted if sight is None else _blurred(world, sight, wanted, by, watched, subject, remote=remote, looked_into=by in scene.investigated_by)
    _no_fewer_than_listed(world, event, found)  # whoever looks, or asks, has the list
    names = world.setting.fault_names(by)
    amount = world.faults.active("underestimate", world.now, *names, event=event)
    if amount is not None:
        for name, value in found.items():
            if world.setting.facts[name].type == "count":
                found[name] = round(value * (amount.amount if amount.amount is not None else world.setting.amounts.seen_share))
        if at_scene:
            _no_fewer_than_listed(world, event, found)  # where it is written, it is read, whatever side of the gate is seen
    if world.faults.active("false all-clear", world.now, *names, event=event) is not None:
        found.update({name: True for name in world.setting.end_flags if name in facts})
    return found


def _no_fewer_than_listed(world: World, event: str, found: dict[str, Any]) -> None:
    for name in world.setting.crowd_sizes:
        if name in found:
            found[name] = max(found[name], world.scenes[event].on_the_list())


def _blurred(
    world: World, sight: Sight, facts: dict[str, Any], by: str, watched: float, subject: str, *, remote: bool, looked_into: bool
) -> dict[str, Any]:
    """The values as they are taken to be, without those that are missed; who has investigated misses nothing.

    What is missed is not said; it is not said to be absent.
    """
    keeps = 0.5 ** (watched / sight.improves) if sight.improves else 0.0
    error = (sight.error_night if world.hours.is_night() else sight.error) * keeps * (sight.from_afar if remote else 1.0)
    miss = 0.0 if looked_into else sight.miss * keeps
    types = world.setting.facts
    found: dict[str, Any] = {}
    for name, value in facts.items():
        if types[name].type == "count":
            found[name] = max(0, round(value * (1.0 + error * _NORMAL.inv_cdf(world.luck(f"sight/{by}/{name}", subject))))) if error else value
        elif not miss or world.luck(f"sight/{by}/{name}", subject) >= miss:
            found[name] = value
    return found
