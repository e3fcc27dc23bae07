"""`drill plan`: read a plan, check it, see what a revision changes in it, and take it into a workbook and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.options import SpokenCommand, SpokenGroup, argument, json_option, lang_option, language, option
from sim.cli.plan_book import read_command, write_command
from sim.cli.plan_check import check_command, explain_command
from sim.cli.revised import Revised, other_plan, revised
from sim.cli.terminal import print_document, print_lines, print_table
from sim.errors import InputError
from sim.words import RefusedError, phrase, words

if TYPE_CHECKING:
    from analysis.plan.changes import ToldChange
    from analysis.plan.page import PlanPage
    from sim.durations import Days, Span
    from sim.plan.model import Plan

_FORMATS = ("table", "markdown", "json")


@click.group("plan", cls=SpokenGroup, help=phrase("cli.plan.help"))
@lang_option
def command() -> None:
    """Read, check and compare plans."""


command.add_command(check_command)
command.add_command(explain_command)
command.add_command(write_command)
command.add_command(read_command)


@command.command("show", cls=SpokenCommand, help=phrase("cli.plan-show.help"))
@argument("plan_name", metavar=phrase("cli.value.plan"), required=False)
@option("--clause", metavar=phrase("cli.value.clause"), help=phrase("cli.plan-show.clause"))
@option("--body", metavar=phrase("cli.value.body"), help=phrase("cli.plan-show.body"))
@option("--grade", metavar=phrase("cli.value.grade"), help=phrase("cli.plan-show.grade"))
@option("--within", metavar=phrase("cli.value.length"), help=phrase("cli.plan-show.within"))
@option("--coverage", is_flag=True, help=phrase("cli.plan-show.coverage"))
@option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True, help=phrase("cli.plan-show.format"))
@lang_option
@json_option
def show_command(
    plan_name: str | None, clause: str | None, body: str | None, grade: str | None, within: str | None, coverage: bool, form: str, as_json: bool
) -> None:
    """Read a plan by clause, by body, by time and grade."""
    from analysis.plan.page import Asked, plan_page
    from sim.inputs.assembly import find_plan
    from sim.plan.loader import load_plan

    file = find_plan(plan_name)
    plan = load_plan(file)
    if coverage:
        if clause or body or grade or within:
            raise InputError.of("--coverage", "", phrase("cli.plan-show.whole"), hint=phrase("cli.plan-show.whole.hint"))
        page = _coverage(file, plan)
    else:
        page = plan_page(plan, Asked(clause=clause, body=body, grade=grade, within=_length(within)))
    _print_page(page, "json" if as_json else form, language())


def _coverage(plan_file: Path, plan: Plan) -> PlanPage:
    from analysis.plan.coverage import FILE, coverage_page, load_coverage

    file = plan_file.parent / FILE
    if not file.is_file():
        raise InputError.of(str(file), "", phrase("cli.plan-show.no-coverage"), hint=phrase("cli.plan-show.no-coverage.hint", file=FILE))
    return coverage_page(load_coverage(file, plan))


def _length(text: str | None) -> Span | Days | None:
    from sim.durations import ALLOWED, parse_amount

    if text is None:
        return None
    try:
        length = parse_amount(text)
    except ValueError as error:
        why = error.why if isinstance(error, RefusedError) else str(error)
        raise InputError.of("--within", "", why, value=text, allowed=ALLOWED) from None
    if length is None:
        raise InputError.of("--within", "", phrase("cli.plan-show.silence"), value=text, allowed=ALLOWED)
    return length


def _print_page(page: PlanPage, form: str, lang: str) -> None:
    from analysis.plan.page import line_cells, page_columns, page_document, page_markdown

    if form == "json":
        print_document(page_document(page, lang))
        return
    if form == "markdown":
        print_lines([page_markdown(page, lang).rstrip("\n")])
        return
    say = words(lang)
    print_lines([*filter(None, (say.tell(page.title), *page.head(lang))), ""])
    for block in page.blocks:
        if block.lines:
            print_table(say.tell(block.heading), page_columns(lang), [line_cells(line, lang) for line in block.lines])
        else:
            print_lines([say.tell(block.heading)])
        print_lines([""])


# -- diff --------------------------------------------------------------------------------------------------------------------


@command.command("diff", cls=SpokenCommand, help=phrase("cli.plan-diff.help"))
@argument("base", metavar=phrase("cli.value.plan"))
@argument("revisions", metavar=phrase("cli.value.revision"), nargs=-1, required=True)
@lang_option
@json_option
def diff_command(base: str, revisions: tuple[str, ...], as_json: bool) -> None:
    """What the revisions, one after another, change in a plan and in the resources beside it; or in what another plan differs."""
    from analysis.plan.changes import changes_document, told_changes
    from sim.inputs.assembly import find_plan
    from sim.inputs.revisions import lineage
    from sim.plan.loader import load_plan

    file = find_plan(base)
    before = load_plan(file)
    other = other_plan(revisions)
    changed = revised(before, file, revisions) if other is None else Revised(load_plan(other), None, None, [])
    changes = told_changes(before, changed.plan, changed.resources_before, changed.resources)
    if as_json:
        print_document(changes_document(before.plan.id, list(lineage(changed.revisions)), changes, language()))
    else:
        _print_changes(changes, language())


def _print_changes(changes: tuple[ToldChange, ...], lang: str) -> None:
    say = words(lang)
    columns = [say(f"cli.plan-diff.column.{name}") for name in ("before", "after", "entry", "change")]
    rows = []
    for one in changes:
        entry = f"{one.change.section}:{one.change.key}" if one.change.key else one.change.section
        rows.append([one.change.clause_before, one.change.clause_after, entry, say.tell(one.sentence)])
    print_table(say("cli.title-with-number", title=say("cli.plan-diff.changes"), number=len(rows)), columns, rows)
