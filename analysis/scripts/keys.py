"""A scenario's tables as keys and values that stand in cells, and back: `notice.body`, `objectives[2].zh`, `facts."has . in it"`.

A value stands as TOML writes it, and a text without its quotes wherever it is still read as the same text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

LONGEST_CELL = 32_767  # characters that a cell of a workbook holds
_PART = re.compile(r'"((?:\\.|[^"\\])*)"|\[(\d+)\]|([^."\[\]]+)')
_BARE = re.compile(r'[^."\[\]\s\x00-\x1f][^."\[\]\x00-\x1f]*')
_TOML_BARE = re.compile("[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")  # what programs of sheets take for a sign
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """(key, value) of everything in a table, in its order; lists of tables by number from 1, other lists whole."""
    for name, value in table.items():
        yield from _flat(_name(name), value)


def _flat(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, held in value.items():
            yield from _flat(f"{key}.{_name(name)}", held)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, held in enumerate(value, 1):
            yield from _flat(f"{key}[{number}]", held)
    else:
        yield key, value


def _name(name: str) -> str:
    return name if _BARE.fullmatch(name) and name == name.strip() else _quoted(name)


def steps_of(key: str) -> tuple[str | int, ...]:
    """The parts of a key; numbers of lists from 0. Raises ValueError for what is none."""
    steps: list[str | int] = []
    place = 0
    while place < len(key):
        match = _PART.match(key, place)
        if match is None:
            raise ValueError(key)
        if match[2] is not None:
            if not steps or int(match[2]) < 1:
                raise ValueError(key)
            steps.append(int(match[2]) - 1)
        else:
            steps.append(tomllib.loads(f'k = "{match[1]}"')["k"] if match[1] is not None else match[3].strip())
        place = match.end()
        if place < len(key) and key[place] == ".":
            place += 1
            if place == len(key):
                raise ValueError(key)
        elif place < len(key) and key[place] != "[":
            raise ValueError(key)
    if not steps:
        raise ValueError(key)
    return tuple(steps)


def put(table: dict[str, Any], steps: tuple[str | int, ...], value: Any) -> None:
    """Put a value where its steps lead; numbers of lists are places among those that are there. Raises ValueError where something else stands."""
    held: Any = table
    for step, following in pairwise(steps):
        inner: Any = {} if isinstance(following, str) else _Numbered()
        if not isinstance(held, dict) or isinstance(held, _Numbered) != isinstance(step, int):
            raise ValueError(steps)
        held = held.setdefault(step, inner)
    if not isinstance(held, dict) or isinstance(held, _Numbered) != isinstance(steps[-1], int) or steps[-1] in held:
        raise ValueError(steps)
    held[steps[-1]] = value


class _Numbered(dict[Any, Any]):
    """The entries of a list by number, while it is put together: some may be gone."""


def settled(value: Any) -> Any:
    """A table whose lists are lists again, closed up where entries are gone."""
    if isinstance(value, _Numbered):
        return [settled(value[number]) for number in sorted(value)]
    if isinstance(value, dict):
        return {name: settled(held) for name, held in value.items()}
    return value


def written(value: Any) -> str:
    """A value as it stands in a cell."""
    if isinstance(value, str):
        plain = value and value == value.strip() and not _UNSAFE.search(value) and not _ESCAPED.search(value)
        return value if plain and value_of(value) == value and not value.startswith(('"', "'")) else _quoted(value)
    return literal(value)


def literal(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{toml_key(name)} = {literal(held)}" for name, held in value.items()) + " }" if value else "{}"
    return repr(value)


def toml_key(name: str) -> str:
    """A key as TOML writes it."""
    return name if _TOML_BARE.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A text as TOML quotes it, in signs that every sheet keeps."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    escaped = _ESCAPED.sub(lambda match: "\\u005F" + match[0][1:], escaped)
    return '"' + _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04X}", escaped) + '"'


def value_of(cell: Any) -> Any:
    """What a cell says: a value as TOML writes it, else the text itself. A clock time that a sheet made of a text is a text again."""
    if isinstance(cell, time):
        return f"{cell.hour:02d}:{cell.minute:02d}" + (f":{cell.second:02d}" if cell.second else "")
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if "\n" in text:
        return text
    try:
        found = tomllib.loads(f"v = {text}")
    except (ValueError, RecursionError):
        return text
    return found["v"] if len(found) == 1 and not (isinstance(found["v"], str) and not text.startswith(('"', "'"))) else text
