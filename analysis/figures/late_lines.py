"""Which broken duties the picture of what was late has lines for, where most of their time went, and who kept their bearers waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.chain import Step, critical_path
from analysis.figures.marks import FAILED_CALLS
from analysis.figures.window import Window
from analysis.verdicts import BROKEN, Verdict, rests_on_reading
from sim.plan.model import Plan
from sim.record import Record, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """Broken duties of one rule, bearer and event: the worst of them first."""

    body: str
    verdicts: tuple[Verdict, ...]
    step: Step | None  # where most of the time went
    step_min: tuple[float, float]  # from when to when, as far as the limit was running

    @property
    def worst(self) -> Verdict:
        """The one that the words are about."""
        return self.verdicts[0]


def late_lines(record: Record, shown: Window, plan: Plan) -> list[LateLine]:
    """What was broken, as lines, the worst first: by a number of the plan before one of a reading, messages before other acts."""
    told, others, _ = shown.ranked()
    grouped: dict[tuple[str, str, str], list[Verdict]] = {}
    for verdict in (*told, *others):
        body = shown.body(verdict.bearer)
        if verdict.status in BROKEN and body is not None and verdict.due_min is not None and _in_view(shown, verdict):
            grouped.setdefault((verdict.rule, body, verdict.about), []).append(verdict)
    kinds = {one.id: place for place, group in enumerate((told, others)) for one in group}
    found = []
    for (_, body, _), members in grouped.items():
        members.sort(key=lambda one: (-_over(one, shown), one.id))
        found.append(LateLine(body=body, verdicts=tuple(members), step=None, step_min=(0.0, 0.0)))
    found.sort(key=lambda one: (rests_on_reading(one.worst), kinds[one.worst.id], -_over(one.worst, shown), one.worst.id))
    return [_with_step(record, one, plan) for one in found]


def _in_view(shown: Window, verdict: Verdict) -> bool:
    due = verdict.due_min or 0.0
    return shown.from_min <= due <= shown.to_min or (verdict.done_min is not None and shown.from_min <= verdict.done_min <= shown.to_min)


def _over(verdict: Verdict, shown: Window) -> float:
    """How many minutes over its limit; of a missed duty until the end of observation."""
    return -verdict.margin_min if verdict.margin_min is not None else shown.until_min - (verdict.due_min or 0.0)


def _with_step(record: Record, line: LateLine, plan: Plan) -> LateLine:
    """The line with the longest step on the way to what was done, as far as it lies after the limit began to run."""
    verdict = line.worst
    if verdict.done_seq is None:
        return line
    times = {row.seq: row.time for row in record.rows}
    spans = {
        one: (max(times[one.from_seq], begins(verdict)), times[one.to_seq])
        for one in critical_path(record, verdict.done_seq, plan)
        if times[one.to_seq] > begins(verdict)
    }
    step = max(spans, key=lambda one: spans[one][1] - spans[one][0], default=None)
    return line if step is None else replace(line, step=step, step_min=spans[step])


def begins(verdict: Verdict) -> float:
    """From which minute its limit ran, else when it was raised."""
    return verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min


def failed_calls(record: Record, line: LateLine) -> Iterator[Row]:
    """Calls in vain on the way to what was owed."""
    spans = [(begins(one), one.done_min if one.done_min is not None else float("inf")) for one in line.verdicts]
    for row in record.rows:
        own = row.kind in FAILED_CALLS and row.rule == line.worst.rule and row.about == line.worst.about
        if own and any(first <= row.time <= last for first, last in spans):
            yield row


def waited_for(record: Record, shown: Window, line: LateLine) -> set[str]:
    """The bodies that kept the bearer waiting: who was waited for longest, and who did not answer."""
    found = {shown.body(row.to) for row in failed_calls(record, line)}
    if line.step is not None:
        found.add(shown.body(line.step.waited_for))
    return {one for one in found if one is not None and one != line.body}
