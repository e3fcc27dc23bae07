"""`drill plan check`: what a careful reader would mark in a plan; and `drill plan explain`: what is looked for, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import PATH, SpokenCommand, argument, json_option, lang_option, language, option
from sim.cli.progress import doing
from sim.cli.terminal import print_document, print_lines, print_screen, print_table, print_texts, screen_size
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.cli.revised import Revised
    from sim.plan.check import Finding
    from sim.plan.check.accepted import AcceptedEntry, Sorted
    from sim.plan.check.told import CheckedPlan
    from sim.plan.model import Plan

_SEVERITIES = ("error", "warning", "note")  # gravest first; the help must not load the checks to know them
_LINES, _LINES_AROUND = 2, 200  # of a finding, and of all else: with --limit as many lines as it takes


@click.command("check", cls=SpokenCommand, help=phrase("cli.plan-check.help"))
@argument("plan_name", metavar=phrase("cli.value.plan"), required=False)
@option("--revision", "revisions", multiple=True, metavar=phrase("cli.value.revision"), help=phrase("cli.plan-check.revision"))
@option("--select", multiple=True, metavar=phrase("cli.value.codes"), help=phrase("cli.plan-check.select"))
@option("--ignore", multiple=True, metavar=phrase("cli.value.codes"), help=phrase("cli.plan-check.ignore"))
@option("--limit", type=click.IntRange(min=0), help=phrase("cli.plan-check.limit"))
@option("--full", is_flag=True, help=phrase("cli.plan-check.full"))
@option("--accept", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-check.accept"))
@option("--write-accepted", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-check.write-accepted"))
@option("--fail-on", type=click.Choice(_SEVERITIES), help=phrase("cli.plan-check.fail-on"))
@option("--sarif", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.plan-check.sarif"))
@lang_option
@json_option
@click.pass_context
def check_command(
    ctx: click.Context,
    plan_name: str | None,
    revisions: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    limit: int | None,
    full: bool,
    accept: Path | None,
    write_accepted: Path | None,
    fail_on: str | None,
    sarif: Path | None,
    as_json: bool,
) -> None:
    """Find what a careful reader would mark in a plan: holes, silences, contradictions."""
    from sim.cli.failures import FINDINGS
    from sim.cli.outfile import claim_file
    from sim.inputs.assembly import find_plan
    from sim.plan.check import SEVERITIES, check
    from sim.plan.check.accepted import sorted_out
    from sim.plan.check.selection import Selection
    from sim.plan.check.told import CheckedPlan
    from sim.plan.loader import load_plan

    chosen, file, selection = language(), find_plan(plan_name), Selection.of(select, ignore)
    if sarif is not None:
        claim_file(sarif, asked="--sarif")
    plan = load_plan(file)
    doing(phrase("editors.progress.checking", duties=len(plan.duty)))
    entries = _entries(accept, write_accepted, plan)
    findings, moved, laid = check(plan), None, None
    if revisions:
        from sim.cli.revised import revised
        from sim.plan.check.added import added

        laid = revised(plan, file, revisions)
        after = check(laid.plan)
        moved = added(findings, after, plan, laid.plan)
        known, findings = after, moved.added
    else:
        known = findings
    listed = tuple(one for one in findings if selection.takes(one))
    notes = []
    if write_accepted is not None:
        entries, note = _accept(write_accepted, plan, listed, entries, chosen)
        notes.append(note)
    unmatched = sorted_out(known, entries).unmatched
    held = sorted_out(listed, entries)
    if sarif is not None:
        _write_sarif(sarif, file, plan if laid is None else laid.plan, laid, listed, held if accept or write_accepted else None, chosen)
    checked = CheckedPlan(
        plan=plan.plan.title,
        revisions=() if laid is None else [one.title for one in laid.revisions],
        open=held.open,
        accepted=held.accepted,
        unreasoned=held.unreasoned,
        unmatched=unmatched,
        left_out=len(findings) - len(listed),
        moved=moved,
        notes=tuple(notes),
    )
    if as_json:
        print_document(_document(checked, held, laid, chosen))
    else:
        _print(checked, full, limit, chosen)
    if fail_on is not None and any(SEVERITIES.index(one.severity) <= SEVERITIES.index(fail_on) for one in held.open):
        ctx.exit(FINDINGS)


def _entries(accept: Path | None, written: Path | None, plan: Plan) -> tuple[AcceptedEntry, ...]:
    """What is accepted already, by the file that is read and by the one to which is added. Raises InputError, before anything is looked for."""
    from sim.plan.check.accepted import read_accepted

    if written is not None and (written.is_dir() or not written.resolve().parent.is_dir()):
        raise InputError.of("--write-accepted", "", phrase("findings.no-place"), value=str(written), hint=phrase("findings.no-place.hint"))
    files = [file for file in (accept, written) if file is not None and (file is accept or file.exists())]
    found = {one.finding: one for file in dict.fromkeys(files) for one in read_accepted(file, plan.plan.id)}
    return tuple(found.values())


def _accept(
    file: Path, plan: Plan, findings: Sequence[Finding], entries: tuple[AcceptedEntry, ...], lang: str
) -> tuple[tuple[AcceptedEntry, ...], Any]:
    """Add what is not in a file yet to its end; all of it is accepted from now on."""
    from sim.plan.check.accepted import read_accepted, text_of, with_added
    from sim.record import write_atomically

    own = {one.finding for one in read_accepted(file, plan.plan.id)} if file.exists() else set()
    new = [one for one in findings if one.fingerprint not in own]
    if new or not file.exists():
        write_atomically(file.resolve(), with_added(text_of(file), plan.plan.id, new, lang).encode())
    found = {one.finding: one for one in (*entries, *read_accepted(file, plan.plan.id))}
    return tuple(found.values()), phrase("findings.written", n=len(new), file=str(file), kept=len(own))


def _write_sarif(target: Path, file: Path, plan: Plan, laid: Revised | None, findings: Sequence[Finding], held: Sorted | None, lang: str) -> None:
    from sim.cli.keep import json_bytes
    from sim.cli.outfile import OutFile
    from sim.documents import read_toml
    from sim.plan.check.sarif import EntryPlaces, SourceFile, to_sarif

    files = [file, *(Path(one.file) for one in (laid.revisions if laid is not None else ()))]
    places = EntryPlaces(plan, [SourceFile.of(one, read_toml(one)) for one in files])
    reasons = None if held is None else {one.fingerprint: held.reasons[one.fingerprint] for one in held.accepted}
    OutFile(target).write(target, json_bytes(to_sarif(findings, places, lang, reasons)))


def _document(checked: CheckedPlan, held: Sorted, laid: Revised | None, lang: str) -> dict[str, Any]:
    from sim.inputs.revisions import lineage
    from sim.plan.check.finding import findings_json

    accepted = findings_json(held.accepted, lang)["findings"]
    document = findings_json(held.open, lang) | {
        "accepted": [one | {"reason": held.reasons[one["fingerprint"]]} for one in accepted],
        "unmatched": [one.model_dump() for one in checked.unmatched],
        "left_out": checked.left_out,
    }
    if checked.moved is not None and laid is not None:
        gone = findings_json(checked.moved.gone, lang)["findings"]
        document |= {"revisions": list(lineage(laid.revisions)), "gone": gone, "kept": checked.moved.kept}
    return document


def _print(checked: CheckedPlan, full: bool, limit: int | None, lang: str) -> None:
    from sim.plan.check.told import head_lines, in_full, plan_screen, total_line
    from sim.words.screen import fitted

    if full:
        print_texts(head_lines(checked, lang))
        for heading, lines in in_full(checked.open if limit is None else checked.open[:limit], lang):
            print_texts(["", heading, *lines])
        print_texts(["", total_line(checked, lang)])
    elif limit is not None:
        print_texts(fitted(plan_screen(checked, lang, limit), screen_size()[0], len(checked.open) * _LINES + _LINES_AROUND))
    else:
        print_screen(plan_screen(checked, lang))


# -- explain -----------------------------------------------------------------------------------------------------------------


@click.command("explain", cls=SpokenCommand, help=phrase("cli.plan-explain.help"))
@argument("code", metavar=phrase("cli.value.code"), required=False)
@lang_option
@json_option
def explain_command(code: str | None, as_json: bool) -> None:
    """What a check looks for, why it matters, an example and its mend, and how to accept what it finds."""
    from sim.plan.check import FINDING_KINDS
    from sim.plan.check.selection import kind_named
    from sim.plan.check.told import explained, explained_json, in_a_row

    lang = language()
    kinds = list(FINDING_KINDS.values()) if code is None else [kind_named(code, "drill plan explain")]
    if as_json:
        print_document(explained_json(kinds, lang))
    elif code is None:
        say = words(lang)
        print_table(say("findings.explain.all", number=len(kinds)), *in_a_row(kinds, say))
        print_lines([say("findings.explain.one")])
    else:
        print_texts(explained(kinds[0], lang))
