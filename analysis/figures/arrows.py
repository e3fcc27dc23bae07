"""Messages as arrows from the sender's lane to the recipient's, and missed ones as arrows that are not there."""

from __future__ import annotations

from analysis.figures.labels import Label, Place
from analysis.figures.messages import DrawnMessage
from analysis.figures.sheet import Sheet
from analysis.figures.style import FORM, LABEL_PT, NO_DUTY, OTHER_FORM, PAPER, STATUS, Shape
from analysis.figures.wording import act_word, breach_words, form_word
from analysis.verdicts import LATE, MISSED, Verdict

_ALONG = (0.5, 0.35, 0.65, 0.22, 0.78)
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
    for message in sorted(sheet.view.messages, key=lambda one: one.status == LATE):
        ends = _message(sheet, message, worst, crowded)
        if ends is None:
            continue
        row = message.sent
        key = (row.kind, row.form, sheet.view.body(row.actor), message.status)
        if message.status == LATE or ends[0] - named.get(key, -9.0) > _SAME_IN:
            named[key] = ends[0]  # of a salvo of the same messages one is named
            _name(sheet, message, ends, worst is not None and message.verdict is not None and message.verdict.id == worst.id)


def _crowded(sheet: Sheet) -> bool:
    room = sum(piece.right - piece.left for piece in sheet.scale.pieces if not piece.quiet)
    return len(sheet.view.messages) > _CROWDED_PER_IN * room


def draw_absences(sheet: Sheet) -> None:
    """Draw, where a missed message was due, a hollow dashed arrow that ends in a cross before it arrives."""
    for verdict in sheet.view.verdicts:
        if verdict.status == MISSED and verdict.due_min is not None and sheet.scale.holds(verdict.due_min):
            _absence(sheet, verdict, verdict.due_min)


def _message(sheet: Sheet, message: DrawnMessage, worst: Verdict | None, crowded: bool) -> tuple[float, float, float, float] | None:
    """Draw one arrow and give its two ends, or None where an end has no lane."""
    row, lanes = message.sent, sheet.lanes.of_body
    sender, recipient = lanes.get(sheet.view.body(row.actor) or ""), lanes.get(sheet.view.body(row.to) or "")
    if sender is None or recipient is None:
        return None
    late = message.status == LATE
    chief = worst is not None and message.verdict is not None and message.verdict.id == worst.id
    stroke = STATUS[message.status if message.status in STATUS else NO_DUTY]
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
    if chief:
        sheet.line([(x0, y0), (x1, y1)], color=PAPER, lw=width + 4, zorder=depth - 0.1)
    sheet.line([(x0, y0), (x1, y1)], color=stroke.colour, lw=width, linestyle=shape.line, zorder=depth, gid=f"arrow-{row.seq}")
    sheet.mark(x0, y0, shape.tail, 6.0 if row.kind == "reported" else 4.0, color=stroke.colour, zorder=depth + 0.2,
               markerfacecolor=PAPER if shape.hollow else stroke.colour)  # fmt: skip
    if message.received_min is None:
        sheet.mark(x1, y1, "x", 6, color=stroke.colour, zorder=depth + 0.2)
    elif recipient is sender:
        sheet.mark(x1, y1, stroke.marker, 4, color=stroke.colour, zorder=depth + 0.2)
    else:
        sheet.head(x0, y0, x1, y1, 1.5 if chief else 1.0 if row.kind == "reported" else 0.8,
                   facecolor=stroke.colour, edgecolor="none", zorder=depth + 0.1)  # fmt: skip
    sheet.labels.line(x0, y0, x1, y1, 2.0 if late else 0.6)
    return x0, y0, x1, y1


def _name(sheet: Sheet, message: DrawnMessage, ends: tuple[float, float, float, float], chief: bool) -> None:
    row, lang = message.sent, sheet.view.lang
    x0, y0, x1, y1 = ends
    word = form_word(row.kind, row.form, lang)
    places = _beside(ends)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    if message.status == LATE and message.verdict is not None:
        text = breach_words(word, message.verdict, lang)
        colour = STATUS[LATE].colour
        sheet.labels.want(Label(text=text, places=places, rank=0.0 if chief else 1.0, must=True, point=middle,
                                size=LABEL_PT + (3 if chief else 0), colour=PAPER if chief else colour,
                                box=colour if chief else None))  # fmt: skip
        return
    rank = 10.0 if row.kind == "reported" else 20.0
    stroke = STATUS[message.status if message.status in STATUS else NO_DUTY]
    colour = stroke.colour if message.status else "#6B6B6B"
    sheet.labels.want(Label(text=word, places=places, rank=rank + row.time * 1e-5, colour=colour, size=LABEL_PT - 1, cover=1.5))


def _absence(sheet: Sheet, verdict: Verdict, due: float) -> None:
    stroke, lanes = STATUS[MISSED], sheet.lanes.of_body
    bearer = lanes.get(sheet.view.body(verdict.bearer) or "")
    if bearer is None:
        return
    x, y0 = sheet.scale.x(due), bearer.line
    text = breach_words(act_word(verdict, sheet.view.lang), verdict, sheet.view.lang)
    targets = [lane for one in verdict.to if (lane := lanes.get(sheet.view.body(one) or "")) is not None and lane is not bearer]
    ends = (x, y0, x, y0)
    for lane in targets:
        y1 = lane.line + (0.14 if lane.line < y0 else -0.14)
        for side in (-0.028, 0.028):
            sheet.line([(x + side, y0), (x + side, y1)], color=stroke.colour, lw=0.9, linestyle=(0, (3, 2)), zorder=5)
        sheet.head(x, y0, x, lane.line, 1.3, facecolor=PAPER, edgecolor=stroke.colour, lw=0.9, zorder=5.1)
        sheet.mark(x, (y0 + y1) / 2, "x", 11, color=stroke.colour, markeredgewidth=2.4, zorder=5.2)
        sheet.labels.line(x, y0, x, y1, 2.0)
        ends = (x, y0, x, y1)
    sheet.mark(x, y0, "x", 9, color=stroke.colour, markeredgewidth=2.2, zorder=5.2, gid=f"missed-{verdict.id}")
    sheet.labels.want(Label(text=text, places=_beside(ends, 0.13), rank=0.5, must=True, point=(x, (y0 + ends[3]) / 2),
                            colour=stroke.colour))  # fmt: skip


def _beside(ends: tuple[float, float, float, float], aside: float = _ASIDE_IN) -> tuple[Place, ...]:
    """Places to either side of an arrow, from its middle outwards."""
    x0, y0, x1, y1 = ends
    points = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in _ALONG]
    return tuple(place for x, y in points for place in ((x + aside, y, "left", "center"), (x - aside, y, "right", "center")))
