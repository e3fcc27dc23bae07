"""From names and paths to the inputs of a drill: plan with its revisions, resources, scenario, calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.calendar import Calendar, CalendarError, load_calendar
from sim.documents import read_toml
from sim.errors import InputError, nearest
from sim.inputs.library import calendar_text, find, find_plan
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.revisions import apply, load_revision
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.plan.conditions import written_constant
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.text import digest
from sim.words import phrase


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
    readings: Mapping[str, bool | str] = field(default_factory=dict)  # those that were taken otherwise than in the plan file


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that a drill's inputs come from."""

    plan: Path
    resources: Path
    scenario: Path
    revisions: tuple[Path, ...]


def locate(scenario: str, plan: str | None = None, resources: str | None = None, revisions: Sequence[str] = ()) -> Sources:
    """Which files are meant. A scenario's plan and resources stand beside it, or above it for a shipped one."""
    file = find("scenario", scenario)
    home = _home(file)
    plan_file = find_plan(plan) if plan is not None else home / "plan.toml" if (home / "plan.toml").is_file() else find_plan(None)
    return Sources(
        plan=plan_file,
        resources=_resources_file(file, plan_file, resources),
        scenario=file,
        revisions=tuple(find("revision", name) for name in revisions),
    )


def _home(scenario: Path) -> Path:
    beside = scenario.parent
    return beside.parent if beside.name == "scenarios" and (beside.parent / "plan.toml").is_file() else beside


def _resources_file(scenario: Path, plan: Path, resources: str | None) -> Path:
    if resources is not None:
        return Path(resources)
    if scenario.is_file():
        named = read_toml(scenario).get("scenario", {})
        name = named.get("resources", "") if isinstance(named, dict) else ""
        if isinstance(name, str) and name:
            beside = scenario.parent / name
            return beside if beside.is_file() else plan.parent / name
    for folder in (scenario.parent, plan.parent):
        if (folder / "resources.toml").is_file():
            return folder / "resources.toml"
    return plan.parent / "resources.toml"


def assemble(sources: Sources, readings: Mapping[str, Any] | None = None) -> Inputs:
    """Read and check all inputs. `readings` replaces values of readings. Raises InputError with every fault of the first bad file."""
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
    scenario = check_scenario_document(read_toml(sources.scenario), str(sources.scenario), plan, resources)
    return Inputs(
        plan=plan, resources=resources, scenario=scenario, calendar=calendar_for(scenario.scenario.start, str(sources.scenario)),
        lineage=tuple(lineage), readings=dict(readings or {}), resources_digest=digest(resources), scenario_digest=digest(scenario),
    )  # fmt: skip


def with_readings(plan: Plan, readings: Mapping[str, Any]) -> Plan:
    """The plan with some readings taken otherwise. Raises InputError for a reading or value that the plan does not offer."""
    known = {reading.id: reading for reading in plan.reading}
    for name, value in readings.items():
        if name not in known:
            raise InputError.of("--reading", name, phrase("inputs.no-reading"), allowed=tuple(known), hint=nearest(name, tuple(known)))
        if value not in known[name].choices:
            choices = tuple(written_constant(choice) for choice in known[name].choices)
            raise InputError.of("--reading", name, phrase("inputs.no-choice"), value=value, allowed=choices)
    changed = tuple(reading.model_copy(update={"value": readings.get(reading.id, reading.value)}) for reading in plan.reading)
    return plan.model_copy(update={"reading": changed})


def calendar_for(start: Any, file: str = "scenario") -> Calendar:
    """The shipped calendar, with minute 0 at `start`. Raises InputError when it does not cover the date."""
    try:
        return load_calendar(calendar_text(), start)
    except CalendarError as error:
        raise InputError.of(file, "scenario › start", error.why, value=start) from None


def parse_readings(words: Sequence[str]) -> dict[str, bool | str]:
    """Readings given on the command line as ID=VALUE. Raises InputError for anything else."""
    found: dict[str, bool | str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign:
            raise InputError.of("--reading", "", phrase("inputs.reading-form"), value=word, hint=phrase("inputs.readings-are-listed"))
        found[name] = {"true": True, "false": False}.get(value, value)
    return found
