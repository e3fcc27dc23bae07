"""What somebody who looks at a scene takes to be so: counts with an error, and things that may be missed.

Errors are drawn once per look. They shrink with the time that the observer has been watching, and grow at night and from afar.
Sizes of errors are assumptions of the resources.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

from sim.resources import Sight
from sim.world.world import World

_NORMAL = NormalDist()
_FROM_AFAR = 1.5  # who asks by phone sees through somebody else's eyes: an assumption, swept with the errors themselves


def seen(world: World, event: str, by: str, facts: frozenset[str], subject: str, *, at_scene: bool) -> dict[str, Any]:
    """What `by` takes to be true of `facts` at the scene of `event`, now. `at_scene`: the observer stands there."""
    scene, sight = world.scenes[event], world.setting.sight_of(by)
    since = scene.present.get(by)
    watched = 0.0 if since is None else world.now - since
    remote = (sight is not None and sight.remote) or not (at_scene or since is not None)
    found: dict[str, Any] = {}
    for name in world.setting.facts:
        if name not in facts:
            continue
        value = scene.true_value(name)
        if value is None:
            continue
        what = value if sight is None else _blurred(world, sight, name, value, by, watched, subject, remote, by in scene.investigated_by)
        if what is not None:
            found[name] = what
    names = world.setting.fault_names(by)
    amount = world.faults.active("underestimate", world.now, *names, event=event)
    if amount is not None:
        for name, value in found.items():
            if world.setting.facts[name].type == "count":
                found[name] = round(value * (amount.amount if amount.amount is not None else 0.5))
    if world.faults.active("false all-clear", world.now, *names, event=event) is not None:
        found.update({name: True for name in world.setting.end_flags if name in facts})
    return found


def _blurred(
    world: World, sight: Sight, name: str, value: Any, by: str, watched: float, subject: str, remote: bool, looked_into: bool
) -> Any:
    """The value as it is taken to be, or None where it is missed; who has investigated misses nothing."""
    error = (sight.error_night if world.hours.is_night() else sight.error) * 0.5 ** (watched / sight.improves)
    if remote:
        error *= _FROM_AFAR
    luck = world.luck(f"sight/{by}/{name}", subject)
    if world.setting.facts[name].type == "count":
        return max(0, round(value * (1.0 + error * _NORMAL.inv_cdf(luck))))
    missed = not looked_into and luck < sight.miss * 0.5 ** (watched / sight.improves)
    return None if missed else value  # what is missed is not said; it is not said to be absent
