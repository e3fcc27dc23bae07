"""The language of conditions: what it accepts, what it refuses and in which words, and its three-valued reckoning."""

from __future__ import annotations

import pickle

import pytest

from sim.plan.conditions import Name, Vocabulary, compile_condition, ranked
from sim.plan.expression import Compare, ConditionError, Truth, When, moments_in, names, parse_condition, readings_in, thresholds
from sim.plan.model import Case
from sim.words import words as say_in

WORDS = Vocabulary(
    {
        "depth": Name("count"),
        "speed": Name("number"),
        "rising": Name("flag"),
        "raining": Name("flag"),
        "room": Name("one of", ("cellar", "hall")),
        "dead": Name("count"),
        "missing": Name("count"),
        "damage": Name("set of", ("books", "wiring")),
        "grade": ranked(("red", "amber", "green")),
    },
    {"strict": (True, False), "start": ("seen", "told")},
    ("trigger", "occurred", "aware", "received", "classified", "duty:first-report"),
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


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("dead + missing >= 10", {"dead": 4, "missing": 5}, False),
        ("dead + missing >= 10", {"dead": 4, "missing": 6}, True),
        ("10 <= missing + dead < 30", {"dead": 14, "missing": 15}, True),
        ("10 <= missing + dead < 30", {"dead": 14, "missing": 16}, False),
        ("dead + missing >= 10", {"dead": 9}, None),
        ("dead + missing >= 10", {"dead": 10}, True),  # those who are missing are no fewer than none
        ("dead + missing > 10", {"dead": 10}, None),
        ("dead + missing > 10", {"missing": 11}, True),
        ("dead + missing < 10", {"dead": 10}, False),
        ("dead + missing < 10", {"dead": 9}, None),
        ("dead + missing <= 10", {"dead": 10}, None),
        ("dead + missing <= 10", {"dead": 11}, False),
        ("dead + missing == 10", {"dead": 10}, None),
        ("dead + missing == 10", {"dead": 11}, False),
        ("dead + missing != 10", {"dead": 11}, True),
        ("dead + missing != 10", {"dead": 9}, None),
        ("dead + missing >= 10", {}, None),
        ("dead + depth + missing >= 10", {"dead": 4, "missing": 6}, True),
        ("speed + dead >= 10", {"speed": 12}, True),
        ("speed + dead >= 10", {"dead": 12}, None),  # a number may be below 0
        ("speed + depth == 1.5", {"speed": -0.5, "depth": 2}, True),
        ("dead + missing >= 10", {"dead": "many", "missing": 12}, None),
        ("dead + missing >= 1", {"dead": True, "missing": 0}, None),
    ],
)
def test_the_known_part_of_a_sum_decides_where_counts_are_unknown(text, known, expected):
    assert judge(text, **known) is expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("elapsed('aware', 'classified') > '24 h'", {"aware": 10, "classified": 1450}, False),
        ("elapsed('aware', 'classified') > '24 h'", {"aware": 10, "classified": 1450.1}, True),
        ("elapsed('aware', 'classified') >= '24 h'", {"aware": 10, "classified": 1450}, True),
        ("elapsed('aware', 'classified') >= '24 h'", {"aware": 10, "classified": 1449.9}, False),
        ("elapsed('aware', 'classified') > '1 day'", {"aware": 10, "classified": 1450.1}, True),
        ("'30 min' < elapsed('aware', 'trigger') <= '1 h'", {"aware": 0, "trigger": 60}, True),
        ("'30 min' < elapsed('aware', 'trigger') <= '1 h'", {"aware": 0, "trigger": 30}, False),
        ("elapsed('aware', 'classified') < '1 h'", {"aware": 90, "classified": 10}, True),
        ("elapsed('aware', 'duty:first-report') > '1 h'", {"aware": 10}, None),
        ("elapsed('aware', 'classified') > '24 h'", {"classified": 10}, None),
        ("elapsed('aware', 'classified') > '20 s'", {"aware": 0.1, "classified": 0.1 + 20 / 60}, False),
    ],
)
def test_the_distance_of_two_moments_is_held_against_a_length(text, known, expected):
    lookup = {f"moment {start}": minute for start, minute in known.items()}.get

    assert compile_condition(parse_condition(text), WORDS, READINGS)(lookup) is expected


def test_a_condition_can_be_walked():
    node = parse_condition("10 <= depth < 20 and (room in ['hall'] or has(damage, 'books')) and reading('strict') and known(speed)")

    assert names(node) == {"depth", "room", "damage", "speed"}
    assert readings_in(node) == {"strict"}
    assert thresholds(node) == {"depth": {10, 20}, "room": {"hall"}, "damage": {"books"}, "speed": set()}


def test_a_sum_asks_for_its_names_and_its_bound_is_none_of_theirs():
    node = parse_condition("10 <= dead + missing and dead >= 3 and elapsed('aware', 'duty:first-report') > '24 h'")

    assert names(node) == {"dead", "missing"}
    assert thresholds(node) == {"dead": {3}, "missing": set()}
    assert moments_in(node) == ("aware", "duty:first-report")


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
        ("depth + 1 > 3", ["a name is expected", "1", "in depth + 1"]),
        ("depth - dead > 3", ["a name is expected", "depth - dead"]),
        ("dead + rising >= 3", ["rising", "a flag", "no sum"]),
        ("dead + damage >= 3", ["damage", "a set of words", "no sum"]),
        ("dead + dept >= 3", ["dept", "unknown", 'did you mean "depth"']),
        ("dead + dead >= 3", ["twice in a sum", "dead + dead"]),
        ("dead + missing >= 2.5", ["dead + missing", "a whole number"]),
        ("dead + missing >= 'x'", ["dead + missing", "a count", "number"]),
        ("dead + missing", ["a sum alone is no condition"]),
        ("dead + missing > depth + dead", ["another name"]),
        ("dead + missing in [1, 2]", ["a name is expected", "dead + missing"]),
        ("elapsed('aware', 'clasified') > '24 h'", ["clasified", "no moment", 'did you mean "classified"', "duty:ID"]),
        ("elapsed('aware', 'duty:last') > '24 h'", ["duty:last", "no moment"]),
        ("elapsed('aware', 'classified')", ["elapsed() alone", "> '24 h'"]),
        ("elapsed('aware', 'classified') == '24 h'", ["exactly so long", "<, <=, >, >="]),
        ("elapsed('aware', 'classified') > '2 working days'", ["2 working days", "a clock measures"]),
        ("elapsed('aware', 'classified') > '1 month'", ["1 month", "a clock measures"]),
        ("elapsed('aware', 'classified') > 'none stated'", ["none stated", "a clock measures"]),
        ("elapsed('aware', 'classified') > 24", ["24", "'24 h'"]),
        ("elapsed('aware', 'aware') > '24 h'", ["between a moment and itself"]),
        ("elapsed('aware') > '24 h'", ["2 arguments"]),
        ("elapsed(aware, classified) > '24 h'", ["a word in quotes"]),
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
