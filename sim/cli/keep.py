"""Keeps a run in a folder: the record, the summary, the pictures, and the inputs, so that it can be judged and repeated alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.verdicts import Judgement
from sim.cli.folder import INPUTS
from sim.inputs.assembly import Sources, locate
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import Record, encode, write_atomically
from sim.text import Text
from sim.world.setting import Setting


def keep_run(folder: Path, sources: Sources, setting: Setting, record: Record, judgement: Judgement, document: dict[str, Any], lang: str) -> None:
    """Write everything of one run. The record comes last but the pictures: a folder with a record has what judging it needs."""
    keep_inputs(folder, sources)
    write_atomically(folder / "summary.json", (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())
    write_atomically(folder / "record.jsonl", encode(record))
    draw(folder, setting.inputs.plan, record, judgement, lang, texts_of(setting.inputs.scenario))


def keep_inputs(folder: Path, sources: Sources) -> None:
    """Copy the files that the inputs came from, byte for byte; revisions in their order."""
    home = folder / INPUTS
    revisions = home / "revisions"
    revisions.mkdir(parents=True, exist_ok=True)
    for old in revisions.glob("*.toml"):
        old.unlink()
    for name, path in (("plan.toml", sources.plan), ("resources.toml", sources.resources), ("scenario.toml", sources.scenario)):
        write_atomically(home / name, path.read_bytes())
    for number, path in enumerate(sources.revisions, 1):
        write_atomically(revisions / f"{number:02}-{path.name}", path.read_bytes())


def kept_sources(folder: Path) -> Sources | None:
    """The inputs beside a record, where they are there."""
    home = folder / INPUTS
    if not (home / "scenario.toml").is_file():
        return None
    revisions = sorted(str(path) for path in (home / "revisions").glob("*.toml"))
    return locate(str(home / "scenario.toml"), str(home / "plan.toml"), str(home / "resources.toml"), revisions)


def texts_of(scenario: Scenario) -> dict[str, Text]:
    """Words for a scenario's injects and faults."""
    return {f"inject:{one.id}": one.text for one in scenario.inject} | {f"fault:{one.id}": one.text for one in scenario.fault if one.text.zh}


def draw(
    folder: Path,
    plan: Plan,
    record: Record,
    judgement: Judgement,
    lang: str,
    texts: Mapping[str, Text] | None = None,
    *,
    only: tuple[str, ...] = (),
    from_min: float | None = None,
    to_min: float | None = None,
) -> list[Path]:
    """Draw the timeline and the latencies into a folder; gives the files."""
    from analysis.figures.latency import latency
    from analysis.figures.output import save
    from analysis.figures.plan_names import names_of, posts_of, ranks_of
    from analysis.figures.timeline import timeline

    names = names_of(plan, record.header) | dict(texts or {})
    ranks, body_of = ranks_of(plan), posts_of(plan)
    figure = timeline(record, judgement, names, body_of, lang=lang, ranks=ranks, only=only, from_min=from_min, to_min=to_min)
    written = list(save(figure, folder / "timeline"))
    written += save(latency(judgement, names, lang=lang), folder / "latency")
    return written
