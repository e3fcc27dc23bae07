"""When a limit ends: its length added to the moment from which it runs, as far as that moment is known."""

from __future__ import annotations

from typing import NamedTuple

from sim.calendar import Calendar
from sim.durations import Span
from sim.plan.event_state import EventState
from sim.plan.obligation import Obligation
from sim.plan.rule import Due, DueChoice


class LimitEnd(NamedTuple):
    """The minute at which a limit ends (None: unknown, or no limit), from which minute it runs, and whether that is settled."""

    minute: float | None
    anchor: float | None
    settled: bool


def end_of(form: Due | DueChoice, obligation: Obligation, state: EventState, calendar: Calendar) -> LimitEnd:
    """The end of a limit as far as it is known.

    The earlier of several is the earliest known so far, and may still move forward; the later of several is unknown until
    all are known. A part whose length the plan does not state sets no end. Raises CalendarError for a date outside it.
    """
    if isinstance(form, DueChoice):
        return _choice(form, [end_of(part, obligation, state, calendar) for part in form.parts])
    start = state.anchor(form.start, obligation)
    if form.amount is None:
        return LimitEnd(None, start, settled=True)
    if start is None:
        return LimitEnd(None, None, settled=False)
    if isinstance(form.amount, Span):
        return LimitEnd(start + form.amount.minutes, start, settled=True)
    if form.amount.months:
        return LimitEnd(calendar.end_of_month(start, form.amount.count), start, settled=True)
    return LimitEnd(calendar.end_of_day(start, form.amount.count, working=form.amount.working), start, settled=True)


def _choice(form: DueChoice, parts: list[LimitEnd]) -> LimitEnd:
    settled = all(part.settled for part in parts)
    ends = {part.minute: part.anchor for part in reversed(parts) if part.minute is not None}
    if form.pick is max and not settled:
        return LimitEnd(None, None, settled=False)
    if not ends:
        return LimitEnd(None, next((part.anchor for part in parts if part.anchor is not None), None), settled)
    end = form.pick(ends)
    return LimitEnd(end, ends[end], settled)
