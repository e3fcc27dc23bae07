"""Lengths of time as people write them: "30 min", "1 h", "5 working days".

Simulated time is in minutes. A length in minutes and a length in days are different things (a day's limit ends at midnight,
see `sim.calendar`), so they have different types. The plan's silence is a third: `None`, written "none stated".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sim.errors import cited

NONE_STATED: Final = "none stated"
TICKS_PER_MINUTE = 64  # drawn durations are multiples of 1/64 min, so that simulated times are exact binary sums

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
ALLOWED = 'a number and a unit: s, min, h, "days", "working days", "months", such as "30 min" or "5 working days"'


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time that a clock measures, in minutes."""

    minutes: float

    def __str__(self) -> str:
        if self.minutes >= 60 and self.minutes % 60 == 0:
            return f"{self.minutes / 60:g} h"
        return f"{self.minutes:g} min"


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


Amount = Span | Days


def parse_amount(text: object) -> Amount | None:
    """Read a written length. "none stated" gives None.

    Raises ValueError with what is allowed when the text has no number, no known unit, or a negative number.
    """
    if text == NONE_STATED:
        return None
    match = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f'{cited(text)} is no length of time; write {ALLOWED}, or "{NONE_STATED}"')
    number, unit = float(match[1]), match[2].strip()
    if number > _LONGEST:
        raise ValueError(f"{match[1][:20]} {unit} is longer than any limit; write at most {_LONGEST:g}")
    if number < 0:
        raise ValueError(f"{cited(text)} is negative; a length of time is 0 or more")
    if unit in _MINUTES:
        return Span(number * _MINUTES[unit])
    if unit in _DAYS:
        if number != int(number) or number == 0:
            raise ValueError(f"{cited(text)}: days are counted whole, 1 or more")
        return Days(int(number), _DAYS[unit])
    if unit in _MONTHS:
        if number != int(number) or not 1 <= number <= _MOST_MONTHS:
            raise ValueError(f"{cited(text)}: months are counted whole, from 1 to {_MOST_MONTHS}")
        return Days(int(number), working=False, months=True)
    raise ValueError(f"{cited(unit)} is no unit of time; write {ALLOWED}")


def parse_span(text: object) -> float:
    """Read a written length as minutes; a day counts as 24 hours here (for horizons, shifts and channels, not for limits).

    Raises ValueError for working days, silence, and whatever `parse_amount` refuses.
    """
    amount = parse_amount(text)
    if isinstance(amount, Span):
        return amount.minutes
    if isinstance(amount, Days) and not amount.working and not amount.months:
        return amount.count * 1440.0
    raise ValueError(f"{cited(text)} is no length that a clock measures; write a number with s, min, h or days")


def to_tick(minutes: float) -> float:
    """Round to the nearest multiple of 1/64 min."""
    return round(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE


def parse_clock(text: object) -> float:
    """Read a moment since the start: "00:10", "26:30", or a length such as "10 min". Raises ValueError."""
    if isinstance(text, str) and (match := re.fullmatch(r"\s*(\d{1,4}):([0-5]\d)(?::([0-5]\d))?\s*", text)):
        return int(match[1]) * 60.0 + int(match[2]) + to_tick(int(match[3] or 0) / 60)
    return parse_span(text)
