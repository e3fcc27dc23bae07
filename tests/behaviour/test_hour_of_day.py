"""The same petition at another hour: at night words and people come later, and are heard later."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

from benchmarks.changed import shifted
from sim.drill import run
from sim.inputs.assembly import assemble, locate
from sim.record import Record
from sim.world.setting import Setting

SEEDS = range(101, 121)
HOURS = (0.0, -5.5)  # 08:20, and 02:50
UNTIL_HEARD_MIN = 130.0  # what comes after the first hearing is not looked at
FIRSTS = ("received", "arrived", "heard")


def first_minutes(record: Record) -> list[float]:
    """When the first word is in, the first people are there, and the first are heard."""
    return [next((row.time for row in record.rows if row.kind == kind), UNTIL_HEARD_MIN) for kind in FIRSTS]


def drills(hours: float) -> list[list[float]]:
    """The first minutes of all seeds, at another hour of the day."""
    inputs = shifted(assemble(locate("district-gate")), hours)
    head = inputs.scenario.scenario.model_copy(update={"horizon": UNTIL_HEARD_MIN})
    setting = Setting(replace(inputs, scenario=inputs.scenario.model_copy(update={"scenario": head})))
    return [first_minutes(run(setting, seed)) for seed in SEEDS]


def test_at_night_the_first_word_the_first_people_and_the_first_hearing_come_later() -> None:
    by_day, at_night = map(drills, HOURS)

    for kind, day, later in zip(FIRSTS, zip(*by_day, strict=True), zip(*at_night, strict=True), strict=True):
        assert fmean(later) > fmean(day), kind
        assert sum(two > one for one, two in zip(day, later, strict=True)) > sum(two < one for one, two in zip(day, later, strict=True)), kind
