"""The report as the documents that `--json` prints: of a run, of several, of a judged log, and of a log that is only read.

Ids stand as they are; `names` at the end of a document says once, in every language, what those are called that it uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from analysis.called_for import CalledFor
from analysis.chain import Link, Step
from analysis.evidence import NO_END, Between, OneOf, OpenCell, Same
from analysis.expectations import ExpectationMet, ExpectationShare
from analysis.experiment.clause_table import clause_entries
from analysis.habit_chains import SHOWN, HabitCauses
from analysis.logs.outcome import LoggedRecord
from analysis.logs.unknown_words import lines_not_understood
from analysis.measures.model import Measure, Value
from analysis.readings import Leaning
from analysis.report.model import EventOutcome, Lines, LogReport, MeasureOverRuns, RunReport, RunsReport
from analysis.report.story import storyteller
from analysis.tellings import Difference
from analysis.verdicts import Spread, Verdict
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import Row
from sim.vocabulary import DOCUMENTS
from sim.words import LANGUAGES, Names, NamesLater, Phrase, Said, words

if TYPE_CHECKING:
    from analysis.forms.model import FilledForm, FilledItem, Grounds  # loaded where forms are filled: for logs alone


def run_document(report: RunReport) -> dict[str, Any]:
    """One run: header, duties, measures, silences, outcome, expectations, as plain data. What does not exist is null with a reason."""
    return {**_run_keys(report), "duties": [duty_entry(verdict) for verdict in report.judgement.verdicts]}


def _run_keys(report: RunReport) -> dict[str, Any]:
    """The keys of a run's document in their order, `duties` still to be filled in."""
    return {
        "schema": DOCUMENTS["run"],
        "header": msgspec.to_builtins(report.header),
        "scenario": scenario_entry(report.scenario),
        "until_min": report.judgement.until_min,
        "habits": habits_entry(report.habits, report.names),
        "duties": None,
        "measures": {id_: measure_entry(report.measures[id_], value) for id_, value in report.values.items()},
        "silences": [
            {
                "clause": silence.clause,
                "rule": silence.rule,
                "about": silence.about,
                "what": both(silence.what),
                "filled_by": silence.filled_by,
                "times": silence.times,
            }
            for silence in report.judgement.silences
        ],
        "called_for": [called_for_entry(one) for one in report.called_for],
        "outcome": {one.event: _outcome(one) for one in report.outcome},
        "expectations": [_met(one) for one in report.expectations],
        "story": _story(report),
        "remarks": [both(remark) for remark in report.remarks],
        "names": names_of_run(report),
    }


def runs_document(report: RunsReport) -> dict[str, Any]:
    """Several runs that differ in their seed: each measure over the runs, with its 95 % interval and what was missing."""
    head: dict[str, Any] = msgspec.to_builtins(report.header)
    head["seeds"] = list(report.seeds)
    return {
        "schema": DOCUMENTS["runs"],
        "header": head,
        "scenario": scenario_entry(report.scenario),
        "runs": len(report.seeds),
        "habits": None if report.habits is None else habits_entry(report.habits, report.names),
        "clauses": clause_entries(report.clauses, report.rules),
        "measures": {id_: _over_runs(one) for id_, one in report.measures.items()},
        "expectations": [_share(one) for one in report.expectations],
        "remarks": [both(remark) for remark in report.remarks],
    }


