"""How the pictures look, the empty sheet that they are drawn on, and how they are written.

Colours, line styles and sizes mean one thing each. The colours are Okabe and Ito's (Color Universal Design, 2008), which people with any
common colour blindness can tell apart. No meaning hangs on colour alone: a status has its own line width and end mark, a form its own line
style and tail. Sizes are in inches and points on a sheet 16 inches wide.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.text import Text as Artist
from matplotlib.transforms import Bbox

from analysis.figures.own_settings import house_rc
from analysis.figures.pages import as_page, without_outlines
from analysis.figures.signs import drawable, listed, unknown_signs
from analysis.figures.subject import subjects_as_ids
from analysis.verdicts import (
    LATE,
    MET,
    MISSED,
    NOT_STARTED,
    PENDING,
    STATUSES,
    SUPERSEDED,
    UNJUDGED,
    WAIVED,
    WRONG_CHANNEL,
    Verdict,
    rests_on_reading,
)
from sim.record import write_atomically
from sim.words import Words

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
INK, SOFT, FAINT, PAPER = "#222222", "#6B6B6B", "#D9D9D9", "#FFFFFF"
LANE_TINT, QUIET_TINT = "#F6F7F9", "#ECECEC"

FONT_FAMILY = "Drill Sans SC"
SHEET_IN = 16.0
TITLE_PT, CALLOUT_PT, NAME_PT, LABEL_PT, SMALL_PT = 19.0, 17.0, 12.0, 10.0, 9.0

NO_DUTY = "no duty"
_NOT_DRAWN = (NOT_STARTED, WAIVED, SUPERSEDED)  # nothing was owed at any moment that a picture could show
OF_DUTIES = tuple(status for status in STATUSES if status not in _NOT_DRAWN)  # worst first
DRAWN = (*OF_DUTIES, NO_DUTY)  # the order of the legend


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a status looks: its colour, the width of its arrows in points, and the mark of its bars."""

    colour: str
    width: float
    marker: str


STATUS: dict[str, Stroke] = {
    MET: Stroke(GREEN, 1.6, "o"),
    LATE: Stroke(VERMILION, 2.6, "D"),
    WRONG_CHANNEL: Stroke(ORANGE, 2.2, "v"),
    MISSED: Stroke(BLACK, 1.8, "X"),
    PENDING: Stroke(SKY, 1.3, "s"),
    UNJUDGED: Stroke(PURPLE, 1.3, "P"),
    NO_DUTY: Stroke("#9A9A9A", 1.0, "o"),
}
if set(STATUS) != set(DRAWN):
    raise TypeError(f"nobody knows how these look: {sorted(set(STATUS) ^ set(DRAWN))}")


_AS_READ: dict[str, Stroke] = {LATE: Stroke("#E8A57C", 1.8, "d"), MISSED: Stroke("#8A8A8A", 1.3, "x")}  # paler, and smaller marks


def stroke_of(verdict: Verdict) -> Stroke:
    """How a verdict looks: paler where only a number that a reading supplies was missed."""
    return _AS_READ[verdict.status] if rests_on_reading(verdict) else STATUS[verdict.status]


_READ_INK = {LATE: "#A2542A", MISSED: "#6B6B6B"}  # what is pale as a bar can still be read as words


def ink_of(verdict: Verdict) -> str:
    """The colour of words on a verdict."""
    return _READ_INK[verdict.status] if rests_on_reading(verdict) else STATUS[verdict.status].colour


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


