"""What in a record does not fit together: told differently, said before it could be known, graded against the facts.

The words are *inconsistent*, *late* and *omitted*. Nothing here says, or can say, why: a slip of the pen looks the same as anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.contradiction import BEFORE, KINDS, TOLD, UNSENT, Contradiction, same
from analysis.grade_findings import GradeFindings
from analysis.knowledge import Knowledge, Learned
from analysis.later_findings import LaterFindings
from analysis.naming import Naming
from analysis.two_tellings import Difference, compare_tellings
from sim.plan.condition_names import vocabulary
from sim.plan.model import Plan
from sim.record import TOLERANCE_MIN, Record, Row
from sim.text import Text
from sim.vocabulary import SENT_KINDS

__all__ = ["KINDS", "Contradiction", "Difference", "compare_tellings", "contradictions"]


def contradictions(record: Record, plan: Plan) -> list[Contradiction]:
    """All contradictions in a record, by row. Only what the rows state counts; what they leave open is no contradiction."""
    knowledge = Knowledge(record, plan)
    names = Naming(plan, record.header)
    messages = _Messages(plan, knowledge, names)
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

    def __init__(self, plan: Plan, knowledge: Knowledge, names: Naming) -> None:
        self._knowledge, self._names = knowledge, names
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
        names = self._names
        up = self._smaller(fact, value, known.value) and self._is_above(row.to, row.actor)
        tail = ("，越往上报越小", ", less on the way up") if up else ("", "")
        sentence = Text(
            zh=f"{names.who(row.actor, 'zh')}在第{known.row.seq}行已知{names.fact(fact, 'zh')}为{names.value(known.value, 'zh')}，"
            f"第{row.seq}行向{names.who(row.to, 'zh')}说的是{names.value(value, 'zh')}{tail[0]}。",
            en=f"{names.who(row.actor, 'en')} had {names.value(known.value, 'en')} for {names.fact(fact, 'en')} in row {known.row.seq}, "
            f"and told {names.who(row.to, 'en')} {names.value(value, 'en')} in row {row.seq}{tail[1]}.",
        )
        return Contradiction(TOLD, row.about or "", sentence, (known.row.seq, row.seq))

    def receipt(self, row: Row) -> Iterator[Contradiction]:
        """A receipt of something that nobody sent, or that says something else than what was sent."""
        names = self._names
        sent = self._knowledge.sending_of.get(row.seq)
        if sent is None:
            if row.actor is not None and row.to is not None:
                sentence = Text(
                    zh=f"第{row.seq}行{names.who(row.to, 'zh')}收到{names.who(row.actor, 'zh')}的信息，此前没有相应的发出。",
                    en=f"{names.who(row.to, 'en')} received something from {names.who(row.actor, 'en')} in row {row.seq}; no row before it sends it.",
                )
                yield Contradiction(UNSENT, row.about or "", sentence, (row.seq,))
            return
        said = {fact: value for fact, value, _ in self._knowledge.values(sent)}
        for fact, value, _ in self._knowledge.values(row):
            if fact in said and not same(said[fact], value):
                sentence = Text(
                    zh=f"{names.who(row.actor, 'zh')}在第{sent.seq}行说{names.fact(fact, 'zh')}为{names.value(said[fact], 'zh')}，"
                    f"{names.who(row.to, 'zh')}在第{row.seq}行记为{names.value(value, 'zh')}。",
                    en=f"{names.who(row.actor, 'en')} said {names.value(said[fact], 'en')} for {names.fact(fact, 'en')} in row {sent.seq}; "
                    f"{names.who(row.to, 'en')} noted {names.value(value, 'en')} in row {row.seq}.",
                )
                yield Contradiction(TOLD, row.about or "", sentence, (sent.seq, row.seq))

    def too_soon(self, row: Row) -> Iterator[Contradiction]:
        """A message whose sender could not know yet. Whoever is the first to know of an event needs no row that says how."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        if not who:
            return
        names, first = self._names, self._knowledge.first.get((about, who))
        others_knew = self._first_knower.get(about, row.time) < row.time - TOLERANCE_MIN
        if first is None and others_knew:
            sentence = Text(
                zh=f"没有任何一行表明{names.who(row.actor, 'zh')}在发出第{row.seq}行时如何知情。",
                en=f"No row shows how {names.who(row.actor, 'en')} could know when it sent row {row.seq}.",
            )
            yield Contradiction(BEFORE, about, sentence, (row.seq,))
        elif first is not None and first.time > row.time + TOLERANCE_MIN and (others_knew or first.kind == "noticed"):
            minutes = f"{first.time - row.time:g}"
            sentence = Text(
                zh=f"{names.who(row.actor, 'zh')}发出第{row.seq}行，比最早能使其知情的第{first.seq}行早{minutes}分钟。",
                en=f"{names.who(row.actor, 'en')} sent row {row.seq} {minutes} min before row {first.seq}, the first from which it could know.",
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
