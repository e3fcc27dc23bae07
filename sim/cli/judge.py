"""`drill judge`: what became of every duty in a log, simulated or real; what does not fit; and the forms, proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import PATH, SpokenCommand, argument, json_option, lang_option, language, option, plan_option, resources_option, synonyms_option
from sim.cli.terminal import print_json
from sim.errors import InputError
from sim.words import phrase

if TYPE_CHECKING:
    from analysis.logs.outcome import LoggedRecord
    from sim.inputs.resources import Resources
    from sim.plan.model import Plan
    from sim.plan.rulebook import Rulebook


@click.command("judge", cls=SpokenCommand, help=phrase("cli.judge.help"))
@argument("log", type=PATH, metavar=phrase("cli.value.log"))
@plan_option(phrase("cli.plan.beside-record"))
@resources_option(phrase("cli.resources.beside-plan-if-any"))
@option("--until", metavar=phrase("cli.value.moment"), help=phrase("cli.judge.until"))
@option("--against", type=PATH, metavar=phrase("cli.value.log"), help=phrase("cli.judge.against"))
@option("--why", type=click.IntRange(0), metavar=phrase("cli.value.row"), help=phrase("cli.judge.why"))
@option("--start", metavar=phrase("cli.value.date-and-time"), help=phrase("cli.judge.start"))
@synonyms_option
@option("--confirm", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.judge.confirm"))
@option("--dry-run", is_flag=True, help=phrase("cli.judge.dry-run"))
@option("--out", type=PATH, metavar=phrase("cli.value.workbook"), help=phrase("cli.judge.out"))
@lang_option
@json_option
def command(
    log: Path,
    plan_name: str | None,
    resources: str | None,
    until: str | None,
    against: Path | None,
    why: int | None,
    start: str | None,
    synonyms: Path | None,
    confirm: Path | None,
    dry_run: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Judge a log (CSV, XLSX, JSON Lines, or the folder or record of a drill) against a plan."""
    from sim.cli.keep import claim_file

    if out is not None:
        claim_file(out, suffix=".xlsx")
    chosen = language()
    began = _moment("--start", start)
    found = read_input(log, plan_name, resources, began, synonyms)
    if dry_run:
        _show_reading(found.log, chosen, as_json)
        return
    _judge(found, log, until, against, why, began, confirm, out, chosen, as_json)


def _judge(
    found: LogInput,
    file: Path,
    until: str | None,
    against: Path | None,
    why: int | None,
    start: datetime | None,
    confirm: Path | None,
    out: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    from analysis.evaluation import evaluate_log
    from analysis.forms.confirm import read_confirmation
    from analysis.forms.library import shipped_forms
    from sim.inputs.library import calendar_text

    overrides, confirmed = read_confirmation(confirm, shipped_forms()) if confirm is not None else ((), None)
    evaluation = evaluate_log(
        found.log, found.rules, calendar_text(),
        until=_until(until, found.log), why=None if why is None else _row(why, found.log, file),
        against=None if against is None else found.other(against, start).record, overrides=overrides, confirmed=confirmed,
    )  # fmt: skip
    if out is not None:
        from analysis.evaluation_book import write_book

        write_book(evaluation, out, lang)
    if as_json:
        from analysis.evaluation_document import judge_document

        print_json(judge_document(evaluation))
        return
    from sim.cli.evaluation_story import print_evaluation

    print_evaluation(evaluation, lang, out)


def _show_reading(log: LoggedRecord, lang: str, as_json: bool) -> None:
    if as_json:
        from analysis.evaluation_document import dry_document

        print_json(dry_document(log))
        return
    from sim.cli.evaluation_story import print_reading, print_rows

    print_reading(log, lang, every_problem=True)
    print_rows(log, lang)


def _moment(name: str, text: str | None) -> datetime | None:
    """A date and time as given on the command line. Raises InputError."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError.of(name, "", phrase("cli.judge.no-date"), value=text, allowed=phrase("cli.judge.no-date.allowed")) from None


def _until(text: str | None, log: LoggedRecord) -> float | None:
    """The end of observation in minutes. Raises InputError."""
    from sim.durations import parse_clock

    if text is None:
        return None
    try:
        return float(text) if text.strip().replace(".", "", 1).isdigit() else parse_clock(text)
    except ValueError:
        pass
    if log.dated:
        try:
            moment, start = datetime.fromisoformat(text.strip()), datetime.fromisoformat(log.record.header.start)
        except ValueError:
            pass
        else:
            if moment.tzinfo is None or start.tzinfo is None:
                moment, start = moment.replace(tzinfo=None), start.replace(tzinfo=None)
            return (moment - start).total_seconds() / 60
    raise InputError.of("--until", "", phrase("cli.judge.no-moment"), value=text, allowed=phrase("cli.judge.no-moment.allowed"))


def _row(number: int, log: LoggedRecord, file: Path) -> int:
    """The `seq` of the row that a reader means. Raises InputError."""
    from analysis.log_lines import Lines

    lines = Lines(log)
    seq = lines.seq(number)
    if seq is None:
        what = "seq" if lines.own else "line"
        known = [found for row in log.record.rows if (found := lines.line(row.seq)) is not None]
        allowed = phrase(f"cli.judge.known-{what}", least=min(known), most=max(known)) if known else phrase("cli.judge.no-rows")
        raise InputError.of(str(file), "--why", phrase(f"cli.judge.no-{what}"), value=number, allowed=allowed)
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

    def other(self, path: Path, start: datetime | None) -> LoggedRecord:
        """Another telling, read by the same plan."""
        from analysis.logs.reading import read_log
        from sim.cli.keep import record_file

        return read_log(record_file(path), self.plan, self.resources, start=start, synonyms=self.synonyms)


def read_input(path: Path, plan_name: str | None, resources_name: str | None, start: datetime | None, synonyms: Path | None) -> LogInput:
    """Read a log by what was named, else by what stands beside the record, else by the default plan. Raises InputError."""
    from analysis.judging_rules import judging_rulebook
    from analysis.logs.reading import read_log
    from sim.cli.keep import record_file

    file = record_file(path)
    plan, resources = _kept(file) if plan_name is None and resources_name is None else (None, None)
    if plan is None:
        plan, resources = named_plan(plan_name, resources_name)
    log = read_log(file, plan, resources, start=start, synonyms=synonyms)
    return LogInput(log=log, plan=plan, resources=resources, rules=judging_rulebook(plan, resources), synonyms=synonyms)


def named_plan(plan_name: str | None, resources_name: str | None) -> tuple[Plan, Resources | None]:
    """A plan and its resources: those named, else those beside the plan where there are any. Raises InputError."""
    from sim.inputs.library import find_plan
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan

    plan_file = find_plan(plan_name)
    plan = load_plan(plan_file)
    if resources_name is not None:
        return plan, load_resources(Path(resources_name), plan)
    beside = plan_file.parent / "resources.toml"
    return plan, load_resources(beside, plan) if beside.is_file() else None


def _kept(file: Path) -> tuple[Plan | None, Resources | None]:
    """The plan by which a drill ran, with its revisions and readings, and its resources, where they stand beside its record."""
    import json

    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import assemble

    sources = kept_sources(file.parent)
    if sources is None:
        return None, None
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline(1_000_000))
    except (ValueError, OSError):
        head = {}
    readings = head.get("plan", {}).get("readings") if isinstance(head, dict) and isinstance(head.get("plan"), dict) else None
    inputs = assemble(sources, readings if isinstance(readings, dict) else None)
    return inputs.plan, inputs.resources
