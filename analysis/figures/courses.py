"""How things go over time, arm by arm: how long duties take, and how far the crowd goes.

Duties as survival curves with the limit drawn, and as the chance to be on time under any limit; people obstructing or storming with bands
over the runs, the plan as it is beside each revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.experiment.shares import wilson
from analysis.figures.captions import dotted
from analysis.figures.signs import drawable
from analysis.figures.style import (
    BASELINE_LOOK,
    INK,
    LABEL_PT,
    NAME_PT,
    SHEET_IN,
    draw_arms,
    empty_sheet,
    house_style,
    look_of_arm,
    place_axes,
    plain_frame,
)
from sim.words import Words, words

# --- duties -----------------------------------------------------------------------------------------------------------------------

_DUTY_HEAD_IN, _DUTY_PANEL_IN, _DUTY_GAP_IN, _DUTY_WIDE_IN = 1.4, 2.9, 1.2, 6.7
_POINTS = 60  # at which bands are drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTimes:
    """One duty in one scenario: for each arm the minutes taken in each run that asked for it (infinite where it was not done),
    and the limit that the arm's plan sets.
    """

    scenario: str
    title: str
    minutes: tuple[tuple[float, ...], ...]
    limits: tuple[float | None, ...]


def survival(duties: Sequence[DutyTimes], arms: Sequence[str], *, lang: str, facts: str = "") -> Figure:
    """The share of runs in which a duty is not yet done, over the minutes since its clock started."""
    say = words(lang)
    labels = (say("figures.since-its-start"), say("figures.not-yet-done"))
    return _duty_panels(duties, arms, say("figures.survival-title"), labels, say, facts, still=True)


def on_time(duties: Sequence[DutyTimes], arms: Sequence[str], *, lang: str, facts: str = "") -> Figure:
    """The chance to be on time, if the limit were what the axis says; the limits in force are drawn."""
    say = words(lang)
    labels = (say("figures.limit-in-minutes"), say("figures.chance"))
    return _duty_panels(duties, arms, say("figures.on-time-title"), labels, say, facts, still=False)


def _duty_panels(
    duties: Sequence[DutyTimes], arms: Sequence[str], title: str, labels: tuple[str, str], say: Words, facts: str, *, still: bool
) -> Figure:
    lines = max(1, (len(duties) + 1) // 2)
    tall = _DUTY_HEAD_IN + lines * (_DUTY_PANEL_IN + _DUTY_GAP_IN) + 0.15
    with house_style():
        figure = empty_sheet(title, tall, say("figures.duty-times-note"), facts)
        draw_arms(figure, arms, tall, band="" if still else say("figures.interval"))
        for number, duty in enumerate(duties):
            left = 0.85 + (number % 2) * (_DUTY_WIDE_IN + 1.0)
            axes = place_axes(
                figure, left, _DUTY_HEAD_IN + 0.3 + (number // 2) * (_DUTY_PANEL_IN + _DUTY_GAP_IN), _DUTY_WIDE_IN, _DUTY_PANEL_IN - 0.3
            )
            _duty_panel(axes, duty, say, still=still)
            axes.set_xlabel(labels[0], fontsize=LABEL_PT, color=INK)
            axes.set_ylabel(labels[1], fontsize=LABEL_PT, color=INK)
    return figure


def _duty_panel(axes: Axes, duty: DutyTimes, say: Words, *, still: bool) -> None:
    finite = sorted(value for minutes in duty.minutes for value in minutes if np.isfinite(value))
    limits = [limit for limit in duty.limits if limit is not None]
    most = max([*limits, finite[int(0.985 * (len(finite) - 1))] if finite else 1.0, 1.0]) * 1.12
    for number, minutes in enumerate(duty.minutes):
        if not minutes:
            continue
        seen = look_of_arm(number)
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
            colour, line = INK if shared else look_of_arm(number).colour, "-" if number == 0 else (0, (2, 1))
            axes.axvline(limit, color=colour, lw=2.0, linestyle=line, zorder=2)
    for limit in sorted(set(limits)):
        text = say("figures.limit", limit=f"{limit:g}")
        axes.annotate(text, (limit, 1.0), xytext=(4, 4), textcoords="offset points", fontsize=LABEL_PT, color=INK, va="bottom", annotation_clip=False)
    axes.set_xlim(0, most)
    axes.set_ylim(0, 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    title = f"{drawable(duty.scenario)}\n{dotted(duty.title, f'n = {max(map(len, duty.minutes))}')}"
    axes.set_title(title, linespacing=1.4, fontsize=NAME_PT - 1, color=INK, loc="left", pad=20)
    plain_frame(axes)


def _chance(axes: Axes, times: np.ndarray[tuple[int], np.dtype[np.float64]], most: float, number: int) -> None:
    seen = look_of_arm(number)
    grid = np.linspace(0, most, _POINTS)
    shares = [wilson(int(np.searchsorted(times, limit, side="right")), len(times)) for limit in grid]
    axes.fill_between(grid, [one.low or 0.0 for one in shares], [one.high or 0.0 for one in shares], color=seen.colour, alpha=0.16, lw=0)
    axes.plot(grid, [one.estimate or 0.0 for one in shares], color=seen.colour, linestyle=seen.line, lw=2.2, zorder=4 if number == 0 else 3)


# --- the crowd --------------------------------------------------------------------------------------------------------------------

_CROWD_HEAD_IN, _CROWD_PANEL_IN, _CROWD_GAP_IN, _CROWD_LEFT_IN = 0.9, 2.3, 0.85, 0.8
_LOW, _HIGH = 10, 90  # per cent of the runs between the edges of a band
_STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdOverRuns:
    """One scenario: for each arm an array of runs by moments, the moments in minutes, and when the scenario starts."""

    title: str
    start: datetime
    moments: tuple[float, ...]
    counts: tuple[NDArray[Any], ...]


def crowd_by_arm(crowds: Sequence[CrowdOverRuns], arms: Sequence[str], *, lang: str, facts: str = "") -> Figure:
    """Draw a row of panels for each scenario, a panel for each revision. Raises ValueError for no revision."""
    revisions = len(arms) - 1
    if revisions < 1:
        raise ValueError("a revision is needed beside the baseline")
    say = words(lang)
    tall = _CROWD_HEAD_IN + len(crowds) * (_CROWD_PANEL_IN + _CROWD_GAP_IN) + 0.3
    wide = (SHEET_IN - _CROWD_LEFT_IN - 0.3) / revisions
    with house_style():
        figure = empty_sheet(say("figures.crowd-by-arm-title"), tall, say("figures.crowd-by-arm-note", share=_HIGH - _LOW), facts)
        for row, crowd in enumerate(crowds):
            top = _CROWD_HEAD_IN + row * (_CROWD_PANEL_IN + _CROWD_GAP_IN)
            tops = (max(np.percentile(one, _HIGH, axis=0).max(), one.mean(axis=0).max()) for one in crowd.counts)
            most = max(1.0, *map(float, tops))
            for column in range(revisions):
                axes = place_axes(figure, _CROWD_LEFT_IN + column * wide, top + 0.45, wide - 0.45, _CROWD_PANEL_IN - 0.35)
                _band(axes, crowd, 0)
                _band(axes, crowd, column + 1)
                axes.set_ylim(0, most * 1.08)
                _clock(axes, crowd)
                axes.set_title(
                    f"{drawable(crowd.title)}\n{drawable(arms[column + 1])}", fontsize=NAME_PT - 1 - (revisions > 2), color=INK, loc="left"
                )
                plain_frame(axes)
                if column == 0:
                    axes.set_ylabel(say("figures.people-axis"), fontsize=LABEL_PT, color=INK)
    return figure


def _band(axes: Axes, crowd: CrowdOverRuns, arm: int) -> None:
    seen = BASELINE_LOOK if arm == 0 else look_of_arm(arm)
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
