"""One screen of text: parts in the order of what matters, of which the later are left out first, and last lines that always stay.

A part says how much of it is wanted at first; what room is left then goes to blank lines between the parts, and to more of each, in their
order. So a small terminal has the answer, and a large one has more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sim.words.layout import Cells, Strong, broken, cut, table_lines, visible

LEAST_COLUMNS, LEAST_LINES = 40, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenText:
    """A text: at first in at most so many `lines` (0: only where room is left), whole where there is room. Lines after the first are
    indented by `hang`.
    """

    text: str
    lines: int = 2
    hang: int = 2
    strong: bool = False

    def laid(self, room: int, most: int, *, whole: bool) -> list[str]:
        """The lines, at most so many; cut with dots where there are more."""
        found = cut(broken(visible(self.text), room, hang=self.hang), most if whole else min(most, self.lines), room) if self.text else []
        return [Strong(line) for line in found] if self.strong else found


def _nothing(left: int) -> str:
    del left
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTable:
    """A table under a `title`: at first its first `rows_first` rows, more where there is room; `more` says how many rows are not shown."""

    head: Cells
    rows: Sequence[Cells]
    title: str = ""
    rows_first: int = 6
    more: Callable[[int], str] = field(default=_nothing)

    def laid(self, room: int, most: int, *, whole: bool) -> list[str]:
        """The lines, at most so many: none where not even one row would fit."""
        wanted = len(self.rows) if whole else min(self.rows_first, len(self.rows))
        while wanted > 0:
            found = self._with(wanted, room)
            if len(found) <= most:
                return found
            wanted -= 1
        return []

    def _with(self, wanted: int, room: int) -> list[str]:
        top, rows = table_lines([visible(one) for one in self.head], [[visible(cell) for cell in row] for row in self.rows[:wanted]], room)
        left = len(self.rows) - wanted
        title = [Strong(line) for line in broken(visible(self.title), room)] if self.title else []
        note = self.more(left) if left else ""
        return [*title, *top, *(line for row in rows for line in row), *(broken(visible(note), room, hang=2) if note else ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenList:
    """Entries one below the other, each in at most so many `lines`, as many as there is room for; `more` says how many are not shown."""

    entries: Sequence[str]
    title: str = ""
    first: int = 3
    lines: int = 2
    more: Callable[[int], str] = field(default=_nothing)

    def laid(self, room: int, most: int, *, whole: bool) -> list[str]:
        """The lines, at most so many: none where not even one entry would fit."""
        title: list[str] = [Strong(line) for line in broken(visible(self.title), room)] if self.title else []
        wanted = len(self.entries) if whole else min(self.first, len(self.entries))
        blocks = [cut(broken(visible(text), room, hang=2), self.lines, room) for text in self.entries[:wanted]]
        while blocks:
            left = len(self.entries) - len(blocks)
            note = self.more(left) if left else ""
            found = [*title, *(line for block in blocks for line in block), *(broken(visible(note), room, hang=2) if note else ())]
            if len(found) <= most:
                return found
            blocks.pop()
        return []


ScreenPart = ScreenText | ScreenTable | ScreenList


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The parts of a screen in the order of what matters, and the lines that always stay: where the rest is, and what it came to."""

    parts: tuple[ScreenPart, ...]
    last: tuple[str, ...]


def fitted(screen: Screen, columns: int, lines: int) -> list[str]:
    """A screen as lines of at most so many columns, at most so many of them. `last` stays whatever else is left out."""
    parts, last = screen.parts, screen.last
    columns, lines = max(columns, LEAST_COLUMNS), max(lines, LEAST_LINES)
    foot = [line for text in last for line in broken(visible(text), columns, hang=2)]
    foot = foot[-(lines - 1) :]
    spare = lines - len(foot)
    shown: list[list[str]] = []
    for part in parts:
        found = part.laid(columns, spare, whole=False)
        spare -= len(found)
        shown.append(found)
    gaps = sum(map(bool, shown))  # one below each part
    blank = spare >= gaps
    spare -= gaps if blank else 0
    texts = [place for place, part in enumerate(parts) if isinstance(part, ScreenText) and part.lines]  # before more rows: a text cut short says less
    for place in (*texts, *range(len(parts))):
        part = parts[place]
        new = not shown[place] and blank
        more = part.laid(columns, len(shown[place]) + spare - new, whole=True)
        if len(more) > len(shown[place]):
            spare -= len(more) - len(shown[place]) + new
            shown[place] = more
    between = [""] if blank else []
    return [line for found in shown if found for line in (*found, *between)] + foot
