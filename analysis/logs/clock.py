"""Times as outside logs write them, and how they become minutes since the start.

A cell is a date with a clock time, a clock time alone, or a number of minutes; with a word such as about, or where it is only a part of a
day, it is a time with a range. Clock times without a date are placed by the
order of the rows: a step back of less than eight hours is a row out of order, a longer one is the next day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import isfinite
from typing import NamedTuple

from analysis.logs.hedges import hedges

DATED, CLOCK, MINUTES, UNREAD = "dated", "clock", "minutes", "unread"
_MINUTE = 60_000  # milliseconds: whole numbers, so that dates far from the epoch lose nothing
_DAY = 24 * 60 * _MINUTE
_BACK = 8 * 60 * _MINUTE
_LONGEST_MIN = 10_000_000.0
_TIME = re.compile(
    r"(?:(?P<next>次日|翌日|第二天|next day)|[jd]\s*\+\s*(?P<days>\d{1,2})\s)?\s*"
    r"(?:(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})日?[t\s,]*)?"
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|晚上|傍晚|am|pm)?\s*"
    r"(?P<h>\d{1,2})(?::(?P<mi>\d{2})(?::(?P<s>\d{2}(?:\.\d{1,6})?))?|[时点h](?:(?P<mi2>\d{1,2})分?(?:(?P<s2>\d{1,2})秒)?|(?P<half>半))?)"
    r"\s*(?P<after>am|pm)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?(?:\s+(?P<named>[ecmp][sd]t|[bijk]st|cest|hkt|sgt|utc|gmt|bjt|[cew]et|msk))?"
)
_MINUTES = re.compile(r"(?:t\s*)?([+-]?\d+(?:\.\d+)?)\s*(?:min|mins|minutes|分钟|分)?")


_WIDE_MIN = 120.0  # what is open over more than this does not tell on which day the next clock time is
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?:t(?=\d)|[\s,])*")
_SPAN = re.compile(r"(.*\d{1,2}\s*[:时点].*?)\s*(?:-|–|—|~|至|到|\bto\b)\s*(\d{1,2}\s*[:时点].*)")
_SMUDGED = re.compile(r"(.*?\b\d{1,2}):(?:(\d)\?|\?\?)")


_HOURS = re.compile(r"(?:h\s*\+\s*|t\s*\+\s*(?=\d+\s*h))(\d{1,3})(?:\s*h\s*|:)?(\d{2})?(?:min)?")
_SECONDS = re.compile(r"(1[2-9]\d{8}|[23]\d{9})(?:\.\d+)?")


class LoggedMoment(NamedTuple):
    """A time as written: milliseconds of a calendar or of a day, or minutes since the start. `days` counts "next day".

    It may have been `early` minutes before and `late` minutes after. Of an UNREAD one nothing is known; with `told` False a cell did not
    say it, and only its day is known.
    """

    kind: str
    value: float
    days: int = 0
    early: float = 0.0
    late: float = 0.0
    told: bool = True

    @property
    def open(self) -> bool:
        """Whether it is not known to the minute."""
        return self.kind == UNREAD or self.early > 0 or self.late > 0


UNREADABLE = LoggedMoment(UNREAD, 0.0, told=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """The likely minutes of all rows (None: cannot be read), when minute 0 was (None: no date is known), and how often midnight was passed."""

    minutes: list[float | None]
    start: datetime | None
    midnights: int


class ClockReader:
    """Reads cells. Times with an offset are turned into the zone of the first, or of the start that was given."""

    def __init__(self, start: datetime | None) -> None:
        self.zone: tzinfo | None = start.tzinfo if start is not None else None
        self._cache: dict[str, LoggedMoment | None] = {}

    def read(self, cell: object) -> LoggedMoment | None:
        """The moment that a cell states, or None where it states none."""
        if isinstance(cell, str):
            if cell not in self._cache:
                self._cache[cell] = self._text(cell)
            return self._cache[cell]
        if isinstance(cell, datetime):
            return self._dated(cell)
        if isinstance(cell, time):
            return LoggedMoment(CLOCK, _of_day(cell.hour, cell.minute, cell.second + cell.microsecond / 1e6))
        if isinstance(cell, timedelta):  # what sheets hold for times from 24:00 on
            whole, rest = divmod(round(cell / timedelta(milliseconds=1)), _DAY)
            return LoggedMoment(CLOCK, rest, whole)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return _minutes(float(cell)) if abs(cell) <= _LONGEST_MIN else None
        return None

    def _text(self, text: str) -> LoggedMoment | None:
        if len(text) > 60:
            return None
        text = unicodedata.normalize("NFKC", text).strip().casefold()
        return self._exact(text) or self._hedged(text) or self._span(text) or self._part(text) or self._day(text)

    def _hedged(self, text: str) -> LoggedMoment | None:
        """A time with a word such as about before or after it."""
        date_of = _DATE.match(text)
        day, clock = ("", text) if date_of is None else (date_of[0], text[date_of.end() :])
        found = hedges().time.trim(clock)
        bare = day + found.rest.strip()
        moment = (self._exact(bare) or self._part(bare)) if found.hedges else None
        if moment is None:
            return None
        early, late = max(one.before for one in found.hedges), max(one.after for one in found.hedges)
        return moment._replace(early=max(early, moment.early), late=max(late, moment.late))

    def _span(self, text: str) -> LoggedMoment | None:
        """From one time to another, or a time of which the last digits cannot be read: the first is the likely one."""
        smudged = _SMUDGED.fullmatch(text)
        if smudged is not None:
            tens = smudged[2]
            first = self._exact(f"{smudged[1]}:{tens or 0}0")
            return None if first is None else first._replace(late=9.0 if tens else 59.0)
        found = _SPAN.fullmatch(text)
        first, last = (None, None) if found is None else (self._exact(found[1]), self._exact(found[2]))
        if first is None or last is None or last.kind != CLOCK or first.kind == MINUTES:
            return None
        return first._replace(late=(last.value - first.value) % _DAY / _MINUTE)

    def _part(self, text: str) -> LoggedMoment | None:
        """A part of a day, with its date or without: the middle is the likely time."""
        date_of = _DATE.match(text)
        part = hedges().part.whole(text if date_of is None else text[date_of.end() :])
        if part is None:
            return None
        middle = (part.low + part.high) / 2
        early, late = middle - part.low, part.high - middle
        if date_of is None:
            return LoggedMoment(CLOCK, middle * _MINUTE % _DAY, early=early, late=late)
        day = _dated(date_of)
        return None if day is None else LoggedMoment(DATED, _stamp(day) + middle * _MINUTE, early=early, late=late)

    def _day(self, text: str) -> LoggedMoment | None:
        """A date with something behind it that cannot be read: any time of that day."""
        date_of = _DATE.match(text)
        day = None if date_of is None else _dated(date_of)
        if day is None:
            return None
        return LoggedMoment(DATED, _stamp(day) + _DAY / 2, early=_DAY / 2 / _MINUTE, late=_DAY / 2 / _MINUTE - 1, told=False)

    def _exact(self, text: str) -> LoggedMoment | None:
        if match := _SECONDS.fullmatch(text):  # of a machine's clock, since 1970
            return self._dated(datetime.fromtimestamp(int(match[1]), UTC))
        if match := _MINUTES.fullmatch(text):
            return _minutes(float(match[1]))
        if match := _HOURS.fullmatch(text):
            return _minutes(int(match[1]) * 60.0 + int(match[2] or 0))
        match = _TIME.fullmatch(text)
        if match is None or (match["y"] is None and (match["zone"] or "").startswith("-")):  # 09:30-10:00 is from one time to another
            return None
        hour, minute = int(match["h"]), int(match["mi"] or match["mi2"] or (30 if match["half"] else 0))
        second = float(match["s"] or match["s2"] or 0)
        part = match["part"] or match["after"] or ""
        if part in ("下午", "晚上", "傍晚", "pm") and hour < 12:
            hour += 12
        elif part == "晚上" and hour == 12:
            hour = 24
        elif part in ("凌晨", "am") and hour == 12:
            hour = 0
        if hour > 24 or minute > 59 or second >= 60 or (hour == 24 and (minute or second)):
            return None
        days = int(match["days"] or match["next"] is not None)
        if match["y"] is None:
            return LoggedMoment(CLOCK, _of_day(hour % 24, minute, second), days)  # 24:00 is the midnight that comes next
        try:
            day = datetime(int(match["y"]), int(match["m"]), int(match["d"]))  # noqa: DTZ001 - its zone, if any, follows
            moment = day + timedelta(days=days, hours=hour, minutes=minute, seconds=second)
            zone = match["zone"] or ("z" if match["named"] in ("utc", "gmt") else None)  # other names are those of where the log is kept
            if zone:
                moment = moment.replace(tzinfo=datetime.strptime(zone.upper(), "%z").tzinfo)
        except (ValueError, OverflowError):
            return None
        return self._dated(moment)

    def _dated(self, moment: datetime) -> LoggedMoment | None:
        if moment.tzinfo is not None:
            self.zone = self.zone or moment.tzinfo
            try:
                moment = moment.astimezone(self.zone)
            except OverflowError:
                return None
        return LoggedMoment(DATED, _stamp(moment))


def _dated(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]))  # noqa: DTZ001 - the day as the log writes it
    except ValueError:
        return None


def _minutes(value: float) -> LoggedMoment | None:
    return LoggedMoment(MINUTES, value) if isfinite(value) and abs(value) <= _LONGEST_MIN else None


def _of_day(hour: int, minute: int, second: float) -> float:
    return (hour * 60 + minute) * _MINUTE + round(second * 1000)


def _stamp(moment: datetime) -> float:
    return moment.toordinal() * _DAY + _of_day(moment.hour, moment.minute, moment.second + moment.microsecond / 1e6)


def _unstamp(stamp: float, zone: tzinfo | None) -> datetime:
    day, rest = divmod(round(stamp), _DAY)
    return datetime.combine(date.fromordinal(day), time(), tzinfo=zone) + timedelta(milliseconds=rest)


def _near(of_day: float, last: float | None) -> float:
    """The moment with this clock time that goes on best from `last`: from eight hours back to sixteen ahead."""
    if last is None:
        return of_day
    return of_day + _DAY * -(-(last - _BACK - of_day) // _DAY)


def place(moments: Sequence[LoggedMoment], start: datetime | None, zone: tzinfo | None) -> Placed:
    """Minutes since the start for each moment, in the order of the file; None for those of which nothing can be read.

    Minute 0 is `start`; without one the earliest dated time; without dates, 00:00 of the first day.
    """
    if all(moment.kind in (MINUTES, UNREAD) for moment in moments):
        return Placed([None if moment.kind == UNREAD else moment.value for moment in moments], start, 0)
    stamps, dated, midnights = _stamps(moments, start)
    placed = [stamp for stamp in stamps if stamp is not None]
    exact = [stamp for moment, stamp in zip(moments, stamps, strict=True) if stamp is not None and not moment.open] or placed
    zero = _stamp(start) if start is not None else min(exact) if dated else min(placed) // _DAY * _DAY
    minutes = [_minute(moment, stamp, zero) for moment, stamp in zip(moments, stamps, strict=True)]
    if start is None and dated:
        start = _unstamp(zero, zone)
    return Placed(minutes, start, midnights)


def _minute(moment: LoggedMoment, stamp: float | None, zero: float) -> float | None:
    if moment.kind == UNREAD:
        return None
    return moment.value if stamp is None else (stamp - zero) / _MINUTE


def _stamps(moments: Sequence[LoggedMoment], start: datetime | None) -> tuple[list[float | None], bool, int]:
    """A stamp for each moment (None for minutes), whether they are dates, and how often midnight was passed undated."""
    stamps: list[float | None] = []
    last: float | None = None if start is None else _stamp(start)
    dated = start is not None
    midnights = 0
    first = None if last is None else last // _DAY * _DAY  # the day before every "next day"
    for moment in moments:
        if moment.kind in (MINUTES, UNREAD):
            stamps.append(None)
            continue
        if moment.kind == DATED:
            stamp = moment.value
            if not dated:  # the clock times above belong to the days before this date
                shift = stamp - _near(stamp % _DAY, last)
                stamps = [None if one is None else one + shift for one in stamps]
                first = None if first is None else (first + shift) // _DAY * _DAY
                dated = True
        elif moment.days:
            stamp = (first or 0.0) + moment.days * _DAY + moment.value
        else:
            stamp = _near(moment.value, last)
            midnights += last is not None and stamp // _DAY > last // _DAY
        stamps.append(stamp)
        if last is None or moment.early + moment.late <= _WIDE_MIN:
            last = stamp
        first = stamp // _DAY * _DAY if first is None else first
    return stamps, dated, midnights
