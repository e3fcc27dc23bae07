"""Grades that do not follow from the facts stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.contradiction import GRADE, Contradiction
from analysis.knowledge import ANYBODY, Knowledge
from analysis.naming import Naming
from sim.plan.condition_names import NO_RANK, vocabulary
from sim.plan.conditions import Test, compile_condition
from sim.plan.model import Plan
from sim.record import Row
from sim.text import Text


class GradeFindings:
    """Holds stated grades against the plan's conditions."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: Naming) -> None:
        self._knowledge, self._names = knowledge, names
        words = vocabulary(plan)
        readings = {reading.id: reading.value for reading in plan.reading}
        self._grades: list[tuple[str, list[tuple[str, Test]]]] = [
            (grade.id, [(case.clause, compile_condition(case.when.node, words, readings)) for case in grade.any]) for grade in plan.grade
        ]
        self._defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}

    def graded(self, row: Row) -> Iterator[Contradiction]:
        """A grade that the facts exclude, or beside which a worse one holds: by what its actor knew, and by all that was stated."""
        stated = row.facts.get("grade")
        if not isinstance(stated, str) or not self._grades or stated not in (*(grade for grade, _ in self._grades), NO_RANK):
            return
        about = row.about or ""
        finding = None
        for who in (self._knowledge.body(row.actor), ANYBODY):
            finding = self._fault(stated, {**self._knowledge.lookup(about, who, row.time), **row.facts})
            if finding is None:
                break
        if finding is None:
            return
        follows, clause = finding
        names = self._names
        sentence = Text(
            zh=f"第{row.seq}行定为{names.grade(stated, 'zh')}，按所述事实应为{names.grade(follows, 'zh')}。",
            en=f"Row {row.seq} states {names.grade(stated, 'en')}; by the facts stated it is {names.grade(follows, 'en')}.",
        )
        yield Contradiction(GRADE, about, sentence, (row.seq,), clause)

    def _fault(self, stated: str, facts: dict[str, Any]) -> tuple[str, str | None] | None:
        """(the grade that follows, its clause) where the stated one does not; None where it does or cannot be told."""
        lookup = {**self._defaults, **facts}.get
        clause = None
        for grade, cases in self._grades:
            try:
                answers = [(case_clause, test(lookup)) for case_clause, test in cases]
            except TypeError:
                return None  # a value of a wrong type says nothing
            if grade == stated:
                if any(answer is not False for _, answer in answers):
                    return None
                clause = answers[0][0]
            elif (held := next((case for case, answer in answers if answer is True), None)) is not None:
                return grade, clause or held
            elif any(answer is None for _, answer in answers):
                return None  # the grade that follows cannot be told
        return None if stated == NO_RANK else (NO_RANK, clause)
