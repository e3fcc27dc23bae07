"""`drill judge`: what became of every duty in a log, simulated or real; what does not fit; and the forms, proposed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import json_option, lang_option, language, print_json

if TYPE_CHECKING:
    from analysis.logs.outcome import LoggedRecord
    from sim.cli.log_input import LogInput

_PATH = click.Path(path_type=Path)


@click.command("judge")
@click.argument("log", type=_PATH)
@click.option("--plan", "plan_name", default=None, help="a plan's name or file; default: the one beside a drill's record, else the default plan")
@click.option("--resources", default=None, help="a resources file; default: the one beside the plan, where there is one")
@click.option("--until", default=None, metavar="T", help='end of observation: "HH:MM" or a length after minute 0, or a date and time')
@click.option("--against", type=_PATH, default=None, help="another telling of the same event (what is established), shown beside this one")
@click.option("--why", type=click.IntRange(0), default=None, metavar="ROW", help="how a row came about: its line in the log, its seq in a record")
@click.option("--start", default=None, metavar="DATETIME", help="when minute 0 was, such as 2026-03-10T08:20")
@click.option("--synonyms", type=_PATH, default=None, help="a TOML file with your own words for columns, kinds and bodies")
@click.option("--confirm", type=_PATH, default=None, help="a TOML file with overrides of ratings: form, item, rating, role, time, reason")
@click.option("--dry-run", is_flag=True, help="show how the log is understood, and judge nothing")
@click.option("--out", type=_PATH, default=None, help="write the result as a workbook (.xlsx)")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
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
    lang: str | None,
    as_json: bool,
) -> None:
    """Judge LOG (CSV, XLSX, JSON Lines, or the folder or record of a drill) against a plan."""
    from sim.cli.log_input import read_input

    check_workbook(out)
    chosen = language(ctx, lang)
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


def check_workbook(out: Path | None) -> None:
    """Whether a workbook can be written there. Raises InputError."""
    from sim.errors import InputError

    if out is None:
        return
    if out.suffix.lower() != ".xlsx":
        raise InputError.of("--out", "", "the result is written as a workbook", value=str(out), allowed="a file name that ends in .xlsx")
    if not out.parent.is_dir():
        raise InputError.of("--out", "", "there is no such folder", value=str(out.parent), hint="make the folder first")


def _moment(option: str, text: str | None) -> datetime | None:
    """A date and time as given on the command line. Raises InputError."""
    from sim.errors import InputError

    if text is None:
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError.of(option, "", "this is no date and time", value=text, allowed="such as 2026-03-10T08:20") from None


def _until(text: str | None, log: LoggedRecord) -> float | None:
    """The end of observation in minutes. Raises InputError."""
    from sim.durations import parse_clock
    from sim.errors import InputError

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
    allowed = 'minutes, "HH:MM" or a length such as "8 h" after the start; for a log with dates also a date and time'
    raise InputError.of("--until", "", "this is no moment", value=text, allowed=allowed)


def _row(number: int, log: LoggedRecord, file: Path) -> int:
    """The `seq` of the row that a reader means. Raises InputError."""
    from analysis.log_lines import Lines
    from sim.errors import InputError

    lines = Lines(log)
    seq = lines.seq(number)
    if seq is None:
        what = "seq" if lines.own else "line"
        known = [found for row in log.record.rows if (found := lines.line(row.seq)) is not None]
        allowed = f"a {what} from {min(known)} to {max(known)} that holds a row of the log" if known else "the log holds no rows"
        raise InputError.of(str(file), "--why", f"no row of the log has this {what}", value=number, allowed=allowed)
    return seq
