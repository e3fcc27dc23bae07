"""The small commands that read or write files: list, check, log-sheet and fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.failures import FINDINGS
from sim.cli.options import (
    PATH,
    SpokenCommand,
    argument,
    fail_on_warning_option,
    json_option,
    lang_option,
    language,
    option,
    plan_option,
    resources_option,
    synonyms_option,
)
from sim.cli.progress import counted
from sim.cli.terminal import print_document, print_lines, print_parts, print_table, print_texts
from sim.errors import InputError
from sim.vocabulary import DOCUMENTS
from sim.words import in_every_language, in_language, phrase, words

# -- list ----------------------------------------------------------------------------------------------------------------------

_PATTERNS = "DUTY, BODY, WHO"
_SHIPPED = {"plans": "plan", "scenarios": "scenario", "revisions": "revision"}
_LISTED = (*_SHIPPED, "measures")


@click.command("list", cls=SpokenCommand, help=phrase("cli.list.help"))
@argument("kind", type=click.Choice(_LISTED), required=False)
@option("--all", "every", is_flag=True, help=phrase("cli.list.all"))
@lang_option
@json_option
def list_command(kind: str | None, every: bool, as_json: bool) -> None:
    """List plans, scenarios, revisions or measures; without a kind, all but the measures."""
    lang = language()
    found = {name: _measures(every) if name == "measures" else _entries(_SHIPPED[name]) for name in ((kind,) if kind else _SHIPPED)}
    if as_json:
        print_document({"schema": DOCUMENTS["list"], **{name: [_in(entry, lang) for entry in entries] for name, entries in found.items()}})
        return
    for name, entries in found.items():
        if name == "measures":
            _print_measures(entries, lang)
        else:
            _print_shipped(name, entries, lang)


def _print_shipped(name: str, entries: list[dict[str, Any]], lang: str) -> None:
    say = words(lang)
    title = say("cli.title-with-number", title=say(f"cli.list.{name}"), number=len(entries))
    belongs = any("plan" in entry for entry in entries)
    columns = [say("cli.list.title"), say("cli.list.id"), *([say("cli.file.plan")] if belongs else [])]
    rows = [[_said(entry["title"], lang), entry["id"], *([entry.get("plan", "")] if belongs else [])] for entry in entries]
    print_table(title, columns, rows)
    print_lines([""])


def _print_measures(entries: list[dict[str, Any]], lang: str) -> None:
    from analysis.measures.model import GROUPS
    from analysis.report.as_tables import group_heading

    say = words(lang)
    rows: list[list[str]] = []
    for group in GROUPS:
        here = [entry for entry in entries if entry["group"] == group]
        if here:
            rows.append([group_heading(group, lang), "", "", "", ""])
            rows += [_measure_row(entry, lang) for entry in here]
    columns = [say(f"cli.list.column.{name}") for name in ("title", "unit", "better", "formula", "measure")]
    patterns = sum(entry["number"] > 1 for entry in entries)
    note = say("cli.list.patterns", patterns, patterns=_PATTERNS) if patterns else ""
    print_table(say("cli.title-with-number", title=say("cli.list.measures"), number=len(entries)), columns, rows, note=note)


def _measure_row(entry: dict[str, Any], lang: str) -> list[str]:
    say = words(lang)
    return [
        _said(entry["title"], lang),
        say.named("unit", entry["unit"]),
        say(f"cli.list.better.{entry['direction']}"),
        _said(entry["formula"], lang),
        entry["id"],
    ]


def _in(entry: dict[str, Any], lang: str) -> dict[str, Any]:
    return {key: _said(text, lang) if key in ("title", "teaches", "formula") else text for key, text in entry.items()}


def _said(text: Any, lang: str) -> str:
    """What a file says in a language; a plain text stands for all."""
    return str(in_language(text, lang)) if isinstance(text, dict) else str(text)


def _entries(kind: str) -> list[dict[str, Any]]:
    from sim.inputs.assembly import head_of, shipped

    heads = [(id_, head_of(kind, path)) for id_, path in shipped(kind)]
    return [{"id": id_} | {key: head[key] for key in ("title", "teaches", "plan") if key in head} for id_, head in heads]


def _measures(every: bool) -> list[dict[str, Any]]:
    """The measures of the default plan; those of one pattern are one entry with their number, unless every one is asked for."""
    from analysis.measures.registry import measures_of
    from sim.inputs.assembly import find_plan
    from sim.plan.loader import load_plan
    from sim.plan.rulebook import Rulebook

    found: dict[str, dict[str, Any]] = {}
    for one in measures_of(Rulebook(load_plan(find_plan(None)))).values():
        shown = one if every or not one.family else one.pattern()
        if shown.id in found:
            found[shown.id]["number"] += 1
            continue
        found[shown.id] = {
            "id": shown.id,
            "title": in_every_language(shown.name),
            "unit": shown.unit,
            "clause": shown.clause,
            "group": shown.group,
            "direction": shown.direction,
            "formula": in_every_language(shown.formula),
            "number": 1,
        }
    return list(found.values())


# -- check ---------------------------------------------------------------------------------------------------------------------


@click.command("check", cls=SpokenCommand, help=phrase("cli.check.help"))
@argument("files", nargs=-1, required=True, type=PATH, metavar=phrase("cli.value.file"))
@plan_option(phrase("cli.plan.belonging"))
@option("--numbers", is_flag=True, help=phrase("cli.check.numbers"))
@fail_on_warning_option
@lang_option
@click.pass_context
def check_command(ctx: click.Context, files: tuple[Path, ...], plan_name: str | None, numbers: bool, fail_on: str | None) -> None:
    """Check plans, resources, scenarios, revisions, calendars and programmes; all faults of all files are listed."""
    from analysis.expectations import mistakes_in_scenario
    from analysis.experiment.left_out import MOST_TRIED, Drilled, idle_in
    from sim.inputs.checking import check_files

    say = words(language())
    files = tuple(inner for file in files for inner in _files_in(file))
    warned = False
    for file, found in zip(files, check_files(files, plan_name, mistakes_in_scenario), strict=True):
        print_lines([say("cli.check.fine", file=str(file), kind=say(f"cli.file.{found.kind}"))])
        idle = () if found.drill is None else idle_in(Drilled(found.drill, range(1, MOST_TRIED + 1)))
        warned = warned or bool(found.remarks or idle)
        if found.as_shipped and found.remarks:
            print_texts([say("cli.check.as-shipped", len(found.remarks), file=str(file))])
        for remark in (*(() if found.as_shipped else found.remarks), *idle):
            print_lines([say("cli.check.remark", file=str(file), remark=remark)])
        if numbers and found.resources is not None:
            from analysis.report.numbers import numbers_parts

            print_parts(numbers_parts(*found.resources, language()))
    if warned and fail_on is not None:
        ctx.exit(FINDINGS)


def _files_in(path: Path) -> list[Path]:
    """A file, or the files of a drill in a folder. Raises InputError for a folder without any."""
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.toml"))
    if not found:
        raise InputError.of(str(path), "", phrase("cli.check.empty-folder"), hint=phrase("inputs.empty-file-hint"))
    return found


# -- log-sheet and fit ---------------------------------------------------------------------------------------------------------


_BOOK, _PAGE = ".xlsx", ".html"


@click.command("log-sheet", cls=SpokenCommand, help=phrase("cli.log-sheet.help"))
@argument("scenario", required=False, metavar=phrase("cli.value.scenario"))
@plan_option(phrase("cli.plan.default"))
@resources_option(phrase("cli.resources.beside-plan-if-any"))
@synonyms_option
@option("--out", type=PATH, required=True, metavar=phrase("cli.value.sheet"), help=phrase("cli.log-sheet.out"))
@lang_option
def log_sheet_command(scenario: str | None, plan_name: str | None, resources: str | None, synonyms: Path | None, out: Path) -> None:
    """Write the empty log for a plan, as a workbook or as a page for a phone; of a scenario with its objectives and expected acts."""
    from analysis.sheets.checklist import checklist_of
    from analysis.sheets.phone import write_phone_page
    from analysis.sheets.workbook import write_log_sheet
    from sim.cli.log_input import named_plan
    from sim.cli.outfile import OutFile, claim_file
    from sim.inputs.assembly import assemble, locate

    claim_file(out, _BOOK, _PAGE)
    lang = language()
    write, place = write_log_sheet if out.suffix.lower() == _BOOK else write_phone_page, OutFile(out)
    if scenario is None:
        plan, found = named_plan(plan_name, resources)
        write(plan, found, out, lang, synonyms=synonyms, write=place.write)
    else:
        inputs = assemble(locate(scenario, plan_name, resources))
        write(
            inputs.plan, inputs.resources, out, lang,
            synonyms=synonyms, scenario=inputs.scenario, checklist=checklist_of(inputs, lang), write=place.write,
        )  # fmt: skip
    print_lines([str(place.written)])


@click.command("fit", cls=SpokenCommand, help=phrase("cli.fit.help"))
@argument("logs", nargs=-1, required=True, type=PATH, metavar=phrase("cli.value.log"))
@plan_option(phrase("cli.plan.judging"))
@resources_option(phrase("cli.resources.start-from"))
@option("--out", required=True, type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.fit.out"))
@lang_option
def fit_command(logs: tuple[Path, ...], plan_name: str | None, resources: str | None, out: Path) -> None:
    """Estimate how long tasks took in logs, and write resources with those times in place of the old ones."""
    from analysis.fitting import fit
    from sim.cli.outfile import OutFile, claim_file
    from sim.inputs.assembly import find_plan
    from sim.plan.loader import load_plan

    say = words(language())
    claim_file(out)
    plan_file = find_plan(plan_name)
    base = Path(resources) if resources is not None else plan_file.parent / "resources.toml"
    found = fit(_times(logs, load_plan(plan_file), base))
    if not found:
        raise InputError.of(str(logs[0]), "", phrase("cli.fit.too-few"), hint=phrase("cli.fit.too-few.hint"))
    place = OutFile(out)
    place.write(out, _fitted_text(base, found, language()).encode())
    columns = [say(f"cli.fit.column.{name}") for name in ("act", "form", "n", "median", "range")]
    print_table("", columns, [_fitted_row(one, language()) for one in found])
    print_lines([say("cli.written", file=str(place.written))])


def _fitted_row(fitted: Any, lang: str) -> list[str]:
    from math import exp

    say = words(lang)
    low, high = f"{fitted.median_low_min:.1f}", f"{fitted.median_high_min:.1f}"
    return [say.named("act", fitted.act), say.named("form", fitted.form), str(fitted.n), f"{exp(fitted.mu):.1f}", f"{low} – {high}"]


def _times(logs: tuple[Path, ...], plan: Any, base: Path) -> dict[tuple[str, str], list[float]]:
    from analysis.experiment.bench import judging_rulebook
    from analysis.fitting import times_of
    from analysis.judge import judge
    from analysis.logs.reading import read_log
    from sim.inputs.assembly import calendar_beside
    from sim.inputs.calendars import load_calendar_file
    from sim.inputs.resources import load_resources

    resources = load_resources(base, plan)
    rulebook = judging_rulebook(plan, resources)
    times: dict[tuple[str, str], list[float]] = {}
    with counted(len(logs), phrase("editors.progress.logs")) as tell:
        for done, path in enumerate(logs, 1):
            log = read_log(path, plan, resources)
            calendar = load_calendar_file(calendar_beside(path)).of_log(log.record.header.start, dated=log.dated)
            for task, minutes in times_of(log.record, judge(rulebook, log.record, calendar=calendar)).items():
                times.setdefault(task, []).extend(minutes)
            tell(done)
    return times


def _fitted_text(base: Path, found: list[Any], lang: str) -> str:
    """The resources file with the fitted times in it; everything else, comments too, stays as it is."""
    import tomlkit

    document = tomlkit.parse(base.read_text("utf-8"))
    tasks: Any = document["task"] if "task" in document else tomlkit.aot()
    for fitted in found:
        entry = next((t for t in tasks if t["act"] == fitted.act and t.get("form", "") == fitted.form and not t.get("by")), None)
        if entry is None:
            entry = tomlkit.table()
            entry["act"] = fitted.act
            if fitted.form:
                entry["form"] = fitted.form
            tasks.append(entry)
        for word in ("assumption", "range", "source", "minutes"):
            entry.pop(word, None)
        lognormal = tomlkit.inline_table()
        lognormal.update({"mu": round(fitted.mu, 4), "sigma": round(fitted.sigma, 4)})
        minutes = tomlkit.inline_table()
        minutes["lognormal"] = lognormal
        entry["minutes"] = minutes
        entry["source"] = words(lang)("cli.fit.source", number=fitted.n)
        entry["range"] = [f"{fitted.median_low_min:.2f} min", f"{fitted.median_high_min:.2f} min"]
    if "task" not in document:
        document["task"] = tasks
    return tomlkit.dumps(document)
