"""Loads the inputs of a drill, each checked against the ones that it refers to; and their digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.documents import read_toml
from sim.plan.condition_names import vocabulary
from sim.plan.loader import load_plan
from sim.plan.model import Plan
from sim.resources import Resources
from sim.resources_check import check_resources
from sim.scenario import Scenario
from sim.scenario_check import check_scenario
from sim.validation import validate_partly

__all__ = ["check_resources_document", "check_scenario_document", "digest", "load_plan", "load_resources", "load_scenario", "vocabulary"]


def load_resources(path: Path | Traversable, plan: Plan) -> Resources:
    """The resources in a file, for this plan. Raises InputError with every fault of the file."""
    return check_resources_document(read_toml(path), str(path), plan)


def check_resources_document(data: dict[str, Any], file: str, plan: Plan) -> Resources:
    """The resources that parsed tables describe. Raises InputError with every fault."""
    resources, faults = validate_partly(Resources, data, file)
    check_resources(resources, data, plan, faults)
    faults.stop()
    return resources


def load_scenario(path: Path | Traversable, plan: Plan, resources: Resources) -> Scenario:
    """The scenario in a file, for this plan and these resources. Raises InputError with every fault of the file."""
    return check_scenario_document(read_toml(path), str(path), plan, resources)


def check_scenario_document(data: dict[str, Any], file: str, plan: Plan, resources: Resources) -> Scenario:
    """The scenario that parsed tables describe. Raises InputError with every fault."""
    scenario, faults = validate_partly(Scenario, data, file)
    check_scenario(scenario, data, plan, resources, faults)
    faults.stop()
    return scenario


def digest(model: BaseModel) -> str:
    """16 hexadecimal digits that name what a model says, however its file is laid out.

    Made over canonical data: keys sorted, order of entries kept (it is their rank), defaults left out, so that a
    new optional field changes no digest.
    """
    text = json.dumps(_canonical(model), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def _usual(kind: type[BaseModel]) -> dict[str, Any]:
    """What each field of a model is where its file does not say. Read only."""
    fields_of = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True, validated_data={}) for name, field in fields_of if not field.is_required()}


def _canonical(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, BaseModel):
        usual = _usual(type(value))
        held = value.__dict__
        return {name: _canonical(held[name]) for name in type(value).model_fields if name not in usual or held[name] != usual[name]}
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *(_canonical(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, Mapping):
        return {str(key): _canonical(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(held) for held in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
