"""Lengths of time as people write them: "30 min", "1 h", "5 working days".

Simulated time is in minutes, on a grid of whole seconds (`to_tick`), on which every written length lies too.
A length in minutes and a length in days are different things (a day's limit ends at midnight,
see `sim.calendar`), so they have different types. The plan's silence is a third: `None`, written "none stated".

In words: a length of either type is told like a text in several languages (`length.of(lang)`), and `amount_words` also tells silence.
How long something took is told by `sim.words.lengths`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from sim.errors import cited
from sim.words import Phrase, RefusedError, phrase

NONE_STATED: Final = "none stated"
TICKS_PER_MINUTE = 60  # the grid: a moment of a drill is a whole number of seconds, written as the double nearest to its minutes
_NOISE_TICKS = (
    3e-8  # sums of such minutes are off by less, up to the longest that can be written; a moment of a log between seconds stays where it is
)

_MINUTES = {
    "s": 1 / 60, "sec": 1 / 60, "秒": 1 / 60,
    "min": 1.0, "minute": 1.0, "minutes": 1.0, "分": 1.0, "分钟": 1.0,
    "h": 60.0, "hour": 60.0, "hours": 60.0, "小时": 60.0,
}  # fmt: skip
_DAYS = {
    "day": False, "days": False, "d": False, "天": False, "日": False,
    "working day": True, "working days": True, "工作日": True, "个工作日": True,
}  # fmt: skip
_MONTHS = frozenset({"month", "months", "月", "个月"})
_MOST_MONTHS = 120
_LONGEST = 1_000_000.0  # about two years in minutes; longer lengths are slips, and far dates do not exist
_WRITTEN = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(\D+?)\s*")

ALLOWED = phrase("values.length-allowed")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that a clock measures, in minutes."""

    minutes: float

    def __str__(self) -> str:
        if self.minutes >= 60 and self.minutes % 60 == 0:
            return f"{self.minutes / 60:g} h"
        return f"{self.minutes:g} min"

    def of(self, lang: str) -> str:
        """In the words of a language."""
        return amount_words(self).of(lang)


@dataclass(frozen=True, slots=True)
class Days:
    """A limit in days: the day after the trigger is day 1, and the limit ends at 24:00 of the last.

    With `months`, `count` months are meant: the limit ends at 24:00 of the day with the trigger's number, or of the last of a shorter
    month.
    """

    count: int
    working: bool
    months: bool = False

    def __str__(self) -> str:
        if self.months:
            return f"{self.count} month{'s' if self.count != 1 else ''}"
        return f"{self.count} {'working ' if self.working else ''}day{'s' if self.count != 1 else ''}"

    def of(self, lang: str) -> str:
        """In the words of a language."""
        return amount_words(self).of(lang)


Amount = Span | Days


def amount_words(amount: Amount | None) -> Phrase:
    """A length of time as a plan writes it; None is the plan's silence."""
    match amount:
        case None:
            return phrase("values.none-stated")
        case Span(minutes):
            whole = minutes >= 60 and minutes % 60 == 0
            return phrase("values.hours", hours=minutes / 60) if whole else phrase("values.minutes", minutes=minutes)
        case Days(count, _, months=True):
            return phrase("values.months", n=count)
        case Days(count, working):
            return phrase("values.working-days", n=count) if working else phrase("values.days", n=count)


def rough_minutes(amount: Amount) -> float:
    """A length in minutes where a day counts as 24 hours, as for periods; a limit in days ends at midnight instead."""
    return amount.minutes if isinstance(amount, Span) else amount.count * 1440.0


def length_key(length: Amount | None) -> tuple[int, float]:
    """Sorts lengths: minutes before days before silence."""
    if isinstance(length, Span):
        return 0, length.minutes
    return (1, float(length.count * 30 if length.months else length.count)) if length is not None else (2, 0.0)


