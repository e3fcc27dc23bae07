"""A drill: inputs and a seed go in, a record comes out.

Everything that happens is written to the record by the world; this file only builds the world and lets it run.
"""

from __future__ import annotations

from typing import Any

import sim
from sim.agents.desk import Desk
from sim.agents.hands import Hands
from sim.agents.outside import begin_all
from sim.agents.player import Player, SimulatedPlayer
from sim.agents.unit import UnitPool
from sim.garbage import without_looking_for_garbage
from sim.record import Header, Record
from sim.words import in_every_language
from sim.world.setting import Setting
from sim.world.world import World


def run(setting: Setting, seed: int, player: Player | None = None) -> Record:
    """Run one drill and give its record. The same setting and seed give the same record, in any process.

    `player` decides for the officers; by default a simulated one.
    """
    world = World(setting, seed)
    deciding = player if player is not None else SimulatedPlayer(world)
    _gather(world)
    crew = Hands(world, deciding, {body: UnitPool(units) for body, units in setting.units.items()})
    world.open_desk = lambda plan: Desk(world, plan, crew)
    begin_all(world)
    with without_looking_for_garbage():
        world.env.run(until=setting.inputs.scenario.scenario.horizon)
        rows = tuple(world.rows)
        world.close()
    return Record(header_of(setting, seed), rows)


def _gather(world: World) -> None:
    """Give a crowd to every event that the scenario brings people to."""
    inputs = world.setting.inputs
    for event in world.scenes:
        groups = tuple(group for group in inputs.scenario.people if group.event == event)
        if groups:
            from sim.agents.gathering import Gathering
            from sim.inputs.crowd_parameters import CrowdParameters  # NumPy is loaded only where there is a crowd

            world.scenes[event] = Gathering(world, event, groups, CrowdParameters.from_mapping(inputs.resources.crowd, "resources"))


def header_of(setting: Setting, seed: int) -> Header:
    """The first line of the record: what ran."""
    inputs = setting.inputs
    head = inputs.scenario.scenario
    plan: dict[str, Any] = {"id": inputs.plan.plan.id, "lineage": [{"id": name, "digest": digest} for name, digest in inputs.lineage]}
    if inputs.readings:
        plan["readings"] = dict(inputs.readings)
    return Header(
        version=sim.__version__,
        plan=plan,
        resources={"id": inputs.resources.resources.id, "digest": inputs.resources_digest},
        scenario={"id": head.id, "digest": inputs.scenario_digest, "title": in_every_language(head.title)},
        seed=seed,
        start=inputs.calendar.datetime_at(0.0).isoformat(),
        horizon_min=head.horizon,
        events={event.id: {"roles": dict(event.roles), "title": in_every_language(event.title)} for event in inputs.scenario.event},
        bodies={body.id: {"name": in_every_language(body.name), "plays": list(body.plays)} for body in inputs.resources.body},
    )
