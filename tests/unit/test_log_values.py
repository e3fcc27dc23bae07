"""Facts as people write them into a log, typed through the plan."""

import pytest

from analysis.logs.synonyms import load_synonyms
from analysis.logs.values import FactCells
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "hospital", "title": "hospital"},
    "fact": [
        {"id": "patients", "name": "patients", "type": "count"},
        {"id": "ventilated", "name": "ventilated", "type": "flag"},
        {"id": "place", "name": "place", "type": "one of", "values": ["ward", "theatre"]},
        {"id": "lost", "name": "what is lost", "type": "set of", "values": ["light", "lifts", "oxygen"]},
        {"id": "hours", "name": "hours", "type": "number"},
    ],
    "body": [{"id": "ward", "name": "ward", "clause": "1"}],
    "grade": [
        {"id": "A", "name": {"zh": "一类（甲级）", "en": "class A"}, "clause": "2", "any": [{"clause": "2", "when": "ventilated"}]},
        {"id": "II", "name": {"zh": "二类", "en": "class II"}, "clause": "2", "any": [{"clause": "2", "when": "patients >= 1"}]},
    ],
})  # fmt: skip
FACTS = FactCells(PLAN, load_synonyms())


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("patients", "约80人", 80), ("patients", "80余人", 80), ("patients", "1,200", 1200), ("patients", "1.2万人", 12000),
        ("patients", "八十五人", 85),
        ("patients", "一百零三", 103), ("patients", "十二", 12), ("patients", 7.0, 7), ("hours", "2.5小时", 2.5), ("hours", "about 3 h", 3),
        ("ventilated", "有", True), ("ventilated", "No", False), ("ventilated", "√", True), ("place", "Ward", "ward"),
        ("lost", "light、oxygen", ["light", "oxygen"]), ("lost", "无", []), ("grade", "一类", "A"),
        ("grade", "A级", "A"), ("grade", "无", "none"), ("grade", "甲级", "A"), ("grade", "Ⅱ级", "II"),
    ],
)  # fmt: skip
def test_a_fact_is_read_through_its_type(fact, written, value):
    assert FACTS.read(fact, written)[:2] == (value, "")


@pytest.mark.parametrize(
    ("fact", "written", "code"),
    [
        ("patients", "80-100", "range"), ("patients", "80至100人", "range"),
        ("patients", "多人", "bad-value"), ("patients", "-3", "bad-value"),
        ("patients", "2.5", "bad-value"), ("ventilated", "maybe", "bad-value"),
        ("place", "roof", "bad-value"), ("lost", "light、hope", "bad-value"),
        ("patients", float("nan"), "bad-value"), ("grade", "C", "bad-value"), ("patients", "12人中3人", "bad-value"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_value_is_unknown_and_no_guess(fact, written, code):
    assert FACTS.read(fact, written)[:2] == (None, code)
