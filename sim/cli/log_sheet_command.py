"""`drill log-sheet`: the empty sheet on which somebody in the room keeps the log of a drill."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import lang_option, language, print_lines


@click.command("log-sheet")
@click.option("--plan", "plan_name", default=None, help="a plan's name or file; default: the default plan")
@click.option("--resources", default=None, help="a resources file; default: the one beside the plan, where there is one")
@click.option("--synonyms", type=click.Path(path_type=Path), default=None, help="a TOML file with your own words")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="the workbook to write (.xlsx)")
@lang_option
@click.pass_context
def command(ctx: click.Context, plan_name: str | None, resources: str | None, synonyms: Path | None, out: Path, lang: str | None) -> None:
    """Write the empty log sheet for a plan, with drop-downs of its bodies, kinds and forms."""
    from analysis.logs.sheet import write_log_sheet
    from sim.cli.judge_command import check_workbook
    from sim.cli.log_input import named_plan

    check_workbook(out)
    plan, found = named_plan(plan_name, resources)
    write_log_sheet(plan, found, out, language(ctx, lang), synonyms=synonyms)
    print_lines([str(out)])
