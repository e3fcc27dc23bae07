"""Measures of the response: who was told and who has come, how old the picture is by which it is led, for whom it waits.

Who has to be told and to come is what the event called for, whether or not the record raises it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, inf

from analysis.chain import MILESTONES, Link, links_in
from analysis.measures.asked import asked_fates, is_message
from analysis.measures.log import EventLog, EventParties, Log
from analysis.measures.model import NO_EVENT, Elapse, Measure, Value, mean_of, measure, reached_in, share_of
from analysis.measures.spans import between
from analysis.verdicts import Judgement
from sim.plan.model import Body
from sim.plan.rulebook import Rulebook
from sim.vocabulary import ACTS
from sim.words import phrase


def told_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """For each body of the plan the minutes until it first received word."""
    return [_informed(rules, parties, body) for body in rules.plan.body]


def _informed(rules: Rulebook, parties: EventParties, body: Body) -> Measure:
    @measure(f"{body.id}-informed", "minutes", "told", "lower", family="BODY-informed", of=body.id, subject=body.name, clause=body.clause)
    def informed(log: Log, judgement: Judgement) -> Value:
        told = log.once("told", judgement, lambda: _told(rules, parties, log, judgement))
        asked = [between(begun, first.get(body.id), judgement) for begun, first, due in told if body.id in due]
        if not asked and all(body.id in first for _, first, _ in told):  # nobody owes it anything, and yet it was told of everything
            asked = [between(begun, first[body.id], judgement) for begun, first, _ in told]
        return reached_in(asked, _NOTHING_DUE, _NEVER_TOLD)

    return informed


_NEVER_TOLD = phrase("measure.why.never-told")
_NOTHING_DUE = phrase("measure.why.nothing-due")


def _told(rules: Rulebook, parties: EventParties, log: Log, judgement: Judgement) -> list[tuple[float, dict[str, float], frozenset[str]]]:
    """For each event its beginning, the minute of each body's first receipt since, and the bodies that the event calls to be told."""
    due: dict[str, set[str]] = {}
    for found in asked_fates(rules, log, judgement):
        if is_message(found):
            due.setdefault(found.asked.about, set()).update(found.asked.to or ())
    told = []
    for event in log.begun():
        begun = event.first("occurred") or 0.0
        first = parties.first_receipts(event, begun)
        owed = frozenset[str]().union(*(parties.bodies(who, event.roles) for who in due.get(event.event, ())))
        told.append((begun, first, owed))
    return told


# -- who came, what was known --------------------------------------------------------------------------------------------------


_LOOKS = ("noticed", "verified", "estimated", "assessed")
_REACHING = tuple(dict.fromkeys(kind for _, kinds in MILESTONES for kind in kinds))
_NO_PICTURE = phrase("measure.why.no-picture")


def response_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """Quorum and muster, the picture at the command, and the longest wait; then the wait for each body."""
    return [
        _muster("quorum", 0.5, rules, parties),
        _muster("muster", 1.0, rules, parties),
        *_picture(rules, parties),
        _longest,
        *(_waited_for(parties, body) for body in rules.plan.body),
    ]


# -- coming ----------------------------------------------------------------------------------------------------------------


def _muster(id_: str, share: float, rules: Rulebook, parties: EventParties) -> Measure:
    @measure(id_, "minutes", "response", "lower")
    def muster(log: Log, judgement: Judgement) -> Value:
        told = log.once("told to come", judgement, lambda: _told_to_come(rules, parties, log, judgement))
        events = [event for event in log.begun() if told.get(event.event)]
        waits = (_there(event, told[event.event], share, parties, judgement) for event in events)
        return reached_in(waits, phrase("measure.why.nobody-told-to-come"), phrase("measure.why.too-few-came"))

    return muster


def _told_to_come(rules: Rulebook, parties: EventParties, log: Log, judgement: Judgement) -> dict[str, set[str]]:
    """The bodies that the event calls to come, by event: not what a mere risk called for before it began."""
    begun = {event.event: event.first("occurred") or 0.0 for event in log.begun()}
    called: dict[str, set[str]] = {}
    for found in asked_fates(rules, log, judgement):
        asked = found.asked
        if ACTS[asked.rule.duty.act].comes and asked.bearer is not None and not asked.to and asked.since_min >= begun.get(asked.about, inf):
            called.setdefault(asked.about, set()).add(parties.body(asked.bearer))
    return called


