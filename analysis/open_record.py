"""A record with open cells as all that judge it openly see it: its rules and what these rest on, its cells, and what a verdict is about.

`occurrences` sorts verdicts by what they are about, so that those of one completion can be held against those of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.evidence import Evidence, OpenCell, Same, bounds_of_times, source_of
from analysis.relevance import Places, Relevance
from analysis.verdicts import Verdict
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.plan.rules import remember
from sim.record import Record, event_roles

Source = tuple[int, str]  # seq and column of a cell that is chosen
Occurrence = tuple[str, str, str | None, tuple[str, ...], int | None, int]  # rule, event, bearer, recipients, the row of a rule per trigger, which
ByOccurrence = dict[Occurrence, Verdict]


def occurrences(verdicts: Iterable[Verdict], rules: Rulebook) -> ByOccurrence:
    """Verdicts by what they are about: the rule, the event, whose and to whom, the row that set it off where each does, and which of these."""
    found: ByOccurrence = {}
    seen: dict[tuple[Any, ...], list[Verdict]] = {}
    for one in verdicts:
        row = None if rules.by_id[one.rule].per_event else one.trigger_seq
        head = (one.rule, one.about, one.bearer, one.to, row)
        alike = seen.setdefault(head, [])
        found[(*head, len(alike))] = one
        alike.append(one)
    return found


class OpenRecord:
    """A record with open cells, and what all its events share on the way to certain answers. Made once for a record."""

    def __init__(self, rules: Rulebook, record: Record, evidence: Evidence, calendar: Calendar, end: float) -> None:
        self.rules, self.record, self.evidence, self.calendar, self.end = rules, record, evidence, calendar, end
        self.relevance = Relevance(rules)
        self.roles = event_roles(record.header)
        self.beyond = end + 1.0  # what is later is not seen
        self.bounds = bounds_of_times(record.rows, evidence, self.beyond)
        self.possible = frozenset(row.seq for row in evidence.possible)
        self._books: dict[Places, Rulebook] = {}
        self._words: dict[Places, frozenset[str]] = {}
        self.followed = {source_of(cell) for cell in evidence if isinstance(cell.range, Same)}

    def book(self, places: Places) -> Rulebook:
        """The rules at these places alone."""
        found = self._books.get(places)
        if found is None:
            found = self.rules.only(places)
            remember(self._books, places, found)
        return found

    def words(self, places: Places) -> frozenset[str]:
        """All that these rules name."""
        found = self._words.get(places)
        if found is None:
            found = self.relevance.words(places)
            remember(self._words, places, found)
        return found

    def is_followed(self, cell: OpenCell) -> bool:
        """Whether the cell of another row takes what this one holds."""
        return (cell.seq, cell.column) in self.followed
