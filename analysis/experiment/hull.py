"""Intervals for mean differences that lumps and rare large values do not make too short: Student's and the bootstrap-t together.

On each side the wider of the two limits counts (the *hull*). Student's interval covers too seldom where differences are skewed (.902 at
50 pairs of a lognormal where .95 is promised); the bootstrap-t (Efron 1981; Hall 1988) learns the skew from the values. What no pair has
shown neither can know: that is what `looks.blind_spot` is for.

The same resamples serve all figures of as many pairs, and values are put on a grid first on which every sum is exact: so the same values
give the same limits on any machine, whatever order its library sums in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.statistics import t_quantile

RESAMPLES = 10_000
RESAMPLES_AT_95 = 2_000  # limits at 95 % need no deeper tails
_SHOWN = 25  # resamples that a tail must hold to be read off them; deeper ones keep its ratio to Student's
_KEY = 20_260_101  # of the resamples: the same number of pairs gets the same ones
_CELLS_AT_ONCE = 2_000_000  # resampled places held at once: some tens of megabytes
_EXACT_BITS = 52  # of a double; sums of squares of grid values over all pairs must fit

PairedColumns = NDArray[np.float64]  # pairs × figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Hull:
    """A mean difference with all that its limits at any level need.

    `tails` are the ordered studentised means of the resamples; empty where all values are equal.
    """

    n: int
    mean: float
    error: float  # the standard error of the mean
    tails: NDArray[np.float64]

    def limits(self, level: float) -> tuple[float, float]:
        """Lower and upper limit at a two-sided level; the mean itself twice where all values are equal."""
        if self.error == 0:
            return self.mean, self.mean
        tail = (1 - level) / 2
        return self.mean - self._reach(tail, upper=True) * self.error, self.mean + self._reach(tail, upper=False) * self.error

    def p_value(self) -> float:
        """The smallest two-sided error at which the limits leave 0 out.

        Where all values are equal and not 0 there is no spread to go by, and the exact sign test stands in: 2^(1 − n).
        """
        if self.error == 0:
            return 1.0 if self.mean == 0 else 2.0 ** (1 - self.n)
        seen = abs(self.mean) / self.error
        return min(1.0, 2 * max(_student_tail(seen, self.n - 1), self._resampled_tail(seen, upper=self.mean > 0)))

    @property
    def _resolved(self) -> float:
        return _SHOWN / len(self.tails)

    def _reach(self, tail: float, *, upper: bool) -> float:
        """How many standard errors a limit lies away; resamples above the mean bound the truth from below."""
        student = t_quantile(1 - 2 * tail, self.n - 1)
        return max(student, self._quantile(max(tail, self._resolved), upper=upper) * self._deeper(tail, student))

    def _deeper(self, tail: float, student: float) -> float:
        return 1.0 if tail >= self._resolved else student / t_quantile(1 - 2 * self._resolved, self.n - 1)

    def _quantile(self, tail: float, *, upper: bool) -> float:
        count = len(self.tails)
        place = math.ceil(tail * count) - 1
        return float(self.tails[count - 1 - place] if upper else -self.tails[place])

    def _resampled_tail(self, seen: float, *, upper: bool) -> float:
        count = len(self.tails)
        beyond = int(count - np.searchsorted(self.tails, seen, side="left") if upper else np.searchsorted(self.tails, -seen, side="right"))
        if (beyond + 1) / (count + 1) >= self._resolved:
            return (beyond + 1) / (count + 1)
        ratio = self._quantile(self._resolved, upper=upper) / t_quantile(1 - 2 * self._resolved, self.n - 1)
        return min(self._resolved, _student_tail(seen / ratio, self.n - 1)) if ratio > 0 else 0.0


def hulls(differences: PairedColumns, resamples: int = RESAMPLES) -> list[Hull]:
    """The hull of each column of differences (pairs × figures), at least two pairs. Raises ValueError for fewer."""
    n, figures = differences.shape
    if n < 2:
        raise ValueError(f"{n} pairs; a spread needs two")
    whole, step = _on_grid(differences)
    sums = whole.sum(axis=0)
    squares = (whole * whole).sum(axis=0)
    spread = _deviation(sums, squares, n)
    moving = np.flatnonzero(spread > 0)
    tails = _studentised(whole[:, moving], sums[moving], n, resamples)
    place = {int(figure): row for row, figure in enumerate(moving)}
    return [
        Hull(
            n=n,
            mean=float(differences[0, figure]) if spread[figure] == 0 else float(sums[figure] / n * step[figure]),
            error=float(spread[figure] / math.sqrt(n) * step[figure]),
            tails=tails[place[figure]] if figure in place else np.empty(0),
        )
        for figure in range(figures)
    ]


def _on_grid(values: PairedColumns) -> tuple[PairedColumns, NDArray[np.float64]]:
    """Whole numbers for the values of each column, so few bits wide that sums of their squares are exact, and the step of its grid."""
    bits = (_EXACT_BITS - math.ceil(math.log2(len(values)))) // 2 - 1
    largest = np.abs(values).max(axis=0)
    # a power of two: scaling by it rounds nothing
    step = np.where(largest > 0, np.exp2(np.ceil(np.log2(np.where(largest > 0, largest, 1.0))) - bits), 1.0)
    return np.rint(values / step), step


def _deviation(sums: PairedColumns, squares: PairedColumns, n: int) -> NDArray[np.float64]:
    """Sample standard deviations from exact sums of whole numbers."""
    return np.sqrt(np.maximum(0.0, (squares - sums * sums / n) / (n - 1)))


def _missing_all(whole: PairedColumns) -> NDArray[np.float64]:
    """How many standard errors a resample lies off that misses each of the few values that deviate from all others.

    Its own spread is 0 and says nothing. The exact upper bound of a count of k (Garwood 1936, 99 %) lies 4 + 2.4 / k of the count's
    standard errors above it, within 3 % for k from 1 to 6; with more, such a resample is too rare to matter.
    """
    few = (whole != np.median(whole, axis=0)).sum(axis=0)
    return np.asarray(4 + 2.4 / np.maximum(few, 1))


def _studentised(whole: PairedColumns, sums: PairedColumns, n: int, resamples: int) -> NDArray[np.float64]:
    """(mean of a resample − mean) ÷ its own standard error, ordered, for each figure: figures × resamples."""
    found = np.empty((whole.shape[1], resamples))
    both = np.hstack([whole, whole * whole])
    far = _missing_all(whole)
    done = 0
    for weights in resampled(n, resamples):
        drawn = weights @ both
        means, squares = np.hsplit(drawn, 2)
        error = _deviation(means, squares, n) / math.sqrt(n)
        off = (means - sums) / n
        still = error == 0
        found[:, done : done + len(weights)] = np.where(still, np.sign(off) * far, off / np.where(still, 1.0, error)).T
        done += len(weights)
    found.sort(axis=1)
    return found


def resampled(n: int, resamples: int) -> Iterator[NDArray[np.float64]]:
    """How often each pair (or run) is drawn: some resamples at a time, resamples × pairs. The same number of pairs gets the same ones."""
    generator = np.random.Generator(np.random.Philox(_KEY))
    rows = max(1, _CELLS_AT_ONCE // n)
    for start in range(0, resamples, rows):
        count = min(rows, resamples - start)
        places = generator.integers(n, size=(count, n)) + np.arange(count)[:, None] * n
        yield np.bincount(places.ravel(), minlength=count * n).reshape(count, n).astype(float)


def _student_tail(t: float, freedom: int) -> float:
    from scipy.special import stdtr  # heavy: only where an interval is wanted

    return float(stdtr(freedom, -t))
