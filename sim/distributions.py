"""How long things take, in minutes: a distribution turns one uniform number into one duration.

Each is the inverse of its distribution function, so a larger number never gives a shorter duration, and one
draw decides one thing. Durations are rounded to whole seconds, so that sums of them are exact and ties are real.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, inf, isfinite, log1p, sqrt
from statistics import NormalDist, fmean

from sim.durations import parse_span, to_tick
from sim.errors import cited
from sim.words import Phrase, RefusedError, phrase

_NORMAL = NormalDist()
_MEAN_POINTS = 20_000  # midpoints for the mean of a limited distribution: off by less than 0.1 %

_WRITTEN = (
    "{ lognormal = { mu, sigma } }", "{ exponential = { mean } }", "{ uniform = { low, high } }", "{ triangular = { low, mode, high } }",
    '{ empirical = [["30 min", 0.35], …, ["4 h", 1.0]] }',
)  # fmt: skip
ALLOWED = phrase("values.distribution-allowed", forms=_WRITTEN)


class Distribution(ABC):
    """A distribution of durations. Subclasses give the quantile and the mean, in minutes."""

    __slots__ = ()

    def at(self, u: float) -> float:
        """The duration at the uniform number `u` (0 < u < 1), in whole seconds."""
        return to_tick(self.quantile(u))

    @abstractmethod
    def quantile(self, u: float) -> float:
        """The duration that a share `u` of cases does not exceed, unrounded."""

    @abstractmethod
    def mean(self) -> float:
        """The expected duration before rounding."""


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """Always the same."""

    minutes: float

    def __post_init__(self) -> None:
        _require(self.minutes >= 0, phrase("values.duration-0-or-more"), self.minutes)

    def quantile(self, u: float) -> float:
        return self.minutes

    def mean(self) -> float:
        return self.minutes


@dataclass(frozen=True, slots=True)
class Lognormal(Distribution):
    """exp(mu + sigma·Z): many near the median exp(mu), few very long."""

    mu: float
    sigma: float

    def __post_init__(self) -> None:
        _require(0 <= self.sigma <= 5, phrase("values.ordered", order="0 ≤ sigma ≤ 5"), self.sigma)
        _require(abs(self.mu) <= 20, phrase("values.mu-within-20"), self.mu)

    def quantile(self, u: float) -> float:
        return exp(self.mu + self.sigma * _NORMAL.inv_cdf(u))

    def mean(self) -> float:
        return exp(self.mu + self.sigma**2 / 2)


@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """Memoryless waiting with the given mean."""

    mean_minutes: float

    def __post_init__(self) -> None:
        _require(self.mean_minutes > 0, phrase("values.mean-above-0"), self.mean_minutes)

    def quantile(self, u: float) -> float:
        return -self.mean_minutes * log1p(-u)

    def mean(self) -> float:
        return self.mean_minutes


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Anything from low to high, evenly."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _require(0 <= self.low <= self.high, phrase("values.ordered", order="0 ≤ low ≤ high"), self.low, self.high)

    def quantile(self, u: float) -> float:
        return self.low + u * (self.high - self.low)

    def mean(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Triangular(Distribution):
    """From low to high, most often near mode."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        ordered = 0 <= self.low <= self.mode <= self.high
        _require(ordered, phrase("values.ordered", order="0 ≤ low ≤ mode ≤ high"), self.low, self.mode, self.high)

    def quantile(self, u: float) -> float:
        width, rise = self.high - self.low, self.mode - self.low
        if u * width <= rise:
            return self.low + sqrt(u * width * rise)
        return self.high - sqrt((1 - u) * width * (self.high - self.mode))

    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3


