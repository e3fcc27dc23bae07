"""A tutorial, worked through: files are written and changed, commands are run, and what they print is what the page shows.

```toml FILE            the reader writes this file (`on=OTHER`: that file with more entries)
```diff change=FILE     the reader puts the lines with + in place of those with -, which stand in the file once
```sh                   commands; `run=once` are run by the tests in English alone, `run=long` there in a shorter way
```text prints=A-B      lines A to B of what the last command printed (`prints=B`: only that line; -1 is the last)
"""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

from tests.command.pages import Block, blocks, write_block
from tests.command_line import Done, command

TOOK = re.compile(r" · [\d.]+ (s|min|秒|分钟?)$")
SHORT = {
    "--quick": "--runs 2 --workers 1", "--runs 400": "--runs 4 --workers 1", "--seeds 1:200": "--seeds 1:2 --workers 1",
    "--seeds 201:400": "--seeds 3:4 --workers 1", "report-ordinary --runs 4 ": "report-ordinary --limit 45min --runs 2 ",
}  # fmt: skip # how the tests run what takes a reader's minute


def worked_through(page: Path, folder: Path, lang: str, *, short: bool = True) -> list[Block]:
    """The blocks of a page with what the program prints today in place of what the page shows; unchanged where a command was not run, or `short`."""
    found: list[Block] = []
    said: str | None = None
    for block in blocks(page):
        if "change" in block.given:
            change(folder / block.given["change"], block.text)
        elif "prints" in block.given:
            found.append(block if said is None else replace(block, text=lines_of(said, block.given["prints"])))
            continue
        else:
            write_block(folder, block)
        for line in commands(block):
            said = None
            how = block.given.get("run", "")
            if not short or not how or lang == "en":
                done = run(shortened(line) if short and how == "long" else line, folder, lang)
                said = done.stdout if not (short and how == "long") else None
        found.append(block)
    return found


def commands(block: Block) -> list[str]:
    """The lines of a block that begin with `drill`; what sets up an environment is run by whoever installs."""
    return [line for line in block.text.splitlines() if line.startswith("drill ")]


def shortened(line: str) -> str:
    """The command with less to do."""
    for long, short in SHORT.items():
        line = line.replace(long, short)
    return line


def run(line: str, folder: Path, lang: str) -> Done:
    """What a command of a page comes to; it must end well. Pictures are drawn where they are what was asked for."""
    done = command(*shlex.split(line)[1:], cwd=folder, lang=lang, pictures=False)
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done


def change(file: Path, difference: str) -> None:
    """Put the lines with + of a difference in place of the lines with - before them."""
    text = file.read_text("utf-8")
    old: list[str] = []
    new: list[str] = []
    for line in [*difference.splitlines(), "-"]:
        if line.startswith("-") and new:
            before, after = ("".join(f"{one}\n" for one in lines) for lines in (old, new))
            assert text.count(before) == 1, f"{file.name}: {before}"
            text, old, new = text.replace(before, after), [], []
        (new if line.startswith("+") else old).append(line[1:])
    file.write_text(text, "utf-8")


def lines_of(said: str, which: str) -> str:
    """Some lines of what was printed, without blanks at their ends."""
    lines = [TOOK.sub("", line.rstrip()) for line in said.strip("\n").splitlines()]
    first, last = (1, len(lines)) if which == "all" else map(int, which.split("-"))
    return "\n".join(lines[first - 1 : last]) + "\n"
