"""The report as tables, in one language: one set, which the terminal and the workbook both show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from analysis.chain import LINK_NAMES, STEP_NAMES
from analysis.contradictions import KINDS
from analysis.expectations import ExpectationMet, ExpectationShare, NameUsed
from analysis.logs.sheet_rows import SheetRow
from analysis.measures.model import GROUPS, Measure, MeasureGroup, Value
from analysis.measures.registry import by_group, worth_showing
from analysis.readings import by_verdict
from analysis.report.model import Lines, LogReport, MeasureOverRuns, RunReport, RunsReport
from analysis.report.prose import Prose, on_habits, worst_first
from analysis.tellings import WORDS
from analysis.verdicts import BROKEN, rests_on_reading
from sim.inputs.scenario import Scenario
from sim.record import Row, starting_minute
from sim.words import Names, Words, words
from sim.words.lengths import clock, span, time_of_day

if TYPE_CHECKING:
    from analysis.forms.model import FilledForm, FilledItem  # loaded where forms are filled: for logs alone

TableCell = str | float | int | None
_BODY_FAMILIES = ("BODY-informed", "waited-for:BODY", "call-minutes:WHO", "acts-per-hour:WHO")
_TOLD_FAMILY = "BODY-informed"
_OF_A_CROWD: MeasureGroup = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """Columns and rows under a title. `id`, and `keys` of the columns, are the same in every language; `note` stands below."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    note: str = ""
    keys: tuple[str, ...] = ()

    def only(self, *columns: int) -> ReportTable:
        """The table with some of its columns."""
        rows = tuple(tuple(row[place] for place in columns) for row in self.rows)
        headings, keys = (tuple(held[place] for place in columns if held) for held in (self.columns, self.keys))
        return ReportTable(id=self.id, title=self.title, columns=headings, rows=rows, keys=keys, note=self.note)


def table(say: Words, id_: str, columns: Sequence[str], rows: Iterable[Sequence[TableCell]], *, note: str = "", **args: Any) -> ReportTable:
    """A table with title and headings from the catalogue; a heading "" stays empty."""
    return ReportTable(
        id=id_,
        title=say(f"table.{id_}", **args),
        columns=tuple(say(f"column.{column}") if column else "" for column in columns),
        rows=tuple(tuple(str(cell) if isinstance(cell, SheetRow) else cell for cell in row) for row in rows),
        keys=tuple(columns),
        note=note,
    )


def quantity(value: float | None, unit: str, lang: str) -> str:
    """A value with its unit; a dash where there is none."""
    say = words(lang)
    if value is None:
        return "–"
    if unit == "min":
        return span(value, lang)
    if unit == "share":
        return f"{value:.0%}"
    return say("quantity.person-minutes", value=value) if unit == "person-min" else f"{value:.1f}" if unit == "per h" else f"{value:g}"


def measured(value: Value, unit: str, lang: str) -> str:
    """What a measure came to; from low to high where something cannot be judged; longer than was watched where it was not reached."""
    if value.beyond is not None and value.value is None:
        return words(lang)("quantity.beyond", span=quantity(value.beyond, unit, lang))
    if value.low is None or value.high is None:
        return quantity(value.value, unit, lang)
    low, high = quantity(value.low, unit, lang), quantity(value.high, unit, lang)
    return low if low == high else words(lang)("quantity.range", low=low, high=high)


def group_heading(group: MeasureGroup, lang: str) -> str:
    """The line above the measures of a group."""
    return words(lang)("measure-group.heading", group=GROUPS[group]).upper()


# -- a run -------------------------------------------------------------------------------------------------------------------


