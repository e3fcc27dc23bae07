"""Two drills side by side, in words: one screen, all of it in sections, and the document."""

from __future__ import annotations

from typing import Any

from analysis.measures.model import Value
from analysis.programme.compared import ComparedDrills, ComparedFinding, ComparedMeasure, ComparedRule, FindingChange
from analysis.report.as_tables import ReportTable, measured, quantity, table
from analysis.report.as_text import Paragraph, Sections
from analysis.report.screen import HARM, three_of_people
from sim.vocabulary import DOCUMENTS
from sim.words import in_every_language, words
from sim.words.lengths import span
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText

_RULES, _TIMES, _FINDINGS = 5, 5, 4
_CHANGED = ("worse", "better", "later", "less-late", "open", "only-first", "only-second")


class ComparedTold:
    """What is said of two drills in one language. `called` is what each is called."""

    def __init__(self, compared: ComparedDrills, called: tuple[str, str], lang: str) -> None:
        self.compared, self.called, self.lang, self.say = compared, called, lang, words(lang)
        self._names = compared.second.names.of(lang)

    # -- sentences -----------------------------------------------------------------------------------------------------------

    def relation(self) -> str:
        """How the plans stand to each other."""
        compared, say = self.compared, self.say
        if compared.relation != "revised":
            return say(f"compare.plan-{compared.relation}", first=self._plan(0), second=self._plan(1))
        before, after = self._revisions(0), self._revisions(1)
        none = say("compare.no-revision")
        return say("compare.plan-revised", plan=self._plan(0), before=before or none, after=after or none)

    def _plan(self, side: int) -> str:
        return (self.compared.first, self.compared.second)[side].rules.plan.plan.title.of(self.lang)

    def _revisions(self, side: int) -> list[str]:
        report = (self.compared.first, self.compared.second)[side]
        names = report.names.of(self.lang)
        return [names.of("revision", str(one["id"])) for one in report.header.plan.get("lineage", ())[1:]]

    def headline(self) -> str:
        """How many rules were kept more and less, and how many findings are new, still there and gone."""
        compared, say = self.compared, self.say
        if not compared.shares_rules:
            return say("compare.nothing-shared")
        changes = [one.change for one in compared.rules]
        shared = sum(one not in ("only-first", "only-second", "open") for one in changes)
        rules = say("compare.rules", shared, worse=changes.count("worse"), better=changes.count("better"))
        found = [one.change for one in compared.findings]
        counts = {one.replace("-", "_"): found.count(one) for one in ("new", "still", "gone", "not-exercised")}
        return say("compare.headline", rules=rules, findings=say("compare.findings", **counts))

    def no_proof(self) -> str:
        """That one drill against another proves nothing, and what would."""
        return self.say("compare.no-proof-of-two" if self.compared.two_scenarios else "compare.no-proof")

    # -- the screen ------------------------------------------------------------------------------------------------------------

    def screen(self) -> Screen:
        """People first, then duties and findings, then times."""
        say = self.say
        parts: list[ScreenPart] = [
            ScreenText(text=say("compare.first", called=self.called[0]), strong=True, lines=1),
            ScreenText(text=say("compare.second", called=self.called[1]), strong=True, lines=1),
            ScreenText(text=self.relation(), gap=True),
            *([ScreenText(text=people, lines=3, least=2)] if (people := self.people_line()) else []),
            ScreenText(text=self.headline(), strong=True, lines=3, least=2),
            ScreenText(text=self.no_proof(), lines=3, least=2, gap=True),
        ]
        changed = [one for one in self.compared.rules if one.change in _CHANGED]
        parts.append(self._table("rules-changed", [self._rule(one) for one in changed], self._rule_head(), _RULES))
        new = [one for one in self.compared.findings if one.change == "new"]
        parts.append(self._table("findings-new", [(one.found.clause, one.found.said.of(self.lang)) for one in new], ("clause", "finding"), _FINDINGS))
        times = [one for one in self.compared.measures("speed") if one.differs]
        parts.append(self._table("times-changed", [self._measure(one) for one in times], self._measure_head(), _TIMES))
        return Screen(parts=tuple(parts), last=(say("compare.rest"),))

    def people_line(self) -> str:
        """What became of people in both, in one sentence; nothing where neither tells."""
        each = [
            self.say("compare.from-to", name=one.measure.name, first=self._value(one, one.first), second=self._value(one, one.second))
            for one in self.people()
        ]
        return self.say("screen.people", figures=each) if each else ""

    def _table(self, id_: str, rows: list[tuple[str, ...]], head: tuple[str, ...], usual: int) -> ScreenTable:
        titles = [self.say(f"column.{one}") for one in head]
        return ScreenTable(title=self.say(f"table.{id_}"), head=titles, rows=rows, usual=usual, more=lambda left: self.say("compare.more", left))

    def people(self) -> list[ComparedMeasure]:
        """Who was heard and answered, and each harm that came to anybody in either drill."""
        found = {one.measure.id: one for one in self.compared.measures("people")}
        values = [{id_: _number(side) for id_, one in found.items() for side in [getattr(one, name)]} for name in ("first", "second")]
        told = [id_ for side in values for id_ in three_of_people(side)]
        harmed = [id_ for id_ in HARM if any(side.get(id_) for side in values)]
        return [found[id_] for id_ in dict.fromkeys((*told, *harmed)) if id_ in found]

    # -- all of it -------------------------------------------------------------------------------------------------------------

    def sections(self, *, whole: bool = False) -> Sections:
        """People, times, duties by rule and findings, each whole."""
        del whole  # nothing of it is cut
        say, compared = self.say, self.compared
        about = (
            say("compare.first", called=self.called[0]), say("compare.second", called=self.called[1]), self.relation(), self.headline(),
            self.no_proof(),
        )  # fmt: skip
        yield "people", Paragraph(lines=about)
        yield "people", table(say, "people-compared", self._measure_head(), [self._measure(one) for one in compared.measures("people")])
        yield "times", table(say, "times-compared", self._measure_head(), [self._measure(one) for one in compared.measures("speed")])
        if compared.shares_rules:
            yield "duties", self._rules_table()
            yield "findings", self._findings_table()

    def _rules_table(self) -> ReportTable:
        return table(self.say, "rules-compared", self._rule_head(), [self._rule(one) for one in self.compared.rules])

    def _findings_table(self) -> ReportTable:
        rows = [
            (self.change(one.change), one.found.clause, one.found.said.of(self.lang), one.found.mend.of(self.lang)) for one in self.compared.findings
        ]
        return table(self.say, "findings-compared", ("change", "clause", "finding", "mend"), rows)

    # -- cells -----------------------------------------------------------------------------------------------------------------

    def _measure_head(self) -> tuple[str, ...]:
        return "measure", "drill-a", "drill-b", "difference"

    def _measure(self, one: ComparedMeasure) -> tuple[str, ...]:
        return one.measure.name.of(self.lang), self._value(one, one.first), self._value(one, one.second), self._difference(one)

    def _value(self, one: ComparedMeasure, value: Value | None) -> str:
        return self.say("experiment.no-value") if value is None else measured(value, one.measure.unit, self.lang)

    def _difference(self, one: ComparedMeasure) -> str:
        first, second = _number(one.first), _number(one.second)
        if first is None or second is None:
            return ""
        if not one.differs:
            return self.say("compare.no-difference")
        code, by = "compare.more-by" if second > first else "compare.less-by", abs(second - first)
        told = self.say("compare.points", points=100 * by) if one.measure.unit == "share" else quantity(by, one.measure.unit, self.lang)
        return self.say(code, by=told)

    def _rule_head(self) -> tuple[str, ...]:
        return "change", "clause", "duty", "drill-a", "drill-b"

    def _rule(self, one: ComparedRule) -> tuple[str, ...]:
        return (
            self.say(f"compare.rule-{one.change}"), one.clause, one.title.of(self.lang), self._counts(one, one.first, one.late_first),
            self._counts(one, one.second, one.late_second),
        )  # fmt: skip

    def _counts(self, one: ComparedRule, counts: Any, late_min: float) -> str:
        """Each status with its number, and by how much the latest was late."""
        if not counts:
            return self.say("compare.not-raised")
        named = ((number, self._names.status(status, one.act)) for status, number in counts.items())
        each = [status if number == 1 else self.say("compare.status", number=number, status=status) for number, status in named]
        told = self.say.tell(each)
        return self.say("compare.late-by", said=told, over=span(late_min, self.lang)) if late_min > 0 else told

    def change(self, change: FindingChange) -> str:
        """What has become of a finding."""
        return self.say(f"compare.finding-{change}")

    # -- the document ----------------------------------------------------------------------------------------------------------

    def document(self, places: tuple[str, str]) -> dict[str, Any]:
        """The document `drill.compare/1`."""
        compared = self.compared
        return {
            "schema": DOCUMENTS["compare"],
            "drills": [{"place": place, "header": _header(report)} for place, report in zip(places, (compared.first, compared.second), strict=True)],
            "plans": compared.relation,
            "measures": [
                {
                    "id": one.measure.id, "group": one.measure.group, "unit": one.measure.unit, "name": in_every_language(one.measure.name),
                    "direction": one.measure.direction, "first": _number(one.first), "second": _number(one.second),
                }
                for one in (*compared.measures("people"), *compared.measures("speed"))
            ],
            "rules": [
                {
                    "rule": one.rule, "clause": one.clause, "title": in_every_language(one.title), "change": one.change, "first": dict(one.first),
                    "second": dict(one.second), "late_first_min": one.late_first, "late_second_min": one.late_second,
                }
                for one in compared.rules
            ],
            "findings": [_finding(one) for one in compared.findings],
        }  # fmt: skip


def _number(value: Value | None) -> float | None:
    return None if value is None else value.value


def _header(report: Any) -> dict[str, Any]:
    header = report.header
    return {"plan": dict(header.plan), "scenario": dict(header.scenario), "seed": header.seed, "start": header.start}


def _finding(one: ComparedFinding) -> dict[str, Any]:
    found = one.found
    return {
        "key": found.key, "kind": found.kind, "rule": found.rule, "clause": found.clause, "change": one.change, "count": found.count,
        "said": in_every_language(found.said), "mend": in_every_language(found.mend),
    }  # fmt: skip
