"""What the numbers of a column of times stand for, by all of them together, and what else only the whole column tells.

A number alone may be minutes since the start, a clock time without its colon, hours and minutes parted by a point, a part of a day or a
day count of a sheet. One cell never tells which; where the column does not either, the log is refused.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from analysis.logs.written_times import DAY_MIN, WrittenTime, written_time

MINUTES_HEADED = ("minute", "min", "分钟")  # with such a heading numbers are minutes
_SERIAL = range(36526, 73051)  # day counts of sheets from the year 2000 to 2099
_SECONDS, _MILLISECONDS = range(1_000_000_000, 4_000_000_000), range(1_000_000_000_000, 4_000_000_000_000)


_AFTERNOON = 13 * 60


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """What a column of times tells as a whole.

    `numbers` is how its bare numbers are read, "mixed" where clock times stand beside them, "unclear" where two ways fit, "" without any.
    `month_first` tells of dates such as 3/10, None where nothing does. `zoned` is True where rows without a zone are the odd ones, False
    where those with one are, None where they agree. `first_day` is the first whole date. `weekdays_wrong`: more days of the week
    contradict their dates than agree with them. `halves`: an hour without a word for its part of the day may be meant in either half of it, since
    none of these is 0 or beyond 12, or since hours of the afternoon have such a word.
    """

    numbers: str = ""
    ways: tuple[str, ...] = ()
    month_first: bool | None = None
    conflicting: bool = False
    zoned: bool | None = None
    first_day: date | None = None
    yearless: int = 0
    weekdays_wrong: bool = False
    halves: bool = False


NO_COLUMN = TimeColumn()


def survey(cells: Iterable[object], heading: str, days: Iterable[object] = ()) -> TimeColumn:
    """Look at a whole column of times, and at that of dates beside it."""
    count: Counter[str] = Counter()
    numbers: list[tuple[str, float]] = []
    orders: set[bool] = set()
    short: set[tuple[int, int]] = set()  # dates such as 3/4, without a year
    first: date | None = None
    for cell in cells:
        if isinstance(cell, bool) or cell is None:
            continue
        if isinstance(cell, int | float):
            if isfinite(cell):
                numbers.append(("", float(cell)))
        elif isinstance(cell, datetime | time | timedelta):
            count["clock"] += 1
            if isinstance(cell, datetime) and cell.year > 1904:
                first = first or cell.date()
                count["zoned" if cell.tzinfo is not None else "zoneless"] += 1
        elif isinstance(cell, str) and (found := written_time(cell.strip())) is not None:
            if found.number:
                numbers.append((found.number, float(found.number)))
            elif found.of_day is not None:
                stated = _count(found, found.of_day, count)
                first = first or stated
                orders |= _order(found.between, found.month)
                if found.between is not None and found.year is None:
                    short.add(found.between)
    for cell in days:
        found_day = cell.date() if isinstance(cell, datetime) else cell if isinstance(cell, date) else None
        if isinstance(cell, str) and (said := written_time(cell.strip())) is not None and said.dated:
            found_day = _day(said.year, said.month, said.day)
            count["yearless"] += said.year is None
            count[_weekday(said, found_day)] += 1
            orders |= _order(said.between, said.month)
        first = first or found_day
    numbers_as, ways = _numbers(numbers, heading, clocks=count["clock"] > 0)
    both = count["zoned"] and count["zoneless"]
    return TimeColumn(
        numbers=numbers_as,
        ways=ways,
        month_first=next(iter(orders)) if len(orders) == 1 else None,
        conflicting=len(orders) > 1 or (not orders and _nearer_otherwise(short)),
        zoned=count["zoned"] >= count["zoneless"] if both else None,
        first_day=first,
        yearless=count["yearless"],
        halves=count["either half"] > 0 and (count["marked"] > 0 or not count["24 hours"]),
        weekdays_wrong=count["no weekday"] > max(count["weekday"], 1),
    )


def _day(year: int | None, month: int | None, day: int | None) -> date | None:
    """The day that is written, where there is one of that name."""
    try:
        return None if year is None or month is None or day is None else date(year, month, day)
    except ValueError:
        return None


def _count(found: WrittenTime, of_day: float, count: Counter[str]) -> date | None:
    """Take down what one text tells of its column; gives its day."""
    count["clock"] += 1
    stated = None
    if found.dated:
        stated = _day(found.year, found.month, found.day)
        count["zoned" if found.zone is not None else "zoneless"] += found.told
        count["yearless"] += found.year is None
        count[_weekday(found, stated)] += 1
    elif found.zone is not None:
        count["zoned"] += 1
    if found.marked:
        count["marked"] += of_day >= _AFTERNOON
    elif found.told:
        count["either half" if 60 <= of_day < _AFTERNOON else "24 hours"] += 1
    return stated


def _nearer_otherwise(dates: Collection[tuple[int, int]]) -> bool:
    """Whether dates such as 3/4 lie closer together where the day is taken to stand first."""
    if len(dates) < 2 or any(max(one) > 12 for one in dates):
        return False
    spans = [[sum(monthrange(2023, number)[1] for number in range(1, one[place])) + one[1 - place] for one in dates] for place in (0, 1)]
    return max(spans[1]) - min(spans[1]) < max(spans[0]) - min(spans[0])


def _weekday(said: WrittenTime, day: date | None) -> str:
    """Whether the day of the week that is said is that of the day."""
    if said.weekday is None or day is None:
        return ""
    return "weekday" if said.weekday == day.weekday() else "no weekday"


def _order(between: tuple[int, int] | None, month: int | None) -> set[bool]:
    """Whether the month stands first in a date that can be read in one way only."""
    return {between[0] == month} if between is not None and month is not None and between[0] != between[1] else set()


def _numbers(numbers: Sequence[tuple[str, float]], heading: str, *, clocks: bool) -> tuple[str, tuple[str, ...]]:
    """How the numbers of a column are read, and the ways that fit."""
    if not numbers:
        return "", ()
    if clocks:
        return "mixed", ()
    if any(word in heading.casefold() for word in MINUTES_HEADED):
        return "minutes", ("minutes",)
    values = [value for _, value in numbers]
    if all(value == int(value) and int(value) in _SECONDS for value in values):
        return "seconds", ("seconds",)
    if all(value == int(value) and int(value) in _MILLISECONDS for value in values):
        return "milliseconds", ("milliseconds",)
    if all(int(value) in _SERIAL for value in values):
        return "serial", ("serial",)
    if min(values) < 0:
        return "minutes", ("minutes",)
    ways = _ways(numbers, values)
    return (ways[0] if len(ways) == 1 else "unclear"), ways


def _ways(numbers: Sequence[tuple[str, float]], values: Sequence[float]) -> tuple[str, ...]:
    """The ways in which small numbers may be times."""
    whole = all(value == int(value) for value in values)
    padded = any(len(text) == 4 and text.startswith("0") and text != "0000" for text, _ in numbers)
    if whole and "." not in "".join(text for text, _ in numbers):
        clock = all(value < 2400 and value % 100 < 60 for value in values)
        if clock and padded:
            return ("hhmm",)
        if not clock or min(values) < 60:  # a clock that began in the first hour of a day is written 0005 or 00:05
            return ("minutes",)
        return ("hhmm",)
    if max(values) < 1:
        return ("fraction",) if any(round(value, 2) != value for value in values) else ("fraction", "minutes")
    pointed = all(value < 24 and value >= 1 and round(value % 1 * 100, 6) < 60 and round(value, 2) == round(value, 9) for value in values)
    if not pointed:
        return ("minutes",)
    if all(len(text.partition(".")[2]) == 2 for text, _ in numbers):
        return ("h.mm",)
    return ("h.mm",) if any(round(value, 1) != value for value in values) and len(set(values)) > 2 else ("h.mm", "minutes")


def of_number(text: str, value: float, way: str) -> tuple[float | None, float | None]:
    """(minute of the day, days since 0 January 1900 or None) of a number that is a clock time; (None, None) for none."""
    if way == "hhmm":
        return (value // 100 * 60 + value % 100, None) if value % 100 < 60 and value < 2400 else (None, None)
    if way == "h.mm":
        return value // 1 * 60 + round(value % 1 * 100), None
    if way == "fraction":
        return value * DAY_MIN, None
    if way == "serial":
        return round(value % 1 * DAY_MIN, 4), value // 1
    return None, None