def duties(report: RunReport, lang: str, most: int | None) -> ReportTable:
    """The duties that were not superseded, worst first, for a reader: at most so many, and how many more there are."""
    say, prose = words(lang), Prose(report, lang)
    ordered = [one for one in worst_first(report.judgement.verdicts, report.judgement.until_min) if one.status != "superseded"]
    rows = [
        (
            report.names.of(lang).status(one.status, one.act), one.clause, prose.title(one), prose.who(one.bearer), prose.to(one), prose.limit(one),
            prose.number_by(one), prose.took(one), prose.margin(one),
        )
        for one in ordered[:most]
    ]  # fmt: skip
    note = say("duties.more", n=len(ordered) - len(rows)) if len(ordered) > len(rows) else ""
    return table(say, "duties-worst-first", ("status", "clause", "duty", "who", "to", "limit", "number-by", "took", "margin"), rows, note=note)


def called_for(report: RunReport, lang: str, most: int | None = None) -> ReportTable:
    """What the grade by the facts calls for and nothing raised: at most so many, and how many more there are."""
    say, prose, found = words(lang), Prose(report, lang), report.called_for
    names, lines = report.names.of(lang), Lines(report.log) if isinstance(report, LogReport) else None
    rows = [
        (
            names.rank("grade", one.grade), one.clause, one.title.of(lang) or one.rule, prose.who(one.bearer),
            say.tell([names.party(who) for who in one.to]), one.limit.of(lang), clock(one.since_min),
            one.since_seq if lines is None else lines.line(one.since_seq),
        )
        for one in found[:most]
    ]  # fmt: skip
    note = say("called-for.more", n=len(found) - len(rows)) if len(found) > len(rows) else ""
    return table(say, "called-for", ("grade-by-facts", "clause", "duty", "who", "to", "limit", "since", "row"), rows, note=note)


def outcome(report: RunReport, lang: str) -> ReportTable:
    """Each measure with its unit under its heading, and what it lacks; those of people only where some came to a scene."""
    say = words(lang)
    rows: list[tuple[TableCell, ...]] = []
    for group, ids in by_group(report.measures, (id_ for id_, one in report.measures.items() if not one.family)).items():
        if group == _OF_A_CROWD and all(report.values[id_].value is None for id_ in ids):
            continue  # nobody came to a scene: an accident or a break-in is not headed by what became of a crowd
        rows.append((group_heading(group, lang), "", ""))
        for id_ in ids:
            measure, value = report.measures[id_], report.values[id_]
            rows.append((measure.name.of(lang), measured(value, measure.unit, lang), _note(report, id_, say)))
    return table(say, "outcome", ("", "value", "note"), rows)


def _note(report: RunReport, id_: str, say: Words) -> str:
    """What a value rests on, and why there is none."""
    value = report.values[id_]
    reason = say.tell(value.reason) if value.reason else ""
    if not value.evaluated or value.evaluated >= value.asked:
        return reason
    if not reason:
        return say("outcome.evaluated", evaluated=value.evaluated, asked=value.asked)
    return say("outcome.evaluated-reason", evaluated=value.evaluated, asked=value.asked, reason=reason)


def people(scenario: Scenario, names: Names) -> ReportTable:
    """Who came, with what they came about and who answers for it."""
    rows = [
        (
            one.name.of(names.lang) or one.id, names.of("event", one.event), one.size, one.matter.of(names.lang),
            names.party(one.responsible_unit) if one.responsible_unit else "",
        )
        for one in scenario.people
    ]  # fmt: skip
    return table(names.say, "people", ("people", "event", "how-many", "matter", "responsible-unit"), rows)


def aims(scenario: Scenario, lang: str) -> ReportTable:
    """What the scenario is for: a line for its purpose, and one for each objective."""
    say, head = words(lang), scenario.scenario
    rows = [(say("aim.purpose"), head.purpose.of(lang)), *((say("aim.objective"), one.of(lang)) for one in head.objectives)]
    return table(say, "aims", ("", "aim"), rows)


