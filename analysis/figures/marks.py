"""What is drawn on the lanes: acts and failed calls as marks, messages as arrows, limits as bars.

A message runs from the sender's lane to the recipient's; a missed one is an arrow that is not there. A limit's bar lies on the bearer's lane,
filled for the part used, hatched where the duty was done too late.
"""

from __future__ import annotations

from collections.abc import Iterable

from analysis.figures.captions import ARROW_SIGNS, breach_words, broken_duty_words, dotted, duty_words, message_words, shortened
from analysis.figures.labels import Label, Place
from analysis.figures.sheet import BAR_IN, Lane, LimitBar, Sheet, bar_size
from analysis.figures.strips import value_name
from analysis.figures.style import FORM, LABEL_PT, NO_DUTY, OTHER_FORM, PAPER, SMALL_PT, SOFT, STATUS, Shape, Stroke, ink_of, stroke_of
from analysis.figures.subject import Subject
from analysis.figures.window import DrawnMessage, Window
from analysis.verdicts import BROKEN, LATE, MISSED, WRONG_CHANNEL, Verdict
from sim.record import Row
from sim.vocabulary import SENT_KINDS

# --- acts and failed calls -----------------------------------------------------------------------------------------------------------

FAILED_CALLS = {"unanswered": "o", "busy": "x", "lost": "v"}  # kinds of row with their marks
TURNING = ("classified", "regraded", "activated", "expanded", "ended", "occurred")
_HIDDEN = frozenset({"scene", "received", "called", "inject", "fault", "expectation-missed", "decision"})
_SAYS = {"classified": "grade", "regraded": "grade", "activated": "level", "expanded": "level"}
_UNSPECIFIC = ("prepared", "performed")  # the kind says nothing; the duty's title does
_ACT_SIGNS = 20


def draw_acts(sheet: Sheet) -> None:
    """Mark on the lanes what was done there, and calls that failed; name it where there is room."""
    last: dict[tuple[str, str], float] = {}
    for row in sheet.view.rows:
        lane = sheet.lanes.of_body.get(sheet.view.acting(row) or "")
        if lane is None or row.kind in _HIDDEN or (row.kind in SENT_KINDS and row.to is not None):
            continue
        x, of = sheet.scale.x(row.time), subject_of_row(sheet.view, row)
        if row.kind in FAILED_CALLS:
            sheet.mark(x, lane.line, FAILED_CALLS[row.kind], 5, color=SOFT, markerfacecolor=PAPER, markeredgewidth=1.2, zorder=7, of=of)
            continue
        turning = row.kind in TURNING
        sheet.mark(x, lane.line, "|", 11 if turning else 8, color="#222222" if turning else SOFT, markeredgewidth=1.6, zorder=5, of=of)
        near = last.get((lane.body, row.kind))
        last[lane.body, row.kind] = x
        if near is not None and x - near < 0.35:
            continue  # the same act again at once: one name serves
        places = tuple((x + dx, y, ha, va) for y, va in ((lane.line - 0.07, "bottom"), (lane.line + 0.07, "top"))
                       for dx, ha in ((0.0, "center"), (0.03, "left"), (-0.03, "right")))  # fmt: skip
        sheet.labels.want(Label(text=_act(sheet.view, row), places=places, rank=(6.0 if turning else 12.0) + row.time * 1e-5, lanes=(lane.span,),
                                size=LABEL_PT if turning else SMALL_PT, colour="#222222" if turning else SOFT, of=of))  # fmt: skip


def subject_of_row(view: Window, row: Row) -> Subject:
    """A row, and the bodies of whoever acted and whoever was told."""
    return Subject(row=row.seq, bodies=_bodies(view, view.acting(row), row.to))


def _of_message(view: Window, message: DrawnMessage) -> Subject:
    row, verdict = message.sent, message.verdict
    return Subject(row=row.seq, duties=() if verdict is None else (verdict.id,), bodies=_bodies(view, row.actor, row.to))


def subject_of_duties(view: Window, verdicts: Iterable[Verdict], *, told: bool = True) -> Subject:
    """Duties, and the bodies of those who owe them and, where these are shown as `told`, of those to whom they are owed."""
    held = tuple(verdicts)
    who = [one for verdict in held for one in (verdict.bearer, *(verdict.to if told else ()))]
    return Subject(duties=tuple(dict.fromkeys(verdict.id for verdict in held)), bodies=_bodies(view, *who))


