"""How far the crowd goes over time: people obstructing or storming, the plan as it is beside each revision, with bands over runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.figures.experiment.arms import BASELINE_LOOK, look_of, place, plain, sheet
from analysis.figures.style import INK, LABEL_PT, NAME_PT, SHEET_IN, look

_HEAD_IN, _PANEL_IN, _GAP_IN, _LEFT_IN = 1.0, 2.3, 0.95, 0.8
_LOW, _HIGH = 10, 90  # per cent of the runs between the edges of a band
_STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdOverRuns:
    """One scenario: for each arm an array of runs by moments, the moments in minutes, and when the scenario starts."""

    title: str
    start: datetime
    moments: tuple[float, ...]
    counts: tuple[NDArray[Any], ...]


def escalation(crowds: Sequence[CrowdOverRuns], arms: Sequence[str], *, lang: str) -> Figure:
    """Draw a row of panels for each scenario, a panel for each revision. Raises ValueError for no revision."""
    revisions = len(arms) - 1
    if revisions < 1:
        raise ValueError("a revision is needed beside the baseline")
    zh = lang == "zh"
    tall = _HEAD_IN + len(crowds) * (_PANEL_IN + _GAP_IN) + 0.3
    wide = (SHEET_IN - _LEFT_IN - 0.3) / revisions
    title = "堵塞、冲击的人数" if zh else "People obstructing or storming"
    note = (f"线为平均，带内是 {_HIGH - _LOW}% 的演练；灰色为现行预案。" if zh else
            f"Lines: mean; bands: {_HIGH - _LOW}% of the runs; grey: the plan as it is.")  # fmt: skip
    with look():
        figure = sheet(title, tall, note)
        for row, crowd in enumerate(crowds):
            top = _HEAD_IN + row * (_PANEL_IN + _GAP_IN)
            tops = (max(np.percentile(one, _HIGH, axis=0).max(), one.mean(axis=0).max()) for one in crowd.counts)
            most = max(1.0, *map(float, tops))
            for column in range(revisions):
                axes = place(figure, _LEFT_IN + column * wide, top + 0.3, wide - 0.45, _PANEL_IN - 0.3)
                _band(axes, crowd, 0)
                _band(axes, crowd, column + 1)
                axes.set_ylim(0, most * 1.08)
                _clock(axes, crowd)
                axes.set_title(f"{crowd.title} · {arms[column + 1]}", fontsize=NAME_PT - (revisions > 2), color=INK, loc="left")
                plain(axes)
                if column == 0:
                    axes.set_ylabel("人" if zh else "people", fontsize=LABEL_PT, color=INK)
    return figure


def _band(axes: Axes, crowd: CrowdOverRuns, arm: int) -> None:
    seen = BASELINE_LOOK if arm == 0 else look_of(arm)
    counts = crowd.counts[arm]
    low, high = np.percentile(counts, [_LOW, _HIGH], axis=0)
    axes.fill_between(crowd.moments, low, high, color=seen.colour, alpha=0.22, lw=0, step="post")
    axes.plot(crowd.moments, counts.mean(axis=0), color=seen.colour, linestyle=seen.line, lw=2.2, zorder=3)


def _clock(axes: Axes, crowd: CrowdOverRuns) -> None:
    last = crowd.moments[-1]
    step = next((one for one in _STEPS if last / one <= 7), 1440)
    offset = crowd.start.hour * 60 + crowd.start.minute
    ticks = np.arange(np.ceil(offset / step) * step - offset, last + 1e-9, step)
    axes.set_xticks(ticks, [f"{crowd.start + timedelta(minutes=float(tick)):%H:%M}" for tick in ticks])
    axes.set_xlim(0, last)
