"""How arms look in every picture of an experiment, and the frame that the pictures share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.figures.style import BLUE, CALLOUT_PT, GREEN, INK, LABEL_PT, ORANGE, PAPER, PURPLE, SHEET_IN, SKY, SMALL_PT, SOFT, VERMILION


@dataclass(frozen=True, slots=True)
class Look:
    """An arm's colour, mark and line. No two arms share a mark, so that nothing hangs on colour alone."""

    colour: str
    marker: str
    line: object


BASELINE_LOOK = Look(SOFT, "o", (0, (1, 1)))
_REVISIONS = (
    Look(BLUE, "s", "-"), Look(VERMILION, "D", (0, (6, 2))), Look(GREEN, "^", (0, (4, 1, 1, 1))), Look(ORANGE, "v", (0, (3, 1))),
    Look(PURPLE, "P", (0, (8, 2, 2, 2))), Look(SKY, "X", (0, (2, 2))),
)  # fmt: skip
MOST_REVISIONS = len(_REVISIONS)


def look_of(place: int) -> Look:
    """The look of an arm by its place; 0 is the baseline. Beyond the sixth revision looks come again."""
    return BASELINE_LOOK if place == 0 else _REVISIONS[(place - 1) % len(_REVISIONS)]


def sheet(title: str, tall: float, note: str = "") -> Figure:
    """An empty sheet with its title, and a note at its foot."""
    figure = Figure(figsize=(SHEET_IN, tall), dpi=150, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.text(0.2 / SHEET_IN, 1 - 0.4 / tall, title, fontsize=CALLOUT_PT, color=INK, va="center")
    if note:
        figure.text(0.2 / SHEET_IN, 0.22 / tall, note, fontsize=LABEL_PT, color=SOFT, va="center")
    return figure


def place(figure: Figure, left: float, top: float, wide: float, high: float) -> Axes:
    """Axes at a place in inches from the upper left corner."""
    tall = float(figure.get_size_inches()[1])
    return figure.add_axes((left / SHEET_IN, 1 - (top + high) / tall, wide / SHEET_IN, high / tall))


def plain(axes: Axes, *, grid: str = "both") -> None:
    """A light grid behind, and no frame above and at the right."""
    axes.tick_params(labelsize=SMALL_PT, colors=SOFT)
    axes.grid(axis=grid, color="#E6E6E6", lw=0.6)  # type: ignore[arg-type] # the stubs list three words
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def legend(figure: Figure, names: Sequence[str], tall: float, *, band: str = "", marks: bool = False, first: int = 0) -> None:
    """Which line or mark is which arm, at the upper right. `first` is the place of the first name."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs: list[Line2D | Patch] = []
    for number, name in enumerate(names, first):
        look = look_of(number)
        style = {"marker": look.marker, "linestyle": "none", "markersize": 8} if marks else {"linestyle": look.line, "lw": 2.2}
        signs.append(Line2D([], [], color=look.colour, label=name, **style))  # type: ignore[arg-type] # matplotlib's styles are of many types
    if band:
        signs.append(Patch(color=SOFT, alpha=0.25, lw=0, label=band))
    figure.legend(
        handles=signs, loc="center right", bbox_to_anchor=(1 - 0.2 / SHEET_IN, 1 - 0.82 / tall), ncols=min(len(signs), 5), frameon=False,
        fontsize=LABEL_PT, borderaxespad=0, handlelength=2.6,
    )  # fmt: skip
