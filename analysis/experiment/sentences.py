"""A verdict as a reader takes it in: a headline of at most three clauses, and a line of small print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from analysis.experiment.claims import Claim, worth_telling
from analysis.experiment.decision import FigureFinding
from analysis.experiment.figure import Figure
from analysis.experiment.looks import LEAST_PAIRS
from analysis.experiment.samples import ALL
from analysis.experiment.verdict import MOST_CLAUSES, RevisionVerdict
from analysis.measures.model import Measure
from sim.plan.model import Plan
from sim.words import InLanguages, Phrase, Said, phrase, words

_NOT_SHOWN = 5e-5  # a value that every digit shown rounds to 0 has no sign


class VerdictTeller:
    """What verdicts and tables are told with: the names of measures, duties and scenarios."""

    def __init__(self, measures: Mapping[str, Measure], plan: Plan, scenarios: Mapping[str, InLanguages], figures: Sequence[Figure]) -> None:
        self._measures = measures
        self._duties = {duty.id: duty for duty in plan.duty}
        self._scenarios = scenarios
        self._figures = {figure.id: figure for figure in figures}

    def name(self, figure: Figure | str) -> Phrase:
        """What a figure is called."""
        one = self._figures[figure] if isinstance(figure, str) else figure
        if one.kind == "duty-done":
            duty = self._duties[one.of]
            return phrase("experiment.figure-done", clause=duty.clause, duty=duty.title)
        if one.kind == "moment-reached":
            return phrase("experiment.figure-reached", moment=self._measures[one.of].name)
        return self._measures[one.of].name

    def duty(self, id_: str) -> Phrase:
        """A duty by its clause and title."""
        return phrase("experiment.figure-duty", clause=self._duties[id_].clause, duty=self._duties[id_].title)

    def scope(self, scope: str) -> Said:
        """A scenario by its title, or the words for all of them."""
        return phrase("experiment.all-scenarios") if scope == ALL else self._scenarios[scope]

    def headline(self, verdict: RevisionVerdict) -> Phrase:
        """The word and at most three clauses for it."""
        return reduce(_then, self._headline(verdict))

    def _headline(self, verdict: RevisionVerdict) -> Iterator[Phrase]:
        if verdict.word == "shares":
            yield from self._of_shares(verdict)
        elif verdict.clauses and verdict.word in ("hurts", "helps", "trades"):
            clauses = tuple(self._clause(one, verdict) for one in verdict.clauses)
            if verdict.word == "hurts":
                yield phrase("experiment.hurts", clauses=_listed(clauses))
            elif verdict.word == "helps":
                yield phrase("experiment.helps", clauses=_listed(clauses))
            else:
                yield phrase("experiment.trades", clauses=_listed(clauses))
            if verdict.more:
                yield phrase("experiment.more-moved", verdict.more)
        elif verdict.word == "no-difference":
            yield from self._no_difference(verdict)
        else:
            yield from self._cannot_tell(verdict)
        if verdict.repealed:
            yield self._repealed(verdict)

    def _clause(self, one: FigureFinding, verdict: RevisionVerdict) -> Phrase:
        """One figure, before → after; the scenario where it is another than the verdict's."""
        levels: dict[str, Any] = {
            "name": self.name(one.figure),
            "before": level(one.before, one.figure.unit),
            "after": level(one.after, one.figure.unit),
        }
        said = phrase("experiment.lost", **levels) if one.figure.of in verdict.lost else phrase("experiment.before-after", **levels)
        return self._in(one.scope, said, verdict)

    def _no_difference(self, verdict: RevisionVerdict) -> Iterator[Phrase]:
        if verdict.heading == "only-the-mark-moved":
            yield phrase("experiment.heading-only-the-mark-moved")
        one = verdict.shown
        if one is None:
            yield phrase("experiment.nothing-moved")
        else:
            yield phrase("experiment.no-difference", bound=level(one.figure.bound, one.figure.unit), **self._numbers(one))
        mark = next(iter(verdict.by_own_mark), None)
        if mark is not None:
            measure = self._measures[mark.measure]
            yield phrase(
                "experiment.by-own-mark", measure=measure.name, own=level(mark.by_own, measure.unit), baseline=level(mark.by_baseline, measure.unit)
            )
        if verdict.heading == "only-the-mark-moved":
            yield phrase("experiment.only-the-mark") if mark is not None else phrase("experiment.only-loosens")

    def _cannot_tell(self, verdict: RevisionVerdict) -> Iterator[Phrase]:
        one = verdict.shown
        if verdict.heading == "help-withheld":
            yield from self._help_withheld(verdict)
            if one is None or one.state not in ("open", "hangs"):
                return  # nothing else is in doubt
        if one is None:
            yield phrase("experiment.nothing-called-for")
            return
        yield phrase("experiment.cannot-tell", **self._numbers(one))
        if verdict.hangs:
            yield phrase("experiment.hangs-on-tau")
        elif verdict.further is not None:
            yield phrase("experiment.more-pairs", verdict.further)

    def _help_withheld(self, verdict: RevisionVerdict) -> Iterator[Phrase]:
        """What was measured, how sure it is, and why it is no help."""
        clauses = tuple(phrase("experiment.clear-change", **self._numbers(one)) for one in verdict.clauses)
        yield phrase("experiment.help-withheld", clauses=_listed(clauses))
        if verdict.more:
            yield phrase("experiment.more-moved", verdict.more)
        yield phrase("experiment.why-withheld")

    def _numbers(self, one: FigureFinding) -> dict[str, Any]:
        unit = one.figure.unit
        return {
            "name": self.name(one.figure), "before": level(one.before, unit), "after": level(one.after, unit), "low": change(one.low, unit),
            "high": change(one.high, unit),
        }  # fmt: skip

    def _of_shares(self, verdict: RevisionVerdict) -> Iterator[Phrase]:
        """What may be said of few pairs: what is exact, in how many of the runs at least which way things go, and what is not known of means."""
        if verdict.clauses:
            yield phrase("experiment.sure", clauses=_listed(tuple(self._clause(one, verdict) for one in verdict.clauses)))
        told: dict[str, list[Phrase]] = {}  # scenario by scenario, each named once
        for one in worth_telling(verdict.claims, MOST_CLAUSES):
            told.setdefault(one.scope, []).append(self._claim(one))
        if told:
            yield phrase("experiment.at-least", claims=_listed([self._in(scope, _listed(claims), verdict) for scope, claims in told.items()]))
        yield phrase("experiment.too-few-for-means", verdict.pairs, least=LEAST_PAIRS)

    def _in(self, scope: str, said: Phrase, verdict: RevisionVerdict) -> Phrase:
        """With the scenario, where it is another than the verdict's."""
        return said if scope == verdict.scope else phrase("experiment.in-scenario", scenario=self.scope(scope), said=said)

    def _claim(self, one: Claim) -> Phrase:
        figure = self._figures[one.figure]
        name, share, bound = self._measures[figure.of].name, one.share, level(figure.bound, figure.unit)
        if one.way == "same":
            return phrase("experiment.claim-same", name=name, share=share, bound=bound)
        if one.way == "better":
            return phrase("experiment.claim-better", name=name, share=share, bound=bound)
        return phrase("experiment.claim-worse", name=name, share=share, bound=bound)

    def _repealed(self, verdict: RevisionVerdict) -> Phrase:
        return phrase("experiment.repealed", len(verdict.repealed), duties=tuple(self.duty(one) for one in verdict.repealed))

    def small_print(self, verdict: RevisionVerdict, scenarios: int) -> Phrase:
        """Pairs, scenarios, what they cannot have shown, and how many figures were looked at."""
        return phrase(
            "experiment.small-print", pairs=verdict.pairs, scenarios=scenarios if verdict.scope == ALL else 1, unseen=verdict.blind_spot,
            figures=verdict.looked_at,
        )  # fmt: skip


