"""Faults that a careful reader finds in a plan, found by general rules.

No rule knows a plan, its names or its numbers. Each gets a `PlanIndex` of the plan and yields findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.plan.check.aftermath import answers, between
from sim.plan.check.chains import chains, contradictions
from sim.plan.check.contents import contents
from sim.plan.check.duplicates import told_twice
from sim.plan.check.escalation import escalation
from sim.plan.check.finding import SEVERITIES, Finding, Severity
from sim.plan.check.grades import grades
from sim.plan.check.law import law
from sim.plan.check.limits import limits
from sim.plan.check.links import Links
from sim.plan.check.names import names
from sim.plan.check.people import hands, membership, people
from sim.plan.check.reach import reach
from sim.plan.check.start import start
from sim.plan.check.view import PlanIndex
from sim.plan.check.warnings import warnings
from sim.plan.model import Plan

__all__ = ["CHECKS", "LINK_CHECKS", "SEVERITIES", "Finding", "Severity", "check"]

CHECKS: tuple[Callable[[PlanIndex], Iterator[Finding]], ...] = (
    grades,
    limits,
    contradictions,
    told_twice,
    people,
    hands,
    membership,
    names,
    warnings,
    law,
    escalation,
    contents,
    between,
    answers,
)
LINK_CHECKS: tuple[Callable[[Links], Iterator[Finding]], ...] = (chains, start, reach)  # these ask what sets off what


def check(plan: Plan) -> tuple[Finding, ...]:
    """All findings on a plan, gravest first. Pure: the same plan gives the same findings."""
    view = PlanIndex(plan)
    links = Links(view)
    found = [finding for look in CHECKS for finding in look(view)]
    found += [finding for follow in LINK_CHECKS for finding in follow(links)]
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
