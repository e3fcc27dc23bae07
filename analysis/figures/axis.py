"""The axis: minutes over the lanes, clock time under them, one ground colour where time is drawn shorter."""

from __future__ import annotations

from analysis.figures.lanes import Lane
from analysis.figures.scale import clock_ticks, minute_ticks
from analysis.figures.sheet import Sheet
from analysis.figures.style import INK, LABEL_PT, LANE_TINT, NAME_PT, QUIET_TINT, SMALL_PT, SOFT
from analysis.figures.wording import say

MINUTES_IN, CLOCK_IN = 0.24, 0.30
NAME_ROOM_IN = 1.75
_HOURS_FROM_MIN = 720.0


def draw_axis(sheet: Sheet, top: float, bottom: float, clock_at: float) -> None:
    """Draw both rows of time: minutes just over `top`, clock times from `clock_at` down, thin lines from `top` to `bottom`."""
    view, left, right = sheet.view, sheet.scale.left, sheet.scale.right
    hours = sheet.scale.to_min - sheet.scale.from_min > _HOURS_FROM_MIN and all(t.minute % 30 == 0 for t in minute_ticks(sheet.scale))
    for piece in sheet.scale.pieces:
        if piece.quiet:
            sheet.box(piece.left, top, piece.right, bottom, facecolor=QUIET_TINT, edgecolor="none", zorder=0.2)
    sheet.labels.fixed(say("hours" if hours else "minutes", view.lang), (left - 0.55, top - 0.12, "right", "center"), size=SMALL_PT, colour=SOFT)
    for tick in minute_ticks(sheet.scale):
        text = f"{tick.minute / 60:g}" if hours else tick.text
        sheet.labels.fixed(text, (tick.x, top - 0.12, "center", "center"), size=SMALL_PT, colour=SOFT)
        sheet.line([(tick.x, top - 0.03), (tick.x, top)], color=SOFT, lw=0.8)
    sheet.labels.fixed(say("clock", view.lang), (left - 0.55, clock_at + 0.16, "right", "center"), size=LABEL_PT, colour=INK)
    for tick in clock_ticks(sheet.scale, view.start):
        sheet.line([(tick.x, top), (tick.x, bottom)], color="#B5B5B5" if tick.major else "#E2E2E2", lw=1.2 if tick.major else 0.7, zorder=0.4)
        sheet.line([(tick.x, clock_at), (tick.x, clock_at + 0.05)], color=INK, lw=0.9)
        sheet.labels.fixed(tick.text, (tick.x, clock_at + 0.16, "center", "center"), size=LABEL_PT, colour=INK)
    sheet.line([(left, clock_at), (right, clock_at)], color=INK, lw=1.0)


def draw_lanes(sheet: Sheet) -> None:
    """Draw every lane's ground, name and lifeline; the line is full from the first to the last act and dotted elsewhere."""
    for number, lane in enumerate(sheet.lanes.all):
        if number % 2 == 0:
            sheet.box(0.1, lane.top, sheet.scale.right, lane.bottom, facecolor=LANE_TINT, edgecolor="none", zorder=0.1)
        _name(sheet, lane)
        sheet.line([(sheet.scale.left, lane.line), (sheet.scale.right, lane.line)], color="#C4C4C4", lw=0.8, linestyle=(0, (1, 3)), zorder=1)
        times = [row.time for row in sheet.view.rows if row.kind not in ("scene", "inject", "fault")
                 and (sheet.view.body(row.to) if row.kind == "received" else sheet.view.acting(row)) in lane.members]  # fmt: skip
        if times:
            x0, x1 = sheet.scale.x(min(times)), sheet.scale.x(max(times))
            sheet.line([(x0, lane.line), (x1, lane.line)], color="#8C8C8C", lw=2.2, zorder=1.1)


def _name(sheet: Sheet, lane: Lane) -> None:
    lang = sheet.view.lang
    own = len(lane.members) == 1
    text = sheet.view.name(lane.body) if own else f"{say('others', lang)} × {len(lane.members)}"
    lines = _wrapped(sheet, text)
    step = 0.21
    y = lane.line - step * (len(lines) - 1) / 2 if len(lines) < 3 else lane.top + 0.14
    for number, line in enumerate(lines):
        sheet.labels.fixed(line, (sheet.scale.left - 0.12, y + step * number, "right", "center"), size=NAME_PT - (len(lines) > 2), colour=INK)


def _wrapped(sheet: Sheet, text: str) -> list[str]:
    """A name in lines that fit beside the lanes: broken at spaces, in Chinese anywhere; at most three lines."""
    words = text.split(" ") if " " in text else list(text)
    glue = " " if " " in text else ""
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]}{glue}{word}"
        if sheet.labels.width(longer, NAME_PT) <= NAME_ROOM_IN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:-1] + "…"]
