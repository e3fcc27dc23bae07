"""When a row of a script is: its clock time and its T+ as minutes since the start, read as the times of logs are.

A row has both, and either may be edited. What was written when the script was made tells which of two that differ is the edited one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from analysis.logs.clock import CLOCK, DATED, MINUTES, ClockReader, LoggedMoment, place
from analysis.logs.time_columns import survey
from analysis.scripts.rows import DAY_MIN
from analysis.scripts.rows import elapsed as elapsed_text
from sim.durations import to_tick
from sim.words import Phrase, RefusedError, phrase

_SAME_MIN = 0.01  # sheets keep times as parts of a day, which is exact to far less than a second
_MS = 60_000


class MomentReader:
    """Reads the moments of one sheet. `start` is when the drill starts, `written` when it started as the script was written."""

    def __init__(self, start: datetime, written: datetime, horizon: float, cells: Iterable[Any] = (), heading: str = "") -> None:
        self._start, self._written, self._long = start, written, horizon >= DAY_MIN
        self._reader = ClockReader(start, survey(cells, heading))

    def minute(self, clock: Any, day: Any, elapsed: Any, was: float | None) -> float | None:
        """Minutes since the start; None where no cell holds a moment. `was` is what was written. Raises RefusedError with what is wrong."""
        by_clock = None if clock is None else self._by_clock(clock, day, was)
        by_elapsed = None if elapsed is None else self._by_elapsed(elapsed)
        if by_clock is None or by_elapsed is None:
            return by_elapsed if by_clock is None else by_clock
        if abs(by_clock - by_elapsed) < _SAME_MIN:
            return by_elapsed
        if was is not None and abs(by_clock - was) < _SAME_MIN:
            return by_elapsed
        if was is not None and abs(by_elapsed - was) < _SAME_MIN:
            return by_clock
        said = phrase("script.two-moments", clock=elapsed_text(by_clock), elapsed=elapsed_text(by_elapsed))
        raise RefusedError(said, hint=phrase("script.two-moments.hint"))

    def _by_clock(self, clock: Any, day: Any, was: float | None) -> float:
        moment = self._moment(clock, day)
        if moment.kind == MINUTES:
            return to_tick(moment.value)
        if was is not None and self._start != self._written:  # the clock of before: what nobody touched moves with the start
            before = self._placed(moment, self._written, was)
            if abs(before - was) < _SAME_MIN:
                return was
        return self._placed(moment, self._start, was)

    def _placed(self, moment: LoggedMoment, start: datetime, was: float | None) -> float:
        if moment.kind == DATED:
            return to_tick(place([moment], start, start.tzinfo).minutes[0] or 0.0)
        midnight = datetime.combine(start.date(), datetime.min.time(), start.tzinfo)
        minute = to_tick(moment.value / _MS - (start - midnight) / timedelta(minutes=1))
        if moment.days:
            return minute + moment.days * DAY_MIN
        if was is not None and abs((minute - was + DAY_MIN / 2) % DAY_MIN - DAY_MIN / 2) < _SAME_MIN:
            return was  # on whichever day that was
        if not self._long:
            return minute % DAY_MIN
        if was is None:
            raise RefusedError(phrase("script.which-day"), hint=phrase("script.which-day.hint"))
        day = ((start + timedelta(minutes=was)).date() - start.date()).days
        return minute + day * DAY_MIN

    def _by_elapsed(self, cell: Any) -> float:
        moment = self._moment(cell, None, elapsed=True)
        if moment.kind == CLOCK:
            return to_tick(moment.value / _MS) + moment.days * DAY_MIN
        if moment.kind != MINUTES:
            raise RefusedError(phrase("log-problem.bad-time"), allowed=phrase("script.elapsed"))
        return to_tick(moment.value)

    def _moment(self, cell: Any, day: Any, *, elapsed: bool = False) -> LoggedMoment:
        reader = ClockReader(None, survey((), "min")) if elapsed else self._reader
        taken = reader.read(cell, day)
        if taken.moment is None:
            raise RefusedError(phrase(f"log-problem.{taken.code}"), allowed=phrase("script.times-allowed"), hint=taken.advice)
        if taken.moment.open or not taken.moment.told:
            raise RefusedError(_vague(taken.code), allowed=phrase("script.times-allowed"))
        return taken.moment


def _vague(code: str) -> Phrase:
    return phrase(f"log-problem.{code}") if code else phrase("script.vague")
