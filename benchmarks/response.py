"""What the response changes for the people who came: the same drill with parts of the response taken away, and with other numbers of people.

    python benchmarks/response.py [SCENARIO] [--runs N] [--absent PARTY]… [--sizes N,N,…] [--revision ID]…

Each line is the mean over the same seeds. What is taken away is taken away by a fault ("post absent") or by a file without any habit;
nothing of a particular plan stands here: whoever is left out is named on the command line.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from statistics import mean
from typing import Any

from analysis.experiment.bench import Bench
from analysis.measures.model import Value
from sim.inputs.assembly import Inputs, assemble, locate
from sim.inputs.scenario import Fault, People

COLUMNS = (
    "registered-share", "heard-share", "heard-in-time", "answered-share", "home-unheard-share", "moved-up-share", "waiting", "peak-active",
    "response-started", "activation", "reports-on-time", "duties-met", "calls",
)  # fmt: skip


def without_habits(inputs: Inputs) -> Inputs:
    """The same resources, in which nobody does what no duty asks for."""
    return _with(inputs, resources=inputs.resources.model_copy(update={"habit": ()}))


def without(inputs: Inputs, party: str) -> Inputs:
    """The same drill, in which a party is away from beginning to end. A name that nobody bears would take nothing away: ValueError."""
    bearers = {body.id for body in inputs.plan.body} | {post.id for post in inputs.plan.post}
    bearers.update(name for event in inputs.scenario.event for name in event.roles.values())
    if party not in bearers:
        raise ValueError(f"nobody is called {party!r}; there are {', '.join(sorted(bearers))}")
    fault = Fault.model_validate({"id": f"taken-away-{party}", "kind": "post absent", "target": party, "at": "0 min"})
    return _with(inputs, scenario=inputs.scenario.model_copy(update={"fault": (*inputs.scenario.fault, fault)}))


def of_size(inputs: Inputs, size: int) -> Inputs:
    """The same drill with so many people in its first group; who comes by bus in the same proportion."""
    first, *others = inputs.scenario.people
    return _with(inputs, scenario=inputs.scenario.model_copy(update={"people": (_scaled(first, size), *others)}))


def _scaled(group: People, size: int) -> People:
    buses = tuple((minute, max(1, people * size // group.size)) for minute, people in group.arrival.buses)
    return group.model_copy(update={"size": size, "arrival": group.arrival.model_copy(update={"buses": buses})})


def _with(inputs: Inputs, **changes: Any) -> Inputs:
    return replace(inputs, **changes)


def line(name: str, inputs: Inputs, runs: int) -> str:
    """One line of the table: the mean of each figure over the seeds in which it has a value, and in how many it has one."""
    bench = Bench(inputs)
    found: list[Mapping[str, Value]] = [bench.trial(seed) for seed in range(1, runs + 1)]
    cells = []
    for column in COLUMNS:
        values = [trial[column].value for trial in found if column in trial]
        present = [value for value in values if value is not None]
        few = "" if len(present) == runs else f" ({len(present)})"
        cells.append(f"{mean(present):.2f}{few}" if present else "–")
    return f"{name:28.28s} " + " ".join(f"{cell:>11s}" for cell in cells)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenario", nargs="?", default="district-gate")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--absent", action="append", default=[])
    parser.add_argument("--sizes", default="20,80,160,320,640")
    parser.add_argument("--revision", action="append", default=[])
    given = parser.parse_args()
    base = assemble(locate(given.scenario))
    print(f"{given.scenario}, {given.runs} seeds\n{'':28s} " + " ".join(f"{column:>12.11s}" for column in COLUMNS))
    print(line("as it is", base, given.runs), flush=True)
    for party in given.absent:
        print(line(f"away: {party}", without(base, party), given.runs), flush=True)
    print(line("no habit at all", without_habits(base), given.runs), flush=True)
    for size in filter(None, given.sizes.split(",")):
        print(line(f"{size} people", of_size(base, int(size)), given.runs), flush=True)
    for revision in given.revision:
        print(line(revision, assemble(locate(given.scenario, revisions=[revision])), given.runs), flush=True)


if __name__ == "__main__":
    main()
