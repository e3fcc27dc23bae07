"""`drill script`: a scenario as the script that a drill's staff hand out, and an edited one back as a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import PATH, SpokenCommand, SpokenGroup, argument, lang_option, language, option, plan_option, resources_option
from sim.cli.terminal import print_lines, say_remarks
from sim.words import Phrase, phrase, words

if TYPE_CHECKING:
    from analysis.scripts.read import ReadScript
    from sim.inputs.assembly import Sources

_BOOK, _FILE = ".xlsx", ".toml"
_MINE = "mine.toml"


@click.group("script", cls=SpokenGroup, help=phrase("cli.script.help"))
@lang_option
def command() -> None:
    """Write the script of a scenario, and read an edited one."""


@command.command("write", cls=SpokenCommand, help=phrase("cli.script-write.help"))
@argument("scenario", metavar=phrase("cli.value.scenario"))
@plan_option(phrase("cli.plan.beside-scenario"))
@resources_option(phrase("cli.resources.beside-plan"))
@option("--out", type=PATH, required=True, metavar=phrase("cli.value.script"), help=phrase("cli.script-write.out"))
@lang_option
def write_command(scenario: str, plan_name: str | None, resources: str | None, out: Path) -> None:
    """Write the script of a scenario as a workbook."""
    from analysis.scripts.book import script_book
    from sim.cli.outfile import OutFile, claim_file
    from sim.documents import read_toml
    from sim.inputs.assembly import assemble, locate

    claim_file(out, _BOOK)
    sources = locate(scenario, plan_name, resources)
    inputs = assemble(sources)
    place = OutFile(out)
    place.write(out, script_book(inputs, read_toml(sources.scenario), language(), str(sources.scenario)))
    say = words(language())
    print_lines(
        [say("cli.written", file=str(place.written)), say("script.read-back", file=str(place.written), out=str(place.written.with_name(_MINE)))]
    )


@command.command("read", cls=SpokenCommand, help=phrase("cli.script-read.help"))
@argument("script", type=PATH, metavar=phrase("cli.value.script"))
@option("--from", "named", metavar=phrase("cli.value.scenario"), help=phrase("cli.script-read.from"))
@plan_option(phrase("cli.plan.beside-out"))
@resources_option(phrase("cli.resources.beside-plan"))
@option("--out", type=PATH, required=True, metavar=phrase("cli.value.file"), help=phrase("cli.script-read.out"))
@lang_option
def read_command(script: Path, named: str | None, plan_name: str | None, resources: str | None, out: Path) -> None:
    """Read an edited script as a scenario. Raises InputError with every fault, by sheet, row and column."""
    from analysis.scripts.opened import open_script
    from analysis.scripts.read import base_of, read_script
    from sim.cli.outfile import OutFile, claim_file
    from sim.documents import read_toml
    from sim.inputs.assembly import assemble, locate
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan

    claim_file(out, _FILE)
    opened = open_script(script)
    sources = locate(named, plan_name, resources) if named is not None else None
    base = base_of(opened, (assemble(sources), read_toml(sources.scenario)) if sources is not None else None)
    plan_file, resources_file = _files(base.head, out, plan_name, resources, sources)
    plan = load_plan(plan_file)
    found = read_script(opened, base, plan, load_resources(resources_file, plan), language())
    place = OutFile(out)
    place.write(out, _pointed(found.text.encode(), out.parent))
    say_remarks(tuple(_remarks(found)), language())
    say = words(language())
    print_lines([say("cli.written", file=str(place.written)), *_told(found)])


def _pointed(data: bytes, home: Path) -> bytes:
    """The file with the line that says where its schema is, which is written beside it; without it where that folder is somebody's own."""
    from sim.cli.editors import write_schemas
    from sim.cli.schema_line import FOLDER, pointed
    from sim.errors import InputError

    try:
        write_schemas(home / FOLDER, ("scenario",), language())
    except InputError:
        return data
    return pointed(data, "scenario")


def _files(head: Mapping[str, Any], out: Path, plan_name: str | None, resources: str | None, named: Sources | None) -> tuple[Path, Path]:
    """The plan and the resources that `drill run` would take for the scenario once it is written, else those of the scenario that is named."""
    from sim.inputs.assembly import find_plan, shipped_plan, shipped_resources

    beside = out.parent / "plan.toml"
    shipped = shipped_plan(head.get("plan"))
    plan = beside if plan_name is None and beside.is_file() else None
    if plan is None:
        plan = (
            named.plan if plan_name is None and shipped is None and named is not None else find_plan(plan_name if plan_name is not None else shipped)
        )
    if resources is not None:
        return plan, Path(resources)
    name = head.get("resources")
    wanted = name if isinstance(name, str) and name else "resources.toml"
    folders = (out.parent, plan.parent, *((named.resources.parent,) if named is not None else ()))
    found = next((folder / wanted for folder in folders if (folder / wanted).is_file()), None)
    return plan, found if found is not None else shipped_resources(shipped, plan.parent)


def _remarks(found: ReadScript) -> Iterator[Phrase]:
    """What a reader must know: what was not read, and what no longer fits."""
    taken = found.taken
    if found.plan_changed:
        yield phrase("script.plan-changed")
    if taken.acts_changed:
        yield phrase("script.acts-changed")
    if taken.unread:
        yield phrase("script.unread-columns", n=len(taken.unread), columns=list(taken.unread))
    if taken.half_translated:
        yield phrase("script.half-translated", n=taken.half_translated)


def _told(found: ReadScript) -> list[str]:
    say, taken = words(language()), found.taken
    if found.as_written:
        return [say("script.as-written")]
    parts = (("changed", taken.changed), ("added", taken.added), ("removed", taken.removed))
    return [say(f"script.{name}", len(entries), entries=[_entry(*one) for one in entries]) for name, entries in parts if entries]


def _entry(table: str, key: str) -> Phrase:
    kind = phrase(f"script.kind.{table}")
    return phrase("script.entry", kind=kind, key=key) if key else kind
