"""What every paper is made from: a report, and the inputs that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.papers.evaluator import NO_EVALUATION, Evaluation
from analysis.report.model import LogReport
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGiven:
    """A judged run or log, and what it was judged by. `place` is the name under which its reader knows it, `command` says how to judge it again.

    `evaluation` is what the evaluators wrote; its ratings stand in the report's forms.
    """

    report: LogReport
    plan: Plan
    resources: Resources | None
    scenario: Scenario | None
    place: str
    command: str
    evaluation: Evaluation = NO_EVALUATION
