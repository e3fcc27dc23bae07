"""Whoever acts by themselves, beside the desks. Each file here has a `begin(world)`, which puts what it does into the calendar of a run."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from sim.world.world import World


def begin_all(world: World) -> None:
    """Let all of them begin, by the names of their files."""
    for name in sorted(module.name for module in iter_modules(__path__)):
        import_module(f"{__name__}.{name}").begin(world)