def judge_document(report: LogReport) -> dict[str, Any]:
    """The keys of a run's document, with problems, readings, chain, contradictions, coverage and forms beside them.

    What a long log has very many of is an iterator: it is made while it is written.
    """
    lines = Lines(report.log)
    document = _run_keys(report)
    document["duties"] = map(duty_entry, report.judgement.verdicts)
    for entry in document["called_for"]:
        entry["line"] = lines.line(entry["since_seq"])
    names = document.pop("names")
    document["schema"] = DOCUMENTS["judge"]
    document["log"] = _log(report.log)
    document["problems"] = _problems(report.log)
    document["coverage"] = {
        "asked": report.coverage.asked,
        "evaluated": report.coverage.evaluated,
        "undecided": report.coverage.undecided,
        "share": report.coverage.evaluated / report.coverage.asked if report.coverage.asked else None,
    }
    document["readings"] = map(_leaning, report.leanings)
    document["chain"] = {event: [_link(link, lines) for link in links] for event, links in report.chain.items()}
    document["why"] = None
    if report.why is not None:
        document["why"] = {"seq": report.why, "line": lines.line(report.why), "steps": [_step(one, lines) for one in report.path]}
    document["contradictions"] = (
        {
            "kind": one.kind,
            "about": one.about,
            "sentence": both(lines.told(one.sentence)),
            "seqs": list(one.rows),
            "lines": [lines.line(seq) for seq in one.rows],
            "clause": one.clause,
        }
        for one in report.contradictions
    )
    document["forms"] = [_form(form, lines) for form in report.forms]
    if report.differences:
        document["tellings"] = [_difference(one) for one in report.differences]
    document["names"] = names
    return document


def habits_entry(found: HabitCauses, names: NamesLater) -> dict[str, Any]:
    """Of how many duties that were called for a habit stands in the chain of causes, and the habits that stand in most."""
    called = {lang: names.of(lang) for lang in LANGUAGES}
    return {
        "called_for": found.called_for, "with_habit": found.with_habit, "share": found.share,
        "most": [
            {"habit": habit, "name": {lang: one.rule(habit) for lang, one in called.items()}, "duties": times}
            for habit, times in found.habits[:SHOWN]
        ],
    }  # fmt: skip


def log_document(log: LoggedRecord, plan: Plan) -> dict[str, Any]:
    """How a log was understood, and its rows as the judge would see them."""
    names = NamesUsed(NamesLater(plan, log.record.header))
    names.rows(log.record.rows)
    return {
        "schema": DOCUMENTS["log"],
        "log": _log(log),
        "problems": _problems(log),
        "rows": [{"line": line, **msgspec.to_builtins(row)} for line, row in zip(log.lines, log.record.rows, strict=True)],
        "names": names.found,
    }


def both(said: Said) -> dict[str, str]:
    """Something said, in every language."""
    return {lang: words(lang).tell(said) for lang in LANGUAGES}


def _why(reason: Phrase | None) -> dict[str, Any]:
    """A reason in English, as the code that stands for it, and in every language; empty, and null, where there is none."""
    if reason is None:
        return {"reason": "", "reason_code": "", "reason_text": None}
    return {"reason": words("en").tell(reason), "reason_code": reason.code, "reason_text": both(reason)}


# -- a run -------------------------------------------------------------------------------------------------------------------


def duty_entry(verdict: Verdict) -> dict[str, Any]:
    """One verdict as plain data; `to` is a list, `title` has every language."""
    return {
        "id": verdict.id, "rule": verdict.rule, "clause": verdict.clause, "title": both(verdict.title), "force": verdict.force,
        "about": verdict.about, "bearer": verdict.bearer, "to": list(verdict.to), "act": verdict.act, "form": verdict.form,
        "occurrence": verdict.occurrence, "limit": verdict.limit.of("en"), "stated_by_plan": verdict.stated_by_plan,
        "raised_min": verdict.raised_min, "anchor_min": verdict.anchor_min,
        "due_min": verdict.due_min, "done_min": verdict.done_min, "latency_min": verdict.latency_min, "margin_min": verdict.margin_min,
        "status": verdict.status, **_why(verdict.reason), "habit": verdict.habit, "same_person": verdict.same_person,
        "readings": list(verdict.readings), "trigger_seq": verdict.trigger_seq, "done_seq": verdict.done_seq,
        "cells": [{"seq": one.seq, "line": one.line or None, "column": one.column, "written": one.written} for one in verdict.cells],
        **_spread(verdict.spread),
    }  # fmt: skip


def _spread(spread: Spread | None) -> dict[str, float | None]:
    """From when to when what a verdict states can have been; null where nothing leaves it open."""
    found: dict[str, float | None] = {}
    for name in ("due", "done", "latency", "margin"):
        low, high = (getattr(spread, name) if spread is not None else None) or (None, None)
        found |= {f"{name}_low_min": low, f"{name}_high_min": high}
    return found


