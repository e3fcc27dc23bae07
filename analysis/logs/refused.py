"""For what every workbook is refused, whichever reader opens it: it is locked, broken, or small only while it is packed."""

from __future__ import annotations

import zipfile
import zlib
from typing import Final
from xml.etree.ElementTree import ParseError

from sim.errors import InputError
from sim.words import phrase

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_SHEET_ROWS = 1_048_576
MAX_CELLS = 40_000_000
# What opening and reading a broken archive raises; the last is of a way of packing, or of locking, that the library does not know.
BROKEN_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, OSError, EOFError, RuntimeError, NotImplementedError)


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
    """Raise InputError for a file that would unpack to more than is read."""
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
        allowed = phrase("log.at-most-mb", megabytes=MAX_UNPACKED // (1024 * 1024))
        raise InputError.of(file, "", phrase("log.too-big-unpacked"), allowed=allowed)
