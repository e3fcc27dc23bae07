"""A single file of `--out`: it is replaced only where the program wrote it and nobody changed it since.

A file has no mark beside it, so it carries a seal: a digest of the rest of it, where readers of its format do not look (the comment of an
archive, a comment in a text). Whoever edits and saves it breaks the seal. A SARIF file is never edited by hand; its tool's name is enough.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from itertools import count
from pathlib import Path

from sim.cli.options import spoken
from sim.cli.terminal import say_aside
from sim.errors import InputError
from sim.record import write_atomically
from sim.words import phrase

_DIGITS = 32
_ARCHIVE = b"drill "
_TEXTS = {".toml": (b"# drill ", b"\n"), ".html": (b"<!-- drill ", b" -->\n")}


def claim_file(file: Path, *suffixes: str) -> Path:
    """Check that a file can be written at `file`, with a suffix that says what it is. Raises InputError, where somebody's own is there too."""
    if suffixes and file.suffix.lower() not in suffixes:
        allowed = phrase("cli.keep.suffix", suffix=suffixes[0]) if len(suffixes) == 1 else phrase("cli.keep.suffixes", suffixes=list(suffixes))
        raise InputError.of("--out", "", phrase("cli.keep.workbook"), value=str(file), allowed=allowed)
    if file.is_dir():
        raise InputError.of(str(file), "--out", phrase("cli.keep.a-folder"), hint=phrase("cli.keep.a-folder.hint"))
    if not file.resolve().parent.is_dir():
        raise InputError.of("--out", "", phrase("cli.keep.no-folder"), value=str(file.parent), hint=phrase("cli.keep.no-folder.hint"))
    if file.is_symlink():
        raise InputError.of(str(file), "--out", phrase("folders.link"), hint=phrase("folders.file.hint"))
    if file.exists() and not _is_own(file):
        raise InputError.of(str(file), "--out", phrase("folders.file-there"), hint=phrase("folders.file.hint"))
    return file


class OutFile:
    """The file that is written, and where it came to stand."""

    def __init__(self, asked: Path) -> None:
        self.written = asked

    def write(self, file: Path, data: bytes) -> None:
        """Write it sealed: where somebody else holds it open, beside it under a second name, which is said. Raises OSError."""
        sealed = _sealed(file, data)
        try:
            write_atomically(file, sealed)
        except PermissionError:
            self.written = _second_name(file)
            with suppress(OSError):
                write_atomically(self.written, sealed)
            if not self.written.exists():
                raise  # it was not the file but its folder
            say_aside(spoken()("folders.second-name", file=str(file), other=str(self.written)))


def _second_name(file: Path) -> Path:
    names = (file.with_name(f"{file.stem}-{number}{file.suffix}") for number in count(2))
    return next(name for name in names if not name.exists())


def _sealed(file: Path, data: bytes) -> bytes:
    if data.startswith(b"PK") and data.endswith(b"\0\0"):  # an archive without a comment: the last two bytes are its length
        comment = _ARCHIVE + _digest(data)
        return data[:-2] + len(comment).to_bytes(2, "little") + comment
    before, after = _TEXTS.get(file.suffix.lower(), (b"", b""))
    return data + before + _digest(data) + after if before else data


def _is_own(file: Path) -> bool:
    """Whether the program wrote a file as it stands."""
    try:
        data = file.read_bytes()
    except OSError:
        return False
    if data.startswith(b"PK"):
        long = len(_ARCHIVE) + _DIGITS
        return data[-long - 2 :] == long.to_bytes(2, "little") + _ARCHIVE + _digest(data[: -long - 2] + b"\0\0")
    if (text := _TEXTS.get(file.suffix.lower())) is not None:
        seal = len(text[0]) + _DIGITS + len(text[1])
        return data[-seal:] == text[0] + _digest(data[:-seal]) + text[1]
    return _is_own_sarif(data)


def _is_own_sarif(data: bytes) -> bool:
    try:
        return bool(json.loads(data)["runs"][0]["tool"]["driver"]["name"] == "drill plan check")
    except (ValueError, LookupError, TypeError, RecursionError):
        return False


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:_DIGITS].encode()
