"""`drill evaluate --find-limits`: which limit of a duty would be kept, how often, and what it costs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.progress import doing, progress_shown
from sim.cli.shown import Shown
from sim.cli.terminal import print_document, print_lines, say_remarks
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.experiment.arms import ScenarioCase
    from analysis.experiment.document import ExperimentReport
    from analysis.experiment.limit_search import LimitSearch
    from analysis.experiment.store import ResultStore
    from sim.cli.folder import DrillFolder

DOCUMENT, PICTURE = "limits.json", "limits"
RUNS = 200


def files_of_a_search() -> tuple[str, ...]:
    """The files that a search keeps beside the inputs and the results."""
    return DOCUMENT, f"{PICTURE}.png", f"{PICTURE}.svg"


def asked_limits(texts: tuple[str, ...]) -> tuple[float, ...]:
    """The limits that were asked for, in minutes. Raises InputError for what is no length, and for too many."""
    from analysis.experiment.limit_grid import MOST_TRIED
    from sim.durations import Span, parse_amount
    from sim.words import RefusedError

    found = []
    for text in texts:
        try:
            amount = parse_amount(text)
        except RefusedError:
            amount = None
        if not isinstance(amount, Span) or amount.minutes <= 0:
            raise InputError.of("--limit", "", phrase("limit-search.no-limit"), value=text, allowed=phrase("limit-search.no-limit.allowed"))
        found.append(amount.minutes)
    if len(found) > MOST_TRIED:
        most = phrase("limit-search.at-most", most=MOST_TRIED)
        raise InputError.of("--limit", "", phrase("limit-search.too-many"), value=str(len(found)), allowed=most)
    return tuple(found)


def find_limits(
    cases: tuple[ScenarioCase, ...],
    duty: str,
    limits: tuple[float, ...],
    store: ResultStore,
    folder: DrillFolder | None,
    kept: dict[str, bytes],
    *,
    seed: int,
    runs: int,
    workers: int,
    lang: str,
    shown: Shown | None,
) -> None:
    """Run, keep and print. `kept` are the inputs as files of the folder."""
    from analysis.experiment.document import experiment_report
    from analysis.experiment.limit_search import search_limits
    from analysis.report.of_limits import limit_sections, limits_document, limits_screen

    with progress_shown(lang) as show:
        search = search_limits(cases, duty, limits, store, seed, runs, workers=workers, on_progress=show)
    report = experiment_report(search.found, lang)
    if shown is None or not shown.says_warnings:
        say_remarks(search.found.study.remarks, lang)
    document = limits_document(search, report)
    if folder is not None:
        _keep(folder, kept, search, report, document, lang)
    if shown is None:
        print_document(document)
        return
    say = words(lang)
    rest = say("limit-search.rest") if folder is None else say("limit-search.rest-of-kept", out=str(folder.home))
    shown.print(lambda seconds: limits_screen(search, report, seconds, rest=rest), partial(limit_sections, search, report))
    if folder is not None and not shown.is_screen:
        print_lines([say("experiment.kept", out=str(folder.home))])


def _keep(folder: DrillFolder, kept: dict[str, bytes], search: LimitSearch, report: ExperimentReport, document: dict[str, object], lang: str) -> None:
    from analysis.figures.limit_curve import limits_picture
    from analysis.figures.style import save_figure
    from sim.cli.keep import json_bytes

    doing(phrase("editors.progress.drawing"))
    folder.put({**kept, DOCUMENT: json_bytes(document)})
    figure = limits_picture(search, report)
    if figure is not None:
        save_figure(figure, Path(folder.home) / PICTURE, words(lang), folder.write)
