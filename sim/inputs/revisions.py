"""Revisions of a plan: short files of differences over an untouched baseline, and over the resources where means change too.

    [revision]              id, on (which plan), title, reason, answers (the clauses whose weakness it answers)
    [amend.duty.ID]         clause = "4.1 (rev.)", and per field: within = { was = "30 min", now = "15 min" }
    [[add.duty]]            a whole entry; before or after = "ID" says where it stands
    [repeal.duty.ID]        clause, reason
    [resources.amend.task."report/written"]   the same over the resources; [[resources.add.…]], [resources.repeal.…]

Revisions stack in the order given. Every section that is a list can be changed, and the resources' single tables amended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sim.documents import SEPARATOR, Mistakes, place_of, read_toml
from sim.errors import InputError, Mistake
from sim.inputs.overlay import PLAN, RESOURCES, History, Layer, Laying, Overlay, check_shape
from sim.inputs.resources import check_resources_document
from sim.plan.loader import check_plan_document
from sim.text import Entry, FileId, Id, Text, Word, digest
from sim.validation import validate_partly
from sim.words import phrase


class RevisionHead(Entry):
    """Which revision this is, of which plan, and why."""

    id: FileId  # the name of a folder, where results are kept
    on: Id
    title: Text
    reason: Text
    answers: tuple[Word, ...] = ()


class RevisionDocument(Overlay):
    """A whole revision file."""

    revision: RevisionHead
    resources: Overlay = Overlay()


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision and the file that it comes from."""

    file: str
    document: RevisionDocument

    @property
    def id(self) -> str:
        """Its name."""
        return self.document.revision.id

    @property
    def on(self) -> str:
        """The plan that it revises."""
        return self.document.revision.on

    @property
    def title(self) -> Text:
        """What it does, in a few words."""
        return self.document.revision.title

    @property
    def reason(self) -> Text:
        """Why."""
        return self.document.revision.reason

    @property
    def answers(self) -> tuple[str, ...]:
        """The clauses whose weakness it answers."""
        return self.document.revision.answers

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that name what it says."""
        return digest(self.document)


def load_revision(path: Path | Traversable) -> Revision:
    """The revision in a file. Raises InputError with every fault that shows without the plan under it."""
    return check_revision_document(read_toml(path), str(path))


def check_revision_document(data: dict[str, Any], file: str) -> Revision:
    """The revision that parsed tables describe; `file` names them in faults. Raises InputError with every fault."""
    revision, faults = _shaped(data, file)
    faults.stop()
    return revision


def check_revision(path: Path, plan_document: dict[str, Any], resources_document: dict[str, Any]) -> None:
    """Look at a revision with the documents under it. Raises InputError with the faults of its shape and of what it changes, all at once."""
    revision, faults = _shaped(read_toml(path), str(path))
    head = plan_document.get("plan")
    if isinstance(head, dict) and head.get("id") == revision.on:
        done = _Pass(revision, History(), faults)
        done.lay(plan_document, revision.document, PLAN)
        if resources_document:
            done.lay(resources_document, revision.document.resources, RESOURCES)
    faults.stop()
    check_plan_document(apply(plan_document, resources_document, [revision])[0], str(path))


def _shaped(data: dict[str, Any], file: str) -> tuple[Revision, Mistakes]:
    """A revision and what is wrong with it before the plan under it is seen. Raises InputError where it has not the shape of changes."""
    document, faults = validate_partly(RevisionDocument, data, file)
    faults.stop()
    for overlay, layer in ((document, PLAN), (document.resources, RESOURCES)):
        check_shape(overlay, layer, faults)
    if document.empty and document.resources.empty:
        faults.add("", phrase("revisions.changes-nothing"), allowed=phrase("revisions.any-change"))
    return Revision(file, document), faults


def lineage(revisions: Iterable[Revision]) -> tuple[dict[str, str], ...]:
    """Which revisions, in order, with the digest of each."""
    return tuple({"id": revision.id, "digest": revision.digest} for revision in revisions)


def apply(
    plan_document: dict[str, Any],
    resources_document: dict[str, Any],
    revisions: Sequence[Revision],
    files: tuple[str, str] = ("the plan", "the resources"),
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plan and the resources, as parsed, after the revisions in the order given. The documents passed in stay as they are.

    Raises InputError when a revision does not fit what it changes, when two conflict, or when the result is no good plan or
    no good resources: the faults name the revision's file and place. `files` name the documents where they are at fault
    themselves. Where there are no resources (an empty document), what revisions change in them is left out.
    """
    history = History()
    seen: set[str] = set()
    for revision in revisions:
        faults = Mistakes(revision.file)
        head = plan_document.get("plan")
        plan_id = head.get("id") if isinstance(head, dict) else None
        if revision.on != plan_id:
            faults.add(f"revision{SEPARATOR}on", phrase("revisions.of-another-plan"), value=revision.on, allowed=str(plan_id))
            faults.stop()
        if revision.id in seen:
            faults.add(f"revision{SEPARATOR}id", phrase("revisions.applied-already"), value=revision.id, hint=phrase("revisions.name-once"))
            faults.stop()
        seen.add(revision.id)
        done = _Pass(revision, history, faults)
        revised = done.lay(plan_document, revision.document, PLAN)
        revised_resources = resources_document
        if resources_document:
            revised_resources = done.lay(resources_document, revision.document.resources, RESOURCES)
        faults.stop()
        _check(revision, (plan_document, resources_document), (revised, revised_resources), files)
        plan_document, resources_document = revised, revised_resources
    return plan_document, resources_document


