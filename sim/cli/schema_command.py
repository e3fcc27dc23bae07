"""`drill schema`: the JSON Schema of an input file, for editors that complete and check."""

from __future__ import annotations

import click

from sim.cli.options import print_json


@click.command("schema")
@click.argument("kind", type=click.Choice(["plan", "resources", "scenario", "revision", "record"]))
def command(kind: str) -> None:
    """Print the JSON Schema of a kind of file."""
    from sim.inputs.schema import schema_of

    print_json(schema_of(kind))
