"""`drill run`: run a scenario on one seed or on many, say what happened and who was late, and keep the record."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failures import FINDINGS
from sim.cli.options import (
    MOST_RUNS,
    MOST_WORKERS,
    PATH,
    Seed,
    SpokenCommand,
    argument,
    calendar_option,
    fail_on_warning_option,
    json_option,
    lang_option,
    language,
    option,
    plan_option,
    reading_option,
    resources_option,
)
from sim.cli.progress import doing, progress_shown
from sim.cli.shown import Shown, one_way, shown_options
from sim.cli.terminal import print_document, print_lines, say_remarks
from sim.words import Phrase, phrase, words

if TYPE_CHECKING:
    from analysis.experiment.replications import Replication
    from sim.cli.folder import DrillFolder
    from sim.cli.keep import RunPlace
    from sim.inputs.assembly import Sources
    from sim.world.setting import Setting


@click.command("run", cls=SpokenCommand, help=phrase("cli.run.help"))
@argument("scenario", metavar=phrase("cli.value.scenario"))
@plan_option(phrase("cli.plan.beside-scenario"))
@option("--revision", "revisions", multiple=True, metavar=phrase("cli.value.revision"), help=phrase("cli.run.revision"))
@resources_option(phrase("cli.resources.beside-plan"))
@calendar_option
@reading_option
@option("--seed", type=Seed(), default=1, show_default=True, help=phrase("cli.run.seed"))
@option("--runs", type=click.IntRange(1, MOST_RUNS), default=1, show_default=True, help=phrase("cli.run.runs"))
@option("--workers", type=click.IntRange(1, MOST_WORKERS), default=1, show_default=True, help=phrase("cli.run.workers"))
@option("--out", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.run.out"))
@fail_on_warning_option
@shown_options("run")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    plan_name: str | None,
    revisions: tuple[str, ...],
    resources: str | None,
    calendar: Path | None,
    readings: tuple[str, ...],
    seed: int,
    runs: int,
    workers: int,
    out: Path | None,
    fail_on: str | None,
    full: bool,
    sections: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run a scenario and print what a person reads."""
    one_way(as_json=as_json, full=full, sections=sections)
    shown = None if as_json else Shown(full=full, sections=tuple(sections or ()))
    from sim.cli.keep import claim_for_run
    from sim.inputs.assembly import assemble, locate, parse_readings
    from sim.inputs.calendars import assumed_years, told_assumption
    from sim.inputs.idle import means_remarks, scenario_remarks
    from sim.world.setting import Setting

    sources = locate(scenario, plan_name, resources, revisions, calendar)
    inputs = assemble(sources, parse_readings(readings))
    place = claim_for_run(out, sources)
    setting, chosen = Setting(inputs), language()
    assumed = told_assumption(assumed_years(inputs.calendar, inputs.scenario.scenario.horizon, setting.rulebook))
    said = means_remarks(inputs.plan, inputs.resources), scenario_remarks(inputs.plan, inputs.resources, inputs.scenario)
    remarks = (*assumed, *said[0], *said[1])
    if shown is None or not shown.says_warnings:
        say_remarks(remarks, chosen)
    if runs > 1:
        idle = _run_many(sources, setting, seed, runs, workers, place, chosen, remarks, shown)
    else:
        idle = _run_once(sources, setting, seed, place, chosen, remarks, shown)
    if fail_on is not None and (remarks or idle):
        ctx.exit(FINDINGS)


def _run_once(
    sources: Sources, setting: Setting, seed: int, out: RunPlace | None, lang: str, remarks: tuple[Phrase, ...], shown: Shown | None
) -> tuple[Phrase, ...]:
    """Run one seed, and print what a person or a program reads; the remarks on what was without effect."""
    from analysis.called_for import called_for
    from analysis.experiment.bench import Bench
    from analysis.experiment.left_out import MOST_TRIED, Drilled, idle_in
    from analysis.report.as_json import run_document
    from analysis.report.as_text import run_sections
    from analysis.report.build import report_of_run
    from analysis.report.screen import run_screen
    from sim.cli.keep import keep_run

    bench = Bench(setting.inputs, setting=setting)
    expectations = bench.expectations(str(sources.scenario))
    doing(phrase("editors.progress.running"))
    record = bench.run(seed)
    judgement = bench.judge(record)
    values = bench.values(record, judgement)
    idle = idle_in(Drilled(setting.inputs, range(seed, seed + MOST_TRIED), record, setting=setting))
    if shown is None or not shown.says_warnings:
        say_remarks(idle, lang)
    report = report_of_run(
        record,
        bench.rulebook,
        judgement,
        bench.measures,
        values,
        sources=(setting.inputs.resources, setting.inputs.scenario, setting.inputs),
        expectations=expectations.met_in(record, values, judgement.void),
        called=called_for(bench.rulebook, record, calendar=setting.inputs.calendar, until=judgement.until_min),
        remarks=(*remarks, *idle),
        calendar=setting.inputs.calendar,
    )
    document = run_document(report) if shown is None or out is not None else {}
    if out is not None:
        keep_run(out, setting, record, judgement, document, lang)
    say = words(lang)
    if shown is None:
        print_document(document)
        return idle
    rest = say("screen.rest-of-run") if out is None else say("screen.rest-of-kept-run", out=str(out.folder.home))
    shown.print(lambda seconds: run_screen(report, lang, seconds, rest=rest), partial(run_sections, report, lang))
    _say_kept(out, lang, shown)
    return idle


