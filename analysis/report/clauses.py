"""Which clause makes reports late, by how much, and how sure: the table of clauses over many runs, of one plan or of two side by side."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.experiment.clause_table import ClauseRow, Estimate
from analysis.report.as_tables import ReportTable, table
from sim.durations import NONE_STATED
from sim.plan.limits import Limit
from sim.plan.rulebook import Rulebook
from sim.words import Names, Words, words

MOST_CLAUSES = 8  # duties that are shown; the document has all

_NOT_SHOWN = 0.05  # minutes that would be rounded to nought

Clauses = Mapping[str, ClauseRow]


def clauses_of_runs(found: Clauses, rules: Rulebook, names: Names, lang: str, most: int = MOST_CLAUSES, *, short: bool = False) -> ReportTable:
    """One plan: the duties that were not in time in every run, those whose number the plan states first, the least often in time first.

    `short`: a limit by a reading bears a mark, and no words.
    """
    say = words(lang)
    shown = _wanting(found, rules)
    rows = [
        (
            *_duty(one.rule, rules, names, say, short=short), share_of(one.in_time, say), *(minutes_of(part, say) for part in _times(one)),
            f"{one.instances}/{one.runs}",
        )
        for one in shown[:most]
    ]  # fmt: skip
    columns = ("clause", "duty", "who-to-whom", "limit", "in-time", "minutes-late", "median-time", "ninth-decile", "instances-runs")
    return table(say, "clauses", columns, rows, note=_note(len(shown), most, len(found), say))


def clauses_compared(
    base: Clauses, arm: Clauses, rules: Rulebook, names: Names, lang: str, most: int = MOST_CLAUSES, *, short: bool = False, **title: str
) -> ReportTable:
    """The plan as it is beside a revision, by the baseline's duties and limits: first the clauses whose share or lateness moved most."""
    say = words(lang)
    both = [rule for rule in base if rule in arm and (base[rule] != arm[rule]) and min(base[rule].in_time.middle, arm[rule].in_time.middle) < 1.0]
    both.sort(key=lambda rule: (*_after(rule, rules), -abs(base[rule].in_time.middle - arm[rule].in_time.middle), *base[rule].order))
    rows = [
        (
            *_duty(rule, rules, names, say, short=short), _change(share_of(base[rule].in_time, say), share_of(arm[rule].in_time, say), say),
            *(_change(minutes_of(one, say), minutes_of(other, say), say) for one, other in zip(_times(base[rule]), _times(arm[rule]), strict=True)),
        )
        for rule in both[:most]
    ]  # fmt: skip
    columns = ("clause", "duty", "who-to-whom", "limit", "in-time", "minutes-late", "median-time", "ninth-decile")
    return table(say, "clauses-compared", columns, rows, note=_note(len(both), most, len(base), say), **title)


def _wanting(found: Clauses, rules: Rulebook) -> list[ClauseRow]:
    late = [one for one in found.values() if one.in_time.middle < 1.0]
    return sorted(late, key=lambda one: (*_after(one.rule, rules), *one.order))


def _after(rule: str, rules: Rulebook) -> tuple[bool, bool]:
    """What stands behind the rest: duties without a limit, then those whose number a reading supplies."""
    found = rules.by_id[rule]
    unstated = found.slots is None and (found.due is None or (isinstance(found.due, Limit) and found.due.amount is None))
    return unstated, not found.stated_by_plan


def _duty(rule: str, rules: Rulebook, names: Names, say: Words, *, short: bool) -> tuple[str, str, str, str]:
    found = rules.by_id[rule]
    who, *to = [_party(one, names) for one in (found.duty.bearer, *found.recipients)]
    limit = found.limit.of(say.lang)
    return (
        found.duty.clause, found.duty.title.of(say.lang) or rule, say("clauses.who-to-whom", who=who, to=to) if to else who,
        limit if found.stated_by_plan else say("screen.as-read" if short else "clauses.limit-by-reading", limit=limit),
    )  # fmt: skip


def _party(word: str, names: Names) -> str:
    """A body or post by its name, a pointer in words; and who is not named, as such."""
    if word == NONE_STATED:
        return names.say("word.none-stated")
    return names.say.named("pointer", word) if word.startswith("@") else names.party(word)


def _times(row: ClauseRow) -> tuple[Estimate | None, Estimate | None, Estimate | None]:
    return row.late_min, row.median_min, row.ninth_decile_min


def share_of(found: Estimate, say: Words) -> str:
    """A share with its limits."""
    return say("clauses.share", share=found.middle, low=found.low or 0.0, high=found.high or 0.0)


def minutes_of(found: Estimate | None, say: Words) -> str:
    """Minutes with their limits, where these are known; a dash where there is no value."""
    if found is None:
        return "–"
    if found.middle < _NOT_SHOWN:
        return say("clauses.minutes-under")
    if found.low is None or found.high is None:
        return say("clauses.minutes-alone", middle=found.middle)
    return say("clauses.minutes", middle=found.middle, low=found.low, high=found.high)


def _change(before: str, after: str, say: Words) -> str:
    return before if before == after else say("clauses.change", before=before, after=after)


def _note(shown: int, most: int, duties: int, say: Words) -> str:
    always = say("duties.always", n=duties - shown)
    return always if shown <= most else say("duties.more-late", n=shown - most, note=always)
