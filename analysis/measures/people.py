"""Measures of what people met with: how long they waited, how many were registered, heard, led away or hurt.

They rest on the `scene` rows, which say what was true. Being led away and being hurt are costs, never successes; talking people
into going home counts as good only where they had been registered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from analysis.measures.log import EventCourse, EventLog, Log
from analysis.measures.model import Direction, Elapse, Measure, MeasureKind, Value, mean_of, measure, reached_in, share_of
from analysis.measures.spans import between
from analysis.verdicts import Judgement
from sim.words import phrase

_NOBODY = phrase("measure.why.no-count")
# How soon people should be dealt with, counted from the first one's arrival. No source gives such a figure: these are the product's
# own marks, the same for every plan, so that drills can be compared. None: by the end of the event.
IN_TIME_MIN: dict[str, float | None] = {"registered": 60.0, "heard": 120.0, "answered": None}

# id, count in the scene rows, direction
_SHARES: tuple[tuple[str, str, Direction], ...] = (
    ("registered-share", "registered", "higher"),
    ("heard-share", "heard", "higher"),
    ("answered-share", "answered", "higher"),
    ("home-heard-share", "returned_home_heard", "higher"),
    ("home-unheard-share", "returned_home_unheard", "lower"),
    ("moved-up-share", "moved_up", "lower"),
    ("another-day-share", "another_day", "lower"),
    ("cleared-share", "cleared", "lower"),
    ("still-there-share", "present", "none"),
)


def people_measures() -> list[Measure]:
    """The peaks, the trouble, the waiting, and what became of those who came."""
    return [
        _peak("peak-present", "present", "none"),
        _peak("peak-active", "active", "lower"),
        _peak("peak-obstructing", "trouble", "lower"),
        _sum("obstructing-clock", "minutes", lambda course: course.clock_minutes),
        _sum("obstructing-person-minutes", "person-minutes", lambda course: course.person_minutes),
        _obstructing,
        _first_received,
        _waiting,
        _until_heard,
        _half_registered,
        *(_share(*entry) for entry in _SHARES[:3]),
        *(_in_time(f"{name}-in-time", name) for name in IN_TIME_MIN),
        *(_share(*entry) for entry in _SHARES[3:]),
        _stayed_home,
        _ended_early,
        _persuaded,
        _hurt,
    ]


def _came(log: Log) -> list[EventLog]:
    """The events to which people came."""
    return [event for event in log.begun() if event.last_truth("arrived")]


def _none(log: Log) -> Value:
    return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(log.begun()))


def _share(id_: str, name: str, direction: Direction) -> Measure:
    @measure(id_, "share", "people", direction)
    def share(log: Log, judgement: Judgement) -> Value:
        del judgement
        events = _came(log)
        came = sum(event.last_truth("arrived") for event in events)
        return share_of(sum(event.last_truth(name) or 0 for event in events), came, came, _NOBODY)

    return share


def _in_time(id_: str, name: str) -> Measure:
    limit = IN_TIME_MIN[name]

    @measure(id_, "share", "people", "higher", minutes=f"{limit or 0:g}")
    def in_time(log: Log, judgement: Judgement) -> Value:
        events = _came(log)
        came = sum(event.last_truth("arrived") for event in events)
        done = sum(event.last_truth(name, _deadline(event, limit, judgement.until_min)) or 0 for event in events)
        return share_of(done, came, came, _NOBODY)

    return in_time


def _deadline(event: EventLog, limit: float | None, until: float) -> float:
    came = event.course(until).came_min
    return event.gone(until) if limit is None or came is None else min(came + limit, until)


def _peak(id_: str, peak: str, direction: Direction) -> Measure:
    @measure(id_, "count", "people", direction)
    def most(log: Log, judgement: Judgement) -> Value:
        peaks = [event.course(judgement.until_min).peaks.get(peak) for event in log.begun()]
        known = [found for found in peaks if found is not None]
        return Value(value=float(max(known)), evaluated=len(known), asked=len(peaks)) if known else _none(log)

    return most


def _sum(id_: str, kind: MeasureKind, of: Callable[[EventCourse], float]) -> Measure:
    @measure(id_, kind, "people", "lower")
    def total(log: Log, judgement: Judgement) -> Value:
        events = _came(log)
        if not events:
            return _none(log)
        return Value(value=sum(of(event.course(judgement.until_min)) for event in events), evaluated=len(events), asked=len(events))

    return total


@measure("obstructing-minutes", "minutes", "people", "lower")
def _obstructing(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    came = sum(float(event.last_truth("arrived")) for event in events)
    total = sum(event.course(judgement.until_min).person_minutes for event in events)
    return Value(value=total / came, evaluated=len(events), asked=len(events))


@measure("first-received", "minutes", "people", "lower")
def _first_received(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    return reached_in((_received_after(event, judgement) for event in events), _NOBODY, phrase("measure.why.reception-never"))


def _received_after(event: EventLog, judgement: Judgement) -> Elapse:
    came, opened = event.course(judgement.until_min).came_min or 0.0, event.first_row("reception-opened")
    return between(came, None if opened is None else opened.time, judgement)


@measure("waiting", "minutes", "people", "lower")
def _waiting(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    return mean_of((_waited(event, judgement.until_min) for event in events), _NOBODY)


def _waited(event: EventLog, until: float) -> float:
    """People present, summed over time until reception opened or observation ended, by those who had come by then."""
    opened = event.first_row("reception-opened")
    end = until if opened is None else opened.time
    return _area(list(event.truth("present")), end) / max(1.0, float(event.last_truth("arrived", end) or 0))


@measure("waiting-until-heard", "minutes", "people", "lower")
def _until_heard(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    waits = [_waited_until_heard(event, judgement.until_min) for event in events]
    came = sum(float(event.last_truth("arrived") or 0) for event in events)
    return Value(value=sum(waits) / came, evaluated=len(events), asked=len(events))


def _waited_until_heard(event: EventLog, until: float) -> float:
    """The area between the curves of those who came and those who were heard, up to when the last had gone.

    By Little's law that is the sum of their waits; who was never heard has waited to the end.
    """
    over = event.gone(until)
    return _area(list(event.truth("arrived")), over) - _area(list(event.truth("heard")), over)


def _area(steps: list[tuple[float, Any]], end: float) -> float:
    """A count of the truth, summed over time up to a minute."""
    total, since, now = 0.0, 0.0, 0.0
    for minute, value in steps:
        if minute > end:
            break
        total += now * (minute - since)
        since, now = minute, float(value)
    return total + now * max(0.0, end - since)


@measure("half-registered", "minutes", "people", "lower")
def _half_registered(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    return reached_in((_half(event, judgement) for event in events), _NOBODY, phrase("measure.why.not-reached"))


def _half(event: EventLog, judgement: Judgement) -> Elapse:
    """From the first person there until half of all who ever came were registered."""
    came, wanted = event.course(judgement.until_min).came_min or 0.0, float(event.last_truth("arrived")) / 2
    return between(came, next((minute for minute, count in event.truth("registered") if count >= wanted), None), judgement)


@measure("stayed-home-share", "share", "people", "higher")
def _stayed_home(log: Log, judgement: Judgement) -> Value:
    del judgement
    stayed = [(event.last_truth("stayed_home"), event.last_truth("arrived") or 0) for event in log.begun()]
    known = [(home, came) for home, came in stayed if home is not None]
    everybody = sum(home + came for home, came in known)
    return share_of(sum(home for home, _ in known), everybody, everybody, phrase("measure.why.nobody-talked-to"))


@measure("ended-too-early", "count", "people", "none")
def _ended_early(log: Log, judgement: Judgement) -> Value:
    """People there when the response ended who had not been heard."""
    ended = [(event, event.first_row("ended")) for event in _came(log)]
    known = [(event, row.time) for event, row in ended if row is not None and row.time <= judgement.until_min]
    if not known:
        return Value(value=None, reason=phrase("measure.why.not-ended"), evaluated=0, asked=len(ended))
    left = sum(_unheard_there(event, minute) for event, minute in known)
    return Value(value=float(left), evaluated=len(known), asked=len(ended))


def _unheard_there(event: EventLog, minute: float) -> int:
    present, heard = event.last_truth("present", minute) or 0, event.last_truth("heard", minute) or 0
    gone_heard = event.last_truth("returned_home_heard", minute) or 0
    return max(0, present - max(0, heard - gone_heard))


@measure("persuaded-registered", "share", "people", "none")  # of those who were talked home: of fewer it is easily more
def _persuaded(log: Log, judgement: Judgement) -> Value:
    del judgement
    rows = [row.facts for event in log.begun() for row in event.rows("persuaded") if "people" in row.facts]
    known = [facts for facts in rows if "people_registered" in facts]
    went = sum(facts["people"] for facts in known)
    return share_of(
        sum(facts["people_registered"] for facts in known), went, sum(facts["people"] for facts in rows), phrase("measure.why.nobody-persuaded")
    )


@measure("hurt", "count", "people", "lower")
def _hurt(log: Log, judgement: Judgement) -> Value:
    del judgement
    counts = [event.last_truth("hurt") for event in log.begun()]
    known = [count for count in counts if count is not None]
    if not known:
        return _none(log)
    return Value(value=float(sum(known)), evaluated=len(known), asked=len(counts))
