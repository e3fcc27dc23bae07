"""Student's interval for a mean of plain values, a pure function.

A value is a float or None; None, NaN and infinities mean "no value in this run": it is left out of the arithmetic and counted. Levels are
two-sided shares, 0.95 unless told. Shares have intervals of their own (`shares`), and so have differences (`hull`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

MaybeFloat = float | None
Values = Sequence[MaybeFloat]

LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with its limits. `estimate` is None when no run has a value; the limits are None when there are too few runs to compute
    them, and `p_value` where none was asked for.
    """

    estimate: float | None
    low: float | None
    high: float | None
    n: int
    missing: int = 0
    p_value: float | None = None


def present(value: MaybeFloat) -> TypeGuard[float]:
    """Whether a run has a value: neither None nor NaN nor infinite."""
    return value is not None and math.isfinite(value)


# --- means --------------------------------------------------------------------------------------------------


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean, exactly summed; None of nothing."""
    return math.fsum(values) / len(values) if values else None


def exact_mean(values: Iterable[float]) -> float:
    """The same of any numbers, of an array too: exactly summed, so that it does not hang on the machine. ZeroDivisionError of nothing."""
    held = [float(value) for value in values]
    return math.fsum(held) / len(held)


def deviation(values: Sequence[float]) -> float | None:
    """The sample standard deviation (n − 1); None for fewer than two values.

    Equal values give exactly 0, where the usual formula may leave a rounding error that then looks like
    evidence.
    """
    if len(values) < 2:
        return None
    if min(values) == max(values):
        return 0.0
    centre = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


@lru_cache(maxsize=4096)
def t_quantile(level: float, freedom: int) -> float:
    """The t with a two-sided share `level` of Student's distribution within ± t. Needs SciPy."""
    from scipy.special import stdtrit  # heavy: only when an interval is wanted

    return float(stdtrit(freedom, 0.5 + level / 2))


def t_interval(values: Values, level: float = LEVEL) -> Interval:
    """Student's interval for a mean: mean ± t · s / √n. When all values are equal, both limits are that value. Makes no p-value."""
    known = [float(value) for value in values if present(value)]
    n, missing = len(known), len(values) - len(known)
    centre, spread = mean(known), deviation(known)
    if centre is None or spread is None:
        return Interval(estimate=centre, low=None, high=None, n=n, missing=missing)
    if spread == 0:
        return Interval(estimate=known[0], low=known[0], high=known[0], n=n, missing=missing)  # not the mean, which rounding may put beside it
    half = t_quantile(level, n - 1) * (spread / math.sqrt(n))
    return Interval(estimate=centre, low=centre - half, high=centre + half, n=n, missing=missing)
