"""Holes and overlaps in grades: exact, told in few words, and the same as by walking through every cell."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plan.check.diagram import Diagram, TooManyCellsError, satisfiable, sets_in
from sim.plan.check.regions import regions
from sim.plan.conditions import Name, Vocabulary, compile_condition
from sim.plan.expression import parse_condition
from tests.unit.dam_plan import SOUND, broken, duty, entry, of, read

WORDS = Vocabulary(
    {
        "place": Name("one of", ("dam", "gate")),
        "flow": Name("count"),
        "level": Name("number"),
        "muddy": Name("flag"),
        "loud": Name("flag"),
        "signs": Name("set of", ("mud", "noise", "smell")),
    },
    {"strict": (True, False)},
)


def case(grade, number, text):
    return lambda data: entry(data, "grade", grade)["any"][number].update(when=text)


def also(grade, text):
    return lambda data: entry(data, "grade", grade)["any"].append({"clause": "3.9", "when": text})


def test_a_sound_plan_has_no_findings():
    assert read(SOUND) == ()


def test_a_hole_is_told_as_a_region_with_the_clauses_that_leave_it():
    (found,) = of(broken(case("amber", 0, "place == 'dam' and 10 <= flow < 50")), "grade-hole")

    assert found.message.of("en") == "place = dam, no grade: flow < 10"
    assert found.message.of("zh") == "位置为“dam”的，以下情形未定级：流量 < 10"
    assert found.clauses == ("3.1", "3.3")
    assert found.severity == "warning"  # below the mildest grade: it may be meant so


def test_large_numbers_are_told_with_all_their_digits():
    (found,) = of(broken(case("red", 0, "place == 'dam' and flow >= 2000000")), "grade-hole")

    assert found.message.of("en") == "place = dam, no grade: 50 ≤ flow < 2000000"


def test_a_hole_of_one_number_is_found():
    (found,) = of(broken(case("red", 0, "place == 'dam' and flow > 50")), "grade-hole")

    assert found.message.of("en") == "place = dam, no grade: flow = 50"


def test_flags_are_told_by_what_would_give_a_grade():
    (found,) = of(broken(case("amber", 0, "place == 'dam' and flow < 50 and muddy")), "grade-hole")

    assert found.message.of("en") == 'place = dam, no grade: (unless "muddy") flow < 50'


def test_two_grades_for_one_number_overlap():
    (found,) = of(broken(case("amber", 0, "place == 'dam' and flow <= 50")), "grade-overlap")

    assert "place = dam and flow = 50" in found.message.of("en")
    assert found.clauses == ("3.1", "3.3")


def test_a_hole_is_an_error_only_where_something_milder_has_a_grade():
    dry = [("red", 0, "place == 'dam' and flow < 10"), ("amber", 0, "place == 'dam' and 10 <= flow < 50")]  # less is worse
    between = [("red", 0, "place == 'dam' and flow < 10"), ("amber", 0, "place == 'dam' and 20 <= flow < 50")]

    def severities(changes):
        found = broken(lambda data: [case(*change)(data) for change in changes])
        return [one.severity for one in found if one.check == "grade-hole"], of(found, "largest-case-falls-out")

    assert severities([("red", 0, "place == 'dam' and flow > 50")]) == (["error"], [])
    assert severities(dry) == (["warning"], [])
    assert severities(between) == (["error"], [])


def test_two_cases_of_one_grade_that_overlap_are_no_finding():
    assert broken(also("amber", "place == 'dam' and flow <= 20 and muddy")) == []


def test_a_value_of_the_scope_without_a_grade_is_an_error_unless_another_duty_takes_it():
    def unnamed(data):
        entry(data, "fact", "place")["values"].append("spillway")

    def taken(data):
        unnamed(data)
        duty(data, "elsewhere", bearer="fire", on="noticed", when="place == 'spillway'", act="perform", form="guard")

    (alone,) = of(broken(unnamed), "scope-ungraded")
    (handled,) = of(broken(taken), "scope-ungraded")

    assert (alone.severity, alone.clauses) == ("error", ("1",))
    assert (handled.severity, handled.rules) == ("note", ("fact:place", "elsewhere"))


def test_what_is_graded_and_handed_on_at_once_is_told_at_its_exact_number():
    def handed_on(data, least):
        case("red", 0, "place == 'dam' and 50 <= flow <= 500")(data)
        duty(data, "army", bearer="none stated", on="classified", when=f"place == 'dam' and flow {least} 500", act="notify", to=["council"])

    at = broken(lambda data: handed_on(data, ">="))
    above = broken(lambda data: handed_on(data, ">"))

    assert [one.message.of("en") for one in of(at, "graded-and-handed-on")] == ['graded, and "army" holds too: place = dam and flow = 500']
    assert not of(above, "graded-and-handed-on")
    (largest,) = of(above, "largest-case-falls-out")
    assert largest.message.of("en").startswith(
        "place = dam, flow above 500: what is graded when smaller has no grade; there is only army (9), telling Town council"
    )


def test_a_plan_whose_smallest_case_has_no_grade_does_not_lose_its_largest():
    assert not of(broken(case("amber", 0, "place == 'dam' and 10 <= flow < 50")), "largest-case-falls-out")


def test_readings_of_the_plan_decide_whether_a_number_is_inside():
    def inclusive(data, value):
        data["reading"] = [{"id": "or_more", "clause": "3", "text": "or more", "value": value, "choices": [True, False]}]
        case("red", 0, "place == 'dam' and (flow > 50 or (reading('or_more') and flow == 50))")(data)

    assert not of(broken(lambda data: inclusive(data, value=True)), "grade-hole")
    assert of(broken(lambda data: inclusive(data, value=False)), "grade-hole")


ATOMS = st.sampled_from(
    [
        "place == 'dam'",
        "place != 'gate'",
        "flow >= 5",
        "flow < 9",
        "flow == 5",
        "level > 1.5",
        "level <= 2",
        "muddy",
        "not loud",
        "has(signs, 'mud')",
        "has(signs, 'noise')",
        "has_any(signs)",
        "reading('strict')",
        "at_least(2, muddy, loud, flow > 7)",
        "4 <= flow <= 5",
    ]
)
CONDITIONS = st.recursive(
    ATOMS, lambda inner: st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"), max_leaves=6
)


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_the_diagram_says_in_every_cell_what_the_conditions_say(texts):
    nodes = [parse_condition(text) for text in texts]
    tests = [compile_condition(node, WORDS, {"strict": True}) for node in nodes]
    diagram = Diagram(nodes, WORDS, {"strict": True})
    named = sets_in(nodes, WORDS).get("signs", ())
    cells = product(
        ["dam", "gate"], [0, 4, 5, 6, 8, 9, 20], [1.0, 1.5, 1.7, 2.0, 3.0], [True, False], [True, False], [(), ("mud",), ("noise", "mud"), ("smell",)]
    )

    for values in cells:
        facts = dict(zip(("place", "flow", "level", "muddy", "loud", "signs"), values, strict=True))
        assert _leaf(diagram, facts, named) == tuple(test(facts.get) for test in tests)


def _leaf(diagram, facts, named):
    node = diagram.nodes[diagram.root]
    while not isinstance(node, tuple):
        node = diagram.nodes[node.below[_cell(diagram.axes[node.axis], facts, named)]]
    return node


def _cell(axis, facts, named):
    value = facts[axis.fact]
    if axis.sort == "number":
        return next(at for at, cell in enumerate(axis.cells) if cell.low == value == cell.high or cell.low < value < cell.high)
    if axis.value == "*":
        return 0 if set(value) - set(named) else 1
    if axis.value:
        return 0 if axis.value in value else 1
    return [cell.value for cell in axis.cells].index(value)


def test_conditions_are_compatible_or_not_whatever_the_readings_are():
    def together(*texts, **given):
        return satisfiable([parse_condition(text) for text in texts], WORDS, given=given)

    assert together("flow > 4", "flow < 6")
    assert not together("flow > 4", "flow < 5")
    assert together("level > 4", "level < 5")
    assert not together("reading('strict')", "not reading('strict')")
    assert not together("has_any(signs)", "not has_any(signs)")
    assert together("known(flow)", "not muddy", place="dam")
    assert not together("place == 'gate'", place="dam")
    assert not together("has_any(signs)", "not (has(signs, 'mud') or has(signs, 'noise') or has(signs, 'smell'))")


def test_work_is_bounded_where_conditions_tell_too_much_apart():
    names = {f"n{at}": Name("count") for at in range(12)}
    text = " or ".join(f"(n{at} > {at} and n{(at * 5 + 7) % 12} < {at + 9} and n{(at * 7 + 3) % 12} != {at})" for at in range(12))
    with pytest.raises(TooManyCellsError):
        regions(Diagram([parse_condition(text)], Vocabulary(names)), lambda leaf: leaf[0])


def test_sums_that_share_names_in_many_ways_are_said_not_to_have_been_checked(monkeypatch):
    """Ways into a grade by sums of four of ten counts: what is asked about them is bounded by a number, not by a time."""
    monkeypatch.setattr("sim.plan.check.sums.MOST_ADDITIONS", 2_000)

    def summed(data):
        data["fact"] += [{"id": f"n{at}", "name": f"n{at}", "type": "count"} for at in range(10)]
        ways = [" + ".join(f"n{(at * step) % 10}" for step in (1, 3, 7, 9)) for at in range(1, 10) if at != 5]
        entry(data, "grade", "amber")["any"] += [{"clause": f"9({at})", "when": f"{way} >= 50"} for at, way in enumerate(ways)]

    found = broken(summed)

    assert [one.severity for one in of(found, "grades-too-many-cells")] == ["note"]
    assert not of(found, "grade-hole")


def test_grades_that_tell_too_many_cases_apart_are_said_not_to_have_been_checked():
    def crowded(data):
        data["fact"] += [{"id": f"n{at}", "name": f"n{at}", "type": "count"} for at in range(12)]
        text = " or ".join(f"(n{at} > {at} and n{(at * 5 + 7) % 12} < {at + 9} and n{(at * 7 + 3) % 12} != {at})" for at in range(12))
        entry(data, "grade", "amber")["any"][0]["when"] = text

    found = broken(crowded)

    assert [one.severity for one in of(found, "grades-too-many-cells")] == ["note"]
    assert not of(found, "grade-hole")


SUMS = st.sampled_from(
    [
        "dead + missing >= 6",
        "dead + missing < 3",
        "dead + missing == 4",
        "hurt + missing > 5",
        "dead + hurt + missing >= 8",
        "dead >= 3",
        "dead < 5",
        "missing > 2",
    ]
)
SUM_CONDITIONS = st.recursive(
    SUMS, lambda inner: st.tuples(inner, st.sampled_from([" and ", " or ", " and not "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"), max_leaves=5
)
PEOPLE = Vocabulary({name: Name("count") for name in ("dead", "missing", "hurt")})


@given(st.lists(SUM_CONDITIONS, min_size=1, max_size=3))
def test_the_diagram_has_just_the_answers_that_numbers_with_these_sums_can_have(texts):
    nodes = [parse_condition(text) for text in texts]
    tests = [compile_condition(node, PEOPLE, {}) for node in nodes]
    diagram = Diagram(nodes, PEOPLE, {})
    found = set()

    for values in product(range(10), repeat=3):  # no bound is above 9, so that larger numbers tell nothing more
        facts = dict(zip(("dead", "missing", "hurt"), values, strict=True))
        answers = tuple(test(facts.get) for test in tests)
        found.add(answers)
        assert _leaf(diagram, facts | {axis.fact: sum(facts[term] for term in axis.terms) for axis in diagram.axes if axis.terms}, ()) == answers
    assert diagram.leaves() == found
    for wanted in product([True, False], repeat=len(nodes)):
        assert bool(regions(diagram, wanted.__eq__)) == (wanted in found)


def with_losses(red, amber, more=""):
    """Grades of the dam by counts of people, whatever the place."""

    def change(data):
        data["fact"] += [{"id": id_, "name": id_, "type": "count"} for id_ in ("dead", "missing")]
        entry(data, "grade", "red")["any"] = [{"clause": "3.1", "when": red}]
        entry(data, "grade", "amber")["any"] = [{"clause": "3.3", "when": amber}]
        if more:
            also("amber", more)(data)

    return broken(change)


def test_a_hole_that_no_sum_can_have_is_none():
    red = "dead >= 10 or dead + missing >= 10"

    assert of(with_losses(red, "dead + missing < 10"), "grade-hole") == []
    assert of(with_losses(red, "dead < 10 and dead + missing < 10"), "grade-hole") == []


def test_a_hole_of_a_sum_is_told_by_the_sum():
    (found,) = of(with_losses("dead + missing > 10", "dead + missing < 10"), "grade-hole")
    assert found.message.of("en") == "no grade: dead + missing = 10"
    assert found.message.of("zh") == "以下情形未定级：dead＋missing = 10"

    (found,) = of(with_losses("dead >= 5", "dead + missing < 10"), "grade-hole")
    assert found.message.of("en") == "no grade: dead < 5 and dead + missing ≥ 10"


def test_an_overlap_of_sums_is_found_where_there_is_one():
    assert of(with_losses("dead >= 10", "dead + missing < 10"), "grade-overlap") == []
    (found,) = of(with_losses("dead >= 9", "dead + missing < 10"), "grade-overlap")

    assert "dead = 9 and dead + missing < 10" in found.message.of("en")


def test_the_largest_sum_falls_out():
    (found,) = of(with_losses("10 <= dead + missing < 30", "dead + missing < 10"), "largest-case-falls-out")

    assert found.message.of("en").startswith("dead + missing above 30: what is graded when smaller has no grade")


def test_a_number_does_not_fall_out_where_its_sum_takes_it():
    assert of(with_losses("dead + missing >= 10", "dead < 10 and dead + missing < 10"), "largest-case-falls-out") == []
    (found,) = of(with_losses("dead + missing >= 10 and dead <= 50", "dead < 10 and dead + missing < 10"), "largest-case-falls-out")

    assert found.message.of("en").startswith("dead above 50")
