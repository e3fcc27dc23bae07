"""`drill plot`: the timeline and the latencies of a run that was kept, or of any log that `drill judge` reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import (
    PATH,
    SpokenCommand,
    argument,
    calendar_option,
    lang_option,
    language,
    option,
    plan_option,
    resources_option,
    synonyms_option,
)
from sim.cli.terminal import print_lines, say_remarks
from sim.errors import InputError
from sim.words import RefusedError, phrase

if TYPE_CHECKING:
    from sim.cli.judge import LogInput

FromTo = tuple[float | None, float | None]  # from and to, in minutes; None for all there is


@click.command("plot", cls=SpokenCommand, help=phrase("cli.plot.help"))
@argument("log", type=PATH, metavar=phrase("cli.value.log"))
@plan_option(phrase("cli.plan.beside-record"))
@resources_option(phrase("cli.resources.beside-plan-if-any"))
@option("--only", multiple=True, metavar=phrase("cli.value.body"), help=phrase("cli.plot.only"))
@option("--from", "from_", metavar=phrase("cli.value.clock"), help=phrase("cli.plot.from"))
@option("--to", metavar=phrase("cli.value.clock"), help=phrase("cli.plot.to"))
@calendar_option
@option("--until", metavar=phrase("cli.value.moment"), help=phrase("cli.judge.until"))
@option("--start", metavar=phrase("cli.value.date-and-time"), help=phrase("cli.judge.start"))
@synonyms_option
@option(
    "--complete", multiple=True, is_flag=False, flag_value="", default=None, metavar=phrase("cli.value.bodies"), help=phrase("cli.judge.complete")
)
@option("--out", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.plot.out"))
@lang_option
def command(
    log: Path,
    plan_name: str | None,
    resources: str | None,
    only: tuple[str, ...],
    from_: str | None,
    to: str | None,
    calendar: Path | None,
    until: str | None,
    start: str | None,
    synonyms: Path | None,
    complete: tuple[str, ...],
    out: Path | None,
) -> None:
    """Draw a run that was kept by the inputs beside it, and any other log as `drill judge` judges it."""
    span = _minute("--from", from_), _minute("--to", to)
    as_judged = (plan_name, resources, until, start, synonyms, complete or None)
    if all(one is None for one in as_judged) and _is_kept_run(log):
        written = _draw_run(log, calendar, out, only, span)
    else:
        from sim.cli.judge import moment_of, read_input

        if out is None:
            raise InputError.of("--out", "", phrase("cli.plot.no-folder"), hint=phrase("cli.plot.no-folder.hint"))
        found = read_input(log, plan_name, resources, moment_of("--start", start), synonyms, calendar, complete or None)
        written = _draw_log(found, until, out, only, span)
    print_lines([str(path) for path in written])


def _is_kept_run(path: Path) -> bool:
    """Whether a folder or file is a drill's own record with the inputs beside it."""
    from analysis.logs.tables import is_drill_record
    from sim.cli.keep import kept_sources, record_file

    file = record_file(path)
    with file.open("rb") as opened:
        head = opened.readline(1_000_000)
    return is_drill_record(head) and kept_sources(file.parent) is not None


def _draw_run(path: Path, calendar: Path | None, out: Path | None, only: tuple[str, ...], span: FromTo) -> list[Path]:
    from analysis.judge import judge
    from sim.cli.keep import claim, draw, kept_sources, read_record, record_file
    from sim.inputs.assembly import assemble
    from sim.inputs.calendars import told_gap
    from sim.plan.rulebook import Rulebook
    from sim.words import Names

    folder = record_file(path).parent
    record, sources = read_record(path), kept_sources(folder, calendar)
    if sources is None:
        raise InputError.of(str(path), "inputs", phrase("cli.plot.no-inputs"), hint=phrase("cli.plot.no-inputs.hint"))
    inputs = assemble(sources, record.header.plan.get("readings"))
    rulebook = Rulebook(inputs.plan, (), {body.id: body.superior for body in inputs.resources.body})
    judgement = judge(rulebook, record, calendar=inputs.calendar)
    say_remarks(told_gap(judgement.unknown_years), language())
    names = Names(language(), inputs.plan, inputs.resources, inputs.scenario, record.header)
    return draw(claim(out) if out is not None else folder, inputs.plan, names, record, judgement, only=only, span=span)


def _draw_log(found: LogInput, until: str | None, out: Path, only: tuple[str, ...], span: FromTo) -> list[Path]:
    from analysis.certain import judge_openly
    from analysis.figures.kept_log import kept_log
    from sim.cli.judge import until_of
    from sim.cli.keep import claim, draw
    from sim.inputs.calendars import told_gap
    from sim.words import Names

    log, lang = found.log, language()
    record = log.record
    if not record.rows:
        raise InputError.of(log.understood.file, "", phrase("cli.plot.no-rows"), hint=phrase("cli.plot.no-rows.hint"))
    days = found.calendar.of_log(record.header.start, dated=log.dated)
    judgement = judge_openly(found.rules, record, log.evidence, calendar=days, until=until_of(until, log))
    say_remarks(told_gap(judgement.unknown_years), lang)
    names = Names(lang, found.plan, found.rules, *found.sources, record.header)
    return draw(claim(out), found.plan, names, record, judgement, only=only, span=span, kept=kept_log(log, judgement, names))


def _minute(name: str, text: str | None) -> float | None:
    from sim.durations import parse_clock

    if text is None:
        return None
    try:
        return parse_clock(text)
    except ValueError as error:
        why = error.why if isinstance(error, RefusedError) else str(error)
        raise InputError.of(name, "", why, value=text, allowed=phrase("cli.plot.clock")) from None
