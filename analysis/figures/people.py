"""How many people are there and how agitated, as an area at the foot, calmest below."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, log10

from matplotlib.patches import Polygon

from analysis.figures.labels import Label
from analysis.figures.sheet import Sheet
from analysis.figures.style import CROWD, INK, LABEL_PT, NAME_PT, SMALL_PT, SOFT
from analysis.figures.wording import say
from sim.record import Row

PEOPLE_IN = 1.35
LEVELS = ("calm", "vocal", "obstructing", "storming")
Steps = list[tuple[float, dict[str, float]]]


def people(rows: Sequence[Row]) -> Steps:
    """People by level after each change, summed over the events; only `present` where the rows know no levels."""
    now: dict[str | None, dict[str, float]] = {}
    found: Steps = []
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


def levels_in(steps: Steps) -> list[str]:
    """The levels of agitation that occur, calmest first."""
    return [level for level in (*LEVELS, "present") if any(counts.get(level) for _, counts in steps)]


def draw_people(sheet: Sheet, steps: Steps, top: float) -> None:
    """Draw the area from `top` to `top + PEOPLE_IN`, with a scale of round numbers and the levels by name."""
    bottom, lang = top + PEOPLE_IN, sheet.view.lang
    shown = levels_in(steps)
    most = _round_up(max(sum(counts.values()) for _, counts in steps))
    per_head = (PEOPLE_IN - 0.12) / most
    sheet.labels.fixed(say("people", lang), (sheet.scale.left - 0.55, (top + bottom) / 2, "right", "center"), size=NAME_PT, colour=INK)
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
    text = say(level, sheet.view.lang)
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
