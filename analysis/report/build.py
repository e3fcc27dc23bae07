"""Builds the report of a run, of many runs, and of a log that is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.called_for import CalledFor, called_for
from analysis.certain import judge_openly
from analysis.chain import critical_path, links
from analysis.clause_times import ClauseTimes
from analysis.contradictions import contradictions
from analysis.expectations import ExpectationMet, Expectations, ExpectationShare
from analysis.experiment.clause_table import LEAST_FOR_QUANTILES, clause_rows
from analysis.experiment.hull import RESAMPLES_AT_95, hulls
from analysis.experiment.shares import wilson
from analysis.experiment.statistics import LEVEL, t_interval
from analysis.habit_chains import HabitCauses, causes_of
from analysis.knowledge import windows_beyond
from analysis.logs.outcome import LoggedRecord
from analysis.measures.asked import asked_fates
from analysis.measures.log import EventLog, Log
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of
from analysis.readings import leanings
from analysis.report.model import EventOutcome, JudgedShare, LogReport, MeasureOverRuns, RunReport, RunsReport
from analysis.report.story import story_of
from analysis.tellings import compare_tellings
from analysis.verdicts import JUDGED, SUPERSEDED, UNJUDGED, WAIVED, Judgement
from sim.calendar import Calendar
from sim.garbage import without_looking_for_garbage
from sim.inputs.calendars import CalendarFile, told_gap
from sim.inputs.scenario import Scenario
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.words import NamesLater, Phrase

if TYPE_CHECKING:
    from analysis.forms.model import Override

# -- one run -----------------------------------------------------------------------------------------------------------------


def report_of_run(
    record: Record,
    rules: Rulebook,
    judgement: Judgement,
    measures: Mapping[str, Measure],
    values: Mapping[str, Value],
    *,
    sources: Sequence[object] = (),
    expectations: Sequence[ExpectationMet] = (),
    called: Sequence[CalledFor] = (),
    remarks: Sequence[Phrase] = (),
    calendar: Calendar | None = None,
) -> RunReport:
    """The report of a judged record. `sources` (resources, scenario) know names that the plan does not.

    `called` is what the facts called for beside the duties raised, `remarks` are on what was assumed; `calendar` is the one that the
    record was judged by, None for the shipped one.
    """
    sections = _run_sections(record, rules, judgement, measures, values, sources, expectations, calendar)
    return RunReport(**sections, called_for=tuple(called), remarks=tuple(remarks))


def _run_sections(
    record: Record,
    rules: Rulebook,
    judgement: Judgement,
    measures: Mapping[str, Measure],
    values: Mapping[str, Value],
    sources: Sequence[object],
    expectations: Sequence[ExpectationMet],
    calendar: Calendar | None,
) -> dict[str, Any]:
    moments, untold = story_of(record, judgement.until_min)
    fates = asked_fates(rules, Log(record, calendar=calendar), judgement)
    return {
        "habits": causes_of(record, fates),
        "record": record,
        "rules": rules,
        "names": names_of_report(rules, record.header, sources),
        "judgement": judgement,
        "measures": measures,
        "values": values,
        "outcome": tuple(_outcome(event) for event in Log(record, judgement.void).events.values()),
        "expectations": tuple(expectations),
        "scenario": _scenario(sources),
        "story": tuple(moments),
        "untold": untold,
    }


def _scenario(sources: Sequence[object]) -> Scenario | None:
    """What was drilled, where it is among what knows names."""
    return next((source for source in sources if isinstance(source, Scenario)), None)


def names_of_report(rules: Rulebook, header: Header, sources: Sequence[object] = ()) -> NamesLater:
    """Who and what is called what: by the plan, by its rules, by the other inputs, and by the record."""
    return NamesLater(rules.plan, rules, *sources, header)


def _outcome(event: EventLog) -> EventOutcome:
    end = event.first("ended")
    return EventOutcome(
        event=event.event,
        grade=_over_time(event, "grade", ("classified", "regraded")),
        true_grade=tuple(event.truth("true_grade")),
        level=_over_time(event, "level", ("activated", "expanded")) + (((end, None),) if end is not None else ()),
        ended_min=end,
        stood_down_min=event.first("stood-down"),
        dispersed_min=event.first("dispersed"),
    )


def _over_time(event: EventLog, name: str, kinds: Iterable[str]) -> tuple[tuple[float, Any], ...]:
    """Minute and value of each change of what was stated."""
    found: list[tuple[float, Any]] = []
    for row in event.rows(*kinds):
        value = row.facts.get(name)
        if value is not None and (not found or found[-1][1] != value):
            found.append((row.time, value))
    return tuple(found)


# -- many runs ---------------------------------------------------------------------------------------------------------------


def report_of_runs(
    header: Header,
    rules: Rulebook,
    measures: Mapping[str, Measure],
    seeds: Sequence[int],
    values: Sequence[Mapping[str, Value]],
    *,
    sources: Sequence[object] = (),
    expectations: Expectations | None = None,
    answers: Sequence[Mapping[str, bool | None]] = (),
    habits: HabitCauses | None = None,
    clauses: Sequence[dict[str, ClauseTimes]] = (),
    remarks: Sequence[Phrase] = (),
) -> RunsReport:
    """The report of runs that differ in their seed: their measures, and what their expectations came to (`answers`), by seed; `habits` of all."""
    return RunsReport(
        header=header,
        names=names_of_report(rules, header, sources),
        seeds=tuple(seeds),
        measures={id_: over_runs(measure, [run[id_] for run in values]) for id_, measure in measures.items()},
        expectations=() if expectations is None else tuple(_shares(expectations, answers)),
        scenario=_scenario(sources),
        habits=habits,
        clauses=clause_rows(clauses),
        rules=rules,
        remarks=tuple(remarks),
    )


def over_runs(measure: Measure, values: Sequence[Value]) -> MeasureOverRuns:
    """One measure over runs. A share that is 0 or 1 in every run has Wilson's interval, everything else Student's; from thirty runs on the hull of
    Student's and the bootstrap's, which also covers where most runs have nothing. No limit leaves what the values can be.

    The limits are None with fewer than two values, and quantiles below thirty; `missing` runs have no value and are not counted as 0.
    """
    present = sorted(value.value for value in values if value.value is not None)
    n, missing = len(present), len(values) - len(present)
    reasons = tuple(dict.fromkeys(value.reason for value in values if value.value is None and value.reason is not None))
    if not present:
        return MeasureOverRuns(measure=measure, n=n, missing=missing, reasons=reasons)
    yes_or_no = measure.kind == "share" and all(value in (0.0, 1.0) for value in present)
    interval = wilson(int(sum(present)), n) if yes_or_no else t_interval(present)
    low, high = interval.low, interval.high
    if not yes_or_no and n >= LEAST_FOR_QUANTILES:
        low, high = hulls(np.array(present)[:, None], RESAMPLES_AT_95)[0].limits(LEVEL)
    return MeasureOverRuns(
        measure=measure,
        n=n,
        missing=missing,
        reasons=reasons,
        mean=interval.estimate,
        low=None if low is None else max(low, min(0.0, present[0])),
        high=None if high is None else min(high, 1.0) if measure.kind == "share" else high,
        q50=quantile(present, 0.5) if n >= LEAST_FOR_QUANTILES else None,
        q90=quantile(present, 0.9) if n >= LEAST_FOR_QUANTILES else None,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted values, linear between neighbours: with n values, at place (n − 1)·share."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _shares(expectations: Expectations, answers: Sequence[Mapping[str, bool | None]]) -> Iterable[ExpectationShare]:
    for expect in expectations.expects:
        said = [one[expect.id] for one in answers]
        true = sum(one is True for one in said)
        interval = wilson(true, len(said))
        undecided = sum(one is None for one in said)
        yield ExpectationShare(expect=expect, runs=len(said), true=true, undecided=undecided, low=interval.low, high=interval.high)


# -- a log -------------------------------------------------------------------------------------------------------------------


@without_looking_for_garbage()
def judge_log(
    log: LoggedRecord,
    rules: Rulebook,
    calendar: CalendarFile,
    *,
    until: float | None = None,
    why: int | None = None,
    against: Record | None = None,
    overrides: Sequence[Override] = (),
    confirmed: Mapping[str, str] | None = None,
    sources: Sequence[object] = (),
    expectations: Expectations | None = None,
    remarks: Sequence[Phrase] = (),
) -> LogReport:
    """Judge a log and report all of it. `why` is the `seq` of a row; `expectations` are those of the scenario that the log belongs to.

    `remarks` are on its inputs.
    """
    from analysis.forms.model import shipped_forms  # a drill fills no forms, and need not load them
    from analysis.forms.proposal import Basis, confirm, propose

    record, plan = log.record, rules.plan
    days = calendar.of_log(record.header.start, dated=log.dated)
    judgement = judge_openly(rules, record, log.evidence, calendar=days, until=until)
    measures = measures_of(rules)
    values = evaluate(measures, record, judgement, days)
    met = () if expectations is None else expectations.met_in(record, values, judgement.void)
    found = tuple(contradictions(record, plan, days))
    filled = propose(shipped_forms(), Basis(rules=rules, record=record, judgement=judgement, contradictions=found), overrides)
    events: dict[str, list[Row]] = {}
    for row in record.rows:
        if row.about is not None:
            events.setdefault(row.about, []).append(row)
    return LogReport(
        **_run_sections(record, rules, judgement, measures, values, sources, met, days),
        called_for=called_for(rules, record, calendar=days, until=judgement.until_min),
        log=log,
        coverage=coverage_of(judgement),
        leanings=leanings(rules, judgement, days),
        remarks=(*remarks, *told_gap(judgement.unknown_years), *windows_beyond(record, plan, judgement.until_min)),
        chain={event: tuple(links(Record(record.header, tuple(rows)), event)) for event, rows in events.items()},
        contradictions=found,
        forms=confirm(filled, confirmed),
        why=why,
        path=() if why is None else critical_path(record, why, plan),
        differences=() if against is None else tuple(compare_tellings(record, against)),
    )


def coverage_of(judgement: Judgement) -> JudgedShare:
    """Coverage over all duties that must be done."""
    asked = [one for one in judgement.verdicts if one.force == "must" and one.status not in (SUPERSEDED, WAIVED)]
    return JudgedShare(asked=len(asked), evaluated=sum(one.status in JUDGED for one in asked), undecided=sum(one.status == UNJUDGED for one in asked))