def bodies(measures: Mapping[str, Measure], values: Mapping[str, float | None], lang: str, *, means: bool = False) -> ReportTable:
    """One row for each body or post that was told, waited for, called or did something; who was told first comes first."""
    found: dict[str, dict[str, str]] = {}
    order: dict[str, float] = {}
    names: dict[str, str] = {}
    for id_, measure in measures.items():
        value = values.get(id_)
        if measure.family not in _BODY_FAMILIES or not value:
            continue
        found.setdefault(measure.of, {})[measure.family] = quantity(value, measure.unit, lang)
        names[measure.of] = measure.subject.of(lang)
        if measure.family == _TOLD_FAMILY:
            order[measure.of] = value
    ordered = sorted(found, key=lambda who: order.get(who, float("inf")))
    rows = [(names[who], *(found[who].get(family, "–") for family in _BODY_FAMILIES)) for who in ordered]
    columns = ("", "first-told", "waited-for-it", "on-the-phone", "acts-per-hour")
    return table(words(lang), "bodies-mean" if means else "bodies", columns, rows)


def expected(report: RunReport, lang: str) -> ReportTable:
    """Each expectation: whether it came true, by which values, and in what share of runs it is expected to."""
    say = words(lang)
    rows = [(one.expect.text.of(lang), _came_true(one, say), values_of(one, report, lang), _expected_share(one, say)) for one in report.expectations]
    return table(say, "expectations", ("expectation", "came-true", "found", "expected-share"), rows)


def _came_true(one: ExpectationMet, say: Words) -> str:
    if one.came_true is None:
        return say("expectation.undecided")
    return say("expectation.true") if one.came_true else say("expectation.false")


def values_of(one: ExpectationMet, report: RunReport, lang: str) -> str:
    """The values by which an expectation came true or did not."""
    say = words(lang)
    return say.tell([say("expectation.value", name=_used(name, report, lang), value=_value(name, value, report, lang)) for name, value in one.values])


def _used(name: NameUsed, report: RunReport, lang: str) -> str:
    """A name of a condition, in words."""
    say, names = words(lang), report.names.of(lang)
    if name.measure is not None:
        return name.measure.name.of(lang)
    if name.kind:
        return say("outcome-name.rows", kind=names.kind(name.kind))
    return say("outcome-name.cites", rule=names.rule(name.rule)) if name.rule else say(f"outcome-name.{name.outcome}")


def _value(name: NameUsed, value: Any, report: RunReport, lang: str) -> str:
    if name.measure is not None:
        return quantity(value, name.measure.unit, lang)
    if name.table:
        return report.names.of(lang).rank(name.table, value)
    return quantity(value, "count", lang)


def _expected_share(one: ExpectationMet | ExpectationShare, say: Words) -> str:
    low, high = one.expect.share
    return say("expectation.share", low=low, high=high) if low < high else f"{low:.0%}"


# -- many runs ---------------------------------------------------------------------------------------------------------------


def expected_shares(report: RunsReport, lang: str) -> ReportTable:
    """Each expectation over the runs: the share expected, the share found with its interval, and the word for it."""
    say = words(lang)
    rows = []
    for one in report.expectations:
        interval = "" if one.low is None or one.high is None else say("expectation.interval", low=one.low, high=one.high)
        found = say("expectation.found", share=one.true / one.runs, true=one.true, runs=one.runs)
        rows.append((one.expect.text.of(lang), _expected_share(one, say), found, interval, say(f"expectation.{one.word}")))
    return table(say, "expectations", ("expectation", "expected-share", "found", "interval", "verdict"), rows)


def outcome_over_runs(report: RunsReport, lang: str, *, people: bool) -> ReportTable:
    """Each measure over the runs under its heading, those of people or all others; those without any value are left out."""
    say, runs = words(lang), len(report.seeds)
    measures = {id_: one.measure for id_, one in report.measures.items()}
    general = (id_ for id_, one in report.measures.items() if not one.measure.family and one.n)
    rows: list[tuple[TableCell, ...]] = []
    for group, ids in by_group(measures, general).items():
        if (group == _OF_A_CROWD) is not people:
            continue
        rows.append((group_heading(group, lang), *[""] * 4))
        rows += [_over_runs(report.measures[id_], runs, say) for id_ in ids]
    return table(say, "outcome-of-runs", ("", "mean", "median", "ninth-decile", "runs-with-value"), rows, runs=runs)


