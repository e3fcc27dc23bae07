"""`drill plan`: read a plan, check it, and see what a revision changes in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sim.cli.options import PATH, SpokenCommand, SpokenGroup, argument, json_option, lang_option, language, option
from sim.cli.progress import doing
from sim.cli.terminal import print_document, print_lines, print_table
from sim.errors import InputError
from sim.words import RefusedError, phrase, words

if TYPE_CHECKING:
    from analysis.plan.changes import ToldChange
    from analysis.plan.page import PlanPage
    from sim.durations import Days, Span
    from sim.inputs.resources import Resources
    from sim.inputs.revisions import Revision
    from sim.plan.check import Finding
    from sim.plan.check.added import Added
    from sim.plan.model import Plan

_SEVERITIES = ("error", "warning", "note")  # gravest first; the help must not load the checks to know them
_FORMATS = ("table", "markdown", "json")


@click.group("plan", cls=SpokenGroup, help=phrase("cli.plan.help"))
@lang_option
def command() -> None:
    """Read, check and compare plans."""


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


# -- check -------------------------------------------------------------------------------------------------------------------


@command.command("check", cls=SpokenCommand, help=phrase("cli.plan-check.help"))
@argument("plan_name", metavar=phrase("cli.value.plan"), required=False)
@option("--revision", "revisions", multiple=True, metavar=phrase("cli.value.revision"), help=phrase("cli.plan-check.revision"))
@option("--fail-on", type=click.Choice(_SEVERITIES), help=phrase("cli.plan-check.fail-on"))
@option("--sarif", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-check.sarif"))
@lang_option
@json_option
@click.pass_context
def check_command(
    ctx: click.Context, plan_name: str | None, revisions: tuple[str, ...], fail_on: str | None, sarif: Path | None, as_json: bool
) -> None:
    """Find what a careful reader would mark in a plan: holes, silences, contradictions."""
    from sim.cli.failures import FINDINGS
    from sim.cli.keep import json_bytes
    from sim.cli.outfile import OutFile, claim_file
    from sim.inputs.assembly import find_plan
    from sim.plan.check import SEVERITIES, check
    from sim.plan.check.finding import findings_json, to_sarif
    from sim.plan.loader import load_plan

    chosen, file = language(), find_plan(plan_name)
    if sarif is not None:
        claim_file(sarif, asked="--sarif")
    plan = load_plan(file)
    doing(phrase("editors.progress.checking", duties=len(plan.duty)))
    findings, moved = check(plan), None
    laid: tuple[dict[str, str], ...] = ()
    if revisions:
        from sim.inputs.revisions import lineage
        from sim.plan.check.added import added

        changed = _revised(plan, file, revisions)
        moved, laid = added(findings, check(changed.plan), plan, changed.plan), lineage(changed.revisions)
        findings = moved.added
    if sarif is not None:
        OutFile(sarif).write(sarif, json_bytes(to_sarif(findings, _shown(file), chosen)))
    if as_json:
        document = findings_json(findings, chosen)
        if moved is not None:
            document |= {"revisions": list(laid), "gone": findings_json(moved.gone, chosen)["findings"], "kept": moved.kept}
        print_document(document)
    else:
        _print_findings(findings, chosen, moved)
    if fail_on is not None and any(SEVERITIES.index(one.severity) <= SEVERITIES.index(fail_on) for one in findings):
        ctx.exit(FINDINGS)


def _shown(file: Path) -> str:
    """A path for others to read: relative to here where it lies here, else its last two parts."""
    if not file.is_absolute():
        return file.as_posix()
    here = Path.cwd()
    return file.relative_to(here).as_posix() if file.is_relative_to(here) else "/".join(file.parts[-2:])


def _print_findings(findings: tuple[Finding, ...], lang: str, moved: Added | None) -> None:
    from sim.plan.check.finding import tables, total

    for table in tables(findings, lang):
        print_table(table.title, table.columns, table.rows)
        print_lines([""])
    if moved is None:
        print_lines([total(findings, lang)])
        return
    say = words(lang)
    print_lines([say("cli.plan-check.added", n=len(findings)), say("cli.plan-check.gone", n=len(moved.gone))])
    print_lines([say("cli.plan-check.kept", n=moved.kept)])


# -- diff --------------------------------------------------------------------------------------------------------------------


@command.command("diff", cls=SpokenCommand, help=phrase("cli.plan-diff.help"))
@argument("base", metavar=phrase("cli.value.plan"))
@argument("revisions", metavar=phrase("cli.value.revision"), nargs=-1, required=True)
@lang_option
@json_option
def diff_command(base: str, revisions: tuple[str, ...], as_json: bool) -> None:
    """What the revisions, one after another, change in a plan and in the resources beside it."""
    from analysis.plan.changes import changes_document, told_changes
    from sim.inputs.assembly import find_plan
    from sim.inputs.revisions import lineage
    from sim.plan.loader import load_plan

    file = find_plan(base)
    before = load_plan(file)
    changed = _revised(before, file, revisions)
    changes = told_changes(before, changed.plan, changed.resources_before, changed.resources)
    if as_json:
        print_document(changes_document(before.plan.id, list(lineage(changed.revisions)), changes, language()))
    else:
        _print_changes(changes, language())


class _Revised(NamedTuple):
    """A plan after its revisions, and the resources beside it before and after them."""

    plan: Plan
    resources_before: Resources | None
    resources: Resources | None
    revisions: list[Revision]


def _revised(before: Plan, file: Path, revisions: tuple[str, ...]) -> _Revised:
    """Lay revisions, one after another, over a plan and the resources beside it. Raises InputError."""
    from sim.inputs.assembly import find
    from sim.inputs.resources import check_resources_document
    from sim.inputs.revisions import apply, load_revision
    from sim.plan.loader import check_plan_document

    beside = file.parent / "resources.toml"
    loaded = [load_revision(find("revision", name)) for name in revisions]
    documents = (_tables(file), _tables(beside) if beside.is_file() else {})
    resources = check_resources_document(documents[1], str(beside), before) if documents[1] else None
    plan_after, resources_after = apply(documents[0], documents[1], loaded, (str(file), str(beside)))
    after = check_plan_document(plan_after, str(file))
    return _Revised(after, resources, check_resources_document(resources_after, str(beside), after) if resources_after else None, loaded)


def _tables(file: Path) -> dict[str, Any]:
    from sim.documents import read_toml

    return read_toml(file)


def _print_changes(changes: tuple[ToldChange, ...], lang: str) -> None:
    say = words(lang)
    columns = [say(f"cli.plan-diff.column.{name}") for name in ("before", "after", "entry", "change")]
    rows = []
    for one in changes:
        entry = f"{one.change.section}:{one.change.key}" if one.change.key else one.change.section
        rows.append([one.change.clause_before, one.change.clause_after, entry, say.tell(one.sentence)])
    print_table(say("cli.title-with-number", title=say("cli.plan-diff.changes"), number=len(rows)), columns, rows)
