"""Input files as they stand on disk: read, placed and complained about in one way, whatever they describe.

The standard reader of TOML gives the values and forgets the places; in which line a value stands is found by a scan that only follows keys.
"""

from __future__ import annotations

import os
import pickle
import re
import select
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any

from sim.errors import InputError, Mistake, name_like, nearest, shown
from sim.vocabulary import LARGEST_NUMBER
from sim.words import NOTHING, Phrase, Said, phrase
from sim.words.with_names import WithName, did_you_mean

Steps = tuple[str | int, ...]  # the way to a value: keys, and numbers of entries from 0

# -- in which line a value stands ----------------------------------------------------------------------------------------------


_SPACE = re.compile(r"[ \t]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")  # what stands between the elements of a list, or between two statements
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]*")
_STRINGS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (r'"""(?:\\.|[^\\])*?"""(?:""(?!")|"(?!"))?', r"'''.*?'''(?:''(?!')|'(?!'))?", r'"(?:\\.|[^"\\])*"', r"'[^']*'")
)


class TomlLines:
    """The lines of a document's values, from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._counted = 0  # up to where lines are counted
        self._lines: dict[Steps, int] = {(): 1}
        self._entries: dict[Steps, int] = {}  # lists of tables, and the number of the last entry
        self._scan()

    def line(self, steps: Sequence[str | int]) -> int:
        """The line of a value; of the entry that should hold it, where it is not there."""
        way = tuple(steps)
        while way not in self._lines:
            way = way[:-1]
        return self._lines[way]

    def rename(self, was: Steps, now: Steps) -> None:
        """A key has another name from here on."""
        size = len(was)
        self._lines |= {(*now, *steps[size:]): line for steps, line in self._lines.items() if steps[:size] == was}

    def _scan(self) -> None:
        table: Steps = ()
        self._skip(_BETWEEN)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._statement(table)
            self._skip(_BETWEEN)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError(f"no TOML at character {self._at}")
        self._at = match.end()
        return match[0]

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _header(self) -> Steps:
        """`[a.b]` or `[[a.b]]`: the table that the statements below it fill."""
        line = self._here()
        several = self._text.startswith("[[", self._at)
        self._at += 2 if several else 1
        keys = self._keys()
        self._at += 2 if several else 1
        steps: Steps = ()
        for key in keys[:-1]:
            steps = (*steps, key)
            self._lines.setdefault(steps, line)
            if steps in self._entries:
                steps = (*steps, self._entries[steps])
        steps = (*steps, keys[-1])
        self._lines.setdefault(steps, line)
        if several:
            self._entries[steps] = self._entries.get(steps, -1) + 1
            steps = (*steps, self._entries[steps])
        self._lines.setdefault(steps, line)
        return steps

    def _keys(self) -> list[str]:
        """A key, dotted or not."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if not self._text.startswith(".", self._at):
                return keys
            self._at += 1

    def _key(self) -> str:
        if self._text[self._at] not in "\"'":
            return self._skip(_BARE)
        quoted = self._skip(_STRINGS[2] if self._text[self._at] == '"' else _STRINGS[3])
        return next(iter(tomllib.loads(f"{quoted} = 0")))

    def _statement(self, table: Steps) -> None:
        line = self._here()
        steps = table
        for key in self._keys():
            steps = (*steps, key)
            self._lines.setdefault(steps, line)
        self._at += 1  # the sign of equality
        self._value(steps)

    def _value(self, steps: Steps) -> None:
        self._skip(_SPACE)
        match self._text[self._at : self._at + 1]:
            case "[":
                self._inside("]", steps)
            case "{":
                self._inside("}", steps)
            case '"' | "'":
                self._skip(next(string for string in _STRINGS if string.match(self._text, self._at)))
            case _:
                self._skip(_SCALAR)

    def _inside(self, end: str, steps: Steps) -> None:
        """The elements of a list, or the statements of a table in braces."""
        self._at += 1
        number = 0
        self._skip(_BETWEEN)
        while not self._text.startswith(end, self._at):
            if end == "}":
                self._statement(steps)
            else:
                self._lines[*steps, number] = self._here()
                self._value((*steps, number))
                number += 1
            self._skip(_BETWEEN)
        self._at += 1


# -- reading -------------------------------------------------------------------------------------------------------------------


