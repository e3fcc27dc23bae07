"""The clock of one limit: what has held it up or prolonged it since it began to run, and where the limit ends after all that.

A clock that stands adds nothing and takes nothing: the time for which it stood is added, minute for minute to a limit in hours; to one in
days by the days, or the working days, that lie between. An extension is added once. Neither can bring back a limit that has run out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sim.calendar import Calendar, Doubt, Ending
from sim.durations import Amount, Days, Span, summed

_SAME_MIN = 1e-6  # moments of rounded logs that are no further apart are one


class Stood(NamedTuple):
    """The clock stood between these two minutes."""

    since: float
    until: float


class Longer(NamedTuple):
    """The limit was prolonged at this minute, by so much."""

    at: float
    amount: Amount


Turn = Stood | Longer


def _nobody(_: tuple[str, ...]) -> bool:
    return False


@dataclass(slots=True, kw_only=True)
class Ground:
    """On what the end of a limit rests, for one obligation.

    `moment` gives the minute of a start (`received`, `duty:ID`, `08:00`), or None while it is unknown; `spares` says whether the bearer is
    among some bodies, posts and groups.
    """

    moment: Callable[[str], float | None]
    calendar: Calendar
    turns: tuple[Turn, ...] = ()  # in the order of time
    spares: Callable[[tuple[str, ...]], bool] = _nobody

    def end_of(self, length: Amount, start: float) -> Ending:
        """Where a limit of this length ends that runs from a minute, and whether that is certain."""
        end, doubt = found = self.calendar.end_of(length, start)
        if not self.turns:
            return found
        beyond = 0.0  # minutes that were added to a limit in days
        for turn in self.turns:
            if end is None:
                return Ending(None, doubt)
            if isinstance(turn, Stood):
                since = max(turn.since, start)
                if since >= turn.until or has_run_out(end + beyond, since):
                    continue
                if beyond and since >= end:  # its days are over, and what runs are the minutes that were added to them
                    beyond = summed(beyond + turn.until - since)
                else:
                    end, more = self._held_up(length, end, Stood(since, turn.until))
                    doubt = doubt or more
            elif not has_run_out(end + beyond, turn.at):
                if isinstance(turn.amount, Days):
                    end, more = self.calendar.prolonged(end, turn.amount)
                    doubt = doubt or more
                elif isinstance(length, Days):
                    beyond = summed(beyond + turn.amount.minutes)
                else:
                    end = summed(end + turn.amount.minutes)
        return Ending(None if end is None else summed(end + beyond), doubt)

    def _held_up(self, length: Amount, end: float, stood: Stood) -> Ending:
        if isinstance(length, Span):
            return Ending(summed(end + stood.until - stood.since))
        return self.calendar.resumed(length, end, stood.since, stood.until)


def has_run_out(end: float, minute: float) -> bool:
    """Whether a limit that ends at one minute is over at another; at its very end it is not."""
    return end < minute - _SAME_MIN


class Clock:
    """What has happened to the limit of one obligation since it was raised. Times are minutes since the start of the record."""

    __slots__ = ("extended", "sent", "stopped_at", "turns", "unsure")

    def __init__(self) -> None:
        self.turns: tuple[Turn, ...] = ()
        self.stopped_at: float | None = None
        self.extended = False
        self.sent: dict[str, float] = {}  # a form to the latest message of it that moved the limit
        self.unsure: Doubt | None = None  # a stop, a resumption or an extension of which nobody can tell whether it came

    def stop(self, minute: float) -> bool:
        """The clock stands from here; whether it ran before."""
        if self.stopped_at is not None:
            return False
        self.stopped_at = minute
        return True

    def resume(self, minute: float) -> bool:
        """The clock runs again; whether it stood before."""
        if self.stopped_at is None:
            return False
        self.turns = (*self.turns, Stood(self.stopped_at, minute))
        self.stopped_at = None
        return True

    def extend(self, minute: float, amount: Amount) -> None:
        """The limit is longer by so much, and cannot be prolonged again."""
        self.extended = True
        self.turns = (*self.turns, Longer(minute, amount))
