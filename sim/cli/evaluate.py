"""`drill evaluate`: whether a revision helps, by how much, how sure that is, and what it trades."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.find_limits import RUNS
from sim.cli.options import (
    MOST_RUNS,
    MOST_WORKERS,
    PATH,
    Seed,
    SpokenCommand,
    argument,
    calendar_option,
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
from sim.cli.terminal import print_document, print_lines, say_aside, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.experiment.arms import ScenarioCase
    from analysis.experiment.document import ExperimentReport
    from analysis.experiment.evaluation import Experiment, Goal
    from analysis.experiment.looks import Looks
    from analysis.experiment.store import ResultStore
    from analysis.experiment.trial import Study
    from analysis.measures.model import Measure

RESULTS = "results.sqlite"
_DOCUMENT = "evaluation.json"
PICTURES = ("forest", "heat-map", "survival", "on-time", "escalation")
# as in analysis/experiment/looks.py, which is heavy to import for a help text; a test holds them together
LEAST, MOST, MOST_FOR_PRECISION = 200, 800, 5_000


@click.command("evaluate", cls=SpokenCommand, help=phrase("cli.evaluate.help"))
@argument("scenarios", metavar=phrase("cli.value.scenario"), nargs=-1, required=True)
@option("--revision", "revisions", multiple=True, metavar=phrase("cli.value.revision"), help=phrase("cli.evaluate.revision"))
@plan_option(phrase("cli.plan.beside-scenario"))
@resources_option(phrase("cli.resources.beside-plan"))
@calendar_option
@reading_option
@option("--runs", type=click.IntRange(2, MOST_RUNS), help=phrase("cli.evaluate.runs", least=LEAST))
@option("--decide", is_flag=True, help=phrase("cli.evaluate.decide"))
@option("--quick", is_flag=True, help=phrase("cli.evaluate.quick"))
@option("--precision", metavar=phrase("cli.value.quantity"), help=phrase("cli.evaluate.precision"))
@option("--most", type=click.IntRange(2, MOST_RUNS), help=phrase("cli.evaluate.most", decide=MOST, precision=MOST_FOR_PRECISION))
@option("--measure", metavar=phrase("cli.value.measure"), help=phrase("cli.evaluate.measure"))
@option("--equivalence", metavar=phrase("cli.value.quantity"), help=phrase("cli.evaluate.equivalence"))
@option("--seed", type=Seed(), default=1, show_default=True, help=phrase("cli.evaluate.seed"))
@option("--seeds", metavar=phrase("cli.value.seeds"), help=phrase("cli.evaluate.seeds"))
@option("--merge", "merged", type=PATH, multiple=True, metavar=phrase("cli.value.results"), help=phrase("cli.evaluate.merge"))
@option("--workers", type=click.IntRange(1, MOST_WORKERS), help=phrase("cli.evaluate.workers"))
@option("--explain", is_flag=True, help=phrase("cli.evaluate.explain"))
@option("--out", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.evaluate.out"))
@option("--resume", is_flag=True, help=phrase("cli.evaluate.resume"))
@option("--find-limits", metavar=phrase("cli.value.duty"), help=phrase("cli.evaluate.find-limits", runs=RUNS))
@option("--limit", "limits", multiple=True, metavar=phrase("cli.value.length"), help=phrase("cli.evaluate.limit"))
@shown_options("evaluate")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    scenarios: tuple[str, ...],
    revisions: tuple[str, ...],
    plan_name: str | None,
    resources: str | None,
    calendar: Path | None,
    readings: tuple[str, ...],
    runs: int | None,
    decide: bool,
    quick: bool,
    precision: str | None,
    most: int | None,
    measure: str | None,
    equivalence: str | None,
    seed: int,
    seeds: str | None,
    merged: tuple[Path, ...],
    workers: int | None,
    explain: bool,
    out: Path | None,
    resume: bool,
    find_limits: str | None,
    limits: tuple[str, ...],
    full: bool,
    sections: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run every scenario under the plan and under each revision, on the same seeds, and say what the revision does."""
    from analysis.experiment.arms import cases_of
    from analysis.experiment.document import experiment_report
    from analysis.experiment.evaluation import baseline_rules, run_experiment, study_of
    from analysis.measures.registry import chosen, measures_of
    from sim.cli.folder import DrillFolder
    from sim.cli.keep import OF_AN_EXPERIMENT
    from sim.inputs.assembly import parse_readings

    one_way(as_json=as_json, full=full, sections=sections)
    said, shown = language(), Shown(full=full, sections=tuple(sections or ()))
    _check_question(ctx, revisions, find_limits, limits)
    if seeds is not None:
        seed, runs = _seeds(ctx, seeds)
    goal = _goal(runs, precision, decide=decide, quick=quick, most=most)
    cases = cases_of(scenarios, revisions, plan=plan_name, resources=resources, calendar=calendar, readings=parse_readings(readings))
    if find_limits is not None:
        from sim.cli.find_limits import asked_limits, files_of_a_search
        from sim.cli.find_limits import find_limits as search

        kept = _files_of_arms(cases) if out is not None else {}
        with _opened(out, [*kept, *files_of_a_search()], resume=resume) as store, _kept_when_interrupted(store, out, said):
            search(
                cases, find_limits, asked_limits(limits), store, None if out is None else DrillFolder(out), kept, seed=seed, runs=runs or RUNS,
                workers=workers or _processors(), lang=said, shown=None if as_json else shown,
            )  # fmt: skip
        return
    unit = "min" if measure is None else chosen(measures_of(baseline_rules(cases)), (measure,))[measure].unit
    bound = None if equivalence is None else parse_quantity("--equivalence", equivalence, unit)
    width = None if precision is None else parse_quantity("--precision", precision, unit)
    study, measures = study_of(cases, measure, bound)
    if as_json or not shown.says_warnings:
        say_remarks(study.remarks, said)
    kept = _files_of_arms(cases) if out is not None else {}  # now: they may be changed while drills run
    pictures = [f"{stem}{suffix}" for stem in PICTURES for suffix in (".png", ".svg")]
    files = [] if out is None else [*kept, _DOCUMENT, *pictures, *DrillFolder(out).listed(*OF_AN_EXPERIMENT)]
    with _opened(out, files, resume=resume) as store, _kept_when_interrupted(store, out, said), progress_shown(said) as show:
        _merge(store, study, measures, merged, said)
        found = run_experiment(
            study, store, measures, seed, _looks(goal, runs, most), goal, workers=workers or _processors(), width=width, explaining=explain,
            on_progress=show,
        )  # fmt: skip
        report = experiment_report(found, said)
        if out is not None:
            doing(phrase("editors.progress.drawing"))
            from analysis.figures.experiment import draw_all
            from sim.cli.keep import json_bytes

            folder = DrillFolder(out)
            folder.put({**kept, _DOCUMENT: json_bytes(report.document())}, instead_of=folder.listed(*OF_AN_EXPERIMENT))
            draw_all(out, found, store, said, folder.write)
    if as_json:
        print_document(report.document())
    else:
        if explain:
            shown = shown.with_asked("explain")
        print_evaluation(report, out, found, shown)