MOST_OWN_BYTES = 1024 * 1024 * 1024  # of what is read back: a record of three million rows is half as long
MAX_BYTES = 10 * 1024 * 1024
PIPE_WAIT_S = 30  # for a first byte, from whoever writes into a pipe that is given as a file
_MOST_NEIGHBOURS = 10_000  # names that are looked through for the nearest
SEPARATOR = " › "
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_NAMING = ("id", "form", "fact", "act", "channel")  # the keys by which a reader finds an entry, in this order
_MANY = 12
_TOML_PROBLEMS = {  # what to look at, by words that stand in the English message of the standard reader
    "twice": ("Cannot overwrite", "Cannot declare", "Cannot redefine", "Cannot mutate", "Duplicate inline table key"),
    "equals": ("Expected '='",),
    "value": ("Invalid value", "Invalid date"),
    "string": ("Unterminated string", "Illegal character", "Found invalid character"),
    "escape": ("Unescaped", "Invalid hex", "Escaped character"),
    "array": ("Unclosed array",),
    "table": ("Unclosed inline table",),
    "newline": ("Expected newline or end",),
    "key": ("Invalid initial character for a key", "Invalid statement"),
    "header": ("Expected ']",),
}


class Document(dict[str, Any]):
    """The tables of a file, and where they stand in it. A copy that somebody changes is a plain dict: its places are no longer the file's."""

    def __init__(self, tables: Mapping[str, Any], text: str) -> None:
        super().__init__(tables)
        self._text = text
        self._lines: TomlLines | None = None

    @property
    def lines(self) -> TomlLines:
        """The lines of its values, looked for when the first is asked for."""
        if self._lines is None:
            self._lines = TomlLines(self._text)
        return self._lines

    def again(self) -> Document:
        """Another one of the same file, whose words may be put otherwise while their places stay."""
        return Document(deepcopy(dict(self)), self._text)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return deepcopy(dict(self), memo)


def read_toml(path: Path | Traversable) -> Document:
    """The tables of a TOML file. Raises InputError when it is missing, no text, too big, empty or no TOML."""
    return parse_bytes(source_of(path), str(path))


def source_of(path: Path | Traversable) -> bytes:
    """A TOML file as it stands. Raises InputError when it is missing or too big."""
    return _bytes(path, str(path))


def parse_bytes(data: bytes, file: str) -> Document:
    """The tables of what stands in a file; `file` names it in faults. Raises InputError when it is no text, empty or no TOML."""
    return parse_toml(_text(data, file), file)


def parse_toml(text: str, file: str) -> Document:
    """The tables of a text; `file` names it in faults. Raises InputError when it is empty or no TOML."""
    if not text.strip():
        raise InputError.of(file, "", phrase("inputs.empty-file"), hint=phrase("inputs.empty-file-hint"))
    try:
        return Document(pickle.loads(_tables(text, file)), text)  # noqa: S301 - made by this process
    except RecursionError:
        raise InputError.of(file, "", phrase("inputs.too-deep")) from None
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        match = _AT_LINE.search(str(error))
        line, column = (int(match[1]), int(match[2])) if match else (None, None)
        value = text.splitlines()[line - 1].strip() if line else ""
        raise InputError.of(
            file, "", phrase("inputs.no-toml"), value=value, allowed=phrase("inputs.toml"), hint=_remedy(str(error)), line=line, column=column
        ) from None


@lru_cache(16)
def _tables(text: str, file: str) -> bytes:
    """The tables of a text, packed: a command reads the same file up to five times, and to unpack tables takes a twentieth of what parsing takes."""
    document = Document(tomllib.loads(text), text)
    _check_numbers(document, file)
    return pickle.dumps(dict(document))


