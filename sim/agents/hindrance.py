"""What keeps somebody from a task, written down once, so that nobody has to guess why nothing happened."""

from __future__ import annotations

from typing import Any

from sim.agents.desk import Hand
from sim.agents.task import Task
from sim.inputs.scenario import Fault


def hinder(hand: Hand, task: Task, what: str, fault: Fault | None, facts: dict[str, Any] | None = None) -> None:
    """Write that a task cannot be done now, and which fault is the reason; once for each task and reason."""
    reason = what if fault is None else fault.id
    if reason in task.hindered_by:
        return
    task.hindered_by.add(reason)
    rule = task.obligation.rule
    row = hand.desk.world.write(
        "decision", task.actor, form=what, about=task.obligation.about, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={**({} if fault is None else {"fault": fault.id}), **(facts or {})},
    )  # fmt: skip
    task.because = row.seq
