"""What the signs of a picture mean: each sign with its words, the list of numbers, and lines of text under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.figures.captions import message_words
from analysis.figures.kept_log import KeptLog, signs_of
from analysis.figures.marks import shape_of
from analysis.figures.sheet import Sheet
from analysis.figures.strips import Numbered
from analysis.figures.style import CROWD, INK, LABEL_PT, NO_DUTY, PAPER, PURPLE, SMALL_PT, SOFT, STATUS
from analysis.verdicts import MISSED

_LINE_IN = 0.27
_SIGN_IN = 0.52


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign and its words. `draw` puts the sign at a place, x and y in inches."""

    text: str
    draw: Callable[[float, float], None]


def draw_signs(sheet: Sheet, signs: list[LegendEntry], top: float, left: float, right: float, size: float = LABEL_PT) -> float:
    """Draw signs in lines from `top` down, and give where the next line stands."""
    x, y = left, top
    for entry in signs:
        wide = _SIGN_IN + sheet.labels.width(entry.text, size) + 0.28
        if x + wide > right and x > left:
            x, y = left, y + _LINE_IN
        entry.draw(x, y)
        sheet.labels.fixed(entry.text, (x + _SIGN_IN, y, "left", "center"), size=size, colour=INK)
        x += wide
    return y + _LINE_IN


def draw_legend(
    sheet: Sheet, signs: list[LegendEntry], marks: tuple[Numbered, ...], top: float, left: float, right: float, extra: list[str]
) -> float:
    """Draw signs, then the list of numbers, then `extra` lines; give the height in inches."""
    y = draw_signs(sheet, signs, top + 0.14, left, right)
    x = left
    stamp = _clock(sheet)
    for one in marks:
        text = f"{one.number}  {stamp(one.row.time)}  {sheet.view.names.kind(one.row.kind)}"
        text = f"{text}  {one.text}" if one.text else text
        text = sheet.view.say("figures.until", what=text, end=stamp(one.until_min)) if one.until_min is not None else text
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
    return lambda minute: sheet.view.stamp(minute, day=long)


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


def status_sign(sheet: Sheet, status: str) -> LegendEntry:
    """An arrow as a status draws it."""
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


def form_sign(sheet: Sheet, kind: str, form: str | None) -> LegendEntry:
    """The line and tail of a form of message."""
    shape = shape_of(kind, form)
    text = message_words(sheet.view.names, kind, form) if form else sheet.view.say("figures.other-message")

    def draw(x: float, y: float) -> None:
        sheet.line([(x, y), (x + 0.42, y)], color=INK, lw=1.5, linestyle=shape.line)
        sheet.mark(x, y, shape.tail, 6, color=INK, markerfacecolor=PAPER if shape.hollow else INK)

    return LegendEntry(text, draw)


def bar_sign(sheet: Sheet, status: str, text: str, hatched: bool) -> LegendEntry:
    """A limit with the part used, or what goes over it."""
    colour = STATUS[status].colour

    def draw(x: float, y: float) -> None:
        if hatched:
            sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=PAPER, edgecolor=colour, hatch="//////", lw=1.2)
            return
        sheet.box(x, y - 0.08, x + 0.24, y + 0.08, facecolor=colour, alpha=0.32, edgecolor="none")
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="none", edgecolor=colour, lw=0.9)

    return LegendEntry(text, draw)


def call_sign(sheet: Sheet, marker: str, text: str) -> LegendEntry:
    """The mark of a call that failed."""

    def draw(x: float, y: float) -> None:
        sheet.mark(x + 0.3, y, marker, 6, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2)

    return LegendEntry(text, draw)


def level_sign(sheet: Sheet, level: str) -> LegendEntry:
    """The ground of a level of agitation."""
    colour, hatch = CROWD[level]

    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor=colour, hatch=hatch, edgecolor="#555555", lw=0.4)

    return LegendEntry(sheet.view.say.named("crowd", level), draw)


def ground_sign(sheet: Sheet, text: str) -> LegendEntry:
    """The ground where time is drawn shorter."""

    def draw(x: float, y: float) -> None:
        sheet.box(x, y - 0.08, x + 0.4, y + 0.08, facecolor="#DDDDDD", edgecolor="none")

    return LegendEntry(text, draw)


def doubt_signs(sheet: Sheet, kept: KeptLog) -> list[LegendEntry]:
    """The signs of a log: a time that is not exact, a row that was not wholly understood."""
    between, unread = signs_of(sheet, kept)
    say = sheet.view.say

    def span(x: float, y: float) -> None:
        sheet.line([(x, y), (x + 0.4, y)], color=PURPLE, lw=1.6, linestyle=(0, (2, 1.2)))
        for end in (x, x + 0.4):
            sheet.line([(end, y - 0.07), (end, y + 0.07)], color=PURPLE, lw=1.6)

    def number(x: float, y: float) -> None:
        sheet.labels.fixed(say("figures.unread-row", row=9), (x + 0.2, y, "center", "center"), size=SMALL_PT, colour=PURPLE)

    found = [LegendEntry(say("figures.between"), span)] if between else []
    return [*found, LegendEntry(say("figures.unread"), number)] if unread else found
