"""`drill new`: a folder of one's own, with the plan, the resources and a scenario to change."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import lang_option, language, print_lines


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "scenario", required=True, help="a shipped scenario, or a file")
@lang_option
@click.pass_context
def command(ctx: click.Context, folder: Path, scenario: str, lang: str | None) -> None:
    """Start FOLDER from a scenario: plan.toml, resources.toml, scenario.toml, all yours to change."""
    from sim.errors import InputError
    from sim.inputs.assembly import assemble, locate
    from sim.record import write_atomically

    sources = locate(scenario)
    assemble(sources)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError.of(str(folder), "", "this is there already and is not an empty folder", hint="name a folder that does not exist yet")
    folder.mkdir(parents=True, exist_ok=True)
    names = {"plan.toml": sources.plan, "resources.toml": sources.resources, "scenario.toml": sources.scenario}
    for name, source in names.items():
        write_atomically(folder / name, source.read_bytes())
    said = "已建立" if language(ctx, lang) == "zh" else "made"
    print_lines([f"{said}: {folder / name}" for name in names])
