"""Certain answers: a word is said of a duty only where it is the same in every completion of the record.

Events do not touch each other, and of an event only those rows matter to a rule that may bear on it (`analysis.relevance`). So the open cells
of an event are put to the rules that may look at them, and the judge judges the completions that are worth trying
(`analysis.completions`). What stays the same is certain; what does not *cannot be judged*, with the smallest set of cells that was seen to
turn it. Where there are too many completions to try, nothing is certain either: the answer may be *cannot be judged* too often, never a
wrong word; with a single open cell it is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from analysis.evidence import Evidence, OneOf, one_of_its_completions
from analysis.judge import end_of_observation, judge, seen_until
from analysis.open_event import OpenEvent
from analysis.open_record import OpenRecord
from analysis.silences import silences_in
from analysis.verdicts import Judgement, Verdict
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row

# What may be judged again, counted in rows and verdicts over all events: so much at least, in a long record so much for each of its rows,
# more than twice what a record needs of which one row in twenty has an open cell.
_LEAST_WORK = 400_000
_WORK_PER_ROW = 100
_GENEROUS = 4  # how many times its share of what is left an event may use


def judge_openly(rulebook: Rulebook, record: Record, evidence: Evidence, *, calendar: Calendar, until: float | None = None) -> Judgement:
    """Judge every duty over all completions of a record.

    `until` is as for `judge`; the end of observation is that of the record as it stands, in every completion. Duties come in the order of
    the likeliest completion, which the record holds; those that only others raise come last, as doubts.
    """
    end = end_of_observation(record, until)
    evidence = evidence.until(end) if evidence.cells else evidence
    record = one_of_its_completions(record, evidence)
    likely = judge(rulebook, record, calendar=calendar, until=end, complete=evidence.complete)
    if not evidence.cells:
        return likely
    verdicts = _Certain(OpenRecord(rulebook, record, evidence, calendar, end), likely).verdicts()
    return replace(likely, verdicts=verdicts, silences=silences_in(rulebook, verdicts, seen_until(end, record.rows)))


@dataclass(slots=True)
class _Work:
    """How much may still be judged again: in a long record each event has its share, and what it does not need is left to others."""

    left: int
    events: int

    def share(self) -> int:
        """What the next event may use."""
        return min(self.left, _GENEROUS * self.left // max(1, self.events))


class _Certain:
    """A record with open cells, on its way to certain answers."""

    def __init__(self, openly: OpenRecord, likely: Judgement) -> None:
        self._openly, self._likely = openly, likely

    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of the likeliest completion, with what others make of them, and the doubts beside them."""
        events = self._events()
        work = _Work(max(_LEAST_WORK, _WORK_PER_ROW * len(self._openly.record.rows)), len(events))
        of_event: dict[str, list[Verdict]] = {event: [] for event in events}
        for one in self._likely.verdicts:
            if one.about in of_event:
                of_event[one.about].append(one)
        changed: dict[str, Verdict] = {}
        more: list[Verdict] = []
        for event, rows in events.items():
            here = OpenEvent(self._openly, event, rows, of_event[event], work.share())
            for merged in here.merged():
                changed.update(merged.changed)
                more += merged.more
            work.left, work.events = work.left - here.spent, work.events - 1
        kept = [changed.get(one.id, one) for one in self._likely.verdicts]
        return tuple(self._numbered(kept, more))

    def _events(self) -> dict[str, list[Row]]:
        """The rows that are, or may be, about an event of which some cell is open, in the order of the record; those last that may not be."""
        rows = (*self._openly.record.rows, *self._openly.evidence.possible)
        abouts = {row.seq: self._abouts(row) for row in rows if row.seq in self._openly.evidence.cells}
        found: dict[str, list[Row]] = {event: [] for events in abouts.values() for event in events}
        for row in rows:
            if row.seq in abouts:
                for event in abouts[row.seq]:
                    found[event].append(row)
            elif row.about is not None and row.about in found:
                found[row.about].append(row)
        return found

    def _abouts(self, row: Row) -> list[str]:
        """The events that a row may be about."""
        cell = self._openly.evidence.open_in(row.seq, "about")
        others = cell.range.values if cell is not None and isinstance(cell.range, OneOf) else ()
        return sorted({one for one in (row.about, *others) if isinstance(one, str)})

    def _numbered(self, kept: list[Verdict], more: list[Verdict]) -> Iterator[Verdict]:
        """All of them, each under an id of its own."""
        yield from kept
        ids = {one.id for one in kept}
        for one in more:
            occurrence, id_ = one.occurrence, one.id
            while id_ in ids:
                occurrence += 1
                id_ = f"{one.id.rpartition('/')[0]}/{occurrence}"
            ids.add(id_)
            yield one if id_ == one.id else msgspec.structs.replace(one, id=id_, occurrence=occurrence)
