"""Which characters a picture can show: what a name may hold that is no sign to draw, and what no font of ours has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

from matplotlib.font_manager import findfont, get_font

_LISTED = 24  # more than so many tell nobody anything
_SPACES = frozenset(["Cc", "Zl", "Zp", "Zs"])  # line breaks, tabs and wide spaces
_UNSEEN = frozenset({"Cf"})  # direction marks, joiners and spaces without width: they would be drawn as boxes
_NO_CHARACTERS = "\ufffe\uffff"  # which no drawing may hold either
_NO_SIGNS = _SPACES | _UNSEEN | {"Cs"}


def drawable(text: str) -> str:
    """A text on one line: line breaks and controls are spaces, signs that nobody sees are left out, halves of signs and no signs become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_drawable, text))


def _drawable(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind not in _NO_SIGNS and sign not in _NO_CHARACTERS:
        return sign
    return "" if kind in _UNSEEN else " " if kind in _SPACES else "\ufffd"


@cache
def _known(families: tuple[str, ...]) -> frozenset[int]:
    return frozenset(sign for family in families for sign in get_font(findfont(family)).get_charmap())


def unknown_signs(texts: Iterable[str], families: tuple[str, ...]) -> list[str]:
    """The characters of these texts that none of the fonts has, each once, as U+XXXX, in the order of their numbers."""
    known = _known(families)
    return [f"U+{sign:04X}" for sign in sorted({ord(sign) for text in texts for sign in text} - known - {10})]


def listed(signs: list[str]) -> str:
    """The first of them, with dots where there are more."""
    return " ".join(signs[:_LISTED]) + (" …" if len(signs) > _LISTED else "")
