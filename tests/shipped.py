"""What ships, read once in a process, and its drills, run once in a session, for every test that only looks at them.

A setting and a seed give the same record (`tests/command/test_acceptance.py` holds that), so that a second run would show nothing more. Whoever
changes how a drill goes, by a patch or by other inputs, runs it itself. A record that a test has changed fails the last test of the process.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from analysis.experiment.bench import Bench
from analysis.plan.changes import ToldChange, told_changes
from analysis.verdicts import Judgement
from sim.documents import read_toml
from sim.drill import run
from sim.inputs.assembly import Inputs, assemble, find_plan, locate
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.revisions import apply, load_revision
from sim.plan.check import Finding, check
from sim.plan.loader import check_plan_document, load_plan
from sim.plan.model import Plan
from sim.record import Record
from sim.world.setting import Setting
from tests.drills import kept

MOST = 128  # records that are kept, of about a megabyte each
_KEPT: dict[tuple[str, int], tuple[Record, int]] = {}


@cache
def inputs_of(scenario: str) -> Inputs:
    """A shipped scenario, with the plan and the resources that it ships with."""
    return assemble(locate(scenario))


@cache
def setting_of(scenario: str) -> Setting:
    """A shipped scenario, ready to run."""
    return Setting(inputs_of(scenario))


@cache
def bench_of(scenario: str) -> Bench:
    """A shipped scenario, ready to run and to be judged."""
    return Bench(inputs_of(scenario), setting=setting_of(scenario))


@cache
def findings_of(name: str) -> tuple[Plan, tuple[Finding, ...]]:
    """A shipped plan, and what the check finds in it."""
    plan = load_plan(find_plan(name))
    return plan, check(plan)


def drilled(scenario: str, seed: int) -> Record:
    """The drill of a shipped scenario with a seed."""
    if (scenario, seed) not in _KEPT:
        if len(_KEPT) == MOST:
            del _KEPT[next(iter(_KEPT))]
        record = kept(f"{scenario}-{seed}", lambda: run(setting_of(scenario), seed))
        _KEPT[scenario, seed] = record, _said(record)
    return _KEPT[scenario, seed][0]


@lru_cache(MOST)
def judged(scenario: str, seed: int) -> Judgement:
    """What the judge says of that drill."""
    return bench_of(scenario).judge(drilled(scenario, seed))


@cache
def documents_of(home: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan and the resources of a folder as they are written."""
    return read_toml(home / "plan.toml"), read_toml(home / "resources.toml")


@cache
def read_of(home: Path) -> tuple[Plan, Resources]:
    """The same, checked."""
    plan, resources = documents_of(home)
    checked = check_plan_document(plan, str(home / "plan.toml"))
    return checked, check_resources_document(resources, "resources.toml", checked)


@cache
def changes_of(revision: Path) -> tuple[ToldChange, ...]:
    """What a shipped revision changes of the plan and the resources that it ships with."""
    return untold_changes_of(revision)


def untold_changes_of(revision: Path) -> tuple[ToldChange, ...]:
    """The same, which nobody has been told yet in any language."""
    home = revision.parents[1]
    before, means = read_of(home)
    plan, resources = apply(*documents_of(home), [load_revision(revision)])
    after = check_plan_document(plan, str(revision))
    return told_changes(before, after, means, check_resources_document(resources, str(revision), after))


def changed() -> list[tuple[str, int]]:
    """The drills that are no more what they were when they were run."""
    return [key for key, (record, told) in _KEPT.items() if _said(record) != told]


def _said(record: Record) -> int:
    return hash(msgspec.msgpack.encode((record.header, record.rows)))
