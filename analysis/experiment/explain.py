"""From which links of the chain the minutes came.

In every run a measure's minutes split along the causes that led to its last row, each link a kind of row at a body. The difference
of two arms' means is the sum over links of the differences of their mean minutes, exactly: the arithmetic is in fractions, and a
number is rounded only where it is shown. Only pairs in which both arms have the measure count, as in the difference itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from analysis.experiment.columns import results
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from sim.durations import exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One link: the kind of row that it leads to, at whom, its mean minutes in both arms, and the difference."""

    kind: str
    body: str
    baseline: Fraction
    arm: Fraction

    @property
    def difference(self) -> Fraction:
        """Minutes that the link adds to the arm, or with a minus saves."""
        return self.arm - self.baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The links of a measure in one scenario, largest effect first. Their differences sum to the difference of the means."""

    scope: str
    revision: str
    measure: str
    pairs: int
    links: tuple[Contribution, ...]

    @property
    def difference(self) -> Fraction:
        """Arm − baseline of the means."""
        return sum((link.difference for link in self.links), Fraction(0))


def explain(store: ResultStore, study: Study, seeds: range, case: int, arm: int, measure: str) -> Explanation | None:
    """Explain one difference; None where no pair has the measure."""
    base, other = study.stored[case][0], study.stored[case][arm]
    sums: tuple[dict[str, Fraction], dict[str, Fraction]] = ({}, {})
    pairs = 0
    for (place, before), (also, after) in zip(results(store, base, seeds), results(store, other, seeds), strict=True):
        if place != also:
            raise ValueError(f"the arms are over other seeds: {place} and {also}")
        ways = before["ways"].get(measure), after["ways"].get(measure)
        if ways[0] is None or ways[1] is None:
            continue
        pairs += 1
        for side, way in zip(sums, ways, strict=True):
            for link, minutes in way["links"].items():
                side[link] = side.get(link, Fraction(0)) + exactly(minutes) / way["events"]
    if not pairs:
        return None
    links = []
    for link in dict.fromkeys((*sums[0], *sums[1])):
        kind, _, body = link.partition("|")
        before_, after_ = (side.get(link, Fraction(0)) / pairs for side in sums)
        links.append(Contribution(kind=kind, body=body, baseline=before_, arm=after_))
    links.sort(key=lambda one: -abs(one.difference))
    return Explanation(scope=study.cases[case].name, revision=study.revisions[arm - 1], measure=measure, pairs=pairs, links=tuple(links))
