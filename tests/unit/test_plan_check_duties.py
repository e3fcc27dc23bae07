"""Checks of limits and messages: each fires on a plan with the fault and not on its near twin."""

from __future__ import annotations

import pytest

from tests.unit.dam_plan import broken, duty, entry, fires_on_the_fault_alone, of


def reading(data, id_, value, *choices):
    data.setdefault("reading", []).append({"id": id_, "clause": "5", "text": id_, "value": value, "choices": [value, *choices]})


def by_reading(**fields):
    def change(data):
        reading(data, "soon", "10 min", "none stated")
        reading(data, "clock", "received", "trigger")
        reading(data, "stop", "ended", "none stated")
        duty(data, fields.pop("id", "tell-council"), **fields)

    return change


def retold(**fields):
    return lambda data: duty(data, "tell-council", **fields)


def second_report(when, within="1 h", **fields):
    def change(data):
        duty(data, "tell-council", within="30 min")
        shared = {"bearer": "waterworks", "on": "classified", "act": "report", "form": "initial", "to": ["council"]}
        duty(data, "tell-again", when=when, within=within, **shared | fields)

    return change


def forwarded(limit):
    """The fire brigade has 10 min, the waterworks 5 min for the grade; the council is to know so long after the event."""
    return lambda data: duty(data, "tell-council", within={"limit": limit, "from": "occurred"})


# check, a change that brings the fault, a near twin that does not, the duty that it names
CASES = [
    ("limit-without-number", by_reading(within={"reading": "soon"}), by_reading(within="10 min"), "tell-council"),
    (
        "limit-without-start",
        by_reading(within={"limit": "30 min", "from": {"reading": "clock"}}),
        by_reading(within={"limit": "30 min", "from": "received"}),
        "tell-council",
    ),
    ("limit-without-start", by_reading(id="hourly", start={"reading": "clock"}), by_reading(id="hourly", start="trigger"), "hourly"),
    ("no-stop", by_reading(id="hourly", until="reading:stop"), by_reading(id="hourly", until="ended"), "hourly"),
    ("no-stop", lambda data: duty(data, "hourly", until="none stated"), lambda data: duty(data, "hourly", until="duty:answer-valley"), "hourly"),
    ("report-without-limit", retold(within="none stated"), retold(within="2 h"), "tell-council"),
    ("report-without-limit", retold(within="none stated"), retold(within="none stated", force="may"), "tell-council"),
    ("no-limit", lambda data: duty(data, "pump", within="none stated"), lambda data: duty(data, "pump", within="3 h"), "pump"),
    ("no-recipient", retold(to="none stated"), retold(to=["council", "fire"]), "tell-council"),
    ("no-bearer", retold(bearer="none stated"), retold(bearer="director"), "tell-council"),
    ("chain-too-long", forwarded("14 min"), forwarded("15 min"), "tell-council"),
    ("limits-contradict", second_report("grade == 'red'"), second_report("grade == 'red'", within="30 min"), "tell-again"),
    ("limits-contradict", second_report("grade == 'red'"), second_report("grade == 'red'", to=["fire"]), "tell-again"),
    (
        "told-twice",
        second_report("grade == 'red'", act="file", form="filing"),
        second_report("grade == 'red'", act="file", form="filing", to=["fire"]),
        "tell-again",
    ),
    ("told-twice", second_report("grade == 'red'", act="file", form="filing"), second_report("true", form="follow-up"), "tell-again"),
]


@pytest.mark.parametrize(("check", "fault", "twin", "named"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_the_check_fires_on_the_fault_and_not_on_its_twin(check, fault, twin, named):
    fires_on_the_fault_alone(check, fault, twin, named)


def test_two_reports_that_can_never_both_hold_are_neither_doubled_nor_contradictory():
    def apart(data):
        duty(data, "tell-council", when="grade == 'amber'", within="30 min")
        duty(
            data,
            "tell-again",
            bearer="waterworks",
            on="classified",
            when="grade == 'red'",
            act="report",
            form="initial",
            to=["council"],
            within="1 h",
        )

    found = broken(apart)

    assert not of(found, "limits-contradict")
    assert not of(found, "told-twice")


def test_a_chain_names_its_steps_and_their_sum():
    (found,) = of(broken(forwarded("14 min")), "chain-too-long")

    assert "15 min: first word → find the grade" in found.message.of("en")
    assert found.rules == ("first-word", "grade", "tell-council")


def test_a_limit_that_runs_from_another_duty_counts_only_what_comes_after_it():
    def after_first_word(limit):
        return lambda data: duty(data, "tell-council", within={"limit": limit, "from": "duty:first-word"})

    (found,) = of(broken(after_first_word("4 min")), "chain-too-long")

    assert found.rules == ("grade", "tell-council")
    assert not of(broken(after_first_word("5 min")), "chain-too-long")


def test_duties_with_one_open_word_share_one_finding():
    def change(data):
        by_reading(within={"reading": "soon"})(data)
        entry(data, "duty", "grade")["within"] = {"reading": "soon"}

    (found,) = of(broken(change), "limit-without-number")

    assert set(found.rules) == {"grade", "tell-council"}
