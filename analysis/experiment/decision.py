"""From pairs of values to what may be said of each figure, and from all figures of a revision to one word.

A figure is *same* when its plain interval lies within ± its bound (and its mean would, with other ends of what is not reached), or when it
moved in no pair at all; else *worse* or *better* when its interval, at Holm's level within its column, leaves 0 out; else *open*. The columns
share the error (PEOPLE .02, DONE .01, MINUTES .02 of .05, divided by the number of looks), over all scenarios at once: so of a revision that
does nothing any word is said in at most 5 % of experiments, whatever stands beside it and however often it was looked at. From few pairs
the part of MINUTES goes to the shares of runs that are claimed then (`claims`), and no figure of that column moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.experiment.figure import Column, Figure
from analysis.experiment.hull import Hull, hulls
from analysis.experiment.looks import LEAST_PAIRS, Looks
from analysis.experiment.multiple import holm_levels
from analysis.experiment.shares import newcombe_paired
from analysis.experiment.statistics import exact_mean

FigureState = Literal["worse", "better", "same", "open", "hangs"]
RevisionWord = Literal["hurts", "helps", "trades", "no-difference", "cannot-tell", "shares"]
MOVED = ("worse", "better")
ERROR_OF: Mapping[Column, float] = {"people": 0.4, "done": 0.2, "minutes": 0.4}  # of what a look may err

RunValues = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One figure in one scope: its values by seed in both arms, every seed counting.

    `asked` is the share of pairs that called for it, `before` and `after` the means over these. `elsewhere` are the mean differences if a
    run that never got there counted as something else.
    """

    figure: Figure
    scope: str
    baseline: RunValues
    arm: RunValues
    asked: float
    before: float
    after: float
    elsewhere: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FigureNumbers:
    """The numbers of one figure in one scope, as the JSON document has them too.

    `difference`, arm − baseline, and its limits are over all pairs; `before` and `after` are the means over the share of pairs, `asked`, that
    called for it. The limits are plain ones, at the look's level; `level` is the one that the state was read at.
    """

    asked: float
    before: float
    after: float
    difference: float
    low: float
    high: float
    p_value: float
    level: float
    state: FigureState
    pairs: int


@dataclass(frozen=True, kw_only=True)
class FigureFinding(FigureNumbers):
    """What may be said of one figure in one scope."""

    figure: Figure
    scope: str
    up: int  # pairs in which the arm's value is higher
    down: int

    @property
    def better_runs(self) -> int | None:
        """In how many pairs the arm is better; None for a figure that has no better direction."""
        return None if self.figure.direction == "none" else self.up if self.figure.direction == "higher" else self.down

    @property
    def worse_runs(self) -> int | None:
        """In how many pairs it is worse."""
        return None if self.figure.direction == "none" else self.down if self.figure.direction == "higher" else self.up


class _Tested:
    """A sample with its interval at any level and its p-value: exact for yes or no, the hull for all else."""

    def __init__(self, sample: Sample, hull: Hull | None) -> None:
        self.sample = sample
        self._hull = hull
        self.exact = hull is None
        if hull is None:
            arm, base = sample.arm == 1, sample.baseline == 1
            self._cells = int((arm & base).sum()), int((arm & ~base).sum()), int((~arm & base).sum()), int((~arm & ~base).sum())
            self.p_value = newcombe_paired(*self._cells).p_value or 0.0
        else:
            self.p_value = hull.p_value()

    @property
    def speaks(self) -> bool:
        """Whether so many pairs can move it: of means nothing is said from few, and of what is yes or no only if it is no minutes, whose
        part of the error few pairs spend on shares of runs (`claims`).
        """
        return len(self.sample.arm) >= LEAST_PAIRS or (self.exact and self.sample.figure.column != "minutes")

    def limits(self, level: float) -> tuple[float, float]:
        if self._hull is not None:
            return self._hull.limits(level)
        found = newcombe_paired(*self._cells, level=level)
        return found.low or 0.0, found.high or 0.0


