"""Where plans, resources, scenarios and revisions are: shipped ones by name, a user's own by path.

What has a slash, or ends in .toml, is a path; anything else is the id of something that ships in `scenarios`, or its title in any
language, where only one thing has that title.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sim.errors import InputError, nearest
from sim.words import phrase

_KINDS = {"scenario": "scenarios", "revision": "revisions"}


def root() -> Traversable:
    """The folder of shipped data, found through the installed package."""
    return resources.files("scenarios")


def default_plan() -> str:
    """The plan that is meant where none is named."""
    return str(_index()["default"])


def plans() -> tuple[str, ...]:
    """The ids of the shipped plans, in the order of the index."""
    return tuple(_index()["plans"])


def _index() -> dict[str, list[str]]:
    return tomllib.loads((root() / "index.toml").read_text("utf-8"))


def is_path(name: str) -> bool:
    """Whether a name on the command line means a file of the user."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def shipped_calendar() -> Path:
    """The shipped calendar of working days and holidays."""
    return Path(str(root() / "calendar-cn.toml"))


def shipped(kind: str) -> Iterator[tuple[str, Path]]:
    """(id, file) of everything of a kind ("plan", "scenario", "revision") that ships, plan by plan, by id."""
    for plan in plans():
        home = root() / plan
        if kind == "plan":
            yield plan, Path(str(home / "plan.toml"))
            continue
        folder = home / _KINDS[kind]
        if folder.is_dir():
            for entry in sorted(folder.iterdir(), key=lambda found: found.name):
                if entry.name.endswith(".toml"):
                    yield entry.name.removesuffix(".toml"), Path(str(entry))


def head_of(kind: str, file: Path) -> Mapping[str, Any]:
    """The table of a shipped file that names it: [plan], [scenario] or [revision]."""
    head: Mapping[str, Any] = tomllib.loads(file.read_text("utf-8"))[kind]
    return head


def find(kind: str, name: str) -> Path:
    """The file of a scenario or revision, by its id, its title or its path. Raises InputError with the nearest when there is none."""
    return Path(name) if is_path(name) else _shipped_as(kind, name)


def find_plan(name: str | None) -> Path:
    """The file of a plan, by its id, its title or its path; the default plan's where none is named. Raises InputError."""
    if name is not None and is_path(name):
        return Path(name)
    return _shipped_as("plan", default_plan() if name is None else name)


def _shipped_as(kind: str, name: str) -> Path:
    known = dict(shipped(kind))
    if name in known:
        return known[name]
    titles = [(title, id_) for id_, file in known.items() for title in _titles(head_of(kind, file))]
    meant = tuple(dict.fromkeys(id_ for title, id_ in titles if _folded(title) == _folded(name)))
    if len(meant) == 1:
        return known[meant[0]]
    what = phrase(f"cli.file.{kind}")
    if meant:
        raise InputError.of("", "", phrase("cli.library.ambiguous", kind=what), value=name, allowed=meant, hint=phrase("cli.library.ids"))
    near = nearest(name, [*known, *(title for title, _ in titles)])
    hint = near or phrase("cli.library.look", command=f"drill list {kind}s")
    raise InputError.of("", "", phrase("cli.library.unknown", kind=what), value=name, allowed=tuple(known), hint=hint)


def _titles(head: Mapping[str, Any]) -> tuple[str, ...]:
    title = head["title"]
    return tuple(title.values()) if isinstance(title, Mapping) else (title,)


def _folded(title: str) -> str:
    """A title as it is compared: without regard to capitals and blanks."""
    return "".join(title.split()).casefold()
