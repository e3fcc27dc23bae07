"""The report of an experiment in full as a person reads it at a terminal: sentences and tables in their sections."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.experiment.document import (
    ExperimentReport,
    ReportedExplanation,
    ReportedFigure,
    ReportedLink,
    ReportedMeasure,
    figures_in,
    measures_in,
    names_of,
)
from analysis.experiment.evaluation import Experiment, baseline_rules
from analysis.experiment.sentences import change, level, scope_name
from analysis.report.as_tables import ReportTable, TableCell
from analysis.report.as_text import Paragraph, Sections
from analysis.report.clauses import MOST_CLAUSES, clauses_compared
from sim.words import words

UNSETTLED = ("open", "hangs")  # states of a figure of which nothing is known
_SHOWN_LINKS = 8
_MOST_RUNS = 0.5


def experiment_sections(report: ExperimentReport, found: Experiment, *, whole: bool = False) -> Sections:
    """Everything, in the order in which it is wanted."""
    return sections_of_document(report, lambda revision: clause_tables(report, found, revision, whole=whole), whole=whole)


def sections_of_document(report: ExperimentReport, clauses_of: Callable[[str], Iterable[ReportTable]], *, whole: bool = False) -> Sections:
    """The same of a report that was read; `clauses_of` a revision are told with the names of a plan, which the report does not hold."""
    say = words(report.lang)
    for paragraph in _verdicts(report):
        yield "verdicts", paragraph
    if told := rests_on(report):
        yield "habits", Paragraph(lines=(told,))
    for revision in (one.id for one in report.revisions):
        yield from (("clauses", shown) for shown in clauses_of(revision))
        yield "figures", _figures(report, revision, whole=whole)
        if (others := _others(report, revision)).rows:
            yield "others", others
    yield "habits", _habits(report)
    for explanation in report.explain or () if isinstance(report.explain, list) else ():
        yield "explain", _explanation(explanation, report, whole=whole)
    taus = dict.fromkeys(one.unreached_min for one in report.scenarios)
    yield "figures", Paragraph(lines=(say("experiment.note", taus=[say("experiment.minutes", value=one) for one in taus]),))


def rests_on(report: ExperimentReport) -> str:
    """On how much of what the events call for habits stand in the baseline; nothing where that is not known."""
    say = words(report.lang)
    for held in report.habits:
        if held.baseline and held.scenario == scopes(report)[-1] and held.called_for is not None:
            each = [say("head.habit", habit=one.name[report.lang], share=one.share) for one in held.most]
            return say("experiment.rests-on", share=held.called_for, habits=each) if each else say("experiment.rests-on-no-habit")
    return ""


def scopes(report: ExperimentReport) -> list[str]:
    """The scenarios, and all of them together where there are several."""
    return list(dict.fromkeys(one.scenario for one in report.verdicts))


def heading_of(report: ExperimentReport, revision: str) -> str:
    """A revision's title, and the id that a command takes."""
    title = next(one.title for one in report.revisions if one.id == revision)
    return words(report.lang)("experiment.revision-heading", title=title[report.lang], id=revision)


def titled(scope: str, report: ExperimentReport) -> str:
    """A scenario by its title, or the words for all of them."""
    return next((one.title[report.lang] for one in report.scenarios if one.id == scope), "") or scope_name(scope, report.lang)


def _verdicts(report: ExperimentReport) -> Iterator[Paragraph]:
    """For each revision the headline of all that was run first, then each scenario's, and the small print."""
    say = words(report.lang)
    for revision in report.revisions:
        told = [one for one in report.verdicts if one.revision == revision.id]
        lines = [told[-1].headline]
        if len(told) > 1:
            lines += [say("experiment.verdict-line", scope=titled(one.scenario, report), sentence=one.headline) for one in told[:-1]]
        stopped = say(f"experiment.stopped-{revision.stopped}", pairs=revision.pairs)
        yield Paragraph(heading=heading_of(report, revision.id), lines=(*lines, told[-1].small_print, stopped))


def clause_tables(report: ExperimentReport, found: Experiment, revision: str, *, whole: bool = False, short: bool = False) -> Iterator[ReportTable]:
    """Which clause is late, by how much, before and after, in each scenario in which that differs."""
    rules = baseline_rules(found.study.cases)
    for case in found.study.cases:
        base, arm = (found.clauses[case.name, name] for name in (case.baseline.name, revision))
        most = len(base) if whole else MOST_CLAUSES
        names, title = names_of(case, report.lang), {"revision": heading_of(report, revision), "scenario": titled(case.name, report)}
        shown = clauses_compared(base, arm, rules, names, report.lang, most, short=short, **title)
        if shown.rows:
            yield shown


def _figures(report: ExperimentReport, revision: str, *, whole: bool) -> ReportTable:
    """People, the minutes, and of what is done whatever differs."""
    say, rows, left_out = words(report.lang), [], 0
    for scope in reversed(scopes(report)):
        for one in figures_in(report, revision, scope):
            state = standing(report, one)
            if not whole and state in ("same", "open") and (one.column == "done" or not (one.low or one.high)):
                left_out += 1
            else:
                rows.append((one.name, titled(scope, report), *levels(one, report.lang), between(one, report.lang), say(f"experiment.state-{state}")))
    columns = (
        say("experiment.column.figure"), say("experiment.column.scenario"), say("experiment.column.baseline"), say("experiment.column.revision"),
        say("experiment.column.between"), say("experiment.column.state"),
    )  # fmt: skip
    title = say("experiment.figures-of", revision=heading_of(report, revision))
    return _table("figures", title, columns, rows, report, note=say("experiment.not-shown", left_out) if left_out else "")