def decide(samples: Sequence[Sample], looks: Looks) -> list[FigureFinding]:
    """The findings on one revision at one look, in the order of the samples. Fewer than two pairs find nothing: ValueError."""
    tested = _tested(samples)
    found: dict[int, FigureFinding] = {}
    for column, share in ERROR_OF.items():
        members = [place for place, one in enumerate(tested) if one.sample.figure.column == column]
        levels = holm_levels([tested[place].p_value if tested[place].speaks else 1.0 for place in members], looks.error * share)
        for place, level in zip(members, levels, strict=True):
            found[place] = _finding(tested[place], level, looks.level)
    return [found[place] for place in range(len(tested))]


def _tested(samples: Sequence[Sample]) -> list[_Tested]:
    quantities = [place for place, one in enumerate(samples) if not _yes_or_no(one)]
    known: dict[int, Hull] = {}
    if quantities:
        known = dict(zip(quantities, hulls(np.column_stack([samples[place].arm - samples[place].baseline for place in quantities])), strict=True))
    return [_Tested(one, known.get(place)) for place, one in enumerate(samples)]


def _yes_or_no(sample: Sample) -> bool:
    return sample.figure.unit == "share" and bool(np.isin(sample.baseline, (0, 1)).all() and np.isin(sample.arm, (0, 1)).all())


def _finding(one: _Tested, level: float, plain: float) -> FigureFinding:
    sample, figure = one.sample, one.sample.figure
    low, high = one.limits(plain)
    difference = exact_mean(sample.arm - sample.baseline)
    state: FigureState = "open"
    unmoved = len(sample.arm) >= LEAST_PAIRS and bool((sample.arm == sample.baseline).all())  # what is left of doubt, the blind spot names
    if unmoved or (-figure.bound <= low and high <= figure.bound):
        state = "same" if all(abs(other) <= figure.bound for other in sample.elsewhere) else "hangs"
    elif not one.speaks:
        pass
    elif one.p_value <= 1 - level and _leaves_out_0(one.limits(level)) and figure.direction != "none":
        state = "better" if (difference > 0) == (figure.direction == "higher") else "worse"
        if any(other * difference <= 0 for other in sample.elsewhere):
            state = "hangs"
    return FigureFinding(
        figure=figure, scope=sample.scope, pairs=len(sample.arm), asked=sample.asked, before=sample.before,
        after=sample.after, difference=difference, low=low, high=high, p_value=one.p_value, level=level, state=state,
        up=int((sample.arm > sample.baseline).sum()), down=int((sample.arm < sample.baseline).sum()),
    )  # fmt: skip


def _leaves_out_0(limits: tuple[float, float]) -> bool:
    """Whether an interval leaves 0 out."""
    low, high = limits
    return low > 0 or high < 0


def word_of(findings: Sequence[FigureFinding], *, loosens_only: bool = False) -> RevisionWord:
    """The word on a revision in one scope.

    *No difference* wants every figure within its bound, those of people and duties too: that no harm to them was sure enough to be said does
    not say that there is none. Where nothing was called for nothing can be told.
    """
    if any(one.pairs < LEAST_PAIRS for one in findings):
        return "shares"
    worse = any(one.state == "worse" for one in findings)
    harm = any(one.state == "worse" and one.figure.column == "people" for one in findings)
    better = any(one.state == "better" and _counts(one, loosens_only=loosens_only, harm=harm) for one in findings)
    if worse or better:
        return "trades" if worse and better else "hurts" if worse else "helps"
    alike = all(one.state == "same" or (loosens_only and one.state == "better" and one.figure.column == "done") for one in findings)
    return "no-difference" if findings and alike else "cannot-tell"


def _counts(one: FigureFinding, *, loosens_only: bool, harm: bool) -> bool:
    """Whether what is better speaks for a revision.

    A text that only loosens or repeals helps nobody by what is done, or by minutes. And duties serve people: that some are done more often
    (those of an event that lasts longer, for one) makes up for nobody who is worse off.
    """
    column = one.figure.column
    return column == "people" or (not loosens_only and (column == "minutes" or not harm))


def overall(together: RevisionWord, each: Iterable[RevisionWord]) -> RevisionWord:
    """The word over all scenarios: no *helps* and no *no difference* where one scenario is hurt, whatever it gains beside."""
    words = set(each)
    if not words & {"hurts", "trades"} or together in ("hurts", "trades", "shares"):
        return together
    return "trades" if together == "helps" or words & {"helps", "trades"} else "hurts"
