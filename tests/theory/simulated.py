"""Experiments out of known distributions: what is true of them is known, so what is said of them can be held against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from math import sqrt

import numpy as np

from analysis.experiment import hull
from analysis.experiment.decision import FigureFinding, RevisionWord, Sample, decide, overall, word_of
from analysis.experiment.figure import Column, Figure
from analysis.experiment.looks import Looks
from analysis.experiment.samples import ALL
from analysis.experiment.statistics import LEVEL, t_quantile

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
Z = 3.9
TAU = 480.0  # minutes that a run counts as which never gets there

SHAPES: Mapping[str, tuple[Draw, float]] = {  # differences, and their true mean
    "normal": (lambda luck, size: luck.normal(2.0, 10.0, size), 2.0),
    "exponential": (lambda luck, size: luck.exponential(10.0, size), 10.0),
    "lognormal, sd 1": (lambda luck, size: luck.lognormal(0.0, 1.0, size), float(np.exp(0.5))),
    "80 % nothing, else exponential 10": (lambda luck, size: np.where(luck.random(size) < 0.2, luck.exponential(10.0, size), 0.0), 2.0),
    "95 % nothing, else 40": (lambda luck, size: np.where(luck.random(size) < 0.05, 40.0, 0.0), 2.0),
    "97 % nothing, else 100": (lambda luck, size: np.where(luck.random(size) < 0.03, 100.0, 0.0), 3.0),
    "-2, but +200 in 2 %": (lambda luck, size: np.where(luck.random(size) < 0.02, 200.0, -2.0), 2.04),
}


def too_often(hits: int, trials: int, promised: float) -> bool:
    """Whether so many of the trials cannot be, if it happens in the promised share of them at most."""
    return hits > trials * promised + Z * sqrt(trials * promised * (1 - promised)) + 0.5


_resampled = hull.resampled


@cache
def remembered(n: int, resamples: int) -> tuple[np.ndarray, ...]:
    """Resamples hang on the number of pairs alone: made once, they serve all experiments."""
    return tuple(_resampled(n, resamples))


_hulls = hull.hulls


def screened(differences: np.ndarray) -> list[hull.Hull]:
    """The hulls of columns, without resamples where Student's limits alone keep 0 within at every level that is read.

    The hull's are wider, so these figures do not move either way: what is *better* or *worse* is the same, in a tenth of the time. What is the
    *same* is not.
    """
    pairs = len(differences)
    error = differences.std(axis=0, ddof=1) / sqrt(pairs)
    far = (np.abs(differences.mean(axis=0)) > 0.999 * t_quantile(LEVEL, pairs - 1) * error) | (error == 0)
    held = iter(_hulls(differences[:, far]) if far.any() else ())
    cheap = (hull.Hull(n=pairs, mean=float(mean), error=float(one), tails=_FLAT) for mean, one in zip(differences.mean(axis=0), error, strict=True))
    return [next(held) if one else quick for one, quick in zip(far, cheap, strict=True)]


_FLAT = np.zeros(hull.RESAMPLES)


def figure(name: str, column: Column = "minutes", *, unit: str = "min", direction: str = "lower", bound: float = 1.0) -> Figure:
    """A figure: of minutes, shorter is better; a minute is worth the name."""
    kind = {"people": "of-people", "done": "duty-done", "minutes": "moment-minutes"}[column]
    return Figure(id=name, column=column, kind=kind, of=name, unit=unit, direction=direction, bound=bound)  # type: ignore[arg-type] # by the table


def share(name: str, column: Column = "done") -> Figure:
    """A share, of which more is better; two in a hundred are worth the name."""
    return figure(name, column, unit="share", direction="higher", bound=0.02)


def sample(of: Figure, baseline: np.ndarray, arm: np.ndarray, *, scope: str = "one", elsewhere: tuple[float, ...] = ()) -> Sample:
    """One figure with a value in every pair."""
    return Sample(
        figure=of, scope=scope, baseline=np.asarray(baseline, dtype=float), arm=np.asarray(arm, dtype=float), asked=1.0,
        before=float(np.mean(baseline)), after=float(np.mean(arm)), elsewhere=elsewhere,
    )  # fmt: skip


def differing(difference: np.ndarray, name: str = "told", scope: str = "one") -> Sample:
    """Minutes that differ by so much."""
    return sample(figure(name), np.full(len(difference), 30.0), 30.0 + difference, scope=scope)


def rare(luck: np.random.Generator, pairs: int, effect: float, chance: float, usual: float = 0.0, spread: float = 0.1) -> np.ndarray:
    """Differences that are usually small, rarely large."""
    return np.where(luck.random(pairs) < chance, effect, luck.normal(usual, spread, pairs))


def reaching(luck: np.random.Generator, pairs: int, before: float, after: float) -> list[Sample]:
    """A moment that is reached in a share of the runs, after half an hour or so; else it counts as the end."""
    reached = luck.random(pairs) < before, luck.random(pairs) < after
    took = luck.lognormal(3, 0.5, pairs)
    minutes, half = ([np.where(one, np.minimum(took, end), end) for one in reached] for end in (TAU, TAU / 2))
    return [sample(share("reached"), *reached), sample(figure("told"), *minutes, elsewhere=(float(np.mean(half[1] - half[0])),))]


# --- one experiment -----------------------------------------------------------------------------------------------------------------

PEOPLE_FIGURES = (
    figure("hurt", "people", unit="people", bound=0.1), *(share(name, "people") for name in ("cleared", "heard", "answered")),
    *(replace(share(name, "people"), direction="lower") for name in ("unheard", "moved-up")), figure("waiting", "people"),
)  # fmt: skip
DONE_FIGURES = tuple(share(f"done-{number}") for number in range(80))
MINUTES_FIGURES = tuple(figure(f"minutes-{number}") for number in range(7))


def lives(luck: np.random.Generator, pairs: int, ids: int = 80) -> dict[str, np.ndarray]:
    """One arm's runs in one scenario: seven figures of people, duties done or not, seven moments, all hanging on how the day went."""
    day = luck.normal(size=pairs)
    hard = 1 / (1 + np.exp(-day))
    found = {
        "hurt": luck.poisson(0.3 * hard) * luck.integers(1, 6, pairs).astype(float),
        "waiting": np.where(luck.random(pairs) < 0.02, TAU, luck.lognormal(3 + 0.3 * day, 0.8)),
    }
    for number, name in enumerate(("cleared", "heard", "answered", "unheard", "moved-up")):
        found[name] = luck.binomial(40, np.clip(0.1 + 0.15 * number + 0.2 * hard, 0, 1)) / 40
    for number in range(ids):
        done = luck.random(pairs) < np.clip(1.02 - 0.006 * number - 0.1 * hard, 0, 1)
        found[f"done-{number}"] = (done + (luck.random(pairs) < 0.9)) / 2 if number % 8 == 7 else done.astype(float)
    for number in range(7):
        minutes = luck.lognormal(2 + 0.2 * number + 0.3 * day, 0.6)
        found[f"minutes-{number}"] = np.where(luck.random(pairs) < 0.01 * (number % 4), TAU, minutes)
    return found


