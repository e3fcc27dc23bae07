"""The report in full as a person reads it at a terminal: tables and paragraphs in their order, each in its section. Whoever prints them
chooses the looks. A section that is asked for by name is `whole`: as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.evidence import EXISTS, NO_END, TIME, Between, OneOf, OpenCell, Same
from analysis.logs.outcome import LoggedRecord
from analysis.logs.unknown_words import said_not_understood
from analysis.report import as_tables
from analysis.report.as_tables import LogTables, ReportTable, table
from analysis.report.clauses import MOST_CLAUSES, clauses_of_runs
from analysis.report.model import Lines, LogReport, RunReport, RunsReport
from analysis.report.prose import Prose, on_habits
from analysis.report.story import story_of, storyteller
from analysis.verdicts import UNJUDGED, Judgement
from sim.inputs.scenario import Scenario
from sim.record import WallClock, starting_minute
from sim.vocabulary import SectionId
from sim.words import Names, words
from sim.words.lengths import clock

_SHOWN_DUTIES = 30
_SHOWN_DOUBTS = 30
_SHOWN_CALLED_FOR = 12
_FEW_PROBLEMS = 20
_FEW_CHOICES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines of text, under a heading where there is one."""

    heading: str = ""
    lines: tuple[str, ...] = ()


PagePart = ReportTable | Paragraph
Sections = Iterator[tuple[SectionId, PagePart]]  # each part with the section that it belongs to


def parts_of(sections: Sections) -> Iterator[PagePart]:
    """All parts, whatever section they are in."""
    return (part for _, part in sections)


def run_sections(report: RunReport, lang: str, *, whole: bool = False) -> Sections:
    """The story, the duties, what was late, what the facts called for, the outcome, what was expected, and the plan's silences."""
    say, prose = words(lang), Prose(report, lang)
    yield from (("aims", part) for part in _aims(report.scenario, lang))
    yield "habits", Paragraph(lines=(on_habits(report.habits, report.names, lang, asked=bool(report.judgement.verdicts)),))
    yield "story", _story(report, lang, whole=whole)
    yield "duties", as_tables.duties(report, lang, None if whole else _SHOWN_DUTIES)
    late = tuple(say("text.item", text=sentence) for sentence in prose.sentences(by_reading=False))
    as_read = tuple(say("text.item", text=sentence) for sentence in prose.sentences(by_reading=True))
    nothing = say("text.nothing-late-by-plan") if as_read else nothing_late(report.judgement, lang)
    yield "late", Paragraph(heading=say("text.late"), lines=late or (nothing,))
    if as_read:
        yield "late", Paragraph(heading=say("text.late-as-read"), lines=as_read)
    if report.called_for:
        yield "called-for", as_tables.called_for(report, lang, None if whole else _SHOWN_CALLED_FOR)
    yield "outcome", as_tables.outcome(report, lang)
    if report.scenario is not None and report.scenario.people:
        yield "people", as_tables.people(report.scenario, report.names.of(lang))
    yield "bodies", as_tables.bodies(report.measures, {id_: value.value for id_, value in report.values.items()}, lang)
    if report.expectations:
        yield "expectations", as_tables.expected(report, lang)
    silences = tuple(say("text.item", text=line) for line in prose.silences())
    if silences:
        yield "silences", Paragraph(heading=say("text.silences"), lines=silences)


def run_parts(report: RunReport, lang: str) -> Iterator[PagePart]:
    """All of a run."""
    return parts_of(run_sections(report, lang))


def _story(report: RunReport, lang: str, *, whole: bool) -> ReportTable:
    """What happened, by the clock on the wall where it is known, and since the start."""
    say, teller, at = words(lang), storyteller(report, lang), WallClock(report.header)
    moments, untold = story_of(report.record, report.judgement.until_min, None) if whole else (report.story, report.untold)
    rows = [(at.time(one.first.time) if at.known else "", clock(one.first.time), teller.text(one), teller.cites(one)) for one in moments]
    note = say("story.more", n=untold) if untold else ""
    return table(say, "story", ("time", "since-start", "", "clause"), rows, note=note)


def nothing_late(judgement: Judgement, lang: str) -> str:
    """That nothing was late or missed, where everything that was called for could be seen; else only that nothing is seen to have been."""
    say, undecided = words(lang), sum(one.status == UNJUDGED for one in judgement.verdicts)
    if judgement.hides_nothing:
        return say("text.nothing-late")
    return say("text.nothing-seen-late", n=undecided) if undecided else say("text.nothing-late-of-what-is-held")


