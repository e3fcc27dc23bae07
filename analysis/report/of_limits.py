"""What limits of one duty would be kept, as a reader sees it and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.experiment.arms import BASELINE, ScenarioCase
from analysis.experiment.clause_table import Estimate
from analysis.experiment.document import ExperimentReport, ReportedVerdict
from analysis.experiment.limit_search import LimitSearch, TriedLimit
from analysis.report.as_tables import ReportTable, table
from analysis.report.as_text import Paragraph, Sections
from analysis.report.clauses import minutes_of, share_of
from analysis.report.screen import dotted, taken
from sim.durations import Span, amount_words
from sim.vocabulary import DOCUMENTS
from sim.words import Words, in_every_language, words
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText


def limits_document(search: LimitSearch, report: ExperimentReport) -> dict[str, Any]:
    """Everything that was found; what does not exist is null."""
    return {
        "schema": DOCUMENTS["limits"], "duty": search.duty.id, "clause": search.duty.clause, "title": in_every_language(search.duty.title),
        "first_seed": report.revisions[0].first_seed, "runs": report.revisions[0].pairs,
        "scenarios": [{"id": case.name, "surely_kept_min": _minutes(search.surely_kept(case.name)),
                       "limits": [_entry(one, report) for one in search.of(case.name)]} for case in search.found.study.cases],
    }  # fmt: skip


def _minutes(found: TriedLimit | None) -> float | None:
    return None if found is None else found.limit_min


def _entry(one: TriedLimit, report: ExperimentReport) -> dict[str, Any]:
    row, verdict = one.row, _verdict(one, report)
    return {
        "limit_min": one.limit_min, "of_the_plan": one.arm == BASELINE, "runs": 0 if row is None else row.runs,
        "instances": 0 if row is None else row.instances, "kept": None if row is None else _estimate(row.in_time),
        "median_min": None if row is None else _estimate(row.median_min),
        "ninth_decile_min": None if row is None else _estimate(row.ninth_decile_min),
        "word": None if verdict is None else verdict.word, "headline": None if verdict is None else verdict.headline,
    }  # fmt: skip


def _estimate(found: Estimate | None) -> dict[str, float | None] | None:
    return None if found is None else {"value": found.middle, "low": found.low, "high": found.high}


def _verdict(one: TriedLimit, report: ExperimentReport) -> ReportedVerdict | None:
    """What a limit does beside the plan's own; None for that."""
    return next((verdict for verdict in report.verdicts if (verdict.revision, verdict.scenario) == (one.arm, one.scenario)), None)


# -- for a reader --------------------------------------------------------------------------------------------------------------


def limit_sections(search: LimitSearch, report: ExperimentReport, *, whole: bool = False) -> Sections:
    """The sentence of each scenario, its table, and what each limit does."""
    del whole
    say = words(report.lang)
    yield "verdicts", Paragraph(heading=_title(search, say), lines=tuple(_sentences(search, say)))
    for case in search.found.study.cases:
        yield "clauses", _table(search, case, report, say)
    for case in search.found.study.cases:
        told = [_effect_line(one, report, say) for one in search.of(case.name) if one.arm != BASELINE]
        heading = say("limit-search.effects-in", scenario=case.title)
        yield "figures", Paragraph(heading=heading, lines=(*told, report.verdicts[0].small_print))


def limits_screen(search: LimitSearch, report: ExperimentReport, seconds: float, *, rest: str) -> Screen:
    """A search that took so many seconds: the answer, the table of each scenario, and what the limits do."""
    say = words(report.lang)
    one = report.revisions[0]
    parts: list[ScreenPart] = [ScreenText(text=_title(search, say), strong=True)]
    about = dotted([
        say("screen.pairs", n=one.pairs, first=str(one.first_seed), last=str(one.last_seed)),
        search.found.study.cases[0].baseline.own.plan.title.of(report.lang),
    ])  # fmt: skip
    parts.append(ScreenText(text=about, lines=1, gap=True))
    parts += (ScreenText(text=line, strong=True, lines=3) for line in _sentences(search, say))
    for case in search.found.study.cases:
        shown = _table(search, case, report, say)
        parts.append(ScreenTable(title=shown.title, head=shown.columns, rows=[[str(cell) for cell in row] for row in shown.rows], usual=9))
    for case in search.found.study.cases:
        parts += (ScreenText(text=_effect_line(tried, report, say)) for tried in search.of(case.name) if tried.arm != BASELINE)
    return Screen(parts=tuple(parts), last=(rest, dotted(taken(len(report.remarks), seconds, say))))


def _title(search: LimitSearch, say: Words) -> str:
    return say("limit-search.title", clause=search.duty.clause, duty=search.duty.title)


def _sentences(search: LimitSearch, say: Words) -> Iterator[str]:
    """In each scenario how often the plan's own limit is kept, and the shortest that surely is."""
    for case in search.found.study.cases:
        tried = search.of(case.name)
        own = next(one for one in tried if one.arm == BASELINE)
        if all(one.row is None for one in tried):
            yield say("limit-search.not-called-for", scenario=case.title)
            continue
        surely = search.surely_kept(case.name)
        if surely is None or surely.row is None:
            then = say("limit-search.none-surely")
        else:
            then = say("limit-search.surely", limit=_limit(surely, say), share=share_of(surely.row.in_time, say))
        if own.limit_min is None or own.row is None:
            yield say("limit-search.silent", scenario=case.title, then=then)
        else:
            row, share = own.row, share_of(own.row.in_time, say)
            yield say("limit-search.own", scenario=case.title, limit=_limit(own, say), share=share, cases=row.instances, runs=row.runs, then=then)


def _table(search: LimitSearch, case: ScenarioCase, report: ExperimentReport, say: Words) -> ReportTable:
    rows = [_row(one, report, say) for one in search.of(case.name)]
    columns = ("limit", "limit-kept", "instances-runs", "median-time", "ninth-decile", "limit-does")
    return table(say, "limits-tried", columns, rows, scenario=case.title)


def _row(one: TriedLimit, report: ExperimentReport, say: Words) -> tuple[str, ...]:
    verdict, row = _verdict(one, report), one.row
    does = say("limit-search.of-the-plan") if verdict is None else say(f"limit-search.does.{verdict.word}")
    if row is None:
        return _limit(one, say), "–", "–", "–", "–", does
    kept = "–" if one.limit_min is None else share_of(row.in_time, say)
    times = (minutes_of(row.median_min, say), minutes_of(row.ninth_decile_min, say))
    return _limit(one, say), kept, f"{row.instances}/{row.runs}", *times, does


def _limit(one: TriedLimit, say: Words) -> str:
    return amount_words(None if one.limit_min is None else Span(one.limit_min)).of(say.lang)


def _effect_line(one: TriedLimit, report: ExperimentReport, say: Words) -> str:
    verdict = _verdict(one, report)
    return say("limit-search.effect", limit=_limit(one, say), said="" if verdict is None else verdict.headline)