def _bodies(view: Window, *who: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(body for one in who if (body := view.body(one)) is not None))


def _act(view: Window, row: Row) -> str:
    said = view.names.kind(row.kind)
    kind = _SAYS.get(row.kind)
    value = row.facts.get(kind) if kind is not None else None
    if kind is not None and isinstance(value, str):
        return dotted(said, value_name(view, kind, value))
    if row.kind in _UNSPECIFIC and view.names.knows("duty", row.rule):
        return shortened(view.names.of("duty", row.rule), _ACT_SIGNS)
    return said


# --- messages -----------------------------------------------------------------------------------------------------------------------

_LOUD = (LATE, WRONG_CHANNEL)  # of a message that went out
Ends = tuple[float, float, float, float]  # x and y of the tail, x and y of the head, in inches
_ASIDE_IN = 0.09
_SAME_IN = 2.0
_CROWDED_PER_IN = 2.5  # messages for each inch of busy time; above this, what went well steps back


def shape_of(kind: str, form: str | None) -> Shape:
    """The line and tail of a message: reports by their form, all other messages alike."""
    return FORM.get(form or "", OTHER_FORM) if kind == "reported" else OTHER_FORM


def draw_arrows(sheet: Sheet) -> None:
    """Draw every message in view, the late ones on top, the worst of them thickest."""
    worst = sheet.view.worst(LATE)
    crowded = _crowded(sheet)
    named: dict[tuple[str | None, ...], float] = {}
    for message in sorted(sheet.view.messages, key=lambda one: one.status in _LOUD):
        ends = _message(sheet, message, worst, crowded)
        if ends is None:
            continue
        row = message.sent
        key = (row.kind, row.form, sheet.view.body(row.actor), message.status)
        if message.status in _LOUD or ends[0] - named.get(key, -9.0) > _SAME_IN:
            named[key] = ends[0]  # of a salvo of the same messages one is named
            lanes = sheet.lanes.of_body
            own = lanes[sheet.view.body(row.actor) or ""], lanes[sheet.view.body(row.to) or ""]
            _name(sheet, message, ends, own, worst is not None and message.verdict is not None and message.verdict.id == worst.id)


def _crowded(sheet: Sheet) -> bool:
    room = sum(piece.right - piece.left for piece in sheet.scale.pieces if not piece.quiet)
    return len(sheet.view.messages) > _CROWDED_PER_IN * room


def draw_absences(sheet: Sheet) -> None:
    """Draw, where a missed message was due, a hollow dashed arrow that ends in a cross before it arrives."""
    for verdict in sheet.view.verdicts:
        if verdict.status == MISSED and verdict.due_min is not None and sheet.scale.holds(verdict.due_min):
            _absence(sheet, verdict, verdict.due_min)


def _message(sheet: Sheet, message: DrawnMessage, worst: Verdict | None, crowded: bool) -> Ends | None:
    """Draw one arrow and give its two ends, or None where an end has no lane."""
    row, lanes = message.sent, sheet.lanes.of_body
    sender, recipient = lanes.get(sheet.view.body(row.actor) or ""), lanes.get(sheet.view.body(row.to) or "")
    if sender is None or recipient is None:
        return None
    late = message.status in _LOUD
    chief = worst is not None and message.verdict is not None and message.verdict.id == worst.id
    stroke = _stroke(message)
    shape = shape_of(row.kind, row.form)
    width = stroke.width + 1.6 * chief if row.kind == "reported" or late else 0.8 * stroke.width
    if crowded and not late:
        width *= 0.6
    depth = 6.0 if late else 4.5
    x0, y0 = sheet.scale.x(row.time), sender.line
    x1 = sheet.scale.x(message.received_min if message.received_min is not None else row.time)
    y1 = recipient.line
    if message.received_min is None and recipient is not sender:
        y1 = y0 + 0.6 * (y1 - y0)  # it went out and did not arrive
    of = _of_message(sheet.view, message)
    if chief:
        sheet.line([(x0, y0), (x1, y1)], color=PAPER, lw=width + 4, zorder=depth - 0.1)
    sheet.line([(x0, y0), (x1, y1)], color=stroke.colour, lw=width, linestyle=shape.line, zorder=depth, gid=f"arrow-{row.seq}", of=of)
    sheet.mark(x0, y0, shape.tail, 6.0 if row.kind == "reported" else 4.0, color=stroke.colour, zorder=depth + 0.2,
               markerfacecolor=PAPER if shape.hollow else stroke.colour, of=of)  # fmt: skip
    if message.received_min is None:
        sheet.mark(x1, y1, "x", 6, color=stroke.colour, zorder=depth + 0.2, of=of)
    elif recipient is sender:
        sheet.mark(x1, y1, stroke.marker, 4, color=stroke.colour, zorder=depth + 0.2, of=of)
    else:
        sheet.head(x0, y0, x1, y1, 1.5 if chief else 1.0 if row.kind == "reported" else 0.8,
                   facecolor=stroke.colour, edgecolor="none", zorder=depth + 0.1, of=of)  # fmt: skip
    sheet.labels.line(x0, y0, x1, y1, 2.0 if late else 0.6)
    return x0, y0, x1, y1


