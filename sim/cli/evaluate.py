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
    from sim.cli.evaluate_text import print_evaluation
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
            from analysis.figures.experiment.gather import draw_all

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
