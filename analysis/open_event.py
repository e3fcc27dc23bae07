"""One event with open cells: which rules they may touch, and which of these are judged together.

A rule is asked only where a row with an open cell may bear on it and some row may set it off; not where nothing of it runs from an open moment
and none of its rows is passed, and not where such a row only sets off again what was raised before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from analysis.answers import Merged
from analysis.completions import is_time
from analysis.evidence import EXISTS, TIME, OneOf, OpenCell, Same, held_in, source_of
from analysis.open_question import OpenQuestion, ValueTexts
from analysis.open_record import ByOccurrence, OpenRecord, Source, occurrences
from analysis.relevance import Places
from analysis.verdicts import UNJUDGED, Verdict
from sim.plan.rules import GRADINGS
from sim.record import Row

NO_ROW = ""  # the event of a row that is about another
_ONE_BY_ONE = ("kind", "form", "actor", "to")  # columns whose values are looked at one by one: which rules hear of them
_OF_A_KNOWN_MESSAGE = frozenset({TIME, EXISTS, "channel"})  # columns that say neither who told what, nor whom


class OpenEvent:
    """One event with open cells."""

    def __init__(self, openly: OpenRecord, event: str, rows: list[Row], likely: list[Verdict], may_spend: int) -> None:
        self.openly, self.event, self.rows, self.likely, self.may_spend = openly, event, rows, likely, may_spend
        self.spent = 0
        self.cells: dict[Source, OpenCell] = {}  # those that are chosen
        self._hear_again: dict[int, Places] = {}

    def merged(self) -> Iterator[Merged]:
        """The rules that rest on the same open cells, and to which the same of their values say nothing, together."""
        rows = [_OpenRow(self, row) for row in self.rows]
        raised = frozenset().union(*(row.setting_off for row in rows))
        asked: dict[int, set[Source]] = {}
        asking: dict[int, set[_OpenRow]] = {}
        unheard: dict[int, list[tuple[Source, ValueTexts]]] = {}
        for row in rows:
            for source, cell in row.sources:
                for place in (row.bearing & raised) - self._only_hear_again(row.row):
                    if self.openly.relevance.looks_at(place, cell):
                        asked.setdefault(place, set()).add(source)
                        asking.setdefault(place, set()).add(row)
                        if silent := row.silent_for(place, source):
                            unheard.setdefault(place, []).append((source, silent))
        known = self._known()
        still = {source: _Stillness(self, source, rows) for source in self.cells if is_time(self.cells[source])}
        groups: dict[tuple[frozenset[Source], tuple[tuple[Source, ValueTexts], ...]], set[int]] = defaultdict(set)
        for place, sources in asked.items():
            if self._raised_before(place, asking[place], known):
                continue
            alone = still.get(next(iter(sources))) if len(sources) == 1 else None
            if alone is None or not alone.moves_nothing(place, known):
                groups[frozenset(sources), tuple(unheard.get(place, ()))].add(place)
        for (needed, unmoved), places in sorted(groups.items(), key=lambda group: (len(group[0][0]), min(group[1]))):
            bearing = [row.row for row in rows if not row.bearing.isdisjoint(places)]
            mine = {key: one for place in places for key, one in known.get(self.openly.rules.rules[place].id, {}).items()}
            chosen = {source: self.cells[source] for source in sorted(needed)}
            question = OpenQuestion(
                self.openly, self.event, frozenset(places), bearing, chosen, dict(unmoved), mine, may_spend=self.may_spend - self.spent
            )
            found = question.answer()
            self.spent += question.spent
            if not question.whole:
                for place in sorted(places):
                    self._ask_by_recipient(found, place, rows, chosen, dict(unmoved), known)
            yield found

    def _ask_by_recipient(
        self,
        found: Merged,
        place: int,
        rows: list[_OpenRow],
        cells: Mapping[Source, OpenCell],
        unmoved: Mapping[Source, ValueTexts],
        known: Mapping[str, ByOccurrence],
    ) -> None:
        """Where not everything was tried, ask again for each recipient of a rule, without the messages that only others were owed."""
        rule, openly = self.openly.rules.rules[place], self.openly
        mine = known.get(rule.id, {})
        bearing = [row for row in rows if place in row.bearing]
        for to in sorted({one.to for one in mine.values() if one.to}):
            concerned = [row for row in bearing if not row.concerns_others(place, to)]
            needed = {source for row in concerned for source, _ in row.sources} & cells.keys()
            if len(needed) == len(cells):
                continue
            owed = {key: one for key, one in mine.items() if one.to == to}
            chosen = {source: cells[source] for source in sorted(needed)}
            silent = {source: values for source, values in unmoved.items() if source in needed}
            question = OpenQuestion(
                openly, self.event, frozenset((place,)), [row.row for row in concerned], chosen, silent, owed, self.may_spend - self.spent, to
            )
            answer = question.answer()
            self.spent += question.spent
            if question.whole:
                for one in owed.values():
                    found.changed.pop(one.id, None)
                found.changed.update(answer.changed)
                found.more = [one for one in found.more if one.rule != rule.id or one.to != to] + answer.more

    def _raised_before(self, place: int, rows: Iterable[_OpenRow], known: Mapping[str, ByOccurrence]) -> bool:
        """Whether all that some rows may do to a rule is to set it off, which a row before them has certainly done, for all of its people."""
        rule, openly = self.openly.rules.rules[place], self.openly
        if not rule.at_once or not GRADINGS.isdisjoint(rule.kinds) or any(place in row.moving for row in rows):
            return False
        first = min(openly.bounds.get(row.row.seq, (row.row.time,))[0] for row in rows)
        return any(
            one.raised_min < first and one.trigger_seq not in openly.evidence.cells and one.status != UNJUDGED
            for one in known.get(rule.id, {}).values()
        )

    def _only_hear_again(self, row: Row) -> Places:
        """The rules for which a row that may have been only says again what every row says, to somebody who owes nothing by them."""
        if row.seq not in self.openly.possible or not row.facts:
            return frozenset()
        found = self._hear_again.get(row.seq)
        if found is None:
            said: dict[str, set[str]] = defaultdict(set)
            for one in self.rows:
                for name, value in one.facts.items():
                    said[name].add(repr(value))
                for cell in self.openly.evidence.cells.get(one.seq, ()):
                    said[cell.column] |= {"", "open"}
            same = frozenset(name for name, values in said.items() if len(values) == 1)
            found = self._hear_again[row.seq] = self.openly.relevance.bearing_by_facts_alone(row, self.openly.evidence.cells[row.seq], same)
        return found

    def _known(self) -> dict[str, ByOccurrence]:
        """The verdicts of the likeliest completion, rule by rule."""
        found: dict[str, ByOccurrence] = {}
        for key, one in occurrences(self.likely, self.openly.rules).items():
            found.setdefault(key[0], {})[key] = one
        return found

    def source(self, cell: OpenCell) -> Source | None:
        """The cell whose choice fills this one; None where that is not open."""
        source = source_of(cell)
        first = cell if source == (cell.seq, cell.column) else self.openly.evidence.open_in(*source)
        if first is None or isinstance(first.range, Same):
            return None
        if first.column == "about" and isinstance(first.range, OneOf):
            ours = self.event in first.range.values
            others = any(one != self.event for one in first.range.values)
            first = OpenCell(first.seq, "about", OneOf((self.event,) * ours + (NO_ROW,) * others), first.line, first.written)
        self.cells.setdefault(source, first)
        return source


class _Stillness:
    """One open moment, as far as it may be certain that a rule stays as it is wherever in its range that is.

    It is asked of rules that rest on no other open cell.
    """

    def __init__(self, event: OpenEvent, source: Source, rows: Sequence[_OpenRow]) -> None:
        openly = event.openly
        self._openly = openly
        low, high = openly.bounds[source[0]]
        moved = [row.row for row in rows if any(one == source for one, _ in row.sources)]
        self._seqs, self._moments = {row.seq for row in moved}, {row.time for row in moved}
        self._passed = [row for row in rows if row.row.seq not in self._seqs and (low <= row.row.time <= high or row.row.time in self._moments)]
        self._never = low <= openly.end <= high or any("as_of" in row.row.facts for row in rows)

    def moves_nothing(self, place: int, known: Mapping[str, ByOccurrence]) -> bool:
        """Whether nothing of a rule runs from the moment, and no row is passed that bears on it."""
        relevance = self._openly.relevance
        needed = relevance.closure[place]
        if self._never or not all(relevance.of[one].plain for one in needed) or any(place in row.bearing for row in self._passed):
            return False
        return not any(
            one.trigger_seq in self._seqs or one.done_seq in self._seqs or one.anchor_min in self._moments
            for other in needed
            for one in known.get(self._openly.rules.rules[other].id, {}).values()
        )


class _OpenRow:
    """A row of an event, with the rules on which it may bear."""

    __slots__ = ("_by_value", "_relevance", "bearing", "moving", "row", "setting_off", "sources")

    def __init__(self, event: OpenEvent, row: Row) -> None:
        openly = event.openly
        self.row = row
        cells = openly.evidence.cells.get(row.seq, ())
        self._by_value: dict[Source, list[tuple[str, Places]]] = {}  # of the cells whose values are looked at one by one
        # Its open cells, and by the choice of which cell each is filled.
        self.sources: list[tuple[Source, OpenCell]] = [(source, cell) for cell in cells if (source := event.source(cell)) is not None]
        relevance = self._relevance = openly.relevance
        self.bearing, self.setting_off, self.moving = relevance.bearing(row, cells), relevance.setting_off(row, cells), relevance.moving(row, cells)
        for cell in cells:
            if cell.column in _ONE_BY_ONE and isinstance(cell.range, OneOf) and not openly.is_followed(cell):
                others = [one for one in cells if one is not cell]
                taken = [msgspec.structs.replace(row, **{cell.column: value}) for value in cell.range.values]
                found = [(repr(held_in(one, cell.column)), relevance.bearing(one, others)) for one in taken]
                self._by_value[cell.seq, cell.column] = found
                self.bearing &= frozenset().union(*(places for _, places in found))
                self.setting_off &= frozenset().union(*(relevance.setting_off(one, others) for one in taken))
                self.moving &= frozenset().union(*(relevance.moving(one, others) for one in taken))

    def concerns_others(self, place: int, recipients: tuple[str, ...]) -> bool:
        """Whether all that it may do to a rule is to be the act that is owed to somebody else than these, whatever its open cells hold."""
        closed = all(cell.column in _OF_A_KNOWN_MESSAGE for _, cell in self.sources) and place not in self.setting_off
        return closed and self._relevance.concerns_others(place, self.row, recipients)

    def silent_for(self, place: int, source: Source) -> ValueTexts:
        """The values of an open cell, told by what they look like, with which it does not bear on a rule, whatever the others hold."""
        return tuple(value for value, places in self._by_value.get(source, ()) if place not in places)