@dataclass(frozen=True, slots=True)
class Empirical(Distribution):
    """Observed shares: (minutes, share of cases at or below them), even in between, from 0."""

    steps: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        ladder = ((0.0, 0.0), *self.steps)
        rising = all(low[0] <= high[0] and low[1] < high[1] for low, high in pairwise(ladder))
        _require(bool(self.steps) and rising, phrase("values.shares-rise"), self.steps)
        last = self.steps[-1][1]
        _require(last == 1, phrase("values.last-share"), last)

    def quantile(self, u: float) -> float:
        place = bisect_left(self.steps, u, key=lambda step: step[1])
        minutes, share = self.steps[place]
        low_minutes, low_share = self.steps[place - 1] if place else (0.0, 0.0)
        return low_minutes + (minutes - low_minutes) * (u - low_share) / (share - low_share)

    def mean(self) -> float:
        ladder = ((0.0, 0.0), *self.steps)
        return sum((high[1] - low[1]) * (low[0] + high[0]) / 2 for low, high in pairwise(ladder))


@dataclass(frozen=True, slots=True)
class Limited(Distribution):
    """Another distribution, with what falls below `floor` or above `cap` moved onto them."""

    inner: Distribution
    floor: float = 0.0
    cap: float = inf

    def __post_init__(self) -> None:
        _require(0 <= self.floor <= self.cap, phrase("values.ordered", order="0 ≤ floor ≤ cap"), self.floor, self.cap)

    def quantile(self, u: float) -> float:
        return min(max(self.inner.quantile(u), self.floor), self.cap)

    def mean(self) -> float:
        """The mean of quantiles at evenly spread midpoints, reckoned once."""
        return _mean_of(self)


@cache  # a resources file has some dozens, and every recurring duty asks
def _mean_of(limited: Limited) -> float:
    return fmean(limited.quantile((place + 0.5) / _MEAN_POINTS) for place in range(_MEAN_POINTS))


def parse_distribution(value: object) -> Distribution:
    """Read a distribution as it stands in a TOML file.

    Raises RefusedError that names what is wrong and every allowed form.
    """
    if isinstance(value, str):
        return Constant(parse_span(value))
    if not isinstance(value, Mapping):
        raise RefusedError(phrase("values.no-distribution", value=cited(value), allowed=ALLOWED))
    forms = [name for name in value if name not in {"floor", "cap"}]
    if len(forms) != 1 or forms[0] not in _FIELDS:
        given = tuple(cited(form) for form in forms) or phrase("word.nothing")
        raise RefusedError(phrase("values.no-name-of-a-distribution", given=given, allowed=ALLOWED))
    inner = _parse_form(forms[0], value[forms[0]])
    if len(value) == 1:
        return inner
    floor = parse_span(value["floor"]) if "floor" in value else 0.0
    return Limited(inner, floor, parse_span(value["cap"]) if "cap" in value else inf)


_FIELDS: dict[str, tuple[str, ...]] = {
    "lognormal": ("mu", "sigma"),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "empirical": (),
}


def _parse_form(name: str, body: object) -> Distribution:
    if name == "empirical":
        return Empirical(_parse_steps(body))
    wanted = _FIELDS[name]
    if not isinstance(body, Mapping) or set(body) != set(wanted):
        given = tuple(map(str, body)) if isinstance(body, Mapping) else cited(body)
        raise RefusedError(phrase("values.distribution-needs", name=name, wanted=wanted, given=given, allowed=ALLOWED))
    if name == "lognormal":
        return Lognormal(_number(body["mu"], "mu"), _number(body["sigma"], "sigma"))
    spans = [parse_span(body[field]) for field in wanted]
    if name == "exponential":
        return Exponential(*spans)
    return Uniform(*spans) if name == "uniform" else Triangular(*spans)


def _parse_steps(body: object) -> tuple[tuple[float, float], ...]:
    return tuple((parse_span(length), _number(share, "share")) for length, share in map(_pair, _listed(body)))


def _pair(step: object) -> tuple[object, object]:
    length, share = _listed(step, size=2)
    return length, share


def _listed(value: object, size: int | None = None) -> Sequence[object]:
    if isinstance(value, Sequence) and not isinstance(value, str) and size in {None, len(value)}:
        return value
    raise RefusedError(phrase("values.empirical-pairs", allowed=ALLOWED))


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise RefusedError(phrase("values.plain-number", name=name, value=cited(value)))
    return float(value)


def _require(holds: bool, rule: Phrase, *given: object) -> None:
    if not holds:
        raise RefusedError(phrase("values.rule-and-given", rule=rule, given=tuple(map(str, given))))
