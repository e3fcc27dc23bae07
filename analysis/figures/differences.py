"""What the revisions change, measure by measure: paired differences with their intervals, and every measure in every scenario at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.labels import Labels
from analysis.figures.sheet import wrapped
from analysis.figures.style import (
    BLUE,
    FAINT,
    INK,
    LABEL_PT,
    NAME_PT,
    PAPER,
    SMALL_PT,
    SOFT,
    VERMILION,
    draw_arms,
    empty_sheet,
    house_style,
    look_of_arm,
    place_axes,
    plain_frame,
)
from sim.words import words

# --- differences with their intervals ---------------------------------------------------------------------------------------------

_FOREST_ROW_IN, _FOREST_HEAD_IN, _FOREST_GAP_IN, _FOREST_LEFT_IN, _FOREST_WIDE_IN = 0.34, 1.15, 0.75, 4.6, 10.9
_BETTER = "#DDF1E8"  # the ground of the better side
_UNITS = ("min", "share", "count")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """A figure's differences, one for each revision (None where there is none): estimate, low, high, and whether they are beyond chance."""

    name: str
    unit: str
    better: str | None  # "lower", "higher", or None
    marks: tuple[tuple[float, float, float, bool] | None, ...]


def forest(rows: Sequence[ForestRow], revisions: Sequence[str], *, lang: str, title: str, facts: str = "") -> Figure:
    """Draw the differences, revision − baseline. The tinted side of zero is the better one; hollow marks are not beyond chance."""
    say = words(lang)
    panels = [(unit, [row for row in rows if row.unit == unit]) for unit in _UNITS]
    panels = [(unit, held) for unit, held in panels if held]
    high = max(1.0, 0.55 * len(revisions)) * _FOREST_ROW_IN + 0.08
    tall = _FOREST_HEAD_IN + sum(len(held) * high + _FOREST_GAP_IN for _, held in panels) + 0.35
    note = say("figures.forest-note")
    with house_style():
        figure = empty_sheet(title, tall, note, facts)
        draw_arms(figure, revisions, tall, marks=True, first=1)
        top = _FOREST_HEAD_IN
        for unit, held in panels:
            axes = place_axes(figure, _FOREST_LEFT_IN, top, _FOREST_WIDE_IN, len(held) * high)
            _forest_panel(axes, held, len(revisions), scale=100.0 if unit == "share" else 1.0)
            axes.set_xlabel(say.named("axis", unit), fontsize=LABEL_PT, color=INK)
            top += len(held) * high + _FOREST_GAP_IN
    return figure


def _forest_panel(axes: Axes, rows: Sequence[ForestRow], revisions: int, *, scale: float) -> None:
    ends = [scale * end for row in rows for mark in row.marks if mark for end in mark[:3]]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = max(high - low, 1e-6) * 0.06 + 0.02
    axes.set_xlim(low - room, high + room)
    for number, row in enumerate(rows):
        left, right = axes.get_xlim()
        if row.better is not None:
            better = (left, 0.0) if row.better == "lower" else (0.0, right)
            axes.fill_betweenx([number - 0.46, number + 0.46], *better, color=_BETTER, lw=0, zorder=0)
        for arm, mark in enumerate(row.marks):
            if mark is None:
                continue
            seen = look_of_arm(arm + 1)
            y = number + (arm - (revisions - 1) / 2) * min(0.7 / max(revisions, 1), 0.3)
            middle, least, most, sure = mark
            axes.plot([scale * least, scale * most], [y, y], color=seen.colour, lw=2.0, solid_capstyle="butt", zorder=3)
            axes.plot([scale * middle], [y], marker=seen.marker, markersize=7.5, color=seen.colour, markeredgewidth=1.4,
                      markerfacecolor=seen.colour if sure else "white", linestyle="none", zorder=4)  # fmt: skip
    axes.axvline(0, color=INK, lw=1.2, zorder=2)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    plain_frame(axes, grid="x")
    axes.set_yticks(range(len(rows)), [row.name for row in rows], fontsize=NAME_PT - 1, color=INK)
    axes.tick_params(axis="y", length=0, labelsize=NAME_PT - 1, colors=INK)
    axes.tick_params(axis="x", colors=SOFT)
    axes.spines["left"].set_visible(False)