def _there(event: EventLog, told: set[str], share: float, parties: EventParties, judgement: Judgement) -> Elapse:
    """From the event until so large a share of the bodies that it calls to come have arrived."""
    begun, first = event.first("occurred") or 0.0, dict[str, float]()
    for row in event.rows("arrived"):
        body = parties.body(row.actor or "")
        if body in told and row.time >= begun:
            first.setdefault(body, row.time)
    needed = ceil(share * len(told))
    return between(begun, sorted(first.values())[needed - 1] if len(first) >= needed else None, judgement)


# -- the picture -----------------------------------------------------------------------------------------------------------


def _picture(rules: Rulebook, parties: EventParties) -> Iterator[Measure]:
    deciding = frozenset(parties.body(level.approved_by) for level in rules.plan.level) & rules.plan_bodies
    counts = tuple(fact.id for fact in rules.plan.fact if fact.type == "count")

    def pictures(log: Log, judgement: Judgement) -> list[tuple[float, float] | None]:
        def make() -> list[tuple[float, float] | None]:
            return [_age(event, deciding, counts, parties, judgement.until_min) for event in log.begun()]

        return log.once("pictures", judgement, make)

    @measure("picture-age", "minutes", "response", "none")  # it starts with the first count: none at all is no older picture
    def age(log: Log, judgement: Judgement) -> Value:
        return mean_of((None if one is None else one[0] / one[1] for one in pictures(log, judgement)), _NO_PICTURE)

    @measure("picture-known", "share", "response", "higher")
    def known(log: Log, judgement: Judgement) -> Value:
        events = log.begun()
        had = sum(one[1] for one in pictures(log, judgement) if one is not None)
        lasted = sum(event.gone(judgement.until_min) - (event.first("occurred") or 0.0) for event in events)
        return Value(value=had / lasted, evaluated=len(events), asked=len(events)) if lasted > 0 else share_of(0, 0, len(events), NO_EVENT)

    yield age
    yield known


def _age(event: EventLog, deciding: frozenset[str], counts: tuple[str, ...], parties: EventParties, until: float) -> tuple[float, float] | None:
    """(age summed over time, time with a count), or None where no count came."""
    start, over = event.first("occurred") or 0.0, event.gone(until)
    total, begun, since = 0.0, over, over
    newest: float | None = None
    for row in event.rows("received", *_LOOKS):
        who = row.to if row.kind == "received" else row.actor
        if row.time >= over or who is None or not deciding & parties.bodies(who, event.roles):
            continue
        ages = row.facts.get("as_of")
        as_of = max((ages.get(name, row.time) if isinstance(ages, dict) else row.time for name in counts if name in row.facts), default=None)
        if as_of is None or (newest is not None and as_of <= newest):
            continue
        now = max(row.time, start)  # what was known before the event began is as old as it is when it begins
        if newest is None:
            begun = now
        else:
            total += _between(since, now, newest)
        since, newest = now, as_of
    if newest is None or over <= begun:
        return None
    return total + _between(since, over, newest), over - begun


def _between(begins: float, ends: float, as_of: float) -> float:
    """The integral of (t − as_of) over a stretch of time."""
    return (ends - begins) * ((begins + ends) / 2 - as_of)


# -- waiting ---------------------------------------------------------------------------------------------------------------


def _chains(log: Log, judgement: Judgement) -> list[tuple[EventLog, list[Link]]]:
    return log.once("chains", judgement, lambda: [(event, links_in(event.rows(*_REACHING))) for event in log.begun()])


@measure("longest-link", "minutes", "response", "none")  # a step that nobody takes is no longer link
def _longest(log: Log, judgement: Judgement) -> Value:
    return mean_of((max((link.minutes for link in chain), default=None) for _, chain in _chains(log, judgement)), phrase("measure.why.nothing-after"))


def _waited_for(parties: EventParties, body: Body) -> Measure:
    @measure(f"waited-for:{body.id}", "minutes", "response", "none", family="waited-for:BODY", of=body.id, subject=body.name)
    def waited(log: Log, judgement: Judgement) -> Value:
        waits = log.once("waits", judgement, lambda: _waits(parties, log, judgement))
        found = [wait[body.id] for wait in waits if body.id in wait]
        return mean_of(found, None) if found else _NOT_WAITED

    return waited


_NOT_WAITED = Value(value=None, reason=phrase("measure.why.no-link"), evaluated=0, asked=0)


def _waits(parties: EventParties, log: Log, judgement: Judgement) -> list[dict[str, float]]:
    found = []
    for event, chain in _chains(log, judgement):
        waits: dict[str, float] = {}
        for link in chain:
            for body in parties.at_work(link.waited_for or "", event.roles):
                waits[body] = waits.get(body, 0.0) + link.minutes
        found.append(waits)
    return found
