"""Which grade an event has, from what is known of it: the worst grade one of whose cases holds.

The same function grades what is true at the scene, so that over- and under-grading can be measured.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sim.plan.condition_names import NO_RANK
from sim.world.setting import Setting


class Knows(Protocol):
    """Anything that can be asked for the value of a fact."""

    def value(self, name: str) -> Any:
        """The value, or None where it is unknown."""


def grade_of(setting: Setting, state: Knows) -> tuple[str, str | None]:
    """(grade, the clause of the case that holds). No case holds: ("none", None) — the plan has no grade for it.

    A case that turns on something unknown does not hold yet: an officer grades on what is known, and regrades.
    """
    return grade_by(setting, state.value)


def grade_by(setting: Setting, lookup: Callable[[str], Any]) -> tuple[str, str | None]:
    """The same, from a function that gives the value of each fact."""
    for grade, clauses, cases in setting.grades:
        for clause, case in zip(clauses, cases, strict=True):
            if case(lookup) is True:
                return grade, clause
    return NO_RANK, None
