"""What does not fit together: in one record told differently, said before it could be known, graded against the facts; or between two tellings.

The words are *inconsistent*, *late* and *omitted*. Nothing here says, or can say, why: a slip of the pen looks the same as anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.knowledge import ANYBODY, CALLS, NO_DATES, Knowledge, Learned
from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.conditions import NO_RANK, Test, compile_condition, vocabulary
from sim.plan.ends import Objection, note_signals, objections, without_effect
from sim.plan.event_state import EventState
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Record, Row, event_roles, starting_minute
from sim.vocabulary import SENT_KINDS, UNKNOWN_KINDS
from sim.words import InLanguages, NamesLater, Phrase, phrase
from sim.words.lengths import elapsed, time_of_day

TOLD, BEFORE, UNSENT, GRADE, EARLIER = ("told-differently", "before-known", "receipt-without-sending", "grade-not-from-facts", "known-earlier")
ENDED_BY, LIFTED_BY, ENDED_EARLY, ENDED_IN_QUIET, END_NOT_SHOWN = (
    "ended-by-another", "lifted-by-another", "ended-before-conditions", "ended-in-quiet-period", "end-not-shown",
)  # fmt: skip
KINDS: dict[str, Phrase] = {
    kind: phrase(f"contradiction.{kind}")
    for kind in (TOLD, BEFORE, UNSENT, GRADE, EARLIER, ENDED_BY, LIFTED_BY, ENDED_EARLY, ENDED_IN_QUIET, END_NOT_SHOWN)
}


_UPWARD = frozenset({"reported", "filed", "proposed", "requested"})  # to whoever decides, also where the plan states no superior


@dataclass(frozen=True, slots=True)
class RowMark:
    """A row that a sentence speaks of, by its place in the record; `renumbered` gives it the number that its reader knows it by."""

    seq: int

    def of(self, lang: str) -> str:
        """Its place, the same in every language."""
        del lang
        return str(self.seq)


def renumbered(said: Any, number: Callable[[int], int | None]) -> Any:
    """A phrase with the reader's numbers in place of the record's; anything else stays as it is."""
    if isinstance(said, RowMark):
        line = number(said.seq)
        return said if line is None else RowMark(line)
    if isinstance(said, Phrase):
        return Phrase(said.code, tuple((name, renumbered(value, number)) for name, value in said.args), said.n)
    return said


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not fit: a key of KINDS, the sentence, the rows that show it, and the clause where the plan has one."""

    kind: str
    about: str
    sentence: InLanguages
    rows: tuple[int, ...]
    clause: str | None = None


def same(one: Any, other: Any) -> bool:
    """Whether two values of a fact say the same; sets do in any order."""
    if isinstance(one, list | tuple | set | frozenset) and isinstance(other, list | tuple | set | frozenset):
        return set(map(str, one)) == set(map(str, other))
    return bool(one == other)


def contradictions(record: Record, plan: Plan, calendar: Calendar | None = None) -> list[Contradiction]:
    """All contradictions in a record, by row, then the ends that do not count. Only what the rows state counts.

    What they leave open is no contradiction, but for what an end requires: a log that does not say whether it held is told so. Without a
    calendar, no quiet period in days has a certain end, and what a window of days holds is not known.
    """
    knowledge = Knowledge(record, plan, calendar)
    names = NamesLater(plan, record.header)
    messages, grades = _Messages(plan, knowledge, names), _StatedGrades(plan, knowledge, names)
    later = _LaterShown(plan, knowledge, names, starting_minute(record.header))
    found: list[Contradiction] = []
    for row in record.rows:
        if row.about is None:
            continue
        if row.kind in SENT_KINDS:
            found += messages.told(row)
            found += messages.too_soon(row)
        elif row.kind == "received":
            found += messages.receipt(row)
        elif row.kind not in CALLS:
            messages.stated(row)
            if row.kind in ("classified", "regraded"):
                found += grades.graded(row)
        if row.kind != "received" and "as_of" in row.facts:
            found += later.known_earlier(row)
    return [*found, *_ends(record, plan, calendar or NO_DATES, names)]


