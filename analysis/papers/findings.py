"""The findings of a report, worst first: what was not as it should be, by which clause, seen in which rows, and what would mend it.

A finding groups what a reader takes for one problem: the breaches of one rule by one bearer, the contradictions of one kind, and so on. Its key
stays the same over all logs of one plan, so that whoever follows it from one drill to the next finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal, get_args

from analysis.called_for import CalledFor
from analysis.contradictions import Contradiction
from analysis.expectations import ExpectationMet
from analysis.papers.mending import Mending
from analysis.papers.moments import MomentsLater
from analysis.report.as_tables import measured, values_of
from analysis.report.breaches import grouped_breaches
from analysis.report.model import Lines, LogReport, RunReport
from analysis.report.screen import HARM
from analysis.verdicts import LATE, MISSED, UNJUDGED, WRONG_CHANNEL, Verdict, rests_on_reading
from sim.words import InLanguages, Phrase, phrase
from sim.words.lengths import elapsed

PaperFindingKind = Literal["harm", "forbidden", "missed", "wrong-channel", "late", "never-raised", "contradiction", "expectation", "cannot-be-judged"]
FINDING_KINDS: dict[PaperFindingKind, Phrase] = {kind: phrase(f"finding-kind.{kind}") for kind in get_args(PaperFindingKind)}

_BROKEN: dict[str, PaperFindingKind] = {MISSED: "missed", WRONG_CHANNEL: "wrong-channel", LATE: "late"}
_MOST_TOLD = 3  # contradictions of one kind that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFinding:
    """One problem. `bearer` and `to` are ids, `duties` those of verdicts, `rows` the numbers by which a reader knows the rows.

    `over_min` is by how much the worst of them was late, and `worst` tells that, or what else there is to measure. `by_reading` says that the
    number of its limit is a reading's, not the plan's.
    """

    key: str
    kind: PaperFindingKind
    said: Phrase
    mend: Phrase
    rule: str | None = None
    clause: str = ""
    bearer: str | None = None
    to: tuple[str, ...] = ()
    count: int = 1
    duties: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    over_min: float | None = None
    worst: InLanguages | None = None
    by_reading: bool = False


def findings_of(report: RunReport) -> tuple[PaperFinding, ...]:
    """All findings, worst first.

    Harm to people stands first, then what the plan's own words and numbers show (what it forbids before the rest), what the facts called for and
    nobody set off, what only a reading's numbers show, what does not fit together, what was expected and did not come, and what cannot be judged.
    """
    found = _Findings(report)
    broken = list(found.broken())
    stated = [one for one in broken if not one.by_reading]
    return (
        *found.harm(),
        *(one for one in stated if one.kind == "forbidden"),
        *(one for one in stated if one.kind != "forbidden"),
        *found.never_raised(),
        *(one for one in broken if one.by_reading),
        *found.contradicted(),
        *found.not_come_true(),
        *found.unjudged(),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a measure came to, told with its unit."""

    report: RunReport
    id: str

    def of(self, lang: str) -> str:
        return measured(self.report.values[self.id], self.report.measures[self.id].unit, lang)


@dataclass(frozen=True, slots=True)
class _Decided:
    """The values that decided an expectation."""

    report: RunReport
    one: ExpectationMet

    def of(self, lang: str) -> str:
        return values_of(self.one, self.report, lang)


