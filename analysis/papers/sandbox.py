"""Where the tags of a template run: nothing of the program or the machine can be reached, nothing is changed, and nothing is made by counting.

Imported only where a Word document is made: its libraries are an extra.
"""

from __future__ import annotations

import io
import re
from typing import Any, Final

import msgspec
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from analysis.papers.fields import PaperPicture

BETWEEN = "\0"  # in the message on an unknown field, between its record and its name
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # what no document may hold, and what its library takes for a break
_TAG_LIKE = re.compile(r"(?<=[{%}])_(?=[{%}])")  # what the library turns into braces after all fields are put in


class UnknownField(StrictUndefined):
    """A field that is not there: the record in which it was looked for and its name go into the message."""

    @property
    def _undefined_message(self) -> str:
        owner = type(self._undefined_obj).__name__ if isinstance(self._undefined_obj, msgspec.Struct) else ""
        return f"{owner}{BETWEEN}{self._undefined_name}"


class NoTextError(Exception):
    """A list or a record stands where a text is wanted."""


class FilledDocument(DocxTemplate):  # type: ignore[misc] # of a library without types
    """A document whose properties are texts, not markup."""

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Fill title, subject and so on."""
        super().render_properties(context, jinja_env.overlay(autoescape=False))


class ToldPicture(InlineImage):  # type: ignore[misc] # of a library without types
    """A picture with what it shows in words."""

    def __init__(self, document: FilledDocument, picture: PaperPicture) -> None:
        super().__init__(document, io.BytesIO(picture.png), width=Mm(picture.wide_mm))
        self._told = escape(without_controls(picture.told))

    def _insert_image(self) -> str:
        return str(super()._insert_image()).replace("<wp:docPr ", f'<wp:docPr descr="{self._told}" ', 1)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which neither long texts nor large numbers are made by counting."""

    intercepted_binops = frozenset({"*", "**"})
    _NUMBERS: Final = (int, float)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """A product of numbers; anything else is refused."""
        if operator == "**" or not all(isinstance(one, self._NUMBERS) for one in (left, right)):
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def sandbox_of(document: FilledDocument) -> Sandbox:
    """The environment in which the tags of a document run; pictures are put into that document."""

    @pass_eval_context
    def shown(place: Any, value: Any) -> Any:
        if isinstance(value, UnknownField | Markup | InlineImage):
            return value
        if isinstance(value, PaperPicture):
            return ToldPicture(document, value)
        if isinstance(value, msgspec.Struct | tuple | list | dict) or callable(value):
            raise NoTextError(type(value).__name__)
        text = "" if value is None else without_controls(str(value))
        return Markup(_TAG_LIKE.sub("&#95;", str(escape(text)))) if place.autoescape else text  # noqa: S704 - it was escaped here

    made = Sandbox(undefined=UnknownField, autoescape=True, finalize=shown)
    made.globals.pop("lipsum")
    made.filters.pop("random")  # the same inputs make the same paper
    return made


def without_controls(text: str) -> str:
    """A text without the signs that a document may not hold."""
    return _NO_XML.sub("", text)
