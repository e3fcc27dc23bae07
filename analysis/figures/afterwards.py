"""Days after the end: a dated strip of its own, since minutes and weeks do not fit on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from analysis.figures.labels import Label
from analysis.figures.sheet import Sheet
from analysis.figures.style import LABEL_PT, NAME_PT, SMALL_PT, SOFT, STATUS
from analysis.figures.view import DAY_MIN, Window
from analysis.figures.wording import act_word, breach_words, form_word, missed_word, say
from analysis.verdicts import LATE, MET, MISSED, PENDING, Verdict
from sim.record import Row

_ROW_IN, _HEAD_IN, _FOOT_IN = 0.30, 0.42, 0.12
_DATE_ROOM_IN = 0.75
_DRAWN = (MISSED, LATE, PENDING, MET)


@dataclass(frozen=True, slots=True)
class DaysAfter:
    """From minutes to inches in the strip."""

    begins_min: float
    per_min: float
    left: float
    right: float

    def x(self, minute: float) -> float:
        """Where a minute stands, at most at the strip's edges."""
        return min(max(self.left + (minute - self.begins_min) * self.per_min, self.left), self.right)


def duties_of_days(view: Window) -> tuple[Verdict, ...]:
    """Duties due more than a day after the end, by due time. A duty that is still open shows only where the record goes so far."""
    broken = any(verdict.status in (LATE, MISSED) for verdict in view.of_days)
    if not view.afterwards and not broken:
        return ()
    return tuple(verdict for verdict in view.of_days if verdict.status in _DRAWN)


def height(view: Window) -> float:
    """Inches that the strip takes; 0 where nothing happens that late."""
    if not view.afterwards and not duties_of_days(view):
        return 0.0
    return _HEAD_IN + (len(duties_of_days(view)) + 1) * _ROW_IN + _FOOT_IN


def draw_afterwards(sheet: Sheet, top: float) -> None:
    """Draw the strip from `top` down: dates across, one line of acts, then one bar for each duty that counts in days."""
    view, duties = sheet.view, duties_of_days(sheet.view)
    end = view.end_min if view.end_min is not None else view.to_min
    last = max([row.time for row in view.afterwards] + [v.due_min or 0.0 for v in duties])
    left, right = sheet.scale.left, sheet.scale.right
    days = DaysAfter(end, (right - left) / ((last - end) * 1.04), left, right)
    bottom = top + height(view) - _FOOT_IN
    sheet.box(left, top + _HEAD_IN - 0.06, right, bottom, facecolor="#FAFAFA", edgecolor="#CCCCCC", lw=0.7, zorder=0.5)
    sheet.labels.fixed(say("afterwards", view.lang), (left - 0.12, top + _HEAD_IN + 0.1, "right", "center"), size=NAME_PT)
    _dates(sheet, days, _midnight(view, end), top + _HEAD_IN - 0.06, bottom)
    y = top + _HEAD_IN + 0.1
    for row in view.afterwards:
        if row.kind != "received":
            _act(sheet, row, days.x(row.time), y)
    for number, verdict in enumerate(duties, 1):
        _duty(sheet, verdict, days, y + number * _ROW_IN)


def _dates(sheet: Sheet, days: DaysAfter, midnight: float, top: float, bottom: float) -> None:
    step = next((one for one in (1, 2, 5, 7, 10, 14, 30, 60, 90) if days.per_min * DAY_MIN * one >= _DATE_ROOM_IN), 180)
    minute = midnight
    while days.x(minute) < days.right - 0.3:
        moment = sheet.view.start + timedelta(minutes=minute)
        x = days.x(minute)
        sheet.line([(x, top), (x, bottom)], color="#E3E3E3", lw=0.7, zorder=0.6)
        sheet.labels.fixed(f"{moment.month}-{moment.day:02d}", (x, top - 0.04, "center", "bottom"), size=SMALL_PT, colour=SOFT)
        minute += step * DAY_MIN


def _midnight(view: Window, end: float) -> float:
    moment = view.start + timedelta(minutes=end)
    return end + DAY_MIN - (moment.hour * 60 + moment.minute + moment.second / 60)


def _act(sheet: Sheet, row: Row, x: float, y: float) -> None:
    sheet.mark(x, y, "o", 6, color="#444444", zorder=4)
    said = form_word(row.kind, row.form, sheet.view.lang)
    text = f"{sheet.view.name(row.actor)} {said}" if row.actor else said
    sheet.labels.want(Label(text=text, places=((x + 0.07, y, "left", "center"), (x - 0.07, y, "right", "center")), rank=8.0,
                            size=SMALL_PT))  # fmt: skip


def _duty(sheet: Sheet, verdict: Verdict, days: DaysAfter, y: float) -> None:
    view, stroke = sheet.view, STATUS[verdict.status]
    left = days.x(verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min)
    due = days.x(verdict.due_min if verdict.due_min is not None else verdict.raised_min)
    done = None if verdict.done_min is None else days.x(verdict.done_min)
    sheet.box(left, y - 0.08, due, y + 0.08, facecolor="white", edgecolor=stroke.colour, lw=1.0, zorder=2,
              linestyle=(0, (3, 2)) if verdict.status == MISSED else "-")  # fmt: skip
    if done is not None:
        sheet.box(left, y - 0.08, min(done, due), y + 0.08, facecolor=stroke.colour, alpha=0.35, zorder=2.1, lw=0)
        if done > due:
            sheet.box(due, y - 0.08, done, y + 0.08, facecolor="white", edgecolor=stroke.colour, hatch="//////", zorder=2.2)
        sheet.mark(done, y, stroke.marker, 6, color=stroke.colour, zorder=3)
    if verdict.status == MISSED:
        sheet.mark(due, y, "x", 8, color=stroke.colour, markeredgewidth=2, zorder=3)
    text = _words(view, verdict)
    breach = verdict.status in (LATE, MISSED)
    edge = max(due, done or 0.0)
    sheet.labels.want(Label(text=text, places=((edge + 0.1, y, "left", "center"), (left + 0.06, y, "left", "center"),
                                               (left - 0.06, y, "right", "center")),
                            rank=2.5, must=breach, size=LABEL_PT - 1, colour=stroke.colour if breach else "#333333"))  # fmt: skip


def _words(view: Window, verdict: Verdict) -> str:
    word = act_word(verdict, view.lang)
    limit = verdict.limit.of(view.lang)
    if verdict.status == LATE:
        word = breach_words(word, verdict, view.lang)
    elif verdict.status == MISSED:
        word = f"{word} {missed_word(view.lang)}"
    return f"{view.name(verdict.bearer)} {word} · {verdict.clause} · {limit}"