def called_for_entry(one: CalledFor) -> dict[str, Any]:
    """One duty that the grade by the facts calls for, as plain data."""
    return {
        "rule": one.rule, "clause": one.clause, "title": both(one.title), "about": one.about, "grade": one.grade, "bearer": one.bearer,
        "to": list(one.to), "limit": one.limit.of("en"), "since_min": one.since_min, "since_seq": one.since_seq,
    }  # fmt: skip


def scenario_entry(scenario: Scenario | None) -> dict[str, Any] | None:
    """What was drilled and what for, and who came with what; null for a log from outside."""
    if scenario is None:
        return None
    head = scenario.scenario
    return {
        "id": head.id, "title": both(head.title), "purpose": both(head.purpose), "objectives": [both(one) for one in head.objectives],
        "people": [
            {
                "id": one.id, "event": one.event, "name": both(one.name), "size": one.size, "matter": both(one.matter),
                "responsible_unit": one.responsible_unit or None,
            }
            for one in scenario.people
        ],
    }  # fmt: skip


def measure_entry(measure: Measure, value: Value) -> dict[str, Any]:
    """One measure of one run as plain data."""
    return {
        "name": both(measure.name), "value": value.value, "low": value.low, "high": value.high, "not_reached_after": value.beyond,
        "unit": measure.unit, "clause": measure.clause,
        **_why(value.reason),
        "evaluated": value.evaluated, "asked": value.asked, "direction": measure.direction, "formula": both(measure.formula),
    }  # fmt: skip


def _outcome(one: EventOutcome) -> dict[str, Any]:
    return {
        "grade": [list(pair) for pair in one.grade], "true_grade": [list(pair) for pair in one.true_grade],
        "level": [list(pair) for pair in one.level], "ended_min": one.ended_min, "stood_down_min": one.stood_down_min,
        "dispersed_min": one.dispersed_min,
    }  # fmt: skip


def _met(one: ExpectationMet) -> dict[str, Any]:
    return {
        **_expectation(one),
        "came_true": one.came_true is True,
        "undecided": one.came_true is None,
        "values": {name.id: value for name, value in one.values},
    }


def _share(one: ExpectationShare) -> dict[str, Any]:
    return {
        **_expectation(one), "runs": one.runs, "true": one.true, "undecided": one.undecided, "found": one.true / one.runs if one.runs else None,
        "low": one.low, "high": one.high, "word": one.word,
    }  # fmt: skip


def _expectation(one: ExpectationMet | ExpectationShare) -> dict[str, Any]:
    expect = one.expect
    return {"id": expect.id, "text": both(expect.text), "clause": expect.clause, "that": expect.that, "share": list(expect.share)}


def _story(report: RunReport) -> dict[str, Any]:
    tellers = {lang: storyteller(report, lang) for lang in LANGUAGES}
    moments = [
        {
            "minute": moment.first.time,
            "clause": moment.first.clause,
            "rule": moment.first.rule,
            "text": {lang: teller.text(moment) for lang, teller in tellers.items()},
            "seqs": [row.seq for row in moment.rows],
        }
        for moment in report.story
    ]
    return {"moments": moments, "untold": report.untold}


def _over_runs(one: MeasureOverRuns) -> dict[str, Any]:
    measure = one.measure
    return {
        "name": both(measure.name), "mean": one.mean, "low": one.low, "high": one.high, "q50": one.q50, "q90": one.q90, "n": one.n,
        "missing": one.missing, "unit": measure.unit, "clause": measure.clause, "direction": measure.direction,
        "reason": "; ".join(words("en").tell(reason) for reason in one.reasons), "reason_codes": [reason.code for reason in one.reasons],
    }  # fmt: skip


# -- a log -------------------------------------------------------------------------------------------------------------------


