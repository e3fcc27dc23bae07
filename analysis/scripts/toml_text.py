"""A scenario's tables as the text of its file: in the order of the shipped ones, texts of several languages on one line, moments with their clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from analysis.scripts.keys import literal, toml_key
from sim.durations import parse_clock
from sim.words import words

_TABLES = ("event", "course", "people", "inject", "fault", "expect")
_MOMENTS = ("at", "until", "risk_known_at")


def scenario_toml(tables: Mapping[str, Any], comments: Mapping[tuple[str, int], Sequence[str]], source: str, lang: str) -> str:
    """The text of a file; `comments` stand over their entries, `source` is the script that it was read from."""
    say, start = words(lang), tables["scenario"].get("start")
    lines = [_comment(say("script.file.head", file=source)), "", "[scenario]"]
    for key, value in tables["scenario"].items():
        lines += _head_line(key, value)
    for table in _TABLES:
        for place, entry in enumerate(tables.get(table, ())):
            lines += ["", *([_comment(say(f"script.file.{table}")), ""] if not place else [])]
            lines += [*map(_comment, comments.get((table, place), ())), f"[[{table}]]"]
            for key, value in entry.items():
                clock = _clock(start, value) if key in _MOMENTS and isinstance(start, datetime) else ""
                lines.append(f"{toml_key(key)} = {literal(value)}" + (f" # {clock}" if clock else ""))
    return "\n".join(lines) + "\n"


def _head_line(key: str, value: Any) -> Iterator[str]:
    """A key of the head; of a list of texts in several languages, one on each line."""
    if isinstance(value, list) and any(isinstance(held, dict) for held in value):
        yield f"{toml_key(key)} = ["
        yield from (f"  {literal(held)}," for held in value)
        yield "]"
    else:
        yield f"{toml_key(key)} = {literal(value)}"


def _comment(text: str) -> str:
    return "# " + "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))


def _clock(start: datetime, value: Any) -> str:
    try:
        moment = start + timedelta(minutes=parse_clock(value))
    except (ValueError, OverflowError):
        return ""
    return f"{moment:%H:%M}" if moment.date() == start.date() else f"{moment:%Y-%m-%d %H:%M}"
