"""Paired differences with their intervals, measure by measure: one panel for each unit, one mark for each revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.experiment.arms import legend, look_of, place, plain, sheet
from analysis.figures.style import INK, LABEL_PT, NAME_PT, SOFT, look

_ROW_IN, _HEAD_IN, _GAP_IN, _LEFT_IN, _WIDE_IN = 0.34, 1.15, 0.75, 4.6, 10.9
_BETTER = "#DDF1E8"  # the ground of the better side
_UNITS = {"min": ("分钟", "minutes"), "share": ("百分点", "percentage points"), "count": ("个", "count")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """A measure's differences, one for each revision (None where there is none): estimate, low, high; `sure` where q ≤ 0.05."""

    name: str
    unit: str
    lower_is_better: bool
    marks: tuple[tuple[float, float, float, bool] | None, ...]


def forest(rows: Sequence[ForestRow], revisions: Sequence[str], *, lang: str, title: str) -> Figure:
    """Draw the differences, revision − baseline. The tinted side of zero is the better one; hollow marks are not beyond chance."""
    zh = lang == "zh"
    panels = [(unit, [row for row in rows if row.unit == unit]) for unit in _UNITS]
    panels = [(unit, held) for unit, held in panels if held]
    high = max(1.0, 0.55 * len(revisions)) * _ROW_IN + 0.08
    tall = _HEAD_IN + sum(len(held) * high + _GAP_IN for _, held in panels) + 0.35
    note = ("差值为修订减现行，横线为 95% 区间；绿底一侧为好；空心为未排除偶然（q > 0.05）。" if zh else
            "Revision − baseline with 95% intervals; the green side is better; hollow: not beyond chance (q > 0.05).")  # fmt: skip
    with look():
        figure = sheet(title, tall, note)
        legend(figure, revisions, tall, marks=True, first=1)
        top = _HEAD_IN
        for unit, held in panels:
            axes = place(figure, _LEFT_IN, top, _WIDE_IN, len(held) * high)
            _panel(axes, held, len(revisions), scale=100.0 if unit == "share" else 1.0)
            axes.set_xlabel(_UNITS[unit][0 if zh else 1], fontsize=LABEL_PT, color=INK)
            top += len(held) * high + _GAP_IN
    return figure


def _panel(axes: Axes, rows: Sequence[ForestRow], revisions: int, *, scale: float) -> None:
    ends = [scale * end for row in rows for mark in row.marks if mark for end in mark[:3]]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = max(high - low, 1e-6) * 0.06 + 0.02
    axes.set_xlim(low - room, high + room)
    for number, row in enumerate(rows):
        left, right = axes.get_xlim()
        better = (left, 0.0) if row.lower_is_better else (0.0, right)
        axes.fill_betweenx([number - 0.46, number + 0.46], *better, color=_BETTER, lw=0, zorder=0)
        for arm, mark in enumerate(row.marks):
            if mark is None:
                continue
            seen = look_of(arm + 1)
            y = number + (arm - (revisions - 1) / 2) * min(0.7 / max(revisions, 1), 0.3)
            middle, least, most, sure = mark
            axes.plot([scale * least, scale * most], [y, y], color=seen.colour, lw=2.0, solid_capstyle="butt", zorder=3)
            axes.plot([scale * middle], [y], marker=seen.marker, markersize=7.5, color=seen.colour, markeredgewidth=1.4,
                      markerfacecolor=seen.colour if sure else "white", linestyle="none", zorder=4)  # fmt: skip
    axes.axvline(0, color=INK, lw=1.2, zorder=2)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    plain(axes, grid="x")
    axes.set_yticks(range(len(rows)), [row.name for row in rows], fontsize=NAME_PT - 1, color=INK)
    axes.tick_params(axis="y", length=0, labelsize=NAME_PT - 1, colors=INK)
    axes.tick_params(axis="x", colors=SOFT)
    axes.spines["left"].set_visible(False)
