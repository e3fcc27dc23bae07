"""Puts fields into a template: in a sandbox, strictly, and with every sign of a value shown as text.

A user's own template runs in a process of its own, which is ended where it takes too long or too much:

    python -m analysis.papers.rendering < TEMPLATE AND FIELDS > PAPER

What goes between the two is MessagePack. Ours are rendered where they are asked for.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from contextlib import suppress
from typing import Final, Literal
from xml.sax.saxutils import escape

import msgspec

from analysis.papers.fields import PaperFields

_LONGEST_S = 60
_MOST_BYTES = 2 * 1024 * 1024 * 1024  # what a template may take, where the system can hold it to that
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can hold
_CORE = "docProps/core.xml"
_CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:language>{language}</dc:language></cp:coreProperties>'
)

PaperProblem = Literal["unknown", "not-text", "syntax", "failed", "broken", "too-much", "endless"]


class RenderingError(Exception):
    """A template cannot be filled: why, what of it, and for an unknown field the record in which it was looked for."""

    def __init__(self, problem: PaperProblem, what: str = "", owner: str = "") -> None:
        super().__init__(problem, what, owner)
        self.problem, self.what, self.owner = problem, what, owner


class _Asked(msgspec.Struct, frozen=True):
    template: bytes
    fields: PaperFields


class _Answer(msgspec.Struct, frozen=True):
    data: bytes = b""
    problem: str = ""
    what: str = ""
    owner: str = ""


def rendered_apart(template: bytes, fields: PaperFields) -> bytes:
    """A user's template with its fields put in, by a process of its own. Raises RenderingError."""
    asked = msgspec.msgpack.encode(_Asked(template, fields))
    try:
        done = subprocess.run([sys.executable, "-P", "-m", __name__], input=asked, capture_output=True, timeout=_LONGEST_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise RenderingError("endless") from None
    if done.returncode:
        raise RenderingError("too-much")
    answer = msgspec.msgpack.decode(done.stdout, type=_Answer)
    if answer.problem:
        raise RenderingError(answer.problem, answer.what, answer.owner)  # type: ignore[arg-type] # what such a process says
    return answer.data


def rendered(template: bytes, fields: PaperFields) -> bytes:
    """A template with its fields put in, before its archive is put in order. Raises RenderingError."""
    from jinja2 import TemplateError, UndefinedError
    from jinja2.exceptions import SecurityError

    from analysis.papers.sandbox import BETWEEN, FilledDocument, NoTextError, sandbox_of

    document = FilledDocument(io.BytesIO(template))
    try:
        document.init_docx()
    except (SyntaxError, KeyError, ValueError, AttributeError, TypeError):  # the first is of XML
        raise RenderingError("broken") from None
    try:
        document.render(fields.context(), sandbox_of(document), autoescape=True)
    except (UndefinedError, SecurityError) as error:
        if BETWEEN not in (error.message or ""):
            raise RenderingError("too-much") from None
        owner, _, name = (error.message or "").partition(BETWEEN)
        raise RenderingError("unknown", name, owner) from None
    except NoTextError as error:
        raise RenderingError("not-text", str(error)) from None
    except (OverflowError, MemoryError):
        raise RenderingError("too-much") from None
    except TemplateError as error:
        raise RenderingError("syntax", error.message or "") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError, SyntaxError) as error:
        raise RenderingError("failed", str(error)) from None
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def in_order(data: bytes, *, title: str = "", language: str = "") -> bytes:
    """The same archive with its parts in a fixed order and without times; with a title, its properties say that and nothing else."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            content = old.read(name)
            if title and name == _CORE:
                content = _CORE_XML.format(title=escape(title), language=language).encode()
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(entry, content)
    return found.getvalue()


def _main() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=_Asked)
    try:
        answer = _Answer(data=rendered(asked.template, asked.fields))
    except RenderingError as error:
        answer = _Answer(problem=error.problem, what=error.what, owner=error.owner)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    _main()
