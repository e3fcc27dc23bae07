"""The evaluation form as a workbook: each item with the rating that is proposed, what it rests on, and room for what a person confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analysis.forms.model import NOT_APPLICABLE, FilledForm, FilledItem, FormFile
from analysis.papers.book_head import RowsTold, head, name_of
from analysis.papers.form_keys import BY_WHOM, FOR_READING, KEY
from analysis.papers.given import PaperGiven
from analysis.papers.moments import written_date
from analysis.printed_sheets import PrintedColumn, PrintedSheet, printed_book
from analysis.report.prose import Prose, worst_first
from analysis.verdicts import BROKEN, MET, UNJUDGED, Verdict
from sim.words import Words, words
from sim.workbook_file import workbook_bytes

_MOST_TOLD = 4  # duties of an item that are told in its row; all of them stand on the second sheet
_LEAST_PT = 40.0  # of a row in which a hand writes
_WIDTHS = {"number": 6, "item": 24, "proposed": 13, "points": 11, "evidence": 44, "why": 40, "confirmed": 14, "remarks": 24}
_RATED = {"clause": 9, "duty": 37, "who": 29, "to": 29, "limit": 19, "took": 13, "how": 21, "rows": 28}


def evaluation_book(given: PaperGiven, lang: str) -> bytes:
    """The forms filled with what is proposed, the duties that they rest on, and how a rating comes about."""
    say, book = words(lang), printed_book(words(lang))
    name, mark = name_of(given, say), say("sheet.exercise")
    form = _Evaluation(given, say)
    form.items(book).finish(left=name, mark=mark, whole=True)
    form.evidence(book).finish(left=name, mark=mark)
    form.scales(book).finish(left=name, mark=mark, pages=1)
    return workbook_bytes(book)


class _Evaluation:
    """Fills the three sheets."""

    def __init__(self, given: PaperGiven, say: Words) -> None:
        self._given, self._report, self._say, self._lang = given, given.report, say, say.lang
        self._prose, self._rows = Prose(given.report, say.lang), RowsTold(given, say)
        self._names = given.report.names.of(say.lang)
        self._verdicts = {one.id: one for one in given.report.judgement.verdicts}

    # -- the items -----------------------------------------------------------------------------------------------------------------

    def items(self, book: Any) -> PrintedSheet:
        """Each item of each form, with a total for each form."""
        say = self._say
        columns = [PrintedColumn(heading=say(f"books.column.{key}"), width=width) for key, width in _WIDTHS.items()]
        columns += [PrintedColumn(heading=say(f"books.column.{key}"), width=18, folded=True) for key in FOR_READING]
        sheet = PrintedSheet(book, say("books.sheet.evaluation"), columns, say)
        head(sheet, say("books.title.evaluation"), self._given, say)
        sheet.line(say("books.proposed-only"), soft=True)
        by = self._given.evaluation.confirmed or {}
        pairs = [(say("books.evaluator"), by.get("role", "")), (say("books.evaluated-at"), written_date(by.get("time", ""), say))]
        sheet.blanks(pairs, [(2, 5), (6, 8)])
        sheet.note(BY_WHOM, len(_WIDTHS) + 1)
        sheet.gap()
        sheet.keys([f"{KEY}{key}" for key in (*_WIDTHS, *FOR_READING)])
        sheet.headings()
        for form in self._report.forms:
            sheet.section(self._title(form))
            first = sheet.row + 1
            for item in form.items:
                sheet.cells(self._item(form, item), least=_LEAST_PT)
            sheet.choices(
                len(_WIDTHS) - 1, [*(grade.name.of(self._lang) for grade in form.form.scale.grade), self._not_applicable()], first, sheet.row
            )
            sheet.cells(self._total(form), bold=True, least=24.0)
        return sheet

    def _title(self, form: FilledForm) -> str:
        return self._say("books.form", title=form.form.form.title, source=form.form.form.source)

    def _item(self, form: FilledForm, one: FilledItem) -> list[str | float | None]:
        proposed = self._rating(form.form, one.proposed) or self._say.named("item-state", "not rated" if one.state == "rated" else one.state)
        return [
            one.item.number, one.item.title.of(self._lang), proposed, self._points(form, one), self._evidence(one), self._say.tell(one.why),
            self._confirmed(form, one), self._remark(one), form.form.form.id, one.item.id, self._say("books.agreed"),
        ]  # fmt: skip

    def _points(self, form: FilledForm, one: FilledItem) -> str:
        """The points that the proposed rating brings, of how many."""
        if not one.item.points:
            return ""
        got = "" if one.proposed is None else f"{one.item.points * form.form.grade(one.proposed).counts:g}"
        return self._say("books.points", got=got or "–", of=f"{one.item.points:g}")

    def _evidence(self, one: FilledItem) -> str:
        """The duties that were not kept, by clause and rows; how many were, and how many nobody can tell; and the rows of what was no duty."""
        say = self._say
        duties = [self._verdicts[id_] for id_ in one.evidence.duties if id_ in self._verdicts]
        ordered = worst_first(duties, self._report.judgement.until_min)
        broken = list(_alike(verdict for verdict in ordered if verdict.status in BROKEN))
        kept, unknown = (sum(verdict.status == status for verdict in ordered) for status in (MET, UNJUDGED))
        told = [self._duty(group) for group in broken[:_MOST_TOLD]]
        if left := len(broken) - len(told):
            told.append(say("books.more-duties", n=sum(map(len, broken[-left:]))))
        if kept:
            told.append(say("books.duties-kept", n=kept))
        if unknown:
            told.append(say("books.duties-unknown", n=unknown))
        if rows := self._rows.of_seqs(one.evidence.rows):
            told.append(say("books.in-rows", rows=rows))
        return "\n".join(told)

    def _duty(self, group: Sequence[Verdict]) -> str:
        """Duties of one kind that were not kept, by the worst of them."""
        one = group[0]
        rows, clause, duty = self._rows.of_seqs((one.trigger_seq, one.done_seq)), one.clause, self._prose.title(one)
        how = self._worst_of(group)
        if one.bearer is None:
            return self._say("books.duty-of-nobody", clause=clause, duty=duty, how=how, rows=rows)
        return self._say("books.duty", clause=clause, duty=duty, who=self._prose.who(one.bearer), how=how, rows=rows)

    def _worst_of(self, group: Sequence[Verdict]) -> str:
        """What became of the worst, and of how many that is."""
        how = self._how(group[0])
        return how if len(group) == 1 else self._say("books.worst-of", n=len(group), how=how)

    def _how(self, one: Verdict) -> str:
        """How it stands, and by how much."""
        status, margin = self._names.status(one.status, one.act), self._prose.margin(one)
        if one.status == MET or not margin:
            return status
        return self._say("books.how", status=status, margin=self._prose.over(one) if one.margin_min is not None else margin)

    def _confirmed(self, form: FilledForm, one: FilledItem) -> str:
        """The rating that a person gave or agreed to; "" where nobody has."""
        if one.override is None and form.confirmed is None:
            return ""
        if one.state == NOT_APPLICABLE:
            return self._not_applicable()
        return self._rating(form.form, one.rating)

    def _remark(self, one: FilledItem) -> str:
        if one.override is None:
            return ""
        by = one.override
        return self._say("books.remark", reason=by.reason, role=by.role, time=written_date(by.time, self._say))

    def _total(self, form: FilledForm) -> list[str | float | None]:
        points, overall = "", self._rating(form.form, form.overall)
        if form.points is not None and form.points_of:
            points = self._say("books.points", got=f"{round(form.points, 2):g}", of=f"{form.points_of:g}")
        held = overall if form.confirmed is not None or any(one.override is not None for one in form.items) else ""
        return ["", self._say("forms.total"), overall, points, "", self._rated(form), held, "", "", "", ""]

    def _rated(self, form: FilledForm) -> str:
        rated = sum(one.rating is not None for one in form.items)
        return self._say("books.rated", rated=rated, items=len(form.items))

    def _rating(self, form: FormFile, id_: str | None) -> str:
        return "" if id_ is None else form.grade(id_).name.of(self._lang)

    def _not_applicable(self) -> str:
        return self._say.named("item-state", NOT_APPLICABLE)

    # -- what they rest on -----------------------------------------------------------------------------------------------------------

    def evidence(self, book: Any) -> PrintedSheet:
        """Every duty that an item looks at, those of one bearer that came to the same in one row, those by readings marked."""
        say = self._say
        columns = [PrintedColumn(heading=say(f"books.column.{key}"), width=width) for key, width in _RATED.items()]
        sheet = PrintedSheet(book, say("books.sheet.evidence"), columns, say)
        sheet.title(say("books.title.evidence"))
        sheet.line(say("books.evidence-rows"), soft=True)
        sheet.headings()
        for form in self._report.forms:
            for item in form.items:
                looked_at = list(self._looked_at(item))
                if looked_at:
                    sheet.section(self._say("books.of-form", item=self._item_named(item), form=form.form.form.title))
                for group, by_reading in looked_at:
                    sheet.cells(self._evidence_row(group, by_reading=by_reading))
        return sheet

    def _item_named(self, item: FilledItem) -> str:
        title = item.item.title.of(self._lang)
        return self._say("books.numbered", number=item.item.number, title=title) if item.item.number else title

    def _looked_at(self, item: FilledItem) -> Iterator[tuple[list[Verdict], bool]]:
        """The duties of an item, worst first, those of one rule and bearer that came to the same together; whether readings give their numbers."""
        read: Sequence[str] = () if item.evidence.read is None else item.evidence.read.duties
        for ids, by_reading in ((item.evidence.duties, False), (read, True)):
            found = worst_first((self._verdicts[id_] for id_ in ids if id_ in self._verdicts), self._report.judgement.until_min)
            yield from ((group, by_reading) for group in _alike(found))

    def _evidence_row(self, group: Sequence[Verdict], *, by_reading: bool) -> list[str]:
        """A row for duties of one kind, by the worst of them."""
        one, say = group[0], self._say
        limit = self._prose.limit(one)
        to = dict.fromkeys(who for verdict in group for who in verdict.to)
        told = self._prose.to(one)
        return [
            one.clause, self._prose.title(one), self._prose.who(one.bearer) or say("doubt.somebody"),
            told if len(to) <= len(one.to) else say("books.to-and-others", n=len(to) - len(one.to), who=told),
            say("screen.as-read", limit=limit) if by_reading else limit, self._prose.took(one),
            self._worst_of(group), self._rows.of_seqs((one.trigger_seq, one.done_seq)),
        ]  # fmt: skip

    # -- how a rating comes about ------------------------------------------------------------------------------------------------------

    def scales(self, book: Any) -> PrintedSheet:
        """What the ratings mean, from which share on they are proposed, what lowers them, and where they come from."""
        say = self._say
        columns = [PrintedColumn(heading=say(f"books.column.{key}"), width=width) for key, width in (("rating", 34), ("meaning", 66), ("from", 30))]
        sheet = PrintedSheet(book, say("books.sheet.scales"), columns, say)
        sheet.title(say("books.title.scales"))
        sheet.headings()
        for form in self._report.forms:
            scale = form.form.scale
            sheet.section(self._title(form))
            for grade in scale.grade:
                bound = say("books.from-share", share=grade.from_) if grade.from_ else say("books.from-less") if scale.kind == "share" else ""
                sheet.cells([grade.name.of(self._lang), grade.meaning.of(self._lang), bound])
            for cap in scale.cap:
                rating = self._rating(form.form, cap.at_most or None)
                sheet.line(say("books.cap", share=cap.below, rating=rating) if rating else say("books.cap-none", share=cap.below))
            sheet.line(say("books.assumed") if scale.assumption else say("books.sourced", source=scale.source))
            if note := form.form.form.note.of(self._lang):
                sheet.line(note, soft=True)
        return sheet


def _alike(verdicts: Iterable[Verdict]) -> Iterable[list[Verdict]]:
    """Those of one rule and bearer that came to the same together, in the order in which the first of each comes."""
    groups: dict[tuple[str, str | None, str], list[Verdict]] = {}
    for one in verdicts:
        groups.setdefault((one.rule, one.bearer, one.status), []).append(one)
    return groups.values()
