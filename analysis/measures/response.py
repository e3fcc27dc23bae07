"""Measures of the response: how long each link of the chain took, who has come, how old the picture is by which it is led, for whom it waits.

Who was told to come is read from the judgement: every body that the plan asked to go or to send people while the event ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from analysis.chain import MILESTONES, Link, links_in
from analysis.measures.log import EventLog, EventParties, Log
from analysis.measures.model import NO_EVENT, Measure, Value, mean_of, measure, share_of
from analysis.verdicts import SUPERSEDED, WAIVED, Judgement
from sim.plan.model import Body
from sim.plan.rulebook import Rulebook
from sim.vocabulary import ACTS
from sim.words import phrase

# id, from, to: minutes from the first row of one kind to the first of the others, averaged over the events
SPANS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("first-word", "occurred", ("noticed", "received")),
    ("first-report", "occurred", ("reported",)),
    ("verification", "received", ("verified",)),
    ("classification", "occurred", ("classified",)),
    ("activation", "occurred", ("activated",)),
    ("on-scene", "occurred", ("arrived",)),
    ("on-scene-command", "occurred", ("command-established",)),
    ("reception", "occurred", ("reception-opened",)),
    ("first-news", "occurred", ("published",)),
    ("ending", "occurred", ("ended",)),
)


def chain_measures() -> list[Measure]:
    """How long each link of the chain took."""
    return [_span(*entry) for entry in SPANS]


def told_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """For each body of the plan the minutes until it first received word."""
    return [_informed(parties, body) for body in rules.plan.body]


def _span(id_: str, start: str, ends: tuple[str, ...]) -> Measure:
    missing = phrase("measure.why.no-row", ends=tuple(phrase(f"kind.{end}") for end in ends), start=phrase(f"kind.{start}"))

    @measure(id_, "minutes", "speed", "lower")
    def span(log: Log, judgement: Judgement) -> Value:
        del judgement
        return mean_of((event.span(start, *ends) for event in log.begun()), missing)

    return span


def _informed(parties: EventParties, body: Body) -> Measure:
    @measure(f"{body.id}-informed", "minutes", "told", "lower", family="BODY-informed", of=body.id, subject=body.name, clause=body.clause)
    def informed(log: Log, judgement: Judgement) -> Value:
        told = log.once("told", judgement, lambda: _told(parties, log, judgement))
        asked = [first.get(body.id) for first, due in told if body.id in first or body.id in due]
        if not asked:
            return _NOTHING_DUE
        return mean_of(asked, _NEVER_TOLD)

    return informed


_NEVER_TOLD = phrase("measure.why.never-told")
_NOTHING_DUE = Value(value=None, reason=phrase("measure.why.nothing-due"), evaluated=0, asked=0)


def _told(parties: EventParties, log: Log, judgement: Judgement) -> list[tuple[dict[str, float], frozenset[str]]]:
    """For each event: minutes from its beginning to each body's first receipt, and the bodies to which something was due."""
    due: dict[str, set[str]] = {}
    for verdict in judgement.verdicts:
        due.setdefault(verdict.about, set()).update(verdict.to)
    found = []
    for event in log.begun():
        begun = event.first("occurred") or 0.0
        first = {body: max(0.0, minute - begun) for body, minute in parties.first_receipts(event).items()}
        owed = frozenset[str]().union(*(parties.bodies(who, event.roles) for who in due.get(event.event, ())))
        found.append((first, owed))
    return found


# -- who came, what was known --------------------------------------------------------------------------------------------------


_LOOKS = ("noticed", "verified", "estimated", "assessed")
_REACHING = tuple(dict.fromkeys(kind for _, kinds in MILESTONES for kind in kinds))
_NO_PICTURE = phrase("measure.why.no-picture")


def response_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """Quorum and muster, the picture at the command, and the longest wait; then the wait for each body."""
    return [
        _muster("quorum", 0.5, parties),
        _muster("muster", 1.0, parties),
        *_picture(rules, parties),
        _longest,
        *(_waited_for(parties, body) for body in rules.plan.body),
    ]


