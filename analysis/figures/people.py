"""How many people are there and how agitated: of one run at the foot of its timeline, of many runs with bands.

The foot is an area, calmest below. The bands are those in which half and nine tenths of the runs lie, around the median.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil, log10
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from analysis.figures.captions import dotted
from analysis.figures.labels import Label
from analysis.figures.sheet import Sheet
from analysis.figures.style import BLUE, CROWD, INK, LABEL_PT, NAME_PT, SHEET_IN, SMALL_PT, SOFT, empty_sheet, house_style
from sim.record import Row
from sim.words import Words, words

PEOPLE_IN = 1.35
LEVELS = ("calm", "vocal", "obstructing", "storming")
PeopleSteps = list[tuple[float, dict[str, float]]]


def people_steps(rows: Sequence[Row]) -> PeopleSteps:
    """People by level after each change, summed over the events; only `present` where the rows know no levels."""
    now: dict[str | None, dict[str, float]] = {}
    found: PeopleSteps = []
    for row in rows:
        if row.kind != "scene":
            continue
        held = now.get(row.about, {})
        levels = {level: float(row.facts[level]) for level in LEVELS if _number(row.facts.get(level))}
        if levels:
            held = {**{level: count for level, count in held.items() if level != "present"}, **levels}  # rows tell changes
        elif _number(row.facts.get("present")) and not any(level in held for level in LEVELS):
            held = {"present": float(row.facts["present"])}
        else:
            continue
        now[row.about] = held
        total: dict[str, float] = {}
        for one in now.values():
            for level, count in one.items():
                total[level] = total.get(level, 0.0) + count
        found.append((row.time, total))
    return found


def levels_in(steps: PeopleSteps) -> list[str]:
    """The levels of agitation that occur, calmest first."""
    return [level for level in (*LEVELS, "present") if any(counts.get(level) for _, counts in steps)]


def draw_people(sheet: Sheet, steps: PeopleSteps, top: float) -> None:
    """Draw the area from `top` to `top + PEOPLE_IN`, with a scale of round numbers and the levels by name."""
    bottom = top + PEOPLE_IN
    shown = levels_in(steps)
    most = _round_up(max(sum(counts.values()) for _, counts in steps))
    per_head = (PEOPLE_IN - 0.12) / most
    sheet.labels.fixed(sheet.view.say("figures.people"), (sheet.scale.left - 0.55, (top + bottom) / 2, "right", "center"), size=NAME_PT, colour=INK)
    for count in (0, most / 2, most):
        y = bottom - count * per_head
        sheet.line([(sheet.scale.left, y), (sheet.scale.right, y)], color="#DDDDDD", lw=0.7, zorder=1)
        if count == int(count):
            sheet.labels.fixed(f"{count:.0f}", (sheet.scale.left - 0.1, y, "right", "center"), size=SMALL_PT, colour=SOFT)
    times = [time for time, _ in steps] + [sheet.view.to_min]
    base = [0.0] * len(steps)
    for level in shown:
        heights = [low + counts.get(level, 0.0) for low, (_, counts) in zip(base, steps, strict=True)]
        _area(sheet, times, base, heights, bottom, per_head, level)
        _name(sheet, times, base, heights, bottom, per_head, level)
        base = heights


def _area(sheet: Sheet, times: list[float], low: list[float], high: list[float], bottom: float, per_head: float, level: str) -> None:
    colour, hatch = CROWD[level]
    upper, lower = [], []
    for number in range(len(low)):
        left, right = sheet.scale.x(times[number]), sheet.scale.x(times[number + 1])
        upper += [(left, bottom - high[number] * per_head), (right, bottom - high[number] * per_head)]
        lower += [(left, bottom - low[number] * per_head), (right, bottom - low[number] * per_head)]
    sheet.axes.add_patch(Polygon([*upper, *reversed(lower)], closed=True, facecolor=colour, hatch=hatch, edgecolor="#555555", lw=0.4, zorder=2))


def _name(sheet: Sheet, times: list[float], low: list[float], high: list[float], bottom: float, per_head: float, level: str) -> None:
    """Name the level inside its area, where it is thick and wide enough; the legend names all."""
    thick = [(b - a) * per_head for a, b in zip(low, high, strict=True)]
    spots = sorted(range(len(thick)), key=lambda n: -thick[n])[:6]
    places = []
    text = sheet.view.say.named("crowd", level)
    for n in spots:
        left, right = sheet.scale.x(times[n]), sheet.scale.x(times[n + 1])
        if thick[n] > 0.2 and right - left > sheet.labels.width(text, LABEL_PT):
            places.append(((left + right) / 2, bottom - (low[n] + high[n]) / 2 * per_head, "center", "center"))
    sheet.labels.want(Label(text=text, places=tuple(places), rank=5.0, size=LABEL_PT))


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _round_up(count: float) -> float:
    """The next of 2, 4, 10, 20, 40, 100… that holds `count`, or a little finer."""
    unit = 10.0 ** int(log10(max(count, 10.0)))
    return max(ceil(count / (unit / 5)), 1) * unit / 5 if count > 0 else 2.0


# --- over many runs -----------------------------------------------------------------------------------------------------------------

_PANEL_IN, _HEAD_IN, _FOOT_IN = 1.75, 0.95, 0.85
_BANDS = ((90, 0.18), (50, 0.38))  # per cent of the runs, opacity; the outer band first
_STEPS = (1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)


def crowd_bands(
    levels: Mapping[str, NDArray[Any]], *, lang: str, start: str | None = None, step_min: float = 1.0, title: str = "", facts: str = ""
) -> Figure:
    """Draw one panel for each level, in the order given; a level at which nobody ever was is named and has none.

    `levels` maps a level to an array, runs by moments, `step_min` minutes apart. `start` (ISO 8601) turns minutes into clock
    times. Raises ValueError for no level, and for arrays that are empty or differ in shape.
    """
    say = words(lang)
    runs, moments = _shape(levels)
    minutes = np.arange(moments) * step_min
    seen = {level: counts for level, counts in levels.items() if np.any(counts)} or dict(list(levels.items())[:1])
    nobody = [say.named("crowd", level) for level in levels if level not in seen]
    note = say("figures.nobody-at", levels=nobody) if nobody else ""
    with house_style():
        tall = _HEAD_IN + _FOOT_IN + _PANEL_IN * len(seen)
        figure = empty_sheet(dotted(title, say("figures.crowd-title", n=runs)), tall, note, facts)
        for number, (level, counts) in enumerate(seen.items()):
            bottom = _FOOT_IN + _PANEL_IN * (len(seen) - 1 - number)
            axes = figure.add_axes((1.9 / SHEET_IN, bottom / tall, 13.9 / SHEET_IN, (_PANEL_IN - 0.28) / tall))
            _panel(axes, minutes, np.asarray(counts, dtype=float))
            axes.text(-0.045, 0.5, say.named("crowd", level), ha="right", va="center", fontsize=NAME_PT, color=INK, transform=axes.transAxes)
            _moments(axes, minutes, start, say, last=number == len(seen) - 1)
            if number == 0:
                _signs(axes, say)
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


def _moments(axes: Axes, minutes: NDArray[Any], start: str | None, say: Words, last: bool) -> None:
    span = float(minutes[-1] - minutes[0])
    step = next((one for one in _STEPS if span / one <= 13), max(_STEPS[-1], round(span / 13)))
    first = datetime.fromisoformat(start) if start is not None else None
    offset = 0.0 if first is None else (first.hour * 60 + first.minute + first.second / 60)
    ticks = np.arange(np.ceil(offset / step) * step - offset, minutes[-1] + 1e-9, step)
    texts = [f"{tick:g}" if first is None else f"{first + timedelta(minutes=float(tick)):%H:%M}" for tick in ticks]
    axes.set_xticks(ticks, texts if last else [""] * len(texts))
    if last:
        axes.set_xlabel(say("figures.since-start") if first is None else say("figures.clock"), fontsize=LABEL_PT, color=INK)


def _signs(axes: Axes, say: Words) -> None:
    signs: list[Any] = [Line2D([], [], color=INK, lw=1.8, label=say("figures.median"))]
    signs += [Patch(color=BLUE, alpha=opacity, lw=0, label=say("figures.band", share=share)) for share, opacity in reversed(_BANDS)]
    axes.legend(handles=signs, loc="lower right", bbox_to_anchor=(1, 1.02), ncols=len(signs), frameon=False, fontsize=LABEL_PT, borderaxespad=0)
