"""Mutants of records of drills, and who reads them: the judge, the pictures, the fit of task times, and whoever goes back over one run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.fitting import fit, times_of
from analysis.judge import judge, judging_rulebook
from analysis.logs.drill_records import read_drill_record
from analysis.logs.names import PartyNames
from analysis.report.as_json import judge_document
from analysis.report.as_text import log_parts
from analysis.report.build import judge_log
from sim.cli.files import _fitted_text
from sim.cli.keep import draw, read_record
from sim.cli.terminal import json_parts
from sim.documents import parse_toml
from sim.drill import run
from sim.inputs.assembly import Inputs, assemble, locate, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.record import encode
from sim.record_content import kinds_of
from sim.words import LANGUAGES, Names
from sim.world.setting import Setting
from tests.fuzz.inputs import SMALL
from tests.fuzz.mutations import NASTY, WRONG, hostile, torn
from tests.fuzz.trials import Files, Luck, kind, run_command

_ROOTS = {
    "flood": SMALL / "flood" / "scenario.toml",
    "relay": SMALL / "relay" / "scenario.toml",
    "high-water": "high-water",
    "library": SMALL / "library" / "scenario.toml",
}
_VALUES: tuple[Any, ...] = (
    None,
    "",
    -1,
    0,
    1e15,
    -1e300,
    1.5,
    True,
    [],
    {},
    "nosuch",
    "received",
    "@x",
    "x" * 3000,
    [1],
    {"a": []},
    10**20,
    "9999-12-31T00:00:00",
    *NASTY[:12],
)


@cache
def inputs_of(name: str) -> Inputs:
    """The inputs of a drill that ships, or is a test's."""
    return assemble(locate(str(_ROOTS[name])))


@cache
def lines_of(name: str) -> tuple[dict[str, Any], ...]:
    """The lines of its record."""
    return tuple(json.loads(line) for line in encode(run(Setting(inputs_of(name)), 1)).splitlines())


def record_mutant(luck: Luck) -> Files:
    """A record of which some lines are spoiled, torn, gone, twice or out of order; seldom its header."""
    name = luck.choice(tuple(_ROOTS))
    lines = list(lines_of(name))
    for _ in range(luck.choice((1, 1, 2, 5))):
        at = 0 if luck.random() < 0.25 else luck.randrange(1, len(lines))
        match luck.randrange(6):
            case 0 if at:
                del lines[at]
            case 1 if at:
                lines.insert(at, lines[luck.randrange(1, len(lines))])
            case 2:
                lines[at] = hostile(lines[at], luck)
            case 3:
                facts = lines[at].get("facts")
                name_of_fact = luck.choice(("depth", "grade", "people", "as_of", "text", "x"))
                lines[at] = {**lines[at], "facts": {**(facts if isinstance(facts, dict) else {}), name_of_fact: luck.choice(_VALUES)}}
            case _:
                key = luck.choice([*sorted(lines[at]), "nosuch"])
                lines[at] = {**lines[at], key: luck.choice(_VALUES + WRONG)}
    data = "\n".join(json.dumps(line, ensure_ascii=False, default=str) for line in lines).encode("utf-8", "surrogatepass")
    return {"record.jsonl": torn(data, luck) if luck.random() < 0.3 else data, "name": name.encode(), "how": str(luck.randrange(100)).encode()}


@cache
def _calendar() -> Any:
    return load_calendar_file(shipped_calendar())


@kind(
    "record judged", record_mutant, suite=60,
    reads=("analysis.logs.tables.read_bytes", "analysis.logs.reading.read_log", "sim.cli.log_input.kept_inputs"),
)  # fmt: skip
def record_judged(folder: Path) -> None:
    """All that is said of it, in words and as a document; now and then by the command."""
    inputs, how = inputs_of((folder / "name").read_text()), int((folder / "how").read_text())
    lang, file = LANGUAGES[how % 2], folder / "record.jsonl"
    if how < 2:
        _kept_beside(folder)
        run_command("judge", file, *(("--json",) if how else ()), folder=folder, lang=lang)
        return
    plan, means = inputs.plan, inputs.resources
    log = read_drill_record(
        file.read_bytes(), "record.jsonl", PartyNames(plan, means, {}), None, kinds_of({fact.id: fact.type for fact in plan.fact})
    )
    report = judge_log(log, judging_rulebook(plan, means), _calendar(), sources=(means, inputs.scenario))
    list(log_parts(report, lang))
    json.loads(b"".join(json_parts(judge_document(report))))


def _kept_beside(folder: Path) -> None:
    """The inputs that belong to a record, where the commands look for them."""
    sources = locate(str(_ROOTS[(folder / "name").read_text()]))
    home = folder / "inputs"
    home.mkdir()
    for name, source in (("plan", sources.plan), ("resources", sources.resources), ("scenario", sources.scenario)):
        (home / f"{name}.toml").write_bytes(source.read_bytes())


@contextmanager
def small_pictures() -> Iterator[None]:
    """Pictures are laid out and drawn, but on little paper and once: to draw them twice is all but a tenth of what a trial costs."""
    import io

    from analysis.figures import style

    def save(figure: Any, path: Path, _: Any, write: Any = None) -> tuple[Path, Path]:
        with style.house_style():
            figure.savefig(io.BytesIO(), format="png", dpi=8)
        return path, path

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(style, "save_figure", save)
        yield


@kind("record drawn", record_mutant, suite=4, reads=("sim.cli.keep.read_record", "sim.cli.plot._is_kept_run"))
def record_drawn(folder: Path) -> None:
    """Its pictures, small; now and then by the command, in full."""
    name, how = (folder / "name").read_text(), int((folder / "how").read_text())
    inputs, lang = inputs_of(name), LANGUAGES[how % 2]
    if how < 2:
        _kept_beside(folder)
        run_command("plot", folder / "record.jsonl", "--out", folder / "out", folder=folder, lang=lang)
        return
    record = read_record(folder / "record.jsonl")
    judgement = judge(judging_rulebook(inputs.plan, inputs.resources), record, calendar=inputs.calendar)
    with small_pictures():
        draw(folder, inputs.plan, Names(lang, inputs.plan, inputs.resources, inputs.scenario, record.header), record, judgement)


@kind("record fitted", record_mutant, suite=100, reads=("sim.cli.files._fitted_text",))
def record_fitted(folder: Path) -> None:
    """The times of tasks out of it, and resources with them."""
    name = (folder / "name").read_text()
    inputs = inputs_of(name)
    plan, means = inputs.plan, inputs.resources
    data = (folder / "record.jsonl").read_bytes()
    log = read_drill_record(data, "record.jsonl", PartyNames(plan, means, {}), None, kinds_of({fact.id: fact.type for fact in plan.fact}))
    calendar = _calendar().of_log(log.record.header.start, dated=log.dated)
    found = fit(times_of(log.record, judge(judging_rulebook(plan, means), log.record, calendar=calendar)))
    parse_toml(_fitted_text(locate(str(_ROOTS[name])).resources, found, LANGUAGES[0]), "fitted.toml")


@kind("record read strictly", record_mutant, suite=200)
def record_read(folder: Path) -> None:
    """What repeats or draws a run takes no record that has a fault; what it takes it writes again."""
    encode(read_record(folder / "record.jsonl"))
