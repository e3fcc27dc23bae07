"""Where the plan was silent in a record, and what filled the silence: a habit, and how often, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analysis.verdicts import SUPERSEDED, Silence, Verdict
from sim.durations import NONE_STATED
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import Row
from sim.words import InLanguages, Phrase, phrase

_PREFIX = "habit:"
_NOT_THE_ACT = frozenset({"received", "called", "unanswered", "busy", "lost"})  # what a message goes through


def silences_in(rules: Rulebook, verdicts: Iterable[Verdict], rows: Iterable[Row]) -> tuple[Silence, ...]:
    """First what habits did, then the duties that were raised and lack a bearer, a recipient or a limit."""
    acts = Counter(row.rule for row in rows if row.rule is not None and row.rule.startswith(_PREFIX) and row.kind not in _NOT_THE_ACT)
    found = [_of_habit(rules.by_id.get(habit), habit, times) for habit, times in sorted(acts.items())]
    fillers: dict[str, str] = {}
    for one in found:
        fillers.setdefault(one.clause, one.filled_by or "")
    raised: Counter[str] = Counter()
    did: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.status != SUPERSEDED:
            raised[verdict.rule] += 1
        if verdict.habit is not None:
            did[verdict.rule] = verdict.habit
    for id_, times in raised.items():
        rule = rules.by_id[id_]
        for about in _silent_parts(rule):
            filler = None if about == "limit" else did.get(id_) or fillers.get(rule.duty.clause)
            found.append(_silence(rule, about, filler, times))
    return tuple(found)


def _of_habit(rule: Rule | None, habit: str, times: int) -> Silence:
    if rule is None:  # judged without the resources that it comes from
        return Silence(clause="", what=_not_stated("act", habit.removeprefix(_PREFIX)), filled_by=habit, times=times, rule=habit)
    clause = str(getattr(rule.duty, "fills", ""))
    return Silence(clause=clause, what=_not_stated("act", rule.duty.title), filled_by=habit, times=times, rule=habit)


def _silence(rule: Rule, about: str, filler: str | None, times: int) -> Silence:
    return Silence(
        clause=rule.duty.clause, what=_not_stated(about, rule.duty.title), filled_by=filler or None, times=times, about=about, rule=rule.id
    )


def _not_stated(about: str, duty: InLanguages | str) -> Phrase:
    return phrase(f"silence.{about}", duty=duty)


def _silent_parts(rule: Rule) -> Iterable[str]:
    duty = rule.duty
    if duty.bearer == NONE_STATED:
        yield "bearer"
    if duty.to == NONE_STATED:
        yield "recipient"
    if rule.due is not None and rule.slots is None and rule.due.is_silent():
        yield "limit"
