"""Text that is safe in a cell: a program that opens the sheet must not take it for a formula."""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # what a cell of a workbook holds


def safe_text(text: str) -> str:
    """The text with a leading apostrophe where it begins like a formula, without control characters and halves of signs, cut to what a cell holds."""
    text = _CONTROL.sub("", text)[: _LONGEST - 1]
    return f"'{text}" if text.startswith(_FORMULA) else text
