"""In which line of a TOML file a value stands: the standard reader gives the values and forgets the places.

The text has been read before, so it is known to be TOML; the scan only follows its keys and skips its values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence

Steps = tuple[str | int, ...]  # the way to a value: keys, and numbers of entries from 0

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
