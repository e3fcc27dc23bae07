"""Measures of the response: who has come, how old the picture is by which it is led, and for whom it waits.

Who was told to come is read from the judgement: every body that the plan asked to go or to send people while the event ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from analysis.chain import MILESTONES, Link, links_in
from analysis.measures.log import EventLog, Log
from analysis.measures.model import Compute, Direction, Measure, MeasureKind, Value, mean_of, share_of
from analysis.measures.parties import EventParties
from analysis.verdicts import SUPERSEDED, WAIVED, Judgement
from sim.plan.rulebook import Rulebook
from sim.text import Text
from sim.vocabulary import ACTS

_LOOKS = ("noticed", "verified", "estimated", "assessed")
_REACHING = tuple(dict.fromkeys(kind for _, kinds in MILESTONES for kind in kinds))
_NO_PICTURE = "whoever decides the level never had a number of people"


def response_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """Quorum and muster, the picture at the command, and the longest wait; then the wait for each body."""
    return [
        _muster("quorum", 0.5, parties, ("半数应到单位到场", "half of the bodies told to come are there"), ("半数（进位）", "half (rounded up)")),
        _muster("muster", 1.0, parties, ("应到单位全部到场", "all bodies told to come are there"), ("全部", "all")),
        *_picture(rules, parties),
        _measure(
            "longest-link",
            "minutes",
            "lower",
            _longest,
            ("链条上最长的一段", "longest link of the chain"),
            (
                "从发生到到场，相邻两个环节之间最长的分钟数，各事件平均",
                "the most minutes between two neighbouring milestones from occurred to arrived, mean over the events",
            ),
        ),
        *(_waited_for(parties, body.id, body.name) for body in rules.plan.body),
    ]


def _measure(id_: str, kind: MeasureKind, direction: Direction, work: Compute, names: tuple[str, str], formula: tuple[str, str]) -> Measure:
    return Measure(
        id=id_,
        kind=kind,
        group="response",
        direction=direction,
        work=work,
        name=Text(zh=names[0], en=names[1]),
        formula=Text(zh=formula[0], en=formula[1]),
    )


# -- coming ----------------------------------------------------------------------------------------------------------------


def _muster(id_: str, share: float, parties: EventParties, names: tuple[str, str], how_many: tuple[str, str]) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        told = log.once("told to come", judgement, lambda: _told_to_come(parties, log, judgement))
        events = [event for event in log.begun() if told.get(event.event)]
        return mean_of(
            (_there(event, told[event.event], share, parties) for event in events), "too few came" if events else "nobody was told to come"
        )

    return _measure(
        id_,
        "minutes",
        "lower",
        work,
        names,
        (
            f"从 occurred 到应到单位中{how_many[0]}已有 arrived 的分钟数；应到：预案要求赶赴或派人的单位；各事件平均",
            f"minutes from occurred until {how_many[1]} of the bodies that the plan asked to go or to send people have arrived, mean over the events",
        ),
    )


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

    def age(log: Log, judgement: Judgement) -> Value:
        return mean_of((None if one is None else one[0] / one[1] for one in pictures(log, judgement)), _NO_PICTURE)

    def known(log: Log, judgement: Judgement) -> Value:
        events = log.begun()
        had = sum(one[1] for one in pictures(log, judgement) if one is not None)
        lasted = sum(event.over(judgement.until_min) - (event.first("occurred") or 0.0) for event in events)
        return Value(value=had / lasted, evaluated=len(events), asked=len(events)) if lasted > 0 else share_of(0, 0, len(events), "no event")

    yield _measure(
        "picture-age",
        "minutes",
        "lower",
        age,
        ("决策者所知人数的平均陈旧程度", "mean age of the number of people known to whoever decides"),
        (
            "决定响应的单位所知最新人数的“截至时刻”距当时的分钟数，从首次得知起到响应结束、人群散尽或观察结束取时间平均",
            "now − as_of of the newest count known to the bodies that decide on levels, mean over time from the first count to the end",
        ),
    )
    yield _measure(
        "picture-known",
        "share",
        "higher",
        known,
        ("决策者知道人数的时间", "time in which whoever decides had a number of people"),
        (
            "从发生到响应结束、人群散尽或观察结束，其中已得知任一人数的时间所占份额",
            "share of the time from occurred to the end of the event in which any count had reached them",
        ),
    )


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


def _longest(log: Log, judgement: Judgement) -> Value:
    return mean_of(
        (max((link.minutes for link in chain), default=None) for _, chain in _chains(log, judgement)), "there is nothing after the beginning"
    )


def _waited_for(parties: EventParties, body: str, name: Text) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        waits = log.once("waits", judgement, lambda: _waits(parties, log, judgement))
        found = [wait[body] for wait in waits if body in wait]
        return mean_of(found, "") if found else _NOT_WAITED

    return Measure(
        id=f"waited-for:{body}",
        kind="minutes",
        group="response",
        family="waited-for:BODY",
        of=body,
        subject=name,
        direction="lower",
        work=work,
        name=Text(zh=f"链条上等{name.zh}", en=f"the chain waited for {name.en}"),
        formula=Text(
            zh="从发生到到场的链条中，由该单位完成的各环节的分钟数之和，在有这种环节的事件中平均",
            en="minutes of the links of the chain that this body completed, mean over the events that have such links",
        ),
    )


_NOT_WAITED = Value(value=None, reason="no link of the chain ended at it", evaluated=0, asked=0)


def _waits(parties: EventParties, log: Log, judgement: Judgement) -> list[dict[str, float]]:
    found = []
    for event, chain in _chains(log, judgement):
        waits: dict[str, float] = {}
        for link in chain:
            for body in parties.at_work(link.waited_for or "", event.roles):
                waits[body] = waits.get(body, 0.0) + link.minutes
        found.append(waits)
    return found
