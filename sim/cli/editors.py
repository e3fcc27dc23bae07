"""What editors and shells ask for: schemas, the line at the head of a file that says where its schema is, and completion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import get_completion_class

from sim.cli.options import PATH, SpokenCommand, argument, lang_option, language, option
from sim.cli.terminal import json_parts, print_json, print_lines
from sim.vocabulary import DOCUMENTS, INPUT_KINDS
from sim.words import phrase, words

RECORD = "record"
SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_DRILL_COMPLETE"  # as click names it after the program


@click.command("schema", cls=SpokenCommand, help=phrase("cli.schema.help"))
@argument("kind", type=click.Choice([*INPUT_KINDS, RECORD, *DOCUMENTS.values()]), metavar=phrase("cli.value.kind-of-file"), required=False)
@option("--write", "folder", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("editors.schema.write"))
@lang_option
def schema_command(kind: str | None, folder: Path | None) -> None:
    """Print the JSON Schema of a kind of file or document; write those of all input files; or list the kinds."""
    if folder is not None:
        kinds = INPUT_KINDS if kind is None else (kind,)
        say = words(language())
        print_lines([say("cli.written", file=str(file)) for file in write_schemas(folder, kinds, language())])
    elif kind is None:
        _list_kinds(language())
    else:
        print_json(schema_named(kind, language()))


def _list_kinds(lang: str) -> None:
    from analysis.documents.schemas import SHAPES
    from sim.inputs.typed_schema import shape_words

    say = words(lang)
    told = {kind: say(f"cli.file.{kind}") for kind in (*INPUT_KINDS, RECORD)}
    told |= {DOCUMENTS[kind]: say.tell(shape_words(shape.__name__)) for kind, shape in SHAPES.items()}
    print_lines([f"{kind:18}{what}" for kind, what in told.items()])


def schema_named(kind: str, lang: str) -> dict[str, Any]:
    """The schema of a kind of file or document, described in a language."""
    from analysis.documents.schemas import document_schema
    from sim.inputs.schema import KINDS_OF_FILE, schema_of

    return schema_of(kind, lang) if kind in KINDS_OF_FILE else document_schema(kind, lang)


def write_schemas(folder: Path, kinds: tuple[str, ...], lang: str) -> list[Path]:
    """Write schemas into a folder, each as KIND.json; a document's name loses its slash. Raises InputError where somebody's own stands there."""
    from sim.cli.folder import DrillFolder

    files = {f"{kind.replace('/', '-')}.json": schema_bytes(kind, lang) for kind in kinds}
    DrillFolder.claim(folder, files).put(files)
    return [folder / name for name in files]


def schema_bytes(kind: str, lang: str) -> bytes:
    """A schema as the content of a file."""
    return b"".join(json_parts(schema_named(kind, lang))) + b"\n"


@click.command("completion", cls=SpokenCommand, help=phrase("editors.completion.help"))
@argument("shell", type=click.Choice(SHELLS))
@lang_option
def completion_command(shell: str) -> None:
    """Print the lines that teach a shell to complete the command line."""
    from sim.cli import group

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(shell)
    print_lines([found(group, {}, "drill", _VARIABLE).source().rstrip("\n")])
