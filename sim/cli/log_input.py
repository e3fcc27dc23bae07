"""Which plan, resources and log are meant: what was named, else what stands beside the record, else the default plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.logs.outcome import LoggedRecord
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.resources import Resources
from sim.scenario import Scenario

if TYPE_CHECKING:
    from analysis.expectations import Expectations
    from sim.world.setting import Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInput:
    """A log read by a plan, with the rules that judge it."""

    log: LoggedRecord
    plan: Plan
    resources: Resources | None
    rules: Rulebook
    synonyms: Path | None
    scenario: Scenario | None = None  # that a drill's record belongs to
    scenario_file: str = ""

    @property
    def sources(self) -> tuple[object, ...]:
        """What knows names beside the plan."""
        return tuple(source for source in (self.resources, self.scenario) if source is not None)

    def expectations(self) -> Expectations | None:
        """What the scenario of a drill's record expects of it. Raises InputError."""
        from analysis.expectations import Expectations
        from analysis.measures.registry import measures_of

        if self.scenario is None:
            return None
        habits = [habit.id for habit in self.resources.habit] if self.resources is not None else []
        return Expectations(self.scenario.expect, self.rules, measures_of(self.rules), habits, self.scenario_file)

    def other(self, path: Path, start: datetime | None) -> LoggedRecord:
        """Another telling, read by the same plan."""
        from analysis.logs.reading import read_log

        return read_log(file_of(path), self.plan, self.resources, start=start, synonyms=self.synonyms)


def read_input(path: Path, plan_name: str | None, resources_name: str | None, start: datetime | None, synonyms: Path | None) -> LogInput:
    """Read a log. Raises InputError."""
    from analysis.judge import judging_rulebook
    from analysis.logs.reading import read_log

    file = file_of(path)
    kept, scenario_file = _kept(file) if plan_name is None and resources_name is None else (None, "")
    plan, resources = (kept.plan, kept.resources) if kept is not None else named_plan(plan_name, resources_name)
    return LogInput(
        log=read_log(file, plan, resources, start=start, synonyms=synonyms),
        plan=plan,
        resources=resources,
        rules=judging_rulebook(plan, resources),
        synonyms=synonyms,
        scenario=None if kept is None else kept.scenario,
        scenario_file=scenario_file,
    )


def file_of(path: Path) -> Path:
    """The file of a log; in the folder of a drill, its record. Raises InputError where there is none."""
    from sim.errors import InputError

    file = path / "record.jsonl" if path.is_dir() else path
    if not file.is_file():
        problem = "there is no record in this folder" if path.is_dir() else "there is no such file"
        raise InputError.of(str(path), "", problem, hint="name a log (CSV, XLSX, JSON Lines), or a folder that `drill run --out` made")
    return file


def named_plan(plan_name: str | None, resources_name: str | None) -> tuple[Plan, Resources | None]:
    """A plan and its resources: those named, else those beside the plan where there are any. Raises InputError."""
    from sim.inputs import load_plan, load_resources
    from sim.library import find_plan

    plan_file = find_plan(plan_name)
    plan = load_plan(plan_file)
    if resources_name is not None:
        return plan, load_resources(Path(resources_name), plan)
    beside = plan_file.parent / "resources.toml"
    return plan, load_resources(beside, plan) if beside.is_file() else None


def _kept(file: Path) -> tuple[Inputs | None, str]:
    """The inputs with which a drill ran, with revisions and readings, where they stand beside its record, and the scenario's file."""
    import json

    from sim.assembly import assemble
    from sim.cli.keep import kept_sources

    sources = kept_sources(file.parent)
    if sources is None:
        return None, ""
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline(1_000_000))
    except (ValueError, OSError):
        head = {}
    readings = head.get("plan", {}).get("readings") if isinstance(head, dict) and isinstance(head.get("plan"), dict) else None
    return assemble(sources, readings if isinstance(readings, dict) else None), str(sources.scenario)
