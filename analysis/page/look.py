"""The colours of a page, and how well one can be read on another. Every pair that stands on a page as words on a ground is in `WORDS_ON`."""

from __future__ import annotations

from analysis.figures.style import STATUS
from analysis.verdicts import NOT_STARTED, STATUSES, SUPERSEDED, WAIVED

LEAST_CONTRAST = 4.5  # of words of an ordinary size: WCAG 2.2, success criterion 1.4.3
PAPER, INK, SOFT, LINE, TINT, LINK, WARN = "#ffffff", "#222222", "#5c5c5c", "#c9c9c9", "#f3f5f8", "#0b5394", "#fff4e5"


def contrast(one: str, other: str) -> float:
    """The ratio of contrast between two colours "#rrggbb", from 1 to 21, as WCAG defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable(colour: str, ground: str) -> str:
    """The colour, darker by as much as it takes to be read on a light ground."""
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    share = 1.0
    while contrast(found := "#" + "".join(f"{round(part * share):02x}" for part in parts), ground) < LEAST_CONTRAST and share > 0:
        share -= 0.02
    return found


def _of_statuses() -> dict[str, str]:
    """A colour for the word of each status: the picture's, dark enough for words."""
    plain = dict.fromkeys((NOT_STARTED, WAIVED, SUPERSEDED), SOFT)
    return {status: readable(plain[status] if status in plain else STATUS[status].colour.lower(), TINT) for status in STATUSES}


OF_STATUS = _of_statuses()
WORDS_ON: tuple[tuple[str, str], ...] = (
    *((words, ground) for words in (INK, SOFT, LINK, *OF_STATUS.values()) for ground in (PAPER, TINT)),
    (INK, WARN), (PAPER, LINK), (PAPER, INK),
)  # fmt: skip


def colours_css() -> str:
    """The colours by the names that the style sheet calls them."""
    named = {"paper": PAPER, "ink": INK, "soft": SOFT, "line": LINE, "tint": TINT, "link": LINK, "warn": WARN}
    variables = ";".join(f"--{name}:{colour}" for name, colour in named.items())
    return f":root{{{variables}}}" + "".join(f".s-{status}{{color:{colour}}}" for status, colour in OF_STATUS.items())
