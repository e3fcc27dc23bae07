"""All measures of a plan by name: those of every plan, and those that follow from its own duties and bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.measures.duties import duty_measures
from analysis.measures.grading import grading_measures
from analysis.measures.log import EventParties, Log
from analysis.measures.model import GROUPS, Measure, MeasureGroup, Value
from analysis.measures.people import people_measures
from analysis.measures.reports import report_measures
from analysis.measures.response import response_measures, told_measures
from analysis.measures.spans import chain_measures, span_measures
from analysis.measures.work import busy_measures, work_measures
from analysis.verdicts import Judgement
from sim.calendar import Calendar
from sim.errors import InputError, nearest
from sim.plan.rulebook import Rulebook
from sim.record import Record
from sim.words import phrase

_NAMED = 12  # of the measures that could have been meant


def measures_of(rules: Rulebook) -> dict[str, Measure]:
    """Every measure that can be asked of a drill of this plan, by id, in the order in which they are shown: people, then speed."""
    parties = EventParties(rules)
    found = [
        *people_measures(), *chain_measures(rules), *span_measures(rules, parties), *told_measures(rules, parties), *report_measures(rules, parties),
        *response_measures(rules, parties), *busy_measures(rules, parties),
        *grading_measures(rules), *duty_measures(rules), *work_measures(),
    ]  # fmt: skip
    return {measure.id: measure for measure in sorted(found, key=lambda measure: measure.family != "")}


def chosen(measures: Mapping[str, Measure], names: Iterable[str]) -> dict[str, Measure]:
    """The measures with these names. Raises InputError with the nearest name for one that does not exist."""
    for name in names:
        if name not in measures:
            some = phrase("measure.unknown.allowed", names=tuple(measures)[:_NAMED])
            raise InputError.of("--measure", "", phrase("measure.unknown"), value=name, allowed=some, hint=nearest(name, list(measures)))
    return {name: measures[name] for name in names}


def evaluate(measures: Mapping[str, Measure], record: Record, judgement: Judgement, calendar: Calendar | None = None) -> dict[str, Value]:
    """All these measures of one record. `calendar` is the one that it was judged by; None: the shipped one."""
    log = Log(record, judgement.void, calendar=calendar)
    return {id_: measure.work(log, judgement) for id_, measure in measures.items()}


def worth_showing(measures: Mapping[str, Measure], values: Mapping[str, Value]) -> list[str]:
    """The measures to show to a person: not those of duties that were not raised or of bodies and posts that nothing concerned."""
    return [id_ for id_, measure in measures.items() if values[id_].asked or not measure.family]


def by_group(measures: Mapping[str, Measure], names: Iterable[str]) -> dict[MeasureGroup, list[str]]:
    """These measures under their headings, in the order in which the headings are shown; none for a heading without any."""
    found: dict[MeasureGroup, list[str]] = {group: [] for group in GROUPS}
    for name in names:
        found[measures[name].group].append(name)
    return {group: ids for group, ids in found.items() if ids}
