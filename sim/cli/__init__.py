"""The command line. Each command imports what it needs when it runs; `drill --help` loads click alone."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from gettext import gettext
from io import TextIOWrapper
from typing import Any

import click

from sim.cli.failures import ReaderGoneError, guarded
from sim.cli.options import RootGroup, asked_for, lang_option, language, option, spoken
from sim.cli.progress import waited_for
from sim.cli.signals import answer_no_more, answer_termination, code_of, fill_closed_streams
from sim.words import phrase

# name -> (module, the command in it), in the order of the help
_COMMANDS: dict[str, tuple[str, str]] = {
    "list": ("files", "list_command"),
    "new": ("new", "new_command"),
    "check": ("files", "check_command"),
    "plan": ("plan", "command"),
    "schema": ("editors", "schema_command"),
    "run": ("run", "command"),
    "plot": ("plot", "command"),
    "judge": ("judge", "command"),
    "report": ("report", "command"),
    "log-sheet": ("files", "log_sheet_command"),
    "script": ("script", "command"),
    "evaluate": ("evaluate", "command"),
    "programme": ("programme", "command"),
    "compare": ("compare", "command"),
    "fit": ("files", "fit_command"),
    "completion": ("editors", "completion_command"),
}


# After so many new objects garbage is looked for. A command loads hundreds of thousands that live to its end (modules, models, a plan), and to
# look through them every 700 objects, as is usual, costs a twelfth of `drill run`.
_LOOK_FOR_GARBAGE = (100_000, 10, 10)


class _LazyGroup(RootGroup):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order of the table."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"sim.cli.{module}"), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; of one that is none, the nearest is told."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            from difflib import get_close_matches

            raise click.NoSuchCommand(error.command_name, possibilities=get_close_matches(args[0], _COMMANDS, n=1), ctx=ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that is named."""
        try:
            with waited_for(language()):
                return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGoneError from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line for each command, without importing any."""
        with formatter.section(gettext("Commands")):
            formatter.write_dl([(name, spoken()(f"cli.line.{name}")) for name in _COMMANDS])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from sim.cli.version import print_version

        print_version(as_json="--json" in asked_for())
        ctx.exit()


def _refuse_alone(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Before a command `--json` goes with `--version` alone; else it stands behind the command. Raises UsageError."""
    if wanted and "--version" not in asked_for():
        raise click.UsageError(spoken()("editors.json-behind"), ctx)


@click.group(cls=_LazyGroup, help=phrase("cli.help"), context_settings={"help_option_names": ["-h", "--help"]})
@lang_option
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help=phrase("cli.version"))
@option("--json", is_flag=True, is_eager=True, expose_value=False, callback=_refuse_alone, help=phrase("editors.version.json"))
def group() -> None:
    """Drill a written emergency plan: who is late, by which clause, and would a revision help."""


def main(args: list[str] | None = None) -> Any:
    """Run the command line: the whole life of a process. Exit codes as in `sim.cli.failures`; no traceback reaches a user."""
    fill_closed_streams()
    answer_termination()
    sys.stdout, sys.stderr = (stream or open(os.devnull, "w", encoding="utf-8") for stream in (sys.stdout, sys.stderr))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # what is said is said in any language, whatever the locale; what no encoding can say, such as half a character, is shown as such
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    usual = gc.get_threshold()
    gc.set_threshold(*_LOOK_FOR_GARBAGE)
    try:
        code = guarded(lambda: group.main(args=args, prog_name="drill", standalone_mode=False))
    except KeyboardInterrupt as stop:  # once more, while the first one was being answered
        code = code_of(stop)
    finally:
        gc.set_threshold(*usual)
    answer_no_more()
    sys.exit(code)
