"""Faults that a careful reader finds in a plan, found by general rules.

No rule knows a plan, its names or its numbers. Each gets a `PlanIndex` of the plan and yields findings; `finding` says how one is added.
"""

from __future__ import annotations

from sim.plan.check import beforehand, course, duties, grades, parties, reach, start
from sim.plan.check.finding import FINDING_KINDS, REGISTERED, SEVERITIES, Check, Finding, FindingKind, Severity
from sim.plan.check.index import PlanIndex
from sim.plan.model import Plan

__all__ = ["CHECKS", "FINDING_KINDS", "SEVERITIES", "Finding", "FindingKind", "Severity", "check", "halting"]

_FAMILIES = [family.__name__ for family in (grades, duties, parties, beforehand, course, start, reach)]  # as findings of one gravity are told
CHECKS: tuple[Check, ...] = tuple(sorted(REGISTERED, key=lambda one: _FAMILIES.index(one.family)))


# With these a drill ends before its time, without a fault: somebody waits for what never comes.
_HALTING = frozenset({start.NOBODY_PROPOSES, start.NOTHING_BEFORE, reach.NEVER_TOLD, reach.ONLY_SELF})


def halting(plan: Plan) -> tuple[Finding, ...]:
    """The findings on a plan by which a drill of it comes to a halt: what nothing sets off, and what nobody learns of or is told."""
    index = PlanIndex(plan)
    return tuple(finding for one in CHECKS if _HALTING.intersection(one.kinds) for finding in one.look(index) if finding.kind in _HALTING)


def check(plan: Plan) -> tuple[Finding, ...]:
    """All findings on a plan, gravest first. Pure: the same plan gives the same findings."""
    index = PlanIndex(plan)
    found = [finding for one in CHECKS for finding in one.look(index)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
