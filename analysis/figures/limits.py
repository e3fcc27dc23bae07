"""Limits as bars on the bearer's lane: filled for the part used, hatched where the duty was done too late."""

from __future__ import annotations

from analysis.figures.labels import Label, Place
from analysis.figures.lanes import BAR_IN, Lane, LimitBar
from analysis.figures.sheet import Sheet
from analysis.figures.style import LABEL_PT, PAPER, SMALL_PT, SOFT, STATUS
from analysis.figures.wording import late_words, missed_word, say, shortened
from analysis.verdicts import LATE, MISSED
from sim.vocabulary import ACTS

_THIN_IN = 0.015
_COVER_AT_MOST = 2.5
_TITLE_SIGNS = 24


def draw_limits(sheet: Sheet) -> None:
    """Draw every bar, and say in a lane how many had no line free."""
    seen: set[tuple[str, str]] = set()
    for lane in sheet.lanes.all:
        for limit in sorted(lane.bars, key=lambda one: one.from_min):
            again = (lane.body, limit.worst.rule) in seen
            seen.add((lane.body, limit.worst.rule))
            _bar(sheet, lane, limit, again)
        if lane.left_out:
            sheet.labels.fixed(say("more", sheet.view.lang, lane.left_out), (sheet.scale.right, lane.bottom - 0.02, "right", "bottom"),
                               size=SMALL_PT, colour=SOFT)  # fmt: skip


def _bar(sheet: Sheet, lane: Lane, limit: LimitBar, again: bool) -> None:
    verdict, stroke = limit.worst, STATUS[limit.worst.status]
    x, top = sheet.scale.x, lane.bar_top(limit.row)
    left, due = x(limit.from_min), x(limit.due_min)
    if x(limit.ends_min) - left < _THIN_IN or limit.from_min > sheet.view.to_min:
        return
    bottom = top + BAR_IN
    missed = verdict.status == MISSED
    used = x(min(verdict.done_min, limit.due_min)) if verdict.done_min is not None else left
    sheet.box(left, top, due, bottom, facecolor=PAPER, edgecolor="none", zorder=2.0)
    if used > left:
        sheet.box(left, top, used, bottom, facecolor=stroke.colour, alpha=0.32, edgecolor="none", zorder=2.1)
    sheet.box(left, top, due, bottom, facecolor="none", edgecolor=stroke.colour, lw=1.3 if missed else 0.9,
              linestyle=(0, (3, 2)) if missed else "-", zorder=2.3)  # fmt: skip
    right = due
    if verdict.status == LATE and verdict.done_min is not None:
        right = x(verdict.done_min)
        sheet.box(due, top, right, bottom, facecolor=PAPER, edgecolor=stroke.colour, hatch="//////", lw=1.3, zorder=2.4)
        sheet.labels.line(due, (top + bottom) / 2, right, (top + bottom) / 2, 1.0)
        if sheet.scale.holds(limit.due_min):
            sheet.line([(due, top - 0.04), (due, bottom + 0.04)], color=stroke.colour, lw=2.2, zorder=2.6)
    if missed and sheet.scale.holds(limit.due_min):
        sheet.mark(due, (top + bottom) / 2, "x", 8, color=stroke.colour, markeredgewidth=2, zorder=2.6)
    for edge in (top, bottom):
        sheet.labels.line(left, edge, right, edge, 0.9 if verdict.status in (LATE, MISSED) else 0.3)
    _name(sheet, limit, (left, top, right, bottom), again)


def _name(sheet: Sheet, limit: LimitBar, box: tuple[float, float, float, float], again: bool) -> None:
    verdict, lang = limit.worst, sheet.view.lang
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    breach = verdict.status in (LATE, MISSED)
    text = f"{verdict.clause} · {verdict.limit.of(lang)}"
    if verdict.status == LATE:
        text = f"{text} · {late_words(verdict, lang)}"
    elif verdict.status == MISSED:
        text = f"{text} · {missed_word(lang)}"
    size = LABEL_PT if breach else SMALL_PT
    message = verdict.act in ACTS and ACTS[verdict.act].message
    if breach and not message:
        text = f"{shortened(verdict.title.of(lang), _TITLE_SIGNS)} · {text}"
    inside: tuple[Place, ...] = ((left + 0.05, middle, "left", "center"),) if sheet.labels.width(text, size) < right - left - 0.1 else ()
    around: tuple[Place, ...] = (
        (right + 0.07, middle, "left", "center"),
        (left - 0.05, middle, "right", "center"),
        ((left + right) / 2, bottom + 0.02, "center", "top"),
        ((left + right) / 2, top - 0.02, "center", "bottom"),
    )
    if again and not breach:
        around = ()  # the first bar of a recurring duty names the others
    label = Label(
        text=text,
        places=(*inside, *around),
        rank=(2.0 if breach else 15.0 + 30.0 * again) + 1e-6 * limit.from_min,
        size=size,
        colour=STATUS[verdict.status].colour if breach else SOFT,
        must=breach and not message,  # a message says on its arrow how late it is
        point=(right, middle) if breach and not message else None,
        cover=float("inf") if breach else _COVER_AT_MOST,
    )
    sheet.labels.want(label)
