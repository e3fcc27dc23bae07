"""A judged log as tables, in one language: for the terminal and for the workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis import words
from analysis.chain import LINK_NAMES, STEP_NAMES
from analysis.contradictions import KINDS
from analysis.evaluation import JudgedLog
from analysis.forms.model import FilledForm, FilledItem
from analysis.log_lines import Lines
from analysis.measures.registry import worth_showing
from analysis.naming import Naming
from analysis.readings import by_verdict
from analysis.telling import worst_first
from analysis.two_tellings import WORDS
from sim.record import Row
from sim.words import Phrase

SheetCell = str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """Columns and rows under a title. `id` is the same in both languages."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[SheetCell, ...], ...]


_TITLES = {
    "duties": ("职责", "duties"), "chain": ("链条", "chain"), "contradictions": ("矛盾", "contradictions"),
    "measures": ("指标", "measures"), "forms": ("评估表", "forms"), "path": ("来龙去脉", "critical path"),
    "tellings": ("两种说法", "two tellings"),
    "readings": ("读法", "readings"),
}  # fmt: skip
_COLUMNS = {
    "duties": (
        ("状态", "status"), ("条款", "clause"), ("职责", "duty"), ("由谁", "who"), ("对谁", "to"), ("时限", "limit"), ("起算", "from"),
        ("期限", "due"), ("完成", "done"), ("用时（分）", "took (min)"), ("余量（分）", "margin (min)"), ("读法", "readings"), ("说明", "reason"),
        ("事件", "event"), ("触发行", "trigger row"), ("完成行", "done row"), ("编号", "id"),
    ),
    "chain": (("事件", "event"), ("环节", "link"), ("从行", "from row"), ("到行", "to row"), ("分钟", "minutes"), ("等谁", "waited for")),
    "path": (("在做什么", "what went on"), ("从行", "from row"), ("到行", "to row"), ("分钟", "minutes"), ("等谁", "waited for")),
    "contradictions": (("种类", "kind"), ("事件", "event"), ("说明", "what does not fit"), ("行", "rows"), ("条款", "clause")),
    "measures": (
        ("指标", "measure"), ("名称", "name"), ("值", "value"), ("单位", "unit"), ("已评", "evaluated"), ("应评", "asked"), ("条款", "clause"),
        ("算法", "formula"), ("没有值的原因", "why there is no value"),
    ),
    "forms": (
        ("表", "form"), ("序号", "number"), ("项目", "item"), ("建议评级", "proposed"), ("评级", "rating"), ("状态", "state"), ("得分", "points"),
        ("满分", "of"), ("已评", "evaluated"), ("应评", "asked"), ("依据", "why"), ("改评人", "by"), ("改评时间", "at"), ("改评理由", "reason"),
        ("行", "rows"),
    ),
    "tellings": (
        ("结论", "verdict"), ("事项", "kind"), ("谁", "who"), ("对谁", "to"), ("所述", "claimed"), ("查明", "established"), ("相差（分）", "minutes"),
        ("不同的事实", "facts told differently"),
    ),
    "readings": (("条款", "clause"), ("职责", "duty"), ("由谁", "who"), ("对谁", "to"), ("状态", "status"), ("读法", "reading")),
}  # fmt: skip
_STATES = {"rated": ("已评", "rated"), "not rated": ("未评", "not rated"), "not applicable": ("不适用", "not applicable")}
_TOTAL = ("合计", "total")
_CONFIRMED = {False: ("建议，待确认", "proposed, to be confirmed"), True: ("已确认", "confirmed")}


