"""Times as outside logs write them, and how they become minutes since the start.

A cell is a date with a clock time, a clock time alone, or a number of minutes; with a word such as about, or where it is only a part of a
day, it is a time with a range. Clock times without a date are placed by the
order of the rows: a step back of less than eight hours is a row out of order, a longer one is the next day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import isfinite
from typing import NamedTuple

from analysis.logs.time_columns import NO_COLUMN, TimeColumn, of_number
from analysis.logs.written_times import DAY_MIN, WrittenTime, written_time
from sim.words import NOTHING, Said, phrase

DATED, CLOCK, MINUTES, UNREAD = "dated", "clock", "minutes", "unread"
_MINUTE = 60_000  # milliseconds: whole numbers, so that dates far from the epoch lose nothing
_DAY = 24 * 60 * _MINUTE
_DAY_SECONDS = 24 * 60 * 60
_BACK = 8 * 60 * _MINUTE
_LONGEST_MIN = 10_000_000.0
_WIDE_MIN = 120.0  # what is open over more than this does not tell on which day the next clock time is
_EXCEL_ZERO = date(1899, 12, 30)
_NO_DAY = 1905  # sheets date a time without a day to 1899, 1900 or 1904
_ANY_YEAR = 2023  # stands for a year that nothing states; 2024 where a 29 February is meant
_OVER_STEP_MIN = 8 * 60.0
_MONDAY = 1  # the first day of the calendar was one


class LoggedMoment(NamedTuple):
    """A time as written: milliseconds of a calendar or of a day, or minutes since the start. `days` counts "next day".

    It may have been `early` minutes before and `late` minutes after. Of an UNREAD one nothing is known; with `told` False a cell did not
    say it, and only its day is known. `weekday` is the day of the week beside a clock time without a date; Monday is 0.
    `either_half`: the hour may be meant before noon or after it.
    """

    kind: str
    value: float
    days: int = 0
    early: float = 0.0
    late: float = 0.0
    told: bool = True
    weekday: int | None = None
    either_half: bool = False

    @property
    def open(self) -> bool:
        """Whether it is not known to the minute."""
        return self.kind == UNREAD or self.early > 0 or self.late > 0


UNREADABLE = LoggedMoment(UNREAD, 0.0, told=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """The likely minutes of all rows (None: cannot be read), when minute 0 was (None: no date is known), and how often midnight was passed.

    `halves` are the places of rows that may be half a day later than they are placed.
    """

    minutes: list[float | None]
    start: datetime | None
    midnights: int
    halves: frozenset[int] = frozenset()


class Taken(NamedTuple):
    """A moment, None where there is none, with the code of what is wrong with its cell, or "", and what may have been meant."""

    moment: LoggedMoment | None
    code: str = ""
    advice: Said = NOTHING


_NONE = Taken(None, "bad-time")


class ClockReader:
    """Reads cells by the evidence of their whole column. Times with an offset are turned into the zone of the first, or of the start.

    `over` counts hours of 24 and more, `yearless` tells that no year is stated anywhere.
    """

    def __init__(self, start: datetime | None, column: TimeColumn = NO_COLUMN) -> None:
        self.zone: tzinfo | None = start.tzinfo if start is not None else None
        self.column = column
        self._day = start.date() if start is not None else column.first_day
        self.yearless = column.yearless > 0 and self._day is None
        self.over = 0
        self._last: float | None = None  # the clock of the row before, in minutes of its day
        self._exact: dict[str, Taken] = {}

    def read(self, cell: object, day: object = None) -> Taken:
        """The moment that a cell states, with that of the column of dates beside it."""
        if isinstance(cell, str) and day is None and (known := self._exact.get(cell)) is not None:
            return known
        taken = self._read(cell, day)
        if taken.moment is not None and taken.moment.kind == CLOCK and not taken.moment.open:
            self._last = taken.moment.value / _MINUTE
        return taken

    def _read(self, cell: object, day: object) -> Taken:
        said = self._said(cell)
        if isinstance(said, Taken):
            return said
        if day is None:
            return self._placed(said, None)
        beside = self._beside(day)
        if beside is None:
            return Taken(None, "bad-date")
        if said.dated:
            own, other = self._date(said), self._date(beside)
            return Taken(None, "bad-date") if own is None or own != other else self._placed(said, None)
        return self._placed(said, beside)

    def _said(self, cell: object) -> WrittenTime | Taken:
        """What a cell says by itself and by the kind of its column."""
        if isinstance(cell, str):
            said = written_time(cell.strip())
            if said is None:
                return _NONE
            return self._number(said.number, float(said.number), said) if said.number else said
        if isinstance(cell, datetime):
            minute = cell.hour * 60 + cell.minute + (cell.second + cell.microsecond / 1e6) / 60
            if cell.year < _NO_DAY:
                return WrittenTime(of_day=minute)
            return WrittenTime(of_day=minute, year=cell.year, month=cell.month, day=cell.day, zone=cell.tzinfo)
        if isinstance(cell, time):
            return WrittenTime(of_day=cell.hour * 60 + cell.minute + (cell.second + cell.microsecond / 1e6) / 60)
        if isinstance(cell, timedelta):  # what sheets hold for times from 24:00 on
            minute = cell / timedelta(minutes=1)
            return WrittenTime(of_day=minute, beyond=minute > DAY_MIN)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell):
            return self._number("", float(cell), WrittenTime())
        return _NONE

    def _number(self, text: str, value: float, said: WrittenTime) -> WrittenTime | Taken:
        """A bare number, by what its column tells of all of them."""
        way = self.column.numbers or "minutes"
        if way == "mixed":
            return Taken(None, "number-among-times", _meant(value))
        if way == "minutes":
            return said._replace(minutes=value) if abs(value) <= _LONGEST_MIN else _NONE
        if way in ("seconds", "milliseconds"):
            moment = datetime.fromtimestamp(value / (1000 if way == "milliseconds" else 1), UTC)
            return WrittenTime(
                of_day=moment.hour * 60 + moment.minute + (moment.second + moment.microsecond / 1e6) / 60,
                year=moment.year, month=moment.month, day=moment.day, zone=UTC, early=said.early, late=said.late,
            )  # fmt: skip
        of_day, serial = of_number(text, value, way)
        if of_day is None:
            return _NONE
        if serial is None:
            return said._replace(of_day=of_day)
        day = _EXCEL_ZERO + timedelta(days=int(serial))
        return said._replace(of_day=of_day, year=day.year, month=day.month, day=day.day)

    def _beside(self, day: object) -> WrittenTime | None:
        """The day in the column of dates."""
        if isinstance(day, date):
            return WrittenTime(year=day.year, month=day.month, day=day.day)
        if isinstance(day, str):
            said = written_time(day.strip())
            return said._replace(days=0) if said is not None and said.dated else self._beside(int(day)) if day.strip().isdecimal() else None
        if isinstance(day, int | float) and not isinstance(day, bool) and day == int(day):
            if 36526 <= day < 73051:
                return self._beside(_EXCEL_ZERO + timedelta(days=int(day)))
            found = written_time(f"{int(day)} 00:00") if 19000101 <= day <= 21001231 else None
            return found if found is not None and found.dated else None
        return None

    def _placed(self, said: WrittenTime, beside: WrittenTime | None) -> Taken:
        if said.minutes is not None:
            moment = _minutes(said.minutes)
            return _NONE if moment is None else Taken(moment._replace(early=said.early, late=said.late))
        if said.of_day is None:
            return _NONE
        dated = beside if beside is not None else said if said.dated else None
        if dated is None:
            if said.zone is not None and self.column.zoned is not None:
                return Taken(None, "no-zone")
            return self._clocked(said)
        if dated is said and self.column.zoned is not None and self.column.zoned != (said.zone is not None) and said.told:
            return Taken(None, "no-zone")
        day = self._date(dated)
        if day is None:
            return Taken(None, "bad-date" if beside is not None else "bad-time")
        self._day = day
        weekday = said.weekday if said.weekday is not None else dated.weekday
        known = weekday is None or self.yearless or weekday == (day.weekday() + said.days) % 7
        off = 0 if known or weekday is None else (weekday - day.weekday() + 3) % 7 - 3  # days to the nearest day of that name
        code = "" if said.told else "bad-time"
        if off:
            code = code or ("weekdays" if self.column.weekdays_wrong else "weekday")
            wide = 0.0 if self.column.weekdays_wrong else abs(off) * DAY_MIN
            said = said._replace(early=said.early + (wide if off < 0 else 0.0), late=said.late + (wide if off > 0 else 0.0))
        seconds = round((said.of_day or 0.0) * 60, 6)
        if said.zone is None and not said.days and 0 <= seconds < _DAY_SECONDS and seconds == int(seconds):  # nearly all, and fast
            return Taken(LoggedMoment(DATED, day.toordinal() * _DAY + int(seconds) * 1000, 0, said.early, said.late, said.told), code)
        try:
            at = datetime.combine(day, time()) + timedelta(days=said.days, minutes=round((said.of_day or 0.0) * 60, 6) / 60)
            if said.zone is not None:
                at = at.replace(tzinfo=said.zone)
                self.zone = self.zone or said.zone
                at = at.astimezone(self.zone)
        except OverflowError:
            return _NONE
        return Taken(LoggedMoment(DATED, _stamp(at), 0, said.early, said.late, said.told), code)

    def _clocked(self, said: WrittenTime) -> Taken:
        """A clock time without a date; of 24 hours and more only where it goes on from late in the day, or from such an hour."""
        of_day = said.of_day or 0.0
        if not said.beyond:
            whole, rest = divmod(round(of_day * _MINUTE), _DAY)  # 24:00 is the midnight that comes next
            days = said.days if of_day <= DAY_MIN else said.days + whole
            half = self.column.halves and not said.marked and not days and 60 <= of_day < 13 * 60
            return Taken(LoggedMoment(CLOCK, rest, days, said.early, said.late, said.told, None if days else said.weekday, half))
        whole, rest = divmod(round(of_day * _MINUTE), _DAY)
        step = (rest / _MINUTE - self._last) % DAY_MIN if self._last is not None else 0.0
        if step > _OVER_STEP_MIN or (self._last is not None and not self.over and self._last < DAY_MIN - _OVER_STEP_MIN and self._last > 0):
            return Taken(None, "bad-time")
        self.over += 1
        return Taken(LoggedMoment(CLOCK, rest, said.days + whole, said.early, said.late, said.told))

    def _date(self, said: WrittenTime) -> date | None:
        """The day that is meant, by the days before it where it does not state all of itself."""
        month, day = said.month, said.day
        if said.between is not None and said.between[0] != said.between[1]:
            if self.column.conflicting and month is None:
                return None
            first = self.column.month_first
            if month is None:
                if first is None and said.year is not None:
                    return None
                month, day = said.between if first or first is None else said.between[::-1]
        elif said.between is not None:
            month, day = said.between
        if day is None:
            return None
        near = self._day
        if said.year is not None and month is not None:
            return _calendar(said.year, month, day)
        if near is None:
            near = date(_ANY_YEAR + (month == 2 and day == 29), month or 1, day if month else 1)
        if month is not None:
            ways = [_calendar(year, month, day) for year in (near.year - 1, near.year, near.year + 1)]
        else:
            if self.yearless and self._day is not None and day < near.day and near.day >= 28:
                return None  # nobody knows how long that month was
            ways = [_calendar(near.year + (near.month + step - 1) // 12, (near.month + step - 1) % 12 + 1, day) for step in (-1, 0, 1)]
        good = [way for way in ways if way is not None]
        return min(good, key=lambda way: (abs(way - near), way < near), default=None)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _meant(value: float) -> Said:
    """The clock time that a number among clock times may stand for."""
    for way in ("h.mm", "hhmm") if value != int(value) else ("hhmm",):
        of_day, _ = of_number("", value, way)
        if of_day is not None and of_day < DAY_MIN and value >= 1:
            return phrase("mistake.did-you-mean", word=f"{int(of_day) // 60}:{int(of_day) % 60:02d}")
    return NOTHING


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


def _on_weekday(weekday: int, of_day: float, last: float, monday: float) -> float:
    """The moment with this clock time on the next day of that name, on the same, or on the day before."""
    ahead = (weekday - (last // _DAY - monday)) % 7
    return (last // _DAY + (ahead if ahead < 6 else -1)) * _DAY + of_day


def place(moments: Sequence[LoggedMoment], start: datetime | None, zone: tzinfo | None, *, yearless: bool = False) -> Placed:
    """Minutes since the start for each moment, in the order of the file; None for those of which nothing can be read.

    Minute 0 is `start`; without one the earliest dated time; without dates, 00:00 of the first day.
    """
    if all(moment.kind in (MINUTES, UNREAD) for moment in moments):
        return Placed([None if moment.kind == UNREAD else moment.value for moment in moments], start, 0)
    stamps, dated, midnights, halves = _stamps(moments, start)
    dated = dated and not yearless  # of a day without its year nobody knows which it was
    placed = [stamp for stamp in stamps if stamp is not None]
    exact = [stamp for moment, stamp in zip(moments, stamps, strict=True) if stamp is not None and not moment.open] or placed
    zero = _stamp(start) if start is not None else min(exact) if dated else min(placed) // _DAY * _DAY
    minutes = [_minute(moment, stamp, zero) for moment, stamp in zip(moments, stamps, strict=True)]
    if start is None and dated:
        start = _unstamp(zero, zone)
    return Placed(minutes, start, midnights, halves)


def _minute(moment: LoggedMoment, stamp: float | None, zero: float) -> float | None:
    if moment.kind == UNREAD:
        return None
    return moment.value if stamp is None else (stamp - zero) / _MINUTE


def _stamps(moments: Sequence[LoggedMoment], start: datetime | None) -> tuple[list[float | None], bool, int, frozenset[int]]:
    """A stamp for each moment (None for minutes), whether they are dates, how often midnight was passed undated, and which may be later.

    Where an hour that may be meant in either half of the day would pass midnight, the half is taken that comes first.
    """
    halves: set[int] = set()
    stamps: list[float | None] = []
    last: float | None = None if start is None else _stamp(start)
    dated = start is not None
    midnights = 0
    first = None if last is None else last // _DAY * _DAY  # the day before every "next day": that of the first row, or of the last date
    monday: float | None = _MONDAY if dated else None  # the number of a day that is one
    for place, moment in enumerate(moments):
        if moment.kind in (MINUTES, UNREAD):
            stamps.append(None)
            continue
        if moment.kind == DATED:
            stamp = moment.value
            if not dated:  # the clock times above belong to the days before this date
                shift = stamp - _near(stamp % _DAY, last)
                stamps = [None if one is None else one + shift for one in stamps]
                first = None if first is None else (first + shift) // _DAY * _DAY
                dated, monday = True, _MONDAY
            first = stamp // _DAY * _DAY
        elif moment.days:
            stamp = (first or 0.0) + moment.days * _DAY + moment.value
            while last is not None and stamp < last - _BACK:  # it is the day after the one that the rows have come to since
                stamp += _DAY
        else:
            stamp = _near(moment.value, last)
            if moment.weekday is not None:
                if monday is None:
                    monday = stamp // _DAY - moment.weekday
                stamp = _on_weekday(moment.weekday, moment.value, stamp if last is None else last, monday)
            if moment.either_half and moment.weekday is None and last is not None and stamp - _DAY / 2 >= last and stamp // _DAY > last // _DAY:
                stamp -= _DAY / 2
                halves.add(place)
            midnights += last is not None and stamp // _DAY > last // _DAY
        stamps.append(stamp)
        if last is None or moment.early + moment.late <= _WIDE_MIN:
            last = stamp
        first = stamp // _DAY * _DAY - moment.days * _DAY if first is None else first
    return stamps, dated, midnights, frozenset(halves)
