"""What a page says of one run, or of one judged log: the sections in the order in which they are wanted."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.figures.kept_log import KeptLog, kept_log
from analysis.figures.late import late_ones
from analysis.figures.style import drawing
from analysis.figures.timeline import laid_timeline
from analysis.figures.window import window
from analysis.logs.unknown_words import said_not_understood
from analysis.page.drawn import taken_apart
from analysis.page.frame import PageFrame, PageSection
from analysis.page.markup import Html, joined, tag
from analysis.page.rows import RowTeller, rows_shown
from analysis.page.tables import MOST_LISTED, PageRow, TableMaker
from analysis.page.timeline import LiveTimeline, PageKeys, live_timeline
from analysis.papers.evaluator import EXERCISE_TEXTS, CorrectiveAction
from analysis.papers.findings import FINDING_KINDS, PaperFindingKind, findings_of
from analysis.report import as_tables
from analysis.report.as_tables import LogTables, measured
from analysis.report.as_text import nothing_late, reading_parts
from analysis.report.breaches import Breaches
from analysis.report.numbers import numbers_parts
from analysis.report.prose import Prose, on_habits, worst_first
from analysis.report.screen import counted_duties, three_of_people, title_parts
from analysis.verdicts import BROKEN, SUPERSEDED, UNJUDGED, Verdict
from sim.plan.condition_words import ConditionWords
from sim.plan.conditions import written_constant
from sim.text import digest
from sim.words import in_language, words
from sim.words.screen import ScreenText

if TYPE_CHECKING:
    from analysis.papers.given import PaperGiven

MOST_DRAWN = 2_000  # rows; a picture of more is no picture, and slow
_PEOPLE, _RECEIVED, _HURT = "people", "registered-share", "hurt"
_FIRST_DUTIES, _FIRST_FINDINGS = 20, 6
_UNSEEN: PaperFindingKind = "cannot-be-judged"  # of which a poor log may have hundreds


class RunPage:
    """The parts of the page of one report."""

    def __init__(self, given: PaperGiven, lang: str) -> None:
        self._given, self._report, self._lang = given, given.report, lang
        self.say, self._names = words(lang), given.report.names.of(lang)
        self._prose, self.tables = Prose(given.report, lang), TableMaker(words(lang))
        self._shown = rows_shown(given.report)
        self._rows = RowTeller(given.report, self._shown, lang)
        self._own = given.report.log.understood.format == "record"
        ordered = worst_first(given.report.judgement.verdicts, given.report.judgement.until_min)
        self._ordered = [one for one in ordered if one.status != SUPERSEDED]
        self._body_of = {post.id: post.body for post in given.plan.post}
        self._keys = PageKeys(duties={one.id: place for place, one in enumerate(self._ordered[:MOST_LISTED], 1)}, bodies=self._bodies())
        self._live = self._timeline()
        self.css = ""

    # -- the top -------------------------------------------------------------------------------------------------------------

    def frame(self) -> PageFrame:
        """What it was, and the worst of it."""
        say, report = self.say, self._report
        file = say("figures.log", file=Path(report.log.understood.file).name)
        title = in_language(report.header.scenario.get("title", {}), self._lang) or (
            "" if not self._own else str(report.header.scenario.get("id", ""))
        )
        what = say("figures.seed", seed=str(report.header.seed)) if self._own else file if title else ""
        title = title or file
        parts = list(title_parts(title, what, report.header, self._names, report.rules.plan.plan.title.of(self._lang), say))
        facts = next(one.text for one in parts[1:] if isinstance(one, ScreenText))
        doubts = [tag("p", one, class_="doubt") for one in said_not_understood(report.log, report.judgement, self._names)]
        found = Breaches(report, self._lang).headline() or [nothing_late(report.judgement, self._lang)]
        said = [tag("p", one, class_="headline" if not number else "next") for number, one in enumerate(found)]
        count = tag("p", counted_duties(report, say), class_="count")
        mark = say("page.exercise") if self._own else say("page.exercise-log")
        return PageFrame(mark=mark, title=title, facts=facts, first=joined((*doubts, *said, count)))

    def sections(self) -> Iterator[PageSection]:
        """All sections; one that has nothing to say is empty."""
        say = self.say
        yield PageSection("people", say("page.people"), self._people())
        yield PageSection("picture", say("page.picture"), self._picture())
        yield PageSection("duties", say("page.duties"), self._duties())
        yield PageSection("findings", say("page.findings"), self._findings())
        yield PageSection("evaluators", say("page.evaluators"), self._evaluators())
        yield PageSection("coverage", say("page.coverage"), self._coverage())
        yield PageSection("expectations", say("page.expectations"), self._expectations())
        yield PageSection("assumptions", say("page.assumptions"), self._assumptions())
        if not self._own:
            reading = (self.tables.of_part(part) for part in reading_parts(self._report.log, self._names, every_problem=True))
            yield PageSection("reading", say("page.reading"), joined(reading))
        yield PageSection("forms", say("page.forms"), self._forms())
        yield PageSection("rows", say("page.rows"), self._all_rows())
        yield PageSection("again", say("page.again"), self._again())

    def picture_css(self) -> str:
        """The styles of what was drawn."""
        return (self._live.css if self._live is not None else "") + self.css

    # -- people --------------------------------------------------------------------------------------------------------------

    def _people(self) -> Html:
        say, report = self.say, self._report
        held = {id_: one for id_, one in report.measures.items() if one.group == _PEOPLE and not one.family and report.values[id_].value is not None}
        if not held:
            return tag("p", say("page.nobody-came") if self._own else say("page.no-people"))
        most = three_of_people({id_: value.value for id_, value in report.values.items()})
        first = dict.fromkeys((_RECEIVED, *most, _HURT))
        cards = [
            tag("div", tag("dt", held[id_].name.of(self._lang)), tag("dd", measured(report.values[id_], held[id_].unit, self._lang)))
            for id_ in first
            if id_ in held
        ]
        rows = [PageRow((one.name.of(self._lang), measured(report.values[id_], one.unit, self._lang))) for id_, one in held.items()]
        who = None
        if self._given.scenario is not None and self._given.scenario.people:
            who = self.tables.of_report(as_tables.people(self._given.scenario, self._names))
        columns = (say("page.column.measure"), say("page.column.value"))
        every = self.tables.made("people", "", columns, rows, first=0, folded=say("page.all-people", n=len(rows)))
        return joined((tag("dl", *cards, class_="cards"), who, every))

    # -- the picture ---------------------------------------------------------------------------------------------------------

    def _kept(self) -> KeptLog | None:
        return None if self._own else kept_log(self._report.log, self._report.judgement, self._names)

    def _timeline(self) -> LiveTimeline | None:
        record = self._report.record
        if not record.rows or self._shown.of > MOST_DRAWN:
            return None
        seen = window(record, self._report.judgement, self._given.plan, self._names)
        figure, layout = laid_timeline(seen, record, self._kept())
        return live_timeline(figure, layout, self._keys, self.say, name=self.say("page.picture-name"))

    def _picture(self) -> Html:
        say, told = self.say, self._story()
        sheet = self._sheet()
        if self._live is None:
            left = say("page.not-drawn", rows=self._shown.of, most=MOST_DRAWN) if self._report.record.rows else say("page.no-rows")
            return joined((tag("p", left), sheet, told))
        options = [tag("option", self._names.party(body), value=number) for body, number in self._keys.bodies.items()]
        tools = tag(
            "div",
            tag("button", "−", type="button", id="out", title=say("page.zoom-out"), aria_label=say("page.zoom-out")),
            tag("button", say("page.fit"), type="button", id="fit"),
            tag("button", "+", type="button", id="in", title=say("page.zoom-in"), aria_label=say("page.zoom-in")),
            tag("label", say("page.whose"), tag("select", tag("option", say("page.everybody"), value=""), *options, id="who")),
            tag("span", id="told", role="status"), class_="tools",
        )  # fmt: skip
        help_ = tag("p", say("page.help"), class_="help")
        aside = tag("aside", id="chosen", aria_label=say("page.chosen"), hidden=True)
        return joined((tag("div", tools, help_, self._live.markup, class_="live" if sheet is None else "live screen-only"), sheet, aside, told))

    def _sheet(self) -> Html | None:
        """What was late or missed alone, on A4 across: what is printed in the picture's place; None where nothing was."""
        if not any(one.status in BROKEN for one in self._report.judgement.verdicts):
            return None
        report = self._report
        figure = late_ones(report.record, report.judgement, self._given.plan, self._names, kept=self._kept())
        drawn = taken_apart(drawing(figure, self.say), "a")
        self.css += drawn.css()
        parts = [tag("g", part.inner) for part in drawn.parts]
        picture = tag("svg", tag("defs", *drawn.defs), *parts, viewBox=f"0 0 {drawn.wide:g} {drawn.tall:g}", class_="drawn", role="img",
                      aria_label=self.say("page.sheet-name"))  # fmt: skip
        return tag("div", picture, class_="sheet" if self._live is not None else "sheet both")

    def _story(self) -> Html:
        """What happened, told line by line."""
        say, rows = self.say, []
        teller = self._rows
        for moment in self._report.story:
            row = moment.first
            rows.append(PageRow((teller.at.time(row.time), teller.told(moment), teller.cites(moment), teller.link(row.seq) or "")))
        columns = [say(f"page.column.{one}") for one in ("time", "what", "clause", "row")]
        note = say("story.more", n=self._report.untold) if self._report.untold else ""
        return self.tables.made("story", "", columns, rows, first=0, note="", folded=say("page.told", n=len(rows)) + (f" {note}" if note else ""))

    # -- duties --------------------------------------------------------------------------------------------------------------

    def _duties(self) -> Html:
        say = self.say
        columns = [say(f"page.column.{one}") for one in ("became", "clause", "duty", "who-to-whom", "limit", "due", "done", "rows", "see")]
        rows = [self._duty(one) for one in self._ordered]
        note = say("page.as-read") if any(not one.stated_by_plan and one.due_min is not None for one in self._ordered) else ""
        broken = sum(one.status in BROKEN for one in self._ordered)
        return self.tables.made("duties", "", columns, rows, first=max(_FIRST_DUTIES, broken), note=note) if rows else tag("p", say("page.no-duties"))

    def _duty(self, one: Verdict) -> PageRow:
        say, prose = self.say, self._prose
        how = [tag("b", self._names.status(one.status, one.act), class_=f"s-{one.status}"), prose.margin(one)]
        if one.status == UNJUDGED:
            how.append(prose.why(one))
        limit = say("screen.as-read", limit=prose.limit(one)) if one.due_min is not None and not one.stated_by_plan else prose.limit(one)
        who = say("doubt.somebody") if one.bearer is None else self._names.party(one.bearer)
        both = say("clauses.who-to-whom", who=who, to=prose.to(one)) if one.to else who
        title = prose.title(one)
        duty = say("story.about", event=self._names.of("event", one.about), said=title) if len(self._report.header.events) > 1 else title
        done = ""
        if one.done_min is not None:
            at = self._rows.at.minute(one.done_min)
            done = at if one.latency_min is None else say("screen.done-at", at=at, took=prose.took(one))
        due = "" if one.due_min is None else self._rows.at.minute(one.due_min)
        rows = joined([found for found in (self._rows.link(one.trigger_seq), self._rows.link(one.done_seq)) if found is not None], " → ")
        place = self._live.duties.get(one.id) if self._live is not None else None
        see = tag("a", say("page.see"), href=f"#{place}", class_="see", data_v=self._keys.duties.get(one.id)) if place else ""
        cells = (joined(filter(None, how), " "), one.clause, duty, both, limit, due, done, rows, see)
        bodies = [str(self._keys.bodies[body]) for who in (one.bearer, *one.to) if (body := self._body(who)) in self._keys.bodies]
        seqs = [str(seq) for seq in (one.trigger_seq, one.done_seq) if seq is not None]
        attributes: dict[str, object] = {"id": f"v{self._keys.duties.get(one.id)}", "data-b": _listed(bodies), "data-rows": " ".join(seqs)}
        return PageRow(cells, attributes)

    # -- findings ------------------------------------------------------------------------------------------------------------

    def _findings(self) -> Html:
        say, lang = self.say, self._lang
        rows, found, drawn = [], findings_of(self._report), self._live.duties if self._live is not None else {}
        first_seen = max(sum(one.kind != _UNSEEN for one in found), _FIRST_FINDINGS)
        for number, one in enumerate(found, 1):
            first = next((duty for duty in one.duties if duty in drawn), None)
            see = tag("a", say("page.see"), href=f"#{drawn[first]}", class_="see", data_v=self._keys.duties.get(first)) if first else ""
            mend = joined((one.mend.of(lang), *map(self._action, self._given.evaluation.actions_on(one.key))))
            rows.append(PageRow((number, say.tell(FINDING_KINDS[one.kind]), one.said.of(lang), one.clause, self._rows.links(one.rows), mend, see)))
        columns = [say(f"page.column.{one}") for one in ("number", "kind", "finding", "clause", "rows", "mend", "see")]
        shown = self.tables.made("findings", "", columns, rows, first=first_seen) if rows else tag("p", say("page.no-findings"))
        keys = {one.key for one in found}
        others = [self._action(one) for one in self._given.evaluation.actions if one.finding not in keys]
        return joined((shown, *([tag("h3", say("page.other-actions")), *others] if others else [])))

    def _action(self, one: CorrectiveAction) -> Html:
        """What is to be done about a finding, by whom and until when: a blank has its name."""
        owner, due = one.owner or self.say("page.no-owner"), one.due or self.say("page.no-due")
        return tag("p", self.say("page.action", what=one.what, owner=owner, due=due), class_="action")

    def _evaluators(self) -> Html:
        """What the evaluators wrote, as they wrote it."""
        told = self._given.evaluation.exercise
        parts = [(tag("dt", self.say(f"docx.exercise.{key}")), tag("dd", told[key])) for key in EXERCISE_TEXTS if told.get(key)]
        return tag("dl", *(one for part in parts for one in part), class_="told") if parts else Html("")

    # -- what it rests on ------------------------------------------------------------------------------------------------------

    def _coverage(self) -> Html:
        say, report, cover = self.say, self._report, self._report.coverage
        parts = [tag("p", say("text.coverage", asked=cover.asked, evaluated=cover.evaluated, undecided=cover.undecided))]
        parts += [tag("p", one) for one in self._prose.openers()]
        if doubts := list(self._prose.doubts()):
            cut = tag("p", say("page.left-out", n=len(doubts) - MOST_LISTED), class_="note") if len(doubts) > MOST_LISTED else None
            listed = tag("ul", *(tag("li", one) for one in doubts[:MOST_LISTED]))
            parts.append(_folded(say("page.doubts", n=len(doubts)), joined((listed, cut))))
        if report.called_for:
            parts.append(self.tables.of_report(as_tables.called_for(report, self._lang), first=8))
        if report.contradictions:
            parts.append(self.tables.of_report(LogTables(report, self._lang).contradictions(), first=12))
        else:
            parts.append(tag("p", say("text.no-contradictions")))
        whole = self.tables.of_report(as_tables.outcome(report, self._lang))
        return joined((*parts, _folded(say("page.all-measures"), whole)))

    def _expectations(self) -> Html:
        if not self._report.expectations:
            return Html("")
        return self.tables.of_report(as_tables.expected(self._report, self._lang), titled=False)

    def _assumptions(self) -> Html:
        say, report, given = self.say, self._report, self._given
        parts: list[Html] = [tag("p", on_habits(report.habits, report.names, self._lang, asked=bool(report.judgement.verdicts)))]
        parts += [tag("p", say("screen.warning", text=one), class_="doubt") for one in report.remarks]
        readings, said = report.header.plan.get("readings", {}), ConditionWords(report.names)
        rows = [
            PageRow((
                self._names.of("reading", one.id), said.choice(one.id, readings.get(one.id, one.value)).of(self._lang), one.clause,
                say("page.chosen-reading") if one.id in readings else say("page.usual-reading"),
            ))
            for one in given.plan.reading
        ]  # fmt: skip
        if rows:
            columns = [say(f"page.column.{one}") for one in ("reading", "taken-as", "clause", "chosen-by")]
            parts.append(self.tables.made("readings", say("page.readings"), columns, rows, first=6))
        if report.leanings:
            parts.append(self.tables.of_report(LogTables(report, self._lang).readings(), first=8))
        if silences := list(self._prose.silences()):
            parts.append(_folded(say("text.silences"), tag("ul", *(tag("li", one) for one in silences))))
        if given.resources is not None and self._own:
            numbers = joined(self.tables.of_part(part) for part in numbers_parts(given.resources, given.plan, self._lang))
            parts.append(_folded(say("page.numbers"), numbers))
        return joined(parts)

    def _forms(self) -> Html:
        if not any(one.rating is not None for form in self._report.forms for one in form.items):
            return Html("")
        table = LogTables(self._report, self._lang).few_columns_of_forms()
        by = [one.confirmed for one in self._report.forms if one.confirmed is not None]
        state = (
            self.say("page.confirmed", role=by[0].get("role", ""), time=by[0].get("time", "").replace("T", " ")) if by else self.say("page.proposals")
        )
        return joined((tag("p", state), _folded(self.say("page.all-forms", n=len(table.rows)), self.tables.of_report(table))))

    def _all_rows(self) -> Html:
        drawn = {} if self._live is None else self._live.rows
        return self._rows.table(self.tables, drawn, self._keys.bodies, self._body_of)

    def _again(self) -> Html:
        """How to make it again: the command, and what it was made from."""
        say, header, given = self.say, self._report.header, self._given
        rows = [PageRow((say("page.again.judged"), tag("code", given.command)))]
        if self._own:
            revisions = [word for one in header.plan.get("lineage", ())[1:] for word in ("--revision", str(one["id"]))]
            readings = [word for id_, value in header.plan.get("readings", {}).items() for word in ("--reading", f"{id_}={written_constant(value)}")]
            run = shlex.join(["drill", "run", str(header.scenario.get("id", "")), *revisions, *readings, "--seed", str(header.seed)])
            rows.insert(0, PageRow((say("page.again.command"), tag("code", run))))
        lineage = header.plan.get("lineage", ()) or ({"id": given.plan.plan.id, "digest": digest(given.plan)},)
        for number, one in enumerate(lineage):
            table = "revision" if number else "plan"
            name = say(f"page.again.{table}")
            rows.append(PageRow((name, say("page.again.digest", name=one.get("id", ""), digest=str(one.get("digest", ""))[:16]))))
        for table in ("resources", *(("scenario",) if self._own else ())):
            held = getattr(header, table)
            if held.get("digest"):
                rows.append(PageRow((say(f"page.again.{table}"), say("page.again.digest", name=held.get("id", ""), digest=held["digest"]))))
        rows.append(PageRow((say("page.again.version"), header.version)))
        columns = (say("page.column.what-of"), say("page.column.value"))
        return joined((self.tables.made("again", "", columns, rows), tag("p", say("page.again.same"))))

    # -- parts ---------------------------------------------------------------------------------------------------------------

    def _body(self, who: str | None) -> str:
        return "" if who is None else self._body_of.get(who, who)

    def _bodies(self) -> dict[str, int]:
        """The bodies that do or are told something, in the order in which they first do, with their numbers."""
        found = (self._body(who) for row in self._report.record.rows if row.kind != "scene" for who in (row.actor, row.to) if who is not None)
        owing = (self._body(who) for one in self._ordered if one.status in BROKEN for who in (one.bearer, *one.to) if who is not None)
        return {body: number for number, body in enumerate(dict.fromkeys([*found, *owing]))}


def _listed(bodies: list[str]) -> str | None:
    return " ".join(dict.fromkeys(bodies)) or None


def _folded(summary: str, content: Html) -> Html:
    return tag("details", tag("summary", summary), content)
