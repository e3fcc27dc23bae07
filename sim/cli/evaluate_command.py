"""`drill evaluate`: whether a revision helps, by how much, how sure that is, and what it trades."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.options import Seed, json_option, lang_option, language, print_json

if TYPE_CHECKING:
    from analysis.experiment.arms import ScenarioCase
    from analysis.experiment.conduct import Conducted
    from analysis.experiment.pool import Progress
    from analysis.experiment.store import ResultStore
    from analysis.experiment.trial import Study

_RUNS = 200
_BUDGET = 5_000  # pairs at most where only a precision is asked for
RESULTS = "results.sqlite"


@click.command("evaluate")
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--revision", "revisions", multiple=True, required=True, help="a revision's name or file; each is an arm of its own")
@click.option("--plan", "plan_name", default=None, help="a plan's name or file; default: the one beside the scenario")
@click.option("--resources", default=None, help="a resources file; default: the one beside the plan")
@click.option("--reading", "readings", multiple=True, metavar="ID=VALUE", help="take a reading of the plan otherwise, in every arm")
@click.option(
    "--runs", type=click.IntRange(2, 1_000_000), default=None, help=f"seeds; default {_RUNS}; with --precision at most so many, default {_BUDGET}"
)
@click.option("--precision", default=None, metavar="X", help='go on until the difference is known to ± X, such as "1 min" or "2 %"')
@click.option("--measure", default=None, help="the measure that decides, such as command-informed; drill list measures")
@click.option("--equivalence", default=None, metavar="X", help='a difference below this is not worth the name; default "1 min", for shares "2 %"')
@click.option("--seed", type=Seed(), default=1, show_default=True, help="the first seed")
@click.option("--workers", type=click.IntRange(1, 256), default=None, help="processes; default: one for each processor")
@click.option("--explain", is_flag=True, help="say from which links of the chain the minutes came")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="a folder for results, pictures and inputs")
@click.option("--resume", is_flag=True, help="go on with the results that are in the folder of --out")
@lang_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    scenarios: tuple[str, ...],
    revisions: tuple[str, ...],
    plan_name: str | None,
    resources: str | None,
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
    lang: str | None,
    as_json: bool,
) -> None:
    """Run every SCENARIO under the plan and under each revision, on the same seeds, and say what the revision does."""
    from analysis.experiment.arms import cases_of
    from analysis.experiment.evaluation import evaluate_results, study_of
    from sim.cli.evaluate_text import print_evaluation
    from sim.cli.quantity import parse_quantity
    from sim.inputs.assembly import parse_readings

    said = language(ctx, lang)
    cases = cases_of(scenarios, revisions, plan=plan_name, resources=resources, readings=parse_readings(readings))
    study, measures = study_of(cases, measure)
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
    from sim.cli.folder import claim
    from sim.errors import InputError

    if out is None:
        if resume:
            raise InputError.of("--resume", "", "there is nothing to go on with", hint="name the folder with --out")
        import tempfile

        with tempfile.TemporaryDirectory(prefix="drill-") as folder, ResultStore(Path(folder) / RESULTS) as store:
            yield store
        return
    file = claim(out) / RESULTS
    if file.exists() and not resume:
        raise InputError.of(
            str(out), "--out", "this folder has the results of an earlier experiment",
            hint="add --resume to go on with them and to run nothing twice, or name another folder",
        )  # fmt: skip
    with ResultStore(file) as store:
        yield store


def _conducted(
    study: Study, store: ResultStore, seed: int, runs: int | None, width: float | None, workers: int, lang: str, out: Path | None
) -> Conducted:
    from analysis.experiment.conduct import conduct, conduct_to_precision
    from sim.cli.progress import Meter

    try:
        with Meter(0, lang) as meter:

            def show(progress: Progress, note: str) -> None:
                meter.show(progress, f" · {note}" if note else "")

            if width is None:
                return conduct(study, store, range(seed, seed + (runs or _RUNS)), workers, show)
            return conduct_to_precision(
                study, store, seed, measure=study.deciding[0], half_width=width, budget=runs or _BUDGET, workers=workers, on_progress=show
            )
    except KeyboardInterrupt:
        _say_kept(len(store), out, lang)
        raise


def _say_kept(results: int, out: Path | None, lang: str) -> None:
    if out is None:
        return
    zh, en = f"{results} 次演练的结果已存入 {out}；加 --resume 可接着做", f"{results} runs are kept in {out}; --resume goes on with them"
    text = zh if lang == "zh" else en
    click.echo(text, err=True)


def _keep(out: Path, cases: tuple[ScenarioCase, ...], document: dict[str, Any]) -> None:
    """The document, and the inputs of each arm in each scenario, byte for byte."""
    import json

    from sim.cli.keep import keep_inputs
    from sim.record import write_atomically

    for case in cases:
        for arm, sources in zip(case.arms, case.sources, strict=True):
            keep_inputs(out / "arms" / case.name / arm.name, sources)
    write_atomically(out / "evaluation.json", (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())
