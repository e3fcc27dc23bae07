"""Which row ends the minutes of a measure, and along which causes the record leads to it.

Minutes of a measure run from a start to one row. Each row says which row led to it, so the minutes split along the chain of
causes without rest: a link is what happened, and at whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from analysis.measures.log import EventLog, Log
from analysis.measures.spans import SPANS
from analysis.verdicts import Judgement
from sim.durations import exactly
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row

_INFORMED, _LATENCY = "-informed", "latency:"
_SPAN = dict(SPANS)


@dataclass(frozen=True, slots=True)
class WayTo:
    """The way to the rows that end a measure: minutes by link, summed over `events`, and whether a habit stood on it.

    A link is "kind|body": what happened, at whom.
    """

    events: int
    by_habit: bool
    links: Mapping[str, float]

    def minutes(self) -> Fraction:
        """The measure's value, exactly: the links' sum, mean over the events."""
        return sum((exactly(value) for value in self.links.values()), Fraction(0)) / self.events


def has_way(measure: str) -> bool:
    """Whether the minutes of a measure end at a row."""
    return measure in _SPAN or measure.endswith(_INFORMED) or measure.startswith(_LATENCY)


def way_to(measure: str, log: Log, judgement: Judgement, rules: Rulebook, names: Rulebook | None = None) -> WayTo | None:
    """The way of one measure through a record; None where the measure has no value. `names` knows the posts' bodies."""
    ends = list(_ends(measure, log, judgement, rules))
    if not ends:
        return None
    links: dict[str, float] = {}
    habit = False
    for start, row in ends:
        habit |= _walk(log.record, start, row, (names or rules).body_of, links)
    return WayTo(events=len(ends), by_habit=habit, links=links)


def _ends(measure: str, log: Log, judgement: Judgement, rules: Rulebook) -> Iterator[tuple[float, Row]]:
    if measure.startswith(_LATENCY):
        yield from _slowest(measure.removeprefix(_LATENCY), log, judgement)
        return
    for event in log.begun():
        if measure in _SPAN:
            start, row = event.first("occurred"), event.first_row(*_SPAN[measure])
        else:
            start, row = event.first("occurred"), _receipt(rules, event, measure.removesuffix(_INFORMED))
        if start is not None and row is not None:
            yield start, row


def _slowest(rule: str, log: Log, judgement: Judgement) -> Iterator[tuple[float, Row]]:
    done = [one for one in judgement.verdicts if one.rule == rule and one.latency_min is not None and one.anchor_min is not None]
    if done:
        worst = max(done, key=lambda one: one.latency_min or 0.0)
        if worst.done_seq is not None and worst.anchor_min is not None:
            yield worst.anchor_min, log.record.rows[worst.done_seq]


def _receipt(rules: Rulebook, event: EventLog, body: str) -> Row | None:
    begun = event.first("occurred") or 0.0
    for row in event.rows("received"):
        if row.time >= begun and row.to is not None and (rules.belongs(row.to, body) or event.roles.get(body) == row.to):
            return row
    return None


def _walk(record: Record, start: float, end: Row, body_of: Mapping[str, str], links: dict[str, float]) -> bool:
    """Add the minutes from `start` to `end` to the links of the causes between them; says whether a habit was among them.

    Minutes before the start count for nothing, so the sum is end − start (0 where the end came first) whatever the causes say.
    """
    row, habit = end, False
    while True:
        habit |= row.rule is not None and row.rule.startswith("habit:")
        cause = record.rows[row.cause] if row.cause is not None and row.cause < row.seq else None
        before = start if cause is None else max(cause.time, start)
        if minutes := max(row.time, start) - before:
            who = row.to if row.kind == "received" else row.actor
            link = f"{row.kind}|{body_of.get(who or '', who or '')}"
            links[link] = links.get(link, 0.0) + minutes
        if cause is None or cause.time < start:
            return habit
        row = cause
