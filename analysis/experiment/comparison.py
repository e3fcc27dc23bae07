"""Two plans side by side on the same seeds: from two lists of values to numbers, and from the numbers to a
call.

`difference` is arm − baseline. A measure over several scenarios is averaged per seed before it
comes here, so that one interval speaks for all of them and the pairing is kept. With several
measures or revisions, `adjust` sets q-values, and `call` then goes by these; the intervals stay as they are,
each at its own level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal

from analysis.experiment.shares import mcnemar_exact, newcombe_paired
from analysis.experiment.statistics import (
    LEVEL,
    Better,
    Interval,
    MaybeFloat,
    Pairs,
    Values,
    benjamini_hochberg,
    further_pairs,
    mean,
    pair,
    paired_t,
    quantile_difference,
    signs,
    t_quantile,
)

VerdictWord = Literal["helps", "hurts", "no-difference", "cannot-tell"]
Method = Literal["paired t", "Newcombe 10, McNemar exact", "bootstrap of pairs"]
Reason = Literal["", "few pairs", "wide interval", "other measures", "values lost"]

LEAST_PAIRS = 10  # as for the stopping rule: a spread from fewer is not to be trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedResult:
    """What one arm does to one measure. None where there are too few values to say."""

    mean_baseline: MaybeFloat
    mean_arm: MaybeFloat
    difference: MaybeFloat
    half_width: MaybeFloat
    low: MaybeFloat
    high: MaybeFloat
    better: int
    worse: int
    equal: int
    n: int
    missing: int
    only_baseline: int  # of the missing: seeds in which the baseline has a value and the arm has not
    only_arm: int
    p_value: MaybeFloat
    q_value: MaybeFloat = None
    method: Method
    direction: Better
    level: float = LEVEL

    @property
    def share_better(self) -> MaybeFloat:
        """Of the complete pairs, the share in which the arm is better; ties are neither better nor worse."""
        return self.better / self.n if self.n else None

    @property
    def share_worse(self) -> MaybeFloat:
        """Of the complete pairs, the share in which the arm is worse."""
        return self.worse / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The verdict on one result. When it cannot tell: why, and about how many more pairs would settle it.

    `further` is None where the question does not arise, or where no number of pairs can settle it.
    """

    word: VerdictWord
    reason: Reason = ""
    further: int | None = None


def compare_minutes(baseline: Values, arm: Values, *, direction: Better, level: float = LEVEL) -> PairedResult:
    """Compare means (minutes, counts, any quantity) by the paired t-interval."""
    found = paired_t(baseline, arm, level)
    return _result(baseline, arm, found, method="paired t", direction=direction, level=level)


def compare_shares(baseline: Values, arm: Values, *, direction: Better, level: float = LEVEL) -> PairedResult:
    """Compare how often something happens.

    Values of 0 and 1 get Newcombe's interval and McNemar's exact p. Values between (shares within a run, or
    averages over scenarios) are quantities, not outcomes, and get the paired t-interval.
    """
    pairs = pair(baseline, arm)
    if not {*pairs.baseline, *pairs.arm} <= {0.0, 1.0}:
        return compare_minutes(baseline, arm, direction=direction, level=level)
    found = _paired_shares(pairs, level)
    method: Method = "Newcombe 10, McNemar exact"
    return _result(baseline, arm, found, method=method, direction=direction, level=level)


def compare_quantiles(baseline: Values, arm: Values, share: float, *, key: int, direction: Better, level: float = LEVEL) -> PairedResult:
    """Compare the `share`-quantiles of the two arms. The two `mean_` fields then hold the arms' means, for
    reading.
    """
    found = quantile_difference(baseline, arm, share, key=key, level=level)
    return _result(baseline, arm, found, method="bootstrap of pairs", direction=direction, level=level)


def adjust(results: Sequence[PairedResult]) -> list[PairedResult]:
    """The same results with q-values over all of them (Benjamini and Hochberg 1995)."""
    q_values = benjamini_hochberg([result.p_value for result in results])
    return [replace(result, q_value=q) for result, q in zip(results, q_values, strict=True)]


