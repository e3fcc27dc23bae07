"""What would mend a finding, as a phrase: where the time went, who was never reached, which cell to ask for.

It is put to people who write plans, keep logs and answer telephones. Nothing of it says how to handle a crowd.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from analysis.chain import CriticalPaths, Step
from analysis.contradictions import BEFORE, EARLIER, END_NOT_SHOWN, ENDED_BY, ENDED_EARLY, ENDED_IN_QUIET, GRADE, LIFTED_BY, UNSENT
from analysis.evidence import OpenCell
from analysis.judge import ACTS_MISSING
from analysis.papers.moments import MomentsLater
from analysis.report.model import LogReport, RunReport
from analysis.report.prose import open_cells
from analysis.verdicts import LATE, UNJUDGED, WRONG_CHANNEL, Verdict
from sim.record import TOLERANCE_MIN, Row
from sim.vocabulary import SENT_KINDS, UNCAUSED
from sim.words import InLanguages, Phrase, phrase
from sim.words.lengths import elapsed

_NOT_IN_LOG = frozenset({BEFORE, EARLIER, UNSENT, END_NOT_SHOWN})
_ENDS = frozenset({ENDED_BY, LIFTED_BY, ENDED_EARLY, ENDED_IN_QUIET})
_TEACH_NOTHING = frozenset(SENT_KINDS) | UNCAUSED | {"called", "busy", "unanswered", "lost"}  # to whoever stands there as the actor


class Mending:
    """Says what would mend the findings of one report. `line` gives the number by which a reader knows a row."""

    def __init__(self, report: RunReport, line: Callable[[int | None], int | None]) -> None:
        self._report, self._line = report, line
        self._names, self._at = report.names, MomentsLater(report.header.start)
        self._from_outside = isinstance(report, LogReport) and report.log.understood.format != "record"

    @cached_property
    def _paths(self) -> CriticalPaths:
        return CriticalPaths(self._report.record, self._report.rules.plan)

    @cached_property
    def _time_of(self) -> dict[int, float]:
        return {row.seq: row.time for row in self._report.record.rows}

    @cached_property
    def _of_event(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self._report.record.rows:
            if row.about is not None:
                found.setdefault(row.about, []).append(row)
        return found

    # -- duties --------------------------------------------------------------------------------------------------------------

    def broken(self, group: Sequence[Verdict]) -> Phrase:
        """Of duties that were broken, by the worst of them."""
        one = group[0]
        if one.force == "must not":
            return phrase("mend.forbidden", who=self._who(one.bearer), clause=one.clause)
        if one.status == LATE:
            return self._late(one)
        return phrase("mend.wrong-channel", who=self._who(one.bearer)) if one.status == WRONG_CHANNEL else self._missed(one)

    def _late(self, one: Verdict) -> Phrase:
        """How much must be saved, and the longest stretch between the moment from which the limit ran and the act."""
        over = elapsed(max(0.0, -(one.margin_min or 0.0)))
        longest = self._longest(one)
        if longest is None:
            return phrase("mend.late-unknown", limit=one.limit, over=over)
        step, minutes = longest
        told = phrase(f"mend.step.{step.what}", who=self._who(step.waited_for), took=elapsed(minutes))
        first, last = self._line(step.from_seq), self._line(step.to_seq)
        if first is not None and last is not None and first != last:
            told = phrase("mend.between-rows", said=told, first=str(first), last=str(last))
        return phrase("mend.late", limit=one.limit, over=over, longest=told)

    def _longest(self, one: Verdict) -> tuple[Step, float] | None:
        """The longest step on the way to the act while the limit ran, and for how many of its minutes it did."""
        if one.done_seq is None or one.anchor_min is None or one.done_min is None:
            return None
        if one.done_seq not in self._time_of:
            return None
        best: tuple[Step, float] | None = None
        for step in self._paths.to(one.done_seq):
            ran = min(self._time_of[step.to_seq], one.done_min) - max(self._time_of[step.from_seq], one.anchor_min)
            if ran > TOLERANCE_MIN and (best is None or ran > best[1]):
                best = step, ran
        return best

    def _missed(self, one: Verdict) -> Phrase:
        """Whether anybody was bound, whether they were reached, and since when they knew."""
        if one.bearer is None:
            return phrase("mend.nobody-bound", clause=one.clause)
        who, knew = self._who(one.bearer), self._first_known(one.bearer, one.about, one.due_min)
        if knew is None:
            return phrase("mend.not-reached", who=who)
        line, at = self._line(knew.seq), self._at.minute(knew.time)
        said = phrase("mend.undone", who=who, at=at) if line is None else phrase("mend.undone-row", who=who, at=at, row=str(line))
        return phrase("mend.or-log-it", said=said) if self._from_outside else said

    def _first_known(self, bearer: str, about: str, until: float | None) -> Row | None:
        """The first row by which the bearer could know of an event, up to a minute."""
        rules = self._report.rules
        for row in self._of_event.get(about, ()):
            if until is not None and row.time > until + TOLERANCE_MIN:
                continue
            knower = row.to if row.kind in ("received", "inject") else None if row.kind in _TEACH_NOTHING else row.actor
            if knower is not None and rules.is_among(knower, (bearer,)):
                return row
        return None

    def unjudged(self, group: Sequence[Verdict]) -> Phrase:
        """Which cells to ask for; whose log; or what it is that the record does not say."""
        cells: tuple[OpenCell, ...] = tuple(dict.fromkeys(cell for one in group for cell in one.cells))
        if cells:
            return phrase("mend.cells", cells=open_cells(cells, self._names))
        one = next((found for found in group if found.status == UNJUDGED and found.reason is not None), group[0])
        if one.reason == ACTS_MISSING:
            return phrase("mend.whose-log", who=self._who(one.bearer))
        return phrase("mend.state-it", reason=one.reason or phrase("finding.unknown"))

    # -- what does not fit -----------------------------------------------------------------------------------------------------

    def contradiction(self, kind: str) -> Phrase:
        """Of contradictions of one kind."""
        if kind == GRADE:
            return phrase("mend.grade")
        if kind in _ENDS:
            return phrase("mend.end")
        return phrase("mend.enter-what-was-known") if kind in _NOT_IN_LOG else phrase("mend.told-differently")

    def _who(self, id_: str | None) -> InLanguages:
        return phrase("doubt.somebody") if id_ is None else self._names.party(id_)
