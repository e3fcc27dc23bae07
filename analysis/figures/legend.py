"""What the signs mean, and what the numbers in the picture stand for: only what occurs in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from analysis.figures.captions import message_words
from analysis.figures.marks import FAILED_CALLS, shape_of
from analysis.figures.sheet import Sheet
from analysis.figures.strips import Numbered
from analysis.figures.style import CROWD, DRAWN, FORM, INK, LABEL_PT, NO_DUTY, PAPER, SOFT, STATUS
from analysis.verdicts import LATE, MET, MISSED

_LINE_IN = 0.27
_SIGN_IN = 0.52


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign and its words. `draw` puts the sign at a place, x and y in inches."""

    text: str
    draw: Callable[[float, float], None]


def draw_legend(sheet: Sheet, levels: list[str], marks: tuple[Numbered, ...], top: float, left: float, right: float, extra: list[str]) -> float:
    """Draw signs, then the list of numbers, then `extra` lines; give the height in inches."""
    y = top + 0.14
    x = left
    for entry in [*_entries(sheet), *(_level(sheet, level) for level in levels)]:
        wide = _SIGN_IN + sheet.labels.width(entry.text, LABEL_PT) + 0.28
        if x + wide > right and x > left:
            x, y = left, y + _LINE_IN
        entry.draw(x, y)
        sheet.labels.fixed(entry.text, (x + _SIGN_IN, y, "left", "center"), size=LABEL_PT, colour=INK)
        x += wide
    y += _LINE_IN
    x = left
    stamp = _clock(sheet)
    for one in marks:
        text = f"{one.number}  {stamp(one.row.time)}  {sheet.view.names.kind(one.row.kind)}"
        text = f"{text}  {one.text}" if one.text else text
        for line in _fitted(sheet, text, right - left):
            wide = sheet.labels.width(line, LABEL_PT) + 0.45
            if x + wide > right and x > left:
                x, y = left, y + _LINE_IN
            sheet.labels.fixed(line, (x, y, "left", "center"), size=LABEL_PT, colour=SOFT)
            x += wide
    y += _LINE_IN if marks else 0.0
    for text in extra:
        for line in _fitted(sheet, text, right - left):
            sheet.labels.fixed(line, (left, y, "left", "center"), size=LABEL_PT, colour=INK)
            y += _LINE_IN
    return y - top


def _clock(sheet: Sheet) -> Callable[[float], str]:
    long = sheet.view.to_min - sheet.view.from_min > 1440

    def stamp(minute: float) -> str:
        moment = sheet.view.start + timedelta(minutes=minute)
        return f"{moment:%m-%d %H:%M}" if long else f"{moment:%H:%M}"

    return stamp


def _fitted(sheet: Sheet, text: str, room: float) -> list[str]:
    """A text in lines that fit; broken at a space where there is one near the end."""
    lines, rest = [], text
    while sheet.labels.width(rest, LABEL_PT) > room:
        cut = max(int(len(rest) * room / sheet.labels.width(rest, LABEL_PT)), 1)
        while cut > 1 and sheet.labels.width(rest[:cut], LABEL_PT) > room:
            cut -= 1
        space = rest.rfind(" ", cut * 3 // 4, cut)
        cut = space if space > 0 else cut
        lines.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*lines, rest]


def _entries(sheet: Sheet) -> list[LegendEntry]:
    view, say = sheet.view, sheet.view.say
    statuses = {m.status if m.status in STATUS else NO_DUTY for m in view.messages} | {v.status for v in view.of_days}
    statuses |= {limit.worst.status for lane in sheet.lanes.all for limit in lane.bars}
    found = [_status(sheet, status) for status in DRAWN if status in statuses]
    forms = [form for form in FORM if any(m.sent.kind == "reported" and m.sent.form == form for m in view.messages)]
    found += [_form(sheet, "reported", form) for form in forms]
    if any(m.sent.kind != "reported" or m.sent.form not in FORM for m in view.messages):
        found.append(_form(sheet, "other", None))
    if any(lane.bars for lane in sheet.lanes.all):
        found.append(_bar(sheet, MET, say("figures.used"), hatched=False))
    if any(v.status == LATE for v in view.verdicts):
        found.append(_bar(sheet, LATE, say("figures.overshoot"), hatched=True))
    found += [_mark(sheet, mark, view.names.kind(kind)) for kind, mark in FAILED_CALLS.items() if any(row.kind == kind for row in view.rows)]
    if sheet.scale.compression > 1:
        found.append(_ground(sheet, say("figures.quiet", times=round(sheet.scale.compression))))
    return found


def _status(sheet: Sheet, status: str) -> LegendEntry:
    stroke, names = STATUS[status], sheet.view.names

    def draw(x: float, y: float) -> None:
        if status == MISSED:
            for side in (-0.028, 0.028):
                sheet.line([(x, y + side), (x + 0.3, y + side)], color=stroke.colour, lw=0.9, linestyle=(0, (3, 2)))
            sheet.head(x, y, x + 0.42, y, 1.2, facecolor=PAPER, edgecolor=stroke.colour, lw=0.9)
            sheet.mark(x + 0.16, y, "x", 9, color=stroke.colour, markeredgewidth=2.2)
            return
        sheet.line([(x, y), (x + 0.36, y)], color=stroke.colour, lw=stroke.width)
        sheet.head(x, y, x + 0.42, y, 1.0, facecolor=stroke.colour, edgecolor="none")

    return LegendEntry(names.say("figures.no-duty") if status == NO_DUTY else names.status(status), draw)


def _form(sheet: Sheet, kind: str, form: str | None) -> LegendEntry:
    shape = shape_of(kind, form)
    text = message_words(sheet.view.names, kind, form) if form else sheet.view.say("figures.other-message")

    def draw(x: float, y: float) -> None:
        sheet.line([(x, y), (x + 0.42, y)], color=INK, lw=1.5, linestyle=shape.line)
        sheet.mark(x, y, shape.tail, 6, color=INK, markerfacecolor=PAPER if shape.hollow else INK)

    return LegendEntry(text, draw)


def _bar(sheet: Sheet, status: str, text: str, hatched: bool) -> LegendEntry:
    colour = STATUS[status].colour

    def draw(x: float, y: float) -> None:
        if hatched:
            sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=PAPER, edgecolor=colour, hatch="//////", lw=1.2)
            return
        sheet.box(x, y - 0.08, x + 0.24, y + 0.08, facecolor=colour, alpha=0.32, edgecolor="none")
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="none", edgecolor=colour, lw=0.9)

    return LegendEntry(text, draw)


def _mark(sheet: Sheet, marker: str, text: str) -> LegendEntry:
    def draw(x: float, y: float) -> None:
        sheet.mark(x + 0.3, y, marker, 6, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2)

    return LegendEntry(text, draw)


def _level(sheet: Sheet, level: str) -> LegendEntry:
    colour, hatch = CROWD[level]

    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=colour, hatch=hatch, edgecolor="#555555", lw=0.4)

    return LegendEntry(sheet.view.say.named("crowd", level), draw)


def _ground(sheet: Sheet, text: str) -> LegendEntry:
    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="#DDDDDD", edgecolor="none")

    return LegendEntry(text, draw)
