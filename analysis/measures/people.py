"""Measures of what people met with: how long they waited, how many were registered, heard, led away or hurt.

They rest on the `scene` rows, which say what was true. Being led away and being hurt are costs, never successes; talking people
into going home counts as good only where they had been registered.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.measures.log import EventCourse, EventLog, Log
from analysis.measures.model import Direction, Measure, MeasureKind, Value, mean_of, measure, share_of
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
        *(_share(*entry) for entry in _SHARES[:3]),
        *(_in_time(f"{name}-in-time", name) for name in IN_TIME_MIN),
        *(_share(*entry) for entry in _SHARES[3:]),
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
    return event.over(until) if limit is None or came is None else min(came + limit, until)


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
    return mean_of((_received_after(event, judgement.until_min) for event in events), phrase("measure.why.reception-never"))


def _received_after(event: EventLog, until: float) -> float | None:
    came, opened = event.course(until).came_min, event.first("reception-opened")
    return None if came is None or opened is None else max(0.0, opened - came)


@measure("waiting", "minutes", "people", "lower")
def _waiting(log: Log, judgement: Judgement) -> Value:
    del judgement
    people = [event for event in log.begun() if event.last_truth("present") is not None]
    if not people:
        return _none(log)
    return mean_of((_waited(event) for event in people), phrase("measure.why.reception-or-nobody"))


def _waited(event: EventLog) -> float | None:
    opened = event.first("reception-opened")
    came = event.last_truth("arrived", opened)
    if opened is None or not came:
        return None
    total, since, present = 0.0, 0.0, 0.0
    for minute, now in event.truth("present"):
        if minute > opened:
            break
        total += present * (minute - since)
        since, present = minute, float(now)
    return (total + present * (opened - since)) / float(came)


@measure("persuaded-registered", "share", "people", "higher")
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
