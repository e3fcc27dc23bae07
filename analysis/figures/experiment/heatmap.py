"""Every measure in every scenario at a glance: which way each revision moves it, in how many runs, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.experiment.arms import place, sheet
from analysis.figures.style import BLUE, FAINT, INK, LABEL_PT, NAME_PT, PAPER, SMALL_PT, SOFT, VERMILION, look

_ROW_IN, _HEAD_IN, _LEFT_IN, _WIDE_IN, _FOOT_IN = 0.36, 1.9, 4.6, 10.9, 0.55
_UNSURE = 0.3  # what may be chance is drawn paler
_SHADES = LinearSegmentedColormap.from_list("worse-better", [VERMILION, PAPER, BLUE])


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """`net` is the share of runs that are better less the share that are worse, −1 to 1; `text` the difference; `sure` where q ≤ 0.05."""

    net: float
    text: str
    sure: bool


def heat_map(measures: Sequence[str], columns: Sequence[tuple[str, str]], cells: Sequence[Sequence[HeatCell | None]], *, lang: str) -> Figure:
    """Draw a row for each measure and a column for each (revision, scenario). None is a measure without values there."""
    zh = lang == "zh"
    tall = _HEAD_IN + len(measures) * _ROW_IN + _FOOT_IN
    title = "各情景、各指标：修订好还是坏" if zh else "Every measure in every scenario: better or worse"
    note = ("蓝为好，红为坏，深浅为变好与变坏的演练份额之差；未排除偶然的画得淡；加框为已排除偶然（q ≤ 0.05）；数字为修订减现行。" if zh else
            "Blue is better, red is worse; the deeper, the more runs better than worse (or the other way). Framed: beyond chance (q ≤ 0.05). "
            "Numbers: revision − baseline.")  # fmt: skip
    with look():
        figure = sheet(title, tall, note)
        axes = place(figure, _LEFT_IN, _HEAD_IN, _WIDE_IN, len(measures) * _ROW_IN)
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
        _heads(axes, columns)
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


def _heads(axes: Axes, columns: Sequence[tuple[str, str]]) -> None:
    """The revision over its scenarios."""
    start = 0
    for x, (revision, scenario) in enumerate(columns):
        axes.text(x + 0.5, -0.2, scenario, ha="center", va="bottom", fontsize=LABEL_PT, color=INK)
        if x + 1 == len(columns) or columns[x + 1][0] != revision:
            axes.text((start + x + 1) / 2, -1.25, revision, ha="center", va="bottom", fontsize=NAME_PT, color=INK)
            axes.plot([start + 0.05, x + 0.95], [-1.1, -1.1], color=INK, lw=1.2, clip_on=False)
            start = x + 1
