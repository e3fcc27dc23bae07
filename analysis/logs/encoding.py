"""From bytes to text: UTF-8 with or without a mark, GB18030, and files that mix them."""

from __future__ import annotations

from dataclasses import dataclass

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with a mark", "gb18030": "GB18030", "utf-16": "UTF-16"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, what it was written in, and the lines that were not: (line, code of the problem)."""

    text: str
    encoding: str
    odd_lines: tuple[tuple[int, str], ...] = ()


def decode(data: bytes) -> Decoded:
    """Read bytes as text; never fails. What cannot be read in the encoding of the rest is read line by line, and told."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    for name in (marked, "gb18030") if marked == "utf-8" else (marked,):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "gb18030" or not _mostly_utf8(data):
            return Decoded(text, name)
    if marked == "utf-16":
        return Decoded(data.decode("utf-16", "replace"), marked, ((1, "undecodable"),))
    return _line_by_line(data, "utf-8" if marked == "utf-8-sig" or _mostly_utf8(data) else "gb18030", marked)


def _mostly_utf8(data: bytes) -> bool:
    """Whether more lines beyond ASCII are UTF-8 than are not. Chance makes few lines of GB18030 look like UTF-8."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    return 2 * sum(_readable(line, "utf-8") for line in lines) > len(lines)


def _readable(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _line_by_line(data: bytes, usual: str, marked: str) -> Decoded:
    other = "gb18030" if usual == "utf-8" else "utf-8"
    lines: list[str] = []
    odd: list[tuple[int, str]] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if _readable(line, usual):
            lines.append(line.decode(usual))
        elif _readable(line, other):
            lines.append(line.decode(other))
            odd.append((number, "encoding"))
        else:
            lines.append(line.decode(usual, "replace"))
            odd.append((number, "undecodable"))
    return Decoded("\n".join(lines), marked if usual == "utf-8" else usual, tuple(odd))
