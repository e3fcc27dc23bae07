"""Every inject and every fault of the shipped scenarios reaches somebody: left out, more than its own rows change, in one of 20 seeds."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path

import pytest

from sim.documents import read_toml
from sim.drill import run
from sim.inputs.assembly import Inputs
from sim.inputs.scenario import Scenario
from sim.record import Record
from sim.world.setting import Setting
from tests.shipped import drilled, inputs_of

SEEDS = range(1, 21)
HOME = Path(__file__).resolve().parents[2] / "scenarios" / "shanting" / "scenarios"
IDS = tuple(sorted(file.stem for file in HOME.glob("*.toml")))
OWN = frozenset({"inject", "fault"})  # the rows by which the drill's staff put something in


def scenario(id_: str) -> Scenario:
    """A shipped scenario, as its file says; it is checked against the plan when it is run."""
    return Scenario.model_validate(read_toml(HOME / f"{id_}.toml"))


def happens(record: Record, told: frozenset[tuple[str, float]]) -> Counter[str]:
    """The rows of a record by what they say, without those of the drill's staff and without what was noticed at the moments of `told`."""
    return Counter(
        repr((row.time, row.kind, row.actor, row.to, row.form, row.about, sorted(row.facts, key=str)))
        for row in record.rows
        if row.kind not in OWN and not (row.kind == "noticed" and (row.about or "", row.time) in told)
    )


def without(inputs: Inputs, *, inject: str = "", fault: str = "") -> Inputs:
    """The same drill with one inject left out, or one fault with whatever begins it."""
    drill = inputs.scenario
    kept = tuple(one for one in drill.inject if one.id != inject and not (fault and one.fault == fault))
    left = tuple(one for one in drill.fault if one.id != fault)
    begun = {one.fault for one in drill.inject if one.fault}
    left = tuple(one for one in left if one.id not in begun or any(other.fault == one.id for other in kept))
    return dataclasses.replace(inputs, scenario=drill.model_copy(update={"inject": kept, "fault": left}))


def own_moments(record: Record, inject: str) -> frozenset[tuple[str, float]]:
    """Where and when an inject is put in: what is noticed at that moment is the inject's own."""
    return frozenset((row.about or "", row.time) for row in record.rows if row.kind == "inject" and row.rule in (None, inject) and row.form == inject)


def reaches(id_: str, *, inject: str = "", fault: str = "") -> bool:
    """Whether something besides its own rows differs in one of the seeds."""
    lesser = Setting(without(inputs_of(id_), inject=inject, fault=fault))
    for seed in SEEDS:
        full = drilled(id_, seed)
        told = own_moments(full, inject)
        if happens(full, told) != happens(run(lesser, seed), told):
            return True
    return False


CASES = [(id_, kind, one.id) for id_ in IDS for kind, those in (("inject", scenario(id_).inject), ("fault", scenario(id_).fault)) for one in those]


@pytest.mark.parametrize(("id_", "kind", "what"), CASES, ids=[f"{id_}-{what}" for id_, _, what in CASES])
def test_what_the_staff_put_in_reaches_somebody(id_: str, kind: str, what: str) -> None:
    assert reaches(id_, **{kind: what}), f"{id_}: without {what} nothing else changes"


def test_what_nobody_can_notice_is_found_out() -> None:
    """The comparison can tell: a rumour of nobody changes nothing."""
    inputs = inputs_of("district-gate")
    added = inputs.scenario.inject[0].model_copy(
        update={"id": "nothing", "notice": None, "rumour": 0, "facts": {}, "text": inputs.scenario.scenario.title}
    )
    drill = dataclasses.replace(inputs, scenario=inputs.scenario.model_copy(update={"inject": (*inputs.scenario.inject, added)}))
    assert happens(run(Setting(drill), 1), frozenset()) == happens(drilled("district-gate", 1), frozenset())
