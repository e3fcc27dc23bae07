"""What a paper says of what was found: all of it from the one report, in a reader's words, with what the evaluator wrote about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from matplotlib.figure import Figure

from analysis.figures.kept_log import kept_log
from analysis.figures.late import late_ones
from analysis.figures.style import bitmap_of
from analysis.figures.timeline import timeline
from analysis.forms.model import FilledForm, FilledItem
from analysis.logs.unknown_words import said_not_understood
from analysis.papers.evaluator import CorrectiveAction, Evaluation
from analysis.papers.fields import (
    FindingFields,
    PaperAction,
    PaperBearer,
    PaperDuty,
    PaperExpectation,
    PaperForm,
    PaperItem,
    PaperMoment,
    PaperPicture,
    PaperQuestion,
    PictureFields,
    ResultFields,
)
from analysis.papers.findings import FINDING_KINDS, MOST_TOLD, PaperFinding, findings_of
from analysis.papers.moments import PaperMoments, written_date
from analysis.papers.record_questions import problems_of, questions_of, waiting_lines
from analysis.report.as_tables import measured
from analysis.report.as_text import nothing_late
from analysis.report.breaches import Breaches
from analysis.report.model import Lines, LogReport, StoryMoment
from analysis.report.prose import Prose, on_habits
from analysis.report.screen import HARM
from analysis.report.story import main_moments, storyteller
from analysis.verdicts import LATE, MET, MISSED, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, Verdict, rests_on_reading
from sim.plan.model import Plan
from sim.words import Words, words

_MOST_STORY, _MOST_DUTIES, _MOST_FINDINGS, _MOST_DOUBTS, _MOST_ROWS = 60, 40, 40, 12, 12
_HEADLINES = 3
MOST_DRAWN = 2_000  # rows; a picture of more shows nothing on a page
_FEW_DUTIES = 3  # a body that had fewer has shown little by being in time
# What is told of people: how many there were, who was received, and every harm.
_OF_PEOPLE = (
    "peak-present", "registered-share", "heard-share", "answered-share", "waiting-until-heard", "peak-obstructing", *HARM, "another-day-share",
)  # fmt: skip
_BROKEN_KINDS = frozenset({"forbidden", "missed", "wrong-channel", "late"})
_UPRIGHT_MM, _ACROSS_MM = (160.0, 228.0), (260.0, 150.0)  # the room of a picture on a page that has a heading too
_RATED_IN_WORDS = "challenges"  # the scale with P, S, M, U


class Results:
    """The results of one report in one language."""

    def __init__(self, report: LogReport, plan: Plan, lang: str, evaluation: Evaluation) -> None:
        self._report, self._plan, self._lang, self._evaluation = report, plan, lang, evaluation
        self.say = words(lang)
        self._names = report.names.of(lang)
        self._at = PaperMoments(report.header.start, self.say)
        self._prose, self._lines = Prose(report, lang), Lines(report.log)
        found = findings_of(report)
        self._findings, self._questions = problems_of(found), questions_of(found, lang)
        self._open = {one.key: one for one in found if one.asks}
        self._number = {one.key: str(number) for number, one in enumerate(self._findings, 1)}
        self._must = [one for one in report.judgement.verdicts if one.force in ("must", "must not") and one.status not in (SUPERSEDED, WAIVED)]

    def fields(self) -> ResultFields:
        """All fields of what was found."""
        report = self._report
        story = report.story[:_MOST_STORY]
        rows = Breaches(report, self._lang, self._at.at).rows()
        forms = [self._form(one) for one in report.forms if one.form.scale.kind != _RATED_IN_WORDS]
        return ResultFields(
            basis=tuple(self._basis()),
            headline=tuple(self._headline()),
            people=tuple(self._people()),
            counts=self._counts(),
            bearers=tuple(self._bearers()),
            course=tuple(self._story(main_moments(report.story))),
            story=tuple(self._story(story)),
            story_left=self._left("docx.story-left", report.untold + len(report.story) - len(story)),
            duties=tuple(PaperDuty(clause=c, duty=d, who=w, limit=x, done=t, how=h) for c, d, w, x, t, h in rows[:_MOST_DUTIES]),
            duties_left=self._left("docx.duties-left", len(rows) - _MOST_DUTIES),
            findings=tuple(self._finding(one) for one in self._findings[:_MOST_FINDINGS]),
            findings_left=self._left("docx.findings-left", len(self._findings) - _MOST_FINDINGS),
            questions=tuple(
                PaperQuestion(number=str(number), ask=one.ask, duties=str(one.duties), waiting=tuple(waiting_lines(one, report, self._lang)))
                for number, one in enumerate(self._questions[:_MOST_DOUBTS], 1)
            ),
            questions_left=self._left("docx.questions-left", len(self._questions) - _MOST_DOUBTS),
            strengths=tuple(self._strengths()),
            actions=tuple(self._actions()),
            forms=tuple(forms),
            ratings=tuple(self._form(one) for one in report.forms if one.form.scale.kind == _RATED_IN_WORDS),
            expectations=tuple(
                PaperExpectation(text=one.expect.text.of(self._lang), came_true=self._came(one.came_true)) for one in report.expectations
            ),
            silences=tuple(self._prose.gaps()),
            doubts=self._some(list(self._prose.doubts()), "docx.doubts-left"),
            contradictions=self._contradictions(),
            remarks=(*said_not_understood(report.log, report.judgement, self._names), *(one.of(self._lang) for one in report.remarks)),
        )

    def _some(self, sentences: list[str], left: str) -> tuple[str, ...]:
        """At most so many sentences, and how many more there are."""
        more = len(sentences) - _MOST_DOUBTS
        return tuple(sentences) if more <= 0 else (*sentences[:_MOST_DOUBTS], self.say(left, n=more))

    def _contradictions(self) -> tuple[str, ...]:
        """What does not fit together; nothing where the problems tell all of it."""
        found = self._report.contradictions
        if all(one.count <= MOST_TOLD for one in self._findings if one.kind == "contradiction"):
            return ()
        return self._some([self.say.tell(self._lines.told(one.sentence)) for one in found], "docx.contradictions-left")

    def record(self) -> str:
        """What the result rests on: a simulated drill, or a log by its file."""
        if self._lines.own:
            return self.say("docx.record.run", seed=str(self._report.header.seed))
        return self.say("docx.record.log", file=Path(self._report.log.understood.file).name)

    def held_on(self) -> str:
        """The day on which a log says it was; "" for a simulated drill, which was on none."""
        return "" if self._lines.own else self._at.day()

    def pictures(self) -> PictureFields:
        """The timeline, and what was late alone; none where the record has no rows, or too many."""
        record, judgement, log = self._report.record, self._report.judgement, self._report.log
        kept = None if self._lines.own else kept_log(log, judgement, self._names)
        if not record.rows or len(record.rows) > MOST_DRAWN:
            return PictureFields()
        return PictureFields(
            timeline=_picture(timeline(record, judgement, self._plan, self._names, kept=kept), _UPRIGHT_MM, self.say),
            late=_picture(late_ones(record, judgement, self._plan, self._names, kept=kept), _ACROSS_MM, self.say) if self._report_is_late() else None,
        )

    def _report_is_late(self) -> bool:
        return any(one.status in (LATE, MISSED, WRONG_CHANNEL) for one in self._report.judgement.verdicts)

    # -- in a few sentences ----------------------------------------------------------------------------------------------------

    def _basis(self) -> Iterator[str]:
        yield on_habits(self._report.habits, self._report.names, self._lang, asked=bool(self._report.judgement.verdicts))
        if any(map(rests_on_reading, self._must)):
            yield self.say("docx.as-read")

    def _headline(self) -> list[str]:
        stated = [one for one in self._findings if one.duties and not one.by_reading and one.kind in _BROKEN_KINDS]
        told = [self.say("docx.headline", said=one.said, clause=one.clause) for one in stated[:_HEADLINES]]
        return told or [self.say("docx.nothing-by-plan") if self._report_is_late() else nothing_late(self._report.judgement, self._lang)]

    def _people(self) -> Iterator[str]:
        """What became of people, each figure with its unit."""
        measures, values = self._report.measures, self._report.values
        for id_ in _OF_PEOPLE:
            if values[id_].value is not None:
                yield self.say("docx.figure", name=measures[id_].name, value=measured(values[id_], measures[id_].unit, self._lang))

    def _counts(self) -> str:
        status = [one.status for one in self._must]
        over = [one for one in self._must if one.status in (LATE, MISSED)]
        undone = status.count(MISSED) + status.count(WRONG_CHANNEL)
        open_yet = len(status) - sum(map(status.count, (MET, LATE, MISSED, WRONG_CHANNEL, UNJUDGED)))
        return self.say(
            "docx.counts", asked=len(self._must), met=status.count(MET), late=status.count(LATE), undone=undone, undecided=status.count(UNJUDGED),
            open=open_yet, plan=len(over) - sum(map(rests_on_reading, over)),
        )  # fmt: skip

    def _bearers(self) -> Iterator[PaperBearer]:
        """What became of each body's duties, those with most that was not kept first."""
        by_body: dict[str | None, list[Verdict]] = {}
        for one in self._must:
            by_body.setdefault(self._report.rules.body_of.get(one.bearer or "", one.bearer), []).append(one)

        def bad(entry: tuple[str | None, list[Verdict]]) -> tuple[int, int]:
            return -sum(one.status in (LATE, MISSED, WRONG_CHANNEL) for one in entry[1]), -len(entry[1])

        for body, duties in sorted(by_body.items(), key=bad):
            count = [one.status for one in duties].count
            yield PaperBearer(
                body=self.say("docx.bearer-not-stated") if body is None else self._names.party(body), asked=str(len(duties)), in_time=str(count(MET)),
                late=str(count(LATE)), undone=str(count(MISSED) + count(WRONG_CHANNEL)), undecided=str(count(UNJUDGED)),
            )  # fmt: skip

    def _story(self, moments: Iterable[StoryMoment]) -> Iterator[PaperMoment]:
        teller = storyteller(self._report, self._lang, self._at.at)
        for moment in moments:
            yield PaperMoment(time=self._at.at(moment.first.time), text=teller.text(moment), clause=teller.cites(moment))

    def _strengths(self) -> Iterator[str]:
        """What the record shows to have gone well: bodies whose duties were all in time, and expectations that came true."""
        for one in self._bearers():
            if one.asked == one.in_time and int(one.asked) >= _FEW_DUTIES:
                yield self.say("docx.strength.body", who=one.body, n=int(one.asked))
        for met in self._report.expectations:
            if met.came_true:
                yield self.say("docx.strength.expected", text=met.expect.text)

    def _came(self, came_true: bool | None) -> str:
        if came_true is None:
            return self.say("expectation.undecided")
        return self.say("expectation.true") if came_true else self.say("expectation.false")

    def _left(self, code: str, number: int) -> str:
        return self.say(code, n=number) if number > 0 else ""

    # -- findings and what mends them --------------------------------------------------------------------------------------------

    def _finding(self, one: PaperFinding) -> FindingFields:
        return FindingFields(
            number=self._number[one.key],
            clause=one.clause,
            bearer="" if one.bearer is None else self._names.party(one.bearer),
            said=one.said.of(self._lang),
            weight=FINDING_KINDS[one.kind].of(self._lang),
            evidence=self._evidence(one.rows),
            mend=one.mend.of(self._lang),
        )

    def _evidence(self, rows: Iterable[int]) -> str:
        """The rows by the numbers that their reader knows; at most so many."""
        found = list(rows)
        told = self.say.tell([str(row) for row in found[:_MOST_ROWS]])
        if not told:
            return ""
        return self.say("docx.rows-and-more", rows=told, n=len(found) - _MOST_ROWS) if len(found) > _MOST_ROWS else self.say("docx.rows", rows=told)

    def _actions(self) -> Iterator[PaperAction]:
        """What is to be mended: of each problem what the evaluators say, else what is proposed, with blanks; then what else they want mended."""
        number = 0
        for found in self._findings[:_MOST_FINDINGS]:
            said = self._evaluation.actions_on(found.key) or (
                CorrectiveAction(finding=found.key, what=self.say("docx.proposed-mend", mend=found.mend)),
            )
            for action in said:
                number += 1
                yield self._action(number, action, found.said.of(self._lang), found.clause)
        for action in self._evaluation.actions:
            if action.finding not in self._number:
                number += 1
                open_yet = self._open.get(action.finding)
                problem, clause = (self.say("docx.finding-not-here"), "") if open_yet is None else (open_yet.said.of(self._lang), open_yet.clause)
                yield self._action(number, action, problem, clause)

    def _action(self, number: int, action: CorrectiveAction, problem: str, clause: str) -> PaperAction:
        blanks = {key: self.say("docx.blank-cell", what=self.say(f"docx.action-key.{key}")) for key in ("owner", "start", "due")}
        return PaperAction(
            number=str(number), problem=problem, clause=clause, what=action.what, owner=action.owner or blanks["owner"],
            start=written_date(action.start, self.say) or blanks["start"], due=written_date(action.due, self.say) or blanks["due"],
        )  # fmt: skip

    # -- forms -------------------------------------------------------------------------------------------------------------------

    def _form(self, form: FilledForm) -> PaperForm:
        head = form.form.form
        overall = ""
        if form.points is not None:
            rating = self.say("docx.not-rated") if form.overall is None else form.form.grade(form.overall).name.of(self._lang)
            of, asked = form.points_of or 0.0, form.points_asked or 0.0
            overall = self.say("docx.points", rating=rating, points=form.points, of=of, asked=asked)
        return PaperForm(
            title=head.title.of(self._lang), source=head.source.of(self._lang), note=head.note.of(self._lang), overall=overall,
            items=tuple(self._item(form, one) for one in form.items),
        )  # fmt: skip

    def _item(self, form: FilledForm, one: FilledItem) -> PaperItem:
        rating, override = one.rating, one.override
        told = self.say.named("item-state", one.state) if rating is None else form.form.grade(rating).name.of(self._lang)
        by = self.say("docx.proposed-short")
        grounds = self.say.tell(one.why)
        if override is not None:
            by = self.say("docx.set-by", role=override.role, time=written_date(override.time, self.say))
            grounds = self.say("docx.set-because", reason=override.reason, grounds=grounds)
        evidence = one.evidence
        good = evidence.in_time + (evidence.read.in_time if evidence.read is not None else 0)
        all_duties = {*evidence.duties, *(evidence.read.duties if evidence.read is not None else ())}
        about = [found for found in self._findings[:_MOST_FINDINGS] if all_duties.intersection(found.duties)]
        return PaperItem(
            number=one.item.number, title=one.item.title.of(self._lang), rating=told, by=by, grounds=grounds,
            marks=tuple(self.say("docx.tick") if grade.id == rating else "" for grade in form.form.scale.grade),
            strengths=self.say("docx.item-in-time", n=good) if good else self.say("docx.item-nothing-shown"),
            findings=tuple(self.say("docx.finding-numbered", number=self._number[found.key], said=found.said) for found in about),
        )  # fmt: skip


def _picture(figure: Figure, room: tuple[float, float], say: Words) -> PaperPicture:
    """A figure as wide as it fits into so many mm of width and height."""
    wide, tall = map(float, figure.get_size_inches())
    return PaperPicture(png=bitmap_of(figure, say), wide_mm=min(room[0], room[1] * wide / tall), told=str(figure.get_label()))
