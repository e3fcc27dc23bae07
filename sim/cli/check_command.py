"""`drill check`: read files as a drill would, and list every fault at once."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import lang_option, language, print_lines


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--plan", "plan_name", default=None, help="the plan that resources, scenarios and revisions belong to")
@lang_option
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], plan_name: str | None, lang: str | None) -> None:
    """Check plans, resources, scenarios and revisions; all faults of all files are listed."""
    from sim.inputs.checking import check_files

    kinds = check_files(files, plan_name)
    fine = "没有错误" if language(ctx, lang) == "zh" else "no faults"
    print_lines([f"{file}: {kind}: {fine}" for file, kind in zip(files, kinds, strict=True)])
