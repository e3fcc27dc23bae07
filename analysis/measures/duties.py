"""Measures of duties: what share of what the event called for was done, and in time; then each duty of the plan.

The denominator is what the event called for, and what was called for and never raised has not been done. `duties-done` and the shares in
time look for the acts themselves; *in time* is by the latest minute at which the plan's own limits, used up one after the other from the
event on, would have it done. So nothing here improves where less is done, and these have a direction. Whether each bearer kept to its
clause, from when it was told, is the judge's word: it has its shares too, of what was called for, and they are not called better or
worse, since whoever is told late has later limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from analysis.asked_done import AskedFate
from analysis.habit_chains import causes_of
from analysis.measures.asked import asked_fates, is_message
from analysis.measures.log import Log
from analysis.measures.model import Measure, Value, measure, share_of
from analysis.verdicts import LATE, MET, MISSED, PENDING, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, Judgement, Verdict
from sim.plan.obligations import DutyKey
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.words import phrase

_NOT_ASKED = frozenset({SUPERSEDED, WAIVED})
_NOT_RAISED = Value(value=None, reason=phrase("measure.why.not-raised"), evaluated=0, asked=0)
_NOT_CALLED_FOR = phrase("measure.why.not-called-for")
_NONE_DONE = phrase("measure.why.none-done")
_NOT_DONE = phrase("measure.why.not-done")
_AFTER = frozenset({"persuaded", "returned-home", "dispersed", "ended", "stood-down"})  # when people go, or it is over
Chosen = Callable[[AskedFate], bool]


def duty_measures(rules: Rulebook) -> list[Measure]:
    """Shares over all that was called for, then `latency:ID`, `met:ID` and `done:ID` for each duty of the plan."""
    found = [
        _done("duties-done", rules),
        _in_time("duties-in-time", rules, _has_end),
        _in_time("in-time-by-plan", rules, lambda one: _has_end(one) and one.asked.by_plan),
        _in_time("in-time-by-reading", rules, lambda one: _has_end(one) and not one.asked.by_plan),
        _in_time("reports-on-time", rules, lambda one: is_message(one) and _has_end(one)),
        _in_time("written-on-time", rules, lambda one: one.asked.rule.done_form == "written"),
        _handed_over(rules),
        _judged("duties-met", rules, (MET,)),
        _judged("duties-late", rules, (LATE,)),
        _judged("duties-missed", rules, (MISSED,)),
        _never_raised(rules),
        _of_done("by-habit", lambda verdict: verdict.habit is not None),
        _of_done("to-oneself", lambda verdict: verdict.same_person),
        _with_habit(rules),
        _undecided,
    ]
    for rule in rules.rules:
        if not rule.habit:
            found += [_latency(rule), _met(rule, rules), _done_of(rule, rules)]
    return found


def _has_end(found: AskedFate) -> bool:
    return found.asked.latest_min is not None


def _share(fates: Iterable[AskedFate], good: Sequence[str]) -> Value:
    """The share with one of these fates, of all whose time was over, or that were done before."""
    held = list(fates)
    counted = sum(one.fate in ("in time", "late", "undone") for one in held)
    undecided = sum(one.fate == "undecided" for one in held)
    return share_of(sum(one.fate in good for one in held), counted, len(held), _NOT_CALLED_FOR, undecided)


def _done(id_: str, rules: Rulebook) -> Measure:
    @measure(id_, "share", "duties", "higher")
    def done(log: Log, judgement: Judgement) -> Value:
        return _share(asked_fates(rules, log, judgement), ("in time", "late"))

    return done


def _in_time(id_: str, rules: Rulebook, chosen: Chosen) -> Measure:
    @measure(id_, "share", "duties", "higher")
    def in_time(log: Log, judgement: Judgement) -> Value:
        return _share(filter(chosen, asked_fates(rules, log, judgement)), ("in time",))

    return in_time


def _handed_over(rules: Rulebook) -> Measure:
    @measure("handed-over", "share", "duties", "higher")
    def handed_over(log: Log, judgement: Judgement) -> Value:
        return _share((one for one in asked_fates(rules, log, judgement) if _hands_over(one, log)), ("in time", "late"))

    return handed_over


def _hands_over(found: AskedFate, log: Log) -> bool:
    """Whether a duty passes people or their matter, once they go or the response ends, to a body with a part in the event, or lies on it."""
    asked, players = found.asked, frozenset(log.events[found.asked.about].roles.values())
    return not _AFTER.isdisjoint(asked.rule.kinds) and (asked.bearer in players or not players.isdisjoint(asked.to or ()))


def _by_key(judgement: Judgement) -> dict[DutyKey, list[Verdict]]:
    found: dict[DutyKey, list[Verdict]] = {}
    for one in judgement.verdicts:
        if one.status not in _NOT_ASKED:
            found.setdefault((one.rule, one.about, one.bearer, one.to or None), []).append(one)
    return found


def paired(rules: Rulebook, log: Log, judgement: Judgement) -> list[tuple[AskedFate, Verdict | None]]:
    """What was called for, each with the judge's verdict on it; None where the record never raises it."""

    def make() -> list[tuple[AskedFate, Verdict | None]]:
        raised = _by_key(judgement)
        taken: dict[DutyKey, int] = {}
        found: list[tuple[AskedFate, Verdict | None]] = []
        for one in asked_fates(rules, log, judgement):
            verdicts = raised.get(one.asked.key, [])
            place = taken.get(one.asked.key, 0)
            taken[one.asked.key] = place + 1
            found.append((one, verdicts[place] if place < len(verdicts) else None))
        return found

    return log.once(("paired", rules), judgement, make)


