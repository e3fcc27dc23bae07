"""Times given on the command line, read as the cells of a log are read, with one meaning each.

A date with a clock time is that moment. A clock time is the next one of its name, wherever a record knows what time it was. A length or a
plain number is since minute 0; where the log's own numbers are clock times (0855, 8.55), so is a number here. What is hedged, or may be
two moments, is refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from sim.durations import parse_clock, parse_span
from sim.errors import InputError
from sim.record import UNTIMED, Header, Record, starts_on_a_day
from sim.words import Said, phrase

if TYPE_CHECKING:
    from analysis.logs.time_columns import TimeColumn

_DAY_MIN = 24 * 60
_SLACK_MIN = 1 - 1e-6  # a clock time without seconds is that of the whole minute


def moment_of(name: str, text: str | None) -> datetime | None:
    """A date with its year and a clock time, for minute 0; a date alone is the beginning of its day. Raises InputError."""
    from analysis.logs.clock import DATED, ClockReader, place
    from analysis.logs.written_times import written_time

    if text is None:
        return None
    plain = text.strip()
    reader, said = ClockReader(None), written_time(plain)
    taken = reader.read(plain)
    if said is not None and said.dated and not said.told and said.early == said.of_day:  # the whole day may be meant
        taken = reader.read(f"{plain} 00:00")
    if taken.moment is None or taken.moment.kind != DATED or taken.moment.open or taken.code or said is None or said.year is None:
        raise InputError.of(name, "", phrase("cli.judge.no-date"), value=text, allowed=phrase("cli.judge.no-date.allowed"))
    return place([taken.moment], None, reader.zone).start


def minute_of(name: str, text: str | None, header: Header, column: TimeColumn | None = None, *, after: float = 0.0) -> float | None:
    """A moment in minutes since minute 0 of a record; a clock time is the first of its name from minute `after` on.

    `column` is what the times of its log told as a whole. Raises InputError.
    """
    if text is None:
        return None
    plain = text.strip()
    if plain.replace(".", "", 1).isdecimal():
        found = _number(plain, column, header, after)
    elif (found := _length(plain)) is None:
        found = _since(plain) if header.start == UNTIMED else _written(plain, header, column, after)
    if found is None:
        raise InputError.of(name, "", phrase("cli.judge.no-moment"), value=text, allowed=_allowed(header))
    return found


def begin_of(record: Record) -> float:
    """From which minute on clock times are looked for: minute 0, or the first row where minute 0 is only a midnight before it."""
    return record.rows[0].time if record.rows and not starts_on_a_day(record.header.start) else 0.0


def _allowed(header: Header) -> Said:
    if header.start == UNTIMED:
        return phrase("moments.allowed-minutes")
    return phrase("moments.allowed-dated") if starts_on_a_day(header.start) else phrase("moments.allowed-clocked")


def _number(text: str, column: TimeColumn | None, header: Header, after: float) -> float | None:
    """A bare number: minutes, but a clock time where those of the log are, or where it is written 0855."""
    from analysis.logs.time_columns import of_number

    way = "" if column is None else column.numbers
    if header.start == UNTIMED or way == "minutes":
        return float(text)
    if way in ("hhmm", "h.mm") or (len(text) == 4 and text.startswith("0")):
        of_day, _ = of_number(text, float(text), way if way == "h.mm" else "hhmm")
        return None if of_day is None else _next(of_day, header, after)
    return None if way in ("fraction", "serial", "seconds", "milliseconds") else float(text)


def _length(text: str) -> float | None:
    """A length since minute 0; what a cell would take for a day of a month is none."""
    from analysis.logs.written_times import written_time

    said = written_time(text)
    try:
        return None if said is not None and said.dated else parse_span(text)
    except ValueError:
        return None


def _since(text: str) -> float | None:
    """Hours and minutes since minute 0, or T+30, in a record that knows no clock."""
    from analysis.logs.written_times import written_time

    try:
        return parse_clock(text)
    except ValueError:
        said = written_time(text)
        return None if said is None else said.minutes


def _written(text: str, header: Header, column: TimeColumn | None, after: float) -> float | None:
    """A moment as a cell may write it, in a record that knows what time it was."""
    from analysis.logs.clock import CLOCK, MINUTES, ClockReader, place
    from analysis.logs.time_columns import NO_COLUMN

    began, dated = datetime.fromisoformat(header.start), starts_on_a_day(header.start)
    reader = ClockReader(began if dated else None, NO_COLUMN if column is None else column)
    taken = reader.read(text)
    moment = taken.moment
    if moment is None or moment.open or taken.code:
        return None
    if moment.kind == MINUTES:
        return moment.value
    if moment.kind != CLOCK:
        return place([moment], began, reader.zone).minutes[0] if dated else None
    of_day = moment.value / 60_000
    if moment.days:
        return moment.days * _DAY_MIN + of_day - _clock_of(header)
    found = _next(of_day, header, after)
    if moment.weekday is None:
        return found
    if not dated:
        return None
    return found + (moment.weekday - (began + timedelta(minutes=found)).weekday()) % 7 * _DAY_MIN


def _next(of_day: float, header: Header, after: float) -> float:
    """The first moment from minute `after` on at which a clock shows this."""
    minute = of_day - _clock_of(header)
    return minute + ceil((after - minute - _SLACK_MIN) / _DAY_MIN) * _DAY_MIN


def _clock_of(header: Header) -> float:
    """The minute of the day at minute 0."""
    began = datetime.fromisoformat(header.start)
    return began.hour * 60 + began.minute + began.second / 60
