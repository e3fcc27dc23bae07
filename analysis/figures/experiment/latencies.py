"""How long duties take, run by run: as survival curves with the limit drawn, and as the chance to be on time under any limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.experiment.shares import wilson
from analysis.figures.experiment.arms import legend, look_of, place, plain, sheet
from analysis.figures.style import INK, LABEL_PT, NAME_PT, look

_HEAD_IN, _PANEL_IN, _GAP_IN, _WIDE_IN = 1.2, 2.9, 1.05, 6.7
_POINTS = 60  # at which bands are drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTimes:
    """One duty in one scenario: for each arm the minutes taken in each run that asked for it (infinite where it was not done),
    and the limit that the arm's plan sets.
    """

    title: str
    minutes: tuple[tuple[float, ...], ...]
    limits: tuple[float | None, ...]


def survival(duties: Sequence[DutyTimes], arms: Sequence[str], *, lang: str) -> Figure:
    """The share of runs in which a duty is not yet done, over the minutes since its clock started."""
    zh = lang == "zh"
    words = ("各项职责：尚未办成的演练所占份额", "Duties: share of runs in which it is not yet done")
    labels = ("起算后的分钟", "尚未办成") if zh else ("minutes since its clock started", "not yet done")
    return _sheet(duties, arms, words[0 if zh else 1], labels, lang, still=True)


def on_time(duties: Sequence[DutyTimes], arms: Sequence[str], *, lang: str) -> Figure:
    """The chance to be on time, if the limit were what the axis says; the limits in force are drawn."""
    zh = lang == "zh"
    words = ("假如时限是……：按时办成的概率", "If the limit were …: the chance to be on time")
    labels = ("时限（分钟）", "按时的概率") if zh else ("limit (minutes)", "chance to be on time")
    return _sheet(duties, arms, words[0 if zh else 1], labels, lang, still=False)


def _sheet(duties: Sequence[DutyTimes], arms: Sequence[str], title: str, labels: tuple[str, str], lang: str, *, still: bool) -> Figure:
    zh = lang == "zh"
    lines = max(1, (len(duties) + 1) // 2)
    tall = _HEAD_IN + lines * (_PANEL_IN + _GAP_IN) + 0.15
    note = ("竖线为各自预案的时限；没有办成的一直算作未办成。" if zh else
            "Upright lines: the limit in each plan. What was never done counts as not done throughout.")  # fmt: skip
    with look():
        figure = sheet(title, tall, note)
        legend(figure, arms, tall, band="" if still else ("95% 区间" if zh else "95% interval"))
        for number, duty in enumerate(duties):
            left = 0.85 + (number % 2) * (_WIDE_IN + 1.0)
            axes = place(figure, left, _HEAD_IN + 0.3 + (number // 2) * (_PANEL_IN + _GAP_IN), _WIDE_IN, _PANEL_IN - 0.3)
            _panel(axes, duty, lang, still=still)
            axes.set_xlabel(labels[0], fontsize=LABEL_PT, color=INK)
            axes.set_ylabel(labels[1], fontsize=LABEL_PT, color=INK)
    return figure


def _panel(axes: Axes, duty: DutyTimes, lang: str, *, still: bool) -> None:
    finite = sorted(value for minutes in duty.minutes for value in minutes if np.isfinite(value))
    limits = [limit for limit in duty.limits if limit is not None]
    most = max([*limits, finite[int(0.985 * (len(finite) - 1))] if finite else 1.0, 1.0]) * 1.12
    for number, minutes in enumerate(duty.minutes):
        if not minutes:
            continue
        seen = look_of(number)
        times = np.sort(np.asarray(minutes))
        if still:
            steps = np.concatenate([[0.0], times[np.isfinite(times) & (times <= most)], [most]])
            left = [1 - np.searchsorted(times, step, side="right") / len(times) for step in steps]
            axes.step(steps, left, where="post", color=seen.colour, linestyle=seen.line, lw=2.2, zorder=4 if number == 0 else 3)
        else:
            _chance(axes, times, most, number)
    shared = len(set(duty.limits)) == 1
    for number, limit in enumerate(duty.limits[:1] if shared else duty.limits):
        if limit is not None:
            colour, line = INK if shared else look_of(number).colour, "-" if number == 0 else (0, (2, 1))
            axes.axvline(limit, color=colour, lw=2.0, linestyle=line, zorder=2)
    for limit in sorted(set(limits)):
        text = f"限 {limit:g}" if lang == "zh" else f"limit {limit:g}"
        axes.annotate(text, (limit, 1.0), xytext=(4, 4), textcoords="offset points", fontsize=LABEL_PT, color=INK, va="bottom", annotation_clip=False)
    axes.set_xlim(0, most)
    axes.set_ylim(0, 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_title(f"{duty.title} · n = {max(map(len, duty.minutes))}", fontsize=NAME_PT, color=INK, loc="left", pad=20)
    plain(axes)


def _chance(axes: Axes, times: np.ndarray[tuple[int], np.dtype[np.float64]], most: float, number: int) -> None:
    seen = look_of(number)
    grid = np.linspace(0, most, _POINTS)
    shares = [wilson(int(np.searchsorted(times, limit, side="right")), len(times)) for limit in grid]
    axes.fill_between(grid, [one.low or 0.0 for one in shares], [one.high or 0.0 for one in shares], color=seen.colour, alpha=0.16, lw=0)
    axes.plot(grid, [one.estimate or 0.0 for one in shares], color=seen.colour, linestyle=seen.line, lw=2.2, zorder=4 if number == 0 else 3)
