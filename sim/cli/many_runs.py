"""`drill run --runs N`: the same scenario on many seeds, and what its measures come to."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from analysis.experiment.replications import Replication, replicate
from analysis.summary import runs_document
from sim.cli.keep import keep_inputs
from sim.cli.progress import Meter
from sim.cli.runs_table import print_runs
from sim.drill import header_of
from sim.inputs.assembly import Sources
from sim.record import write_atomically
from sim.world.setting import Setting


def run_many(sources: Sources, setting: Setting, seed: int, runs: int, workers: int, out: Path | None, lang: str, as_json: bool) -> dict[str, Any]:
    """Run seeds `seed` … `seed + runs − 1`; print a table unless JSON is wanted, and give the JSON document."""
    seeds = range(seed, seed + runs)
    found: dict[int, Replication] = {}
    with Meter(runs, lang) as meter:
        replicate(setting.inputs, seeds, workers, on_result=partial(_take, found), on_progress=meter.show)
    ordered = [found[one] for one in seeds]
    from analysis.experiment.bench import Bench

    measures = Bench(setting.inputs).measures
    document = runs_document(header_of(setting, seed), measures, list(seeds), [one.values for one in ordered])
    if out is not None:
        keep_inputs(out, sources)
        write_atomically(out / "summary.json", (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())
        _draw_crowd(out, ordered, setting, lang)
    if not as_json:
        print_runs(document, measures, lang)
    return document


def _take(found: dict[int, Replication], results: list[tuple[int, Replication]]) -> None:
    found.update(results)


def _draw_crowd(out: Path, ordered: list[Replication], setting: Setting, lang: str) -> None:
    """The people at the scene over all runs, where there are any."""
    levels = [name for name in ("present", "vocal", "obstructing", "storming") if any(name in one.people for one in ordered)]
    if not levels:
        return
    import numpy as np

    from analysis.figures.crowd_bands import crowd_bands
    from analysis.figures.output import save

    arrays = {name: np.array([one.people[name] for one in ordered]) for name in levels}
    head = setting.inputs.scenario.scenario
    figure = crowd_bands(arrays, lang=lang, start=head.start.isoformat(), title=head.title.of(lang))
    save(figure, out / "people")
