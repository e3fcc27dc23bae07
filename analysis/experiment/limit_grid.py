"""The limits with which a duty is tried, and the plan with each of them.

A limit changes what people do: it orders their work, and makes them remind and report in part. So each limit is run, and not only held
against times that were taken under another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.experiment.arms import Arm, ScenarioCase
from sim.durations import Days, Span, amount_words
from sim.errors import InputError, nearest
from sim.plan.limits import Limit
from sim.plan.model import Duty, Plan
from sim.plan.rules import Rule
from sim.text import digest
from sim.words import phrase

_ROUND_MIN = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440, 2880, 4320)  # as plans write limits, in minutes
_OF_TIMES = (0.1, 0.5, 0.9, 0.99)  # quantiles of the times taken that are tried
_BESIDE = (0.5, 2.0)  # of the plan's own limit
MOST_TRIED = 12


def grid(own_min: float | None, took_min: Sequence[float]) -> tuple[float, ...]:
    """Limits to try beside the plan's own, in minutes: round ones that a tenth, half, nine tenths and nearly all of the times taken would keep,
    and half and twice its own. Nothing is tried of a duty that is never done and has no limit.
    """
    ordered = sorted(took_min)
    wanted = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in _OF_TIMES] if ordered else []
    wanted += [share * own_min for share in _BESIDE] if own_min is not None else []
    return tuple(sorted({rounded for one in wanted if (rounded := _round(one)) != own_min}))


def _round(minutes: float) -> float:
    """The next round limit that such a time keeps."""
    return float(next((one for one in _ROUND_MIN if one >= minutes), _ROUND_MIN[-1]))


def tried_duty(plan: Plan, name: str) -> Duty:
    """The duty whose limits are to be found. Raises InputError for none of this name, and for one whose limit is no length in minutes."""
    found = next((duty for duty in plan.duty if duty.id == name), None)
    if found is None:
        known = tuple(duty.id for duty in plan.duty)
        hint = nearest(name, known) or phrase("limit-search.see-plan")
        raise InputError.of("--find-limits", "", phrase("limit-search.no-duty"), value=name, hint=hint)
    if not can_vary(found):
        raise InputError.of("--find-limits", "", phrase("limit-search.no-length"), value=name, hint=phrase("limit-search.no-length.hint"))
    return found


def can_vary(duty: Duty) -> bool:
    """Whether its limit is one length in minutes or hours, or the plan's silence, in place of which one may be set."""
    if duty.recurs or duty.warns_of or duty.force != "must":
        return False
    return duty.within is None or (isinstance(duty.within, Limit) and not isinstance(duty.within.amount, Days))


def own_minutes(rule: Rule) -> float | None:
    """The plan's own limit in minutes, be it by a reading; None where it is silent."""
    due = rule.due
    return due.amount.minutes if isinstance(due, Limit) and isinstance(due.amount, Span) else None


def with_limit(plan: Plan, name: str, minutes: float) -> Plan:
    """The plan with another limit of one duty, from the moment from which it runs there."""
    start = duty.within.start if isinstance((duty := tried_duty(plan, name)).within, Limit) else "trigger"
    limit = Limit(Span(minutes), start)
    return plan.model_copy(update={"duty": tuple(one.model_copy(update={"within": limit}) if one.id == name else one for one in plan.duty)})


def arm_name(minutes: float) -> str:
    """What the arm with such a limit is called in files."""
    return f"{minutes:g}min"


def with_limits(case: ScenarioCase, name: str, tried: Sequence[float]) -> ScenarioCase:
    """A scenario with an arm for each limit beside the plan as it is. Each is judged by its own plan: by the limit that is tried."""
    base = case.baseline
    arms = [base]
    for minutes in tried:
        plan = with_limit(base.own, name, minutes)
        lineage = (*base.inputs.lineage, (f"{name} {arm_name(minutes)}", digest(plan)))
        title = amount_words(Span(minutes))
        arms.append(Arm(name=arm_name(minutes), title=title, inputs=replace(base.inputs, plan=plan, lineage=lineage), yardstick=plan))
    return replace(case, arms=tuple(arms), sources=tuple(case.sources[:1]) * len(arms))
