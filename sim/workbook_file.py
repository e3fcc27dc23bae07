"""Workbooks as files: the library that reads and writes them, alike on every machine, and their bytes, which hold no time of saving.

The library would write other bytes, and raise other errors, where another library for XML happens to be installed beside it.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from types import ModuleType
from typing import Any

_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can state
_MADE_BY = "drill"


def workbooks() -> ModuleType:
    """The library of workbooks. Whoever needs it first asks here, since it settles by what it reads XML when it is loaded."""
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl

    return openpyxl


def new_workbook(font: str, size: float) -> Any:
    """A workbook without a sheet. By the digits of its font programs reckon how wide a column is."""
    book: Any = workbooks().Workbook()
    book.remove(book.active)
    from openpyxl.styles import Font

    plain = Font(name=font, size=size)
    styles = vars(book)  # the library has no other way to say what the plain style is
    styles["_fonts"] = type(styles["_fonts"])([plain])
    styles["_named_styles"]["Normal"].font = plain
    book.properties.creator = _MADE_BY
    return book


def workbook_bytes(book: Any) -> bytes:
    """The file of a workbook: the same for the same cells, whenever it is saved. It states no time at which it was made."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as written:
        for name in parts.namelist():
            data = parts.read(name)
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else it names the system that made it
            written.writestr(entry, _TIMES.sub(b"", data) if name == _CORE else data)
    return fixed.getvalue()
