"""Whether names can have values in given cells so that their sums lie in given cells too.

Between two thresholds a name, or a sum, may have any value. A sum is no name of its own: where 20 are dead, dead and missing together
are no fewer. The search narrows every range by the others until nothing changes, then tries values; it is exact, and where that would
take too long it says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, inf, isfinite

Number = float | Fraction
_MOST_TRIES = 400
_MOST_ROUNDS = 50  # of narrowing; two sums of numbers that are no counts could narrow each other without end
MOST_ADDITIONS = 250_000  # of ranges, for all that is asked of one plan's grades, and again for its duties: some seconds


class UndecidedError(Exception):
    """It would take too long to find out."""


class Additions:
    """How many ranges may still be added: all questions about the sums of a plan share one amount, since each may be answered soon and all late."""

    def __init__(self) -> None:
        self._left = MOST_ADDITIONS

    def take(self, number: int) -> None:
        """So many more. Raises UndecidedError where they are not left."""
        self._left -= number
        if self._left < 0:
            raise UndecidedError


@dataclass(frozen=True, slots=True)
class Bounded:
    """Values between two bounds, each of which is in it or not; with `whole`, whole numbers alone."""

    low: Number = -inf
    high: Number = inf
    low_in: bool = False
    high_in: bool = False
    whole: bool = False

    def __add__(self, other: Bounded) -> Bounded:
        whole = self.whole and other.whole
        return Bounded(self.low + other.low, self.high + other.high, self.low_in and other.low_in, self.high_in and other.high_in, whole).tight()

    def __sub__(self, other: Bounded) -> Bounded:
        whole = self.whole and other.whole
        return Bounded(self.low - other.high, self.high - other.low, self.low_in and other.high_in, self.high_in and other.low_in, whole).tight()

    def __and__(self, other: Bounded) -> Bounded:
        low, low_in = max((self.low, not self.low_in), (other.low, not other.low_in))
        high, high_in = min((self.high, self.high_in), (other.high, other.high_in))
        return Bounded(low, high, not low_in, high_in, self.whole or other.whole).tight()

    @property
    def empty(self) -> bool:
        """Whether no value is in it."""
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    def exact(self) -> Bounded:
        """The same with bounds that add up as written: a tenth and two tenths are three."""
        return self.tight() if self.whole else Bounded(_decimal(self.low), _decimal(self.high), self.low_in, self.high_in)

    def tight(self) -> Bounded:
        """The same with bounds that are in it, where only whole numbers are."""
        if not self.whole:
            return self
        low = self.low if self.low == -inf else ceil(self.low) if self.low_in else floor(self.low) + 1
        high = self.high if self.high == inf else floor(self.high) if self.high_in else ceil(self.high) - 1
        return Bounded(low, high, low > -inf, high < inf, whole=True)

    def parts(self) -> tuple[Bounded, Bounded, Bounded]:
        """What is above a value of it, what is below, and that value, the nearest to its lower bound."""
        point = self._point()
        above = Bounded(point, self.high, low_in=False, high_in=self.high_in, whole=self.whole).tight()
        below = Bounded(self.low, point, low_in=self.low_in, high_in=False, whole=self.whole).tight()
        return above, below, Bounded(point, point, low_in=True, high_in=True, whole=self.whole)

    def _point(self) -> Number:
        if self.low > -inf:
            return self.low if self.low_in else self.low + 1 if self.high == inf else (self.low + self.high) / 2
        return self.high if self.high_in else self.high - 1 if self.high < inf else 0.0


def _decimal(number: Number) -> Number:
    return Fraction(str(number)) if isinstance(number, float) and isfinite(number) else number


def can_be(names: Mapping[str, Bounded], sums: Sequence[tuple[tuple[str, ...], Bounded]], additions: Additions | None = None) -> bool:
    """Whether there are values of the names, each in its range, whose sums are in theirs. Raises UndecidedError."""
    tries, additions = 0, additions or Additions()
    sums = [(terms, wanted.exact()) for terms, wanted in sums]
    waiting = [{name: held.exact() for name, held in names.items()}]
    if any(held.empty for held in waiting[0].values()):
        return False
    while waiting:
        tries += 1
        if tries > _MOST_TRIES:
            raise UndecidedError
        found = _narrowed(waiting.pop(), sums, additions)
        if found is None:
            continue
        open_ = next((name for name, held in found.items() if held.low != held.high), None)
        if open_ is None:
            return True
        waiting += [{**found, open_: part} for part in found[open_].parts() if not part.empty]  # the value itself is tried first
    return False


def _narrowed(names: dict[str, Bounded], sums: Sequence[tuple[tuple[str, ...], Bounded]], additions: Additions) -> dict[str, Bounded] | None:
    """The ranges that are left when each sum has been held against its names; None where nothing is. Raises UndecidedError."""
    for _ in range(_MOST_ROUNDS):
        before = dict(names)
        for terms, wanted in sums:
            additions.take(len(terms) ** 2)
            for name in terms:
                others = Bounded(0, 0, low_in=True, high_in=True, whole=True)
                for other in terms:
                    if other != name:
                        others += names[other]
                names[name] &= wanted - others
                if names[name].empty:
                    return None
        if names == before:
            break
    return names
