"""Reads a log from outside, whatever its form, into a record that the judge takes like any other."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sim
from analysis.evidence import NO_END, OneOf
from analysis.logs.chat_words import ChatReader
from analysis.logs.choices import Choices
from analysis.logs.clock import DATED, MINUTES, UNREAD, ClockReader, LoggedMoment, place
from analysis.logs.columns import Columns, Headings
from analysis.logs.completeness import NOBODY, stated_by_caller, stated_in_log
from analysis.logs.drill_records import read_drill_record
from analysis.logs.hedges import hedges
from analysis.logs.names import PartyNames, party_ids
from analysis.logs.open_cells import evidence_of
from analysis.logs.order import bind, in_order, is_newest_first, out_of_order
from analysis.logs.outcome import LOST, LoggedRecord, Remark, RowProblem, Understood
from analysis.logs.receipts import Unlogged, complete_receipts, fill_forms, plan_forms, unlogged_receipts
from analysis.logs.roles import bind_roles
from analysis.logs.rows import Draft, Opened, RowReader
from analysis.logs.sheet_rows import sheet_of
from analysis.logs.synonyms import Synonyms, ids_of, load_synonyms
from analysis.logs.table import Cells, LogTable
from analysis.logs.tables import is_drill_record, open_table, read_bytes
from analysis.logs.time_columns import TimeColumn, survey
from sim.errors import InputError
from sim.garbage import without_looking_for_garbage
from sim.inputs.resources import Resources
from sim.plan.channels import heard_as_said
from sim.plan.model import Plan
from sim.record import UNDATED, UNTIMED, Header, Record, Row
from sim.record_content import kinds_of
from sim.text import digest
from sim.vocabulary import OWN_HAT
from sim.words import LANGUAGES, in_every_language, phrase

ONE_EVENT = "E1"  # what a log that names no event is about
_HALF_DAY_MIN = 12 * 60.0
_DAY_MS = 24 * 60 * 60_000
_MS = 60_000
_EXAMPLES = 5


def read_log(
    path: Path,
    plan: Plan,
    resources: Resources | None = None,
    *,
    start: datetime | None = None,
    synonyms: Path | None = None,
    everyday: Path | None = None,
    complete: Sequence[str] | None = None,
) -> LoggedRecord:
    """The record in a CSV, XLSX or JSON Lines file, with what was wrong row by row and how the file was understood.

    `start` is minute 0; without it, the earliest dated time, else 00:00. `synonyms` is a user's file that adds words to those of
    `everyday`, the one that ships with a plan. `complete` are the names of those all of whose acts the log holds, everybody's where it is
    empty; None leaves that to the log.
    Raises InputError when the file as a whole cannot be used; a single row never raises.
    """
    words = load_synonyms(everyday, synonyms, ids=ids_of(plan, party_ids(plan, resources)))
    parties = PartyNames(plan, resources, words.party)
    file = str(path)
    data = read_bytes(path)
    if is_drill_record(data):
        return read_drill_record(data, file, parties, complete, kinds_of({fact.id: fact.type for fact in plan.fact}))
    mark = hashlib.sha256(data).hexdigest()[:16]
    headings = Headings(plan, words)
    table = open_table(data, file, headings, ChatReader(words, parties, headings))
    del data
    columns = headings.columns(table.heading)
    if table.format == "json lines" and not headings.is_heading(table.heading):
        raise headings.refusal(file, [table.heading])
    with without_looking_for_garbage():
        return _Log(file, mark, plan, resources, start, table, columns, parties, words).read(complete)


class _Log:
    """One log on its way to a record."""

    def __init__(
        self,
        file: str,
        mark: str,
        plan: Plan,
        resources: Resources | None,
        start: datetime | None,
        table: LogTable,
        columns: Columns,
        parties: PartyNames,
        words: Synonyms,
    ) -> None:
        self._file, self._mark, self._plan, self._resources, self._start = file, mark, plan, resources, start
        self._table, self._columns, self._parties = table, columns, parties
        self._table.rows = iter(kept := list(table.rows))
        self._clock = ClockReader(start, _survey(kept, columns, table.heading))
        self._words = words
        self._choices = Choices(plan, parties)
        self._reader = RowReader(plan, words, parties, columns, self._clock, self._choices)
        self._ordered = False
        self._remarks: list[Remark] = []
        self._problems: list[RowProblem] = []
        self._no_date = UNDATED  # the start of the header where the log states none

    def read(self, complete: Sequence[str] | None) -> LoggedRecord:
        """Every step in turn: cells, times, events, receipts, order, rows."""
        count = self._read_cells()
        drafts = self._reader.drafts
        if all("kind" in draft.opens for draft in drafts):
            raise self._nothing_understood(count)
        start = self._place(drafts)
        self._settle_events(drafts)
        roles, remarks = bind_roles(drafts, self._plan, self._resources)
        self._remarks += remarks
        self._fill_in(drafts)
        drafts, doubles = in_order(drafts, ordered=self._ordered)
        self._problems += doubles
        unlogged = self._unlogged(drafts)
        if unlogged.assumed:
            drafts, _ = in_order(drafts + unlogged.assumed, ordered=self._ordered)
        rows = self._rows(drafts)
        whose = self._complete_for(complete, roles)
        problems = sorted([*self._table.problems, *self._reader.problems, *self._problems], key=lambda one: (one.line, one.column, one.code))
        return LoggedRecord(
            record=Record(self._header(drafts, start, roles), rows),
            problems=tuple(problems),
            lines=tuple(draft.line for draft in drafts),
            dated=start is not None,
            understood=self._understood(count, len({draft.line for draft in drafts if draft.line}), rows, start),
            times=self._clock.column,
            evidence=evidence_of(drafts, unlogged.possible, ordered=self._ordered, complete=whose),
        )

    def _read_cells(self) -> int:
        count, width, last = 0, len(self._table.heading), 0
        self._refuse_unclear()
        for line, cells in self._table.rows:
            count += line != last  # of one message there may be several rows
            last = line
            if len(cells) > width and any(cell not in (None, "") for cell in cells[width:]):
                self._problems.append(RowProblem(line, "", "", "more-cells"))
            self._reader.read(line, cells)
        self._remark_times()
        if "to" not in self._columns.fixed:
            self._remarks.append(Remark("no-recipients"))
        if "form" not in self._columns.fixed and any(len(forms) > 1 for forms in plan_forms(self._plan).values()):
            self._remarks.append(Remark("no-forms"))
        return count

    def _refuse_unclear(self) -> None:
        """Raise InputError where the numbers of the column of times may be two things."""
        column = self._clock.column
        if column.numbers == "unclear":
            ways = [phrase(f"log-way.{way}") for way in column.ways]
            heading = self._table.heading[self._columns.fixed["time"]]
            raise InputError.of(self._file, heading, phrase("log.unclear-numbers", ways=ways), hint=phrase("log.unclear-numbers-hint"))

    def _remark_times(self) -> None:
        """Say how the column of times was read, where that was not written in each cell."""
        column = self._clock.column
        if column.numbers and column.numbers != "mixed":
            self._remarks.append(Remark("numbers-as-times", {"way": phrase(f"log-way.{column.numbers}")}))
        if column.yearless:
            self._remarks.append(Remark("yearless" if self._clock.yearless else "year-taken", {"count": column.yearless}))
        if self._clock.over:
            self._remarks.append(Remark("over-24", {"count": self._clock.over}))
        if column.zoned is not None:
            self._remarks.append(Remark("mixed-zones"))

    def _nothing_understood(self, count: int) -> InputError:
        """The refusal of a log of which no row says what it is: which columns were found, and what could not be understood in them."""
        if not count:
            return InputError.of(self._file, "", phrase("log.no-rows"), hint=phrase("log.empty-hint"))
        named = [phrase("text.arrow", written=word, meaning=meaning) for word, meaning in self._columns.used]
        strange = dict.fromkeys(problem.value for problem in self._reader.problems if problem.code in ("unknown-kind", "bad-time"))
        return InputError.of(
            self._file, "", phrase("log.nothing-understood", count=count, columns=named), value=", ".join(list(strange)[:_EXAMPLES]),
            allowed=phrase("log.kinds"), hint=phrase("log.headings-hint"),
        )  # fmt: skip

    def _complete_for(self, named: Sequence[str] | None, roles: dict[str, dict[str, str]]) -> frozenset[str] | None:
        """Whose acts are all here. Nobody's where rows were lost in reading, whatever is said."""
        stated, problems = stated_in_log(self._table.around, self._words, self._parties, roles)
        self._problems += problems
        complete = stated if named is None else stated_by_caller(named, self._parties, roles)
        if complete != NOBODY and (self._table.lost or any(problem.code in LOST for problem in self._table.problems)):
            self._remarks.append(Remark("rows-lost"))
            return NOBODY
        return complete

    # -- time -----------------------------------------------------------------------------------------------------------------

    def _place(self, drafts: list[Draft]) -> datetime | None:
        placed = place([draft.moment for draft in drafts], self._start, self._clock.zone, yearless=self._clock.yearless)
        self._no_date = UNTIMED if {draft.moment.kind for draft in drafts} - {UNREAD} == {MINUTES} else UNDATED
        for place_, (draft, minute) in enumerate(zip(drafts, placed.minutes, strict=True)):
            if place_ in placed.halves:
                draft.moment = draft.moment._replace(late=draft.moment.late + _HALF_DAY_MIN)
                self._problems.append(RowProblem(draft.line, "time", draft.written, "half-day"))
            if minute is not None:
                draft.time, draft.low, draft.high = minute, minute - draft.moment.early, minute + draft.moment.late
                if draft.facts and isinstance(age := draft.facts.get("as_of"), LoggedMoment):
                    since = _age(age, draft.moment, minute)
                    draft.facts["as_of"] = {name: since for name in draft.facts if name != "as_of"}
        readable = [minute for minute in placed.minutes if minute is not None]
        sheet = drafts
        if is_newest_first(readable):
            self._remarks.append(Remark("newest-first"))
            sheet = drafts[::-1]
            for spot, draft in enumerate(sheet):
                draft.place = spot
            self._ordered = True
        else:
            disorder = out_of_order(sheet)
            self._ordered = not disorder
            if disorder and self._table.sheets:  # sheets are kept side by side: only inside one does the order of rows say anything
                disorder = [one for name, _ in self._table.sheets for one in out_of_order([draft for draft in sheet if sheet_of(draft.line) == name])]
            self._problems += disorder
        bind(sheet, min((0.0, *readable)) - hedges().earlier_min, ordered=self._ordered)
        if self._start is not None:
            self._problems += [RowProblem(draft.line, "time", "", "before-start") for draft in drafts if draft.time < 0]
        if placed.midnights:
            self._remarks.append(Remark("midnight", {"count": placed.midnights}))
        if placed.start is None:
            self._remarks.append(Remark("undated"))
        return placed.start

    # -- what is left out -----------------------------------------------------------------------------------------------------

    def _settle_events(self, drafts: list[Draft]) -> None:
        """Rows that name no event are about the only one; among several, about none."""
        named = {draft.about for draft in drafts if draft.about is not None}
        without = [draft for draft in drafts if draft.about is None]
        if not without:
            return
        if len(named) > 1:
            self._problems += [RowProblem(draft.line, "about", "", "no-event") for draft in without]
            events = Opened(OneOf((None, *sorted(named))))
            for draft in without:
                draft.opens = draft.opens | {"about": events}
            return
        event = next(iter(named), ONE_EVENT)
        for draft in without:
            draft.about = event
        self._remarks.append(Remark("one-event", {"count": len(without), "event": event}))

    def _fill_in(self, drafts: list[Draft]) -> None:
        if filled := fill_forms(drafts, plan_forms(self._plan)):
            self._remarks.append(Remark("forms", {"count": filled}))
        self._problems += complete_receipts(drafts, self._parties.body_of)
        for draft in drafts:
            if draft.form is None and "form" not in draft.opens and (forms := self._choices.forms(draft.kind)):
                draft.opens = draft.opens | {"form": Opened(OneOf((None, *forms)))}
        if self._parties.expanded:
            self._remarks.append(Remark("groups", {"count": self._parties.expanded}))

    def _unlogged(self, drafts: list[Draft]) -> Unlogged:
        channels = "channel" in self._columns.fixed
        unlogged = unlogged_receipts(drafts, self._parties.body_of, heard_as_said(self._plan) | {OWN_HAT}, channels=channels)
        if unlogged.assumed:
            self._remarks.append(Remark("receipts", {"count": len(unlogged.assumed)}))
        if unstated := sum(draft.channel is None for draft in unlogged.assumed):
            self._remarks.append(Remark("no-channels", {"count": unstated}))
        return unlogged

    # -- the record -----------------------------------------------------------------------------------------------------------

    def _rows(self, drafts: list[Draft]) -> tuple[Row, ...]:
        places = {draft.own_seq: seq for seq, draft in enumerate(drafts) if draft.own_seq is not None and draft.line}
        rows: list[Row] = []
        for seq, draft in enumerate(drafts):
            cause = places.get(draft.own_cause) if draft.own_cause is not None else None
            if draft.own_cause is not None and (cause is None or cause >= seq):
                cause = None
                if draft.line:  # what was taken as received has no line of its own, and no cause that anybody wrote
                    self._problems.append(RowProblem(draft.line, "cause", draft.own_cause, "unknown-cause"))
            rows.append(
                Row(
                    seq,
                    draft.time,
                    draft.kind,
                    draft.actor,
                    draft.to,
                    draft.channel,
                    draft.form,
                    draft.about,
                    draft.rule,
                    draft.clause,
                    cause,
                    draft.facts,
                )
            )
        return tuple(rows)

    def _header(self, drafts: Sequence[Draft], start: datetime | None, roles: dict[str, dict[str, str]]) -> Header:
        plan, resources = self._plan, self._resources
        return Header(
            version=sim.__version__,
            plan={"id": plan.plan.id, "lineage": [{"id": plan.plan.id, "digest": digest(plan)}]},
            resources={"id": resources.resources.id, "digest": digest(resources)} if resources is not None else {"id": "", "digest": ""},
            scenario={"id": "log", "digest": self._mark},
            seed=0,
            start=self._no_date if start is None else start.isoformat(),
            horizon_min=max((_latest(draft) for draft in drafts), default=0.0),
            events={event: {"roles": held, "title": dict.fromkeys(LANGUAGES, event)} for event, held in roles.items()},
            bodies={
                body.id: {"name": in_every_language(body.name), "plays": list(body.plays)}
                for body in (resources.body if resources is not None else ())
            },
        )

    def _understood(self, count: int, kept: int, rows: tuple[Row, ...], start: datetime | None) -> Understood:
        table, columns = self._table, self._columns
        return Understood(
            file=self._file,
            format=table.format,
            encoding=table.encoding,
            delimiter=table.delimiter,
            columns=columns.used,
            unused=columns.unused,
            unknown=columns.unknown,
            rows_read=count,
            rows_kept=kept,
            sheets=table.sheets,
            rows_lost=table.lost + sum(problem.code in LOST for problem in table.problems),
            start="" if start is None else start.isoformat(),
            names=tuple(sorted(self._parties.taken.items())),
            kinds=tuple(sorted(Counter(row.kind for row in rows).items())),
            remarks=(*table.remarks, *self._remarks),
        )


def _survey(rows: Sequence[tuple[int, Cells]], columns: Columns, heading: Sequence[str]) -> TimeColumn:
    """The evidence of the whole column of times."""
    place, day = columns.fixed["time"], columns.fixed.get("date")
    times = (cells[place] for _, cells in rows if len(cells) > place)
    days = () if day is None else (cells[day] for _, cells in rows if len(cells) > day)
    return survey(times, heading[place], days)


def _latest(draft: Draft) -> float:
    """The latest minute at which a row may have been, as far as its log says: it is seen whenever it was."""
    return draft.high if draft.moment.open and draft.high < NO_END else draft.time


def _age(age: LoggedMoment, moment: LoggedMoment, minute: float) -> float:
    """The minute since which something was so; a clock time without a date is the last before the row."""
    if age.kind == MINUTES:
        return age.value
    if age.kind == moment.kind == DATED:
        return minute - (moment.value - age.value) / _MS
    return minute - ((moment.value - age.value) % _DAY_MS) / _MS