class _Messages:
    """Looks at one message in the light of all rows."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: NamesLater) -> None:
        self._knowledge, self._said = knowledge, names
        self._superior = {body.id: body.superior for body in plan.body}
        known = vocabulary(plan)
        self._ranks = {name: known.names[name].ranks for name in ("grade", "level", "warning")}
        self._stated: dict[tuple[str, str, str], list[tuple[Any, float | None, Row]]] = defaultdict(list)  # by event, actor and fact
        self._first_knower: dict[str, float] = {}
        for (about, _), row in knowledge.first.items():
            self._first_knower[about] = min(row.time, self._first_knower.get(about, row.time))

    def told(self, row: Row) -> Iterator[Contradiction]:
        """A message that states another value than its sender had, or than its sender stated at the same time.

        A number that has grown is an update, also where no row shows how it was learned; so is a smaller one that is no report and goes to
        nobody above. What is told is less on the way up, two values of one moment, and another word where a word was known.
        """
        moment = self._knowledge.began(row)
        for fact, value, age in self._knowledge.values(row):
            if self._knowledge.adds_up(fact):
                continue  # each row states what is new, not how it stands
            about, who = row.about or "", self._knowledge.body(row.actor)
            known, new = self._knowledge.learned(about, who, fact, moment), self._knowledge.learned_at(about, who, fact, moment)
            held = known is None or any(same(one.value, value) for one in (known, *new))
            if known is not None and not held and self._is_other(row, fact, value, age, known):
                yield self._told(row, fact, known, value)
            elif (other := self._stated_at_once(row, fact, value, age, new)) is not None:
                yield self._two_at_once(row, fact, value, *other)
        self._keep(row)

    def stated(self, row: Row) -> None:
        """Keep what somebody found, to hold messages of the same moment against it."""
        self._keep(row)

    def _is_other(self, row: Row, fact: str, value: Any, age: float | None, known: Learned) -> bool:
        """Whether a value does not fit what its sender had, and is not what that has become."""
        if age is not None:
            if age > known.age + TOLERANCE_MIN or _knower(known.row) != row.actor:
                return False  # newer, or an older state that this post itself had not heard better
            if abs(age - known.age) <= TOLERANCE_MIN:
                return True
        if not self._grows(fact, value, known.value):
            return True
        return self._smaller(fact, value, known.value) and (row.kind in _UPWARD or self._is_above(row.to, row.actor))

    def _grows(self, fact: str, told: Any, known: Any) -> bool:
        """Whether one of the two values can become the other as an event goes on: numbers, ranks, flags, and sets of which one holds the other."""
        if fact in self._ranks or all(isinstance(one, int | float) for one in (told, known)):
            return True
        if all(isinstance(one, list | tuple | set | frozenset) for one in (told, known)):
            first, second = set(map(str, told)), set(map(str, known))
            return first <= second or second <= first
        return False

    def _keep(self, row: Row) -> None:
        for fact, value, age in self._knowledge.values(row):
            self._stated[row.about or "", row.actor or "", fact].append((value, age, row))

    def _stated_at_once(self, row: Row, fact: str, value: Any, age: float | None, learned: list[Learned]) -> tuple[Any, Row] | None:
        """What the sender stated otherwise in the same moment, without having learned this value in it; None where it did not."""
        moment = self._knowledge.began(row)
        for other, other_age, stated in reversed(self._stated[row.about or "", row.actor or "", fact]):
            if abs(self._knowledge.began(stated) - moment) > TOLERANCE_MIN:
                break
            if same(other, value) or (age is not None and other_age is not None and abs(age - other_age) > TOLERANCE_MIN):
                continue
            if not any(same(new.value, value) for new in learned):
                return other, stated
        return None

    def _two_at_once(self, row: Row, fact: str, value: Any, other: Any, stated: Row) -> Contradiction:
        sentence = phrase(
            "contradiction.two-at-once",
            who=self._said.party(row.actor),
            fact=self._said.fact(fact),
            one=self._said.value(fact, other),
            one_row=RowMark(stated.seq),
            other=self._said.value(fact, value),
            row=RowMark(row.seq),
        )
        return Contradiction(TOLD, row.about or "", sentence, (stated.seq, row.seq))

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
        """A receipt of something that was not sent, or that says something else than what was sent.

        A log that holds no sending of somebody holds only what came to others: there a receipt needs none.
        """
        who, to = self._said.party(row.actor), self._said.party(row.to)
        sent = self._knowledge.sending_of.get(row.seq)
        if sent is None:
            if row.actor is not None and row.to is not None and self._knowledge.sends(row.actor):
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
        return isinstance(told, int | float) and isinstance(known, int | float) and told < known  # of a flag, no is less than yes

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


class _StatedGrades:
    """Holds stated grades against the plan's conditions."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: NamesLater) -> None:
        self._knowledge, self._said = knowledge, names
        known = vocabulary(plan)
        readings = {reading.id: reading.value for reading in plan.reading}
        self._grades: list[tuple[str, list[tuple[str, Test]]]] = [
            (grade.id, [(case.clause, compile_condition(case.when.node, known, readings)) for case in grade.any]) for grade in plan.grade
        ]
        self._defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}

    def graded(self, row: Row) -> Iterator[Contradiction]:
        """A grade that the facts exclude, or beside which a worse one holds: by what its actor knew, and by all that was stated."""
        stated = row.facts.get("grade")
        if not isinstance(stated, str) or not self._grades or stated not in (*(grade for grade, _ in self._grades), NO_RANK):
            return
        about = row.about or ""
        plain = {name: value for name, value in row.facts.items() if name not in self._knowledge.ruled}
        finding = None
        for who in (self._knowledge.body(row.actor), ANYBODY):
            finding = self._fault(stated, {**self._knowledge.lookup(about, who, row.time), **plain})
            if finding is None:
                break
        if finding is None:
            return
        follows, clause = finding
        sentence = phrase(
            "contradiction.other-grade", row=RowMark(row.seq), stated=self._said.rank("grade", stated), follows=self._said.rank("grade", follows)
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


class _LaterShown:
    """Looks back from rows that say since when something was so (`as_of` in the facts)."""

    def __init__(self, plan: Plan, knowledge: Knowledge, names: NamesLater, starts: float) -> None:
        self._knowledge, self._said, self._starts = knowledge, names, starts
        self._wanted = contents_of(plan)
        self._done: set[tuple[str, str, str]] = set()

    def known_earlier(self, row: Row) -> Iterator[Contradiction]:
        """A row that shows that its actor knew something before it said otherwise, left it out, or is first seen to know."""
        about, who = row.about or "", self._knowledge.body(row.actor)
        for fact, value, age in self._knowledge.values(row):
            if not who or age is None or age >= row.time - TOLERANCE_MIN or (about, who, fact) in self._done or self._knowledge.adds_up(fact):
                continue
            if self._from_others(about, who, fact, value, age, row):
                continue
            shown = self._shown_wrong(about, who, fact, value, age, row)
            if shown is not None:
                self._done.add((about, who, fact))
                yield shown

    def _from_others(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> bool:
        """Whether the value is another's finding that came to this body, with its age."""
        origins = self._knowledge.origins(about, fact, age)
        return any(body != who and other.seq < row.seq and same(other.facts[fact], value) for body, other in origins)

    def _shown_wrong(self, about: str, who: str, fact: str, value: Any, age: float, row: Row) -> Contradiction | None:
        head: dict[str, Any] = {
            "row": RowMark(row.seq),
            "who": self._said.party(row.actor),
            "value": self._said.value(fact, value),
            "fact": self._said.fact(fact),
            "at": time_of_day(age + self._starts),
        }
        for other in self._knowledge.sent_between(about, who, age, row.time):
            rows, wanted = (other.seq, row.seq), self._wanted.get(other.form or "", {})
            if fact in other.facts and not same(other.facts[fact], value):
                said = self._said.value(fact, other.facts[fact])
                return Contradiction(EARLIER, about, phrase("contradiction.had-said-otherwise", other=RowMark(other.seq), said=said, **head), rows)
            if fact not in other.facts and fact in wanted:
                return Contradiction(EARLIER, about, phrase("contradiction.left-out", other=RowMark(other.seq), **head), rows, wanted[fact])
        first = self._knowledge.first.get((about, who))
        if first is not None and first.seq != row.seq and first.time > age + TOLERANCE_MIN:
            since = time_of_day(first.time + self._starts)
            sentence = phrase("contradiction.known-since", other=RowMark(first.seq), since=since, **head)
            return Contradiction(EARLIER, about, sentence, (first.seq, row.seq))
        return None


# -- ends and lifts that do not count -------------------------------------------------------------------------------------------


def _ends(record: Record, plan: Plan, calendar: Calendar, names: NamesLater) -> Iterator[Contradiction]:
    """What is to be said against each end and each lift of a record, by what the rows before it had stated."""
    if not any(row.kind in ("ended", "lifted") for row in record.rows):
        return
    concrete = {body: str(held.get("superior") or NONE_STATED) for body, held in record.header.bodies.items()}
    rules, roles = Rulebook(plan, (), concrete), event_roles(record.header)
    states: dict[str, EventState] = {}
    for row in sorted(record.rows, key=lambda row: row.time):
        if row.about is None or row.kind in UNKNOWN_KINDS:
            continue
        if row.about not in states:
            states[row.about] = EventState(rules, roles.get(row.about, {}), rules.triggers_for(None), calendar, everybody=True)
        state = states[row.about]
        against = objections(row, state, rules, calendar) if row.kind in rules.ending_kinds else ()
        if row.kind != "received":
            yield from (_objected(row, one, names) for one in against)
        void = any(one.certain for one in against)
        state.note(without_effect(row) if void else row, void=void)
        if row.kind in rules.signal_kinds:
            note_signals(row, state, rules)


def _objected(row: Row, one: Objection, names: NamesLater) -> Contradiction:
    said: dict[str, Any] = {"row": RowMark(row.seq), "who": names.party(row.actor)}
    since = RowMark(one.rows[0]) if one.rows else RowMark(row.seq)
    if one.parties:
        said["parties"] = tuple(map(names.party, one.parties))
    if one.facts:
        said["facts"] = tuple(map(names.fact, one.facts))
    kind, sentence = _told_against(row, one, since, said)
    return Contradiction(kind, row.about or "", sentence, tuple(dict.fromkeys((*one.rows, row.seq))), one.clause or None)


def _told_against(row: Row, one: Objection, since: RowMark, said: dict[str, Any]) -> tuple[str, Phrase]:
    match one.why:
        case "body" if row.kind == "lifted":
            return LIFTED_BY, phrase("contradiction.lifted-by-none-of", **said)
        case "body":
            return ENDED_BY, phrase("contradiction.ended-by-none-of", **said)
        case "requires":
            return ENDED_EARLY, phrase("contradiction.ended-without", since=since, **said)
        case "quiet":
            return ENDED_IN_QUIET, phrase("contradiction.ended-too-soon", since=since, left=elapsed((one.until or row.time) - row.time), **said)
        case "not-known":
            return END_NOT_SHOWN, phrase("contradiction.ended-unshown", **said)
        case "quiet-not-known":
            return END_NOT_SHOWN, phrase("contradiction.quiet-unshown", since=since, **said)
    return END_NOT_SHOWN, phrase("contradiction.quiet-unknown", since=since, **said)


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
