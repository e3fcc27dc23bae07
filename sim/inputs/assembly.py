"""The inputs of a drill, from names and paths: where they are, and put together: plan with its revisions, resources, scenario, calendar.

What has a slash, or ends in .toml, is a path, and a path of a folder means the file of that kind in it. Anything else is the id of
something that ships in `scenarios`, or its title in any language, where only one thing has that title; else a folder of the user.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sim.calendar import Calendar
from sim.documents import read_toml
from sim.errors import InputError, nearest
from sim.inputs.calendars import load_calendar_file, start_on
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.revisions import RevisionHead, apply, load_revision
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.plan.conditions import written_constant
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.text import digest
from sim.words import phrase

CALENDAR_FILE = "calendar.toml"
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
    return _in_folder(kind, Path(name)) if is_path(name) else _shipped_as(kind, name)


def find_plan(name: str | None) -> Path:
    """The file of a plan, by its id, its title or its path; the default plan's where none is named. Raises InputError."""
    if name is not None and is_path(name):
        return _in_folder("plan", Path(name))
    return _shipped_as("plan", default_plan() if name is None else name)


def _in_folder(kind: str, path: Path) -> Path:
    """The file that is meant by a path: of a folder, as `drill new` makes one, the file of that kind in it."""
    return path / f"{kind}.toml" if path.is_dir() else path


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
    with suppress(OSError):  # a name that is too long for a file is none of a file
        if (mine := _in_folder(kind, Path(name))).is_file() and mine.parent.name:
            return mine
    near = nearest(name, [*known, *(title for title, _ in titles)])
    hint = near or phrase("cli.library.look", command=f"drill list {kind}s")
    raise InputError.of("", "", phrase("cli.library.unknown", kind=what), value=name, allowed=tuple(known), hint=hint)


def _titles(head: Mapping[str, Any]) -> tuple[str, ...]:
    title = head["title"]
    return tuple(title.values()) if isinstance(title, Mapping) else (title,)


def _folded(title: str) -> str:
    """A title as it is compared: without regard to capitals and blanks."""
    return "".join(title.split()).casefold()


