"""The first line of a TOML file that says where its schema is: editors that follow it (Even Better TOML, taplo, tombi) need no network."""

from __future__ import annotations

import re

FOLDER = "schemas"  # beside the files that point at it
_HEAD = re.compile(rb"^\[(plan|resources|scenario|revision|calendar|programme)\]", re.MULTILINE)
_LINE = re.compile(rb"\A#:schema [^\n]*\r?\n")


def kind_in(data: bytes) -> str | None:
    """Which kind of file it is, by the table that names it; None for one of no kind that a drill has."""
    found = _HEAD.search(data)
    return None if found is None else found[1].decode()


def pointed(data: bytes, kind: str, folder: str = f"./{FOLDER}") -> bytes:
    """A file that points at the schema of its kind, in the folder beside it or elsewhere from there."""
    return f"#:schema {folder}/{kind}.json\n".encode() + unpointed(data)


def unpointed(data: bytes) -> bytes:
    """A file without that line."""
    return _LINE.sub(b"", data)
