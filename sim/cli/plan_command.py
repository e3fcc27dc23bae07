"""`drill plan`: read a plan, check it, and see what a revision changes in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import json_option, lang_option, language, print_json, print_lines, print_table

if TYPE_CHECKING:
    from analysis.report.plan_changes import ToldChange
    from analysis.report.plan_page import PlanPage
    from sim.durations import Days, Span
    from sim.plan.check import Finding
    from sim.plan.model import Plan

_SEVERITIES = ("error", "warning", "note")


@click.group("plan")
def command() -> None:
    """Read, check and compare plans."""


@command.command("show")
@click.argument("plan_name", metavar="[PLAN]", required=False)
@click.option("--clause", default=None, help="only this clause and what lies inside it, such as 4.1.1")
@click.option("--body", default=None, help="what is asked of this body, post or group (id or name)")
@click.option("--grade", default=None, help="what can arise at this grade, by time limit")
@click.option("--within", default=None, help='only what is due within so long of its start, such as "1 h"')
@click.option("--coverage", is_flag=True, help="each rule of the plan's text, the entries that carry it, what they change")
@click.option("--format", "form", type=click.Choice(["table", "markdown", "json"]), default="table", show_default=True)
@lang_option
@json_option
@click.pass_context
def show_command(
    ctx: click.Context,
    plan_name: str | None,
    clause: str | None,
    body: str | None,
    grade: str | None,
    within: str | None,
    coverage: bool,
    form: str,
    lang: str | None,
    as_json: bool,
) -> None:
    """Read PLAN by clause, by body, by time and grade. Without PLAN, the default plan."""
    from analysis.report.plan_page import Asked, plan_page
    from sim.errors import InputError
    from sim.inputs import load_plan
    from sim.library import find_plan
    from sim.words import phrase

    file = find_plan(plan_name)
    plan = load_plan(file)
    if coverage:
        if clause or body or grade or within:
            raise InputError.of("--coverage", "", phrase("plan.coverage-is-whole"), hint=phrase("plan.leave-out-filters"))
        page = _coverage(file, plan)
    else:
        page = plan_page(plan, Asked(clause=clause, body=body, grade=grade, within=_length(within)))
    _print_page(page, "json" if as_json else form, language(ctx, lang))


def _coverage(plan_file: Path, plan: Plan) -> PlanPage:
    from analysis.report.plan_coverage import FILE, coverage_page, load_coverage
    from sim.errors import InputError
    from sim.words import phrase

    file = plan_file.parent / FILE
    if not file.is_file():
        raise InputError.of(str(file), "", phrase("plan.no-coverage-file"), hint=phrase("plan.write-coverage", file=FILE))
    return coverage_page(load_coverage(file, plan))


def _length(text: str | None) -> Span | Days | None:
    from sim.durations import ALLOWED, parse_amount
    from sim.errors import InputError
    from sim.words import phrase

    if text is None:
        return None
    try:
        length = parse_amount(text)
    except ValueError as error:
        raise InputError.of("--within", "", str(error), value=text, allowed=ALLOWED) from None
    if length is None:
        raise InputError.of("--within", "", phrase("plan.silence-is-no-length"), value=text, allowed=ALLOWED)
    return length


def _print_page(page: PlanPage, form: str, lang: str) -> None:
    from analysis.report.plan_page import line_cells, page_columns, page_document, page_markdown
    from sim.words import words

    if form == "json":
        print_json(page_document(page, lang))
        return
    if form == "markdown":
        print_lines([page_markdown(page, lang).rstrip("\n")])
        return
    say = words(lang)
    print_lines([*filter(None, (say.tell(page.title), say.tell(page.note))), ""])
    for block in page.blocks:
        if block.lines:
            print_table(say.tell(block.heading), page_columns(lang), [line_cells(line, lang) for line in block.lines])
        else:
            print_lines([say.tell(block.heading)])
        print_lines([""])


# -- check -------------------------------------------------------------------------------------------------------------------


@command.command("check")
@click.argument("plan_name", metavar="[PLAN]", required=False)
@click.option("--fail-on", type=click.Choice(_SEVERITIES), default=None, help="exit 1 where there is a finding as grave as this, or graver")
@click.option("--sarif", type=click.Path(path_type=Path, dir_okay=False), default=None, help="also write the findings to this file, as SARIF 2.1.0")
@lang_option
@json_option
@click.pass_context
def check_command(ctx: click.Context, plan_name: str | None, fail_on: str | None, sarif: Path | None, lang: str | None, as_json: bool) -> None:
    """Find what a careful reader would mark in PLAN: holes, silences, contradictions."""
    from sim.cli.failures import FINDINGS
    from sim.inputs import load_plan
    from sim.library import find_plan
    from sim.plan.check import SEVERITIES, check
    from sim.plan.check.report import findings_json, to_sarif

    chosen, file = language(ctx, lang), find_plan(plan_name)
    findings = check(load_plan(file))
    if sarif is not None:
        _write(sarif, to_sarif(findings, _shown(file), chosen))
    if as_json:
        print_json(findings_json(findings, chosen))
    else:
        _print_findings(findings, chosen)
    if fail_on is not None and any(SEVERITIES.index(one.severity) <= SEVERITIES.index(fail_on) for one in findings):
        ctx.exit(FINDINGS)


def _shown(file: Path) -> str:
    """A path for others to read: relative to here where it lies here, else its last two parts."""
    if not file.is_absolute():
        return file.as_posix()
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else "/".join(file.parts[-2:])


def _write(path: Path, document: dict[str, Any]) -> None:
    from sim.record import write_atomically

    write_atomically(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))


def _print_findings(findings: tuple[Finding, ...], lang: str) -> None:
    from sim.plan.check.report import tables, total

    for table in tables(findings, lang):
        print_table(table.title, table.columns, table.rows)
        print_lines([""])
    print_lines([total(findings, lang)])


# -- diff --------------------------------------------------------------------------------------------------------------------


@command.command("diff")
@click.argument("base")
@click.argument("revisions", metavar="REVISION...", nargs=-1, required=True)
@lang_option
@json_option
@click.pass_context
def diff_command(ctx: click.Context, base: str, revisions: tuple[str, ...], lang: str | None, as_json: bool) -> None:
    """What the revisions, one after another, change in the plan BASE and in the resources beside it."""
    from analysis.report.plan_changes import changes_document, told_changes
    from sim.inputs import check_resources_document, load_plan
    from sim.library import find, find_plan
    from sim.plan.loader import check_plan_document
    from sim.plan.revisions import apply, lineage, load_revision

    file = find_plan(base)
    beside = file.parent / "resources.toml"
    loaded = [load_revision(find("revision", name)) for name in revisions]
    before = load_plan(file)
    documents = (_tables(file), _tables(beside) if beside.is_file() else {})
    resources = check_resources_document(documents[1], str(beside), before) if documents[1] else None
    plan_after, resources_after = apply(documents[0], documents[1], loaded, (str(file), str(beside)))
    after = check_plan_document(plan_after, str(file))
    changes = told_changes(before, after, resources, check_resources_document(resources_after, str(beside), after) if resources_after else None)
    if as_json:
        print_json(changes_document(before.plan.id, list(lineage(loaded)), changes, language(ctx, lang)))
    else:
        _print_changes(changes, language(ctx, lang))


def _tables(file: Path) -> dict[str, Any]:
    from sim.documents import read_toml

    return read_toml(file)


def _print_changes(changes: tuple[ToldChange, ...], lang: str) -> None:
    from sim.words import words

    say = words(lang)
    columns = [say("plan.column-clause-before"), say("plan.column-clause-after"), say("plan.column-entry"), say("plan.column-changes")]
    rows = []
    for one in changes:
        entry = f"{one.change.section}:{one.change.key}" if one.change.key else one.change.section
        rows.append([one.change.clause_before, one.change.clause_after, entry, say.tell(one.sentence)])
    print_table(say("plan.changes", count=len(rows)), columns, rows)
