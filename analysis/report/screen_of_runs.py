"""Many runs, or an experiment, as one screen: the verdict, people, and the worst of the table of clauses, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.experiment.document import ExperimentReport, ReportedFigure, figures_in
from analysis.experiment.evaluation import Experiment
from analysis.habit_chains import SHOWN
from analysis.report.as_tables import ReportTable, mean_of_runs
from analysis.report.clauses import clauses_of_runs
from analysis.report.model import RunsReport
from analysis.report.of_experiment import UNSETTLED, between, clause_tables, heading_of, levels, rests_on, scopes, standing, titled
from analysis.report.screen import dotted, habits_line, people_line, taken, three_of_people, title_parts, warnings
from sim.words import Words, in_language, words
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText

_ROWS = 6
_ROWS_EACH = 3  # where several tables share a screen
_COLUMNS = (0, 1, 3, 4, 5)  # columns of the table of clauses that a screen has room for
_MOVED = ("worse", "better")


def runs_screen(report: RunsReport, lang: str, seconds: float, *, rest: str) -> Screen:
    """Runs that took so many seconds; `rest` says where the rest is."""
    say, names, seeds = words(lang), report.names.of(lang), report.seeds
    title = in_language(report.header.scenario.get("title", {}), lang) or str(report.header.scenario.get("id", ""))
    what = say("screen.seeds", n=len(seeds), first=str(seeds[0]), last=str(seeds[-1]))
    shown = clauses_of_runs(report.clauses, report.rules, names, lang, len(report.clauses), short=True)
    kept_always = len(report.clauses) - len(shown.rows)
    parts = [
        *title_parts(title, what, report.header, names, report.rules.plan.plan.title.of(lang), say),
        ScreenText(text=_headline(shown, say), lines=3, least=3, strong=True),
        *people_line(_people(report, lang), say),
        *_clauses(shown, _ROWS, say),
        *_expectations(report, say),
        *_habits(report, say),
        *warnings(report.remarks, lang),
    ]
    told = [
        say("screen.count-runs", n=len(seeds)), say("screen.count-duties", n=len(report.clauses)), say("screen.count-always", n=kept_always),
        say("screen.count-not-always", n=len(shown.rows)), *taken(len(report.remarks), seconds, say),
    ]  # fmt: skip
    return Screen(parts=tuple(parts), last=(rest, dotted(told)))


def _headline(shown: ReportTable, say: Words) -> str:
    """The duty that is least often in time."""
    if not shown.rows:
        return say("screen.always")
    clause, duty, who, limit, share, late, *_ = map(str, shown.rows[0])
    what: dict[str, Any] = {"clause": clause, "duty": duty, "who": who, "limit": limit, "share": share, "late": late}
    return say("screen.least-often-late", **what) if late != "–" else say("screen.least-often", **what)


def _people(report: RunsReport, lang: str) -> Iterator[str]:
    say, held = words(lang), report.measures
    for id_ in three_of_people({name: one.mean for name, one in held.items()}):
        yield say("screen.figure", name=held[id_].measure.name, value=mean_of_runs(held[id_], say))


def _clauses(shown: ReportTable, first: int, say: Words, title: str = "") -> Iterator[ScreenPart]:
    kept = shown.only(*_COLUMNS)
    if kept.rows:
        rows = [[str(cell) for cell in row] for row in kept.rows]
        yield ScreenTable(
            title=title or say("screen.clauses"), head=kept.columns, rows=rows, usual=first, more=lambda n: say("screen.more-rows", n=n)
        )


def _expectations(report: RunsReport, say: Words) -> Iterator[ScreenPart]:
    """How many shares are within what was expected, and which are not."""
    if not (found := report.expectations):
        return
    within = [one for one in found if one.word == "within"]
    told = say("screen.shares-within", within=len(within), n=len(found))
    for word in ("outside", "cannot-tell"):
        each = [say("screen.share-found", text=one.expect.text, share=one.true / one.runs) for one in found if one.word == word]
        if each:
            told = say("screen.shares-outside", said=told, which=each) if word == "outside" else say("screen.shares-open", said=told, which=each)
    yield ScreenText(text=told)


def _habits(report: RunsReport, say: Words) -> Iterator[ScreenPart]:
    if found := report.habits:
        names = report.names.of(say.lang)
        most = [say("head.habit", habit=names.rule(habit), share=times / found.called_for) for habit, times in found.habits[:SHOWN]]
        yield from habits_line(found.share, most, say)


# -- an experiment -------------------------------------------------------------------------------------------------------------


def experiment_screen(report: ExperimentReport, found: Experiment, seconds: float, *, rest: str) -> Screen:
    """An experiment that took so many seconds: each revision's verdict in all that was run, then people and clauses."""
    say, all_ = words(report.lang), scopes(report)[-1]
    told = {one.revision: one for one in report.verdicts if one.scenario == all_}
    first = min(one.first_seed for one in report.revisions)
    last = max(one.last_seed for one in report.revisions)
    pairs = max(one.pairs for one in report.revisions)
    about = dotted([
        say("screen.pairs", n=pairs, first=str(first), last=str(last)), found.study.cases[0].baseline.own.plan.title.of(report.lang),
    ])  # fmt: skip
    titles = [titled(one.id, report) for one in report.scenarios]
    if len(titles) > 1:
        titles = [say("word.quoted", said=one) for one in titles]  # a title may hold commas
    parts: list[ScreenPart] = [ScreenText(text=say("screen.experiment", scenarios=titles), strong=True), ScreenText(text=about, lines=1, gap=True)]
    many = len(report.revisions) > 1
    for revision in report.revisions:
        headline = say("screen.verdict", revision=heading_of(report, revision.id), sentence=told[revision.id].headline)
        parts.append(ScreenText(text=headline, strong=True, lines=4 if many else 6, least=2 if many else 4))
    for revision in report.revisions:
        title = heading_of(report, revision.id) if many else ""
        parts += people_line(_people_compared(report, figures_in(report, revision.id, all_), title), say)
    tables = [shown for one in report.revisions for shown in clause_tables(report, found, one.id, whole=True, short=True)]
    for shown in tables:
        alone = len(tables) == 1
        parts += _clauses(shown, _ROWS if alone else _ROWS_EACH, say, say("screen.clauses-compared") if alone else shown.title)
    if said := rests_on(report):
        parts.append(ScreenText(text=said))
    parts += (ScreenText(text=say("screen.warning", text=in_language(one, report.lang))) for one in report.remarks)
    parts.append(ScreenText(text=told[report.revisions[0].id].small_print, lines=2))
    return Screen(parts=tuple(parts), last=(rest, _counted(report, all_, seconds, say)))


