"""A calendar file: weekends, nights, and year by year the holidays and the weekend days worked in exchange.

One ships (`scenarios/calendar-cn.toml`); a user's own has the same form. A file says nothing of a drill's date: `Calendar.start` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeGuard

from pydantic import Field, StrictInt

from sim.calendar import FIRST_YEAR, LAST_YEAR, Calendar, CalendarError
from sim.documents import Mistakes, Steps, place_of, read_toml
from sim.durations import TICKS_PER_MINUTE, Days
from sim.errors import InputError
from sim.plan.rulebook import Rulebook
from sim.record import UNTIMED
from sim.text import Entry, FreeText, Id, LocalDate, LocalTime, Text
from sim.validation import validate_partly
from sim.words import Phrase, phrase

_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_HOLIDAY = 366  # days


class CalendarHead(Entry):
    """Whose calendar it is, and what is the same in all its years."""

    id: Id
    title: Text
    utc_offset_min: Annotated[StrictInt, Field(ge=-720, le=840)]  # of the local time; no summer time
    weekends: tuple[_Weekday, ...] = Field(max_length=6)
    night_from: LocalTime = time(22)
    night_to: LocalTime = time(6)


class Holiday(Entry):
    """Days on which offices do not work: from one to another, both included."""

    name: Text
    first: LocalDate = Field(alias="from")
    last: LocalDate = Field(alias="to")


class CalendarYear(Entry):
    """What is known of one year, and from where. `workdays` are the weekend days that are worked."""

    year: Annotated[StrictInt, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    source: FreeText
    holidays: tuple[Holiday, ...]
    workdays: tuple[LocalDate, ...] = ()


class CalendarFile(Entry):
    """A whole calendar file. Of a year that is not in it nothing is known."""

    calendar: CalendarHead
    year: tuple[CalendarYear, ...] = ()

    def at(self, start: datetime, *, dated: bool = True, clocked: bool = True) -> Calendar:
        """The calendar of a drill that starts then; where nobody knows on which day, it is not `dated`. Raises CalendarError."""
        head = self.calendar
        return Calendar(
            start=start, utc_offset_min=head.utc_offset_min, weekends=frozenset(map(_WEEKDAYS.index, head.weekends)),
            holidays=frozenset(day for year in self.year for holiday in year.holidays for day in _between(holiday.first, holiday.last)),
            workdays=frozenset(day for year in self.year for day in year.workdays),
            years=frozenset(year.year for year in self.year), night_from=head.night_from, night_to=head.night_to, dated=dated, clocked=clocked,
        )  # fmt: skip

    def of_log(self, start: str, *, dated: bool) -> Calendar:
        """The calendar of a log whose header has this start. One whose date does not exist in local time has no date."""
        if dated:
            try:
                return self.at(datetime.fromisoformat(start))
            except (CalendarError, ValueError):
                pass
        # Any day will do, since nobody is told of it; the clock times of a log without dates are counted from a midnight.
        return self.at(datetime(2000, 1, 1), dated=False, clocked=start != UNTIMED)  # noqa: DTZ001


def load_calendar_file(path: Path | Traversable) -> CalendarFile:
    """The calendar in a file. Raises InputError with every mistake of the file."""
    return check_calendar_document(read_toml(path), str(path))


def check_calendar_document(data: Mapping[str, Any], file: str) -> CalendarFile:
    """The calendar that parsed tables describe. Raises InputError with every mistake."""
    found, faults = validate_partly(CalendarFile, data, file)
    _DaysCheck(data, faults).run()
    faults.stop()
    return found


# -- what contradicts itself -------------------------------------------------------------------------------------------------


class _DaysCheck:
    """Looks at the tables themselves, so that a year in which one thing cannot be read still has its other mistakes told."""

    def __init__(self, data: Mapping[str, Any], faults: Mistakes) -> None:
        self._data = data
        self._faults = faults
        self._taken: dict[date, tuple[str, Steps]] = {}  # what a day is said to be, and where

    def run(self) -> None:
        """Years and weekdays once, holidays before the days worked in exchange."""
        weekends = _rows(self._data.get("calendar"), "weekends")
        for at, name in enumerate(weekends):
            if name in weekends[:at]:
                self._faults.add(("calendar", "weekends", at), phrase("calendar.day-twice"), value=name)
        years = [(at, entry, _number(entry)) for at, entry in enumerate(_rows(self._data, "year"))]
        self._years_once([(at, year) for at, _, year in years if year is not None])
        for at, entry, year in years:
            for number, holiday in enumerate(_rows(entry, "holidays")):
                self._holiday(holiday, year, ("year", at, "holidays", number))
        for at, entry, year in years:
            for number, day in enumerate(_rows(entry, "workdays")):
                way = ("year", at, "workdays", number)
                if _is_day(day) and self._of_its_year(day, year, way):
                    self._once([day], "workdays", way)

    def _years_once(self, years: Iterable[tuple[int, int]]) -> None:
        seen: set[int] = set()
        for at, year in years:
            if year in seen:
                self._faults.add(("year", at, "year"), phrase("calendar.year-twice"), value=year, allowed=phrase("calendar.each-year-once"))
            seen.add(year)

    def _holiday(self, holiday: object, year: int | None, at: Steps) -> None:
        """It lies in its year, ends when or after it begins, and takes no day that is another's."""
        first, last = (holiday.get(key) if isinstance(holiday, Mapping) else None for key in ("from", "to"))
        inside = [self._of_its_year(day, year, (*at, key)) for key, day in (("from", first), ("to", last)) if _is_day(day)]
        if not (_is_day(first) and _is_day(last)):
            return
        if last < first:
            self._faults.add((*at, "to"), phrase("calendar.ends-before", first=str(first)), value=str(last))
        elif all(inside):
            self._once(_between(first, last), "holidays", at)

    def _of_its_year(self, day: date, year: int | None, at: Steps) -> bool:
        if year is None or day.year == year:
            return True
        allowed = phrase("calendar.a-date-of", year=str(year))
        self._faults.add(at, phrase("calendar.not-of-the-year", year=str(year)), value=str(day), allowed=allowed)
        return False

    def _once(self, days: Iterable[date], kind: str, at: Steps) -> None:
        """No day is told twice, and none is a holiday and worked: one mistake for each pair of places, with the first day."""
        met: set[Steps] = set()
        for day in days:
            other, where = self._taken.setdefault(day, (kind, at))
            if where == at or where in met:
                continue
            met.add(where)
            code = "day-twice" if other == kind else "holiday-and-workday"
            hint = phrase("calendar.see-also", place=place_of(self._data, where))
            self._faults.add(at, phrase(f"calendar.{code}"), value=str(day), hint=hint)


