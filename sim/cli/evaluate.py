"""`drill evaluate`: whether a revision helps, by how much, how sure that is, and what it trades."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from sim.cli.terminal import print_json, progress_shown, say_aside, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.experiment.arms import ScenarioCase
    from analysis.experiment.conduct import Conducted
    from analysis.experiment.store import ResultStore
    from analysis.experiment.trial import Study
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.cli.terminal import print_lines, print_table

if TYPE_CHECKING:
    from analysis.experiment.document import ExperimentReport, ReportedExplanation, ReportedLink, ReportedMeasure
    from analysis.experiment.evaluation import Experiment


_RUNS = 200
_BUDGET = 5_000  # pairs at most where only a precision is asked for
RESULTS = "results.sqlite"


@click.command("evaluate", cls=SpokenCommand, help=phrase("cli.evaluate.help"))
@argument("scenarios", metavar=phrase("cli.value.scenario"), nargs=-1, required=True)
@option("--revision", "revisions", multiple=True, required=True, metavar=phrase("cli.value.revision"), help=phrase("cli.evaluate.revision"))
@plan_option(phrase("cli.plan.beside-scenario"))
@resources_option(phrase("cli.resources.beside-plan"))
@calendar_option
@reading_option
@option("--runs", type=click.IntRange(2, MOST_RUNS), help=phrase("cli.evaluate.runs", runs=_RUNS, budget=_BUDGET))
@option("--precision", metavar=phrase("cli.value.quantity"), help=phrase("cli.evaluate.precision"))
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
    precision: str | None,
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
    from analysis.experiment.evaluation import evaluate_results, study_of
    from sim.cli.evaluate import print_evaluation
    from sim.inputs.assembly import parse_readings

    said = language()
    cases = cases_of(scenarios, revisions, plan=plan_name, resources=resources, calendar=calendar, readings=parse_readings(readings))
    study, measures = study_of(cases, measure)
    say_remarks(study.remarks, said)
    decisive = measures[study.deciding[0]]
    bound = None if equivalence is None else parse_quantity("--equivalence", equivalence, decisive.unit)
    width = None if precision is None else parse_quantity("--precision", precision, decisive.unit)
    with _opened(out, resume=resume) as store:
        conducted = _conducted(study, store, seed, runs, width, workers or _processors(), said, out)
        evaluation = evaluate_results(study, store, conducted, measures, equivalence=bound, explaining=explain)
        document = evaluation.document(said)
        if out is not None:
            _keep(out, cases, document)
            from analysis.figures.experiment import draw_all

            draw_all(out, evaluation, store, said)
    if as_json:
        print_json(document)
    else:
        print_evaluation(evaluation, said, out)


def _processors() -> int:
    import os

    return min(os.cpu_count() or 1, 61)


@contextmanager
def _opened(out: Path | None, *, resume: bool) -> Iterator[ResultStore]:
    """The results file in the folder, or one that is gone afterwards."""
    from analysis.experiment.store import ResultStore
    from sim.cli.keep import claim

    if out is None:
        if resume:
            raise InputError.of("--resume", "", phrase("cli.evaluate.nothing-kept"), hint=phrase("cli.evaluate.nothing-kept.hint"))
        import tempfile

        with tempfile.TemporaryDirectory(prefix="drill-") as folder, ResultStore(Path(folder) / RESULTS) as store:
            yield store
        return
    file = claim(out) / RESULTS
    if file.exists() and not resume:
        raise InputError.of(str(out), "--out", phrase("cli.evaluate.kept-before"), hint=phrase("cli.evaluate.kept-before.hint"))
    with ResultStore(file) as store:
        yield store


def _conducted(
    study: Study, store: ResultStore, seed: int, runs: int | None, width: float | None, workers: int, lang: str, out: Path | None
) -> Conducted:
    from analysis.experiment.conduct import conduct, conduct_to_precision

    try:
        with progress_shown(lang) as show:
            if width is None:
                return conduct(study, store, range(seed, seed + (runs or _RUNS)), workers, show)
            return conduct_to_precision(
                study, store, seed, measure=study.deciding[0], half_width=width, budget=runs or _BUDGET, workers=workers, on_progress=show
            )
    except KeyboardInterrupt:
        if out is not None:
            say = words(lang)
            say_aside(say("cli.evaluate.interrupted", len(store), folder=str(out)))
        raise


def _keep(out: Path, cases: tuple[ScenarioCase, ...], document: dict[str, Any]) -> None:
    """The document, and the inputs of each arm in each scenario, byte for byte."""
    from sim.cli.keep import keep_inputs, write_json

    for case in cases:
        for arm, sources in zip(case.arms, case.sources, strict=True):
            keep_inputs(out / "arms" / case.name / arm.name, sources)
    write_json(out / "evaluation.json", document)


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
_GENERAL = (
    "first-word", "first-report", "verified-after", "call-to-level", "call-to-force", "ending", "duties-done", "duties-in-time",
    "in-time-by-plan", "in-time-by-reading", "reports-on-time", "written-on-time", "reports-complete", "duties-met", "duties-missed",
    "failed-messages", "regrades",
)  # fmt: skip


def print_evaluation(evaluation: Experiment, lang: str, out: Path | None) -> None:
    """Everything, in the order in which it is wanted."""
    report = evaluation.report(lang)
    say = words(lang)
    _print_head(report)
    _print_verdicts(report)
    _print_measures(report)
    _print_habits(report)
    for explanation in report.explain or ():
        _print_explanation(explanation, report)
    print_lines(["", say("experiment.note")])
    if out is not None:
        print_lines([say("experiment.kept", out=str(out))])


def _print_head(report: ExperimentReport) -> None:
    """On how much of what the events call for habits stand in the baseline, before anything is said of it."""
    from analysis.experiment.findings import ALL

    say = words(report.lang)
    for held in report.habits:
        if held.baseline and held.scenario == ALL and held.called_for is not None:
            each = [say("head.habit", habit=one.name[report.lang], share=one.share) for one in held.most]
            print_lines([say("experiment.rests-on", share=held.called_for, habits=each) if each else say("experiment.rests-on-no-habit")])


def _scopes(report: ExperimentReport) -> list[str]:
    """The scenarios, and all of them together where there are several."""
    from analysis.experiment.findings import ALL

    scenarios = [one.id for one in report.scenarios]
    return [*scenarios, ALL] if len(scenarios) > 1 else scenarios


def _print_verdicts(report: ExperimentReport) -> None:
    from analysis.experiment.sentences import scope_name

    say = words(report.lang)
    scopes = _scopes(report)
    print_lines([say(f"experiment.stopped-by-{report.stopped.reason}", report.seeds.pairs)])
    for revision in report.revisions:
        lines = [
            say("experiment.verdict-line", scope=scope_name(one.scenario, report.lang), sentence=one.sentence)
            for one in report.verdicts
            if one.revision == revision.id and one.scenario in scopes
        ]
        print_lines(["", _heading(report, revision.id), *lines])


def _heading(report: ExperimentReport, revision: str) -> str:
    """A revision's title, and the id that a command takes."""
    title = next(one.title for one in report.revisions if one.id == revision)
    return words(report.lang)("experiment.revision-heading", title=title[report.lang], id=revision)