def level(value: float | None, unit: str) -> Phrase:
    """A value with its unit; a share as per cent."""
    if value is None:
        return phrase("experiment.no-value")
    shown = _unsigned_nought(value)
    if unit == "share":
        return phrase("experiment.share", percent=shown * 100)
    return phrase("experiment.minutes", value=shown) if unit == "min" else phrase("experiment.number", value=shown)


def change(value: float | None, unit: str) -> Phrase:
    """A difference with its unit; of shares, in percentage points."""
    if value is None:
        return phrase("experiment.no-value")
    shown = _unsigned_nought(value)
    if unit == "share":
        return phrase("experiment.change-of-share", points=shown * 100)
    return phrase("experiment.change-of-minutes", value=shown) if unit == "min" else phrase("experiment.change-of-number", value=shown)


def scope_name(scope: str, lang: str) -> str:
    """A scenario's id, or the words for all of them."""
    return scope if scope != ALL else words(lang)("experiment.all-scenarios")


def _listed(clauses: Sequence[Phrase]) -> Phrase:
    return reduce(_and, clauses)


def _and(one: Phrase, other: Phrase) -> Phrase:
    return phrase("experiment.two-clauses", one=one, other=other)


def _then(one: Phrase, other: Phrase) -> Phrase:
    return phrase("experiment.two-sentences", one=one, other=other)


def _unsigned_nought(value: float) -> float:
    return value if abs(value) > _NOT_SHOWN else 0.0
