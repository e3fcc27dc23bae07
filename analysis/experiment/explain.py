"""From which links of the chain the minutes came.

In every run a moment's minutes split along the causes that led to its row, each link a kind of row at a body. The difference of two arms'
means is the sum over links of the differences of their mean minutes, exactly: the arithmetic is in fractions, and a number is rounded only
where it is shown. Every pair counts, as in the difference itself: a run that never got there has all its minutes in a link of its own, one
that came later than a run can count as has what is cut off in another, and a pair that does not call for it adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from sim.durations import exactly

NEVER, CUT = "never-reached", "cut-off"  # links that no row ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """One link: the kind of row that it leads to (or NEVER, CUT), at whom, its mean minutes in both arms, and the difference."""

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
    """Explain one difference; None where no pair calls for the moment."""
    tau = study.cases[case].taus[0]
    sides = [[kept for _, kept in store.of_arm(study.stored[case][number], seeds)] for number in (0, arm)]
    sums: tuple[dict[str, Fraction], dict[str, Fraction]] = ({}, {})
    asked = False
    for pair in zip(*sides, strict=True):
        if not all(measure in kept["values"] or measure in kept["unreached"] for kept in pair):
            continue
        asked = True
        for side, kept in zip(sums, pair, strict=True):
            for link, minutes in _links(kept, measure, tau):
                side[link] = side.get(link, Fraction(0)) + minutes
    if not asked:
        return None
    links = []
    for link in dict.fromkeys((*sums[0], *sums[1])):
        kind, _, body = link.partition("|")
        before, after = (side.get(link, Fraction(0)) / len(seeds) for side in sums)
        links.append(Contribution(kind=kind, body=body, baseline=before, arm=after))
    links.sort(key=lambda one: -abs(one.difference))
    return Explanation(scope=study.cases[case].name, revision=study.revisions[arm - 1], measure=measure, pairs=len(seeds), links=tuple(links))


def _links(kept: Mapping[str, Any], measure: str, tau: float) -> Iterator[tuple[str, Fraction]]:
    """The minutes of one run, link by link; they sum to what it counts as."""
    way = kept["ways"].get(measure)
    if way is None:
        yield f"{NEVER}|", exactly(tau)
        return
    total = Fraction(0)
    for link, seconds in way["links"].items():
        took = Fraction(seconds, 60) / way["events"]
        total += took
        yield link, took
    if total > exactly(tau):
        yield f"{CUT}|", exactly(tau) - total
