"""Duties one by one and held against each other: what their limits and parties lack, limits that cannot be kept, the same told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush
from itertools import combinations, count

from sim.durations import NONE_STATED, Span
from sim.plan.check.finding import Finding, FindingKind, finds, kind
from sim.plan.check.index import (
    OF_ITSELF,
    Lasting,
    Links,
    PlanIndex,
    act_of,
    clauses_of,
    ids_of,
    joined,
    parts,
    recipients,
    sent_form,
    several,
    titles,
)  # fmt: skip
from sim.plan.expression import And, Compare, In, Node, Truth
from sim.plan.limits import Limit
from sim.plan.model import Duty
from sim.plan.starts import ReadingRef, start_word, taken_start
from sim.text import Text
from sim.words import Phrase, phrase

NO_NUMBER = kind("limit-without-number", "warning")
NO_START = kind("limit-without-start", "warning")
NO_STOP = kind("no-stop", "warning")
REPORTS = kind("report-without-limit", "warning")
NO_LIMIT = kind("no-limit", "note")
NO_RECIPIENT = kind("no-recipient", "error")
NO_BEARER = kind("no-bearer", "error")
CONTRADICTION = kind("limits-contradict", "error")
CHAIN = kind("chain-too-long", "error")
TOLD_TWICE = kind("told-twice", "note")

_REPORTING = ("report", "file", "feed-back")
_TELLING = ("report", "file", "warn")
_LATER_FORMS = ("follow-up", "final", "written", "partial", "progress", "summary", "end")  # these come after a first word by design
_PHASES: tuple[frozenset[str], ...] = (
    frozenset({"risk-found", "warned", "lifted"}),
    frozenset({"occurred", "received", "verified", "estimated", "classified", "regraded", "activated", "notified"}),
)
_EARLY: dict[str, tuple[str, ...]] = {  # the rows at which the clock of a limit starts
    "aware": ("noticed", "received"),
    "received": ("received",),
    "classified": ("classified", "regraded"),
}
_OWN = ("aware", "received")  # starts that are the bearer's own


# -- what a limit lacks: a number, a start, a stop ---------------------------------------------------------------------------


@finds(NO_NUMBER)
def _lengths(index: PlanIndex) -> Iterator[Finding]:
    """Lengths for which the plan has an open word: one finding for each reading."""
    for id_, reading, duties in _leaning(index, lambda duty: () if duty.within is None else duty.within.length_readings()):
        yield _of(NO_NUMBER, phrase("check.limit-without-number", reading=reading, duties=titles(duties)), duties, id_)


@finds(NO_START)
def _starts(index: PlanIndex) -> Iterator[Finding]:
    """The same for the moments from which limits run."""
    for id_, reading, duties in _leaning(index, _starting):
        yield _of(NO_START, phrase("check.limit-without-start", reading=reading, duties=titles(duties)), duties, id_)


def _starting(duty: Duty) -> Iterator[str]:
    """The readings that say from when the limit of a duty runs, or its period."""
    yield from () if duty.within is None else duty.within.start_readings()
    if duty.recurs and isinstance(duty.start, ReadingRef):
        yield duty.start.id


@finds(NO_STOP)
def _stops(index: PlanIndex) -> Iterator[Finding]:
    """The same for what ends a duty that recurs."""
    for id_, reading, duties in _leaning(index, _stopping):
        yield _of(NO_STOP, phrase("check.no-stop", reading=reading, duties=titles(duties)), duties, id_)


def _stopping(duty: Duty) -> Iterator[str]:
    """The reading that says until when a duty recurs, or the silence about it."""
    if duty.recurs and (duty.until == NONE_STATED or duty.until.startswith("reading:")):
        yield duty.until.removeprefix("reading:")


def _leaning(index: PlanIndex, readings_of: Callable[[Duty], Iterable[str]]) -> Iterator[tuple[str, Text | Phrase, list[Duty]]]:
    """Each open word, by its id and as it reads, and the duties that lean on it, in the order of the plan."""
    found: dict[str, list[Duty]] = {}
    for duty in index.plan.duty:
        for reading in readings_of(duty):
            found.setdefault(reading, []).append(duty)
    words = {one.id: one.text for one in index.plan.reading}
    for reading, duties in found.items():
        yield reading, words.get(reading, phrase("check.plan-silent")), duties


def _of(about: FindingKind, message: Phrase, duties: Iterable[Duty], *more: str) -> Finding:
    duties = list(duties)
    return about.found(message, clauses=clauses_of(duties), rules=ids_of(duties), about=more)


# -- what a duty lacks: a limit, a recipient, a bearer -----------------------------------------------------------------------


def _unlimited(index: PlanIndex) -> list[Duty]:
    """Duties that must be done and have no limit at all."""
    must = [duty for duty in index.plan.duty if duty.force == "must" and not duty.timed_entry]
    return [duty for duty in must if duty.limit.is_silent()]


@finds(REPORTS)
def _reports_without_limit(index: PlanIndex) -> Iterator[Finding]:
    """Reports that have no limit."""
    if found := [duty for duty in _unlimited(index) if duty.act in _REPORTING]:
        yield _of(REPORTS, phrase("check.report-without-limit", n=len(found), duties=titles(found)), found)


@finds(NO_LIMIT)
def _tasks_without_limit(index: PlanIndex) -> Iterator[Finding]:
    """Other duties that have no limit."""
    if found := [duty for duty in _unlimited(index) if duty.act not in _REPORTING]:
        yield _of(NO_LIMIT, phrase("check.no-limit", n=len(found), duties=titles(found)), found)


@finds(NO_RECIPIENT)
def _to_nobody(index: PlanIndex) -> Iterator[Finding]:
    """Messages that name no recipient."""
    if found := [duty for duty in index.plan.duty if act_of(duty).message and duty.to == NONE_STATED]:
        yield _of(NO_RECIPIENT, phrase("check.no-recipient", duties=titles(found)), found)


@finds(NO_BEARER)
def _of_nobody(index: PlanIndex) -> Iterator[Finding]:
    """Duties that name no bearer."""
    if found := [duty for duty in index.plan.duty if duty.bearer == NONE_STATED]:
        yield _of(NO_BEARER, phrase("check.no-bearer", duties=titles(found)), found)


# -- two limits for one act, and a limit against the steps before it ---------------------------------------------------------


@finds(CONTRADICTION)
def _contradictions(index: PlanIndex) -> Iterator[Finding]:
    """Two limits for the same act of the same bearer to the same recipient, where both can hold at once."""
    timed = [duty for duty in index.plan.duty if duty.force == "must" and not duty.every and len(parts(duty.within)) == 1]
    for one, two in combinations(timed, 2):
        first, second = parts(one.within)[0], parts(two.within)[0]
        lengths = index.amount(first.amount), index.amount(second.amount)
        if None in lengths or lengths[0] == lengths[1] or first.start != second.start or not _same_act(one, two):
            continue
        if index.can_hold(index.condition(one.when), index.condition(two.when)):
            limits = Lasting(lengths[0]), Lasting(lengths[1])
            said = phrase("check.limits-contradict", one=one.title, other=two.title, first=limits[0], second=limits[1])
            yield _of(CONTRADICTION, said, (one, two), *(str(length) for length in lengths))


def _same_act(one: Duty, two: Duty) -> bool:
    to_one, to_two = set(recipients(one)), set(recipients(two))
    same = (one.act, sent_form(one), one.bearer, one.level) == (two.act, sent_form(two), two.bearer, two.level)
    return same and bool(set(several(one.on)) & set(several(two.on))) and (to_one == to_two or bool(to_one & to_two))


@finds(CHAIN)
def _chains(index: PlanIndex) -> Iterator[Finding]:
    """Limits that start before their duty is set off: what the steps in between may take against the limit at the end.

    A step without a number counts as nothing, and of several ways the shortest counts: what is found is late for certain.
    """
    for duty in index.plan.duty:
        for limit in parts(duty.within):
            amount = index.amount(limit.amount)
            if not isinstance(amount, Span):
                continue
            steps = _shortest(duty, limit, index.links)
            if steps is not None and steps[0] > amount.minutes:
                yield _too_long(duty, amount, *steps)


def _too_long(duty: Duty, amount: Span, total: float, steps: tuple[Duty, ...]) -> Finding:
    way = joined(lambda one, other: phrase("check.step-before", one=one, other=other), [step.title for step in steps])
    said = phrase("check.chain-too-long", duty=duty.title, limit=Lasting(amount), total=Lasting(Span(total)), steps=way)
    return _of(CHAIN, said, (*steps, duty), str(amount), str(total))


def _shortest(duty: Duty, limit: Limit, links: Links) -> tuple[float, tuple[Duty, ...]] | None:
    """The least that the steps from the start of a limit to its duty may take; None where no chain leads there."""
    start = start_word(taken_start(limit.start, links.index.terms))
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
            return total - _least(here, links.index), steps[1:]
        if _starts_at(here, start, duty.bearer, links):
            return total, steps
        for other in links.before[here.id]:
            heappush(waiting, (total + _least(other, links.index), next(order), other, (other, *steps)))
    return None


def _starts_at(duty: Duty, start: str, bearer: str, links: Links) -> bool:
    """Whether the row that sets a duty off is the one from which the limit runs."""
    kinds = set(links.waits_for(duty))
    if start == "occurred":
        return bool(kinds & OF_ITSELF)
    return bool(kinds & set(_EARLY.get(start, ()))) and (start not in _OWN or duty.bearer in (bearer, "@to", "@actor"))


def _least(duty: Duty, index: PlanIndex) -> float:
    spans = [amount.minutes for part in parts(duty.within) if part.start == "trigger" and isinstance(amount := index.amount(part.amount), Span)]
    return min(spans, default=0.0)


# -- the same party told twice of the same event, on two ways that do not know of each other ---------------------------------


@finds(TOLD_TWICE)
def _told_twice(index: PlanIndex) -> Iterator[Finding]:
    """For each party, pairs of duties of one phase that tell it for the first time and can both hold.

    What different observers see for themselves is not counted: that two of them tell is wanted.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for one, two in combinations([duty for duty in index.duties if _tells_first(duty)], 2):
        both = index.told(one) & index.told(two)
        if both and _phase(one) == _phase(two) and _together(index, one, two):
            found.setdefault((one.id, two.id), []).extend(sorted(both))
    duties = {duty.id: duty for duty in index.duties}
    by_party: dict[tuple[int | None, tuple[str, ...]], list[str]] = {}
    for pair, told in found.items():
        by_party.setdefault((_phase(duties[pair[0]]), tuple(told)), []).extend(pair)
    for (_, parties), pairs in by_party.items():
        involved = [duties[id_] for id_ in dict.fromkeys(pairs)]
        yield _of(TOLD_TWICE, phrase("check.told-twice", parties=index.parties_named(parties), duties=titles(involved)), involved, *parties)


def _tells_first(duty: Duty) -> bool:
    return duty.act in _TELLING and sent_form(duty) not in _LATER_FORMS and not duty.recurs and _phase(duty) is not None


def _phase(duty: Duty) -> int | None:
    return next((at for at, kinds in enumerate(_PHASES) if kinds & set(several(duty.on))), None)


def _together(index: PlanIndex, one: Duty, two: Duty) -> bool:
    """Whether both can hold for one event. What a condition asks of its own row (form, channel, parties) is not shared."""
    first, second = (_of_the_event(index.condition(duty.when)) for duty in (one, two))
    return index.can_hold(first, second)


def _of_the_event(node: Node) -> Node:
    match node:
        case Compare(name, _, _) | In(name, _) if name in ("form", "channel", "actor", "to", "kind"):
            return Truth(value=True)
        case And(inner):
            return And(tuple(_of_the_event(part) for part in inner))
    return node
