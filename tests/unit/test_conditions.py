"""The language of conditions: what it accepts, what it refuses and in which words, and its three-valued reckoning."""

from __future__ import annotations

import pickle

import pytest

from sim.plan.conditions import Name, Vocabulary, compile_condition, ranked
from sim.plan.expression import Compare, ConditionError, Truth, When, names, parse_condition, readings_in, thresholds
from sim.plan.model import Case
from sim.words import words as say_in

WORDS = Vocabulary(
    {
        "depth": Name("count"),
        "speed": Name("number"),
        "rising": Name("flag"),
        "raining": Name("flag"),
        "room": Name("one of", ("cellar", "hall")),
        "damage": Name("set of", ("books", "wiring")),
        "grade": ranked(("red", "amber", "green")),
    },
    {"strict": (True, False), "start": ("seen", "told")},
)
ENGLISH = say_in("en")
READINGS: dict[str, bool | str] = {"strict": True, "start": "seen"}


def judge(text, **known):
    return compile_condition(parse_condition(text), WORDS, READINGS)(known.get)


@pytest.mark.parametrize(("depth", "expected"), [(49, False), (50, True), (51, True), (99, True), (100, True), (101, False)])
def test_a_chain_holds_between_and_at_its_bounds(depth, expected):
    assert judge("50 <= depth <= 100", depth=depth) is expected


@pytest.mark.parametrize(("grade", "expected"), [("red", True), ("amber", True), ("green", False), ("none", False)])
def test_a_ranked_name_is_compared_by_rank_and_not_as_text(grade, expected):
    assert judge("grade >= 'amber'", grade=grade) is expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("rising and raining", {"rising": False}, False),
        ("rising and raining", {"rising": True}, None),
        ("rising or raining", {"rising": True}, True),
        ("rising or raining", {"rising": False}, None),
        ("not rising", {}, None),
        ("rising or not rising", {}, None),
        ("known(depth)", {}, False),
        ("known(depth)", {"depth": 0}, True),
        ("not known(depth)", {}, True),
        ("depth > 3 or not known(depth)", {}, True),
        ("at_least(2, rising, raining, depth > 3)", {"rising": True}, None),
        ("at_least(2, rising, raining, depth > 3)", {"rising": True, "depth": 4}, True),
        ("at_least(2, rising, raining, depth > 3)", {"rising": False, "depth": 3}, False),
        ("has(damage, 'books')", {"damage": ["wiring"]}, False),
        ("has_any(damage)", {"damage": []}, False),
        ("has_any(damage)", {}, None),
        ("room in ['hall', 'cellar']", {"room": "hall"}, True),
        ("room not in ['hall']", {"room": "hall"}, False),
        ("room not in ['hall']", {}, None),
        ("speed < -1.5", {"speed": -2}, True),
        ("reading('strict') and rising", {"rising": True}, True),
        ("reading('strict') == false and rising", {}, False),
        ("reading('start') != 'seen' or raining", {"raining": False}, False),
        ("reading('start') in ['seen', 'told']", {}, True),
        ("rising == false", {"rising": False}, True),
        ("true", {}, True),
        ("at_least(1, true, rising)", {}, True),
    ],
)
def test_unknown_stays_unknown_unless_the_rest_decides(text, known, expected):
    assert judge(text, **known) is expected


def test_a_condition_can_be_walked():
    node = parse_condition("10 <= depth < 20 and (room in ['hall'] or has(damage, 'books')) and reading('strict') and known(speed)")

    assert names(node) == {"depth", "room", "damage", "speed"}
    assert readings_in(node) == {"strict"}
    assert thresholds(node) == {"depth": {10, 20}, "room": {"hall"}, "damage": {"books"}, "speed": set()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("dept > 3", ["dept", "unknown", 'did you mean "depth"']),
        ("rising > 3", ["rising", "flag", "no order"]),
        ("rising == 3", ["rising", "flag", "true or false"]),
        ("depth == 'deep'", ["depth", "a count", "number"]),
        ("depth > 2.5", ["depth", "whole number"]),
        ("depth", ["depth", "no condition"]),
        ("depth > speed", ["another name"]),
        ("3 < 4", ["two constants"]),
        ("room == 'celar'", ["celar", 'did you mean "cellar"']),
        ("room > 'hall'", ["no order"]),
        ("damage == 'books'", ["has(damage"]),
        ("has(room, 'hall')", ["has()", "set"]),
        ("has(damage, 'chairs')", ["chairs", "books, wiring"]),
        ("grade >= 'blue'", ["blue", "red, amber, green"]),
        ("reading('strikt')", ["reading", "strikt", 'did you mean "strict"']),
        ("reading('start') == 'heard'", ["heard", "seen, told"]),
        ("reading('start')", ["start", "never true"]),
        ("hass(damage, 'books')", ["hass", "no function", 'did you mean "has"']),
        ("has(damage)", ["2 arguments"]),
        ("at_least(3, rising, raining)", ["at_least"]),
        ("depth + 1 > 3", ["a name is expected", "depth + 1"]),
        ("__import__('os')", ["no function"]),
        ("depth.real", ["not part of the language"]),
        ("[x for x in room]", ["not part of the language"]),
        ("depth = 3", ["cannot be read"]),
        ("depth > 3 # deep", ["comment"]),
        ("", ["empty"]),
        ("depth > " + "1" * 500, ["508 characters", "500"]),
        ("not " * 21 + "rising", ["too deep", "20"]),
        ("(" * 240 + "rising" + ")" * 240, ["cannot be read"]),
    ],
)
def test_a_mistake_is_named_in_its_own_words(text, words):
    with pytest.raises(ConditionError) as caught:
        compile_condition(parse_condition(text), WORDS, READINGS)

    error = caught.value
    said = "; ".join(map(ENGLISH.tell, (error.problem, error.value, error.allowed, error.hint)))
    assert [word for word in words if word not in said] == []


def test_twenty_levels_are_deep_enough_and_no_more():
    assert judge("not " * 19 + "rising", rising=True) is False


def test_true_is_not_one():
    with pytest.raises(ConditionError):
        compile_condition(parse_condition("reading('strict') == 1"), WORDS, READINGS)
    with pytest.raises(ConditionError):
        compile_condition(parse_condition("depth == true"), WORDS, READINGS)


def test_a_condition_of_a_file_is_its_text_and_brings_its_tree():
    when = When("depth > 3")

    assert (when, when.node, When("").node) == ("depth > 3", Compare("depth", ">", 3), Truth(value=True))
    again = pickle.loads(pickle.dumps(when))  # noqa: S301
    assert (type(again), again, again.node) == (When, when, when.node)
    with pytest.raises(ConditionError):
        When("depth >")


def test_a_condition_is_read_with_its_file_and_never_again():
    case = Case.model_validate({"clause": "1", "when": "depth > 3 or raining"})
    read = parse_condition.cache_info().misses

    assert case.when.node is Case.model_validate({"clause": "1", "when": "depth > 3 or raining"}).when.node
    assert parse_condition.cache_info().misses == read


def test_a_mistake_in_a_condition_is_told_in_every_language():
    with pytest.raises(ConditionError) as caught:
        compile_condition(parse_condition("depht > 3"), WORDS, READINGS)

    assert caught.value.problem.of("zh") == "名称“depht”不存在"
