"""The document that `--json` prints: one run, or several runs of the same inputs. Schema "drill.run/1"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from analysis.experiment.shares import wilson
from analysis.experiment.statistics import t_interval
from analysis.measures.log import EventLog, Log
from analysis.measures.model import Measure, Value
from analysis.verdicts import Judgement, Verdict
from sim.record import Header, Record
from sim.words import Phrase, in_every_language

SCHEMA = "drill.run/1"


def run_document(record: Record, judgement: Judgement, measures: Mapping[str, Measure], values: Mapping[str, Value]) -> dict[str, Any]:
    """One run: header, duties, measures, silences and outcome, as plain data. What does not exist is null with a reason."""
    return {
        "schema": SCHEMA,
        "header": header_of(record.header),
        "until_min": judgement.until_min,
        "duties": [duty_entry(verdict) for verdict in judgement.verdicts],
        "measures": {id_: measure_entry(measures[id_], value) for id_, value in values.items()},
        "silences": [
            {
                "clause": silence.clause,
                "rule": silence.rule,
                "about": silence.about,
                "what": in_every_language(silence.what),
                "filled_by": silence.filled_by,
                "times": silence.times,
            }
            for silence in judgement.silences
        ],
        "outcome": outcome(record),
    }


def runs_document(header: Header, measures: Mapping[str, Measure], seeds: Sequence[int], values: Sequence[Mapping[str, Value]]) -> dict[str, Any]:
    """Several runs that differ in their seed: each measure over the runs, with its 95 % interval and what was missing."""
    head = header_of(header)
    head["seeds"] = list(seeds)
    return {
        "schema": SCHEMA,
        "header": head,
        "runs": len(seeds),
        "measures": {id_: over_runs(measure, [run[id_] for run in values]) for id_, measure in measures.items()},
    }


def header_of(header: Header) -> dict[str, Any]:
    """The record's header as plain data."""
    found: dict[str, Any] = msgspec.to_builtins(header)
    return found


def duty_entry(verdict: Verdict) -> dict[str, Any]:
    """One verdict as plain data; `to` is a list, `title` has both languages."""
    return {
        "id": verdict.id,
        "rule": verdict.rule,
        "clause": verdict.clause,
        "title": {"zh": verdict.title.zh, "en": verdict.title.en},
        "force": verdict.force,
        "about": verdict.about,
        "bearer": verdict.bearer,
        "to": list(verdict.to),
        "act": verdict.act,
        "form": verdict.form,
        "occurrence": verdict.occurrence,
        "limit": verdict.limit.of("en"),
        "raised_min": verdict.raised_min,
        "anchor_min": verdict.anchor_min,
        "due_min": verdict.due_min,
        "done_min": verdict.done_min,
        "latency_min": verdict.latency_min,
        "margin_min": verdict.margin_min,
        "status": verdict.status,
        **_why(verdict.reason),
        "habit": verdict.habit,
        "same_person": verdict.same_person,
        "readings": list(verdict.readings),
        "trigger_seq": verdict.trigger_seq,
        "done_seq": verdict.done_seq,
    }


def _why(reason: Phrase | None) -> dict[str, str]:
    """A reason as its sentence, and as the code that stands for it in every language; both empty where there is none."""
    return {"reason": "" if reason is None else str(reason), "reason_code": "" if reason is None else reason.code}


def measure_entry(measure: Measure, value: Value) -> dict[str, Any]:
    """One measure of one run."""
    return {
        "value": value.value,
        "unit": measure.unit,
        "clause": measure.clause,
        **_why(value.reason),
        "evaluated": value.evaluated,
        "asked": value.asked,
        "direction": measure.direction,
        "formula": in_every_language(measure.formula),
    }


def over_runs(measure: Measure, values: Sequence[Value]) -> dict[str, Any]:
    """One measure over runs. A share that is 0 or 1 in every run has Wilson's interval, everything else Student's.

    `half_width` is null with fewer than two values; `missing` runs have no value and are not counted as 0.
    """
    present = sorted(value.value for value in values if value.value is not None)
    n, missing = len(present), len(values) - len(present)
    reasons = dict.fromkeys(str(value.reason) for value in values if value.value is None and value.reason is not None)
    entry: dict[str, Any] = {
        "mean": None,
        "half_width": None,
        "q50": None,
        "q90": None,
        "n": n,
        "missing": missing,
        "unit": measure.unit,
        "clause": measure.clause,
        "direction": measure.direction,
        "reason": "; ".join(reasons),
    }
    if not present:
        return entry
    yes_or_no = measure.kind == "share" and all(value in (0.0, 1.0) for value in present)
    interval = wilson(int(sum(present)), n) if yes_or_no else t_interval(present)
    entry |= {"mean": interval.estimate, "half_width": interval.half_width, "q50": quantile(present, 0.5), "q90": quantile(present, 0.9)}
    return entry


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted values, linear between neighbours: with n values, at place (n − 1)·share."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def outcome(record: Record) -> dict[str, Any]:
    """What became of each event: its grade and its level over time, and when the response ended."""
    log = Log(record)
    return {event.event: _outcome(event) for event in log.events.values()}


def _outcome(event: EventLog) -> dict[str, Any]:
    end = event.first("ended")
    return {
        "grade": _over_time(event, "grade", ("classified", "regraded")),
        "true_grade": [[minute, value] for minute, value in event.truth("true_grade")],
        "level": _over_time(event, "level", ("activated", "expanded")) + ([[end, None]] if end is not None else []),
        "ended_min": end,
        "stood_down_min": event.first("stood-down"),
        "dispersed_min": event.first("dispersed"),
    }


def _over_time(event: EventLog, name: str, kinds: Iterable[str]) -> list[list[Any]]:
    """Minute and value of each change of what was stated."""
    found: list[list[Any]] = []
    for row in event.rows(*kinds):
        value = row.facts.get(name)
        if value is not None and (not found or found[-1][1] != value):
            found.append([row.time, value])
    return found
