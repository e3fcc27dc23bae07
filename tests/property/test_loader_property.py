"""Whatever stands in a document, it loads or is refused in words; nothing else happens."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.documents import parse_toml, read_toml
from sim.errors import InputError
from sim.inputs.resources import check_resources_document
from sim.inputs.scenario import check_scenario_document
from sim.plan.conditions import compile_condition, vocabulary
from sim.plan.expression import ConditionError, parse_condition
from sim.plan.loader import check_plan_document
from tests.unit import flood_plan as flood

DOCUMENTS = {name: tomllib.loads(getattr(flood, name)) for name in ("PLAN", "RESOURCES", "SCENARIO")}
PLAN = check_plan_document(copy.deepcopy(DOCUMENTS["PLAN"]), "plan")
RESOURCES = check_resources_document(copy.deepcopy(DOCUMENTS["RESOURCES"]), "resources", PLAN)
READ = {
    "PLAN": lambda data: check_plan_document(data, "plan"),
    "RESOURCES": lambda data: check_resources_document(data, "resources", PLAN),
    "SCENARIO": lambda data: check_scenario_document(data, "scenario", PLAN, RESOURCES),
}
WORDS = ["", "none stated", "@to", "@bearer.superior", "duty:pump", "reading:clock", "30 min", "-1 h", "9" * 400 + " days", "library",
         "true", "depth > 3", "0 working days", "99:99", "\u4e00", "x" * 3000, "nan", "1e999 min"]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["any", "limit", "from", "reading", "earlier", "later", "id", "zh"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(node, path=()):
    yield path
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, below in steps:
        yield from places(below, (*path, step))


ALL_PLACES = {name: [path for path in places(document) if path] for name, document in DOCUMENTS.items()}


def mutated(data, draw, name):
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(ALL_PLACES[name]))
        parent = data
        try:
            for step in path[:-1]:
                parent = parent[step]
            deed = draw(st.sampled_from(["replace", "delete", "add"]))
            if deed == "replace":
                parent[path[-1]] = draw(VALUES)
            elif deed == "delete":
                del parent[path[-1]]
            elif isinstance(parent, dict):
                parent[draw(st.sampled_from(["to", "until", "within", "top", "superior", "stand_in", "level", "x"]))] = draw(VALUES)
            else:
                parent.append(draw(VALUES))
        except (KeyError, IndexError, TypeError, AttributeError):
            continue  # an earlier change took this place away
    return data


@pytest.mark.parametrize("name", list(DOCUMENTS))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_changed_document_loads_or_is_refused_with_faults(name, data):
    document = mutated(copy.deepcopy(DOCUMENTS[name]), data.draw, name)
    try:
        READ[name](document)
    except InputError as error:
        told = [str(fault.problem) for fault in error.mistakes]
    else:
        told = ["nothing to tell"]

    assert told
    assert all(0 < len(problem) < 3000 for problem in told)


SHIPPED = Path(__file__).parents[2] / "scenarios" / "shanting"
HOME = check_plan_document(read_toml(SHIPPED / "plan.toml"), "plan.toml")
MEANS = check_resources_document(read_toml(SHIPPED / "resources.toml"), "resources.toml", HOME)
FILES = {
    "plan.toml": lambda data: check_plan_document(data, "plan.toml"),
    "resources.toml": lambda data: check_resources_document(data, "resources.toml", HOME),
    "scenarios/district-gate.toml": lambda data: check_scenario_document(data, "district-gate.toml", HOME, MEANS),
}
REFERRING = re.compile(
    r"\b(superior|body|bodies|posts|stand_in|bearer|on|act|to|requires|approved_by|lead|members|held_by|includes|channel|kind|type|force|event|fault)"
    r" = (?:\[\s*)?\"([^\"]+)\""
)


@pytest.mark.parametrize("file", list(FILES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whichever_field_of_a_shipped_file_is_broken_its_own_line_is_told(file, data):
    text = (SHIPPED / file).read_text(encoding="utf-8")
    found = data.draw(st.sampled_from(list(REFERRING.finditer(text))))
    broken = f"{text[: found.start(2)]}no-such-word{text[found.end(2) :]}"
    with pytest.raises(InputError) as caught:
        FILES[file](parse_toml(broken, file))
    told = {fault.line: fault.value for fault in caught.value.mistakes}

    assert told.get(text.count("\n", 0, found.start(2)) + 1) == "no-such-word"
    assert None not in told


PIECES = st.sampled_from(
    ["depth", "rising", "room", "'cellar'", "3", "-1", ">=", "==", "and", "or", "not", "(", ")", "in", "['hall']", "known(", ",", "has(",
     "reading('clock')", "at_least(2,", "true", "grade", "'red'", "[", "]", "lambda", "if", "else", ":", ".", "\\", "#", "\n", "é", "**"]
)  # fmt: skip


@settings(max_examples=200)
@given(text=st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join))
def test_a_condition_compiles_or_is_refused(text):
    words = vocabulary(PLAN)
    try:
        test = compile_condition(parse_condition(text), words, {reading.id: reading.value for reading in PLAN.reading})
    except ConditionError:
        return
    known = {"depth": 7, "rising": True, "dry": False, "room": "hall", "grade": "amber"}

    assert test(known.get) in (True, False, None)


LEAF = st.sampled_from(["rising", "dry", "depth > 3", "depth <= 3", "room == 'hall'", "grade >= 'amber'"])
TREE = st.recursive(
    LEAF,
    lambda inner: (
        st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})")
        | st.tuples(inner, inner).map(lambda two: f"({two[0]} or {two[1]})")
        | inner.map(lambda one: f"(not {one})")
    ),
    max_leaves=8,
)


@settings(max_examples=100)
@given(text=TREE, rising=st.booleans(), dry=st.booleans(), depth=st.sampled_from([3, 4]))
def test_what_is_decided_with_little_known_stays_so_when_more_is_known(text, rising, dry, depth):
    words = vocabulary(PLAN)
    test = compile_condition(parse_condition(text), words, {})
    little = {"depth": depth}
    much = {"depth": depth, "rising": rising, "dry": dry, "room": "hall", "grade": "red"}

    assert test(much.get) is not None
    assert test(little.get) in (None, test(much.get))