def experiment(base: Mapping[str, dict[str, np.ndarray]], arm: Mapping[str, dict[str, np.ndarray]], pairs: int, ids: int = 80) -> list[Sample]:
    """The samples at a look, scenario by scenario, then over all."""
    figures = (*PEOPLE_FIGURES, *DONE_FIGURES[:ids], *MINUTES_FIGURES)
    found = [sample(one, base[scope][one.id][:pairs], arm[scope][one.id][:pairs], scope=scope) for scope in base for one in figures]
    if len(base) > 1:
        for one in figures:
            columns = [np.mean([side[scope][one.id][:pairs] for scope in base], axis=0) for side in (base, arm)]
            found.append(sample(one, *columns, scope=ALL))
    return found


def words(findings: list[FigureFinding], *, loosens_only: bool = False) -> dict[str, RevisionWord]:
    """The word in each scope, the last one being the headline's."""
    scopes = list(dict.fromkeys(one.scope for one in findings))
    found = {scope: word_of([one for one in findings if one.scope == scope], loosens_only=loosens_only) for scope in scopes}
    if ALL in found:
        found[ALL] = overall(found[ALL], [word for scope, word in found.items() if scope != ALL])
    return found


def until_settled(samples_at: Callable[[int], list[Sample]], looks: Looks, *, loosens_only: bool = False) -> tuple[dict[str, RevisionWord], int]:
    """Look by look until the headline is a word, as an experiment goes that decides by itself; the words and the pairs."""
    found: dict[str, RevisionWord] = {}
    for pairs in looks.planned:
        found = words(decide(samples_at(pairs), looks), loosens_only=loosens_only)
        if list(found.values())[-1] not in ("cannot-tell", "shares"):
            break
    return found, pairs


def found(name="told", column="minutes", state="open", scope="one", pairs=200, difference=-5.0, **limits):
    """What was found of a figure in a state."""
    return FigureFinding(
        figure=share(name, column) if column == "done" else figure(name, column), scope=scope, pairs=pairs, asked=1.0, before=30.0, after=25.0,
        difference=difference, low=limits.get("low", -6.0), high=limits.get("high", -4.0), p_value=0.001, level=0.95, state=state, up=0, down=pairs,
    )  # fmt: skip
