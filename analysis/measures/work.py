"""Measures of the work: reports and calls, how many of them reached nobody, and how busy each body and post was.

A record has no row for the beginning of a task, so the share of time at work cannot be had from it. Two things can: minutes on the
phone (a call has a first and a last row), and how many acts were done in an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.measures.log import EventParties, Log
from analysis.measures.model import NO_EVENT, Direction, Measure, MeasureKind, Value, measure, share_of
from analysis.verdicts import Judgement
from sim.plan.rulebook import Rulebook
from sim.vocabulary import SENT_KINDS
from sim.words import InLanguages, phrase

# id, kinds of row, direction
_COUNTS: tuple[tuple[str, tuple[str, ...], Direction], ...] = (
    ("reports", ("reported",), "none"),
    ("calls", ("called",), "none"),
    ("failed-messages", ("unanswered", "busy", "lost"), "none"),  # who calls nobody fails with nobody
    ("regrades", ("regraded",), "none"),
    ("people-sent", ("dispatched",), "none"),
)
_CALL_ENDS = frozenset({*SENT_KINDS, "unanswered", "busy"})
_NO_ACTS = frozenset({"received", "called", "unanswered", "busy", "lost", "noticed", "decision", "released", "scene", "fault", "inject"})
_IDLE = Value(value=None, reason=phrase("measure.why.idle"), evaluated=0, asked=0)


def work_measures() -> list[Measure]:
    """Counts of rows, and how much of the work was done by habits of which the plan says nothing."""
    return [*(_count(*entry) for entry in _COUNTS), _by_habit]


def _count(id_: str, kinds: tuple[str, ...], direction: Direction) -> Measure:
    @measure(id_, "count", "work", direction)
    def count(log: Log, judgement: Judgement) -> Value:
        del judgement
        events = len(log.events)
        return Value(value=float(log.count(*kinds)), evaluated=events, asked=events)

    return count


@measure("acts-by-habit", "share", "work", "none")
def _by_habit(log: Log, judgement: Judgement) -> Value:
    del judgement
    rules = [row.rule for row in log.record.rows if row.rule is not None and row.kind != "received"]
    return share_of(sum(rule.startswith("habit:") for rule in rules), len(rules), len(log.record.rows), phrase("measure.why.no-rule-cited"))


# -- how busy each was ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Busy:
    """Minutes in calls and acts of everyone who occurs in a record, and the hours from the first event, or sign of one, to the end of the last."""

    calls: dict[str, float] = field(default_factory=dict)
    acts: dict[str, int] = field(default_factory=dict)
    hours: float = 0.0


def busy_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """The busiest of all, then every body (with its posts) and every post."""
    names = [*((body.id, body.name) for body in rules.plan.body), *((post.id, post.name) for post in rules.plan.post)]
    return [
        _most("busiest-calls", parties, calls=True),
        _most("busiest-acts", parties, calls=False),
        *(_each(id_, name, parties, calls=True) for id_, name in names),
        *(_each(id_, name, parties, calls=False) for id_, name in names),
    ]


def _most(id_: str, parties: EventParties, *, calls: bool) -> Measure:
    @measure(id_, "minutes" if calls else "rate", "response", "none")
    def most(log: Log, judgement: Judgement) -> Value:
        busy = log.once("busy", judgement, lambda: _busy(parties, log, judgement))
        if calls:
            return Value(value=max(busy.calls.values(), default=0.0), evaluated=len(busy.calls), asked=len(busy.calls))
        if not busy.hours:
            return Value(value=None, reason=NO_EVENT, evaluated=0, asked=0)
        return Value(value=max(busy.acts.values(), default=0) / busy.hours, evaluated=len(busy.acts), asked=len(busy.acts))

    return most


def _each(who: str, name: InLanguages, parties: EventParties, *, calls: bool) -> Measure:
    kind: MeasureKind = "minutes" if calls else "rate"
    pattern = "call-minutes" if calls else "acts-per-hour"

    @measure(f"{pattern}:{who}", kind, "response", "none", family=f"{pattern}:WHO", of=who, subject=name)
    def one(log: Log, judgement: Judgement) -> Value:
        busy = log.once("busy", judgement, lambda: _busy(parties, log, judgement))
        if who not in busy.acts and who not in busy.calls:
            return _IDLE
        value = busy.calls.get(who, 0.0) if calls else busy.acts.get(who, 0) / busy.hours if busy.hours else None
        return Value(value=value, reason=None if value is not None else NO_EVENT, evaluated=1, asked=1)

    return one


def _busy(parties: EventParties, log: Log, judgement: Judgement) -> _Busy:
    found = _Busy()
    called: dict[int, float] = {}
    shares: dict[tuple[str | None, str], frozenset[str]] = {}

    def names(about: str | None, who: str | None) -> frozenset[str]:
        if who is None:
            return frozenset()
        known = shares.get((about, who))
        if known is None:
            event = log.events.get(about or "")
            known = shares[about, who] = parties.at_work(who, {} if event is None else event.roles)
        return known

    for row in log.record.rows:
        if row.kind == "called":
            called[row.seq] = row.time
        elif row.kind in _CALL_ENDS and row.cause in called:
            minutes = row.time - called[row.cause]
            who = names(row.about, row.actor) | (names(row.about, row.to) if row.kind in SENT_KINDS else frozenset())
            for one in who:
                found.calls[one] = found.calls.get(one, 0.0) + minutes
        if row.actor is not None and row.kind not in _NO_ACTS:
            for one in names(row.about, row.actor):
                found.acts[one] = found.acts.get(one, 0) + 1
    events = log.begun()
    begun = min((event.first("risk-found", "occurred") or 0.0 for event in events), default=0.0)
    found.hours = max((event.over(judgement.until_min) - begun for event in events), default=0.0) / 60
    return found