@dataclass(frozen=True, slots=True)
class _Pass:
    """One revision on its way over both documents."""

    revision: Revision
    history: History
    faults: Mistakes

    def lay(self, document: dict[str, Any], overlay: Overlay, layer: Layer) -> dict[str, Any]:
        return Laying(document, overlay, layer, self.revision.id, self.history, self.faults).lay()


Documents = tuple[dict[str, Any], dict[str, Any]]


def _check(revision: Revision, before: Documents, after: Documents, files: tuple[str, str]) -> None:
    """The revised documents are good. Where the baseline was not, that is said of it and not of the revision."""
    try:
        plan = check_plan_document(after[0], revision.file)
        if after[1]:
            check_resources_document(after[1], revision.file, plan)
    except InputError as error:
        base = check_plan_document(before[0], files[0])
        if before[1]:
            check_resources_document(before[1], files[1], base)
        raise InputError(_placed(fault, revision.document, after) for fault in error.mistakes) from None


def _placed(fault: Mistake, document: RevisionDocument, after: Documents) -> Mistake:
    """A fault of the revised document, at the place of the revision that brought it in."""
    entry = fault.place.split(SEPARATOR, 1)[0]
    for overlay, layer, revised in ((document, PLAN, after[0]), (document.resources, RESOURCES, after[1])):
        for what, names in (("amend", _amended(overlay, layer)), ("add", _added(overlay, layer))):
            if entry in names or any(entry == place_of(revised, step) for step in _steps(revised, names, layer)):
                return replace(fault, place=f"{layer.prefix}{what}{SEPARATOR}{fault.place}")
    return replace(fault, problem=phrase("revisions.after-this-revision", problem=fault.problem))


def _amended(overlay: Overlay, layer: Layer) -> dict[str, set[str]]:
    """The names of amended entries by section; a single table is one under its own name."""
    return {section: set(entries) for section, entries in overlay.amend.items() if section in layer.sections}


def _added(overlay: Overlay, layer: Layer) -> dict[str, set[str]]:
    known = {section: rows for section, rows in overlay.add.items() if section in layer.sections}
    return {section: {layer.sections[section].names_of(row)[0] for row in rows} for section, rows in known.items()}


def _steps(revised: dict[str, Any], names: Mapping[str, set[str]], layer: Layer) -> Iterator[tuple[str, int]]:
    """Where the named entries stand in the revised document."""
    for section, wanted in names.items():
        rows = revised.get(section)
        for at, row in enumerate(rows if isinstance(rows, list) else ()):
            if wanted.intersection(layer.sections[section].names_of(row)):
                yield section, at