def mean_of_runs(one: MeasureOverRuns, say: Words) -> str:
    """A mean with its interval."""
    unit = one.measure.unit
    mean = _plain(one.mean, unit, say)
    if one.low is not None and one.high is not None and one.low < one.high:
        return say("quantity.between", value=mean, low=_end(one.low, unit, say), high=_end(one.high, unit, say))
    return mean


def _over_runs(one: MeasureOverRuns, runs: int, say: Words) -> tuple[TableCell, ...]:
    unit, mean = one.measure.unit, mean_of_runs(one, say)
    some = "" if one.n == runs else f"{one.n}/{runs}"
    return one.measure.name.of(say.lang), mean, _plain(one.q50, unit, say, ""), _plain(one.q90, unit, say, ""), some


def _end(value: float, unit: str, say: Words) -> str:
    """A limit beside its value, as short as it can be."""
    return f"{value:.1%}" if unit == "share" else f"{value:.1f}" if unit != "count" else quantity(round(value, 2), unit, say.lang)


def _plain(value: float | None, unit: str, say: Words, nothing: str = "–") -> str:
    """A value whose interval stands beside it: minutes stay minutes, so that the two can be compared."""
    if value is None:
        return nothing
    if unit == "min":
        return say("quantity.minutes", value=value)
    return f"{value:.1%}" if unit == "share" else quantity(round(value, 2), unit, say.lang)


# -- a log -------------------------------------------------------------------------------------------------------------------


