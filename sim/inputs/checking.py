"""Checks files of any kind together, and gathers the faults of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sim.documents import read_toml
from sim.errors import InputError, Mistake
from sim.inputs.assembly import Inputs, calendar_file, find_plan, shipped_plan, shipped_resources
from sim.inputs.calendars import CalendarFile, check_calendar_document, start_on
from sim.inputs.idle import means_remarks, scenario_remarks
from sim.inputs.programme import check_programme_document
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.revisions import check_revision
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.inputs.schema import DOCUMENTS
from sim.plan.check import halting
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.text import digest
from sim.words import Phrase, phrase

T = TypeVar("T")


# Looks at a scenario that can be read, with its plan and resources and the name of its file, for what the readers of files do not know.
ScenarioLook = Callable[[Scenario, Plan, Resources, str], Iterable[Mistake]]


# What belongs to no plan that has to be there.
_ALONE: dict[str, Callable[[dict[str, Any], str], object]] = {"calendar": check_calendar_document, "programme": check_programme_document}


class CheckedFile(NamedTuple):
    """A file without faults: its kind, and what is no fault and still keeps a drill from going on as its reader expects."""

    kind: str
    remarks: tuple[Phrase, ...]
    resources: tuple[Resources, Plan] | None = None  # of resources: what was read, and for which plan
    drill: Inputs | None = None  # of a scenario: all that it is run with
    as_shipped: bool = False  # of a plan: whether it is a copy of one that ships, which nobody has changed


def check_files(files: Sequence[Path], plan_name: str | None, look: ScenarioLook | None = None) -> list[CheckedFile]:
    """Check plans, resources, scenarios, revisions, calendars and programmes, and give the kind of each file, with remarks.

    What a file refers to is looked for among `files`, then beside them, then in the plan that ships. Raises one InputError
    with the faults of all files, and those that `look` finds in scenarios.
    """
    return _FilesCheck(files, plan_name, look).run()


class _FilesCheck:
    def __init__(self, files: Sequence[Path], plan_name: str | None, look: ScenarioLook | None) -> None:
        self._files = files
        self._look = look
        self._plan_name = plan_name
        self._faults: list[Mistake] = []
        self._documents: dict[Path, dict[str, Any]] = {}
        self._kinds: dict[Path, str] = {}
        self._remarks: dict[str, tuple[Phrase, ...]] = {}
        self._read_resources: tuple[Resources, Plan] | None = None
        self._drills: dict[Path, Inputs] = {}

    def run(self) -> list[CheckedFile]:
        for path in self._files:
            self._read(path)
        for path, kind in self._kinds.items():
            if kind in _ALONE:
                self._try(partial(_ALONE[kind], self._document(path), str(path)))
        if not _ALONE.keys() >= set(self._kinds.values()):
            self._check_plan()
        if self._faults:
            raise InputError(self._faults)
        return [self._checked(path, self._kinds[path]) for path in self._files]

    def _checked(self, path: Path, kind: str) -> CheckedFile:
        resources = self._read_resources if kind == "resources" else None
        return CheckedFile(kind, self._remarks.get(kind, ()), resources, self._drills.get(path), self._is_as_shipped(path, kind))

    def _is_as_shipped(self, path: Path, kind: str) -> bool:
        """Whether a file is an unchanged copy of a plan that ships: what is remarkable in it is no news to whoever copied it."""
        if kind != "plan" or (name := shipped_plan(self._documents[path]["plan"].get("id"))) is None:
            return False
        file = find_plan(name)
        return not file.samefile(path) and read_toml(file) == self._documents[path]

    def _check_plan(self) -> None:
        plan_file = self._file_of("plan")
        plan = self._try(lambda: check_plan_document(self._document(plan_file), str(plan_file)))
        if plan is not None:
            self._check_against(plan, plan_file)

    def _calendar(self, path: Path) -> CalendarFile | None:
        return self._try(lambda: check_calendar_document(self._document(path), str(path)))

    def _read(self, path: Path) -> None:
        document = self._try(lambda: read_toml(path))
        if document is None:
            return
        kind = next((kind for kind in ("revision", *DOCUMENTS) if kind in document), None)  # a revision may hold changes of [resources]
        if kind is None:
            allowed = phrase("inputs.tables", tables=tuple(f"[{kind}]" for kind in DOCUMENTS))
            self._faults.append(Mistake(file=str(path), place="", problem=phrase("inputs.no-file-of-a-drill"), allowed=allowed))
            return
        self._documents[path], self._kinds[path] = document, kind

    def _check_against(self, plan: Plan, plan_file: Path) -> None:
        resources = self._resources(plan, plan_file)
        kinds = set(self._kinds.values())
        if "plan" in kinds:
            self._remarks["plan"] = tuple(finding.message for finding in halting(plan))
        if "resources" in kinds and resources is not None:
            self._remarks["resources"] = means_remarks(plan, resources)
            self._read_resources = resources, plan
        for path, kind in self._kinds.items():
            if kind == "scenario" and resources is not None:
                self._scenario(path, plan, resources, plan_file)
            elif kind == "revision":
                self._revision(path, plan_file)

    def _resources(self, plan: Plan, plan_file: Path) -> Resources | None:
        path = self._file_of("resources", plan_file)
        if not path.is_file():
            path = shipped_resources(self._plan_meant(), plan_file.parent)
        if not path.is_file():
            return None
        return self._try(lambda: check_resources_document(self._document(path), str(path), plan))

    def _scenario(self, path: Path, plan: Plan, resources: Resources, plan_file: Path) -> None:
        scenario = self._try(lambda: check_scenario_document(self._documents[path], str(path), plan, resources))
        if scenario is not None:
            self._remarks["scenario"] = scenario_remarks(plan, resources, scenario)
            calendar = self._calendar(calendar_file(path, plan_file.parent))
            started = self._try(lambda: start_on(calendar, scenario.scenario.start, str(path))) if calendar is not None else None
            if started is not None:
                self._drills[path] = Inputs(
                    plan=plan, resources=resources, scenario=scenario, calendar=started, lineage=((plan.plan.id, digest(plan)),),
                    resources_digest=digest(resources), scenario_digest=digest(scenario),
                )  # fmt: skip
            self._faults += () if self._look is None else self._look(scenario, plan, resources, str(path))

    def _revision(self, path: Path, plan_file: Path) -> None:
        resources = self._file_of("resources", plan_file)
        resources_document = self._document(resources) if resources.is_file() else {}
        self._try(lambda: check_revision(path, self._document(plan_file), resources_document))

    def _file_of(self, kind: str, plan_file: Path | None = None) -> Path:
        named = next((path for path, found in self._kinds.items() if found == kind), None)
        if named is not None:
            return named
        beside = next((home / f"{kind}.toml" for path in self._files for home in _homes(path) if (home / f"{kind}.toml").is_file()), None)
        if beside is not None:
            return beside
        return find_plan(self._plan_name or self._plan_meant()) if plan_file is None else plan_file.parent / f"{kind}.toml"

    def _plan_meant(self) -> str | None:
        """The shipped plan that one of the files names."""
        heads = [(self._documents[path].get(kind), "on" if kind == "revision" else "plan") for path, kind in self._kinds.items()]
        named = (shipped_plan(head.get(key)) for head, key in heads if isinstance(head, dict))
        return next((name for name in named if name is not None), None)

    def _document(self, path: Path) -> dict[str, Any]:
        if path not in self._documents:
            self._documents[path] = read_toml(path)
        return self._documents[path]

    def _try(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except InputError as error:
            self._faults.extend(fault for fault in error.mistakes if fault not in self._faults)
            return None


def _homes(path: Path) -> tuple[Path, ...]:
    """Where the plan of a file may stand: beside it, and for a file in a folder of scenarios or revisions above that folder."""
    beside = path.parent
    return (beside, beside.parent) if beside.name in ("scenarios", "revisions") else (beside,)
