"""Measures of the chain from the event to the response: how long until the first word, the grading, the start, the end."""

from __future__ import annotations

from analysis.measures.log import EventParties, Log
from analysis.measures.model import Measure, Value, mean_of, measure
from analysis.verdicts import Judgement
from sim.plan.model import Body
from sim.plan.rulebook import Rulebook
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
