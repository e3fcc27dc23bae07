"""Measures of what was reported: whether it came, how complete it was, how true, and who could be reached.

What a report must hold is the plan's `[[content]]` entry for its form; what was so is the truth of the scene at the minute of the report.
Late, left out, untrue and concealed stand apart, each as a share of the reports that the event called for; only the whole (on time, done,
complete) has a better direction, since a report that is not made is not untrue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.asked_done import AskedFate
from analysis.measures.asked import asked_fates, is_report
from analysis.measures.log import EventLog, EventParties, Log
from analysis.measures.model import Measure, Value, measure, share_of
from analysis.verdicts import Judgement
from sim.plan.model import Content
from sim.plan.rulebook import Rulebook
from sim.record import Row
from sim.text import NO_TEXT
from sim.vocabulary import FORMS, SENT_KINDS
from sim.words import InLanguages, phrase

_NOT_CALLED_FOR = phrase("measure.why.not-called-for")
_NO_CONTENT = phrase("measure.why.no-content")
_NOT_STATED = phrase("measure.why.nothing-to-compare")
_NO_CALLS = phrase("measure.why.no-calls")
_ON_THE_SPOT = ("estimated", "assessed")
_FOUND_OUT = ("noticed", "verified", *_ON_THE_SPOT)


def report_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """Late, left out, concealed, untrue; completeness and accuracy; calls and desks."""
    reports = _Reports(rules, parties)
    return [reports.late, reports.omitted, reports.concealed, reports.untrue, *reports.complete(), *reports.accurate(), _calls, _desks]


class _Reports:
    """The measures of the reports of one plan."""

    def __init__(self, rules: Rulebook, parties: EventParties) -> None:
        self._rules, self._parties = rules, parties
        self._counts = tuple(fact.id for fact in rules.plan.fact if fact.type == "count")
        self._facts = frozenset(fact.id for fact in rules.plan.fact)
        self._content = {content.form: content for content in rules.plan.content}
        self._must_hold = {form: self._items(content, set()) for form, content in self._content.items()}
        self.late = self._part("reports-late", lambda found, _: found.fate == "late")
        self.omitted = self._part("reports-omitted", lambda found, log: found.fate == "undone" and not self._knew(found, log))
        self.concealed = self._part("reports-concealed", lambda found, log: found.fate == "undone" and self._knew(found, log))
        self.untrue = self._part("reports-untrue", self._is_untrue)

    def _owed(self, log: Log, judgement: Judgement) -> list[AskedFate]:
        return [found for found in asked_fates(self._rules, log, judgement) if is_report(found) and found.fate not in ("open", "undecided")]

    def _part(self, id_: str, chosen: Any) -> Measure:
        @measure(id_, "share", "reports", "none")
        def part(log: Log, judgement: Judgement) -> Value:
            owed = self._owed(log, judgement)
            return share_of(sum(chosen(found, log) for found in owed), len(owed), len(owed), _NOT_CALLED_FOR)

        return part

    # -- late, left out, concealed, untrue -----------------------------------------------------------------------------------

    def _knew(self, found: AskedFate, log: Log) -> bool:
        """Whether a row shows that the bearer of a report knew of the event."""
        event, bearer = log.events[found.asked.about], found.asked.bearer
        return bearer is not None and any(True for _ in self._learnt(event, bearer, None))

    def _learnt(self, event: EventLog, who: str, until: float | None) -> Iterator[Row]:
        """The rows by which a body or a post learnt something of the event; a count on the spot is known to all who stand there."""
        there = False
        for row in event.rows("received", "arrived", "released", *_FOUND_OUT):
            if until is not None and row.time > until:
                continue
            if row.kind in ("arrived", "released"):
                there = row.kind == "arrived" if self._rules.belongs(row.actor, who) else there
                continue
            knows = row.to if row.kind == "received" else row.actor
            if self._rules.belongs(knows, who) or (there and row.kind in _ON_THE_SPOT):
                yield row

    def _is_untrue(self, found: AskedFate, log: Log) -> bool:
        """Whether a report states otherwise than the newest that its sender itself had seen or been told; of a fact that holds by a rule of
        the plan, such as the largest number, what it had never seen nor been told.
        """
        row, bearer = found.done, found.asked.bearer
        if row is None or bearer is None:
            return False
        event = log.events[found.asked.about]
        sent = _sent(row, event)
        known: dict[str, list[tuple[float, Any]]] = {}
        for learnt in self._learnt(event, bearer, sent.time):
            if learnt.seq < sent.seq:
                ages = learnt.facts.get("as_of")
                for name, value in learnt.facts.items():
                    age = ages.get(name, learnt.time) if isinstance(ages, dict) else learnt.time
                    known.setdefault(name, []).append((age, value))
        return any(
            name in known and value not in self._true_for(name, known[name])
            for name, value in row.facts.items() if name in self._facts
        )  # fmt: skip

    def _true_for(self, name: str, learnt: list[tuple[float, Any]]) -> list[Any]:
        """What somebody may say who has learnt these values of a fact, each with its age."""
        newest = max(age for age, _ in learnt)
        return [value for age, value in learnt if name in self._rules.holdings or age == newest]

    # -- complete ------------------------------------------------------------------------------------------------------------

    def _items(self, content: Content, seen: set[str]) -> tuple[tuple[str, ...], ...]:
        """The items of a report that facts say, with those of the forms that it includes; each item by its facts."""
        seen.add(content.form)
        own = [item.facts for item in content.items if item.facts]
        for form in content.includes:
            if form not in seen and form in self._content:
                own += self._items(self._content[form], seen)
        return tuple(dict.fromkeys(own))

    def complete(self) -> Iterator[Measure]:
        """The share of the items that the plan asks of each report which were there; over all reports, and for each form.

        Without a better direction: where the first report is left out, a later one that stands in its place may say more.
        """

        @measure("reports-complete", "share", "reports", "none")
        def complete(log: Log, judgement: Judgement) -> Value:
            return self._completeness([found for found in self._owed(log, judgement) if self._held(found)])

        yield complete
        for form, items in self._must_hold.items():
            if items:
                yield self._complete_form(form)

    def _complete_form(self, form: str) -> Measure:
        content = self._content[form]

        @measure(
            f"complete:{form}", "share", "reports", "none", family="complete:FORM", of=form,
            subject=_called(content), clause=content.clause,
        )  # fmt: skip
        def complete(log: Log, judgement: Judgement) -> Value:
            return self._completeness([found for found in self._owed(log, judgement) if found.asked.rule.done_form == form])

        return complete

    def _held(self, found: AskedFate) -> tuple[tuple[str, ...], ...]:
        return self._must_hold.get(found.asked.rule.done_form or "", ())

    def _completeness(self, owed: list[AskedFate]) -> Value:
        """Items said ÷ items asked for; a report that was not made said none."""
        asked = sum(len(self._held(found)) for found in owed)
        said = sum(self._said(found) for found in owed if found.done is not None)
        return share_of(said, asked, asked, _NO_CONTENT if owed else _NOT_CALLED_FOR)

    def _said(self, found: AskedFate) -> int:
        stated = {} if found.done is None else found.done.facts
        return sum(any(stated.get(name) is not None for name in facts) for facts in self._held(found))

    # -- true ------------------------------------------------------------------------------------------------------------------

    def accurate(self) -> Iterator[Measure]:
        """How far reported numbers, and stated grades, were from what was so at that minute."""

        @measure("count-error", "share", "reports", "none")
        def count_error(log: Log, judgement: Judgement) -> Value:
            return _mean(list(self._count_errors(log, judgement)))

        @measure("grade-distance", "count", "reports", "none")
        def grade_distance(log: Log, judgement: Judgement) -> Value:
            return _mean(list(self._grade_distances(log, judgement)))

        yield count_error
        if self._rules.plan.grade:
            yield grade_distance

    def _count_errors(self, log: Log, judgement: Judgement) -> Iterator[float]:
        for event in log.begun():
            for row in event.rows("reported"):
                for name in self._counts if row.time <= judgement.until_min else ():
                    said, true = row.facts.get(name), event.last_truth(name, row.time)
                    if _is_number(said) and _is_number(true) and true > 0:
                        yield abs(said - true) / max(said, true)

    def _grade_distances(self, log: Log, judgement: Judgement) -> Iterator[float]:
        ranks = self._rules.vocabulary.names["grade"].ranks
        for event in log.begun():
            for row in event.rows("classified", "regraded"):
                said, true = str(row.facts.get("grade")), str(event.last_truth("true_grade", row.time))
                if said in ranks and true in ranks and row.time <= judgement.until_min:
                    yield abs(ranks[said] - ranks[true])


def _called(content: Content) -> InLanguages:
    """What a report of a form is called: by the plan, by the product, else by its id."""
    if content.name != NO_TEXT:
        return content.name
    return phrase(f"form.{content.form}") if content.form in FORMS else phrase("measure.form", form=content.form)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _mean(found: list[float]) -> Value:
    if not found:
        return Value(value=None, reason=_NOT_STATED, evaluated=0, asked=0)
    return Value(value=sum(found) / len(found), evaluated=len(found), asked=len(found))


# -- found on duty -------------------------------------------------------------------------------------------------------------


def _tries(log: Log) -> Iterator[tuple[Row, bool]]:
    """Each call, and whether it was answered: not busy, not unanswered."""
    rows = log.record.rows
    failed = {row.cause for row in rows if row.kind in ("unanswered", "busy")}
    return ((row, row.seq not in failed) for row in rows if row.kind == "called")


@measure("calls-answered", "share", "reports", "higher")
def _calls(log: Log, judgement: Judgement) -> Value:
    del judgement
    tries = [answered for _, answered in _tries(log)]
    return share_of(sum(tries), len(tries), len(tries), _NO_CALLS)


@measure("desks-found-staffed", "share", "reports", "higher")
def _desks(log: Log, judgement: Judgement) -> Value:
    """Of those who were called, how many took the first call."""
    del judgement
    first: dict[str | None, bool] = {}
    for row, answered in _tries(log):
        first.setdefault(row.to, answered)
    return share_of(sum(first.values()), len(first), len(first), _NO_CALLS)


def _sent(row: Row, event: EventLog) -> Row:
    """The sending of what was received: the row that it names as its cause, else the last before it between the two in this form, else itself."""
    if row.kind != "received":
        return row
    between = [
        one
        for one in event.rows(*SENT_KINDS)
        if one.seq < row.seq and (one.actor, one.to, one.form or SENT_KINDS[one.kind]) == (row.actor, row.to, row.form)
    ]
    return next((one for one in between if one.seq == row.cause), between[-1] if between else row)
