"""Checks of what leads to what, of reports and of the end: each fires on a plan with the fault and not on its near twin."""

from __future__ import annotations

import pytest

from tests.unit.dam_plan import broken, duty, entry, fires_on_the_fault_alone, of


def changed(table, id_, **fields):
    return lambda data: entry(data, table, id_).update(fields)


def both(*changes):
    def change(data):
        for one in changes:
            one(data)

    return change


def without(table, id_, key="id"):
    return lambda data: data.update({table: [one for one in data[table] if one[key] != id_]})


def added(id_, **fields):
    return lambda data: duty(data, id_, **fields)


def fact(id_, **fields):
    return lambda data: data["fact"].append({"id": id_, "name": id_, **fields})


FIRST_WORD_WAITS = both(changed("duty", "first-word", on="activated", level="full"), without("duty", "measure"))
FIRST_WORD_IN_LEVEL = changed("duty", "first-word", clause="6(1)")
NOBODY_PROPOSES = both(changed("level", "full", proposed_by="none stated"), without("duty", "propose"))
NOT_ASKED_TO_PROPOSE = without("duty", "propose")
SCENE = lambda data: data["body"].append({"id": "post", "name": "Field post", "kind": "scene", "clause": "2.7"})  # noqa: E731 - one of a row
SCENE_WORKS = added("draw", bearer="post", on="command-established", act="perform", form="sketch")
SET_UP = {"bearer": "director", "on": "activated", "act": "establish-command"}
COUNTY = lambda data: data["body"].append({"id": "county", "name": "County", "clause": "2.9"})  # noqa: E731 - one of a row
CAUSE = fact("cause", type="one of", values=["rain", "rats", "age"])
ASKS = {"bearer": "waterworks", "on": "ended", "act": "perform", "within": "1 h"}
ON_RAIN, ON_AGE = (added(f"on-{what}", form=what, when=f"cause == '{what}'", **ASKS) for what in ("rain", "age"))
CARRIED = lambda data: data["content"][0]["items"].append({"name": "cause", "facts": ["cause"]})  # noqa: E731 - one of a row

READY = added("ready", bearer="county", on="activated", act="perform", form="stand-ready", within="1 h")
LOOKS = {"act": "perform", "form": "look", "within": "1 h"}
SEES = added("sees", bearer="county", on="noticed", by="council", **LOOKS)

