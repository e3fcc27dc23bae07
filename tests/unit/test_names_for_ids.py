"""A scenario may name what it means instead of giving its id: in any language, and only where the name is of one value."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.documents import parse_toml
from sim.errors import InputError
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.plan.loader import check_plan_document, load_plan
from sim.plan.model import Plan
from sim.text import Closed, Condition, Entry, OwnId, Ref, Says, digest
from tests.unit import flood_plan as flood

ROOT = Path(__file__).parents[2] / "scenarios"
MODELS: tuple[type[Entry], ...] = (Plan, Resources, Scenario)
MARKS = (Ref, OwnId, Says, Condition, Closed)
PLANS = sorted(ROOT.glob("*/plan.toml"))


NAMED = """
[[event]]
id = "burst"
title = "burst"
at = "00:10"
facts = { "水深" = 10, "漏水的房间" = "地窖", rising = true }
roles = { "抢险公司" = "dry-ltd" }
risk_known_by = "馆长"
"""


def bilingual(text):
    for was, now in (
        ('name = "water in cm"', 'name = { zh = "水深", en = "water" }'), ('name = "where"', 'name = { zh = "漏水的房间", en = "which room" }'),
        ('values = ["cellar", "hall"]', 'values = ["cellar", "hall"]\nvalue_names = { cellar = { zh = "地窖", en = "the cellar" } }'),
        ('name = "salvage firm"', 'name = { zh = "抢险公司", en = "salvage firm" }'),
        ('name = "head librarian"', 'name = { zh = "馆长", en = "head" }'),
    ):  # fmt: skip
        assert was in text
        text = text.replace(was, now, 1)
    return text


def flood_inputs():
    plan = check_plan_document(tomllib.loads(bilingual(flood.PLAN)), "plan")
    return plan, check_resources_document(tomllib.loads(flood.RESOURCES), "resources", plan)


def with_event(event):
    start = flood.SCENARIO.index("[[event]]")
    end = flood.SCENARIO.index("[[", start + 2)
    return flood.SCENARIO[:start] + event + flood.SCENARIO[end:]


def test_a_scenario_in_names_is_the_scenario_in_ids():
    plan, resources = flood_inputs()
    ids = NAMED
    for name, id_ in (('"水深"', "depth"), ('"漏水的房间"', "room"), ('"地窖"', '"cellar"'), ('"抢险公司"', "salvage"), ('"馆长"', '"head"')):
        ids = ids.replace(name, id_)
    in_names = check_scenario_document(parse_toml(with_event(NAMED), "s"), "s", plan, resources)
    in_ids = check_scenario_document(parse_toml(with_event(ids), "s"), "s", plan, resources)

    assert in_names == in_ids
    assert digest(in_names) == digest(in_ids)
    assert in_names.event[0].facts == {"depth": 10, "room": "cellar", "rising": True}
    assert in_names.event[0].roles == {"salvage": "dry-ltd"}


def test_a_name_in_english_stands_for_an_id_too():
    plan, resources = flood_inputs()
    event = NAMED.replace('"水深"', "water").replace('"漏水的房间"', '"which room"').replace('"地窖"', '"the cellar"')

    assert check_scenario_document(tomllib.loads(with_event(event)), "s", plan, resources).event[0].facts["room"] == "cellar"


def test_the_tables_that_are_read_stay_as_they_are():
    plan, resources = flood_inputs()
    document = parse_toml(with_event(NAMED), "s")
    check_scenario_document(document, "s", plan, resources)

    assert document == tomllib.loads(with_event(NAMED))


def test_a_name_that_two_entries_share_is_refused_with_their_ids():
    plan = check_plan_document(tomllib.loads(bilingual(flood.PLAN).replace('name = "deputy"', 'name = { zh = "馆长", en = "deputy" }')), "plan")
    resources = check_resources_document(tomllib.loads(flood.RESOURCES), "resources", plan)
    with pytest.raises(InputError) as caught:
        check_scenario_document(parse_toml(with_event(NAMED), "s"), "s", plan, resources)
    (fault,) = caught.value.mistakes

    assert (fault.place, fault.value, fault.allowed) == ('event "burst" › risk_known_by', "馆长", ("head", "deputy"))
    assert with_event(NAMED).splitlines()[(fault.line or 0) - 1] == 'risk_known_by = "馆长"'


def test_a_fault_inside_what_was_named_has_its_line():
    plan, resources = flood_inputs()
    event = NAMED.split("facts =", maxsplit=1)[0] + '[event.facts]\nrising = true\n"水深" = -3\n'
    text = with_event(event)
    with pytest.raises(InputError) as caught:
        check_scenario_document(parse_toml(text, "s"), "s", plan, resources)
    (fault,) = caught.value.mistakes

    assert (fault.place, text.splitlines()[(fault.line or 0) - 1]) == ('event "burst" › facts › depth', '"水深" = -3')


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.parent.name)
def test_every_value_of_every_shipped_plan_has_a_name_of_its_own(file):
    plan = load_plan(file)

    assert [(fact.id, value) for fact in plan.fact for value in fact.values if value not in fact.value_names] == []


@pytest.mark.parametrize(
    ("names", "words_"),
    [
        ('{ attic = { zh = "阁楼", en = "attic" } }', ["value_names › attic", 'value of "room" is unknown', "cellar, hall"]),
        (
            '{ cellar = { zh = "屋", en = "cellar" }, hall = { zh = "屋", en = "hall" } }',
            ["value_names › hall", "two values have one name", '"cellar"'],
        ),
    ],
)
def test_a_name_of_no_value_and_a_name_of_two_are_faults(names, words_):
    text = flood.PLAN.replace('values = ["cellar", "hall"]', f'values = ["cellar", "hall"]\nvalue_names = {names}')
    with pytest.raises(InputError) as caught:
        check_plan_document(tomllib.loads(text), "plan")

    assert [word for word in words_ if word not in str(caught.value)] == []
