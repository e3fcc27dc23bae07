"""Strips over and under the lanes: what was true and declared, the numbered injects and faults, and the days after the end.

Over the lanes a band for each of true grade, declared grade, level and warning, darker for worse. Under them a dated strip of its own, since
minutes and weeks do not fit on one scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from analysis.figures.captions import breach_words, broken_duty_words, dotted, duty_words, message_words
from analysis.figures.labels import Label
from analysis.figures.sheet import Sheet
from analysis.figures.style import BLUE, INK, LABEL_PT, NAME_PT, ORANGE, PAPER, PURPLE, SMALL_PT, SOFT, shade, stroke_of
from analysis.figures.subject import Subject
from analysis.figures.window import DAY_MIN, Window
from analysis.verdicts import BROKEN, LATE, MET, MISSED, PENDING, WRONG_CHANNEL, Verdict
from sim.record import Row

# --- what is true and what is declared -----------------------------------------------------------------------------------------------

BAND_IN = 0.26
_BAND_STEP_IN = 0.31
_DECLARED = ("classified", "regraded")
NOTHING = (None, "", "none")  # what stands for no grade, no level, no warning
OVER = "·over"  # no id may hold a middle dot: the response to the event is at its end
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
    event: str  # which event, where there are several
    kind: str
    stretches: tuple[Stretch, ...]


def rank_bands(view: Window, rows: Sequence[Row]) -> tuple[Band, ...]:
    """The bands that the rows of the whole record have something to say about, event by event where there are several."""
    events: list[str | None] = list(dict.fromkeys(row.about for row in rows if row.about is not None)) or [None]
    found = []
    for event in events:
        own = [row for row in rows if row.about == event or event is None]
        which = view.event(event) if event is not None else ""
        for title, kind, changes in (
            (view.say("figures.warning"), "warning", _changes(own, ("warned",), "warning", ("lifted",))),
            (view.say("figures.true-grade"), "grade", _changes(own, ("scene",), "true_grade", ())),
            (view.say("figures.declared-grade"), "grade", _changes(own, _DECLARED, "grade", ("ended",))),
            (view.say("figures.level"), "level", _changes(own, _RAISED, "level", ("ended",))),
        ):
            if changes:
                found.append(Band(title, which, kind, _stretches(view, changes)))
    return tuple(found)


def bands_height(found: Sequence[Band]) -> float:
    """Inches that the bands take."""
    return len(found) * _BAND_STEP_IN


def draw_bands(sheet: Sheet, found: Sequence[Band], top: float) -> None:
    """Draw the bands from `top` down."""
    for number, band in enumerate(found):
        upper = top + number * _BAND_STEP_IN
        _band_name(sheet, band, upper)
        sheet.line([(sheet.scale.left, upper + BAND_IN), (sheet.scale.right, upper + BAND_IN)], color="#C9C9C9", lw=0.6, zorder=1)
        order = list(sheet.view.ranks.get(band.kind, ()))
        for stretch in band.stretches:
            _stretch(sheet, band, stretch, upper, order)


def _band_name(sheet: Sheet, band: Band, top: float) -> None:
    """What a band is of, and under it of which event: never wider than the room beside the lanes."""
    edge = sheet.scale.left - 0.12
    if not band.event:
        sheet.labels.fixed(band.title, (edge, top + BAND_IN / 2, "right", "center"), size=NAME_PT - 1, colour=SOFT)
        return
    for text, y in ((band.title, top + 0.06), (sheet.labels.fitting(band.event, SMALL_PT - 0.5, edge - 0.12), top + 0.205)):
        sheet.labels.fixed(text, (edge, y, "right", "center"), size=SMALL_PT - 0.5, colour=SOFT, path_effects=[])


def _stretch(sheet: Sheet, band: Band, stretch: Stretch, top: float, order: list[str]) -> None:
    left, right = sheet.scale.x(stretch.from_min), sheet.scale.x(stretch.to_min)
    if stretch.value == OVER:
        text, ink = (sheet.view.names.kind("ended") if band.kind == "level" else "", SOFT)
        sheet.line([(left, top), (left, top + BAND_IN)], color=INK, lw=1.6, zorder=2.5)
    elif stretch.value is None:
        text, ink = (value_name(sheet.view, band.kind, None) if band.kind == "grade" else "", SOFT)
    else:
        fill, ink = shade(order.index(stretch.value) if stretch.value in order else None)
        sheet.box(left, top, right, top + BAND_IN, facecolor=fill, edgecolor="white", lw=1.0, zorder=2)
        text = value_name(sheet.view, band.kind, stretch.value)
    short = stretch.value if stretch.value not in (None, OVER) else ""
    for words, size in ((text, LABEL_PT), (short or "", SMALL_PT)):
        if words and sheet.labels.width(words, size) < right - left - 0.08:
            place = (max(left, sheet.scale.left) + 0.06, top + BAND_IN / 2, "left", "center")
            sheet.labels.fixed(words, place, size=size, colour=ink or INK, path_effects=[])
            return


def value_name(view: Window, kind: str, value: str | None) -> str:
    """A grade, level or warning by its name."""
    return view.say("figures.below") if value in NOTHING else view.names.of(kind, value)


def _changes(rows: Sequence[Row], kinds: tuple[str, ...], fact: str, stops: tuple[str, ...]) -> list[tuple[float, str | None]]:
    """When a value changed to what. A row that does not hold the fact changes nothing."""
    found: list[tuple[float, str | None]] = []
    for row in rows:
        if row.kind in kinds and fact in row.facts:
            value = row.facts[fact]
            change = None if value in NOTHING else str(value)
        elif row.kind in stops and found:
            change = OVER if row.kind == "ended" else None
        else:
            continue
        if not found or found[-1][1] != change:
            found.append((row.time, change))
    return found


def _stretches(view: Window, changes: list[tuple[float, str | None]]) -> tuple[Stretch, ...]:
    ends = [time for time, _ in changes[1:]] + [view.to_min]
    cut = ((max(time, view.from_min), min(end, view.to_min), value) for (time, value), end in zip(changes, ends, strict=True))
    return tuple(Stretch(start, end, value) for start, end, value in cut if end > start)


# --- injects, faults and missed expectations -----------------------------------------------------------------------------------------

_SHAPES = {"inject": ("o", BLUE), "fault": ("D", ORANGE), "expectation-missed": ("s", PURPLE)}


@dataclass(frozen=True, slots=True)
class Numbered:
    """An inject, a fault or an expectation that was missed, with its number in the picture."""

    number: int
    row: Row
    text: str

    @property
    def until_min(self) -> float | None:
        """When a fault ends; None of anything else, and of one that lasts."""
        until = self.row.facts.get("until")
        return float(until) if self.row.kind == "fault" and isinstance(until, int | float) and not isinstance(until, bool) else None


def numbered(view: Window) -> tuple[Numbered, ...]:
    """Injects, faults and missed expectations in view, in the order of time."""
    found = [row for row in view.rows if row.kind in _SHAPES]
    return tuple(Numbered(number, row, _says(view, row)) for number, row in enumerate(found, 1))


def _says(view: Window, row: Row) -> str:
    """What a mark stands for: the text that its inject or fault has, else the row's own, else its id and whom it strikes."""
    entry = row.facts.get("fault") if row.kind == "fault" else row.form
    if view.names.knows(row.kind, entry):
        return view.names.of(row.kind, entry)
    text = row.facts.get("text")
    if isinstance(text, Mapping) and view.say.lang in text:
        return str(text[view.say.lang])
    target = row.facts.get("target")
    return dotted(row.form or "", view.name(target) if isinstance(target, str) and target else "") or (view.name(row.actor) if row.actor else "")


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
        of = Subject(row=one.row.seq)
        sheet.line([(x, y), (x, sheet.lanes.bottom)], color=colour, lw=0.8, linestyle=(0, (1, 3)), zorder=1.5, of=of)
        sheet.mark(x, y, shape, 16 if shape == "o" else 13, color=colour, zorder=9, of=of)
        if one.until_min is not None:
            end = sheet.scale.x(one.until_min)
            sheet.line([(x, y), (end, y)], color=colour, lw=2.0, zorder=1.6, gid=f"fault-{one.row.seq}", of=of)
            if sheet.scale.holds(one.until_min):  # an end that is not in the picture is not drawn as one
                sheet.line([(end, y - 0.09), (end, y + 0.09)], color=colour, lw=2.0, zorder=1.6)
                sheet.line([(end, y), (end, sheet.lanes.bottom)], color=colour, lw=0.8, linestyle=(0, (1, 3)), zorder=1.5)
        sheet.labels.fixed(str(one.number), (x, y, "center", "center"), size=SMALL_PT, colour=PAPER, path_effects=[], of=of)
    return strip_height(len(ends))


