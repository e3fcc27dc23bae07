"""Rows that show that somebody knew something before it said so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.contradiction import EARLIER, Contradiction, same
from analysis.knowledge import Knowledge
from analysis.naming import Naming
from sim.plan.model import Plan
from sim.record import TOLERANCE_MIN, Row
from sim.text import Text


class LaterFindings:
    """Looks back from rows that say since when something was so (`as_of` in the facts)."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: Naming) -> None:
        self._knowledge, self._names = knowledge, names
        self._wanted = contents_of(plan)
        self._said: set[tuple[str, str, str]] = set()

    def known_earlier(self, row: Row) -> Iterator[Contradiction]:
        """A row that shows that its actor knew something before it said otherwise, left it out, or is first seen to know."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        for fact, value, age in self._knowledge.values(row):
            if not who or age is None or age >= row.time - TOLERANCE_MIN or (about, who, fact) in self._said:
                continue
            if self._from_others(about, who, fact, value, age, row):
                continue
            shown = self._shown_wrong(about, who, fact, value, age, row)
            if shown is not None:
                self._said.add((about, who, fact))
                yield shown

    def _from_others(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> bool:
        """Whether the value is another's finding that came to this body, with its age."""
        origins = self._knowledge.origins(about, fact, age)
        return any(body != who and other.seq < row.seq and same(other.facts[fact], value) for body, other in origins)

    def _shown_wrong(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> Contradiction | None:
        names = self._names
        head = Text(
            zh=f"第{row.seq}行表明{names.who(row.actor, 'zh')}在{names.clock(age)}已知{names.fact(fact, 'zh')}为{names.value(value, 'zh')}，",
            en=f"Row {row.seq} shows that {names.who(row.actor, 'en')} knew {names.value(value, 'en')} "
            f"for {names.fact(fact, 'en')} at {names.clock(age)}; ",
        )
        for other in self._knowledge.sent_between(about, who, age, row.time):
            if fact in other.facts and not same(other.facts[fact], value):
                said = other.facts[fact]
                tail = Text(zh=f"第{other.seq}行却说是{names.value(said, 'zh')}。", en=f"row {other.seq} had said {names.value(said, 'en')}.")
                return _joined(EARLIER, about, head, tail, (other.seq, row.seq))
            if fact not in other.facts and fact in self._wanted.get(other.form or "", {}):
                tail = Text(zh=f"第{other.seq}行的报告没有说到。", en=f"the report of row {other.seq} omitted it.")
                return _joined(EARLIER, about, head, tail, (other.seq, row.seq), self._wanted[other.form or ""][fact])
        first = self._knowledge.first.get((about, who))
        if first is not None and first.seq != row.seq and first.time > age + TOLERANCE_MIN:
            tail = Text(
                zh=f"而记录中其最早知情是第{first.seq}行（{names.clock(first.time)}）。",
                en=f"the first row from which it could know is row {first.seq} ({names.clock(first.time)}).",
            )
            return _joined(EARLIER, about, head, tail, (first.seq, row.seq))
        return None


def contents_of(plan: Plan) -> dict[str, dict[str, str]]:
    """For each form, the facts that it must hold, with the clause that says so; included forms are followed."""
    by_form = {content.form: content for content in plan.content}

    def facts(form: str, seen: frozenset[str]) -> dict[str, str]:
        content = by_form.get(form)
        if content is None or form in seen:
            return {}
        found: dict[str, str] = {}
        for other in content.includes:
            found |= facts(other, seen | {form})
        return found | {fact: content.clause for item in content.items for fact in item.facts}

    return {form: facts(form, frozenset()) for form in by_form}


def _joined(kind: str, about: str, head: Text, tail: Text, rows: tuple[int, ...], clause: str | None = None) -> Contradiction:
    return Contradiction(kind, about, Text(zh=head.zh + tail.zh, en=head.en + tail.en), rows, clause)
