"""`drill evaluate`: whether a revision helps, by how much, how sure that is, and what it trades."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from sim.cli.terminal import print_document, print_lines, print_table, say_aside, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.experiment.arms import ScenarioCase
    from analysis.experiment.document import ExperimentReport, ReportedExplanation, ReportedFigure, ReportedLink, ReportedMeasure
    from analysis.experiment.evaluation import Experiment, Goal
    from analysis.experiment.looks import Looks
    from analysis.experiment.store import ResultStore

RESULTS = "results.sqlite"
_DOCUMENT = "evaluation.json"
PICTURES = ("forest", "heat-map", "survival", "on-time", "escalation")
_OF_AN_EVALUATION = (_DOCUMENT, *(f"{stem}.*" for stem in PICTURES), "arms/*/*/inputs/*", "arms/*/*/inputs/revisions/*")
# as in analysis/experiment/looks.py, which is heavy to import for a help text; a test holds them together
LEAST, MOST, MOST_FOR_PRECISION = 200, 800, 5_000


@click.command("evaluate", cls=SpokenCommand, help=phrase("cli.evaluate.help"))
@argument("scenarios", metavar=phrase("cli.value.scenario"), nargs=-1, required=True)
@option("--revision", "revisions", multiple=True, required=True, metavar=phrase("cli.value.revision"), help=phrase("cli.evaluate.revision"))
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
@option("--workers", type=click.IntRange(1, MOST_WORKERS), help=phrase("cli.evaluate.workers"))
@option("--explain", is_flag=True, help=phrase("cli.evaluate.explain"))
@option("--out", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.evaluate.out"))
@option("--resume", is_flag=True, help=phrase("cli.evaluate.resume"))
@lang_option
@json_option
def command(
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
    workers: int | None,
    explain: bool,
    out: Path | None,
    resume: bool,
    as_json: bool,
) -> None:
    """Run every scenario under the plan and under each revision, on the same seeds, and say what the revision does."""
    from analysis.experiment.arms import cases_of
    from analysis.experiment.document import experiment_report
    from analysis.experiment.evaluation import baseline_rules, run_experiment, study_of
    from analysis.measures.registry import chosen, measures_of
    from sim.inputs.assembly import parse_readings

    said = language()
    goal = _goal(runs, precision, decide=decide, quick=quick, most=most)
    cases = cases_of(scenarios, revisions, plan=plan_name, resources=resources, calendar=calendar, readings=parse_readings(readings))
    unit = "min" if measure is None else chosen(measures_of(baseline_rules(cases)), (measure,))[measure].unit
    bound = None if equivalence is None else parse_quantity("--equivalence", equivalence, unit)
    width = None if precision is None else parse_quantity("--precision", precision, unit)
    study, measures = study_of(cases, measure, bound)
    say_remarks(study.remarks, said)
    kept = _files_of_arms(cases) if out is not None else {}  # now: they may be changed while drills run
    with _opened(out, kept, resume=resume) as store, _kept_when_interrupted(store, out, said), progress_shown(said) as show:
        found = run_experiment(
            study, store, measures, seed, _looks(goal, runs, most), goal, workers=workers or _processors(), width=width, explaining=explain,
            on_progress=show,
        )  # fmt: skip
        report = experiment_report(found, said)
        if out is not None:
            doing(phrase("editors.progress.drawing"))
            from analysis.figures.experiment import draw_all
            from sim.cli.folder import DrillFolder
            from sim.cli.keep import json_bytes

            folder = DrillFolder(out)
            folder.put({**kept, _DOCUMENT: json_bytes(report.document())}, instead_of=folder.listed(*_OF_AN_EVALUATION))
            draw_all(out, found, store, said, folder.write)
    if as_json:
        print_document(report.document())
    else:
        print_evaluation(report, out, found)


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
def _opened(out: Path | None, kept: Iterable[str], *, resume: bool) -> Iterator[ResultStore]:
    """The results file in the folder, or one that is gone afterwards."""
    from analysis.experiment.store import ResultStore
    from sim.cli.folder import DrillFolder

    if out is None:
        if resume:
            raise InputError.of("--resume", "", phrase("cli.evaluate.nothing-kept"), hint=phrase("cli.evaluate.nothing-kept.hint"))
        import tempfile

        with tempfile.TemporaryDirectory(prefix="drill-") as folder, ResultStore(Path(folder) / RESULTS) as store:
            yield store
        return
    pictures = [f"{stem}{suffix}" for stem in PICTURES for suffix in (".png", ".svg")]
    DrillFolder.claim(out, [*kept, _DOCUMENT, *pictures, *DrillFolder(out).listed(*_OF_AN_EVALUATION)])
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


# -- what a person reads -------------------------------------------------------------------------------------------------------


_SHOWN_LINKS = 8


def print_evaluation(report: ExperimentReport, out: Path | None, found: Experiment) -> None:
    """Everything, in the order in which it is wanted."""
    say = words(report.lang)
    _print_verdicts(report)
    _print_head(report)
    for revision in (one.id for one in report.revisions):
        _print_clauses(report, found, revision)
        _print_figures(report, revision)
        _print_others(report, revision)
    _print_habits(report)
    for explanation in report.explain or () if isinstance(report.explain, list) else ():
        _print_explanation(explanation, report)
    taus = dict.fromkeys(one.unreached_min for one in report.scenarios)
    print_lines(["", say("experiment.note", taus=[say("experiment.minutes", value=one) for one in taus])])
    if out is not None:
        print_lines([say("experiment.kept", out=str(out))])


def _print_head(report: ExperimentReport) -> None:
    """On how much of what the events call for habits stand in the baseline."""
    say = words(report.lang)
    for held in report.habits:
        if held.baseline and held.scenario == _scopes(report)[-1] and held.called_for is not None:
            each = [say("head.habit", habit=one.name[report.lang], share=one.share) for one in held.most]
            told = say("experiment.rests-on", share=held.called_for, habits=each) if each else say("experiment.rests-on-no-habit")
            print_lines(["", told])


def _scopes(report: ExperimentReport) -> list[str]:
    """The scenarios, and all of them together where there are several."""
    return list(dict.fromkeys(one.scenario for one in report.verdicts))


def _print_verdicts(report: ExperimentReport) -> None:
    """For each revision the headline of all that was run first, then each scenario's, and the small print."""
    from analysis.experiment.sentences import scope_name

    say = words(report.lang)
    for revision in report.revisions:
        told = [one for one in report.verdicts if one.revision == revision.id]
        lines = [told[-1].headline]
        if len(told) > 1:
            lines += [say("experiment.verdict-line", scope=scope_name(one.scenario, report.lang), sentence=one.headline) for one in told[:-1]]
        print_lines(
            ["", _heading(report, revision.id), *lines, told[-1].small_print, say(f"experiment.stopped-{revision.stopped}", pairs=revision.pairs)]
        )


