"""Which plan, resources and log are meant: what was named, else what stands beside the record, else the default plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from analysis.logs.outcome import LoggedRecord
from sim.inputs.resources import Resources
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInput:
    """A log read by a plan, with the rules that judge it."""

    log: LoggedRecord
    plan: Plan
    resources: Resources | None
    rules: Rulebook
    synonyms: Path | None

    def other(self, path: Path, start: datetime | None) -> LoggedRecord:
        """Another telling, read by the same plan."""
        from analysis.logs.reading import read_log

        return read_log(file_of(path), self.plan, self.resources, start=start, synonyms=self.synonyms)


def read_input(path: Path, plan_name: str | None, resources_name: str | None, start: datetime | None, synonyms: Path | None) -> LogInput:
    """Read a log. Raises InputError."""
    from analysis.judging_rules import judging_rulebook
    from analysis.logs.reading import read_log

    file = file_of(path)
    plan, resources = _kept(file) if plan_name is None and resources_name is None else (None, None)
    if plan is None:
        plan, resources = named_plan(plan_name, resources_name)
    log = read_log(file, plan, resources, start=start, synonyms=synonyms)
    return LogInput(log=log, plan=plan, resources=resources, rules=judging_rulebook(plan, resources), synonyms=synonyms)


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
    from sim.inputs.library import find_plan
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan

    plan_file = find_plan(plan_name)
    plan = load_plan(plan_file)
    if resources_name is not None:
        return plan, load_resources(Path(resources_name), plan)
    beside = plan_file.parent / "resources.toml"
    return plan, load_resources(beside, plan) if beside.is_file() else None


def _kept(file: Path) -> tuple[Plan | None, Resources | None]:
    """The plan by which a drill ran, with its revisions and readings, and its resources, where they stand beside its record."""
    import json

    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import assemble

    sources = kept_sources(file.parent)
    if sources is None:
        return None, None
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline(1_000_000))
    except (ValueError, OSError):
        head = {}
    readings = head.get("plan", {}).get("readings") if isinstance(head, dict) and isinstance(head.get("plan"), dict) else None
    inputs = assemble(sources, readings if isinstance(readings, dict) else None)
    return inputs.plan, inputs.resources
