"""What may be said from few pairs: in at least which share of the runs something is so, by an exact bound.

Such a claim holds whatever the distribution, and says nothing of means: it is not the word *helps*. All claims that are looked at share
the part of the error that the words on MINUTES have from enough pairs on (`decision`); from few these say none. So the claims and the exact
words on people and duties that stand beside them are false in 5 % of experiments together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from analysis.experiment.decision import ERROR_OF, Sample
from analysis.experiment.figure import Column
from analysis.experiment.looks import Looks
from analysis.experiment.samples import ALL
from analysis.experiment.shares import at_least

Way = Literal["better", "worse", "same"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """In `runs` of `pairs` runs the revision is better, worse or (within the bound) the same; in `share` of all runs at least."""

    figure: str
    column: Column
    scope: str
    way: Way
    runs: int
    pairs: int
    share: float


def claims_of(samples: Sequence[Sample], looks: Looks) -> list[Claim]:
    """For each figure of people and of minutes in each scenario the way that most runs go, with its bound."""
    asked = [sample for sample in samples if sample.figure.column != "done" and sample.figure.direction != "none" and sample.scope != ALL]
    level = 1 - looks.error * ERROR_OF["minutes"] / max(1, len(asked) * len(WAYS))
    return [_claim(sample, level) for sample in asked]


def _claim(sample: Sample, level: float) -> Claim:
    gain = (sample.arm - sample.baseline) * (1 if sample.figure.direction == "higher" else -1)
    counts = {"better": int((gain > sample.figure.bound).sum()), "worse": int((gain < -sample.figure.bound).sum())}
    counts["same"] = len(gain) - sum(counts.values())
    way = max(WAYS, key=lambda one: counts[one])
    return Claim(
        figure=sample.figure.id,
        column=sample.figure.column,
        scope=sample.scope,
        way=way,
        runs=counts[way],
        pairs=len(gain),
        share=at_least(counts[way], len(gain), level),
    )


def settled(claims: Iterable[Claim]) -> bool:
    """Whether of all minutes the way is known that most runs go."""
    found = [one for one in claims if one.column == "minutes"]
    return bool(found) and bool(np.all([one.share > 0.5 for one in found]))


def worth_telling(claims: Iterable[Claim], most: int) -> list[Claim]:
    """Those to be said first: what is worse or better in more than half of the runs, people before minutes and worse before better.

    Where nothing is, the minutes that stay the same.
    """
    found = list(claims)
    moved = [one for one in found if one.way != "same" and one.share > 0.5]
    moved.sort(key=lambda one: (one.column != "people", one.way != "worse"))
    return (moved or [one for one in found if one.column == "minutes"])[:most]
