"""How the pictures look: colours, line styles and sizes, each meaning one thing.

The colours are Okabe and Ito's (Color Universal Design, 2008), which people with any common colour blindness can tell apart.
No meaning hangs on colour alone: a status has its own line width and end mark, a form its own line style and tail.
Sizes are in inches and points on a sheet 16 inches wide.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

from analysis.figures import fonts
from analysis.verdicts import LATE, MET, MISSED, PENDING, UNJUDGED

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, SOFT, FAINT, PAPER = "#222222", "#6B6B6B", "#D9D9D9", "#FFFFFF"
LANE_TINT, QUIET_TINT = "#F6F7F9", "#ECECEC"

SHEET_IN = 16.0
TITLE_PT, CALLOUT_PT, NAME_PT, LABEL_PT, SMALL_PT = 19.0, 17.0, 12.0, 10.0, 9.0

NO_DUTY = "no duty"
DRAWN = (MISSED, LATE, UNJUDGED, PENDING, MET, NO_DUTY)  # the order of the legend, worst first


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a status looks: its colour, the width of its arrows in points, and the mark of its bars."""

    colour: str
    width: float
    marker: str


STATUS: dict[str, Stroke] = {
    MET: Stroke(GREEN, 1.6, "o"),
    LATE: Stroke(VERMILION, 2.6, "D"),
    MISSED: Stroke(BLACK, 1.8, "X"),
    PENDING: Stroke(SKY, 1.3, "s"),
    UNJUDGED: Stroke(PURPLE, 1.3, "P"),
    NO_DUTY: Stroke("#9A9A9A", 1.0, "o"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a form of message looks: a line style and the mark at the sender's end."""

    line: Any  # matplotlib's line style: a name or a dash pattern
    tail: str
    hollow: bool = False


FORM: dict[str, Shape] = {
    "initial": Shape("-", "o"),
    "follow-up": Shape((0, (5, 2)), "o", hollow=True),
    "final": Shape((0, (8, 2, 1, 2)), "D"),
    "written": Shape((0, (1, 1.2)), "s"),
    "partial": Shape((0, (3, 2)), "s", hollow=True),
}
OTHER_FORM = Shape((0, (2, 2)), ".")

CROWD: dict[str, tuple[str, str]] = {  # level of agitation -> colour and hatch, calmest first
    "calm": (SKY, ""),
    "vocal": (YELLOW, ".."),
    "obstructing": (ORANGE, "//"),
    "storming": (PURPLE, "xx"),
    "present": (SKY, ""),
}
BAND_SHADES = ("#1F3552", "#4A6A94", "#86A3C5", "#C3D3E6", "#E3EBF4")  # darkest for the worst rank


def shade(rank: int | None) -> tuple[str, str]:
    """The fill of a band by its rank (0 is the worst; None has no rank), and the ink that can be read on it."""
    if rank is None:
        return BAND_SHADES[2], INK
    index = min(rank, len(BAND_SHADES) - 1)
    return BAND_SHADES[index], PAPER if index < 2 else INK


def look() -> AbstractContextManager[None]:
    """The matplotlib settings under which every picture is built and saved: our font, text as paths, fixed ids."""
    settings: Any = {
        "font.family": [fonts.use()],
        "font.size": LABEL_PT,
        "axes.unicode_minus": False,
        "svg.fonttype": "path",
        "svg.hashsalt": "drill",
        "text.hinting": "none",  # text is as wide in SVG as where its place was found
        "hatch.linewidth": 0.7,
        "path.simplify": False,
    }
    return mpl.rc_context(settings)
