"""On how much of what an event called for habits stand: what people do that the plan asks of nobody.

A duty that was called for rests on a habit where its act, or any row in the chain of causes that led to it, cites one. What was not done
rests on nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.asked_done import AskedFate
from sim.record import Record, Row

_HABIT = "habit:"
SHOWN = 3  # habits that the head of a result names


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitCauses:
    """Of how many duties `called_for` a habit stands in the chain of causes, and each such habit with the chains that it stands in, most first."""

    called_for: int
    with_habit: int
    habits: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float | None:
        """The share of what was called for; None where nothing was."""
        return self.with_habit / self.called_for if self.called_for else None


NO_CAUSES = HabitCauses(called_for=0, with_habit=0, habits=())


def causes_of(record: Record, fates: Sequence[AskedFate]) -> HabitCauses:
    """Count them in one record."""
    rows = {row.seq: row for row in record.rows}
    known: dict[int, frozenset[str]] = {}
    each = [_habits(one.done, rows, known) for one in fates if one.done is not None]
    counts = Counter(habit for habits in each for habit in sorted(habits))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return HabitCauses(called_for=len(fates), with_habit=sum(map(bool, each)), habits=tuple(ordered))


def causes_together(found: Iterable[HabitCauses]) -> HabitCauses:
    """The same over several records."""
    parts = list(found)
    counts: Counter[str] = Counter()
    for one in parts:
        counts.update(dict(one.habits))
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    return HabitCauses(called_for=sum(one.called_for for one in parts), with_habit=sum(one.with_habit for one in parts), habits=tuple(ordered))


def _habits(row: Row, rows: dict[int, Row], known: dict[int, frozenset[str]]) -> frozenset[str]:
    """The habits in the chain of causes of a row, itself included."""
    way: list[Row] = []
    now: Row | None = row
    while now is not None and now.seq not in known and all(now.seq != one.seq for one in way[-1:]):
        way.append(now)
        known[now.seq] = frozenset()  # a chain that bites its tail ends here
        now = None if now.cause is None else rows.get(now.cause)
    found = frozenset[str]() if now is None else known[now.seq]
    for one in reversed(way):
        if one.rule is not None and one.rule.startswith(_HABIT):
            found |= {one.rule}
        known[one.seq] = found
    return found