def print_evaluation(report: ExperimentReport, out: Path | None, found: Experiment, shown: Shown) -> None:
    """Print what of an experiment is wanted."""
    from analysis.report.of_experiment import experiment_sections
    from analysis.report.screen_of_runs import experiment_screen

    say = words(report.lang)
    rest = say("screen.rest-of-experiment") if out is None else say("screen.rest-of-kept-experiment", out=str(out))
    shown.print(lambda seconds: experiment_screen(report, found, seconds, rest=rest), partial(experiment_sections, report, found))
    if out is not None and not shown.is_screen:
        print_lines([say("experiment.kept", out=str(out))])


def _check_question(ctx: click.Context, revisions: tuple[str, ...], find_limits: str | None, limits: tuple[str, ...]) -> None:
    """Revisions are compared, or limits are found. Raises InputError, and UsageError where nothing is asked."""
    if find_limits is None:
        if limits:
            raise InputError.of("--limit", "", phrase("limit-search.limit-alone"), hint=phrase("limit-search.limit-alone.hint"))
        if not revisions:
            raise click.MissingParameter(ctx=ctx, param=next(one for one in ctx.command.params if one.name == "revisions"))
        return
    names = ("--revision", "--decide", "--quick", "--precision", "--most", "--measure", "--equivalence", "--explain", "--merge")
    given = {one.opts[0]: ctx.get_parameter_source(str(one.name)) for one in ctx.command.params}
    other = next((name for name in names if given[name] is click.core.ParameterSource.COMMANDLINE), None)
    if other is not None:
        raise InputError.of("--find-limits", "", phrase("cli.evaluate.exclude", other=other), hint=phrase("limit-search.alone.hint"))


def _seeds(ctx: click.Context, text: str) -> tuple[int, int]:
    """The first seed and how many, of "A:B" with both ends. Raises InputError for anything else, and beside what says the same otherwise."""
    for one in ctx.command.params:
        if one.name in ("seed", "runs") and ctx.get_parameter_source(one.name) is click.core.ParameterSource.COMMANDLINE:
            raise InputError.of("--seeds", "", phrase("cli.evaluate.exclude", other=one.opts[0]), hint=phrase("merging.seeds-alone.hint"))
    found = re.fullmatch(r"(\d{1,18}):(\d{1,18})", text.strip(), re.ASCII)
    first, last = (int(found[1]), int(found[2])) if found else (1, 0)
    if not 2 <= last - first + 1 <= MOST_RUNS:
        raise InputError.of("--seeds", "", phrase("merging.no-seeds"), value=text, allowed=phrase("merging.no-seeds.allowed", most=f"{MOST_RUNS:,}"))
    return first, last - first + 1


