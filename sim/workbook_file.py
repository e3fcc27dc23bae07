"""Workbooks as files: begun alike, and the same bytes for the same cells, without a time of saving."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from sim.words.layout import visible

_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)  # the first that an archive can state
_MADE_BY = "drill"
_LONGEST_HEADER = 100  # characters of one of three parts; Excel takes a file for broken where they are more than 255 in all


def new_workbook(font: str, size: float) -> Any:
    """A workbook without a sheet. By the digits of its font programs reckon how wide a column is."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book: Any = Workbook()
    book.remove(book.active)
    plain = Font(name=font, size=size)
    styles = vars(book)  # the library has no other way to say what the plain style is
    styles["_fonts"] = type(styles["_fonts"])([plain])
    styles["_named_styles"]["Normal"].font = plain
    book.properties.creator = _MADE_BY
    return book


def text_of_header(text: str) -> str:
    """A text as the header or the foot of a sheet shows it: on one line, and "&", which begins an order there, as itself."""
    line = visible(re.sub(r"\s+", " ", text))
    short = line if len(line) + line.count("&") <= _LONGEST_HEADER else line[: _LONGEST_HEADER // 2].rstrip() + "…"
    return short.replace("&", "&&")


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
