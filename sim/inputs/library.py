"""Where plans, resources, scenarios and revisions are: shipped ones by name, a user's own by path.

A name with a slash, or that ends in .toml, is a path; anything else is the name of something that ships in `scenarios`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from sim.errors import InputError, nearest

_KINDS = {"scenario": "scenarios", "revision": "revisions"}


def root() -> Traversable:
    """The folder of shipped data, found through the installed package."""
    return resources.files("scenarios")


def default_plan() -> str:
    """The plan that is meant where none is named."""
    return str(_index()["default"])


def plans() -> tuple[str, ...]:
    """The names of the shipped plans, in the order of the index."""
    return tuple(_index()["plans"])


def _index() -> dict[str, list[str]]:
    return tomllib.loads((root() / "index.toml").read_text("utf-8"))


def is_path(name: str) -> bool:
    """Whether a name on the command line means a file of the user."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def find_plan(name: str | None) -> Path:
    """The file of a plan. Raises InputError when no such plan ships."""
    if name is not None and is_path(name):
        return Path(name)
    wanted = default_plan() if name is None else name
    if wanted not in plans():
        hint = nearest(wanted, plans()) or "drill list plans"
        raise InputError.of("--plan", "", "no such plan ships", value=wanted, allowed=", ".join(plans()), hint=hint)
    return Path(str(root() / wanted / "plan.toml"))


def calendar_text() -> str:
    """The shipped calendar of working days and holidays."""
    return (root() / "calendar-cn.toml").read_text("utf-8")


def shipped(kind: str) -> Iterator[tuple[str, Path]]:
    """(name, file) of everything of a kind ("scenario", "revision") that ships, plan by plan, by name."""
    for plan in plans():
        folder = root() / plan / _KINDS[kind]
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda found: found.name):
                if entry.name.endswith(".toml"):
                    yield entry.name.removesuffix(".toml"), Path(str(entry))


def find(kind: str, name: str) -> Path:
    """The file of a scenario or revision. Raises InputError with the nearest name when there is none."""
    if is_path(name):
        return Path(name)
    known = dict(shipped(kind))
    if name not in known:
        hint = nearest(name, tuple(known)) or "a path has a slash or ends in .toml"
        raise InputError.of(f"drill list {kind}s", "", f"no such {kind} ships", value=name, allowed=", ".join(known), hint=hint)
    return known[name]
