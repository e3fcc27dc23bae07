"""What the response changes for the people who came: the same drill, seed by seed, with something taken away or with other circumstances.

    python benchmarks/response.py parts      [SCENARIO] [--runs N] [--absent PARTY]… [--revision ID]…
    python benchmarks/response.py less       [SCENARIO] [--runs N] [--rules]
    python benchmarks/response.py directions [SCENARIO] [--runs N] [--absent PARTY]…
    python benchmarks/response.py revisions  [SCENARIO] [--runs N] --revision ID…

parts       means of what people met with and of what was done, without a party, without habits, with a revision
less        doing less: each party away, fewer hands, lines, counters, rooms, units; with --rules each habit and each duty that was used is left
            out. Every difference per seed, with its z; what gets better by more than chance and a little is marked with !
directions  numbers of people, staff, distance, hour, lines, a start that is decided early, late or never, and the null: where nobody needs
            more than the responsible unit (the second rung), an early start changes nothing
revisions   each revision's effect on people, with limits (95 %, `analysis.experiment.hull`), and in which minute the response starts

Nothing of a particular plan stands here: whoever is left out is named on the command line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import inf
from pathlib import Path
from statistics import fmean, stdev

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # scripts, no package

from analysis.experiment.bench import Bench
from analysis.experiment.hull import hulls
from analysis.measures.model import Value
from analysis.measures.registry import evaluate
from benchmarks.changed import deciding_takes, desks, farther, less, none_above, of_size, shifted, without, without_habits, without_rule
from sim.inputs.assembly import Inputs, assemble, locate

SIZES = (20, 80, 320, 640)
# Of what people met with: whether more is better, and how much better is nothing to speak of (shares; minutes).
PEOPLE: dict[str, tuple[bool, float]] = {
    "registered-share": (True, 0.02),
    "registered-in-time": (True, 0.02),
    "heard-share": (True, 0.02),
    "heard-in-time": (True, 0.02),
    "answered-share": (True, 0.02),
    "home-unheard-share": (False, 0.02),
    "moved-up-share": (False, 0.02),
    "cleared-share": (False, 0.02),
    "hurt": (False, 0.5),
    "waiting": (False, 1.0),
    "waiting-until-heard": (False, 1.0),
}
BEYOND_CHANCE = 3.9  # of some hundred differences, by chance none
COLUMNS = (
    "registered-share", "heard-share", "heard-in-time", "answered-share", "home-unheard-share", "moved-up-share", "waiting", "peak-active",
    "response-started", "activation", "reports-on-time", "duties-met", "calls",
)  # fmt: skip
Figures = dict[str, list[float | None]]


def figures(inputs: Inputs, runs: int, names: Iterable[str] = PEOPLE) -> Figures:
    """Each figure seed by seed; None where it has no value."""
    bench = Bench(inputs)
    asked = {name: bench.measures[name] for name in names if name in bench.measures}  # all thousand would cost a third of the time
    records = map(bench.run, range(1, runs + 1))
    trials: list[Mapping[str, Value]] = [evaluate(asked, record, bench.judge(record), inputs.calendar) for record in records]
    return {name: [trial[name].value if name in trial else None for trial in trials] for name in names}


def difference(before: list[float | None], after: list[float | None]) -> tuple[float, float]:
    """The mean of the paired differences, and how many of its own errors that is; 0, 0 where no pair has both."""
    pairs = [two - one for one, two in zip(before, after, strict=True) if one is not None and two is not None]
    if not pairs:
        return 0.0, 0.0
    mean, spread = fmean(pairs), stdev(pairs) if len(pairs) > 1 else 0.0
    error = spread / len(pairs) ** 0.5
    return mean, mean / error if error else inf * mean if mean else 0.0


def improved(before: Figures, after: Figures, sure: float = BEYOND_CHANCE) -> list[str]:
    """Which figures about people got better by more than a little, more surely than chance."""
    found = []
    for name, (more_is_better, little) in PEOPLE.items():
        mean, z = difference(before[name], after[name])
        better = mean if more_is_better else -mean
        if better > little and abs(z) > sure:
            found.append(name)
    return found


# -- the tables ----------------------------------------------------------------------------------------------------------------


def parts(base: Inputs, given: argparse.Namespace) -> None:
    """The mean of each column, and in how many seeds it has a value where not in all."""
    arms: list[tuple[str, Inputs]] = [("as it is", base), *((f"away: {party}", without(base, party)) for party in given.absent)]
    arms.append(("no habit at all", without_habits(base)))
    arms += [(revision, assemble(locate(given.scenario, revisions=[revision]))) for revision in given.revision]
    print(f"{'':28s} " + " ".join(f"{column:>12.11s}" for column in COLUMNS))
    for name, inputs in arms:
        print(f"{name:28.28s} " + _means(figures(inputs, given.runs, COLUMNS), given.runs), flush=True)


def _means(found: Figures, runs: int) -> str:
    cells = []
    for values in found.values():
        present = [value for value in values if value is not None]
        few = "" if len(present) == runs else f" ({len(present)})"
        cells.append(f"{fmean(present):.2f}{few}" if present else "–")
    return " ".join(f"{cell:>12s}" for cell in cells)


def doing_less(base: Inputs, given: argparse.Namespace) -> None:
    """What each figure about people becomes where less is done; parties whose absence changes no figure at all are named together."""
    before = figures(base, given.runs)
    print(f"{'':40s} " + " ".join(f"{name:>18.17s}" for name in PEOPLE))
    print(f"{'as it is':40s} " + " ".join(f"{fmean(value or 0.0 for value in values):18.3f}" for values in before.values()))
    without_effect = []
    for name, inputs in _lesser(base, given):
        after = figures(inputs, given.runs)
        if after == before:
            without_effect.append(name)
            continue
        better = set(improved(before, after))
        cells = [_cell(before[figure], after[figure], marked=figure in better) for figure in PEOPLE]
        print(f"{name:40.40s} " + " ".join(cells), flush=True)
    print(f"no figure changes: {', '.join(without_effect)}")


def _cell(before: list[float | None], after: list[float | None], *, marked: bool) -> str:
    mean, z = difference(before, after)
    return f"{f'{mean:+.3f} z{z:+.1f}' if mean else '0':>17s}{'!' if marked else ' '}"


def _lesser(base: Inputs, given: argparse.Namespace) -> Iterator[tuple[str, Inputs]]:
    yield "no habit at all", without_habits(base)
    yield from less(base)
    if given.rules:
        bench = Bench(base)
        for rule in sorted({row.rule for seed in (1, 2, 3) for row in bench.run(seed).rows if row.rule}):
            try:
                yield rule, without_rule(base, rule)
            except ValueError:
                continue  # a rule of the product's own


def directions(base: Inputs, given: argparse.Namespace) -> None:
    """Means with the paired difference from the first line of each part."""
    never = 2 * base.scenario.scenario.horizon
    second = base.resources.rung[1].id
    start: list[tuple[str, Callable[[Inputs], Inputs]]] = [
        (f"decided in {minutes:g} min", partial(deciding_takes, minutes=float(minutes))) for minutes in (0, 30, 60, 120, 240)
    ]
    start.append(("never decided", partial(deciding_takes, minutes=never)))
    table: list[tuple[str, Inputs, list[tuple[str, Callable[[Inputs], Inputs]]]]] = [
        ("people", base, [(f"{size} people", partial(of_size, size=size)) for size in SIZES]),
        ("staff of a desk", base, [("as it is", _same), *((f"{n} at most", desks(staff=n)) for n in (3, 2, 1))]),
        ("lines of a desk", base, [("as it is", _same), ("one", desks(lines=1))]),
        ("ways", base, [(f"× {factor:g}", partial(farther, factor=factor)) for factor in (1.0, 2.0, 4.0)]),
        ("hour", base, [(f"{hours} h later", partial(shifted, hours=hours)) for hours in (0, 3, 12, 18)]),
        ("start of the response", base, start),
        (f"start, nobody needs more than {second}", none_above(base, second), start),
    ]
    for party in given.absent:
        sizes: list[tuple[str, Callable[[Inputs], Inputs]]] = [(f"{size} people", partial(of_size, size=size)) for size in SIZES]
        table.insert(1, (f"people, away: {party}", without(base, party), sizes))
    print(f"{'':28s} " + " ".join(f"{name:>18.17s}" for name in PEOPLE))
    for title, drill, changes in table:
        print(title)
        first: Figures | None = None
        for name, change in changes:
            found = figures(change(drill), given.runs)
            first = first or found
            cells = [_value_cell(first[figure], found[figure]) for figure in PEOPLE]
            print(f"  {name:26.26s} " + " ".join(cells), flush=True)


def revisions(base: Inputs, given: argparse.Namespace) -> None:
    """Paired differences with their limits; a figure that no pair changes is left out."""
    names = (*PEOPLE, "activation", "leader-on-scene")
    before = figures(base, given.runs, names)
    print(
        "as it is: "
        + ", ".join(f"{name} {fmean(value for value in values if value is not None):.3f}" for name, values in before.items() if any(values))
    )
    for revision in given.revision:
        after = figures(assemble(locate(given.scenario, revisions=[revision])), given.runs, names)
        print(f"{revision}: {', '.join(_with_limits(before, after)) or 'nothing changes'}", flush=True)


def _with_limits(before: Figures, after: Figures) -> Iterator[str]:
    for name in before:
        pairs = [two - one for one, two in zip(before[name], after[name], strict=True) if one is not None and two is not None]
        if len(pairs) > 1 and any(pairs):
            found = hulls(np.array(pairs)[:, None])[0]
            low, high = found.limits(0.95)
            yield f"{name} {found.mean:+.3f} ({low:+.3f} to {high:+.3f}; {len(pairs)} pairs)"


def _same(inputs: Inputs) -> Inputs:
    return inputs


def _value_cell(first: list[float | None], found: list[float | None]) -> str:
    _, z = difference(first, found)
    return f"{f'{fmean(value or 0.0 for value in found):.3f}' + (f' z{z:+.1f}' if z else ''):>18s}"


TABLES: dict[str, Callable[[Inputs, argparse.Namespace], None]] = {
    "parts": parts,
    "less": doing_less,
    "directions": directions,
    "revisions": revisions,
}


def main() -> None:
    """Print the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("scenario", nargs="?", default="district-gate")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--absent", action="append", default=[])
    parser.add_argument("--revision", action="append", default=[])
    parser.add_argument("--rules", action="store_true")
    given = parser.parse_args()
    print(f"{given.scenario}, {given.runs} seeds")
    TABLES[given.table](assemble(locate(given.scenario)), given)


if __name__ == "__main__":
    main()
