"""People by level over many runs: the median, and the bands in which half and nine tenths of the runs lie."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.figures.style import BLUE, CALLOUT_PT, INK, LABEL_PT, NAME_PT, PAPER, SHEET_IN, SMALL_PT, SOFT, look
from analysis.figures.wording import PHRASES, say

_PANEL_IN, _HEAD_IN, _FOOT_IN = 1.75, 0.95, 0.85
_BANDS = ((90, 0.18), (50, 0.38))  # per cent of the runs, opacity; the outer band first
_STEPS = (1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)


def crowd_bands(levels: Mapping[str, NDArray[Any]], *, lang: str = "zh", start: str | None = None, step_min: float = 1.0, title: str = "") -> Figure:
    """Draw one panel for each level, in the order given.

    `levels` maps a level to an array, runs by moments, `step_min` minutes apart. `start` (ISO 8601) turns minutes into clock
    times. Raises ValueError for no level, and for arrays that are empty or differ in shape.
    """
    runs, moments = _shape(levels)
    minutes = np.arange(moments) * step_min
    with look():
        tall = _HEAD_IN + _FOOT_IN + _PANEL_IN * len(levels)
        figure = Figure(figsize=(SHEET_IN, tall), dpi=150, facecolor=PAPER)
        FigureCanvasAgg(figure)
        heading = say("crowd_title", lang, runs)
        figure.text(0.2 / SHEET_IN, 1 - 0.4 / tall, f"{title} · {heading}" if title else heading, fontsize=CALLOUT_PT, color=INK, va="center")
        for number, (level, counts) in enumerate(levels.items()):
            bottom = _FOOT_IN + _PANEL_IN * (len(levels) - 1 - number)
            axes = figure.add_axes((1.9 / SHEET_IN, bottom / tall, 13.9 / SHEET_IN, (_PANEL_IN - 0.28) / tall))
            _panel(axes, minutes, np.asarray(counts, dtype=float))
            name = PHRASES[level].of(lang) if level in PHRASES else level
            axes.text(-0.045, 0.5, name, ha="right", va="center", fontsize=NAME_PT, color=INK, transform=axes.transAxes)
            _time(axes, minutes, start, lang, last=number == len(levels) - 1)
            if number == 0:
                _legend(axes, lang)
    return figure


def _shape(levels: Mapping[str, NDArray[Any]]) -> tuple[int, int]:
    shapes = {np.asarray(counts).shape for counts in levels.values()}
    if len(shapes) != 1:
        raise ValueError("every level needs an array of the same shape, runs by moments, and there must be one at least")
    shape = next(iter(shapes))
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"an array of runs by moments is needed, and neither may be 0; this one has the shape {shape}")
    return int(shape[0]), int(shape[1])


def _panel(axes: Axes, minutes: NDArray[Any], counts: NDArray[Any]) -> None:
    for share, opacity in _BANDS:
        low, high = np.percentile(counts, [50 - share / 2, 50 + share / 2], axis=0)
        axes.fill_between(minutes, low, high, color=BLUE, alpha=opacity, lw=0, step="post")
    axes.step(minutes, np.median(counts, axis=0), where="post", color=INK, lw=1.8)
    axes.set_ylim(0, max(float(np.percentile(counts, 95, axis=0).max()) * 1.08, 1.0))
    axes.set_xlim(minutes[0], max(minutes[-1], minutes[0] + 1))
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.tick_params(labelsize=SMALL_PT, colors=SOFT)
    axes.grid(color="#E6E6E6", lw=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _time(axes: Axes, minutes: NDArray[Any], start: str | None, lang: str, last: bool) -> None:
    span = float(minutes[-1] - minutes[0])
    step = next((one for one in _STEPS if span / one <= 13), max(_STEPS[-1], round(span / 13)))
    first = datetime.fromisoformat(start) if start is not None else None
    offset = 0.0 if first is None else (first.hour * 60 + first.minute + first.second / 60)
    ticks = np.arange(np.ceil(offset / step) * step - offset, minutes[-1] + 1e-9, step)
    words = [f"{tick:g}" if first is None else f"{first + timedelta(minutes=float(tick)):%H:%M}" for tick in ticks]
    axes.set_xticks(ticks, words if last else [""] * len(words))
    if last:
        axes.set_xlabel(say("since_start" if first is None else "clock", lang), fontsize=LABEL_PT, color=INK)


def _legend(axes: Axes, lang: str) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    signs: list[Any] = [Line2D([], [], color=INK, lw=1.8, label=say("median", lang))]
    signs += [Patch(color=BLUE, alpha=opacity, lw=0, label=say("band", lang, share)) for share, opacity in reversed(_BANDS)]
    axes.legend(handles=signs, loc="lower right", bbox_to_anchor=(1, 1.02), ncols=len(signs), frameon=False, fontsize=LABEL_PT, borderaxespad=0)
