"""When an experiment is looked at, and how sure each look must be, so that what is said at the stop holds as promised.

Whoever looks several times and stops where it suits him needs wider intervals. All looks of one experiment share the error (a union
bound): with K looks planned, each interval is read at 1 − error / K, and whichever look ends the experiment, its intervals cover
together at least as often as promised. Nothing depends on what a look has shown, so the number of pairs depends on values alone.

Of means nothing is said before `LEAST_PAIRS` pairs: what strikes in fewer than two runs of a hundred would too often not have shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.experiment.statistics import LEVEL

LEAST_PAIRS = 200  # before a word on means; at 150 a harm in 2 % of the runs is unseen in 4.8 % of experiments, at 200 in 1.8 %
MOST_PAIRS = 800
MOST_FOR_PRECISION = 5_000
_QUICK = (50, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The planned numbers of pairs, rising; the last is the most."""

    planned: tuple[int, ...]

    @property
    def error(self) -> float:
        """What each look may err."""
        return (1 - LEVEL) / len(self.planned)

    @property
    def level(self) -> float:
        """The level of a plain interval at each look."""
        return 1 - self.error

    @property
    def most(self) -> int:
        """The most pairs."""
        return self.planned[-1]


def one_look(pairs: int) -> Looks:
    """A number of pairs that was fixed before."""
    return Looks(planned=(pairs,))


def looks_for_means(most: int = MOST_PAIRS) -> Looks:
    """At 200 pairs, at each doubling, and at the most."""
    return Looks(planned=(*_doublings(LEAST_PAIRS, most), most))


def looks_for_shares(most: int = _QUICK[-1]) -> Looks:
    """At 50 pairs, 100 and 200, as far as the most goes, and at the most."""
    return Looks(planned=(*(look for look in _QUICK if look < most), most))


def _doublings(first: int, most: int) -> list[int]:
    found = []
    while first < most:
        found.append(first)
        first *= 2
    return found


def blind_spot(pairs: int, error: float = 1 - LEVEL) -> float:
    """The share of runs below which something may strike without having shown in so many pairs, as sure as 1 − error (about 3 / pairs)."""
    return float(1 - error ** (1 / pairs))
