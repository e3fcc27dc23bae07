"""Running what loads: plans, resources and scenarios of which some values are others, through the drill, the judge and all that is said of it."""

from __future__ import annotations

import json
from pathlib import Path

from analysis.called_for import called_for
from analysis.experiment.bench import Bench
from analysis.experiment.left_out import Drilled, idle_in
from analysis.report.as_json import run_document
from analysis.report.as_text import run_parts
from analysis.report.build import report_of_run
from sim.cli.terminal import json_parts
from sim.record import decode, encode
from sim.words import LANGUAGES
from sim.world.setting import Setting
from tests.fuzz.inputs import assembled, together
from tests.fuzz.trials import HarmError, kind, run_command


@kind("drill run", together, suite=50)
def drill(folder: Path) -> None:
    """One run, as the command makes it, without its process; its record reads back as it was."""
    inputs = assembled(folder)
    setting = Setting(inputs)
    bench = Bench(inputs, setting=setting)
    expectations = bench.expectations(str(folder / "scenario.toml"))
    record = bench.run(1)
    data = encode(record)
    if encode(decode(data)) != data:
        raise HarmError("the record does not read back as it was written")
    judgement = bench.judge(record)
    values = bench.values(record, judgement)
    report = report_of_run(
        record, bench.rulebook, judgement, bench.measures, values, sources=(inputs.resources, inputs.scenario),
        expectations=expectations.met_in(record, values, judgement.void),
        called=called_for(bench.rulebook, record, calendar=inputs.calendar, until=judgement.until_min),
        remarks=idle_in(Drilled(inputs, range(1, 2), record, setting=setting)), calendar=inputs.calendar,
    )  # fmt: skip
    for lang in LANGUAGES:
        list(run_parts(report, lang))
    json.loads(b"".join(json_parts(run_document(report))))


@kind("drill run by the command", together, suite=4)
def drill_by_the_command(folder: Path) -> None:
    """The same by the command, in words, twice: the same inputs and seed say the same."""
    said = {run_command("run", folder / "scenario.toml", "--plan", folder / "plan.toml", "--seed", 7, folder=folder) for _ in range(2)}
    if len(said) > 1:
        raise HarmError("two runs of one seed say different things")
