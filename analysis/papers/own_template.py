"""A user's own template: what it may be, before anything of it runs, and what is said where it cannot be filled."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from analysis.logs.refused import BROKEN_ARCHIVE, refuse_big
from analysis.papers.fields import PaperFields, names_of
from analysis.papers.rendering import RenderingError, rendered_apart
from sim.errors import InputError, nearest
from sim.words import phrase

_MOST_BYTES: Final = 50 * 1024 * 1024
_LOCKED = b"\xd0\xcf\x11\xe0"  # a document with a password, and one of the old format, are such files
_DOCUMENT = b"wordprocessingml.document.main+xml"
_PROGRAM = re.compile(r"vbaProject|vbaData|activeX|oleObject|/embeddings/.*\.bin$|altChunk|afchunk", re.IGNORECASE)
_MACROS = b"macroEnabled"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTSIDE = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*/?>')
_BASE = re.compile(rb'Type="[^"]*/attachedTemplate"')
_ASKS_OTHERS = re.compile(
    rb"""(?:<w:instrText[^>]*>|\binstr\s*=\s*["'])\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|AUTOTEXT|MACROBUTTON)\b""", re.IGNORECASE
)
_PICTURES = b"pictures"
_SETTINGS_RELATIONS = "word/_rels/settings.xml.rels"
_SETTINGS_BASE = re.compile(rb"<w:attachedTemplate\b[^>]*/>")


def read_template(path: Path) -> bytes:
    """A template that holds no program and asks nobody else for anything. Raises InputError."""
    file = str(path)
    if not path.is_file():
        raise InputError.of(file, "--template", phrase("cli.keep.no-file"), hint=phrase("docx.template.hint"))
    if path.stat().st_size > _MOST_BYTES:
        allowed = phrase("log.at-most-mb", megabytes=_MOST_BYTES // (1024 * 1024))
        raise InputError.of(file, "--template", phrase("docx.template.too-big"), allowed=allowed)
    data = path.read_bytes()
    if data.startswith(_LOCKED):
        raise InputError.of(file, "--template", phrase("docx.template.locked"), hint=phrase("docx.template.hint"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_big(archive, file)
            _check(archive, file)
            return _without_base(archive)
    except BROKEN_ARCHIVE:
        raise InputError.of(file, "--template", phrase("docx.template.broken"), hint=phrase("docx.template.hint")) from None


def shows_pictures(template: bytes) -> bool:
    """Whether a template asks for pictures, which take most of the time that a paper does."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        return any(_PICTURES in archive.read(name) for name in archive.namelist() if name.endswith(".xml"))


def filled_template(path: Path, template: bytes, fields: PaperFields) -> bytes:
    """The template with its fields put in. Raises InputError in words where that cannot be."""
    try:
        return rendered_apart(template, fields)
    except RenderingError as error:
        file = str(path)
        if error.problem == "unknown":
            known = names_of(error.owner or PaperFields.__name__)
            hint = nearest(error.what, known) or phrase("docx.template.fields-page")
            raise InputError.of(file, "--template", phrase("docx.template.unknown"), value=error.what, allowed=known, hint=hint) from None
        problem = phrase(f"docx.template.{error.problem}")
        raise InputError.of(file, "--template", problem, value=error.what, hint=phrase("docx.template.fields-page")) from None


def _check(archive: zipfile.ZipFile, file: str) -> None:
    names = archive.namelist()
    types = archive.read("[Content_Types].xml")
    if len(names) != len(set(names)) or "word/document.xml" not in names or _DOCUMENT not in types:
        other = phrase("docx.template.macros") if _MACROS in types else phrase("docx.template.other-kind")
        raise InputError.of(file, "--template", other, hint=phrase("docx.template.hint"))
    for name in names:
        content = archive.read(name)
        if _PROGRAM.search(name) or (name.endswith((".xml", ".rels")) and _ASKS_OTHERS.search(content)):
            raise InputError.of(file, "--template", phrase("docx.template.program"), value=name, hint=phrase("docx.template.program.hint"))
        if name.endswith((".xml", ".rels")) and (_DOCTYPE.search(content) or b"\0" in content):
            raise InputError.of(file, "--template", phrase("docx.template.broken"), value=name, hint=phrase("docx.template.hint"))
        if name.endswith(".rels") and _fetches(name, content):
            raise InputError.of(file, "--template", phrase("docx.template.outside"), value=name, hint=phrase("docx.template.program.hint"))


def _fetches(name: str, relations: bytes) -> bool:
    """Whether a part asks for what is elsewhere, but for links to be followed by hand, and for what the document was begun from, which goes."""
    ways = [one for one in ET.fromstring(relations).iter() if one.get("TargetMode", "").casefold() == "external"]  # noqa: S314 - without entities
    goes = sum(_BASE.search(one) is not None for one in _OUTSIDE.findall(relations)) if name == _SETTINGS_RELATIONS else 0
    return sum(not one.get("Type", "").endswith("/hyperlink") for one in ways) > goes


def _without_base(archive: zipfile.ZipFile) -> bytes:
    """The same document without the one that it was begun from, which is somebody's file elsewhere."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "word/settings.xml":
                content = _SETTINGS_BASE.sub(b"", content)
            elif name == _SETTINGS_RELATIONS:
                content = _OUTSIDE.sub(lambda match: b"" if _BASE.search(match[0]) else match[0], content)
            new.writestr(name, content)
    return found.getvalue()
