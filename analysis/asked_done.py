"""What became of what an event called for: done in time, late, not at all; each act by whom, to whom and in the form that the plan asks.

The acts are looked for in the record itself, whether or not the record raises the duty; who is told of nothing has done nothing. In time
means by the latest minute at which the plan's limits would have it done (`AskedDuty.latest_min`), not by a limit that began late because
somebody else was late: so that no figure improves where less is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.asked_course import AskedDuty
from analysis.judge import shows_all_of
from sim.plan.obligations import DutyKey
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Record, Row, sending_of
from sim.vocabulary import ACTS

Fate = Literal["in time", "late", "undone", "open", "undecided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFate:
    """What became of one duty that the event called for, and the row that did it.

    open: its time was not over when observation ended; undecided: not in the record, which does not hold all acts of its bearer.
    """

    asked: AskedDuty
    fate: Fate
    done: Row | None


def fates_of(rules: Rulebook, record: Record, asked: Sequence[AskedDuty], *, until: float, complete: frozenset[str] | None) -> tuple[AskedFate, ...]:
    """The fate of each duty that was called for, in their order. What recurs takes as many acts as it asks for, the first for the first."""
    acts = _Acts(rules, record.rows, until)
    fitting: dict[DutyKey, list[Row]] = {}
    taken: dict[DutyKey, int] = {}
    found = []
    for one in asked:
        rows = fitting.get(one.key)
        if rows is None:
            rows = fitting[one.key] = acts.of(one)
        place = taken.get(one.key, 0)
        taken[one.key] = place + 1
        done = rows[place] if place < len(rows) else None
        found.append(AskedFate(asked=one, fate=_fate(one, done, rules, until, complete), done=done))
    return tuple(found)


def _fate(one: AskedDuty, done: Row | None, rules: Rulebook, until: float, complete: frozenset[str] | None) -> Fate:
    if done is not None:
        return "in time" if one.latest_min is None or done.time <= one.latest_min + TOLERANCE_MIN else "late"
    if one.latest_min is not None and one.latest_min >= until - TOLERANCE_MIN:
        return "open"
    if complete is not None and (one.bearer is None or not shows_all_of(one.bearer, complete, rules)):
        return "undecided"
    return "undone"


class _Acts:
    """The acts of a record, by event and kind."""

    def __init__(self, rules: Rulebook, rows: Iterable[Row], until: float) -> None:
        self._rules = rules
        self._rows: dict[tuple[str | None, str], list[Row]] = {}
        self._by_seq = {row.seq: row for row in rows}
        for row in self._by_seq.values():
            if row.time <= until + TOLERANCE_MIN and row.facts.get("people") != 0:  # who reached nobody has not done it
                self._rows.setdefault((row.about, row.kind), []).append(row)
        for found in self._rows.values():
            found.sort(key=lambda row: row.time)

    def of(self, asked: AskedDuty) -> list[Row]:
        """The rows that do what was asked, in order of time: a message from the minute at which it was called for, other acts since the event."""
        rows = self._rows.get((asked.about, asked.rule.done_kind), ())
        since = asked.since_min
        if asked.rule.may_come_first and not ACTS[asked.rule.duty.act].message:  # who has come already need not come again
            since = min([since, *(row.time for row in self._rows.get((asked.about, "occurred"), ()))])
        return [row for row in rows if row.time >= since - TOLERANCE_MIN and self._fits(row, asked)]

    def _fits(self, row: Row, asked: AskedDuty) -> bool:
        rule, belongs = asked.rule, self._rules.belongs
        if rule.done_form is not None and row.form != rule.done_form:
            return False
        if asked.bearer is not None and not belongs(row.actor, asked.bearer):
            return False
        if asked.to is not None and not any(belongs(row.to, one) for one in asked.to):
            return False
        return rule.ways is None or rule.ways.right(self._channel(row)) is True

    def _channel(self, row: Row) -> str | None:
        sending = sending_of(row, self._by_seq.get) if row.channel is None else None
        return row.channel if sending is None else sending.channel


class DoneByAnother:
    """Whether somebody else did what nobody did whom the plan names: the same act about the event, in its form, to its recipient."""

    def __init__(self, record: Record, rules: Rulebook) -> None:
        self._belongs = rules.belongs
        self._taken: set[tuple[DutyKey, int]] = set()  # one act stands for one occurrence of a duty
        self._rows: dict[tuple[str | None, str], list[Row]] = {}
        for row in record.rows:
            if row.facts.get("people") != 0:
                self._rows.setdefault((row.about, row.kind), []).append(row)

    def has(self, asked: AskedDuty) -> bool:
        """Whether such an act is in the record that stands for no other occurrence; of messages since the minute at which this was called for."""
        rule, bearer = asked.rule, asked.bearer
        since = asked.since_min - TOLERANCE_MIN if ACTS[rule.duty.act].message else 0.0
        for row in self._rows.get((asked.about, rule.done_kind), ()):
            fits = (
                row.time >= since
                and rule.done_form in (None, row.form)
                and (bearer is None or not self._belongs(row.actor, bearer))
                and (asked.to is None or any(self._belongs(row.to, one) for one in asked.to))
            )
            if fits and (asked.key, row.seq) not in self._taken:
                self._taken.add((asked.key, row.seq))
                return True
        return False