CASES = [
    ("circular-start", FIRST_WORD_WAITS, both(FIRST_WORD_WAITS, added("seen", bearer="director", on="noticed", act="verify")), "first-word"),
    ("circular-start", FIRST_WORD_IN_LEVEL, changed("duty", "first-word", clause="5(1)"), "first-word"),
    ("measures-before-approval", FIRST_WORD_IN_LEVEL, changed("duty", "first-word", clause="61"), "first-word"),
    ("approval-nobody-proposes", NOBODY_PROPOSES, changed("level", "full", proposed_by="none stated"), "level:full"),
    (
        "start-in-two-ways",
        added("at-once", bearer="council", on="classified", act="activate"),
        added("at-once", bearer="council", on="classified", act="verify"),
        "at-once",
    ),
    ("never-triggered", NOT_ASKED_TO_PROPOSE, NOBODY_PROPOSES, "level-full"),  # that nobody proposes is told by itself
    ("never-triggered", added("a", bearer="fire", on="heard", act="hear"), added("a", bearer="fire", on="scene", act="hear"), "a"),
    (
        "bearer-never-told",
        both(COUNTY, READY),
        both(COUNTY, READY, added("tell-county", bearer="council", on="activated", act="notify", to=["county"])),
        "ready",
    ),
    ("bearer-never-told", both(COUNTY, SEES), both(COUNTY, added("sees", bearer="county", on="noticed", by="county", **LOOKS)), "sees"),
    (
        "told-only-to-self",
        added("alone", bearer="council", on="ended", act="notify", to=["council"]),
        added("alone", bearer="council", on="ended", act="notify", to=["council", "fire"]),
        "alone",
    ),
    (
        "told-only-to-self",
        added("alone", bearer="@actor", on="ended", act="notify", to=["@actor"]),
        added("alone", bearer="@actor", on="ended", act="notify", to=["@actor.superior"]),
        "alone",
    ),
    (
        "told-only-to-self",
        added("alone", bearer="council", on="ended", act="notify", to=["fire", "council"], **{"except": ["fire"]}),
        added("alone", bearer="council", on="ended", act="notify", to=["fire", "council"], **{"except": ["waterworks"]}),
        "alone",
    ),
    ("condition-never-holds", changed("duty", "pump", when="flow > 9 and flow < 10"), changed("duty", "pump", when="flow > 9 and flow < 11"), "pump"),
    (
        "higher-grade-told-to-fewer",
        changed("duty", "tell-council", when="grade == 'amber'"),
        changed("duty", "tell-council", when="grade == 'red'"),
        "tell-council",
    ),
    ("no-regrading", without("duty", "grade-anew"), changed("duty", "grade-anew", on="assessed"), "grade"),
    (
        "request-without-decision",
        added("ask", bearer="fire", on="estimated", act="ask-support", to=["council"]),
        both(
            added("ask", bearer="fire", on="estimated", act="ask-support", to=["council"]),
            added("decide", bearer="council", on="received", when="form == 'support'", act="order", to=["fire"]),
        ),
        "ask",
    ),
    (
        "bearer-only-if-set-up",
        both(SCENE, SCENE_WORKS, added("set-up", force="where needed", **SET_UP)),
        both(SCENE, SCENE_WORKS, added("set-up", **SET_UP)),
        "draw",
    ),
    (
        "first-report-lacks",
        lambda data: data["content"][0]["items"].pop(),
        lambda data: data["content"][0]["items"].append({"name": "time", "facts": []}),
        "content:initial",
    ),
    ("fact-never-reported", both(CAUSE, ON_RAIN), both(CAUSE, ON_RAIN, CARRIED), "on-rain"),
    (
        "no-partial-report",
        changed("duty", "first-word", partial=False),
        both(changed("duty", "first-word", partial=False), changed("duty", "tell-council", partial=True)),
        "first-word",
    ),
    (
        "value-between-rules",
        both(CAUSE, CARRIED, ON_RAIN, ON_AGE),
        both(CAUSE, CARRIED, ON_RAIN, ON_AGE, added("on-rats", form="rats", when="cause == 'rats'", **ASKS)),
        "on-rain",
    ),
    (
        "no-numbered-answer-outside",
        changed("duty", "answer-valley", within="none stated"),
        changed("duty", "answer-valley", within="9 days"),
        "answer-valley",
    ),
    ("warning-not-issued", changed("warning", "blue", issued_by="none stated"), changed("warning", "blue", issued_by="council"), "warning:blue"),
    (
        "warning-not-proposed",
        changed("warning", "blue", proposed_by="council"),
        both(changed("warning", "blue", proposed_by="council"), added("ask", bearer="council", on="assessed", act="propose", to=["fire"])),
        "warning:blue",
    ),
    (
        "warning-never-lifted",
        changed("warning", "blue", lifted_by="none stated"),
        both(changed("warning", "blue", lifted_by="none stated"), added("lift", bearer="council", on="assessed", act="lift", to=["fire"])),
        "warning:blue",
    ),
    ("warning-to-nobody", changed("warning", "blue", to="none stated"), changed("warning", "blue", to=["council"]), "warning:blue"),
    (
        "law-superseded",
        changed("occasion", "water-act", superseded_by="Water Act of next year"),
        changed("occasion", "water-act", superseded_by=" "),
        "occasion:water-act",
    ),
]


@pytest.mark.parametrize(("check", "fault", "twin", "named"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_the_check_fires_on_the_fault_and_not_on_its_twin(check, fault, twin, named):
    fires_on_the_fault_alone(check, fault, twin, named)


def test_a_start_that_can_only_be_known_through_its_own_measure_is_an_error():
    (alone,) = of(broken(FIRST_WORD_WAITS), "circular-start")

    assert alone.severity == "error"
    assert (
        alone.message.of("en") == "full response is started by: Director, who learns by a measure of that level (first word); there is no other way"
    )


def test_a_second_way_to_the_one_who_starts_makes_the_circle_a_warning():
    elsewhere = added("neighbour", bearer="council", on="noticed", act="notify", to=["waterworks"])
    (found,) = of(broken(both(FIRST_WORD_IN_LEVEL, elsewhere)), "circular-start")

    assert found.severity == "warning"
    assert "neighbour (9)" in found.message.of("en")


def test_whoever_must_start_the_response_is_named_among_those_who_are_told_less():
    told_less = changed("duty", "tell-council", when="grade == 'amber'")
    (plain,) = of(broken(told_less), "higher-grade-told-to-fewer")
    (starter,) = of(broken(both(told_less, changed("level", "full", approved_by="mayor"))), "higher-grade-told-to-fewer")

    assert "must start" not in plain.message.of("en")
    assert "must start" in starter.message.of("en")
    assert "6" in starter.clauses


def test_what_waits_for_a_step_that_nobody_takes_is_counted_once():
    (found,) = of(broken(NOT_ASKED_TO_PROPOSE), "never-triggered")

    assert set(found.rules) == {"level-full"}
    assert "more wait for them" in found.message.of("en")
