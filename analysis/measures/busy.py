"""How busy each body and post was, as far as a record can say.

A record has no row for the beginning of a task, so the share of time at work cannot be had from it. Two things can: minutes on the
phone (a call has a first and a last row), and how many acts were done in an hour.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from analysis.measures.log import Log
from analysis.measures.model import Compute, Measure, MeasureKind, Value
from analysis.measures.parties import EventParties
from analysis.verdicts import Judgement
from sim.plan.rulebook import Rulebook
from sim.text import Text
from sim.vocabulary import SENT_KINDS

_CALL_ENDS = frozenset({*SENT_KINDS, "unanswered", "busy"})
_NO_ACTS = frozenset({"received", "called", "unanswered", "busy", "lost", "noticed", "decision", "released", "scene", "fault", "inject"})
_IDLE = Value(value=None, reason="it did nothing and was not called", evaluated=0, asked=0)


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
        _measure(
            "busiest-calls", "minutes", _most(parties, calls=True), ("通话最久的单位或岗位", "most minutes on the phone at one body or post"), _CALLS
        ),
        _measure("busiest-acts", "rate", _most(parties, calls=False), ("动作最密的单位或岗位", "most acts per hour at one body or post"), _ACTS),
        *(_each(id_, name, calls=True, parties=parties) for id_, name in names),
        *(_each(id_, name, calls=False, parties=parties) for id_, name in names),
    ]


_CALLS = (
    "从 called 到由它引起的发出、无人接听或占线行的分钟数之和，主叫和接通的被叫都算",
    "minutes from called to the sending, unanswered or busy row that it led to, summed; both caller and whoever answered count",
)
_ACTS = (
    "所做动作（不含接收、拨打、发觉）的行数 ÷ 从首个事件（或其苗头）发生到最后一个事件结束的小时数；单位含其岗位",
    "rows of acts (not receipts, calls, noticing) ÷ hours from the first event, or sign of one, to the end of the last; a body counts with its posts",
)


def _measure(id_: str, kind: MeasureKind, work: Compute, names: tuple[str, str], formula: tuple[str, str]) -> Measure:
    return Measure(
        id=id_,
        kind=kind,
        group="response",
        direction="none",
        work=work,
        name=Text(zh=names[0], en=names[1]),
        formula=Text(zh=formula[0], en=formula[1]),
    )


def _each(who: str, name: Text, *, calls: bool, parties: EventParties) -> Measure:
    pattern, formula = ("call-minutes:{}", _CALLS) if calls else ("acts-per-hour:{}", _ACTS)
    title = (f"{name.zh}通话时间", f"minutes on the phone: {name.en}") if calls else (f"{name.zh}每小时动作数", f"acts per hour: {name.en}")
    return Measure(
        id=pattern.format(who),
        kind="minutes" if calls else "rate",
        group="response",
        family=pattern.format("WHO"),
        of=who,
        subject=name,
        direction="none",
        work=_one(parties, who, calls=calls),
        name=Text(zh=title[0], en=title[1]),
        formula=Text(zh=formula[0], en=formula[1]),
    )


def _most(parties: EventParties, *, calls: bool) -> Compute:
    def work(log: Log, judgement: Judgement) -> Value:
        busy = log.once("busy", judgement, lambda: _busy(parties, log, judgement))
        if calls:
            return Value(value=max(busy.calls.values(), default=0.0), evaluated=len(busy.calls), asked=len(busy.calls))
        if not busy.hours:
            return Value(value=None, reason="no event", evaluated=0, asked=0)
        return Value(value=max(busy.acts.values(), default=0) / busy.hours, evaluated=len(busy.acts), asked=len(busy.acts))

    return work


def _one(parties: EventParties, who: str, *, calls: bool) -> Compute:
    def work(log: Log, judgement: Judgement) -> Value:
        busy = log.once("busy", judgement, lambda: _busy(parties, log, judgement))
        if who not in busy.acts and who not in busy.calls:
            return _IDLE
        value = busy.calls.get(who, 0.0) if calls else busy.acts.get(who, 0) / busy.hours if busy.hours else None
        return Value(value=value, reason="" if value is not None else "no event", evaluated=1, asked=1)

    return work


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
