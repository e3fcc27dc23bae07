"""The truth of a record: what happened, what was so, and who saw it, without anything that anybody did.

Rows of the truth are those that an event began (occurred, risk found), the `scene` rows, and noticed. A log from outside has no `scene`
rows; there its own statements of facts stand for them, each at its minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.plan.conditions import Test, compile_condition
from sim.plan.event_state import Seen
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Record, Row
from sim.vocabulary import UNKNOWN_KINDS

BEGINNINGS = ("occurred", "risk-found")
TRUE_GRADE = "true_grade"  # what the rows of the truth call the grade by all that was so


def has_truth(record: Record) -> bool:
    """Whether a record says what was so, whoever knew it."""
    return any(row.kind == "scene" for row in record.rows)


def truth_of(record: Record, facts: frozenset[str], until: float) -> Iterator[Row]:
    """The rows of the truth, with the plan's facts alone. Of a log that has none, the facts that its rows state, as if they had been so."""
    own, facts = not has_truth(record), facts | {TRUE_GRADE}
    largest: dict[tuple[str | None, str], Any] = {}
    for row in sorted(record.rows, key=lambda row: row.time):
        if row.about is None or row.time > until + TOLERANCE_MIN:
            continue
        kept = {name: value for name, value in row.facts.items() if name in facts and value is not None}
        if row.kind in BEGINNINGS:
            yield _as(row, row.kind, row.facts)
        elif row.kind == "noticed":
            yield _as(row, row.kind, kept)
        elif row.kind == "scene" or (own and row.kind not in UNKNOWN_KINDS):
            kept = {name: value for name, value in kept.items() if _is_news(row.about, name, value, largest)}
            if kept:
                yield _as(row, "scene", kept)


def _is_news(about: str, name: str, value: Any, largest: dict[tuple[str | None, str], Any]) -> bool:
    """Whether a fact has changed; a number only where it has grown: an event calls for what it was at its worst."""
    before = largest.get((about, name))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if before == value or (number and isinstance(before, int | float) and not isinstance(before, bool) and value <= before):
        return False
    largest[about, name] = value
    return True


def _as(row: Row, kind: str, facts: Mapping[str, Any]) -> Row:
    return Row(row.seq, row.time, kind, row.actor, row.to, about=row.about, facts=dict(facts))


class FactGrades:
    """The grades of a plan, worst first, with their cases; `rank` 0 is the worst."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._cases: list[tuple[str, tuple[Test, ...]]] = [
            (grade.id, tuple(compile_condition(case.when.node, rulebook.vocabulary, rulebook.readings) for case in grade.any))
            for grade in rulebook.plan.grade
        ]
        self.rank = {grade: place for place, (grade, _) in enumerate(self._cases)}

    def surely(self, view: Seen) -> str | None:
        """The worst grade of which a case surely holds; None where none does. A value of a wrong type says nothing."""
        return next((grade for grade, cases in self._cases if any(_holds(case, view) for case in cases)), None)


def _holds(case: Test, view: Seen) -> bool:
    try:
        return case(view) is True
    except TypeError:
        return False
