"""Certain answers: a word is said of a duty only where it is the same in every completion of the record.

Events do not touch each other, and of an event only those rows matter to a rule that may bear on it (`analysis.relevance`). So the open cells
of an event are put to the rules that may look at them, and the judge judges the completions that are worth trying
(`analysis.completions`). What stays the same is certain; what does not *cannot be judged*, with the smallest set of cells that was seen to
turn it. Where there are too many completions to try, nothing is certain either: the answer may be *cannot be judged* too often, never a
wrong word; with a single open cell it is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from math import prod
from typing import Any

import msgspec

from analysis.completions import Worth, along, corners, is_time, thinned
from analysis.evidence import (
    EXISTS,
    TIME,
    Choice,
    Evidence,
    OneOf,
    OpenCell,
    Same,
    bounds_of_times,
    completed,
    held_in,
    one_of_its_completions,
    source_of,
)
from analysis.judge import doubt_about, end_of_observation, in_order_of_time, judge, verdicts_on
from analysis.relevance import GRADINGS, Places, Relevance, in_play
from analysis.silences import silences_in
from analysis.verdicts import UNJUDGED, Judgement, Spread, Verdict
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.plan.rules import remember
from sim.record import TOLERANCE_MIN, Record, Row, event_roles
from sim.words import phrase

MOST_TRIED = 400  # completions for the rules of one event that rest on the same open cells
MOST_TRIED_OF_ONE = 2_000  # where that is a single cell
# What may be judged again, counted in rows and verdicts over all events: so much at least, in a long record so much for each of its rows,
# more than twice what a record needs of which one row in twenty has an open cell.
_LEAST_WORK = 400_000
_WORK_PER_ROW = 100
_GENEROUS = 4  # how many times its share of what is left an event may use
_MOST_LOOKED_THROUGH = 20_000  # combinations of values of open cells, most of which stand for each other
_MOST_NAMED = 4  # doubts of one rule about one event that are told one by one
NO_ROW = ""  # the event of a row that is about another

Source = tuple[int, str]  # seq and column of a cell that is chosen
Occurrence = tuple[str, str, str | None, tuple[str, ...], int | None, int]  # rule, event, bearer, recipients, the row of a rule per trigger, which
ByOccurrence = dict[Occurrence, Verdict]
ValueTexts = tuple[str, ...]  # by what they look like
_ONE_BY_ONE = ("kind", "form", "actor", "to")  # columns whose values are looked at one by one: which rules hear of them


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
    verdicts = _Openly(rulebook, record, evidence, calendar, end, likely).verdicts()
    seen = tuple(row for row in in_order_of_time(record.rows) if row.time <= end + TOLERANCE_MIN)
    return replace(likely, verdicts=verdicts, silences=silences_in(rulebook, verdicts, seen))


def occurrences(verdicts: Iterable[Verdict], rules: Rulebook) -> ByOccurrence:
    """Verdicts by what they are about: the rule, the event, whose and to whom, the row that set it off where each does, and which of these."""
    found: ByOccurrence = {}
    seen: dict[tuple[Any, ...], int] = {}
    for one in verdicts:
        row = None if rules.by_id[one.rule].per_event else one.trigger_seq
        head = (one.rule, one.about, one.bearer, one.to, row)
        count = seen[head] = seen.get(head, 0) + 1
        found[(*head, count)] = one
    return found


class _TooManyError(Exception):
    """There are more completions than may be tried."""


@dataclass(slots=True)
class _Work:
    """How much may still be judged again: in a long record each event has its share, and what it does not need is left to others."""

    left: int
    events: int

    def share(self) -> int:
        """What the next event may use."""
        return min(self.left, _GENEROUS * self.left // max(1, self.events))


class _Openly:
    """A record with open cells, on its way to certain answers."""

    def __init__(self, rules: Rulebook, record: Record, evidence: Evidence, calendar: Calendar, end: float, likely: Judgement) -> None:
        self.rules, self.record, self.evidence, self.calendar, self.end = rules, record, evidence, calendar, end
        self.likely = likely
        self.relevance = Relevance(rules)
        self.roles = event_roles(record.header)
        self.beyond = end + 1.0  # what is later is not seen
        self.bounds = bounds_of_times(record.rows, evidence, self.beyond)
        self.possible = frozenset(row.seq for row in evidence.possible)
        self._books: dict[Places, Rulebook] = {}
        self._words: dict[Places, frozenset[str]] = {}
        self.followed = {source_of(cell) for cell in evidence if isinstance(cell.range, Same)}

    def verdicts(self) -> tuple[Verdict, ...]:
        """Those of the likeliest completion, with what others make of them, and the doubts beside them."""
        events = self._events()
        work = _Work(max(_LEAST_WORK, _WORK_PER_ROW * len(self.record.rows)), len(events))
        of_event: dict[str, list[Verdict]] = {event: [] for event in events}
        for one in self.likely.verdicts:
            if one.about in of_event:
                of_event[one.about].append(one)
        changed: dict[str, Verdict] = {}
        more: list[Verdict] = []
        for event, rows in events.items():
            here = _Event(self, event, rows, of_event[event], work.share())
            for merged in here.merged():
                changed.update(merged.changed)
                more += merged.more
            work.left, work.events = work.left - here.spent, work.events - 1
        kept = [changed.get(one.id, one) for one in self.likely.verdicts]
        return tuple(self._numbered(kept, more))

    def _events(self) -> dict[str, list[Row]]:
        """The rows that are, or may be, about an event of which some cell is open, in the order of the record; those last that may not be."""
        rows = (*self.record.rows, *self.evidence.possible)
        abouts = {row.seq: self._abouts(row) for row in rows if row.seq in self.evidence.cells}
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
        cell = self.evidence.open_in(row.seq, "about")
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


@dataclass(slots=True)
class _Merged:
    """What the completions make of the verdicts of some rules about one event: changed ones by id, and the doubts beside them."""

    changed: dict[str, Verdict] = field(default_factory=dict)
    more: list[Verdict] = field(default_factory=list)


class _Event:
    """One event with open cells."""

    def __init__(self, openly: _Openly, event: str, rows: list[Row], likely: list[Verdict], may_spend: int) -> None:
        self.openly, self.event, self.rows, self.likely, self.may_spend = openly, event, rows, likely, may_spend
        self.spent = 0
        self.roles = {event: openly.roles.get(event, {})}
        self.cells: dict[Source, OpenCell] = {}  # those that are chosen
        self._hear_again: dict[int, Places] = {}

    def merged(self) -> Iterator[_Merged]:
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
            yield _Question(self, frozenset(places), bearing, chosen, dict(unmoved), mine).answer()

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

    def is_followed(self, cell: OpenCell) -> bool:
        """Whether the cell of another row takes what this one holds."""
        return (cell.seq, cell.column) in self.openly.followed

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

    def __init__(self, event: _Event, source: Source, rows: Sequence[_OpenRow]) -> None:
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

    __slots__ = ("_by_value", "bearing", "moving", "row", "setting_off", "sources")

    def __init__(self, event: _Event, row: Row) -> None:
        openly = event.openly
        self.row = row
        cells = openly.evidence.cells.get(row.seq, ())
        self._by_value: dict[Source, list[tuple[str, Places]]] = {}  # of the cells whose values are looked at one by one
        # Its open cells, and by the choice of which cell each is filled.
        self.sources: list[tuple[Source, OpenCell]] = [(source, cell) for cell in cells if (source := event.source(cell)) is not None]
        relevance = openly.relevance
        self.bearing, self.setting_off, self.moving = relevance.bearing(row, cells), relevance.setting_off(row, cells), relevance.moving(row, cells)
        for cell in cells:
            if cell.column in _ONE_BY_ONE and isinstance(cell.range, OneOf) and not event.is_followed(cell):
                others = [one for one in cells if one is not cell]
                taken = [msgspec.structs.replace(row, **{cell.column: value}) for value in cell.range.values]
                found = [(repr(held_in(one, cell.column)), relevance.bearing(one, others)) for one in taken]
                self._by_value[cell.seq, cell.column] = found
                self.bearing &= frozenset().union(*(places for _, places in found))
                self.setting_off &= frozenset().union(*(relevance.setting_off(one, others) for one in taken))
                self.moving &= frozenset().union(*(relevance.moving(one, others) for one in taken))

    def silent_for(self, place: int, source: Source) -> ValueTexts:
        """The values of an open cell, told by what they look like, with which it does not bear on a rule, whatever the others hold."""
        return tuple(value for value, places in self._by_value.get(source, ()) if place not in places)


class _Question:
    """Some rules about one event that rest on the same open cells."""

    def __init__(
        self, event: _Event, places: Places, rows: list[Row], cells: dict[Source, OpenCell], silent: dict[Source, ValueTexts], likely: ByOccurrence
    ) -> None:
        openly = event.openly
        self._event, self._openly, self._places, self._rows, self._cells, self._likely = event, openly, places, rows, cells, likely
        self._silent = silent
        self._all = openly.relevance.with_needed(places)
        self._book = openly.book(self._all)
        self._ids = {openly.rules.rules[place].id for place in places}
        self._record = Record(openly.record.header, tuple(row for row in rows if row.seq not in openly.possible))
        self._evidence = replace(openly.evidence, possible=tuple(row for row in rows if row.seq in openly.possible))
        self._cost = len(rows) + len(likely) + 4
        most = MOST_TRIED_OF_ONE if len(cells) == 1 else MOST_TRIED
        self._most = min(most, (event.may_spend - event.spent) // self._cost)
        self._tried: dict[tuple[tuple[Source, Any], ...], tuple[dict[Source, Any], ByOccurrence]] = {}
        self._held = {row.seq: row for row in rows}
        roles = event.roles[event.event]
        words = in_play(roles, openly.words(self._all))
        asked = [openly.relevance.of[place] for place in self._all]
        self._worth = Worth(asked=asked, relevance=openly.relevance, words=words, rows=rows, roles=roles, calendar=openly.calendar, end=openly.end)
        self._times = [source for source, cell in cells.items() if is_time(cell)]
        self._moves = {
            row.seq: found for row in rows if (found := self._moment_of(row)) is not None
        }  # rows whose moment is chosen, and by which cell

    def answer(self) -> _Merged:
        """What the completions worth trying make of the verdicts."""
        whole = True
        try:
            self._try_all()
        except _TooManyError:
            whole = False
        self._event.spent += self._cost * (len(self._tried) - 1)
        return _Answer(self, whole=whole).merged()

    # -- which completions -------------------------------------------------------------------------------------------------------

    def _try_all(self) -> None:
        self._tried[()] = {}, self._likely
        words = {source: self._values(source) for source in self._cells if source not in self._times}
        if len(self._cells) > 1:
            for source, values in words.items():
                for value in values or ():
                    self._attempt({source: value})
            for source in self._times:
                self._along_one(self._made_to_be(source), source, roughly=True)
        if any(values is None for values in words.values()):
            raise _TooManyError
        if prod(len(values) for values in words.values() if values is not None) > _MOST_LOOKED_THROUGH:
            raise _TooManyError
        first = {source: values[0] for source, values in words.items() if values}
        for combined in product(*(values or [] for values in words.values())):
            chosen = dict(zip(words, combined, strict=True))
            if not any(value != first[source] and self._says_nothing(source, chosen) for source, value in chosen.items()):
                self._over_times(chosen)

    def _says_nothing(self, source: Source, chosen: Mapping[Source, Any]) -> bool:
        """Whether a cell does not matter, since another one of its row is so chosen that the row bears on none of these rules."""
        seq, column = source
        if column == EXISTS or self._event.is_followed(self._cells[source]):
            return False
        return any(repr(chosen[one]) in silent for one, silent in self._silent.items() if one[0] == seq and one != source and one in chosen)

    def _made_to_be(self, time: Source) -> dict[Source, Any]:
        """The choice by which a row with this moment is there, where as the record stands none is."""
        if self._is_there(time, {}):
            return {}
        for seq, source in self._moves.items():
            cell = self._openly.evidence.open_in(seq, EXISTS)
            if source == time and cell is not None and source_of(cell) in self._cells:
                return {source_of(cell): True}
        return {}

    def _values(self, source: Source) -> list[Any] | None:
        cell = self._cells[source]
        values = self._worth.values(cell, self._held_value(source))
        if values is not None and source[1] == TIME:
            low, high = self._openly.bounds[source[0]]
            values = [value for value in values if low <= value <= high]
        silent = self._silent.get(source, ())
        if values is not None and silent:
            heard = [value for value in values if repr(value) not in silent]
            values = heard if len(heard) == len(values) else [next(value for value in values if repr(value) in silent), *heard]
        return values

    def _held_value(self, source: Source) -> Any:
        seq, column = source
        row = self._held.get(seq)
        if column == EXISTS:
            return seq not in self._openly.possible
        if row is None:
            return None
        return held_in(row, column)

    def _over_times(self, chosen: dict[Source, Any]) -> None:
        """Every choice of open times that is worth trying beside a choice of the other cells."""
        times = [time for time in self._times if self._is_there(time, chosen)]
        if not times:
            self._attempt(chosen)
        elif self._worth.is_plain() and self._in_fixed_order(chosen):
            order = [row.seq for row in self._rows if (row.seq, TIME) in times]
            order += [seq for seq, _ in times if seq not in order]
            free = any(seq in self._openly.possible for seq in order)
            for moments in corners(order, self._openly.bounds, ordered=self._openly.evidence.ordered and not free):
                self._attempt(chosen | {(seq, TIME): moment for seq, moment in moments.items()})
        elif len(times) == 1:
            self._along_one(chosen, times[0])
        elif len(times) == 2 and self._worth.is_plain():
            self._along_two(chosen, *times)
        else:
            raise _TooManyError

    def _is_there(self, time: Source, chosen: Mapping[Source, Any]) -> bool:
        """Whether some row that has this moment is there."""
        return any(source == time and self._exists(seq, chosen) for seq, source in self._moves.items())

    def _exists(self, seq: int, chosen: Mapping[Source, Any]) -> bool:
        cell = self._openly.evidence.open_in(seq, EXISTS)
        return seq not in self._openly.possible if cell is None else bool(chosen.get(source_of(cell), seq not in self._openly.possible))

    def _in_fixed_order(self, chosen: Mapping[Source, Any]) -> bool:
        rows = [row for row in self._rows if self._exists(row.seq, chosen)]
        moves = {row.seq: self._moves[row.seq] for row in rows if row.seq in self._moves}
        shared = {seq: source[0] for seq, source in moves.items()}
        bounds = {seq: self._openly.bounds[source[0]] for seq, source in moves.items()}
        ordered = self._openly.evidence.ordered and not any(row.seq in self._openly.possible for row in rows)
        return self._worth.in_fixed_order(rows, bounds, shared, ordered=ordered)

    def _along_one(self, chosen: dict[Source, Any], time: Source, *, roughly: bool = False) -> None:
        low, high = self._room(time, chosen)
        if low > high:
            return
        others = self._other_moments(time, chosen)
        if roughly and self._worth.is_plain() and self._in_fixed_order(chosen):
            for moment in (low, high):
                self._attempt(chosen | {time: moment})
            return
        turns = self._worth.turns(low, high, others)
        if turns is None:
            raise _TooManyError
        along(turns, [*others, self._openly.end], lambda moment: self._attempt(chosen | {time: moment}))

    def _along_two(self, chosen: dict[Source, Any], first: Source, second: Source) -> None:
        """Two moments that may change places: the first wherever the second may turn something, and then the second exactly."""
        low, high = self._openly.bounds[first[0]]
        others = self._other_moments(first, chosen)
        turns = self._worth.turns(low, high, others)
        again = self._worth.turns(*self._openly.bounds[second[0]], others)
        if turns is None or again is None:
            raise _TooManyError
        spans = {0.0, *self._worth.spans()}
        ends = {moment + sign * span for moment in (*again, *others) for span in spans for sign in (-1, 1)}
        far = {end + sign * span for end in ends for span in spans for sign in (-1, 1)}
        places = thinned({*turns, *(end for end in far if low < end < high)})
        for moment in (*places, *((one + other) / 2 for one, other in pairwise(places))):
            self._along_one(chosen | {first: moment}, second)

    def _room(self, time: Source, chosen: Mapping[Source, Any]) -> tuple[float, float]:
        """From when to when one open time can be, with the others as chosen, or as the record has them."""
        low, high = self._openly.bounds[time[0]]
        if not self._openly.evidence.ordered:
            return low, high
        mine = [place for place, row in enumerate(self._record.rows) if self._moves.get(row.seq) == time]
        for place, row in enumerate(self._record.rows):
            if self._moves.get(row.seq) != time and mine:
                moment = min(self._moment(row, chosen), self._openly.beyond)
                if place < mine[0]:
                    low = max(low, moment)
                elif place > mine[-1]:
                    high = min(high, moment)
        return low, high

    def _other_moments(self, time: Source, chosen: Mapping[Source, Any]) -> list[float]:
        return sorted({self._moment(row, chosen) for row in self._rows if self._moves.get(row.seq) != time and self._exists(row.seq, chosen)})

    def _moment(self, row: Row, chosen: Mapping[Source, Any]) -> float:
        source = self._moves.get(row.seq)
        return row.time if source is None or source not in chosen else chosen[source]

    def _moment_of(self, row: Row) -> Source | None:
        cell = self._openly.evidence.open_in(row.seq, TIME)
        source = None if cell is None else source_of(cell)
        return source if source in self._cells else None

    # -- trying one --------------------------------------------------------------------------------------------------------------

    def _attempt(self, chosen: dict[Source, Any]) -> ByOccurrence:
        key = tuple(sorted(((source, repr(value)) for source, value in chosen.items()), key=repr))
        known = self._tried.get(key)
        if known is not None:
            return known[1]
        if len(self._tried) > self._most:
            raise _TooManyError
        if not self._keeps_order(chosen):
            return {}
        rows = in_order_of_time(completed(self._record, self._evidence, chosen).rows)
        limit = self._openly.end + TOLERANCE_MIN
        if rows and rows[-1].time > limit:
            rows = tuple(row for row in rows if row.time <= limit)
        verdicts, _ = verdicts_on(
            self._book, rows, self._event.roles, calendar=self._openly.calendar, end=self._openly.end, complete=self._openly.evidence.complete
        )
        event = self._event.event
        found = occurrences((one for one in verdicts if one.rule in self._ids and one.about == event), self._openly.rules)
        self._tried[key] = chosen, found
        return found

    def _keeps_order(self, chosen: Choice) -> bool:
        if not self._openly.evidence.ordered or not self._moves:
            return True
        last = float("-inf")
        for row in self._record.rows:
            moment = min(self._moment(row, chosen), self._openly.beyond)
            if moment < last - 1e-9:
                return False
            last = moment
        return True

    # -- for the answer ----------------------------------------------------------------------------------------------------------

    @property
    def tried(self) -> list[tuple[dict[Source, Any], ByOccurrence]]:
        """The choices that were tried, without what is as the record has it, the fewest cells first, with what was found."""
        found = [({source: value for source, value in chosen.items() if self._is_other(source, value)}, one) for chosen, one in self._tried.values()]
        return sorted(found, key=lambda one: len(one[0]))

    def _is_other(self, source: Source, value: Any) -> bool:
        held = self._held_value(source)
        return type(held) is not type(value) or bool(held != value)

    @property
    def likely(self) -> ByOccurrence:
        """The verdicts of the likeliest completion."""
        return self._likely

    def named(self, sources: Iterable[Source]) -> tuple[OpenCell, ...]:
        """The open cells that are chosen there."""
        return tuple(self._cells[source] for source in sources)

    @property
    def cells(self) -> tuple[OpenCell, ...]:
        """All its open cells."""
        return tuple(self._cells.values())

    def untold(self) -> Iterator[Verdict]:
        """A doubt for each rule of which no verdict was seen, though not everything was tried."""
        openly = self._openly
        seen = {key[0] for _, found in self._tried.values() for key in found} | {key[0] for key in self._likely}
        for place in sorted(self._places):
            rule = openly.rules.rules[place]
            if rule.id not in seen:
                cells = openly.evidence.cells
                row = next((row for row in self._rows if place in openly.relevance.setting_off(row, cells.get(row.seq, ()))), self._rows[0])
                yield doubt_about(rule, self._event.event, row, phrase("judge.too-many-open", number=len(self._cells)))


class _Answer:
    """Puts together what was found in the completions of one question."""

    def __init__(self, question: _Question, *, whole: bool) -> None:
        self._question, self._whole = question, whole
        self._tried = question.tried

    def merged(self) -> _Merged:
        """Each verdict of the likeliest completion as far as it is certain, and a doubt for each that only others have."""
        merged = _Merged()
        if not self._whole:
            for one in self._question.untold():
                merged.more.append(msgspec.structs.replace(one, cells=self._question.cells))
        for key, one in self._question.likely.items():
            now = self._merge(key, one)
            if now is not one:
                merged.changed[one.id] = now
        merged.more += self._only_in_some()
        return merged

    def _merge(self, key: Occurrence, likely: Verdict) -> Verdict:
        found = [(chosen, one.get(key)) for chosen, one in self._tried]
        turning = next((chosen for chosen, one in found if one is None or one.status != likely.status), None)
        spread = _spread(one for _, one in found if one is not None) if self._whole else None
        if turning is not None:
            return self._doubted(likely, self._question.named(turning), spread)
        if not self._whole:
            cells = self._question.cells
            reason = phrase("judge.too-many-open", number=len(cells))
            return likely if likely.status == UNJUDGED else msgspec.structs.replace(likely, status=UNJUDGED, reason=reason, cells=cells)
        return likely if spread is None else msgspec.structs.replace(likely, spread=spread)

    def _doubted(self, one: Verdict, cells: tuple[OpenCell, ...], spread: Spread | None) -> Verdict:
        if one.status == UNJUDGED:
            return one if one.cells else msgspec.structs.replace(one, cells=cells, spread=spread)
        reason = phrase("judge.turned-by", n=len(cells))
        return msgspec.structs.replace(one, status=UNJUDGED, reason=reason, cells=cells, spread=spread)

    def _only_in_some(self) -> Iterator[Verdict]:
        """Duties that the likeliest completion does not raise. Where one takes the place of another, one doubt stands for all."""
        first: dict[tuple[str, str], dict[Occurrence, tuple[Mapping[Source, Any], Verdict]]] = {}
        together: dict[tuple[str, str], int] = defaultdict(int)
        for chosen, found in self._tried:
            here: dict[tuple[str, str], int] = defaultdict(int)
            for key, one in found.items():
                if key not in self._question.likely:
                    first.setdefault(key[:2], {}).setdefault(key, (chosen, one))
                    here[key[:2]] += 1
            for head, count in here.items():
                together[head] = max(together[head], count)
        for head, found_here in first.items():
            doubts = [(self._doubted(_open(one), self._question.named(chosen), None)) for chosen, one in found_here.values()]
            if len(doubts) > _MOST_NAMED and len(doubts) > together[head]:
                doubts = [_of_somebody(doubts)]
            yield from doubts


def _open(one: Verdict) -> Verdict:
    """A duty that only some completions raise: nothing is known of it."""
    return msgspec.structs.replace(one, status="", due_min=None, done_min=None, latency_min=None, margin_min=None, done_seq=None, habit=None)


def _of_somebody(doubts: Sequence[Verdict]) -> Verdict:
    """One doubt for several duties of which nobody can tell whose they are."""
    first = doubts[0]
    bearers, recipients = {one.bearer for one in doubts}, {one.to for one in doubts}
    bearer = first.bearer if len(bearers) == 1 else None
    to = first.to if len(recipients) == 1 else ()
    id_ = f"{first.rule}/{first.about}/{bearer or '-'}/{'|'.join(to) or '-'}/{first.occurrence}"
    return msgspec.structs.replace(first, id=id_, bearer=bearer, to=to)


def _spread(found: Iterable[Verdict]) -> Spread | None:
    """From when to when what the verdicts state can have been; None where it is the same in all."""
    verdicts = list(found)

    def ends(value: Callable[[Verdict], float | None]) -> tuple[float, float] | None:
        values = {one for verdict in verdicts if (one := value(verdict)) is not None}
        return (min(values), max(values)) if len(values) > 1 else None

    spread = Spread(
        due=ends(lambda one: one.due_min), done=ends(lambda one: one.done_min), latency=ends(lambda one: one.latency_min),
        margin=ends(lambda one: one.margin_min),
    )  # fmt: skip
    return None if (spread.due, spread.done, spread.latency, spread.margin) == (None,) * 4 else spread
