"""The folder of a drill: which folders may be written to, and what stands in them."""

from __future__ import annotations

from pathlib import Path

from sim.errors import InputError
from sim.record import Record, decode, write_atomically

MARK = "drill-folder.json"
_MARK_TEXT = b'{"schema": "drill.folder/1"}\n'
INPUTS = "inputs"


def claim(folder: Path) -> Path:
    """Make `folder` a drill's, or check that it is one. Raises InputError for anything else: nothing of a user's is overwritten."""
    if folder.exists() and not folder.is_dir():
        raise InputError.of(str(folder), "--out", "this is a file, not a folder", hint="name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        hint = "name a new folder, or one that an earlier --out made"
        raise InputError.of(str(folder), "--out", "this folder holds something else than a drill", hint=hint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / MARK, _MARK_TEXT)
    except OSError as error:
        raise InputError.of(str(folder), "--out", f"cannot be written: {error.strerror}", hint="name a folder that you may write to") from None
    return folder


def read_record(path: Path) -> Record:
    """The record in a drill's folder, or in a file. Raises InputError."""
    file = path / "record.jsonl" if path.is_dir() else path
    try:
        return decode(file.read_bytes(), str(file))
    except FileNotFoundError:
        raise InputError.of(str(file), "", "there is no such file", hint="drill run SCENARIO --out FOLDER makes one") from None