def _log(log: LoggedRecord) -> dict[str, Any]:
    """How a file was understood: form, encoding, columns, names, what was assumed about the whole."""
    seen = log.understood
    complete = None if log.evidence.complete is None else sorted(log.evidence.complete)
    return {
        "format": seen.format, "encoding": seen.encoding, "delimiter": seen.delimiter, "columns": dict(seen.columns),
        "unused": list(seen.unused), "rows_read": seen.rows_read, "rows_kept": seen.rows_kept,
        "not_understood": list(lines_not_understood(log)), "rows_lost": seen.rows_lost,
        "sheets": [{"name": name, "before": before} for name, before in seen.sheets],
        "unknown": list(seen.unknown), "complete": complete, "start": seen.start or None, "dated": log.dated,
        "names": dict(seen.names), "kinds": dict(seen.kinds),
        "remarks": [{"code": remark.code, **_in_each(remark.said)} for remark in seen.remarks],
        "open": [_open(cell) for cell in log.evidence],
    }  # fmt: skip


def _open(cell: OpenCell) -> dict[str, Any]:
    """A cell that leaves something open: between two values, one of several, or what another row has."""
    entry: dict[str, Any] = {"seq": cell.seq, "line": cell.line or None, "column": cell.column, "written": cell.written}
    match cell.range:
        case Between(low, high):
            return entry | {"low": low, "high": None if high >= NO_END else high}
        case OneOf(values):
            return entry | {"choices": list(values)}
        case Same(seq):
            return entry | {"same_as": seq}


def _problems(log: LoggedRecord) -> list[dict[str, Any]]:
    """What was wrong, row by row."""
    return [
        {
            "line": one.line,
            "column": one.column,
            "value": one.value,
            "code": one.code,
            "problem": _in_each(one.problem),
            "done": _in_each(one.done),
            "hint": words("en").tell(one.hint),
            "left_out": one.left_out,
        }
        for one in log.problems
    ]


def _in_each(said: Any) -> dict[str, str]:
    return {lang: said(lang) for lang in LANGUAGES}


def _leaning(one: Leaning) -> dict[str, Any]:
    return {
        "duty": one.verdict.id, "id": one.id, "clause": one.clause, "text": both(one.text), "value": one.value, "choices": list(one.choices),
        "latency_min": one.verdict.latency_min, "status": one.verdict.status, "turns_late_at": one.turns_late_at,
        "turns_met_at": one.turns_met_at, "sentence": both(one.sentence),
    }  # fmt: skip


def _link(link: Link, lines: Lines) -> dict[str, Any]:
    return {"link": link.name, **_stretch(link, lines)}


def _step(step: Step, lines: Lines) -> dict[str, Any]:
    return {"what": step.what, **_stretch(step, lines)}


def _stretch(one: Link | Step, lines: Lines) -> dict[str, Any]:
    return {
        "minutes": one.minutes, "waited_for": one.waited_for, "from_seq": one.from_seq, "to_seq": one.to_seq,
        "from_line": lines.line(one.from_seq), "to_line": lines.line(one.to_seq),
    }  # fmt: skip


def _form(form: FilledForm, lines: Lines) -> dict[str, Any]:
    head = form.form.form
    return {
        "id": head.id, "title": both(head.title), "source": head.source.of("en"), "source_text": both(head.source), "note": both(head.note),
        "scale": [{"id": grade.id, "name": both(grade.name), "meaning": both(grade.meaning)} for grade in form.form.scale.grade],
        "items": [_item(filled, lines) for filled in form.items], "points": form.points, "points_of": form.points_of,
        "points_asked": form.points_asked, "overall": form.overall, "confirmed": form.confirmed,
    }  # fmt: skip


def _item(filled: FilledItem, lines: Lines) -> dict[str, Any]:
    evidence, override = filled.evidence, filled.override
    return {
        "id": filled.item.id,
        "number": filled.item.number,
        "title": both(filled.item.title),
        "points": filled.item.points or None,
        "state": filled.state,
        "rating": filled.rating,
        "proposed": filled.proposed,
        "uncapped": filled.uncapped,
        "why": both(filled.why),
        "evidence": {
            "asked": evidence.asked,
            "evaluated": evidence.evaluated,
            "in_time": evidence.in_time,
            "late": evidence.late,
            "undone": evidence.undone,
            "undecided": evidence.undecided,
            "faults": evidence.faults,
            "weak": evidence.weak,
            "as_read": None if evidence.read is None else _as_read(evidence.read),
            "duties": list(evidence.duties),
            "seqs": list(evidence.rows),
            "lines": [lines.line(seq) for seq in evidence.rows],
        },
        "override": None
        if override is None
        else {"rating": override.rating, "role": override.role, "time": override.time, "reason": override.reason},
    }


