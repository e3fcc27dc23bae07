"""What an event called for, for measuring: the fate of each duty, once for a record and its judgement.

Every share of duties has as its denominator what was called for, whether or not the record raises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from analysis.asked_course import asked_of
from analysis.asked_done import AskedFate, fates_of
from analysis.measures.log import Log
from analysis.verdicts import Judgement
from sim.calendar import Calendar
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import CalendarFile, load_calendar_file
from sim.plan.rulebook import Rulebook
from sim.record import starts_on_a_day
from sim.vocabulary import ACTS


def asked_fates(rules: Rulebook, log: Log, judgement: Judgement) -> Sequence[AskedFate]:
    """What became of each duty that the record's events called for, up to the end of observation."""

    def make() -> tuple[AskedFate, ...]:
        until = judgement.until_min
        asked = asked_of(rules, log.record, calendar=log.calendar or _days(log.record.header.start), until=until)
        return fates_of(rules, log.record, asked, until=until, complete=judgement.complete)

    return log.once(("asked", rules), judgement, make)


def is_message(found: AskedFate) -> bool:
    """Whether it is a report, a notice, an order: something that goes from one to another."""
    return ACTS[found.asked.rule.duty.act].message


def is_report(found: AskedFate) -> bool:
    """Whether it is a report."""
    return found.asked.rule.sent_kind == "reported"


def told_by_who_saw(found: AskedFate) -> bool:
    """Whether it is a report that is owed by whoever sees the event itself, and not by whoever was told."""
    return is_report(found) and not set(found.asked.rule.kinds).isdisjoint(("occurred", "risk-found", "noticed"))


@cache
def _days(start: str) -> Calendar:
    """The days of a record whose caller knows no better calendar."""
    return _file().of_log(start, dated=starts_on_a_day(start))


@cache
def _file() -> CalendarFile:
    return load_calendar_file(shipped_calendar())
