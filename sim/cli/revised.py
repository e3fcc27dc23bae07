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


def other_plan(names: tuple[str, ...]) -> Path | None:
    """The file of the one plan that stands where revisions are named: a shipped one by its id, another by its path; None for revisions."""
    from sim.cli.schema_line import kind_in
    from sim.documents import own_bytes
    from sim.inputs.assembly import find, find_plan, is_path, plans

    if len(names) != 1:
        return None
    if names[0] in plans():
        return find_plan(names[0])
    file = find_plan(names[0]) if is_path(names[0]) and Path(names[0]).is_dir() else find("revision", names[0])
    return file if file.is_file() and kind_in(own_bytes(file)) == "plan" else None


def _tables(file: Path) -> dict[str, Any]:
    from sim.documents import read_toml

    return read_toml(file)
