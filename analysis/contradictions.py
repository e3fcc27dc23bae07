"""What in a record does not fit together: told differently, said before it could be known, graded against the facts.

The words are *inconsistent*, *late* and *omitted*. Nothing here says, or can say, why: a slip of the pen looks the same as anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.contradiction import BEFORE, KINDS, TOLD, UNSENT, Contradiction, RowMark, renumbered, same
from analysis.grade_findings import GradeFindings
from analysis.knowledge import Knowledge, Learned
from analysis.later_findings import LaterFindings
from analysis.naming import Naming
from analysis.two_tellings import Difference, compare_tellings
from sim.plan.condition_names import vocabulary
from sim.plan.model import Plan
from sim.record import TOLERANCE_MIN, Record, Row
from sim.vocabulary import SENT_KINDS
from sim.words import NamesLater, phrase

__all__ = ["KINDS", "Contradiction", "Difference", "RowMark", "compare_tellings", "contradictions", "renumbered"]


def contradictions(record: Record, plan: Plan) -> list[Contradiction]:
    """All contradictions in a record, by row. Only what the rows state counts; what they leave open is no contradiction."""
    knowledge = Knowledge(record, plan)
    names = Naming(plan, record.header)
    messages = _Messages(plan, knowledge, NamesLater(plan, record.header))
    grades, later = GradeFindings(plan, knowledge, names), LaterFindings(plan, knowledge, names)
    found: list[Contradiction] = []
    for row in record.rows:
        if row.about is None:
            continue
        if row.kind in SENT_KINDS:
            found += messages.told(row)
            found += messages.too_soon(row)
        elif row.kind == "received":
            found += messages.receipt(row)
        elif row.kind in ("classified", "regraded"):
            found += grades.graded(row)
        if row.kind != "received" and "as_of" in row.facts:
            found += later.known_earlier(row)
    return found


class _Messages:
    """Looks at one message in the light of all rows."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: NamesLater) -> None:
        self._knowledge, self._said = knowledge, names
        self._superior = {body.id: body.superior for body in plan.body}
        words = vocabulary(plan)
        self._ranks = {name: words.names[name].ranks for name in ("grade", "level", "warning")}
        self._first_knower: dict[str, float] = {}
        for (about, _), row in knowledge.first.items():
            self._first_knower[about] = min(row.time, self._first_knower.get(about, row.time))

    def told(self, row: Row) -> Iterator[Contradiction]:
        """A message that states another value than its sender had."""
        moment = self._knowledge.began(row)
        for fact, value, age in self._knowledge.values(row):
            known = self._knowledge.learned(row.about or "", self._knowledge.body(row.actor), fact, moment)
            if known is None or same(known.value, value):
                continue
            if age is not None and (age > known.age + TOLERANCE_MIN or _knower(known.row) != row.actor):
                continue  # newer, or an older state that this post itself had not heard better
            yield self._told(row, fact, known, value)

    def _told(self, row: Row, fact: str, known: Learned, value: Any) -> Contradiction:
        up = self._smaller(fact, value, known.value) and self._is_above(row.to, row.actor)
        said: dict[str, Any] = {
            "who": self._said.party(row.actor),
            "fact": self._said.fact(fact),
            "known": self._said.value(fact, known.value),
            "known_row": RowMark(known.row.seq),
            "to": self._said.party(row.to),
            "told": self._said.value(fact, value),
            "row": RowMark(row.seq),
        }
        sentence = phrase("contradiction.said-less-on-the-way-up", **said) if up else phrase("contradiction.said-otherwise", **said)
        return Contradiction(TOLD, row.about or "", sentence, (known.row.seq, row.seq))

    def receipt(self, row: Row) -> Iterator[Contradiction]:
        """A receipt of something that nobody sent, or that says something else than what was sent."""
        who, to = self._said.party(row.actor), self._said.party(row.to)
        sent = self._knowledge.sending_of.get(row.seq)
        if sent is None:
            if row.actor is not None and row.to is not None:
                yield Contradiction(UNSENT, row.about or "", phrase("contradiction.never-sent", to=to, who=who, row=RowMark(row.seq)), (row.seq,))
            return
        said = {fact: value for fact, value, _ in self._knowledge.values(sent)}
        for fact, value, _ in self._knowledge.values(row):
            if fact in said and not same(said[fact], value):
                sentence = phrase(
                    "contradiction.noted-otherwise",
                    who=who,
                    sent_row=RowMark(sent.seq),
                    fact=self._said.fact(fact),
                    said=self._said.value(fact, said[fact]),
                    to=to,
                    row=RowMark(row.seq),
                    noted=self._said.value(fact, value),
                )
                yield Contradiction(TOLD, row.about or "", sentence, (sent.seq, row.seq))

    def too_soon(self, row: Row) -> Iterator[Contradiction]:
        """A message whose sender could not know yet. Whoever is the first to know of an event needs no row that says how."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        if not who:
            return
        actor, here = self._said.party(row.actor), RowMark(row.seq)
        first = self._knowledge.first.get((about, who))
        others_knew = self._first_knower.get(about, row.time) < row.time - TOLERANCE_MIN
        if first is None and others_knew:
            yield Contradiction(BEFORE, about, phrase("contradiction.no-row-shows-how", who=actor, row=here), (row.seq,))
        elif first is not None and first.time > row.time + TOLERANCE_MIN and (others_knew or first.kind == "noticed"):
            sentence = phrase(
                "contradiction.sent-before-known", who=actor, row=here, first_row=RowMark(first.seq), minutes=f"{first.time - row.time:g}"
            )
            yield Contradiction(BEFORE, about, sentence, (row.seq, first.seq))

    def _smaller(self, fact: str, told: Any, known: Any) -> bool:
        ranks = self._ranks.get(fact)
        if ranks is not None:
            return ranks.get(str(told), 0) < ranks.get(str(known), 0)
        if isinstance(told, list | tuple | set | frozenset) and isinstance(known, list | tuple | set | frozenset):
            return set(map(str, told)) < set(map(str, known))
        return isinstance(told, int | float) and isinstance(known, int | float) and not isinstance(told, bool) and told < known

    def _is_above(self, who: str | None, below: str | None) -> bool:
        """Whether a body stands above another in the plan."""
        target, here = self._knowledge.body(who), self._superior.get(self._knowledge.body(below), "")
        for _ in self._superior:
            if here == target and here:
                return True
            here = self._superior.get(here, "")
        return False


def _knower(row: Row) -> str | None:
    """Exactly whom a row lets know."""
    return row.to if row.kind in ("received", "inject") or row.kind in SENT_KINDS else row.actor
