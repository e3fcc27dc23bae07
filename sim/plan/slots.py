"""The limits that a duty states with keys of its own: what recurs (`every`, `daily`, `start`), and what ends with another's limit (`warns_of`).

What recurs goes by a period that is counted from a start, or by times of every day. Each time of it is a slot.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any, ClassVar, Self

from sim.calendar import Calendar
from sim.durations import Amount, Span, amount_words, parse_amount, rough_minutes, summed
from sim.plan.clocks import Ground
from sim.plan.limit_form import LimitEnd, LimitForm
from sim.plan.limits import Limit
from sim.plan.starts import NO_TERMS, StartValue, Terms, hour_words, parse_hour, start_word, taken_start
from sim.words import InLanguages, Phrase, phrase

_NOISE = 1e-9  # of a number of periods: where seconds have no exact minutes, the sixth period may be the 5.999999999999999th


@dataclass(frozen=True, slots=True)
class Recurring(LimitForm):
    """A limit that comes again and again, from a start on."""

    by_hours: ClassVar[bool] = False  # whether it can be told only by who knows the time of day

    start: StartValue

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Self:
        """No table says it."""
        raise TypeError(f"no table of a limit: {table}")

    @abstractmethod
    def slot_end(self, opens: float, calendar: Calendar) -> float:
        """The minute at which the slot ends that opens at a minute."""

    @abstractmethod
    def running(self, start: float, minute: float, calendar: Calendar) -> float:
        """When the slot opens that runs at a minute, where the first one opens at `start`."""

    def starts(self) -> tuple[StartValue, ...]:
        """From where the slots are counted."""
        return (self.start,)

    def has_number(self) -> bool:
        """A period, or a time of day, is a number."""
        return True

    def end(self, ground: Ground) -> LimitEnd:
        """The end of the first slot."""
        start = ground.moment(start_word(self.start))
        return LimitEnd(None, None, settled=False) if start is None else LimitEnd(self.slot_end(start, ground.calendar), start, settled=True)


@dataclass(frozen=True, slots=True)
class Every(Recurring):
    """One slot after another, all of one length."""

    start: StartValue
    period: Amount

    def lengths(self) -> tuple[Limit, ...]:
        """The period from the start."""
        return (Limit(self.period, self.start),)

    def taken(self, terms: Terms) -> Every:
        """The start that a reading gives."""
        return Every(taken_start(self.start, terms), self.period)

    def slot_end(self, opens: float, calendar: Calendar) -> float:
        """A period later."""
        return summed(opens + rough_minutes(self.period))

    def running(self, start: float, minute: float, calendar: Calendar) -> float:
        """So many whole periods after the start."""
        period = rough_minutes(self.period)
        return summed(start + floor((minute - start) / period + _NOISE) * period) if period > 0.0 and minute > start else start

    def length(self) -> Amount | None:
        """The period."""
        return self.period

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """The period."""
        return phrase("limits.every", period=amount_words(self.period))


@dataclass(frozen=True, slots=True)
class Daily(Recurring):
    """A slot ends at each of some times of every day, in minutes after midnight."""

    by_hours = True

    start: StartValue
    hours: tuple[float, ...]

    def lengths(self) -> tuple[Limit, ...]:
        """It has no length."""
        return ()

    def taken(self, terms: Terms) -> Daily:
        """The start that a reading gives."""
        return Daily(taken_start(self.start, terms), self.hours)

    def slot_end(self, opens: float, calendar: Calendar) -> float:
        """The next of the times."""
        return calendar.next_hour(self.hours, opens)

    def running(self, start: float, minute: float, calendar: Calendar) -> float:
        """At the last of the times before, or at the start."""
        return max(start, calendar.last_hour(self.hours, minute)) if minute > start else start

    def length(self) -> Amount | None:
        """None: the first slot is as long as it takes to the next of the times."""
        return None

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """The times."""
        return phrase("limits.daily", hours=tuple(map(hour_words, self.hours)))

    def loosened(self, now: LimitForm) -> bool | None:
        """Fewer of its times: another time may come sooner for whoever is asked in between."""
        if not isinstance(now, Daily) or now.start != self.start or not set(now.hours) <= set(self.hours):
            return None
        return now.hours != self.hours


@dataclass(frozen=True, slots=True)
class WithAnother(LimitForm):
    """Until the limit of another duty ends, from some minutes before on."""

    duty: str
    ahead: float
    title: InLanguages | str = field(default="", compare=False)  # of that duty: only taken limits have it

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> WithAnother:
        """No table says it."""
        raise TypeError(f"no table of a limit: {table}")

    def lengths(self) -> tuple[Limit, ...]:
        """It has no length of its own."""
        return ()

    def starts(self) -> tuple[StartValue, ...]:
        """It runs from no start."""
        return ()

    def has_number(self) -> bool:
        """It says until when."""
        return True

    def taken(self, terms: Terms) -> WithAnother:
        """With the title of the other duty."""
        return WithAnother(self.duty, self.ahead, terms.titles.get(self.duty, self.duty))

    def end(self, ground: Ground) -> LimitEnd:
        """Unknown: whoever knows the other duty sets it."""
        return LimitEnd(None, None, settled=False)

    def length(self) -> Amount | None:
        """None: how much time there is depends on the other."""
        return None

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """Whose limit it is, and from how long before its end."""
        title = self.title or terms.titles.get(self.duty, self.duty)
        if not self.ahead:
            return phrase("limits.with-another", title=title)
        return phrase("limits.ahead-of-another", title=title, ahead=amount_words(Span(self.ahead)))


def recurrence(every: str, start: StartValue = "trigger", daily: Iterable[str] = ()) -> Every | Daily | None:
    """The limit of a duty that recurs; None for one that does not. Raises RefusedError for what is no length or no time of day."""
    hours = tuple(map(parse_hour, daily))
    if hours:
        return Daily(start, hours)
    period = parse_amount(every) if every else None
    return None if period is None else Every(start, period)
