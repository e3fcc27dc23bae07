"""`drill judge`: what became of every duty in a log, simulated or real; what does not fit; and the forms, proposed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failures import FINDINGS
from sim.cli.moments import begin_of, minute_of, moment_of
from sim.cli.options import (
    PATH,
    SpokenCommand,
    argument,
    calendar_option,
    json_option,
    lang_option,
    language,
    option,
    plan_option,
    resources_option,
    synonyms_option,
)
from sim.cli.progress import doing
from sim.cli.shown import Shown, one_way, shown_options
from sim.cli.terminal import print_document, print_lines, print_parts, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from datetime import datetime

    from analysis.expectations import Expectations
    from analysis.logs.names import PartyNames
    from analysis.logs.outcome import LoggedRecord
    from sim.inputs.assembly import Inputs
    from sim.inputs.calendars import CalendarFile
    from sim.inputs.resources import Resources
    from sim.inputs.scenario import Scenario
    from sim.plan.model import Plan
    from sim.plan.rulebook import Rulebook


@click.command("judge", cls=SpokenCommand, help=phrase("cli.judge.help"))
@argument("log", type=PATH, metavar=phrase("cli.value.log"))
@plan_option(phrase("cli.plan.beside-record"))
@resources_option(phrase("cli.resources.beside-plan-if-any"))
@calendar_option
@option("--until", metavar=phrase("cli.value.moment"), help=phrase("cli.judge.until"))
@option("--against", type=PATH, metavar=phrase("cli.value.log"), help=phrase("cli.judge.against"))
@option("--why", metavar=phrase("cli.value.row"), help=phrase("cli.judge.why"))
@option("--start", metavar=phrase("cli.value.date-and-time"), help=phrase("cli.judge.start"))
@synonyms_option
@option("--write-synonyms", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.judge.write-synonyms"))
@option("--confirm", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.judge.confirm"))
@option(
    "--complete", multiple=True, is_flag=False, flag_value="", default=None, metavar=phrase("cli.value.bodies"), help=phrase("cli.judge.complete")
)
@option("--fail-on", type=click.Choice(["incomplete"]), help=phrase("cli.judge.fail-on"))
@option("--dry-run", is_flag=True, help=phrase("cli.judge.dry-run"))
@option("--out", type=PATH, metavar=phrase("cli.value.workbook"), help=phrase("cli.judge.out"))
@shown_options("judge")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    log: Path,
    plan_name: str | None,
    resources: str | None,
    calendar: Path | None,
    until: str | None,
    against: Path | None,
    why: str | None,
    start: str | None,
    synonyms: Path | None,
    write_synonyms: Path | None,
    confirm: Path | None,
    complete: tuple[str, ...],
    fail_on: str | None,
    dry_run: bool,
    out: Path | None,
    full: bool,
    sections: tuple[str, ...],
    as_json: bool,
) -> None:
    """Judge a log (CSV, XLSX, JSON Lines, or the folder or record of a drill) against a plan."""
    from sim.cli.outfile import claim_file

    one_way(as_json=as_json, full=full, sections=sections)
    shown = None if as_json else Shown(full=full, sections=tuple(sections or ()))
    if out is not None:
        claim_file(out, ".xlsx")
    if write_synonyms is not None:
        claim_file(write_synonyms, asked="--write-synonyms")
        if write_synonyms.exists():
            raise InputError.of("--write-synonyms", "", phrase("cli.judge.synonyms-exist"), value=str(write_synonyms))
    chosen = language()
    began = moment_of("--start", start)
    found = read_input(log, plan_name, resources, began, synonyms, calendar, complete or None)
    if write_synonyms is not None:
        _write_synonyms(found, write_synonyms, chosen, quiet=as_json)
    if dry_run:
        _show_reading(found, chosen, as_json)
    else:
        _judge(found, log, until, against, why, began, confirm, out, chosen, shown)
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
    found: LogInput,
    file: Path,
    until: str | None,
    against: Path | None,
    why: str | None,
    start: datetime | None,
    confirm: Path | None,
    out: Path | None,
    lang: str,
    shown: Shown | None,
) -> None:
    from analysis.forms.model import shipped_forms
    from analysis.forms.proposal import read_confirmation
    from analysis.report.build import judge_log

    doing(phrase("editors.progress.judging", rows=len(found.log.record.rows)))
    overrides, confirmed = read_confirmation(confirm, shipped_forms()) if confirm is not None else ((), None)
    report = judge_log(
        found.log, found.rules, found.calendar,
        until=until_of(until, found.log), why=None if why is None else _row(why, found.log, file),
        against=None if against is None else found.other(against, start).record, overrides=overrides, confirmed=confirmed,
        sources=found.sources, expectations=found.expectations(),
    )  # fmt: skip
    if shown is None or not shown.says_warnings:
        say_remarks(report.remarks, lang)
    if out is not None:
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


def until_of(text: str | None, log: LoggedRecord) -> float | None:
    """The end of observation in minutes; a clock time is the next one, not before the log. Raises InputError."""
    return minute_of("--until", text, log.record.header, log.times, after=begin_of(log.record))


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


# -- which plan, resources and log are meant -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInput:
    """A log read by a plan, with the rules that judge it."""

    log: LoggedRecord
    plan: Plan
    resources: Resources | None
    rules: Rulebook
    synonyms: Path | None
    calendar: CalendarFile
    everyday: Path | None = None  # the words that ship with the plan
    scenario: Scenario | None = None  # that a drill's record belongs to
    scenario_file: str = ""

    @property
    def sources(self) -> tuple[object, ...]:
        """What knows names beside the plan."""
        return tuple(source for source in (self.resources, self.scenario) if source is not None)

    def expectations(self) -> Expectations | None:
        """What the scenario of a drill's record expects of it. Raises InputError."""
        from analysis.expectations import Expectations
        from analysis.measures.registry import measures_of

        if self.scenario is None:
            return None
        habits = [habit.id for habit in self.resources.habit] if self.resources is not None else []
        return Expectations(self.scenario.expect, self.rules, measures_of(self.rules), habits, self.scenario_file)

    @property
    def parties(self) -> PartyNames:
        """Every name under which somebody may be meant, as the log was read."""
        from analysis.logs.names import PartyNames
        from analysis.logs.synonyms import load_synonyms

        return PartyNames(self.plan, self.resources, load_synonyms(self.everyday, self.synonyms).party)

    def other(self, path: Path, start: datetime | None) -> LoggedRecord:
        """Another telling, read by the same plan."""
        from analysis.logs.reading import read_log
        from sim.cli.keep import record_file

        return read_log(record_file(path), self.plan, self.resources, start=start, synonyms=self.synonyms, everyday=self.everyday)


