"""What in a record does not fit together: told differently, said before it could be known, graded against the facts.

The words are *inconsistent*, *late* and *omitted*. Nothing here says, or can say, why: a slip of the pen looks the same as anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.knowledge import Knowledge, Learned
from analysis.naming import Naming
from analysis.tellings import Difference, compare_tellings
from sim.plan.acts import SENT_KINDS
from sim.plan.conditions import Test, compile_condition, parse_condition
from sim.plan.model import Plan
from sim.plan.vocabulary import NO_RANK, vocabulary
from sim.record import TOLERANCE_MIN, Record, Row
from sim.text import Text

__all__ = ["KINDS", "Contradiction", "Difference", "compare_tellings", "contradictions"]

TOLD, BEFORE, UNSENT, GRADE, EARLIER = "told-differently", "before-known", "receipt-without-sending", "grade-not-from-facts", "known-earlier"
KINDS: dict[str, Text] = {
    TOLD: Text(zh="前后所报不一致", en="inconsistent: one fact told differently"),
    BEFORE: Text(zh="不一致：报告早于知情", en="inconsistent: said before it could be known"),
    UNSENT: Text(zh="不一致：有收无发", en="inconsistent: a receipt without a sending"),
    GRADE: Text(zh="不一致：定级与所述事实不符", en="inconsistent: the grade does not follow from the facts stated"),
    EARLIER: Text(zh="迟报或漏报：后来表明早已知情", en="late or omitted: known earlier, as shown later"),
}
_NOT_KNOWING = frozenset({"scene", "fault", "inject", "expectation-missed"})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not fit: a key of KINDS, the sentence, the rows that show it, and the clause where the plan has one."""

    kind: str
    about: str
    sentence: Text
    rows: tuple[int, ...]
    clause: str | None = None


def contradictions(record: Record, plan: Plan) -> list[Contradiction]:
    """All contradictions in a record, by row. Only what the rows state counts; what they leave open is no contradiction."""
    knowledge = Knowledge(record, plan)
    finder = _Finder(record, plan, knowledge)
    found: list[Contradiction] = []
    for row in record.rows:
        if row.about is None:
            continue
        if row.kind in SENT_KINDS:
            found += finder.told(row)
            found += finder.too_soon(row)
        elif row.kind == "received":
            found += finder.receipt(row)
        elif row.kind in ("classified", "regraded"):
            found += finder.graded(row)
        if row.kind != "received" and "as_of" in row.facts:
            found += finder.known_earlier(row)
    return found


