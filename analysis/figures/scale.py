"""Time across the sheet: two speeds, so that a busy hour has room and a quiet day does not push it aside.

Where the busy stretches are short beside the whole, the quiet ones between them are drawn several times shorter, on a grey
ground that the legend explains. Otherwise time runs at one speed. Minutes in, inches out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

_BIN_MIN = 10.0
_BUSY_PER_BIN = 2
_BUSY_AT_MOST = 0.45  # of the whole; above that one speed serves as well
_BUSY_ROOM = 0.72  # of the width, where there are two speeds
_SHORTEST_TWO_SPEED_MIN = 240.0
_MOST_COMPRESSION = 12.0
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time drawn at one speed."""

    from_min: float
    to_min: float
    left: float  # inches
    right: float
    quiet: bool


@dataclass(frozen=True, slots=True)
class TimeScale:
    """From minutes to inches and nothing else. `compression` is how many times shorter the quiet stretches are drawn."""

    pieces: tuple[Piece, ...]
    compression: float

    @property
    def from_min(self) -> float:
        """The first minute on the sheet."""
        return self.pieces[0].from_min

    @property
    def to_min(self) -> float:
        """The last minute on the sheet."""
        return self.pieces[-1].to_min

    @property
    def left(self) -> float:
        """Where the first minute stands, in inches."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where the last minute stands, in inches."""
        return self.pieces[-1].right

    def x(self, minute: float) -> float:
        """Where a minute stands; times outside the sheet stand at its edge."""
        minute = min(max(minute, self.from_min), self.to_min)
        starts = [piece.from_min for piece in self.pieces]
        piece = self.pieces[max(bisect_right(starts, minute) - 1, 0)]
        share = (minute - piece.from_min) / (piece.to_min - piece.from_min)
        return piece.left + share * (piece.right - piece.left)

    def holds(self, minute: float) -> bool:
        """Whether a minute is on the sheet."""
        return self.from_min <= minute <= self.to_min


def time_scale(busy_at: Iterable[float], from_min: float, to_min: float, left: float, right: float) -> TimeScale:
    """A scale for what happens at the minutes `busy_at`, between two minutes and two edges in inches."""
    spans = _spans([minute for minute in busy_at if from_min <= minute <= to_min], from_min, to_min)
    busy = sum(end - start for start, end, quiet in spans if not quiet)
    quiet = (to_min - from_min) - busy
    share = busy / (to_min - from_min)
    if to_min - from_min < _SHORTEST_TWO_SPEED_MIN or not 0 < share < _BUSY_AT_MOST:
        return TimeScale((Piece(from_min, to_min, left, right, quiet=False),), 1.0)
    compression = min((_BUSY_ROOM / busy) / ((1 - _BUSY_ROOM) / quiet), _MOST_COMPRESSION)
    per_min = (right - left) / (busy + quiet / compression)
    pieces, at = [], left
    for start, end, still in spans:
        width = (end - start) * per_min / (compression if still else 1.0)
        pieces.append(Piece(start, end, at, at + width, still))
        at += width
    return TimeScale(tuple(pieces), compression)


def _spans(busy_at: list[float], from_min: float, to_min: float) -> list[tuple[float, float, bool]]:
    """Busy and quiet stretches in turn: a bin is busy with enough in it, and so are two neighbours on either side."""
    counts = Counter(int((minute - from_min) // _BIN_MIN) for minute in busy_at)
    bins = int((to_min - from_min) // _BIN_MIN) + 1
    crowded = {number for number, count in counts.items() if count >= _BUSY_PER_BIN}
    near = {number + step for number in crowded for step in (-2, -1, 0, 1, 2)}
    near |= {number for number in range(bins) if number - 1 in near and number + 1 in near}  # no slivers of quiet
    spans: list[tuple[float, float, bool]] = []
    for number in range(bins):
        start, end = from_min + number * _BIN_MIN, min(from_min + (number + 1) * _BIN_MIN, to_min)
        if end <= start:
            continue
        quiet = number not in near
        if spans and spans[-1][2] == quiet:
            start = spans.pop()[0]
        spans.append((start, end, quiet))
    return spans


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis: where, and what it says."""

    minute: float
    x: float
    text: str
    major: bool = False


def clock_ticks(axis: TimeScale, start: datetime, room_in: float = 0.62, *, dated: bool = True) -> list[Tick]:
    """Round times of day, as many as there is room for; where a new day begins its date, or how many days it is after the first."""
    found = []
    since_midnight = start.hour * 60 + start.minute + start.second / 60
    midnights = [day * 1440.0 - since_midnight for day in range(int(axis.from_min // 1440) - 1, int(axis.to_min // 1440) + 3)]
    chosen = _apart(axis, room_in, [one for one in midnights if axis.holds(one)], _round_minutes(axis, room_in, since_midnight))
    for minute in chosen:
        moment = start + timedelta(minutes=minute)
        midnight = moment.hour == 0 and moment.minute == 0
        day = f"{moment.month}-{moment.day:02d}" if dated else f"{(moment.date() - start.date()).days:+d}"
        text = day if midnight else f"{moment:%H:%M}"
        found.append(Tick(minute, axis.x(minute), text, midnight))
    return found


def _apart(axis: TimeScale, room_in: float, first: list[float], then: list[float]) -> list[float]:
    """Minutes at least `room_in` apart on the sheet; those of the first list choose first."""
    chosen: list[float] = []
    for minute in [*first, *then]:
        if all(abs(axis.x(minute) - axis.x(one)) >= room_in for one in chosen):
            chosen.append(minute)
    return sorted(chosen)


def minute_ticks(axis: TimeScale, room_in: float = 0.62) -> list[Tick]:
    """Round minutes since the start, as many as there is room for."""
    return [Tick(minute, axis.x(minute), f"{minute:g}") for minute in _round_minutes(axis, room_in, 0.0)]


def _round_minutes(axis: TimeScale, room_in: float, offset: float) -> list[float]:
    """Minutes whose sum with `offset` is round, at least `room_in` apart on the sheet."""
    found: list[float] = []
    last = float("-inf")
    for piece in axis.pieces:
        per_min = (piece.right - piece.left) / (piece.to_min - piece.from_min)
        step = next((one for one in _STEPS if one * per_min >= room_in), _STEPS[-1])
        minute = -((-(piece.from_min + offset)) // step) * step - offset
        while minute <= piece.to_min + 1e-9:
            x = piece.left + (minute - piece.from_min) * per_min
            if x - last >= room_in:
                found.append(minute)
                last = x
            minute += step
    return found
