"""Starts a folder: from a scenario with its plan and resources, from one of these files alone, or from a small drill that explains itself."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import PATH, SpokenCommand, argument, lang_option, language, option
from sim.cli.schema_line import FOLDER, kind_in, pointed
from sim.cli.terminal import print_lines
from sim.errors import InputError
from sim.words import phrase, words

_KINDS = ("plan", "resources", "scenario")


@click.command("new", cls=SpokenCommand, help=phrase("cli.new.help"))
@argument("folder", type=PATH, metavar=phrase("cli.value.folder"))
@option("--from", "scenario", metavar=phrase("cli.value.scenario"), help=phrase("cli.new.from"))
@option("--only", "kinds", type=click.Choice(_KINDS), multiple=True, help=phrase("cli.new.only"))
@option("--blank", is_flag=True, help=phrase("cli.new.blank"))
@lang_option
def new_command(folder: Path, scenario: str | None, kinds: tuple[str, ...], blank: bool) -> None:
    """Start a folder with files that are the user's to change; what is in it stays. Raises InputError where one of them is there."""
    from sim.cli.editors import write_schemas
    from sim.record import staged

    if blank == (scenario is not None):
        raise InputError.of("drill new", "", phrase("cli.new.one-beginning"), allowed=phrase("cli.new.beginnings"))
    files = _copied(scenario, kinds) if scenario is not None else _blank(kinds)
    if folder.exists() and not folder.is_dir():
        raise InputError.of(str(folder), "", phrase("cli.new.no-folder"), hint=phrase("cli.new.there-already.hint"))
    held = {name: kind_in(content) for name, content in files.items()}
    made = {name: content if (kind := held[name]) is None else pointed(content, kind) for name, content in files.items()}
    there = tuple(name for name, content in made.items() if (folder / name).exists() and not _is_as_made(folder / name, content))
    if there:
        raise InputError.of(str(folder / there[0]), "", phrase("cli.new.there-already"), hint=phrase("cli.new.there-already.hint"))
    folder.mkdir(parents=True, exist_ok=True)
    write_schemas(folder / FOLDER, tuple(dict.fromkeys(filter(None, held.values()))), language())
    with staged({folder / name: content for name, content in made.items()}) as put_in_place:
        put_in_place()
    say = words(language())
    print_lines([*(say("cli.new.made", file=str(folder / name)) for name in files), *_what_next(folder)])


def _is_as_made(file: Path, content: bytes) -> bool:
    """Whether a file is what a beginning that was cut short has left, or one that nobody touched since: nothing is lost by making it again."""
    return file.is_file() and not file.is_symlink() and file.read_bytes() == content


def _what_next(folder: Path) -> list[str]:
    """What to type next, where the folder can be run."""
    return [words(language())("cli.new.next", folder=str(folder))] if (folder / "scenario.toml").is_file() else []


def _copied(scenario: str, kinds: tuple[str, ...]) -> dict[str, bytes]:
    """The files of a shipped or own scenario, or those of these kinds; with a scenario goes the calendar that it names."""
    from sim.inputs.assembly import assemble, file_named_by, locate

    sources = locate(scenario)
    assemble(sources)
    wanted = {kind: getattr(sources, kind) for kind in _KINDS if not kinds or kind in kinds}
    called = {"resources": file_named_by(sources.scenario, "resources")}
    names = {called.get(kind) or f"{kind}.toml": source for kind, source in wanted.items()}
    if "scenario" in wanted and (calendar := file_named_by(sources.scenario, "calendar")) is not None:
        names[calendar] = sources.calendar
    return {name: source.read_bytes() for name, source in names.items()}


def _blank(kinds: tuple[str, ...]) -> dict[str, bytes]:
    from sim.inputs.blank import BLANK_FILES, blank_file

    wanted = {f"{kind}.toml" for kind in kinds or _KINDS}
    return {name: blank_file(name, language()).encode() for name in BLANK_FILES if name in wanted}