class LogTables:
    """The tables of a judged log in one language; those of the workbook are `all`."""

    _ID_OF_FORMS: ClassVar[tuple[int, ...]] = (0, 1, 2, 4, 5, 6, 7, 10)  # what a terminal has room for

    def __init__(self, report: LogReport, lang: str) -> None:
        self._report, self._lang = report, lang
        self._names, self._prose = report.names.of(lang), Prose(report, lang)
        self._lines = Lines(report.log)
        self._starts = starting_minute(report.header)
        self.say = words(lang)

    def all(self) -> tuple[ReportTable, ...]:
        """The head and five tables; the scenario, what the facts called for, expectations, the way to a row and two tellings where there are any."""
        tables = [self.head(), self.duties(), self.chain(), self.contradictions(), self.measures(), self.forms()]
        if self._report.scenario is not None:
            tables.append(aims(self._report.scenario, self._lang))
            if self._report.scenario.people:
                tables.append(people(self._report.scenario, self._names))
        if self._report.called_for:
            tables.append(called_for(self._report, self._lang))
        if self._report.expectations:
            tables.append(expected(self._report, self._lang))
        if self._report.why is not None:
            tables.append(self.path())
        if self._report.differences:
            tables.append(self.tellings())
        return tuple(tables)

    def head(self) -> ReportTable:
        """What the result rests on, before anything of it is said."""
        broken = [one for one in self._report.judgement.verdicts if one.status in BROKEN]
        read = sum(map(rests_on_reading, broken))
        cover = self._report.coverage
        rows = [
            (on_habits(self._report.habits, self._report.names, self._lang, asked=bool(self._report.judgement.verdicts)),),
            (self.say("head.broken", plan=len(broken) - read, reading=read),),
            (self.say("text.coverage", asked=cover.asked, evaluated=cover.evaluated, undecided=cover.undecided),),
        ]
        return table(self.say, "head", ("basis",), rows)

    def duties(self) -> ReportTable:
        """Every verdict, worst first."""
        leaning = by_verdict(self._report.leanings)
        rows: list[tuple[TableCell, ...]] = []
        for one in worst_first(self._report.judgement.verdicts, self._report.judgement.until_min):
            readings = " ".join(found.sentence.of(self._lang) for found in leaning.get(one.id, ()))
            rows.append((
                self._names.status(one.status, one.act), one.clause, self._prose.title(one), self._prose.who(one.bearer), self._prose.to(one),
                self._prose.limit(one), self._prose.number_by(one),
                self._clock(one.anchor_min), self._clock(one.due_min), self._clock(one.done_min), self._prose.took(one), self._prose.margin(one),
                _round(one.latency_min), _round(one.margin_min), readings or self.say.tell([self._names.of("reading", id_) for id_ in one.readings]),
                self._prose.why(one), one.about, self._lines.line(one.trigger_seq), self._lines.line(one.done_seq), one.id,
            ))  # fmt: skip
        columns = (
            "status", "clause", "duty", "who", "to", "limit", "number-by", "from", "due",
            "done", "took", "margin", "took-minutes", "margin-minutes", "readings", "reason",
            "event", "trigger-row", "done-row", "id",
        )  # fmt: skip
        return table(self.say, "duties", columns, rows)

    def readings(self) -> ReportTable:
        """Verdicts that lean on the length of an open word, with where they turn."""
        ordered = worst_first(self._report.judgement.verdicts, self._report.judgement.until_min)
        order = {one.id: place for place, one in enumerate(ordered)}
        rows = []
        for leaning in sorted(self._report.leanings, key=lambda found: order[found.verdict.id]):
            one = leaning.verdict
            who, status = self._prose.who(one.bearer), self._names.status(one.status, one.act)
            rows.append((one.clause, self._prose.title(one), who, self._prose.to(one), status, leaning.sentence.of(self._lang)))
        return table(self.say, "readings", ("clause", "duty", "who", "to", "status", "readings"), rows)

    def chain(self) -> ReportTable:
        """The links of every event."""
        rows = [
            (event, LINK_NAMES[link.name].of(self._lang), *self._stretch(link.from_seq, link.to_seq, link.minutes, link.waited_for))
            for event, links in self._report.chain.items()
            for link in links
        ]
        return table(self.say, "chain", ("event", "link", "from-row", "to-row", "minutes", "waited-for"), rows)

    def path(self) -> ReportTable:
        """The way to the row that was asked about."""
        rows = [
            (STEP_NAMES[step.what].of(self._lang), *self._stretch(step.from_seq, step.to_seq, step.minutes, step.waited_for))
            for step in self._report.path
        ]
        return table(self.say, "path", ("what-went-on", "from-row", "to-row", "minutes", "waited-for"), rows)

    def contradictions(self) -> ReportTable:
        """What does not fit together."""
        rows = [
            (
                KINDS[one.kind].of(self._lang), one.about, self.say.tell(self._lines.told(one.sentence)), self._rows(one.rows), one.clause or "",
            )
            for one in self._report.contradictions
        ]  # fmt: skip
        return table(self.say, "contradictions", ("kind", "event", "what-does-not-fit", "rows", "clause"), rows)

    def measures(self, *, on_pages: bool | None = None) -> ReportTable:
        """Every measure that says something here, with unit, clause, formula and coverage.

        On pages stand those that have a value and are not of a single duty, body or post; without `on_pages` (None) these and all others.
        """
        rows: list[tuple[TableCell, ...]] = []
        for id_ in worth_showing(self._report.measures, self._report.values):
            measure, value = self._report.measures[id_], self._report.values[id_]
            of_all = not measure.family and (value.value is not None or value.beyond is not None)
            if on_pages is not None and of_all is not on_pages:
                continue
            rows.append((
                GROUPS[measure.group].of(self._lang), measure.name.of(self._lang), measured(value, measure.unit, self._lang), value.evaluated,
                value.asked, measure.clause, measure.formula.of(self._lang), self.say.tell(value.reason) if value.reason else "", id_,
                _round(value.value), _round(value.low), _round(value.high), self.say.named("unit", measure.unit),
            ))  # fmt: skip
        columns = (
            "group", "name", "value", "evaluated", "asked", "clause", "formula", "why-no-value", "measure", "raw-value", "low", "high", "unit",
        )  # fmt: skip
        return table(self.say, "measures", columns, rows)

    def forms(self) -> ReportTable:
        """Every item of every form, and a line for each form as a whole."""
        rows = [row for form in self._report.forms for row in self._form(form)]
        columns = (
            "form", "number", "item", "proposed", "rating", "state", "points", "points-of", "evaluated", "asked", "why", "by", "at",
            "reason-of-override", "rows",
        )  # fmt: skip
        return table(self.say, "forms", columns, rows)

    def few_columns_of_forms(self) -> ReportTable:
        """The forms without what only a workbook has room for."""
        return self.forms().only(*self._ID_OF_FORMS)

    def tellings(self) -> ReportTable:
        """Two tellings side by side."""
        rows: list[tuple[TableCell, ...]] = []
        for one in self._report.differences:
            row = one.established or one.claimed
            if row is None:
                continue
            facts = self.say.tell([self._told_differently(*told) for told in one.facts])
            rows.append((
                WORDS[one.word].of(self._lang), self._names.kind(row.kind), self._prose.who(row.actor), self._prose.who(row.to),
                self._at(one.claimed), self._at(one.established), _round(one.minutes), facts,
            ))  # fmt: skip
        columns = ("conclusion", "kind-of-row", "who", "to", "claimed", "established", "minutes-apart", "facts-apart")
        return table(self.say, "tellings", columns, rows)

    # -- parts ---------------------------------------------------------------------------------------------------------------

    def _told_differently(self, fact: str, claimed: Any, established: Any) -> str:
        was, now = self._names.value(fact, claimed), self._names.value(fact, established)
        return self.say("tellings.fact", fact=self._names.fact(fact), claimed=was, established=now)

    def _stretch(self, first: int, last: int, minutes: float, who: str | None) -> tuple[TableCell, ...]:
        return self._lines.line(first), self._lines.line(last), _round(minutes), self._prose.who(who)

    def _form(self, form: FilledForm) -> Iterator[tuple[TableCell, ...]]:
        title, source = form.form.form.title.of(self._lang), form.form.form.source.of(self._lang)
        for filled in form.items:
            yield (title, *self._item(form, filled))
        confirmed = self.say("form-state.proposed") if form.confirmed is None else self.say("form-state.confirmed")
        by = form.confirmed or {}
        rating = self._rating(form, form.overall)
        yield (
            title, "", self.say("forms.total"), rating, rating, confirmed, _round(form.points), form.points_of, None, None, source,
            by.get("role", ""), by.get("time", ""), "", "",
        )  # fmt: skip

    def _item(self, form: FilledForm, filled: FilledItem) -> tuple[TableCell, ...]:
        rating, override, evidence = filled.rating, filled.override, filled.evidence
        points = None if rating is None or form.points is None else filled.item.points * form.form.grade(rating).counts
        by: tuple[TableCell, ...] = ("", "", "") if override is None else (override.role, override.time, override.reason)
        return (
            filled.item.number, filled.item.title.of(self._lang), self._rating(form, filled.proposed), self._rating(form, rating),
            self.say.named("item-state", filled.state), _round(points), filled.item.points or None, evidence.evaluated, evidence.asked,
            self.say.tell(filled.why), *by, self._rows(evidence.rows),
        )  # fmt: skip

    def _rating(self, form: FilledForm, id_: str | None) -> str:
        return "" if id_ is None else form.form.grade(id_).name.of(self._lang)

    def _rows(self, seqs: Iterable[int]) -> str:
        return self.say.tell([str(self._lines.line(seq)) for seq in seqs])

    def _clock(self, minute: float | None) -> str:
        return "" if minute is None else time_of_day(minute + self._starts)

    def _at(self, row: Row | None) -> str:
        return "" if row is None else self._clock(row.time)


def _round(value: float | None) -> float | None:
    """To a thousandth, so that a cell shows no noise of binary sums."""
    return None if value is None else round(value, 3)
