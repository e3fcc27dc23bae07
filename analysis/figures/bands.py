"""Bands over the lanes: what is true, what is declared, which level and warning are in force; darker is worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.figures.sheet import Sheet
from analysis.figures.style import INK, LABEL_PT, NAME_PT, SMALL_PT, SOFT, shade
from analysis.figures.view import Window
from analysis.figures.wording import say
from sim.record import Row

BAND_IN = 0.26
_STEP_IN = 0.31
_DECLARED = ("classified", "regraded")
NOTHING = (None, "", "none")  # what stands for no grade, no level, no warning
_RAISED = ("activated", "expanded")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value that holds from one minute to the next; None where nothing holds."""

    from_min: float
    to_min: float
    value: str | None


@dataclass(frozen=True, slots=True)
class Band:
    """One line over the lanes: its name, and what held when. `kind` is grade, level or warning."""

    title: str
    kind: str
    stretches: tuple[Stretch, ...]


def bands(view: Window, rows: Sequence[Row]) -> tuple[Band, ...]:
    """The bands that the rows of the whole record have something to say about, event by event where there are several."""
    events: list[str | None] = list(dict.fromkeys(row.about for row in rows if row.about is not None)) or [None]
    found = []
    for event in events:
        own = [row for row in rows if row.about == event or event is None]
        suffix = f" · {_event_name(view, event)}" if len(events) > 1 else ""
        for phrase, kind, changes in (
            ("warning", "warning", _changes(own, ("warned",), "warning", ("lifted",))),
            ("true_grade", "grade", _changes(own, ("scene",), "true_grade", ())),
            ("grade", "grade", _changes(own, _DECLARED, "grade", ())),
            ("level", "level", _changes(own, _RAISED, "level", ("ended",))),
        ):
            if changes:
                found.append(Band(say(phrase, view.lang) + suffix, kind, _stretches(view, changes)))
    return tuple(found)


def height(found: Sequence[Band]) -> float:
    """Inches that the bands take."""
    return len(found) * _STEP_IN


def draw_bands(sheet: Sheet, found: Sequence[Band], top: float, ranks: Mapping[str, Sequence[str]]) -> None:
    """Draw the bands from `top` down; `ranks` gives, for grade, level and warning, the ids worst first."""
    for number, band in enumerate(found):
        upper = top + number * _STEP_IN
        sheet.labels.fixed(band.title, (sheet.scale.left - 0.12, upper + BAND_IN / 2, "right", "center"), size=NAME_PT - 1, colour=SOFT)
        sheet.line([(sheet.scale.left, upper + BAND_IN), (sheet.scale.right, upper + BAND_IN)], color="#C9C9C9", lw=0.6, zorder=1)
        order = list(ranks.get(band.kind, ()))
        for stretch in band.stretches:
            _stretch(sheet, band, stretch, upper, order)


def _stretch(sheet: Sheet, band: Band, stretch: Stretch, top: float, order: list[str]) -> None:
    left, right = sheet.scale.x(stretch.from_min), sheet.scale.x(stretch.to_min)
    if stretch.value is None:
        text, ink = (say("below", sheet.view.lang), SOFT) if band.kind == "grade" else ("", SOFT)
    else:
        fill, ink = shade(order.index(stretch.value) if stretch.value in order else None)
        sheet.box(left, top, right, top + BAND_IN, facecolor=fill, edgecolor="white", lw=1.0, zorder=2)
        text = value_name(sheet.view, band.kind, stretch.value)
    for words, size in ((text, LABEL_PT), (stretch.value or "", SMALL_PT)):
        if words and sheet.labels.width(words, size) < right - left - 0.08:
            place = (max(left, sheet.scale.left) + 0.06, top + BAND_IN / 2, "left", "center")
            sheet.labels.fixed(words, place, size=size, colour=ink or INK, path_effects=[])
            return


def value_name(view: Window, kind: str, value: str) -> str:
    """A grade, level or warning by its name: `names` may hold it as "grade:ID", so that ids of different kinds never meet."""
    if value in NOTHING:
        return say("below", view.lang)
    text = view.names.get(f"{kind}:{value}")
    return value if text is None else text.of(view.lang)


def _event_name(view: Window, event: str | None) -> str:
    title = view.header.events.get(event or "", {}).get("title", event)
    return str(title.get(view.lang, event)) if isinstance(title, Mapping) else str(title)


def _changes(rows: Sequence[Row], kinds: tuple[str, ...], fact: str, stops: tuple[str, ...]) -> list[tuple[float, str | None]]:
    """When a value changed to what. A row that does not hold the fact changes nothing."""
    found: list[tuple[float, str | None]] = []
    for row in rows:
        if row.kind in kinds and fact in row.facts:
            value = row.facts[fact]
            change = None if value in NOTHING else str(value)
        elif row.kind in stops and found:
            change = None
        else:
            continue
        if not found or found[-1][1] != change:
            found.append((row.time, change))
    return found


def _stretches(view: Window, changes: list[tuple[float, str | None]]) -> tuple[Stretch, ...]:
    ends = [time for time, _ in changes[1:]] + [view.to_min]
    cut = ((max(time, view.from_min), min(end, view.to_min), value) for (time, value), end in zip(changes, ends, strict=True))
    return tuple(Stretch(start, end, value) for start, end, value in cut if end > start)
