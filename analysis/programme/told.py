"""A programme as it stands, in words: its parts as tables for a terminal, from which the page is made too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analysis.programme.reasons import RevisionReason, reasons, revision_clauses
from analysis.programme.required import DrillsAsked, ExercisedClause, drills_asked, exercised_clauses
from analysis.programme.state import ProgrammeState, TrackedAction, TrackedFinding
from analysis.report.as_tables import ReportTable, table
from analysis.report.as_text import Paragraph, Sections
from sim.inputs.programme import HeldDrill
from sim.plan.model import Plan
from sim.vocabulary import DRILL_KINDS
from sim.words import Names, words

MARK = "▲"  # of a finding that is a reason to revise the plan


class ProgrammeTold:
    """What is said of a programme in one language. `plan` is its plan, without revisions."""

    def __init__(self, state: ProgrammeState, plan: Plan, lang: str) -> None:
        self.state, self.plan, self.lang, self.say = state, plan, lang, words(lang)
        self.asked: tuple[DrillsAsked, ...] = drills_asked(plan, state)
        self.clauses: tuple[ExercisedClause, ...] = exercised_clauses(plan, state)
        self._names = Names(lang, plan)
        self.reasons: tuple[RevisionReason, ...] = reasons(state)

    # -- sentences -----------------------------------------------------------------------------------------------------------

    def facts(self) -> str:
        """The year, the day, and how many drills of which kind were held in it."""
        say, held = self.say, self.state.this_year
        kinds = [say("programme.of-a-kind", number=number, kind=say(f"drill-kind.{kind}")) for kind in DRILL_KINDS if (number := self._number(kind))]
        told = say("programme.held", len(held)) if not held else say("programme.held-kinds", len(held), kinds=kinds)
        return say("programme.year", year=str(self.state.on.year), held=told, on=self.day(self.state.on))

    def _number(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.state.this_year)

    def headline(self) -> str:
        """How many findings are open and closed, and how many actions are overdue."""
        say, state = self.say, self.state
        parts = [say("programme.open", len(state.open)), say("programme.closed", len(state.closed))]
        if overdue := sum(one.state == "overdue" for one in state.actions):
            parts.append(say("programme.overdue", overdue))
        if state.without_action:
            parts.append(say("programme.without-action", len(state.without_action)))
        return say("programme.headline", parts=parts)

    def required(self) -> Iterator[str]:
        """What the plan asks of drills, and what has come of it."""
        say = self.say
        if unstated := [one.occasion.clause for one in self.asked if one.every is None]:
            yield say("programme.asked-unstated", clauses=unstated)
        for one in (one for one in self.asked if one.every is not None):
            title, clause = one.occasion.title, one.occasion.clause
            if one.last is None:
                yield say("programme.asked-none-held", title=title, clause=clause, every=one.every)
            else:
                code = "programme.asked-overdue" if one.is_overdue(self.state.on) else "programme.asked"
                due = "" if one.due is None else self.day(one.due)
                yield say(code, title=title, clause=clause, every=one.every, last=self.day(one.last.date), due=due)
        if not self.asked:
            yield say("programme.nothing-asked")

    def coverage(self) -> str:
        """How many clauses were exercised this year."""
        done = sum(one.last is not None for one in self.clauses)
        return self.say("programme.clauses", done=done, asked=len(self.clauses))

    def not_exercised(self) -> list[ExercisedClause]:
        """The clauses of which nothing was exercised this year."""
        return [one for one in self.clauses if one.last is None]

    def revision(self) -> str:
        """By which clause of the plan findings are reasons for a revision, and how many are."""
        say, clauses = self.say, [one.clause for one in revision_clauses(self.plan)]
        if not self.reasons:
            return say("programme.no-reason")
        if not clauses:
            return say("programme.reasons-unstated", len(self.reasons))
        return say("programme.reasons", len(self.reasons), clauses=clauses)

    def revision_on_page(self) -> str:
        """The same for a page, on which those findings are marked."""
        say, clauses = self.say, [one.clause for one in revision_clauses(self.plan)]
        if not self.reasons:
            return say("programme.no-reason")
        return say("programme.marked", len(self.reasons), mark=MARK, clauses=clauses or say("programme.no-clause"))

    def revision_in_short(self) -> str:
        """The same for a paper, in which they stand below."""
        say, clauses = self.say, [one.clause for one in revision_clauses(self.plan)]
        if not self.reasons:
            return say("programme.no-reason")
        return say("programme.reasons-below", len(self.reasons), clauses=clauses or say("programme.no-clause"))

    def is_reason(self, one: TrackedFinding) -> bool:
        """Whether a finding is a reason to revise the plan."""
        return any(reason.finding.key == one.key for reason in self.reasons)

    def later(self) -> str:
        """That drills after the day are left out; nothing where there are none."""
        return self.say("programme.later", self.state.later, on=self.day(self.state.on)) if self.state.later else ""

    # -- parts -----------------------------------------------------------------------------------------------------------------

    def sections(self, *, whole: bool = False) -> Sections:
        """All of it, section by section."""
        del whole  # nothing of it is cut
        yield "open", self.findings_table("open-findings", self.state.open)
        yield "actions", self.actions_table()
        yield "held", Paragraph(lines=tuple(self.required()))
        yield "held", self.drills_table()
        yield "clauses", Paragraph(lines=(self.coverage(),))
        yield "clauses", self.clauses_table()
        yield "closed", self.closed_table()
        yield "revise", Paragraph(lines=(self.revision(),))
        if self.reasons:
            yield "revise", self.reasons_table()

    def findings_table(self, id_: str, found: tuple[TrackedFinding, ...]) -> ReportTable:
        """Findings with how often they occurred, when last, and what would mend them."""
        rows = [(one.last.found.clause, one.last.found.said.of(self.lang), self.times(one), self.seen(one), self.mend(one), one.key) for one in found]
        return table(self.say, id_, ("clause", "finding", "times", "last-seen", "mend", "finding-key"), rows)

    def closed_table(self) -> ReportTable:
        """Closed findings, and by which drill."""
        rows = [
            (one.last.found.clause, one.last.found.said.of(self.lang), self.times(one), self.seen(one), self.drill(one.closed_by), one.key)
            for one in self.state.closed
        ]
        return table(self.say, "closed-findings", ("clause", "finding", "times", "last-seen", "closed-by", "finding-key"), rows)

    def drills_table(self) -> ReportTable:
        """The drills that were held, of all years."""
        rows = [
            (
                self.day(one.date), self.say(f"drill-kind.{one.kind}"), one.title.of(self.lang), self.say.tell(one.revisions),
                sum(rule.judged > 0 for rule in one.exercised), len(one.finding), one.id,
            )
            for one in self.state.drills
        ]  # fmt: skip
        return table(self.say, "drills-held", ("day", "held-as", "drill", "revised-by", "rules-exercised", "findings", "id"), rows, note=self.later())

    def actions_table(self) -> ReportTable:
        """The actions, those that are overdue first; below, how many open findings have none."""
        rows = [
            (self.state_of(one), "" if one.action.due is None else self.day(one.action.due), self.owner(one),
             one.action.what.of(self.lang), "" if one.finding is None else one.finding.last.found.clause, self.finding_of(one))
            for one in self.state.actions
        ]  # fmt: skip
        left = len(self.state.without_action)
        note = self.say("programme.left-without-action", left) if left else ""
        return table(self.say, "actions", ("state", "due-day", "owner", "action", "clause", "finding"), rows, note=note)

    def clauses_table(self) -> ReportTable:
        """The clauses that ask for something, those that were not exercised this year first."""
        ordered = sorted(self.clauses, key=lambda one: one.last is not None)
        rows = [(one.clause, self.say.tell([duty.title for duty in one.duties]), self.drill(one.last)) for one in ordered]
        return table(self.say, "clauses-exercised", ("clause", "asks-for", "exercised-last"), rows, year=str(self.state.on.year))

    def reasons_table(self) -> ReportTable:
        """The findings that are reasons to revise the plan."""
        rows = [
            (one.finding.last.found.clause, one.finding.last.found.said.of(self.lang), self.say.tell(list(one.why)), self.mend(one.finding))
            for one in self.reasons
        ]
        return table(self.say, "revision-reasons", ("clause", "finding", "why-a-reason", "mend"), rows)

    # -- cells -----------------------------------------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """A day as everybody reads it."""
        return day.isoformat()

    def times(self, one: TrackedFinding) -> str:
        """How often, and in how many drills."""
        drills = len(one.occurrences)
        if drills == 1:
            return str(one.times)
        return self.say("programme.drills", drills) if drills == one.times else self.say("programme.times", drills, times=one.times)

    def seen(self, one: TrackedFinding) -> str:
        """In which drill it came to light last."""
        return self.drill(one.last.drill)

    def mend(self, one: TrackedFinding) -> str:
        """What would mend it."""
        return one.last.found.mend.of(self.lang)

    def drill(self, drill: HeldDrill | None) -> str:
        """A drill by its day and how it was held; a dash where there was none."""
        if drill is None:
            return self.say("experiment.no-value")
        return self.say("programme.drill", day=self.day(drill.date), kind=self.say(f"drill-kind.{drill.kind}"))

    def owner(self, one: TrackedAction) -> str:
        """Who is to do it, by the name in the plan where it has one."""
        owner = one.action.owner
        return self._names.party(owner) if owner else self.say("programme.nobody")

    def state_of(self, one: TrackedAction) -> str:
        """What has become of an action; done, while its finding is open still, waits for a drill."""
        if one.state == "done" and one.finding is not None and one.finding.is_open:
            return self.say("programme.action-done-untested")
        return self.say(f"programme.action-{one.state}")

    def finding_of(self, one: TrackedAction) -> str:
        """What an action is about."""
        return one.action.finding if one.finding is None else one.finding.last.found.said.of(self.lang)