class Tables:
    """Makes the tables of one evaluation in one language."""

    def __init__(self, found: JudgedLog, lang: str) -> None:
        self._found, self._lang = found, lang
        self._zh = lang == "zh"
        self._names = Naming(found.rules.plan, found.record.header)
        self._lines = Lines(found.log)

    def all(self) -> tuple[SheetTable, ...]:
        """The tables of the workbook: five, with the critical path and the two tellings where they were asked for."""
        tables = [self.duties(), self.chain(), self.contradictions(), self.measures(), self.forms()]
        if self._found.why is not None:
            tables.append(self.path())
        if self._found.differences:
            tables.append(self.tellings())
        return tuple(tables)

    def duties(self) -> SheetTable:
        """Every verdict, worst first."""
        leaning = by_verdict(self._found.leanings)
        rows: list[tuple[SheetCell, ...]] = []
        for one in worst_first(self._found.judgement.verdicts, self._found.judgement.until_min):
            said = " ".join(found.said(self._lang) for found in leaning.get(one.id, ()))
            rows.append((
                words.word(words.STATUSES, one.status, self._lang), one.clause, one.title.of(self._lang) or one.rule,
                self._who(one.bearer), self._several(one.to), one.limit.of(self._lang),
                self._clock(one.anchor_min), self._clock(one.due_min), self._clock(one.done_min), _round(one.latency_min), _round(one.margin_min),
                said or self._joined(one.readings), self._reason(one.reason), one.about, self._lines.line(one.trigger_seq),
                self._lines.line(one.done_seq), one.id,
            ))  # fmt: skip
        return self._table("duties", rows)

    def readings(self) -> SheetTable:
        """Verdicts that lean on the length of an open word, with where they turn."""
        order = {one.id: place for place, one in enumerate(worst_first(self._found.judgement.verdicts, self._found.judgement.until_min))}
        rows: list[tuple[SheetCell, ...]] = [
            (
                one.verdict.clause, one.verdict.title.of(self._lang) or one.verdict.rule, self._who(one.verdict.bearer),
                self._several(one.verdict.to), words.word(words.STATUSES, one.verdict.status, self._lang), one.said(self._lang),
            )
            for one in sorted(self._found.leanings, key=lambda found: order[found.verdict.id])
        ]  # fmt: skip
        return self._table("readings", rows)

    def chain(self) -> SheetTable:
        """The links of every event."""
        rows: list[tuple[SheetCell, ...]] = [
            (
                event, LINK_NAMES[link.name].of(self._lang), self._line(link.from_seq), self._line(link.to_seq), _round(link.minutes),
                self._who(link.waited_for),
            )
            for event, links in self._found.chain.items()
            for link in links
        ]  # fmt: skip
        return self._table("chain", rows)

    def path(self) -> SheetTable:
        """The way to the row that was asked about."""
        rows: list[tuple[SheetCell, ...]] = [
            (
                STEP_NAMES[step.what].of(self._lang), self._line(step.from_seq), self._line(step.to_seq), _round(step.minutes),
                self._who(step.waited_for),
            )
            for step in self._found.path
        ]  # fmt: skip
        return self._table("path", rows)

    def contradictions(self) -> SheetTable:
        """What does not fit together."""
        rows: list[tuple[SheetCell, ...]] = [
            (
                KINDS[one.kind].of(self._lang), one.about, self._lines.told(one.sentence.of(self._lang)),
                self._joined(str(self._line(row)) for row in one.rows), one.clause or "",
            )
            for one in self._found.contradictions
        ]  # fmt: skip
        return self._table("contradictions", rows)

    def measures(self) -> SheetTable:
        """Every measure that says something here, with unit, clause, formula and coverage."""
        rows: list[tuple[SheetCell, ...]] = []
        for id_ in worth_showing(self._found.measures, self._found.values):
            measure, value = self._found.measures[id_], self._found.values[id_]
            rows.append((
                id_, measure.name.of(self._lang), value.value, measure.unit, value.evaluated, value.asked, measure.clause,
                measure.formula.of(self._lang), self._reason(value.reason),
            ))  # fmt: skip
        return self._table("measures", rows)

    def forms(self) -> SheetTable:
        """Every item of every form, and a line for each form as a whole."""
        rows = [row for form in self._found.forms for row in self._form(form)]
        return self._table("forms", rows)

    def tellings(self) -> SheetTable:
        """Two tellings side by side."""
        rows: list[tuple[SheetCell, ...]] = []
        for one in self._found.differences:
            row = one.established or one.claimed
            if row is None:
                continue
            facts = self._joined(
                f"{self._names.fact(name, self._lang)}: {self._names.value(said, self._lang)} → {self._names.value(known, self._lang)}"
                for name, said, known in one.facts
            )
            rows.append((
                WORDS[one.word].of(self._lang), words.word(words.KINDS, row.kind, self._lang), self._who(row.actor), self._who(row.to),
                self._at(one.claimed), self._at(one.established), _round(one.minutes), facts,
            ))  # fmt: skip
        return self._table("tellings", rows)

    # -- parts ---------------------------------------------------------------------------------------------------------------

    def _form(self, form: FilledForm) -> Iterator[tuple[SheetCell, ...]]:
        for filled in form.items:
            yield self._item(form, filled)
        confirmed = _CONFIRMED[form.confirmed is not None][not self._zh]
        by = form.confirmed or {}
        rating = "" if form.overall is None else form.form.grade(form.overall).name.of(self._lang)
        yield (
            form.form.form.title.of(self._lang), "", _TOTAL[not self._zh], rating, rating, confirmed, _round(form.points), form.points_of,
            None, None, form.form.form.source, by.get("role", ""), by.get("time", ""), "", "",
        )  # fmt: skip

    def _item(self, form: FilledForm, filled: FilledItem) -> tuple[SheetCell, ...]:
        def named(id_: str | None) -> str:
            return "" if id_ is None else form.form.grade(id_).name.of(self._lang)

        rating, override, evidence = filled.rating, filled.override, filled.evidence
        points = None if rating is None or form.points is None else filled.item.points * form.form.grade(rating).counts
        return (
            form.form.form.title.of(self._lang), filled.item.number, filled.item.title.of(self._lang), named(filled.proposed), named(rating),
            _STATES[filled.state][not self._zh], _round(points), filled.item.points or None, evidence.evaluated, evidence.asked,
            filled.why.of(self._lang), override.role if override else "", override.time if override else "", override.reason if override else "",
            self._joined(str(self._line(row)) for row in evidence.rows),
        )  # fmt: skip

    def _table(self, id_: str, rows: list[tuple[SheetCell, ...]]) -> SheetTable:
        place = 0 if self._zh else 1
        return SheetTable(id=id_, title=_TITLES[id_][place], columns=tuple(column[place] for column in _COLUMNS[id_]), rows=tuple(rows))

    def _reason(self, reason: Phrase | None) -> str:
        return "" if reason is None else reason.of(self._lang)

    def _who(self, id_: str | None) -> str:
        return "" if id_ is None else self._names.who(id_, self._lang)

    def _several(self, ids: tuple[str, ...]) -> str:
        return self._joined(self._who(id_) for id_ in ids)

    def _joined(self, parts: Iterable[str]) -> str:
        return ("、" if self._zh else ", ").join(parts)

    def _clock(self, minute: float | None) -> str:
        return "" if minute is None else self._names.clock(minute)

    def _line(self, seq: int) -> int | None:
        return self._lines.line(seq)

    def _at(self, row: Row | None) -> str:
        return "" if row is None else self._clock(row.time)


def _round(value: float | None) -> float | None:
    """To a thousandth, so that a cell shows no noise of binary sums."""
    return None if value is None else round(value, 3)