def _as_read(read: Grounds) -> dict[str, Any]:
    """What became of the duties whose limits' numbers a reading supplies; no rating rests on it."""
    return {
        "asked": read.asked, "evaluated": read.evaluated, "in_time": read.in_time, "late": read.late, "undone": read.undone,
        "undecided": read.undecided, "duties": list(read.duties),
    }  # fmt: skip


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "word": one.word,
        "claimed": None if one.claimed is None else msgspec.to_builtins(one.claimed),
        "established": None if one.established is None else msgspec.to_builtins(one.established),
        "minutes": one.minutes,
        "facts": {name: {"claimed": claimed, "established": established} for name, claimed, established in one.facts},
    }


# -- what the ids of a document are called, said once and by table -------------------------------------------------------------


class NamesUsed:
    """Gathers the ids that a document uses, by table, with what each is called."""

    def __init__(self, names: NamesLater) -> None:
        self._names = {lang: names.of(lang) for lang in LANGUAGES}
        self.found: dict[str, dict[str, dict[str, str]]] = {}

    def take(self, table: str, id_: Any, ask: str = "") -> None:
        """An id of a table; `ask` is how `Names` is asked for it, by default as an entry of the table."""
        if isinstance(id_, str) and id_ not in self.found.setdefault(table, {}):
            self.found[table][id_] = {lang: _asked(names, table, id_, ask) for lang, names in self._names.items()}

    def party(self, id_: str | None) -> None:
        """A body, a post, a group or a unit, under the table that it stands in."""
        table = None if id_ is None else next((found for names in self._names.values() if (found := names.table_of(id_))), None)
        if table is not None:
            self.take(table, id_)

    def rule(self, id_: str | None) -> None:
        """A duty, or a habit as rows cite it."""
        self.take("habit" if id_ is not None and id_.startswith("habit:") else "duty", id_, "rule")

    def rows(self, rows: Iterable[Row]) -> None:
        """Everything that rows name."""
        for row in rows:
            self.party(row.actor)
            self.party(row.to)
            self.take("event", row.about)
            for table, id_ in (("kind", row.kind), ("channel", row.channel), ("form", row.form)):
                self.take(table, id_, table)
            for name in row.facts:
                if name not in ("as_of", "text"):
                    self.take("fact", name, "fact")


def _asked(names: Names, table: str, id_: str, ask: str) -> str:
    if ask == "rank":
        return names.rank(table, id_)
    return str(getattr(names, ask)(id_)) if ask else names.of(table, id_)


def names_of_run(report: RunReport) -> dict[str, dict[str, dict[str, str]]]:
    """Everything that the document of a run names."""
    called = NamesUsed(report.names)
    for event in report.header.events:
        called.take("event", event)
    for row in report.record.rows:
        called.party(row.actor)
        called.party(row.to)
    for group in () if report.scenario is None else report.scenario.people:
        called.party(group.responsible_unit or None)
    for verdict in report.judgement.verdicts:
        for who in (verdict.bearer, *verdict.to):
            called.party(who)
        called.rule(verdict.rule)
        called.rule(verdict.habit)
        called.take("event", verdict.about)
        for table, id_ in (("act", verdict.act), ("form", verdict.form), ("status", verdict.status)):
            called.take(table, id_, table)
        for reading in verdict.readings:
            called.take("reading", reading)
    for one in report.called_for:
        for who in (one.bearer, *one.to):
            called.party(who)
        called.rule(one.rule)
        called.take("grade", one.grade, "rank")
    for silence in report.judgement.silences:
        called.rule(silence.rule)
        called.rule(silence.filled_by)
    for outcome in report.outcome:
        called.take("event", outcome.event)
        for _, value in (*outcome.grade, *outcome.true_grade):
            called.take("grade", value, "rank")
        for _, value in outcome.level:
            called.take("level", value, "rank")
    return called.found
