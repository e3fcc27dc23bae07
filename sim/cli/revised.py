"""A plan as revisions leave it, with the resources beside it: for the commands that show what revisions change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sim.inputs.resources import Resources
    from sim.inputs.revisions import Revision
    from sim.plan.model import Plan


class Revised(NamedTuple):
    """A plan after its revisions, and the resources beside it before and after them."""

    plan: Plan
    resources_before: Resources | None
    resources: Resources | None
    revisions: list[Revision]


def revised(before: Plan, file: Path, revisions: tuple[str, ...]) -> Revised:
    """Lay revisions, one after another, over a plan and the resources beside it. Raises InputError."""
    from sim.inputs.assembly import find
    from sim.inputs.resources import check_resources_document
    from sim.inputs.revisions import apply, load_revision
    from sim.plan.loader import check_plan_document

    beside = file.parent / "resources.toml"
    loaded = [load_revision(find("revision", name)) for name in revisions]
    documents = (_tables(file), _tables(beside) if beside.is_file() else {})
    resources = check_resources_document(documents[1], str(beside), before) if documents[1] else None
    plan_after, resources_after = apply(documents[0], documents[1], loaded, (str(file), str(beside)))
    after = check_plan_document(plan_after, str(file))
    return Revised(after, resources, check_resources_document(resources_after, str(beside), after) if resources_after else None, loaded)


def _tables(file: Path) -> dict[str, Any]:
    from sim.documents import read_toml

    return read_toml(file)