@contextmanager
def house_style() -> Iterator[None]:
    """The settings under which every picture is built and saved, whatever the user's are: our font, text as text, fixed ids, no formulas.

    What our font lacks comes from the one that comes with matplotlib. What both lack is drawn as an empty box and listed under the picture;
    the library's own warning, in English, would tell the reader of files of ours.
    """
    settings: dict[str, Any] = {
        "font.family": list(_families()),
        "font.size": LABEL_PT,
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
        "axes.unicode_minus": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "drill",
        "text.hinting": "none",  # text is as wide in SVG as where its place was found
        "hatch.linewidth": 0.7,
        "path.simplify": False,
    }
    with house_rc(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from", UserWarning)
        yield


def _families() -> tuple[str, str]:
    """Our font, and the one that stands in for it."""
    return use_font(), "DejaVu Sans"


# --- arms of an experiment ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArmLook:
    """Of an arm of an experiment: colour, mark and line. No two arms share a mark, so that nothing hangs on colour alone."""

    colour: str
    marker: str
    line: object


BASELINE_LOOK = ArmLook(SOFT, "o", (0, (1, 1)))
_REVISIONS = (
    ArmLook(BLUE, "s", "-"), ArmLook(VERMILION, "D", (0, (6, 2))), ArmLook(GREEN, "^", (0, (4, 1, 1, 1))), ArmLook(ORANGE, "v", (0, (3, 1))),
    ArmLook(PURPLE, "P", (0, (8, 2, 2, 2))), ArmLook(SKY, "X", (0, (2, 2))),
)  # fmt: skip


def look_of_arm(place: int) -> ArmLook:
    """The look of an arm by its place; 0 is the baseline. Beyond the sixth revision looks come again."""
    return BASELINE_LOOK if place == 0 else _REVISIONS[(place - 1) % len(_REVISIONS)]


def draw_arms(figure: Figure, names: Sequence[str], tall: float, *, band: str = "", marks: bool = False, first: int = 0) -> None:
    """Which line or mark is which arm, at the upper right. `first` is the place of the first name."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs: list[Line2D | Patch] = []
    for number, name in enumerate(names, first):
        look = look_of_arm(number)
        style = {"marker": look.marker, "linestyle": "none", "markersize": 8} if marks else {"linestyle": look.line, "lw": 2.2}
        signs.append(Line2D([], [], color=look.colour, label=name, **style))  # type: ignore[arg-type] # matplotlib's styles are of many types
    if band:
        signs.append(Patch(color=SOFT, alpha=0.25, lw=0, label=band))
    legend = figure.legend(
        signs, [str(number) for number in range(len(signs))], loc="center right", bbox_to_anchor=(1 - 0.2 / SHEET_IN, 1 - 0.82 / tall),
        ncols=min(len(signs), 5), frameon=False, fontsize=LABEL_PT, borderaxespad=0, handlelength=2.6,
    )  # fmt: skip
    for artist, sign in zip(legend.get_texts(), signs, strict=True):  # the library itself leaves out names that begin with "_"
        artist.set_text(drawable(str(sign.get_label())))


# --- the font: Chinese shows as Chinese on a machine that has no Chinese font ------------------------------------------------------


@cache
def use_font() -> str:
    """Make the font known to matplotlib, once in a process, and give the name of its family."""
    # matplotlib keeps the path and reads the font when it draws; the package is a folder, so the file stays.
    with as_file(files(__package__) / "fonts" / "NotoSansSC-cut.otf") as path:
        fontManager.addfont(path)
    return FONT_FAMILY


# --- sheets -------------------------------------------------------------------------------------------------------------------------


def empty_sheet(title: str, tall: float, note: str = "", facts: str = "") -> Figure:
    """An empty sheet with its title, facts at the right (day, seeds, how many runs), and a note at its foot."""
    figure = Figure(figsize=(SHEET_IN, tall), dpi=150, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.text(0.2 / SHEET_IN, 1 - 0.4 / tall, drawable(title), fontsize=CALLOUT_PT, color=INK, va="center")
    if facts:
        figure.text(1 - 0.2 / SHEET_IN, 1 - 0.4 / tall, drawable(facts), fontsize=LABEL_PT + 1, color=SOFT, ha="right", va="center")
    figure.set_label("\n".join(part for part in (drawable(f"{title} · {facts}" if facts else title), note) if part))
    if note:
        figure.text(0.2 / SHEET_IN, 0.22 / tall, note, fontsize=LABEL_PT, color=SOFT, va="center")
    return figure


def place_axes(figure: Figure, left: float, top: float, wide: float, high: float) -> Axes:
    """Axes at a place in inches from the upper left corner."""
    tall = float(figure.get_size_inches()[1])
    return figure.add_axes((left / SHEET_IN, 1 - (top + high) / tall, wide / SHEET_IN, high / tall))


def plain_frame(axes: Axes, *, grid: str = "both") -> None:
    """A light grid behind, and no frame above and at the right."""
    axes.tick_params(labelsize=SMALL_PT, colors=SOFT)
    axes.grid(axis=grid, color="#E6E6E6", lw=0.6)  # type: ignore[arg-type] # the stubs list three words
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


_LIST_IN = 0.34  # under a picture, where there is something to list


def save_figure(figure: Figure, path: Path, say: Words, write: Callable[[Path, bytes], None] = write_atomically) -> tuple[Path, Path]:
    """Write `figure` beside `path` as .png and .svg, each whole or not at all, and give both paths. Raises OSError.

    A suffix .png or .svg of `path` is dropped. No date and no program's name goes into the files. Characters that no font of ours has are
    listed once, under the picture, in the words of `say`.
    """
    stem = path.with_suffix("") if path.suffix.lower() in (".png", ".svg") else path
    written = []
    with house_style(), _listed_under(figure, say) as area:
        for suffix, drawn in ((".png", _bitmap), (".svg", partial(_page, lang=say.lang))):
            target = stem.with_name(stem.name + suffix)
            write(target, drawn(figure, area))
            written.append(target)
    return written[0], written[1]


def bitmap_of(figure: Figure, say: Words) -> bytes:
    """`figure` as PNG, as `save_figure` writes it."""
    with house_style(), _listed_under(figure, say) as area:
        return _bitmap(figure, area)


def _bitmap(figure: Figure, area: Bbox | None) -> bytes:
    data = io.BytesIO()
    figure.savefig(data, format="png", metadata={"Software": None}, bbox_inches=area, pil_kwargs={"compress_level": 3})
    return data.getvalue()


def drawing(figure: Figure, say: Words) -> str:
    """The figure as the library writes it in SVG: texts as text without rims, and every part that stands for something with that as its id.

    Characters that no font of ours has are listed under the picture, in the words of `say`.
    """
    data = io.StringIO()
    with house_style(), _listed_under(figure, say) as area, without_outlines(figure), subjects_as_ids(figure):
        figure.savefig(data, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches=area)
    return data.getvalue()


def _page(figure: Figure, area: Bbox | None, *, lang: str) -> bytes:
    data = io.StringIO()
    with without_outlines(figure):
        figure.savefig(data, format="svg", metadata={"Date": None, "Creator": None}, bbox_inches=area)
    return as_page(data.getvalue(), str(figure.get_label()), lang).encode()


@contextmanager
def _listed_under(figure: Figure, say: Words) -> Iterator[Bbox | None]:
    """Put what cannot be drawn under the picture; gives the area of the paper in inches, None where it stays as it is."""
    unknown = unknown_signs((artist.get_text() for artist in figure.findobj(Artist)), _families())
    if not unknown:
        yield None
        return
    wide, tall = map(float, figure.get_size_inches())
    words = say("figures.not-in-font", signs=listed(unknown))
    line = figure.text(0.2 / wide, -0.6 * _LIST_IN / tall, words, fontsize=LABEL_PT, color=INK, va="bottom")
    yield Bbox([[0, -_LIST_IN], [wide, tall]])
    line.remove()
