"""One screen of text: parts in the order of what matters, of which the later are left out first, and last lines that always stay.

First each part has the least that says something, then what it usually has, in their order; what room is left then goes to the rest of the
texts, to a few blank lines, and to more of each part. So a small terminal has the answer, and a large one has more of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sim.words.layout import Strong, TextCells, broken, cut, table_lines, visible

LEAST_COLUMNS, LEAST_LINES = 40, 8


PartStage = Literal["least", "usual", "whole"]  # how much of a part is wanted
_LEAST_ROWS, _USUAL_ROWS = 2, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenText:
    """A text: at least so many lines of it, usually at most `lines` (0: only where room is left), whole where there is room. Lines after
    the first are indented by `hang`.
    """

    text: str
    lines: int = 2
    least: int = 1
    hang: int = 2
    strong: bool = False
    gap: bool = False  # a blank line follows, where there is room for all of them

    def laid(self, room: int, most: int, stage: PartStage) -> list[str]:
        """The lines, at most so many; cut with dots where there are more."""
        wanted = most if stage == "whole" else min(most, self.lines, self.least if stage == "least" else self.lines)
        found = cut(broken(visible(self.text), room, hang=self.hang), wanted, room) if self.text else []
        return [Strong(line) for line in found] if self.strong else found


def _nothing(left: int) -> str:
    del left
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenTable:
    """A table under a `title`: at least two rows, usually the first `usual` ones, more where there is room; `more` says how many rows are
    not shown.
    """

    head: TextCells
    rows: Sequence[TextCells]
    title: str = ""
    usual: int = _USUAL_ROWS
    gap: bool = True
    more: Callable[[int], str] = field(default=_nothing)

    def laid(self, room: int, most: int, stage: PartStage) -> list[str]:
        """The lines, at most so many: none where not even one row would fit."""
        wanted = min(len(self.rows), {"least": min(_LEAST_ROWS, self.usual), "usual": self.usual, "whole": len(self.rows)}[stage])
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
    """Entries one below the other, each in at most so many `lines`: usually the first `usual` ones, more where there is room; `more` says
    how many are not shown.
    """

    entries: Sequence[str]
    title: str = ""
    usual: int = _USUAL_ROWS
    lines: int = 2
    gap: bool = True
    more: Callable[[int], str] = field(default=_nothing)

    def laid(self, room: int, most: int, stage: PartStage) -> list[str]:
        """The lines, at most so many: none where not even one entry would fit."""
        title: list[str] = [Strong(line) for line in broken(visible(self.title), room)] if self.title else []
        wanted = {"least": min(_LEAST_ROWS, self.usual), "usual": self.usual, "whole": len(self.entries)}[stage]
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
    shown: list[list[str]] = [[] for _ in parts]
    texts = sorted((-part.lines, place) for place, part in enumerate(parts) if isinstance(part, ScreenText) and part.lines)
    spare = _grown(parts, shown, range(len(parts)), "least", columns, spare)
    spare = _grown(parts, shown, range(len(parts)), "usual", columns, spare)
    spare = _grown(parts, shown, [place for _, place in texts], "whole", columns, spare)  # a text cut short says less than a row more
    gaps = 1 + sum(part.gap for part, found in zip(parts, shown, strict=True) if found)
    blank = spare >= gaps
    spare -= gaps if blank else 0
    _grown(parts, shown, range(len(parts)), "whole", columns, spare)
    body = [line for part, found in zip(parts, shown, strict=True) if found for line in (*found, *([""] if blank and part.gap else ()))]
    return [*body, *([""] if blank and body[-1:] != [""] else ()), *foot]


def _grown(parts: Sequence[ScreenPart], shown: list[list[str]], which: Iterable[int], stage: PartStage, columns: int, spare: int) -> int:
    """Let some parts have so much of what they say, in their order, while there is room; gives the lines that are left."""
    for place in which:
        more = parts[place].laid(columns, len(shown[place]) + spare, stage)
        if len(more) >= len(shown[place]):
            spare -= len(more) - len(shown[place])
            shown[place] = more
    return spare