def _heading(report: ExperimentReport, revision: str) -> str:
    """A revision's title, and the id that a command takes."""
    title = next(one.title for one in report.revisions if one.id == revision)
    return words(report.lang)("experiment.revision-heading", title=title[report.lang], id=revision)


def _print_clauses(report: ExperimentReport, found: Experiment, revision: str) -> None:
    """Which clause is late, by how much, before and after, in each scenario."""
    from analysis.experiment.document import names_of
    from analysis.experiment.evaluation import baseline_rules
    from analysis.report.clauses import clauses_compared

    rules = baseline_rules(found.study.cases)
    for case in found.study.cases:
        base, arm = (found.clauses[case.name, name] for name in (case.baseline.name, revision))
        shown = clauses_compared(base, arm, rules, names_of(case, report.lang), report.lang, revision=_heading(report, revision), scenario=case.name)
        if shown.rows:
            print_lines([""])
            print_table(shown.title, list(shown.columns), [[str(cell) for cell in row] for row in shown.rows], note=shown.note)


def _print_figures(report: ExperimentReport, revision: str) -> None:
    """People, the minutes, and of what is done whatever differs."""
    from analysis.experiment.document import figures_in
    from analysis.experiment.sentences import scope_name

    say, rows, left_out = words(report.lang), [], 0
    columns = [
        say("experiment.column.figure"), say("experiment.column.scenario"), say("experiment.column.baseline"), say("experiment.column.revision"),
        say("experiment.column.between"), say("experiment.column.state"),
    ]  # fmt: skip
    for scope in reversed(_scopes(report)):
        for one in figures_in(report, revision, scope):
            if one.state in ("same", "open") and (one.column == "done" or not (one.low or one.high)):
                left_out += 1
            else:
                rows.append(_figure_row(one, scope_name(scope, report.lang), report.lang))
    print_lines([""])
    print_table(say("experiment.figures-of", revision=_heading(report, revision)), columns, rows)
    if left_out:
        print_lines([say("experiment.not-shown", left_out)])


