"""Runs small plans: reads the files of a folder beside this one, changes what a test names, and gives rows as short tuples."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sim.drill import run
from sim.inputs.assembly import Inputs, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.inputs.resources import check_resources_document
from sim.inputs.scenario import check_scenario_document
from sim.plan.loader import check_plan_document
from sim.record import Record, Row
from sim.text import digest
from sim.world.setting import Setting

HERE = Path(__file__).parent
Documents = dict[str, dict[str, Any]]  # plan, resources, scenario as parsed


def documents(folder: str) -> Documents:
    """The three files of a folder, parsed."""
    return {name: tomllib.loads((HERE / folder / f"{name}.toml").read_text("utf-8")) for name in ("plan", "resources", "scenario")}


def setting_of(found: Documents) -> Setting:
    """Checked and compiled."""
    plan = check_plan_document(found["plan"], "plan.toml")
    resources = check_resources_document(found["resources"], "resources.toml", plan)
    scenario = check_scenario_document(found["scenario"], "scenario.toml", plan, resources)
    inputs = Inputs(
        plan=plan, resources=resources, scenario=scenario, calendar=load_calendar_file(shipped_calendar()).at(scenario.scenario.start),
        lineage=((plan.plan.id, digest(plan)),), resources_digest=digest(resources), scenario_digest=digest(scenario),
    )  # fmt: skip
    return Setting(inputs)


def drill(folder: str, seed: int = 1, change: Callable[[Documents], None] | None = None) -> Record:
    """One run of the small plan in `folder`; `change` may alter the documents first."""
    found = documents(folder)
    if change is not None:
        change(found)
    return run(setting_of(found), seed)


def works_at_the_scene(found: Documents, *parties: str) -> None:
    """Let these bodies or posts work where the events are."""
    units = {unit["body"] for unit in found["resources"].get("unit", [])}.difference(parties)
    found["resources"]["place"] = [
        {"id": "town", "name": "town"},
        {"id": "there", "name": "there", "within": "town", "bodies": list(parties)},
        {"id": "elsewhere", "name": "elsewhere", "within": "town", "bodies": sorted(units)},
    ]
    for event in found["scenario"]["event"]:
        event["place"] = "there"


def entry(table: Iterable[dict[str, Any]], **same: Any) -> dict[str, Any]:
    """The first entry of a table with these values."""
    return next(one for one in table if all(one.get(key) == value for key, value in same.items()))


def log(record: Record, *kinds: str) -> list[tuple[Any, ...]]:
    """(minute, kind, actor, to) of every row, or of these kinds."""
    return [(row.time, row.kind, row.actor, row.to) for row in record.rows if not kinds or row.kind in kinds]


def messages(record: Record) -> list[tuple[float, str, str | None, str | None]]:
    """(minute, kind, channel, to) of the rows that belong to messages."""
    return [(row.time, row.kind, row.channel, row.to) for row in record.rows if row.channel is not None]


def first(record: Record, kind: str, **same: Any) -> Row | None:
    """The first row of a kind with these values."""
    return next((row for row in record.rows if row.kind == kind and all(getattr(row, key) == value for key, value in same.items())), None)


def minute(record: Record, kind: str, **same: Any) -> float:
    """When the first such row was written. Fails where there is none."""
    row = first(record, kind, **same)
    assert row is not None, f"no row {kind} {same}"
    return row.time