class _Findings:
    """Finds each kind in one report."""

    def __init__(self, report: RunReport) -> None:
        self._report, self._names = report, report.names
        self._at = MomentsLater(report.header.start)
        self._lines = Lines(report.log) if isinstance(report, LogReport) else None
        self._mending = Mending(report, self._line)

    # -- people --------------------------------------------------------------------------------------------------------------

    def harm(self) -> Iterator[PaperFinding]:
        """What was done to people or happened to them, the gravest first."""
        for id_ in HARM:
            value = self._report.values.get(id_)
            if value is None or not value.value:
                continue
            worst = _Measured(self._report, id_)
            said = phrase("finding.harm", name=self._report.measures[id_].name, value=worst)
            yield PaperFinding(key=_key("harm", id_), kind="harm", said=said, mend=phrase(f"mend.harm.{id_}"), worst=worst)

    # -- duties --------------------------------------------------------------------------------------------------------------

    def broken(self) -> Iterator[PaperFinding]:
        """The duties that were broken, in the groups in which the screen tells them."""
        for group in grouped_breaches(self._report.judgement):
            one = group[0]
            forbidden = one.force == "must not"
            kind: PaperFindingKind = "forbidden" if forbidden else _BROKEN[one.status]
            by_reading = rests_on_reading(one)
            said = self._forbidden(one) if forbidden else self._broken(one)
            if by_reading:
                said = phrase("finding.as-read", said=said)
            found = self._of_duties(group, kind, said, self._mending.broken(group), by_reading=by_reading)
            over = -one.margin_min if one.status == LATE and one.margin_min is not None else None
            yield replace(found, over_min=over, worst=self._worst(one, over))

    def unjudged(self) -> Iterator[PaperFinding]:
        """The duties of which the record does not tell what became of them, those of one rule and bearer together."""
        groups: dict[tuple[str, str | None], list[Verdict]] = {}
        for one in self._report.judgement.verdicts:
            if one.status == UNJUDGED:
                groups.setdefault((one.rule, one.bearer), []).append(one)
        for group in groups.values():
            one = group[0]
            said = phrase("finding.unjudged", who=self._who(one.bearer), duty=self._duty(one), reason=one.reason or phrase("finding.unknown"))
            yield self._of_duties(group, "cannot-be-judged", said, self._mending.unjudged(group))

    def never_raised(self) -> Iterator[PaperFinding]:
        """What the grade by the facts called for and nobody set off, those of one rule and bearer together."""
        groups: dict[tuple[str, str | None], list[CalledFor]] = {}
        for one in self._report.called_for:
            groups.setdefault((one.rule, one.bearer), []).append(one)
        for (rule, bearer), group in groups.items():
            one = group[0]
            grade, since = self._names.rank("grade", one.grade), self._at.minute(one.since_min)
            said = phrase("finding.never-raised", who=self._who(bearer), duty=self._titled(rule, one.to), grade=grade, since=since)
            yield PaperFinding(
                key=_key("never-raised", rule, bearer), kind="never-raised", rule=rule, clause=one.clause, bearer=bearer, to=one.to,
                count=len(group), events=_once(found.about for found in group), rows=self._rows(found.since_seq for found in group),
                said=self._in_event(said, [found.about for found in group]), mend=phrase("mend.never-raised", grade=grade, since=since),
            )  # fmt: skip

    def _of_duties(self, group: Sequence[Verdict], kind: PaperFindingKind, said: Phrase, mend: Phrase, *, by_reading: bool = False) -> PaperFinding:
        one = group[0]
        key = _key(kind, one.rule, one.bearer, *(["as-read"] if by_reading else []))
        if len(group) > 1:
            said = phrase("finding.and-more", n=len(group) - 1, said=said)
        return PaperFinding(
            key=key, kind=kind, rule=one.rule, clause=one.clause, bearer=one.bearer, to=_once(who for verdict in group for who in verdict.to),
            count=len(group), duties=tuple(verdict.id for verdict in group), events=_once(verdict.about for verdict in group),
            rows=self._rows(seq for verdict in group for seq in (verdict.trigger_seq, verdict.done_seq)),
            said=self._in_event(said, [verdict.about for verdict in group]), mend=mend, by_reading=by_reading,
        )  # fmt: skip

    def _worst(self, one: Verdict, over: float | None) -> Phrase | None:
        """By how much it was late; of what was not done at all, for how long it has been due."""
        if over is not None:
            return phrase("finding.over", span=elapsed(over))
        if one.status == MISSED and one.due_min is not None and one.force != "must not":
            return phrase("finding.past-due", span=elapsed(self._report.judgement.until_min - one.due_min))
        return None

    def _broken(self, one: Verdict) -> Phrase:
        who, duty, limit = self._who(one.bearer), self._duty(one), one.limit
        if one.status == LATE and one.margin_min is not None:
            over = _from_to(*(-end for end in reversed((one.spread and one.spread.margin) or (one.margin_min, one.margin_min))))
            if one.latency_min is None:
                return phrase("finding.late-only", who=who, duty=duty, limit=limit, over=over)
            took = _from_to(*((one.spread and one.spread.latency) or (one.latency_min, one.latency_min)))
            return phrase("finding.late", who=who, duty=duty, limit=limit, took=took, over=over)
        if one.status == WRONG_CHANNEL and one.done_min is not None:
            return phrase("finding.wrong-channel", who=who, duty=duty, at=self._at.minute(one.done_min), reason=one.reason or "")
        if one.due_min is None:
            return phrase("finding.missed-undated", who=who, duty=duty, limit=limit)
        due, end = self._at.minute(one.due_min), self._at.minute(self._report.judgement.until_min)
        return phrase("finding.missed", who=who, duty=duty, limit=limit, due=due, end=end)

    def _forbidden(self, one: Verdict) -> Phrase:
        if one.done_min is None:
            return phrase("finding.forbidden-undated", who=self._who(one.bearer), duty=self._duty(one))
        return phrase("finding.forbidden", who=self._who(one.bearer), duty=self._duty(one), at=self._at.minute(one.done_min))

    # -- what does not fit, and what did not come ------------------------------------------------------------------------------

    def contradicted(self) -> Iterator[PaperFinding]:
        """What does not fit together, by its kind."""
        if not isinstance(self._report, LogReport):
            return
        groups: dict[str, list[Contradiction]] = {}
        for one in self._report.contradictions:
            groups.setdefault(one.kind, []).append(one)
        for kind, group in groups.items():
            told = [self._told(one) for one in group[:_MOST_TOLD]]
            left = len(group) - len(told)
            said = reduce(lambda first, then: phrase("finding.then", first=first, then=then), told)
            yield PaperFinding(
                key=_key("contradiction", kind), kind="contradiction", clause=next((one.clause for one in group if one.clause), ""),
                count=len(group), events=_once(one.about for one in group), rows=self._rows(seq for one in group for seq in one.rows),
                said=phrase("finding.and-more", n=left, said=said) if left else said, mend=self._mending.contradiction(kind),
            )  # fmt: skip

    def _told(self, one: Contradiction) -> Phrase:
        sentence = one.sentence if self._lines is None else self._lines.told(one.sentence)
        return phrase("finding.sentence", said=sentence)

    def not_come_true(self) -> Iterator[PaperFinding]:
        """What the scenario expects and did not come true, or cannot be told."""
        for one in self._report.expectations:
            if one.came_true:
                continue
            code = "finding.expectation" if one.came_true is False else "finding.expectation-open"
            said = phrase(code, text=one.expect.text, values=_Decided(self._report, one))
            yield PaperFinding(key=_key("expectation", one.expect.id), kind="expectation", said=said, mend=phrase("mend.expectation"))

    # -- parts ---------------------------------------------------------------------------------------------------------------

    def _who(self, bearer: str | None) -> InLanguages:
        return phrase("doubt.somebody") if bearer is None else self._names.party(bearer)

    def _duty(self, one: Verdict) -> Phrase:
        return self._titled(one.rule, one.to)

    def _titled(self, rule: str, to: Sequence[str]) -> Phrase:
        title = self._names.rule(rule)
        return phrase("late.duty-to", title=title, to=[self._names.party(who) for who in to]) if to else phrase("late.duty", title=title)

    def _in_event(self, said: Phrase, abouts: Sequence[str]) -> Phrase:
        """With the names of the events, where the record has several."""
        if len(self._report.header.events) < 2:
            return said
        return phrase("finding.about", events=[self._names.event(about) for about in _once(abouts)], said=said)

    def _line(self, seq: int | None) -> int | None:
        """The number that a reader knows a row by; None for one that stands in no line of the log."""
        if seq is None or self._lines is None:
            return seq
        return self._lines.line(seq) or None

    def _rows(self, seqs: Iterable[int | None]) -> tuple[int, ...]:
        return tuple(sorted({line for seq in seqs if (line := self._line(seq)) is not None}))


def said_rows(finding: PaperFinding) -> list[str]:
    """The rows of a finding as a reader writes them: "12", or "night!5" in a workbook of several sheets."""
    return [str(row) for row in finding.rows]


def _key(kind: str, *parts: str | None) -> str:
    """Kind, rule and bearer in one word, such as "late:report-in-writing:bureau"; somebody unknown is "-"."""
    return ":".join((kind, *("-" if part is None else part for part in parts)))


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _from_to(low: float, high: float) -> Phrase:
    first, last = elapsed(low), elapsed(high)
    return first if first == last else phrase("quantity.range", low=first, high=last)
