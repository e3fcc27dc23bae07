"""Small marks: other acts and failed calls on the lanes, numbered injects and faults over them with their list below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures.bands import value_name
from analysis.figures.labels import Label
from analysis.figures.messages import SENDINGS
from analysis.figures.sheet import Sheet
from analysis.figures.style import BLUE, LABEL_PT, ORANGE, PAPER, PURPLE, SMALL_PT, SOFT
from analysis.figures.view import Window
from analysis.figures.wording import say, shortened
from analysis.words import KINDS, word
from sim.record import Row

CALLS = {"unanswered": ("o", "answered_not"), "busy": ("x", "busy"), "lost": ("v", "lost")}
_HIDDEN = frozenset({"scene", "received", "called", "inject", "fault", "expectation-missed", "decision"})
TURNING = ("classified", "regraded", "activated", "expanded", "ended", "occurred")
_SAYS = {"classified": "grade", "regraded": "grade", "activated": "level", "expanded": "level"}
_UNSPECIFIC = ("prepared", "performed")  # the kind says nothing; the duty's title does
_TITLE_SIGNS = 20
_SHAPES = {"inject": ("o", BLUE), "fault": ("D", ORANGE), "expectation-missed": ("s", PURPLE)}


@dataclass(frozen=True, slots=True)
class Numbered:
    """An inject, a fault or an expectation that was missed, with its number in the picture."""

    number: int
    row: Row
    text: str


def numbered(view: Window) -> tuple[Numbered, ...]:
    """Injects, faults and missed expectations in view, in the order of time."""
    found = [row for row in view.rows if row.kind in _SHAPES]
    return tuple(Numbered(number, row, _says(view, row)) for number, row in enumerate(found, 1))


def _says(view: Window, row: Row) -> str:
    """What a mark stands for: its text in `names` ("inject:ID", "fault:ID"), else in its row, else its id and whom it strikes."""
    entry = row.facts.get("fault") if row.kind == "fault" else row.form
    told = view.names.get(f"{row.kind}:{entry}")
    if told is not None:
        return told.of(view.lang)
    text = row.facts.get("text")
    if isinstance(text, Mapping) and view.lang in text:
        return str(text[view.lang])
    target = row.facts.get("target")
    parts = [row.form or "", view.name(target) if isinstance(target, str) and target else ""]
    return " · ".join(part for part in parts if part) or (view.name(row.actor) if row.actor else "")


def draw_numbered(sheet: Sheet, found: tuple[Numbered, ...], top: float) -> float:
    """Draw the numbers in a strip from `top` down, in as many lines as keep them apart; give the strip's height."""
    ends: list[float] = []
    for one in found:
        x = sheet.scale.x(one.row.time)
        line = next((n for n, end in enumerate(ends) if end <= x - 0.13), len(ends))
        if line == len(ends):
            ends.append(x)
        ends[line] = x + 0.13
        y = top + 0.13 + 0.27 * line
        shape, colour = _SHAPES[one.row.kind]
        sheet.line([(x, y), (x, sheet.lanes.bottom)], color=colour, lw=0.8, linestyle=(0, (1, 3)), zorder=1.5)
        sheet.mark(x, y, shape, 16 if shape == "o" else 13, color=colour, zorder=9)
        sheet.labels.fixed(str(one.number), (x, y, "center", "center"), size=SMALL_PT, colour=PAPER, path_effects=[])
    return strip_height(len(ends))


def strip_height(lines: int) -> float:
    """Inches that a strip of numbers takes."""
    return 0.27 * lines + 0.08 if lines else 0.0


def lines_needed(sheet_x: list[float]) -> int:
    """How many lines keep numbers at these places apart."""
    ends: list[float] = []
    for x in sheet_x:
        line = next((n for n, end in enumerate(ends) if end <= x - 0.13), len(ends))
        if line == len(ends):
            ends.append(x)
        ends[line] = x + 0.13
    return len(ends)


def draw_acts(sheet: Sheet) -> None:
    """Mark on the lanes what was done there, and calls that failed; name it where there is room."""
    last: dict[tuple[str, str], float] = {}
    for row in sheet.view.rows:
        lane = sheet.lanes.of_body.get(sheet.view.acting(row) or "")
        if lane is None or row.kind in _HIDDEN or (row.kind in SENDINGS and row.to is not None):
            continue
        x = sheet.scale.x(row.time)
        if row.kind in CALLS:
            sheet.mark(x, lane.line, CALLS[row.kind][0], 5, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2, zorder=7)
            continue
        turning = row.kind in TURNING
        sheet.mark(x, lane.line, "|", 11 if turning else 8, color="#222222" if turning else SOFT, markeredgewidth=1.6, zorder=5)
        near = last.get((lane.body, row.kind))
        last[lane.body, row.kind] = x
        if near is not None and x - near < 0.35:
            continue  # the same act again at once: one name serves
        places = tuple((x + dx, y, ha, va) for y, va in ((lane.line - 0.07, "bottom"), (lane.line + 0.07, "top"))
                       for dx, ha in ((0.0, "center"), (0.03, "left"), (-0.03, "right")))  # fmt: skip
        sheet.labels.want(Label(text=_act(sheet.view, row), places=places, rank=(6.0 if turning else 12.0) + row.time * 1e-5,
                                size=LABEL_PT if turning else SMALL_PT, colour="#222222" if turning else SOFT))  # fmt: skip


def _act(view: Window, row: Row) -> str:
    said = word(KINDS, row.kind, view.lang)
    kind = _SAYS.get(row.kind)
    value = row.facts.get(kind) if kind is not None else None
    if kind is not None and isinstance(value, str):
        return f"{said} · {value_name(view, kind, value)}"
    if row.kind in _UNSPECIFIC and f"duty:{row.rule}" in view.names:
        return shortened(view.names[f"duty:{row.rule}"].of(view.lang), _TITLE_SIGNS)
    return said


def failed_calls(view: Window) -> tuple[tuple[str, str], ...]:
    """The marks of failed calls that occur in view, with their names, for the legend."""
    kinds = {row.kind for row in view.rows}
    return tuple((mark, say(phrase, view.lang)) for kind, (mark, phrase) in CALLS.items() if kind in kinds)
