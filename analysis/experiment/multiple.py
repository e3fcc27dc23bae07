"""Several figures at once: how sure the family of words is, and how many of many descriptions are false."""

from __future__ import annotations

from collections.abc import Sequence


def holm_levels(p_values: Sequence[float], error: float) -> list[float]:
    """The two-sided level at which each figure's interval is read, so that all of them are right together with 1 − `error` (Holm 1979).

    The smallest of m p-values is read at error / m, the next at error / (m − 1), as long as each is small enough; the first that is not,
    and all after it, are read at the error where it failed. In the order given.
    """
    levels = [1.0] * len(p_values)
    left, failed = len(p_values), 0.0
    for place in sorted(range(len(p_values)), key=lambda one: p_values[one]):
        share = failed or error / left
        if not failed and p_values[place] > share:
            failed = share
        levels[place] = 1 - share
        left -= 1
    return levels


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """The q-values that control the share of false discoveries (1995), in the order given.

    The k-th smallest of m p-values gives m · p / k, made monotone from the largest down. None stays None and is not counted in m: what
    could not be tested is no test.
    """
    order = sorted(((p, place) for place, p in enumerate(p_values) if p is not None), reverse=True)  # each q is bounded by those above it
    found: list[float | None] = [None] * len(p_values)
    least = 1.0
    for above, (p, place) in enumerate(order):
        least = min(least, p * len(order) / (len(order) - above))
        found[place] = least
    return found
