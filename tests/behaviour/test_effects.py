"""What the last of the plan's acts change: lines that are kept open, groups that are formed, a rumour that is refuted."""

from dataclasses import replace

from sim.agents.crowd.effects import Crowd
from sim.drill import run
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters
from sim.world.setting import Setting
from tests.shipped import drilled, inputs_of


def rows_of(scenario, seed=1):
    return drilled(scenario, seed).rows


def test_who_joins_a_group_is_on_the_record_with_its_lead():
    joined = [row for row in rows_of("city-gate") if row.form == "join-group"]

    assert any(row.facts["groups"] for row in joined)
    assert any(row.facts["leads"] for row in joined)
    assert all(set(row.facts["leads"]) <= set(row.facts["groups"]) for row in joined)


def vocal_minutes(*, published):
    """Person-minutes above calm over three hours of a crowd in which a rumour goes round, with and without published facts."""
    parameters = CrowdParameters(rumour_cost_pct=25.0, waiting_cost_pct_per_h=0.0)
    crowd = Crowd(parameters, [GroupParameters(id="a", size=400, threshold_mean_pct=30.0, threshold_sd_pct=12.0)], seed=5)
    crowd.tick(1.0)
    crowd.start_rumour(1.0, 5)
    total = 0
    for minute in range(2, 181):
        crowd.tick(float(minute))
        if published and minute == 10:
            crowd.refute(10.0)
        total += crowd.counts().active
    return total


def test_published_facts_weaken_a_rumour():
    assert vocal_minutes(published=True) < vocal_minutes(published=False)


def test_lines_that_are_kept_open_are_answered_more_often():
    def answered(inputs):
        setting = Setting(inputs)
        rows = [row for seed in range(1, 9) for row in run(setting, seed).rows]
        calls = sum(row.kind == "called" for row in rows)
        return 1 - sum(row.kind == "unanswered" for row in rows) / calls

    inputs = inputs_of("good-early-warning")
    duties = tuple(duty.model_copy(update={"effect": ""}) if duty.effect == "lines-open" else duty for duty in inputs.plan.duty)
    without = replace(inputs, plan=inputs.plan.model_copy(update={"duty": duties}))

    assert answered(inputs) > answered(without)
