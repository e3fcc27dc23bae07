"""Input files as they stand on disk: read, placed and complained about in one way, whatever they describe."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sim.errors import InputError, Mistake, nearest, shown
from sim.words import NOTHING, Said

MAX_BYTES = 10 * 1024 * 1024
SEPARATOR = " › "
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_NAMING = ("id", "form", "fact", "act", "channel")  # the keys by which a reader finds an entry, in this order
_MANY = 12


def read_toml(path: Path | Traversable) -> dict[str, Any]:
    """The tables of a TOML file. Raises InputError when it is missing, no text, too big, empty or no TOML."""
    file = str(path)
    text = _text(_bytes(path, file), file)
    if not text.strip():
        raise InputError.of(file, "", "the file is empty", hint="`drill new DIR --from SCENARIO` writes files that work")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError.of(file, "", "the file is nested too deep to be read") from None
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        message, place = str(error), ""
        if match := _AT_LINE.search(message):
            message, place = message[: match.start()], f"line {match[1]}, column {match[2]}"
        value = text.splitlines()[int(match[1]) - 1].strip() if match and text.strip() else ""
        raise InputError.of(file, place, f"this is no TOML: {message}", value=value) from None


def _bytes(path: Path | Traversable, file: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError.of(file, "", "this is a folder, not a file", hint="name a file that ends in .toml")
        with path.open("rb") as source:
            data: bytes = source.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError.of(file, "", "there is no such file", hint=_neighbour(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError.of(file, "", f"the file cannot be read: {reason}") from None
    if len(data) > MAX_BYTES:
        raise InputError.of(file, "", "the file is too big", allowed="at most 10 MB")
    return data


def _text(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")  # some editors mark UTF-8 with a first character of its own
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError.of(file, f"line {line}", "this is no UTF-8 text", allowed="TOML in UTF-8", hint="save the file as UTF-8") from None
    if "\0" in text:
        raise InputError.of(file, "", "this is no text: it holds null characters", allowed="TOML in UTF-8")
    return text


def _neighbour(path: Path | Traversable) -> Said:
    """The file of the same folder whose name is nearest."""
    if not isinstance(path, Path) or not path.parent.is_dir():
        return ""
    try:
        return nearest(path.name, sorted(entry.name for entry in path.parent.glob("*.toml")))
    except OSError:
        return ""


def listed(words: Iterable[str]) -> str:
    """Words in a row; when they are many, the first of them and their number."""
    every = list(words)
    return ", ".join(every[:_MANY]) + (f", … ({len(every)} in all)" if len(every) > _MANY else "")


def place_of(data: object, path: Sequence[str | int]) -> str:
    """Where in a document, for a reader: `duty "report-ordinary" › within`, `grade "I" › any 2 › when`."""
    words: list[str] = []
    for step in path:
        if isinstance(step, str):
            words.append(step)
            data = data.get(step) if isinstance(data, dict) else None
        else:
            data = data[step] if isinstance(data, list) and 0 <= step < len(data) else None
            words[-1:] = [f"{words[-1] if words else ''} {_label(data, step)}".strip()]
    return SEPARATOR.join(words)


def _label(entry: object, number: int) -> str:
    if isinstance(entry, dict):
        for key in _NAMING:
            if isinstance(name := entry.get(key), str) and name:
                return f'"{shown(name, 60)}"'
    return str(number + 1)


class Mistakes:
    """The faults of one file, gathered so that they can be told all at once."""

    def __init__(self, file: str, found: Iterable[Mistake] = ()) -> None:
        self.file = file
        self.found: list[Mistake] = list(found)

    def add(self, place: str, problem: Said, *, value: object = "", allowed: Said = NOTHING, hint: Said = NOTHING) -> None:
        """Note one fault."""
        fault = Mistake(file=self.file, place=place, problem=problem, value=shown(value), allowed=allowed, hint=hint)
        if fault not in self.found:
            self.found.append(fault)

    def known(self, place: str, what: str, name: str, known: Collection[str]) -> bool:
        """Whether `name` is among the known names; where it is not, that is a fault with the nearest one."""
        if name in known:
            return True
        words = list(known)
        allowed = listed(words) if words else f"there is no {what} in this file"
        self.add(place, f"the {what} is unknown", value=name, allowed=allowed, hint=nearest(name, words))
        return False

    def unique(self, places: Iterable[tuple[str, str]]) -> None:
        """Every (place, id) has an id of its own."""
        seen: dict[str, str] = {}
        for place, id_ in places:
            if id_ in seen:
                self.add(f"{place}{SEPARATOR}id", "the id is there twice", value=id_, allowed="each id once",
                         hint=f"it is also the id of {seen[id_]}")  # fmt: skip
            seen.setdefault(id_, place)

    def circles(self, what: str, steps: Mapping[str, tuple[tuple[str, ...], str]]) -> None:
        """No walk along `steps` (name to the names after it, and the place to complain of) comes back."""
        reported: set[str] = set()
        for start in steps:
            trail = _circle(start, steps)
            if trail and not reported.intersection(trail):
                reported.update(trail)
                self.add(steps[start][1], f"the {what} goes round in a circle", value=" → ".join((*trail, start)))

    def stop(self) -> None:
        """Raise InputError when there are any."""
        if self.found:
            raise InputError(self.found)


def _circle(start: str, steps: Mapping[str, tuple[tuple[str, ...], str]]) -> tuple[str, ...]:
    """The names on a way from `start` back to it, or () when there is none. Breadth first, so the shortest."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while ways:
        way = ways.pop(0)
        for following in steps.get(way[-1], ((), ""))[0]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append((*way, following))
    return ()
