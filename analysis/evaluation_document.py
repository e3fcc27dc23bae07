"""The documents that `drill judge --json` prints: "drill.judge/1", and "drill.log/1" for a dry run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from analysis.chain import Link, Step
from analysis.evaluation import JudgedLog
from analysis.forms.model import FilledForm, FilledItem
from analysis.log_lines import Lines
from analysis.logs.outcome import LoggedRecord
from analysis.readings import Leaning
from analysis.summary import run_document
from analysis.two_tellings import Difference
from sim.text import Text

SCHEMA, DRY = "drill.judge/1", "drill.log/1"


def judge_document(found: JudgedLog) -> dict[str, Any]:
    """The keys of a run's document, with problems, readings, chain, contradictions, coverage and forms beside them."""
    lines = Lines(found.log)
    document = run_document(found.record, found.judgement, found.measures, found.values)
    document["schema"] = SCHEMA
    document["log"] = log_entry(found.log)
    document["problems"] = problems_of(found.log)
    document["coverage"] = {
        "asked": found.coverage.asked,
        "evaluated": found.coverage.evaluated,
        "undecided": found.coverage.undecided,
        "share": found.coverage.evaluated / found.coverage.asked if found.coverage.asked else None,
    }
    document["readings"] = [_leaning(one) for one in found.leanings]
    document["chain"] = {event: [_link(link, lines) for link in links] for event, links in found.chain.items()}
    document["why"] = None
    if found.why is not None:
        document["why"] = {"seq": found.why, "line": lines.line(found.why), "steps": [_step(one, lines) for one in found.path]}
    document["contradictions"] = [
        {
            "kind": one.kind,
            "about": one.about,
            "sentence": {lang: lines.told(one.sentence.of(lang)) for lang in ("zh", "en")},
            "seqs": list(one.rows),
            "lines": [lines.line(seq) for seq in one.rows],
            "clause": one.clause,
        }
        for one in found.contradictions
    ]
    document["forms"] = [_form(form, lines) for form in found.forms]
    if found.differences:
        document["tellings"] = [_difference(one) for one in found.differences]
    return document


def dry_document(log: LoggedRecord) -> dict[str, Any]:
    """How a log was understood, and its rows as the judge would see them."""
    return {
        "schema": DRY,
        "log": log_entry(log),
        "problems": problems_of(log),
        "rows": [{"line": line, **msgspec.to_builtins(row)} for line, row in zip(log.lines, log.record.rows, strict=True)],
    }


def log_entry(log: LoggedRecord) -> dict[str, Any]:
    """How a file was understood: form, encoding, columns, names, what was assumed about the whole."""
    seen = log.understood
    return {
        "format": seen.format,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "columns": dict(seen.columns),
        "unused": list(seen.unused),
        "rows_read": seen.rows_read,
        "rows_kept": seen.rows_kept,
        "start": seen.start or None,
        "dated": log.dated,
        "names": dict(seen.names),
        "kinds": dict(seen.kinds),
        "remarks": [{"code": remark.code, "zh": remark.said("zh"), "en": remark.said("en")} for remark in seen.remarks],
    }


def problems_of(log: LoggedRecord) -> list[dict[str, Any]]:
    """What was wrong, row by row."""
    return [
        {
            "line": one.line,
            "column": one.column,
            "value": one.value,
            "code": one.code,
            "problem": {lang: one.problem(lang) for lang in ("zh", "en")},
            "done": {lang: one.done(lang) for lang in ("zh", "en")},
            "hint": one.hint,
            "left_out": one.left_out,
        }
        for one in log.problems
    ]


def _leaning(one: Leaning) -> dict[str, Any]:
    return {
        "duty": one.verdict.id,
        "id": one.id,
        "clause": one.clause,
        "text": _both(one.text),
        "value": one.value,
        "choices": list(one.choices),
        "latency_min": one.verdict.latency_min,
        "status": one.verdict.status,
        "turns_late_at": one.turns_late_at,
        "turns_met_at": one.turns_met_at,
    }


def _link(link: Link, lines: Lines) -> dict[str, Any]:
    return {
        "link": link.name,
        "minutes": link.minutes,
        "waited_for": link.waited_for,
        "from_seq": link.from_seq,
        "to_seq": link.to_seq,
        "from_line": lines.line(link.from_seq),
        "to_line": lines.line(link.to_seq),
    }


def _step(step: Step, lines: Lines) -> dict[str, Any]:
    return {
        "what": step.what,
        "minutes": step.minutes,
        "waited_for": step.waited_for,
        "from_seq": step.from_seq,
        "to_seq": step.to_seq,
        "from_line": lines.line(step.from_seq),
        "to_line": lines.line(step.to_seq),
    }


def _form(form: FilledForm, lines: Lines) -> dict[str, Any]:
    return {
        "id": form.form.form.id,
        "title": _both(form.form.form.title),
        "source": form.form.form.source,
        "note": _both(form.form.form.note),
        "scale": [{"id": grade.id, "name": _both(grade.name), "meaning": _both(grade.meaning)} for grade in form.form.scale.grade],
        "items": [_item(filled, lines) for filled in form.items],
        "points": form.points,
        "points_of": form.points_of,
        "points_asked": form.points_asked,
        "overall": form.overall,
        "confirmed": form.confirmed,
    }


def _item(filled: FilledItem, lines: Lines) -> dict[str, Any]:
    evidence, override = filled.evidence, filled.override
    return {
        "id": filled.item.id,
        "number": filled.item.number,
        "title": _both(filled.item.title),
        "points": filled.item.points or None,
        "state": filled.state,
        "rating": filled.rating,
        "proposed": filled.proposed,
        "uncapped": filled.uncapped,
        "why": _both(filled.why),
        "evidence": {
            "asked": evidence.asked,
            "evaluated": evidence.evaluated,
            "in_time": evidence.in_time,
            "late": evidence.late,
            "undone": evidence.undone,
            "faults": evidence.faults,
            "weak": evidence.weak,
            "duties": list(evidence.duties),
            "seqs": list(evidence.rows),
            "lines": [lines.line(seq) for seq in evidence.rows],
        },
        "override": None
        if override is None
        else {"rating": override.rating, "role": override.role, "time": override.time, "reason": override.reason},
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "word": one.word,
        "claimed": None if one.claimed is None else msgspec.to_builtins(one.claimed),
        "established": None if one.established is None else msgspec.to_builtins(one.established),
        "minutes": one.minutes,
        "facts": _facts(one.facts),
    }


def _facts(facts: Iterable[tuple[str, Any, Any]]) -> Mapping[str, Any]:
    return {name: {"claimed": claimed, "established": established} for name, claimed, established in facts}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
