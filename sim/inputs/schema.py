"""JSON Schema of every kind of file, made from the models, so that editors complete and check."""

from __future__ import annotations

from typing import Any

from sim.errors import InputError, nearest
from sim.words import phrase

KINDS_OF_FILE = ("plan", "resources", "scenario", "revision", "calendar", "record")
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(kind: str) -> dict[str, Any]:
    """The schema of a kind of file; for the record, of one line of it. Raises InputError for an unknown kind."""
    if kind == "record":
        return _record()
    if kind not in KINDS_OF_FILE:
        raise InputError.of("schema", "", phrase("inputs.no-kind"), value=kind, allowed=KINDS_OF_FILE,
                            hint=nearest(kind, KINDS_OF_FILE))  # fmt: skip
    from sim.inputs.calendars import CalendarFile
    from sim.inputs.resources import Resources
    from sim.inputs.revisions import RevisionDocument
    from sim.inputs.scenario import Scenario
    from sim.plan.model import Plan
    from sim.text import Entry

    models: dict[str, type[Entry]] = {
        "plan": Plan, "resources": Resources, "scenario": Scenario, "revision": RevisionDocument, "calendar": CalendarFile,
    }  # fmt: skip
    return {"$schema": _DRAFT, **models[kind].model_json_schema(by_alias=True, mode="validation")}


def _record() -> dict[str, Any]:
    import msgspec

    from sim.record import Header, Row

    lines, definitions = msgspec.json.schema_components((Header, Row), ref_template="#/$defs/{name}")
    return {"$schema": _DRAFT, "title": "Record", "description": "One line of a record: first the header, then rows.",
            "oneOf": list(lines), "$defs": definitions}  # fmt: skip
