"""`drill plot`: the pictures of a run that was kept, whole or in part."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.options import lang_option, language, print_lines


@click.command("plot")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, help="only what touches this body or post; may be given several times")
@click.option("--from", "from_", default=None, metavar="HH:MM", help="from this time after the start")
@click.option("--to", default=None, metavar="HH:MM", help="to this time after the start")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="another folder for the pictures")
@lang_option
@click.pass_context
def command(ctx: click.Context, folder: Path, only: tuple[str, ...], from_: str | None, to: str | None, out: Path | None, lang: str | None) -> None:
    """Draw the timeline and the latencies of the run in FOLDER."""
    from analysis.judge import judge
    from sim.cli.folder import claim, read_record
    from sim.cli.keep import draw, kept_sources, texts_of
    from sim.errors import InputError
    from sim.inputs.assembly import assemble
    from sim.plan.rulebook import Rulebook

    record = read_record(folder)
    sources = kept_sources(folder if folder.is_dir() else folder.parent)
    if sources is None:
        hint = "drill run SCENARIO --out FOLDER keeps them"
        raise InputError.of(str(folder), "inputs", "the inputs of this run are not beside its record", hint=hint)
    inputs = assemble(sources, record.header.plan.get("readings"))
    rulebook = Rulebook(inputs.plan, (), {body.id: body.superior for body in inputs.resources.body})
    judgement = judge(rulebook, record, calendar=inputs.calendar)
    place = claim(out) if out is not None else folder
    window = {"from_min": _moment("--from", from_), "to_min": _moment("--to", to)}
    written = draw(place, inputs.plan, record, judgement, language(ctx, lang), texts_of(inputs.scenario), only=only, **window)
    print_lines([str(path) for path in written])


def _moment(option: str, text: str | None) -> float | None:
    from sim.durations import parse_clock
    from sim.errors import InputError

    if text is None:
        return None
    try:
        return parse_clock(text)
    except ValueError as error:
        raise InputError.of(option, "", str(error), value=text, allowed='hours and minutes after the start, such as "01:30"') from None