# --- everything at a glance -------------------------------------------------------------------------------------------------------

_MAP_ROW_IN, _MAP_HEAD_IN, _MAP_LEFT_IN, _MAP_WIDE_IN, _MAP_FOOT_IN = 0.36, 1.9, 4.6, 10.9, 0.55
_UNSURE = 0.3  # what may be chance is drawn paler
_SHADES = LinearSegmentedColormap.from_list("worse-better", [VERMILION, PAPER, BLUE])


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """`net` is how far beyond what is worth the name it is better (to 1) or worse (to −1); `text` the difference, with its unit and a
    sign of better or worse; `sure` if beyond chance.
    """

    net: float
    text: str
    sure: bool


def heat_map(
    measures: Sequence[str], columns: Sequence[tuple[str, str]], cells: Sequence[Sequence[HeatCell | None]], *, lang: str, facts: str = ""
) -> Figure:
    """Draw a row for each measure and a column for each (revision, scenario). None is a measure without values there."""
    say = words(lang)
    tall = _MAP_HEAD_IN + len(measures) * _MAP_ROW_IN + _MAP_FOOT_IN
    title, note = say("figures.heat-map-title"), say("figures.heat-map-note")
    with house_style():
        figure = empty_sheet(title, tall, note, facts)
        axes = place_axes(figure, _MAP_LEFT_IN, _MAP_HEAD_IN, _MAP_WIDE_IN, len(measures) * _MAP_ROW_IN)
        for y, row in enumerate(cells):
            for x, cell in enumerate(row):
                _cell(axes, x, y, cell)
        axes.set_xlim(0, max(len(columns), 1))
        axes.set_ylim(max(len(measures), 1), 0)
        axes.set_xticks([])
        axes.set_yticks([y + 0.5 for y in range(len(measures))], list(measures), fontsize=LABEL_PT + 1, color=INK)
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        _heads(figure, axes, columns)
    return figure


def _cell(axes: Axes, x: int, y: int, cell: HeatCell | None) -> None:
    if cell is None:
        axes.add_patch(Rectangle((x + 0.02, y + 0.05), 0.96, 0.9, facecolor=PAPER, edgecolor=FAINT, lw=0.6, hatch="////"))
        return
    colour = _SHADES((cell.net * (1.0 if cell.sure else _UNSURE) + 1) / 2)
    axes.add_patch(Rectangle((x + 0.02, y + 0.05), 0.96, 0.9, facecolor=colour, edgecolor=INK if cell.sure else FAINT, lw=1.6 if cell.sure else 0.6))
    dark = cell.sure and cell.net > 0.55
    axes.text(x + 0.5, y + 0.5, cell.text, ha="center", va="center", fontsize=SMALL_PT + (1 if cell.sure else 0),
              color=PAPER if dark else INK if cell.sure else SOFT)  # fmt: skip


def _heads(figure: Figure, axes: Axes, columns: Sequence[tuple[str, str]]) -> None:
    """The revision over its scenarios, each in lines as wide as there is room."""
    labels = Labels(axes, FigureCanvasAgg(figure), (0, 0, 0, 0))
    wide = _MAP_WIDE_IN / max(len(columns), 1)
    heads = [wrapped(labels, scenario, SMALL_PT, wide - 0.12, 3) for _, scenario in columns]
    high = -0.3 - 0.46 * max(map(len, heads), default=0)  # of a row, where the line under a revision stands
    start = 0
    for x, (revision, _) in enumerate(columns):
        axes.text(x + 0.5, -0.15, "\n".join(heads[x]), linespacing=1.3, ha="center", va="bottom", fontsize=SMALL_PT, color=INK)
        if x + 1 == len(columns) or columns[x + 1][0] != revision:
            name = wrapped(labels, revision, NAME_PT, wide * (x + 1 - start) - 0.12, 2)
            axes.text((start + x + 1) / 2, high - 0.1, "\n".join(name), linespacing=1.3, ha="center", va="bottom", fontsize=NAME_PT, color=INK)
            axes.plot([start + 0.05, x + 0.95], [high, high], color=INK, lw=1.2, clip_on=False)
            start = x + 1
