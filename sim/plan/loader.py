"""Reads a plan file: its tables, what they hold and what they refer to, with all faults told at once."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sim.documents import read_toml
from sim.plan.duty_check import check_anchors, check_duty
from sim.plan.known import Ids
from sim.plan.model import Plan
from sim.plan.references import check_ids, check_references
from sim.validation import validate_partly


def load_plan(path: Path | Traversable) -> Plan:
    """The plan in a file. Raises InputError with every fault of the file."""
    return check_plan_document(read_toml(path), str(path))


def check_plan_document(data: dict[str, Any], file: str) -> Plan:
    """The plan that parsed tables describe; `file` names them in faults. Raises InputError with every fault."""
    plan, faults = validate_partly(Plan, data, file)
    known = Ids.of(plan, data)
    check_ids(data, faults)
    check_references(plan, known, faults)
    for duty in plan.duty:
        check_duty(duty, "duty", known, faults)
    check_anchors({duty.id: duty for duty in plan.duty}, "duty", faults)
    faults.stop()
    return plan