def _aims(scenario: Scenario | None, lang: str) -> Iterator[PagePart]:
    """What a scenario is for, as its author put it."""
    if scenario is not None:
        say, head = words(lang), scenario.scenario
        objectives = [say("text.item", text=one.of(lang)) for one in head.objectives]
        lines = (say("text.purpose", purpose=head.purpose), say("text.clauses", clauses=list(head.clauses)), say("text.objectives"), *objectives)
        yield Paragraph(heading=head.title.of(lang), lines=lines)


def runs_sections(report: RunsReport, lang: str, *, whole: bool = False) -> Sections:
    """Outcomes under their headings, the clauses that were not always kept in time before them, a line for each body, and what was expected."""
    yield from (("aims", part) for part in _aims(report.scenario, lang))
    if report.habits is not None:
        yield "habits", Paragraph(lines=(on_habits(report.habits, report.names, lang, len(report.seeds)),))
    people = as_tables.outcome_over_runs(report, lang, people=True)
    if people.rows:
        yield "outcome", people
    most = len(report.clauses) if whole else MOST_CLAUSES
    yield "clauses", clauses_of_runs(report.clauses, report.rules, report.names.of(lang), lang, most)
    yield "outcome", as_tables.outcome_over_runs(report, lang, people=False)
    if report.scenario is not None and report.scenario.people:
        yield "people", as_tables.people(report.scenario, report.names.of(lang))
    measures = {id_: one.measure for id_, one in report.measures.items()}
    yield "bodies", as_tables.bodies(measures, {id_: one.mean for id_, one in report.measures.items()}, lang, means=True)
    if report.expectations:
        yield "expectations", as_tables.expected_shares(report, lang)


def runs_parts(report: RunsReport, lang: str) -> Iterator[PagePart]:
    """All of several runs."""
    return parts_of(runs_sections(report, lang))


def log_sections(report: LogReport, lang: str, *, whole: bool = False) -> Sections:
    """How the log was read, what a run says, coverage, readings, chain, contradictions, forms."""
    say, tables, cover, prose = words(lang), LogTables(report, lang), report.coverage, Prose(report, lang)
    if not_understood := said_not_understood(report.log, report.judgement, report.names.of(lang)):
        yield "log", Paragraph(lines=not_understood)
    yield from (("log", part) for part in reading_parts(report.log, report.names.of(lang), every_problem=whole))
    yield from run_sections(report, lang, whole=whole)
    covered = say("text.coverage", asked=cover.asked, evaluated=cover.evaluated, undecided=cover.undecided)
    yield "doubts", Paragraph(lines=(covered, *prose.openers()))
    doubts = tuple(say("text.item", text=sentence) for sentence in prose.doubts())
    if doubts:
        most = len(doubts) if whole else _SHOWN_DOUBTS
        more = (say("doubt.more", n=len(doubts) - most),) if len(doubts) > most else ()
        yield "doubts", Paragraph(heading=say("doubt.heading"), lines=(*doubts[:most], *more))
    if report.leanings:
        yield "readings", tables.readings()
    yield "chain", tables.chain()
    if report.why is not None:
        yield "why", Paragraph(lines=(say("text.way-to-row", line=Lines(report.log).line(report.why) or 0),))
        yield "why", tables.path()
    yield "contradictions", tables.contradictions() if report.contradictions else Paragraph(lines=(say("text.no-contradictions"),))
    if report.differences:
        yield "against", tables.tellings()
    yield "forms", tables.few_columns_of_forms()


def log_parts(report: LogReport, lang: str) -> Iterator[PagePart]:
    """All of a judged log."""
    return parts_of(log_sections(report, lang))


def names_in(log: LoggedRecord, lang: str, *sources: object) -> Names:
    """What a log names is called; `sources` are its plan, and what else knows names."""
    return Names(lang, *sources, log.record.header)


