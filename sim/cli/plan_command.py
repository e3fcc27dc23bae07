"""`drill plan`: read a plan, check it, and see what a revision changes in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import json_option, lang_option, language, print_json, print_lines, print_table

if TYPE_CHECKING:
    from sim.durations import Days, Span
    from sim.inputs.diff import ChangeEntry
    from sim.plan.check import Finding
    from sim.plan.model import Plan
    from sim.plan.show.page import Page

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
    from sim.errors import InputError
    from sim.inputs.library import find_plan
    from sim.plan.loader import load_plan
    from sim.plan.show.views import Asked, show

    file = find_plan(plan_name)
    plan = load_plan(file)
    if coverage:
        if clause or body or grade or within:
            raise InputError.of("--coverage", "", "the coverage table is whole", hint="leave out --clause, --body, --grade and --within")
        page = _coverage(file, plan)
    else:
        page = show(plan, Asked(clause=clause, body=body, grade=grade, within=_length(within)))
    _print_page(page, "json" if as_json else form, language(ctx, lang))


def _coverage(plan_file: Path, plan: Plan) -> Page:
    from sim.errors import InputError
    from sim.plan.show.coverage import FILE, coverage_page, load_coverage

    file = plan_file.parent / FILE
    if not file.is_file():
        raise InputError.of(str(file), "", "this plan has no coverage file", hint=f"write {FILE} beside the plan: [[part]] and [[row]] tables")
    return coverage_page(load_coverage(file, plan))


def _length(text: str | None) -> Span | Days | None:
    from sim.durations import ALLOWED, parse_amount
    from sim.errors import InputError

    if text is None:
        return None
    try:
        length = parse_amount(text)
    except ValueError as error:
        raise InputError.of("--within", "", str(error), value=text, allowed=ALLOWED) from None
    if length is None:
        raise InputError.of("--within", "", "silence is no length of time", value=text, allowed=ALLOWED)
    return length


def _print_page(page: Page, form: str, lang: str) -> None:
    from sim.plan.show.page import COLUMNS, cells, to_json, to_markdown

    if form == "json":
        print_json(to_json(page, lang))
    elif form == "markdown":
        print_lines([to_markdown(page, lang).rstrip("\n")])
    else:
        print_lines([page.title.of(lang), *([page.note.of(lang)] if page.note.of(lang) else []), ""])
        for block in page.blocks:
            if not block.lines:
                print_lines([block.heading.of(lang), ""])
                continue
            rows = [cells(line, lang) for line in block.lines]
            print_table(block.heading.of(lang), [column.of(lang) for column in COLUMNS], rows, note=block.note.of(lang))
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
    from sim.inputs.library import find_plan
    from sim.plan.check import SEVERITIES, check
    from sim.plan.check.report import findings_json, to_sarif
    from sim.plan.loader import load_plan

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
    from sim.inputs.diff import diff
    from sim.inputs.library import find, find_plan
    from sim.inputs.resources import check_resources_document
    from sim.inputs.revisions import apply, lineage, load_revision
    from sim.plan.loader import check_plan_document, load_plan

    file = find_plan(base)
    beside = file.parent / "resources.toml"
    loaded = [load_revision(find("revision", name)) for name in revisions]
    before = load_plan(file)
    documents = (_tables(file), _tables(beside) if beside.is_file() else {})
    resources = check_resources_document(documents[1], str(beside), before) if documents[1] else None
    plan_after, resources_after = apply(documents[0], documents[1], loaded, (str(file), str(beside)))
    after = check_plan_document(plan_after, str(file))
    changes = diff(before, after, resources, check_resources_document(resources_after, str(beside), after) if resources_after else None)
    if as_json:
        print_json(_diff_document(before.plan.id, list(lineage(loaded)), changes, language(ctx, lang)))
    else:
        _print_changes(changes, language(ctx, lang))


def _tables(file: Path) -> dict[str, Any]:
    from sim.documents import read_toml

    return read_toml(file)


def _diff_document(plan: str, revisions: list[dict[str, str]], changes: tuple[ChangeEntry, ...], lang: str) -> dict[str, Any]:
    return {
        "schema": "drill.diff/1",
        "plan": plan,
        "revisions": revisions,
        "changes": [
            {
                "section": one.section, "id": one.id, "clause_before": one.clause_before, "clause_after": one.clause_after, "field": one.field,
                "before": one.before_text.of(lang), "after": one.after_text.of(lang), "sentence": one.sentence.of(lang),
            }
            for one in changes
        ],
    }  # fmt: skip


def _print_changes(changes: tuple[ChangeEntry, ...], lang: str) -> None:
    zh = lang == "zh"
    columns = ["原条款", "新条款", "条目", "变化"] if zh else ["clause", "now", "entry", "what changes"]
    rows = [[one.clause_before, one.clause_after, f"{one.section}:{one.id}" if one.id else one.section, one.sentence.of(lang)] for one in changes]
    print_table(f"变化 ({len(rows)})" if zh else f"Changes ({len(rows)})", columns, rows)
