"""`drill run`: run a scenario, say what happened and who was late, and keep the record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import Seed, json_option, lang_option, language, print_json

if TYPE_CHECKING:
    from sim.inputs.assembly import Sources
    from sim.world.setting import Setting


@click.command("run")
@click.argument("scenario")
@click.option("--plan", "plan_name", default=None, help="a plan's name or file; default: the one beside the scenario")
@click.option("--revision", "revisions", multiple=True, help="a revision's name or file; may be given several times")
@click.option("--resources", default=None, help="a resources file; default: the one beside the plan")
@click.option("--reading", "readings", multiple=True, metavar="ID=VALUE", help="take a reading of the plan otherwise")
@click.option("--seed", type=Seed(), default=1, show_default=True, help="which luck; with --runs, the first of them")
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1, show_default=True, help="how many seeds")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="processes for --runs")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="a folder for record, summary, pictures and inputs")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    plan_name: str | None,
    revisions: tuple[str, ...],
    resources: str | None,
    readings: tuple[str, ...],
    seed: int,
    runs: int,
    workers: int,
    out: Path | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Run SCENARIO (a shipped name, or a file) and print what a person reads."""
    from sim.cli.folder import claim
    from sim.inputs.assembly import assemble, locate, parse_readings
    from sim.world.setting import Setting

    sources = locate(scenario, plan_name, resources, revisions)
    inputs = assemble(sources, parse_readings(readings))
    if out is not None:
        claim(out)
    setting, chosen = Setting(inputs), language(ctx, lang)
    if runs > 1:
        from sim.cli.many_runs import run_many

        document = run_many(sources, setting, seed, runs, workers, out, chosen, as_json)
        if as_json:
            print_json(document)
        return
    _run_once(sources, setting, seed, out, chosen, as_json)


def _run_once(sources: Sources, setting: Setting, seed: int, out: Path | None, lang: str, as_json: bool) -> None:
    from analysis.experiment.bench import Bench
    from analysis.summary import run_document
    from analysis.telling import tell
    from sim.cli.keep import keep_run
    from sim.cli.story import print_telling

    bench = Bench(setting.inputs, setting=setting)
    record = bench.run(seed)
    judgement = bench.judge(record)
    values = bench.values(record, judgement)
    document = run_document(record, judgement, bench.measures, values)
    if out is not None:
        keep_run(out, sources, setting, record, judgement, document, lang)
    if as_json:
        print_json(document)
    else:
        print_telling(tell(bench.rulebook, record, judgement, lang, setting.inputs.resources.habit), bench.measures, values, lang, out)
