"""Measures of duties: what share was met, late or missed, and for each duty of the plan how long it took."""

from __future__ import annotations

from collections.abc import Callable

from analysis.measures.log import Log
from analysis.measures.model import Direction, Measure, Value, measure, share_of
from analysis.verdicts import JUDGED, LATE, MET, MISSED, PENDING, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, Judgement, Verdict
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.vocabulary import ACTS
from sim.words import phrase

_NOT_ASKED = frozenset({SUPERSEDED, WAIVED})
_NOT_RAISED = Value(value=None, reason=phrase("measure.why.not-raised"), evaluated=0, asked=0)
_NONE_JUDGED = phrase("measure.why.none-judged")
_NOT_JUDGED = Value(value=None, reason=_NONE_JUDGED, evaluated=0, asked=0)
_NONE_DONE = phrase("measure.why.none-done")
_NOT_DONE = phrase("measure.why.not-done")
Chosen = Callable[[Verdict], bool]


def duty_measures(rules: Rulebook) -> list[Measure]:
    """Shares over all duties, then `latency:ID` and `met:ID` for each duty of the plan."""
    found = [
        _share("duties-met", MET, "higher"),
        _share("duties-late", LATE, "lower"),
        _share("duties-missed", MISSED, "lower"),
        _share("reports-on-time", MET, "higher", _is_limited_report),
        _share("written-on-time", MET, "higher", lambda verdict: verdict.form == "written"),
        _of_done("by-habit", lambda verdict: verdict.habit is not None),
        _of_done("to-oneself", lambda verdict: verdict.same_person),
        _undecided,
    ]
    for rule in rules.rules:
        if not rule.habit:
            found += [_latency(rule), _met(rule)]
    return found


def _is_limited_report(verdict: Verdict) -> bool:
    return ACTS[verdict.act].message and verdict.due_min is not None


def _share(id_: str, status: str, direction: Direction, chosen: Chosen | None = None) -> Measure:
    @measure(id_, "share", "duties", direction)
    def share(log: Log, judgement: Judgement) -> Value:
        del log
        return _share_with(status, [one for one in judgement.verdicts if one.force == "must" and (chosen is None or chosen(one))])

    return share


def _share_with(status: str, verdicts: list[Verdict]) -> Value:
    judged = [verdict for verdict in verdicts if verdict.status in JUDGED]
    asked = sum(verdict.status not in _NOT_ASKED for verdict in verdicts)
    undecided = sum(verdict.status == UNJUDGED for verdict in verdicts)
    return share_of(sum(verdict.status == status for verdict in judged), len(judged), asked, _NONE_JUDGED, undecided)


def _of_done(id_: str, chosen: Chosen) -> Measure:
    @measure(id_, "share", "duties", "none")
    def share(log: Log, judgement: Judgement) -> Value:
        del log
        done = [verdict for verdict in judgement.verdicts if verdict.done_seq is not None]
        return share_of(sum(map(chosen, done)), len(done), len(judgement.verdicts), _NONE_DONE)

    return share


@measure("duties-undecided", "count", "duties", "lower")
def _undecided(log: Log, judgement: Judgement) -> Value:
    del log
    asked = len(judgement.verdicts)
    return Value(value=float(sum(one.status == UNJUDGED for one in judgement.verdicts)), evaluated=asked, asked=asked)


def _latency(rule: Rule) -> Measure:
    duty = rule.duty

    @measure(f"latency:{rule.id}", "minutes", "duties", "lower", family="latency:DUTY", of=rule.id, subject=duty.title, clause=duty.clause)
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


def _met(rule: Rule) -> Measure:
    duty = rule.duty

    @measure(f"met:{rule.id}", "share", "duties", "higher", family="met:DUTY", of=rule.id, subject=duty.title, clause=duty.clause)
    def met(log: Log, judgement: Judgement) -> Value:
        found = log.verdicts(judgement, rule.id)
        return _share_with(MET, found) if found else _NOT_JUDGED

    return met
