"""A verdict as a reader takes it in: what the revision does, how sure that is, and at what price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from analysis.experiment.findings import ALL
from analysis.experiment.habits import Habits
from analysis.experiment.verdict import RevisionVerdict, Trade
from analysis.measures.model import Measure
from sim.words import Phrase, Said, phrase, words

_MOST_TRADES = 6
_NOT_SHOWN = 5e-5  # a value that every digit shown rounds to 0 has no sign


def sentence(verdict: RevisionVerdict, measures: Mapping[str, Measure], habits: Habits, bound: float, lang: str) -> str:
    """The whole verdict as one paragraph."""
    return reduce(_then, _sentences(verdict, measures, habits, bound)).of(lang)


def scope_name(scope: str, lang: str) -> str:
    """A scenario's id, or the words for all of them."""
    return scope if scope != ALL else words(lang)("experiment.all-scenarios")


def amount(value: float | None, unit: str, lang: str, *, signed: bool = False) -> str:
    """A value with its unit; a share as per cent, and a difference of shares as percentage points."""
    return (_change if signed else _level)(value, unit).of(lang)


def _level(value: float | None, unit: str) -> Phrase:
    if value is None:
        return phrase("experiment.no-value")
    shown = _unsigned_nought(value)
    if unit == "share":
        return phrase("experiment.share", percent=shown * 100)
    return phrase("experiment.minutes", value=shown) if unit == "min" else phrase("experiment.number", value=shown)


def _change(value: float | None, unit: str) -> Phrase:
    if value is None:
        return phrase("experiment.no-value")
    shown = _unsigned_nought(value)
    if unit == "share":
        return phrase("experiment.change-of-share", points=shown * 100)
    return phrase("experiment.change-of-minutes", value=shown) if unit == "min" else phrase("experiment.change-of-number", value=shown)


def _unsigned_nought(value: float) -> float:
    return value if abs(value) > _NOT_SHOWN else 0.0


def _then(one: Phrase, other: Phrase) -> Phrase:
    return phrase("experiment.two-sentences", one=one, other=other)


def _sentences(verdict: RevisionVerdict, measures: Mapping[str, Measure], habits: Habits, bound: float) -> Iterator[Phrase]:
    if verdict.heading == "harm":
        yield phrase("experiment.heading-harm")
    elif verdict.heading == "only-the-mark-moved":
        yield phrase("experiment.heading-only-the-mark-moved")
    yield from _finding(verdict, measures[verdict.finding.measure], bound)
    yield from _mark(verdict, measures)
    yield from _trades(verdict, measures)
    yield from _habits(verdict, habits)


def _finding(verdict: RevisionVerdict, measure: Measure, bound: float) -> Iterator[Phrase]:
    """What the numbers of the deciding measure say."""
    result, unit = verdict.finding.result, measure.unit
    if result.difference is None or result.half_width is None:
        yield phrase("experiment.few-values", result.n, measure=measure.name)
        yield _further(verdict)
        return
    numbers = phrase(
        "experiment.numbers",
        baseline=_level(result.mean_baseline, unit),
        arm=_level(result.mean_arm, unit),
        change=_change(result.difference, unit),
        half=result.half_width * (100 if unit == "share" else 1),
        pairs=result.n,
        better=result.share_better or 0.0,
        worse=result.share_worse or 0.0,
    )
    said: dict[str, Any] = {"measure": measure.name, "numbers": numbers}
    if verdict.call.word == "helps":
        yield phrase("experiment.helps", **said)
    elif verdict.call.word == "hurts":
        yield phrase("experiment.hurts", **said)
    elif verdict.call.word == "no-difference":
        yield phrase("experiment.no-difference", bound=_level(bound, unit), **said)
        yield from _unseen(verdict)
    else:
        yield phrase("experiment.cannot-tell", **said)
        yield _further(verdict)


def _unseen(verdict: RevisionVerdict) -> Iterator[Phrase]:
    """Where every pair is equal: how often a difference may still occur without having shown (95 %, exact)."""
    result = verdict.finding.result
    if result.n and not result.better and not result.worse:
        yield phrase("experiment.all-equal", pairs=result.n, most=1 - (1 - result.level) ** (1 / result.n))


def _further(verdict: RevisionVerdict) -> Phrase:
    if verdict.call.reason == "values lost":
        return phrase("experiment.values-lost")
    if verdict.call.further is None:
        return phrase("experiment.more-would-not-settle")
    return phrase("experiment.more-pairs", verdict.call.further)


def _mark(verdict: RevisionVerdict, measures: Mapping[str, Measure]) -> Iterator[Phrase]:
    """What the arm's own yardstick makes of the same drills."""
    own = next(iter(verdict.by_own_mark), None)
    if own is None:
        if verdict.loosens_only:
            yield phrase("experiment.only-loosens")
        return
    name, by_baseline, by_own = own
    unit = measures[name].unit
    yield phrase("experiment.by-own-mark", measure=measures[name].name, own=_level(by_own, unit), baseline=_level(by_baseline, unit))
    if verdict.heading == "only-the-mark-moved":
        yield phrase("experiment.only-the-mark")


def _trades(verdict: RevisionVerdict, measures: Mapping[str, Measure]) -> Iterator[Phrase]:
    worse = [trade for trade in verdict.trades if not trade.better]
    better = [trade for trade in verdict.trades if trade.better]
    if worse:
        yield phrase("experiment.price", list=_listed(worse, measures))
    elif verdict.call.word == "helps":
        yield phrase("experiment.no-price")
    if better:
        yield phrase("experiment.also-better", list=_listed(better, measures))


def _listed(trades: Sequence[Trade], measures: Mapping[str, Measure]) -> Phrase:
    """The first of some trades, and how many more there are."""
    told = [_trade(trade, measures[trade.measure]) for trade in trades[:_MOST_TRADES]]
    if len(trades) > _MOST_TRADES:
        told.append(phrase("experiment.more-trades", more=len(trades) - _MOST_TRADES))
    return reduce(_and, told)


def _and(one: Said, other: Phrase) -> Phrase:
    return phrase("experiment.two-trades", one=one, other=other)


def _trade(trade: Trade, measure: Measure) -> Phrase:
    change = _change(trade.difference, measure.unit)
    if trade.half_width is None:
        return phrase("experiment.trade", measure=measure.name, change=change)
    half = trade.half_width * (100 if measure.unit == "share" else 1)
    return phrase("experiment.trade-within", measure=measure.name, change=change, half=half)


def _habits(verdict: RevisionVerdict, habits: Habits) -> Iterator[Phrase]:
    share = habits.on_the_way.get(verdict.finding.measure)
    if share is not None:
        yield phrase("experiment.habit-on-the-way", share=share)
    elif habits.acts is not None:
        yield phrase("experiment.acts-by-habit", share=habits.acts)