def _rows(table: object, key: str) -> list[Any]:
    """A list of a table; nothing where there is no such list, of which the model has complained."""
    rows = table.get(key) if isinstance(table, Mapping) else None
    return rows if isinstance(rows, list) else []


def _number(entry: object) -> int | None:
    year = entry.get("year") if isinstance(entry, Mapping) else None
    return year if isinstance(year, int) and not isinstance(year, bool) and FIRST_YEAR <= year <= LAST_YEAR else None


def _is_day(value: object) -> TypeGuard[date]:
    return isinstance(value, date) and not isinstance(value, datetime)


def _between(first: date, last: date) -> Iterator[date]:
    """Every day from one to another; of a holiday whose year cannot be read no more than a year's."""
    return (first + timedelta(days=later) for later in range(min((last - first).days + 1, _LONGEST_HOLIDAY)))


# -- what is assumed ---------------------------------------------------------------------------------------------------------


def start_on(calendar: CalendarFile, start: datetime, file: str) -> Calendar:
    """The calendar of a scenario (of this file) with its start. Raises InputError for a start that has no date."""
    try:
        return calendar.at(start)
    except CalendarError as error:
        raise InputError.of(file, "scenario › start", error.why, value=start.isoformat()) from None


def assumed_years(calendar: Calendar, horizon: float, rules: Rulebook) -> tuple[int, ...]:
    """The years that a drill may reach, by its length and by its limits in working days, of which only the weekends are known."""
    limits = (part.length() for rule in rules.rules if rule.due is not None for part in rule.due.lengths())
    longest = max((length.count for length in limits if isinstance(length, Days) and length.working), default=0)
    try:
        # A drill's last moment is that before its horizon, and a limit's last day that before the midnight at which it ends.
        reach = calendar.end_of_day(horizon, longest, working=True) if longest else horizon
    except CalendarError:
        reach = horizon
    return calendar.unknown_years(0.0, max(horizon, reach) - 1 / TICKS_PER_MINUTE)


def told_assumption(years: tuple[int, ...]) -> tuple[Phrase, ...]:
    """What a drill assumes of these years; nothing where there are none."""
    return (phrase("calendar.assumed", years=tuple(map(str, years))),) if years else ()


def told_gap(years: tuple[int, ...]) -> tuple[Phrase, ...]:
    """What is not judged for want of these years; nothing where there are none."""
    return (phrase("calendar.not-judged", years=tuple(map(str, years))),) if years else ()
