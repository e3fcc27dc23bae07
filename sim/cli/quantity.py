"""Quantities that are given on the command line, in the unit of a measure."""

from __future__ import annotations

import re

from sim.errors import InputError

_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%|pp|points)?\s*")
_COUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*")
_ALLOWED = {
    "min": 'a length of time above 0, such as "1 min" or "30 s"',
    "share": 'a share above 0, such as "2 %" or "0.02"',
    "count": 'a number above 0, such as "0.5"',
}


def parse_quantity(option: str, text: str, unit: str) -> float:
    """A quantity above 0 in a measure's unit (min, share, count): "1 min", "2 %" or "0.02", "0.5". Raises InputError."""
    value = _minutes(text) if unit == "min" else _share(text) if unit == "share" else _count(text)
    if value is None or value <= 0:
        raise InputError.of(option, "", "this is no quantity of the measure", value=text, allowed=_ALLOWED.get(unit, _ALLOWED["count"]))
    return value


def _minutes(text: str) -> float | None:
    from sim.durations import parse_span

    try:
        return parse_span(text)
    except ValueError:
        return None


def _share(text: str) -> float | None:
    found = _SHARE.fullmatch(text)
    share = None if found is None else float(found[1]) / (100.0 if found[2] else 1.0)
    return share if share is not None and share <= 1 else None


def _count(text: str) -> float | None:
    found = _COUNT.fullmatch(text)
    return None if found is None else float(found[1])
