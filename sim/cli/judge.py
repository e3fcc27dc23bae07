"""`drill judge`: what became of every duty in a log, simulated or real; what does not fit; and the forms, proposed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.failures import FINDINGS
from sim.cli.log_input import asked_of_log, confirm_option, log_options, read_input
from sim.cli.options import PATH, SpokenCommand, argument, json_option, lang_option, language, option
from sim.cli.reported import evaluation_of, judged
from sim.cli.shown import Shown, one_way, shown_options
from sim.cli.terminal import print_document, print_lines, print_parts, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.logs.outcome import LoggedRecord
    from sim.cli.judged_folder import JudgedFolder
    from sim.cli.log_input import LogInput


@click.command("judge", cls=SpokenCommand, help=phrase("cli.judge.help"))
@argument("log", type=PATH, metavar=phrase("cli.value.log"))
@log_options
@confirm_option
@option("--against", type=PATH, metavar=phrase("cli.value.log"), help=phrase("cli.judge.against"))
@option("--why", metavar=phrase("cli.value.row"), help=phrase("cli.judge.why"))
@option("--write-synonyms", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.judge.write-synonyms"))
@option("--fail-on", type=click.Choice(["incomplete"]), help=phrase("cli.judge.fail-on"))
@option("--dry-run", is_flag=True, help=phrase("cli.judge.dry-run"))
@option("--out", type=PATH, metavar=phrase("cli.value.workbook-or-folder"), help=phrase("cli.judge.out"))
@shown_options("judge")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    log: Path,
    against: Path | None,
    why: str | None,
    write_synonyms: Path | None,
    fail_on: str | None,
    dry_run: bool,
    out: Path | None,
    full: bool,
    sections: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> None:
    """Judge a log (CSV, XLSX, JSON Lines, or the folder or record of a drill) against a plan."""
    from sim.cli.judged_folder import claim_for_log
    from sim.cli.outfile import claim_file

    one_way(as_json=as_json, full=full, sections=sections)
    shown = None if as_json else Shown(full=full, sections=tuple(sections or ()))
    is_folder = out is not None and (out.is_dir() or not out.suffix)
    if out is not None and not is_folder:
        claim_file(out, ".xlsx")
    if write_synonyms is not None:
        claim_file(write_synonyms, asked="--write-synonyms")
        if write_synonyms.exists():
            raise InputError.of("--write-synonyms", "", phrase("cli.judge.synonyms-exist"), value=str(write_synonyms))
    chosen = language()
    found = read_input(log, asked_of_log(given))
    if write_synonyms is not None:
        _write_synonyms(found, write_synonyms, chosen, quiet=as_json)
    if dry_run:
        _show_reading(found, chosen, as_json)
    else:
        _judge(found, log, against, why, out, chosen, shown, folder=claim_for_log(out, found) if out is not None and is_folder else None)
    if fail_on is not None and _incomplete(found):
        ctx.exit(FINDINGS)


def _incomplete(found: LogInput) -> bool:
    from analysis.logs.unknown_words import is_incomplete

    return is_incomplete(found.log)


def _write_synonyms(found: LogInput, file: Path, lang: str, *, quiet: bool) -> None:
    """Write the words of a log that nobody knew, as a file of synonyms to fill in."""
    from analysis.logs.unknown_words import synonyms_to_fill_in
    from sim.record import write_atomically

    write_atomically(file, synonyms_to_fill_in(found.log, found.plan, found.resources, lang).encode())
    if not quiet:
        print_lines([words(lang)("text.written", out=str(file))])


def _judge(
    found: LogInput, file: Path, against: Path | None, why: str | None, out: Path | None, lang: str, shown: Shown | None, folder: JudgedFolder | None
) -> None:
    evaluation = evaluation_of(found.options)
    report = judged(
        found, evaluation, why=None if why is None else _row(why, found.log, file), against=None if against is None else found.other(against).record
    )
    if shown is None or not shown.says_warnings:
        say_remarks(report.remarks, lang)
    if folder is not None:
        from analysis.report.as_json import judge_document

        folder.put(judge_document(report))
    elif out is not None:
        from analysis.report.as_book import write_book
        from sim.cli.outfile import OutFile

        place = OutFile(out)
        write_book(report, out, lang, place.write)
        out = place.written
    if shown is None:
        from analysis.report.as_json import judge_document

        print_document(judge_document(report))
        return
    from analysis.report.as_text import log_sections
    from analysis.report.screen import log_screen

    say = words(lang)
    rest = say("screen.rest-of-log", log=str(file)) if out is None else say("screen.rest-of-kept-log", out=str(out), log=str(file))
    if folder is not None:
        rest = say("screen.rest-of-judged-folder", out=str(out))
    if why is not None or against is not None:
        shown = shown.with_asked(*(["why"] if why is not None else []), *(["against"] if against is not None else []))
    shown.print(lambda seconds: log_screen(report, lang, seconds, rest=rest), partial(log_sections, report, lang))
    if out is not None and not shown.is_screen:
        print_lines([say("text.written", out=str(out))])


def _show_reading(found: LogInput, lang: str, as_json: bool) -> None:
    if as_json:
        from analysis.report.as_json import log_document

        print_document(log_document(found.log, found.plan))
        return
    from analysis.report.as_text import names_in, reading_parts, row_parts

    names = names_in(found.log, lang, found.plan, *found.sources)
    print_parts((*reading_parts(found.log, names, every_problem=True), *row_parts(found.log, names)), as_screen=True)


def _row(place: str, log: LoggedRecord, file: Path) -> int:
    """The `seq` of the row that a reader means, by its line or by sheet and row. Raises InputError."""
    from analysis.report.model import Lines

    lines = Lines(log)
    number = int(place) if place.isdecimal() else next((line for line in log.lines if str(line) == place), None)
    seq = None if number is None else lines.seq(number)
    if seq is None:
        what = "seq" if lines.own else "line"
        known = [found for row in log.record.rows if (found := lines.line(row.seq)) is not None]
        allowed = phrase(f"cli.judge.known-{what}", least=min(known), most=max(known)) if known else phrase("cli.judge.no-rows")
        raise InputError.of(str(file), "--why", phrase(f"cli.judge.no-{what}"), value=place, allowed=allowed)
    return seq