def draw_ends(sheet: Sheet, top: float) -> None:
    """Draw where the response to each event ended, from the bands down through the lanes."""
    for row in sheet.view.rows:
        if row.kind == "ended":
            x = sheet.scale.x(row.time)
            sheet.line([(x, top), (x, sheet.lanes.bottom)], color=INK, lw=1.1, linestyle=(0, (6, 2)), zorder=1.4, gid=f"ended-{row.seq}",
                       of=Subject(row=row.seq))  # fmt: skip


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


# --- the days after the end ----------------------------------------------------------------------------------------------------------

_ROW_IN, _HEAD_IN, _FOOT_IN = 0.30, 0.42, 0.12
_DATE_ROOM_IN = 0.75
_DRAWN = (*BROKEN, PENDING, MET)


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
    broken = any(verdict.status in BROKEN for verdict in view.of_days)
    if not view.afterwards and not broken:
        return ()
    return tuple(verdict for verdict in view.of_days if verdict.status in _DRAWN)


def afterwards_height(view: Window) -> float:
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
    bottom = top + afterwards_height(view) - _FOOT_IN
    sheet.box(left, top + _HEAD_IN - 0.06, right, bottom, facecolor="#FAFAFA", edgecolor="#CCCCCC", lw=0.7, zorder=0.5)
    sheet.labels.fixed(view.say("figures.afterwards"), (left - 0.12, top + _HEAD_IN + 0.1, "right", "center"), size=NAME_PT)
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
        day = f"{moment.month}-{moment.day:02d}" if sheet.view.dated else f"{(moment.date() - sheet.view.start.date()).days:+d}"
        sheet.labels.fixed(day, (x, top - 0.04, "center", "bottom"), size=SMALL_PT, colour=SOFT)
        minute += step * DAY_MIN