# -- put together --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a drill is made from, with the digests that identify it."""

    plan: Plan
    resources: Resources
    scenario: Scenario
    calendar: Calendar
    lineage: tuple[tuple[str, str], ...]  # (id, digest) of the plan and then of each revision
    resources_digest: str
    scenario_digest: str
    calendar_digest: str = ""
    readings: Mapping[str, bool | str] = field(default_factory=dict)  # those that were taken otherwise than in the plan file
    revision: tuple[RevisionHead, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that a drill's inputs come from."""

    plan: Path
    resources: Path
    scenario: Path
    calendar: Path
    revisions: tuple[Path, ...]


def locate(
    scenario: str, plan: str | None = None, resources: str | None = None, revisions: Sequence[str] = (), calendar: Path | None = None
) -> Sources:
    """Which files are meant. A scenario's plan and resources stand beside it, or above it for a shipped one; else the plan that it names ships."""
    file = find("scenario", scenario)
    home = _home(file)
    beside = home / "plan.toml"
    plan_file = beside if plan is None and beside.is_file() else find_plan(plan if plan is not None else plan_named_by(file))
    return Sources(
        plan=plan_file,
        resources=_resources_file(file, plan_file, resources),
        scenario=file,
        calendar=calendar_file(file, plan_file.parent) if calendar is None else calendar,
        revisions=tuple(find("revision", name) for name in revisions),
    )


def _home(scenario: Path) -> Path:
    beside = scenario.parent
    return beside.parent if beside.name == "scenarios" and (beside.parent / "plan.toml").is_file() else beside


def _resources_file(scenario: Path, plan: Path, resources: str | None) -> Path:
    if resources is not None:
        return Path(resources)
    if (name := file_named_by(scenario, "resources")) is not None:
        return next((folder / name for folder in (scenario.parent, plan.parent, _home(scenario)) if (folder / name).is_file()), plan.parent / name)
    for folder in (scenario.parent, plan.parent, _home(scenario)):  # the last for a plan of one's own that stands alone
        if (folder / "resources.toml").is_file():
            return folder / "resources.toml"
    return shipped_resources(plan_named_by(scenario), plan.parent)


def shipped_resources(plan: str | None, home: Path) -> Path:
    """The resources that ship with a plan, for a copy of its plan without any; where none do, those that should stand in the folder."""
    missing = home / "resources.toml"
    shipped_file = find_plan(plan).parent / missing.name if plan is not None else missing
    return shipped_file if shipped_file.is_file() else missing


def calendar_file(scenario: Path, home: Path) -> Path:
    """The calendar of a scenario: the file that it names, beside it or beside its plan; one called calendar.toml beside it; that which ships."""
    if (name := file_named_by(scenario, "calendar")) is not None:
        beside = scenario.parent / name
        return beside if beside.is_file() or not (home / name).is_file() else home / name
    return calendar_beside(scenario)


def calendar_beside(file: Path) -> Path:
    """The calendar in the folder of a scenario or a log, else that which ships."""
    beside = file.parent / CALENDAR_FILE
    return beside if beside.is_file() else shipped_calendar()


def file_named_by(scenario: Path, key: str) -> str | None:
    """The file that a scenario names by a key of its head; None where it names none or cannot be read so far."""
    if not scenario.is_file():
        return None
    head = read_toml(scenario).get("scenario", {})
    name = head.get(key) if isinstance(head, dict) else None
    return name if isinstance(name, str) and name else None


def plan_named_by(scenario: Path) -> str | None:
    """The shipped plan that a scenario names; None, which is the default plan, where it names another or cannot be read so far."""
    return shipped_plan(file_named_by(scenario, "plan"))


def shipped_plan(name: object) -> str | None:
    """The name, where a plan ships under it; else None, which is the default plan."""
    return name if isinstance(name, str) and name in plans() else None


def assemble(sources: Sources, readings: Mapping[str, Any] | None = None) -> Inputs:
    """Read and check all inputs. `readings` replaces values of readings. Raises InputError with every fault of the first bad file."""
    scenario_document = read_toml(sources.scenario)  # what was named on the command line is looked at first
    plan_document: dict[str, Any] = read_toml(sources.plan)
    resources_document: dict[str, Any] = read_toml(sources.resources)
    base = check_plan_document(plan_document, str(sources.plan))
    revisions = [load_revision(path) for path in sources.revisions]
    lineage = [(base.plan.id, digest(base)), *((revision.id, revision.digest) for revision in revisions)]
    plan_document, resources_document = apply(plan_document, resources_document, revisions, (str(sources.plan), str(sources.resources)))
    plan = check_plan_document(plan_document, str(sources.plan)) if revisions else base
    if readings:
        plan = with_readings(plan, readings)
    resources = check_resources_document(resources_document, str(sources.resources), plan)
    scenario = check_scenario_document(scenario_document, str(sources.scenario), plan, resources)
    calendar = load_calendar_file(sources.calendar)
    return Inputs(
        plan=plan, resources=resources, scenario=scenario, calendar=start_on(calendar, scenario.scenario.start, str(sources.scenario)),
        lineage=tuple(lineage), readings={reading.id: reading.value for reading in plan.reading if reading.id in (readings or {})},
        resources_digest=digest(resources), scenario_digest=digest(scenario),
        calendar_digest=digest(calendar), revision=tuple(one.document.revision for one in revisions),
    )  # fmt: skip


def with_readings(plan: Plan, readings: Mapping[str, Any]) -> Plan:
    """The plan with some readings taken otherwise. Raises InputError for a reading or value that the plan does not offer."""
    known = {reading.id: reading for reading in plan.reading}
    taken: dict[str, Any] = {}
    for name, value in readings.items():
        if name not in known:
            raise InputError.of("--reading", name, phrase("inputs.no-reading"), allowed=tuple(known), hint=nearest(name, tuple(known)))
        taken[name] = next((choice for choice in known[name].choices if _alike(choice, value)), None)
        if taken[name] is None:
            choices = tuple(written_constant(choice) for choice in known[name].choices)
            raise InputError.of("--reading", name, phrase("inputs.no-choice"), value=value, allowed=choices)
    changed = tuple(reading.model_copy(update={"value": taken.get(reading.id, reading.value)}) for reading in plan.reading)
    return plan.model_copy(update={"reading": changed})


def _alike(choice: bool | str, value: bool | str) -> bool:
    """Whether a choice is meant: as it stands, or with other blanks in it ("5min" for "5 min")."""
    texts = isinstance(choice, str) and isinstance(value, str)
    return "".join(str(choice).split()) == "".join(str(value).split()) if texts else choice is value


def parse_readings(words: Sequence[str]) -> dict[str, bool | str]:
    """Readings given on the command line as ID=VALUE. Raises InputError for anything else."""
    found: dict[str, bool | str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError.of("--reading", "", phrase("inputs.reading-form"), value=word, hint=phrase("inputs.readings-are-listed"))
        found[name] = {"true": True, "false": False}.get(value, value)
    return found
