"""What one run says of each duty that was called for: how often it was in time, how late it was, how long it took, instance by instance."""

from __future__ import annotations

from analysis.measures.duties import paired, word_is_known
from analysis.measures.log import Log
from analysis.verdicts import LATE, MET, Judgement
from sim.durations import exactly
from sim.plan.rulebook import Rulebook

ClauseTimes = tuple[int, int, list[int], list[int]]  # called for, in time, seconds late of each late one, seconds taken by each that was done


def clause_times(rules: Rulebook, log: Log, judgement: Judgement) -> dict[str, ClauseTimes]:
    """By duty, for those that the events called for and whose word is known. As plain data, so that it can be kept and sent."""
    found: dict[str, ClauseTimes] = {}
    for fate, verdict in paired(rules, log, judgement):
        if not word_is_known(fate, verdict):
            continue
        rule = fate.asked.rule.id
        called, in_time, late, took = found.get(rule, (0, 0, [], []))
        found[rule] = called + 1, in_time + (verdict is not None and verdict.status == MET), late, took
        if verdict is None:
            continue
        if verdict.status == LATE and verdict.margin_min is not None:
            late.append(_seconds(-verdict.margin_min))
        if verdict.latency_min is not None and verdict.status in (MET, LATE):
            took.append(_seconds(verdict.latency_min))
    return found


def _seconds(minutes: float) -> int:
    return int(exactly(minutes) * 60)
