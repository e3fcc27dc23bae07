"""Experiments whose runs nobody makes: results of a known law, conducted, judged and stopped by the product itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isinf, isnan
from types import SimpleNamespace
from typing import Any

import numpy as np

from analysis.experiment.claims import WAYS, Way
from analysis.experiment.conduct import Conducted, conduct
from analysis.experiment.decision import MOVED
from analysis.experiment.evaluation import Goal, judging, settled_by
from analysis.experiment.figure import Figure
from analysis.experiment.judged import JudgedRevision
from analysis.experiment.looks import Looks
from tests.theory.simulated import MINUTES_FIGURES, PEOPLE_FIGURES, TAU, lives, rare, share

Values = Mapping[str, np.ndarray]  # of each figure by seed, from seed 1 on; NaN where the event did not call for it
TOLD = MINUTES_FIGURES[0]
DUTIES = tuple(share(f"done-{number}") for number in range(8))
LAW_FIGURES = (*PEOPLE_FIGURES, *DUTIES, *MINUTES_FIGURES[:3])
FEW_FIGURES = (PEOPLE_FIGURES[0], DUTIES[0], TOLD)


class KnownResults:
    """Stands for the file of results: it has every run."""

    def __init__(self, arms: Mapping[str, Values], figures: Sequence[Figure]) -> None:
        self._runs = {arm: [_kept(run, figures) for run in zip(*(values[one.id] for one in figures), strict=True)] for arm, values in arms.items()}

    def enter(self, arms: object) -> None:
        """All are known."""

    def of_arm(self, arm: str, seeds: range) -> Iterator[tuple[int, dict[str, Any]]]:
        """As the file has them, by seed from 1 on."""
        return zip(seeds, self._runs[arm][seeds.start - 1 : seeds.stop - 1], strict=True)


def _kept(run: Sequence[float], figures: Sequence[Figure]) -> dict[str, Any]:
    """As a run keeps its values; minutes that are never reached are infinite."""
    kept: dict[str, Any] = {"values": {}, "unreached": [], "duties": {}, "own": {}}
    for one, value in zip(figures, map(float, run), strict=True):
        if one.kind == "duty-done":
            kept["duties"][one.of] = [0 if isnan(value) else 2, 2 * value]
        elif isinf(value):
            kept["unreached"].append(one.of)
        elif not isnan(value):
            kept["values"][one.of] = value
    return kept


def study_of(scenarios: Mapping[str, Mapping[str, Values]], figures: Sequence[Figure], *, loosens_only: bool = False) -> tuple[Any, Any]:
    """A study of scenarios, the first arm of each being the baseline, and its results."""
    arms = {f"{scenario} {arm}": values for scenario, each in scenarios.items() for arm, values in each.items()}
    names = list(next(iter(scenarios.values())))
    cases = [
        SimpleNamespace(name=name, taus=(TAU, TAU / 2, TAU * 3), arms=[SimpleNamespace(name=arm, loosens_only=loosens_only) for arm in names])
        for name in scenarios
    ]
    study = SimpleNamespace(
        revisions=tuple(names[1:]), cases=cases, figures=tuple(figures), kept=tuple(one.of for one in figures if one.kind != "duty-done"),
        stored=[tuple(f"{scenario} {arm}" for arm in names) for scenario in scenarios], jobs=lambda seeds, revisions: iter(()),
    )  # fmt: skip
    return study, KnownResults(arms, figures)


def concluded(
    scenarios: Mapping[str, Mapping[str, Values]],
    figures: Sequence[Figure],
    looks: Looks,
    goal: Goal = "decide",
    *,
    width: float | None = None,
    loosens_only: bool = False,
) -> tuple[Conducted, dict[str, JudgedRevision]]:
    """Conducted to its stop: how it ended, and what is said of each revision there."""
    study, store = study_of(scenarios, figures, loosens_only=loosens_only)
    judge_at = judging(store, study, looks)
    ended = conduct(study, store, 1, looks, {}, 1, settled_by(goal, judge_at, width))
    return ended, {name: judge_at(name, seeds) for name, seeds in ended.seeds.items()}


# --- laws: what is true of them is known ----------------------------------------------------------------------------------------------

Law = Callable[[np.random.Generator, int], Mapping[str, Mapping[str, Values]]]


def nothing(luck: np.random.Generator, pairs: int, scenarios: int = 1) -> dict[str, dict[str, Values]]:
    """A plan against itself on other seeds."""
    return {f"scenario {one}": {arm: lives(luck, pairs, len(DUTIES)) for arm in ("baseline", "revision")} for one in range(scenarios)}


def moved(by: Callable[[np.random.Generator, int], np.ndarray]) -> Law:
    """Everything is the same but the first minutes."""

    def law(luck: np.random.Generator, pairs: int) -> dict[str, dict[str, Values]]:
        base = lives(luck, pairs, len(DUTIES))
        return {"one": {"baseline": base, "revision": {**base, TOLD.id: base[TOLD.id] + by(luck, pairs)}}}

    return law


def rarely(effect: float, chance: float, usual: float = 0.0, spread: float = 0.1) -> Callable[[np.random.Generator, int], np.ndarray]:
    """Minutes that differ usually by a little, rarely by a lot."""
    return lambda luck, pairs: rare(luck, pairs, effect, chance, usual, spread)


SAID = frozenset({"helps", "hurts", "trades"})
HARMFUL = frozenset({"helps", "no-difference"})  # wrong of what makes things worse
LAWS: Mapping[str, tuple[Law, frozenset[str]]] = {  # and the words that are wrong of it
    "A against A": (nothing, SAID),
    "A against A, three scenarios": (lambda luck, pairs: nothing(luck, pairs, 3), SAID),
    "rare disasters: 200 min in 2 %": (moved(rarely(200, 0.02)), HARMFUL),
    "trap: 2 min sooner, 200 later in 2 %": (moved(rarely(200, 0.02, -2)), HARMFUL),
    "mirror: 2 min later, 200 sooner in 2 %": (moved(rarely(-200, 0.02, 2)), frozenset({"hurts", "no-difference"})),
}


# --- what few pairs say of a plan against itself --------------------------------------------------------------------------------------


def truth_of_nothing() -> dict[str, dict[Way, float]]:
    """In which share of all runs each figure is better, worse or the same where nothing differs but the seeds."""
    many = nothing(np.random.default_rng(23), 40_000)["scenario 0"]
    found = {}
    for one in LAW_FIGURES:
        gain = (many["revision"][one.id] - many["baseline"][one.id]) * (1 if one.direction == "higher" else -1)
        moved = float(np.mean(gain > one.bound)), float(np.mean(gain < -one.bound))
        found[one.id] = dict(zip(WAYS, (*moved, 1 - sum(moved)), strict=True))
    return found


def falsely_said(found: JudgedRevision, truth: Mapping[str, Mapping[Way, float]]) -> tuple[bool, bool]:
    """Whether a figure is said to have moved, and whether a share is claimed that is not so (the truth is known to a hundredth)."""
    few = found.headline == "shares"
    return any(one.state in MOVED for one in found.findings), few and any(one.share > truth[one.figure][one.way] + 0.01 for one in found.claims)