def _stroke(message: DrawnMessage) -> Stroke:
    if message.verdict is not None and message.status == message.verdict.status and message.status in STATUS:
        return stroke_of(message.verdict)
    return STATUS[message.status if message.status in STATUS else NO_DUTY]


def _name(sheet: Sheet, message: DrawnMessage, ends: Ends, lanes: tuple[Lane, Lane], chief: bool) -> None:
    """Name a message at one of its ends, in the lane of whoever got or sent it: a late one rather where it came late."""
    row, names, of = message.sent, sheet.view.names, _of_message(sheet.view, message)
    what = message_words(names, row.kind, row.form)
    spans = tuple(dict.fromkeys(lane.span for lane in reversed(lanes)))
    if message.status in _LOUD and message.verdict is not None:
        owed = duty_words(names, message.verdict, ARROW_SIGNS)
        text = names.say("figures.done-late", what=owed, late=breach_words(names, message.verdict))
        colour = ink_of(message.verdict)
        sheet.labels.want(Label(text=text, places=_at_ends(ends), rank=0.0 if chief else 1.0, must=True, points=_points(ends), lanes=spans,
                                size=LABEL_PT + (3 if chief else 0), colour=PAPER if chief else colour,
                                box=colour if chief else None, of=of))  # fmt: skip
        return
    rank = 10.0 if row.kind == "reported" else 20.0
    colour = _stroke(message).colour if message.status else "#6B6B6B"
    sheet.labels.want(Label(text=what, places=_at_ends(ends), rank=rank + row.time * 1e-5, colour=colour, size=LABEL_PT - 1, cover=1.5, lanes=spans,
                            of=of))  # fmt: skip


def _absence(sheet: Sheet, verdict: Verdict, due: float) -> None:
    stroke, lanes = stroke_of(verdict), sheet.lanes.of_body
    bearer = lanes.get(sheet.view.body(verdict.bearer) or "")
    if bearer is None:
        return
    x, y0 = sheet.scale.x(due), bearer.line
    text = broken_duty_words(sheet.view.names, verdict, ARROW_SIGNS)
    of = subject_of_duties(sheet.view, (verdict,))
    near = [bearer]
    targets = [lane for one in verdict.to if (lane := lanes.get(sheet.view.body(one) or "")) is not None and lane is not bearer]
    ends = (x, y0, x, y0)
    for lane in targets:
        y1 = lane.line + (0.14 if lane.line < y0 else -0.14)
        for side in (-0.028, 0.028):
            sheet.line([(x + side, y0), (x + side, y1)], color=stroke.colour, lw=0.9, linestyle=(0, (3, 2)), zorder=5, of=of)
        sheet.head(x, y0, x, lane.line, 1.3, facecolor=PAPER, edgecolor=stroke.colour, lw=0.9, zorder=5.1, of=of)
        sheet.mark(x, (y0 + y1) / 2, "x", 11, color=stroke.colour, markeredgewidth=2.4, zorder=5.2, of=of)
        sheet.labels.line(x, y0, x, y1, 2.0)
        ends = (x, y0, x, y1)
        near.append(lane)
    sheet.mark(x, y0, "x", 9, color=stroke.colour, markeredgewidth=2.2, zorder=5.2, gid=f"missed-{verdict.id}", of=of)
    spans = tuple(dict.fromkeys(lane.span for lane in near))
    sheet.labels.want(Label(text=text, places=_at_ends(ends), rank=0.5, must=True, points=_points(ends), lanes=spans, colour=ink_of(verdict),
                            of=of))  # fmt: skip


