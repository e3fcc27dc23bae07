"""The rules by which a record is judged: the plan's own. Habits are what people do, not what they owe."""

from __future__ import annotations

from sim.inputs.resources import Resources
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook


def judging_rulebook(plan: Plan, resources: Resources | None) -> Rulebook:
    """The plan's rulebook without habits; with resources, it knows where the bodies stand that only they name."""
    concrete = {} if resources is None else {body.id: body.superior for body in resources.body}
    return Rulebook(plan, (), concrete)
