"""For what every workbook is refused, whichever reader opens it: it is locked, broken, or small only while it is packed."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from analysis.logs.table import Cells
from sim.errors import InputError
from sim.words import phrase

MAX_UNPACKED = 1024 * 1024 * 1024  # a million rows of eight columns unpack to 0.5 GB
MAX_PACKING = 150  # how many times its size a big workbook may unpack to; rows of a log are packed some fifteen times smaller
_BIG_PART = 50 * 1024 * 1024  # what is smaller does no harm, however it is packed
MAX_SHEET_ROWS = 1_048_576
MAX_CELLS = 20_000_000  # a million rows of twenty columns
# What opening and reading a broken archive raises. Readers of XML raise kinds of SyntaxError, each its own; ValueError comes where the list of parts
# points before the file; the last is of a way of packing, or of locking, that the library does not know.
BROKEN_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, SyntaxError, ValueError, KeyError, OSError, EOFError, RuntimeError, NotImplementedError)


def locked(file: str) -> InputError:
    """It opens with a password only."""
    return InputError.of(file, "", phrase("log.password"), allowed=phrase("log.workbooks"), hint=phrase("log.password-hint"))


def unreadable(file: str) -> InputError:
    """It is no workbook that can be read."""
    return InputError.of(file, "", phrase("log.no-workbook"), allowed=phrase("log.workbooks"), hint=phrase("log.other-kind-hint"))


def empty(file: str) -> InputError:
    """Nothing stands in any sheet that its reader sees: the reader may miss what is there."""
    return InputError.of(file, "", phrase("log.empty-sheets"), hint=phrase("log.other-kind-hint"))


def far_cells(file: str) -> InputError:
    """It has a sheet that is small only while it is packed."""
    most = phrase("log.at-most-cells", count=f"{MAX_CELLS:,}")
    return InputError.of(file, "", phrase("log.far-cells"), allowed=most, hint=phrase("log.far-cells-hint"))


def refuse_big(archive: zipfile.ZipFile, file: str) -> None:
    """Raise InputError for a file that would unpack to more than is read, or to much more than rows ever do."""
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        allowed = phrase("log.at-most-mb", megabytes=MAX_UNPACKED // (1024 * 1024))
        raise InputError.of(file, "", phrase("log.too-big-unpacked"), allowed=allowed)
    for part in parts:
        if part.file_size > max(_BIG_PART, MAX_PACKING * part.compress_size):
            allowed = phrase("bounds.packing.allowed", times=MAX_PACKING, megabytes=_BIG_PART // (1024 * 1024))
            value = f"{part.file_size // (1024 * 1024)} MB, {part.filename}"
            raise InputError.of(file, "", phrase("bounds.packing"), value=value, allowed=allowed, hint=phrase("bounds.packing.hint"))


def counted(rows: Iterable[tuple[int, Cells]], file: str) -> Iterator[tuple[int, Cells]]:
    """The rows of a sheet as they come. Raises InputError once they hold more cells, blank ones too, than are read."""
    count = 0
    for line, cells in rows:
        count += len(cells)
        if count > MAX_CELLS:
            raise far_cells(file)
        yield line, cells