def _points(ends: Ends) -> tuple[tuple[float, float], ...]:
    x0, y0, x1, y1 = ends
    return (x1, y1), (x0, y0)


def _at_ends(ends: Ends) -> tuple[Place, ...]:
    """Places to either side of an arrow at its head and at its tail, on the side of its line from which it comes, and beyond it."""
    x0, y0, x1, y1 = ends
    down = 1.0 if y1 >= y0 else -1.0
    points = [(x1, y1 - down * 0.17), (x0, y0 + down * 0.17), (x1, y1 + down * 0.15), (x0, y0 - down * 0.15)]
    return tuple(place for x, y in points for place in ((x + _ASIDE_IN, y, "left", "center"), (x - _ASIDE_IN, y, "right", "center")))


# --- limits -------------------------------------------------------------------------------------------------------------------------

_THIN_IN = 0.015


def draw_limits(sheet: Sheet) -> None:
    """Draw every bar with its name, and say in a lane how many had no line free."""
    for lane in sheet.lanes.all:
        for limit in lane.bars:
            _bar(sheet, lane, limit)
        if lane.left_out:
            place = sheet.scale.right - 0.06, lane.bottom - 0.02, "right", "bottom"
            sheet.labels.fixed(sheet.view.say("figures.more-limits", n=lane.left_out), place, size=SMALL_PT, colour=SOFT)


def _bar(sheet: Sheet, lane: Lane, limit: LimitBar) -> None:
    verdict, stroke = limit.worst, stroke_of(limit.worst)
    x, top = sheet.scale.x, lane.bar_top(limit.row)
    left, due = x(limit.from_min), x(limit.due_min)
    if x(limit.ends_min) - left < _THIN_IN or limit.from_min > sheet.view.to_min:
        return
    bottom = top + BAR_IN
    missed, of = verdict.status == MISSED, subject_of_duties(sheet.view, (verdict, *limit.verdicts), told=False)
    used = x(min(verdict.done_min, limit.due_min)) if verdict.done_min is not None else left
    sheet.box(left, top, due, bottom, facecolor=PAPER, edgecolor="none", zorder=2.0, of=of)
    if used > left:
        sheet.box(left, top, used, bottom, facecolor=stroke.colour, alpha=0.32, edgecolor="none", zorder=2.1, of=of)
    sheet.box(left, top, due, bottom, facecolor="none", edgecolor=stroke.colour, lw=1.3 if missed else 0.9,
              linestyle=(0, (3, 2)) if missed else "-", zorder=2.3, of=of)  # fmt: skip
    right = due
    if verdict.status == LATE and verdict.done_min is not None:
        right = x(verdict.done_min)
        sheet.box(due, top, right, bottom, facecolor=PAPER, edgecolor=stroke.colour, hatch="//////", lw=1.3, zorder=2.4, of=of)
        sheet.labels.line(due, (top + bottom) / 2, right, (top + bottom) / 2, 1.0)
        if sheet.scale.holds(limit.due_min):
            sheet.line([(due, top - 0.04), (due, bottom + 0.04)], color=stroke.colour, lw=2.2, zorder=2.6, of=of)
    if missed and sheet.scale.holds(limit.due_min):
        sheet.mark(due, (top + bottom) / 2, "x", 8, color=stroke.colour, markeredgewidth=2, zorder=2.6, of=of)
    for edge in (top, bottom):
        sheet.labels.line(left, edge, right, edge, 0.9 if verdict.status in BROKEN else 0.3)
    if limit.name:
        x_at, across = limit.name_at
        colour = ink_of(verdict) if verdict.status in BROKEN else SOFT
        sheet.labels.fixed(limit.name, (x_at, (top + bottom) / 2, across, "center"), size=bar_size(verdict), colour=colour, of=of)
