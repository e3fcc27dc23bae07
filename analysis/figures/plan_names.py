"""What the pictures need of a plan: names, which body a post belongs to, and the ranks of grades, levels and warnings."""

from __future__ import annotations

from sim.plan.model import Plan
from sim.record import Header
from sim.text import Text


def names_of(plan: Plan, header: Header | None = None) -> dict[str, Text]:
    """Names by id; grades, levels, warnings and duties as "grade:ID" and so on, since their ids may be the same.

    With the record's header, bodies that only the resources know have their names too.
    """
    found = {group.id: group.name for group in plan.group}
    found |= {post.id: post.name for post in plan.post}
    found |= {body.id: body.name for body in plan.body}
    if header is not None:
        found |= {id_: Text.model_validate(body["name"]) for id_, body in header.bodies.items() if "name" in body}
    found |= {f"grade:{entry.id}": entry.name for entry in plan.grade}
    found |= {f"level:{entry.id}": entry.name for entry in plan.level}
    found |= {f"duty:{duty.id}": duty.title for duty in plan.duty}
    return found | {f"warning:{entry.id}": entry.name for entry in plan.warning}


def posts_of(plan: Plan) -> dict[str, str]:
    """Which body each post belongs to."""
    return {post.id: post.body for post in plan.post}


def ranks_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Ids of grades, levels and warnings, worst first, as the plan's file has them."""
    return {
        "grade": tuple(entry.id for entry in plan.grade),
        "level": tuple(entry.id for entry in plan.level),
        "warning": tuple(entry.id for entry in plan.warning),
    }