def _print_measures(report: ExperimentReport) -> None:
    from analysis.experiment.findings import ALL

    say = words(report.lang)
    scopes = _scopes(report)
    columns = [
        say("experiment.column.measure"), "", say("experiment.column.scenario"), say("experiment.column.baseline"), say("experiment.column.revision"),
        say("experiment.column.difference"), say("experiment.column.better-worse"), say("experiment.column.pairs"), say("experiment.column.q"),
    ]  # fmt: skip
    for revision in (one.id for one in report.revisions):
        rows = []
        for name, overall in report.in_scope(scopes[-1]).items():
            if not _worth(name, overall, revision):
                continue
            held = [(scope, report.in_scope(scope).get(name)) for scope in scopes]
            rows += [_row(name, scope, one, revision, report.lang) for scope, one in held if one and (scope == ALL or one.arms[revision].n)]
        print_lines([""])
        print_table(_heading(report, revision), columns, rows)


def _worth(name: str, measure: ReportedMeasure, revision: str) -> bool:
    return bool(measure.arms[revision].n) and (measure.family != "other" or name in _GENERAL)


def _row(name: str, scope: str, measure: ReportedMeasure, revision: str, lang: str) -> list[str]:
    from analysis.experiment.sentences import amount, scope_name

    say, unit, arm = words(lang), measure.unit, measure.arms[revision]
    change = amount(arm.difference, unit, lang, signed=True)
    if arm.half_width is not None:
        change = say("experiment.change-within", change=change, half=arm.half_width * (100 if unit == "share" else 1))
    sides = say("experiment.no-value")
    if measure.direction != "none":
        sides = say("experiment.better-and-worse", better=arm.better or 0.0, worse=arm.worse or 0.0)
    levels = [amount(arm.baseline, unit, lang), amount(arm.mean, unit, lang)]
    return [name, measure.name, scope_name(scope, lang), *levels, change, sides, str(arm.n), _q_value(arm.q_value)]


def _q_value(value: float | None) -> str:
    return "–" if value is None else "<.001" if value < 0.001 else f"{value:.3f}"


def _print_habits(report: ExperimentReport) -> None:
    from analysis.experiment.findings import ALL

    say = words(report.lang)
    lines = []
    for held in report.habits:
        if held.scenario != ALL:
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