class _Finder:
    """Looks at one row in the light of all."""

    def __init__(self, record: Record, plan: Plan, knowledge: Knowledge) -> None:
        self._plan, self._knowledge = plan, knowledge
        self._names = Naming(plan, record.header)
        self._superior = {body.id: body.superior for body in plan.body}
        words = vocabulary(plan)
        self._ranks = {name: words.names[name].ranks for name in ("grade", "level", "warning")}
        readings = {reading.id: reading.value for reading in plan.reading}
        self._grades: list[tuple[str, list[tuple[str, Test]]]] = [
            (grade.id, [(case.clause, compile_condition(parse_condition(case.when), words, readings)) for case in grade.any]) for grade in plan.grade
        ]
        self._defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}
        self._wanted = self._contents(plan)
        self._first_knower: dict[str, float] = {}
        for (about, _), time in knowledge.aware_at.items():
            self._first_knower[about] = min(time, self._first_knower.get(about, time))
        self._earlier_said: set[tuple[str, str, str]] = set()

    # -- one fact, several values ---------------------------------------------------------------------------------------------

    def told(self, row: Row) -> Iterator[Contradiction]:
        """A message that states another value than its sender had."""
        began = self._knowledge.by_seq.get(row.cause) if row.cause is not None else None
        moment = began.time if began is not None and began.kind == "called" else row.time
        for fact, value, age in self._knowledge.values(row):
            known = self._knowledge.learned(row.about or "", self._knowledge.body(row.actor), fact, moment)
            if known is None or same(known.value, value) or (age is not None and age > known.age + TOLERANCE_MIN):
                continue
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
                    en=f"{names.who(row.to, 'en')} received something from {names.who(row.actor, 'en')} in row {row.seq}; "
                    "no row before it sends it.",
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

    # -- what could be known --------------------------------------------------------------------------------------------------

    def too_soon(self, row: Row) -> Iterator[Contradiction]:
        """A message whose sender could not know yet. Whoever is the first to know of an event needs no row that says how."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        if not who:
            return
        names, first = self._names, self._knowledge.first.get((about, who))
        if first is not None and first.time > row.time + TOLERANCE_MIN:
            minutes = first.time - row.time
            sentence = Text(
                zh=f"{names.who(row.actor, 'zh')}在第{row.seq}行发出信息，比最早能使其知情的第{first.seq}行早{minutes:g}分钟。",
                en=f"{names.who(row.actor, 'en')} sent row {row.seq} {minutes:g} min before row {first.seq}, the first from which it could know.",
            )
            if self._first_knower[about] <= row.time + TOLERANCE_MIN or first.kind != "received":
                yield Contradiction(BEFORE, about, sentence, (row.seq, first.seq))
        elif first is None and self._first_knower.get(about, row.time) < row.time - TOLERANCE_MIN and not self._starts(row):
            sentence = Text(
                zh=f"第{row.seq}行之前没有任何一行表明{names.who(row.actor, 'zh')}如何知情。",
                en=f"No row before row {row.seq} shows how {names.who(row.actor, 'en')} could know.",
            )
            yield Contradiction(BEFORE, about, sentence, (row.seq,))

    def _starts(self, row: Row) -> bool:
        """Whether this sender's first message of the event stands before everything that lets anybody know."""
        return row.seq == 0

    def known_earlier(self, row: Row) -> Iterator[Contradiction]:
        """A row that shows that its actor knew something before it said otherwise, left it out, or is first seen to know."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        for fact, value, age in self._knowledge.values(row):
            if not who or age is None or age >= row.time - TOLERANCE_MIN or (about, who, fact) in self._earlier_said:
                continue
            if self._from_others(about, who, fact, value, age, row):
                continue
            shown = self._shown_wrong(about, who, fact, value, age, row)
            if shown is not None:
                self._earlier_said.add((about, who, fact))
                yield shown

    def _from_others(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> bool:
        """Whether the value is another's finding that came to this body, with its age."""
        for other in self._knowledge.stated[about]:
            if other.seq >= row.seq:
                return False
            mine = self._knowledge.body(other.actor) == who and other.kind != "received"
            if mine or fact not in other.facts or not same(other.facts[fact], value):
                continue
            ages = other.facts.get("as_of")
            if abs(other.time - age) <= TOLERANCE_MIN or (isinstance(ages, dict) and ages.get(fact) == age):
                return True
        return False

    def _shown_wrong(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> Contradiction | None:
        names = self._names
        head = Text(
            zh=f"第{row.seq}行表明{names.who(row.actor, 'zh')}在{names.clock(age)}已知{names.fact(fact, 'zh')}为{names.value(value, 'zh')}，",
            en=f"Row {row.seq} shows that {names.who(row.actor, 'en')} knew {names.value(value, 'en')} for {names.fact(fact, 'en')} "
            f"at {names.clock(age)}; ",
        )
        for other in self._knowledge.rows:
            if other.time >= row.time or other.about != about or other.kind not in SENT_KINDS or self._knowledge.body(other.actor) != who:
                continue
            if other.time <= age + TOLERANCE_MIN:
                continue
            if fact in other.facts and not same(other.facts[fact], value):
                said = other.facts[fact]
                tail = Text(
                    zh=f"第{other.seq}行却说是{names.value(said, 'zh')}。", en=f"row {other.seq} had said {names.value(said, 'en')}."
                )
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

    # -- grades ---------------------------------------------------------------------------------------------------------------

    def graded(self, row: Row) -> Iterator[Contradiction]:
        """A grade that the facts exclude, or beside which a worse one holds: by what its actor knew, and by all that was stated."""
        stated = row.facts.get("grade")
        if not isinstance(stated, str) or not self._grades or stated not in (*(grade for grade, _ in self._grades), NO_RANK):
            return
        about = row.about or ""
        mine = self._knowledge.lookup(about, self._knowledge.body(row.actor), row.time)
        views = [{**mine, **row.facts}, {**self._all_stated(about, row), **row.facts}]
        findings = [self._grade_fault(stated, view) for view in views]
        if any(finding is None for finding in findings):
            return
        follows, clause = findings[0] or (NO_RANK, None)
        names = self._names
        sentence = Text(
            zh=f"第{row.seq}行定为{names.grade(stated, 'zh')}，按所述事实应为{names.grade(follows, 'zh')}。",
            en=f"Row {row.seq} states {names.grade(stated, 'en')}; by the facts stated it is {names.grade(follows, 'en')}.",
        )
        yield Contradiction(GRADE, about, sentence, (row.seq,), clause)

    def _grade_fault(self, stated: str, facts: dict[str, Any]) -> tuple[str, str | None] | None:
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

    def _all_stated(self, about: str, row: Row) -> dict[str, Any]:
        known: dict[str, tuple[float, Any]] = {}
        for other in self._knowledge.stated[about]:
            if other.time > row.time + TOLERANCE_MIN:
                break
            if other.kind == "scene":
                continue
            for fact, value, age in self._knowledge.values(other):
                since = other.time if age is None else age
                if fact not in known or since >= known[fact][0]:
                    known[fact] = (since, value)
        return {fact: value for fact, (_, value) in known.items()}

    # -- the plan -------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _contents(plan: Plan) -> dict[str, dict[str, str]]:
        """For each form, the facts that it must hold, with the clause."""
        by_form = {content.form: content for content in plan.content}

        def facts(form: str, seen: frozenset[str]) -> dict[str, str]:
            content = by_form.get(form)
            if content is None or form in seen:
                return {}
            own = {fact: content.clause for item in content.items for fact in item.facts}
            for other in content.includes:
                own = facts(other, seen | {form}) | own
            return own

        return {form: facts(form, frozenset()) for form in by_form}

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


def same(one: Any, other: Any) -> bool:
    """Whether two values of a fact say the same; sets do in any order."""
    if isinstance(one, list | tuple | set | frozenset) and isinstance(other, list | tuple | set | frozenset):
        return set(map(str, one)) == set(map(str, other))
    return bool(one == other)


def _joined(kind: str, about: str, head: Text, tail: Text, rows: tuple[int, ...], clause: str | None = None) -> Contradiction:
    return Contradiction(kind, about, Text(zh=head.zh + tail.zh, en=head.en + tail.en), rows, clause)
