"""What a cell holds, as the text that a clerk meant. A spreadsheet program turns some of what is typed into numbers, dates and times: what it
cannot have changed is read as meant, of the rest one is asked.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from analysis.planbook.opened import NoValue
from analysis.planbook.shapes import Holds
from sim.words import RefusedError, phrase

_DAY = timedelta(days=1)


def text_of(value: Any, holds: Holds) -> str:
    """The text of a cell. Raises RefusedError with what to do where it cannot be known."""
    match value:
        case str():
            return value
        case NoValue(shown, True):
            raise RefusedError(phrase("planbook.formula"), value=shown, hint=phrase("planbook.formula-hint"))
        case NoValue(shown):
            raise RefusedError(phrase("planbook.error-value"), value=shown, hint=phrase("planbook.type-again"))
        case bool():
            if holds.flag or holds.anything:
                return "true" if value else "false"
            raise RefusedError(phrase("planbook.typed-flag"), value=str(value).upper(), hint=phrase("planbook.type-as-text"))
        case int() | float():
            return _number(value, holds)
        case datetime() | date():
            raise RefusedError(phrase("planbook.typed-date"), value=_day(value), hint=phrase("planbook.type-as-text"))
        case time() | timedelta():
            return _hour(value, holds)
    return str(value)


def _number(value: float, holds: Holds) -> str:
    """A number as it was typed. 4.1 may have been 4.10, which is another clause."""
    if value == int(value):
        return str(int(value))
    text = repr(value)
    if holds.says("clause") and len(text.partition(".")[2]) == 1:
        raise RefusedError(phrase("planbook.typed-clause", number=text), value=text, hint=phrase("planbook.type-as-text"))
    return text


def _hour(value: time | timedelta, holds: Holds) -> str:
    """A time of day; as a length it may be hours and minutes, or minutes and seconds."""
    if isinstance(value, timedelta):
        text = "24:00" if value == _DAY else str(value)
    else:
        text = f"{value.hour:02d}:{value.minute:02d}" + (f":{value.second:02d}" if value.second else "")
    if holds.says("hour", "start"):
        return text
    raise RefusedError(phrase("planbook.typed-time"), value=text, hint=phrase("planbook.typed-time-hint"))


def _day(value: date | datetime) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
