"""What one arm of an experiment needs in one process: the setting to run, and the plan by which it is judged.

A bench is built once in each process and then runs seed after seed; what goes back to the parent is measures, not records.
"""

from __future__ import annotations

from collections.abc import Mapping

from analysis.expectations import Expectations
from analysis.judge import judge, judging_rulebook
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of
from analysis.verdicts import Judgement
from sim.drill import run
from sim.inputs.assembly import Inputs
from sim.plan.model import Plan
from sim.record import Record
from sim.world.setting import Setting

__all__ = ["Bench", "judging_rulebook"]


class Bench:
    """Inputs made ready to run and to be judged. `yardstick` is the plan to judge by; by default the one that is run."""

    def __init__(self, inputs: Inputs, yardstick: Plan | None = None, setting: Setting | None = None) -> None:
        self.inputs = inputs
        self.setting = Setting(inputs) if setting is None else setting
        self.rulebook = judging_rulebook(yardstick if yardstick is not None else inputs.plan, inputs.resources)
        self.measures: Mapping[str, Measure] = measures_of(self.rulebook)

    def expectations(self, file: str = "scenario") -> Expectations:
        """What the scenario (of this file) expects of its drills. Raises InputError where it expects what is no measure and no outcome."""
        habits = [habit.id for habit in self.inputs.resources.habit]
        return Expectations(self.inputs.scenario.expect, self.rulebook, self.measures, habits, file)

    def run(self, seed: int) -> Record:
        """One drill."""
        return run(self.setting, seed)

    def judge(self, record: Record) -> Judgement:
        """The verdicts on a record of this scenario."""
        return judge(self.rulebook, record, calendar=self.inputs.calendar)

    def values(self, record: Record, judgement: Judgement) -> dict[str, Value]:
        """All measures of a judged record."""
        return evaluate(self.measures, record, judgement, self.inputs.calendar)

    def trial(self, seed: int) -> dict[str, Value]:
        """Run, judge and measure one seed."""
        record = self.run(seed)
        return self.values(record, self.judge(record))
