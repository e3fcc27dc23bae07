"""Which duties can arise at a grade: those whose condition may hold when the grade, its level and its warning are what they are.

What is not settled by the grade stays unknown, and a condition that is unknown may hold. A fact with a few values counts as settled where
the grade's own cases rule values out (a grade that needs a certain place rules out the other places).
"""

from __future__ import annotations

from itertools import product

from sim.errors import InputError, nearest
from sim.plan.check.index import PlanIndex
from sim.plan.conditions import compile_condition
from sim.plan.expression import When, names
from sim.plan.model import Duty
from sim.plan.rulebook import Rulebook

_MOST_VALUES = 5_000  # combinations of values that are tried for one condition


class GradeFilter:
    """Whether duties can arise at one grade of a plan."""

    def __init__(self, view: PlanIndex, grade: str) -> None:
        """Raises InputError with the nearest grade where the plan has no such grade."""
        known = tuple(entry.id for entry in view.plan.grade)
        if grade not in known:
            raise InputError.of("--grade", "", "the plan has no such grade", value=grade, allowed=", ".join(known), hint=nearest(grade, known))
        self._view = view
        self._includes = Rulebook(view.plan).includes
        self._level = next((level.id for level in view.plan.level if level.grade == grade), None)
        self._cases = tuple(case.when for entry in view.plan.grade if entry.id == grade for case in entry.any)
        warning = next((entry.id for entry in view.plan.warning if entry.grade == grade), None)
        self._settled: dict[str, str | None] = {"grade": grade, "level": self._level, "warning": warning}
        self._values = {fact.id: self._left(fact.id, fact.values) for fact in view.plan.fact if fact.type == "one of"}

    def possible(self, duty: Duty) -> bool:
        """Whether the duty may arise; False is certain."""
        if duty.level and duty.level not in self._includes.get(self._level or "", ()):
            return False
        return not duty.when or self._may_hold(duty.when)

    def _left(self, fact: str, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if any(self._holds(case, {fact: value}) is not False for case in self._cases))

    def _may_hold(self, when: When) -> bool:
        asked = [fact for fact in names(self._view.condition(when)) if fact in self._values]
        choices = [self._values[fact] or (None,) for fact in asked]
        tried = 1
        for choice in choices:
            tried *= len(choice)
        if tried > _MOST_VALUES:
            return self._holds(when, {}) is not False
        return any(self._holds(when, dict(zip(asked, values, strict=True))) is not False for values in product(*choices))

    def _holds(self, when: When, facts: dict[str, str | None]) -> bool | None:
        view = self._view
        test = compile_condition(view.condition(when), view.vocabulary, view.readings)
        return test((self._settled | facts).get)