def _check_numbers(document: Document, file: str) -> None:
    """No number is longer than computers reckon with. Raises InputError with all that are."""
    faults = Mistakes(file, data=document)
    left: list[tuple[Steps, Any]] = [((), document)]
    while left:
        steps, value = left.pop()
        if isinstance(value, dict):
            left += (((*steps, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            left += (((*steps, place), inner) for place, inner in enumerate(value))
        elif isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            faults.add(steps, phrase("bounds.number"), value=str(value), allowed=phrase("bounds.number.allowed", most=f"{LARGEST_NUMBER:,}"))
    faults.stop()


def _remedy(message: str) -> Phrase:
    """What to look at, from what the reader of TOML says, which it says in English alone."""
    found = (code for code, starts in _TOML_PROBLEMS.items() if any(start in message for start in starts))
    return phrase(f"toml.{next(found, 'other')}")


def _bytes(path: Path | Traversable, file: str) -> bytes:
    folder = InputError.of(file, "", phrase("inputs.folder"), hint=phrase("inputs.name-a-toml-file"))
    data = first_bytes(path, MAX_BYTES + 1, folder, "*.toml")
    if len(data) > MAX_BYTES:
        raise InputError.of(file, "", phrase("inputs.too-big"), allowed=phrase("inputs.at-most-10-mb"))
    return data


def first_bytes(path: Path | Traversable, number: int, folder: InputError, beside: str) -> bytes:
    """The first bytes of any file of the user. Raises InputError, `folder` where the path is one; `beside`: which of its folder are like it."""
    file = str(path)
    try:
        if path.is_dir():
            raise folder
        with _opened(path, file) as source:
            data: bytes = source.read(number)
    except FileNotFoundError:
        raise InputError.of(file, "", phrase("inputs.no-such-file"), hint=_neighbour(path, beside)) from None
    except PermissionError:
        raise InputError.of(file, "", phrase("inputs.no-permission")) from None
    except OSError as error:
        raise InputError.of(file, "", phrase("inputs.unreadable", number=error.errno or 0)) from None
    except ValueError:
        raise InputError.of(file, "", phrase("inputs.no-file-name")) from None
    return data


def own_bytes(path: Path) -> bytes:
    """A file that the program wrote, or what stands in its place. Raises InputError for one longer than any that it writes, and OSError."""
    if path.stat().st_size <= MOST_OWN_BYTES:
        with path.open("rb") as source:
            data = source.read(MOST_OWN_BYTES + 1)
        if len(data) <= MOST_OWN_BYTES:
            return data
    raise InputError.of(str(path), "", phrase("inputs.too-big"), allowed=phrase("log.at-most-mb", megabytes=MOST_OWN_BYTES // (1024 * 1024)))


def _opened(path: Path | Traversable, file: str) -> IO[bytes]:
    """The file to read from; a pipe into which nobody writes is not waited for without end."""
    if not isinstance(path, Path) or not path.is_fifo():
        return path.open("rb")
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if not select.select([pipe], [], [], PIPE_WAIT_S)[0]:
            raise InputError.of(file, "", phrase("inputs.silent-pipe", PIPE_WAIT_S), hint=phrase("inputs.name-a-file"))
        os.set_blocking(pipe, True)
    except BaseException:
        os.close(pipe)
        raise
    return os.fdopen(pipe, "rb")


def _text(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")  # some editors mark UTF-8 with a first character of its own
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError.of(
            file, "", phrase("inputs.no-utf-8"), allowed=phrase("inputs.toml-in-utf-8"), hint=phrase("inputs.save-as-utf-8"), line=line
        ) from None
    if "\0" in text:
        raise InputError.of(file, "", phrase("inputs.null-characters"), allowed=phrase("inputs.toml-in-utf-8"))
    return text


def _neighbour(path: Path | Traversable, beside: str) -> Said:
    """The file of the same folder whose name is nearest."""
    if not isinstance(path, Path) or not path.parent.is_dir():
        return ""
    try:
        return nearest(path.name, sorted(entry.name for entry in path.parent.glob(beside))[:_MOST_NEIGHBOURS])
    except OSError:
        return ""


def listed(words: Iterable[Said]) -> Said:
    """Words in a row; when they are many, the first of them and their number."""
    every = tuple(words)
    return phrase("inputs.many", words=every[:_MANY], number=len(every)) if len(every) > _MANY else every


def one_or_other(words: Iterable[Said]) -> Said:
    """Words of which any will do: a, b or c."""
    *first, last = words
    return phrase("inputs.or", first=tuple(first), last=last) if first else last


def place_of(data: object, path: Sequence[str | int]) -> str:
    """Where in a document, for a reader, in the document's own keys: `duty "report-ordinary" › within`, `grade "I" › any 2 › when`."""
    words: list[str] = []
    for step in path:
        if isinstance(step, str):
            words.append(shown(step, 60))
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


def _order(data: object, path: Steps) -> tuple[int, ...]:
    """A number for each step, by which places sort as they stand in the file."""
    order: list[int] = []
    for step in path:
        if isinstance(data, dict):
            order.append(next((at for at, key in enumerate(data) if key == step), len(data)))
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            order.append(step)
            data = data[step] if step < len(data) else None
    return tuple(order)


class Mistakes:
    """The faults of one file, gathered so that they can be told all at once, in the order of the file.

    A place is the way to it in the file's tables (`data`), which gives its line too; or words, where there is no such way.
    """

    def __init__(self, file: str, found: Iterable[Mistake] = (), data: Mapping[str, Any] | None = None) -> None:
        self.file = file
        self.data: Mapping[str, Any] = {} if data is None else data
        self.found: list[Mistake] = list(found)
        self.sound: tuple[tuple[Any, Steps], ...] = ()  # the entries whose shape is good, and where they stand
        self._ways: dict[int, Steps] = {}  # of the mistakes found, by identity
        self._told_at: set[str | Steps] = {fault.place for fault in self.found}  # where there is one, in words and as a way
        self._by_place: dict[tuple[str, int | None], list[Mistake]] = {}  # so that whatever is wrong, each is compared with few
        for fault in self.found:
            self._by_place.setdefault((fault.place, fault.line), []).append(fault)

    def add(
        self, place: str | Steps, problem: Said, *, value: object = "", allowed: Said = NOTHING, hint: Said = NOTHING, line_of: Steps | None = None
    ) -> None:
        """Note one fault; `line_of` is what to look at, where that is something inside its place."""
        words = place if isinstance(place, str) else place_of(self.data, place)
        way = line_of if line_of is not None else None if isinstance(place, str) else place
        line = self.data.lines.line(way) if way is not None and isinstance(self.data, Document) else None
        fault = Mistake(file=self.file, place=words, problem=problem, value=shown(value), allowed=allowed, hint=hint, line=line)
        there = self._by_place.setdefault((words, line), [])
        if fault in there:
            return
        there.append(fault)
        self.found.append(fault)
        self._told_at.add(words)
        if way is not None:
            self._ways[id(fault)] = way
            self._told_at.add(way)

    def at(self, place: str | Steps) -> bool:
        """Whether there is a fault at a place already."""
        return place in self._told_at

    def known(self, place: str | Steps, what: Said, name: str, known: Collection[str], called: Mapping[str, WithName] | None = None) -> bool:
        """Whether `name` is among the known names; where it is not, that is a fault with the nearest one.

        `called` says what a reader calls some of them.
        """
        if name in known:
            return True
        words, names = list(known), called or {}
        allowed = listed([names.get(word, word) for word in words]) if words else phrase("inputs.none-in-file", what=what)
        hint = did_you_mean(name, names) or nearest(name, words) or name_like(name, names)
        self.add(place, phrase("inputs.unknown", what=what), value=name, allowed=allowed, hint=hint)
        return False

    def unique(self, places: Iterable[tuple[Steps, str]]) -> None:
        """Every (place, id) has an id of its own, and none that differs by capitals only: readers mix these up, and so do folders of some systems."""
        seen: dict[str, tuple[Steps, str]] = {}
        for place, id_ in places:
            before, first = seen.setdefault(id_.casefold(), (place, id_))
            if before is place:
                continue
            other = phrase("inputs.also-id-of", place=place_of(self.data, before[:-1]))
            if first == id_:
                self.add(place, phrase("inputs.twice"), value=id_, allowed=phrase("inputs.each-once"), hint=other)
            else:
                self.add(place, phrase("bounds.alike", other=first), value=id_, allowed=phrase("inputs.each-once"), hint=phrase("bounds.alike.hint"))

    def circles(self, problem: Phrase, steps: Mapping[str, tuple[Sequence[str], Steps]]) -> None:
        """No walk along `steps` (name to the names after it, and the place to complain of) comes back."""
        left = {name: after for name, (after, _) in steps.items()}
        while left:
            try:
                TopologicalSorter(left).prepare()
            except CycleError as error:
                trail = _from_first(error.args[1][:0:-1], steps)
                self.add(steps[trail[0]][1], problem, value=" → ".join((*trail, trail[0])))
                left = {name: after for name, after in left.items() if name not in trail}
            else:
                return

    def stop(self) -> None:
        """Raise InputError when there are any."""
        if self.found:
            raise InputError(sorted(self.found, key=self._rank) if self._ways else self.found)

    def _rank(self, fault: Mistake) -> tuple[float, tuple[int, ...]]:
        way = self._ways.get(id(fault))
        if way is None:
            return (float("inf") if fault.place else 0.0, ())
        return (float(fault.line or 0), _order(self.data, way))


def _from_first(circle: Sequence[str], order: Iterable[str]) -> tuple[str, ...]:
    """A circle, told from the name that stands first in the file."""
    at = circle.index(next(name for name in order if name in circle))
    return (*circle[at:], *circle[:at])
