"""The command line. Each command is one file and imports what it needs when it runs; `drill --help` loads click alone."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from sim.cli.language import LANG_OPTION_HELP, chosen_language

# name -> (module, one line in Chinese, one line in English)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "list": ("list_command", "列出随附的预案、情景、修订和指标", "what ships: plans, scenarios, revisions, measures"),
    "new": ("new_command", "从一个情景新建自己的演练文件夹", "start a folder of your own from a scenario"),
    "check": ("check_command", "检查文件：一次列出全部错误", "check files, and list every fault at once"),
    "plan": ("plan_command", "阅读、检查、比较预案", "read, check and compare plans"),
    "schema": ("schema_command", "输入文件的 JSON Schema", "the JSON Schema of the input files"),
    "run": ("run_command", "推演一个情景", "run a scenario"),
    "plot": ("plot_command", "画出一次推演的时间线", "draw the timeline of a run"),
    "judge": ("judge_command", "按预案评判一份记录", "judge a log against the plan"),
    "log-sheet": ("log_sheet_command", "生成空白记录表（XLSX）", "write the empty log sheet (XLSX)"),
    "evaluate": ("evaluate_command", "对照试验：修订是否有帮助", "controlled experiments: does a revision help"),
    "fit": ("fit_command", "由自己的演练记录估计各项用时", "estimate task times from your own drills"),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sim.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line for each command, without importing any."""
        column = 1 if chosen_language(ctx.params.get("lang")) == "zh" else 2
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[column]) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en"]), default=None, help=LANG_OPTION_HELP)
@click.version_option(package_name="petition-drill", prog_name="drill")
@click.pass_context
def group(ctx: click.Context, lang: str | None) -> None:
    """Drill a written emergency plan: who is late, by which clause, and would a revision help."""
    ctx.obj = {"lang": lang}


def main(args: list[str] | None = None) -> Any:
    """Run the command line. Exit 0 fine, 1 findings, 2 bad input, 130 interrupted. No traceback reaches a user."""
    from sim.cli.failures import guarded

    sys.exit(guarded(lambda: group.main(args=args, prog_name="drill", standalone_mode=False)))
