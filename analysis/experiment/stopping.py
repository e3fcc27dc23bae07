"""When to stop adding pairs: at a precision on the difference that holds, or at a budget.

After Hoad, Robinson & Davies, Journal of the Operational Research Society 61 (2010): the half width of the
interval is watched from the tenth pair on, and once within the precision it must stay there over a look-ahead
of k further pairs, so that a lucky run does not end the experiment. Theirs is relative to the mean; here it
is absolute, because the mean of a difference may be 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from analysis.experiment.statistics import LEVEL, MaybeFloat, further_pairs, present, t_quantile

LEAST_PAIRS = 10
LOOK_AHEAD = 5
_GROWS_ABOVE = 100  # pairs; beyond, the look-ahead stays the same share of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where the experiment stands after a pair.

    `reached_at` is the number of pairs at which the precision was reached and has held since. `further`
    estimates the pairs still to come, look-ahead included; None before two pairs.
    """

    stop: bool
    reason: Literal["", "precision", "budget"]
    n: int
    missing: int
    mean: MaybeFloat
    half_width: MaybeFloat
    reached_at: int | None
    further: int | None


class StoppingRule:
    """Feed it the differences in the order of the seeds, whatever order they were computed in, until it says
    stop.

    `half_width` is the precision wanted, in the unit of the differences; `budget` the most pairs to spend,
    counting those without a value. Raises ValueError for a precision that is not above 0 or a budget below 1.
    """

    def __init__(self, half_width: float, *, level: float = LEVEL, least: int = LEAST_PAIRS, budget: int | None = None) -> None:
        if not (math.isfinite(half_width) and half_width > 0):
            raise ValueError(f"a precision of {half_width}; it must be above 0")
        if budget is not None and budget < 1:
            raise ValueError(f"a budget of {budget} pairs; at least 1 is needed")
        self._target = half_width
        self._level = level
        self._least = max(2, least)
        self._budget = budget
        self._n = 0
        self._missing = 0
        self._mean = 0.0
        self._squares = 0.0  # sum of squared deviations, updated without keeping the values (Welford 1962)
        self._reached_at: int | None = None

    def add(self, difference: MaybeFloat) -> Decision:
        """Take one pair's difference; None or NaN for a pair in which an arm has no value."""
        if not present(difference):
            self._missing += 1
            return self._decide()
        self._n += 1
        step = difference - self._mean
        self._mean += step / self._n
        self._squares += step * (difference - self._mean)
        within = self._n >= self._least and self._half_width() <= self._target
        if not within:
            self._reached_at = None
        elif self._reached_at is None:
            self._reached_at = self._n
        return self._decide()

    def _decide(self) -> Decision:
        spent = self._budget is not None and self._n + self._missing >= self._budget
        held = self._reached_at is not None and self._n >= self._reached_at + look_ahead(self._reached_at)
        return Decision(
            stop=held or spent, reason="precision" if held else "budget" if spent else "", n=self._n,
            missing=self._missing, mean=self._mean if self._n else None,
            half_width=self._half_width() if self._n >= 2 else None, reached_at=self._reached_at,
            further=self._further(),
        )  # fmt: skip

    def _spread(self) -> float:
        return math.sqrt(self._squares / (self._n - 1))

    def _half_width(self) -> float:
        return t_quantile(self._level, self._n - 1) * self._spread() / math.sqrt(self._n)

    def _further(self) -> int | None:
        if self._n < 2:
            return None
        if self._reached_at is not None:
            reached = self._reached_at
        else:
            more = further_pairs(self._spread(), self._n, self._target, self._level)
            if more is None:
                return None
            reached = max(self._least, self._n + more)
        wanted = max(0, reached + look_ahead(reached) - self._n)
        if self._budget is None:
            return wanted
        return min(wanted, max(0, self._budget - self._n - self._missing))


def look_ahead(n: int) -> int:
    """How many further pairs the precision must hold: 5 up to a hundred pairs, then 5 in every hundred."""
    return max(LOOK_AHEAD, LOOK_AHEAD * n // _GROWS_ABOVE)
