"""Everything that is said of one record: verdicts, measures, readings, chain, contradictions, forms, and another telling beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.chain import Link, Step, critical_path, links
from analysis.contradictions import Contradiction, Difference, compare_tellings, contradictions
from analysis.forms.confirm import confirm
from analysis.forms.evidence import Basis
from analysis.forms.library import shipped_forms
from analysis.forms.model import FilledForm, Override
from analysis.forms.proposal import propose
from analysis.judge import judge
from analysis.logs.outcome import LoggedRecord
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of
from analysis.readings import Leaning, leanings
from analysis.undated import calendar_of_log, without_unknown_days
from analysis.verdicts import LATE, MET, MISSED, SUPERSEDED, UNJUDGED, WAIVED, Judgement
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedShare:
    """How much of what was asked could be judged: counts of "must" duties, without those that are no longer called for."""

    asked: int
    evaluated: int
    undecided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedLog:
    """All that is known of a judged log. `path` and `differences` are empty where they were not asked for."""

    log: LoggedRecord
    rules: Rulebook
    judgement: Judgement
    measures: Mapping[str, Measure]
    values: Mapping[str, Value]
    coverage: JudgedShare
    leanings: tuple[Leaning, ...]
    chain: Mapping[str, Sequence[Link]]  # by event
    contradictions: tuple[Contradiction, ...]
    forms: tuple[FilledForm, ...]
    why: int | None = None
    path: tuple[Step, ...] = ()
    differences: tuple[Difference, ...] = ()

    @property
    def record(self) -> Record:
        """The record that was judged."""
        return self.log.record


def evaluate_log(
    log: LoggedRecord,
    rules: Rulebook,
    calendar_text: str,
    *,
    until: float | None = None,
    why: int | None = None,
    against: Record | None = None,
    overrides: Sequence[Override] = (),
    confirmed: Mapping[str, str] | None = None,
) -> JudgedLog:
    """Judge a log and say everything about it. `why` is the `seq` of a row. Raises CalendarError for a broken calendar."""
    record, plan = log.record, rules.plan
    calendar = calendar_of_log(calendar_text, record.header.start, dated=log.dated)
    judgement = without_unknown_days(judge(rules, record, calendar=calendar, until=until))
    measures = measures_of(rules)
    found = tuple(contradictions(record, plan))
    filled = propose(shipped_forms(), Basis(rules=rules, record=record, judgement=judgement, contradictions=found), overrides)
    events: dict[str, list[Row]] = {}
    for row in record.rows:
        if row.about is not None:
            events.setdefault(row.about, []).append(row)
    return JudgedLog(
        log=log,
        rules=rules,
        judgement=judgement,
        measures=measures,
        values=evaluate(measures, record, judgement),
        coverage=coverage_of(judgement),
        leanings=leanings(rules, judgement, calendar),
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
    return JudgedShare(
        asked=len(asked), evaluated=sum(one.status in (MET, LATE, MISSED) for one in asked), undecided=sum(one.status == UNJUDGED for one in asked)
    )
