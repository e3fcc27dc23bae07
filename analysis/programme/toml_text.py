"""Values as TOML writes them, for what is added to a file that a person keeps."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time

from sim.words.layout import broken, visible

_WIDE = 118  # columns of a comment
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HALVES = re.compile("[\ud800-\udfff]")  # of a sign, which no file can hold; they come from a command line or a file's name in another encoding


def key(name: str) -> str:
    """A key, in quotation marks where it needs them."""
    return name if _BARE.fullmatch(name) else written(name)


def written(value: object) -> str:
    """A value on one line. Raises TypeError for one that TOML has none of."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f"))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key(str(name))} = {written(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    raise TypeError(f"no TOML: {value!r}")


def statement(name: str, value: object) -> str:
    """A key with its value, on a line of its own."""
    return f"{key(name)} = {written(value)}\n"


def comment(text: str) -> str:
    """A text as lines that are no data, none of them longer than a person reads."""
    return "\n".join(f"# {line}".rstrip() for text_line in visible(text).replace("\r", " ").split("\n") for line in broken(text_line, _WIDE))