def _midnight(view: Window, end: float) -> float:
    moment = view.start + timedelta(minutes=end)
    return end + DAY_MIN - (moment.hour * 60 + moment.minute + moment.second / 60)


def _act(sheet: Sheet, row: Row, x: float, y: float) -> None:
    view, of = sheet.view, Subject(row=row.seq, bodies=() if row.actor is None else (sheet.view.body_of.get(row.actor, row.actor),))
    sheet.mark(x, y, "o", 6, color="#444444", zorder=4, of=of)
    said = message_words(view.names, row.kind, row.form)
    text = view.say("figures.who-what", who=view.name(row.actor), what=said) if row.actor else said
    sheet.labels.want(Label(text=text, places=((x + 0.07, y, "left", "center"), (x - 0.07, y, "right", "center")), rank=8.0,
                            size=SMALL_PT, of=of))  # fmt: skip


def _duty(sheet: Sheet, verdict: Verdict, days: DaysAfter, y: float) -> None:
    view, stroke = sheet.view, stroke_of(verdict)
    of = Subject(duties=(verdict.id,), bodies=() if (body := view.body(verdict.bearer)) is None else (body,))
    left = days.x(verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min)
    due = days.x(verdict.due_min if verdict.due_min is not None else verdict.raised_min)
    done = None if verdict.done_min is None else days.x(verdict.done_min)
    sheet.box(left, y - 0.08, due, y + 0.08, facecolor="white", edgecolor=stroke.colour, lw=1.0, zorder=2,
              linestyle=(0, (3, 2)) if verdict.status == MISSED else "-", of=of)  # fmt: skip
    if done is not None:
        sheet.box(left, y - 0.08, min(done, due), y + 0.08, facecolor=stroke.colour, alpha=0.35, zorder=2.1, lw=0, of=of)
        if done > due:
            sheet.box(due, y - 0.08, done, y + 0.08, facecolor="white", edgecolor=stroke.colour, hatch="//////", zorder=2.2, of=of)
        sheet.mark(done, y, stroke.marker, 6, color=stroke.colour, zorder=3, of=of)
    if verdict.status == MISSED:
        sheet.mark(due, y, "x", 8, color=stroke.colour, markeredgewidth=2, zorder=3, of=of)
    text = _words(view, verdict)
    breach = verdict.status in BROKEN
    edge = max(due, done or 0.0)
    sheet.labels.want(Label(text=text, places=((edge + 0.1, y, "left", "center"), (left + 0.06, y, "left", "center"),
                                               (left - 0.06, y, "right", "center")),
                            rank=2.5, must=breach, size=LABEL_PT - 1, colour=stroke.colour if breach else "#333333", of=of))  # fmt: skip


def _words(view: Window, verdict: Verdict) -> str:
    what = duty_words(view.names, verdict)
    if verdict.status in (LATE, WRONG_CHANNEL):
        what = broken_duty_words(view.names, verdict)
    elif verdict.status == MISSED:
        what = view.say("figures.done-late", what=what, late=breach_words(view.names, verdict))
    return dotted(view.say("figures.who-what", who=view.name(verdict.bearer), what=what), verdict.clause, verdict.limit.of(view.say.lang))