def standing(report: ExperimentReport, figure: ReportedFigure) -> str:
    """The state of a figure; of one on whose mean nothing can be said, the way that most runs are known to go, `mostly-worse` before the others.

    In all scenarios together most runs are better or worse where they are in one of them, and the same where they are in each.
    """
    verdict = next(one for one in report.verdicts if (one.revision, one.scenario) == (figure.revision, figure.scenario))
    about = [one for one in verdict.claims if one.figure == figure.id]
    ways = [one.way if one.share > _MOST_RUNS else "" for one in about]
    if figure.state not in UNSETTLED:
        return figure.state
    moved = next((way for way in ("worse", "better") if way in ways), "same" if set(ways) == {"same"} else "")
    return f"mostly-{moved}" if moved else figure.state


def levels(one: ReportedFigure | ReportedMeasure, lang: str) -> tuple[str, str]:
    """What it comes to in the plan as it is, and in the revision."""
    return level(one.before, one.unit).of(lang), level(one.after, one.unit).of(lang)


def between(one: ReportedFigure | ReportedMeasure, lang: str) -> str:
    """The limits of the difference."""
    return words(lang)("experiment.range", low=change(one.low, one.unit), high=change(one.high, one.unit))


def _others(report: ExperimentReport, revision: str) -> ReportTable:
    """Descriptions that differ beyond chance; those that do not would be rows of noise."""
    say, rows, looked = words(report.lang), [], 0
    for scope in reversed(scopes(report)):
        decided = {one.id.partition(":")[2] for one in figures_in(report, revision, scope) if one.column != "done"}
        for name, one in measures_in(report, revision, scope).items():
            if name in decided:
                continue
            looked += 1
            if one.q_value is not None and one.q_value <= 1 - report.level:
                rows.append((one.name, titled(scope, report), *levels(one, report.lang), between(one, report.lang), str(one.pairs)))
    columns = (
        say("experiment.column.measure"), say("experiment.column.scenario"), say("experiment.column.baseline"), say("experiment.column.revision"),
        say("experiment.column.between"), say("experiment.column.pairs"),
    )  # fmt: skip
    return _table("others", say("experiment.others-of", revision=heading_of(report, revision), looked=looked), columns, rows, report)


def _table(
    id_: str, title: str, columns: tuple[str, ...], rows: Sequence[tuple[TableCell, ...]], report: ExperimentReport, note: str = ""
) -> ReportTable:
    """A table; of one scenario it need not be said in each row which it is."""
    shown = ReportTable(id=id_, title=title, columns=columns, rows=tuple(rows), note=note)
    if len(scopes(report)) > 1:
        return shown
    kept = shown.only(0, *range(2, len(columns)))
    return ReportTable(id=id_, title=title, columns=kept.columns, rows=kept.rows, note=note)


def _habits(report: ExperimentReport) -> Paragraph:
    say = words(report.lang)
    lines = []
    for held in report.habits:
        if held.scenario != scopes(report)[-1]:
            continue
        ways = [say("experiment.habits-on-the-way", measure=report.named(name), share=share) for name, share in held.on_the_way.items()]
        acts = say("experiment.no-value") if held.acts is None else say("experiment.whole-percent", share=held.acts)
        arm = say("experiment.baseline") if held.baseline else heading_of(report, held.arm)
        lines.append(say("experiment.habits-of-arm", arm=arm, acts=acts, ways=ways or say("experiment.no-value")))
    return Paragraph(heading=say("experiment.habits"), lines=tuple(lines))


def _explanation(explanation: ReportedExplanation, report: ExperimentReport, *, whole: bool) -> ReportTable:
    say, shown = words(report.lang), len(explanation.links) if whole else _SHOWN_LINKS
    rows = [_link_row(link.link, link.who, [link]) for link in explanation.links[:shown]]
    rest = explanation.links[shown:]
    if rest:
        rows.append(_link_row(say("experiment.more-links", len(rest)), "", rest))
    rows.append(_link_row(say("experiment.sum"), "", explanation.links))
    columns = (
        say("experiment.column.link"), say("experiment.column.who"), say("experiment.column.baseline-minutes"),
        say("experiment.column.revision-minutes"), say("experiment.column.change"),
    )  # fmt: skip
    title = say(
        "experiment.where-from",
        revision=heading_of(report, explanation.revision),
        scenario=titled(explanation.scenario, report),
        measure=report.named(explanation.measure),
        pairs=explanation.pairs,
    )
    return ReportTable(id="explain", title=title, columns=columns, rows=tuple(rows))


def _link_row(name: str, who: str, links: Sequence[ReportedLink]) -> tuple[TableCell, ...]:
    baseline, arm, difference = (math.fsum(values) for values in zip(*((link.baseline, link.arm, link.difference) for link in links), strict=True))
    return name, who, f"{baseline:.2f}", f"{arm:.2f}", f"{difference:+.2f}"
