"""What a plan may not say of limits: one clear fault for each, with its place and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.plan.loader import check_plan_document

STOPS: dict[str, Any] = {"stops": {"on": "requested"}, "resumes": {"on": "approved"}}
EXTENDS: dict[str, Any] = {"extends": {"on": "approved", "length": "1 h"}}


def document(**duty: Any) -> dict[str, Any]:
    """A plan of three duties, of which the one in the middle says what a test gives; None leaves a key out."""
    other = {"clause": "1", "title": "x", "bearer": "a", "on": "verified", "act": "report", "form": "initial", "to": ["b"]}
    asked = {key: value for key, value in {**other, "id": "asked", **duty}.items() if value is not None}
    return {
        "plan": {"id": "p", "title": "p"},
        "reading": [{"id": "when", "clause": "1", "text": "x", "value": "08:00", "choices": ["08:00", "latest:initial"]},
                    {"id": "wrong", "clause": "1", "text": "x", "value": "08:00", "choices": ["08:00", "08:75"]}],
        "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("a", "b")],
        "duty": [
            {**other, "id": "limited", "within": "2 h"},
            asked,
            {**other, "id": "unlimited", "within": "none stated"},
            {**other, "id": "forbidden", "force": "must not", "within": "2 h"},
            {**other, "id": "hourly", "form": "follow-up", "every": "1 h"},
        ],
    }  # fmt: skip


def faults(data: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as caught:
        check_plan_document(data, "plan.toml")
    return [str(InputError([fault])).removeprefix("plan.toml: ") for fault in caught.value.mistakes]


WARNS: dict[str, Any] = {"on": None, "warns_of": "limited", "form": "notice", "act": "notify"}


@pytest.mark.parametrize(
    "duty",
    [
        {"within": "2 h", **STOPS, **EXTENDS},
        {"within": {"earlier": ["2 h", "1 day"]}, **STOPS},
        {"within": {"limit": "1 h", "from": {"reading": "when"}}},
        {"within": {"limit": "1 h", "from": "latest:follow-up"}},
        {"within": {"moved": "2 days", "to": "24:00", "except": ["a", "b"]}},
        {"daily": ["00:00", "08:00", "23:59"], "start": "08:00"},
        {"daily": ["08:00"]},
        {**WARNS, "ahead": "2 h"},
        {**WARNS, "warns_of": "hourly", "ahead": "30 min", "bearer": "@bearer"},
        {"force": "must not", "within": "21 days"},
    ],
)
def test_what_a_plan_may_say(duty):
    assert check_plan_document(document(**duty), "plan.toml").duty[1].id == "asked"


@pytest.mark.parametrize(
    ("duty", "place", "words"),
    [
        ({"within": "2 h", "stops": {"on": "requested"}}, "stops", ["nothing lets the limit go on", "add resumes"]),
        ({"within": "2 h", "resumes": {"on": "approved"}}, "resumes", ["nothing stops the limit", "add stops"]),
        ({"within": "2 h", **STOPS, "stops": {"on": []}}, "stops › on", ["no kind of row sets this off"]),
        ({"within": "2 h", **STOPS, "stops": {"on": "requestd"}}, "stops › on", ['did you mean "requested"']),
        ({"within": "2 h", **STOPS, "stops": {"on": "requested", "by": "c"}}, "stops › by", ["body, post or group"]),
        ({"within": "2 h", **STOPS, "stops": {"on": "requested", "when": "dry"}}, "stops › when", ["dry"]),
        ({"every": "1 h", "form": "follow-up", **EXTENDS}, "extends", ["this duty recurs", "leave out extends"]),
        (EXTENDS, "extends", ["this duty has none", "state one in within"]),
        ({"within": "none stated", **EXTENDS}, "extends", ["this duty has none"]),
        ({"within": "2 h", "extends": {"on": "approved", "length": "none stated"}}, "extends › length", ["needs a length"]),
        ({"within": "2 h", "extends": {"on": "approved", "length": "1 parsec"}}, "extends › length", ["parsec"]),
        ({"daily": ["08:00"], "within": "2 h"}, "within", ["within stands beside daily", "leave out within, or daily"]),
        ({"daily": ["08:00"], "every": "2 h"}, "every", ["every stands beside daily"]),
        ({"daily": ["08:00"], "counted": "from-last"}, "counted", ["by the clock"]),
        ({"daily": ["17:00", "08:00"]}, "daily", ["do not follow one another"]),
        ({"daily": ["08:00", "08:00"]}, "daily", ["do not follow one another"]),
        ({"daily": ["00:00", "24:00"]}, "daily", ["do not follow one another"]),
        ({"daily": []}, "daily", ["at least 1"]),
        ({"daily": ["08:00", "25:00"]}, "daily 2", ["no time of day", '"00:00" to "24:00"']),
        ({**WARNS, "on": "verified"}, "on", ["on stands beside warns_of", "leave out on, or warns_of"]),
        ({**WARNS, "within": "2 h"}, "within", ["within stands beside warns_of"]),
        ({**WARNS, "warns_of": "limitd"}, "warns_of", ['did you mean "limited"']),
        ({**WARNS, "warns_of": "asked"}, "warns_of", ["circle"]),
        ({**WARNS, "warns_of": "unlimited"}, "warns_of", ["no limit of which one could warn"]),
        ({**WARNS, "warns_of": "forbidden"}, "warns_of", ["prohibition"]),
        ({**WARNS, "force": "must not"}, "force", ["must not be given"]),
        ({"ahead": "1 h"}, "ahead", ["no such duty is named", "add warns_of"]),
        ({**WARNS, "ahead": "3 h"}, "ahead", ["longer than the limit itself", "at most 2 h"]),
        ({**WARNS, "warns_of": "hourly", "ahead": "61 min"}, "ahead", ["at most 1 h"]),
        ({**WARNS, "ahead": "1 working day"}, "ahead", ["1 working day"]),
        ({"within": {"limit": "1 h", "from": "24:01"}}, "within", ["no time of day"]),
        ({"within": {"limit": "1 h", "from": "latest:final"}}, "within", ["no duty sends one", "initial"]),
        ({"within": {"limit": "1 h", "from": {"reading": "wrong"}}}, "within", ["08:75"]),
        ({"within": {"moved": "2 days", "to": "12:00", "except": ["c"]}}, "within", ["body, post or group"]),
        ({"on": None}, "on", ["no kind of row sets this off"]),
        ({"bearer": "@bearer"}, "bearer", ["bearer"]),
    ],
)
def test_what_a_plan_may_not_say_is_told_once_in_its_place_with_what_to_do(duty, place, words):
    told = faults(document(**duty))

    assert len(told) == 1, told
    assert told[0].startswith(f'duty "asked" › {place}: ')
    assert [word for word in words if word not in told[0]] == []


def test_warnings_that_warn_of_each_other_go_round_in_a_circle():
    data = document(**WARNS | {"warns_of": "other"})
    data["duty"].append({**data["duty"][1], "id": "other", "warns_of": "asked"})

    assert [fault for fault in faults(data) if "circle" in fault] == [faults(data)[0]]


def test_all_faults_of_a_duty_are_told_at_once():
    told = faults(document(daily=["08:00", "07:00"], within="2 h", ahead="1 h", stops={"on": "requested"}))

    assert [fault.split(": ")[0].removeprefix('duty "asked" › ') for fault in told] == ["daily", "within", "ahead", "stops", "stops"]
