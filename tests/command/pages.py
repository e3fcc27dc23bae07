"""What stands in a page between fences, and the table under it: files to write, logs to judge, and what the page says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(r"^```(.*)$")
_STATUS = re.compile(r"`([a-z-]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block. `name` is the file that it is; `given` what else is said behind the fence, such as `plan=FILE`."""

    name: str
    given: dict[str, str]
    text: str
    table: tuple[tuple[str, ...], ...] = field(default=())  # the cells of the table that follows, without its heading
    lines: tuple[int, int] = (0, 0)  # of the page, from which and up to which it stands


def blocks(document: Path) -> Iterator[Block]:
    """The fenced blocks of a page in their order."""
    lines = document.read_text("utf-8").splitlines()
    at = 0
    while at < len(lines):
        opening = _FENCE.match(lines[at])
        at += 1
        if opening is None:
            continue
        end = next(number for number in range(at, len(lines)) if lines[number].rstrip() == "```")
        words = opening[1].split()[1:]
        given = dict(word.split("=", 1) for word in words if "=" in word)
        name = next((word for word in words if "=" not in word), "")
        yield Block(name, given, "\n".join(lines[at:end]) + "\n", _table(lines, end + 1), (at, end))
        at = end + 1


def _table(lines: list[str], at: int) -> tuple[tuple[str, ...], ...]:
    """The rows of the table that stands directly under a block."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    rows = []
    while at < len(lines) and lines[at].startswith("|"):
        rows.append(tuple(cell.strip() for cell in lines[at].strip().strip("|").split("|")))
        at += 1
    return tuple(rows[2:])


def statuses(cell: str) -> list[str]:
    """The verdicts that a cell of a page names, each in backticks."""
    return _STATUS.findall(cell)


def write_block(folder: Path, block: Block) -> None:
    """Write a block that is a file. One that says `on=FILE` is that file with more entries."""
    if not block.name:
        return
    base = (folder / block.given["on"]).read_text("utf-8") + "\n" if "on" in block.given else ""
    (folder / block.name).parent.mkdir(parents=True, exist_ok=True)
    (folder / block.name).write_text(base + block.text, encoding="utf-8")
