"""A question: some rules about one event that rest on the same open cells, put to the judge in every completion that is worth trying.

Which values and moments are worth trying says `analysis.completions`; here they are combined, and each combination is judged once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, product
from math import prod
from typing import Any

from analysis.answers import Answer, Attempts, Merged
from analysis.completions import Worth, along, corners, is_time, thinned
from analysis.evidence import EXISTS, TIME, Choice, OpenCell, completed, held_in, source_of
from analysis.judge import doubt_about, seen_until, verdicts_on
from analysis.open_record import ByOccurrence, OpenRecord, Source, occurrences
from analysis.relevance import Places, in_play
from analysis.verdicts import Verdict
from sim.record import Record, Row
from sim.words import phrase

MOST_TRIED = 400  # completions for the rules of one event that rest on the same open cells
MOST_TRIED_OF_ONE = 2_000  # where that is a single cell
_MOST_LOOKED_THROUGH = 20_000  # combinations of values of open cells, most of which stand for each other

ValueTexts = tuple[str, ...]  # by what they look like


class _TooManyError(Exception):
    """There are more completions than may be tried."""


class OpenQuestion:
    """Some rules about one event that rest on the same open cells."""

    def __init__(
        self,
        openly: OpenRecord,
        event: str,
        places: Places,
        rows: list[Row],
        cells: dict[Source, OpenCell],
        silent: dict[Source, ValueTexts],
        likely: ByOccurrence,
        may_spend: int,
        recipients: tuple[str, ...] | None = None,
    ) -> None:
        """`rows` are those of the event that bear on the rules at these `places`, `silent` the values of cells with which their rows do not.

        `likely` are the verdicts of the likeliest completion; `may_spend` is how many rows and verdicts may be judged again. With
        `recipients`, only what is owed to these is asked for.
        """
        self._openly, self._event, self._places, self._rows, self._cells, self._likely = openly, event, places, rows, cells, likely
        self._silent, self._recipients = silent, recipients
        self.whole = True  # whether everything worth trying was tried, once there is an answer
        self._all = openly.relevance.with_needed(places)
        self._book = openly.book(self._all)
        self._ids = {openly.rules.rules[place].id for place in places}
        self._record = Record(openly.record.header, tuple(row for row in rows if row.seq not in openly.possible))
        self._evidence = replace(openly.evidence, possible=tuple(row for row in rows if row.seq in openly.possible))
        self._cost = len(rows) + len(likely) + 4
        most = MOST_TRIED_OF_ONE if len(cells) == 1 else MOST_TRIED
        self._most = min(most, may_spend // self._cost)
        self._tried: dict[tuple[tuple[Source, Any], ...], tuple[dict[Source, Any], ByOccurrence]] = {}
        self._held = {row.seq: row for row in rows}
        roles = openly.roles.get(event, {})
        words = in_play(roles, openly.words(self._all))
        asked = [openly.relevance.of[place] for place in self._all]
        self._worth = Worth(asked=asked, relevance=openly.relevance, words=words, rows=rows, roles=roles, calendar=openly.calendar, end=openly.end)
        self._times = [source for source, cell in cells.items() if is_time(cell)]
        self._moves = {
            row.seq: found for row in rows if (found := self._moment_of(row)) is not None
        }  # rows whose moment is chosen, and by which cell

    @property
    def spent(self) -> int:
        """How many rows and verdicts were judged again."""
        return self._cost * (len(self._tried) - 1)

    def answer(self) -> Merged:
        """What the completions worth trying make of the verdicts."""
        try:
            self._try_all()
        except _TooManyError:
            self.whole = False
        return Answer(self._told(), self._likely, self._cells, () if self.whole else self._untold(), whole=self.whole).merged()

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
        if column == EXISTS or self._openly.is_followed(self._cells[source]):
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
        rows = seen_until(self._openly.end, completed(self._record, self._evidence, chosen).rows)
        verdicts, _ = verdicts_on(
            self._book,
            rows,
            {self._event: self._openly.roles.get(self._event, {})},
            calendar=self._openly.calendar,
            end=self._openly.end,
            complete=self._openly.evidence.complete,
        )
        found = occurrences((one for one in verdicts if self._is_asked_for(one)), self._openly.rules)
        self._tried[key] = chosen, found
        return found

    def _is_asked_for(self, one: Verdict) -> bool:
        return one.rule in self._ids and one.about == self._event and self._recipients in (None, one.to)

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

    def _told(self) -> Attempts:
        """The choices that were tried, without what is as the record has it, the fewest cells first, with what was found."""
        found = [({source: value for source, value in chosen.items() if self._is_other(source, value)}, one) for chosen, one in self._tried.values()]
        return sorted(found, key=lambda one: len(one[0]))

    def _is_other(self, source: Source, value: Any) -> bool:
        held = self._held_value(source)
        return type(held) is not type(value) or bool(held != value)

    def _untold(self) -> Iterator[Verdict]:
        """A doubt for each rule of which no verdict was seen, though not everything was tried."""
        openly = self._openly
        seen = {key[0] for _, found in self._tried.values() for key in found} | {key[0] for key in self._likely}
        for place in sorted(self._places):
            rule = openly.rules.rules[place]
            if rule.id not in seen:
                cells = openly.evidence.cells
                row = next((row for row in self._rows if place in openly.relevance.setting_off(row, cells.get(row.seq, ()))), self._rows[0])
                yield doubt_about(rule, self._event, row, phrase("judge.too-many-open", number=len(self._cells)))