def _say_kept(out: RunPlace | None, lang: str, shown: Shown) -> None:
    if out is not None and not shown.is_screen:
        say = words(lang)
        print_lines([say("text.kept", out=str(out.folder.home))])


def _run_many(
    sources: Sources,
    setting: Setting,
    seed: int,
    runs: int,
    workers: int,
    out: RunPlace | None,
    lang: str,
    remarks: tuple[Phrase, ...],
    shown: Shown | None,
) -> tuple[Phrase, ...]:
    """Run seeds `seed` … `seed + runs − 1`, and print a table or the JSON document; the remarks on what was without effect in the first."""
    from analysis.experiment.bench import Bench
    from analysis.experiment.left_out import MOST_TRIED, Drilled, idle_in
    from analysis.experiment.replications import replicate
    from analysis.habit_chains import causes_together
    from analysis.report.as_json import runs_document
    from analysis.report.as_text import runs_sections
    from analysis.report.build import report_of_runs
    from analysis.report.screen_of_runs import runs_screen
    from sim.cli.keep import keep_runs
    from sim.drill import header_of

    bench = Bench(setting.inputs, setting=setting)
    expectations = bench.expectations(str(sources.scenario))
    seeds = range(seed, seed + runs)
    found: dict[int, Replication] = {}
    with progress_shown(lang) as show:
        replicate(setting.inputs, seeds, workers, on_result=partial(_take, found), on_progress=show)
    ordered = [found[one] for one in seeds]
    idle = idle_in(Drilled(setting.inputs, seeds[:MOST_TRIED], setting=setting))
    if shown is None or not shown.says_warnings:
        say_remarks(idle, lang)
    report = report_of_runs(
        header_of(setting, seed),
        bench.rulebook,
        bench.measures,
        list(seeds),
        [one.values for one in ordered],
        sources=(setting.inputs.resources, setting.inputs.scenario, setting.inputs),
        expectations=expectations,
        answers=[one.answers for one in ordered],
        habits=causes_together(one.habits for one in ordered),
        clauses=[one.clauses for one in ordered],
        remarks=(*remarks, *idle),
    )
    document = runs_document(report)
    if out is not None:
        keep_runs(out, document)
        _draw_crowd(out.folder, ordered, seeds, setting, lang)
    say = words(lang)
    if shown is None:
        print_document(document)
        return idle
    rest = say("screen.rest-of-runs") if out is None else say("screen.rest-of-kept-runs", out=str(out.folder.home))
    shown.print(lambda seconds: runs_screen(report, lang, seconds, rest=rest), partial(runs_sections, report, lang))
    _say_kept(out, lang, shown)
    return idle


def _take(found: dict[int, Replication], results: list[tuple[int, Replication]]) -> None:
    found.update(results)


def _draw_crowd(out: DrillFolder, ordered: list[Replication], seeds: range, setting: Setting, lang: str) -> None:
    """The people at the scene over all runs, where there are any."""
    levels = [name for name in ("present", "vocal", "obstructing", "storming") if any(name in one.people for one in ordered)]
    if not levels:
        return
    import numpy as np

    from analysis.figures.people import crowd_bands
    from analysis.figures.style import save_figure

    arrays = {name: np.array([one.people[name] for one in ordered]) for name in levels}
    head = setting.inputs.scenario.scenario
    facts = f"{head.start:%Y-%m-%d %H:%M} · {words(lang)('figures.seeds', first=str(seeds[0]), last=str(seeds[-1]))}"
    figure = crowd_bands(arrays, lang=lang, start=head.start.isoformat(), title=head.title.of(lang), facts=facts)
    save_figure(figure, out.home / "people", words(lang), out.write)
