"""One run, or one judged log, as one screen: what it was, what was not read, the headline, people, the worst, and the rest in its order.

What is late or missed by a number that the plan states comes before what is so by a reading's; the latter are marked. Minutes stand beside
the time of the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.habit_chains import SHOWN, HabitCauses
from analysis.logs.unknown_words import said_not_understood
from analysis.measures.model import Measure
from analysis.report.as_tables import measured
from analysis.report.as_text import nothing_late
from analysis.report.breaches import Breaches
from analysis.report.model import Lines, LogReport, RunReport
from analysis.report.prose import Prose
from analysis.verdicts import LATE, MET, MISSED, NOT_STARTED, PENDING, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, rests_on_reading
from sim.record import UNTIMED, Header, starts_on_a_day
from sim.words import Names, Words, in_language, words
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText

_GOOD = ("heard-share", "answered-share")
HARM = ("hurt", "cleared-share", "home-unheard-share", "moved-up-share")  # the gravest first: the first that happened is told
_MOST_OPENERS = 2
_ROWS = 6


def run_screen(report: RunReport, lang: str, seconds: float, *, rest: str) -> Screen:
    """A run that took so many seconds; `rest` says where the rest is."""
    say = words(lang)
    title = in_language(report.header.scenario.get("title", {}), lang) or str(report.header.scenario.get("id", ""))
    parts = [
        *title_parts(title, say("figures.seed", seed=str(report.header.seed)), report.header, report.names.of(lang), _plan_of(report, lang), say),
        *_found(report, lang),
        *_expectations(report, lang),
        *_habits(report.habits, report.names.of(lang), say),
        *warnings(report.remarks, lang),
        *_aims(report, lang),
    ]
    return Screen(parts=tuple(parts), last=(rest, counted(report, say, seconds)))


def log_screen(report: LogReport, lang: str, seconds: float, *, rest: str) -> Screen:
    """A judged log; that of a drill is called by its scenario."""
    say, names = words(lang), report.names.of(lang)
    file = say("figures.log", file=Path(report.log.understood.file).name)
    title = in_language(report.header.scenario.get("title", {}), lang)
    parts = [
        *title_parts(title or file, file if title else "", report.header, names, _plan_of(report, lang), say),
        *_reading(report, lang),
        *_found(report, lang),
        *(ScreenText(text=line, lines=1) for line in list(Prose(report, lang).openers())[:_MOST_OPENERS]),
        *_contradictions(report, say),
        *forms_line(report, lang),
        *_expectations(report, lang),
        *_habits(report.habits, names, say),
        *warnings(report.remarks, lang),
    ]
    return Screen(parts=tuple(parts), last=(rest, counted(report, say, seconds)))


# -- what several screens share ------------------------------------------------------------------------------------------------


def title_parts(title: str, what: str, header: Header, names: Names, plan: str, say: Words) -> Iterator[ScreenPart]:
    """What it was: its title; then the seed or the file, the clock, the revisions and the plan."""
    yield ScreenText(text=title, strong=True)
    revisions = [names.of("revision", one["id"]) for one in header.plan.get("lineage", ())[1:]]
    readings = header.plan.get("readings", {})
    taken_as = [say("screen.reading", reading=names.of("reading", id_), value=names.choice(id_, str(value))) for id_, value in readings.items()]
    facts = (
        what, _clock(header, say), say("screen.revised-by", revisions=revisions) if revisions else "",
        say("screen.readings", readings=taken_as) if readings else "", plan,
    )  # fmt: skip
    yield ScreenText(text=dotted(facts), lines=1 if not revisions and not readings else 2, gap=True)


def dotted(facts: Iterable[str]) -> str:
    """Short facts in a row, with a dot between them."""
    return " · ".join(one for one in facts if one)


def _clock(header: Header, say: Words) -> str:
    """When it began, as far as that is known."""
    if header.start == UNTIMED:
        return say("figures.undated")
    start = datetime.fromisoformat(header.start)
    return say("screen.from", start=f"{start:%Y-%m-%d %H:%M}") if starts_on_a_day(header.start) else say("figures.undated")


def _plan_of(report: RunReport, lang: str) -> str:
    return report.rules.plan.plan.title.of(lang)


def warnings(remarks: Iterable[Any], lang: str) -> Iterator[ScreenPart]:
    """What was assumed, or is without effect."""
    say = words(lang)
    for one in remarks:
        yield ScreenText(text=say("screen.warning", text=one.of(lang)))


def taken(remarks: int, seconds: float, say: Words) -> list[str]:
    """The end of the last line: how many warnings there are, and how long it took."""
    return [*([say("screen.count-warnings", n=remarks)] if remarks else []), say("screen.seconds", seconds=seconds)]


def people_line(figures: Iterable[str], say: Words) -> Iterator[ScreenPart]:
    """What became of people, in three numbers."""
    if told := list(figures):
        yield ScreenText(text=say("screen.people", figures=told), least=2, gap=True)


def three_of_people(values: Mapping[str, float | None]) -> list[str]:
    """The measures that tell most of what became of people: who was heard and answered, and the gravest harm that happened."""
    held = [one for one in _GOOD if values.get(one) is not None]
    harmed = next((one for one in HARM if values.get(one)), None)
    harm = harmed or next((one for one in HARM if values.get(one) is not None), None)
    return [*held, *([harm] if harm is not None else [])]


def habits_line(share: float | None, most: list[str], say: Words) -> Iterator[ScreenPart]:
    """On how much of what was called for habits stand."""
    if share:
        yield ScreenText(text=say("screen.habits", share=share, habits=most))


# -- one run -------------------------------------------------------------------------------------------------------------------


def _found(report: RunReport, lang: str) -> Iterator[ScreenPart]:
    """The headline, people, and the worst."""
    say, found = words(lang), Breaches(report, lang)
    headline = found.headline() or [nothing_late(report.judgement, lang)]
    yield from (ScreenText(text=sentence, lines=3, least=3 if number == 0 else 1, strong=number == 0) for number, sentence in enumerate(headline))
    yield from people_line(_people(report.measures, report, lang), say)
    if found.groups:
        by_plan = found.by_plan
        title = say("screen.worst") if by_plan == len(found.groups) else say("screen.worst-marked")
        yield ScreenTable(
            title=title, head=[say(f"column.{one}") for one in ("clause", "duty", "who-to-whom", "limit", "done-at", "how")],
            rows=found.rows(), usual=min(_ROWS, by_plan or _ROWS), more=found.more, gap=False,
        )  # fmt: skip
    yield from _left(report, say)
    if report.called_for:
        yield ScreenText(text=say("screen.called-for", n=len(report.called_for)))


def _people(measures: Mapping[str, Measure], report: RunReport, lang: str) -> Iterator[str]:
    say = words(lang)
    for id_ in three_of_people({id_: value.value for id_, value in report.values.items()}):
        yield say("screen.figure", name=measures[id_].name, value=measured(report.values[id_], measures[id_].unit, lang))


def _expectations(report: RunReport, lang: str) -> Iterator[ScreenPart]:
    """How many came true, and which did not."""
    if not (found := report.expectations):
        return
    say = words(lang)
    failed = [one.expect.text for one in found if one.came_true is False]
    open_ = [one.expect.text for one in found if one.came_true is None]
    true = sum(one.came_true is True for one in found)
    told = say("screen.all-came-true", n=true) if true == len(found) else say("screen.came-true", true=true, n=len(found))
    if failed:
        told = say("screen.did-not", said=told, which=failed)
    yield ScreenText(text=say("screen.undecided", said=told, which=open_) if open_ else told)


def _habits(found: HabitCauses, names: Names, say: Words) -> Iterator[ScreenPart]:
    most = [say("head.habit", habit=names.rule(habit), share=times / found.called_for) for habit, times in found.habits[:SHOWN]]
    yield from habits_line(found.share, most, say)


def _aims(report: RunReport, lang: str) -> Iterator[ScreenPart]:
    """What the scenario is for, where there is room."""
    if report.scenario is not None:
        yield ScreenText(text=words(lang)("text.purpose", purpose=report.scenario.scenario.purpose), lines=0)


def counted(report: RunReport, say: Words, seconds: float) -> str:
    """What became of all that had to be done, and how long the command took."""
    return dotted([counted_duties(report, say), *taken(len(report.remarks), seconds, say)])


def counted_duties(report: RunReport, say: Words) -> str:
    """What became of all that had to be done."""
    must = [one for one in report.judgement.verdicts if one.force in ("must", "must not") and one.status not in (SUPERSEDED, WAIVED)]
    statuses = [one.status for one in must]
    broken = [(LATE, "late"), (MISSED, "missed"), *([(WRONG_CHANNEL, "wrong-channel")] if WRONG_CHANNEL in statuses else [])]
    each = [say("screen.count-met", n=statuses.count(MET))]
    for status, code in broken:
        found = [one for one in must if one.status == status]
        read = sum(map(rests_on_reading, found))
        each.append(say(f"screen.count-{code}", n=len(found), plan=len(found) - read) if read else say(f"screen.count-{code}-all", n=len(found)))
    each.append(say("screen.count-unjudged", n=statuses.count(UNJUDGED)))
    return say("screen.count-asked", n=len(must), each=each)


def _left(report: RunReport, say: Words) -> Iterator[ScreenPart]:
    """What is not yet due, and what nobody was brought to though it was called for."""
    must = [one.status for one in report.judgement.verdicts if one.force in ("must", "must not")]
    told = []
    if pending := must.count(PENDING) + must.count(NOT_STARTED):
        told.append(say("screen.count-pending", n=pending))
    never = report.values.get("duties-never-raised")
    if never is not None and never.value and (number := round(never.value * never.asked)):
        told.append(say("screen.count-never-raised", n=number))
    if told:
        yield ScreenText(text=say("screen.left", each=told), lines=1)


# -- a log ---------------------------------------------------------------------------------------------------------------------


def _reading(report: LogReport, lang: str) -> Iterator[ScreenPart]:
    """What was not read, or not exactly: before anything is concluded."""
    say, seen = words(lang), report.log.understood
    for sentence in said_not_understood(report.log, report.judgement, report.names.of(lang)):
        yield ScreenText(text=sentence, strong=True)
    if seen.format != "record":
        left = seen.rows_read - seen.rows_kept
        yield ScreenText(text=say("screen.read", kept=seen.rows_kept, read=seen.rows_read, left=left, n=len(seen.remarks)), lines=1)


def _contradictions(report: LogReport, say: Words) -> Iterator[ScreenPart]:
    if number := len(report.contradictions):
        yield ScreenText(text=say("screen.contradictions", n=number, first=Lines(report.log).told(report.contradictions[0].sentence)), lines=1)


def forms_line(report: LogReport, lang: str) -> Iterator[ScreenPart]:
    """What the forms propose."""
    say = words(lang)
    each = []
    for form in report.forms:
        rated = sum(one.rating is not None for one in form.items)
        if not rated:
            continue
        overall = say("experiment.no-value") if form.overall is None else form.form.grade(form.overall).name
        each.append(say("screen.form", title=form.form.form.title, overall=overall, rated=rated, items=len(form.items)))
    if each:
        yield ScreenText(text=say("screen.forms", forms=each))
