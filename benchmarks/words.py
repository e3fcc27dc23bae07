"""How often an experiment says a wrong word, and how often intervals cover, where the truth is known.

Run: python benchmarks/words.py [coverage|stopping|shares|words|null|harm|stop|all|real|pairing] [trials]

coverage  each interval at 50, 100, 200 and 800 pairs, one look: share that covers (promised .95), width against Student's
stopping  the same at the stop: three looks, until the interval is narrow enough, and until the word is settled
shares    Newcombe's interval for paired shares, and the exact claims
words     one figure: rare disasters, harmful trap, never reached, peeking, loosening, other horizons
null      seven figures of people, eighty duties, seven moments: a plan against itself, alone and beside four strong revisions
harm      harm to people or to duties that is too rare to be sure of, beside minutes that stay the same
stop      results of a known law, conducted and stopped by the product itself: wrong words, and false words or claims of few pairs
real      (not of all) shipped revisions: how often intervals cover real differences; pairing: what it saves (benchmarks/real.py)
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import numpy as np

from analysis.experiment import decision, hull
from analysis.experiment.decision import RevisionWord, Sample, decide
from analysis.experiment.hull import hulls
from analysis.experiment.looks import Looks, looks_for_means, looks_for_shares, one_look
from analysis.experiment.shares import at_least, newcombe_paired
from analysis.experiment.statistics import t_quantile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the tests are no package of the project
from benchmarks.real import pairing, real
from tests.theory.conducted import FEW_FIGURES, LAW_FIGURES, LAWS, concluded, falsely_said, nothing, truth_of_nothing
from tests.theory.simulated import (
    PEOPLE_FIGURES,
    SHAPES,
    differing,
    experiment,
    figure,
    lives,
    rare,
    reaching,
    remembered,
    sample,
    screened,
    share,
    too_often,
    until_settled,
    words,
)

SEED = 1
_AT_ONCE = 100  # experiments whose intervals are made together


def main() -> None:
    """Run what the command line asks for."""
    what = sys.argv[1] if len(sys.argv) > 1 else "all"
    number = int(sys.argv[2]) if len(sys.argv) > 2 else None
    parts: dict[str, tuple[Callable[[int], None], int]] = {
        "coverage": (coverage, 600), "stopping": (stopping, 300), "shares": (shares, 1000), "words": (one_figure, 300), "null": (null, 300),
        "harm": (harm, 60), "stop": (stop, 200),
    }  # fmt: skip
    by_name = {"real": (real, 400), "pairing": (pairing, 0)}
    if what in by_name:
        parts = {what: by_name[what]}
    if what != "all" and what not in parts:
        raise SystemExit(__doc__)
    hull.resampled = remembered  # type: ignore[assignment] # the same ones, made once
    for name, (part, usual) in parts.items():
        if what in ("all", name):
            print(f"\n{name}", flush=True)
            part(number or usual)


def _hulls(values: np.ndarray) -> list[hull.Hull]:
    """Of each column."""
    return [one for start in range(0, values.shape[1], _AT_ONCE) for one in hulls(values[:, start : start + _AT_ONCE])]


def _row(name: str, found: dict[str, float]) -> None:
    print(f"  {name:44} " + "  ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)


def coverage(trials: int) -> None:
    """At a number of pairs that was fixed before."""
    for name, (draw, truth) in SHAPES.items():
        for pairs in (50, 100, 200, 800):
            luck = np.random.default_rng(SEED)
            found = {"covers": 0.0, "Student": 0.0, "width": 0.0}
            for one in _hulls(draw(luck, (pairs, trials))):
                low, high = one.limits(0.95)
                reach = t_quantile(0.95, pairs - 1) * one.error
                found["covers"] += (low <= truth <= high) / trials
                found["Student"] += (abs(one.mean - truth) <= reach) / trials
                found["width"] += ((high - low) / (2 * reach) if reach else 1.0) / trials
            _row(f"{name}, {pairs} pairs", found)


def stopping(trials: int) -> None:
    """Three looks. Until the interval reaches no further than a width from its middle, or until the word is settled."""
    looks = looks_for_means(800)
    for name, (draw, truth) in SHAPES.items():
        luck = np.random.default_rng(SEED)
        values = draw(luck, (looks.most, trials))
        width = 3.0 * float(values.std()) / sqrt(400)
        seen = [_hulls(values[:pairs]) for pairs in looks.planned]
        precise, settled, pairs_used = 0, 0, 0
        for trial in range(trials):
            at = [one[trial] for one in seen]
            limits = [one.limits(looks.level) for one in at]
            stop = next(
                (look for look, (one, (low, high)) in enumerate(zip(at, limits, strict=True)) if max(high - one.mean, one.mean - low) <= width), -1
            )
            precise += limits[stop][0] <= truth <= limits[stop][1]
            stop = next((look for look, (low, high) in enumerate(limits) if low > 0 or high < 0 or (low >= -1 and high <= 1)), -1)
            settled += limits[stop][0] <= truth <= limits[stop][1]
            pairs_used += looks.planned[stop]
        _row(name, {"covers at the width": precise / trials, "at the word": settled / trials, "pairs": pairs_used / trials})


def shares(trials: int) -> None:
    """Paired yes or no: (share of the baseline, of the arm, how often the arm's is the baseline's own)."""
    for base, arm, tie in ((0.5, 0.5, 0.9), (0.9, 0.8, 0.5), (0.98, 0.98, 0.5), (0.98, 0.94, 0.9), (0.47, 1.0, 0.0), (0.995, 0.98, 0.0)):
        for pairs in (50, 200, 800):
            luck = np.random.default_rng(SEED)
            held = luck.random((trials, pairs))
            other = np.where(luck.random((trials, pairs)) < tie, held, luck.random((trials, pairs)))
            before, after = held < base, other < arm
            inside = {0.95: 0, 1 - 0.05 / 3: 0, 1 - 0.01 / 80: 0}
            sure = 0
            for one, two in zip(before, after, strict=True):
                cells = (int((one & two).sum()), int((two & ~one).sum()), int((one & ~two).sum()), int((~one & ~two).sum()))
                for level in inside:
                    found = newcombe_paired(*cells, level=level)
                    inside[level] += (found.low or 0.0) - 1e-12 <= arm - base <= (found.high or 0.0) + 1e-12
                sure += at_least(int(two.sum()), pairs) <= arm
            _row(
                f"{base} → {arm}, tied {tie}, {pairs} pairs",
                {f"at {level:.5f}": count / trials for level, count in inside.items()} | {"at least": sure / trials},
            )


def _tally(name: str, trials: int, trial: Callable[[np.random.Generator], tuple[dict[str, RevisionWord], int]], wrong: tuple[str, ...]) -> None:
    found: Counter[str] = Counter()
    pairs = 0
    for number in range(trials):
        said, used = trial(np.random.default_rng([SEED, number]))
        found[list(said.values())[-1]] += 1
        pairs += used
    mistaken = sum(found[word] for word in wrong)
    mark = " TOO OFTEN" if too_often(mistaken, trials, 0.05) else ""
    told = ", ".join(f"{word} {count}" for word, count in found.most_common())
    print(f"  {name:66} wrong {mistaken / trials:6.1%} of {trials}{mark}   ({told}; {pairs / trials:.0f} pairs)", flush=True)


_Drawn = Callable[[np.random.Generator, int], list[Sample]]


def _trial(draw: _Drawn, looks: Looks, *, loosens_only: bool = False) -> Callable[[np.random.Generator], tuple[dict[str, RevisionWord], int]]:
    """An experiment that decides by itself."""

    def trial(luck: np.random.Generator) -> tuple[dict[str, RevisionWord], int]:
        whole = draw(luck, looks.most)
        return until_settled(lambda pairs: [_cut(one, pairs) for one in whole], looks, loosens_only=loosens_only)

    return trial


def one_figure(trials: int) -> None:
    """One moment, or one in each of several scenarios."""
    ways = {"200 pairs": one_look(200), "three looks": looks_for_means(800)}

    for said, looks in ways.items():
        for name, draw, wrong in ATTACKS:
            _tally(f"{name}, {said}", trials, _trial(draw, looks), wrong)
        _tally(
            f"loosening, minutes 5 sooner, {said}",
            min(trials, 50),
            _trial(lambda luck, n: [differing(luck.normal(-5, 10, n))], looks, loosens_only=True),
            ("helps", "no-difference"),
        )
        _tally(f"loosening, duties more often done, {said}", min(trials, 50), _trial(_loosened_duty, looks, loosens_only=True), ("helps",))


def _cut(one: Sample, pairs: int) -> Sample:
    return sample(one.figure, one.baseline[:pairs], one.arm[:pairs], scope=one.scope, elsewhere=one.elsewhere)


def _loosened_duty(luck: np.random.Generator, n: int) -> list[Sample]:
    return [sample(share("duty"), luck.random(n) < 0.5, luck.random(n) < 0.9), differing(luck.normal(0, 1, n))]


def _rare(
    effect: float, chance: float, usual: float = 0.0, spread: float = 0.1, scenarios: int = 1
) -> Callable[[np.random.Generator, int], list[Sample]]:
    """Usually a little, rarely a lot; in each of several scenarios, and over them."""

    def draw(luck: np.random.Generator, n: int) -> list[Sample]:
        found = [rare(luck, n, effect, chance, usual, spread) for _ in range(scenarios)]
        every = [differing(one, scope=f"scenario {number}") for number, one in enumerate(found)]
        return every if scenarios == 1 else [*every, differing(np.mean(found, axis=0), scope="all")]

    return draw


def _reaching(before: float, after: float) -> Callable[[np.random.Generator, int], list[Sample]]:
    """Reached in a share of the runs."""
    return lambda luck, n: reaching(luck, n, before, after)


def _rarely_asked(luck: np.random.Generator, n: int) -> list[Sample]:
    """Two scenarios; in the second the moment is called for in one run of a hundred, and then 50 minutes later."""
    first, second = luck.normal(-3, 5, n), np.where(luck.random(n) < 0.01, 50.0, 0.0)
    return [differing(first, scope="first"), differing(second, scope="second"), differing((first + second) / 2, scope="all")]


def _another_end(luck: np.random.Generator, n: int) -> list[Sample]:
    """Sooner where it gets there, but there more seldom: what that weighs hangs on the end."""
    lost = luck.random(n) < 0.05
    arm = np.where(lost, 200.0, 20 + luck.normal(0, 1, n))
    base = 35 + luck.normal(0, 1, n)
    other = np.where(lost, 2000.0, arm)
    return [sample(figure("told"), base, arm, elsewhere=(float(np.mean(other - base)),))]


_HELPS, _HURTS = ("helps", "no-difference"), ("hurts", "no-difference")
ATTACKS: tuple[tuple[str, Callable[[np.random.Generator, int], list[Sample]], tuple[str, ...]], ...] = (
    ("nothing (sd 1)", _rare(0, 0, 0, 1.0), ("helps", "hurts", "trades")),
    ("nothing (sd 10)", _rare(0, 0, 0, 10.0), ("helps", "hurts", "trades")),
    ("at the bound", _rare(0, 0, 1.0, 5.0), ("helps", "no-difference")),
    ("rare disaster: 200 min in 2 %", _rare(200, 0.02), _HELPS),
    ("rare disaster: 200 min in 1 % (below the blind spot)", _rare(200, 0.01), _HELPS),
    ("trap: 2 sooner, 200 later in 2 %", _rare(200, 0.02, -2), _HELPS),
    ("trap of no effect: 2 sooner, 98 later in 2 %", _rare(98, 0.02, -2), ("helps", "hurts")),
    ("trap: 2 sooner, 400 later in 1 % (below the blind spot)", _rare(400, 0.01, -2), _HELPS),
    ("mirror: 2 later, 200 sooner in 2 %", _rare(-200, 0.02, 2), _HURTS),
    ("mirror in each of 3 scenarios (at the blind spot)", _rare(-200, 0.02, 2, scenarios=3), _HURTS),
    ("mirror in each of 8 scenarios (below the blind spot)", _rare(-200, 0.02, 2, scenarios=8), _HURTS),
    ("trap in each of 3 scenarios", _rare(200, 0.02, -2, scenarios=3), _HELPS),
    ("reached in 47 %, then in all", _reaching(0.47, 1.0), ("hurts", "no-difference", "cannot-tell", "trades")),
    ("reached in all, then never", _reaching(1.0, 0.0), ("helps", "no-difference", "cannot-tell", "trades")),
    ("reached in 99 %, then in 96 %", _reaching(0.99, 0.96), _HELPS),
    ("two scenarios, one rarely called for", _rarely_asked, ("hurts",)),
    ("another end turns it", _another_end, ("helps", "hurts", "no-difference")),
)


def null(trials: int) -> None:
    """A plan against itself on other seeds: any word in any scope but *no difference* and *cannot tell* is wrong.

    Without resamples where nothing can move: what moves is the same, in a tenth of the time.
    """
    decision.hulls = screened  # type: ignore[attr-defined, assignment] # for what is better or worse alone
    try:
        _null(trials)
        _beside_strong(trials)
    finally:
        decision.hulls = hulls  # type: ignore[attr-defined] # as it was


def _null(trials: int) -> None:
    for scenarios in (1, 3):
        for said, looks in (
            ("200 pairs", one_look(200)),
            ("three looks", looks_for_means(800)),
            ("150 pairs", one_look(150)),
            ("shares: 50, 100, 200", looks_for_shares()),
        ):
            scopes, headline, moved, count = 0, 0, 0, trials if looks.most <= 200 else trials // 2 if scenarios == 1 else trials // 4
            for number in range(count):
                luck = np.random.default_rng([SEED, scenarios, number])
                arms = [{f"scenario {one}": lives(luck, looks.most) for one in range(scenarios)} for _ in range(2)]
                found, any_moved = {}, False
                for pairs in looks.planned:  # goes on looking where nothing was said, and never stops for *no difference*
                    findings = decide(experiment(arms[0], arms[1], pairs), looks)
                    any_moved = any_moved or any(one.state in ("worse", "better") for one in findings)
                    found = words(findings)
                    if set(found.values()) & {"helps", "hurts", "trades"}:
                        break
                scopes += bool(set(found.values()) & {"helps", "hurts", "trades"})
                headline += list(found.values())[-1] in ("helps", "hurts", "trades")
                moved += any_moved
            mark = " TOO OFTEN" if too_often(moved, count, 0.05) else ""
            print(
                f"  {scenarios} scenario(s), {said:22} any figure {moved / count:6.2%}, any scope {scopes / count:6.2%},"
                f" headline {headline / count:6.2%}"
                f" of {count}{mark}",
                flush=True,
            )


def _beside_strong(trials: int) -> None:
    """Revisions are judged one by one: four that make every minute 18 min longer leave the fifth alone."""
    looks = one_look(200)
    wrong = strong = 0
    for number in range(trials // 3):
        luck = np.random.default_rng([SEED, 9, number])
        base = {"one": lives(luck, 200)}
        for place in range(5):
            arm = {"one": lives(luck, 200)}
            if place:
                arm["one"] |= {name: values + 18 for name, values in arm["one"].items() if name.startswith("minutes")}
            word = words(decide(experiment(base, arm, 200), looks))["one"]
            wrong += not place and word in ("helps", "hurts", "trades")
            strong += place > 0 and word == "hurts"
    print(
        f"  a null beside four strong ones, 200 pairs: wrong {wrong / (trials // 3):.2%};"
        f" the strong ones hurt in {strong / (4 * (trials // 3)):.2%} of {trials // 3}"
    )


def harm(trials: int) -> None:
    """Minutes stay the same to the second; people, or a duty, are worse off by more than the bound, but rarely."""
    hurt = PEOPLE_FIGURES[0]

    def people(chance: float, many: float) -> Callable[[np.random.Generator, int], list[Sample]]:
        return lambda luck, n: [sample(hurt, np.zeros(n), np.where(luck.random(n) < chance, many, 0.0)), differing(luck.normal(0, 1, n))]

    def duty(before: float, after: float, others: int) -> Callable[[np.random.Generator, int], list[Sample]]:
        def draw(luck: np.random.Generator, n: int) -> list[Sample]:
            rest = [sample(share(f"other {number}"), *[luck.random(n) < 0.9] * 2) for number in range(others)]
            return [*rest, sample(share("duty"), luck.random(n) < before, luck.random(n) < after), differing(luck.normal(0, 1, n))]

        return draw

    for said, looks in (("200 pairs", one_look(200)), ("three looks", looks_for_means(800))):
        for name, draw in (
            ("20 hurt in 2 % of the runs (mean + .4)", people(0.02, 20.0)), ("6 hurt in 5 % (mean + .3)", people(0.05, 6.0)),
            ("a duty done in 100 %, then 97 %, 79 others alike", duty(1.0, 0.97, 79)),
            ("a duty done in 95 %, then 90 %, 79 others alike", duty(0.95, 0.9, 79)),
        ):  # fmt: skip
            _tally(f"{name}, {said}", trials, _trial(draw, looks), _HELPS)


def stop(trials: int) -> None:
    """Until it is settled, by `conduct` and by what it asks for; then, of few pairs, what is said of the figures and of shares of runs."""
    looks = looks_for_means(800)
    for name, (law, wrong) in LAWS.items():
        figures = LAW_FIGURES if "A against A" in name else FEW_FIGURES
        said: Counter[str] = Counter()
        pairs = mistaken = 0
        for number in range(trials):
            ended, found = concluded(law(np.random.default_rng([SEED, number]), looks.most), figures, looks)
            said[found["revision"].headline] += 1
            mistaken += bool(set(found["revision"].words.values()) & wrong)
            pairs += len(ended.seeds["revision"])
        mark = " TOO OFTEN" if too_often(mistaken, trials, 0.05) else ""
        told = ", ".join(f"{word} {count}" for word, count in said.most_common())
        print(f"  {name:44} wrong {mistaken / trials:6.1%} of {trials}{mark}   ({told}; {pairs / trials:.0f} pairs)", flush=True)
    truth = truth_of_nothing()
    false: Counter[str] = Counter()
    for number in range(5 * trials):
        _, found = concluded(nothing(np.random.default_rng([SEED, 5, number]), 200), LAW_FIGURES, looks_for_shares(), "quick")
        of_words, of_claims = falsely_said(found["revision"], truth)
        false += Counter(words=of_words, claims=of_claims, either=of_words or of_claims)
    told = ", ".join(f"{name} {false[name] / (5 * trials):.2%}" for name in ("words", "claims", "either"))
    print(f"  few pairs, A against A: false {told} of {5 * trials}")


if __name__ == "__main__":
    main()
