"""A scenario's tables as the text of its file: in the order of the shipped ones, texts of several languages on one line, moments with their clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sim.durations import parse_clock
from sim.words import words

_TABLES = ("event", "course", "people", "inject", "fault", "expect")
_MOMENTS = ("at", "until", "risk_known_at")
_ABOVE: Mapping[str, str] = {table: f"script.file.{table}" for table in _TABLES}


def scenario_toml(tables: Mapping[str, Any], comments: Mapping[tuple[str, int], Sequence[str]], source: str, lang: str) -> str:
    """The text of a file; `comments` stand over their entries, `source` is the script that it was read from."""
    import tomlkit

    say = words(lang)
    document = tomlkit.document()
    document.add(tomlkit.comment(_one_line(say("script.file.head", file=source))))
    document.add(tomlkit.nl())
    head = tomlkit.table()
    for key, value in tables["scenario"].items():
        head.add(key, _item(value, several=True))
    document.add("scenario", head)
    start = tables["scenario"].get("start")
    for table in _TABLES:
        rows = tables.get(table)
        if not rows:
            continue
        listed = tomlkit.aot()
        for place, entry in enumerate(rows):
            made = tomlkit.table()
            for comment in (*((say(_ABOVE[table]),) if not place else ()), *comments.get((table, place), ())):
                made.add(tomlkit.comment(_one_line(comment)))
            for key, value in entry.items():
                made.add(key, _item(value))
                if key in _MOMENTS and isinstance(start, datetime) and (clock := _clock(start, value)):
                    made[key].comment(clock)
            listed.append(made)
        document.add(table, listed)
    return tomlkit.dumps(document)


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))


def _clock(start: datetime, value: Any) -> str:
    try:
        moment = start + timedelta(minutes=parse_clock(value))
    except (ValueError, OverflowError):
        return ""
    return f"{moment:%H:%M}" if moment.date() == start.date() else f"{moment:%Y-%m-%d %H:%M}"


def _item(value: Any, *, several: bool = False) -> Any:
    """A value on one line; a list of tables with `several` has one on each."""
    import tomlkit

    if isinstance(value, dict):
        made = tomlkit.inline_table()
        for key, held in value.items():
            made.add(key, _item(held))
        return made
    if isinstance(value, list):
        listed = tomlkit.array()
        for held in value:
            listed.append(_item(held))
        return listed.multiline(several and any(isinstance(held, dict) for held in value))
    return tomlkit.item(value)
