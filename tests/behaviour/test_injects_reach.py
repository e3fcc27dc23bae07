"""Every inject and every fault of the shipped scenarios reaches somebody: left out, more than its own rows change, in one of 20 seeds."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from analysis.experiment.left_out import happens, reaches
from sim.documents import read_toml
from sim.drill import run
from sim.inputs.scenario import Scenario
from sim.world.setting import Setting
from tests.shipped import drilled, inputs_of

SEEDS = range(1, 21)
HOME = Path(__file__).resolve().parents[2] / "scenarios" / "shanting" / "scenarios"
IDS = tuple(sorted(file.stem for file in HOME.glob("*.toml")))


def scenario(id_: str) -> Scenario:
    """A shipped scenario, as its file says; it is checked against the plan when it is run."""
    return Scenario.model_validate(read_toml(HOME / f"{id_}.toml"))


CASES = [(id_, kind, one.id) for id_ in IDS for kind, those in (("inject", scenario(id_).inject), ("fault", scenario(id_).fault)) for one in those]


@pytest.mark.parametrize(("id_", "kind", "what"), CASES, ids=[f"{id_}-{what}" for id_, _, what in CASES])
def test_what_the_staff_put_in_reaches_somebody(id_: str, kind: str, what: str) -> None:
    inputs = inputs_of(id_)
    entry = next(one for one in getattr(inputs.scenario, kind) if one.id == what)
    left_out = {"inject": entry} if kind == "inject" else {"fault": entry}
    assert any(reaches(inputs, drilled(id_, seed), **left_out) for seed in SEEDS), f"{id_}: without {what} nothing else changes"


def test_what_nobody_can_notice_is_found_out() -> None:
    """The comparison can tell: a rumour of nobody changes nothing."""
    inputs = inputs_of("district-gate")
    added = inputs.scenario.inject[0].model_copy(
        update={"id": "nothing", "notice": None, "rumour": 0, "facts": {}, "text": inputs.scenario.scenario.title}
    )
    drill = dataclasses.replace(inputs, scenario=inputs.scenario.model_copy(update={"inject": (*inputs.scenario.inject, added)}))
    record = run(Setting(drill), 1)
    assert happens(record) == happens(drilled("district-gate", 1))
    assert not reaches(drill, record, inject=added)
