"""Intervals and tests for shares: how often something happens, in one plan and in two over the same seeds."""

from __future__ import annotations

import math
from statistics import NormalDist

from analysis.experiment.statistics import LEVEL, Interval


def wilson(successes: int, n: int, level: float = LEVEL) -> Interval:
    """Wilson's score interval for a share (1927). Never leaves 0…1; limits None when n is 0."""
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes in {n} runs")
    if n == 0:
        return Interval(estimate=None, low=None, high=None, n=0)
    share = successes / n
    low, high = wilson_of(share, n, level)
    return Interval(estimate=share, low=low, high=high, n=n)


def wilson_of(share: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """The same limits for a share that rests on `n` independent runs, not need be a whole number of them."""
    z = normal_quantile(level)
    shrink = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / shrink
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / shrink
    # at 0 and 1 the limit is exactly the share; rounding must not put it a hair beyond
    return 0.0 if share == 0 else centre - half, 1.0 if share == 1 else centre + half


def newcombe_paired(both: int, first_only: int, second_only: int, neither: int, level: float = LEVEL) -> Interval:
    """The interval for first − second of two shares over the same runs, with McNemar's exact p-value.

    Method 10 of Newcombe, Statistics in Medicine 17 (1998) 2635–2650: the two Wilson intervals, squared and
    added with their correlation φ, where a positive φ is corrected for continuity. They never leave −1…1.
    """
    n = both + first_only + second_only + neither
    if n == 0:
        return Interval(estimate=None, low=None, high=None, n=0)
    share1, share2 = (both + first_only) / n, (both + second_only) / n
    (low1, high1), (low2, high2) = wilson_of(share1, n, level), wilson_of(share2, n, level)
    phi = _phi(both, first_only, second_only, neither)
    difference = (first_only - second_only) / n
    return Interval(
        estimate=difference, low=difference - _root(share1 - low1, high2 - share2, phi), high=difference + _root(high1 - share1, share2 - low2, phi),
        n=n, p_value=mcnemar_exact(first_only, second_only),
    )  # fmt: skip


def mcnemar_exact(first_only: int, second_only: int) -> float:
    """McNemar's exact two-sided p-value: the discordant pairs against a fair coin. 1 when there are none.
    Needs SciPy.
    """
    discordant, fewer = first_only + second_only, min(first_only, second_only)
    if discordant == 0:
        return 1.0
    from scipy.special import bdtr  # heavy: only when a p-value is wanted

    return min(1.0, 2 * float(bdtr(fewer, discordant, 0.5)))


def at_least(successes: int, n: int, level: float = LEVEL) -> float:
    """The share that an event has at least, exactly, as sure as `level` (Clopper & Pearson 1934, one side). Needs SciPy.

    It holds whatever the distribution of what is counted. Raises ValueError for no runs.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"{successes} successes in {n} runs")
    if successes == 0:
        return 0.0
    from scipy.special import betaincinv  # heavy: only when a bound is wanted

    return float(betaincinv(successes, n - successes + 1, 1 - level))


def normal_quantile(level: float) -> float:
    """The z with a two-sided share `level` of the normal distribution within ± z."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def _phi(both: int, first_only: int, second_only: int, neither: int) -> float:
    margins = (both + first_only) * (second_only + neither) * (both + second_only) * (first_only + neither)
    if margins == 0:
        return 0.0
    n = both + first_only + second_only + neither
    cross: float = both * neither - first_only * second_only
    if cross > 0:
        cross = max(cross - n / 2, 0.0)
    return cross / math.sqrt(margins)


def _root(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))