# -- coming ----------------------------------------------------------------------------------------------------------------


def _muster(id_: str, share: float, parties: EventParties) -> Measure:
    @measure(id_, "minutes", "response", "lower")
    def muster(log: Log, judgement: Judgement) -> Value:
        told = log.once("told to come", judgement, lambda: _told_to_come(parties, log, judgement))
        events = [event for event in log.begun() if told.get(event.event)]
        missing = phrase("measure.why.too-few-came") if events else phrase("measure.why.nobody-told-to-come")
        return mean_of((_there(event, told[event.event], share, parties) for event in events), missing)

    return muster


def _told_to_come(parties: EventParties, log: Log, judgement: Judgement) -> dict[str, set[str]]:
    """The bodies that were asked to come, by event: not to calls on people before it began, nor where the plan left it open."""
    begun = {event.event: event.first("occurred") or 0.0 for event in log.begun()}
    found: dict[str, set[str]] = {}
    for verdict in judgement.verdicts:
        if not ACTS[verdict.act].comes or verdict.bearer is None or verdict.to or verdict.status == SUPERSEDED:
            continue
        if verdict.status == WAIVED or verdict.raised_min < begun.get(verdict.about, float("inf")):
            continue
        found.setdefault(verdict.about, set()).add(parties.body(verdict.bearer))
    return found


def _there(event: EventLog, told: set[str], share: float, parties: EventParties) -> float | None:
    first: dict[str, float] = {}
    for row in event.rows("arrived"):
        body = parties.body(row.actor or "")
        if body in told:
            first.setdefault(body, row.time)
    needed = ceil(share * len(told))
    begun = event.first("occurred")
    return None if begun is None or len(first) < needed else max(0.0, sorted(first.values())[needed - 1] - begun)


# -- the picture -----------------------------------------------------------------------------------------------------------


def _picture(rules: Rulebook, parties: EventParties) -> Iterator[Measure]:
    deciding = frozenset(parties.body(level.approved_by) for level in rules.plan.level) & rules.plan_bodies
    counts = tuple(fact.id for fact in rules.plan.fact if fact.type == "count")

    def pictures(log: Log, judgement: Judgement) -> list[tuple[float, float] | None]:
        def make() -> list[tuple[float, float] | None]:
            return [_age(event, deciding, counts, parties, judgement.until_min) for event in log.begun()]

        return log.once("pictures", judgement, make)

    @measure("picture-age", "minutes", "response", "lower")
    def age(log: Log, judgement: Judgement) -> Value:
        return mean_of((None if one is None else one[0] / one[1] for one in pictures(log, judgement)), _NO_PICTURE)

    @measure("picture-known", "share", "response", "higher")
    def known(log: Log, judgement: Judgement) -> Value:
        events = log.begun()
        had = sum(one[1] for one in pictures(log, judgement) if one is not None)
        lasted = sum(event.over(judgement.until_min) - (event.first("occurred") or 0.0) for event in events)
        return Value(value=had / lasted, evaluated=len(events), asked=len(events)) if lasted > 0 else share_of(0, 0, len(events), NO_EVENT)

    yield age
    yield known


def _age(event: EventLog, deciding: frozenset[str], counts: tuple[str, ...], parties: EventParties, until: float) -> tuple[float, float] | None:
    """(age summed over time, time with a count), or None where no count came."""
    start, over = event.first("occurred") or 0.0, event.over(until)
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


@measure("longest-link", "minutes", "response", "lower")
def _longest(log: Log, judgement: Judgement) -> Value:
    return mean_of((max((link.minutes for link in chain), default=None) for _, chain in _chains(log, judgement)), phrase("measure.why.nothing-after"))


def _waited_for(parties: EventParties, body: Body) -> Measure:
    @measure(f"waited-for:{body.id}", "minutes", "response", "lower", family="waited-for:BODY", of=body.id, subject=body.name)
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
