"""Limits held against each other: along a chain, and two for one duty."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import combinations, count

from sim.durations import Span
from sim.plan.check.diagram import satisfiable
from sim.plan.check.finding import Finding, kind
from sim.plan.check.links import OF_ITSELF, Links
from sim.plan.check.view import PlanIndex, form_of, parts, recipients, words
from sim.plan.limits import Limit
from sim.plan.model import Duty
from sim.plan.starts import start_word, taken_start

CHAIN = kind(
    "chain-too-long",
    "error",
    why=("前面各步都踩着时限做完，最后一步已经晚了。", "If every step before takes the time that it may, the last is late before it can start."),
    mend=("缩短前面的时限，或放宽最后的时限，或改起算时刻。", "Shorten the steps, lengthen the last limit, or let it run from a later moment."),
)
CONTRADICTION = kind(
    "limits-contradict",
    "error",
    why=("同一件事有两个时限，守一个可能违另一个。", "One act has two limits: to keep one may be to break the other."),
    mend=("只留一个时限，或写明各自适用的情形。", "Keep one of them, or say when each holds."),
)
_EARLY: dict[str, tuple[str, ...]] = {  # the rows at which the clock of a limit starts
    "aware": ("noticed", "received"),
    "received": ("received",),
    "classified": ("classified", "regraded"),
}
_OWN = ("aware", "received")  # starts that are the bearer's own


def chains(links: Links) -> Iterator[Finding]:
    """Limits that start before their duty is set off: what the steps in between may take against the limit at the end.

    A step without a number counts as nothing, and of several ways the shortest counts: what is found is late for certain.
    """
    view = links.view
    for duty in view.plan.duty:
        for limit in parts(duty.within):
            amount = view.amount(limit.amount)
            if not isinstance(amount, Span):
                continue
            steps = _shortest(duty, limit, links)
            if steps is not None and steps[0] > amount.minutes:
                yield _too_long(duty, amount, *steps)


def _too_long(duty: Duty, amount: Span, total: float, steps: tuple[Duty, ...]) -> Finding:
    names = " → ".join(step.id for step in steps)
    return CHAIN.found(
        f"“{duty.title.zh}”限 {amount}，而到它开始时前面各步可用 {total:g} 分钟：{names}",
        f'"{duty.title.en}" has {amount}, and the steps before it may take {total:g} min: {names}',
        clauses=[*(step.clause for step in steps), duty.clause],
        rules=[*(step.id for step in steps), duty.id],
    )


def _shortest(duty: Duty, limit: Limit, links: Links) -> tuple[float, tuple[Duty, ...]] | None:
    """The least that the steps from the start of a limit to its duty may take; None where no chain leads there."""
    start = start_word(taken_start(limit.start, links.view.terms))
    if start == "trigger":
        return None
    order = count()  # ties are first-in first-out
    waiting: list[tuple[float, int, Duty, tuple[Duty, ...]]] = [(0.0, next(order), duty, ())]
    done: set[str] = set()
    while waiting:
        total, _, here, steps = heappop(waiting)
        if here.id in done:
            continue
        done.add(here.id)
        if f"duty:{here.id}" == start and steps:  # its clock starts when this one is done
            return total - _least(here, links.view), steps[1:]
        if _starts_at(here, start, duty.bearer, links):
            return total, steps
        for other in links.before[here.id]:
            heappush(waiting, (total + _least(other, links.view), next(order), other, (other, *steps)))
    return None


def _starts_at(duty: Duty, start: str, bearer: str, links: Links) -> bool:
    """Whether the row that sets a duty off is the one from which the limit runs."""
    kinds = set(links.waits_for(duty))
    if start == "occurred":
        return bool(kinds & OF_ITSELF)
    return bool(kinds & set(_EARLY.get(start, ()))) and (start not in _OWN or duty.bearer in (bearer, "@to", "@actor"))


def _least(duty: Duty, view: PlanIndex) -> float:
    spans = [amount.minutes for part in parts(duty.within) if part.start == "trigger" and isinstance(amount := view.amount(part.amount), Span)]
    return min(spans, default=0.0)


def contradictions(view: PlanIndex) -> Iterator[Finding]:
    """Two limits for the same act of the same bearer to the same recipient, where both can hold at once."""
    timed = [duty for duty in view.plan.duty if duty.force == "must" and not duty.every and len(parts(duty.within)) == 1]
    for one, two in combinations(timed, 2):
        first, second = parts(one.within)[0], parts(two.within)[0]
        lengths = view.amount(first.amount), view.amount(second.amount)
        if None in lengths or lengths[0] == lengths[1] or first.start != second.start or not _same_act(one, two):
            continue
        if satisfiable([view.condition(one.when), view.condition(two.when)], view.vocabulary):
            yield CONTRADICTION.found(
                f"“{one.title.zh}”与“{two.title.zh}”可同时适用，一个限 {lengths[0]}，一个限 {lengths[1]}",
                f'"{one.title.en}" and "{two.title.en}" can hold together, with {lengths[0]} and {lengths[1]}',
                clauses=[one.clause, two.clause],
                rules=[one.id, two.id],
            )


def _same_act(one: Duty, two: Duty) -> bool:
    to_one, to_two = set(recipients(one)), set(recipients(two))
    same = (one.act, form_of(one), one.bearer, one.level) == (two.act, form_of(two), two.bearer, two.level)
    return same and bool(set(words(one.on)) & set(words(two.on))) and (to_one == to_two or bool(to_one & to_two))
