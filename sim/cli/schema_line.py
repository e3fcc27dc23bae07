"""The first line of a TOML file that says where its schema is: editors that follow it (Even Better TOML, taplo, tombi) need no network."""

from __future__ import annotations

import re

FOLDER = "schemas"  # beside the files that point at it
_LINE = re.compile(rb"\A#:schema [^\n]*\r?\n")


def pointed(data: bytes, kind: str) -> bytes:
    """A file that points at the schema of its kind, in the folder beside it."""
    return f"#:schema ./{FOLDER}/{kind}.json\n".encode() + unpointed(data)


def unpointed(data: bytes) -> bytes:
    """A file without that line."""
    return _LINE.sub(b"", data)
