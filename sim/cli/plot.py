"""`drill plot`: the timeline and the latencies of a run that was kept, or of any log that `drill judge` reads."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.log_input import ASKED_NOTHING, asked_of_log, log_options, read_input, until_of
from sim.cli.moments import begin_of, minute_of
from sim.cli.options import PATH, SpokenCommand, argument, lang_option, language, option
from sim.cli.progress import doing
from sim.cli.terminal import print_lines, say_remarks
from sim.errors import InputError
from sim.words import phrase

if TYPE_CHECKING:
    from analysis.logs.names import PartyNames
    from analysis.logs.time_columns import TimeColumn
    from sim.cli.log_input import LogInput
    from sim.record import Record
    from sim.words import Names

AskedSpan = tuple[str | None, str | None]  # from and to, as given
FromTo = tuple[float | None, float | None]  # the same in minutes; None for all there is


@click.command("plot", cls=SpokenCommand, help=phrase("cli.plot.help"))
@argument("log", type=PATH, metavar=phrase("cli.value.log"))
@log_options
@option("--only", multiple=True, metavar=phrase("cli.value.body"), help=phrase("cli.plot.only"))
@option("--from", "from_", metavar=phrase("cli.value.clock"), help=phrase("cli.plot.from"))
@option("--to", metavar=phrase("cli.value.clock"), help=phrase("cli.plot.to"))
@option("--out", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.plot.out"))
@lang_option
def command(log: Path, only: tuple[str, ...], from_: str | None, to: str | None, out: Path | None, **given: Any) -> None:
    """Draw a run that was kept by the inputs beside it, and any other log as `drill judge` judges it."""
    from sim.cli.asked import asked_in

    asked, options = (from_, to), asked_of_log(given)
    if replace(options, calendar=None) == ASKED_NOTHING and _is_kept_run(log):
        written = _draw_run(log, options.calendar, out, only, asked)
    else:
        place = log if out is None and asked_in(log) is not None else out
        if place is None:
            raise InputError.of("--out", "", phrase("cli.plot.no-folder"), hint=phrase("cli.plot.no-folder.hint"))
        written = _draw_log(read_input(log, options), place, only, asked)
    print_lines([str(path) for path in written])


def _is_kept_run(path: Path) -> bool:
    """Whether a folder or file is a drill's own record with the inputs beside it."""
    from analysis.logs.tables import is_drill_record
    from sim.cli.asked import asked_in
    from sim.cli.keep import kept_sources, record_file

    if asked_in(path) is not None:
        return False  # a log that was judged, be it one of a drill
    file = record_file(path)
    if file.exists() and not file.is_file():
        return False  # nothing stands beside a pipe or a device, and what is read of it here would be lost
    with file.open("rb") as opened:
        head = opened.readline(1_000_000)
    return is_drill_record(head) and kept_sources(file.parent) is not None


def _draw_run(path: Path, calendar: Path | None, out: Path | None, only: tuple[str, ...], asked: AskedSpan) -> list[Path]:
    from analysis.judge import judge
    from analysis.logs.names import PartyNames
    from analysis.logs.synonyms import load_synonyms
    from sim.cli.keep import draw, kept_sources, read_record, record_file
    from sim.cli.log_input import everyday_names
    from sim.inputs.assembly import assemble
    from sim.inputs.calendars import told_gap
    from sim.plan.rulebook import Rulebook
    from sim.record import check_facts
    from sim.record_content import kinds_of
    from sim.words import Names

    folder, everyday = record_file(path).parent, None
    record, sources = read_record(path), kept_sources(folder, calendar)
    if sources is None:
        raise InputError.of(str(path), "inputs", phrase("cli.plot.no-inputs"), hint=phrase("cli.plot.no-inputs.hint"))
    inputs = assemble(sources, record.header.plan.get("readings"))
    check_facts(record, kinds_of({fact.id: fact.type for fact in inputs.plan.fact}), str(record_file(path)))
    rulebook = Rulebook(inputs.plan, (), {body.id: body.superior for body in inputs.resources.body})
    judgement = judge(rulebook, record, calendar=inputs.calendar)
    say_remarks(told_gap(judgement.unknown_years), language())
    names = Names(language(), inputs.plan, inputs.resources, inputs.scenario, record.header)
    with suppress(InputError):  # a plan that does not ship has no everyday names of its own
        everyday = everyday_names(inputs.plan.plan.id)
    parties = PartyNames(inputs.plan, inputs.resources, load_synonyms(everyday).party)
    span = _span(asked, record, None)
    doing(phrase("editors.progress.drawing"))
    return draw(out or folder, inputs.plan, names, record, judgement, only=_whom(only, parties, names), span=span, new=out is not None)


def _draw_log(found: LogInput, out: Path, only: tuple[str, ...], asked: AskedSpan) -> list[Path]:
    from analysis.certain import judge_openly
    from analysis.figures.kept_log import kept_log
    from sim.cli.keep import draw
    from sim.inputs.calendars import told_gap
    from sim.words import Names

    log, lang = found.log, language()
    record = log.record
    if not record.rows:
        raise InputError.of(log.understood.file, "", phrase("cli.plot.no-rows"), hint=phrase("cli.plot.no-rows.hint"))
    days = found.calendar.of_log(record.header.start, dated=log.dated)
    doing(phrase("editors.progress.judging", rows=len(record.rows)))
    judgement = judge_openly(found.rules, record, log.evidence, calendar=days, until=until_of(found.options.until, log))
    say_remarks(told_gap(judgement.unknown_years), lang)
    names = Names(lang, found.plan, found.rules, *found.sources, record.header)
    whom = _whom(only, found.parties, names)
    span = _span(asked, record, log.times)
    doing(phrase("editors.progress.drawing"))
    return draw(out, found.plan, names, record, judgement, only=whom, span=span, kept=kept_log(log, judgement, names), new=True)


def _whom(only: tuple[str, ...], parties: PartyNames, names: Names) -> tuple[str, ...]:
    """The ids of those named, as a log may name them; what nobody knows stays as it is. Raises InputError for a name of several."""
    found: list[str] = []
    for name in only:
        here = parties.find(name)
        if here.among:
            raise InputError.of("--only", "", phrase("figures.several-of-this-name"), value=name, allowed=[names.party(one) for one in here.among])
        found += [one for one in here.ids if one not in here.strangers] or [name]
    return tuple(dict.fromkeys(found))


def _span(asked: AskedSpan, record: Record, column: TimeColumn | None) -> FromTo:
    """The window in minutes; what a clock shows is not before the record, and the end not before the beginning. Raises InputError."""
    first = begin_of(record)
    low = minute_of("--from", asked[0], record.header, column, after=first)
    return low, minute_of("--to", asked[1], record.header, column, after=first if low is None else low)
