"""The arms of an experiment: in each scenario the baseline and each revision, on the same seeds, judged by two yardsticks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import sim
from analysis.experiment.figure import other_taus, tau_of
from analysis.experiment.loosening import only_loosens
from analysis.experiment.store import StoredArm
from analysis.plan.changes import told_changes
from sim.errors import InputError
from sim.inputs.assembly import Inputs, Sources, assemble, locate
from sim.inputs.revisions import load_revision
from sim.plan.model import Plan
from sim.text import digest
from sim.words import InLanguages, phrase

BASELINE = "baseline"
BASELINE_TITLE = phrase("experiment.baseline")
_NOT_RESULTS = (
    "cli",
    "documents",
    "figures",
    "logs",
    "page",
    "papers",
    "planbook",
    "programme",
    "schemas",
    "scripts",
    "sheets",
)  # folders of code that no result depends on


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One plan in one scenario. `yardstick` is the baseline's duties and limits, with this arm's people; `own` is its own plan."""

    name: str
    title: InLanguages
    inputs: Inputs
    yardstick: Plan
    loosens_only: bool = False
    changes: tuple[InLanguages, ...] = ()

    @property
    def own(self) -> Plan:
        """The plan that is run."""
        return self.inputs.plan

    @property
    def judged_twice(self) -> bool:
        """Whether its own yardstick differs from the baseline's."""
        return self.own != self.yardstick

    def stored(self, kept: Sequence[str]) -> StoredArm:
        """What its results are keyed by. `kept` are the measures of which something is kept."""
        return StoredArm(
            plan=digest(self.inputs.plan), resources=self.inputs.resources_digest, scenario=self.inputs.scenario_digest,
            code=code_version(), yardstick=f"{digest(self.yardstick)}+{_short(','.join((*kept, self.inputs.calendar_digest)))}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioCase:
    """One scenario with its arms, the baseline first."""

    name: str
    title: InLanguages
    arms: tuple[Arm, ...]
    sources: tuple[Sources, ...]  # of each arm

    @property
    def baseline(self) -> Arm:
        """The plan as it is."""
        return self.arms[0]

    @property
    def taus(self) -> tuple[float, ...]:
        """What a run counts as, in minutes since the event, that never reaches a moment; then what it could as well count as."""
        scenario = self.baseline.inputs.scenario
        first, horizon = min(event.at for event in scenario.event), scenario.scenario.horizon
        tau = tau_of(first, horizon, scenario.scenario.unreached)
        return tau, *other_taus(tau, first, horizon)


def cases_of(
    scenarios: Sequence[str],
    revisions: Sequence[str],
    *,
    plan: str | None = None,
    resources: str | None = None,
    calendar: Path | None = None,
    readings: Mapping[str, Any] | None = None,
) -> tuple[ScenarioCase, ...]:
    """Read and check everything that an experiment needs. Raises InputError for any fault, and where a name is given twice."""
    for option, names in (("SCENARIO", scenarios), ("--revision", revisions)):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError.of(option, "", phrase("experiment.twice"), value=twice, hint=phrase("experiment.twice.hint"))
    found = tuple(_case(scenario, revisions, plan, resources, calendar, readings) for scenario in scenarios)
    names = [case.name for case in found]
    if len(set(map(str.casefold, names))) < len(names):  # they become folders, and some systems do not tell capitals apart
        raise InputError.of(
            "SCENARIO", "scenario › id", phrase("experiment.same-scenario"), value=", ".join(names), hint=phrase("experiment.own-id.hint")
        )
    arms = [arm.name for arm in found[0].arms]
    if len(set(map(str.casefold, arms))) < len(arms):
        raise InputError.of(
            "--revision", "revision › id", phrase("experiment.same-arm"), value=", ".join(arms), hint=phrase("experiment.own-id.hint")
        )
    return found


def _case(
    scenario: str, revisions: Sequence[str], plan: str | None, resources_file: str | None, calendar: Path | None, readings: Mapping[str, Any] | None
) -> ScenarioCase:
    sources = [locate(scenario, plan, resources_file, applied, calendar) for applied in ((), *((one,) for one in revisions))]
    base = assemble(sources[0], readings)
    arms = [Arm(name=BASELINE, title=BASELINE_TITLE, inputs=base, yardstick=base.plan)]
    arms += [revised_arm(base, assemble(files, readings), files) for files in sources[1:]]
    head = base.scenario.scenario
    return ScenarioCase(name=head.id, title=head.title, arms=tuple(arms), sources=tuple(sources))


def revised_arm(base: Inputs, revised: Inputs, files: Sources) -> Arm:
    """The arm of a revision over a baseline."""
    revision = load_revision(files.revisions[-1])
    return Arm(
        name=revision.id, title=revision.title, inputs=revised, yardstick=yardstick(base.plan, revised.plan),
        loosens_only=base.resources_digest == revised.resources_digest and only_loosens(base.plan, revised.plan),
        changes=tuple(change.sentence for change in told_changes(base.plan, revised.plan, base.resources, revised.resources)),
    )  # fmt: skip


def yardstick(base: Plan, revised: Plan) -> Plan:
    """The baseline's duties and limits over the revision's people.

    Who is in which body and who stands in for whom is a fact of the arm, not a demand: without it what a new stand-in does for the
    holder would count as not done.
    """
    bodies, posts = {body.id: body for body in base.body}, {post.id: post for post in base.post}
    for body in revised.body:
        bodies.setdefault(body.id, body)
    for post in revised.post:
        known = posts.get(post.id)
        posts[post.id] = post if known is None else known.model_copy(update={"stand_in": post.stand_in})
    return base.model_copy(update={"body": tuple(bodies.values()), "post": tuple(posts.values())})


@cache
def code_version() -> str:
    """The version with a digest of all code that results depend on, so that changed code never meets old results."""
    hashed = hashlib.sha256()
    for package in ("sim", "analysis", "scenarios"):
        for name, data in _sources(resources.files(package), package):
            hashed.update(f"{name}\0{len(data)}\0".encode())
            hashed.update(data)
    return f"{sim.__version__}+{hashed.hexdigest()[:12]}"


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir() and entry.name not in _NOT_RESULTS and not entry.name.startswith((".", "__")):
            found += _sources(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(".py") or entry.name.startswith("calendar"):
            found.append((f"{name}/{entry.name}", entry.read_bytes()))
    return found


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
