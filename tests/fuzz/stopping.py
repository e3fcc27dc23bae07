"""What stops a command at its Nth step on the disk: a kill, a full disk, one that turned read-only. For a process that has been forked for it.

A step is a file that is opened for writing, a write into it, a rename, a removal, a folder made, and a statement of SQLite that changes something.
"""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

How = Literal["kill", "full", "read-only", "forbidden"]
HOWS: tuple[How, ...] = ("kill", "full", "read-only", "forbidden")
_ERRORS = {"full": errno.ENOSPC, "read-only": errno.EROFS, "forbidden": errno.EACCES}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_CHANGES = ("BEGIN", "COMMIT", "INSERT", "PRAGMA PAGE_SIZE")


class Stop:
    """Counts the steps below a folder, and stops at one of them; a disk that is full or read-only stays so."""

    def __init__(self, home: Path, how: How, at: int, count: Callable[[int], None], hit: Callable[[], None]) -> None:
        self._home, self._how, self._at, self._count, self._hit = str(home.resolve()), how, at, count, hit
        self._steps = 0
        self._fdopen = os.fdopen

    def install(self) -> None:
        """From here on, for as long as the process lives."""
        sys.addaudithook(self._event)
        setattr(os, "fdopen", self._opened)  # noqa: B010 - for the rest of this process, whatever its type
        connect = sqlite3.connect
        setattr(sqlite3, "connect", partial(connect, factory=_connection(self)))  # noqa: B010

    def step(self, path: str = "", *, frees: bool = False) -> None:
        """One step; of those that free room none fails on a full disk."""
        self._steps += 1
        self._count(self._steps)
        if self._steps < self._at:
            return
        if self._how == "kill":
            if self._steps == self._at:
                os.kill(os.getpid(), signal.SIGKILL)
        elif not (frees and self._how == "full"):
            self._hit()
            number = _ERRORS[self._how]
            raise OSError(number, os.strerror(number), path) if path else OSError(number, os.strerror(number))

    def _event(self, event: str, given: tuple[Any, ...]) -> None:
        if event not in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") or not given:
            return
        path = os.fspath(given[0]) if isinstance(given[0], str | bytes | os.PathLike) else ""
        path = os.fsdecode(path)
        if not str(Path.cwd() / path).startswith(self._home) or "__pycache__" in path:
            return
        if event == "open" and not (isinstance(given[2], int) and given[2] & _WRITES):
            return
        self.step(path, frees=event in ("os.rename", "os.remove", "os.rmdir"))

    def _opened(self, handle: int, *args: Any, **more: Any) -> Any:
        file = self._fdopen(handle, *args, **more)
        return _Slow(file, self) if args and "w" in args[0] else file


class _Slow:
    """A file whose every write is two steps with half of the content in between."""

    def __init__(self, file: Any, stop: Stop) -> None:
        self._file, self._stop = file, stop

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self._stop.step()
        self._file.write(data[:half])
        self._file.flush()
        self._stop.step()
        self._file.write(data[half:])
        return len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _connection(stop: Stop) -> type[sqlite3.Connection]:
    class Slow(sqlite3.Connection):
        """A connection each of whose changes is a step before and one after it."""

        def execute(self, text: str, *given: Any) -> sqlite3.Cursor:
            return _between(stop, text, lambda: sqlite3.Connection.execute(self, text, *given))

        def executemany(self, text: str, given: Any) -> sqlite3.Cursor:
            return _between(stop, text, lambda: sqlite3.Connection.executemany(self, text, given))

        def executescript(self, text: str) -> sqlite3.Cursor:
            return _between(stop, text, lambda: sqlite3.Connection.executescript(self, text))

    return Slow


def _between(stop: Stop, text: str, change: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
    if not text.upper().startswith(_CHANGES):
        return change()
    try:
        stop.step()
        done = change()
        stop.step()
    except OSError as error:
        raise sqlite3.OperationalError(f"database or disk is full ({error})") from None
    return done