def reading_parts(log: LoggedRecord, names: Names, *, every_problem: bool) -> Iterator[PagePart]:
    """How a log was understood, what was assumed about it, and what was wrong with single rows."""
    say, seen, lang = names.say, log.understood, names.lang
    form = say.named("log-format", seen.format)
    if seen.encoding:
        form = say("text.encoded", format=form, encoding=seen.encoding)
    lines = [say("text.read", kept=seen.rows_kept, read=seen.rows_read, left=seen.rows_read - seen.rows_kept, format=form)]
    if seen.start:
        lines.append(say("text.start", start=seen.start))
    if every_problem:
        if seen.columns:
            lines.append(say("text.columns", columns=[say("text.arrow", written=one, meaning=names.fact(meaning)) for one, meaning in seen.columns]))
        if seen.names:
            lines.append(say("text.names", names=[say("text.arrow", written=word, meaning=names.party(id_)) for word, id_ in seen.names]))
    if unused := seen.unused if every_problem else seen.unknown:
        lines.append(say("text.unused", columns=list(unused)))
    lines += [say("text.item", text=remark.said(lang)) for remark in seen.remarks]
    if seen.format != "record" or log.evidence.complete is not None:
        lines.append(say("text.item", text=_completeness(log, names)))
    yield Paragraph(lines=tuple(lines))
    problems = log.problems if every_problem else log.problems[:_FEW_PROBLEMS]
    left = len(log.problems) - len(problems)
    if problems:
        rows = [(one.line, names.fact(one.column), one.value, one.problem(lang), one.done(lang), one.hinted(lang)) for one in problems]
        columns = ("line", "column-of-log", "content", "problem", "what-was-done", "hint")
        yield table(say, "problems", columns, rows, note=say("text.more-problems", n=left) if left else "")
    yield from _open_parts(log, names, every_problem=every_problem)


def _completeness(log: LoggedRecord, names: Names) -> str:
    """Whose acts the log holds all of."""
    say, complete = names.say, log.evidence.complete
    if complete is None:
        return say("text.complete-for-all")
    return say("text.complete-for", bodies=[names.party(one) for one in sorted(complete)]) if complete else say("text.complete-for-nobody")


def _open_parts(log: LoggedRecord, names: Names, *, every_problem: bool) -> Iterator[PagePart]:
    """The cells that leave something open, each once, with what they may hold."""
    say = names.say
    cells = [cell for cell in log.evidence if cell.column != EXISTS and not isinstance(cell.range, Same) and cell.seq < len(log.record.rows)]
    if not cells:
        return
    shown = cells if every_problem else cells[:_FEW_PROBLEMS]
    starts = starting_minute(log.record.header)
    rows = [(cell.line, names.fact(cell.column), cell.written, _may_be(cell, starts, names)) for cell in shown]
    left = len(cells) - len(shown)
    yield table(say, "open", ("line", "column-of-log", "content", "may-be"), rows, note=say("text.more-problems", n=left) if left else "")


def _may_be(cell: OpenCell, starts: float, names: Names) -> str:
    say, held = names.say, cell.range
    if isinstance(held, Between):
        low, high = (clock(end + starts) if cell.column == TIME else f"{end:.10g}" for end in (held.low, held.high))
        return say("text.may-be-from", low=low) if held.high >= NO_END else say("text.may-be-between", low=low, high=high)
    if isinstance(held, OneOf):
        values = [value for value in held.values if value is not None]
        return (
            say("text.may-be-any", many=len(values))
            if len(values) > _FEW_CHOICES
            else say("text.may-be-one", values=[names.value(cell.column, one) for one in values])
        )
    return ""


def row_parts(log: LoggedRecord, names: Names) -> Iterator[PagePart]:
    """The rows as the judge would see them."""
    say = names.say
    rows = [
        (
            str(line or "–"), f"{row.time:g}", names.kind(row.kind), "" if row.actor is None else names.party(row.actor),
            "" if row.to is None else names.party(row.to), names.channel(row.channel), names.form(row.form), row.about or "",
            say.tell([_stated(name, value, names) for name, value in row.facts.items()]),
        )
        for line, row in zip(log.lines, log.record.rows, strict=True)
    ]  # fmt: skip
    yield table(say, "rows", ("line", "minute", "kind-of-row", "who", "to", "channel", "form-of-message", "about", "facts"), rows)


def _stated(fact: str, value: Any, names: Names) -> str:
    """A fact that a row states; ages of facts, and words in several languages, are tables inside it."""
    if isinstance(value, Mapping):
        told = str(value[names.lang]) if names.lang in value else names.say.tell([_stated(one, held, names) for one, held in value.items()])
    else:
        told = names.value(fact, value)
    return names.say("text.fact", fact=names.fact(fact), value=told)
