"""The verdict on a revision in one scenario, or over all: from what was found to one word, and what it trades.

Minutes decide, and whether a response is started at all, both by the baseline's yardstick. The deciding measures follow from the
plan: when the body that starts the mildest response is told, whether and when a response is started, when the first unit arrives,
when reception opens. A revision

- *helps* when at least one deciding measure helps and none hurts, and *hurts* the other way round; where both happen, a response
  that is started more or less often outweighs minutes, and of minutes the larger difference decides;
- makes *no difference* when the first deciding measure's interval lies within the bound, and so do all others in which any pair differs;
- else one *cannot tell*, with about how many more pairs would settle it.

A revision that only loosens limits is never called a help. Harm to people does not change the word, it heads the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analysis.experiment.arms import Arm
from analysis.experiment.comparison import LEAST_PAIRS, Call, call
from analysis.experiment.findings import HARMS, PEOPLE, ArmFinding, Findings
from analysis.measures.model import Measure
from analysis.measures.registry import measures_of
from sim.durations import NONE_STATED
from sim.plan.rulebook import Rulebook
from sim.vocabulary import ACTS

Heading = Literal["", "harm", "only-the-mark-moved"]

_AFTER_WORD = ("response-started", "activation", "on-scene", "reception")
_FIRST_OF_ALL = "report-by-anybody"
_TRADED = ("duties-done", "duties-in-time", "reports-on-time", "written-on-time", "reports-complete", "first-word", "first-report",
           "verified-after", "classification", "grade-right-after", "call-to-level", "call-to-force")  # fmt: skip
_BY_MARK = ("duties-met", "duties-in-time", "reports-on-time", "duties-late", "duties-missed")
_BOUND_OF_SHARES, _BOUND_OF_COUNTS = 0.02, 0.1
_WORTH_MENTIONING = 0.001  # of a share judged by its own yardstick: below, nothing moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """A measure beside the deciding one that differs beyond chance. `harm` is one of what people may suffer, and worse."""

    measure: str
    difference: float
    half_width: float | None
    better: bool
    harm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionVerdict:
    """What can be said of a revision in a scope, by which measure, at what price."""

    scope: str
    revision: str
    finding: ArmFinding  # of the deciding measure
    call: Call
    heading: Heading = ""
    trades: tuple[Trade, ...] = ()
    by_own_mark: tuple[tuple[str, float, float], ...] = ()  # measure, by the baseline's yardstick, by its own
    loosens_only: bool = False


def deciding_measures(rules: Rulebook) -> tuple[str, ...]:
    """The measures that decide where none is asked for, the first of them first."""
    known = measures_of(rules)
    return tuple(name for name in (_told(rules), *_AFTER_WORD) if name in known)


def _told(rules: Rulebook) -> str:
    """When the body is told whose approval starts the mildest response: the one that is asked first.

    Where nobody approves anything, the body at the top that somebody must report to; where there is none, the first report.
    """
    approvers = [level.approved_by for level in rules.levels.values() if level.approved_by != NONE_STATED]
    asked = [rules.body_of.get(approvers[-1], approvers[-1])] if approvers else []
    told = {body for rule in rules.rules if rule.duty.force == "must" and ACTS[rule.duty.act].message for body in rule.recipients}
    tops = [body.id for body in rules.plan.body if body.id in told and body.superior == NONE_STATED]
    return next((f"{body}-informed" for body in (*asked, *tops) if body in rules.plan_bodies), _FIRST_OF_ALL)


def bound_of(measure: Measure, equivalence: float | None) -> float:
    """The difference not worth the name: as asked for, else a minute, two in a hundred, a tenth of a person."""
    if measure.kind == "minutes":
        return 1.0 if equivalence is None else equivalence
    return _BOUND_OF_SHARES if measure.kind == "share" else _BOUND_OF_COUNTS


def verdict_on(
    found: Findings,
    scope: str,
    arm: Arm,
    deciding: Sequence[str],
    measures: Mapping[str, Measure],
    equivalence: Mapping[str, float],
    usual: Sequence[str] = (),
) -> RevisionVerdict:
    """The verdict on one revision in one scope. `equivalence` has the bound of each deciding measure.

    `usual` are those that decide where none is asked for: beside the one that was, they are looked at as its price.
    """
    here = found.of(scope, arm.name)
    calls = {name: call(here[name].result, equivalence[name]) for name in deciding if name in here}
    name, said = _decide(calls, here, measures)
    heading: Heading = ""
    if not here[name].result.n:
        said = replace(said, further=None)  # what never had a value will not have one for more runs
    if arm.loosens_only and said.word == "helps":
        said = Call(word="no-difference")
    trades = _trades(here, name, (*deciding, *usual), measures)
    if said.word == "helps" and any(trade.harm for trade in trades):
        heading = "harm"
    marks = _by_own_mark(here) if said.word == "no-difference" else ()
    if marks or (arm.loosens_only and said.word == "no-difference"):
        heading = "only-the-mark-moved"
    return RevisionVerdict(
        scope=scope, revision=arm.name, finding=here[name], call=said, heading=heading, trades=trades, by_own_mark=_by_own_mark(here),
        loosens_only=arm.loosens_only,
    )  # fmt: skip


def _decide(calls: Mapping[str, Call], here: Mapping[str, ArmFinding], measures: Mapping[str, Measure]) -> tuple[str, Call]:
    helping = [name for name, said in calls.items() if said.word == "helps"]
    hurting = [name for name, said in calls.items() if said.word == "hurts"]
    if helping or hurting:
        name = max((*helping, *hurting), key=lambda one: _weight(here[one], measures[one]))
        return name, calls[name]
    first = next(iter(calls))
    open_ones = [name for name, said in calls.items() if said.word == "cannot-tell"]
    judged = [name for name in open_ones if here[name].result.n >= LEAST_PAIRS and _moved(here[name])]
    if calls[first].word == "no-difference" and not judged:
        return first, calls[first]
    name = first if first in open_ones else (judged or open_ones)[0]
    return name, calls[name]


def _moved(finding: ArmFinding) -> bool:
    """Whether any pair differs. Where none does, too few pairs for a narrow interval leave no question open."""
    result = finding.result
    return bool(result.better or result.worse or result.only_baseline or result.only_arm)


def _weight(finding: ArmFinding, measure: Measure) -> tuple[bool, float]:
    difference = finding.result.difference
    return measure.kind != "minutes", abs(difference) if difference is not None else 0.0


def _trades(here: Mapping[str, ArmFinding], decided: str, deciding: Sequence[str], measures: Mapping[str, Measure]) -> tuple[Trade, ...]:
    """What else differs beyond chance: other deciding measures, what people met with, and the general ones of duties and work."""
    found = []
    for name, finding in here.items():
        result = finding.result
        wanted = name in deciding or name in PEOPLE or name in _TRADED
        if name == decided or not wanted or measures[name].direction == "none" or result.difference is None or result.n < LEAST_PAIRS:
            continue
        evidence = result.q_value if result.q_value is not None else result.p_value
        if evidence is None or evidence > 1 - result.level or not result.difference or result.low is None or result.high is None:
            continue
        if result.low <= 0 <= result.high:
            continue
        better = (result.difference > 0) == (result.direction == "higher is better")
        found.append(
            Trade(measure=name, difference=result.difference, half_width=result.half_width, better=better, harm=name in HARMS and not better)
        )
    return tuple(sorted(found, key=lambda one: (not one.harm, one.measure not in deciding, one.better)))


def _by_own_mark(here: Mapping[str, ArmFinding]) -> tuple[tuple[str, float, float], ...]:
    """Where its own yardstick says otherwise than the baseline's of the same drills."""
    found = []
    for name in _BY_MARK:
        finding = here.get(name)
        if finding is None or finding.own is None or finding.result.mean_arm is None:
            continue
        if abs(finding.own - finding.result.mean_arm) >= _WORTH_MENTIONING:
            found.append((name, finding.result.mean_arm, finding.own))
    return tuple(found)
