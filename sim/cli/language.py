"""In which language to speak: --lang, else DRILL_LANG, else the locale."""

from __future__ import annotations

import locale
import os

LANG_OPTION_HELP = "zh or en; else DRILL_LANG, else the locale"


def chosen_language(asked: str | None = None) -> str:
    """The language: `zh` or `en`."""
    for word in (asked, os.environ.get("DRILL_LANG"), os.environ.get("LC_ALL"), os.environ.get("LC_MESSAGES"), os.environ.get("LANG")):
        if word:
            return "zh" if word.lower().startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
