"""`drill plan write` and `read`: a plan as a workbook, and a workbook as a plan."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import PATH, SpokenCommand, argument, lang_option, language, option
from sim.cli.schema_line import FOLDER, pointed
from sim.cli.terminal import print_lines, say_aside
from sim.errors import InputError
from sim.words import phrase, words

_BOOK, _FILE = ".xlsx", ".toml"
_PLAN = "plan"


@click.command("write", cls=SpokenCommand, help=phrase("cli.plan-write.help"))
@argument("plan_name", metavar=phrase("cli.value.plan"), required=False)
@option("--out", required=True, type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-write.out"))
@lang_option
def write_command(plan_name: str | None, out: Path) -> None:
    """Write a plan as a workbook to be filled in."""
    from analysis.planbook.write import plan_book
    from sim.cli.outfile import OutFile, claim_file
    from sim.documents import read_toml
    from sim.inputs.assembly import find_plan
    from sim.plan.loader import check_plan_document

    claim_file(out, _BOOK)
    file = find_plan(plan_name)
    tables = read_toml(file)
    check_plan_document(tables, str(file))
    place = OutFile(out)
    place.write(out, plan_book(tables, str(file), language()))
    print_lines([words(language())("cli.written", file=str(place.written))])


@click.command("read", cls=SpokenCommand, help=phrase("cli.plan-read.help"))
@argument("book", type=PATH, metavar=phrase("cli.value.workbook"))
@option("--out", required=True, type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-read.out"))
@lang_option
def read_command(book: Path, out: Path) -> None:
    """Read a plan's workbook, and write the plan as a file."""
    from analysis.planbook.read import read_plan_book
    from analysis.planbook.toml_text import toml_file
    from sim.cli.outfile import OutFile, claim_file

    claim_file(out, _FILE)
    say = words(language())
    read = read_plan_book(book, language())
    for sheet in read.strange:
        say_aside(say("planbook.strange", sheet=sheet))
    text = toml_file(read.tables).encode()
    place = OutFile(out)
    place.write(out, pointed(text, _PLAN) if _with_schema(out.resolve().parent) else text)
    counts = [
        say("cli.plan-read.count", table=say.named("ref", table), number=len(held)) for table, held in read.tables.items() if isinstance(held, list)
    ]
    print_lines([say("cli.written", file=str(place.written)), say("cli.plan-read.counts", counts=counts)])


def _with_schema(folder: Path) -> bool:
    """Whether the schema of plans stands in the folder that a file's first line names, or could be put there."""
    from sim.cli.editors import write_schemas

    try:
        write_schemas(folder / FOLDER, (_PLAN,), language())
    except InputError:
        return (folder / FOLDER / f"{_PLAN}.json").is_file()
    return True