def call(result: PairedResult, equivalence: float, *, least: int = LEAST_PAIRS) -> Call:
    """Say what the numbers allow to be said.

    - *no-difference*: the whole interval lies within ± `equivalence`, even where it excludes 0.
    - *helps*, *hurts*: the interval excludes 0, and the q-value (the p-value before `adjust`) is at most 1 −
      level.
    - *cannot-tell*: everything else, fewer than `least` pairs, and whenever the arm loses significantly more
      values than the baseline (McNemar): what never happens in the arm is not in its mean, and could turn a
      harm into a help.
    """
    evidence = result.p_value if result.q_value is None else result.q_value
    difference, low, high = result.difference, result.low, result.high
    if result.n < least or difference is None or low is None or high is None or evidence is None:
        return Call(word="cannot-tell", reason="few pairs", further=max(1, least - result.n))
    alpha = 1 - result.level
    loses = result.only_baseline > result.only_arm
    lost = loses and mcnemar_exact(result.only_baseline, result.only_arm) <= alpha
    better_is_lower = result.direction == "lower is better"
    if -equivalence <= low and high <= equivalence:
        return Call(word="cannot-tell", reason="values lost") if lost else Call(word="no-difference")
    if low > 0 or high < 0:
        helps = (high < 0) == better_is_lower
        if helps and lost:
            return Call(word="cannot-tell", reason="values lost")
        if evidence <= alpha:
            return Call(word="helps" if helps else "hurts")
        return Call(word="cannot-tell", reason="other measures", further=_for_evidence(result, evidence, alpha))
    return Call(word="cannot-tell", reason="wide interval", further=_for_width(result, equivalence))


def _result(baseline: Values, arm: Values, found: Interval, *, method: Method, direction: Better, level: float) -> PairedResult:
    pairs, counts = pair(baseline, arm), signs(baseline, arm, direction)
    return PairedResult(
        mean_baseline=mean(pairs.baseline), mean_arm=mean(pairs.arm), difference=found.estimate,
        half_width=found.half_width, low=found.low, high=found.high, better=counts.better, worse=counts.worse,
        equal=counts.equal, n=found.n, missing=pairs.missing, only_baseline=pairs.only_baseline,
        only_arm=pairs.only_arm, p_value=found.p_value, method=method, direction=direction, level=level,
    )  # fmt: skip


def _paired_shares(pairs: Pairs, level: float) -> Interval:
    outcomes = list(zip(pairs.arm, pairs.baseline, strict=True))
    return newcombe_paired(
        outcomes.count((1.0, 1.0)), outcomes.count((1.0, 0.0)), outcomes.count((0.0, 1.0)),
        outcomes.count((0.0, 0.0)), level,
    )  # fmt: skip


def _for_width(result: PairedResult, equivalence: float) -> int | None:
    """Pairs until the interval would leave 0 out or fit the bound, whichever comes first at today's
    estimate.
    """
    if result.difference is None or result.half_width is None:
        return None
    size = abs(result.difference)
    target = max(size, equivalence - size)
    if target <= 0:
        return None
    if result.method == "paired t":
        spread = result.half_width * math.sqrt(result.n) / t_quantile(result.level, result.n - 1)
        further = further_pairs(spread, result.n, target, result.level)
        return None if further is None else max(1, further)
    return max(1, math.ceil(result.n * (result.half_width / target) ** 2) - result.n)


def _for_evidence(result: PairedResult, evidence: float, alpha: float) -> int | None:
    """Pairs until the p-value would be small enough among the other measures; z grows with √n."""
    if result.p_value is None or not 0 < result.p_value < 1:
        return None
    normal = NormalDist()
    now = normal.inv_cdf(1 - result.p_value / 2)
    wanted = normal.inv_cdf(1 - alpha * result.p_value / evidence / 2)
    return max(1, math.ceil(result.n * (wanted / now) ** 2) - result.n)
