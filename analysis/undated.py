"""Limits in days where the date is not known, or lies outside the calendar: such duties cannot be judged, all others can."""

from __future__ import annotations

from datetime import datetime
from math import inf, isinf

import msgspec

from analysis.verdicts import SUPERSEDED, UNJUDGED, WAIVED, Judgement, Verdict
from sim.calendar import Calendar, CalendarError, load_calendar
from sim.words import phrase

NO_DATE = phrase("judge.no-date")


class PartialCalendar(Calendar):
    """A calendar that answers infinity instead of failing where it does not know a day; `without_unknown_days` takes that out again."""

    def end_of_day(self, minute_from: float, days: int, *, working: bool) -> float:
        """The end of a limit in days, or infinity where a day is not covered."""
        try:
            return super().end_of_day(minute_from, days, working=working)
        except CalendarError:
            return inf

    def end_of_month(self, minute_from: float, months: int) -> float:
        """The end of a limit in months, or infinity where a day is not covered."""
        try:
            return super().end_of_month(minute_from, months)
        except CalendarError:
            return inf


class NoCalendar(PartialCalendar):
    """A calendar of a log without a date: no limit in days has an end."""

    def end_of_day(self, minute_from: float, days: int, *, working: bool) -> float:
        """Infinity, whatever is asked."""
        del minute_from, days, working
        return inf

    def end_of_month(self, minute_from: float, months: int) -> float:
        """Infinity, whatever is asked."""
        del minute_from, months
        return inf


def calendar_of_log(text: str, start: str, *, dated: bool) -> Calendar:
    """A calendar (`text`, TOML) for a log that starts at `start`; for one without a date, or outside the years covered, one without days.

    Raises CalendarError when the calendar itself is broken.
    """
    if dated:
        try:
            return _of(PartialCalendar, load_calendar(text, datetime.fromisoformat(start)))
        except (CalendarError, ValueError):
            dated = False
    return _of(NoCalendar, load_calendar(text, datetime(_first_year(text), 1, 1)))  # noqa: DTZ001 - local, at the calendar's offset


def _of(kind: type[PartialCalendar], known: Calendar) -> Calendar:
    fields = {name: getattr(known, name) for name in Calendar.__dataclass_fields__}
    return kind(**fields)


def _first_year(text: str) -> int:
    import tomllib

    years = [entry["year"] for entry in tomllib.loads(text).get("year", []) if isinstance(entry.get("year"), int)]
    return min(years, default=1)


def without_unknown_days(judgement: Judgement) -> Judgement:
    """The judgement with every duty whose limit ends on an unknown day marked as one that cannot be judged."""
    verdicts = tuple(_known(verdict) for verdict in judgement.verdicts)
    return Judgement(verdicts=verdicts, silences=judgement.silences, until_min=judgement.until_min)


def _known(verdict: Verdict) -> Verdict:
    if verdict.due_min is None or not isinf(verdict.due_min):
        return verdict
    if verdict.status in (SUPERSEDED, WAIVED):
        return msgspec.structs.replace(verdict, due_min=None, margin_min=None)
    return msgspec.structs.replace(verdict, due_min=None, margin_min=None, status=UNJUDGED, reason=NO_DATE)