def read_input(
    path: Path,
    plan_name: str | None,
    resources_name: str | None,
    start: datetime | None,
    synonyms: Path | None,
    calendar: Path | None = None,
    complete: tuple[str, ...] | None = None,
) -> LogInput:
    """Read a log by what was named, else by what stands beside the record, else by the default plan. Raises InputError."""
    from analysis.judge import judging_rulebook
    from analysis.logs.reading import read_log
    from sim.cli.keep import record_file
    from sim.inputs.calendars import load_calendar_file

    file = record_file(path)
    kept, scenario_file = _kept(file) if plan_name is None and resources_name is None else (None, "")
    plan, resources = (kept.plan, kept.resources) if kept is not None else named_plan(plan_name, resources_name)
    everyday = None if kept is not None else everyday_names(plan_name)
    return LogInput(
        log=read_log(file, plan, resources, start=start, synonyms=synonyms, everyday=everyday, complete=complete),
        everyday=everyday,
        plan=plan,
        resources=resources,
        rules=judging_rulebook(plan, resources),
        synonyms=synonyms,
        calendar=load_calendar_file(_calendar_of(file) if calendar is None else calendar),
        scenario=None if kept is None else kept.scenario,
        scenario_file=scenario_file,
    )


def named_plan(plan_name: str | None, resources_name: str | None) -> tuple[Plan, Resources | None]:
    """A plan and its resources: those named, else those beside the plan where there are any. Raises InputError."""
    from sim.inputs.assembly import find_plan
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan

    plan_file = find_plan(plan_name)
    plan = load_plan(plan_file)
    if resources_name is not None:
        return plan, load_resources(Path(resources_name), plan)
    beside = plan_file.parent / "resources.toml"
    return plan, load_resources(beside, plan) if beside.is_file() else None


def everyday_names(plan_name: str | None) -> Path | None:
    """The file of everyday names beside a plan, where there is one. Raises InputError where there is no such plan."""
    from sim.inputs.assembly import find_plan

    beside = find_plan(plan_name).parent / "names.toml"
    return beside if beside.is_file() else None


def _calendar_of(log: Path) -> Path:
    """The calendar that is kept beside a record, or stands beside a log; else that which ships."""
    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import calendar_beside

    sources = kept_sources(log.parent)
    return calendar_beside(log) if sources is None else sources.calendar


def _kept(file: Path) -> tuple[Inputs | None, str]:
    """The inputs with which a drill ran, with revisions and readings, where they stand beside its record, and the scenario's file."""
    import json

    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import assemble

    sources = kept_sources(file.parent)
    if sources is None:
        return None, ""
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline(1_000_000))
    except (ValueError, RecursionError, OSError):
        head = {}
    readings = head.get("plan", {}).get("readings") if isinstance(head, dict) and isinstance(head.get("plan"), dict) else None
    return assemble(sources, readings if isinstance(readings, dict) else None), str(sources.scenario)
