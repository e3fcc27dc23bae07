"""A single file of `--out`: it is replaced only where the program wrote it and nobody changed it since.

A file has no mark beside it, so it carries a seal: a digest of the rest of it, where readers of its format do not look (the comment of an
archive, a comment in a text, the last property of a SARIF log, where whatever the tool likes may stand). Whoever edits and saves it breaks
the seal. A file of any other kind has none, and is never replaced.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from itertools import count
from pathlib import Path

from sim.cli.options import spoken
from sim.cli.terminal import say_aside
from sim.documents import own_bytes
from sim.errors import InputError
from sim.record import write_atomically
from sim.words import phrase

_DIGITS = 32
_ARCHIVE = b"drill "
_TEXTS = {".toml": (b"# drill ", b"\n"), ".html": (b"<!-- drill ", b" -->\n")}
_LOG = b',"properties":{"drill":"', b'"}}\n'  # of a SARIF log, in place of the brace that closes it


def claim_file(file: Path, *suffixes: str, asked: str = "--out") -> Path:
    """Check that a file can be written at `file`, with a suffix that says what it is; `asked` is the option.

    Raises InputError, where somebody's own is there too.
    """
    if suffixes and file.suffix.lower() not in suffixes:
        allowed = phrase("cli.keep.suffix", suffix=suffixes[0]) if len(suffixes) == 1 else phrase("cli.keep.suffixes", suffixes=list(suffixes))
        raise InputError.of(asked, "", phrase("cli.keep.workbook"), value=str(file), allowed=allowed)
    if file.is_dir():
        raise InputError.of(str(file), asked, phrase("cli.keep.a-folder"), hint=phrase("cli.keep.a-folder.hint"))
    if file.is_symlink():  # before anything follows it: it may lead to itself
        raise InputError.of(str(file), asked, phrase("folders.link"), hint=phrase("folders.file.hint"))
    if not file.resolve().parent.is_dir():
        raise InputError.of(asked, "", phrase("cli.keep.no-folder"), value=str(file.parent), hint=phrase("cli.keep.no-folder.hint"))
    if file.exists() and not _is_own(file):
        raise InputError.of(str(file), asked, phrase("folders.file-there"), hint=phrase("folders.file.hint"))
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
    if data.startswith(b"{"):
        whole = data.rstrip()
        return whole[:-1] + _LOG[0] + _digest(whole) + _LOG[1]
    before, after = _TEXTS.get(file.suffix.lower(), (b"", b""))
    return data + before + _digest(data) + after if before else data


def _is_own(file: Path) -> bool:
    """Whether the program wrote a file as it stands."""
    if not file.is_file():
        return False  # a device or a pipe, which may have no end
    try:
        data = own_bytes(file)
    except (OSError, InputError):
        return False
    if data.startswith(b"PK"):
        long = len(_ARCHIVE) + _DIGITS
        return data[-long - 2 :] == long.to_bytes(2, "little") + _ARCHIVE + _digest(data[: -long - 2] + b"\0\0")
    log = data.startswith(b"{")
    before, after = _LOG if log else _TEXTS.get(file.suffix.lower(), (b"", b""))
    seal = len(before) + _DIGITS + len(after)
    return bool(before) and data[-seal:] == before + _digest(data[:-seal] + (b"}" if log else b"")) + after


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:_DIGITS].encode()
