"""HTML that is put together from parts: what is a plain text is escaped, only `Html` is not, so nothing of a log can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from sim.words.layout import visible

_EMPTY = frozenset({"meta", "link", "br", "hr", "img", "input"})
_CLOSED = frozenset({"path", "use", "rect", "image"})  # of a drawing, which may close themselves


class Html(str):
    """Markup that stands as it is."""

    __slots__ = ()


def plain(text: object) -> Html:
    """Text as text: what would steer it, and what no page may hold, is written out by its number."""
    return text if isinstance(text, Html) else Html(escape(visible(str(text).replace("\r\n", "\n"))))


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """An element. Of a name of an attribute a last `_` is dropped and the others are hyphens; one that is None or False is left out."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{plain(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Html(f"<{name}{said}>")
    inner = joined(content)
    return Html(f"<{name}{said}/>" if not inner and name in _CLOSED else f"<{name}{said}>{inner}</{name}>")


def joined(parts: Iterable[object], between: str = "") -> Html:
    """Parts one after the other; None is nothing."""
    return Html(between.join(plain(part) for part in parts if part is not None))


def css_text(text: str) -> str:
    """Words as a string in a style: signs that could end it, or the style, by their numbers."""
    return '"' + re.sub(r"""["'\\<>&\n\r\f]""", lambda found: f"\\{ord(found[0]):x} ", visible(text)) + '"'
