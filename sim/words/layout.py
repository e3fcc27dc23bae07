"""How text stands on a terminal: how wide it is, where a line may end, and tables that fit any width.

A character of Chinese takes two columns. A word is never torn, a line never begins with a mark that closes something and never ends with one
that opens; a unit after a number (30 min, 30 分钟) stays with it. Only a word that is wider than the whole line is cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

_NARROWEST = 1
_GAP = 2  # blanks between columns of a table
_DOT = "·"
_SHORT = 4  # so many Chinese characters between others are taken for one word
CLOSING = frozenset(")]}>,.;:!?%°'\"’”…‥·、。，．；：！？％‰℃）］｝〉》」』】〕〗〞～")
OPENING = frozenset("([{<‘“（［｛〈《「『【〔〖〝")
_NEVER_FIRST = CLOSING - frozenset("'\".>%°:;,!?")  # after a blank too
# Control characters but for tab and line feed, halves of characters, what is no character, separators of lines, and marks of direction.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


class Strong(str):
    """A line, or a text, that stands out: a title, the heading of a table."""

    __slots__ = ()


def visible(text: str) -> str:
    """A text as it may go to a terminal: what would steer it is written out, by its number."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_wide, text))


@lru_cache(4096)
def _wide(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def broken(text: str, room: int, *, hang: int = 0) -> list[str]:
    """A text as lines of at most `room` columns; those after the first begin with `hang` blanks. An empty text is one empty line."""
    room = max(room, _NARROWEST + 1)
    hang = hang if hang < room // 2 else 0
    lines: list[str] = []
    line, taken, held = "", 0, False  # the line, its width, and whether a unit stands in it
    for unit, wide, bare in _measured(text):
        if held and taken + bare > room:
            lines.append(line.rstrip())
            line, taken, held = " " * hang, hang, False
        if taken + bare <= room and (held or not lines or unit[0] != " "):
            line, taken, held = line + unit, taken + wide, True  # as nearly every unit does, it fits as it is
            continue
        for piece in _fitting(unit if held else unit.lstrip() if lines else unit, room - taken if not held else room, room - hang):
            if held and taken + width(piece.rstrip()) > room:
                lines.append(line.rstrip())
                line, taken = " " * hang, hang
            line, taken, held = line + piece, taken + width(piece), True
    lines.append(line.rstrip())
    return lines


def cut(lines: Sequence[str], most: int, room: int) -> list[str]:
    """At most so many of these lines; where more were there, the last ends with dots."""
    if len(lines) <= most:
        return list(lines)
    kept, last = list(lines[:most]), ""
    for unit in _units(kept[-1]) if kept else ():
        if width(last + unit.rstrip()) >= room:
            break
        last += unit
    return [*kept[:-1], last.rstrip().rstrip("".join(OPENING)) + "…"] if kept else []


def _fitting(unit: str, first: int, room: int) -> Iterator[str]:
    """A unit that is wider than a line, in pieces; any other whole."""
    while width(unit.rstrip()) > first:
        end = taken = 0
        while end < len(unit) and taken + _wide(unit[end]) <= first:
            taken += _wide(unit[end])
            end += 1
        while end > 1 and unit[end] in CLOSING:
            end -= 1
        yield unit[: max(end, 1)]
        unit, first = unit[max(end, 1) :], room
    yield unit


# blanks, a run of Chinese characters, a wide sign by itself, a run of narrow signs
_HAN = r"\u2e80-\u2fff\u3005-\u3007\u3021-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_MARK = r"\u3000-\u303f\uff01-\uff60\uffe0-\uffe6"
_PARTS = re.compile(rf"(?P<blank>\s+)|(?P<han>[{_HAN}]+)|(?P<mark>[{_MARK}])|(?P<word>[^\s{_HAN}{_MARK}]+)")


@lru_cache(4096)
def _units(text: str) -> tuple[str, ...]:
    """The pieces between which a line may end, each with the blanks behind it."""
    atoms = list(_atoms(text))
    units = [atoms[0]] if atoms else []
    for before, after in pairwise(atoms):
        if _may_part(before, after):
            units.append(after)
        else:
            units[-1] += after
    return tuple(units)


@lru_cache(4096)
def _measured(text: str) -> tuple[tuple[str, int, int], ...]:
    """The same with their widths, with and without the blanks behind them."""
    return tuple((unit, width(unit), width(unit.rstrip())) for unit in _units(text))


def _atoms(text: str) -> Iterator[str]:
    held = ""
    for found in _PARTS.finditer(text):
        piece, kind = found[0], found.lastgroup
        if kind == "blank":
            held += " " * len(piece)
            continue
        if held:
            yield held
        parts = list(piece) if kind == "han" and len(piece) > _SHORT else [piece]
        yield from parts[:-1]
        held = parts[-1]
    if held:
        yield held


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two pieces."""
    bare, first = before.rstrip(), after[0]
    if not bare or bare[-1] in OPENING or first in _NEVER_FIRST or (first in CLOSING and bare == before):
        return False
    return not (bare != before and bare[-1].isdigit() and _may_be_unit(after.rstrip()))


def _may_be_unit(word: str) -> bool:
    """Whether a word may be what a number before it counts: a short Chinese one, or up to three letters."""
    if _wide(word[0]) == 2:
        return len(word) <= _SHORT and word[0] not in OPENING
    bare = word.rstrip("".join(CLOSING))
    return len(bare) < _SHORT and bare.isalpha()


# -- tables --------------------------------------------------------------------------------------------------------------------

TextCells = Sequence[str]


def table_lines(head: TextCells, rows: Sequence[TextCells], room: int) -> tuple[list[str], list[list[str]]]:
    """A table in at most `room` columns: the lines of its heading, and those of each row. Columns in which nothing stands are left out.

    Where even the longest words do not fit beside each other, each row becomes a paragraph: its first cells, then the others by their headings.
    """
    kept = [place for place in range(len(head)) if any(row[place] for row in rows)]
    head, rows = [head[place] for place in kept], [[row[place] for place in kept] for row in rows]
    least = [max(_widest(row[place]) for row in (head, *rows)) for place in range(len(head))]
    if not head or sum(least) + _GAP * (len(head) - 1) > room:
        return [], [_as_paragraph(head, row, room) for row in rows]
    columns = _shared([[row[place] for row in (head, *rows)] for place in range(len(head))], least, room - _GAP * (len(head) - 1))
    top: list[str] = [Strong(line) for line in _side_by_side(head, columns)] if any(head) else []
    return top, [_side_by_side(row, columns) for row in rows]


def _widest(text: str) -> int:
    """The widest piece that is not to be cut."""
    return max((width(unit.rstrip()) for unit in _units(text)), default=0)


def _shared(cells: Sequence[TextCells], least: Sequence[int], room: int) -> list[int]:
    """The width of each column: no row is to take more lines than it must; what is left over goes where it saves most lines for least room."""
    wide = [max(map(width, column)) for column in cells]
    if sum(wide) <= room:
        return wide
    high, columns = 1, wide
    while sum(columns) > room:  # ends: in many lines each column is as wide as its widest piece
        high += 1
        columns = [_narrowest(column, low, top, high) for column, low, top in zip(cells, least, wide, strict=True)]
    for fewer in range(high - 1, 0, -1):
        wanted = [_narrowest(column, low, top, fewer) for column, low, top in zip(cells, least, wide, strict=True)]
        for place in sorted(range(len(columns)), key=lambda place: wanted[place] - columns[place]):
            if 0 < wanted[place] - columns[place] <= room - sum(columns):
                columns[place] = wanted[place]
    return columns


def _narrowest(column: TextCells, least: int, wide: int, high: int) -> int:
    """The least width in which each cell takes at most so many lines."""
    low = least
    while low < wide:
        middle = (low + wide) // 2
        if all(len(_lines(cell, middle)) <= high for cell in column):
            wide = middle
        else:
            low = middle + 1
    return low


@lru_cache(16384)
def _lines(cell: str, room: int) -> tuple[str, ...]:
    return (cell,) if width(cell) <= room else tuple(broken(cell, room))


def _side_by_side(cells: TextCells, columns: Sequence[int]) -> list[str]:
    stacks = [_lines(cell, max(room, 2)) for cell, room in zip(cells, columns, strict=True)]
    lines = []
    for number in range(max(map(len, stacks))):
        line = ""
        for place, (stack, room) in enumerate(zip(stacks, columns, strict=True)):
            piece = stack[number] if number < len(stack) else ""
            line += (" " * _GAP if place else "") + piece + " " * (room - width(piece))
        lines.append(line.rstrip())
    return lines


def _as_paragraph(head: TextCells, row: TextCells, room: int) -> list[str]:
    bare = [cell for cell, title in zip(row, head, strict=True) if cell and not title]
    named = [f"{title} {cell}" for cell, title in zip(row, head, strict=True) if cell and title]
    return broken("- " + f" {_DOT} ".join([*bare, *named]), room, hang=2)