def _merge(store: ResultStore, study: Study, measures: Mapping[str, Measure], files: tuple[Path, ...], lang: str) -> None:
    """Take in results that were computed elsewhere, and say how many."""
    from analysis.experiment.merging import merge_into

    for file in files:
        found = merge_into(store, study, measures, file)
        say_aside(words(lang)("merging.merged", file=found.file, new=found.new, there=found.there))
        if found.arms_left:
            say_aside(words(lang)("merging.arms-left", arms=found.arms_left))


def _goal(runs: int | None, precision: str | None, *, decide: bool, quick: bool, most: int | None) -> Goal:
    """What it goes on for. Raises InputError for options that exclude each other."""
    given = [
        name
        for name, there in (("--runs", runs is not None), ("--decide", decide), ("--quick", quick), ("--precision", precision is not None))
        if there
    ]
    if runs is not None and most is not None:
        given.append("--most")
    if len(given) > 1:
        raise InputError.of(given[0], "", phrase("cli.evaluate.exclude", other=given[1]), hint=phrase("cli.evaluate.exclude.hint"))
    return "runs" if runs is not None else "quick" if quick else "precision" if precision is not None else "decide"


def _looks(goal: Goal, runs: int | None, most: int | None) -> Looks:
    from analysis.experiment.looks import looks_for_means, looks_for_shares, one_look

    if runs is not None:
        return one_look(runs)
    if goal == "quick":
        return looks_for_shares(*(() if most is None else (most,)))
    return looks_for_means(most or (MOST_FOR_PRECISION if goal == "precision" else MOST))


def _processors() -> int:
    import os

    return min(os.cpu_count() or 1, 61)


@contextmanager
def _opened(out: Path | None, files: Iterable[str], *, resume: bool) -> Iterator[ResultStore]:
    """The results file in the folder, which is to hold these `files` too; or one that is gone afterwards."""
    from analysis.experiment.store import ResultStore
    from sim.cli.folder import DrillFolder

    if out is None:
        if resume:
            raise InputError.of("--resume", "", phrase("cli.evaluate.nothing-kept"), hint=phrase("cli.evaluate.nothing-kept.hint"))
        import tempfile

        with tempfile.TemporaryDirectory(prefix="drill-") as folder, ResultStore(Path(folder) / RESULTS) as store:
            yield store
        return
    DrillFolder.claim(out, files)
    file = out / RESULTS
    if file.is_symlink():
        raise InputError.of(str(file), "--out", phrase("folders.link"), hint=phrase("folders.link.hint"))
    if file.exists() and not resume:
        raise InputError.of(str(out), "--out", phrase("cli.evaluate.kept-before"), hint=phrase("cli.evaluate.kept-before.hint"))
    with ResultStore(file) as store:
        yield store


@contextmanager
def _kept_when_interrupted(store: ResultStore, out: Path | None, lang: str) -> Iterator[None]:
    """Say where what was computed is kept, and how to go on with it, whatever stops an experiment: somebody, the system, a worker that died."""
    try:
        yield
    except BaseException:
        with suppress(InputError):  # where it is the store that cannot be read
            if out is not None and len(store):
                say_aside(words(lang)("cli.evaluate.interrupted", len(store), folder=str(out)))
        raise


def _files_of_arms(cases: tuple[ScenarioCase, ...]) -> dict[str, bytes]:
    """The inputs of each arm in each scenario, byte for byte."""
    from sim.cli.keep import INPUTS, input_files

    files: dict[str, bytes] = {}
    for case in cases:
        for arm, sources in zip(case.arms, case.sources, strict=True):
            files |= input_files(sources, f"arms/{case.name}/{arm.name}/{INPUTS}")
    return files


# -- quantities in the unit of a measure ---------------------------------------------------------------------------------------

_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(%|pp|points)?\s*")
_COUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*")


def parse_quantity(name: str, text: str, unit: str) -> float:
    """A quantity above 0 in a measure's unit (min, share, count): "1 min", "2 %" or "0.02", "0.5". Raises InputError."""
    value = _minutes(text) if unit == "min" else _share(text) if unit == "share" else _count(text)
    if value is None or value <= 0:
        allowed = phrase(f"cli.quantity.{unit if unit in ('min', 'share') else 'count'}")
        raise InputError.of(name, "", phrase("cli.quantity.none"), value=text, allowed=allowed)
    return value


def _minutes(text: str) -> float | None:
    from sim.durations import parse_span

    try:
        return parse_span(text)
    except ValueError:
        return None


def _share(text: str) -> float | None:
    found = _SHARE.fullmatch(text)
    share = None if found is None else float(found[1]) / (100.0 if found[2] else 1.0)
    return share if share is not None and share <= 1 else None


def _count(text: str) -> float | None:
    found = _COUNT.fullmatch(text)
    return None if found is None else float(found[1])
