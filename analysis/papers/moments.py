"""Dates and times of the clock as a reader writes them in a paper: "10 March 2026, 08:20"; of the first day the time alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.record import UNTIMED, starts_on_a_day
from sim.words import Words, words
from sim.words.lengths import clock

_ROUNDING = timedelta(seconds=0.5)


class PaperMoments:
    """Minutes since a start, for a reader. Where the day is not known days are counted; where no clock is known either, hours since the start."""

    def __init__(self, start: str | datetime, say: Words) -> None:
        """`start` is the moment of minute 0, as a record's header has it or a scenario does."""
        self.say = say
        text = start.isoformat() if isinstance(start, datetime) else start
        self._timed = text != UNTIMED
        self.dated = self._timed and starts_on_a_day(text)
        self._start = datetime.fromisoformat(text).replace(tzinfo=None) if self._timed else datetime(1970, 1, 1)  # noqa: DTZ001 - of nowhere

    def start(self) -> str:
        """The day and the time of minute 0; "" where the day is not known."""
        return self.say("docx.moment", date=date_of(self._start, self.say), time=f"{self._start:%H:%M}") if self.dated else ""

    def day(self) -> str:
        """The day of minute 0; "" where it is not known."""
        return date_of(self._start, self.say) if self.dated else ""

    def at(self, minute: float) -> str:
        """The time of the clock, with the day where it is not the first."""
        if not self._timed:
            return clock(math.floor(minute + _ROUNDING / timedelta(minutes=1)))
        moment = self._start + timedelta(minutes=minute) + _ROUNDING
        days = (moment.date() - self._start.date()).days
        time = f"{moment:%H:%M}"
        if not days:
            return time
        return (
            self.say("docx.moment", date=date_of(moment, self.say), time=time) if self.dated else self.say("docx.day-and-time", n=days + 1, time=time)
        )


@dataclass(frozen=True, slots=True)
class MomentInWords:
    """A moment before it is known in which language it is told: an argument of a phrase."""

    start: str
    minute: float

    def of(self, lang: str) -> str:
        """The moment in `lang`."""
        return PaperMoments(self.start, words(lang)).at(self.minute)


class MomentsLater:
    """`PaperMoments` for whoever writes phrases."""

    def __init__(self, start: str) -> None:
        """`start` is the moment of minute 0, as a record's header has it."""
        self._start = start

    def minute(self, minute: float) -> MomentInWords:
        """A moment that is told later."""
        return MomentInWords(self._start, minute)


def date_of(moment: datetime, say: Words) -> str:
    """A day with its year."""
    return say("docx.date", year=str(moment.year), month=say(f"docx.month.{moment.month}"), day=str(moment.day))


def written_date(text: str, say: Words) -> str:
    """A date or moment as ISO writes it, for a reader; any other text as it stands."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = date_of(moment, say)
    return say("docx.moment", date=day, time=f"{moment:%H:%M}") if ":" in text else day
