"""Two judged drills side by side: people, times, duties by rule, findings. What differs between one drill and another is no proof of anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from analysis.measures.model import Measure, MeasureGroup, Value
from analysis.papers.findings import PaperFinding, findings_of
from analysis.papers.record_questions import problems_of
from analysis.programme.adding import is_simulated, passed_in
from analysis.report.model import LogReport
from analysis.verdicts import BROKEN, JUDGED, MET, STATUSES, UNJUDGED, Verdict
from sim.words import InLanguages

PlanRelation = Literal["same", "revised", "other-text", "other"]
RuleChange = Literal["worse", "better", "later", "less-late", "same", "only-first", "only-second", "open"]
FindingChange = Literal["new", "gone", "not-exercised", "still"]
_ORDER: tuple[RuleChange, ...] = ("worse", "better", "later", "less-late", "open", "only-first", "only-second", "same")
_TOLD = (*JUDGED, UNJUDGED)
_SAME_MIN = 1e-6  # minutes that are no difference


@dataclass(frozen=True, slots=True)
class ComparedRule:
    """What became of the duties of one rule in both drills: how many by status, and the most minutes by which one was late."""

    rule: str
    clause: str
    title: InLanguages
    act: str
    first: Mapping[str, int]
    second: Mapping[str, int]
    late_first: float
    late_second: float
    change: RuleChange


@dataclass(frozen=True, slots=True)
class ComparedMeasure:
    """A measure of both drills; None on a side whose plan has no such measure."""

    measure: Measure
    first: Value | None
    second: Value | None

    @property
    def differs(self) -> bool:
        """Whether both have a number, and not the same, or one alone has one."""
        numbers = [None if one is None else one.value for one in (self.first, self.second)]
        if numbers[0] is None or numbers[1] is None:
            return numbers[0] is not numbers[1]
        return abs(numbers[0] - numbers[1]) > _SAME_MIN


@dataclass(frozen=True, slots=True)
class ComparedFinding:
    """A finding of either drill, and what has become of it in the second."""

    found: PaperFinding
    change: FindingChange


class ComparedDrills:
    """What two drills share and where they differ. Of two wholly different plans only people and times are compared."""

    def __init__(self, first: LogReport, second: LogReport) -> None:
        self.first, self.second = first, second

    @cached_property
    def relation(self) -> PlanRelation:
        """How the plan of the second stands to that of the first."""
        one, other = self.first.header.plan, self.second.header.plan
        if one.get("id") != other.get("id"):
            return "other"
        before, after = _lineage(one), _lineage(other)
        if before == after:
            return "same"
        return "revised" if before[:1] == after[:1] else "other-text"

    @property
    def shares_rules(self) -> bool:
        """Whether a rule of one is the same rule of the other."""
        return self.relation != "other"

    # -- people and times --------------------------------------------------------------------------------------------------------

    def measures(self, *groups: MeasureGroup) -> list[ComparedMeasure]:
        """The measures of some groups that every plan has, and that either drill has a number of, of two plans both; as they are shown."""
        found = []
        for id_, measure in self.first.measures.items():
            if measure.group in groups and not measure.family:
                one = ComparedMeasure(measure, self.first.values.get(id_), self.second.values.get(id_))
                known = [value is not None and value.value is not None for value in (one.first, one.second)]
                if all(known) or (self.shares_rules and any(known)):
                    found.append(one)
        return found

    @property
    def two_scenarios(self) -> bool:
        """Whether it is known that not the same was put to both."""
        both = (self.first, self.second)
        return all(map(is_simulated, both)) and len({report.header.scenario.get("id") for report in both}) > 1

    # -- duties ----------------------------------------------------------------------------------------------------------------------

    @cached_property
    def rules(self) -> tuple[ComparedRule, ...]:
        """The rules of which a duty was judged in either: what was kept less comes first, then what was kept more."""
        if not self.shares_rules:
            return ()
        first, second = _by_rule(self.first.judgement.verdicts), _by_rule(self.second.judgement.verdicts)
        found = [_compared(rule, first.get(rule, []), second.get(rule, [])) for rule in dict.fromkeys((*first, *second))]
        return tuple(sorted(found, key=lambda one: _ORDER.index(one.change)))

    # -- findings --------------------------------------------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[ComparedFinding, ...]:
        """The findings of both, each once: what is new, then what is still there, then what is gone or was not exercised again."""
        if not self.shares_rules:
            return ()
        before = {one.key: one for one in problems_of(findings_of(self.first))}
        after = {one.key: one for one in problems_of(findings_of(self.second))}
        judged = {one.rule for one in self.second.judgement.verdicts if one.status in JUDGED}
        passed = set(passed_in(self.second, after.values()))
        new = [ComparedFinding(one, "new") for key, one in after.items() if key not in before]
        still = [ComparedFinding(one, "still") for key, one in after.items() if key in before]
        gone = [
            ComparedFinding(one, "gone" if (one.key in passed if one.rule is None else one.rule in judged) else "not-exercised")
            for key, one in before.items() if key not in after
        ]  # fmt: skip
        return (*new, *still, *sorted(gone, key=lambda one: one.change != "gone"))


def _lineage(plan: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(one.get("id")), str(one.get("digest"))) for one in plan.get("lineage", ())]


def _by_rule(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for one in verdicts:
        if one.status in _TOLD:
            found.setdefault(one.rule, []).append(one)
    return found


def _compared(rule: str, first: list[Verdict], second: list[Verdict]) -> ComparedRule:
    one = (second or first)[0]
    return ComparedRule(
        rule=rule, clause=one.clause, title=one.title, act=one.act, first=_counts(first), second=_counts(second),
        late_first=_latest(first), late_second=_latest(second), change=_change(first, second),
    )  # fmt: skip


def _counts(those: Iterable[Verdict]) -> dict[str, int]:
    """How many of each status, the worst first."""
    counted = Counter(one.status for one in those)
    return {status: counted[status] for status in STATUSES if counted[status]}


def _latest(those: Iterable[Verdict]) -> float:
    return max((-one.margin_min for one in those if one.status in BROKEN and one.margin_min is not None), default=0.0)


def _change(first: list[Verdict], second: list[Verdict]) -> RuleChange:
    """Kept in a smaller or a larger share; where shares are alike, whether the latest was later or less late."""
    if not first or not second:
        return "only-second" if second else "only-first"
    shares = [_kept(those) for those in (first, second)]
    if shares[0] is None or shares[1] is None:
        return "open"
    if shares[0] != shares[1]:
        return "worse" if shares[1] < shares[0] else "better"
    later = _latest(second) - _latest(first)
    return "same" if abs(later) <= _SAME_MIN else "later" if later > 0 else "less-late"


def _kept(those: list[Verdict]) -> float | None:
    judged = [one for one in those if one.status in JUDGED]
    return sum(one.status == MET for one in judged) / len(judged) if judged else None
