"""Drills that were run in this session of tests, kept in files: what one worker has run, the others only read.

Whether they are what the code gives cannot come in question: the folder is made for one session, and nobody looks into that of another.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.record import Record

FOLDER: Path | None = None  # set when the session begins (`tests/conftest.py`); without it nothing is kept


def kept(name: str, run: Callable[[], Record]) -> Record:
    """The drill of this name, from its file if there is one; or else it is run, and kept for the others."""
    if FOLDER is None:
        return run()
    file = FOLDER / f"{name}.pickle"
    if file.exists():
        found: Record = pickle.loads(file.read_bytes())  # noqa: S301 - written by this session
        return found
    record = run()
    FOLDER.mkdir(exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}")  # whole before it has its name: another worker may look at any moment
    beside.write_bytes(pickle.dumps(record))
    beside.replace(file)
    return record
