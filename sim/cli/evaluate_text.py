"""Prints what a person reads of an experiment: the verdicts first, then the numbers, then where the minutes came from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.terminal import print_lines, print_table
from sim.words import words

if TYPE_CHECKING:
    from analysis.experiment.document import ExperimentReport, ReportedExplanation, ReportedLink, ReportedMeasure
    from analysis.experiment.evaluation import Experiment

_SHOWN_LINKS = 8
_GENERAL = (
    "first-word", "first-report", "verification", "classification", "ending", "grade-right-first", "duties-met", "duties-missed",
    "reports-on-time", "written-on-time", "failed-messages", "regrades",
)  # fmt: skip


def print_evaluation(evaluation: Experiment, lang: str, out: Path | None) -> None:
    """Everything, in the order in which it is wanted."""
    report = evaluation.report(lang)
    say = words(lang)
    _print_verdicts(report)
    _print_measures(report)
    _print_habits(report)
    for explanation in report.explain or ():
        _print_explanation(explanation, report)
    print_lines(["", say("experiment.note")])
    if out is not None:
        print_lines([say("experiment.kept", out=str(out))])


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
    baseline, arm, difference = (math.fsum(values) for values in zip(*_minutes(links), strict=True))
    return [name, who, f"{baseline:.2f}", f"{arm:.2f}", f"{difference:+.2f}"]


def _minutes(links: Sequence[ReportedLink]) -> Iterator[tuple[float, float, float]]:
    for link in links:
        yield link.baseline, link.arm, link.difference