def longer_amount(before: Amount | None, now: Amount | None) -> bool | None:
    """True where a length is longer or gone, False where it is the same, None where it is shorter or cannot be compared."""
    if before == now:
        return False
    if now is None:
        return True
    if before is None or (isinstance(before, Days) and isinstance(now, Days) and before.working != now.working):
        return None
    return True if rough_minutes(now) > rough_minutes(before) else None


def parse_amount(text: object) -> Amount | None:
    """Read a written length. "none stated" gives None.

    Raises RefusedError with what is allowed when the text has no number, no known unit, or a negative number.
    """
    if text == NONE_STATED:
        return None
    match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise RefusedError(phrase("values.no-length", value=cited(text), allowed=ALLOWED))
    number, unit = float(match[1]), match[2].strip()
    if number > _LONGEST:
        raise RefusedError(phrase("values.too-long", number=match[1][:20], unit=unit, most=f"{_LONGEST:g}"))
    if number < 0:
        raise RefusedError(phrase("values.negative", value=cited(text)))
    if unit in _MINUTES:
        return Span(to_tick(number * _MINUTES[unit]))
    if unit in _DAYS:
        if number != int(number) or number == 0:
            raise RefusedError(phrase("values.whole-days", value=cited(text)))
        return Days(int(number), _DAYS[unit])
    if unit in _MONTHS:
        if number != int(number) or not 1 <= number <= _MOST_MONTHS:
            raise RefusedError(phrase("values.whole-months", value=cited(text), most=_MOST_MONTHS))
        return Days(int(number), working=False, months=True)
    raise RefusedError(phrase("values.no-unit", unit=cited(unit), allowed=ALLOWED))


def parse_span(text: object) -> float:
    """Read a written length as minutes; a day counts as 24 hours here (for horizons, shifts and channels, not for limits).

    Raises RefusedError for working days, silence, and whatever `parse_amount` refuses.
    """
    amount = parse_amount(text)
    if isinstance(amount, Span):
        return amount.minutes
    if isinstance(amount, Days) and not amount.working and not amount.months:
        return amount.count * 1440.0
    raise RefusedError(phrase("values.no-clocked-length", value=cited(text)))


def exactly(minutes: float) -> Fraction:
    """The minutes that a double on the grid stands for: a whole number of seconds, of which many have no double."""
    return Fraction(round(minutes * TICKS_PER_MINUTE), TICKS_PER_MINUTE)


def to_tick(minutes: float) -> float:
    """The nearest whole second, in minutes.

    Every sum and difference of minutes that is kept or compared goes through here (or through `summed`, where it may come from a log):
    minutes of whole seconds have no exact binary sums, but the sum is off by far less than half a second, and each second has one double.
    So moments add up exactly, two that are the same second are equal, and `done <= due` holds at the very second.
    """
    return round(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE


def tick_after(minutes: float) -> float:
    """The first whole second that is not before `minutes`: when somebody can act who waits for a moment of the clock."""
    return ceil(minutes * TICKS_PER_MINUTE - _NOISE_TICKS) / TICKS_PER_MINUTE


def summed(minutes: float) -> float:
    """A sum of minutes that may come from a log: the whole second where it is one but for noise, else as it is."""
    ticks = minutes * TICKS_PER_MINUTE
    try:
        whole = round(ticks)
    except OverflowError:  # of an infinite number
        return minutes
    return whole / TICKS_PER_MINUTE if -_NOISE_TICKS <= ticks - whole <= _NOISE_TICKS else minutes


def parse_clock(text: object) -> float:
    """Read a moment since the start: "00:10", "26:30", or a length such as "10 min". Raises RefusedError."""
    if isinstance(text, str) and (match := re.fullmatch(r"\s*(\d{1,4}):([0-5]\d)(?::([0-5]\d))?\s*", text)):
        return to_tick(int(match[1]) * 60.0 + int(match[2]) + int(match[3] or 0) / 60)
    return parse_span(text)