def _people_compared(report: ExperimentReport, figures: Sequence[ReportedFigure], title: str) -> Iterator[str]:
    """Three figures of people: what moved first, then who was heard and answered, then the gravest harm."""
    lang = report.lang
    say = words(lang)
    held: Mapping[str, ReportedFigure] = {one.id.partition(":")[2]: one for one in figures if one.column == "people"}
    usual = three_of_people({name: one.before for name, one in held.items()})
    moved = [name for name, one in held.items() if one.state in _MOVED]
    for number, name in enumerate(list(dict.fromkeys([*moved, *usual]))[:3]):
        before, after = levels(held[name], lang)
        moves = held[name].state in _MOVED or before != after
        state = standing(report, held[name])
        told = say("screen.figure-state", name=held[name].name, value=before, state=say(f"experiment.state-{state}"))
        if moves:
            told = say("screen.figure-moved", name=held[name].name, before=before, after=after, between=between(held[name], lang))
        yield say("screen.figure-of", revision=title, told=told) if title and not number else told


def _counted(report: ExperimentReport, scope: str, seconds: float, say: Words) -> str:
    """How many figures of how many are better, worse, the same and open, or are so in most runs, and time taken."""
    states = [standing(report, one) for revision in report.revisions for one in figures_in(report, revision.id, scope)]
    told = [say("screen.count-figures", n=len(states))]
    for way in ("better", "worse", "same"):
        surely, mostly = states.count(way), states.count(f"mostly-{way}")
        told += [say(f"screen.count-{way}", n=surely)] if surely or not mostly else []
        told += [say(f"screen.count-mostly-{way}", n=mostly)] if mostly else []
    told.append(say("screen.count-open", n=sum(one in UNSETTLED for one in states)))
    return dotted([*told, *taken(len(report.remarks), seconds, say)])
