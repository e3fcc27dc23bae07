"""What kind a file is, by its first bytes and its parts; what its name ends in says nothing."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

from analysis.logs.refused import BROKEN_ARCHIVE

ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
PASSWORD = "password"  # noqa: S105 - the kind of a file that is locked by one
LIGHT = ("xls", "xlsb")
_OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OLD_PARTS = {"EncryptedPackage": PASSWORD, "WordDocument": "DOC", "PowerPoint Document": "PPT"}


def kind_of(data: bytes) -> str:
    """`xlsx`, `ods`, one of LIGHT, PASSWORD, the name of a kind that is not read; "" for what may be text."""
    if data.startswith(ZIP):
        return _packed(data)
    if data.startswith(OLE):  # a document in which a workbook is embedded is still a document
        return next((kind for part, kind in _OLD_PARTS.items() if part.encode("utf-16-le") in data), "xls")
    return "PDF" if data.startswith(PDF) else ""


def _packed(data: bytes) -> str:
    """What a packed file holds; one that cannot be opened is left to the reader of workbooks to refuse."""
    with suppress(*BROKEN_ARCHIVE), zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "mimetype" in names:
            told = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
            return "ods" if told.removesuffix("-template") == _OPEN_SHEET else told
        if any(name.endswith("workbook.bin") for name in names):
            return "xlsb"
        for part, kind in (("word/document.xml", "DOCX"), ("ppt/presentation.xml", "PPTX")):
            if part in names:
                return kind
    return "xlsx"