def word_is_known(fate: AskedFate, verdict: Verdict | None) -> bool:
    """Whether it counts in a share: its time was over, and it could be judged. What was never raised counts, and was not kept."""
    if verdict is None:
        return fate.fate not in ("open", "undecided")
    return verdict.status not in (UNJUDGED, PENDING)


def _judged(id_: str, rules: Rulebook, statuses: tuple[str, ...]) -> Measure:
    @measure(id_, "share", "duties", "none")
    def judged(log: Log, judgement: Judgement) -> Value:
        return _judged_share(paired(rules, log, judgement), statuses)

    return judged


def _judged_share(found: list[tuple[AskedFate, Verdict | None]], statuses: tuple[str, ...]) -> Value:
    """The share of these words among what was called for; what was never raised is none of them, and counts."""
    counted = [verdict for fate, verdict in found if word_is_known(fate, verdict)]
    undecided = sum(fate.fate == "undecided" if verdict is None else verdict.status == UNJUDGED for fate, verdict in found)
    return share_of(
        sum(verdict is not None and verdict.status in statuses for verdict in counted), len(counted), len(found), _NOT_CALLED_FOR, undecided
    )


def _never_raised(rules: Rulebook) -> Measure:
    @measure("duties-never-raised", "share", "duties", "none")
    def never(log: Log, judgement: Judgement) -> Value:
        found = paired(rules, log, judgement)
        return share_of(sum(verdict is None and fate.done is None for fate, verdict in found), len(found), len(found), _NOT_CALLED_FOR)

    return never


def _of_done(id_: str, chosen: Callable[[Verdict], bool]) -> Measure:
    @measure(id_, "share", "duties", "none")
    def share(log: Log, judgement: Judgement) -> Value:
        del log
        done = [verdict for verdict in judgement.verdicts if verdict.done_seq is not None]
        return share_of(sum(map(chosen, done)), len(done), len(judgement.verdicts), _NONE_DONE)

    return share


def _with_habit(rules: Rulebook) -> Measure:
    @measure("called-for-by-habit", "share", "duties", "none")
    def with_habit(log: Log, judgement: Judgement) -> Value:
        causes = causes_of(log.record, asked_fates(rules, log, judgement))
        return share_of(causes.with_habit, causes.called_for, causes.called_for, _NOT_CALLED_FOR)

    return with_habit


@measure("duties-undecided", "count", "duties", "none")
def _undecided(log: Log, judgement: Judgement) -> Value:
    del log
    asked = len(judgement.verdicts)
    return Value(value=float(sum(one.status == UNJUDGED for one in judgement.verdicts)), evaluated=asked, asked=asked)


def _latency(rule: Rule) -> Measure:
    duty = rule.duty

    @measure(f"latency:{rule.id}", "minutes", "duties", "none", family="latency:DUTY", of=rule.id, subject=duty.title, clause=duty.clause)
    def latency(log: Log, judgement: Judgement) -> Value:
        asked = [
            verdict
            for verdict in log.verdicts(judgement, rule.id)
            if verdict.status not in _NOT_ASKED and not (verdict.status == PENDING and verdict.due_min)
        ]
        if not asked:
            return _NOT_RAISED
        took = [verdict.latency_min for verdict in asked if verdict.latency_min is not None and verdict.status != WRONG_CHANNEL]
        if len(took) < len(asked):
            return Value(value=None, reason=_NOT_DONE, evaluated=len(took), asked=len(asked))
        if any(verdict.spread is not None and verdict.spread.latency is not None for verdict in asked):
            ends = [_latency_ends(verdict) for verdict in asked]
            low, high = max(low for low, _ in ends), max(high for _, high in ends)
            return Value(value=max(took), evaluated=len(took), asked=len(asked), low=low, high=high)
        return Value(value=max(took), evaluated=len(took), asked=len(asked))

    return latency


def _latency_ends(verdict: Verdict) -> tuple[float, float]:
    spread = None if verdict.spread is None else verdict.spread.latency
    took = verdict.latency_min or 0.0
    return (took, took) if spread is None else spread


def _of_rule(rule: Rule, rules: Rulebook, log: Log, judgement: Judgement) -> list[tuple[AskedFate, Verdict | None]]:
    def make() -> dict[str, list[tuple[AskedFate, Verdict | None]]]:
        found: dict[str, list[tuple[AskedFate, Verdict | None]]] = {}
        for fate, verdict in paired(rules, log, judgement):
            found.setdefault(fate.asked.rule.id, []).append((fate, verdict))
        return found

    return log.once(("words by duty", rules), judgement, make).get(rule.id, [])


def _met(rule: Rule, rules: Rulebook) -> Measure:
    duty = rule.duty

    @measure(
        f"met:{rule.id}", "share", "duties", "none", family="met:DUTY", of=rule.id, subject=duty.title, clause=duty.clause,
        stated_by_plan=rule.stated_by_plan,
    )  # fmt: skip
    def met(log: Log, judgement: Judgement) -> Value:
        return _judged_share(_of_rule(rule, rules, log, judgement), (MET,))

    return met


def _done_of(rule: Rule, rules: Rulebook) -> Measure:
    duty = rule.duty

    @measure(f"done:{rule.id}", "share", "duties", "higher", family="done:DUTY", of=rule.id, subject=duty.title, clause=duty.clause)
    def done(log: Log, judgement: Judgement) -> Value:
        return _share((fate for fate, _ in _of_rule(rule, rules, log, judgement)), ("in time", "late"))

    return done