def _figure_row(one: ReportedFigure, scope: str, lang: str) -> list[str]:
    say = words(lang)
    return [one.name, scope, *_levels(one, lang), _between(one, lang), say(f"experiment.state-{one.state}")]


def _levels(one: ReportedFigure | ReportedMeasure, lang: str) -> tuple[str, str]:
    from analysis.experiment.sentences import level

    return level(one.before, one.unit).of(lang), level(one.after, one.unit).of(lang)


def _between(one: ReportedFigure | ReportedMeasure, lang: str) -> str:
    from analysis.experiment.sentences import change

    return words(lang)("experiment.range", low=change(one.low, one.unit), high=change(one.high, one.unit))


def _print_others(report: ExperimentReport, revision: str) -> None:
    """Descriptions that differ beyond chance; those that do not would be rows of noise."""
    from analysis.experiment.document import figures_in, measures_in
    from analysis.experiment.sentences import scope_name

    say, rows, looked = words(report.lang), [], 0
    for scope in reversed(_scopes(report)):
        decided = {one.id.partition(":")[2] for one in figures_in(report, revision, scope) if one.column != "done"}
        for name, one in measures_in(report, revision, scope).items():
            if name in decided:
                continue
            looked += 1
            if one.q_value is not None and one.q_value <= 1 - report.level:
                rows.append([one.name, scope_name(scope, report.lang), *_levels(one, report.lang), _between(one, report.lang), str(one.pairs)])
    columns = [
        say("experiment.column.measure"), say("experiment.column.scenario"), say("experiment.column.baseline"), say("experiment.column.revision"),
        say("experiment.column.between"), say("experiment.column.pairs"),
    ]  # fmt: skip
    if rows:
        print_lines([""])
        print_table(say("experiment.others-of", revision=_heading(report, revision), looked=looked), columns, rows)


def _print_habits(report: ExperimentReport) -> None:
    say = words(report.lang)
    lines = []
    for held in report.habits:
        if held.scenario != _scopes(report)[-1]:
            continue
        ways = [say("experiment.habits-on-the-way", measure=report.named(name), share=share) for name, share in held.on_the_way.items()]
        acts = say("experiment.no-value") if held.acts is None else say("experiment.whole-percent", share=held.acts)
        arm = say("experiment.baseline") if held.baseline else _heading(report, held.arm)
        lines.append(say("experiment.habits-of-arm", arm=arm, acts=acts, ways=ways or say("experiment.no-value")))
    print_lines(["", say("experiment.habits"), *lines])


def _print_explanation(explanation: ReportedExplanation, report: ExperimentReport) -> None:
    say = words(report.lang)
    rows = [_link_row(link.link, link.who, [link]) for link in explanation.links[:_SHOWN_LINKS]]
    rest = explanation.links[_SHOWN_LINKS:]
    if rest:
        rows.append(_link_row(say("experiment.more-links", len(rest)), "", rest))
    rows.append(_link_row(say("experiment.sum"), "", explanation.links))
    columns = [
        say("experiment.column.link"), say("experiment.column.who"), say("experiment.column.baseline-minutes"),
        say("experiment.column.revision-minutes"), say("experiment.column.change"),
    ]  # fmt: skip
    title = say(
        "experiment.where-from",
        revision=_heading(report, explanation.revision),
        scenario=explanation.scenario,
        measure=report.named(explanation.measure),
        pairs=explanation.pairs,
    )
    print_lines([""])
    print_table(title, columns, rows)


def _link_row(name: str, who: str, links: Sequence[ReportedLink]) -> list[str]:
    baseline, arm, difference = (math.fsum(values) for values in zip(*((link.baseline, link.arm, link.difference) for link in links), strict=True))
    return [name, who, f"{baseline:.2f}", f"{arm:.2f}", f"{difference:+.2f}"]
